//! The shapes and one's own points: samplers against densities, oracles against both.

use nano_diffusion::data::{DataConfig, DataKind, DataSet, Distribution};
use nano_diffusion::exact::floor::{loss_floor, loss_floor_at};
use nano_diffusion::exact::{DataOracle, Oracle, entropy, prior_kl, ring_prior_kl};
use nano_diffusion::process::{Schedule, ScheduleConfig};
use nano_diffusion::rng::{Stream, normal, stream};

fn schedule() -> Schedule {
    Schedule::new(ScheduleConfig::default()).unwrap()
}

fn config(kind: DataKind) -> DataConfig {
    DataConfig {
        kind,
        points: match kind {
            DataKind::Own => vec![-1.0, 0.0, 0.5, 0.25, 0.5, 0.3, 1.2, -0.9, 0.0, 1.4],
            _ => Vec::new(),
        },
        ..DataConfig::default()
    }
}

fn all() -> impl Iterator<Item = (DataKind, DataSet)> {
    DataKind::ALL
        .into_iter()
        .map(|kind| (kind, DataSet::new(&config(kind)).unwrap()))
}

#[test]
fn about_as_large_as_the_noise() {
    for (kind, data) in all() {
        let half = 0.5 * data.second_moment();
        println!("{kind:?} {half}");
        assert!((0.49..=1.0).contains(&half), "{kind:?}: {half}");
        let points = data.sample(20_000, &mut stream(1, Stream::Data));
        let square: f64 = points.iter().map(|v| f64::from(*v).powi(2)).sum();
        let sampled = square / 40_000.0;
        assert!((sampled - half).abs() < 0.02, "{kind:?}: {sampled}");
        // Nothing leaves the picture.
        let far = points.iter().filter(|v| v.abs() > 2.2).count();
        assert_eq!(far, 0, "{kind:?}");
    }
}

/// Pearson's χ² of samples on cells of side 0.4 whose expected counts come from the
/// density, by the midpoint rule on 8 × 8 nodes a cell.
#[test]
fn samples_have_the_density() {
    let (cells, side, n) = (11_usize, 2.2, 50_000);
    let step = 2.0 * side / cells as f64;
    for (kind, data) in all() {
        let mut counts = vec![0.0; cells * cells];
        for p in data.sample(n, &mut stream(3, Stream::Data)).chunks_exact(2) {
            let [i, j] = [p[0], p[1]].map(|v| ((f64::from(v) + side) / step) as usize);
            counts[j.min(cells - 1) * cells + i.min(cells - 1)] += 1.0;
        }
        const FINE: usize = 24;
        let fine = step / FINE as f64;
        let (mut chi, mut used, mut mass) = (0.0, 0, 0.0);
        for (cell, count) in counts.iter().enumerate() {
            let corner = [cell % cells, cell / cells].map(|i| i as f64 * step - side);
            let share: f64 = (0..FINE * FINE)
                .map(|k| {
                    let [x, y] = [
                        corner[0] + ((k % FINE) as f64 + 0.5) * fine,
                        corner[1] + ((k / FINE) as f64 + 0.5) * fine,
                    ];
                    data.log_density(x, y).exp() * fine * fine
                })
                .sum();
            mass += share;
            let expected = share * n as f64;
            if expected > 10.0 {
                chi += (count - expected).powi(2) / expected;
                used += 1;
            }
        }
        assert!((mass - 1.0).abs() < 1e-3, "{kind:?}: {mass}");
        let (mean, std) = (f64::from(used), (2.0 * f64::from(used)).sqrt());
        assert!(chi < mean + 5.0 * std, "{kind:?}: χ² {chi} of {used}");
    }
}

#[test]
fn the_score_is_the_gradient_of_log_p() {
    let mut rng = stream(1, Stream::Evaluation);
    for (kind, data) in all() {
        let mut oracle = DataOracle::new(&data, schedule());
        for t in [0.01, 0.1, 0.5, 1.0] {
            for _ in 0..10 {
                let x0 = data.draw(&mut rng);
                let (x, _) = schedule().diffuse(x0, t, &mut rng);
                let found = oracle.at(x, t);
                let h = 1e-5;
                let mut trace = 0.0;
                for d in 0..2 {
                    let mut moved = |by: f64| {
                        let mut x = x;
                        x[d] += by;
                        oracle.at(x, t)
                    };
                    let (up, down) = (moved(h), moved(-h));
                    let slope = (up.log_p - down.log_p) / (2.0 * h);
                    let size = 1.0 + found.score[d].abs();
                    assert!(
                        (slope - found.score[d]).abs() < 2e-4 * size,
                        "{kind:?} at {x:?}, {t}: {slope} for {}",
                        found.score[d]
                    );
                    trace += (up.score[d] - down.score[d]) / (2.0 * h);
                }
                let size = 1.0 + found.divergence.abs();
                assert!(
                    (trace - found.divergence).abs() < 1e-2 * size,
                    "{kind:?} {t}"
                );
            }
        }
    }
}

