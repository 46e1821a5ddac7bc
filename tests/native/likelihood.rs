//! Likelihoods by the probability-flow ODE, against PyTorch and a Gaussian.

use crate::common::gaussian::Gaussian;
use crate::common::{Fixture, path};
use nano_diffusion::Error;
use nano_diffusion::data::{DataConfig, DataKind, DataSet, Distribution, Mixture, Ring};
use nano_diffusion::exact::floor::entropy;
use nano_diffusion::exact::{DataOracle, MixtureOracle, RingOracle, prior_kl};
use nano_diffusion::likelihood::by_time::kl_by_time;
use nano_diffusion::likelihood::reference::{Likelihood, LikelihoodConfig};
use nano_diffusion::likelihood::{
    DataFit, FitConfig, FitRun, Grid, LogDensity, Path, Window, data_fit,
};
use nano_diffusion::network::{Activation, Mlp, NetworkConfig, Parametrisation, Weights};
use nano_diffusion::process::{Schedule, ScheduleConfig, end_time};
use nano_diffusion::rng::{Stream, stream};
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

/// log p along a path, at points of the data.
fn log_density<S: ScoreDivergence>(score: S, grid: Grid, x0: &[f64]) -> Vec<f64> {
    let mut run = LogDensity::new(score, grid, x0.to_vec());
    while !run.path().finished() {
        run.step().unwrap();
    }
    assert!(matches!(run.step(), Err(Error::Finished(_))));
    run.log_p()
}

/// The same flow, followed by both: for a smooth network, which nothing says to be a good one, and
/// for the exact score; both begin at 1e-5 T. Runge–Kutta's thousand steps leave 1e-6, rounding of
/// the score in float32 as much.
#[test]
fn path_agrees_with_the_reference() {
    let schedule = Schedule::new(ScheduleConfig::default()).unwrap();
    let ring = Ring::new(Default::default()).unwrap();
    let mut rng = stream(3, Stream::Data);
    let x0: Vec<f64> = (0..40).flat_map(|_| ring.draw(&mut rng)).collect();
    let smooth = NetworkConfig {
        activation: Activation::Silu,
        parametrisation: Parametrisation::Velocity,
        ..NetworkConfig::default()
    };
    let network = || {
        let mlp = Mlp::init(smooth, &mut stream(1, Stream::Weights)).unwrap();
        NetworkScore::new(mlp, schedule)
    };
    let exact = || RingOracle::new(ring.clone(), schedule);
    let grid = |fineness| Grid::new(&schedule, ring.finest_width(), fineness);
    let worst = |got: &[f64], want: &[f64]| quantile(got, want, 1.0);

    let (expected, _) = run(network(), schedule, &x0, 1000);
    assert!(worst(&log_density(network(), grid(6.0), &x0), &expected) < 1e-4);
    let (expected, _) = run(exact(), schedule, &x0, 1000);
    assert!(worst(&log_density(exact(), grid(12.0), &x0), &expected) < 5e-4);
    let found = log_density(exact(), grid(6.0), &x0);
    assert!(quantile(&found, &expected, 0.9) < 1e-3);
    assert!(worst(&found, &expected) < 1e-2);
}

