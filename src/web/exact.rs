//! What the page knows without learning, and how far a network is from it.

use super::{JsResult, JsSchedule, read_config, read_schedule, to_js};
use crate::data::{DataSet, Distribution};
use crate::error::Error;
use crate::exact::field::{grid, grid_around, scaled_score};
use crate::exact::floor::{ExcessConfig, excess_loss, loss_floor, loss_floor_at, objective_floor};
use crate::exact::{DataOracle, entropy};
use crate::kernel::Kernel;
use crate::likelihood::by_time::kl_by_time;
use crate::likelihood::{DataFit, FitConfig, FitRun, Grid, LogDensity, Window};
use crate::network::Weights;
use crate::process::Schedule;
use crate::score::{NetworkScore, Rescheduled};
use serde::Serialize;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(typescript_type = "LossFloor")]
    pub type JsLossFloor;
    #[wasm_bindgen(typescript_type = "Excess")]
    pub type JsExcess;
    #[wasm_bindgen(typescript_type = "KlByTime")]
    pub type JsKlByTime;
    #[wasm_bindgen(typescript_type = "DataFit")]
    pub type JsDataFit;
}

/// The smallest loss a network can reach: with λ = B² its mean, and its curve in the middles of
/// `times` equal parts of [0, T]; that of the objective; and the entropy of the data in nats.
#[wasm_bindgen(js_name = lossFloor)]
pub fn loss_floor_of(config: super::JsConfig, times: usize) -> JsResult<JsLossFloor> {
    #[derive(Serialize)]
    struct Floor {
        mean: f64,
        objective: f64,
        entropy: f64,
        t: Vec<f64>,
        floor: Vec<f64>,
    }
    let config = read_config(config)?;
    let data = DataSet::new(&config.data)?;
    let schedule = Schedule::new(config.schedule)?;
    let entropy = entropy(&data);
    let mut oracle = DataOracle::new(&data, schedule);
    let mut trained = DataOracle::new(&DataSet::training(&config)?, schedule);
    let t = crate::exact::floor::times(schedule.t_end(), times);
    to_js(&Floor {
        mean: loss_floor(&mut oracle),
        objective: objective_floor(&mut trained, &config.train),
        entropy,
        floor: t.iter().map(|&t| loss_floor_at(&mut oracle, t)).collect(),
        t,
    })
}

/// What a network gives, unread, at flat rows (x, y, t), told the time as its settings say: as the
/// same weights do in PyTorch.
#[wasm_bindgen(js_name = networkOutput)]
pub fn network_output(weights: &[u8], rows: &[f32]) -> JsResult<Vec<f32>> {
    if !rows.len().is_multiple_of(3) {
        return Err(Error::Shape {
            what: "The array of rows (x, y, t)",
            got: rows.len(),
            expected: "a multiple of 3".to_owned(),
        }
        .into());
    }
    let weights = Weights::from_safetensors(weights)?;
    let (network, schedule) = (weights.network()?, Schedule::new(weights.config.schedule)?);
    let mut kernel = Kernel::new(network.config());
    let input: Vec<f32> = rows
        .chunks_exact(3)
        .flat_map(|row| {
            let time = network.config().time_input.at(&schedule, f64::from(row[2]));
            [row[0], row[1], time as f32]
        })
        .collect();
    let mut out = vec![0.0; rows.len() / 3 * 2];
    network.with_params(|params| kernel.forward(params, &input, &mut out))?;
    Ok(out)
}

pub(super) type Learned = Rescheduled<NetworkScore>;

/// A network asked under `schedule`, with the data that it was trained on.
fn open(weights: &[u8], schedule: Schedule) -> JsResult<(Learned, DataSet)> {
    let weights = Weights::from_safetensors(weights)?;
    let data = DataSet::new(&weights.config.data)?;
    Ok((learned(&weights, schedule)?, data))
}

/// The score of a network, asked under `schedule`.
pub(super) fn learned(weights: &Weights, schedule: Schedule) -> JsResult<Learned> {
    let trained = Schedule::new(weights.config.schedule)?;
    let score = NetworkScore::new(weights.network()?, trained);
    Ok(Rescheduled::new(score, trained, schedule))
}

/// A network beside the exact score of the data that it was trained on, both of one process.
#[wasm_bindgen]
pub struct Exact {
    learned: Learned,
    oracle: DataOracle,
    data: DataSet,
    schedule: Schedule,
}

#[wasm_bindgen]
impl Exact {
    /// For the network and data of a weights file, asked under `schedule`.
    #[wasm_bindgen(constructor)]
    pub fn new(weights: &[u8], schedule: JsSchedule) -> JsResult<Self> {
        let schedule = read_schedule(schedule)?;
        let (learned, data) = open(weights, schedule)?;
        Ok(Self {
            learned,
            oracle: DataOracle::new(&data, schedule),
            data,
            schedule,
        })
    }

    /// The network's excess loss at `times` times, from `points` samples each.
    pub fn excess(&mut self, times: usize, points: usize, seed: u32) -> JsResult<JsExcess> {
        let config = ExcessConfig { times, points };
        let seed = u64::from(seed);
        to_js(&excess_loss(
            &mut self.learned,
            &mut self.oracle,
            config,
            seed,
        )?)
    }

    /// Where the divergence of the reverse SDE comes from, in `cells` pieces of equal ln t, from
    /// `points` samples each.
    #[wasm_bindgen(js_name = klByTime)]
    pub fn kl_by_time(&mut self, cells: usize, points: usize, seed: u32) -> JsResult<JsKlByTime> {
        to_js(&kl_by_time(
            &mut self.learned,
            &mut self.oracle,
            &self.data,
            cells,
            points,
            u64::from(seed),
        )?)
    }

    /// B(t) s(x, t) in the middles of `cells × cells` squares on [−side, side]²: all of
    /// the learned ones, then all of the exact ones, flat `[2, n, 2]`.
    pub fn field(&mut self, t: f64, cells: usize, side: f64) -> JsResult<Vec<f32>> {
        let points = grid(cells, side);
        let mut out = scaled_score(&mut self.learned, &self.schedule, t, &points)?;
        out.extend(scaled_score(&mut self.oracle, &self.schedule, t, &points)?);
        Ok(out)
    }
}

/// log p of a network by the probability-flow ODE of a schedule, the caller owning the pacing.
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
    /// [x − side, x + side] × [y − side, y + side], row-major from the bottom left.
    #[wasm_bindgen(js_name = onGrid)]
    pub fn on_grid(
        weights: &[u8],
        schedule: JsSchedule,
        cells: usize,
        window: &[f64],
        fineness: f64,
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
        let points: Vec<f64> = grid_around([x, y], cells, side)
            .into_iter()
            .map(f64::from)
            .collect();
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

    /// Of points of the data and the model: the window (x, y, side) that shows both; right once the
    /// run has finished.
    pub fn window(&self) -> Vec<f64> {
        match &self.run {
            Run::Fit(run) => {
                let Window { x, y, side } = Window::of(&self.data, run.model_points());
                vec![x, y, side]
            }
            Run::Map(_) => Vec::new(),
        }
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
