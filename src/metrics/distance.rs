//! Histograms, and distances between two samples: total variation and Wasserstein-1.

use super::BINS;
use serde::Serialize;
use std::f64::consts::TAU;

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

/// A histogram of data and samples on the same [`BINS`] bins.
#[derive(Clone, Debug, Serialize)]
pub struct Histogram {
    /// The quantity: angle, folded, radius, x or y.
    pub key: &'static str,
    /// The lower end of the first bin.
    pub lo: f64,
    /// The upper end of the last bin.
    pub hi: f64,
    /// Densities of the data `[BINS]`, per unit of the axis.
    pub data: Vec<f64>,
    /// Densities of the samples `[BINS]`, likewise.
    pub samples: Vec<f64>,
}

impl Histogram {
    pub(super) fn new(
        key: &'static str,
        data: &[f64],
        samples: &[f64],
        [lo, hi]: [f64; 2],
    ) -> Self {
        Self {
            key,
            lo,
            hi,
            data: histogram(data, lo, hi, BINS),
            samples: histogram(samples, lo, hi, BINS),
        }
    }
}
