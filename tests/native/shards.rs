//! Shards: who computes them, and in which order, must not show in the result.

use nano_diffusion::config::{Config, Preset};
use nano_diffusion::error::Error;
use nano_diffusion::network::Arithmetic;
use nano_diffusion::rng::{MAX_SHARDS, Rng, Stream, shard_stream, stream, uniform};
use nano_diffusion::train::Trainer;
use nano_diffusion::train::shard::{self, ShardWorker};
use std::collections::HashSet;

/// A run whose batch has eight shards of unequal length.
fn config() -> Config {
    let mut config = Preset::Fast.config();
    config.network.layers = 3;
    config.network.width = 16;
    config.train.batch = 5001;
    config.train.steps = 12;
    config
}

/// Losses and weights of a run whose shards `workers` workers share: shard i goes to worker
/// i modulo their number, the trainer being the first, and arrives last to first.
fn shared(config: Config, workers: usize) -> (Vec<f32>, Vec<f32>) {
    let mut trainer = Trainer::new(config.clone()).unwrap();
    let mut helpers: Vec<ShardWorker> = (1..workers)
        .map(|_| ShardWorker::new(config.clone()).unwrap())
        .collect();
    let mut losses = Vec::new();
    while !trainer.finished() {
        let (step, theta) = (trainer.steps_done(), trainer.params().unwrap());
        for shard in (0..trainer.shards()).rev() {
            match shard % workers {
                0 => trainer.compute_shard(shard).unwrap(),
                i => {
                    let helper = &mut helpers[i - 1];
                    let loss = helper.compute(&theta, step, shard).unwrap();
                    trainer
                        .accept_shard(shard, loss, helper.gradient())
                        .unwrap();
                }
            }
        }
        losses.push(trainer.apply_step().unwrap());
    }
    (losses, trainer.params().unwrap())
}

#[test]
fn any_number_of_workers_gives_the_same_bits() {
    let mut trainer = Trainer::new(config()).unwrap();
    assert_eq!(trainer.shards(), 8);
    let losses: Vec<f32> = (0..12).map(|_| trainer.step().unwrap()).collect();
    let alone = (losses, trainer.params().unwrap());
    for workers in [1, 2, 3, 8] {
        assert_eq!(shared(config(), workers), alone, "{workers} workers");
    }
    let mut fused = config();
    fused.network.arithmetic = Arithmetic::Fused;
    let apart = shared(fused.clone(), 1);
    assert_ne!(apart.1, alone.1);
    for workers in [2, 8] {
        let found = shared(fused.clone(), workers);
        assert_eq!(found, apart, "fused, {workers} workers");
    }
    let other = Config {
        seed: 2,
        ..config()
    };
    assert_ne!(shared(other, 2).0, alone.0);
}

#[test]
fn a_lost_shard_is_made_again() {
    let mut alone = Trainer::new(config()).unwrap();
    let mut trainer = Trainer::new(config()).unwrap();
    let count = trainer.params().unwrap().len();
    // What a worker that broke may have left: nothing of it may remain.
    trainer
        .accept_shard(3, f64::NAN, &vec![f32::NAN; count])
        .unwrap();
    for shard in (0..8).filter(|shard| *shard != 5) {
        trainer.compute_shard(shard).unwrap();
    }
    let error = trainer.apply_step().unwrap_err().to_string();
    assert!(error.contains("7") && error.contains("8 shards"), "{error}");
    assert_eq!(trainer.steps_done(), 0);
    trainer.compute_shard(5).unwrap();
    assert_eq!(trainer.apply_step().unwrap(), alone.step().unwrap());
    // The shards of a step do not serve for the next.
    assert!(trainer.apply_step().is_err());
}

#[test]
fn a_shard_that_is_not_finite_stops_the_run_with_its_weights() {
    let mut trainer = Trainer::new(config()).unwrap();
    trainer.step().unwrap();
    let kept = trainer.params().unwrap();
    trainer.step().unwrap();
    for (loss, value, expected) in [(f64::INFINITY, 0.0, "loss"), (0.5, 1e25, "gradient")] {
        let before = trainer.steps_done();
        for shard in 0..8 {
            trainer.compute_shard(shard).unwrap();
        }
        trainer
            .accept_shard(7, loss, &vec![value; kept.len()])
            .unwrap();
        match trainer.apply_step() {
            Err(Error::Diverged { step, what, .. }) => assert_eq!((step, what), (before, expected)),
            other => panic!("{other:?}"),
        }
        assert_eq!(trainer.params().unwrap(), kept);
    }
    assert!(trainer.step().unwrap().is_finite());
}

