//! The JavaScript API: the only file that knows JavaScript, and it holds no mathematics.
//!
//! Large arrays cross as flat `Float32Array` copies, never as views into memory that a
//! later allocation could move. Configurations and small results go through serde.
//! Every failure becomes a JavaScript `Error` whose message is the crate's own.
//!
//! The shapes of the plain objects are described to TypeScript in [`TYPES`].

mod exact;
mod sampling;

pub use exact::{Exact, Likelihood, loss_floor_of, network_output};
pub use sampling::{Forward, Sampler};

use crate::checkpoint::Checkpoint;
use crate::config::{Config, Preset};
use crate::data::{DataSet, Source};
use crate::error::Error;
use crate::exact::{PRIOR_KL_WARNING, prior_kl};
use crate::limits::LIMITS;
use crate::memory::{Need, Page};
use crate::metrics::{Figure, Judge, View};
use crate::rng::{Stream, stream};
use crate::schedule::Schedule;
use crate::shard;
use crate::train;
use crate::weights::Weights;
use serde::Serialize;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use wasm_bindgen::prelude::*;

type JsResult<T> = std::result::Result<T, JsError>;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
export interface Config {
  schedule: { betaMin: number; betaMax: number; tEnd: number };
  data: {
    kind: 'ring' | 'gaussians' | 'moons' | 'spiral' | 'checkerboard' | 'arms' | 'own';
    scale: number; kernelWidth: number; points: number[];
  };
  network: {
    layers: number;
    width: number;
    activation: 'relu' | 'silu';
    parametrisation: 'score' | 'noise';
  };
  train: {
    learningRate: number;
    lrSchedule: 'constant' | 'cosine';
    batch: number;
    steps: number;
    emaDecay: number;
    objective: 'denoising' | 'denoisingLikelihood' | 'denoisingUniform' | 'sliced' | 'slicedReduced';
    tEpsilon: number;
  };
  sample: {
    dt: number; particles: number;
    method: 'sde' | 'euler' | 'heun' | 'adaptive'; tolerance: number;
  };
  seed: number;
}
export interface Limit { name: string; min: number; max: number; integer: boolean }
export interface MemoryNeed {
  training: number; helper: number; sampling: number; pictures: number; page: number;
}
export interface Preset { key: string; label: string; config: Config }
export interface ScheduleReadout {
  aEnd: number;
  bEnd: number;
  priorKl: number;
  warning: string | null;
  /** λ/B² of the objective where t begins and at T. */
  weights: [number, number];
  t: number[];
  beta: number[];
  a: number[];
  b: number[];
}
export interface View {
  key: 'angle' | 'folded' | 'radius' | 'x' | 'y';
  title: string;
  symbol: string;
  axis: string;
  density: string;
  turns: boolean;
  lo: number;
  hi: number;
  unit: string;
  data: number[];
  samples: number[];
}
export interface Metric {
  key: 'radiusW1' | 'angleW1' | 'radiusTv' | 'xW1' | 'yW1' | 'planeTv' | 'outside';
  label: string;
  help: string;
  share: boolean;
  value: number;
  bandMedian: number;
  bandMax: number;
}
export interface Evaluation {
  n: number;
  histograms: View[];
  metrics: Metric[];
}
"#;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(typescript_type = "Config")]
    pub type JsConfig;
    #[wasm_bindgen(typescript_type = "Limit[]")]
    pub type JsLimits;
    #[wasm_bindgen(typescript_type = "MemoryNeed")]
    pub type JsMemoryNeed;
    #[wasm_bindgen(typescript_type = "Preset[]")]
    pub type JsPresets;
    #[wasm_bindgen(typescript_type = "ScheduleReadout")]
    pub type JsScheduleReadout;
    #[wasm_bindgen(typescript_type = "Evaluation")]
    pub type JsEvaluation;
    #[wasm_bindgen(typescript_type = "View[]")]
    pub type JsHistograms;
}

static PANICKED: AtomicBool = AtomicBool::new(false);

/// A panic is a defect of ours; without this hook it would reach the console only as
/// "unreachable executed".
#[wasm_bindgen(start)]
fn start() {
    std::panic::set_hook(Box::new(|info| {
        PANICKED.store(true, Relaxed);
        web_sys::console::error_1(&info.to_string().into());
    }));
}

/// Whether a trap was a panic. One without is an allocation that failed: of all that ends in
/// "unreachable executed", that alone doesn't ask the hook.
#[wasm_bindgen]
pub fn panicked() -> bool {
    PANICKED.load(Relaxed)
}

fn read_config(config: JsConfig) -> JsResult<Config> {
    // By way of JSON: read straight into the struct, an object would be asked for the
    // struct's own fields only, and a misspelt setting would pass unnoticed. It is also the
    // reader that weights files need, where a second one would be 5 % of the download.
    let json = js_sys::JSON::stringify(&config)
        .ok()
        .and_then(|json| json.as_string())
        .ok_or_else(|| Error::BadConfig("it is no plain object".to_owned()))?;
    let config: Config =
        serde_json::from_str(&json).map_err(|e| Error::BadConfig(e.to_string()))?;
    config.validate()?;
    Ok(config)
}

