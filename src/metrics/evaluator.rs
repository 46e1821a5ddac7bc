//! One evaluator for all data: which histograms and numbers there are, under their keys.
//!
//! A ring is compared by angle and radius, as the post does; anything else by x and y. Each
//! number has the [`Band`] that true samples of the size give.
//!
//! ```
//! use nano_diffusion::data::{DataConfig, DataKind, DataSet, Distribution};
//! use nano_diffusion::metrics::Evaluator;
//! use nano_diffusion::process::{Schedule, ScheduleConfig};
//! use nano_diffusion::rng::{Stream, stream};
//! let config = DataConfig { kind: DataKind::Moons, ..DataConfig::default() };
//! let moons = DataSet::new(&config).unwrap();
//! let schedule = Schedule::new(ScheduleConfig::default()).unwrap();
//! let evaluator = Evaluator::new(&moons, schedule, 500, 1).unwrap();
//! let samples = moons.sample(500, &mut stream(2, Stream::Sampler));
//! assert_eq!(evaluator.metrics(&samples)[0].key, "xW1");
//! assert_eq!(evaluator.histograms(&samples, 0.0)[0].key, "x");
//! ```

use super::distance::{Histogram, histogram_2d};
use super::plane::Support;
use super::ring::Polar;
use super::{Band, PLANE_CELLS, plane, ring};
use crate::data::{DataSet, Ring};
use crate::error::Result;
use crate::process::{ClosedForm, Schedule};
use serde::Serialize;

/// One number that compares samples with data.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Metric {
    /// One of [`ring::KEYS`] or [`plane::KEYS`].
    pub key: &'static str,
    /// What the samples give; the smaller, the better.
    pub value: f64,
    /// The median of what true samples give.
    pub band_median: f64,
    /// What 95 % of true samples do not exceed.
    pub band_bound: f64,
}

/// Compares samples with data. Made once for a data set and a sample size, since the
/// bands that it holds cost more than a comparison.
#[derive(Clone, Debug)]
pub struct Evaluator {
    schedule: Schedule,
    /// The data, and where the forward process takes them.
    cloud: ClosedForm,
    bands: [Band; 4],
    kind: Kind,
}

#[derive(Clone, Debug)]
enum Kind {
    Ring { ring: Ring, data: Polar },
    Plane { support: Support, data: Vec<f32> },
}

impl Evaluator {
    /// For samples of `n` points.
    ///
    /// # Errors
    /// `n` of zero.
    pub fn new(data: &DataSet, schedule: Schedule, n: usize, seed: u64) -> Result<Self> {
        let cloud = ClosedForm::new(data, schedule, n, seed);
        let (bands, kind) = match data {
            DataSet::Ring(ring) => {
                let data = Polar::of(&cloud.at(0.0));
                let ring = ring.clone();
                (
                    ring::bands(&ring, &data, n, seed)?,
                    Kind::Ring { ring, data },
                )
            }
            DataSet::Mixture(mixture) => {
                let support = Support::new(mixture, seed);
                let data = cloud.at(0.0);
                let bands = plane::bands(mixture, &support, &data, n, seed)?;
                (bands, Kind::Plane { support, data })
            }
        };
        Ok(Self {
            schedule,
            cloud,
            bands,
            kind,
        })
    }

    /// Histograms of particles at time t, flat `[n, 2]`, beside the data at that time.
    pub fn histograms(&self, particles: &[f32], t: f64) -> Vec<Histogram> {
        let cloud = self.cloud.at(t);
        let ab = (self.schedule.a(t), self.schedule.b(t));
        match &self.kind {
            Kind::Ring { ring, .. } => {
                let (data, samples) = (Polar::of(&cloud), Polar::of(particles));
                ring::histograms(ring, &data, &samples, ab).into()
            }
            Kind::Plane { .. } => plane::histograms(&cloud, particles, ab).into(),
        }
    }

    /// The post's histograms over the plane, of the data at time t and of particles at that time,
    /// flat `[n, 2]`: each of [`PLANE_CELLS`]² cells of [−side, side]², row-major from the bottom
    /// left, as densities per unit area. Points outside count in the total alone.
    pub fn planes(&self, particles: &[f32], t: f64, side: f64) -> [Vec<f64>; 2] {
        let cloud = self.cloud.at(t);
        [cloud.as_slice(), particles].map(|points| histogram_2d(points, side, PLANE_CELLS))
    }

    /// Samples at t = 0, flat `[n, 2]`, in numbers.
    pub fn metrics(&self, samples: &[f32]) -> Vec<Metric> {
        let (keys, values) = match &self.kind {
            Kind::Ring { data, .. } => (ring::KEYS, ring::compare(data, &Polar::of(samples))),
            Kind::Plane { support, data } => (plane::KEYS, plane::compare(support, data, samples)),
        };
        let rows = keys.into_iter().zip(values).zip(&self.bands);
        rows.map(|((key, value), band)| Metric {
            key,
            value,
            band_median: band.median,
            band_bound: band.bound,
        })
        .collect()
    }
}
