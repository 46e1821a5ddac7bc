//! The objective: denoising score matching with λ = B².
//!
//! The score of the transition kernel is −ε/B, so that
//!
//! L = E mean_d λ(t) (s_d(x_t, t) + ε_d/B)² = E mean_d (B s_d(x_t, t) + ε_d)²
//!
//! for λ(t) = B(t)², with t uniform on (0, T], x₀ from the data and ε from N(0, I); the
//! mean goes over the batch and both dimensions. In the noise parametrisation s = −net/B
//! and the same loss is mean (ε − net)².
//! Source: Vincent, "A connection between score matching and denoising autoencoders",
//! 2011; Song et al., 2021.
//!
//! Either way the residual is `a · net + b` with `a`, `b` known before the network runs:
//! (B, ε) for the score, (−1, ε) for the noise. [`Batch`] holds them so.

use crate::data::Ring;
use crate::error::Result;
use crate::network::{Mlp, Parametrisation};
use crate::rng::{Rng, normal, uniform};
use crate::schedule::Schedule;
use candle_core::{Device, Tensor};

/// One training batch of n samples, flat and row-major.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Batch {
    /// Rows (x, y, t) `[n, 3]`: where the network is asked.
    pub input: Vec<f32>,
    /// B(t) `[n]`.
    pub b: Vec<f32>,
    /// ε `[n, 2]`.
    pub eps: Vec<f32>,
}

impl Batch {
    /// Draws `n` samples, replacing what the batch held. Each sample draws, in this
    /// order: x₀, t, ε.
    pub fn draw(&mut self, ring: &Ring, schedule: &Schedule, n: usize, rng: &mut Rng) {
        self.input.clear();
        self.b.clear();
        self.eps.clear();
        for _ in 0..n {
            let x0 = ring.draw(rng);
            // 1 − u lies in (0, 1]: t = 0, where B = 0, is never drawn.
            let t = schedule.t_end() * (1.0 - uniform(rng));
            let (a, b) = schedule.ab(t);
            let eps = [normal(rng), normal(rng)];
            let x = [a * x0[0] + b * eps[0], a * x0[1] + b * eps[1]];
            self.input.extend([x[0] as f32, x[1] as f32, t as f32]);
            self.b.push(b as f32);
            self.eps.extend([eps[0] as f32, eps[1] as f32]);
        }
    }

    /// Samples in the batch.
    pub fn len(&self) -> usize {
        self.b.len()
    }

    pub fn is_empty(&self) -> bool {
        self.b.is_empty()
    }
}

/// The denoising score matching loss, a scalar tensor to call `backward` on.
///
/// Plain candle, step by step as in the formulas above; training runs the faster
/// [`FusedObjective`](crate::fused::FusedObjective), which tests hold to this one.
///
/// # Errors
/// Only if the tensor library fails.
pub fn denoising_score_matching(mlp: &Mlp, batch: &Batch) -> Result<Tensor> {
    let n = batch.len();
    let input = Tensor::from_slice(&batch.input, (n, 3), &Device::Cpu)?;
    let eps = Tensor::from_slice(&batch.eps, (n, 2), &Device::Cpu)?;
    let net = mlp.forward(&input)?;
    let residual = match mlp.config().parametrisation {
        Parametrisation::Score => {
            let b = Tensor::from_slice(&batch.b, (n, 1), &Device::Cpu)?;
            (net.broadcast_mul(&b)? + eps)?
        }
        Parametrisation::Noise => (eps - net)?,
    };
    Ok(residual.sqr()?.mean_all()?)
}
