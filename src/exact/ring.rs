//! log p_t and ∇ log p_t of the ring, at any point and time.
//!
//! In polar coordinates, x = ρ (cos φ, sin φ) and x₀ = r (cos θ, sin θ),
//!
//! p_t(x) = 1/(2πB²) ∫ dr p_Γ(r) e^{−(ρ − A r)²/2B²} ∫ dθ p(θ) e^{κ (cos(θ − φ) − 1)}
//!
//! with κ = A ρ r/B². Its score is that of the noise, averaged over where x came from:
//! ∇ log p_t = (A E[x₀ | x] − x)/B² (Tweedie's formula: Robbins, 1956), and its divergence
//! (A² tr Cov[x₀ | x]/B² − 2)/B². Both integrals are
//! sums over a few nodes that follow the integrand, so that nothing gets harder as B → 0
//! or |x| → ∞:
//!
//! - **radius**: in u = ln r the logarithm of the integrand is
//!   f = k u − k r − (ρ − A r)²/2B² (k the ring's scale), up to the slow inner factor. f
//!   has one maximum, the root of a quadratic, with f″ = −(k + A² r²/B²) there. The
//!   trapezoidal rule, walking out from it to both sides, converges exponentially
//!   (Trefethen and Weideman, 2014).
//! - **angle**: the direction is uniform on the edge of a square. On the edge facing it,
//!   (1, τ) with τ from −1 to 1, p(θ) dθ = dτ/8: no density, no kinks, no trigonometry.
//!   Gauss–Legendre on the part of each edge within 5.7/√κ of φ, or the trapezoidal rule
//!   again where that part does not reach the edge's ends.
//!
//! Everything is relative to the maximum of f, so nothing under- or overflows far out.

use super::floor::ring_score_square;
use super::profile::{Nodes, Profile, mode_of, walk};
use super::quadrature::gauss_legendre;
use super::radial::{Angles, LANES, Radial};
use super::{Marginal, Oracle, noise, pairs};
use crate::data::{Distribution, Ring};
use crate::exp::exp;
use crate::process::Schedule;
use crate::rng::Rng;
use std::f64::consts::PI;

/// Half the window of angles, in units of 1/√κ: e^{−5.7²/2} = 9e-8.
const REACH: f64 = 5.7;
/// Windows beyond this angle (radians, below 3π/4) become all of the square.
const WIDEST: f64 = 2.2;
/// Gauss–Legendre nodes on one edge, at most.
const MOST: usize = 24;

/// The exact marginals of the ring. One point takes about a microsecond.
#[derive(Clone, Debug)]
pub struct RingOracle {
    ring: Ring,
    schedule: Schedule,
    /// k ln k − ln Γ(k).
    log_norm: f64,
    /// Gauss–Legendre on [−1, 1] with as many nodes as the index.
    rules: Vec<Vec<(f64, f64)>>,
    /// The midpoint rule, likewise.
    steps: Vec<Vec<(f64, f64)>>,
    radial: Radial,
    angles: Angles,
    /// Points come by the thousand for one and the same t.
    profile: Option<Profile>,
    /// g and g′ at the angles.
    known: [Vec<f64>; 2],
}

impl RingOracle {
    /// The exact marginals of `ring` under `schedule`.
    pub fn new(ring: Ring, schedule: Schedule) -> Self {
        let k = ring.config().scale;
        Self {
            log_norm: k * libm::log(k) - libm::lgamma(k),
            rules: (0..=MOST).map(|n| gauss_legendre(n, -1.0, 1.0)).collect(),
            steps: (0..=MOST).map(midpoints).collect(),
            radial: Radial::default(),
            angles: Angles::default(),
            profile: None,
            known: [Vec::new(), Vec::new()],
            ring,
            schedule,
        }
    }

    /// The data.
    pub fn ring(&self) -> &Ring {
        &self.ring
    }

