//! Particles: drawn from the data, on their way from noise to data by any sampler, and from
//! data to noise.

use super::{JsConfig, JsResult, read_config};
use crate::data::{DataSet, Distribution};
use crate::exact::DataOracle;
use crate::network::Weights;
use crate::process::{self, Schedule};
use crate::rng::{Stream, stream};
use crate::sample;
use crate::score::{NetworkScore, Score};
use wasm_bindgen::prelude::*;

/// `n` points of the data, flat `[x0, y0, x1, y1, …]`.
#[wasm_bindgen(js_name = sampleData)]
pub fn sample_data(config: JsConfig, n: usize) -> JsResult<Vec<f32>> {
    let config = read_config(config)?;
    let mut rng = stream(u64::from(config.seed), Stream::Data);
    Ok(DataSet::new(&config.data)?.sample(n, &mut rng))
}

/// From noise to data; the caller owns the pacing.
#[wasm_bindgen]
pub struct Sampler(sample::Sampler<Box<dyn Score>>);

#[wasm_bindgen]
impl Sampler {
    /// `weights` bring the network and its schedule; the method, the number of particles and
    /// the seed come from `config`. With `exact`, the network's place is taken by the exact
    /// score, in that schedule, of the data of `config`: it needs no training.
    #[wasm_bindgen(constructor)]
    pub fn new(weights: &[u8], config: JsConfig, exact: bool) -> JsResult<Self> {
        let config = read_config(config)?;
        let weights = Weights::from_safetensors(weights)?;
        let schedule = Schedule::new(weights.config.schedule)?;
        let score: Box<dyn Score> = if exact {
            Box::new(DataOracle::new(&DataSet::new(&config.data)?, schedule))
        } else {
            Box::new(NetworkScore::new(weights.network()?, schedule))
        };
        let seed = u64::from(config.seed);
        let sampler = sample::Sampler::new(score, schedule, config.sample, seed)?;
        Ok(Self(sampler))
    }

    /// One step back in time.
    pub fn step(&mut self) -> JsResult<()> {
        Ok(self.0.step()?)
    }

    /// The particles now, flat `[x0, y0, x1, y1, …]`.
    pub fn positions(&self) -> Vec<f32> {
        self.0.positions().to_vec()
    }

    /// The time now: T at the start, 0 at the end.
    #[wasm_bindgen(getter)]
    pub fn t(&self) -> f64 {
        self.0.t()
    }

    #[wasm_bindgen(getter, js_name = stepsDone)]
    pub fn steps_done(&self) -> usize {
        self.0.steps_done()
    }

    /// Undefined for the adaptive method, which can't know.
    #[wasm_bindgen(getter, js_name = stepsTotal)]
    pub fn steps_total(&self) -> Option<usize> {
        self.0.steps_total()
    }

    /// Evaluations of the score so far, each at all particles.
    #[wasm_bindgen(getter)]
    pub fn evaluations(&self) -> usize {
        self.0.evaluations()
    }

    #[wasm_bindgen(getter)]
    pub fn finished(&self) -> bool {
        self.0.finished()
    }
}

/// Data dissolving into noise, the caller owning the pacing: by steps of the SDE
/// ("Langevin"), or in closed form at the same times.
#[wasm_bindgen]
pub struct Forward {
    steps: process::Langevin,
    closed: Option<process::ClosedForm>,
}

#[wasm_bindgen]
impl Forward {
    /// `langevin` false: in closed form.
    #[wasm_bindgen(constructor)]
    pub fn new(config: JsConfig, langevin: bool) -> JsResult<Self> {
        let config = read_config(config)?;
        let data = DataSet::new(&config.data)?;
        let schedule = Schedule::new(config.schedule)?;
        let (n, seed) = (config.sample.particles, u64::from(config.seed));
        Ok(Self {
            steps: process::Langevin::new(&data, schedule, config.sample.dt, n, seed)?,
            closed: (!langevin).then(|| process::ClosedForm::new(&data, schedule, n, seed)),
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

    #[wasm_bindgen(getter)]
    pub fn finished(&self) -> bool {
        self.steps.finished()
    }
}
