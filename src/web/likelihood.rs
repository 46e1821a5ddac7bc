//! How probable a network holds points, the caller owning the pacing.

use super::exact::{Learned, cut, open};
use super::{JsResult, JsSchedule, read_schedule, to_js};
use crate::data::{DataSet, Distribution};
use crate::error::Error;
use crate::exact::field::grid_around;
use crate::likelihood::{DataFit, FitConfig, FitRun, Grid, LogDensity, Window};
use crate::network::Weights;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(typescript_type = "DataFit")]
    pub type JsDataFit;
}

/// log p of a network by the probability-flow ODE of a schedule.
#[wasm_bindgen]
pub struct Likelihood {
    run: Run,
    data: DataSet,
}

enum Run {
    Fit(Box<FitRun<Learned, DataSet>>),
    Map(Box<LogDensity<Learned>>),
}

#[wasm_bindgen]
impl Likelihood {
    /// At a part of `points` fresh points, half of the data and half of the model, drawn from
    /// `seed`; with `fineness` steps to a unit of ln B.
    #[wasm_bindgen(js_name = onData)]
    pub fn on_data(
        weights: &[u8],
        schedule: JsSchedule,
        points: usize,
        fineness: f64,
        seed: u32,
        part: usize,
        parts: usize,
    ) -> JsResult<Self> {
        let schedule = read_schedule(schedule)?;
        let (score, data) = open(weights, schedule)?;
        let config = FitConfig {
            points,
            fineness,
            part,
            parts,
        };
        let run = FitRun::new(score, data.clone(), &schedule, config, u64::from(seed));
        Ok(Self {
            run: Run::Fit(Box::new(run)),
            data,
        })
    }

    /// In the middles of `cells × cells` squares on the window (x, y, side): on
    /// [x − side, x + side] × [y − side, y + side], row-major from the bottom left: the rows of one
    /// of `parts` parts, counted from 0, or all.
    #[wasm_bindgen(js_name = onGrid)]
    pub fn on_grid(
        weights: &[u8],
        schedule: JsSchedule,
        cells: usize,
        window: &[f64],
        fineness: f64,
        part: Option<usize>,
        parts: Option<usize>,
    ) -> JsResult<Self> {
        let &[x, y, side] = window else {
            return Err(Error::Shape {
                what: "The window",
                got: window.len(),
                expected: "3".to_owned(),
            }
            .into());
        };
        let schedule = read_schedule(schedule)?;
        let (score, data) = open(weights, schedule)?;
        let rows = cut(part.unwrap_or(0), parts.unwrap_or(1)).of(cells);
        let all = grid_around([x, y], cells, side);
        let mine = &all[2 * cells * rows.start..2 * cells * rows.end];
        let points: Vec<f64> = mine.iter().copied().map(f64::from).collect();
        let nodes = Grid::new(&schedule, data.finest_width(), fineness);
        Ok(Self {
            run: Run::Map(Box::new(LogDensity::new(score, nodes, points))),
            data,
        })
    }

    /// One step.
    pub fn step(&mut self) -> JsResult<()> {
        match &mut self.run {
            Run::Fit(run) => run.step()?,
            Run::Map(run) => run.step()?,
        }
        Ok(())
    }

    /// Between 0 and 1.
    #[wasm_bindgen(getter)]
    pub fn progress(&self) -> f64 {
        match &self.run {
            Run::Fit(run) => run.progress(),
            Run::Map(run) => run.path().progress(),
        }
    }

    /// Whether all steps are made.
    #[wasm_bindgen(getter)]
    pub fn finished(&self) -> bool {
        match &self.run {
            Run::Fit(run) => run.finished(),
            Run::Map(run) => run.path().finished(),
        }
    }

    /// Of points of the data and the model: the model's, flat; right once the run has finished.
    #[wasm_bindgen(js_name = modelPoints)]
    pub fn model_points(&self) -> Vec<f64> {
        match &self.run {
            Run::Fit(run) => run.model_points().to_vec(),
            Run::Map(_) => Vec::new(),
        }
    }

    /// The window (x, y, side) that shows the data of a weights file and flat points of its model.
    pub fn window(weights: &[u8], model: &[f64]) -> JsResult<Vec<f64>> {
        let data = DataSet::new(&Weights::from_safetensors(weights)?.config.data)?;
        let Window { x, y, side } = Window::of(&data, model);
        Ok(vec![x, y, side])
    }

    /// Of a grid: log p at each point, in nats; right once the run has finished.
    #[wasm_bindgen(js_name = logP)]
    pub fn log_p(&self) -> Vec<f32> {
        match &self.run {
            Run::Fit(_) => Vec::new(),
            Run::Map(run) => run.log_p().into_iter().map(|v| v as f32).collect(),
        }
    }

    /// Of a grid: the exact log-density of the data at each point, in nats.
    #[wasm_bindgen(js_name = exactLogP)]
    pub fn exact_log_p(&self) -> Vec<f32> {
        let Run::Map(run) = &self.run else {
            return Vec::new();
        };
        let points = run.points().chunks_exact(2);
        points
            .map(|p| self.data.log_density(p[0], p[1]) as f32)
            .collect()
    }

    /// Of points of the data and the model: what their fit is made of, to be put together with
    /// that of the other parts.
    pub fn rows(&self) -> Vec<f64> {
        match &self.run {
            Run::Fit(run) => run.rows(),
            Run::Map(_) => Vec::new(),
        }
    }

    /// NLL and KL of this part alone.
    pub fn fit(&self) -> JsResult<JsDataFit> {
        likelihood_fit(&self.rows())
    }
}

/// NLL and KL of the rows of all parts, in their order.
#[wasm_bindgen(js_name = likelihoodFit)]
pub fn likelihood_fit(rows: &[f64]) -> JsResult<JsDataFit> {
    to_js(&DataFit::of(rows))
}
