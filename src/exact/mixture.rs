//! log p_t and ∇ log p_t of a finite set of points, each blurred by a Gaussian.
//!
//! Data p(x₀) = Σᵢ wᵢ N(x₀; mᵢ, h² I) with Σ wᵢ = 1 have the marginals
//!
//! p_t(x) = Σᵢ wᵢ N(x; A mᵢ, v I),  v = A² h² + B²,
//! ∇ log p_t(x) = Σᵢ γᵢ dᵢ/v,  dᵢ = A mᵢ − x,
//! ∇·∇ log p_t(x) = (Σᵢ γᵢ |dᵢ|² − |Σᵢ γᵢ dᵢ|²)/v² − 2/v,  γᵢ ∝ wᵢ N(x; A mᵢ, v I),  Σ γᵢ = 1.
//!
//! With h = 0 this is the empirical distribution of the points, whose reverse process
//! ends at the points themselves. For data that come as points instead of a formula.
//! Source: a Gaussian mixture's score; Vincent, 2011, for Parzen windows.
//!
//! ```
//! use nano_diffusion::exact::{MixtureOracle, Oracle};
//! use nano_diffusion::schedule::{Schedule, ScheduleConfig};
//! let schedule = Schedule::new(ScheduleConfig::default()).unwrap();
//! let mut pair = MixtureOracle::new(&[-1.0, 0.0, 1.0, 0.0], &[1.0, 1.0], 0.1, schedule).unwrap();
//! assert_eq!(pair.at([0.0, 0.3], 0.2).score[0], 0.0); // halfway between the two
//! ```

use super::exp::exp;
use super::lattice::Lattice;
use super::{Oracle, PointScore, noise};
use crate::data::{LANES, Mixture, Source};
use crate::error::Result;
use crate::rng::Rng;
use crate::schedule::Schedule;
use std::f64::consts::PI;

/// Terms below e^−40 = 4e-18 of the largest change no digit: they may be left out.
const NEGLIGIBLE: f64 = 40.0;

/// The exact marginals of a Gaussian mixture with one width.
#[derive(Clone, Debug)]
pub struct MixtureOracle {
    schedule: Schedule,
    mixture: Mixture,
    exponent: Vec<f64>,
}

impl MixtureOracle {
    /// `points` flat `[n, 2]`, `weights` `[n]` not negative (they are normalised here),
    /// `width` h ≥ 0 in the points' units.
    ///
    /// # Errors
    /// As [`Mixture::new`].
    pub fn new(points: &[f64], weights: &[f64], width: f64, schedule: Schedule) -> Result<Self> {
        Ok(Self::of(Mixture::new(points, weights, width)?, schedule))
    }

    /// n points of equal weight, flat `[n, 2]`.
    ///
    /// # Errors
    /// As [`Mixture::new`].
    pub fn equal(points: &[f64], width: f64, schedule: Schedule) -> Result<Self> {
        Ok(Self::of(Mixture::equal(points, width)?, schedule))
    }

    pub fn of(mixture: Mixture, schedule: Schedule) -> Self {
        Self {
            schedule,
            exponent: vec![0.0; mixture.x.len()],
            mixture,
        }
    }
}

impl Oracle for MixtureOracle {
    fn at(&mut self, [px, py]: [f64; 2], t: f64) -> PointScore {
        let (a, b) = (self.schedule.a(t), noise(&self.schedule, t));
        let variance = (a * self.mixture.width()).powi(2) + b * b;
        let half = 0.5 / variance;
        let n = self.exponent.len();
        let Mixture {
            x, y, log_weight, ..
        } = &self.mixture;
        let (x, y, log_weight) = (&x[..n], &y[..n], &log_weight[..n]);
        let exponent = &mut self.exponent[..n];
        for i in 0..n {
            let (dx, dy) = (a * x[i] - px, a * y[i] - py);
            exponent[i] = log_weight[i] - half * (dx * dx + dy * dy);
        }
        let top = exponent.iter().fold(f64::NEG_INFINITY, |m, e| m.max(*e));
        // Lanes of their own, each added up on its own: the loop over them is vectorised.
        let mut sums = [[0.0; LANES]; 4];
        let places = x.chunks_exact(LANES).zip(y.chunks_exact(LANES));
        for (term, (x, y)) in exponent.chunks_exact_mut(LANES).zip(places) {
            if term.iter().all(|exponent| exponent - top < -NEGLIGIBLE) {
                continue;
            }
            for term in term.iter_mut() {
                *term = exp(*term - top);
            }
            for k in 0..LANES {
                let (dx, dy) = (a * x[k] - px, a * y[k] - py);
                sums[0][k] += term[k];
                sums[1][k] += term[k] * dx;
                sums[2][k] += term[k] * dy;
                sums[3][k] += term[k] * (dx * dx + dy * dy);
            }
        }
        let [whole, sum_x, sum_y, square] = sums.map(|lanes| lanes.iter().sum::<f64>());
        let [dx, dy, square] = [sum_x, sum_y, square].map(|sum| sum / whole);
        PointScore {
            log_p: top + libm::log(whole / (2.0 * PI * variance)),
            score: [dx / variance, dy / variance],
            divergence: ((square - dx * dx - dy * dy) / variance - 2.0) / variance,
        }
    }

    fn score_square(&mut self, t: f64) -> f64 {
        Lattice::marginal(&self.mixture, &self.schedule, t).score_square()
    }

    fn draw(&self, rng: &mut Rng) -> [f64; 2] {
        self.mixture.draw(rng)
    }

    fn schedule(&self) -> &Schedule {
        &self.schedule
    }
}
