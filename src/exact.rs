//! What is known without learning: the marginal p_t of the ring, by quadrature.
//!
//! p_t(x) = ∫ p(x₀) N(x; A x₀, B² I) dx₀ over the closed-form density of [`Ring`]: Gauss–
//! Legendre nodes in the angle (an octant at a time: the density has kinks at the
//! diagonals) and in the radius. Exact to quadrature error where B(t) is not small.
//!
//! Here it answers one question: how far is p_T from the N(0, I) that sampling starts
//! from? That is KL(p_T ‖ N(0, I)), in nats.

use crate::data::Ring;
use crate::schedule::Schedule;
use std::f64::consts::{FRAC_PI_4, PI};

/// Above this many nats the sampler starts from visibly the wrong place.
pub const PRIOR_KL_WARNING: f64 = 0.01;

/// Nodes and weights of Gauss–Legendre quadrature on [lo, hi], by Newton's iteration on
/// the Legendre polynomial P_n.
pub fn gauss_legendre(n: usize, lo: f64, hi: f64) -> Vec<(f64, f64)> {
    let (centre, half) = (0.5 * (lo + hi), 0.5 * (hi - lo));
    (0..n)
        .map(|i| {
            let mut x = libm::cos(PI * (i as f64 + 0.75) / (n as f64 + 0.5));
            let mut slope = 1.0;
            for _ in 0..50 {
                let (mut previous, mut p) = (1.0, x);
                for k in 2..=n {
                    let k = k as f64;
                    (previous, p) = (p, ((2.0 * k - 1.0) * x * p - (k - 1.0) * previous) / k);
                }
                slope = n as f64 * (x * p - previous) / (x * x - 1.0);
                let step = p / slope;
                x -= step;
                if step.abs() < 1e-15 {
                    break;
                }
            }
            let weight = 2.0 / ((1.0 - x * x) * slope * slope);
            (centre + half * x, half * weight)
        })
        .collect()
}

/// The ring as a finite set of weighted points: the quadrature over p(x₀).
pub struct RingQuadrature {
    /// (x, y, weight), the weights summing to one up to quadrature error.
    nodes: Vec<[f64; 3]>,
}

impl RingQuadrature {
    /// `angles` nodes an octant, `radii` nodes over ±8 standard deviations of the radius.
    pub fn new(ring: &Ring, angles: usize, radii: usize) -> Self {
        let reach = 8.0 * ring.radius_std();
        let radii = gauss_legendre(radii, (1.0 - reach).max(1e-6), 1.0 + 1.5 * reach);
        let mut nodes = Vec::new();
        for octant in 0..8 {
            let lo = f64::from(octant) * FRAC_PI_4;
            for (theta, w_theta) in gauss_legendre(angles, lo, lo + FRAC_PI_4) {
                let (sin, cos) = libm::sincos(theta);
                for &(r, w_r) in &radii {
                    let density =
                        libm::exp(ring.log_radius_density(r)) * Ring::angle_density(theta);
                    nodes.push([r * cos, r * sin, density * w_theta * w_r]);
                }
            }
        }
        Self { nodes }
    }

    /// p_t(x, y), a density per unit area.
    pub fn density(&self, schedule: &Schedule, t: f64, x: f64, y: f64) -> f64 {
        let (a, b) = (schedule.a(t), schedule.b(t));
        let precision = 0.5 / (b * b);
        let sum: f64 = self
            .nodes
            .iter()
            .map(|[x0, y0, w]| {
                let (dx, dy) = (x - a * x0, y - a * y0);
                w * libm::exp(-precision * (dx * dx + dy * dy))
            })
            .sum();
        sum * precision / PI
    }
}

/// KL(p_T ‖ N(0, I)) in nats.
///
/// p_T inherits the ring's eightfold symmetry, so the outer integral takes one octant
/// of angles. The node counts hold while B(T) is not tiny; the shortest, weakest
/// schedule of the page's limits has B(T) > 0.03, where they follow p_T's width.
pub fn prior_kl(ring: &Ring, schedule: &Schedule) -> f64 {
    let t = schedule.t_end();
    let (a, b) = (schedule.a(t), schedule.b(t));
    // Nodes must resolve a Gaussian of width B along an octant of length A π/4.
    let sharpness = (a / b).clamp(1.0, 40.0);
    let angles = (8.0 + 3.0 * sharpness) as usize;
    let radii = (16.0 + 4.0 * sharpness * ring.radius_std()).min(64.0) as usize;
    let quadrature = RingQuadrature::new(ring, angles, radii);
    // Beyond the furthest data, seven standard deviations of noise. Two panels, split
    // at the ring's image, keep a sharp ridge away from the panels' middles.
    let edge = a * (1.0 + 8.0 * ring.radius_std()) + 7.0 * b;
    let outer = (24.0 + 2.0 * sharpness) as usize;
    let mut r_nodes = gauss_legendre(outer, 0.0, a.max(0.05 * edge));
    r_nodes.extend(gauss_legendre(outer, a.max(0.05 * edge), edge));
    let octant = gauss_legendre(6, 0.0, FRAC_PI_4);
    let mut kl = 0.0;
    for &(r, w_r) in &r_nodes {
        for &(theta, w_theta) in &octant {
            let (sin, cos) = libm::sincos(theta);
            let p = quadrature.density(schedule, t, r * cos, r * sin);
            if p > 0.0 {
                let log_normal = -0.5 * r * r - libm::log(2.0 * PI);
                kl += 8.0 * w_theta * w_r * r * p * (libm::log(p) - log_normal);
            }
        }
    }
    kl.max(0.0)
}
