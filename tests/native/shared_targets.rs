//! Shared targets: what they are by brute force, and that loss and gradient keep their means.

use crate::common::{max_abs, max_difference};
use nano_diffusion::data::{Ring, RingConfig};
use nano_diffusion::exact::{Oracle, RingOracle};
use nano_diffusion::kernel::FusedObjective;
use nano_diffusion::network::{Activation, Mlp, NetworkConfig, Parametrisation};
use nano_diffusion::objective::{Batch, Objective};
use nano_diffusion::process::{Schedule, ScheduleConfig};
use nano_diffusion::rng::{Stream, stream};
use nano_diffusion::stats::Estimate;
use nano_diffusion::train::{TimeLaw, TrainConfig};

fn drawn(network: NetworkConfig, train: TrainConfig, n: usize, seed: u64) -> Batch {
    let ring = Ring::new(RingConfig::default()).unwrap();
    let schedule = Schedule::new(ScheduleConfig::default()).unwrap();
    let mut batch = Batch::new(network, train);
    batch.draw(&ring, &schedule, n, &mut stream(seed, Stream::Batches));
    batch
}

fn network(parametrisation: Parametrisation) -> NetworkConfig {
    NetworkConfig {
        layers: 3,
        width: 16,
        activation: Activation::Silu,
        parametrisation,
        ..NetworkConfig::default()
    }
}

fn training(objective: Objective, neighbours: usize) -> TrainConfig {
    TrainConfig {
        objective,
        neighbours,
        time_law: TimeLaw::Sqrt,
        ..TrainConfig::default()
    }
}

/// Softmax of log-weights, mean and variance, in float64 over what the unshared batch tells: 37
/// samples make three blocks of 12 or 13.
#[test]
fn they_are_posterior_means_over_blocks() {
    let n = 37;
    for parametrisation in Parametrisation::ALL {
        for objective in [Objective::Denoising, Objective::DenoisingVelocity] {
            let of = |neighbours| {
                let train = training(objective, neighbours);
                drawn(network(parametrisation), train, n, 4)
            };
            let (own, shared) = (of(1), of(16));
            assert_eq!(own.constant, 0.0);
            assert_eq!(own.input, shared.input);
            let b = |i: usize| f64::from(own.b[i]);
            let a = |i: usize| f64::from(own.origins[i][2]) * b(i);
            let x0 = |i: usize, c: usize| f64::from(own.origins[i][c]);
            for k in 0..2 * n {
                let (i, c) = (k / 2, k % 2);
                let x = a(i) * x0(i, c) + b(i) * f64::from(own.eps[k]);
                assert!((f64::from(own.input[3 * i + c]) - x).abs() < 1e-6);
            }
            let mut constant = 0.0;
            for i in 0..n {
                let block = (0..3)
                    .map(|k| n * k / 3..n * (k + 1) / 3)
                    .find(|block| block.contains(&i))
                    .unwrap();
                let (mut w, mut sum, mut square) = (0.0, [0.0; 2], 0.0);
                for j in block {
                    let distance: f64 = (0..2)
                        .map(|c| (f64::from(own.input[3 * i + c]) - a(i) * x0(j, c)).powi(2))
                        .sum();
                    let weight = (-distance / (2.0 * b(i) * b(i))).exp();
                    w += weight;
                    for (c, sum) in sum.iter_mut().enumerate() {
                        *sum += weight * x0(j, c);
                        square += weight * x0(j, c).powi(2);
                    }
                }
                let mean = sum.map(|s| s / w);
                let variance = square / w - mean[0] * mean[0] - mean[1] * mean[1];
                let root_weight = match objective {
                    Objective::Denoising => 1.0,
                    _ => 1.0 / a(i),
                };
                constant += (root_weight * a(i) / b(i)).powi(2) * variance;
                for (c, mean) in mean.into_iter().enumerate() {
                    let eps = (f64::from(own.input[3 * i + c]) - a(i) * mean) / b(i);
                    // What float32 loses in x₀, over B.
                    let near = 1e-6 / b(i) + 1e-5;
                    let found = f64::from(shared.eps[2 * i + c]);
                    assert!((found - eps).abs() < near, "{i}: {found} {eps}");
                    let target = match parametrisation {
                        Parametrisation::Data => mean,
                        Parametrisation::Velocity => a(i) * eps - b(i) * mean,
                        _ => continue,
                    };
                    let found = f64::from(shared.target[2 * i + c]);
                    assert!((found - target).abs() < near, "{i}: {found} {target}");
                }
            }
            assert!(constant > 1.0, "{constant}");
            let off = shared.constant / constant - 1.0;
            assert!(off.abs() < 1e-4, "{} {constant}", shared.constant);
        }
    }
}

