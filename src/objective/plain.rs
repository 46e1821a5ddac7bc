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
    let column = |values: &[f32]| Tensor::from_slice(values, (n, 1), &Device::Cpu);
    let mut x = input.narrow(1, 0, 2)?;
    if !batch.input_scale.is_empty() {
        x = x.broadcast_div(&column(&batch.input_scale)?)?;
    }
    let b = column(&batch.b)?;
    // B s, of the score that the output stands for.
    let scaled_score = match mlp.config().parametrisation {
        Parametrisation::Score => net.broadcast_mul(&b)?,
        Parametrisation::Noise => net.neg()?,
        Parametrisation::Data => (net.broadcast_mul(&column(&batch.a)?)? - x)?.broadcast_div(&b)?,
        Parametrisation::Velocity => (net.broadcast_mul(&column(&batch.a)?)?
            + x.broadcast_mul(&column(&batch.p)?)?)?
        .neg()?,
    };
    let mut residual = (scaled_score + eps)?;
    if !batch.weight.is_empty() {
        residual = residual.broadcast_mul(&column(&batch.weight)?)?;
    }
    // What shared targets take from the mean.
    let known = batch.constant / (2 * n) as f64;
    Ok((residual.sqr()?.mean_all()? + known)?)
}
