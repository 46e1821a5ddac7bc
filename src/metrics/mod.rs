//! How close are the samples to the data?
//!
//! The post judges by histograms of the radius and of the angle; we add numbers: the
//! Wasserstein-1 distance W₁ of both, the total variation of the radius histogram, and
//! the share of points off the ring. Two finite samples of the *same* distribution do
//! not agree perfectly either, so each number comes with the [`Band`] of further true samples
//! of that size against the same data: within it, the number does not tell them apart.
//! Data that are no ring have their coordinates compared instead ([`plane`]); [`Evaluator`]
//! knows what to compare of which.

pub mod distance;
mod evaluator;
pub mod plane;
pub mod ring;

pub use distance::{Histogram, wasserstein_line};
pub use evaluator::{Evaluator, Metric};

use crate::error::{Error, Result};
use crate::rng::{Rng, Stream, stream};
use serde::Serialize;

/// Bins of each one-dimensional histogram.
pub const BINS: usize = 60;
/// Cells along each side of the two-dimensional ones.
pub const PLANE_CELLS: usize = 70;
/// Sets of true samples behind a band.
const SETS: usize = 40;

/// What true samples give for one number, against the data that it is about.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Band {
    /// The median over 40 sets.
    pub median: f64,
    /// The second largest of 40: a further set of true samples is at or below it with probability
    /// 39/41, 95 %, whatever the number's distribution.
    pub bound: f64,
}

/// The bands of what `compare` gives for samples of `n` points.
fn bands_of(
    n: usize,
    seed: u64,
    mut compare: impl FnMut(&mut Rng) -> [f64; 4],
) -> Result<[Band; 4]> {
    if n == 0 {
        return Err(Error::EmptySample);
    }
    let mut rng = stream(seed, Stream::Bands);
    let runs: Vec<[f64; 4]> = (0..SETS).map(|_| compare(&mut rng)).collect();
    Ok(std::array::from_fn(|i| {
        let mut values: Vec<f64> = runs.iter().map(|run| run[i]).collect();
        values.sort_unstable_by(f64::total_cmp);
        Band {
            median: 0.5 * (values[SETS / 2 - 1] + values[SETS / 2]),
            bound: values[SETS - 2],
        }
    }))
}
