//! The smallest possible loss, and how far the shared network is above it.

use crate::common::path;
use nano_diffusion::config::{NetworkConfig, Objective};
use nano_diffusion::data::{Distribution, Ring, RingConfig};
use nano_diffusion::exact::floor::{
    ExcessConfig, entropy, excess_loss, loss_floor, loss_floor_at, objective_floor,
    weighted_floor_at,
};
use nano_diffusion::exact::{Oracle, RingOracle, gauss_legendre};
use nano_diffusion::kernel::Kernel;
use nano_diffusion::network::Weights;
use nano_diffusion::objective::Batch;
use nano_diffusion::process::{Schedule, ScheduleConfig};
use nano_diffusion::rng::{Stream, stream};
use nano_diffusion::score::NetworkScore;
use nano_diffusion::stats::Estimate;
use nano_diffusion::train::{TimeLaw, TrainConfig};

fn oracle(scale: f64, schedule: ScheduleConfig) -> RingOracle {
    let ring = Ring::new(RingConfig { scale }).unwrap();
    RingOracle::new(ring, Schedule::new(schedule).unwrap())
}

fn constants() -> serde_json::Value {
    serde_json::from_slice(&std::fs::read(path("exact_constants.json")).unwrap()).unwrap()
}

/// The reference is good to 3e-4 for the mean; its curve where t > 5e-4.
#[test]
fn floor_matches_the_reference() {
    let constants = constants();
    let mut oracle = oracle(200.0, ScheduleConfig::default());
    let start = std::time::Instant::now();
    let mean = loss_floor(&mut oracle);
    println!("{mean} in {:?}", start.elapsed());
    assert!((mean - constants["loss_floor"].as_f64().unwrap()).abs() < 3e-4);
    let mut compared = 0;
    let mut worst = 0.0f64;
    for pair in constants["loss_floor_by_t"].as_array().unwrap() {
        let [t, expected] = [0, 1].map(|i| pair[i].as_f64().unwrap());
        if t < 5e-4 {
            continue;
        }
        worst = worst.max((loss_floor_at(&mut oracle, t) - expected).abs());
        compared += 1;
    }
    println!("{compared} times, {worst:e}");
    assert!(compared > 120);
    assert!(worst < 3e-4, "{worst:e}");
}

/// At t = 0 the noise is all of the score and none of it known; at T it is nearly all
/// known, up to A² E|x₀|²/2.
#[test]
fn floor_at_both_ends() {
    for scale in [2.0, 200.0, 2000.0] {
        let mut oracle = oracle(scale, ScheduleConfig::default());
        assert!((loss_floor_at(&mut oracle, 1e-6) - 1.0).abs() < 3e-3);
        let a = Schedule::new(ScheduleConfig::default()).unwrap().a(1.0);
        let expected = 0.5 * a * a * (1.0 + 1.0 / scale);
        let got = loss_floor_at(&mut oracle, 1.0);
        assert!((got - expected).abs() < 0.1 * expected, "{got} {expected}");
    }
}

/// The floor knows t only through B²: T and both β multiplied and divided so that ∫β stays
/// as it is change nothing. And no corner of the sliders leaves [0, 1].
#[test]
fn floor_over_the_sliders() {
    let config = |beta_min, beta_max, t_end| ScheduleConfig {
        beta_min,
        beta_max,
        t_end,
        ..ScheduleConfig::default()
    };
    let one = loss_floor(&mut oracle(200.0, config(0.1, 20.0, 1.0)));
    let slow = loss_floor(&mut oracle(200.0, config(0.02, 4.0, 5.0)));
    assert!((one - slow).abs() < 1e-9, "{one} {slow}");
    for scale in [2.0, 2000.0] {
        for (lo, hi, end) in [(20.0, 50.0, 5.0), (0.01, 0.1, 0.1), (20.0, 0.1, 1.0)] {
            let floor = loss_floor(&mut oracle(scale, config(lo, hi, end)));
            assert!((0.0..=1.0).contains(&floor), "{floor}");
        }
    }
}

