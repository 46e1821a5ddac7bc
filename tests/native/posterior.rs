//! The exact p(x₀ | x_t) against sums over a fine grid that know nothing but the data's density, against
//! Tweedie's formula with the exact score, and where neither can be used: at the ends of time, far out.

use nano_diffusion::data::{DataConfig, DataKind, DataSet, Distribution, Mixture};
use nano_diffusion::exact::posterior::{Map, PosteriorOracle, Summary, data_density, modes};
use nano_diffusion::exact::{DataOracle, Oracle, entropy};
use nano_diffusion::process::{Schedule, ScheduleConfig};
use std::f64::consts::PI;

const POINTS: [[f64; 2]; 4] = [[0.31, 0.12], [-0.7, 0.9], [1.4, -0.2], [-1.9, -2.1]];
const TIMES: [f64; 5] = [0.02, 0.1, 0.25, 0.5, 1.0];

fn schedule() -> Schedule {
    Schedule::new(ScheduleConfig::default()).unwrap()
}

fn data_sets() -> Vec<(String, DataSet)> {
    let own = vec![-1.0, 0.5, 0.8, -0.3, 0.9, 0.4, 0.0, -1.2];
    DataKind::ALL
        .into_iter()
        .map(|kind| {
            let config = DataConfig {
                kind,
                points: match kind {
                    DataKind::Own => own.clone(),
                    _ => Vec::new(),
                },
                ..DataConfig::default()
            };
            (format!("{kind:?}"), DataSet::new(&config).unwrap())
        })
        .collect()
}

/// By sums over a grid around where prior and likelihood overlap, and nothing else.
fn brute_force(data: &DataSet, schedule: &Schedule, x: [f64; 2], t: f64) -> Summary {
    let (a, b) = (schedule.a(t), schedule.b(t));
    let log_p = |p: [f64; 2]| {
        let [dx, dy] = [x[0] - a * p[0], x[1] - a * p[1]];
        data.log_density(p[0], p[1]) - (dx * dx + dy * dy) / (2.0 * b * b) - (2.0 * PI * b * b).ln()
    };
    // First a coarse look, to find where it is.
    let coarse = grid([-3.2, 3.2], [-3.2, 3.2], 120);
    let top = coarse.iter().map(|p| log_p(*p)).fold(f64::MIN, f64::max);
    let seen: Vec<_> = coarse.iter().filter(|p| log_p(**p) > top - 30.0).collect();
    let range = |d: usize| {
        let all = seen.iter().map(|p| p[d]);
        let (lo, hi) = all.fold((f64::MAX, f64::MIN), |(lo, hi), v| (lo.min(v), hi.max(v)));
        [lo - 0.08, hi + 0.08]
    };
    let nodes = grid(range(0), range(1), 300);
    let weights: Vec<f64> = nodes.iter().map(|p| (log_p(*p) - top).exp()).collect();
    let whole: f64 = weights.iter().sum();
    let mean_of = |f: &dyn Fn([f64; 2]) -> f64| {
        let sum: f64 = nodes
            .iter()
            .zip(&weights)
            .filter(|(_, w)| **w > 0.0)
            .map(|(p, w)| w * f(*p))
            .sum();
        sum / whole
    };
    let mean = [mean_of(&|p| p[0]), mean_of(&|p| p[1])];
    let product = |d: usize, e: usize| mean_of(&|p| (p[d] - mean[d]) * (p[e] - mean[e]));
    let area = (range(0)[1] - range(0)[0]) * (range(1)[1] - range(1)[0]) / 90_000.0;
    let log_whole = (whole * area).ln() + top;
    Summary {
        mean,
        covariance: [product(0, 0), product(0, 1), product(1, 1)],
        entropy: log_whole - mean_of(&log_p),
    }
}

fn grid(x: [f64; 2], y: [f64; 2], n: usize) -> Vec<[f64; 2]> {
    let at = |[lo, hi]: [f64; 2], i: usize| lo + (hi - lo) * (i as f64 + 0.5) / n as f64;
    (0..n * n).map(|i| [at(x, i % n), at(y, i / n)]).collect()
}

fn near(found: f64, wanted: f64, tolerance: f64, what: &str) {
    assert!(
        (found - wanted).abs() <= tolerance,
        "{what}: {found}, not {wanted}"
    );
}

