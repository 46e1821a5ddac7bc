//! Settings of training.

use super::limits::{
    BATCH, EMA_DECAY, LEARNING_RATE, NEIGHBOURS, STEPS, T_EPSILON, TRAINING_POINTS,
};
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

/// How the times of a batch are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TimeLaw {
    /// Uniform on (0, T].
    #[default]
    Uniform,
    /// t = T u² with u uniform on (0, 1]: density falls as 1/√t.
    Sqrt,
    /// Half of them uniform, half with a uniform logarithm between 1e-4 T and T.
    Log,
}

impl TimeLaw {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 3] = [Self::Uniform, Self::Sqrt, Self::Log];
}

/// Settings of training.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct TrainConfig {
    /// The loss that is minimised.
    pub objective: Objective,
    /// The earliest time to train at, as a share of T; see [`Objective`].
    pub t_epsilon: f64,
    /// How times are drawn.
    pub time_law: TimeLaw,
    /// Samples of a batch that share their targets at most; 1 leaves each its own. Sliced score
    /// matching has no targets.
    pub neighbours: usize,
    /// Adam's learning rate at the first step.
    pub learning_rate: f64,
    /// How it moves from there.
    pub lr_schedule: LrSchedule,
    /// Samples a step.
    pub batch: usize,
    /// Steps of the whole run.
    pub steps: usize,
    /// Points of the training set, drawn once from the data, that every x₀ comes from; 0 for fresh
    /// data at each step, a training set without end. See [`DataSet::training`].
    ///
    /// [`DataSet::training`]: crate::data::DataSet::training
    pub training_points: usize,
    /// Decay of the averaged weights; 0 switches the average off.
    pub ema_decay: f64,
}

impl Default for TrainConfig {
    /// The post's training.
    fn default() -> Self {
        Self {
            objective: Objective::default(),
            t_epsilon: 1e-3,
            time_law: TimeLaw::default(),
            neighbours: 1,
            learning_rate: 1e-3,
            lr_schedule: LrSchedule::Constant,
            batch: 5000,
            steps: 20_000,
            training_points: 0,
            ema_decay: 0.0,
        }
    }
}

impl TrainConfig {
    /// # Errors
    /// A setting outside its limits.
    pub fn validate(&self) -> Result<()> {
        T_EPSILON.check(self.t_epsilon)?;
        NEIGHBOURS.check(self.neighbours as f64)?;
        LEARNING_RATE.check(self.learning_rate)?;
        BATCH.check(self.batch as f64)?;
        STEPS.check(self.steps as f64)?;
        TRAINING_POINTS.check(self.training_points as f64)?;
        EMA_DECAY.check(self.ema_decay)
    }
}
