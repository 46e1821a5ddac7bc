//! What the page knows without learning, and how far a network is from it.

use super::{JsResult, read_config, to_js};
use crate::data::{DataSet, Distribution};
use crate::error::Error;
use crate::exact::field::{grid, scaled_score};
use crate::exact::floor::{ExcessConfig, excess_loss, loss_floor, loss_floor_at};
use crate::exact::{DataOracle, entropy};
use crate::kernel::Kernel;
use crate::likelihood::{self, LikelihoodConfig, data_run};
use crate::network::Weights;
use crate::process::Schedule;
use crate::sample::Sampler as _;
use crate::score::NetworkScore;
use serde::Serialize;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(typescript_type = "LossFloor")]
    pub type JsLossFloor;
    #[wasm_bindgen(typescript_type = "Excess")]
    pub type JsExcess;
    #[wasm_bindgen(typescript_type = "DataFit")]
    pub type JsDataFit;
}

/// The smallest loss a network can reach: its mean, and its curve in the middles of
/// `times` equal parts of [0, T]; with the entropy of the data in nats.
#[wasm_bindgen(js_name = lossFloor)]
pub fn loss_floor_of(config: super::JsConfig, times: usize) -> JsResult<JsLossFloor> {
    #[derive(Serialize)]
    struct Floor {
        mean: f64,
        entropy: f64,
        t: Vec<f64>,
        floor: Vec<f64>,
    }
    let config = read_config(config)?;
    let data = DataSet::new(&config.data)?;
    let schedule = Schedule::new(config.schedule)?;
    let entropy = entropy(&data);
    let mut oracle = DataOracle::new(&data, schedule);
    let t = crate::exact::floor::times(schedule.t_end(), times);
    to_js(&Floor {
        mean: loss_floor(&mut oracle),
        entropy,
        floor: t.iter().map(|&t| loss_floor_at(&mut oracle, t)).collect(),
        t,
    })
}

/// What a network gives, unread, at flat rows (x, y, t): as the same weights do in PyTorch.
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
    let network = Weights::from_safetensors(weights)?.network()?;
    let mut kernel = Kernel::new(network.config());
    let mut out = vec![0.0; rows.len() / 3 * 2];
    network.with_params(|params| kernel.forward(params, rows, &mut out))?;
    Ok(out)
}

/// A network, with the data and the process that it was trained for.
fn open(weights: &[u8]) -> JsResult<(NetworkScore, DataSet, Schedule)> {
    let weights = Weights::from_safetensors(weights)?;
    let schedule = Schedule::new(weights.config.schedule)?;
    let data = DataSet::new(&weights.config.data)?;
    let score = NetworkScore::new(weights.network()?, schedule);
    Ok((score, data, schedule))
}

/// A network beside the exact score of the data and process that it was trained for.
#[wasm_bindgen]
pub struct Exact {
    learned: NetworkScore,
    oracle: DataOracle,
    schedule: Schedule,
}

#[wasm_bindgen]
impl Exact {
    /// For the network, data and process of a weights file.
    #[wasm_bindgen(constructor)]
    pub fn new(weights: &[u8]) -> JsResult<Self> {
        let (learned, data, schedule) = open(weights)?;
        Ok(Self {
            learned,
            oracle: DataOracle::new(&data, schedule),
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

    /// B(t) s(x, t) in the middles of `cells × cells` squares on [−side, side]²: all of
    /// the learned ones, then all of the exact ones, flat `[2, n, 2]`.
    pub fn field(&mut self, t: f64, cells: usize, side: f64) -> JsResult<Vec<f32>> {
        let points = grid(cells, side);
        let mut out = scaled_score(&mut self.learned, &self.schedule, t, &points)?;
        out.extend(scaled_score(&mut self.oracle, &self.schedule, t, &points)?);
        Ok(out)
    }
}

/// log p of a network by the probability-flow ODE, the caller owning the pacing.
#[wasm_bindgen]
pub struct Likelihood {
    run: likelihood::Likelihood<NetworkScore>,
    data: DataSet,
}

#[wasm_bindgen]
impl Likelihood {
    /// At `points` fresh points of the data, drawn from `seed`.
    #[wasm_bindgen(js_name = onData)]
    pub fn on_data(weights: &[u8], points: usize, steps: usize, seed: u32) -> JsResult<Self> {
        let (score, data, schedule) = open(weights)?;
        let config = LikelihoodConfig {
            steps,
            points,
            ..LikelihoodConfig::default()
        };
        let run = data_run(score, &data, schedule, config, u64::from(seed));
        Ok(Self { run, data })
    }

    /// In the middles of `cells × cells` squares on [−side, side]², row-major from the
    /// bottom left.
    #[wasm_bindgen(js_name = onGrid)]
    pub fn on_grid(weights: &[u8], cells: usize, side: f64, steps: usize) -> JsResult<Self> {
        let (score, data, schedule) = open(weights)?;
        let config = LikelihoodConfig {
            steps,
            ..LikelihoodConfig::default()
        };
        let points: Vec<f64> = grid(cells, side).into_iter().map(f64::from).collect();
        let run = likelihood::Likelihood::new(score, schedule, &points, config);
        Ok(Self { run, data })
    }

    /// One step towards the noise.
    pub fn step(&mut self) -> JsResult<()> {
        Ok(self.run.step()?)
    }

    /// Between 0 and 1.
    #[wasm_bindgen(getter)]
    pub fn progress(&self) -> f64 {
        self.run.progress()
    }

    /// Whether all steps are made.
    #[wasm_bindgen(getter)]
    pub fn finished(&self) -> bool {
        self.run.finished()
    }

    /// log p at each point, in nats; right once the run has finished.
    #[wasm_bindgen(js_name = logP)]
    pub fn log_p(&self) -> Vec<f32> {
        self.run.log_p().into_iter().map(|v| v as f32).collect()
    }

    /// The exact log-density of the data at each point, in nats.
    #[wasm_bindgen(js_name = exactLogP)]
    pub fn exact_log_p(&self) -> Vec<f32> {
        let points = self.run.points().chunks_exact(2);
        points
            .map(|p| self.data.log_density(p[0], p[1]) as f32)
            .collect()
    }

    /// NLL and KL, for points of the data.
    pub fn fit(&self) -> JsResult<JsDataFit> {
        to_js(&self.run.fit(&self.data))
    }
}
