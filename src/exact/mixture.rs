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
use super::{Oracle, PointScore, noise};
use crate::error::{Error, Result};
use crate::rng::{Rng, normal, uniform};
use crate::schedule::Schedule;
use std::f64::consts::PI;

/// Terms below e^−40 = 4e-18 of the largest change no digit: they are left out.
const NEGLIGIBLE: f64 = 40.0;

/// The exact marginals of a Gaussian mixture with one width.
#[derive(Clone, Debug)]
pub struct MixtureOracle {
    schedule: Schedule,
    /// Coordinates mᵢ, each axis together so that loops over it are vectorised.
    x: Vec<f64>,
    y: Vec<f64>,
    log_weight: Vec<f64>,
    /// w₁ + … + wᵢ, for drawing.
    cumulative: Vec<f64>,
    width: f64,
    exponent: Vec<f64>,
}

impl MixtureOracle {
    /// `points` flat `[n, 2]`, `weights` `[n]` not negative (they are normalised here),
    /// `width` h ≥ 0 in the points' units.
    ///
    /// # Errors
    /// Lengths that do not fit, no points, or a number that makes no sense.
    pub fn new(points: &[f64], weights: &[f64], width: f64, schedule: Schedule) -> Result<Self> {
        if weights.is_empty() || points.len() != 2 * weights.len() {
            return Err(Error::Length {
                what: "the set of points",
                got: points.len(),
                expected: format!(
                    "{} (two for each weight), and at least 2",
                    2 * weights.len()
                ),
            });
        }
        let positive = |name: &str, value: f64| {
            if value >= 0.0 && value.is_finite() {
                return Ok(());
            }
            Err(Error::OutOfRange {
                name: name.to_owned(),
                value,
                expected: "a finite number, not below 0".to_owned(),
            })
        };
        positive("width", width)?;
        for &w in weights {
            positive("weight", w)?;
        }
        let total: f64 = weights.iter().sum();
        let off = points.iter().copied().find(|p| !p.is_finite());
        if let Some(value) = off.or((!(total > 0.0 && total.is_finite())).then_some(total)) {
            return Err(Error::OutOfRange {
                name: "points".to_owned(),
                value,
                expected: "finite, with a positive sum of weights".to_owned(),
            });
        }
        let mut sum = 0.0;
        Ok(Self {
            schedule,
            x: points.iter().step_by(2).copied().collect(),
            y: points.iter().skip(1).step_by(2).copied().collect(),
            log_weight: weights.iter().map(|w| libm::log(w / total)).collect(),
            cumulative: weights
                .iter()
                .map(|w| {
                    sum += w / total;
                    sum
                })
                .collect(),
            width,
            exponent: vec![0.0; weights.len()],
        })
    }

    /// n points of equal weight, flat `[n, 2]`.
    ///
    /// # Errors
    /// As [`MixtureOracle::new`].
    pub fn equal(points: &[f64], width: f64, schedule: Schedule) -> Result<Self> {
        Self::new(points, &vec![1.0; points.len() / 2], width, schedule)
    }
}

impl Oracle for MixtureOracle {
    fn at(&mut self, [px, py]: [f64; 2], t: f64) -> PointScore {
        let (a, b) = (self.schedule.a(t), noise(&self.schedule, t));
        let variance = (a * self.width).powi(2) + b * b;
        let half = 0.5 / variance;
        let n = self.x.len();
        let (x, y, log_weight) = (&self.x[..n], &self.y[..n], &self.log_weight[..n]);
        let exponent = &mut self.exponent[..n];
        for i in 0..n {
            let (dx, dy) = (a * x[i] - px, a * y[i] - py);
            exponent[i] = log_weight[i] - half * (dx * dx + dy * dy);
        }
        let top = exponent.iter().fold(f64::NEG_INFINITY, |m, e| m.max(*e));
        let [mut whole, mut sum_x, mut sum_y, mut square] = [0.0; 4];
        for i in 0..n {
            let below = exponent[i] - top;
            if below > -NEGLIGIBLE {
                let term = exp(below);
                let (dx, dy) = (a * x[i] - px, a * y[i] - py);
                whole += term;
                sum_x += term * dx;
                sum_y += term * dy;
                square += term * (dx * dx + dy * dy);
            }
        }
        let [dx, dy, square] = [sum_x, sum_y, square].map(|sum| sum / whole);
        PointScore {
            log_p: top + libm::log(whole / (2.0 * PI * variance)),
            score: [dx / variance, dy / variance],
            divergence: ((square - dx * dx - dy * dy) / variance - 2.0) / variance,
        }
    }

    fn draw(&self, rng: &mut Rng) -> [f64; 2] {
        let u = uniform(rng);
        let i = self.cumulative.partition_point(|c| *c <= u);
        let i = i.min(self.x.len() - 1);
        [
            self.x[i] + self.width * normal(rng),
            self.y[i] + self.width * normal(rng),
        ]
    }

    fn schedule(&self) -> &Schedule {
        &self.schedule
    }
}