/// For a Gaussian all is known, in both directions; and the error falls by more than 2³ for half
/// the step, up to where float32 ends that.
#[test]
fn path_of_a_gaussian() {
    let schedule = Schedule::new(ScheduleConfig::default()).unwrap();
    let mut gaussian = Gaussian(schedule);
    let start = 1e-5;
    let ratio = gaussian.variance(1.0) / gaussian.variance(start);
    let mean = |t: f64, d: usize| schedule.a(t) * gaussian.mean()[d];
    // The same number of standard deviations at either end.
    let ends: [[f64; 2]; 3] = [[0.3, -1.0], [0.0, 0.0], [-1.6, 0.8]]
        .map(|z| [0, 1].map(|d| mean(1.0, d) + gaussian.variance(1.0).sqrt() * z[d]));
    let begins =
        ends.map(|x| [0, 1].map(|d| mean(start, d) + (x[d] - mean(1.0, d)) / ratio.sqrt()));
    let expected = ends.map(|x| -0.5 * (x[0] * x[0] + x[1] * x[1]) - TAU.ln() + ratio.ln());
    let mut error = |fineness: f64| {
        let grid = Grid::new(&schedule, 0.3, fineness);
        let found = log_density(gaussian, grid.clone(), begins.as_flattened());
        let mut back = Path::new(grid.reversed(), ends.as_flattened());
        while !back.finished() {
            back.advance(&mut gaussian).unwrap();
        }
        let place = quantile(back.points(), begins.as_flattened(), 1.0);
        let change = quantile(back.change(), &[ratio.ln(); 3], 1.0);
        quantile(&found, &expected, 1.0).max(place).max(change)
    };
    let (coarse, fine) = (error(4.0), error(8.0));
    assert!(coarse / fine > 8.0, "{coarse:e} {fine:e}");
    assert!(error(12.0) < 5e-5, "{:e}", error(12.0));
}

fn exact_fit(data: &DataSet, schedule: Schedule, points: usize) -> DataFit {
    let config = FitConfig {
        points,
        ..FitConfig::default()
    };
    data_fit(DataOracle::new(data, schedule), data, &schedule, config, 2).unwrap()
}

/// With the exact score the model is the data, up to what p_T lacks of N(0, I), at every corner of
/// the schedule's settings, for the finest data that can be set and the widest. Where that is
/// nothing, the solver may add 1e-4 (measured: 4e-5); elsewhere there is the noise of few points.
#[test]
fn exact_score_has_no_divergence_from_the_data() {
    let own = DataConfig {
        kind: DataKind::Own,
        kernel_width: 0.02,
        points: vec![1.0, 0.0, -1.0, 0.0, 0.0, 1.0, 0.0, -1.0],
        ..DataConfig::default()
    };
    let ring = |scale| DataConfig {
        scale,
        ..DataConfig::default()
    };
    let spiral = DataConfig {
        kind: DataKind::Spiral,
        ..DataConfig::default()
    };
    let all = [own, ring(2000.0), ring(2.0), spiral];
    for data in all.map(|config| DataSet::new(&config).unwrap()) {
        for beta_min in [0.01, 0.1, 20.0] {
            for beta_max in [0.1, 20.0, 50.0] {
                for t_end in [0.1, 1.0, 5.0] {
                    let schedule = Schedule::new(ScheduleConfig {
                        beta_min,
                        beta_max,
                        t_end,
                        ..ScheduleConfig::default()
                    })
                    .unwrap();
                    let prior = prior_kl(&data, &schedule);
                    let fit = exact_fit(&data, schedule, 120);
                    let what = format!("{beta_min} {beta_max} {t_end} {prior:e} {fit:?}");
                    let noise = if prior > 1e-6 {
                        4.0 * fit.kl.std_error
                    } else {
                        0.0
                    };
                    let allowed = 1e-4 + 0.01 * prior + noise;
                    assert!((fit.kl.mean - prior).abs() < allowed, "{what}");
                }
            }
        }
    }
}

/// The model is another mixture, and a 14th of it is where the data have no points: KL = −ln 0.93.
/// A mean over points of the data alone would miss all but 0.0026 of it.
#[test]
fn what_the_model_puts_elsewhere_counts() {
    let schedule = Schedule::new(ScheduleConfig::default()).unwrap();
    let places = [1.0, 0.0, -1.0, 0.0, 0.0, 1.5];
    let data = Mixture::equal(&places[..4], 0.1).unwrap();
    let model = MixtureOracle::new(&places, &[0.465, 0.465, 0.07], 0.1, schedule).unwrap();
    let config = FitConfig {
        points: 3000,
        ..FitConfig::default()
    };
    let fit = data_fit(model, &data, &schedule, config, 4).unwrap();
    let expected = -0.93f64.ln();
    assert!(fit.kl.std_error < 0.01, "{fit:?}");
    assert!(
        (fit.kl.mean - expected).abs() < 4.0 * fit.kl.std_error,
        "{fit:?}"
    );
}