/// Brute force is good to about 1e-5 here: its cells are 0.022 at most, a third of the finest width.
/// The entropy of a mixture is by coarse rules within parts that overlap: 0.01 nats off
/// for the checkerboard, with its many edges, at most.
#[test]
fn posterior_is_what_bayes_says_on_a_grid() {
    let schedule = schedule();
    for (name, data) in data_sets() {
        let mut oracle = PosteriorOracle::new(&data, schedule);
        for (i, x) in POINTS.into_iter().enumerate() {
            // Two times for each point: all of them come up.
            for t in [TIMES[i], TIMES[i + 1]] {
                let what = format!("{name} at {x:?}, t = {t}");
                let (found, wanted) = (oracle.at(x, t), brute_force(&data, &schedule, x, t));
                for d in 0..2 {
                    near(
                        found.mean[d],
                        wanted.mean[d],
                        3e-5,
                        &format!("mean of {what}"),
                    );
                }
                for d in 0..3 {
                    near(
                        found.covariance[d],
                        wanted.covariance[d],
                        3e-5,
                        &format!("covariance of {what}"),
                    );
                }
                near(
                    found.entropy,
                    wanted.entropy,
                    1e-2,
                    &format!("entropy of {what}"),
                );
            }
        }
    }
}

/// The score comes from other code for mixtures (a tree of boxes). The ring's score sums over
/// fewer directions, to some 3e-6; dividing by A, 0.0066 at T, makes more of the score's own error.
#[test]
fn posterior_mean_and_spread_are_tweedies() {
    let schedule = schedule();
    for (name, data) in data_sets() {
        let mut oracle = PosteriorOracle::new(&data, schedule);
        let mut exact = DataOracle::new(&data, schedule);
        for x in POINTS {
            for t in TIMES {
                let (a, b) = (schedule.a(t), schedule.b(t));
                let marginal = exact.at(x, t);
                let found = oracle.at(x, t);
                let what = format!("{name} at {x:?}, t = {t}");
                for (d, v) in x.into_iter().enumerate() {
                    let tweedie = (v + b * b * marginal.score[d]) / a;
                    near(found.mean[d], tweedie, 1e-5 / a, &what);
                }
                let trace = b * b / (a * a) * (2.0 + b * b * marginal.divergence);
                near(found.std().powi(2), trace, 1e-5 / (a * a), &what);
            }
        }
    }
}

#[test]
fn ends_of_time_and_far_away() {
    let schedule = schedule();
    for (name, data) in data_sets() {
        let mut oracle = PosteriorOracle::new(&data, schedule);
        // At t = 0 a point of the data is known.
        let x = [0.9, 0.1];
        let start = oracle.at(x, 0.0);
        assert!(start.std() < 1e-5, "{name}: {start:?}");
        near(start.mean[0], x[0], 1e-5, &name);
        near(start.mean[1], x[1], 1e-5, &name);
        // At T next to nothing is: A² = 4e-5, B = 1.
        let end = oracle.at([0.5, -0.5], 1.0);
        near(
            end.entropy,
            entropy(&data),
            0.02,
            &format!("entropy of {name} at T"),
        );
        let [xx, _, yy] = DataOracle::new(&data, schedule).covariance();
        near(
            end.std(),
            (xx + yy).sqrt(),
            0.02,
            &format!("spread of {name} at T"),
        );
        // Far from the data all weights underflow, their logarithms don't.
        for t in [0.0, 1e-3, 0.05, 0.4, 1.0] {
            for x in [[4.0, 4.0], [-60.0, 25.0], [1e4, 0.0]] {
                let far = oracle.at(x, t);
                let all = [far.mean[0], far.mean[1], far.std(), far.entropy];
                assert!(
                    all.iter().all(|v| v.is_finite()),
                    "{name} at {x:?}, {t}: {far:?}"
                );
                let map = oracle.map(x, t, 32);
                assert!(
                    map.density.iter().all(|v| v.is_finite()),
                    "{name} at {x:?}, {t}"
                );
            }
        }
        assert!(oracle.at([f64::NAN, 0.0], 0.3).mean[0].is_nan());
    }
    // A of e^−62: Tweedie's formula would divide by it.
    let long = Schedule::new(ScheduleConfig {
        beta_max: 50.0,
        t_end: 5.0,
        ..Default::default()
    })
    .unwrap();
    for (name, data) in data_sets() {
        let [mx, my] = PosteriorOracle::new(&data, long).at([1.0, 1.0], 5.0).mean;
        assert!(mx.abs() < 0.2 && my.abs() < 0.6, "{name}: {mx} {my}");
    }
}

