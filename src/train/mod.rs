//! Training: a stepper whose caller owns the pacing.
//!
//! Each [`Trainer::step`] draws a batch, takes the gradient of the denoising score
//! matching loss, makes one Adam step (without weight decay) and updates a running
//! average of the weights. The caller decides how many steps to make at a time,
//! and may change the learning rate in between.
//!
//! A step may also be shared: its batch is a number of [shards](shard), whose
//! gradients [`Trainer::compute_shard`] makes here and [`Trainer::accept_shard`] takes from elsewhere,
//! before [`Trainer::apply_step`] makes the step. Who made which changes nothing.
//!
//! Of candle's there is one [`Var`](candle_core::Var), which holds the flat parameters, and the
//! [`Optimizer`] interface, which takes the gradient in a [`GradStore`]. Forward and backward
//! pass are the [kernel](crate::kernel)'s, the step is [`Adam`]'s.
//!
//! The average (EMA) of the weights is θ̄ ← d θ̄ + (1 − d) θ with d = min(decay,
//! (1 + k)/(10 + k)) at step k, so that it forgets the random start quickly.
//!
//! ```
//! use nano_diffusion::{Config, train::Trainer};
//! let mut config = Config::default();
//! config.train.batch = 32;
//! let mut trainer = Trainer::new(config).unwrap();
//! let loss = trainer.step().unwrap();
//! assert!(loss.is_finite());
//! ```

pub mod adam;
pub mod checkpoint;
mod descent;
mod rates;
mod resume;
pub mod shard;

pub use crate::config::train::{LrSchedule, TimeLaw, TrainConfig};
pub use adam::Adam;
pub use checkpoint::Checkpoint;
pub use shard::ShardWorker;

use crate::config::Config;
use crate::config::limits::LEARNING_RATE;
use crate::error::{Error, Result};
use crate::network::Mlp;
use crate::rng::{Stream, stream};
use candle_core::{Device, Tensor};
pub(crate) use descent::{adam_of, descend, not_finite};
use shard::GradientAccumulator;

/// Adam as PyTorch's default: β = (0.9, 0.999), ε = 1e-8, no weight decay.
pub fn adam(mlp: &Mlp, learning_rate: f64) -> Result<Adam> {
    adam_of(mlp.params(), learning_rate)
}

/// A training run in progress.
pub struct Trainer {
    config: Config,
    mlp: Mlp,
    worker: ShardWorker,
    accumulator: GradientAccumulator,
    optimiser: Adam,
    average: Option<Vec<f32>>,
    step: usize,
    /// The parameters before the last update: what to return to on divergence.
    last_finite: Vec<f32>,
}

impl Trainer {
    /// A run from random initial weights, drawn from `config.seed`.
    ///
    /// # Errors
    /// A setting outside its limits; fused arithmetic, where it is not there.
    pub fn new(config: Config) -> Result<Self> {
        config.validate()?;
        let seed = u64::from(config.seed);
        let mlp = Mlp::init(config.network, &mut stream(seed, Stream::Weights))?;
        let initial = mlp.to_params()?;
        Ok(Self {
            worker: ShardWorker::with_valid(config.clone())?,
            accumulator: GradientAccumulator::new(&config),
            optimiser: adam(&mlp, config.train.learning_rate)?,
            average: (config.train.ema_decay > 0.0).then(|| initial.clone()),
            step: 0,
            last_finite: initial,
            mlp,
            config,
        })
    }

    /// Makes one training step and returns its loss (dimensionless, before the update).
    ///
    /// # Errors
    /// As [`compute_shard`](Self::compute_shard) and [`apply_step`](Self::apply_step).
    pub fn step(&mut self) -> Result<f32> {
        for shard in 0..self.shards() {
            self.compute_shard(shard)?;
        }
        self.apply_step()
    }

    /// Shards of every step.
    pub fn shards(&self) -> usize {
        self.worker.shards()
    }

