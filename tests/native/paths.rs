//! The family of paths: each against its definition, and all of them against one another.

use crate::common::gaussian::{Gaussian, MEAN, STD};
use nano_diffusion::config::schedule::PathKind;
use nano_diffusion::data::{DataConfig, DataKind, DataSet};
use nano_diffusion::exact::floor::{ExcessConfig, excess_loss, loss_floor_at};
use nano_diffusion::exact::{DataOracle, prior_kl};
use nano_diffusion::kernel::FusedObjective;
use nano_diffusion::likelihood::{FitConfig, data_fit};
use nano_diffusion::network::{Activation, Mlp, NetworkConfig, Parametrisation};
use nano_diffusion::objective::{Batch, Objective, denoising_score_matching};
use nano_diffusion::process::{Schedule, ScheduleConfig};
use nano_diffusion::rng::{Stream, stream};
use nano_diffusion::sample::{ForwardSde, Method, Part, SampleConfig, Sampler, sampler};
use nano_diffusion::score::{NetworkScore, Rescheduled, ScoreDivergence};
use nano_diffusion::train::{TrainConfig, Trainer};
use nano_diffusion::{Config, config::Preset};

fn on(path: PathKind, t_end: f64) -> Schedule {
    Schedule::new(ScheduleConfig {
        path,
        t_end,
        ..ScheduleConfig::default()
    })
    .unwrap()
}

fn all() -> impl Iterator<Item = Schedule> {
    PathKind::ALL.into_iter().map(|path| on(path, 2.0))
}

/// Shares of T, all before the last moment.
const SHARES: [f64; 6] = [1e-4, 0.01, 0.1, 0.4, 0.8, 0.99];

fn close(found: f64, expected: f64, tolerance: f64, what: &str) {
    let allowed = tolerance * expected.abs().max(1.0);
    assert!(
        (found - expected).abs() <= allowed,
        "{what}: {found}, not {expected}"
    );
}

/// Drift, noise and velocity are those of A and B, by central differences: their error is some
/// 1e-10 of what they are of, and of its higher derivatives near t = 0.
#[test]
fn coefficients_are_the_derivatives() {
    for s in all() {
        let path = s.config().path;
        for t in SHARES.map(|share| share * s.t_end()) {
            let h = 1e-5 * t;
            let slope = |f: &dyn Fn(f64) -> f64| (f(t + h) - f(t - h)) / (2.0 * h);
            let (a, b) = s.ab(t);
            let (da, db) = (slope(&|t| s.a(t)), slope(&|t| s.b(t)));
            let what = format!("{path:?} at {t}");
            close(s.drift(t), da / a, 1e-6, &what);
            let g2 = 2.0 * b * (db - b * da / a);
            close(s.noise_rate(t), g2, 1e-6, &what);
            let flow = s.flow(t);
            close(flow.rate, 0.5 * g2, 1e-6, &what);
            // dx/dt = (A′/A) x − ½ g² s in both forms.
            close(-flow.rate * flow.pull, da / a, 1e-6, &what);
            let v = s.velocity(t);
            let d = a * db - b * da;
            close(v.of_noise, db / d, 1e-6, &what);
            close(v.of_data, -da / d, 1e-6, &what);
            // ε = A v + p x.
            let (x0, eps) = (0.7, -1.3);
            let velocity = v.of_noise * eps - v.of_data * x0;
            close(
                a * velocity + v.of_data * (a * x0 + b * eps),
                eps,
                1e-9,
                &what,
            );
        }
    }
}

#[test]
fn what_each_path_is() {
    let straight = on(PathKind::Straight, 1.0).velocity(0.3);
    assert!((straight.of_noise - 1.0).abs() < 1e-12 && (straight.of_data - 1.0).abs() < 1e-12);
    for path in PathKind::ALL {
        let s = on(path, 1.0);
        assert!(
            s.b(0.0) < 1e-12 && (s.a(0.0) - 1.0).abs() < 1e-12,
            "{path:?}"
        );
        for t in SHARES {
            let (a, b) = s.ab(t);
            close(a, s.a(t), 1e-15, "A");
            close(b, s.b(t), 1e-15, "B");
            let is = match path {
                PathKind::Linear | PathKind::Cosine => a * a + b * b,
                PathKind::SubVp => a * a + b,
                PathKind::VarianceExploding => a,
                PathKind::Straight => a + b,
            };
            assert!((is - 1.0).abs() < 1e-12, "{path:?}");
        }
    }
    assert_eq!(on(PathKind::Linear, 1.0).last(), 1.0);
    assert_eq!(on(PathKind::Cosine, 1.0).a(1.0), 0.0);
    assert!((on(PathKind::Cosine, 1.0).a(on(PathKind::Cosine, 1.0).last()) - 1e-3).abs() < 1e-6);
    assert!((on(PathKind::VarianceExploding, 1.0).spread(1.0) - 50.0).abs() < 0.02);
}

