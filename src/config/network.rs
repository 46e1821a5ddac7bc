//! Settings of the network: its shape, its nonlinearity, and how it is asked and read.

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
    /// The output estimates the data x₀: score = (A output − x) / B².
    Data,
    /// The output estimates v = A ε − B x₀: score = −x − (A/B) output.
    Velocity,
}

impl Parametrisation {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 4] = [Self::Score, Self::Noise, Self::Data, Self::Velocity];
}

/// What the network is told of the time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum TimeInput {
    /// t itself.
    #[default]
    T,
    /// √t.
    Sqrt,
    /// ½ ln B(t) + ½.
    LogB,
}

impl TimeInput {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 3] = [Self::T, Self::Sqrt, Self::LogB];
}

/// How the network's products are added up, wherever it is trained or asked: see
/// [`kernel`](crate::kernel).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Arithmetic {
    /// Product and sum are rounded one after the other, as every machine can.
    #[default]
    Portable,
    /// Rounded once, by fused multiply-add: faster, and in the last place another result.
    Fused,
}

impl Arithmetic {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 2] = [Self::Portable, Self::Fused];

    /// Whether this build of the crate has it. Of the two for browsers, one has not.
    pub const fn is_here(self) -> bool {
        matches!(self, Self::Portable)
            || cfg!(any(
                not(target_arch = "wasm32"),
                target_feature = "relaxed-simd"
            ))
    }
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
    /// What stands in the input for t.
    pub time_input: TimeInput,
    /// How its products are added up.
    pub arithmetic: Arithmetic,
}

impl Default for NetworkConfig {
    /// The post's network.
    fn default() -> Self {
        Self {
            layers: 6,
            width: 64,
            activation: Activation::Relu,
            parametrisation: Parametrisation::Score,
            time_input: TimeInput::T,
            arithmetic: Arithmetic::default(),
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
