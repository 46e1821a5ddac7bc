//! The data: where x₀ comes from.
//!
//! A [`DataSet`] is the post's [`Ring`], or a [`Mixture`]: a finite set of centres mᵢ, each
//! blurred to the same width h,
//!
//! p(x) = Σᵢ wᵢ N(x; mᵢ, h² I),  Σ wᵢ = 1.
//!
//! The other shapes ([`shapes`]) *are* mixtures, of some hundred documented centres along
//! a curve or over an area, and so are points of one's own. So the density, the score at
//! every t, the loss floor and the entropy of each are exact by construction, not only
//! close to those of an ideal shape. All are about as large as N(0, I): ½ E|x|² is between
//! a half and one, so that process and picture fit (points of one's own as they come).
//!
//! Points are flat and row-major: `[x0, y0, x1, y1, …]`.
//!
//! ```
//! use nano_diffusion::data::{DataConfig, DataKind, DataSet, Source};
//! use nano_diffusion::rng::{Stream, stream};
//! let config = DataConfig { kind: DataKind::Moons, ..DataConfig::default() };
//! let moons = DataSet::new(&config).unwrap();
//! let points = moons.sample(1000, &mut stream(1, Stream::Data));
//! assert_eq!(points.len(), 2000);
//! ```

mod mixture;
mod ring;
pub mod shapes;

pub use mixture::Mixture;
pub use ring::{Ring, RingConfig, TAU};

use crate::error::{Error, Result};
use crate::limits::check;
use crate::rng::Rng;
use serde::{Deserialize, Serialize};

/// Something to draw data from, with a known density.
pub trait Source {
    /// One point.
    fn draw(&self, rng: &mut Rng) -> [f64; 2];

    /// log p(x) in nats.
    fn log_density(&self, x: f64, y: f64) -> f64;

    /// `n` points as `[x0, y0, x1, y1, …]`.
    fn sample(&self, n: usize, rng: &mut Rng) -> Vec<f32> {
        let mut out = Vec::with_capacity(2 * n);
        for _ in 0..n {
            out.extend(self.draw(rng).map(|v| v as f32));
        }
        out
    }
}

/// Which data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum DataKind {
    /// The post's ring.
    #[default]
    Ring,
    /// Eight Gaussians on a circle.
    Gaussians,
    /// Two half circles, one in the other's mouth.
    Moons,
    /// One arm, two turns.
    Spiral,
    /// Eight squares of a four by four board.
    Checkerboard,
    /// Three arms of a galaxy.
    Arms,
    /// The points of [`DataConfig::points`].
    Own,
}

impl DataKind {
    pub const ALL: [Self; 7] = [
        Self::Ring,
        Self::Gaussians,
        Self::Moons,
        Self::Spiral,
        Self::Checkerboard,
        Self::Arms,
        Self::Own,
    ];
}

/// The most points that one's own data may have: every exact answer sums over all of them.
pub const MAX_POINTS: usize = 1000;
/// How far from zero a coordinate of one's own data may be.
pub const MAX_COORDINATE: f64 = 4.0;

/// Settings of the data. What a kind has no use for is ignored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct DataConfig {
    pub kind: DataKind,
    /// Of the ring: shape and rate of its radius's Gamma distribution.
    pub scale: f64,
    /// Of one's own points: the standard deviation h of the blur of each.
    pub kernel_width: f64,
    /// One's own points, flat `[n, 2]`, at most [`MAX_POINTS`]; none for other data.
    pub points: Vec<f64>,
}

impl Default for DataConfig {
    /// The post's ring.
    fn default() -> Self {
        Self {
            kind: DataKind::Ring,
            scale: RingConfig::default().scale,
            kernel_width: 0.08,
            points: Vec::new(),
        }
    }
}

impl DataConfig {
    /// The ring's part.
    pub fn ring(&self) -> RingConfig {
        RingConfig { scale: self.scale }
    }

    /// # Errors
    /// A setting outside its limits; points that are not `[n, 2]`, too many, not finite
    /// or too far out; none where there must be some.
    pub fn validate(&self) -> Result<()> {
        check("scale", self.scale)?;
        check("kernelWidth", self.kernel_width)?;
        let n = self.points.len();
        let empty = self.kind == DataKind::Own && n == 0;
        if empty || !n.is_multiple_of(2) || n > 2 * MAX_POINTS {
            return Err(Error::Length {
                what: "The set of your own points",
                got: n,
                expected: format!("two for each point, of 1 to {MAX_POINTS} points,"),
            });
        }
        let inside = |v: &&f64| v.abs() <= MAX_COORDINATE;
        match self.points.iter().find(|v| !inside(v)) {
            None => Ok(()),
            Some(&value) => Err(Error::OutOfRange {
                name: "a coordinate of your own points".to_owned(),
                value,
                expected: format!("between −{MAX_COORDINATE} and {MAX_COORDINATE}"),
            }),
        }
    }
}

/// Any of the data.
#[derive(Clone, Debug)]
pub enum DataSet {
    Ring(Ring),
    Mixture(Mixture),
}

impl DataSet {
    /// # Errors
    /// As [`DataConfig::validate`].
    pub fn new(config: &DataConfig) -> Result<Self> {
        config.validate()?;
        let mixture = |centres: Vec<f64>, width| Mixture::equal(&centres, width);
        Ok(Self::Mixture(match config.kind {
            DataKind::Ring => return Ok(Self::Ring(Ring::new(config.ring())?)),
            DataKind::Gaussians => mixture(shapes::gaussians(), shapes::GAUSSIANS_WIDTH)?,
            DataKind::Moons => mixture(shapes::moons(), shapes::MOONS_WIDTH)?,
            DataKind::Spiral => mixture(shapes::spiral(), shapes::SPIRAL_WIDTH)?,
            DataKind::Checkerboard => mixture(shapes::checkerboard(), shapes::CHECKER_WIDTH)?,
            DataKind::Arms => mixture(shapes::arms(), shapes::ARMS_WIDTH)?,
            DataKind::Own => Mixture::equal(&config.points, config.kernel_width)?,
        }))
    }

    /// E|x|².
    pub fn second_moment(&self) -> f64 {
        match self {
            Self::Ring(ring) => ring.second_moment(),
            Self::Mixture(mixture) => mixture.second_moment(),
        }
    }
}

impl Source for DataSet {
    fn draw(&self, rng: &mut Rng) -> [f64; 2] {
        match self {
            Self::Ring(ring) => ring.draw(rng),
            Self::Mixture(mixture) => mixture.draw(rng),
        }
    }

    fn log_density(&self, x: f64, y: f64) -> f64 {
        match self {
            Self::Ring(ring) => ring.log_density(x, y),
            Self::Mixture(mixture) => mixture.log_density(x, y),
        }
    }
}