/// By the law of total expectation: loss and gradient have the means that they have with every
/// sample's own target.
#[test]
fn loss_and_gradient_keep_their_means() {
    let config = network(Parametrisation::Velocity);
    let mlp = Mlp::init(config, &mut stream(3, Stream::Weights)).unwrap();
    let params = mlp.to_params().unwrap();
    let (n, batches) = (256, 400);
    let of = |neighbours: usize, first_seed: u64| {
        let mut objective = FusedObjective::new(config);
        let mut gradients = vec![Vec::new(); params.len()];
        let mut grad = vec![0.0; params.len()];
        let losses: Vec<f64> = (0..batches)
            .map(|k| {
                let train = training(Objective::DenoisingVelocity, neighbours);
                let batch = drawn(config, train, n, first_seed + k);
                let scale = 1.0 / (2 * n) as f32;
                let loss = objective.loss_and_grad(&params, &batch, scale, &mut grad);
                for (all, g) in gradients.iter_mut().zip(&grad) {
                    all.push(f64::from(*g));
                }
                loss.unwrap()
            })
            .collect();
        let gradient: Vec<Estimate> = gradients.iter().map(|g| Estimate::of(g)).collect();
        (Estimate::of(&losses), gradient)
    };
    let (loss, gradient) = of(1, 0);
    for neighbours in [2, 256] {
        let (shared_loss, shared) = of(neighbours, 10_000);
        let off = (shared_loss.mean - loss.mean) / shared_loss.std_error.hypot(loss.std_error);
        println!("{neighbours}: {shared_loss:?} {loss:?}");
        assert!(off.abs() < 4.5, "{neighbours}: {off}");
        // The mean square of standard scores is one, of as many as there are parameters.
        let scores = gradient.iter().zip(&shared).map(|(own, shared)| {
            ((own.mean - shared.mean) / own.std_error.hypot(shared.std_error)).powi(2)
        });
        let mean = scores.sum::<f64>() / params.len() as f64;
        println!("{neighbours}: χ² of gradients {mean}");
        assert!(mean < 2.0, "{neighbours}: {mean}");
    }
}

/// The loss of the exact score is the floor, however targets are shared; but the residuals that are
/// left of it, the noise that training has to average out, are less than half.
#[test]
fn the_exact_score_keeps_its_floor() {
    let ring = Ring::new(RingConfig::default()).unwrap();
    let schedule = Schedule::new(ScheduleConfig::default()).unwrap();
    let mut oracle = RingOracle::new(ring, schedule);
    let mut of = |neighbours: usize| {
        let (n, batches) = (256, 30);
        let each: Vec<[f64; 2]> = (0..batches)
            .map(|seed| {
                let train = TrainConfig {
                    neighbours,
                    ..TrainConfig::default()
                };
                let batch = drawn(NetworkConfig::default(), train, n, seed);
                let mut left = 0.0;
                for (i, row) in batch.input.chunks(3).enumerate() {
                    let [x, y, t] = [0, 1, 2].map(|c| f64::from(row[c]));
                    let score = oracle.at([x, y], t).score;
                    for (c, s) in score.into_iter().enumerate() {
                        left +=
                            (f64::from(batch.b[i]) * s + f64::from(batch.eps[2 * i + c])).powi(2);
                    }
                }
                [left, left + batch.constant].map(|sum| sum / (2 * n) as f64)
            })
            .collect();
        [0, 1].map(|k| Estimate::of(&each.iter().map(|e| e[k]).collect::<Vec<_>>()))
    };
    let floor = 0.1801; // computed outside this project, ± 0.0003
    for neighbours in [1, 2, 256] {
        let [left, loss] = of(neighbours);
        println!("{neighbours}: {left:?} {loss:?}");
        assert!(
            (loss.mean - floor).abs() < 4.5 * loss.std_error + 3e-4,
            "{neighbours}"
        );
        match neighbours {
            1 => assert_eq!(left, loss),
            2 => assert!(left.mean < 0.95 * floor),
            _ => assert!(left.mean < 0.5 * floor, "{left:?}"),
        }
    }
}

/// Sliced score matching has no targets: nothing changes.
#[test]
fn sliced_score_matching_is_left_alone() {
    for objective in [Objective::Sliced, Objective::SlicedReduced] {
        let config = network(Parametrisation::Noise);
        let of = |neighbours| drawn(config, training(objective, neighbours), 50, 2);
        let (own, shared) = (of(1), of(256));
        assert_eq!(shared.constant, 0.0);
        assert_eq!(max_difference(&own.eps, &shared.eps), 0.0);
        assert!(max_abs(&own.eps) > 0.0);
    }
}
