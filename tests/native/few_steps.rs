//! Flows of few steps on any path: where the steps are made, what they do to a Gaussian, whose flow is
//! known, how straight they are, and what it costs to convert a network.

use crate::common::gaussian::{Gaussian, MEAN, STD};
use nano_diffusion::config::schedule::PathKind;
use nano_diffusion::data::DataSet;
use nano_diffusion::exact::DataOracle;
use nano_diffusion::metrics::Evaluator;
use nano_diffusion::network::Weights;
use nano_diffusion::process::step_times::StepTimes;
use nano_diffusion::process::{ClosedForm, Schedule, ScheduleConfig};
use nano_diffusion::sample::{FewSteps, Rule, Sampler, Straightness};
use nano_diffusion::score::{NetworkScore, conversion_error};
use nano_diffusion::{Config, config};

const WIDTH: f64 = 0.02;
const TIMES: [StepTimes; 3] = [StepTimes::Even, StepTimes::Root, StepTimes::LogNoise];

fn on(path: PathKind) -> Schedule {
    let t_end = 2.0;
    Schedule::new(ScheduleConfig {
        path,
        t_end,
        ..ScheduleConfig::default()
    })
    .unwrap()
}

#[test]
fn times_fall_to_zero_and_noise_levels_are_those_of_all_paths() {
    for times in TIMES {
        for steps in [1, 2, 3, 8, 32] {
            for path in PathKind::ALL {
                let found = times.of(&on(path), WIDTH, steps);
                assert_eq!(found.len(), steps + 1);
                assert!(found.windows(2).all(|pair| pair[0] > pair[1]), "{found:?}");
                assert_eq!(found[steps], 0.0);
                assert!(found[0] <= 2.0);
            }
        }
    }
    let levels = |path| {
        let s = on(path);
        let times = StepTimes::LogNoise.of(&s, WIDTH, 8);
        times[..8].iter().map(|t| s.sigma(*t)).collect::<Vec<_>>()
    };
    let expected: Vec<f64> = (0..8)
        .map(|i| 50.0 * (0.01f64 / 50.0).powf(f64::from(i) / 7.0))
        .collect();
    for path in PathKind::ALL {
        for (found, expected) in levels(path).iter().zip(&expected) {
            // The variance-exploding path ends a hair below 50.
            assert!((found / expected - 1.0).abs() < 1e-6, "{path:?} {found}");
        }
    }
}

/// The flow of a Gaussian is linear in x: dx/dt = A′ m + ½ (v′/v) (x − A m) with v = A² s² + B². So Euler's
/// and Heun's steps are products, of derivatives by central differences here.
#[test]
fn steps_are_those_of_the_rule() {
    for path in PathKind::ALL {
        let s = on(path);
        let gaussian = Gaussian(s);
        for times in TIMES {
            for (rule, steps) in [(Rule::Euler, 8), (Rule::Heun, 5)] {
                let few = FewSteps { times, rule, steps };
                let mut flow = few.flow(gaussian, s, WIDTH, 3, 4);
                let mut expected: Vec<f64> =
                    flow.positions().iter().map(|x| f64::from(*x)).collect();
                while !flow.finished() {
                    flow.step().unwrap();
                }
                let slope = |x: f64, t: f64, d: usize| {
                    // A hair before T, beyond which some paths do not go.
                    let t = t.min(s.last()).min(s.t_end() * (1.0 - 2e-6));
                    let h = 1e-6 * t;
                    let log = |t: f64| gaussian.variance(t).ln();
                    let bend = (log(t + h) - log(t - h)) / (2.0 * h);
                    let da = (s.a(t + h) - s.a(t - h)) / (2.0 * h);
                    da * MEAN[d] + 0.5 * bend * (x - s.a(t) * MEAN[d])
                };
                for pair in few.times.of(&s, WIDTH, steps).windows(2) {
                    let dt = pair[0] - pair[1];
                    for (i, x) in expected.iter_mut().enumerate() {
                        let first = slope(*x, pair[0], i % 2);
                        let second = match rule {
                            Rule::Heun if pair[1] > 0.0 => slope(*x - dt * first, pair[1], i % 2),
                            _ => first,
                        };
                        *x -= 0.5 * dt * (first + second);
                    }
                }
                for (found, expected) in flow.positions().iter().zip(&expected) {
                    // The score sees x in float32, and at the start of some paths what it gives is
                    // multiplied by a thousand.
                    let error = (f64::from(*found) - expected).abs();
                    let allowed = 2e-3 * expected.abs().max(1.0);
                    assert!(error < allowed, "{path:?} {few:?}: {found}, not {expected}");
                }
            }
        }
    }
}

