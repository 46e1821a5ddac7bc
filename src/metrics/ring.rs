//! How close samples are to a ring: by radius and angle, as the post does.

use super::distance::{Histogram, total_variation, wasserstein_circle, wasserstein_line};
use super::{Band, bands_of};
use crate::data::{Distribution, Ring};
use crate::error::Result;
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

/// What [`compare`] finds, in its order.
pub const KEYS: [&str; 4] = ["radiusW1", "angleW1", "radiusTv", "offRing"];

/// The four numbers that compare two samples: W₁ of the radius (a length) and of the angle
/// on the full circle (radians), the total variation of the radius histogram on [`ON_RING`]
/// and the share of the samples outside of it, both between 0 and 1.
pub fn compare(data: &Polar, samples: &Polar) -> [f64; 4] {
    [
        wasserstein_line(&data.radius, &samples.radius),
        wasserstein_circle(&data.angle, &samples.angle),
        total_variation(&data.radius, &samples.radius, ON_RING),
        share_off_ring(&samples.radius),
    ]
}

/// The bands of [`compare`]'s numbers, in its order, for samples of `n` points against `data`.
///
/// # Errors
/// `n` of zero.
pub fn bands(ring: &Ring, data: &Polar, n: usize, seed: u64) -> Result<[Band; 4]> {
    bands_of(n, seed, |rng| {
        compare(data, &Polar::of(&ring.sample(n, rng)))
    })
}

/// The post's three histograms, of the angle, the folded angle and the radius.
///
/// Of data and samples on the way at time t, when A and B are as in `ab`; at t = 0
/// that is (1, 0). The radius's range moves with t and holds nearly all of p_t.
pub fn histograms(
    ring: &Ring,
    data: &Polar,
    samples: &Polar,
    (a, b): (f64, f64),
) -> [Histogram; 3] {
    // Five standard deviations hold all of the data; a little more shows strays.
    let reach = (6.0 * ring.radius_std()).clamp(0.2, 3.0);
    let radii = [
        (a * (1.0 - reach) - 3.5 * b).max(0.0),
        a * (1.0 + reach) + 3.5 * b,
    ];
    let (half, quarter) = ([-PI, PI], [-PI / 2.0, PI / 2.0]);
    [
        Histogram::new("angle", &data.angle, &samples.angle, half),
        Histogram::new("folded", &data.folded(), &samples.folded(), quarter),
        Histogram::new("radius", &data.radius, &samples.radius, radii),
    ]
}
