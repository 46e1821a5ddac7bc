//! How good the presets are, on every data set: a table of excess loss, KL and W₁ over several seeds.
//!
//! ```text
//! cargo run --release --example quality
//! cargo run --release --example quality -- --presets fast,density --data ring,moons --seeds 3
//! ```
//!
//! Each run trains as the page does (the same bits for the same seed) and is judged by its averaged
//! weights: the excess loss over the exact floor (λ = B², t uniform on [0, T]), KL(data ‖ model) in
//! nats by the probability-flow ODE, and W₁ between 20,000 samples and the data, of the radius or,
//! where there is none, of x; beside it the median of what two sets of true samples give. Runs go
//! side by side, one to a core. Rows are Markdown, on standard output, as soon as a preset is done
//! with a data set; progress goes to standard error. The preset of the post is 20,000 steps of
//! 5,000 samples: minutes a run, and most of the time of the whole table.

use clap::Parser;
use nano_diffusion::config::{Config, DataKind, Preset};
use nano_diffusion::data::{DataSet, Distribution};
use nano_diffusion::exact::DataOracle;
use nano_diffusion::exact::floor::{ExcessConfig, excess_loss};
use nano_diffusion::likelihood::{FitConfig, data_fit};
use nano_diffusion::metrics::Evaluator;
use nano_diffusion::network::Mlp;
use nano_diffusion::process::Schedule;
use nano_diffusion::sample::{SampleConfig, sampler};
use nano_diffusion::score::NetworkScore;
use nano_diffusion::train::Trainer;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Instant;

/// Samples to judge by.
const SAMPLES: usize = 20_000;

#[derive(Parser)]
#[command(about = "Print how good the presets are on every data set, as a Markdown table")]
struct Arguments {
    /// post, fast and density, in any order.
    #[arg(long, value_delimiter = ',', default_value = "post,fast,density")]
    presets: Vec<String>,
    /// ring, gaussians, moons, spiral, checkerboard and arms.
    #[arg(
        long,
        value_delimiter = ',',
        default_value = "ring,gaussians,moons,spiral,checkerboard,arms"
    )]
    data: Vec<String>,
    /// Runs of each, with the seeds 1, 2, …
    #[arg(long, default_value_t = 5)]
    seeds: u32,
    /// Runs at a time; as many as there are cores unless told otherwise.
    #[arg(long)]
    threads: Option<usize>,
}

/// What one run is judged by.
#[derive(Clone, Copy)]
struct Quality {
    excess: f64,
    kl: f64,
    kl_error: f64,
    w1: f64,
    w1_band: f64,
    seconds: f64,
}

fn judge(config: &Config) -> nano_diffusion::Result<Quality> {
    let start = Instant::now();
    let mut trainer = Trainer::new(config.clone())?;
    while !trainer.finished() {
        trainer.step()?;
    }
    let seconds = start.elapsed().as_secs_f64();
    let (data, schedule) = (DataSet::new(&config.data)?, Schedule::new(config.schedule)?);
    let network = Mlp::from_params(config.network, trainer.sampling_weights()?)?;
    let score = || NetworkScore::new(network.clone(), schedule);
    let seed = u64::from(config.seed);

    let mut oracle = DataOracle::new(&data, schedule);
    let excess = excess_loss(&mut score(), &mut oracle, ExcessConfig::default(), seed)?;
    let fit = data_fit(score(), &data, &schedule, FitConfig::default(), seed)?;
    let settings = SampleConfig {
        particles: SAMPLES,
        ..config.sample
    };
    let mut run = sampler(score(), schedule, settings, data.finest_width(), seed)?;
    while !run.finished() {
        run.step()?;
    }
    let metrics = Evaluator::new(&data, schedule, SAMPLES, seed)?.metrics(run.positions());
    Ok(Quality {
        excess: excess.total.mean,
        kl: fit.kl.mean,
        kl_error: fit.kl.std_error,
        w1: metrics[0].value,
        w1_band: metrics[0].band_median,
        seconds,
    })
}