    /// A copy of the flat parameters that this step's gradients are to be taken at.
    ///
    /// # Errors
    /// Only if the tensor library fails.
    pub fn params(&self) -> Result<Vec<f32>> {
        self.mlp.to_params()
    }

    /// Computes one shard of this step.
    ///
    /// # Errors
    /// A shard that there isn't; [`Error::Finished`] after the last step.
    pub fn compute_shard(&mut self, shard: usize) -> Result<()> {
        if self.finished() {
            return Err(Error::Finished("training run"));
        }
        let (worker, step) = (&mut self.worker, self.step);
        let loss = self
            .mlp
            .with_params(|params| worker.compute(params, step, shard))??;
        self.accumulator.put(shard, loss, self.worker.gradient())
    }

    /// Takes one shard of this step that a [`ShardWorker`] elsewhere computed.
    ///
    /// # Errors
    /// A shard that there isn't, or a gradient of another length than the parameters.
    pub fn accept_shard(&mut self, shard: usize, loss: f64, gradient: &[f32]) -> Result<()> {
        self.accumulator.put(shard, loss, gradient)
    }

    /// Makes the step from its shards and returns its loss (dimensionless, before the
    /// update).
    ///
    /// # Errors
    /// [`Error::Diverged`] if the loss or its gradient is not finite; the weights are
    /// then those before the last update. [`Error::Finished`] after the last step. A shard
    /// is missing.
    pub fn apply_step(&mut self) -> Result<f32> {
        if self.finished() {
            return Err(Error::Finished("training run"));
        }
        let (value, gradient) = self.accumulator.take()?;
        if let Some(what) = not_finite(value, &gradient) {
            return Err(self.diverged(what)?);
        }
        let last_finite = &mut self.last_finite;
        self.mlp
            .with_params(|params| last_finite.copy_from_slice(params))?;
        let average = self.average.as_mut();
        let (params, optimiser) = (self.mlp.params(), &mut self.optimiser);
        descend(
            params,
            gradient,
            optimiser,
            average,
            &self.config,
            self.step,
        )?;
        self.step += 1;
        Ok(value)
    }

    /// Puts the last finite weights back and says what happened.
    fn diverged(&mut self, what: &'static str) -> Result<Error> {
        let count = self.last_finite.len();
        let weights = Tensor::from_slice(&self.last_finite, count, &Device::Cpu)?;
        self.mlp.params().set(&weights)?;
        Ok(self.config.diverged_at(self.step, what))
    }

    /// Steps made so far.
    pub fn steps_done(&self) -> usize {
        self.step
    }

    /// Whether all steps are made.
    pub fn finished(&self) -> bool {
        self.step >= self.config.train.steps
    }

    /// The configuration. A learning rate that was changed on the way stands there with those
    /// before it, so that a run with this configuration makes the same steps.
    pub fn config(&self) -> Config {
        self.config.clone()
    }

    /// The base learning rate of the next step.
    pub fn learning_rate(&self) -> f64 {
        self.config.train_at(self.step).learning_rate
    }

    /// Changes the base learning rate from the next step on.
    ///
    /// # Errors
    /// A rate outside its limits; more changes than a run keeps.
    pub fn set_learning_rate(&mut self, learning_rate: f64) -> Result<()> {
        LEARNING_RATE.check(learning_rate)?;
        let last = self.config.train.learning_rate;
        let earlier = &self.config.earlier_rates;
        self.config.earlier_rates = earlier.changed(self.step, last, learning_rate)?;
        self.config.train.learning_rate = learning_rate;
        Ok(())
    }

    /// The network as it is being trained.
    pub fn network(&self) -> &Mlp {
        &self.mlp
    }

    /// A copy of the flat weights to sample with: the average where there is one.
    ///
    /// # Errors
    /// Only if the tensor library fails.
    pub fn sampling_weights(&self) -> Result<Vec<f32>> {
        match &self.average {
            Some(average) => Ok(average.clone()),
            None => self.mlp.to_params(),
        }
    }
}
