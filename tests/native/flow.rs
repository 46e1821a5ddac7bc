//! The probability-flow samplers, with a score that is known.

use crate::common::gaussian::{Gaussian, STD};
use crate::common::{max_difference, path};
use nano_diffusion::data::{Distribution, Ring, RingConfig};
use nano_diffusion::error::{Error, Result};
use nano_diffusion::exact::RingOracle;
use nano_diffusion::metrics::ring::{Polar, bands, compare};
use nano_diffusion::network::Weights;
use nano_diffusion::process::{Schedule, ScheduleConfig};
use nano_diffusion::rng::{Stream, stream};
use nano_diffusion::sample::{AdaptiveFlow, Method, ReverseSde, SampleConfig, Sampler, sampler};
use nano_diffusion::score::{NetworkScore, Score};

const METHODS: [Method; 9] = [
    Method::Sde,
    Method::Euler,
    Method::Heun,
    Method::Adaptive,
    Method::Ddim,
    Method::Dpm,
    Method::DpmSde,
    Method::Edm,
    Method::Corrector,
];

fn schedule() -> Schedule {
    Schedule::new(ScheduleConfig::default()).unwrap()
}

fn config(method: Method, dt: f64, tolerance: f64) -> SampleConfig {
    SampleConfig {
        dt,
        particles: 100,
        method,
        tolerance,
        noise_steps: 20,
        ..SampleConfig::default()
    }
}

fn finish(mut sampler: Box<dyn Sampler>) -> (Vec<f32>, usize) {
    while !sampler.finished() {
        sampler.step().unwrap();
    }
    assert_eq!(sampler.t(), 0.0);
    assert!(matches!(sampler.step(), Err(Error::Finished(_))));
    (sampler.positions().to_vec(), sampler.nfe())
}

/// The largest distance from where the Gaussian's linear flow takes each x_T: to the same
/// number of standard deviations of the data.
fn error(config: SampleConfig) -> (f64, usize) {
    let gaussian = Gaussian(schedule());
    let sampler = sampler(gaussian, schedule(), config, STD, 4).unwrap();
    let start = sampler.positions().to_vec();
    let (end, nfe) = finish(sampler);
    let ratio = (gaussian.variance(0.0) / gaussian.variance(1.0)).sqrt();
    let worst = end.iter().zip(&start).enumerate().map(|(i, (end, start))| {
        let m = gaussian.mean()[i % 2];
        let expected = m + ratio * (f64::from(*start) - schedule().a(1.0) * m);
        (f64::from(*end) - expected).abs()
    });
    (worst.fold(0.0, f64::max), nfe)
}

/// Half the step: half the error for Euler, a quarter for Heun.
#[test]
fn order_of_convergence() {
    for (method, order) in [(Method::Euler, 2.0), (Method::Heun, 4.0)] {
        let errors = [0.01, 0.005, 0.0025].map(|dt| error(config(method, dt, 1e-3)).0);
        println!("{method:?} {errors:?}");
        for pair in errors.windows(2) {
            let ratio = pair[0] / pair[1];
            assert!((0.85 * order..1.2 * order).contains(&ratio), "{errors:?}");
        }
    }
}

/// A pair of order three: its local error, tol ~ h³, leaves h ~ tol^(1/3), so that a
/// thousandth of the tolerance costs about ten times the evaluations. Below 1e-6 the
/// float32 scores are in the way.
#[test]
fn tolerance_decides() {
    let [loose, middle, tight] =
        [1e-2, 1e-3, 1e-5].map(|tol| error(config(Method::Adaptive, 0.1, tol)));
    println!("{loose:?} {middle:?} {tight:?}");
    assert!(loose.0 < 0.05 && middle.0 < 0.01 && tight.0 < 1e-4);
    assert!(loose.0 > middle.0 && middle.0 > tight.0);
    let cost = tight.1 as f64 / loose.1 as f64;
    assert!((4.0..25.0).contains(&cost), "{cost}");
    // At equal cost better than Euler's.
    let dt = 1.0 / middle.1 as f64;
    assert!(middle.0 < 0.5 * error(config(Method::Euler, dt, 1e-3)).0);
}

#[test]
fn all_methods_start_at_the_same_place() {
    let gaussian = Gaussian(schedule());
    let plain = ReverseSde::new(gaussian, schedule(), config(Method::Sde, 0.05, 1e-3), 9).unwrap();
    for method in METHODS {
        let config = config(method, 0.05, 1e-3);
        let sampler = sampler(gaussian, schedule(), config, STD, 9).unwrap();
        assert_eq!(sampler.positions(), plain.positions());
        assert_eq!((sampler.t(), sampler.nfe()), (1.0, 0));
        assert_eq!(finish(sampler).0.len(), 200);
    }
    // And the SDE is the same one, to the bit.
    let mut plain = plain;
    while !plain.finished() {
        plain.step().unwrap();
    }
    let config = config(Method::Sde, 0.05, 1e-3);
    let sampler = sampler(gaussian, schedule(), config, STD, 9).unwrap();
    assert_eq!(finish(sampler).0, plain.positions());
}

