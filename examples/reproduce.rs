//! Trains a preset, or reads weights, and prints how good the samples are, as JSON.
//!
//! ```text
//! cargo run --release --example reproduce -- --preset fast --out weights.safetensors
//! cargo run --release --example reproduce -- --weights weights.safetensors --no-train
//! ```
//!
//! Progress goes to standard error, the JSON object to standard output.

use clap::{Parser, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use nano_diffusion::config::{Config, Preset};
use nano_diffusion::data::Ring;
use nano_diffusion::metrics::{Comparison, Polar, bands};
use nano_diffusion::rng::{Stream, stream};
use nano_diffusion::sample::{NetworkScore, ReverseSde, SampleConfig};
use nano_diffusion::schedule::Schedule;
use nano_diffusion::train::Trainer;
use nano_diffusion::weights::Weights;
use std::error::Error;
use std::path::PathBuf;
use std::time::Instant;

#[derive(Clone, Copy, ValueEnum)]
enum PresetName {
    Fast,
    Post,
}

#[derive(Parser)]
#[command(about = "Train a preset (or read weights) and print the quality of its samples as JSON")]
struct Arguments {
    /// Settings to start from.
    #[arg(long, value_enum, default_value = "fast")]
    preset: PresetName,
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
    weights: Option<PathBuf>,
    /// Judge the weights given instead of training.
    #[arg(long, requires = "weights")]
    no_train: bool,
    /// Where to write the trained weights.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Samples to judge by.
    #[arg(long, default_value_t = 100_000)]
    samples: usize,
    /// Step of the reverse SDE.
    #[arg(long, default_value_t = 5e-3)]
    dt: f64,
}

impl Arguments {
    fn config(&self) -> Config {
        let preset = match self.preset {
            PresetName::Fast => Preset::Fast,
            PresetName::Post => Preset::Post,
        };
        let mut config = preset.config();
        config.seed = self.seed;
        config.train.steps = self.steps.unwrap_or(config.train.steps);
        config.train.batch = self.batch.unwrap_or(config.train.batch);
        config
    }
}

/// Trains, and returns the weights with the mean loss of the last hundredth of the run.
fn train(config: Config) -> Result<(Weights, f64), Box<dyn Error>> {
    let mut trainer = Trainer::new(config)?;
    let style = "{bar:30} step {pos}/{len}  {per_sec}  {eta} left  loss {msg}";
    let bar = ProgressBar::new(config.train.steps as u64)
        .with_style(ProgressStyle::with_template(style)?);
    let tail = (config.train.steps / 100).max(1);
    let (mut smooth, mut last) = (None, Vec::new());
    while !trainer.finished() {
        let loss = f64::from(trainer.step()?);
        let mean = smooth.map_or(loss, |mean: f64| 0.99 * mean + 0.01 * loss);
        smooth = Some(mean);
        if trainer.steps_done() + tail > config.train.steps {
            last.push(loss);
        }
        if trainer.steps_done() % 20 == 0 {
            bar.set_message(format!("{mean:.4}"));
        }
        bar.inc(1);
    }
    bar.finish();
    let weights = Weights {
        config: trainer.config(),
        flat: trainer.sampling_weights()?,
    };
    Ok((weights, last.iter().sum::<f64>() / last.len() as f64))
}

/// Runs the reverse SDE for `n` particles in portions that fit any memory.
fn sample(weights: &Weights, n: usize, dt: f64) -> Result<Vec<f32>, Box<dyn Error>> {
    const PORTION: usize = 20_000;
    let schedule = Schedule::new(weights.config.schedule)?;
    let bar = ProgressBar::new(n as u64)
        .with_style(ProgressStyle::with_template("{bar:30} sample {pos}/{len}")?);
    let mut points = Vec::with_capacity(2 * n);
    for portion in 0..n.div_ceil(PORTION) {
        let particles = PORTION.min(n - portion * PORTION);
        // Portions differ in their seed; the first is the page's own.
        let seed = u64::from(weights.config.seed) + ((portion as u64) << 32);
        let config = SampleConfig {
            dt,
            particles,
            ..SampleConfig::default()
        };
        let score = NetworkScore::new(weights.network()?, schedule);
        let mut sampler = ReverseSde::new(score, schedule, config, seed)?;
        while !sampler.finished() {
            sampler.step()?;
        }
        points.extend_from_slice(sampler.positions());
        bar.inc(particles as u64);
    }
    bar.finish();
    Ok(points)
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let start = Instant::now();
    let (weights, final_loss) = match &arguments.weights {
        Some(path) => (Weights::from_safetensors(&std::fs::read(path)?)?, None),
        None => {
            let (weights, loss) = train(arguments.config())?;
            (weights, Some(loss))
        }
    };
    let train_seconds = final_loss.map(|_| start.elapsed().as_secs_f64());
    if let Some(path) = &arguments.out {
        std::fs::write(path, weights.to_safetensors()?)?;
    }

    let n = arguments.samples;
    let ring = Ring::new(weights.config.data)?;
    let seed = u64::from(weights.config.seed);
    let data = Polar::of(&ring.sample(n, &mut stream(seed, Stream::Data)));
    let samples = Polar::of(&sample(&weights, n, arguments.dt)?);
    let [radius_w1, angle_w1, radius_tv, off_ring] = bands(&ring, n, seed)?;
    let report = serde_json::json!({
        "config": weights.config,
        "trainSeconds": train_seconds,
        "finalLoss": final_loss,
        "samples": n,
        "dt": arguments.dt,
        "metrics": Comparison::new(&data, &samples),
        "bands": {
            "radiusW1": radius_w1,
            "angleW1": angle_w1,
            "radiusTv": radius_tv,
            "offRing": off_ring,
        },
    });
    println!("{}", serde_json::to_string_pretty(&report)?);
    Ok(())
}
