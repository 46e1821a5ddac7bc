//! The samplers that step by noise, held to their orders of convergence: without chance by where
//! each particle ends, with chance in distribution, and to the data in the corners of settings.

use crate::common::gaussian::{Gaussian, MEAN, STD};
use crate::common::{max_difference, mean, variance};
use nano_diffusion::data::{DataConfig, DataKind, DataSet, Distribution, Ring, RingConfig};
use nano_diffusion::exact::{DataOracle, RingOracle};
use nano_diffusion::metrics::Evaluator;
use nano_diffusion::process::{Schedule, ScheduleConfig};
use nano_diffusion::sample::{Method, SampleConfig, Sampler, sampler};

fn schedule() -> Schedule {
    Schedule::new(ScheduleConfig::default()).unwrap()
}

fn config(method: Method, noise_steps: usize) -> SampleConfig {
    SampleConfig {
        method,
        noise_steps,
        particles: 200,
        ..SampleConfig::default()
    }
}

fn finish(mut sampler: Box<dyn Sampler>) -> Vec<f32> {
    while !sampler.finished() {
        sampler.step().unwrap();
    }
    sampler.positions().to_vec()
}

/// Twice the steps: half the error for DDIM, a quarter for DPM-Solver++(2M) and EDM, by the
/// particle that is furthest from where the Gaussian's linear flow takes its x_T.
#[test]
fn order_on_a_gaussian() {
    let gaussian = Gaussian(schedule());
    let ratio = (gaussian.variance(0.0) / gaussian.variance(1.0)).sqrt();
    for (method, order) in [(Method::Ddim, 2.0), (Method::Dpm, 4.0), (Method::Edm, 4.0)] {
        let errors = [40, 80, 160].map(|steps| {
            let config = config(method, steps);
            let sampler = sampler(gaussian, schedule(), config, STD, 4).unwrap();
            let start = sampler.positions().to_vec();
            let end = finish(sampler);
            let errors = end.iter().zip(&start).enumerate().map(|(i, (end, start))| {
                let m = gaussian.mean()[i % 2];
                let expected = m + ratio * (f64::from(*start) - schedule().a(1.0) * m);
                (f64::from(*end) - expected).abs()
            });
            errors.fold(0.0, f64::max)
        });
        println!("{method:?} {errors:?}");
        for pair in errors.windows(2) {
            let ratio = pair[0] / pair[1];
            assert!((0.8 * order..1.3 * order).contains(&ratio), "{errors:?}");
        }
    }
}

/// The same on the ring, whose flow bends: by the mean distance from where small steps end.
/// (Near the ring's centre the flow parts, so that the largest distance has no order yet.)
#[test]
fn order_on_the_ring() {
    let ring = Ring::new(RingConfig::default()).unwrap();
    let run = |config| {
        let oracle = RingOracle::new(ring.clone(), schedule());
        finish(sampler(oracle, schedule(), config, ring.finest_width(), 1).unwrap())
    };
    let fine = run(SampleConfig {
        tolerance: 1e-6,
        ..config(Method::Adaptive, 20)
    });
    for (method, order) in [(Method::Ddim, 2.0), (Method::Dpm, 4.0), (Method::Edm, 4.0)] {
        let errors = [48, 96, 192].map(|steps| {
            let end = run(config(method, steps));
            let errors = end.iter().zip(&fine).map(|(a, b)| f64::from((a - b).abs()));
            mean(&errors.collect::<Vec<_>>())
        });
        println!("{method:?} {errors:?}");
        for pair in errors.windows(2) {
            let ratio = pair[0] / pair[1];
            assert!((0.75 * order..1.5 * order).contains(&ratio), "{errors:?}");
        }
    }
}

/// What a sampler with chance makes of the Gaussian data: all is linear, so that mean and
/// variance of one coordinate follow from step to step.
#[derive(Clone, Copy)]
struct Chain {
    method: Method,
    eta: f64,
    churn: f64,
    snr: f64,
}

impl Chain {
    fn of(method: Method) -> Self {
        Self {
            method,
            eta: 1.0,
            churn: 0.0,
            snr: 0.16,
        }
    }

    fn config(self, noise_steps: usize) -> SampleConfig {
        SampleConfig {
            method: self.method,
            noise_steps,
            eta: self.eta,
            churn: self.churn,
            snr: self.snr,
            particles: 20_000,
            ..SampleConfig::default()
        }
    }

    /// The times that the sampler takes, T and 0 among them.
    fn times(self, steps: usize) -> Vec<f64> {
        let config = SampleConfig {
            particles: 100,
            ..self.config(steps)
        };
        let mut sampler = sampler(Gaussian(schedule()), schedule(), config, STD, 1).unwrap();
        let mut times = vec![sampler.t()];
        while !sampler.finished() {
            sampler.step().unwrap();
            times.push(sampler.t());
        }
        times
    }

