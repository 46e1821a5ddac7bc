//! Training, alone or with shards from other workers.

use super::{JsConfig, JsResult, read_config, to_js};
use crate::error::Error;
use crate::network::Weights;
use crate::train::{self, Checkpoint};
use wasm_bindgen::prelude::*;

/// A training run; the caller owns the pacing.
#[wasm_bindgen]
pub struct Trainer {
    run: train::Trainer,
    /// Why training stopped, kept for the call after the last good losses.
    failure: Option<Error>,
}

#[wasm_bindgen]
impl Trainer {
    /// A run from random initial weights.
    #[wasm_bindgen(constructor)]
    pub fn new(config: JsConfig) -> JsResult<Self> {
        Ok(Self {
            run: train::Trainer::new(read_config(config)?)?,
            failure: None,
        })
    }

    /// Makes up to `max_steps` steps and returns their losses.
    ///
    /// When training diverges after some good steps, those are returned first; the
    /// error comes with the next call.
    pub fn run(&mut self, max_steps: usize) -> JsResult<Vec<f32>> {
        let mut losses = Vec::new();
        while losses.len() < max_steps && self.failure.is_none() && !self.run.finished() {
            match self.run.step() {
                Ok(loss) => losses.push(loss),
                Err(error) => self.failure = Some(error),
            }
        }
        match &self.failure {
            Some(error) if losses.is_empty() => Err(error.into()),
            _ => Ok(losses),
        }
    }

    /// Steps made so far.
    #[wasm_bindgen(getter)]
    pub fn step(&self) -> usize {
        self.run.steps_done()
    }

    /// Whether all steps are made.
    #[wasm_bindgen(getter)]
    pub fn finished(&self) -> bool {
        self.run.finished()
    }

    /// The base learning rate of the next step.
    #[wasm_bindgen(getter, js_name = learningRate)]
    pub fn learning_rate(&self) -> f64 {
        self.run.learning_rate()
    }

    /// Changes the base learning rate from the next step on.
    #[wasm_bindgen(js_name = setLearningRate)]
    pub fn set_learning_rate(&mut self, learning_rate: f64) -> JsResult<()> {
        Ok(self.run.set_learning_rate(learning_rate)?)
    }

    /// Shards of every step; a function of the batch size alone.
    #[wasm_bindgen(getter)]
    pub fn shards(&self) -> usize {
        self.run.shards()
    }

    /// The parameters that this step's shards are to be computed at.
    pub fn params(&self) -> JsResult<Vec<f32>> {
        Ok(self.run.params()?)
    }

    /// Computes one shard of this step.
    #[wasm_bindgen(js_name = computeShard)]
    pub fn compute_shard(&mut self, shard: usize) -> JsResult<()> {
        Ok(self.run.compute_shard(shard)?)
    }

    /// Takes one shard of this step from a `ShardWorker`.
    #[wasm_bindgen(js_name = acceptShard)]
    pub fn accept_shard(&mut self, shard: usize, loss: f64, gradient: &[f32]) -> JsResult<()> {
        Ok(self.run.accept_shard(shard, loss, gradient)?)
    }

    /// Makes the step from its shards, wherever they came from, and returns its loss.
    #[wasm_bindgen(js_name = applyStep)]
    pub fn apply_step(&mut self) -> JsResult<f32> {
        Ok(self.run.apply_step()?)
    }

    /// The run as bytes, to go on from with `fromCheckpoint`.
    pub fn checkpoint(&self) -> JsResult<Vec<u8>> {
        Ok(self.run.checkpoint()?.to_bytes()?)
    }

    /// Goes on from a checkpoint's bytes.
    #[wasm_bindgen(js_name = fromCheckpoint)]
    pub fn from_checkpoint(bytes: &[u8]) -> JsResult<Self> {
        Ok(Self {
            run: train::Trainer::from_checkpoint(Checkpoint::from_bytes(bytes)?)?,
            failure: None,
        })
    }

    /// The settings, with the learning rate as it was set last and those before it.
    pub fn config(&self) -> JsResult<JsConfig> {
        to_js(&self.run.config())
    }

    /// The weights to sample with (averaged, where averaging is on) and their
    /// configuration, as a safetensors file.
    pub fn weights(&self) -> JsResult<Vec<u8>> {
        Ok(Weights {
            config: self.run.config(),
            params: self.run.sampling_weights()?,
        }
        .to_safetensors()?)
    }
}

/// The settings of a checkpoint's run, whether it can go on here or not.
#[wasm_bindgen(js_name = checkpointConfig)]
pub fn checkpoint_config(bytes: &[u8]) -> JsResult<JsConfig> {
    to_js(&Checkpoint::from_bytes(bytes)?.config)
}

/// Computes shards of another worker's training run.
#[wasm_bindgen]
pub struct ShardWorker(train::ShardWorker);

#[wasm_bindgen]
impl ShardWorker {
    /// For a run with these settings.
    #[wasm_bindgen(constructor)]
    pub fn new(config: JsConfig) -> JsResult<Self> {
        Ok(Self(train::ShardWorker::new(read_config(config)?)?))
    }

    /// The share in the loss of shard `shard` of step `step`, at the parameters `params`.
    pub fn compute(&mut self, params: &[f32], step: usize, shard: usize) -> JsResult<f64> {
        Ok(self.0.compute(params, step, shard)?)
    }

    /// The gradient of the last shard computed.
    pub fn gradient(&self) -> Vec<f32> {
        self.0.gradient().to_vec()
    }
}
