//! How close are the samples to the data?
//!
//! The post judges by histograms of the radius and of the angle; we add numbers: the
//! Wasserstein-1 distance W₁ of both, the total variation of the radius histogram, and
//! the share of points off the ring. Two finite samples of the *same* distribution do
//! not agree perfectly either, so each number comes with the [`Band`] that pairs of
//! true samples of that size give: inside it, the network can't be told from the data.
//! Data that are no ring have their coordinates compared instead ([`plane`]); [`Judge`]
//! knows what to compare of which.

mod judge;
pub mod plane;

pub use judge::{Figure, Judge, View};

use crate::data::{Ring, TAU};
use crate::error::{Error, Result};
use crate::rng::{Rng, Stream, stream};
use serde::Serialize;
use std::f64::consts::PI;

/// Bins of each one-dimensional histogram.
pub const BINS: usize = 60;
/// The radii between which a point counts as on the ring, and the range of the radius
/// histogram's total variation.
pub const ON_RING: [f64; 2] = [0.8, 1.2];
/// Pairs of true samples behind a band.
const PAIRS: usize = 16;

/// Radius and angle of flat points.
#[derive(Clone, Debug, Default)]
pub struct Polar {
    /// |x|.
    pub radius: Vec<f64>,
    /// atan2(y, x) in (−π, π], on the full circle.
    pub angle: Vec<f64>,
}

impl Polar {
    pub fn of(points: &[f32]) -> Self {
        let xy = points
            .chunks_exact(2)
            .map(|p| (f64::from(p[0]), f64::from(p[1])));
        let (radius, angle) = xy
            .map(|(x, y)| (libm::hypot(x, y), libm::atan2(y, x)))
            .unzip();
        Self { radius, angle }
    }

    /// The angle as the post plots it, arctan(y/x) in [−π/2, π/2]: opposite points of
    /// the ring fall together.
    pub fn folded(&self) -> Vec<f64> {
        let fold = |a: &f64| {
            if *a > PI / 2.0 {
                a - PI
            } else if *a < -PI / 2.0 {
                a + PI
            } else {
                *a
            }
        };
        self.angle.iter().map(fold).collect()
    }
}

/// Density of `values` on `bins` equal bins of [lo, hi]; values outside are left out of
/// the bins but count in the total, so the bins sum to (share inside) / bin width.
pub fn histogram(values: &[f64], lo: f64, hi: f64, bins: usize) -> Vec<f64> {
    let mut counts = vec![0.0; bins];
    let scale = bins as f64 / (hi - lo);
    for &v in values {
        if v >= lo && v <= hi {
            counts[(((v - lo) * scale) as usize).min(bins - 1)] += 1.0;
        }
    }
    let unit = scale / values.len().max(1) as f64;
    counts.iter().map(|count| count * unit).collect()
}

/// Density of flat points on `bins × bins` cells of the square [−side, side]²,
/// row-major from the bottom left, per unit area.
pub fn histogram_2d(points: &[f32], side: f64, bins: usize) -> Vec<f64> {
    let mut counts = vec![0.0; bins * bins];
    let scale = bins as f64 / (2.0 * side);
    for p in points.chunks_exact(2) {
        let (x, y) = (f64::from(p[0]), f64::from(p[1]));
        if x.abs() <= side && y.abs() <= side {
            let column = (((x + side) * scale) as usize).min(bins - 1);
            let row = (((y + side) * scale) as usize).min(bins - 1);
            counts[row * bins + column] += 1.0;
        }
    }
    let unit = scale * scale / (points.len() / 2).max(1) as f64;
    counts.iter().map(|count| count * unit).collect()
}

/// Total variation ½ Σ |p − q| of two samples' histograms, with all that lies outside
/// [lo, hi] as one more bin.
pub fn total_variation(a: &[f64], b: &[f64], [lo, hi]: [f64; 2]) -> f64 {
    let width = (hi - lo) / BINS as f64;
    let (p, q) = (histogram(a, lo, hi, BINS), histogram(b, lo, hi, BINS));
    let inside: f64 = p.iter().zip(&q).map(|(p, q)| (p - q).abs()).sum();
    let outside = (p.iter().sum::<f64>() - q.iter().sum::<f64>()).abs();
    0.5 * width * (inside + outside)
}

/// The steps of F_a − F_b, the difference of two samples' distribution functions: each
/// stretch between neighbouring values, as (length, difference).
fn cdf_difference(a: &[f64], b: &[f64]) -> Vec<(f64, f64)> {
    let mass = |n: usize| 1.0 / n.max(1) as f64;
    let mut jumps: Vec<(f64, f64)> = a.iter().map(|v| (*v, mass(a.len()))).collect();
    jumps.extend(b.iter().map(|v| (*v, -mass(b.len()))));
    jumps.sort_unstable_by(|x, y| x.0.total_cmp(&y.0));
    let mut difference = 0.0;
    jumps
        .windows(2)
        .map(|pair| {
            difference += pair[0].1;
            (pair[1].0 - pair[0].0, difference)
        })
        .collect()
}

