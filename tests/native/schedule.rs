//! The forward process: its closed form against its definition and against simulation.

use crate::common::{mean, variance};
use nano_diffusion::process::{Schedule, ScheduleConfig, end_time};
use nano_diffusion::rng::{Stream, normal, stream};

/// Schedules that differ in every setting, one of them falling.
fn schedules() -> Vec<Schedule> {
    [
        (0.1, 20.0, 1.0),
        (0.01, 0.1, 0.1),
        (20.0, 0.1, 5.0),
        (3.0, 3.0, 2.0),
    ]
    .map(|(beta_min, beta_max, t_end)| {
        Schedule::new(ScheduleConfig {
            beta_min,
            beta_max,
            t_end,
            ..ScheduleConfig::default()
        })
        .unwrap()
    })
    .to_vec()
}

#[test]
fn beta_is_linear_between_its_ends() {
    for s in schedules() {
        let c = s.config();
        assert!((s.beta(0.0) - c.beta_min).abs() < 1e-12);
        assert!((s.beta(c.t_end) - c.beta_max).abs() < 1e-12);
        let middle = s.beta(0.5 * c.t_end);
        assert!((middle - 0.5 * (c.beta_min + c.beta_max)).abs() < 1e-12);
    }
}

/// The midpoint rule is exact for a linear β, up to rounding.
#[test]
fn closed_form_is_the_integral_of_beta() {
    for s in schedules() {
        for share in [0.01, 0.3, 1.0] {
            let t = share * s.t_end();
            let n = 1000;
            let h = t / f64::from(n);
            let integral: f64 = (0..n).map(|i| h * s.beta((f64::from(i) + 0.5) * h)).sum();
            assert!((s.integral(t) / integral - 1.0).abs() < 1e-12);
            assert!((s.a(t) - (-0.5 * integral).exp()).abs() < 1e-12);
            assert!((s.a(t).powi(2) + s.b(t).powi(2) - 1.0).abs() < 1e-14);
        }
    }
}

/// To 1e-12 of t, but where B is so close to 1 that it says little of t.
#[test]
fn time_of_noise_is_the_inverse_of_b() {
    for s in schedules() {
        for share in [1e-15, 1e-9, 1e-4, 0.01, 0.3] {
            let t = share * s.t_end();
            let b = s.b(t);
            // dI = 2 b db/(1 − b²): rounding of b, blown up.
            let allowed = 1e-12 + 1e-15 / ((1.0 - b * b) * s.integral(t));
            let found = s.time_of_noise(b);
            assert!((found / t - 1.0).abs() < allowed, "{share}: {found} {t}");
        }
        assert_eq!(s.time_of_noise(0.0), 0.0);
        let beyond = s.b(1.01 * s.t_end());
        for more in [beyond, 1.0, 1.5] {
            assert_eq!(s.time_of_noise(more), s.t_end(), "{more}");
        }
    }
}

/// The end depends on the noise, and is never later than 1e-5 T.
#[test]
fn the_end_is_chosen_by_noise() {
    for s in schedules() {
        for width in [0.02, 0.0707, 0.5] {
            let t = end_time(&s, width);
            assert!(t > 0.0 && t <= 1e-5 * s.t_end());
            assert!(s.b(t) <= width / 50.0 * (1.0 + 1e-12), "{width} {}", s.b(t));
        }
    }
    // As it was before, for the post's data and process: there 1e-5 T is early enough.
    let post = Schedule::new(ScheduleConfig::default()).unwrap();
    assert_eq!(end_time(&post, 0.0707), 1e-5);
}

/// Where 1 − A² would cancel, B² must still be I − I²/2 + I³/6 for I = ∫ β.
#[test]
fn b_is_precise_near_zero() {
    for s in schedules() {
        assert_eq!(s.b(0.0), 0.0);
        for t in [1e-15, 1e-10, 1e-6] {
            let i = s.integral(t);
            let expected = (i - i * i / 2.0 + i.powi(3) / 6.0).sqrt();
            assert!((s.b(t) / expected - 1.0).abs() < 1e-13, "B({t})");
        }
    }
}

/// Mean and variance of `n` draws around A x₀ and B², within `sigmas` standard errors
/// and an extra `slack`.
fn assert_moments(points: &[f32], x0: [f64; 2], a: f64, b: f64, slack: f64) {
    let sigmas = 5.0;
    for (axis, x0) in x0.into_iter().enumerate() {
        let values: Vec<f64> = points.chunks_exact(2).map(|p| f64::from(p[axis])).collect();
        let n = values.len() as f64;
        let (m, v) = (mean(&values), variance(&values));
        assert!(
            (m - a * x0).abs() < sigmas * b / n.sqrt() + slack,
            "mean {m}"
        );
        let error = sigmas * b * b * (2.0 / n).sqrt() + slack;
        assert!((v - b * b).abs() < error, "variance {v} for {}", b * b);
    }
}

#[test]
fn diffuse_has_the_moments_of_the_closed_form() {
    let s = schedules()[0];
    let (x0, t) = ([1.0, -0.5], 0.2);
    let mut rng = stream(1, Stream::Data);
    let mut points = Vec::new();
    for _ in 0..50_000 {
        let (x, eps) = s.diffuse(x0, t, &mut rng);
        for axis in 0..2 {
            // x must be made with the very ε that is returned.
            assert_eq!(x[axis], s.a(t) * x0[axis] + s.b(t) * eps[axis]);
            points.push(x[axis] as f32);
        }
    }
    assert_moments(&points, x0, s.a(t), s.b(t), 0.0);
}

/// Small forward steps must end where the closed form says. Euler–Maruyama's own error
/// is below β² dt t / 8 ≈ 1e-3 here.
#[test]
fn forward_steps_reach_the_closed_form() {
    let s = schedules()[0];
    let x0 = [1.0, -0.5];
    let dt = 5e-4;
    let mut rng = stream(2, Stream::Data);
    let mut points = [x0[0] as f32, x0[1] as f32].repeat(20_000);
    for k in 0..1000_u32 {
        if [200, 600].contains(&k) {
            let t = f64::from(k) * dt;
            assert_moments(&points, x0, s.a(t), s.b(t), 2e-3);
        }
        s.forward_step(&mut points, f64::from(k) * dt, dt, |_| normal(&mut rng));
    }
    assert_moments(&points, x0, s.a(0.5), s.b(0.5), 2e-3);
}
