//! What the page knows without learning, and how far a network is from it.

use super::{JsResult, JsSchedule, read_config, read_schedule, to_js};
use crate::data::DataSet;
use crate::error::Error;
use crate::exact::field::{grid, scaled_score};
use crate::exact::floor::{Excess, ExcessConfig, excess_share};
use crate::exact::floors::Floors;
use crate::exact::{DataOracle, Share};
use crate::kernel::Kernel;
use crate::likelihood::by_time::{KlByTime, kl_share};
use crate::network::Weights;
use crate::process::Schedule;
use crate::score::{NetworkScore, Rescheduled};
use crate::stats::Estimate;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(typescript_type = "LossFloor")]
    pub type JsLossFloor;
    #[wasm_bindgen(typescript_type = "Excess")]
    pub type JsExcess;
    #[wasm_bindgen(typescript_type = "KlByTime")]
    pub type JsKlByTime;
}

/// What [`loss_floor_of`] is made of: the values of one of `parts` parts, counted from 0.
#[wasm_bindgen(js_name = floorValues)]
pub fn floor_values(
    config: super::JsConfig,
    times: usize,
    part: usize,
    parts: usize,
) -> JsResult<Vec<f64>> {
    Ok(Floors::new(&read_config(config)?, times)?.values(cut(part, parts)))
}

/// The smallest loss a network can reach: with λ = B² its mean, and its curve in the middles of
/// `times` equal parts of [0, T]; that of the objective; and the entropy of the data in nats. From the
/// values of all parts, in their order, or of none.
#[wasm_bindgen(js_name = lossFloor)]
pub fn loss_floor_of(
    config: super::JsConfig,
    times: usize,
    values: Option<Vec<f64>>,
) -> JsResult<JsLossFloor> {
    let floors = Floors::new(&read_config(config)?, times)?;
    let values = values.unwrap_or_else(|| floors.values(Share::WHOLE));
    to_js(&floors.of(&values)?)
}

pub(super) fn cut(part: usize, parts: usize) -> Share {
    Share {
        number: part,
        of: parts,
    }
}

/// Means and standard errors, flat `[n, 2]`.
fn flat(estimates: &[Estimate]) -> Vec<f64> {
    let both = estimates.iter().flat_map(|e| [e.mean, e.std_error]);
    both.collect()
}

/// The same again.
fn estimates(flat: &[f64]) -> Vec<Estimate> {
    let both = flat.chunks_exact(2).map(|e| Estimate {
        mean: e[0],
        std_error: e[1],
    });
    both.collect()
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
pub(super) fn open(weights: &[u8], schedule: Schedule) -> JsResult<(Learned, DataSet)> {
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

    /// The network's excess loss at `times` times, from `points` samples each: the times of one of
    /// `parts` parts, counted from 0, as means and standard errors, flat `[n, 2]`.
    pub fn excess(
        &mut self,
        times: usize,
        points: usize,
        seed: u32,
        part: usize,
        parts: usize,
    ) -> JsResult<Vec<f64>> {
        let config = ExcessConfig { times, points };
        let (score, oracle) = (&mut self.learned, &mut self.oracle);
        let share = cut(part, parts);
        Ok(flat(&excess_share(
            score,
            oracle,
            config,
            u64::from(seed),
            share,
        )?))
    }

    /// The excess from that of all parts, in their order.
    #[wasm_bindgen(js_name = excessOf)]
    pub fn excess_of(&self, rows: &[f64]) -> JsResult<JsExcess> {
        to_js(&Excess::of(self.schedule.t_end(), estimates(rows)))
    }

    /// Where the divergence of the reverse SDE comes from, in `cells` pieces of equal ln t, from
    /// `points` samples each: the pieces of one of `parts` parts, as [`Exact::excess`].
    #[wasm_bindgen(js_name = klByTime)]
    pub fn kl_by_time(
        &mut self,
        cells: usize,
        points: usize,
        seed: u32,
        part: usize,
        parts: usize,
    ) -> JsResult<Vec<f64>> {
        let (score, oracle) = (&mut self.learned, &mut self.oracle);
        let share = cut(part, parts);
        Ok(flat(&kl_share(
            score,
            oracle,
            &self.data,
            [cells, points],
            u64::from(seed),
            share,
        )?))
    }

    /// The whole of that, from all parts in their order.
    #[wasm_bindgen(js_name = klByTimeOf)]
    pub fn kl_by_time_of(&self, rows: &[f64]) -> JsResult<JsKlByTime> {
        to_js(&KlByTime::of(&self.data, &self.schedule, estimates(rows)))
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