/// W₁ of two samples on the line: ∫ |F_a − F_b|.
pub fn wasserstein_line(a: &[f64], b: &[f64]) -> f64 {
    let steps = cdf_difference(a, b);
    steps.iter().map(|(length, d)| length * d.abs()).sum()
}

/// W₁ of two samples of angles on the circle, in radians: min over c of ∫ |F_a − F_b − c|,
/// reached where c is the median of the difference over the circle.
pub fn wasserstein_circle(a: &[f64], b: &[f64]) -> f64 {
    let mut steps = cdf_difference(a, b);
    let covered: f64 = steps.iter().map(|(length, _)| length).sum();
    // Across the cut at ±π both functions are done: the difference is zero.
    steps.push(((TAU - covered).max(0.0), 0.0));
    steps.sort_unstable_by(|x, y| x.1.total_cmp(&y.1));
    let mut below = 0.0;
    let median = steps
        .iter()
        .find(|(length, _)| {
            below += length;
            below >= 0.5 * TAU
        })
        .map_or(0.0, |(_, d)| *d);
    steps
        .iter()
        .map(|(length, d)| length * (d - median).abs())
        .sum()
}

/// Share of radii outside [`ON_RING`].
pub fn share_off_ring(radius: &[f64]) -> f64 {
    let off = radius
        .iter()
        .filter(|r| !(ON_RING[0]..=ON_RING[1]).contains(r));
    off.count() as f64 / radius.len().max(1) as f64
}

/// The four numbers that compare two samples.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// W₁ of the radius (length).
    pub radius_w1: f64,
    /// W₁ of the angle on the full circle (radians).
    pub angle_w1: f64,
    /// Total variation of the radius histogram on [`ON_RING`], between 0 and 1.
    pub radius_tv: f64,
    /// Share of the samples outside [`ON_RING`], between 0 and 1.
    pub off_ring: f64,
}

impl Comparison {
    pub fn new(data: &Polar, samples: &Polar) -> Self {
        Self {
            radius_w1: wasserstein_line(&data.radius, &samples.radius),
            angle_w1: wasserstein_circle(&data.angle, &samples.angle),
            radius_tv: total_variation(&data.radius, &samples.radius, ON_RING),
            off_ring: share_off_ring(&samples.radius),
        }
    }

    fn values(&self) -> [f64; 4] {
        [self.radius_w1, self.angle_w1, self.radius_tv, self.off_ring]
    }
}

/// What pairs of true samples give for one number.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Band {
    pub median: f64,
    pub max: f64,
}

/// The bands of [`Comparison`]'s numbers, in its order, from 16 pairs of samples of `n`
/// points drawn from the ring.
///
/// # Errors
/// `n` of zero.
pub fn bands(ring: &Ring, n: usize, seed: u64) -> Result<[Band; 4]> {
    bands_of(n, seed, |rng| {
        let [a, b] = [(); 2].map(|()| Polar::of(&ring.sample(n, rng)));
        Comparison::new(&a, &b).values()
    })
}

/// Median and maximum of what 16 calls of `compare` give for samples of `n` points.
fn bands_of(
    n: usize,
    seed: u64,
    mut compare: impl FnMut(&mut Rng) -> [f64; 4],
) -> Result<[Band; 4]> {
    if n == 0 {
        return Err(Error::Length {
            what: "the sample",
            got: 0,
            expected: "at least 1".to_owned(),
        });
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

/// One histogram of data and samples on the same bins.
#[derive(Clone, Debug, Serialize)]
pub struct HistogramPair {
    pub lo: f64,
    pub hi: f64,
    /// The unit of the axis; densities are per that unit.
    pub unit: &'static str,
    pub data: Vec<f64>,
    pub samples: Vec<f64>,
}

impl HistogramPair {
    fn new(data: &[f64], samples: &[f64], [lo, hi]: [f64; 2], unit: &'static str) -> Self {
        Self {
            lo,
            hi,
            unit,
            data: histogram(data, lo, hi, BINS),
            samples: histogram(samples, lo, hi, BINS),
        }
    }
}

/// The post's three one-dimensional views.
#[derive(Clone, Debug, Serialize)]
pub struct Histograms {
    pub angle: HistogramPair,
    pub folded: HistogramPair,
    pub radius: HistogramPair,
}

impl Histograms {
    /// Of data and samples on the way at time t, when A and B are as in `ab`; at t = 0
    /// that is (1, 0). The radius's range moves with t and holds nearly all of p_t.
    pub fn new(ring: &Ring, data: &Polar, samples: &Polar, (a, b): (f64, f64)) -> Self {
        // Five standard deviations hold all of the data; a little more shows strays.
        let reach = (6.0 * ring.radius_std()).clamp(0.2, 3.0);
        let radii = [
            (a * (1.0 - reach) - 3.5 * b).max(0.0),
            a * (1.0 + reach) + 3.5 * b,
        ];
        Self {
            angle: HistogramPair::new(&data.angle, &samples.angle, [-PI, PI], "rad"),
            folded: HistogramPair::new(
                &data.folded(),
                &samples.folded(),
                [-PI / 2.0, PI / 2.0],
                "rad",
            ),
            radius: HistogramPair::new(&data.radius, &samples.radius, radii, "1"),
        }
    }
}
