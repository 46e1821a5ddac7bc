//! One judge for all data: which histograms and numbers there are, and what to call them.
//!
//! A ring is judged by angle and radius, as the post does; anything else by x and y. Each
//! number has the [`Band`](super::Band) that 16 pairs of true samples of the size give.
//!
//! ```
//! use nano_diffusion::data::{DataConfig, DataKind, DataSet, Distribution};
//! use nano_diffusion::metrics::Judge;
//! use nano_diffusion::rng::{Stream, stream};
//! use nano_diffusion::process::{Schedule, ScheduleConfig};
//! let config = DataConfig { kind: DataKind::Moons, ..DataConfig::default() };
//! let moons = DataSet::new(&config).unwrap();
//! let schedule = Schedule::new(ScheduleConfig::default()).unwrap();
//! let judge = Judge::new(&moons, schedule, 500, 1).unwrap();
//! let samples = moons.sample(500, &mut stream(2, Stream::Sampler));
//! assert_eq!(judge.figures(&samples)[0].key, "xW1");
//! assert_eq!(judge.views(&samples, 0.0)[0].title, "Coordinate x");
//! ```

use super::distance::HistogramPair;
use super::plane::{Support, axes, compare};
use super::ring::{Comparison, Histograms, Polar, bands};
use super::{Band, bands_of};
use crate::data::{DataSet, Distribution, Mixture, Ring};
use crate::error::Result;
use crate::process::{ClosedForm, Schedule};
use serde::Serialize;

/// A histogram of data and samples, with its words.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct View {
    /// angle, folded, radius, x or y.
    pub key: &'static str,
    /// What the figure shows, as a heading.
    pub title: &'static str,
    /// The short name of the quantity.
    pub symbol: &'static str,
    /// Labels of the axes.
    pub axis: &'static str,
    pub density: &'static str,
    /// Whether the axis counts in fractions of π.
    pub turns: bool,
    #[serde(flatten)]
    pub pair: HistogramPair,
}

/// One number that compares samples with data.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Figure {
    pub key: &'static str,
    pub label: &'static str,
    pub help: &'static str,
    /// Whether it is a share, to be written in per cent.
    pub share: bool,
    pub value: f64,
    pub band_median: f64,
    pub band_max: f64,
}

/// Key, label, help, and whether it is a share.
type Words = (&'static str, &'static str, &'static str, bool);

const RING: [Words; 4] = [
    (
        "radiusW1",
        "Radius W₁",
        "Wasserstein-1 distance between the radii of samples and data: how far mass must move, on average.",
        false,
    ),
    (
        "angleW1",
        "Angle W₁",
        "Wasserstein-1 distance between the angles on the full circle, in radians.",
        false,
    ),
    (
        "radiusTv",
        "Radius TV",
        "Total variation between the histograms of the radius on [0.8, 1.2], 60 bins.",
        false,
    ),
    (
        "outside",
        "Off the ring",
        "Share of the samples with a radius outside [0.8, 1.2].",
        true,
    ),
];

const PLANE: [Words; 4] = [
    (
        "xW1",
        "x W₁",
        "Wasserstein-1 distance between the x coordinates of samples and data: how far mass must move, on average.",
        false,
    ),
    (
        "yW1",
        "y W₁",
        "Wasserstein-1 distance between the y coordinates of samples and data.",
        false,
    ),
    (
        "planeTv",
        "Plane TV",
        "Total variation between the histograms over the plane, on [−1.8, 1.8]², 24 × 24 cells. Small sets of points never agree well here: mind the band.",
        false,
    ),
    (
        "outside",
        "Off support",
        "Share of the samples where the density of the data is lower than at all but 1 % of the data.",
        true,
    ),
];

/// Compares samples with data. Made once for a data set and a sample size, since the
/// bands that it holds cost more than a comparison.
#[derive(Clone, Debug)]
pub struct Judge {
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

impl Judge {
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
                (bands(&ring, n, seed)?, Kind::Ring { ring, data })
            }
            DataSet::Mixture(mixture) => {
                let support = Support::new(mixture, seed);
                let data = cloud.at(0.0);
                let bands = plane_bands(mixture, &support, n, seed)?;
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

    /// Histograms of particles at time t, flat, beside the data at that time.
    pub fn views(&self, particles: &[f32], t: f64) -> Vec<View> {
        let cloud = self.cloud.at(t);
        let ab = (self.schedule.a(t), self.schedule.b(t));
        match &self.kind {
            Kind::Ring { ring, .. } => {
                let (data, samples) = (Polar::of(&cloud), Polar::of(particles));
                ring_views(Histograms::new(ring, &data, &samples, ab))
            }
            Kind::Plane { .. } => plane_views(&cloud, particles, ab),
        }
    }

    /// Samples at t = 0, flat, in numbers.
    pub fn figures(&self, samples: &[f32]) -> Vec<Figure> {
        let (words, values) = match &self.kind {
            Kind::Ring { data, .. } => (RING, Comparison::new(data, &Polar::of(samples)).values()),
            Kind::Plane { support, data } => (PLANE, compare(support, data, samples)),
        };
        let rows = words.into_iter().zip(values).zip(&self.bands);
        rows.map(|(((key, label, help, share), value), band)| Figure {
            key,
            label,
            help,
            share,
            value,
            band_median: band.median,
            band_max: band.max,
        })
        .collect()
    }
}

/// The bands of [`compare`]'s numbers.
fn plane_bands(mixture: &Mixture, support: &Support, n: usize, seed: u64) -> Result<[Band; 4]> {
    bands_of(n, seed, |rng| {
        let [a, b] = [(); 2].map(|()| mixture.sample(n, rng));
        compare(support, &a, &b)
    })
}

fn ring_views(views: Histograms) -> Vec<View> {
    let angle = |key, pair| View {
        key,
        title: "Angle",
        symbol: "θ",
        axis: "angle θ (rad)",
        density: "density (1/rad)",
        turns: true,
        pair,
    };
    vec![
        angle("angle", views.angle),
        angle("folded", views.folded),
        View {
            key: "radius",
            title: "Radius",
            symbol: "r",
            axis: "radius r = |x|",
            density: "density",
            turns: false,
            pair: views.radius,
        },
    ]
}

/// The range moves with t and holds nearly all of p_t, of data within [−2, 2]².
fn plane_views(data: &[f32], samples: &[f32], (a, b): (f64, f64)) -> Vec<View> {
    let reach = 2.0 * a + 3.5 * b;
    let names = [("x", "Coordinate x"), ("y", "Coordinate y")];
    let axes = axes(data).into_iter().zip(axes(samples));
    let rows = names.into_iter().zip(axes);
    rows.map(|((name, title), (data, samples))| View {
        key: name,
        title,
        symbol: name,
        axis: name,
        density: "density",
        turns: false,
        pair: HistogramPair::new(&data, &samples, [-reach, reach]),
    })
    .collect()
}
