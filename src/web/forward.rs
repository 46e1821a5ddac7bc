//! The forward process to look at.

use super::{JsConfig, JsResult, read_config};
use crate::data::Ring;
use crate::forward;
use crate::schedule::Schedule;
use wasm_bindgen::prelude::*;

/// Data dissolving into noise, the caller owning the pacing: by steps of the SDE
/// ("Langevin"), or in closed form at the same times.
#[wasm_bindgen]
pub struct Forward {
    steps: forward::Langevin,
    closed: Option<forward::ClosedForm>,
}

#[wasm_bindgen]
impl Forward {
    /// `langevin` false: in closed form.
    #[wasm_bindgen(constructor)]
    pub fn new(config: JsConfig, langevin: bool) -> JsResult<Self> {
        let config = read_config(config)?;
        let (ring, schedule) = (Ring::new(config.data)?, Schedule::new(config.schedule)?);
        let (n, seed) = (config.sample.particles, u64::from(config.seed));
        Ok(Self {
            steps: forward::Langevin::new(&ring, schedule, config.sample.dt, n, seed)?,
            closed: (!langevin).then(|| forward::ClosedForm::new(&ring, schedule, n, seed)),
        })
    }

    /// One step on in time.
    pub fn step(&mut self) -> JsResult<()> {
        Ok(self.steps.step()?)
    }

    /// The particles now, flat `[x0, y0, x1, y1, …]`.
    pub fn positions(&self) -> Vec<f32> {
        match &self.closed {
            Some(closed) => closed.at(self.steps.t()),
            None => self.steps.positions().to_vec(),
        }
    }

    /// The time now: 0 at the start, T at the end.
    #[wasm_bindgen(getter)]
    pub fn t(&self) -> f64 {
        self.steps.t()
    }

    #[wasm_bindgen(getter, js_name = stepsDone)]
    pub fn steps_done(&self) -> usize {
        self.steps.steps_done()
    }

    #[wasm_bindgen(getter, js_name = stepsTotal)]
    pub fn steps_total(&self) -> usize {
        self.steps.steps_total()
    }

    #[wasm_bindgen(getter)]
    pub fn finished(&self) -> bool {
        self.steps.finished()
    }
}