/// x_u = A m + √v z: both integrals by quadrature. 4000 particles leave some 2 % of chance.
#[test]
fn straightness_of_a_gaussian() {
    for path in [PathKind::Linear, PathKind::Cosine, PathKind::Straight] {
        let s = on(path);
        let gaussian = Gaussian(s);
        let few = FewSteps {
            times: StepTimes::Root,
            rule: Rule::Heun,
            steps: 200,
        };
        let mut flow = few.flow(gaussian, s, WIDTH, 4000, 1);
        let found = Straightness::of(&mut flow, s.t_end()).unwrap();
        let at = |u: f64| {
            let t = u * s.t_end();
            (s.a(t), gaussian.variance(t).sqrt())
        };
        let m2 = MEAN[0].powi(2) + MEAN[1].powi(2);
        let n = 20_000;
        let energy: f64 = (0..n)
            .map(|i| {
                let [from, to] = [i, i + 1].map(|i| at((f64::from(i) / f64::from(n)).powi(2)));
                let [u0, u1] = [i, i + 1].map(|i| (f64::from(i) / f64::from(n)).powi(2));
                let moved = m2 * (to.0 - from.0).powi(2) + 2.0 * (to.1 - from.1).powi(2);
                moved / (u1 - u0)
            })
            .sum();
        let ((a, std), chord) = (at(1.0), |a: f64, std: f64| {
            m2 * (a - 1.0).powi(2) + 2.0 * (std - STD).powi(2)
        });
        let expected = energy / chord(a, std) - 1.0;
        let error = (found.bend - expected).abs();
        assert!(
            error < 0.03 * (1.0 + expected),
            "{path:?} {found:?} {expected}"
        );
        assert!(found.detour > -1e-4 && found.detour < 1.0, "{found:?}");
    }
}

fn error_of(path: PathKind, few: FewSteps) -> f64 {
    let schedule = ScheduleConfig {
        path,
        ..ScheduleConfig::default()
    };
    let schedule = Schedule::new(schedule).unwrap();
    let data = DataSet::new(&Config::default().data).unwrap();
    let n = 4000;
    let mut flow = few.flow(DataOracle::new(&data, schedule), schedule, WIDTH, n, 1);
    while !flow.finished() {
        flow.step().unwrap();
    }
    let found = Evaluator::new(&data, schedule, n, 1)
        .unwrap()
        .metrics(flow.positions());
    assert_eq!(found[2].key, "radiusTv");
    found[2].value
}

/// On this thin ring the straight path, in its own even steps, is not the quick one. The figures beside are
/// those of networks trained in PyTorch, with their own errors: Euler with 4, 8, 16 and 32 steps
/// .13 .08 .04 .04 (linear β, even in √t), .58 .36 .16 .08 (straight), .22 .31 .21 .11 (cosine).
#[test]
fn the_straight_path_is_not_the_quick_one() {
    let euler = |path, times| {
        [4, 8, 16, 32].map(|steps| {
            let rule = Rule::Euler;
            error_of(path, FewSteps { times, rule, steps })
        })
    };
    let linear = euler(PathKind::Linear, StepTimes::Root);
    let straight = euler(PathKind::Straight, StepTimes::Even);
    let cosine = euler(PathKind::Cosine, StepTimes::Even);
    println!("linear {linear:?}\nstraight {straight:?}\ncosine {cosine:?}");
    for (found, reference) in [
        (linear, [0.13, 0.08, 0.04, 0.04]),
        (straight, [0.58, 0.36, 0.16, 0.08]),
        (cosine, [0.22, 0.31, 0.21, 0.11]),
    ] {
        for (found, reference) in found.iter().zip(reference) {
            assert!((found - reference).abs() < 0.07, "{found} {reference}");
        }
    }
    // On one grid of noise levels they are nearer to one another than on their own.
    let common =
        [PathKind::Linear, PathKind::Straight].map(|path| euler(path, StepTimes::LogNoise));
    println!("in ln(A/B): {common:?}");
    assert!((common[0][3] - common[1][3]).abs() < straight[3] - linear[3] + 0.02);
}

/// A network that goes to another path and back is itself, up to rounding.
#[test]
fn a_network_is_converted_without_loss() {
    let bytes = include_bytes!("../../www/assets/pretrained.safetensors");
    let weights = Weights::from_safetensors(bytes).unwrap();
    let own = Schedule::new(weights.config.schedule).unwrap();
    let data = DataSet::new(&weights.config.data).unwrap();
    let cloud = ClosedForm::new(&data, own, 500, 3);
    for path in config::schedule::PathKind::ALL {
        let mut score = NetworkScore::new(weights.network().unwrap(), own);
        let error = conversion_error(&mut score, own, on(path), &cloud).unwrap();
        println!("{path:?}: {error:e}");
        // Rounding of x to 2^-24 of itself, times what the network makes of it.
        assert!(error < 1e-3, "{path:?}: {error}");
        // Where both preserve variance, only the time is converted.
        assert!(error > 0.0 || on(path).preserves_variance(), "{path:?}");
    }
}
