//! The denoising losses in plain candle, step by step as in the formulas.
//!
//! Training runs the faster [`FusedObjective`](crate::kernel::FusedObjective), which tests
//! hold to this one.

use super::Batch;
use crate::error::Result;
use crate::network::{Mlp, Parametrisation};
use candle_core::{Device, Tensor};

/// The denoising score matching loss mean (w (B s + ε))², a scalar tensor to call
/// `backward` on. Of a batch for sliced score matching it is the loss with λ = B².
///
/// # Errors
/// Only if the tensor library fails.
pub fn denoising_score_matching(mlp: &Mlp, batch: &Batch) -> Result<Tensor> {
    let n = batch.len();
    let input = Tensor::from_slice(&batch.input, (n, 3), &Device::Cpu)?;
    let eps = Tensor::from_slice(&batch.eps, (n, 2), &Device::Cpu)?;
    let net = mlp.forward(&input)?;
    let mut residual = match mlp.config().parametrisation {
        Parametrisation::Score => {
            let b = Tensor::from_slice(&batch.b, (n, 1), &Device::Cpu)?;
            (net.broadcast_mul(&b)? + eps)?
        }
        Parametrisation::Noise => (eps - net)?,
    };
    if !batch.weight.is_empty() {
        let weight = Tensor::from_slice(&batch.weight, (n, 1), &Device::Cpu)?;
        residual = residual.broadcast_mul(&weight)?;
    }
    Ok(residual.sqr()?.mean_all()?)
}
