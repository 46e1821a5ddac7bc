//! How close samples are to data that are no ring: by their coordinates.
//!
//! W₁ of x and of y; the total variation of a histogram over the plane, with all that lies
//! outside as one more cell; and the share of samples off the support, where log p is
//! below its 1 % quantile under the data: so 1 % of the data are "off" themselves.

use super::distance::{Histogram, histogram_2d, wasserstein_line};
use super::{Band, bands_of};
use crate::data::{Distribution, Mixture};
use crate::error::Result;
use crate::rng::{Stream, stream};

/// The histogram's square [−SIDE, SIDE]², and its cells along each side.
const SIDE: f64 = 1.8;
const CELLS: usize = 24;
/// The share of the data that counts as off its support, and points to find it by.
const TAIL: f64 = 0.01;
const POINTS: usize = 2000;

/// Both coordinates of flat points.
pub fn axes(points: &[f32]) -> [Vec<f64>; 2] {
    [0, 1].map(|d| {
        let values = points.iter().skip(d).step_by(2);
        values.map(|v| f64::from(*v)).collect()
    })
}

/// Total variation ½ Σ |p − q| of two samples' histograms over the plane.
pub fn total_variation_2d(a: &[f32], b: &[f32]) -> f64 {
    let area = (2.0 * SIDE / CELLS as f64).powi(2);
    let [p, q] = [a, b].map(|points| histogram_2d(points, SIDE, CELLS));
    let inside: f64 = p.iter().zip(&q).map(|(p, q)| (p - q).abs()).sum();
    let outside = (p.iter().sum::<f64>() - q.iter().sum::<f64>()).abs();
    0.5 * area * (inside + outside)
}

/// The support of the data: where their density is not below a threshold.
#[derive(Clone, Debug)]
pub struct Support {
    mixture: Mixture,
    threshold: f64,
}

impl Support {
    /// The threshold is found from points drawn from `seed`.
    pub fn new(mixture: &Mixture, seed: u64) -> Self {
        let mut rng = stream(seed, Stream::Evaluation);
        let mut log_p: Vec<f64> = (0..POINTS)
            .map(|_| {
                let [x, y] = mixture.draw(&mut rng);
                mixture.log_density(x, y)
            })
            .collect();
        log_p.sort_unstable_by(f64::total_cmp);
        Self {
            mixture: mixture.clone(),
            threshold: log_p[(TAIL * POINTS as f64) as usize],
        }
    }

    /// Share of flat points that are not on it.
    pub fn share_off(&self, points: &[f32]) -> f64 {
        let off = points.chunks_exact(2).filter(|p| {
            let log_p = self.mixture.log_density(f64::from(p[0]), f64::from(p[1]));
            // NaN is nowhere.
            log_p.is_nan() || log_p < self.threshold
        });
        off.count() as f64 / (points.len() / 2).max(1) as f64
    }
}

/// What [`compare`] finds, in its order.
pub const KEYS: [&str; 4] = ["xW1", "yW1", "planeTv", "offSupport"];

/// The four numbers that compare two samples: W₁ of x and of y, total variation, share of
/// the second off the support.
pub fn compare(support: &Support, data: &[f32], samples: &[f32]) -> [f64; 4] {
    let ([dx, dy], [sx, sy]) = (axes(data), axes(samples));
    [
        wasserstein_line(&dx, &sx),
        wasserstein_line(&dy, &sy),
        total_variation_2d(data, samples),
        support.share_off(samples),
    ]
}

/// The bands of [`compare`]'s numbers, in its order, for samples of `n` points against `data`.
///
/// # Errors
/// `n` of zero.
pub fn bands(
    mixture: &Mixture,
    support: &Support,
    data: &[f32],
    n: usize,
    seed: u64,
) -> Result<[Band; 4]> {
    bands_of(n, seed, |rng| {
        compare(support, data, &mixture.sample(n, rng))
    })
}

/// Histograms of x and y, of flat points at a time when A and B are as in `ab`. The range
/// moves with t and holds nearly all of p_t, of data within [−2, 2]².
pub fn histograms(data: &[f32], samples: &[f32], (a, b): (f64, f64)) -> [Histogram; 2] {
    let reach = 2.0 * a + 3.5 * b;
    let ([dx, dy], [sx, sy]) = (axes(data), axes(samples));
    [
        Histogram::new("x", &dx, &sx, [-reach, reach]),
        Histogram::new("y", &dy, &sy, [-reach, reach]),
    ]
}
