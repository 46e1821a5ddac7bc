//! The posterior, and the data, as pictures: a density in the middles of square cells.
//!
//! A posterior may be as wide as the data or narrower than a pixel, so its picture is of the square
//! that holds it. Row-major from the bottom left, like [`grid`](crate::exact::field::grid).

use super::parts::Parts;
use super::ring::{self, Node};
use crate::data::DataSet;
use crate::exp::exp;

/// Parts of less than this share do not widen the square.
const SHARE: f64 = 1e-4;
/// How far a Gaussian is drawn, in its widths: e^(−5²/2) = 4e-6 of its top.
const REACH: f64 = 5.0;
/// The margin of the square around nodes, in units of their extent.
const MARGIN: f64 = 0.25;
/// The narrowest square: half its side.
const SMALLEST: f64 = 1e-5;

/// A density on a square.
#[derive(Clone, Debug, PartialEq)]
pub struct Map {
    /// (x, y, side): the square is [x ± side] × [y ± side].
    pub window: [f64; 3],
    /// Cells along each side.
    pub cells: usize,
    /// Per unit area, in the middles of the cells.
    pub density: Vec<f32>,
}

impl Map {
    fn over(window: [f64; 3], cells: usize) -> Self {
        Self {
            window,
            cells,
            density: vec![0.0; cells * cells],
        }
    }

    /// Of a mixture: each part adds to the cells that it reaches, as a product of two curves.
    pub(super) fn of_parts(parts: &Parts, cells: usize) -> Self {
        let seen = parts.parts.iter().filter(|(weight, _)| *weight > SHARE);
        let window = around(seen.map(|(_, mean)| *mean), |_| REACH * parts.width);
        Self::over(window, cells).add(parts)
    }

    fn add(mut self, Parts { parts, width }: &Parts) -> Self {
        let n = self.cells;
        let [x, y, side] = self.window;
        let cell = 2.0 * side / n as f64;
        // Narrower than half a cell it would fall between them.
        let width = width.max(0.5 * cell);
        let reach = REACH * width;
        // The cells along an axis that a part reaches, and its curve there.
        let curve = |low: f64, mean: f64, out: &mut Vec<f64>| {
            let first = ((mean - reach - low) / cell).clamp(0.0, n as f64) as usize;
            let end = ((mean + reach - low) / cell).clamp(0.0, n as f64) as usize;
            out.clear();
            out.extend((first..end).map(|i| {
                let d = (low + (i as f64 + 0.5) * cell - mean) / width;
                exp(-0.5 * d * d)
            }));
            first
        };
        let (mut across, mut up) = (Vec::new(), Vec::new());
        let norm = 1.0 / (2.0 * std::f64::consts::PI * width * width);
        for (weight, mean) in parts {
            let column = curve(x - side, mean[0], &mut across);
            let row = curve(y - side, mean[1], &mut up);
            for (i, v) in up.iter().enumerate() {
                let start = (row + i) * n + column;
                let factor = weight * norm * v;
                for (cell, u) in self.density[start..].iter_mut().zip(&across) {
                    *cell += (factor * u) as f32;
                }
            }
        }
        self
    }

    /// Of a density known by its logarithm, on the square that holds its nodes (weight, x₀).
    pub(super) fn of_density(
        nodes: &[Node],
        cells: usize,
        log_density: impl Fn([f64; 2]) -> f64,
    ) -> Self {
        let largest = nodes
            .iter()
            .fold(0.0_f64, |top, (weight, ..)| top.max(*weight));
        let seen = nodes
            .iter()
            .filter(|(weight, ..)| *weight > SHARE * largest);
        let window = around(seen.map(|(_, x0, _)| *x0), |extent| MARGIN * extent);
        let mut map = Self::over(window, cells);
        let [x, y, side] = window;
        let at = |middle: f64, i: usize| middle + side * ((2 * i + 1) as f64 / cells as f64 - 1.0);
        for (i, density) in map.density.iter_mut().enumerate() {
            let log_p = log_density([at(x, i % cells), at(y, i / cells)]);
            if log_p > -40.0 {
                *density = exp(log_p) as f32;
            }
        }
        map
    }
}

/// The square around points, with a margin that may depend on their extent.
fn around(points: impl Iterator<Item = [f64; 2]>, margin: impl Fn(f64) -> f64) -> [f64; 3] {
    let empty = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
    let (lo, hi) = points.fold(empty, |(lo, hi), p| {
        (
            [lo[0].min(p[0]), lo[1].min(p[1])],
            [hi[0].max(p[0]), hi[1].max(p[1])],
        )
    });
    let half = 0.5 * (hi[0] - lo[0]).max(hi[1] - lo[1]);
    let side = (half + margin(2.0 * half)).max(SMALLEST);
    if !side.is_finite() {
        return [0.0, 0.0, 1.0];
    }
    [0.5 * (lo[0] + hi[0]), 0.5 * (lo[1] + hi[1]), side]
}

/// p(x₀) on [−side, side]².
pub fn data_density(data: &DataSet, cells: usize, side: f64) -> Map {
    let map = Map::over([0.0, 0.0, side], cells);
    match data {
        DataSet::Mixture(mixture) => map.add(&Parts::prior(mixture)),
        DataSet::Ring(ring) => {
            let mut map = map;
            let log_p = ring::log_density(ring);
            let at = |i: usize| side * ((2 * i + 1) as f64 / cells as f64 - 1.0);
            for (i, density) in map.density.iter_mut().enumerate() {
                *density = exp(log_p([at(i % cells), at(i / cells)])) as f32;
            }
            map
        }
    }
}