/// The reference integrates over a grid: good to 1e-5 or better.
#[test]
fn entropy_matches_the_reference() {
    let ring = Ring::new(RingConfig::default()).unwrap();
    let expected = constants()["entropy_nats"].as_f64().unwrap();
    let got = entropy(&ring);
    assert!((got - expected).abs() < 1e-5, "{got} {expected}");
    // By sampling, for a thick ring: five standard errors.
    let thick = Ring::new(RingConfig { scale: 2.0 }).unwrap();
    let points = thick.sample(20_000, &mut stream(1, Stream::Data));
    let minus_log_p: Vec<f64> = points
        .chunks(2)
        .map(|p| -thick.log_density(f64::from(p[0]), f64::from(p[1])))
        .collect();
    let sampled = Estimate::of(&minus_log_p);
    let off = (entropy(&thick) - sampled.mean).abs();
    assert!(off < 5.0 * sampled.std_error, "{off} {sampled:?}");
}

/// PyTorch's 20,000-step network is 0.0017 above the floor. Floor and excess together are
/// its loss, here of 200,000 samples.
#[test]
fn excess_of_the_shared_network() {
    let bytes = std::fs::read(path("nano_20k_pytorch.safetensors")).unwrap();
    let weights = Weights::from_safetensors(&bytes).unwrap();
    let schedule = Schedule::new(weights.config.schedule).unwrap();
    let mut oracle = oracle(200.0, weights.config.schedule);
    let mut score = NetworkScore::new(weights.network().unwrap(), schedule);
    let start = std::time::Instant::now();
    let excess = excess_loss(&mut score, &mut oracle, ExcessConfig::default(), 1).unwrap();
    println!("{:?} in {:?}", excess.total, start.elapsed());
    assert_eq!(excess.by_t.len(), 100);
    // 0.0017 is rounded to two digits.
    let bound = 5e-5 + 5.0 * excess.total.std_error;
    assert!(
        (excess.total.mean - 0.0017).abs() < bound,
        "{:?}",
        excess.total
    );
    assert!(excess.total.std_error < 1e-4);

    let mut kernel = Kernel::new(weights.config.network);
    let mut batch = Batch::default();
    let mut rng = stream(2, Stream::Evaluation);
    let mut grad = vec![0.0; weights.params.len()];
    let losses: Vec<f64> = (0..100)
        .map(|_| {
            batch.draw(oracle.ring(), &schedule, 2000, &mut rng);
            let scale = 1.0 / batch.eps.len() as f32;
            kernel.loss_and_grad(
                &weights.params,
                &batch.input,
                &batch.b,
                &batch.eps,
                scale,
                &mut grad,
            )
        })
        .collect();
    let loss = Estimate::of(&losses);
    let sum = loss_floor(&mut oracle) + excess.total.mean;
    let error = loss.std_error.hypot(excess.total.std_error);
    println!("loss {loss:?}, floor + excess {sum}");
    assert!((loss.mean - sum).abs() < 5.0 * error, "{loss:?} {sum}");
}

/// A perfect score is at the floor.
#[test]
fn excess_of_the_exact_score_is_zero() {
    let mut oracle = oracle(200.0, ScheduleConfig::default());
    let config = ExcessConfig {
        times: 10,
        points: 50,
    };
    let excess = excess_loss(&mut oracle.clone(), &mut oracle, config, 1).unwrap();
    // float32 scores: (6e-8)², times B²|s|² ~ 1.
    assert!(excess.total.mean < 1e-12, "{:?}", excess.total);
}

