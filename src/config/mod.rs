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
pub mod rates;
pub mod sample;
pub mod schedule;
pub mod train;

pub use data::{DataConfig, DataKind};
pub use network::{Activation, Arithmetic, NetworkConfig, Parametrisation, TimeInput};
pub use objective::Objective;
pub use rates::EarlierRates;
pub use sample::{Method, SampleConfig};
pub use schedule::ScheduleConfig;
pub use train::{LrSchedule, TimeLaw, TrainConfig};

use crate::error::Result;
use serde::{Deserialize, Serialize};

/// Everything that a run depends on. The same `Config` gives the same numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Config {
    /// The forward process.
    pub schedule: ScheduleConfig,
    /// Where x₀ comes from.
    pub data: DataConfig,
    /// Shape and reading of the network.
    pub network: NetworkConfig,
    /// What it is trained on, and how.
    pub train: TrainConfig,
    /// Learning rates that the run had before that of `train`.
    pub earlier_rates: EarlierRates,
    /// How noise becomes data.
    pub sample: SampleConfig,
    /// Seed of every random draw.
    pub seed: u32,
}

impl Default for Config {
    /// The post's settings, as the defaults of all parts are: so a part that is left out of the
    /// JSON form is the post's, however much of it is.
    ///
    /// Files lack only what was added after they were written, and the defaults of that are
    /// what the crate did before it could be chosen.
    fn default() -> Self {
        Self {
            schedule: ScheduleConfig::default(),
            data: DataConfig::default(),
            network: NetworkConfig::default(),
            train: TrainConfig::default(),
            earlier_rates: EarlierRates::default(),
            sample: SampleConfig::default(),
            seed: 1,
        }
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
        self.earlier_rates.validate()?;
        self.sample.validate()
    }

    /// The settings of training, with the base learning rate that step `k` has.
    pub fn train_at(&self, k: usize) -> TrainConfig {
        TrainConfig {
            learning_rate: self.earlier_rates.at(k, self.train.learning_rate),
            ..self.train
        }
    }
}

/// Named starting points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// A recipe that comes twenty times closer to the data's density than the post's own, in a
    /// fortieth of its work: predict v, tell the time as ln B, use SiLU, share targets, decay the
    /// learning rate, average the weights; and sample in 24 steps of second order.
    Fast,
    /// The same for longer and with larger batches: as close as a minute brings it.
    Density,
    /// The post's own settings.
    Post,
}

impl Preset {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 3] = [Self::Fast, Self::Density, Self::Post];

    /// A short stable name, for links and the command line.
    pub fn key(self) -> &'static str {
        match self {
            Self::Fast => "fast",
            Self::Density => "density",
            Self::Post => "post",
        }
    }

    /// The settings.
    pub fn config(self) -> Config {
        let post = Config::default();
        match self {
            Self::Post => post,
            Self::Fast => Config {
                network: NetworkConfig {
                    activation: Activation::Silu,
                    parametrisation: Parametrisation::Velocity,
                    time_input: TimeInput::LogB,
                    ..post.network
                },
                train: TrainConfig {
                    objective: Objective::DenoisingVelocity,
                    time_law: TimeLaw::Sqrt,
                    neighbours: 256,
                    learning_rate: 6e-3,
                    lr_schedule: LrSchedule::Cosine,
                    batch: 512,
                    steps: 5000,
                    ema_decay: 0.99,
                    ..post.train
                },
                sample: SampleConfig {
                    method: Method::Dpm,
                    ..post.sample
                },
                ..post
            },
            Self::Density => {
                let fast = Self::Fast.config();
                Config {
                    train: TrainConfig {
                        batch: 1024,
                        steps: 10_000,
                        ema_decay: 0.998,
                        ..fast.train
                    },
                    ..fast
                }
            }
        }
    }
}