#[test]
fn time_of_sigma_is_the_inverse() {
    for s in all() {
        for t in SHARES.map(|share| share * s.t_end()) {
            let found = s.time_of_sigma(s.sigma(t));
            assert!(
                (found / t - 1.0).abs() < 1e-9,
                "{:?} {t} {found}",
                s.config().path
            );
        }
        assert_eq!(s.time_of_sigma(0.0), 0.0);
        assert_eq!(s.time_of_sigma(f64::INFINITY), s.t_end());
        // The noise at the end of the way back is small against the data.
        let end = nano_diffusion::process::end_time(&s, 0.05);
        assert!(end > 0.0 && s.b(end) < 0.00101, "{:?}", s.config().path);
    }
}

/// Any score is the same, asked on another path by way of its own, up to float32.
#[test]
fn a_score_is_one_for_all_paths() {
    let x = [0.7, -1.2, 0.1, 0.2, -1.0, 0.4];
    for trained in all() {
        for asked in all() {
            let mut moved = Rescheduled::new(Gaussian(trained), trained, asked);
            for t in [1e-3, 0.1, 0.5, 0.8].map(|share| share * asked.t_end()) {
                if moved.time(t).is_none() {
                    continue;
                }
                let mut out = [[0.0; 6]; 2];
                let mut divergence = [[0.0; 3]; 2];
                let [a, b] = &mut out;
                let [da, db] = &mut divergence;
                moved.score_and_divergence(&x, t, a, da).unwrap();
                Gaussian(asked).score_and_divergence(&x, t, b, db).unwrap();
                for (a, b) in a.iter().chain(da.iter()).zip(b.iter().chain(db.iter())) {
                    let allowed = 1e-5 * b.abs().max(1.0);
                    assert!(
                        (a - b).abs() <= allowed,
                        "{:?} {:?} {t}: {a} {b}",
                        trained.config().path,
                        asked.config().path
                    );
                }
            }
        }
    }
}

/// Beyond the range trained on: as wide as the path asked on is there.
#[test]
fn beyond_the_range_of_another_path() {
    let (trained, asked) = (on(PathKind::Linear, 1.0), on(PathKind::Straight, 1.0));
    let mut moved = Rescheduled::new(Gaussian(trained), trained, asked);
    assert!(moved.leaves_range());
    let (mut out, mut divergence) = ([0.0; 2], [0.0; 1]);
    moved
        .score_and_divergence(&[1.0, -2.0], 1.0, &mut out, &mut divergence)
        .unwrap();
    assert!((out[0] + 1.0).abs() < 0.01 && (out[1] - 2.0).abs() < 0.01);
    assert!((divergence[0] + 2.0).abs() < 0.01);
}

/// The floor depends on the noise level alone.
#[test]
fn one_floor() {
    let data = DataSet::new(&DataConfig::default()).unwrap();
    let linear = on(PathKind::Linear, 1.0);
    for s in all() {
        for t in [0.05, 0.3].map(|share| share * s.t_end()) {
            let expected = loss_floor_at(
                &mut DataOracle::new(&data, linear),
                linear.time_of_sigma(s.sigma(t)),
            );
            let found = loss_floor_at(&mut DataOracle::new(&data, s), t);
            // The quadrature is good to 1e-5 each time.
            assert!(
                (found - expected).abs() < 3e-5,
                "{:?} {found} {expected}",
                s.config().path
            );
        }
    }
}

/// With the exact score, the probability flow's density is the data's, on every path.
#[test]
fn the_exact_flow_ends_in_the_data() {
    let config = FitConfig {
        points: 200,
        ..FitConfig::default()
    };
    let data = [DataKind::Ring, DataKind::Gaussians].map(|kind| {
        DataSet::new(&DataConfig {
            kind,
            ..DataConfig::default()
        })
        .unwrap()
    });
    for s in all() {
        for data in &data {
            let exact = DataOracle::new(data, s);
            let fit = data_fit(exact, data, &s, config, 1).unwrap();
            // p_T is not quite N(0, spread² I): as far off as prior_kl says, and no more.
            let prior = prior_kl(data, &s);
            assert!(prior < 2e-4, "{:?} {prior}", s.config().path);
            assert!(
                fit.kl.mean < 1e-4 + 2.0 * prior,
                "{:?} {:?}",
                s.config().path,
                fit.kl
            );
        }
    }
}

/// Every sampler on every path turns noise into N(m, s² I), up to its steps and 4,000 samples.
#[test]
fn samplers_end_in_the_data() {
    for s in all() {
        for method in [
            Method::Sde,
            Method::Euler,
            Method::Heun,
            Method::Adaptive,
            Method::Ddim,
            Method::Dpm,
            Method::DpmSde,
            Method::Edm,
            Method::Corrector,
        ] {
            let config = SampleConfig {
                method,
                dt: 2e-3 * s.t_end(),
                noise_steps: 60,
                particles: 4000,
                snr: 0.05,
                ..SampleConfig::default()
            };
            let mut run = sampler(Gaussian(s), s, config, STD, 3).unwrap();
            while !run.finished() {
                run.step().unwrap();
            }
            let x = run.positions();
            let what = format!("{:?} {method:?}", s.config().path);
            for (d, expected) in MEAN.into_iter().enumerate() {
                let values = || x.iter().skip(d).step_by(2).map(|v| f64::from(*v));
                let mean = values().sum::<f64>() / 4000.0;
                let variance = values().map(|v| (v - mean).powi(2)).sum::<f64>() / 3999.0;
                // Four standard errors of the mean; the spread has steps' errors besides.
                assert!((mean - expected).abs() < 0.03, "{what}: mean {mean}");
                assert!(
                    (variance.sqrt() / STD - 1.0).abs() < 0.1,
                    "{what}: {}",
                    variance.sqrt()
                );
            }
        }
    }
}

