//! A network between the data and its training set.

use super::exact::{Learned, learned};
use super::{JsConfig, JsResult, read_config, to_js};
use crate::exact::field::{grid, scaled_score};
use crate::memorise::Truths;
use crate::network::Weights;
use crate::process::Schedule;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(typescript_type = "Measured")]
    pub type JsMeasured;
}

/// A network beside the exact score of a finite training set, and beside that of the data.
#[wasm_bindgen]
pub struct Memory {
    truths: Truths,
    learned: Learned,
    schedule: Schedule,
    seed: u64,
}

#[wasm_bindgen]
impl Memory {
    /// For the network of a weights file; data, training set, schedule and seed are those of `config`.
    #[wasm_bindgen(constructor)]
    pub fn new(weights: &[u8], config: JsConfig) -> JsResult<Self> {
        let config = read_config(config)?;
        let schedule = Schedule::new(config.schedule)?;
        Ok(Self {
            truths: Truths::new(&config)?,
            learned: learned(&Weights::from_safetensors(weights)?, schedule)?,
            schedule,
            seed: u64::from(config.seed),
        })
    }

    /// The training set, flat `[N, 2]`.
    pub fn points(&self) -> Vec<f32> {
        self.truths.points().iter().map(|v| *v as f32).collect()
    }

    /// The smallest losses on the training set and on the data, with λ = B² and uniform t.
    pub fn floors(&mut self) -> Vec<f64> {
        self.truths.floors().to_vec()
    }

    /// How far the network is from both scores, at `times` times, from `points` draws at each.
    pub fn measure(&mut self, times: usize, points: usize) -> JsResult<JsMeasured> {
        let seed = self.seed;
        to_js(
            &self
                .truths
                .measure(&mut self.learned, times, points, seed)?,
        )
    }

    /// B(t) s(x, t) in the middles of `cells × cells` squares on [−side, side]²: of the training set,
    /// of the data and of the network, flat `[3, n, 2]`.
    pub fn field(&mut self, t: f64, cells: usize, side: f64) -> JsResult<Vec<f32>> {
        let points = grid(cells, side);
        let mut out = Vec::with_capacity(3 * points.len());
        for oracle in self.truths.oracles() {
            out.extend(scaled_score(oracle, &self.schedule, t, &points)?);
        }
        out.extend(scaled_score(&mut self.learned, &self.schedule, t, &points)?);
        Ok(out)
    }

    /// 1 for each of flat samples that is a copy of a training point, else 0.
    pub fn copies(&self, samples: &[f32]) -> Vec<u8> {
        let copies = self.truths.copies(samples);
        copies.into_iter().map(u8::from).collect()
    }

    /// Share of `n` fresh points of the data that count as copies.
    pub fn chance(&self, n: usize) -> f64 {
        self.truths.copies_by_chance(n, self.seed)
    }
}
