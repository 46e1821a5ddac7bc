//! Settings of the forward process: the path from data to noise over [0, T].

use super::limits::{BETA_MAX, BETA_MIN, T_END};
use crate::error::Result;
use serde::{Deserialize, Serialize};

/// How much of the data and of the noise there is at t; [`crate::process::path`] has the equations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PathKind {
    /// The post's: A² + B² = 1, with β rising linearly (variance-preserving).
    #[default]
    Linear,
    /// A = cos, B = sin of the same angle: variance-preserving too.
    Cosine,
    /// The same A as [`Self::Linear`], with B = 1 − A².
    SubVp,
    /// A = 1: the noise grows until nothing else can be seen.
    VarianceExploding,
    /// A = 1 − t/T, B = t/T: straight lines from data to noise (flow matching).
    Straight,
}

impl PathKind {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 5] = [
        Self::Linear,
        Self::Cosine,
        Self::SubVp,
        Self::VarianceExploding,
        Self::Straight,
    ];
}

/// Settings of the forward process.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ScheduleConfig {
    /// The path. What was written before there was a choice is on the post's.
    pub path: PathKind,
    /// β at t = 0, per unit of time; of the paths that have a β.
    pub beta_min: f64,
    /// β at t = T, per unit of time. It may lie below `beta_min`.
    pub beta_max: f64,
    /// T, where the forward process ends and the reverse process starts.
    pub t_end: f64,
}

impl Default for ScheduleConfig {
    /// The post's schedule.
    fn default() -> Self {
        Self {
            path: PathKind::Linear,
            beta_min: 0.1,
            beta_max: 20.0,
            t_end: 1.0,
        }
    }
}

impl ScheduleConfig {
    /// # Errors
    /// A setting outside its limits.
    pub fn validate(&self) -> Result<()> {
        BETA_MIN.check(self.beta_min)?;
        BETA_MAX.check(self.beta_max)?;
        T_END.check(self.t_end)
    }
}
