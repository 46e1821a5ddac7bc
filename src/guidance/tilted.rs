//! The tilted density p(x | c)^w p(x)^{1−w}, which guidance is said to sample, and how far samples are
//! from it.
//!
//! With p(c | x) = P(c) p(x | c)/p(x) it is, up to a constant,
//!
//! p(x | c) p(c | x)^{w−1} = p(x) p(c | x)^w,
//!
//! whose last factor is at most one. So draws of the class (w ≥ 1) or of all data (w < 1), each kept with
//! that probability, are draws from it. The probability is scaled by its largest among some thousand draws,
//! which loses next to nothing: what tops it is cut. Its moments are sums over a grid.

use super::Class;
use crate::data::{DataConfig, DataSet, Distribution};
use crate::error::{Error, Result};
use crate::metrics::wasserstein_line;
use crate::rng::{Rng, uniform};

/// Draws that look for the largest p(c | x).
const PILOT: usize = 4096;
/// Draws for one that is kept, at most.
const PATIENCE: usize = 2000;
/// Directions of the sliced distance.
const DIRECTIONS: usize = 16;

/// The tilted density of a class.
#[derive(Clone, Debug)]
pub struct Tilted {
    data: DataSet,
    class: Class,
    weight: f64,
}

/// Moments of points or of a density, along a direction and across it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moments {
    /// Along and across.
    pub mean: [f64; 2],
    /// Standard deviations, along and across.
    pub std: [f64; 2],
}

impl Tilted {
    /// Of the data of `config`, towards `class`, with the weight w ≥ 0.
    ///
    /// # Errors
    /// As [`DataSet::new`].
    pub fn new(config: &DataConfig, class: &Class, weight: f64) -> Result<Self> {
        Ok(Self {
            data: DataSet::new(config)?,
            class: class.clone(),
            weight,
        })
    }

    /// Its logarithm, but for the constant; −∞ where it is nothing.
    fn log(&self, x: f64, y: f64) -> f64 {
        let of_class = self.class.log_density(x, y);
        if self.weight == 0.0 {
            return self.data.log_density(x, y);
        }
        if of_class == f64::NEG_INFINITY {
            return of_class;
        }
        self.weight * of_class + (1.0 - self.weight) * self.data.log_density(x, y)
    }

    /// ln p(c | x).
    fn log_label(&self, [x, y]: [f64; 2]) -> f64 {
        let of_class = self.class.log_density(x, y);
        libm::log(self.class.share()) + of_class - self.data.log_density(x, y)
    }

    /// In the middles of `cells × cells` squares on [−side, side]², row-major from the bottom left: the
    /// density per unit area, so that its sum times a cell's area is one.
    pub fn density(&self, cells: usize, side: f64) -> Vec<f64> {
        let step = 2.0 * side / cells as f64;
        let at = |i: usize| (i as f64 + 0.5) * step - side;
        let mut values: Vec<f64> = (0..cells * cells)
            .map(|i| self.log(at(i % cells), at(i / cells)))
            .collect();
        let top = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut whole = 0.0;
        for v in &mut values {
            *v = libm::exp(*v - top);
            whole += *v;
        }
        let norm = 1.0 / (whole * step * step);
        values.iter_mut().for_each(|v| *v *= norm);
        values
    }

    /// Its moments by a grid of `cells × cells` on [−side, side]², along the x axis and across.
    pub fn moments(&self, cells: usize, side: f64) -> Moments {
        self.moments_along(cells, side, [1.0, 0.0])
    }

    /// The same along a unit vector and across it.
    pub fn moments_along(&self, cells: usize, side: f64, direction: [f64; 2]) -> Moments {
        let density = self.density(cells, side);
        let step = 2.0 * side / cells as f64;
        let at = |i: usize| (i as f64 + 0.5) * step - side;
        let points = density
            .iter()
            .enumerate()
            .map(|(i, p)| ([at(i % cells), at(i / cells)], *p));
        weighted_moments(points, direction)
    }

    /// `n` draws, flat `[n, 2]`.
    ///
    /// # Errors
    /// [`Error::BadConfig`] where hardly any point is kept: the class lies within others.
    pub fn sample(&self, n: usize, rng: &mut Rng) -> Result<Vec<f32>> {
        let above = self.weight >= 1.0;
        let power = if above {
            self.weight - 1.0
        } else {
            self.weight
        };
        let draw = |rng: &mut Rng| {
            if above {
                self.class.draw(rng)
            } else {
                self.data.draw(rng)
            }
        };
        // Where no point tells its class for certain, the probabilities of all are raised alike.
        let top = (0..PILOT)
            .map(|_| self.log_label(draw(rng)))
            .fold(f64::NEG_INFINITY, f64::max);
        let mut out = Vec::with_capacity(2 * n);
        for _ in 0..n.saturating_mul(PATIENCE) {
            if out.len() == 2 * n {
                break;
            }
            let x = draw(rng);
            if power == 0.0 || uniform(rng) < libm::exp(power * (self.log_label(x) - top)) {
                out.extend(x.map(|v| v as f32));
            }
        }
        if out.len() == 2 * n {
            Ok(out)
        } else {
            Err(Error::BadConfig(
                "this class lies within others: its tilted density is too rare to draw from"
                    .to_owned(),
            ))
        }
    }
}

/// Moments of flat points `[n, 2]` along a unit vector and across it.
pub fn moments_of(points: &[f32], direction: [f64; 2]) -> Moments {
    let each = points.chunks_exact(2);
    weighted_moments(
        each.map(|p| ([f64::from(p[0]), f64::from(p[1])], 1.0)),
        direction,
    )
}

fn weighted_moments(
    points: impl Iterator<Item = ([f64; 2], f64)> + Clone,
    [cos, sin]: [f64; 2],
) -> Moments {
    let turn = |[x, y]: [f64; 2]| [x * cos + y * sin, y * cos - x * sin];
    let (mut whole, mut sum) = (0.0, [0.0; 2]);
    for (x, weight) in points.clone() {
        whole += weight;
        let x = turn(x);
        for (sum, x) in sum.iter_mut().zip(x) {
            *sum += weight * x;
        }
    }
    let mean = sum.map(|v| v / whole);
    let mut square = [0.0; 2];
    for (x, weight) in points {
        let x = turn(x);
        for ((square, x), mean) in square.iter_mut().zip(x).zip(mean) {
            *square += weight * (x - mean) * (x - mean);
        }
    }
    Moments {
        mean,
        std: square.map(|v| (v / whole).sqrt()),
    }
}

/// The sliced distance W₁ of two sets of flat points: the mean over directions of W₁ of the points seen
/// along each, in the units of x.
pub fn sliced_wasserstein(a: &[f32], b: &[f32]) -> f64 {
    let seen = |points: &[f32], [cos, sin]: [f64; 2]| -> Vec<f64> {
        let each = points.chunks_exact(2);
        each.map(|p| f64::from(p[0]) * cos + f64::from(p[1]) * sin)
            .collect()
    };
    let of = |i: usize| {
        let (sin, cos) = libm::sincos(std::f64::consts::PI * i as f64 / DIRECTIONS as f64);
        wasserstein_line(&seen(a, [cos, sin]), &seen(b, [cos, sin]))
    };
    (0..DIRECTIONS).map(of).sum::<f64>() / DIRECTIONS as f64
}
