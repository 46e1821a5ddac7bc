//! One step of the optimiser by a gradient, and of the average of the parameters: of any flat parameters.

use super::Adam;
use crate::config::Config;
use crate::error::Result;
use crate::network::flat;
use candle_core::backprop::GradStore;
use candle_core::{Device, Tensor, Var};
use candle_nn::{Optimizer, ParamsAdamW};

/// Adam as PyTorch's default, for flat parameters.
pub(crate) fn adam_of(params: &Var, learning_rate: f64) -> Result<Adam> {
    Ok(Adam::new(
        vec![params.clone()],
        ParamsAdamW {
            lr: learning_rate,
            weight_decay: 0.0,
            ..ParamsAdamW::default()
        },
    )?)
}

/// What of a step is not finite, if anything is not.
pub(crate) fn not_finite(loss: f32, gradient: &[f32]) -> Option<&'static str> {
    if !loss.is_finite() {
        return Some("loss");
    }
    (!squares_are_finite(gradient)).then_some("gradient")
}

/// Whether every g² is finite: a gradient beyond that would wreck Adam's second moment
/// even where it is itself a number. No early exit, so that the loop is vectorised.
fn squares_are_finite(grad: &[f32]) -> bool {
    grad.iter().fold(true, |all, g| all & (g * g).is_finite())
}

/// Makes step `step`, counted from 0, of a run with the settings `config`.
///
/// # Errors
/// A gradient of another length than the parameters.
pub(crate) fn descend(
    params: &Var,
    gradient: Vec<f32>,
    optimiser: &mut Adam,
    average: Option<&mut Vec<f32>>,
    config: &Config,
    step: usize,
) -> Result<()> {
    // `backward` of a loss with this gradient would do the same, but it reaches every
    // operation of candle's in every number type: most of what a browser would load.
    let mut grads = GradStore::default();
    grads.insert(
        params,
        Tensor::from_vec(gradient, params.shape(), &Device::Cpu)?,
    );
    optimiser.set_learning_rate(config.train_at(step).learning_rate_at(step));
    optimiser.step(&grads)?;
    let Some(average) = average else {
        return Ok(());
    };
    let decay = config.train.decay_at(step + 1);
    flat::with_slice(params, |params| {
        for (mean, value) in average.iter_mut().zip(params) {
            *mean += (1.0 - decay) * (value - *mean);
        }
    })?;
    Ok(())
}
