//! log p_t and ∇ log p_t of a quarter of the ring: the data between two of its diagonals.
//!
//! With directions e = (1, τ)/√(1 + τ²) of the quarter's edge, τ from −1 to 1, normals
//! n = (−τ, 1)/√(1 + τ²), y = x·e and z = x·n, the marginal of the whole ring is cut to one edge
//! ([`profile`](super::profile) has g; a quarter of the data, so four times the density):
//!
//! p_t(x | quarter) = 4/(2πB²) ∫ dτ/8 e^{g(y) − z²/2B²},
//! ∇ log p_t = ⟨g′(y) e − z n/B²⟩,
//!
//! ⟨·⟩ being means under that integrand. Gauss–Legendre in the angle, on the part of the edge where the
//! integrand is more than e^−18 of its largest. Seen from afar that is a corner: with δ₀ the angle from x to
//! the edge, κ (cos δ₀ − cos δ) < 18, κ = A ρ r/B².

use super::profile::{Profile, mode_of, value};
use super::quadrature::gauss_legendre;
use super::radial::Radial;
use super::{noise, pairs};
use crate::data::Ring;
use crate::process::Schedule;
use std::f64::consts::{FRAC_PI_4, PI, TAU};

/// Nodes in the angle: a window of twelve standard deviations wants two for each.
const NODES: usize = 32;
/// Where the window ends, in nats below the largest.
const NEGLIGIBLE: f64 = 18.0;

/// The exact marginals of a quarter of the ring.
#[derive(Clone, Debug)]
pub struct SectorOracle {
    k: f64,
    ring: Ring,
    /// Of the density: k ln k − ln Γ(k) + ln 4/8.
    log_norm: f64,
    schedule: Schedule,
    /// The direction of its middle: (cos, sin).
    middle: [f64; 2],
    rule: Vec<(f64, f64)>,
    radial: Radial,
    profile: Option<Profile>,
}

impl SectorOracle {
    /// Of the quarter around the direction of `quarter` right angles.
    pub fn new(ring: &Ring, quarter: usize, schedule: Schedule) -> Self {
        let k = ring.config().scale;
        let middle = [[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0]][quarter % 4];
        Self {
            k,
            ring: ring.clone(),
            log_norm: k * libm::log(k) - libm::lgamma(k) - std::f64::consts::LN_2,
            schedule,
            middle,
            rule: gauss_legendre(NODES, -1.0, 1.0),
            radial: Radial::default(),
            profile: None,
        }
    }

    /// log p_t(x | quarter) in nats and its gradient, for t > 0; NaN where x is not finite.
    pub fn at(&mut self, x: [f64; 2], t: f64) -> (f64, [f64; 2]) {
        let ab = [self.schedule.a(t), noise(&self.schedule, t)];
        self.sum(x, ab, None)
    }

    /// The gradient at flat points, many for one t.
    pub fn score_at(&mut self, x: &[f32], t: f64, out: &mut [f32]) {
        let ab = [self.schedule.a(t), noise(&self.schedule, t)];
        let known = self.profile.take().filter(|profile| profile.t == t);
        let profile = known.unwrap_or_else(|| Profile::new(&self.ring, t, ab, &mut self.radial));
        for (x, out) in pairs(x).zip(out.chunks_exact_mut(2)) {
            let (_, score) = self.sum(x, ab, Some(&profile));
            out.copy_from_slice(&score.map(|s| s as f32));
        }
        self.profile = Some(profile);
    }

    /// The sum over the angle; g from the table where that knows it.
    fn sum(&mut self, x: [f64; 2], [a, b]: [f64; 2], profile: Option<&Profile>) -> (f64, [f64; 2]) {
        if !(x[0].is_finite() && x[1].is_finite()) {
            return (f64::NAN, [f64::NAN; 2]);
        }
        let precision = 1.0 / (b * b);
        let [cos, sin] = self.middle;
        // As seen with the quarter's middle ahead.
        let [along, across] = [x[0] * cos + x[1] * sin, x[1] * cos - x[0] * sin];
        let [lo, hi] = self.window([along, across], [a, precision]);
        let (centre, half) = (0.5 * (lo + hi), 0.5 * (hi - lo));
        // Each node's exponent, weight and gradient.
        let mut terms = [(f64::NEG_INFINITY, 0.0, [0.0; 2]); NODES];
        for ((node, weight), term) in self.rule.iter().zip(&mut terms) {
            let (s, c) = libm::sincos(centre + half * node);
            let (y, z) = (along * c + across * s, across * c - along * s);
            let mut g = profile.map_or([f64::NAN; 2], |profile| profile.at(y));
            if g[0].is_nan() {
                let [value, slope, _] = value(&mut self.radial, self.k, [a, precision], y);
                g = [value, slope];
            }
            let exponent = g[0] - 0.5 * precision * z * z;
            let pull = z * precision;
            // dτ = dθ/cos²θ.
            let gradient = [g[1] * c + pull * s, g[1] * s - pull * c];
            *term = (exponent, weight * half / (c * c), gradient);
        }
        let top = terms
            .iter()
            .map(|term| term.0)
            .fold(f64::NEG_INFINITY, f64::max);
        let [mut whole, mut ahead, mut aside] = [0.0; 3];
        for (exponent, weight, gradient) in terms {
            let e = weight * libm::exp(exponent - top);
            whole += e;
            ahead += e * gradient[0];
            aside += e * gradient[1];
        }
        let [ahead, aside] = [ahead / whole, aside / whole];
        let log_p = top + libm::log(whole * precision / TAU) + self.log_norm;
        (
            log_p,
            [ahead * cos - aside * sin, ahead * sin + aside * cos],
        )
    }

    /// From which angle to which the integrand counts, within [−π/4, π/4].
    fn window(&self, [along, across]: [f64; 2], [a, precision]: [f64; 2]) -> [f64; 2] {
        let rho = libm::hypot(along, across);
        let phi = libm::atan2(across, along);
        let off = (phi.abs() - FRAC_PI_4).max(0.0);
        let (mode, std) = mode_of(self.k, [a, precision], rho * libm::cos(off));
        let kappa = a * rho * mode * precision * libm::exp(-3.0 * std);
        let least = libm::cos(off) - NEGLIGIBLE / kappa;
        // Also where κ is 0.
        if least.is_nan() || least <= -1.0 {
            return [-FRAC_PI_4, FRAC_PI_4];
        }
        let reach = libm::acos(least);
        // Behind the origin both ends may count.
        if phi.abs() + reach > TAU - FRAC_PI_4 || reach >= PI {
            return [-FRAC_PI_4, FRAC_PI_4];
        }
        [
            (phi - reach).clamp(-FRAC_PI_4, FRAC_PI_4),
            (phi + reach).clamp(-FRAC_PI_4, FRAC_PI_4),
        ]
    }
}