    /// Mean and variance at the end, begun with those of `start`; data of mean `m`.
    fn moments(self, steps: usize, m: f64, start: (f64, f64)) -> (f64, f64) {
        let times = self.times(steps);
        match self.method {
            Method::Edm => self.in_sigma(&times, m, start),
            _ => self.in_lambda(&times, m, start),
        }
    }

    /// By the mean of x₀ given x, in the form of Song, Meng and Ermon, equations 12 and 16.
    fn in_lambda(self, times: &[f64], m: f64, start: (f64, f64)) -> (f64, f64) {
        let s = schedule();
        let v0 = STD * STD;
        // x and D of the step before, their variances and covariance.
        let (mut x, mut d_before) = (start.0, 0.0);
        let (mut xx, mut xd, mut dd) = (start.1, 0.0, 0.0);
        let mut h_before = None;
        for pair in times.windows(2) {
            let [(a, b), (a1, b1)] = [s.ab(pair[0]), s.ab(pair[1])];
            let v = a * a * v0 + b * b;
            // D = slope x + shift, ε̂ = (x − A D)/B.
            let slope = a * v0 / v;
            let shift = b * b * m / v;
            let sigma = self.eta_of() * b1 / b * (1.0 - (a / a1).powi(2)).sqrt();
            let along = (b1 * b1 - sigma * sigma).max(0.0).sqrt();
            // The share of D − D₋ that is added, once there is one, but at the end.
            let h = (b * a1 / (a * b1)).ln();
            let c = match h_before {
                Some(before) if self.method == Method::DpmSde && b1 > 0.0 => h / (2.0 * before),
                _ => 0.0,
            };
            h_before = Some(h);
            // x′ = p x + q D + r D₋ + σ z
            let p = along / b;
            let pull = a1 - a * along / b;
            let (q, r) = (pull * (1.0 + c), -pull * c);
            let f = p + q * slope;
            (x, d_before) = (f * x + q * shift + r * d_before, slope * x + shift);
            let new_xx = f * f * xx + 2.0 * f * r * xd + r * r * dd + sigma * sigma;
            (xd, dd) = (slope * (f * xx + r * xd), slope * slope * xx);
            xx = new_xx;
            if self.method == Method::Corrector && b1 > 0.0 {
                let v = a1 * a1 * v0 + b1 * b1;
                let e = 2.0 * self.snr * self.snr * v * v / xx;
                x = a1 * m + (1.0 - e / v) * (x - a1 * m);
                xx = (1.0 - e / v).powi(2) * xx + 2.0 * e;
            }
        }
        (x, xx)
    }

    fn eta_of(self) -> f64 {
        if self.method == Method::Ddim {
            self.eta
        } else {
            1.0
        }
    }

    /// EDM: Heun's step in σ of y = x/A, after churn.
    fn in_sigma(self, times: &[f64], m: f64, start: (f64, f64)) -> (f64, f64) {
        let a = schedule().a(times[0]);
        let (mut y, mut yy) = (start.0 / a, start.1 / (a * a));
        let sigmas: Vec<f64> = times
            .iter()
            .map(|t| schedule().b(*t) / schedule().a(*t))
            .collect();
        let gamma = (self.churn / (sigmas.len() - 1) as f64).min(2f64.sqrt() - 1.0);
        for pair in sigmas.windows(2) {
            let hat = (pair[0] * (1.0 + gamma)).min(sigmas[0]);
            yy += hat * hat - pair[0] * pair[0];
            let h = pair[1] - hat;
            // dy/dσ = σ (y − m)/(σ² + v₀).
            let slope = |sigma: f64| sigma / (sigma * sigma + STD * STD);
            let (k1, k2) = (slope(hat), slope(pair[1]));
            let f = if pair[1] > 0.0 {
                1.0 + 0.5 * h * (k1 + k2 * (1.0 + h * k1))
            } else {
                1.0 + h * k1
            };
            y = m + f * (y - m);
            yy *= f * f;
        }
        (y, yy)
    }
}

/// The chains come to the data as the steps get shorter: relative error of the variance, begun
/// with the moments of p_T itself. DDIM's with any η and the ancestral predictor of first order;
/// the SDE form of DPM-Solver++(2M) of second, as what the noise of a step does to the mean of
/// x₀ is made good for in the next one; EDM's with churn too, since churn is no approximation.
#[test]
fn order_in_distribution() {
    let gaussian = Gaussian(schedule());
    let start = (schedule().a(1.0) * MEAN[1], gaussian.variance(1.0));
    for (chain, order) in [
        (Chain::of(Method::Ddim), 2.0),
        (
            Chain {
                eta: 0.5,
                ..Chain::of(Method::Ddim)
            },
            2.0,
        ),
        (Chain::of(Method::DpmSde), 4.0),
        (
            Chain {
                churn: 10.0,
                ..Chain::of(Method::Edm)
            },
            4.0,
        ),
        (
            Chain {
                snr: 0.01,
                ..Chain::of(Method::Corrector)
            },
            2.0,
        ),
    ] {
        let [coarse, fine] = [100, 200].map(|steps| {
            let (_, variance) = chain.moments(steps, MEAN[1], start);
            (variance / (STD * STD) - 1.0).abs()
        });
        let words = format!("{:?} {coarse} {fine}", chain.method);
        println!("{words}");
        let ratio = coarse / fine;
        assert!((0.75 * order..1.4 * order).contains(&ratio), "{words}");
    }
}