fn to_js<T: JsCast>(value: &impl Serialize) -> JsResult<T> {
    // JSON's shapes: plain objects instead of Maps, null instead of undefined.
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    let value = value
        .serialize(&serializer)
        .map_err(|e| Error::BadConfig(e.to_string()))?;
    Ok(value.unchecked_into())
}

/// The ranges of all numeric settings.
#[wasm_bindgen]
pub fn limits() -> JsResult<JsLimits> {
    to_js(&LIMITS)
}

/// Bytes that these settings ask for, on a machine of `cores`, with `flows` flows whose frames
/// may take `frame_budget` bytes each: see [`Need`].
#[wasm_bindgen(js_name = memoryNeed)]
pub fn memory_need(
    config: JsConfig,
    cores: usize,
    flows: u32,
    frame_budget: u32,
) -> JsResult<JsMemoryNeed> {
    let page = Page {
        cores,
        flows,
        frame_budget,
    };
    to_js(&Need::of(&read_config(config)?, page))
}

/// The named starting points.
#[wasm_bindgen]
pub fn presets() -> JsResult<JsPresets> {
    #[derive(Serialize)]
    struct Named {
        key: &'static str,
        label: &'static str,
        config: Config,
    }
    to_js(&Preset::ALL.map(|preset| Named {
        key: preset.key(),
        label: preset.label(),
        config: preset.config(),
    }))
}

/// β, A and B over [0, T] for drawing, and how well p_T fits the prior N(0, I).
#[wasm_bindgen(js_name = describeSchedule)]
pub fn describe_schedule(config: JsConfig) -> JsResult<JsScheduleReadout> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Readout {
        a_end: f64,
        b_end: f64,
        prior_kl: f64,
        warning: Option<String>,
        weights: [f64; 2],
        t: Vec<f64>,
        beta: Vec<f64>,
        a: Vec<f64>,
        b: Vec<f64>,
    }
    const POINTS: usize = 101;
    let config = read_config(config)?;
    let schedule = Schedule::new(config.schedule)?;
    let kl = prior_kl(&DataSet::new(&config.data)?, &schedule);
    let t: Vec<f64> = (0..POINTS)
        .map(|i| schedule.t_end() * i as f64 / (POINTS - 1) as f64)
        .collect();
    let a_end = schedule.a(schedule.t_end());
    to_js(&Readout {
        a_end,
        b_end: schedule.b(schedule.t_end()),
        prior_kl: kl,
        warning: (kl > PRIOR_KL_WARNING).then(|| {
            format!(
                "The noise doesn't quite hide the data: A(T) = {a_end:.3} of each point is left \
                 at T, so starting from N(0, I) starts from the wrong place. \
                 Raise β_max or T."
            )
        }),
        weights: [config.train.t_epsilon, 1.0].map(|share| {
            let t = share * schedule.t_end();
            config.train.objective.relative_weight(&schedule, t)
        }),
        beta: t.iter().map(|&t| schedule.beta(t)).collect(),
        a: t.iter().map(|&t| schedule.a(t)).collect(),
        b: t.iter().map(|&t| schedule.b(t)).collect(),
        t,
    })
}

/// `n` points of the data, flat `[x0, y0, x1, y1, …]`.
#[wasm_bindgen(js_name = sampleData)]
pub fn sample_data(config: JsConfig, n: usize) -> JsResult<Vec<f32>> {
    let config = read_config(config)?;
    let mut rng = stream(u64::from(config.seed), Stream::Data);
    Ok(DataSet::new(&config.data)?.sample(n, &mut rng))
}

/// Compares samples with data. Made once for a data set and a sample size, since the
/// bands that it holds cost more than a comparison.
#[wasm_bindgen]
pub struct Evaluator(Judge);

#[wasm_bindgen]
impl Evaluator {
    /// For samples of `config.sample.particles` points.
    #[wasm_bindgen(constructor)]
    pub fn new(config: JsConfig) -> JsResult<Self> {
        let config = read_config(config)?;
        let data = DataSet::new(&config.data)?;
        let schedule = Schedule::new(config.schedule)?;
        let (n, seed) = (config.sample.particles, u64::from(config.seed));
        Ok(Self(Judge::new(&data, schedule, n, seed)?))
    }

    /// Histograms of particles on their way, flat, beside the data at that time.
    #[wasm_bindgen(js_name = histogramsAt)]
    pub fn histograms_at(&self, particles: &[f32], t: f64) -> JsResult<JsHistograms> {
        to_js(&self.0.views(particles, t))
    }