    /// For given A and B, at ρ and (cos φ, sin φ) with 0 ≤ φ ≤ π/4: log p, and the
    /// score's part along x and across it.
    fn polar(&mut self, a: f64, b: f64, rho: f64, direction: [f64; 2]) -> Marginal {
        let precision = 1.0 / (b * b);
        let k = self.ring.config().scale;
        let Nodes {
            mode,
            step,
            std,
            top,
        } = walk(&mut self.radial, k, [a, precision], rho);
        let kappa = a * rho * mode * precision * libm::exp(-3.0 * std);
        self.directions(kappa, direction);
        self.radial.sum(&self.angles);

        let [mut whole, mut along, mut across, mut square] = [0.0; 4];
        let Radial {
            weight, r, sums, ..
        } = &self.radial;
        let [one, cos_minus_one, sin] = sums;
        for j in 0..weight.len() {
            let (w, reached) = (weight[j], a * r[j]);
            whole += w * one[j];
            let off = reached - rho;
            along += w * (off * one[j] + reached * cos_minus_one[j]);
            across += w * reached * sin[j];
            // |A x₀ − x|² = (A r − ρ)² + 2 A r ρ (1 − cos δ).
            square += w * (off * off * one[j] - 2.0 * reached * rho * cos_minus_one[j]);
        }
        let log_p = top + libm::log(whole * step * precision / (2.0 * PI)) + self.log_norm;
        let [along, across, square] = [along, across, square].map(|sum| sum / whole);
        let variance = square - along * along - across * across;
        Marginal {
            log_p,
            score: [along * precision, across * precision],
            divergence: (variance * precision - 2.0) * precision,
        }
    }

    /// The score's part along x and across it, by the sum over angles alone; NaN where the profile
    /// is not known.
    fn quick(&mut self, profile: &Profile, [a, b]: [f64; 2], octant: &Octant) -> [f64; 2] {
        let (rho, precision) = (octant.rho, profile.precision);
        let [top, _] = profile.at(rho);
        let (mode, std) = mode_of(self.ring.config().scale, [a, precision], rho);
        let kappa = a * rho * mode * precision * exp(-3.0 * std);
        if top.is_nan() || kappa.is_nan() {
            return [f64::NAN; 2];
        }
        self.directions(kappa, octant.direction);
        self.angles.fill_up();
        profile.look_up(rho, &self.angles.cos, &mut self.known);
        let (steep, pull) = (rho / b, rho * precision);
        // Side by side, so that they are in registers, and in an order of their own.
        let [mut whole, mut along, mut across] = [[0.0; LANES]; 3];
        let Angles { weight, cos, sin } = &self.angles;
        let [g, slope] = &self.known;
        let [weight, cos, sin, g, slope] =
            [weight, cos, sin, g, slope].map(|each| each.as_chunks::<LANES>().0);
        for (((weight, cos), sin), (g, slope)) in
            weight.iter().zip(cos).zip(sin).zip(g.iter().zip(slope))
        {
            for i in 0..LANES {
                let off = steep * sin[i];
                let e = weight[i] * exp((g[i] - top) - 0.5 * off * off);
                whole[i] += e;
                along[i] += e * (slope[i] * cos[i] - pull * sin[i] * sin[i]);
                across[i] += e * sin[i] * (pull * cos[i] + slope[i]);
            }
        }
        let [whole, along, across] = [whole, along, across].map(|lanes| lanes.iter().sum::<f64>());
        [along / whole, across / whole]
    }

    /// Fills `angles` with the directions within reach of φ.
    fn directions(&mut self, kappa: f64, [cos, sin]: [f64; 2]) {
        self.angles.clear();
        let density = kappa.sqrt();
        let reach = REACH / density;
        if reach >= WIDEST {
            for edge in [[cos, sin], [sin, -cos], [-sin, cos], [-cos, -sin]] {
                self.edge(-1.0, 1.0, edge, density);
            }
            return;
        }
        // Where the window ends: φ − reach and φ + reach, as unit vectors.
        let (s, c) = libm::sincos(reach);
        let (lo_cos, lo_sin) = (cos * c + sin * s, sin * c - cos * s);
        let (hi_cos, hi_sin) = (cos * c - sin * s, sin * c + cos * s);
        // The edge that faces x, then the same seen from the edges a quarter turn away.
        let (past_lo, past_hi) = (lo_sin <= -lo_cos, hi_sin >= hi_cos);
        let from = if past_lo { -1.0 } else { lo_sin / lo_cos };
        let to = if past_hi { 1.0 } else { hi_sin / hi_cos };
        self.edge(from, to, [cos, sin], density);
        let (behind_lo, behind_hi) = (past_lo && lo_cos <= lo_sin, past_hi && -hi_cos >= hi_sin);
        if past_hi {
            let to = if behind_hi { 1.0 } else { -hi_cos / hi_sin };
            self.edge(-1.0, to, [sin, -cos], density);
        }
        if past_lo {
            let from = if behind_lo { -1.0 } else { -lo_cos / lo_sin };
            self.edge(from, 1.0, [-sin, cos], density);
        }
        if behind_lo || behind_hi {
            self.edge(-1.0, 1.0, [-cos, -sin], density);
        }
    }

