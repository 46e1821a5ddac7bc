//! Times a training step: plain candle against the fused path, and where the rest of a
//! fused step goes. `cargo bench --bench step`, half a minute. With `-- --json BATCH WIDTH` it
//! prints the quartiles of one case: plain candle, and this core.
//!
//! Candle's matrix products use AVX and every core by default, as wasm can't;
//! `RAYON_NUM_THREADS=1 cargo bench --bench step` compares one core with one.

use candle_core::{Device, Tensor};
use candle_nn::{AdamW, Optimizer, ParamsAdamW};
use nano_diffusion::config::{Config, Preset};
use nano_diffusion::data::Ring;
use nano_diffusion::kernel::FusedObjective;
use nano_diffusion::network::{Activation, Mlp};
use nano_diffusion::objective::{Batch, denoising_score_matching};
use nano_diffusion::process::Schedule;
use nano_diffusion::rng::{Stream, stream};
use nano_diffusion::train::{self, Trainer};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Medians in ms of several things, run in turn so that a change of clock or load meets
/// all of them.
fn medians<const N: usize>(things: [&mut dyn FnMut(); N]) -> [f64; N] {
    quartiles(things).map(|[_, median, _]| median)
}

/// As [`medians`], with the quartiles around them.
fn quartiles<const N: usize>(mut things: [&mut dyn FnMut(); N]) -> [[f64; 3]; N] {
    let mut times = [(); N].map(|()| Vec::new());
    let start = Instant::now();
    while times[0].len() < 7 || start.elapsed() < Duration::from_secs(2) {
        for (thing, times) in things.iter_mut().zip(&mut times) {
            let start = Instant::now();
            thing();
            times.push(start.elapsed().as_secs_f64() * 1e3);
        }
    }
    times.map(|mut times| {
        times.sort_by(f64::total_cmp);
        [1, 2, 3].map(|quarter| times[quarter * times.len() / 4])
    })
}

/// A step in plain candle: expression, autograd, its own AdamW, and the average of the weights.
fn plain_step(config: &Config) -> impl FnMut() + use<> {
    let n = config.train.batch;
    let ring = Ring::new(config.data.ring()).unwrap();
    let schedule = Schedule::new(config.schedule).unwrap();
    let params = ParamsAdamW {
        weight_decay: 0.0,
        ..ParamsAdamW::default()
    };

    let plain = Mlp::init(config.network, &mut stream(1, Stream::Weights)).unwrap();
    let mut plain_adam = AdamW::new(vec![plain.params().clone()], params).unwrap();
    let (mut plain_rng, mut plain_batch) = (stream(1, Stream::Batches), Batch::default());
    let mut plain_average = plain.to_params().unwrap();
    move || {
        plain_batch.draw(&ring, &schedule, n, &mut plain_rng);
        let loss = denoising_score_matching(&plain, &plain_batch).unwrap();
        plain_adam.backward_step(&loss).unwrap();
        for (mean, v) in plain_average.iter_mut().zip(plain.to_params().unwrap()) {
            *mean += 0.01 * (v - *mean);
        }
        black_box(loss.to_scalar::<f32>().unwrap());
    }
}

/// One row of the table.
fn measure(config: Config) {
    let n = config.train.batch;
    let ring = Ring::new(config.data.ring()).unwrap();
    let schedule = Schedule::new(config.schedule).unwrap();
    let fresh = || Mlp::init(config.network, &mut stream(1, Stream::Weights)).unwrap();
    let mut plain_step = plain_step(&config);

    let mut trainer = Trainer::new(config.clone()).unwrap();
    let mut fused_step = || {
        black_box(trainer.step().unwrap());
    };

    let fused = fresh();
    let (mut rng, mut batch) = (stream(1, Stream::Batches), Batch::default());
    batch.draw(&ring, &schedule, n, &mut rng);
    let given = batch.clone();
    let mut draw = || batch.draw(&ring, &schedule, n, &mut rng);
    let mut objective = FusedObjective::new(config.network);
    let mut gradient = || {
        let loss = objective.loss(&fused, &given).unwrap();
        black_box(loss.backward().unwrap());
    };
    // Any gradient will do for the time of Adam.
    let one = Tensor::new(1e-3f32, &Device::Cpu).unwrap();
    let linear = fused.params().broadcast_mul(&one).unwrap();
    let grads = linear.sum_all().unwrap().backward().unwrap();
    let mut optimiser = train::adam(&fused, 1e-9).unwrap();
    let mut adam = || optimiser.step(&grads).unwrap();

    let [plain, fused, draw, gradient, adam] = medians([
        &mut plain_step,
        &mut fused_step,
        &mut draw,
        &mut gradient,
        &mut adam,
    ]);
    let percent = |part: f64| 100.0 * part / fused;
    println!(
        "{:>4}×{:<3} {:?} {n:>6} {plain:>10.3} {fused:>10.3} {:>7.2} {:>8.1}% {:>6.1}% {:>6.1}% {:>6.1}%",
        config.network.layers,
        config.network.width,
        config.network.activation,
        plain / fused,
        percent(gradient),
        percent(draw),
        percent(adam),
        percent(fused - gradient - draw - adam),
    );
}

/// One case, as JSON.
fn print_json(batch: usize, width: usize) {
    let mut config = Preset::Post.config();
    config.train.batch = batch;
    config.train.steps = 100_000;
    config.network.width = width;
    let mut trainer = Trainer::new(config.clone()).unwrap();
    let mut ours = || {
        black_box(trainer.step().unwrap());
    };
    let [plain, ours] = quartiles([&mut plain_step(&config), &mut ours])
        .map(|[low, median, high]| format!(r#"{{"median":{median},"quartiles":[{low},{high}]}}"#));
    println!(r#"{{"plain":{plain},"ours":{ours}}}"#);
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    if let Some(at) = args.iter().position(|arg| arg == "--json") {
        let number = |i: usize| args[at + i].parse().expect("--json BATCH WIDTH");
        return print_json(number(1), number(2));
    }
    println!(
        "network       batch   plain ms   fused ms   ratio  gradient   draw    Adam   rest  (of the fused step)"
    );
    for activation in [Activation::Relu, Activation::Silu] {
        for batch in [128, 512, 5000] {
            let mut config = Preset::Post.config();
            config.network.activation = activation;
            config.train.batch = batch;
            config.train.steps = 100_000;
            measure(config);
        }
    }
}
