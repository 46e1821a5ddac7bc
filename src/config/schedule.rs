//! Settings of the forward process: β(t) from `beta_min` to `beta_max` over [0, T].

use super::limits::{BETA_MAX, BETA_MIN, T_END};
use crate::error::Result;
use serde::{Deserialize, Serialize};

/// Settings of the forward process.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ScheduleConfig {
    /// β at t = 0, per unit of time.
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