#[test]
fn what_does_not_fit_is_refused() {
    let mut trainer = Trainer::new(config()).unwrap();
    let theta = trainer.params().unwrap();
    assert!(trainer.compute_shard(8).is_err());
    assert!(trainer.accept_shard(8, 0.0, &theta).is_err());
    assert!(trainer.accept_shard(0, 0.0, &theta[1..]).is_err());
    let mut worker = ShardWorker::new(config()).unwrap();
    assert!(worker.compute(&theta, 0, 8).is_err());
    assert!(worker.compute(&theta[1..], 0, 0).is_err());
}

#[test]
fn shards_cover_every_batch_once() {
    for n in (16..20_000).step_by(37) {
        let shards = shard::count(n);
        assert!((1..=MAX_SHARDS).contains(&shards));
        let mut end = 0;
        for i in 0..shards {
            let range = shard::range(n, i);
            assert_eq!(range.start, end);
            assert!(range.len().abs_diff(n / shards) <= 1);
            end = range.end;
        }
        assert_eq!(end, n);
    }
    assert_eq!((shard::count(511), shard::count(512)), (1, 2));
    assert_eq!(shard::count(20_000), MAX_SHARDS);
}

/// The next four draws of 53 bits, as whole numbers.
fn draws(mut rng: Rng) -> [u64; 4] {
    [(); 4].map(|()| (uniform(&mut rng) * (1u64 << 53) as f64) as u64)
}

#[test]
fn streams_differ_in_seed_step_and_shard() {
    let mut seen = HashSet::new();
    for seed in [0, 1, 2, u64::from(u32::MAX)] {
        for which in [Stream::Weights, Stream::Batches, Stream::Sampler] {
            assert!(seen.insert(draws(stream(seed, which))));
        }
        for step in (0..2000).chain([99_999]) {
            for shard in 0..MAX_SHARDS {
                assert!(seen.insert(draws(shard_stream(seed, step, shard))));
            }
        }
    }
}

/// Seed, step and shard.
type Place = (u64, usize, usize);
type Neighbours = fn(usize) -> (Place, Place);

/// The first draws of neighbouring streams are as good as the draws of one stream: flat,
/// and uncorrelated from step to step, from shard to shard and from seed to seed. A bit
/// that all seeds share, or a counter that shows through, would fail by far.
#[test]
fn neighbouring_streams_are_independent() {
    const N: usize = 40_000;
    let first = |seed, step, shard| uniform(&mut shard_stream(seed, step, shard)) - 0.5;
    let pairs: [(&str, Neighbours); 3] = [
        ("step", |k| ((1, k, 0), (1, k + 1, 0))),
        ("shard", |k| ((1, k, 3), (1, k, 4))),
        ("seed", |k| ((k as u64, 7, 1), (k as u64 + 1, 7, 1))),
    ];
    // The mean of N products of two uniforms of variance 1/12 has this deviation.
    let deviation = 1.0 / 12.0 / (N as f64).sqrt();
    for (name, pair) in pairs {
        let (mut bins, mut covariance) = ([0.0; 20], 0.0);
        for k in 0..N {
            let ((a, b, c), (d, e, f)) = pair(k);
            let (x, y) = (first(a, b, c), first(d, e, f));
            covariance += x * y / N as f64;
            bins[((x + 0.5) * 20.0) as usize] += 1.0;
        }
        assert!(covariance.abs() < 4.5 * deviation, "{name}: {covariance}");
        let expected = N as f64 / 20.0;
        let chi2: f64 = bins.iter().map(|n| (n - expected).powi(2) / expected).sum();
        // 19 degrees of freedom: beyond 50 once in 7000 times.
        assert!(chi2 < 50.0 && chi2 > 3.0, "{name}: {chi2}");
    }
}
