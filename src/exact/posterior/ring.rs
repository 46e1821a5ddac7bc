//! Nodes of the ring's posterior, in polar coordinates.
//!
//! With x_t = ρ (cos φ, sin φ) and x₀ = r (cos θ, sin θ),
//!
//! p(x₀ | x_t) dx₀ ∝ e^{f(ln r)} d(ln r) · p(θ) e^{κ (cos(θ − φ) − 1)} dθ,
//! f(u) = k u − k r − (ρ − A r)²/2B²,  κ = A ρ r/B²,
//!
//! k being the ring's scale. The logarithm of the radius goes by the trapezoidal rule, out from f's one
//! maximum to both sides, as for the ring's score; the angle by Gauss–Legendre between the kinks of
//! p(θ), within the window that κ leaves. Other nodes than the score's, more of them: squares and
//! logarithms need them, and a mean found by both is found twice.

use crate::data::Ring;
use crate::exact::gauss_legendre;
use crate::exact::radial::MOST_RADII;
use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, PI};

/// Radii below e^−24 = 4e-11 of the largest are left out.
const NEGLIGIBLE: f64 = 24.0;
/// Half the window of angles, in units of 1/√κ: e^{−6.5²/2} = 7e-10.
const REACH: f64 = 6.5;
/// Gauss–Legendre nodes from kink to kink.
const NODES: usize = 24;
/// Weights below this share of the largest are not seen in a sum.
const LIGHT: f64 = 1e-13;

/// A node: its weight, x₀ and ln p(x₀).
pub(super) type Node = (f64, [f64; 2], f64);

/// The nodes at `x`, for given A and B > 0; the largest weight is of the order of one.
pub(super) fn nodes(ring: &Ring, a: f64, b: f64, x: [f64; 2]) -> Vec<Node> {
    let rho = libm::hypot(x[0], x[1]);
    let radii = radii(ring, a, b, rho);
    let slowest = radii.iter().map(|(_, r)| *r).fold(f64::INFINITY, f64::min);
    let pull = a * rho / (b * b);
    let angles = angles(libm::atan2(x[1], x[0]), REACH / (pull * slowest).sqrt());
    let mut out = Vec::with_capacity(radii.len() * angles.len());
    for (weight, r) in radii {
        let log_radius = ring.log_radius_density(r) - libm::log(r);
        for angle in &angles {
            let weight = weight * angle.weight * libm::exp(pull * r * angle.cos_minus_one);
            if weight > LIGHT {
                let [cos, sin] = angle.direction;
                out.push((weight, [r * cos, r * sin], log_radius + angle.log_density));
            }
        }
    }
    out
}

/// ln p(x₀) at many points: with c = max(|cos θ|, |sin θ|) = max(|x|, |y|)/r, without an angle.
pub(super) fn log_density(ring: &Ring) -> impl Fn([f64; 2]) -> f64 {
    let k = ring.config().scale;
    let log_norm = ring.log_radius_density(1.0) + k - libm::log(8.0);
    move |[x, y]| {
        let square = x * x + y * y;
        let widest = x.abs().max(y.abs());
        log_norm + 0.5 * k * libm::log(square) - k * square.sqrt() - 2.0 * libm::log(widest)
    }
}

/// (e^{f − max f}, r).
fn radii(ring: &Ring, a: f64, b: f64, rho: f64) -> Vec<(f64, f64)> {
    let k = ring.config().scale;
    let precision = 1.0 / (b * b);
    // f′ = k − (k − Aρ/B²) r − (A²/B²) r² = 0, without cancellation.
    let (quadratic, linear) = (a * a * precision, k - a * rho * precision);
    let root = (linear * linear + 4.0 * quadratic * k).sqrt();
    let mode = if linear >= 0.0 {
        2.0 * k / (linear + root)
    } else {
        (root - linear) / (2.0 * quadratic)
    };
    // Relative to its top, by differences: near t = 0 the terms themselves are huge.
    let f = |u: f64, r: f64| {
        let d = r - mode;
        let bend = d * (a * a * (r + mode) - 2.0 * a * rho);
        k * (u - d) - 0.5 * precision * bend
    };
    let std = 1.0 / (k + quadratic * mode * mode).sqrt();
    let step = std * (0.8 - 0.25 * (2.0 / k).sqrt());
    let mut out = Vec::new();
    for (first, way) in [(0, 1.0), (1, -1.0)] {
        for j in first..MOST_RADII {
            let u = way * f64::from(j) * step;
            let r = mode * libm::exp(u);
            let exponent = f(u, r);
            // NaN must end the walk too.
            if exponent.is_nan() || exponent < -NEGLIGIBLE {
                break;
            }
            out.push((libm::exp(exponent.min(0.0)), r));
        }
    }
    out
}

/// A direction: p(θ) dθ, ln p(θ), θ, and cos(θ − φ) − 1.
struct Angle {
    weight: f64,
    log_density: f64,
    direction: [f64; 2],
    cos_minus_one: f64,
}

/// Directions within `reach` of φ, all of them if that is half a turn.
fn angles(phi: f64, reach: f64) -> Vec<Angle> {
    let reach = reach.min(PI);
    let (lo, hi) = (phi - reach, phi + reach);
    // The kinks are at odd multiples of π/4.
    let first = ((lo - FRAC_PI_4) / FRAC_PI_2).floor() as i32 + 1;
    let mut edges = vec![lo];
    edges.extend(
        (first..)
            .map(|i| FRAC_PI_4 + f64::from(i) * FRAC_PI_2)
            .take_while(|kink| *kink < hi),
    );
    edges.push(hi);
    let rule = gauss_legendre(NODES, -1.0, 1.0);
    let mut out = Vec::with_capacity(NODES * edges.len());
    for ends in edges.windows(2) {
        let (middle, half) = (0.5 * (ends[0] + ends[1]), 0.5 * (ends[1] - ends[0]));
        for (node, width) in &rule {
            let theta = middle + half * node;
            let density = Ring::angle_density(theta);
            let (sin, cos) = libm::sincos(theta);
            // 1 − cos δ = 2 sin²(δ/2), without cancellation.
            let sin_half = libm::sin(0.5 * (theta - phi));
            out.push(Angle {
                weight: half * width * density,
                log_density: libm::log(density),
                direction: [cos, sin],
                cos_minus_one: -2.0 * sin_half * sin_half,
            });
        }
    }
    out
}
