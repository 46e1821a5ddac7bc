//! How close are the samples to the data?
//!
//! The post judges by histograms of the radius and of the angle; we add numbers: the
//! Wasserstein-1 distance W₁ of both, the total variation of the radius histogram, and
//! the share of points off the ring. Two finite samples of the *same* distribution do
//! not agree perfectly either, so each number comes with the [`Band`] that pairs of
//! true samples of that size give: inside it, the network can't be told from the data.
//! Data that are no ring have their coordinates compared instead ([`plane`]); [`Evaluator`]
//! knows what to compare of which.

pub mod distance;
mod evaluator;
pub mod plane;
pub mod ring;

pub use distance::Histogram;
pub use evaluator::{Evaluator, Metric};

use crate::error::{Error, Result};
use crate::rng::{Rng, Stream, stream};
use serde::Serialize;

/// Bins of each one-dimensional histogram.
pub const BINS: usize = 60;
/// Pairs of true samples behind a band.
const PAIRS: usize = 16;

/// What pairs of true samples give for one number.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Band {
    /// The median over the pairs.
    pub median: f64,
    /// The largest.
    pub max: f64,
}

/// Median and maximum of what 16 calls of `compare` give for samples of `n` points.
fn bands_of(
    n: usize,
    seed: u64,
    mut compare: impl FnMut(&mut Rng) -> [f64; 4],
) -> Result<[Band; 4]> {
    if n == 0 {
        return Err(Error::EmptySample);
    }
    let mut rng = stream(seed, Stream::Bands);
    let runs: Vec<[f64; 4]> = (0..PAIRS).map(|_| compare(&mut rng)).collect();
    Ok(std::array::from_fn(|i| {
        let mut values: Vec<f64> = runs.iter().map(|run| run[i]).collect();
        values.sort_unstable_by(f64::total_cmp);
        Band {
            median: 0.5 * (values[PAIRS / 2 - 1] + values[PAIRS / 2]),
            max: values[PAIRS - 1],
        }
    }))
}
