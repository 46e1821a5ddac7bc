//! A finite set of points, each blurred by a Gaussian of the same width.
//!
//! p(x) = Σᵢ wᵢ N(x; mᵢ, h² I) with Σ wᵢ = 1. To draw: choose i with probability wᵢ, then
//! x = mᵢ + h z with z from N(0, I). E|x|² = Σᵢ wᵢ |mᵢ|² + 2 h².
//!
//! ```
//! use nano_diffusion::data::{Mixture, Distribution};
//! let pair = Mixture::new(&[-1.0, 0.0, 1.0, 0.0], &[1.0, 3.0], 0.1).unwrap();
//! assert!(pair.log_density(1.0, 0.0) > pair.log_density(-1.0, 0.0));
//! assert!((pair.second_moment() - 1.02).abs() < 1e-12);
//! ```

use super::Distribution;
use crate::error::{Error, Result};
use crate::gaussians::{Centre, Gaussians};
use crate::rng::{Rng, normal, uniform};
use std::f64::consts::{PI, SQRT_2};

/// Widths below this count as this in the density.
const NARROWEST: f64 = 1e-6;

/// Of the points around a centre, one in some thousand lies so many widths away along an axis.
const BLUR: f64 = 3.5;

/// A Gaussian mixture with one width.
#[derive(Clone, Debug)]
pub struct Mixture {
    /// (mᵢ, ln wᵢ).
    centres: Vec<Centre>,
    /// w₁ + … + wᵢ, for drawing.
    cumulative: Vec<f64>,
    width: f64,
    /// The centres for summing over, in units of [`Mixture::unit`].
    terms: Gaussians,
}

impl Mixture {
    /// `points` flat `[n, 2]`, `weights` `[n]` not negative (they are normalised here),
    /// `width` h ≥ 0 in the points' units.
    ///
    /// # Errors
    /// Lengths that do not fit, no points, or a number that makes no sense.
    pub fn new(points: &[f64], weights: &[f64], width: f64) -> Result<Self> {
        if weights.is_empty() || points.len() != 2 * weights.len() {
            return Err(Error::BadMixture(format!(
                "it has {} numbers for {} centres, but needs two for each, and at least one centre",
                points.len(),
                weights.len()
            )));
        }
        let positive = |name: &str, value: f64| {
            if value >= 0.0 && value.is_finite() {
                return Ok(());
            }
            Err(Error::BadMixture(format!(
                "its {name} {value} must be a finite number, not below 0"
            )))
        };
        positive("width", width)?;
        for &w in weights {
            positive("weight", w)?;
        }
        if let Some(value) = points.iter().find(|p| !p.is_finite()) {
            return Err(Error::BadMixture(format!(
                "its coordinate {value} must be a finite number"
            )));
        }
        let total: f64 = weights.iter().sum();
        if !(total > 0.0 && total.is_finite()) {
            return Err(Error::BadMixture(format!(
                "the sum of its weights is {total}, but must be positive and finite"
            )));
        }
        let mut sum = 0.0;
        let cumulative = weights.iter().map(|w| {
            sum += w / total;
            sum
        });
        let centres: Vec<_> = points
            .chunks_exact(2)
            .zip(weights)
            .map(|(p, w)| ([p[0], p[1]], libm::log(w / total)))
            .collect();
        Ok(Self {
            cumulative: cumulative.collect(),
            width,
            terms: Gaussians::new(&centres).scaled(1.0 / unit(width)),
            centres,
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
        let centres = self.centres.iter();
        centres.map(|(m, log_weight)| (*m, libm::exp(*log_weight)))
    }

    /// (mᵢ, ln wᵢ) of each point.
    pub(crate) fn log_centres(&self) -> impl Iterator<Item = Centre> + '_ {
        self.centres.iter().copied()
    }

    /// The centres for summing over where they are at A mᵢ, and distances in units of √(2v).
    pub(crate) fn terms(&self, a: f64, variance: f64) -> Gaussians {
        self.terms
            .scaled(a * unit(self.width) / (2.0 * variance).sqrt())
    }

    /// The covariance of x, as its entries xx, xy and yy.
    pub fn covariance(&self) -> [f64; 3] {
        let mean = |f: &dyn Fn([f64; 2]) -> f64| self.centres().map(|(m, w)| w * f(m)).sum::<f64>();
        let (x, y) = (mean(&|[x, _]| x), mean(&|[_, y]| y));
        let blur = self.width * self.width;
        [
            mean(&|m| (m[0] - x) * (m[0] - x)) + blur,
            mean(&|m| (m[0] - x) * (m[1] - y)),
            mean(&|m| (m[1] - y) * (m[1] - y)) + blur,
        ]
    }

    /// From where to where its centres reach along x and y, with their blur.
    pub(super) fn extent(&self) -> [[f64; 2]; 2] {
        let blur = BLUR * self.width;
        [0, 1].map(|axis| {
            let all = self.centres.iter().map(|(m, _)| m[axis]);
            let [lo, hi] = all.fold([f64::INFINITY, f64::NEG_INFINITY], |[lo, hi], v| {
                [lo.min(v), hi.max(v)]
            });
            [lo - blur, hi + blur]
        })
    }

    /// E|x|².
    pub fn second_moment(&self) -> f64 {
        let centres: f64 = self.centres().map(|([x, y], w)| w * (x * x + y * y)).sum();
        centres + 2.0 * self.width * self.width
    }
}

impl Distribution for Mixture {
    fn draw(&self, rng: &mut Rng) -> [f64; 2] {
        let u = uniform(rng);
        let i = self.cumulative.partition_point(|c| *c <= u);
        let ([x, y], _) = self.centres[i.min(self.centres.len() - 1)];
        [x + self.width * normal(rng), y + self.width * normal(rng)]
    }

    fn log_density(&self, x: f64, y: f64) -> f64 {
        let unit = unit(self.width);
        self.terms.at([x / unit, y / unit]).log_sum() - libm::log(PI * unit * unit)
    }

    /// Of each centre's blur.
    fn finest_width(&self) -> f64 {
        self.width.max(NARROWEST)
    }
}

/// √2 h: in this unit the exponents of the density are squares of distances.
fn unit(width: f64) -> f64 {
    SQRT_2 * width.max(NARROWEST)
}
