//! How close samples are to the data.

use super::{JsConfig, JsResult, read_config, to_js};
use crate::data::DataSet;
use crate::metrics::{self, Metric};
use crate::process::Schedule;
use serde::Serialize;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(typescript_type = "Evaluation")]
    pub type JsEvaluation;
    #[wasm_bindgen(typescript_type = "Histogram[]")]
    pub type JsHistograms;
}

/// Compares samples with data. Made once for a data set and a sample size, since the
/// bands that it holds cost more than a comparison.
#[wasm_bindgen]
pub struct Evaluator(metrics::Evaluator);

#[wasm_bindgen]
impl Evaluator {
    /// For samples of `config.sample.particles` points.
    #[wasm_bindgen(constructor)]
    pub fn new(config: JsConfig) -> JsResult<Self> {
        let config = read_config(config)?;
        let data = DataSet::new(&config.data)?;
        let schedule = Schedule::new(config.schedule)?;
        let (n, seed) = (config.sample.particles, u64::from(config.seed));
        Ok(Self(metrics::Evaluator::new(&data, schedule, n, seed)?))
    }

    /// Histograms of particles on their way, flat, beside the data at that time.
    #[wasm_bindgen(js_name = histogramsAt)]
    pub fn histograms_at(&self, particles: &[f32], t: f64) -> JsResult<JsHistograms> {
        to_js(&self.0.histograms(particles, t))
    }

    /// Densities over [−side, side]², of the data at a time and of flat particles then: the cells of
    /// the one, row-major from the bottom left, then as many of the other.
    #[wasm_bindgen(js_name = planesAt)]
    pub fn planes_at(&self, particles: &[f32], t: f64, side: f64) -> Vec<f32> {
        let planes = self.0.planes(particles, t, side);
        planes.iter().flatten().map(|v| *v as f32).collect()
    }

    /// Flat samples in numbers, with the bands that true samples of that size give.
    pub fn evaluate(&self, samples: &[f32]) -> JsResult<JsEvaluation> {
        #[derive(Serialize)]
        struct Evaluation {
            n: usize,
            metrics: Vec<Metric>,
        }
        to_js(&Evaluation {
            n: samples.len() / 2,
            metrics: self.0.metrics(samples),
        })
    }
}