/// Two Gaussians, one shifted by d and s wide: KL = d²/2s², of which the estimate has little noise.
#[test]
fn kl_of_two_gaussians() {
    let schedule = Schedule::new(ScheduleConfig::default()).unwrap();
    let data = Mixture::equal(&[0.0, 0.0], 0.5).unwrap();
    let model = MixtureOracle::equal(&[0.05, 0.0], 0.5, schedule).unwrap();
    let fit = data_fit(model, &data, &schedule, FitConfig::default(), 4).unwrap();
    assert!(fit.kl.std_error < 2e-4, "{fit:?}");
    assert!(
        (fit.kl.mean - 0.005).abs() < 4.0 * fit.kl.std_error,
        "{fit:?}"
    );
}

/// However the points are shared out, the rows are the same bits.
#[test]
fn parts_make_the_whole() {
    let (weights, schedule) = shared();
    let ring = Ring::new(weights.config.data.ring()).unwrap();
    let rows = |part: usize, parts: usize| {
        let score = NetworkScore::new(weights.network().unwrap(), schedule);
        let config = FitConfig {
            points: 101,
            fineness: 2.0,
            part,
            parts,
        };
        let mut run = FitRun::new(score, ring.clone(), &schedule, config, 7);
        while !run.finished() {
            run.step().unwrap();
        }
        run.rows()
    };
    let bits = |rows: &[f64]| rows.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
    let whole = rows(0, 1);
    assert_eq!(whole.len(), 51 * nano_diffusion::likelihood::ROW);
    for parts in [2, 3, 60] {
        let all: Vec<f64> = (0..parts).flat_map(|part| rows(part, parts)).collect();
        assert_eq!(bits(&all), bits(&whole), "{parts}");
    }
}

/// The shared network's KL is 0.11 nats (rounded to two digits).
#[test]
fn kl_of_the_shared_network() {
    let (weights, schedule) = shared();
    let ring = Ring::new(weights.config.data.ring()).unwrap();
    let score = NetworkScore::new(weights.network().unwrap(), schedule);
    let config = FitConfig {
        points: 1000,
        ..FitConfig::default()
    };
    let fit = data_fit(score, &ring, &schedule, config, 1).unwrap();
    println!("{fit:?}");
    let off = (fit.kl.mean - 0.11).abs();
    assert!(off < 0.005 + 4.0 * fit.kl.std_error, "{fit:?}");
    // NLL = KL + H, each within its own noise.
    let sum = fit.kl.mean + entropy(&ring);
    let error = fit.nll.std_error + fit.kl.std_error;
    assert!((fit.nll.mean - sum).abs() < 5.0 * error, "{fit:?}");
    // A ReLU network: what half the steps would say differs, and is said to.
    assert!(
        fit.log_p_error > 0.01 && fit.solver_error.std_error > 0.0,
        "{fit:?}"
    );
}

/// Data and model Gaussians of one width: the bound is attained, at d²/2s², and its integrand over
/// ln t, A² d² β t/2v² with v the variance of p_t, is known.
#[test]
fn by_time_of_gaussians() {
    let schedule = Schedule::new(ScheduleConfig::default()).unwrap();
    let own = |x: f64| DataConfig {
        kind: DataKind::Own,
        kernel_width: 0.3,
        points: vec![x, 0.0],
        ..DataConfig::default()
    };
    let [data, model] = [0.0, 0.1].map(|x| DataSet::new(&own(x)).unwrap());
    let mut score = DataOracle::new(&model, schedule);
    let mut oracle = DataOracle::new(&data, schedule);
    let found = kl_by_time(&mut score, &mut oracle, &data, 40, 30, 1).unwrap();
    // Of the part before t_ε nothing is said: 1e-5 of the whole.
    assert_eq!(found.edges[0], end_time(&schedule, 0.3));
    let expected = 0.1f64.powi(2) / (2.0 * 0.3 * 0.3);
    assert!(
        (found.total.mean / expected - 1.0).abs() < 1e-4,
        "{found:?}"
    );
    for (i, part) in found.by_t.iter().enumerate() {
        let reached = |t: f64| {
            let square = schedule.a(t).powi(2);
            0.5 * 0.01 / (1.0 - 0.09) / (1.0 - square * (1.0 - 0.09))
        };
        let expected = reached(found.edges[i]) - reached(found.edges[i + 1]);
        assert!(
            (part.mean - expected).abs() < 1e-6,
            "{i}: {part:?} {expected}"
        );
    }
    let exact = kl_by_time(&mut oracle.clone(), &mut oracle, &data, 10, 30, 1).unwrap();
    assert!(exact.total.mean < 1e-9 && exact.prior < 1e-4, "{exact:?}");
}

