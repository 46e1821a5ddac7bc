//! The sampler with a score that is known: data from N(m, s² I) have the marginals
//! p_t = N(A m, (A² s² + B²) I), so that everything the sampler should do can be computed.

use crate::common::gaussian::{Gaussian, MEAN, STD};
use crate::common::{mean, variance};
use nano_diffusion::error::{Error, Result};
use nano_diffusion::process::{Schedule, ScheduleConfig};
use nano_diffusion::rng::{Stream, fill_normal, stream};
use nano_diffusion::sample::{Noise, Part, ReverseSde, SampleConfig, Sampler};
use nano_diffusion::score::Score;

fn schedule(t_end: f64) -> Schedule {
    Schedule::new(ScheduleConfig {
        t_end,
        ..ScheduleConfig::default()
    })
    .unwrap()
}

fn sample(schedule: Schedule, dt: f64, particles: usize, seed: u64) -> Vec<f32> {
    let config = SampleConfig {
        dt,
        particles,
        ..SampleConfig::default()
    };
    let mut sde = ReverseSde::new(Gaussian(schedule), schedule, config, seed).unwrap();
    while !sde.finished() {
        sde.step().unwrap();
    }
    sde.positions().to_vec()
}

/// Mean and variance of one coordinate under Euler–Maruyama itself: with a linear score
/// the chain stays Gaussian, and its moments follow from step to step.
fn chain(schedule: Schedule, dt: f64, m: f64) -> (f64, f64) {
    let gaussian = Gaussian(schedule);
    let (mut mean, mut variance) = (0.0, 1.0);
    let mut t = schedule.t_end();
    while t > 1e-9 {
        let dt = dt.min(t);
        let (beta, v) = (schedule.beta(t), gaussian.variance(t));
        let keep = 1.0 + 0.5 * beta * dt - beta * dt / v;
        mean = keep * mean + beta * dt * schedule.a(t) * m / v;
        variance = keep * keep * variance + beta * dt;
        t -= dt;
    }
    (mean, variance)
}

/// The discrete chain comes to the data as dt → 0, and its error is of first order.
#[test]
fn chain_converges_to_the_data() {
    let schedule = schedule(1.0);
    let error = |dt: f64| {
        let (mean, variance) = chain(schedule, dt, MEAN[1]);
        ((mean - MEAN[1]).abs(), (variance - STD * STD).abs())
    };
    let (coarse, fine) = (error(2e-3), error(1e-3));
    // A(1) = 0.0066 of the data's mean is missing at the start; by the end it is forgotten.
    assert!(fine.0 < 2e-3 && fine.1 < 1e-3, "{fine:?}");
    assert!(
        (1.6..2.4).contains(&(coarse.1 / fine.1)),
        "{coarse:?} {fine:?}"
    );
}

/// The particles follow that chain: mean, variance and covariance within five standard
/// errors. 0.03 does not divide 1, so there the last step is a shorter one.
#[test]
fn particles_follow_the_chain() {
    let n = 20_000;
    for (t_end, dt) in [(1.0, 1e-3), (1.0, 5e-3), (1.0, 0.03), (2.5, 4e-3)] {
        let schedule = schedule(t_end);
        let points = sample(schedule, dt, n, 3);
        let [xs, ys] = [0, 1].map(|axis| -> Vec<f64> {
            let values = points.iter().skip(axis).step_by(2);
            values.map(|v| f64::from(*v)).collect()
        });
        let root = (n as f64).sqrt();
        for (values, m) in [(&xs, MEAN[0]), (&ys, MEAN[1])] {
            let (chain_mean, chain_variance) = chain(schedule, dt, m);
            let got = (mean(values), variance(values));
            let error = 5.0 * chain_variance.sqrt() / root;
            assert!(
                (got.0 - chain_mean).abs() < error,
                "mean {} for {chain_mean}",
                got.0
            );
            let error = 5.0 * chain_variance * 2f64.sqrt() / root;
            let message = format!("variance {} for {chain_variance}, dt {dt}", got.1);
            assert!((got.1 - chain_variance).abs() < error, "{message}");
        }
        let (mx, my) = (mean(&xs), mean(&ys));
        let products: Vec<f64> = xs
            .iter()
            .zip(&ys)
            .map(|(x, y)| (x - mx) * (y - my))
            .collect();
        let bound = 5.0 * variance(&products).sqrt() / root;
        assert!(
            mean(&products).abs() < bound,
            "covariance {}",
            mean(&products)
        );
    }
}

#[test]
fn steps_end_exactly_at_zero() {
    // Quotients that rounding puts a hair beside a whole number, and others.
    for (t_end, dt, steps) in [
        (1.0, 5e-3, 200),
        (0.3, 0.1, 3),
        (1.0, 0.03, 34),
        (0.1, 0.1, 1),
    ] {
        let schedule = schedule(t_end);
        let config = SampleConfig {
            dt,
            particles: 100,
            ..SampleConfig::default()
        };
        let mut sde = ReverseSde::new(Gaussian(schedule), schedule, config, 1).unwrap();
        assert_eq!(sde.t(), t_end);
        for k in 0..steps {
            assert!((sde.t() - (t_end - k as f64 * dt)).abs() < 1e-12);
            assert!(sde.t() > 0.0);
            sde.step().unwrap();
        }
        assert!(sde.finished());
        assert_eq!(sde.nfe(), steps, "T {t_end}, dt {dt}");
        assert_eq!(sde.t(), 0.0);
        assert!(matches!(sde.step(), Err(Error::Finished(_))));
    }
}

#[test]
fn the_seed_decides() {
    let schedule = schedule(1.0);
    let [a, b, c] = [1, 1, 2].map(|seed| sample(schedule, 0.05, 100, seed));
    assert_eq!(a, b);
    assert!(a.iter().zip(&c).all(|(a, c)| a != c));
}

/// A score that explodes must end the run with a message, not with NaN particles drawn.
#[test]
fn an_exploding_score_is_reported() {
    struct Explodes;
    impl Score for Explodes {
        fn score(&mut self, _: &[f32], t: f64, out: &mut [f32]) -> Result<()> {
            out.fill(if t > 0.85 { 0.0 } else { f32::MAX });
            Ok(())
        }
    }
    let schedule = schedule(1.0);
    let config = SampleConfig {
        dt: 0.1,
        particles: 100,
        ..SampleConfig::default()
    };
    let mut sde = ReverseSde::new(Explodes, schedule, config, 1).unwrap();
    sde.step().unwrap();
    sde.step().unwrap();
    let error = sde.step().unwrap_err();
    assert!(matches!(error, Error::SamplingDiverged { .. }), "{error}");
}

#[test]
fn noise_of_the_wrong_length_is_refused() {
    let schedule = schedule(1.0);
    let mut x = vec![0.0; 20];
    fill_normal(&mut stream(1, Stream::Sampler), &mut x);
    let noise = Noise::new(1, Stream::Sampler, Part::whole(10));
    let mut sde = ReverseSde::start(Gaussian(schedule), schedule, 0.1, x.clone(), noise);
    assert!(matches!(
        sde.step_with_noise(&[0.0; 19]),
        Err(Error::Shape { .. })
    ));
    assert_eq!(sde.positions(), x);
    assert_eq!((sde.nfe(), sde.progress()), (0, 0.0));
}
