//! The smallest possible loss, and how far the shared network is above it.

use crate::common::path;
use nano_diffusion::data::{Distribution, Ring, RingConfig};
use nano_diffusion::exact::RingOracle;
use nano_diffusion::exact::floor::{ExcessConfig, entropy, excess_loss, loss_floor, loss_floor_at};
use nano_diffusion::kernel::Kernel;
use nano_diffusion::network::Weights;
use nano_diffusion::objective::Batch;
use nano_diffusion::process::{Schedule, ScheduleConfig};
use nano_diffusion::rng::{Stream, stream};
use nano_diffusion::score::NetworkScore;
use nano_diffusion::stats::Estimate;

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
