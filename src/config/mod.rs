//! A whole run in one value: what the page's link, a weights file and a checkpoint carry.
//!
//! Plain data with limits, one file for each part, and nothing else of the crate below it but
//! the error type: each chapter takes its own settings from here.
//!
//! ```
//! use nano_diffusion::config::{Config, Preset};
//! let fast = Preset::Fast.config();
//! assert_eq!(fast.train.steps, 5000);
//! assert!(fast.validate().is_ok());
//! assert!(Config { seed: 7, ..fast }.validate().is_ok());
//! ```

pub mod data;
pub mod limits;
pub mod network;
pub mod objective;
pub mod sample;
pub mod schedule;
pub mod train;

pub use data::{DataConfig, DataKind};
pub use network::{Activation, NetworkConfig, Parametrisation};
pub use objective::Objective;
pub use sample::{Method, SampleConfig};
pub use schedule::ScheduleConfig;
pub use train::{LrSchedule, TrainConfig};

use crate::error::Result;
use serde::{Deserialize, Serialize};

/// Everything that a run depends on. The same `Config` gives the same numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Config {
    pub schedule: ScheduleConfig,
    pub data: DataConfig,
    pub network: NetworkConfig,
    pub train: TrainConfig,
    pub sample: SampleConfig,
    /// Seed of every random draw.
    pub seed: u32,
}

impl Default for Config {
    fn default() -> Self {
        Preset::Fast.config()
    }
}

impl Config {
    /// # Errors
    /// The first setting found outside its limits.
    pub fn validate(&self) -> Result<()> {
        self.schedule.validate()?;
        self.data.validate()?;
        self.network.validate()?;
        self.train.validate()?;
        self.sample.validate()
    }
}

/// Named starting points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// A recipe that reaches the post's quality in a fraction of its work: predict
    /// the noise, decay the learning rate, average the weights.
    Fast,
    /// The post's own settings.
    Post,
}

impl Preset {
    pub const ALL: [Self; 2] = [Self::Fast, Self::Post];

    /// A short stable name, for links and the command line.
    pub fn key(self) -> &'static str {
        match self {
            Self::Fast => "fast",
            Self::Post => "post",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Fast => "Fast",
            Self::Post => "As in the post",
        }
    }

    pub fn config(self) -> Config {
        let (parametrisation, train) = match self {
            Self::Fast => (
                Parametrisation::Noise,
                TrainConfig {
                    learning_rate: 2e-3,
                    lr_schedule: LrSchedule::Cosine,
                    batch: 512,
                    steps: 5000,
                    ema_decay: 0.99,
                    ..TrainConfig::default()
                },
            ),
            Self::Post => (Parametrisation::Score, TrainConfig::default()),
        };
        Config {
            schedule: ScheduleConfig::default(),
            data: DataConfig::default(),
            network: NetworkConfig {
                parametrisation,
                ..NetworkConfig::default()
            },
            train,
            sample: SampleConfig::default(),
            seed: 1,
        }
    }
}
