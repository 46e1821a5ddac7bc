//! Which objective the network is trained on.

use serde::{Deserialize, Serialize};

/// What the network is trained on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Objective {
    /// Denoising score matching with λ = B²: the mean square error in the noise ε.
    #[default]
    Denoising,
    /// Denoising score matching with λ = β, the likelihood's weighting.
    DenoisingLikelihood,
    /// Denoising score matching with λ = 1: the error in the score.
    DenoisingUniform,
    /// Denoising score matching with λ = B⁴/A²: the error in the data x₀.
    DenoisingData,
    /// Denoising score matching with λ = B²/A²: the error in v = A ε − B x₀.
    DenoisingVelocity,
    /// Sliced score matching with λ = B².
    Sliced,
    /// The same with its variance reduced, SSM-VR.
    SlicedReduced,
}

impl Objective {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 7] = [
        Self::Denoising,
        Self::DenoisingVelocity,
        Self::DenoisingData,
        Self::DenoisingLikelihood,
        Self::DenoisingUniform,
        Self::Sliced,
        Self::SlicedReduced,
    ];

    /// Whether it is one of the sliced objectives.
    pub fn is_sliced(self) -> bool {
        matches!(self, Self::Sliced | Self::SlicedReduced)
    }

    /// Whether λ/B² grows without end as t → 0, so that t has to begin later.
    pub fn grows_at_zero(self) -> bool {
        matches!(self, Self::DenoisingLikelihood | Self::DenoisingUniform)
    }

    /// Whether λ/B² grows as 1/A² towards T.
    pub fn grows_at_end(self) -> bool {
        matches!(self, Self::DenoisingData | Self::DenoisingVelocity)
    }

    /// Whether λ/B² is not 1.
    pub fn is_weighted(self) -> bool {
        self.grows_at_zero() || self.grows_at_end()
    }
}