/// A row of the table, from the runs of one preset on one data set.
fn row(preset: Preset, data: &str, runs: &[Quality]) -> String {
    let all = |of: fn(&Quality) -> f64| runs.iter().map(of);
    let mean = |of| all(of).sum::<f64>() / runs.len() as f64;
    let worst = |of| all(of).fold(f64::NEG_INFINITY, f64::max);
    format!(
        "| {data} | {} | {:.5} ({:.5}) | {:.4} ({:.4}) ± {:.4} | {:.4} ({:.4}) | {:.0} |",
        preset.key(),
        mean(|q| q.excess),
        worst(|q| q.excess),
        mean(|q| q.kl),
        worst(|q| q.kl),
        mean(|q| q.kl_error),
        mean(|q| q.w1),
        mean(|q| q.w1_band),
        mean(|q| q.seconds),
    )
}

/// The choices of the command line by their names.
fn named<T: Copy>(names: &[String], all: &[(String, T)]) -> Result<Vec<T>, String> {
    let find = |name: &String| {
        let found = all.iter().find(|(key, _)| key == name);
        found
            .map(|(_, value)| *value)
            .ok_or_else(|| format!("there is no {name}"))
    };
    names.iter().map(find).collect()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments = Arguments::parse();
    let presets = Preset::ALL.map(|preset| (preset.key().to_owned(), preset));
    let presets = named(&arguments.presets, &presets)?;
    let mut kinds = Vec::new();
    for kind in DataKind::ALL
        .into_iter()
        .filter(|kind| *kind != DataKind::Own)
    {
        let name = serde_json::to_value(kind)?;
        kinds.push((name.as_str().unwrap_or_default().to_owned(), kind));
    }
    let data = named(&arguments.data, &kinds)?;

    // The jobs in the order of the rows, and the configuration of each.
    let rows: Vec<(Preset, DataKind, &String)> = presets
        .iter()
        .flat_map(|&preset| {
            data.iter()
                .zip(&arguments.data)
                .map(move |(d, n)| (preset, *d, n))
        })
        .collect();
    let seeds = arguments.seeds.max(1);
    let jobs: Vec<Config> = rows
        .iter()
        .flat_map(|&(preset, kind, _)| {
            (1..=seeds).map(move |seed| {
                let mut config = preset.config();
                config.data.kind = kind;
                config.seed = seed;
                config
            })
        })
        .collect();
    let threads = arguments
        .threads
        .unwrap_or_else(|| thread::available_parallelism().map_or(1, NonZero::get));

    println!(
        "| data | preset | excess: mean (worst) | KL, nats: mean (worst) ± s.e. of one | W₁: mean (true) | s a run |"
    );
    println!("|---|---|---|---|---|---|");
    let next = AtomicUsize::new(0);
    let mut found: Vec<Option<Quality>> = vec![None; jobs.len()];
    let mut printed = 0;
    thread::scope(|scope| {
        let (send, receive) = mpsc::channel();
        for _ in 0..threads {
            let (send, next, jobs) = (send.clone(), &next, &jobs);
            scope.spawn(move || {
                loop {
                    let i = next.fetch_add(1, Ordering::Relaxed);
                    let Some(config) = jobs.get(i) else { break };
                    // Who reads has gone only after an error, which ends all.
                    if send.send((i, judge(config))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(send);
        for (done, (i, quality)) in receive.iter().enumerate() {
            found[i] = Some(quality?);
            eprintln!("{} of {} runs", done + 1, jobs.len());
            // The rows that are whole, in their order.
            while let Some(runs) = found
                .chunks(seeds as usize)
                .nth(printed)
                .and_then(|runs| runs.iter().copied().collect::<Option<Vec<_>>>())
            {
                let (preset, _, name) = rows[printed];
                println!("{}", row(preset, name, &runs));
                printed += 1;
            }
        }
        Ok(())
    })
}
