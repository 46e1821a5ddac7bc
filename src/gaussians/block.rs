//! A few centres next to each other, summed in full.

use super::{Centre, larger};
use crate::exp::exp;

/// Centres of a block.
pub(super) const LANES: usize = 16;
/// Sums side by side: as many as stay in registers.
pub(super) const SUMS: usize = 4;

#[derive(Clone, Debug)]
pub(super) struct Block {
    x: [f64; LANES],
    y: [f64; LANES],
    log_weight: [f64; LANES],
}

impl Block {
    /// Of 1 to [`LANES`] centres, filled up with copies of the last, without any weight.
    pub(super) fn new(centres: &[Centre]) -> Self {
        let axis = |d: usize| std::array::from_fn(|k| centres[k.min(centres.len() - 1)].0[d]);
        Self {
            x: axis(0),
            y: axis(1),
            log_weight: std::array::from_fn(|k| centres.get(k).map_or(f64::NEG_INFINITY, |c| c.1)),
        }
    }

    pub(super) fn scaled(&self, factor: f64) -> Self {
        Self {
            x: self.x.map(|v| v * factor),
            y: self.y.map(|v| v * factor),
            log_weight: self.log_weight,
        }
    }

    pub(super) fn centres(&self) -> impl Iterator<Item = Centre> + '_ {
        (0..LANES).map(|k| ([self.x[k], self.y[k]], self.log_weight[k]))
    }

    /// Adds e^{eᵢ − top} times 1, dᵢ (both its parts) and |dᵢ|² to the lanes.
    pub(super) fn add(&self, [x, y]: [f64; 2], top: f64, lanes: &mut [[f64; SUMS]; 4]) {
        let [whole, d_x, d_y, squares] = lanes;
        for from in (0..LANES).step_by(SUMS) {
            for k in 0..SUMS {
                let (dx, dy) = (self.x[from + k] - x, self.y[from + k] - y);
                let square = dx * dx + dy * dy;
                let term = exp((self.log_weight[from + k] - top) - square);
                whole[k] += term;
                d_x[k] += term * dx;
                d_y[k] += term * dy;
                squares[k] += term * square;
            }
        }
    }

    /// The largest eᵢ.
    pub(super) fn largest(&self, [x, y]: [f64; 2]) -> f64 {
        let mut largest = [f64::NEG_INFINITY; SUMS];
        for from in (0..LANES).step_by(SUMS) {
            for (k, largest) in largest.iter_mut().enumerate() {
                let (dx, dy) = (self.x[from + k] - x, self.y[from + k] - y);
                *largest = larger(*largest, self.log_weight[from + k] - (dx * dx + dy * dy));
            }
        }
        largest.into_iter().fold(f64::NEG_INFINITY, larger)
    }
}
