//! Every pair of extremes that the page's controls allow ends in a run or in a clear error:
//! no panic, no hang, no number that is not finite.

use nano_diffusion::config::limits::LIMITS;
use nano_diffusion::config::{Config, Preset};
use nano_diffusion::data::{DataKind, DataSet, Distribution, MAX_COORDINATE};
use nano_diffusion::error::{Error, Result};
use nano_diffusion::network::Mlp;
use nano_diffusion::process::Schedule;
use nano_diffusion::sample::sampler;
use nano_diffusion::score::NetworkScore;
use nano_diffusion::train::Trainer;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Far more than the slowest pair takes; more is a hang.
const PATIENCE: Duration = Duration::from_secs(60);

/// Each setting, where it lies in the JSON form, and its extreme values: the ends of a range,
/// or all of the choices.
fn settings() -> Vec<(&'static str, &'static str, Vec<Value>)> {
    let config = serde_json::to_value(Config::default()).unwrap();
    let section = |name: &str| {
        let mut sections = ["schedule", "data", "network", "train", "sample"].into_iter();
        let found = sections.find(|section| config[section].get(name).is_some());
        found.unwrap_or_else(|| panic!("{name} has no place"))
    };
    let mut all = Vec::new();
    for limit in LIMITS {
        if limit.name == "seed" {
            continue;
        }
        let value = |v: f64| {
            if limit.integer {
                json!(v as u64)
            } else {
                json!(v)
            }
        };
        let ends = vec![value(limit.min), value(limit.max)];
        all.push((section(limit.name), limit.name, ends));
    }
    for (section, name, choices) in [
        ("network", "activation", &["relu", "silu"][..]),
        (
            "network",
            "parametrisation",
            &["score", "noise", "data", "velocity"],
        ),
        ("network", "timeInput", &["t", "sqrt", "logB"]),
        ("network", "arithmetic", &["portable", "fused"]),
        ("train", "timeLaw", &["uniform", "sqrt", "log"]),
        ("train", "lrSchedule", &["constant", "cosine"]),
        (
            "train",
            "objective",
            &[
                "denoising",
                "denoisingVelocity",
                "denoisingData",
                "denoisingLikelihood",
                "denoisingUniform",
                "sliced",
                "slicedReduced",
            ],
        ),
        (
            "sample",
            "method",
            &[
                "sde",
                "euler",
                "heun",
                "adaptive",
                "ddim",
                "dpm",
                "dpmSde",
                "edm",
                "corrector",
            ],
        ),
    ] {
        all.push((section, name, choices.iter().map(|c| json!(c)).collect()));
    }
    let kinds = DataKind::ALL.iter().map(|kind| json!(kind));
    all.push(("data", "kind", kinds.collect()));
    all
}

/// A small run otherwise, so that the largest values of two settings are still quick.
fn base() -> Value {
    let mut config = Preset::Fast.config();
    config.network.layers = 3;
    config.network.width = 16;
    config.train.batch = 64;
    config.sample.particles = 200;
    config.sample.dt = 0.02;
    // Where the data are one's own: two points in one place, and one in a far corner.
    config.data.points = vec![0.0, 0.0, 0.0, 0.0, MAX_COORDINATE, -MAX_COORDINATE];
    serde_json::to_value(config).unwrap()
}

/// Trains and samples for some steps: as many as a small network can make in no time.
fn run(config: Config) -> Result<()> {
    config.validate()?;
    let mut trainer = Trainer::new(config.clone())?;
    let cost = config.train.batch * config.network.parameter_count();
    let steps = (300_000 / cost).clamp(2, 10);
    for _ in 0..steps {
        if trainer.finished() {
            break;
        }
        assert!(trainer.step()?.is_finite());
    }
    let flat = trainer.sampling_weights()?;
    assert!(flat.iter().all(|v| v.is_finite()));
    let schedule = Schedule::new(config.schedule)?;
    let score = NetworkScore::new(Mlp::from_params(config.network, flat)?, schedule);
    let width = DataSet::new(&config.data)?.finest_width();
    let mut sampler = sampler(score, schedule, config.sample, width, 1)?;
    for _ in 0..5 {
        if sampler.finished() {
            break;
        }
        sampler.step()?;
        assert!(sampler.positions().iter().all(|x| x.is_finite()));
    }
    Ok(())
}

#[test]
fn every_pair_of_extremes_runs_or_says_why_not() {
    let all = settings();
    let (mut ran, mut refused, mut diverged) = (0, 0, 0);
    for (i, (section, name, values)) in all.iter().enumerate() {
        for (other_section, other_name, other_values) in &all[i + 1..] {
            for (value, other) in values
                .iter()
                .flat_map(|v| other_values.iter().map(move |o| (v, o)))
            {
                let mut json = base();
                json[section][name] = value.clone();
                json[other_section][other_name] = other.clone();
                let what = format!("{name} = {value}, {other_name} = {other}");
                let config = serde_json::from_value(json).unwrap();
                let start = Instant::now();
                match run(config) {
                    Ok(()) => ran += 1,
                    // One setting against the other, as β_min above β_max.
                    Err(error @ Error::OutOfRange { .. }) => {
                        assert!(error.to_string().contains(name), "{what}: {error}");
                        refused += 1;
                    }
                    Err(error @ (Error::Diverged { .. } | Error::SamplingDiverged { .. })) => {
                        let message = error.to_string();
                        let advice = ["smaller", "lower", "raise", "predict v"];
                        assert!(
                            advice.iter().any(|a| message.contains(a)),
                            "{what}: {error}"
                        );
                        diverged += 1;
                    }
                    Err(error) => panic!("{what}: {error}"),
                }
                assert!(
                    start.elapsed() < PATIENCE,
                    "{what} took {:?}",
                    start.elapsed()
                );
            }
        }
    }
    println!("{ran} ran, {refused} refused, {diverged} diverged");
    assert!(ran > 500 && refused < 20, "{ran} {refused} {diverged}");
}
