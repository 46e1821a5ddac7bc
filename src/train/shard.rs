//! Shards: the parts of a batch that can be computed anywhere, in any order.
//!
//! A batch of n samples is cut into [`count`]`(n)` shards, a number that depends on n
//! alone. Each draws from a generator of its own
//! ([`shard_stream`](crate::rng::shard_stream) of seed, step and shard) and its gradient
//! is summed apart; the trainer adds the shards in their order. So a run's result is the
//! same to the last bit whether one worker makes all shards or several share them, and
//! a shard whose worker was lost is simply made again.
//!
//! ```
//! use nano_diffusion::{Config, train::{ShardWorker, Trainer}};
//! let mut config = Config::default();
//! config.train.batch = 1024;
//! let mut alone = Trainer::new(config.clone()).unwrap();
//! let mut fed = Trainer::new(config.clone()).unwrap();
//! let mut worker = ShardWorker::new(config).unwrap();
//! for shard in 0..worker.shards() {
//!     let loss = worker.compute(&fed.params().unwrap(), 0, shard).unwrap();
//!     fed.accept_shard(shard, loss, worker.gradient()).unwrap();
//! }
//! assert_eq!(fed.apply_step().unwrap(), alone.step().unwrap());
//! ```

use crate::config::Config;
use crate::data::{DataSet, Distribution};
use crate::error::{Error, Result};
use crate::kernel::FusedObjective;
use crate::objective::Batch;
use crate::process::Schedule;
use crate::rng::{MAX_SHARDS, Rng, shard_stream};
use std::ops::Range;

/// Samples that make a shard worth its message: with fewer, sending weights and gradients
/// takes most of the time that is saved.
const SHARD_SAMPLES: usize = 256;

/// The number of shards of a batch of `n` samples.
pub fn count(n: usize) -> usize {
    (n / SHARD_SAMPLES).clamp(1, MAX_SHARDS)
}

/// The samples of a batch of `n` that belong to shard `i`: nearly the same number each.
pub fn range(n: usize, i: usize) -> Range<usize> {
    let shards = count(n);
    n * i / shards..n * (i + 1) / shards
}

/// Computes loss and gradient of any shard of any step of a run.
pub struct ShardWorker {
    config: Config,
    /// Where x₀ comes from: the data, or a finite training set.
    data: DataSet,
    schedule: Schedule,
    objective: FusedObjective,
    batch: Batch,
    gradient: Vec<f32>,
}

impl ShardWorker {
    /// # Errors
    /// A setting outside its limits; fused arithmetic, where it is not there.
    pub fn new(config: Config) -> Result<Self> {
        config.validate()?;
        Self::with_valid(config)
    }

    /// As [`new`](Self::new), of settings that were checked.
    pub(super) fn with_valid(config: Config) -> Result<Self> {
        if !config.network.arithmetic.is_here() {
            return Err(Error::NoFused);
        }
        Ok(Self {
            data: DataSet::training(&config)?,
            schedule: Schedule::new(config.schedule)?,
            objective: FusedObjective::new(config.network),
            batch: Batch::new(config.network, config.train),
            gradient: vec![0.0; config.network.parameter_count()],
            config,
        })
    }

    /// Shards of every step.
    pub fn shards(&self) -> usize {
        count(self.config.train.batch)
    }

    /// Draws shard `shard` of step `step` and returns its share of the batch's mean loss
    /// at the flat parameters `params`; [`gradient`](Self::gradient) is then that of it.
    ///
    /// # Errors
    /// A shard that there isn't, or parameters of another length than the network's.
    pub fn compute(&mut self, params: &[f32], step: usize, shard: usize) -> Result<f64> {
        check(shard, self.shards())?;
        let mut rng = shard_stream(u64::from(self.config.seed), step, shard);
        let part = range(self.config.train.batch, shard).len();
        self.compute_of(params, part, None, &mut rng)
    }

    /// The same of `n` samples of the batch, drawn from `rng`, of other data where there are `other`.
    ///
    /// # Errors
    /// Parameters of another length than the network's.
    pub(crate) fn compute_of(
        &mut self,
        params: &[f32],
        n: usize,
        other: Option<&dyn Distribution>,
        rng: &mut Rng,
    ) -> Result<f64> {
        let data = other.unwrap_or(&self.data);
        self.batch.draw(data, &self.schedule, n, rng);
        let scale = 1.0 / (2 * self.config.train.batch) as f32;
        self.objective
            .loss_and_grad(params, &self.batch, scale, &mut self.gradient)
    }

    pub(crate) fn config(&self) -> &Config {
        &self.config
    }

    /// The gradient of the last loss computed, of the parameters' length.
    pub fn gradient(&self) -> &[f32] {
        &self.gradient
    }
}

/// The shards of one step, as they come in.
pub struct GradientAccumulator {
    /// The losses of those that are there.
    losses: Vec<Option<f64>>,
    /// The gradients, one after the other.
    gradients: Vec<f32>,
}

impl GradientAccumulator {
    /// An empty one, for a run with these (valid) settings.
    pub fn new(config: &Config) -> Self {
        let shards = count(config.train.batch);
        Self {
            losses: vec![None; shards],
            gradients: vec![0.0; shards * config.network.parameter_count()],
        }
    }

    /// Takes a shard; a second copy of one replaces the first.
    ///
    /// # Errors
    /// A shard that there isn't, or a gradient of another length than the network's.
    pub fn put(&mut self, shard: usize, loss: f64, gradient: &[f32]) -> Result<()> {
        check(shard, self.losses.len())?;
        let length = self.gradients.len() / self.losses.len();
        if gradient.len() != length {
            return Err(Error::Shape {
                what: "The gradient of a shard",
                got: gradient.len(),
                expected: length.to_string(),
            });
        }
        self.gradients[shard * length..][..length].copy_from_slice(gradient);
        self.losses[shard] = Some(loss);
        Ok(())
    }

    /// Loss and gradient of the whole batch, summed in the order of the shards, which
    /// are then forgotten.
    ///
    /// # Errors
    /// A shard is missing.
    pub fn take(&mut self) -> Result<(f32, Vec<f32>)> {
        let there: Vec<f64> = self.losses.iter().copied().flatten().collect();
        if there.len() < self.losses.len() {
            return Err(Error::MissingShards {
                there: there.len(),
                shards: self.losses.len(),
            });
        }
        let mut parts = self
            .gradients
            .chunks_exact(self.gradients.len() / self.losses.len());
        let mut sum = parts.next().unwrap_or_default().to_vec();
        for part in parts {
            for (sum, part) in sum.iter_mut().zip(part) {
                *sum += part;
            }
        }
        self.losses.fill(None);
        Ok((there.iter().sum::<f64>() as f32, sum))
    }
}

fn check(shard: usize, shards: usize) -> Result<()> {
    if shard < shards {
        return Ok(());
    }
    Err(Error::NoSuchShard { shard, shards })
}