/// At t = 0 the oracle is the data's own density.
#[test]
fn the_marginal_begins_with_the_data() {
    let mut rng = stream(2, Stream::Data);
    for (kind, data) in all().filter(|(kind, _)| *kind != DataKind::Ring) {
        let mut oracle = DataOracle::new(&data, schedule());
        for _ in 0..20 {
            let [x, y] = data.draw(&mut rng);
            let (found, want) = (oracle.at([x, y], 0.0).log_p, data.log_density(x, y));
            assert!((found - want).abs() < 1e-6, "{kind:?}: {found} for {want}");
        }
    }
}

/// Each quadrature against a plain mean over draws, within four standard errors.
#[test]
fn floor_entropy_and_prior_are_means_over_draws() {
    let (schedule, n) = (schedule(), 20_000);
    for (kind, data) in all() {
        let mut oracle = DataOracle::new(&data, schedule);
        let mut rng = stream(4, Stream::Evaluation);
        let close = |what: &str, found: f64, values: Vec<f64>| {
            let mean = values.iter().sum::<f64>() / values.len() as f64;
            let square: f64 = values.iter().map(|v| (v - mean).powi(2)).sum();
            let error = (square / values.len() as f64).sqrt() / (values.len() as f64).sqrt();
            assert!(
                (found - mean).abs() < 4.0 * error + 1e-5,
                "{kind:?}, {what}: {found}, drawn {mean} ± {error}"
            );
        };
        for t in [1e-3, 0.03, 0.3, 1.0] {
            let b = schedule.b(t);
            let values = (0..n / 4).map(|_| {
                let (x, _) = schedule.diffuse(data.draw(&mut rng), t, &mut rng);
                let [sx, sy] = oracle.at(x, t).score;
                1.0 - 0.5 * b * b * (sx * sx + sy * sy)
            });
            let values = values.collect();
            close("floor", loss_floor_at(&mut oracle, t), values);
        }
        let values = (0..n).map(|_| {
            let [x, y] = data.draw(&mut rng);
            -data.log_density(x, y)
        });
        close("entropy", entropy(&data), values.collect());
        let short = Schedule::new(ScheduleConfig {
            beta_max: 2.0,
            ..ScheduleConfig::default()
        })
        .unwrap();
        let mut oracle = DataOracle::new(&data, short);
        let values = (0..n).map(|_| {
            let (x, _) = short.diffuse(data.draw(&mut rng), 1.0, &mut rng);
            let normal = -0.5 * (x[0] * x[0] + x[1] * x[1]) - (2.0 * std::f64::consts::PI).ln();
            oracle.at(x, 1.0).log_p - normal
        });
        close("prior", prior_kl(&data, &short), values.collect());
    }
}

/// One Gaussian, for which everything has a formula: p_t = N(A m, v I), v = A² h² + B².
#[test]
fn one_point_in_closed_form() {
    let (m, h, schedule) = ([0.7, -0.4], 0.2, schedule());
    let data = DataSet::new(&DataConfig {
        kind: DataKind::Own,
        kernel_width: h,
        points: m.to_vec(),
        ..DataConfig::default()
    })
    .unwrap();
    let mut oracle = DataOracle::new(&data, schedule);
    for t in [1e-4, 0.1, 0.6, 1.0] {
        let (a, b) = (schedule.a(t), schedule.b(t));
        let variance = a * a * h * h + b * b;
        // E‖∇log p‖² = 2/v.
        let want = 1.0 - b * b / variance;
        let found = loss_floor_at(&mut oracle, t);
        assert!((found - want).abs() < 1e-9, "{t}: {found} for {want}");
    }
    let want = 1.0 + (2.0 * std::f64::consts::PI * h * h).ln();
    assert!((entropy(&data) - want).abs() < 1e-9);
    let a2 = schedule.a(1.0).powi(2);
    let (v, m2) = (a2 * h * h + schedule.b(1.0).powi(2), a2 * (0.49 + 0.16));
    let want = v - 1.0 - v.ln() + 0.5 * m2;
    assert!((prior_kl(&data, &schedule) - want).abs() < 1e-9);
}

#[test]
fn the_ring_keeps_its_own_answers() {
    let data = DataSet::new(&DataConfig::default()).unwrap();
    let DataSet::Ring(ring) = &data else {
        panic!("the default is the ring")
    };
    assert_eq!(
        prior_kl(&data, &schedule()),
        ring_prior_kl(ring, &schedule())
    );
    let floor = loss_floor(&mut DataOracle::new(&data, schedule()));
    assert!((floor - 0.1801).abs() < 3e-4, "{floor}");
    let [a, b] = [1, 1].map(|seed| stream(seed, Stream::Data));
    assert_eq!(
        data.sample(10, &mut a.clone()),
        ring.sample(10, &mut b.clone())
    );
}

/// A thousand points at the narrowest width, the most that the page allows.
#[test]
fn the_largest_sets_of_points_are_quick() {
    let mut rng = stream(5, Stream::Data);
    let points = (0..2000).map(|_| (0.7 * normal(&mut rng)).clamp(-4.0, 4.0));
    let data = DataSet::new(&DataConfig {
        kind: DataKind::Own,
        kernel_width: 0.02,
        points: points.collect(),
        ..DataConfig::default()
    })
    .unwrap();
    let start = std::time::Instant::now();
    let floor = loss_floor(&mut DataOracle::new(&data, schedule()));
    println!("floor {floor} in {:?}", start.elapsed());
    assert!(floor > 0.0 && floor < 0.5);
    assert!(entropy(&data).is_finite());
}
