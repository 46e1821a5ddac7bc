//! The floors of some settings, from values that any worker can compute some of.
//!
//! Means over t and the curve are sums over values at fixed times, each of which knows nothing of the
//! others; so they can be cut into parts anywhere, and come together to the same bits.
//!
//! ```
//! use nano_diffusion::config::Preset;
//! use nano_diffusion::exact::{Share, floors::Floors};
//! let floors = Floors::new(&Preset::Post.config(), 20).unwrap();
//! let values: Vec<f64> = (0..3).flat_map(|number| floors.values(Share { number, of: 3 })).collect();
//! assert!((floors.of(&values).unwrap().mean - 0.1801).abs() < 3e-4);
//! ```

use super::floor::{loss_floor_at, mean_floor, objective_mean, times, weighted_floor_at};
use super::{DataOracle, Share, entropy};
use crate::config::{Config, TrainConfig};
use crate::data::DataSet;
use crate::error::{Error, Result};
use crate::process::Schedule;
use serde::Serialize;
use std::ops::Range;

/// The smallest losses a network can reach.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LossFloor {
    /// With λ = B² and t uniform on [0, T].
    pub mean: f64,
    /// That of the objective, with its λ and its law of t.
    pub objective: f64,
    /// Of the data, in nats.
    pub entropy: f64,
    /// The middles of equal parts of [0, T] `[n]`.
    pub t: Vec<f64>,
    /// floor(t) there `[n]`.
    pub floor: Vec<f64>,
}

/// What the floors of some settings are made of.
#[derive(Clone, Debug)]
pub struct Floors {
    data: DataSet,
    /// What the network is trained on: the data, or points of them.
    trained: DataSet,
    schedule: Schedule,
    train: TrainConfig,
    curve: Vec<f64>,
    /// The times of the values: first those of the mean over t, then of the curve, then of the objective.
    asked: Vec<f64>,
    /// How many of them are of the data with λ = B².
    plain: usize,
}

impl Floors {
    /// With a curve in the middles of `times_asked` equal parts of [0, T].
    ///
    /// # Errors
    /// As [`DataSet::training`] and [`Schedule::new`].
    pub fn new(config: &Config, times_asked: usize) -> Result<Self> {
        let schedule = Schedule::new(config.schedule)?;
        let end = schedule.t_end();
        let curve = times(end, times_asked);
        // The sums say themselves which values they are of.
        let mut asked = Vec::new();
        mean_floor(end, &mut |t| {
            asked.push(t);
            0.0
        });
        asked.extend(&curve);
        let plain = asked.len();
        objective_mean(end, &config.train, &mut |t| {
            asked.push(t);
            0.0
        });
        Ok(Self {
            data: DataSet::new(&config.data)?,
            trained: DataSet::training(config)?,
            schedule,
            train: config.train,
            curve,
            asked,
            plain,
        })
    }

    /// The values of a share of them.
    pub fn values(&self, share: Share) -> Vec<f64> {
        let Range { start, end } = share.of(self.asked.len());
        let plain = start.min(self.plain)..end.min(self.plain);
        let weighted = start.max(self.plain)..end.max(self.plain);
        let mut oracle = DataOracle::new(&self.data, self.schedule);
        let mut values: Vec<f64> = self.asked[plain]
            .iter()
            .map(|&t| loss_floor_at(&mut oracle, t))
            .collect();
        let mut oracle = DataOracle::new(&self.trained, self.schedule);
        let objective = self.train.objective;
        let of_objective = self.asked[weighted]
            .iter()
            .map(|&t| weighted_floor_at(&mut oracle, objective, t));
        values.extend(of_objective);
        values
    }

    /// The floors, from all values, in their order.
    ///
    /// # Errors
    /// Of another number of values.
    pub fn of(&self, values: &[f64]) -> Result<LossFloor> {
        if values.len() != self.asked.len() {
            return Err(Error::Shape {
                what: "The values of the floors",
                got: values.len(),
                expected: self.asked.len().to_string(),
            });
        }
        let end = self.schedule.t_end();
        let mut next = values.iter().copied();
        let mut take = |_| next.next().unwrap_or(f64::NAN);
        Ok(LossFloor {
            mean: mean_floor(end, &mut take),
            floor: self.curve.iter().map(|&t| take(t)).collect(),
            objective: objective_mean(end, &self.train, &mut take),
            entropy: entropy(&self.data),
            t: self.curve.clone(),
        })
    }
}
