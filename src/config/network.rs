//! Settings of the network: its shape, its nonlinearity, and how its output is read.

use super::limits::{LAYERS, WIDTH};
use crate::error::Result;
use serde::{Deserialize, Serialize};

/// The nonlinearity φ between layers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Activation {
    /// max(0, x).
    Relu,
    /// x / (1 + e⁻ˣ).
    Silu,
}

/// How the network's output is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Parametrisation {
    /// The output is the score ∇ log p_t(x).
    Score,
    /// The output estimates the noise ε in x_t = A x₀ + B ε: score = −output / B(t).
    Noise,
}

/// Settings of the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct NetworkConfig {
    /// Linear layers in all, the output layer included.
    pub layers: usize,
    /// Units of each hidden layer.
    pub width: usize,
    /// φ between the layers.
    pub activation: Activation,
    /// What the output means.
    pub parametrisation: Parametrisation,
}

impl Default for NetworkConfig {
    /// The post's network.
    fn default() -> Self {
        Self {
            layers: 6,
            width: 64,
            activation: Activation::Relu,
            parametrisation: Parametrisation::Score,
        }
    }
}

impl NetworkConfig {
    /// # Errors
    /// `layers` or `width` outside their limits.
    pub fn validate(&self) -> Result<()> {
        LAYERS.check(self.layers as f64)?;
        WIDTH.check(self.width as f64)
    }
}