/// The floor of each objective under each law of t is the mean loss of the exact score, drawn as
/// training draws: within five standard errors, which are a few hundredths of it.
#[test]
fn floors_are_the_losses_of_the_exact_score() {
    for objective in Objective::ALL.into_iter().filter(|o| !o.is_sliced()) {
        for time_law in TimeLaw::ALL {
            let train = TrainConfig {
                objective,
                time_law,
                t_epsilon: 0.01,
                ..TrainConfig::default()
            };
            let mut oracle = oracle(200.0, ScheduleConfig::default());
            let floor = objective_floor(&mut oracle, &train);
            let mut batch = Batch::new(NetworkConfig::default(), train);
            let schedule = *oracle.schedule();
            let ring = Ring::new(RingConfig::default()).unwrap();
            batch.draw(&ring, &schedule, 20_000, &mut stream(5, Stream::Evaluation));
            let losses: Vec<f64> = (0..batch.len())
                .map(|i| {
                    let row = [0, 1, 2].map(|d| f64::from(batch.input[3 * i + d]));
                    let found = oracle.at([row[0], row[1]], row[2]).score;
                    let b = f64::from(batch.b[i]);
                    let w = batch.weight.get(i).map_or(1.0, |w| f64::from(*w));
                    let residual = [0, 1].map(|d| b * found[d] + f64::from(batch.eps[2 * i + d]));
                    0.5 * w * w * (residual[0].powi(2) + residual[1].powi(2))
                })
                .collect();
            let loss = Estimate::of(&losses);
            println!("{objective:?} {time_law:?}: {floor} {loss:?}");
            let off = (loss.mean - floor).abs();
            assert!(off < 5.0 * loss.std_error, "{objective:?} {time_law:?}");
            assert!(loss.std_error < 0.08 * floor, "too noisy to tell anything");
        }
    }
}

/// Where A is small the floor over A² is that of a Gaussian: both forms meet, and no corner of the
/// sliders gives anything but a finite, positive number.
#[test]
fn weighted_floors_hold_towards_the_end() {
    let mut ring = oracle(200.0, ScheduleConfig::default());
    let schedule = *ring.schedule();
    // A² is 1e-3 here.
    let square = |t: f64| schedule.a(t).powi(2);
    let t = (1..10_000)
        .map(|i| f64::from(i) * 1e-4)
        .find(|&t| square(t) < 1e-3)
        .unwrap();
    let [before, after] =
        [0.999, 1.001].map(|f| weighted_floor_at(&mut ring, Objective::DenoisingVelocity, f * t));
    assert!((before / after - 1.0).abs() < 1e-3, "{before} {after}");
    for (beta_min, beta_max, t_end) in [(20.0, 50.0, 5.0), (0.01, 0.1, 0.1), (20.0, 0.1, 1.0)] {
        let config = ScheduleConfig {
            beta_min,
            beta_max,
            t_end,
            ..ScheduleConfig::default()
        };
        for objective in Objective::ALL {
            for time_law in TimeLaw::ALL {
                let train = TrainConfig {
                    objective,
                    time_law,
                    ..TrainConfig::default()
                };
                let floor = objective_floor(&mut oracle(200.0, config), &train);
                assert!(floor > 0.0 && floor.is_finite(), "{train:?}: {floor}");
            }
        }
    }
}

/// What is drawn by a law has the mean and mean square that its quadrature says.
#[test]
fn laws_are_drawn_as_they_are_integrated() {
    let nodes = gauss_legendre(60, 0.0, 1.0);
    for law in TimeLaw::ALL {
        for start in [0.0, 0.01] {
            let n = 100_000;
            let draws: Vec<f64> = (0..n)
                .map(|i| law.share((f64::from(i) + 0.5) / f64::from(n), start))
                .collect();
            for power in [1, 2] {
                let mean = draws.iter().map(|s| s.powi(power)).sum::<f64>() / f64::from(n);
                let want = law.expectation(start, &nodes, &mut |s| s.powi(power));
                assert!(
                    (mean - want).abs() < 1e-6,
                    "{law:?} {start} {power}: {mean} {want}"
                );
            }
            assert!(draws.iter().all(|s| (start.min(1e-4)..=1.0).contains(s)));
        }
    }
}
