//! A ring with a non-uniform angle: the post's data.
//!
//! A point is drawn in two parts, x₀ = r · u/|u| with
//!
//! - u uniform in the square [−1, 1]², normalised: the angle is denser towards the
//!   corners, p(θ) = 1 / (8 max(|cos θ|, |sin θ|)²);
//! - r ~ Gamma(shape = scale, rate = scale): mean 1, standard deviation 1/√scale.
//!
//! so that p(x) = p_Gamma(|x|) p(θ) / |x|, in closed form.
//! Source: "Diffusion pt. 2: Nano diffusion", the section on data.
//!
//! ```
//! use nano_diffusion::data::{Distribution, Ring, RingConfig};
//! use nano_diffusion::rng::{Stream, stream};
//! let ring = Ring::new(RingConfig::default()).unwrap();
//! let points = ring.sample(1000, &mut stream(1, Stream::Data));
//! assert_eq!(points.len(), 2000);
//! ```

use super::Distribution;
use crate::config::data::RingConfig;
use crate::config::limits::SCALE;
use crate::error::Result;
use crate::rng::{Rng, uniform};
use rand_distr::{Distribution as _, Gamma};

/// The finest width of thick rings, that of one of scale 100: blurred by a fiftieth of it, their
/// kinks cost less than 1e-5 nats.
const FINEST: f64 = 0.1;

/// The quantile of N(0, 1) that one in a thousand lie beyond.
const OUTERMOST: f64 = 3.09;

/// The ring distribution: sampler and exact density.
#[derive(Clone, Debug)]
pub struct Ring {
    config: RingConfig,
    radius: Gamma<f64>,
}

impl Ring {
    /// # Errors
    /// `scale` outside its limits.
    pub fn new(config: RingConfig) -> Result<Self> {
        SCALE.check(config.scale)?;
        let radius = Gamma::new(config.scale, 1.0 / config.scale)
            .map_err(|e| crate::Error::BadConfig(e.to_string()))?;
        Ok(Self { config, radius })
    }

    /// Its settings.
    pub fn config(&self) -> RingConfig {
        self.config
    }

    /// log of the radius's density, Gamma(scale, scale), at r > 0.
    pub fn log_radius_density(&self, r: f64) -> f64 {
        let k = self.config.scale;
        k * libm::log(k) - libm::lgamma(k) + (k - 1.0) * libm::log(r) - k * r
    }

    /// Density of the angle at θ (radians), with respect to dθ.
    pub fn angle_density(theta: f64) -> f64 {
        let c = libm::cos(theta).abs().max(libm::sin(theta).abs());
        1.0 / (8.0 * c * c)
    }

    /// E|x|² = 1 + 1/scale.
    pub fn second_moment(&self) -> f64 {
        1.0 + 1.0 / self.config.scale
    }

    /// From where to where it reaches along x and y, but for the outermost thousandth of its radii.
    /// Source: Wilson and Hilferty, "The distribution of chi-square", 1931.
    pub(super) fn extent(&self) -> [[f64; 2]; 2] {
        let share = 1.0 / (9.0 * self.config.scale);
        let radius = (1.0 - share + OUTERMOST * share.sqrt()).powi(3);
        [[-radius, radius]; 2]
    }

    /// Standard deviation of the radius, 1/√scale.
    pub fn radius_std(&self) -> f64 {
        1.0 / self.config.scale.sqrt()
    }
}

impl Distribution for Ring {
    #[inline]
    fn draw(&self, rng: &mut Rng) -> [f64; 2] {
        // A zero vector has no direction; at 53 bits a side it never comes, but a
        // loop costs nothing and makes the division safe.
        let (ux, uy, norm) = loop {
            let ux = 2.0 * uniform(rng) - 1.0;
            let uy = 2.0 * uniform(rng) - 1.0;
            let norm = (ux * ux + uy * uy).sqrt();
            if norm > 0.0 {
                break (ux, uy, norm);
            }
        };
        let scaled = self.radius.sample(rng) / norm;
        [ux * scaled, uy * scaled]
    }

    /// log p(x) in nats; −∞ at the origin.
    fn log_density(&self, x: f64, y: f64) -> f64 {
        let r = libm::hypot(x, y);
        if r == 0.0 {
            return f64::NEG_INFINITY;
        }
        let theta = libm::atan2(y, x);
        self.log_radius_density(r) + libm::log(Self::angle_density(theta)) - libm::log(r)
    }
    /// Of its radius; for a thick ring less, as the angle's kinks, which meet at the origin, have no
    /// width at all.
    fn finest_width(&self) -> f64 {
        self.radius_std().min(FINEST)
    }
}
