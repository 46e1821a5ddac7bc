//! The estimates of `memory` beside what is really asked of the allocator.
#![cfg(not(target_arch = "wasm32"))]

use nano_diffusion::config::{Config, Preset};
use nano_diffusion::data::{DataKind, DataSet, Distribution, MAX_POINTS};
use nano_diffusion::memory::MemoryNeed;
use nano_diffusion::metrics::Evaluator;
use nano_diffusion::network::{Activation, Weights};
use nano_diffusion::objective::Objective;
use nano_diffusion::process::Schedule;
use nano_diffusion::sample::{Method, sampler};
use nano_diffusion::score::NetworkScore;
use nano_diffusion::train::{Checkpoint, ShardWorker, Trainer};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// Bytes by which an estimate may be too large even where hardly anything is needed: the small
/// things, twice.
const SLACK: u64 = 128 << 10;
/// Counts the bytes that each thread has in use, and the most there were since someone asked:
/// tests run side by side.
struct Counting;

thread_local! {
    static NOW: Cell<i64> = const { Cell::new(0) };
    static MOST: Cell<i64> = const { Cell::new(0) };
}

fn count(bytes: i64) {
    let now = NOW.get() + bytes;
    NOW.set(now);
    MOST.set(MOST.get().max(now));
}

// SAFETY: every call goes on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as i64);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        count(-(layout.size() as i64));
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The most bytes that `act` has in use at a time.
fn peak(act: impl FnOnce()) -> u64 {
    let before = NOW.get();
    MOST.set(before);
    act();
    (MOST.get() - before) as u64
}

/// Settings as they come to a worker: as text, which is kept until they are read.
fn read(text: &str) -> Config {
    let copy = text.to_owned();
    serde_json::from_str(&copy).unwrap()
}

/// All that a training worker does, with only one shard of a step really computed.
fn train(settings: &str) {
    let config = read(settings);
    let mut run = Trainer::new(config.clone()).unwrap();
    run.compute_shard(0).unwrap();
    for shard in 1..run.shards() {
        let gradient = vec![0.0; config.network.parameter_count()];
        run.accept_shard(shard, 0.5, &gradient).unwrap();
    }
    run.apply_step().unwrap();
    let params = run.sampling_weights().unwrap();
    drop(Weights { config, params }.to_safetensors().unwrap());
    let bytes = run.checkpoint().unwrap().to_bytes().unwrap();
    drop(run);
    Trainer::from_checkpoint(Checkpoint::from_bytes(&bytes).unwrap()).unwrap();
}

/// All that a helper does. The parameters come to it as a copy, the gradient leaves it as one.
fn help(settings: &str) {
    let config = read(settings);
    let theta = vec![0.01; config.network.parameter_count()];
    let mut worker = ShardWorker::new(config).unwrap();
    worker.compute(&theta, 0, 0).unwrap();
    drop(worker.gradient().to_vec());
}

/// All that a worker does for a flow, with only some of its steps.
fn sample(settings: &str, file: &[u8]) {
    let config = read(settings);
    let bytes = file.to_vec();
    let weights = Weights::from_safetensors(&bytes).unwrap();
    let schedule = Schedule::new(config.schedule).unwrap();
    let score = NetworkScore::new(weights.network().unwrap(), schedule);
    let width = DataSet::new(&config.data).unwrap().finest_width();
    let mut sampler = sampler(score, schedule, config.sample, width, 1).unwrap();
    drop((weights, bytes));
    sampler.step().unwrap();
    let positions = sampler.positions().to_vec();
    let data = DataSet::new(&config.data).unwrap();
    let evaluator = Evaluator::new(&data, schedule, config.sample.particles, 1).unwrap();
    evaluator.histograms(&positions, 0.5);
    evaluator.metrics(&positions);
}

fn config(layers: usize, width: usize, batch: usize, particles: usize) -> Config {
    let mut config = Preset::Fast.config();
    config.network.layers = layers;
    config.network.width = width;
    config.train.batch = batch;
    config.sample.particles = particles;
    config
}

