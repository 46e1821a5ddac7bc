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
//! use nano_diffusion::data::{DataConfig, DataKind, DataSet, Distribution};
//! use nano_diffusion::rng::{Stream, stream};
//! let config = DataConfig { kind: DataKind::Moons, ..DataConfig::default() };
//! let moons = DataSet::new(&config).unwrap();
//! let points = moons.sample(1000, &mut stream(1, Stream::Data));
//! assert_eq!(points.len(), 2000);
//! ```

mod mixture;
mod ring;
pub mod shapes;
mod training_set;

pub use crate::config::data::{DataConfig, DataKind, MAX_COORDINATE, MAX_POINTS, RingConfig};
pub use mixture::Mixture;
pub use ring::Ring;

use crate::error::Result;
use crate::rng::Rng;

/// Something to draw data from, with a known density.
pub trait Distribution {
    /// One point.
    fn draw(&self, rng: &mut Rng) -> [f64; 2];

    /// log p(x) in nats.
    fn log_density(&self, x: f64, y: f64) -> f64;

    /// The standard deviation of the finest detail, in the units of x: noise far below it does
    /// not show.
    fn finest_width(&self) -> f64;

    /// `n` points as `[x0, y0, x1, y1, …]`.
    fn sample(&self, n: usize, rng: &mut Rng) -> Vec<f32> {
        let mut out = Vec::with_capacity(2 * n);
        for _ in 0..n {
            out.extend(self.draw(rng).map(|v| v as f32));
        }
        out
    }
}

/// Any of the data.
#[derive(Clone, Debug)]
pub enum DataSet {
    /// The post's ring.
    Ring(Ring),
    /// A shape, or points of one's own.
    Mixture(Mixture),
}

impl DataSet {
    /// # Errors
    /// As [`DataConfig::validate`].
    pub fn new(config: &DataConfig) -> Result<Self> {
        config.validate()?;
        Ok(match (config.kind, shapes::shape(config.kind)) {
            (DataKind::Ring, _) => Self::Ring(Ring::new(config.ring())?),
            (_, Some((centres, width))) => Self::Mixture(Mixture::equal(&centres, width)?),
            (_, None) => Self::Mixture(Mixture::equal(&config.points, config.kernel_width)?),
        })
    }

    /// E|x|².
    pub fn second_moment(&self) -> f64 {
        match self {
            Self::Ring(ring) => ring.second_moment(),
            Self::Mixture(mixture) => mixture.second_moment(),
        }
    }

    /// From where to where the data reach along x and along y: all but one in a thousand of them.
    pub fn extent(&self) -> [[f64; 2]; 2] {
        match self {
            Self::Ring(ring) => ring.extent(),
            Self::Mixture(mixture) => mixture.extent(),
        }
    }
}

impl Distribution for DataSet {
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
    fn finest_width(&self) -> f64 {
        match self {
            Self::Ring(ring) => ring.finest_width(),
            Self::Mixture(mixture) => mixture.finest_width(),
        }
    }
}
