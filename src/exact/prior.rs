//! How far is p_T from the N(0, I) that sampling starts from? KL(p_T ‖ N(0, I)), in nats.
//!
//! p_t(x) = ∫ p(x₀) N(x; A x₀, B² I) dx₀ over the closed-form density of [`Ring`]: one
//! fixed set of Gauss–Legendre nodes in the angle (an octant at a time: the density has
//! kinks at the diagonals) and in the radius. Exact to quadrature error where B(t) is not
//! small; [`RingOracle`](super::RingOracle) holds for every t, with nodes that move along.

use super::quadrature::gauss_legendre;
use crate::data::Ring;
use crate::process::Schedule;
use std::f64::consts::{FRAC_PI_4, PI};

/// Above this many nats the sampler starts from visibly the wrong place.
pub const PRIOR_KL_WARNING: f64 = 0.01;

/// What lies below exp(−50) of the kernel's peak is left out of a density.
const NEGLIGIBLE: f64 = 50.0;

/// The ring as a finite set of weighted points: the quadrature over p(x₀).
pub struct RingQuadrature {
    /// (r, weight), the weights summing to one up to quadrature error.
    radii: Vec<[f64; 2]>,
    /// (cos θ, sin θ, weight), likewise.
    angles: Vec<[f64; 3]>,
}

/// The radii that hold the data, up to 1e-5 of it for the thickest ring.
fn radius_range(ring: &Ring) -> [f64; 2] {
    let std = ring.radius_std();
    [(1.0 - 7.0 * std).max(0.0), 1.0 + 10.0 * std]
}

impl RingQuadrature {
    /// `angles` nodes an octant, `radii` nodes over all of the radius.
    pub fn new(ring: &Ring, angles: usize, radii: usize) -> Self {
        let [lo, hi] = radius_range(ring);
        let radii = gauss_legendre(radii, lo, hi)
            .into_iter()
            .map(|(r, w)| [r, w * libm::exp(ring.log_radius_density(r))])
            .collect();
        let angles = (0..8)
            .flat_map(|octant| {
                let lo = f64::from(octant) * FRAC_PI_4;
                gauss_legendre(angles, lo, lo + FRAC_PI_4)
            })
            .map(|(theta, w)| {
                let (sin, cos) = libm::sincos(theta);
                [cos, sin, w * Ring::angle_density(theta)]
            })
            .collect();
        Self { radii, angles }
    }

    /// p_t(x, y), a density per unit area.
    pub fn density(&self, schedule: &Schedule, t: f64, x: f64, y: f64) -> f64 {
        let (a, b) = (schedule.a(t), schedule.b(t));
        let precision = 0.5 / (b * b);
        let r = libm::hypot(x, y);
        let mut sum = 0.0;
        for &[r0, w_r] in &self.radii {
            // |x − A x₀|² = (|x| − A r₀)² + 2 A r₀ (|x| − x · x₀/r₀)
            let radial = precision * (r - a * r0) * (r - a * r0);
            if radial > NEGLIGIBLE {
                continue;
            }
            let scale = 2.0 * precision * a * r0;
            let mut ring = 0.0;
            for &[cos, sin, w_theta] in &self.angles {
                let exponent = radial + scale * (r - x * cos - y * sin);
                if exponent < NEGLIGIBLE {
                    ring += w_theta * libm::exp(-exponent);
                }
            }
            sum += w_r * ring;
        }
        sum * precision / PI
    }
}

/// KL(p_T ‖ N(0, I)) in nats, to about 1e-3 of its size or 1e-5.
///
/// p_T inherits the ring's eightfold symmetry, so the outer integral takes one octant
/// of angles. The node counts follow what has to be resolved: in the inner integral the
/// noise (of width B/A seen from the data) and the ring, in the outer one p_T. Gauss–
/// Legendre nodes are at most π/2 times their mean distance apart.
pub fn ring_prior_kl(ring: &Ring, schedule: &Schedule) -> f64 {
    let t = schedule.t_end();
    let (a, b) = (schedule.a(t), schedule.b(t));
    let std = ring.radius_std();
    let [lo, hi] = radius_range(ring);
    let angles = 6.0 + 2.0 * (a / b) * (1.0 + std);
    let radii = 8.0 + 1.3 * (hi - lo) * (1.0 / std).max(a / b);
    let quadrature = RingQuadrature::new(ring, angles as usize, radii as usize);
    // Beyond the furthest data, seven standard deviations of noise. Two panels, split
    // at the ring's image, keep a sharp ridge away from the panels' middles.
    let edge = a * hi + 7.0 * b;
    let ridge = a.max(0.05 * edge);
    let width = libm::hypot(a * std, b);
    let panel = |lo: f64, hi: f64| {
        let n = 12.0 + 2.0 * (hi - lo) / width;
        gauss_legendre(n as usize, lo, hi)
    };
    let mut r_nodes = panel(0.0, ridge);
    r_nodes.extend(panel(ridge, edge));
    let octant = gauss_legendre(6, 0.0, FRAC_PI_4);
    let variance = schedule.spread(t).powi(2);
    let mut kl = 0.0;
    for &(r, w_r) in &r_nodes {
        for &(theta, w_theta) in &octant {
            let (sin, cos) = libm::sincos(theta);
            let p = quadrature.density(schedule, t, r * cos, r * sin);
            if p > 0.0 {
                let log_normal = -0.5 * r * r / variance - libm::log(2.0 * PI * variance);
                kl += 8.0 * w_theta * w_r * r * p * (libm::log(p) - log_normal);
            }
        }
    }
    kl.max(0.0)
}
