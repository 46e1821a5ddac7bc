//! Settings of training.

use super::limits::{BATCH, EMA_DECAY, LEARNING_RATE, STEPS, T_EPSILON};
use super::objective::Objective;
use crate::error::Result;
use serde::{Deserialize, Serialize};

/// How the learning rate moves over the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LrSchedule {
    /// The same at every step.
    Constant,
    /// lr · ½ (1 + cos(π k / steps)): down to zero at the last step.
    Cosine,
}

/// Settings of training.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct TrainConfig {
    /// The loss that is minimised.
    pub objective: Objective,
    /// The earliest time to train at, as a share of T; see [`Objective`].
    pub t_epsilon: f64,
    /// Adam's learning rate at the first step.
    pub learning_rate: f64,
    /// How it moves from there.
    pub lr_schedule: LrSchedule,
    /// Samples a step.
    pub batch: usize,
    /// Steps of the whole run.
    pub steps: usize,
    /// Decay of the averaged weights; 0 switches the average off.
    pub ema_decay: f64,
}

impl Default for TrainConfig {
    /// The post's training.
    fn default() -> Self {
        Self {
            objective: Objective::default(),
            t_epsilon: 1e-3,
            learning_rate: 1e-3,
            lr_schedule: LrSchedule::Constant,
            batch: 5000,
            steps: 20_000,
            ema_decay: 0.0,
        }
    }
}

impl TrainConfig {
    /// # Errors
    /// A setting outside its limits.
    pub fn validate(&self) -> Result<()> {
        T_EPSILON.check(self.t_epsilon)?;
        LEARNING_RATE.check(self.learning_rate)?;
        BATCH.check(self.batch as f64)?;
        STEPS.check(self.steps as f64)?;
        EMA_DECAY.check(self.ema_decay)
    }
}
