//! The range of every numeric setting, in one table.
//!
//! Configurations are checked against it here; the page builds its sliders from the
//! same numbers (a test holds the two together).

use crate::error::{Error, Result};
use serde::Serialize;

/// The allowed range of one setting, ends included.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Limit {
    /// The setting's name, as in the JSON form of the configurations.
    pub name: &'static str,
    /// The smallest allowed value.
    pub min: f64,
    /// The largest allowed value.
    pub max: f64,
    /// Whether only whole numbers make sense.
    pub integer: bool,
}

impl Limit {
    /// Checks a value against this range.
    ///
    /// # Errors
    /// [`Error::OutOfRange`], naming the setting and its range. NaN is out of every range.
    pub fn check(&self, value: f64) -> Result<()> {
        let inside = value >= self.min && value <= self.max;
        if inside && (!self.integer || value.trunc() == value) {
            return Ok(());
        }
        let kind = if self.integer {
            "a whole number between"
        } else {
            "between"
        };
        Err(Error::OutOfRange {
            name: self.name,
            value,
            expected: format!("{kind} {} and {}", self.min, self.max),
        })
    }
}

const fn real(name: &'static str, min: f64, max: f64) -> Limit {
    Limit {
        name,
        min,
        max,
        integer: false,
    }
}

const fn whole(name: &'static str, min: f64, max: f64) -> Limit {
    Limit {
        name,
        min,
        max,
        integer: true,
    }
}

/// β at t = 0, per unit of time.
pub const BETA_MIN: Limit = real("betaMin", 0.01, 20.0);
/// β at t = T, per unit of time.
pub const BETA_MAX: Limit = real("betaMax", 0.1, 50.0);
/// T.
pub const T_END: Limit = real("tEnd", 0.1, 5.0);
/// Shape and rate of the ring's radius.
pub const SCALE: Limit = real("scale", 2.0, 2000.0);
/// Standard deviation h of the blur of one's own points.
pub const KERNEL_WIDTH: Limit = real("kernelWidth", 0.02, 0.5);
/// Linear layers.
pub const LAYERS: Limit = whole("layers", 2.0, 10.0);
/// Units of a hidden layer.
pub const WIDTH: Limit = whole("width", 8.0, 256.0);
/// The earliest time to train at, as a share of T.
pub const T_EPSILON: Limit = real("tEpsilon", 1e-5, 0.1);
/// Samples of a batch that share their targets.
pub const NEIGHBOURS: Limit = whole("neighbours", 1.0, 256.0);
/// Adam's learning rate.
pub const LEARNING_RATE: Limit = real("learningRate", 1e-6, 0.1);
/// Samples a training step.
pub const BATCH: Limit = whole("batch", 16.0, 20_000.0);
/// Training steps.
pub const STEPS: Limit = whole("steps", 10.0, 100_000.0);
/// Points that a finite training set has; 0 stands for fresh data at each step.
pub const TRAINING_POINTS: Limit = whole("trainingPoints", 0.0, 10_000.0);
/// Decay of the averaged weights.
pub const EMA_DECAY: Limit = real("emaDecay", 0.0, 0.9999);
/// The samplers' step, in the units of T.
pub const DT: Limit = real("dt", 5e-4, 1.0);
/// Particles of a sampler.
pub const PARTICLES: Limit = whole("particles", 100.0, 20_000.0);
/// Error of one step of the adaptive method.
pub const TOLERANCE: Limit = real("tolerance", 1e-6, 0.1);
/// Steps of the methods that step by noise.
pub const NOISE_STEPS: Limit = whole("noiseSteps", 4.0, 200.0);
/// η of DDIM: 0 without chance, 1 ancestral.
pub const ETA: Limit = real("eta", 0.0, 1.0);
/// `S_churn` of EDM's sampler.
pub const CHURN: Limit = real("churn", 0.0, 80.0);
/// Signal-to-noise ratio of the corrector's Langevin steps.
pub const SNR: Limit = real("snr", 0.01, 0.5);
/// Seed of every random draw.
pub const SEED: Limit = whole("seed", 0.0, 4_294_967_295.0);

/// Every numeric setting with its range.
pub const LIMITS: [Limit; 22] = [
    BETA_MIN,
    BETA_MAX,
    T_END,
    SCALE,
    KERNEL_WIDTH,
    LAYERS,
    WIDTH,
    T_EPSILON,
    NEIGHBOURS,
    LEARNING_RATE,
    BATCH,
    STEPS,
    TRAINING_POINTS,
    EMA_DECAY,
    DT,
    PARTICLES,
    TOLERANCE,
    NOISE_STEPS,
    ETA,
    CHURN,
    SNR,
    SEED,
];