    /// Adds the nodes of τ in [lo, hi] of an edge, given φ as seen from that edge and
    /// the nodes' density √κ.
    fn edge(&mut self, lo: f64, hi: f64, [cos, sin]: [f64; 2], density: f64) {
        let (centre, half) = (0.5 * (lo + hi), 0.5 * (hi - lo));
        // A window of length ℓ in τ spans ℓ/(1 + τ²) in angle.
        let spread = 2.0 * half * density / (1.0 + centre * centre);
        // Inside the edge the integrand has died off at both ends: equal steps will do.
        let inside = lo > -1.0 && hi < 1.0;
        let n = if inside {
            2.0 + 1.05 * spread
        } else {
            5.0 + 1.35 * spread
        };
        let rules = if inside { &self.steps } else { &self.rules };
        let rule = &rules[n.min(MOST as f64) as usize];
        let to = self.angles.extend(rule.len());
        for (((node, weight), to_weight), (to_cos, to_sin)) in
            rule.iter().zip(to.0).zip(to.1.iter_mut().zip(to.2))
        {
            let tau = centre + half * node;
            let norm = 1.0 / (1.0 + tau * tau).sqrt();
            *to_weight = weight * half / 8.0;
            *to_cos = norm * (cos + tau * sin);
            *to_sin = norm * (tau * cos - sin);
        }
    }
}

/// Nodes and weights of n equal steps on [−1, 1].
fn midpoints(n: usize) -> Vec<(f64, f64)> {
    let step = 2.0 / n as f64;
    (0..n)
        .map(|i| (step * (i as f64 + 0.5) - 1.0, step))
        .collect()
}

/// A point in polar coordinates, folded into the first octant: the ring looks the same in all eight.
struct Octant {
    rho: f64,
    /// (cos φ, sin φ).
    direction: [f64; 2],
    swapped: bool,
    negative: [bool; 2],
}

impl Octant {
    fn of([x, y]: [f64; 2]) -> Self {
        let (major, minor) = (x.abs().max(y.abs()), x.abs().min(y.abs()));
        let rho = (major * major + minor * minor).sqrt();
        Self {
            rho,
            direction: if rho > 0.0 {
                [major / rho, minor / rho]
            } else {
                [1.0, 0.0]
            },
            swapped: x.abs() < y.abs(),
            negative: [x < 0.0, y < 0.0],
        }
    }

    /// The vector with parts along x and across it, back where it belongs.
    fn unfold(&self, [along, across]: [f64; 2]) -> [f64; 2] {
        let [cos, sin] = self.direction;
        let mut vector = [along * cos - across * sin, along * sin + across * cos];
        if self.swapped {
            vector.swap(0, 1);
        }
        for (v, negative) in vector.iter_mut().zip(self.negative) {
            if negative {
                *v = -*v;
            }
        }
        vector
    }
}

impl Oracle for RingOracle {
    fn at(&mut self, x: [f64; 2], t: f64) -> Marginal {
        let (a, b) = (self.schedule.a(t), noise(&self.schedule, t));
        // `max` would lose a NaN.
        if !(x[0].is_finite() && x[1].is_finite()) {
            return Marginal {
                log_p: f64::NAN,
                score: [f64::NAN; 2],
                divergence: f64::NAN,
            };
        }
        let octant = Octant::of(x);
        let found = self.polar(a, b, octant.rho, octant.direction);
        Marginal {
            score: octant.unfold(found.score),
            ..found
        }
    }

    fn score_at(&mut self, x: &[f32], t: f64, out: &mut [f32]) {
        let ab = [self.schedule.a(t), noise(&self.schedule, t)];
        let known = self.profile.take().filter(|profile| profile.t == t);
        let profile = known.unwrap_or_else(|| Profile::new(&self.ring, t, ab, &mut self.radial));
        for (x, out) in pairs(x).zip(out.chunks_exact_mut(2)) {
            let octant = Octant::of(x);
            let mut score = octant.unfold(self.quick(&profile, ab, &octant));
            if score[0].is_nan() {
                score = self.at(x, t).score;
            }
            out.copy_from_slice(&score.map(|s| s as f32));
        }
        self.profile = Some(profile);
    }

    fn score_square(&mut self, t: f64) -> f64 {
        ring_score_square(self, t)
    }

    fn covariance(&self) -> [f64; 3] {
        // Of its eightfold symmetry: no mean, no correlation, the same in x and y.
        let half = 0.5 * self.ring.second_moment();
        [half, 0.0, half]
    }

    fn draw(&self, rng: &mut Rng) -> [f64; 2] {
        self.ring.draw(rng)
    }

    fn schedule(&self) -> &Schedule {
        &self.schedule
    }
}