/// Where a sampler with steps far too long may throw a particle: the nodes of the radius end, where they took all
/// memory.
#[test]
fn absurdly_far_away() {
    for (name, data) in data_sets() {
        let mut oracle = PosteriorOracle::new(&data, schedule());
        for t in [0.0, 1e-3, 0.4, 1.0] {
            for far in [1e8, 1e12, 1e15, 1e19, 1e38] {
                let found = oracle.at([far, -0.5 * far], t);
                assert!(
                    found.mean[0] >= 0.0 || found.mean[0].is_nan(),
                    "{name}: {found:?}"
                );
                oracle.map([far, 0.0], t, 8);
            }
        }
    }
}

fn sums(map: &Map) -> (f64, [f64; 2]) {
    let [x, y, side] = map.window;
    let n = map.cells;
    let area = (2.0 * side / n as f64).powi(2);
    let at = |middle: f64, i: usize| middle + side * ((2 * i + 1) as f64 / n as f64 - 1.0);
    let mut whole = 0.0;
    let mut mean = [0.0; 2];
    for (i, p) in map.density.iter().enumerate() {
        let p = f64::from(*p) * area;
        whole += p;
        mean[0] += p * at(x, i % n);
        mean[1] += p * at(y, i / n);
    }
    (whole, mean)
}

/// Cells of 0.04 hold the data's finest width, 0.05, to 0.1 %; parts below 1e-4 may lie outside.
#[test]
fn maps_hold_all_of_the_density_where_it_is() {
    let schedule = schedule();
    for (name, data) in data_sets() {
        let (whole, _) = sums(&data_density(&data, 200, 3.2));
        near(whole, 1.0, 3e-3, &format!("the data's map of {name}"));
        let mut oracle = PosteriorOracle::new(&data, schedule);
        for x in POINTS {
            for t in TIMES {
                let what = format!("the map of {name} at {x:?}, t = {t}");
                let (whole, mean) = sums(&oracle.map(x, t, 128));
                let exact = oracle.at(x, t).mean;
                near(whole, 1.0, 5e-3, &what);
                near(mean[0], exact[0], 5e-3, &what);
                near(mean[1], exact[1], 5e-3, &what);
            }
        }
    }
}

#[test]
fn modes_are_the_places_that_are_possible() {
    let schedule = schedule();
    let of = |name: DataKind| {
        let config = DataConfig {
            kind: name,
            ..DataConfig::default()
        };
        PosteriorOracle::new(&DataSet::new(&config).unwrap(), schedule)
    };
    let mut eight = of(DataKind::Gaussians);
    assert_eq!(modes(&eight.map([0.01, 0.02], 1.0, 96)), 8);
    assert_eq!(modes(&eight.map([0.95, 0.1], 0.02, 96)), 1);
    let mut ring = of(DataKind::Ring);
    for t in TIMES {
        assert_eq!(modes(&ring.map([0.2, 0.1], t, 96)), 1, "ring, {t}");
    }
    // Halfway between two points both are possible; nearer to one, the other one fades.
    let pair = DataSet::Mixture(Mixture::equal(&[-1.0, 0.0, 1.0, 0.0], 0.1).unwrap());
    let mut pair = PosteriorOracle::new(&pair, schedule);
    assert_eq!(modes(&pair.map([0.0, 0.2], 0.2, 96)), 2);
    assert_eq!(modes(&pair.map([1.0, 0.2], 0.2, 96)), 1);
    // Peaks of a factor e above the valley between them, and of less.
    let curve = |valley: f32| Map {
        window: [0.0, 0.0, 1.0],
        cells: 3,
        density: vec![0.0, 0.0, 0.0, 1.0, valley, 0.9, 0.0, 0.0, 0.0],
    };
    assert_eq!(modes(&curve(0.32)), 2);
    assert_eq!(modes(&curve(0.35)), 1);
    assert_eq!(
        modes(&Map {
            density: vec![0.0; 9],
            ..curve(0.0)
        }),
        0
    );
}