/// Counted where they happen.
#[test]
fn evaluations_are_counted() {
    struct Counting(Gaussian, std::rc::Rc<std::cell::Cell<usize>>);
    impl Score for Counting {
        fn score(&mut self, x: &[f32], t: f64, out: &mut [f32]) -> Result<()> {
            assert!(t > 0.0);
            self.1.set(self.1.get() + 1);
            self.0.score(x, t, out)
        }
    }
    for method in METHODS {
        let count = std::rc::Rc::new(std::cell::Cell::new(0));
        let score = Counting(Gaussian(schedule()), count.clone());
        // 0.03 does not divide 1: 34 steps.
        let sampler = sampler(score, schedule(), config(method, 0.03, 1e-3), STD, 1).unwrap();
        let (_, nfe) = finish(sampler);
        assert_eq!(nfe, count.get(), "{method:?}");
        match method {
            Method::Sde | Method::Euler => assert_eq!(nfe, 34),
            Method::Heun => assert_eq!(nfe, 67),
            Method::Adaptive => assert_eq!(nfe % 3, 1),
            Method::Ddim | Method::Dpm | Method::DpmSde => assert_eq!(nfe, 20),
            Method::Edm | Method::Corrector => assert_eq!(nfe, 39),
        }
    }
}

#[test]
fn exploding_scores_are_reported() {
    struct Explodes;
    impl Score for Explodes {
        fn score(&mut self, _: &[f32], t: f64, out: &mut [f32]) -> Result<()> {
            out.fill(if t > 0.85 { 0.0 } else { f32::MAX });
            Ok(())
        }
    }
    for method in METHODS {
        let config = config(method, 0.1, 1e-3);
        let mut sampler = sampler(Explodes, schedule(), config, 0.1, 1).unwrap();
        let error = (0..1000).find_map(|_| sampler.step().err()).unwrap();
        assert!(matches!(error, Error::SamplingDiverged { .. }), "{error}");
    }
    let mut flow = AdaptiveFlow::start(Explodes, schedule(), 1e-5, [1e-3; 2], &[]);
    // No particles at all: nothing to go wrong.
    while !flow.finished() {
        flow.step().unwrap();
    }
}

/// With the exact score every method makes the ring. Bounds: twice the bound of
/// true samples, and for the discretised methods an allowance for their bias.
#[test]
fn the_exact_score_makes_the_ring() {
    let ring = Ring::new(RingConfig::default()).unwrap();
    let n = 2000;
    let data = Polar::of(&ring.sample(n, &mut stream(1, Stream::Data)));
    let band = bands(&ring, &data, n, 1).unwrap();
    for (method, dt, bias) in [
        (Method::Sde, 5e-3, 0.02),
        (Method::Heun, 0.01, 0.01),
        (Method::Adaptive, 0.1, 0.01),
        (Method::Dpm, 0.1, 0.01),
        (Method::DpmSde, 0.1, 0.02),
        (Method::Ddim, 0.1, 0.03),
        (Method::Corrector, 0.1, 0.02),
        (Method::Edm, 0.1, 0.03),
    ] {
        let config = SampleConfig {
            dt,
            particles: n,
            method,
            noise_steps: 24,
            ..SampleConfig::default()
        };
        let oracle = RingOracle::new(ring.clone(), schedule());
        let start = std::time::Instant::now();
        let (points, nfe) =
            finish(sampler(oracle, schedule(), config, ring.finest_width(), 3).unwrap());
        let found = compare(&data, &Polar::of(&points));
        println!("{method:?} {nfe} {:?} {found:?}", start.elapsed());
        let [radius_w1, angle_w1, _, outside] = found;
        assert!(radius_w1 < 2.0 * band[0].bound + bias, "{found:?}");
        assert!(angle_w1 < 2.0 * band[1].bound + bias, "{found:?}");
        assert!(outside < band[3].bound + 0.02, "{found:?}");
    }
}

/// The methods agree on where the shared network's flow goes, up to their errors.
#[test]
fn the_flows_agree_for_a_network() {
    let bytes = std::fs::read(path("nano_20k_pytorch.safetensors")).unwrap();
    let weights = Weights::from_safetensors(&bytes).unwrap();
    let run = |method, dt, tolerance| {
        let score = NetworkScore::new(weights.network().unwrap(), schedule());
        let config = config(method, dt, tolerance);
        finish(sampler(score, schedule(), config, 0.0707, 2).unwrap()).0
    };
    let fine = run(Method::Heun, 1e-3, 1e-3);
    let adaptive = run(Method::Adaptive, 0.1, 1e-5);
    println!("{:e}", max_difference(&fine, &adaptive));
    assert!(max_difference(&fine, &adaptive) < 2e-3);
    assert!(max_difference(&fine, &run(Method::Euler, 1e-3, 1e-3)) < 0.05);
}