/// The kernel's loss is the plain expression's on every path, whatever is predicted.
#[test]
fn losses_are_the_plain_expression() {
    let data = DataSet::new(&DataConfig::default()).unwrap();
    for s in all() {
        for parametrisation in Parametrisation::ALL {
            for objective in [
                Objective::Denoising,
                Objective::DenoisingVelocity,
                Objective::DenoisingLikelihood,
            ] {
                let network = NetworkConfig {
                    layers: 3,
                    width: 16,
                    activation: Activation::Silu,
                    parametrisation,
                    ..NetworkConfig::default()
                };
                let train = TrainConfig {
                    objective,
                    neighbours: 16,
                    t_epsilon: 0.05,
                    ..TrainConfig::default()
                };
                let mut batch = Batch::new(network, train);
                batch.draw(&data, &s, 64, &mut stream(2, Stream::Batches));
                // A/B and 1/A grow where hardly anything is: float32 leaves few digits there.
                let mlp = Mlp::init(network, &mut stream(1, Stream::Weights)).unwrap();
                let plain = denoising_score_matching(&mlp, &batch).unwrap();
                let plain = f64::from(plain.to_scalar::<f32>().unwrap());
                let fused = FusedObjective::new(network).loss(&mlp, &batch).unwrap();
                let fused = f64::from(fused.to_scalar::<f32>().unwrap());
                assert!(
                    (fused / plain - 1.0).abs() < 1e-2,
                    "{:?} {parametrisation:?} {objective:?}: {fused} {plain}",
                    s.config().path
                );
            }
        }
    }
}

/// A short run comes close to the floor on every path.
#[test]
fn training_works_on_every_path() {
    for path in PathKind::ALL {
        let fast = Preset::Fast.config();
        let config = Config {
            schedule: ScheduleConfig {
                path,
                ..fast.schedule
            },
            network: NetworkConfig {
                layers: 4,
                width: 32,
                ..fast.network
            },
            train: TrainConfig {
                steps: 1000,
                batch: 128,
                ..fast.train
            },
            ..fast
        };
        let schedule = Schedule::new(config.schedule).unwrap();
        let data = DataSet::new(&config.data).unwrap();
        let excess = |trainer: &Trainer| {
            let weights = trainer.sampling_weights().unwrap();
            let mlp = Mlp::from_params(config.network, weights).unwrap();
            let mut score = NetworkScore::new(mlp, schedule);
            let mut oracle = DataOracle::new(&data, schedule);
            let of = ExcessConfig {
                times: 40,
                points: 50,
            };
            excess_loss(&mut score, &mut oracle, of, 1)
                .unwrap()
                .total
                .mean
        };
        let mut trainer = Trainer::new(config.clone()).unwrap();
        let first = excess(&trainer);
        while !trainer.finished() {
            trainer.step().unwrap();
        }
        let last = excess(&trainer);
        assert!(last < 0.7 * first, "{path:?}: {first} {last}");
    }
}

/// What was written before there was a choice is on the post's path.
#[test]
fn old_settings_are_linear() {
    let old: ScheduleConfig =
        serde_json::from_str(r#"{"betaMin":0.1,"betaMax":20,"tEnd":1}"#).unwrap();
    assert_eq!(old, ScheduleConfig::default());
    let new = ScheduleConfig {
        path: PathKind::SubVp,
        ..old
    };
    let text = serde_json::to_string(&new).unwrap();
    assert_eq!(serde_json::from_str::<ScheduleConfig>(&text).unwrap(), new);
}

/// The forward SDE, in small steps, spreads the data as A and B say, on every path.
#[test]
fn forward_steps_end_in_the_noise() {
    let data = DataSet::new(&DataConfig::default()).unwrap();
    for s in all() {
        let n = 4000;
        let mut run = ForwardSde::new(&data, s, 5e-3 * s.t_end(), Part::whole(n), 2).unwrap();
        while run.progress() < 0.5 {
            run.step().unwrap();
        }
        let (a, b) = s.ab(run.t());
        // E|x₀|² = 1 + 1/k of the ring.
        let expected = a * a * 1.005 + 2.0 * b * b;
        let squares = run.positions().iter().map(|v| f64::from(*v).powi(2));
        let found = squares.sum::<f64>() / n as f64;
        // Four standard errors of a sum of two squares, and steps of 1/200.
        assert!(
            (found / expected - 1.0).abs() < 0.09,
            "{:?}: {found}, not {expected}",
            s.config().path
        );
    }
}
