//! Particles: drawn from the data, on their way from noise to data by any sampler, and from
//! data to noise.

use super::words::{ForwardProcess, ScoreOf, unknown};
use super::{JsConfig, JsResult, read_config};
use crate::config::Config;
use crate::data::{DataSet, Distribution};
use crate::exact::DataOracle;
use crate::memorise::Neighbours;
use crate::network::Weights;
use crate::process::Schedule;
use crate::rng::{Stream, stream};
use crate::sample::{self, ForwardClosedForm, ForwardSde, Part};
use crate::score::{NetworkScore, Rescheduled, Score};
use wasm_bindgen::prelude::*;

/// `n` points of the data, flat `[x0, y0, x1, y1, …]`.
#[wasm_bindgen(js_name = sampleData)]
pub fn sample_data(config: JsConfig, n: usize) -> JsResult<Vec<f32>> {
    let config = read_config(config)?;
    let mut rng = stream(u64::from(config.seed), Stream::Data);
    Ok(DataSet::new(&config.data)?.sample(n, &mut rng))
}

/// Particles that are moved through time, the caller owning the pacing.
#[wasm_bindgen]
pub struct Sampler(pub(super) Box<dyn sample::Sampler>);

#[wasm_bindgen]
impl Sampler {
    /// From noise to data, all of it but the network as `config` says. The network is asked under
    /// that schedule, whatever its own; the data it is about are those it was trained on. With the
    /// exact score, of the data of `config`, or the empirical one, of its training set, it needs no
    /// training. Of all particles, or of a part: `count` of them from the one with the number `first`
    /// on, a multiple of [`BLOCK`](sample::BLOCK).
    pub fn reverse(
        weights: &[u8],
        config: JsConfig,
        score: ScoreOf,
        first: Option<usize>,
        count: Option<usize>,
    ) -> JsResult<Self> {
        let config = read_config(config)?;
        let part = part_of(&config, first, count)?;
        let schedule = Schedule::new(config.schedule)?;
        let (score, width) = score_of(weights, &config, score)?;
        let seed = u64::from(config.seed);
        let settings = config.sample;
        let sampler = sample::sampler_of_part(score, schedule, settings, width, seed, part)?;
        Ok(Self(sampler))
    }

    /// From data to noise, all particles or a part.
    pub fn forward(
        config: JsConfig,
        process: ForwardProcess,
        first: Option<usize>,
        count: Option<usize>,
    ) -> JsResult<Self> {
        let config = read_config(config)?;
        let part = part_of(&config, first, count)?;
        let data = DataSet::new(&config.data)?;
        let schedule = Schedule::new(config.schedule)?;
        let (dt, seed) = (config.sample.dt, u64::from(config.seed));
        Ok(Self(match process {
            ForwardProcess::Sde => Box::new(ForwardSde::new(&data, schedule, dt, part, seed)?),
            ForwardProcess::Closed => {
                Box::new(ForwardClosedForm::new(&data, schedule, dt, part, seed)?)
            }
            _ => return Err(unknown("forward process")),
        }))
    }

    /// One step: back in time, or on.
    pub fn step(&mut self) -> JsResult<()> {
        Ok(self.0.step()?)
    }

    /// The particles now, flat `[x0, y0, x1, y1, …]`.
    pub fn positions(&self) -> Vec<f32> {
        self.0.positions().to_vec()
    }

    /// The time now: T at the noise, 0 at the data.
    #[wasm_bindgen(getter)]
    pub fn t(&self) -> f64 {
        self.0.t()
    }

    /// Between 0 and 1.
    #[wasm_bindgen(getter)]
    pub fn progress(&self) -> f64 {
        self.0.progress()
    }

    /// Evaluations of the score so far, each at all particles.
    #[wasm_bindgen(getter)]
    pub fn nfe(&self) -> usize {
        self.0.nfe()
    }

    /// Whether the end is reached.
    #[wasm_bindgen(getter)]
    pub fn finished(&self) -> bool {
        self.0.finished()
    }
}

/// The score that particles are moved by under the schedule of `config`, and the finest width of the data
/// that it is about: the network's are those it was trained on.
pub(super) fn score_of(
    weights: &[u8],
    config: &Config,
    score: ScoreOf,
) -> JsResult<(Box<dyn Score>, f64)> {
    let schedule = Schedule::new(config.schedule)?;
    Ok(match score {
        ScoreOf::Learned => {
            let weights = Weights::from_safetensors(weights)?;
            let trained = Schedule::new(weights.config.schedule)?;
            let score = NetworkScore::new(weights.network()?, trained);
            let score = Rescheduled::new(score, trained, schedule);
            let data = DataSet::new(&weights.config.data)?;
            (Box::new(score), data.finest_width())
        }
        ScoreOf::Exact => {
            let data = DataSet::new(&config.data)?;
            let oracle = DataOracle::new(&data, schedule);
            (Box::new(oracle), data.finest_width())
        }
        ScoreOf::Empirical => {
            let training = DataSet::training(config)?;
            let width = match DataSet::training_points(config)? {
                Some(points) => Neighbours::new(&points).spacing(),
                None => training.finest_width(),
            };
            (Box::new(DataOracle::new(&training, schedule)), width)
        }
        _ => return Err(unknown("score")),
    })
}

/// All particles, or those from `first` on.
fn part_of(config: &Config, first: Option<usize>, count: Option<usize>) -> JsResult<Part> {
    let (first, all) = (first.unwrap_or(0), config.sample.particles);
    // No more than there are, whatever is asked for.
    let rest = all.saturating_sub(first);
    Ok(Part::new(
        first,
        count.map_or(rest, |count| count.min(rest)),
    )?)
}
