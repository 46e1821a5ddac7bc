//! How close samples are to a ring: by radius and angle, as the post does.

use super::distance::{HistogramPair, total_variation, wasserstein_circle, wasserstein_line};
use super::{Band, bands_of};
use crate::data::{Distribution, Ring};
use crate::error::Result;
use serde::Serialize;
use std::f64::consts::PI;

/// The radii between which a point counts as on the ring, and the range of the radius
/// histogram's total variation.
pub const ON_RING: [f64; 2] = [0.8, 1.2];

/// Radius and angle of flat points.
#[derive(Clone, Debug, Default)]
pub struct Polar {
    /// |x|.
    pub radius: Vec<f64>,
    /// atan2(y, x) in (−π, π], on the full circle.
    pub angle: Vec<f64>,
}

impl Polar {
    /// Of flat points `[n, 2]`.
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
    /// Of samples with data, each of at least one point.
    pub fn new(data: &Polar, samples: &Polar) -> Self {
        Self {
            radius_w1: wasserstein_line(&data.radius, &samples.radius),
            angle_w1: wasserstein_circle(&data.angle, &samples.angle),
            radius_tv: total_variation(&data.radius, &samples.radius, ON_RING),
            off_ring: share_off_ring(&samples.radius),
        }
    }

    pub(super) fn values(&self) -> [f64; 4] {
        [self.radius_w1, self.angle_w1, self.radius_tv, self.off_ring]
    }
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

/// The post's three one-dimensional views.
#[derive(Clone, Debug, Serialize)]
pub struct Histograms {
    /// θ on [−π, π].
    pub angle: HistogramPair,
    /// θ folded to [−π/2, π/2], as in the post.
    pub folded: HistogramPair,
    /// r, on a range that moves with t.
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
            angle: HistogramPair::new(&data.angle, &samples.angle, [-PI, PI]),
            folded: HistogramPair::new(&data.folded(), &samples.folded(), [-PI / 2.0, PI / 2.0]),
            radius: HistogramPair::new(&data.radius, &samples.radius, radii),
        }
    }
}