/// The bound of the shared network is below the KL of its flow: the SDE forgets errors that the
/// ODE carries to the end. Measured: 0.0631 ± 0.0019.
#[test]
fn by_time_of_the_shared_network() {
    let (weights, schedule) = shared();
    let data = DataSet::new(&weights.config.data).unwrap();
    let mut score = NetworkScore::new(weights.network().unwrap(), schedule);
    let mut oracle = DataOracle::new(&data, schedule);
    let found = kl_by_time(&mut score, &mut oracle, &data, 40, 300, 1).unwrap();
    let bound = found.total.mean + found.prior;
    let off = (bound - 0.063).abs();
    assert!(off < 4.0 * found.total.std_error && off < 0.01, "{bound}");
}

/// The window holds the data, whatever their extent, follows a model that spreads further, and is not
/// led astray by one that is far off.
#[test]
fn the_window_shows_data_and_model() {
    let own = |points: &[f64]| {
        DataSet::new(&DataConfig {
            kind: DataKind::Own,
            points: points.to_vec(),
            kernel_width: 0.1,
            ..DataConfig::default()
        })
        .unwrap()
    };
    let near = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-9, "{found}");
    let far = Window::of(&own(&[3.0, -4.0, 4.0, -3.0]), &[]);
    near(far.x, 3.5);
    near(far.y, -3.5);
    near(far.side, 1.08 * 0.85);

    let data = own(&[-1.0, 0.0, 1.0, 0.0]);
    let alone = Window::of(&data, &[]);
    near(alone.side, 1.08 * 1.35);
    // A model within the data's reach changes nothing; a wider one does.
    assert_eq!(Window::of(&data, &[0.0, 0.0, 0.5, 0.2]), alone);
    let wide: Vec<f64> = (0..1000)
        .flat_map(|i| [0.0, 2.0 * (f64::from(i) / 499.5 - 1.0)])
        .collect();
    let wide = Window::of(&data, &wide);
    assert!(wide.side > 2.0 && wide.side < 2.0 * 1.08, "{wide:?}");
    for model in [
        vec![1e6; 2000],
        vec![f64::NAN; 2000],
        [-1e300, 1e300].repeat(500),
    ] {
        let window = Window::of(&data, &model);
        assert!(window.side < 3.2 * alone.side, "{window:?}");
        assert!(window.x - window.side < -1.3 && window.x + window.side > 1.3);
    }

    // All but a thousandth of a ring, thin or thick.
    for scale in [2.0, 20.0, 200.0, 2000.0] {
        let data = DataSet::new(&DataConfig {
            scale,
            ..DataConfig::default()
        })
        .unwrap();
        let points = data.sample(20_000, &mut stream(1, Stream::Data));
        let [[lo, hi], _] = data.extent();
        near(lo, -hi);
        let radius = |p: &[f32]| f64::from(p[0]).hypot(f64::from(p[1]));
        let outside = points.chunks_exact(2).filter(|p| radius(p) > hi).count();
        assert!(
            (8..40).contains(&outside),
            "k = {scale}: {outside} of 20000 beyond {hi}"
        );
    }
}