/// What needs more with the same numbers: another objective, activation, sampler, data.
fn heavier(mut config: Config) -> Config {
    config.train.objective = Objective::SlicedReduced;
    config.network.activation = Activation::Silu;
    config.sample.method = Method::Adaptive;
    config.data.kind = DataKind::Own;
    config.data.points = (0..2 * MAX_POINTS).map(|i| (i as f64).sin()).collect();
    config
}

#[test]
fn estimates_are_never_too_small_and_at_most_twice_too_large() {
    let plain = [
        config(2, 8, 16, 100),
        Preset::Fast.config(),
        Preset::Post.config(),
        config(2, 8, 20_000, 20_000),
        config(10, 256, 16, 100),
        config(10, 256, 20_000, 200),
    ];
    let all = plain.iter().cloned();
    for config in all.chain([
        heavier(plain[0].clone()),
        heavier(config(10, 256, 2048, 200)),
    ]) {
        let params = vec![0.01; config.network.parameter_count()];
        let file = Weights {
            config: config.clone(),
            params,
        };
        let file = file.to_safetensors().unwrap();
        let need = MemoryNeed::of(&config);
        let settings = serde_json::to_string(&config).unwrap();
        for (what, measured, estimate) in [
            ("training", peak(|| train(&settings)), need.training),
            ("helper", peak(|| help(&settings)), need.helper),
            ("sampling", peak(|| sample(&settings, &file)), need.sampling),
        ] {
            println!("{what}: {measured} of {estimate}");
            assert!(
                (measured..=2 * measured + SLACK).contains(&estimate),
                "{what}: {measured} measured, {estimate} estimated, of {:?}, {:?}, {:?}",
                config.network,
                config.train,
                config.sample
            );
        }
    }
}

/// A run of a sampler has a frame for each step, and one for the start.
#[test]
fn frames_are_those_of_the_sampler() {
    let mut config = Preset::Fast.config();
    config.sample.particles = 500;
    for (dt, method) in [
        (0.03, Method::Sde),
        (0.05, Method::Heun),
        (1.0, Method::Euler),
    ] {
        config.sample.dt = dt;
        config.sample.method = method;
        let need = MemoryNeed::of(&config);
        assert_eq!((need.steps as u64, need.frame), (steps(&config), 4000));
    }
    for method in [Method::Dpm, Method::Edm, Method::Corrector] {
        config.sample.method = method;
        let need = MemoryNeed::of(&config);
        assert_eq!(need.steps as u64, steps(&config));
    }
    config.sample.method = Method::Adaptive;
    for tolerance in [0.1, 1e-2, 1e-3, 1e-4] {
        config.sample.tolerance = tolerance;
        let real = steps(&config) + 1;
        let estimate = (MemoryNeed::of(&config).steps + 1.0) as u64;
        assert!(
            (real..=2 * real).contains(&estimate),
            "{real} frames, {estimate} estimated, at {tolerance}"
        );
    }
}

/// Steps of a sampler with the first shipped weights: a ReLU network, whose kinks ask an adaptive
/// method for more steps than a smooth one does, twice as many at a tolerance of 1e-3.
fn steps(config: &Config) -> u64 {
    let file = std::fs::read("tests/fixtures/old/shipped.safetensors").unwrap();
    let network = Weights::from_safetensors(&file).unwrap().network().unwrap();
    let schedule = Schedule::new(config.schedule).unwrap();
    let score = NetworkScore::new(network, schedule);
    let width = DataSet::new(&config.data).unwrap().finest_width();
    let mut sampler = sampler(score, schedule, config.sample, width, 1).unwrap();
    let mut steps = 0;
    while !sampler.finished() {
        sampler.step().unwrap();
        steps += 1;
    }
    steps
}

/// What README and RELIABILITY say: nothing that the controls allow is beyond what a 32-bit
/// memory holds. The page's whole is held to its budget by the unit test of its own share.
#[test]
fn the_largest_settings_need_less_than_an_eighth_of_a_gibibyte_to_train() {
    let mut largest = heavier(config(10, 256, 20_000, 20_000));
    largest.train.steps = 100_000;
    largest.sample.method = Method::Sde;
    largest.sample.dt = 5e-4;
    largest.schedule.t_end = 5.0;
    largest.validate().unwrap();
    let MemoryNeed { training, .. } = MemoryNeed::of(&largest);
    println!("{training} bytes");
    assert!(training < 128 << 20);
}
