//! A finite set of points, each blurred by a Gaussian of the same width.
//!
//! p(x) = Σᵢ wᵢ N(x; mᵢ, h² I) with Σ wᵢ = 1. To draw: choose i with probability wᵢ, then
//! x = mᵢ + h z with z from N(0, I). E|x|² = Σᵢ wᵢ |mᵢ|² + 2 h².
//!
//! ```
//! use nano_diffusion::data::{Mixture, Source};
//! let pair = Mixture::new(&[-1.0, 0.0, 1.0, 0.0], &[1.0, 3.0], 0.1).unwrap();
//! assert!(pair.log_density(1.0, 0.0) > pair.log_density(-1.0, 0.0));
//! assert!((pair.second_moment() - 1.02).abs() < 1e-12);
//! ```

use super::Source;
use crate::error::{Error, Result};
use crate::rng::{Rng, normal, uniform};
use std::f64::consts::PI;

/// Widths below this count as this in the density.
const NARROWEST: f64 = 1e-6;
/// Terms that are summed side by side; all arrays are padded to a multiple of it.
pub(crate) const LANES: usize = 16;

/// A Gaussian mixture with one width.
#[derive(Clone, Debug)]
pub struct Mixture {
    /// Coordinates mᵢ, each axis together so that loops over it are vectorised; padded
    /// with points of no weight, so that no group needs an edge case.
    pub(crate) x: Vec<f64>,
    pub(crate) y: Vec<f64>,
    pub(crate) log_weight: Vec<f64>,
    /// w₁ + … + wᵢ, for drawing; as many as there are points.
    cumulative: Vec<f64>,
    width: f64,
}

impl Mixture {
    /// `points` flat `[n, 2]`, `weights` `[n]` not negative (they are normalised here),
    /// `width` h ≥ 0 in the points' units.
    ///
    /// # Errors
    /// Lengths that do not fit, no points, or a number that makes no sense.
    pub fn new(points: &[f64], weights: &[f64], width: f64) -> Result<Self> {
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
        let padded = weights.len().next_multiple_of(LANES);
        let pad = |mut values: Vec<f64>, with: f64| {
            values.resize(padded, with);
            values
        };
        let axis = |d: usize| points.iter().skip(d).step_by(2).copied().collect();
        let log_weight = weights.iter().map(|w| libm::log(w / total)).collect();
        Ok(Self {
            x: pad(axis(0), 0.0),
            y: pad(axis(1), 0.0),
            log_weight: pad(log_weight, f64::NEG_INFINITY),
            cumulative: weights
                .iter()
                .map(|w| {
                    sum += w / total;
                    sum
                })
                .collect(),
            width,
        })
    }

    /// n points of equal weight, flat `[n, 2]`.
    ///
    /// # Errors
    /// As [`Mixture::new`].
    pub fn equal(points: &[f64], width: f64) -> Result<Self> {
        Self::new(points, &vec![1.0; points.len() / 2], width)
    }

    /// h.
    pub fn width(&self) -> f64 {
        self.width
    }

    /// (mᵢ, wᵢ) of each point.
    pub fn centres(&self) -> impl Iterator<Item = ([f64; 2], f64)> + '_ {
        let places = self.x.iter().zip(&self.y).zip(&self.log_weight);
        places
            .take(self.cumulative.len())
            .map(|((x, y), log_weight)| ([*x, *y], libm::exp(*log_weight)))
    }

    /// E|x|².
    pub fn second_moment(&self) -> f64 {
        let centres: f64 = self.centres().map(|([x, y], w)| w * (x * x + y * y)).sum();
        centres + 2.0 * self.width * self.width
    }
}

impl Source for Mixture {
    fn draw(&self, rng: &mut Rng) -> [f64; 2] {
        let u = uniform(rng);
        let i = self.cumulative.partition_point(|c| *c <= u);
        let i = i.min(self.cumulative.len() - 1);
        [
            self.x[i] + self.width * normal(rng),
            self.y[i] + self.width * normal(rng),
        ]
    }

    fn log_density(&self, px: f64, py: f64) -> f64 {
        let variance = self.width.max(NARROWEST).powi(2);
        let half = 0.5 / variance;
        let exponent = |i: usize| {
            let (dx, dy) = (self.x[i] - px, self.y[i] - py);
            self.log_weight[i] - half * (dx * dx + dy * dy)
        };
        let n = self.cumulative.len();
        let top = (0..n).fold(f64::NEG_INFINITY, |top, i| top.max(exponent(i)));
        // Terms below e^−40 of the largest change no digit.
        let near = (0..n).map(|i| exponent(i) - top).filter(|e| *e > -40.0);
        let sum: f64 = near.map(libm::exp).sum();
        top + libm::log(sum / (2.0 * PI * variance))
    }
}
