//! The command line: settings by the names they have in the page's JSON.

use clap::{Parser, ValueEnum};
use nano_diffusion::config::{Config, Preset};
use nano_diffusion::data::DataKind;
use nano_diffusion::sample::SampleConfig;
use std::error::Error;
use std::path::PathBuf;

#[derive(Clone, Copy, ValueEnum)]
enum PresetName {
    Fast,
    Density,
    Post,
}

/// Whose score to sample with.
#[derive(Clone, Copy, PartialEq, ValueEnum)]
pub enum Whose {
    Learned,
    Exact,
}

/// A setting by its name in the page's JSON.
fn setting<T: serde::de::DeserializeOwned>(name: &str) -> Result<T, String> {
    serde_json::from_value(name.into()).map_err(|e| e.to_string())
}

#[derive(Parser)]
#[command(about = "Train a preset (or read weights) and print the quality of its samples as JSON")]
pub struct Arguments {
    /// Settings to start from.
    #[arg(long, value_enum, default_value = "fast")]
    preset: PresetName,
    /// ring, gaussians, moons, spiral, checkerboard or arms.
    #[arg(long)]
    data: Option<String>,
    /// Training steps, instead of the preset's.
    #[arg(long)]
    steps: Option<usize>,
    /// Samples a step, instead of the preset's.
    #[arg(long)]
    batch: Option<usize>,
    /// Seed of every random draw.
    #[arg(long, default_value_t = 1)]
    seed: u32,
    /// Weights to judge, as safetensors with PyTorch's names; needs --no-train.
    #[arg(long, requires = "no_train")]
    pub weights: Option<PathBuf>,
    /// Judge the weights given instead of training.
    #[arg(long, requires = "weights")]
    no_train: bool,
    /// Where to write the trained weights.
    #[arg(long)]
    pub out: Option<PathBuf>,
    /// Round the weights to so many of their 23 bits of mantissa first: they compress better.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=23))]
    pub mantissa: Option<u32>,
    /// Samples to judge by.
    #[arg(long, default_value_t = 100_000)]
    pub samples: usize,
    /// Step back in time, in the units of T.
    #[arg(long, default_value_t = 5e-3)]
    dt: f64,
    /// sde, euler, heun, adaptive, ddim, dpm, dpmSde, edm or corrector.
    #[arg(long, default_value = "sde")]
    sampler: String,
    /// Steps of the samplers that step by noise: ddim and those after it.
    #[arg(long, default_value_t = 24)]
    noise_steps: usize,
    /// Error of one step that the adaptive sampler allows.
    #[arg(long, default_value_t = 1e-3)]
    tolerance: f64,
    /// Whose score to sample with.
    #[arg(long, value_enum, default_value = "learned")]
    pub score: Whose,
    /// denoising (the error in ε), denoisingVelocity, denoisingData, denoisingUniform (in the
    /// score), denoisingLikelihood, sliced or slicedReduced.
    #[arg(long)]
    objective: Option<String>,
    /// Earliest training time as a share of T, where the objective needs one.
    #[arg(long)]
    t_epsilon: Option<f64>,
    #[arg(long)]
    layers: Option<usize>,
    #[arg(long)]
    width: Option<usize>,
    /// relu or silu.
    #[arg(long)]
    activation: Option<String>,
    /// score, noise, data or velocity: what the network's output is read as.
    #[arg(long)]
    parametrisation: Option<String>,
    /// t, sqrt or logB: what the network is told of the time.
    #[arg(long)]
    time_input: Option<String>,
    /// uniform, sqrt or log: how times are drawn.
    #[arg(long)]
    time_law: Option<String>,
    /// Samples that share their targets.
    #[arg(long)]
    neighbours: Option<usize>,
    /// Learning rate.
    #[arg(long)]
    lr: Option<f64>,
    /// constant or cosine.
    #[arg(long)]
    lr_schedule: Option<String>,
    /// Decay of the averaged weights.
    #[arg(long)]
    ema: Option<f64>,
}

impl Arguments {
    /// The preset with what the command line changes.
    pub fn config(&self) -> Result<Config, Box<dyn Error>> {
        let preset = match self.preset {
            PresetName::Fast => Preset::Fast,
            PresetName::Density => Preset::Density,
            PresetName::Post => Preset::Post,
        };
        let mut config = preset.config();
        config.seed = self.seed;
        set(&mut config.data.kind, named::<DataKind>(&self.data)?);
        let (network, train) = (&mut config.network, &mut config.train);
        set(&mut train.steps, self.steps);
        set(&mut train.batch, self.batch);
        set(&mut train.learning_rate, self.lr);
        set(&mut train.ema_decay, self.ema);
        set(&mut train.t_epsilon, self.t_epsilon);
        set(&mut network.layers, self.layers);
        set(&mut network.width, self.width);
        set(&mut train.objective, named(&self.objective)?);
        set(&mut train.lr_schedule, named(&self.lr_schedule)?);
        set(&mut network.activation, named(&self.activation)?);
        set(&mut network.parametrisation, named(&self.parametrisation)?);
        set(&mut network.time_input, named(&self.time_input)?);
        set(&mut train.neighbours, self.neighbours);
        set(&mut train.time_law, named(&self.time_law)?);
        Ok(config)
    }

    /// The sampler's settings, but for the number of particles.
    pub fn sampler(&self) -> Result<SampleConfig, Box<dyn Error>> {
        Ok(SampleConfig {
            dt: self.dt,
            method: setting(&self.sampler)?,
            tolerance: self.tolerance,
            noise_steps: self.noise_steps,
            ..SampleConfig::default()
        })
    }
}

fn set<T>(place: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *place = value;
    }
}

fn named<T: serde::de::DeserializeOwned>(name: &Option<String>) -> Result<Option<T>, String> {
    name.as_deref().map(setting).transpose()
}
