//! The exact marginals by quadrature, and KL(p_T ‖ N(0, I)) over the sliders' corners.

use crate::common::Fixture;
use nano_diffusion::data::{Distribution, Ring, RingConfig};
use nano_diffusion::exact::{PRIOR_KL_WARNING, RingQuadrature, gauss_legendre, ring_prior_kl};
use nano_diffusion::process::{Schedule, ScheduleConfig};
use nano_diffusion::rng::{Stream, stream};
use std::f64::consts::{FRAC_PI_4, TAU};

/// n nodes integrate every power below 2n exactly, and not the next even one.
#[test]
fn gauss_legendre_is_exact_for_polynomials() {
    for n in [1, 2, 3, 6, 25, 64, 200] {
        let integral = |power: i32| -> f64 {
            let nodes = gauss_legendre(n, -1.0, 1.0);
            nodes.iter().map(|(x, w)| w * x.powi(power)).sum()
        };
        for power in 0..2 * n as i32 {
            let expected = if power % 2 == 0 {
                2.0 / f64::from(power + 1)
            } else {
                0.0
            };
            assert!(
                (integral(power) - expected).abs() < 1e-13,
                "{n} nodes, x^{power}"
            );
        }
        if n <= 6 {
            let power = 2 * n as i32;
            assert!((integral(power) - 2.0 / f64::from(power + 1)).abs() > 1e-5);
        }
    }
    let shifted: f64 = gauss_legendre(20, 1.0, 3.0)
        .iter()
        .map(|(x, w)| w * x.exp())
        .sum();
    assert!((shifted - (3f64.exp() - 1f64.exp())).abs() < 1e-12);
}

fn schedule(beta_min: f64, beta_max: f64, t_end: f64) -> Schedule {
    Schedule::new(ScheduleConfig {
        beta_min,
        beta_max,
        t_end,
        ..ScheduleConfig::default()
    })
    .unwrap()
}

fn ring(scale: f64) -> Ring {
    Ring::new(RingConfig { scale }).unwrap()
}

/// Both are quadratures in float64; where B is small the far tails lose digits first.
#[test]
fn density_matches_the_reference() {
    let fixture = Fixture::load("exact_score.safetensors");
    let [x, t, expected] = ["x", "t", "log_pt"].map(|name| fixture.f64(name));
    let schedule = Schedule::new(ScheduleConfig::default()).unwrap();
    let quadrature = RingQuadrature::new(&ring(200.0), 60, 80);
    let mut compared = 0;
    let mut worst = 0.0f64;
    for ((x, t), expected) in x.chunks_exact(2).zip(&t).zip(&expected) {
        if schedule.b(*t) > 0.1 {
            let got = quadrature.density(&schedule, *t, x[0], x[1]).ln();
            worst = worst.max((got - expected).abs());
            compared += 1;
        }
    }
    assert!(compared > 200, "{compared}");
    assert!(worst < 1e-5, "{worst:e}");
}

/// Nodes for an integral over [lo, hi], none further than about `spacing` from the next:
/// panels of eight Gauss–Legendre nodes.
fn panels(lo: f64, hi: f64, spacing: f64) -> Vec<(f64, f64)> {
    let n = ((hi - lo) / (5.0 * spacing)).ceil();
    let at = |i: f64| lo + (hi - lo) * i / n;
    (0..n as u32)
        .map(f64::from)
        .flat_map(|i| gauss_legendre(8, at(i), at(i + 1.0)))
        .collect()
}

/// KL(p_T ‖ N(0, I)) with many more nodes, placed without regard to p_T's shape.
fn converged_kl(ring: &Ring, schedule: &Schedule) -> f64 {
    let t = schedule.t_end();
    let (a, b) = (schedule.a(t), schedule.b(t));
    let p = Converged::new(ring, a, b);
    let edge = a * (1.0 + 12.0 * ring.radius_std()) + 8.0 * b;
    let spacing = 0.3 * b.max(a * ring.radius_std()).min(1.0);
    let octant = gauss_legendre(12, 0.0, FRAC_PI_4);
    let mut kl = 0.0;
    for (r, w_r) in panels(0.0, edge, spacing) {
        for (theta, w_theta) in &octant {
            let density = p.density(r, *theta);
            if density > 0.0 {
                let log_normal = -0.5 * r * r - TAU.ln();
                kl += 8.0 * w_theta * w_r * r * density * (density.ln() - log_normal);
            }
        }
    }
    kl
}