    /// Histograms of data and flat samples, and numbers with the bands that true
    /// samples of that size give.
    pub fn evaluate(&self, samples: &[f32]) -> JsResult<JsEvaluation> {
        #[derive(Serialize)]
        struct Evaluation {
            n: usize,
            histograms: Vec<View>,
            metrics: Vec<Figure>,
        }
        to_js(&Evaluation {
            n: samples.len() / 2,
            histograms: self.0.views(samples, 0.0),
            metrics: self.0.figures(samples),
        })
    }
}

/// The configuration a weights file was trained with.
#[wasm_bindgen(js_name = weightsConfig)]
pub fn weights_config(weights: &[u8]) -> JsResult<JsConfig> {
    to_js(&Weights::from_safetensors(weights)?.config)
}

/// A training run; the caller owns the pacing.
#[wasm_bindgen]
pub struct Trainer {
    run: train::Trainer,
    /// Why training stopped, kept for the call after the last good losses.
    failure: Option<Error>,
}

#[wasm_bindgen]
impl Trainer {
    #[wasm_bindgen(constructor)]
    pub fn new(config: JsConfig) -> JsResult<Self> {
        Ok(Self {
            run: train::Trainer::new(read_config(config)?)?,
            failure: None,
        })
    }

    /// Makes up to `max_steps` steps and returns their losses.
    ///
    /// When training diverges after some good steps, those are returned first; the
    /// error comes with the next call.
    pub fn run(&mut self, max_steps: usize) -> JsResult<Vec<f32>> {
        let mut losses = Vec::new();
        while losses.len() < max_steps && self.failure.is_none() && !self.run.finished() {
            match self.run.step() {
                Ok(loss) => losses.push(loss),
                Err(error) => self.failure = Some(error),
            }
        }
        match &self.failure {
            Some(error) if losses.is_empty() => Err(JsError::new(&error.to_string())),
            _ => Ok(losses),
        }
    }

    #[wasm_bindgen(getter)]
    pub fn step(&self) -> usize {
        self.run.steps_done()
    }

    #[wasm_bindgen(getter)]
    pub fn finished(&self) -> bool {
        self.run.finished()
    }

    #[wasm_bindgen(js_name = setLearningRate)]
    pub fn set_learning_rate(&mut self, learning_rate: f64) -> JsResult<()> {
        Ok(self.run.set_learning_rate(learning_rate)?)
    }

    /// Shards of every step; a function of the batch size alone.
    #[wasm_bindgen(getter)]
    pub fn shards(&self) -> usize {
        self.run.shards()
    }

    /// The parameters that this step's shards are to be computed at.
    pub fn theta(&self) -> JsResult<Vec<f32>> {
        Ok(self.run.theta()?)
    }

    /// Computes one shard of this step.
    pub fn compute(&mut self, shard: usize) -> JsResult<()> {
        Ok(self.run.compute(shard)?)
    }

    /// Takes one shard of this step from a `ShardWorker`.
    pub fn supply(&mut self, shard: usize, loss: f64, gradient: &[f32]) -> JsResult<()> {
        Ok(self.run.supply(shard, loss, gradient)?)
    }

    /// Makes the step from its shards, wherever they came from, and returns its loss.
    pub fn apply(&mut self) -> JsResult<f32> {
        Ok(self.run.apply()?)
    }

    /// The run as bytes, to go on from with `fromCheckpoint`.
    pub fn checkpoint(&self) -> JsResult<Vec<u8>> {
        Ok(self.run.checkpoint()?.to_bytes()?)
    }

    /// Goes on from a checkpoint's bytes.
    #[wasm_bindgen(js_name = fromCheckpoint)]
    pub fn from_checkpoint(bytes: &[u8]) -> JsResult<Self> {
        Ok(Self {
            run: train::Trainer::from_checkpoint(Checkpoint::from_bytes(bytes)?)?,
            failure: None,
        })
    }

    /// The settings, with the learning rate as it is now.
    pub fn config(&self) -> JsResult<JsConfig> {
        to_js(&self.run.config())
    }

    /// The weights to sample with (averaged, where averaging is on) and their
    /// configuration, as a safetensors file.
    pub fn weights(&self) -> JsResult<Vec<u8>> {
        Ok(Weights {
            config: self.run.config(),
            flat: self.run.sampling_weights()?,
        }
        .to_safetensors()?)
    }
}

/// Computes shards of another worker's training run.
#[wasm_bindgen]
pub struct ShardWorker(shard::ShardWorker);

#[wasm_bindgen]
impl ShardWorker {
    #[wasm_bindgen(constructor)]
    pub fn new(config: JsConfig) -> JsResult<Self> {
        Ok(Self(shard::ShardWorker::new(read_config(config)?)?))
    }

    /// The share in the loss of shard `shard` of step `step`, at the parameters `theta`.
    pub fn compute(&mut self, theta: &[f32], step: usize, shard: usize) -> JsResult<f64> {
        Ok(self.0.compute(theta, step, shard)?)
    }

    /// The gradient of the last shard computed.
    pub fn gradient(&self) -> Vec<f32> {
        self.0.gradient().to_vec()
    }
}
