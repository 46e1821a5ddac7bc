//! Which objective the network is trained on.

use serde::{Deserialize, Serialize};

/// What the network is trained on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Objective {
    /// Denoising score matching with λ = B².
    #[default]
    Denoising,
    /// Denoising score matching with λ = β, the likelihood's weighting.
    DenoisingLikelihood,
    /// Denoising score matching with λ = 1.
    DenoisingUniform,
    /// Sliced score matching with λ = B².
    Sliced,
    /// The same with its variance reduced, SSM-VR.
    SlicedReduced,
}

impl Objective {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 5] = [
        Self::Denoising,
        Self::DenoisingLikelihood,
        Self::DenoisingUniform,
        Self::Sliced,
        Self::SlicedReduced,
    ];

    /// Whether it is one of the sliced objectives.
    pub fn is_sliced(self) -> bool {
        matches!(self, Self::Sliced | Self::SlicedReduced)
    }

    /// Whether λ/B² is not 1, and its growth as t → 0 has to be kept off.
    pub fn is_weighted(self) -> bool {
        matches!(self, Self::DenoisingLikelihood | Self::DenoisingUniform)
    }
}
