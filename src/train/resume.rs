//! A run to a [`Checkpoint`] and back.

use super::checkpoint::Checkpoint;
use super::shard::{GradientAccumulator, ShardWorker};
use super::{Trainer, adam};
use crate::error::Result;
use crate::network::Mlp;

impl Trainer {
    /// The run as it is between two steps; shards of the next one that are already there are
    /// left out, since they can be computed again.
    ///
    /// # Errors
    /// Only if the tensor library fails.
    pub fn checkpoint(&self) -> Result<Checkpoint> {
        let [first, second] = self.optimiser.moments();
        Ok(Checkpoint {
            config: self.config.clone(),
            step: self.step,
            weights: self.mlp.to_params()?,
            last_finite: self.last_finite.clone(),
            moments: [first.concat(), second.concat()],
            average: self.average.clone(),
        })
    }

    /// The run that goes on from a checkpoint, to the same bits as if it had never stopped.
    ///
    /// # Errors
    /// A checkpoint that no run could have made; fused arithmetic, where it is not there.
    pub fn from_checkpoint(checkpoint: Checkpoint) -> Result<Self> {
        checkpoint.validate()?;
        let Checkpoint {
            config,
            step,
            weights,
            last_finite,
            moments: [first, second],
            average,
        } = checkpoint;
        let mlp = Mlp::from_params(config.network, weights)?;
        let mut optimiser = adam(&mlp, config.train.learning_rate)?;
        optimiser.restore(step, [&first, &second])?;
        Ok(Self {
            worker: ShardWorker::with_valid(config.clone())?,
            accumulator: GradientAccumulator::new(&config),
            optimiser,
            average,
            step,
            last_finite,
            mlp,
            config,
        })
    }
}
