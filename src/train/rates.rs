//! How a run's rates move from step to step, and what is likely to blame where one diverges.

use crate::config::limits::{LEARNING_RATE, T_EPSILON};
use crate::config::train::{LrSchedule, TrainConfig};
use crate::config::{Config, Parametrisation};
use crate::error::Error;
use crate::process::Schedule;
use std::f64::consts::PI;

/// Adam's usual learning rate, the post's too.
const USUAL_RATE: f64 = 1e-3;

/// λ/B² at T beyond which hardly anything but T counts, and squares of gradients leave the finite numbers.
const STEEP: f64 = 1e12;

impl TrainConfig {
    /// The learning rate of step `k`, counted from 0.
    pub fn learning_rate_at(&self, k: usize) -> f64 {
        match self.lr_schedule {
            LrSchedule::Constant => self.learning_rate,
            LrSchedule::Cosine => {
                let progress = k as f64 / self.steps as f64;
                self.learning_rate * 0.5 * (1.0 + libm::cos(PI * progress.min(1.0)))
            }
        }
    }

    /// How much of the average stays once `k` steps are made.
    pub(crate) fn decay_at(&self, k: usize) -> f32 {
        let k = k as f64;
        self.ema_decay.min((1.0 + k) / (10.0 + k)) as f32
    }
}

impl Config {
    /// What makes a run with these settings diverge at step `step`, most likely, and what to do about it; and the key of
    /// the setting to blame.
    fn likely_cause(&self, step: usize) -> (String, &'static str) {
        let train = self.train_at(step);
        let (rate, first) = (train.learning_rate, train.t_epsilon);
        if self.is_steep_at_end() {
            let cause = "This objective's weight λ grows without end as t → T: predict v or x₀, \
                         or train with λ = B²."
                .to_owned();
            (cause, "objective")
        } else if rate > 10.0 * USUAL_RATE {
            let cause =
                format!("The learning rate {rate} is far above the usual {USUAL_RATE}: lower it.");
            (cause, LEARNING_RATE.name)
        } else if train.objective.grows_at_zero() && first < 1e-2 {
            let cause = format!(
                "This objective's weight λ grows without end as t → 0, and t / T begins at \
                 {first}: raise that, or train with λ = B²."
            );
            (cause, T_EPSILON.name)
        } else {
            let cause = "A smaller learning rate usually fixes it.".to_owned();
            (cause, LEARNING_RATE.name)
        }
    }

    /// Whether the loss is all but that at T. Where the network gives v or x₀, A is no part of the weight.
    fn is_steep_at_end(&self) -> bool {
        let objective = self.train.objective;
        let own = matches!(
            self.network.parametrisation,
            Parametrisation::Velocity | Parametrisation::Data
        );
        let weight = |schedule: Schedule| objective.relative_weight(&schedule, schedule.t_end());
        !own && objective.grows_at_end()
            && Schedule::new(self.schedule).is_ok_and(|s| weight(s) > STEEP)
    }

    /// That step `step` could not be made, since `what` is not finite.
    pub(crate) fn diverged_at(&self, step: usize, what: &'static str) -> Error {
        let (cause, setting) = self.likely_cause(step);
        Error::Diverged {
            step,
            what,
            cause,
            setting,
        }
    }
}
