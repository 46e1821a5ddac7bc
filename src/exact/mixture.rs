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
//! use nano_diffusion::process::{Schedule, ScheduleConfig};
//! let schedule = Schedule::new(ScheduleConfig::default()).unwrap();
//! let mut pair = MixtureOracle::new(&[-1.0, 0.0, 1.0, 0.0], &[1.0, 1.0], 0.1, schedule).unwrap();
//! assert!(pair.at([0.0, 0.3], 0.2).score[0].abs() < 1e-12); // halfway between the two
//! ```

use super::lattice::{Lattice, around_centres, is_too_narrow};
use super::{Marginal, Oracle, noise};
use crate::data::{Distribution, Mixture};
use crate::error::Result;
use crate::gaussians::Gaussians;
use crate::process::Schedule;
use crate::rng::Rng;
use std::f64::consts::PI;

/// The exact marginals of a Gaussian mixture with one width.
#[derive(Clone, Debug)]
pub struct MixtureOracle {
    schedule: Schedule,
    mixture: Mixture,
    /// Points come by the thousand for one and the same t.
    now: Option<TermsAt>,
}

/// p_t: its time, v, and the centres A mᵢ in units of √(2v).
#[derive(Clone, Debug)]
struct TermsAt {
    t: f64,
    variance: f64,
    terms: Gaussians,
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

    /// The exact marginals of `mixture` under `schedule`.
    pub fn of(mixture: Mixture, schedule: Schedule) -> Self {
        Self {
            schedule,
            mixture,
            now: None,
        }
    }

    fn marginal(&mut self, t: f64) -> &TermsAt {
        let now = self.now.take().filter(|now| now.t == t);
        self.now.insert(now.unwrap_or_else(|| {
            let (a, b) = (self.schedule.a(t), noise(&self.schedule, t));
            let variance = (a * self.mixture.width()).powi(2) + b * b;
            TermsAt {
                t,
                variance,
                terms: self.mixture.terms(a, variance),
            }
        }))
    }
}

impl Oracle for MixtureOracle {
    fn at(&mut self, x: [f64; 2], t: f64) -> Marginal {
        let TermsAt {
            variance, terms, ..
        } = self.marginal(t);
        let unit = (2.0 * variance).sqrt();
        let sums = terms.at(x.map(|v| v / unit));
        let [dx, dy] = sums.d.map(|sum| unit * (sum / sums.whole));
        let square = 2.0 * variance * (sums.square / sums.whole);
        Marginal {
            log_p: sums.log_sum() - libm::log(2.0 * PI * variance),
            score: [dx / variance, dy / variance],
            divergence: ((square - dx * dx - dy * dy) / variance - 2.0) / variance,
        }
    }

    fn score_square(&mut self, t: f64) -> f64 {
        let (mixture, schedule) = (self.mixture.clone(), self.schedule);
        if is_too_narrow(&mixture, &schedule, t) {
            return around_centres(&mixture, &schedule, t, |x| {
                let [sx, sy] = self.at(x, t).score;
                sx * sx + sy * sy
            });
        }
        Lattice::marginal(&mixture, &schedule, t).score_square()
    }

    fn covariance(&self) -> [f64; 3] {
        self.mixture.covariance()
    }

    fn draw(&self, rng: &mut Rng) -> [f64; 2] {
        self.mixture.draw(rng)
    }

    fn schedule(&self) -> &Schedule {
        &self.schedule
    }
}