/// p_T in polar coordinates, with nodes close enough for both the ring and the noise.
struct Converged {
    a: f64,
    b: f64,
    radii: Vec<(f64, f64)>,
    angles: Vec<(f64, f64)>,
}

impl Converged {
    fn new(ring: &Ring, a: f64, b: f64) -> Self {
        let std = ring.radius_std();
        let (lo, hi) = ((1.0 - 9.0 * std).max(0.0), 1.0 + 14.0 * std);
        let radii = panels(lo, hi, 0.5 * std.min(b / a)).into_iter();
        let angles = (0..8).flat_map(|octant| {
            let lo = f64::from(octant) * FRAC_PI_4;
            panels(
                lo,
                lo + FRAC_PI_4,
                (0.5 * b / a / (1.0 + 2.0 * std)).min(0.1),
            )
        });
        Self {
            a,
            b,
            radii: radii
                .map(|(r, w)| (r, w * ring.log_radius_density(r).exp()))
                .collect(),
            angles: angles
                .map(|(theta, w)| (theta, w * Ring::angle_density(theta)))
                .collect(),
        }
    }

    fn density(&self, r: f64, theta: f64) -> f64 {
        let precision = 0.5 / (self.b * self.b);
        let mut sum = 0.0;
        for (r0, w0) in &self.radii {
            let radial = precision * (r - self.a * r0).powi(2);
            if radial < 40.0 {
                for (theta0, w1) in &self.angles {
                    let half = (0.5 * (theta - theta0)).sin();
                    let exponent = radial + precision * 4.0 * r * self.a * r0 * half * half;
                    if exponent < 40.0 {
                        sum += w0 * w1 * (-exponent).exp();
                    }
                }
            }
        }
        sum * precision * 2.0 / TAU
    }
}

/// Within 1e-3 of the value, or 1e-5 where it is small: a thousandth of the page's warning.
#[test]
fn prior_kl_is_converged() {
    for (beta_min, beta_max, t_end) in [
        (0.01, 0.1, 0.1), // the least noise there can be
        (0.01, 20.0, 0.1),
        (20.0, 0.1, 0.1),
        (0.1, 20.0, 0.1),
        (0.01, 0.1, 1.0),
        (0.01, 0.1, 5.0),
        (1.0, 1.0, 1.0),
        (0.1, 5.0, 1.0),
        (0.1, 20.0, 1.0),
        (20.0, 50.0, 5.0), // and the most
    ] {
        let schedule = schedule(beta_min, beta_max, t_end);
        for scale in [2.0, 5.0, 30.0, 200.0, 2000.0] {
            let ring = ring(scale);
            let got = ring_prior_kl(&ring, &schedule);
            let expected = converged_kl(&ring, &schedule);
            let error = (got - expected).abs() / (1e-3 * expected.abs()).max(1e-5);
            let message = format!("{schedule:?}, scale {scale}: {got} for {expected}");
            assert!(error < 1.0, "{message}");
        }
    }
}

/// And against an estimate without any quadrature of the outer integral: the mean of
/// log p_T − log N over draws from p_T.
#[test]
fn prior_kl_is_an_expectation() {
    let mut rng = stream(5, Stream::Data);
    for (scale, schedule) in [
        (200.0, schedule(0.1, 5.0, 1.0)),
        (2.0, schedule(0.01, 20.0, 0.1)),
    ] {
        let ring = ring(scale);
        let t = schedule.t_end();
        let quadrature = RingQuadrature::new(&ring, 40, 120);
        let values: Vec<f64> = (0..3000)
            .map(|_| {
                let ([x, y], _) = schedule.diffuse(ring.draw(&mut rng), t, &mut rng);
                let log_normal = -0.5 * (x * x + y * y) - TAU.ln();
                quadrature.density(&schedule, t, x, y).ln() - log_normal
            })
            .collect();
        let error = 4.0 * (crate::common::variance(&values) / values.len() as f64).sqrt();
        let (got, estimate) = (
            ring_prior_kl(&ring, &schedule),
            crate::common::mean(&values),
        );
        assert!((got - estimate).abs() < error, "{got} {estimate} ± {error}");
    }
}

#[test]
fn the_default_schedule_ends_at_the_prior() {
    let kl = ring_prior_kl(&ring(200.0), &schedule(0.1, 20.0, 1.0));
    assert!((0.0..1e-5).contains(&kl), "{kl:e}");
    // A schedule that leaves 0.6 of the data must call for the warning.
    assert!(ring_prior_kl(&ring(200.0), &schedule(0.1, 1.9, 1.0)) > PRIOR_KL_WARNING);
}