/// And the particles follow the chains: mean and variance within five standard errors.
#[test]
fn particles_follow_the_chains() {
    for chain in [
        Chain::of(Method::Ddim),
        Chain {
            eta: 0.5,
            ..Chain::of(Method::Ddim)
        },
        Chain::of(Method::DpmSde),
        Chain {
            churn: 10.0,
            ..Chain::of(Method::Edm)
        },
        Chain::of(Method::Corrector),
    ] {
        let gaussian = Gaussian(schedule());
        let points = finish(sampler(gaussian, schedule(), chain.config(16), STD, 3).unwrap());
        for (axis, m) in MEAN.into_iter().enumerate() {
            let values = points.iter().skip(axis).step_by(2);
            let values: Vec<f64> = values.map(|v| f64::from(*v)).collect();
            let expected = chain.moments(16, m, (0.0, 1.0));
            let root = (values.len() as f64).sqrt();
            let got = (mean(&values), variance(&values));
            let bounds = (
                5.0 * expected.1.sqrt() / root,
                5.0 * expected.1 * 2f64.sqrt() / root,
            );
            let words = format!("{:?}: {got:?} for {expected:?}", chain.method);
            assert!((got.0 - expected.0).abs() < bounds.0, "{words}");
            assert!((got.1 - expected.1).abs() < bounds.1, "{words}");
        }
    }
}

/// The corrector mends: at 16 steps the variance is nearer to the data's than without it.
#[test]
fn the_corrector_corrects() {
    let error = |chain: Chain| {
        let (_, variance) = chain.moments(16, MEAN[0], (0.0, 1.0));
        (variance / (STD * STD) - 1.0).abs()
    };
    let alone = error(Chain::of(Method::Ddim));
    let mended = error(Chain::of(Method::Corrector));
    assert!(mended < 0.8 * alone, "{mended} {alone}");
}

/// A churn of nothing is none, and without chance the first two orders differ.
#[test]
fn chance_is_drawn_where_there_is_some() {
    let run = |config, seed| {
        finish(sampler(Gaussian(schedule()), schedule(), config, STD, seed).unwrap())
    };
    let ddim = |eta| SampleConfig {
        eta,
        ..config(Method::Ddim, 20)
    };
    let quiet = run(ddim(0.0), 1);
    assert!(max_difference(&quiet, &run(ddim(1e-6), 1)) < 1e-4);
    assert!(max_difference(&quiet, &run(ddim(1.0), 1)) > 0.1);
    let edm = |churn| SampleConfig {
        churn,
        ..config(Method::Edm, 20)
    };
    assert!(max_difference(&run(edm(0.0), 1), &run(edm(1e-9), 1)) < 1e-3);
    assert!(max_difference(&run(edm(0.0), 1), &run(edm(10.0), 1)) > 0.1);
    assert_eq!(run(ddim(1.0), 2), run(ddim(1.0), 2));
}

/// In the corners of settings, where p_T is N(0, I), the exact score makes the data: every
/// quantity by which they are judged is in the band of true samples. At 1e-5 T there is noise
/// of B = 0.03 left under β = 20…50 and T = 5: ending there, RK32 leaves 28 % of four sharp points off
/// their support, and the thin ring's radius at a total variation of 0.26.
#[test]
fn sharp_data_in_the_corners() {
    let points = vec![0.5, 0.5, -0.5, 0.5, -0.5, -0.5, 0.5, -0.5];
    let own = DataConfig {
        kind: DataKind::Own,
        kernel_width: 0.02,
        points,
        ..DataConfig::default()
    };
    let ring = DataConfig {
        scale: 2000.0,
        ..DataConfig::default()
    };
    for (beta_min, beta_max, t_end) in [(20.0, 50.0, 5.0), (0.01, 50.0, 5.0), (0.01, 50.0, 0.5)] {
        let schedule = Schedule::new(ScheduleConfig {
            beta_min,
            beta_max,
            t_end,
            ..ScheduleConfig::default()
        })
        .unwrap();
        for data in [&own, &ring] {
            let data = DataSet::new(data).unwrap();
            let n = 2000;
            let evaluator = Evaluator::new(&data, schedule, n, 1).unwrap();
            for method in [Method::Adaptive, Method::Dpm] {
                let config = SampleConfig {
                    particles: n,
                    tolerance: 1e-4,
                    ..config(method, 80)
                };
                let oracle = DataOracle::new(&data, schedule);
                let width = data.finest_width();
                let end = finish(sampler(oracle, schedule, config, width, 1).unwrap());
                for metric in evaluator.metrics(&end) {
                    assert!(
                        metric.value <= metric.band_bound,
                        "β {beta_min}…{beta_max}, T {t_end}, {method:?}: {metric:?}"
                    );
                }
            }
        }
    }
}
