//! Trains a preset, or reads weights, and prints how good the samples are, as JSON.
//!
//! ```text
//! cargo run --release --example reproduce -- --preset fast --out weights.safetensors
//! cargo run --release --example reproduce -- --weights weights.safetensors --no-train
//! cargo run --release --example reproduce -- --objective slicedReduced --activation silu
//! cargo run --release --example reproduce -- --data moons
//! cargo run --release --example reproduce -- --sampler heun --dt 0.01 --score exact
//! ```
//!
//! The score of the samples and of NLL and KL is the network's or, with `--score exact`,
//! the data's own; then nothing is trained.
//!
//! Progress goes to standard error, the JSON object to standard output.

mod arguments;

use arguments::{Arguments, Whose};
use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};
use nano_diffusion::config::Config;
use nano_diffusion::data::{DataSet, Distribution};
use nano_diffusion::exact::DataOracle;
use nano_diffusion::exact::floor::{ExcessConfig, excess_loss, loss_floor};
use nano_diffusion::likelihood::{FitConfig, data_fit};
use nano_diffusion::metrics::Evaluator;
use nano_diffusion::network::Weights;
use nano_diffusion::process::Schedule;
use nano_diffusion::sample::{SampleConfig, sampler};
use nano_diffusion::score::{NetworkScore, ScoreDivergence};
use nano_diffusion::train::Trainer;
use std::error::Error;
use std::time::Instant;

/// Trains, and returns the weights with the mean loss of the last hundredth of the run.
fn train(config: Config) -> Result<(Weights, f64), Box<dyn Error>> {
    let mut trainer = Trainer::new(config.clone())?;
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
        params: trainer.sampling_weights()?,
    };
    Ok((weights, last.iter().sum::<f64>() / last.len() as f64))
}

/// Samples `n` particles in portions that fit any memory; returns them and the evaluations of
/// the score (NFE) of one portion.
fn sample<S: ScoreDivergence + 'static>(
    score: impl Fn() -> S,
    run: &Config,
    settings: SampleConfig,
    n: usize,
) -> Result<(Vec<f32>, usize), Box<dyn Error>> {
    const PORTION: usize = 20_000;
    let (schedule, width) = (
        Schedule::new(run.schedule)?,
        DataSet::new(&run.data)?.finest_width(),
    );
    let bar = ProgressBar::new(n as u64)
        .with_style(ProgressStyle::with_template("{bar:30} sample {pos}/{len}")?);
    let mut points = Vec::with_capacity(2 * n);
    let mut nfe = 0;
    for portion in 0..n.div_ceil(PORTION) {
        let particles = PORTION.min(n - portion * PORTION);
        // Portions differ in their seed; the first is the page's own.
        let seed = u64::from(run.seed) + ((portion as u64) << 32);
        let config = SampleConfig {
            particles,
            ..settings
        };
        let mut sampler = sampler(score(), schedule, config, width, seed)?;
        while !sampler.finished() {
            sampler.step()?;
        }
        points.extend_from_slice(sampler.positions());
        nfe = nfe.max(sampler.nfe());
        bar.inc(particles as u64);
    }
    bar.finish();
    Ok((points, nfe))
}

fn named_values(
    values: impl Iterator<Item = (&'static str, serde_json::Value)>,
) -> serde_json::Value {
    values.map(|(key, value)| (key.to_owned(), value)).collect()
}

/// Everything that is measured with a score, as JSON.
fn judge<S: ScoreDivergence + 'static>(
    score: impl Fn() -> S,
    run: &Config,
    arguments: &Arguments,
) -> Result<serde_json::Value, Box<dyn Error>> {
    let (n, seed) = (arguments.samples, u64::from(run.seed));
    let (data, schedule) = (DataSet::new(&run.data)?, Schedule::new(run.schedule)?);
    let settings = arguments.sampler()?;
    let (points, nfe) = sample(&score, run, settings, n)?;
    let metrics = Evaluator::new(&data, schedule, n, seed)?.metrics(&points);

    let mut oracle = DataOracle::new(&data, schedule);
    let floor = loss_floor(&mut oracle);
    let excess = excess_loss(&mut score(), &mut oracle, ExcessConfig::default(), seed)?;
    let fit = data_fit(score(), &data, &schedule, FitConfig::default(), seed)?;
    Ok(serde_json::json!({
        "samples": n,
        "sampler": { "method": settings.method, "dt": settings.dt, "nfe": nfe },
        "metrics": named_values(metrics.iter().map(|f| (f.key, f.value.into()))),
        "bands": named_values(metrics.iter().map(|f| {
            (f.key, serde_json::json!({ "median": f.band_median, "bound": f.band_bound }))
        })),
        "lossFloor": floor,
        "excessLoss": excess.total,
        "nll": fit.nll,
        "kl": fit.kl,
    }))
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    arguments.sampler()?;
    let start = Instant::now();
    let (mut weights, final_loss) = match (&arguments.weights, arguments.score) {
        (Some(path), _) => (
            Some(Weights::from_safetensors(&std::fs::read(path)?)?),
            None,
        ),
        (None, Whose::Exact) => (None, None),
        (None, Whose::Learned) => {
            let (weights, loss) = train(arguments.config()?)?;
            (Some(weights), Some(loss))
        }
    };
    if let (Some(bits), Some(weights)) = (arguments.mantissa, &mut weights) {
        weights.round_mantissa(bits);
    }
    let train_seconds = final_loss.map(|_| start.elapsed().as_secs_f64());
    let run = match &weights {
        Some(weights) => weights.config.clone(),
        None => arguments.config()?,
    };
    if let (Some(path), Some(weights)) = (&arguments.out, &weights) {
        std::fs::write(path, weights.to_safetensors()?)?;
    }

    let (data, schedule) = (DataSet::new(&run.data)?, Schedule::new(run.schedule)?);
    let report = match (&weights, arguments.score) {
        (Some(weights), Whose::Learned) => {
            let network = weights.network()?;
            judge(
                || NetworkScore::new(network.clone(), schedule),
                &run,
                &arguments,
            )?
        }
        _ => judge(|| DataOracle::new(&data, schedule), &run, &arguments)?,
    };
    let mut whole = serde_json::json!({
        "config": run,
        "trainSeconds": train_seconds,
        "finalLoss": final_loss,
        "score": if arguments.score == Whose::Exact { "exact" } else { "learned" },
    });
    if let (Some(whole), serde_json::Value::Object(report)) = (whole.as_object_mut(), report) {
        whole.extend(report);
    }
    println!("{}", serde_json::to_string_pretty(&whole)?);
    Ok(())
}
