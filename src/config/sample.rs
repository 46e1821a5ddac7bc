//! Settings of sampling: the method, its steps and how many particles.

use super::limits::{DT, PARTICLES, TOLERANCE};
use crate::error::Result;
use serde::{Deserialize, Serialize};

/// How to get from x_T to x_0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// The reverse SDE by Euler–Maruyama.
    Sde,
    /// The probability-flow ODE by Euler's method.
    Euler,
    /// The probability-flow ODE by Heun's method.
    Heun,
    /// The probability-flow ODE by Bogacki and Shampine's pair, with steps of its choice.
    Adaptive,
}

/// Settings of sampling.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct SampleConfig {
    /// Step of the reverse process, in the units of T; the adaptive method takes its own.
    pub dt: f64,
    /// Particles, all sampled at once.
    pub particles: usize,
    /// Process and integrator.
    pub method: Method,
    /// Error of one step that the adaptive method allows, relative and absolute.
    pub tolerance: f64,
}

impl Default for SampleConfig {
    fn default() -> Self {
        Self {
            dt: 5e-3,
            particles: 2000,
            method: Method::Sde,
            tolerance: 1e-3,
        }
    }
}

impl SampleConfig {
    /// # Errors
    /// A setting outside its limits.
    pub fn validate(&self) -> Result<()> {
        DT.check(self.dt)?;
        PARTICLES.check(self.particles as f64)?;
        TOLERANCE.check(self.tolerance)
    }
}
