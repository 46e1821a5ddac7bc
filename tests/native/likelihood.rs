//! Likelihoods by the probability-flow ODE, against PyTorch and a Gaussian.

use crate::common::gaussian::Gaussian;
use crate::common::{Fixture, path};
use nano_diffusion::Error;
use nano_diffusion::data::{Distribution, Ring};
use nano_diffusion::exact::RingOracle;
use nano_diffusion::exact::floor::entropy;
use nano_diffusion::likelihood::{Likelihood, LikelihoodConfig, data_fit};
use nano_diffusion::network::Weights;
use nano_diffusion::process::{Schedule, ScheduleConfig};
use nano_diffusion::sample::Sampler;
use nano_diffusion::score::{NetworkScore, ScoreDivergence};
use std::f64::consts::TAU;

fn shared() -> (Weights, Schedule) {
    let bytes = std::fs::read(path("nano_20k_pytorch.safetensors")).unwrap();
    let weights = Weights::from_safetensors(&bytes).unwrap();
    let schedule = Schedule::new(weights.config.schedule).unwrap();
    (weights, schedule)
}

fn run<S: ScoreDivergence>(
    score: S,
    schedule: Schedule,
    x0: &[f64],
    steps: usize,
) -> (Vec<f64>, Vec<f64>) {
    let config = LikelihoodConfig {
        steps,
        ..LikelihoodConfig::default()
    };
    let mut run = Likelihood::new(score, schedule, x0, config);
    while !run.finished() {
        run.step().unwrap();
    }
    assert!(matches!(run.step(), Err(Error::Finished(_))));
    (run.log_p(), run.state().to_vec())
}

/// A quantile of |got − want|.
fn quantile(got: &[f64], want: &[f64], share: f64) -> f64 {
    let mut off: Vec<f64> = got.iter().zip(want).map(|(g, w)| (g - w).abs()).collect();
    assert!(off.iter().all(|off| off.is_finite()));
    off.sort_by(f64::total_cmp);
    off[((off.len() - 1) as f64 * share) as usize]
}

/// A ReLU network's divergence is piecewise constant: where a step straddles a jump, RK4
/// has an error of step × jump, different for other steps. So first the reference's own
/// steps, where those errors are the same, unless rounding in float32 moves a stage across
/// a jump (measured: 90 % within 5e-7, all within 6e-4); then fewer, which agree within
/// what the first order leaves (median 5e-3, worst 2e-2).
#[test]
fn matches_the_reference() {
    let fixture = Fixture::load("likelihood.safetensors");
    let (weights, schedule) = shared();
    let n = 80;
    let [x0, expected, end] = ["x0", "log_p_model", "xT"].map(|name| fixture.f64(name));
    let (x0, expected, end) = (&x0[..2 * n], &expected[..n], &end[..2 * n]);
    let score = || NetworkScore::new(weights.network().unwrap(), schedule);
    let (log_p, x) = run(score(), schedule, x0, 1000);
    assert!(quantile(&log_p, expected, 0.9) < 1e-5);
    assert!(quantile(&log_p, expected, 1.0) < 1e-3);
    assert!(quantile(&x, end, 1.0) < 1e-5);

    let (log_p, x) = run(score(), schedule, x0, 200);
    assert!(quantile(&log_p, expected, 0.5) < 0.01);
    assert!(quantile(&log_p, expected, 1.0) < 0.05);
    assert!(quantile(&x, end, 1.0) < 5e-4);
}

/// The exact density in the fixture is the ring's.
#[test]
fn density_of_the_data() {
    let fixture = Fixture::load("likelihood.safetensors");
    let [x0, expected] = ["x0", "log_p_data"].map(|name| fixture.f64(name));
    let ring = Ring::new(Default::default()).unwrap();
    let got: Vec<f64> = x0.chunks(2).map(|x| ring.log_density(x[0], x[1])).collect();
    assert!(quantile(&got, &expected, 1.0) < 1e-9);
}

/// The flow of a Gaussian is linear, its likelihood exact but for what is missing between
/// N(0, I) and p_T (variance 1 − A²(1 − s²), mean A m) and RK4's error.
#[test]
fn gaussian() {
    let schedule = Schedule::new(ScheduleConfig::default()).unwrap();
    let gaussian = Gaussian(schedule);
    let x0 = [0.7, -1.2, 0.9, -1.0, 0.0, 0.0, 1.5, -2.0];
    let error = |steps: usize| {
        let (log_p, x) = run(gaussian, schedule, &x0, steps);
        let mut worst = 0.0f64;
        for (i, log_p) in log_p.iter().enumerate() {
            // The flow maps x₀ to the same number of standard deviations of p_T; its
            // density follows from N(0, I) there and the volume, (v_T/v_ε) in all.
            let start = 1e-5;
            let ratio = gaussian.variance(1.0) / gaussian.variance(start);
            let end = [0, 1].map(|d| {
                let m = |t: f64| schedule.a(t) * gaussian.mean()[d];
                m(1.0) + ratio.sqrt() * (x0[2 * i + d] - m(start))
            });
            let expected = -0.5 * (end[0].powi(2) + end[1].powi(2)) - TAU.ln() + ratio.ln();
            worst = worst.max((log_p - expected).abs());
            assert!((x[2 * i] - end[0]).abs() < 0.01, "{} {}", x[2 * i], end[0]);
        }
        worst
    };
    let (coarse, fine) = (error(10), error(20));
    // Order four: 16 times less for half the step; float32 scores end that at 1e-6.
    assert!(coarse / fine > 10.0, "{coarse:e} {fine:e}");
    assert!(error(100) < 2e-5);
}

/// With the exact score the model is the data, but for A(T) = 0.0066 left at T and the
/// quadratures: KL(p_T ‖ N(0, I)) < 1e-5.
#[test]
fn exact_score_has_no_divergence_from_the_data() {
    let schedule = Schedule::new(ScheduleConfig::default()).unwrap();
    let ring = Ring::new(Default::default()).unwrap();
    let oracle = RingOracle::new(ring.clone(), schedule);
    let config = LikelihoodConfig {
        points: 200,
        ..LikelihoodConfig::default()
    };
    let fit = data_fit(oracle, &ring, schedule, config, 2).unwrap();
    println!("{fit:?}");
    // The data's kinks, and its divergence of −200, blurred by B(t_ε) = 1e-3.
    assert!(fit.kl.mean.abs() < 2e-3, "{fit:?}");
}

/// The shared network's KL is 0.11 nats (rounded to two digits).
#[test]
fn kl_of_the_shared_network() {
    let (weights, schedule) = shared();
    let ring = Ring::new(weights.config.data.ring()).unwrap();
    let score = NetworkScore::new(weights.network().unwrap(), schedule);
    let config = LikelihoodConfig {
        points: 500,
        ..LikelihoodConfig::default()
    };
    let fit = data_fit(score, &ring, schedule, config, 1).unwrap();
    let off = (fit.kl.mean - 0.11).abs();
    assert!(off < 0.005 + 4.0 * fit.kl.std_error, "{fit:?}");
    // NLL = KL + H, each within its own noise.
    let sum = fit.kl.mean + entropy(&ring);
    let error = fit.nll.std_error + fit.kl.std_error;
    assert!((fit.nll.mean - sum).abs() < 5.0 * error, "{fit:?}");
}
