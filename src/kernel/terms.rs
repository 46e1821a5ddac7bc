//! From a batch to what the kernel computes.
//!
//! With s = cₓ x + cₙ net ([`reading`](crate::network::reading)):
//!
//! - denoising, w (B s + ε) = gain · net + offset: for a network that predicts the score with
//!   gain = w B and offset = w ε, the noise −w and w ε, the data w A/B and −gain · x₀, and v
//!   −w A and −gain · v;
//! - sliced, with B s = α net + δ, α = B cₙ and δ = B cₓ x: along a direction v, whose square is 2,
//!   1 + B² (v·∇(v·s) + ½ (v·s)²) = 1 + 2 B² cₓ + ½ (v·δ)² + p v·∇(v·net) + ½ q (v·net)² +
//!   (v·r)(v·net) with p = B α, q = α² and r = α δ.

use super::{Kernel, Sliced};
use crate::network::Parametrisation;
use crate::objective::{Batch, Objective};

/// The kernel's factors for a batch, kept for their memory.
#[derive(Clone, Debug, Default)]
pub struct KernelTerms {
    /// Gain and offset; or p, q and r.
    first: Vec<f32>,
    second: Vec<f32>,
    third: Vec<f32>,
}

impl KernelTerms {
    /// Returns the loss of `batch` at the flat parameters `params`, `2 scale` times the sum
    /// over its samples, and overwrites `grad` with the gradient. A scale of 1/(2n), with
    /// n the size of the whole batch, makes it this part's share of the mean over the
    /// batch and both dimensions.
    ///
    /// # Panics
    /// If `params`, `grad` or a part of the batch has the wrong length.
    pub fn loss_and_grad(
        &mut self,
        kernel: &mut Kernel,
        params: &[f32],
        batch: &Batch,
        scale: f32,
        grad: &mut [f32],
    ) -> f64 {
        if batch.train.objective.is_sliced() {
            return self.sliced(kernel, params, batch, scale, grad);
        }
        let (gain, offset) = self.denoising(batch);
        let loss = kernel.loss_and_grad(params, &batch.input, gain, offset, scale, grad);
        loss + f64::from(scale) * batch.constant
    }

    /// Gain and offset of every residual.
    fn denoising<'a>(&'a mut self, batch: &'a Batch) -> (&'a [f32], &'a [f32]) {
        let (gain, offset) = (&mut self.first, &mut self.second);
        gain.clear();
        offset.clear();
        // `sign` times pairs of `values`, each times its factor.
        let mut scale = |values: &[f32], factors: &[f32], sign: f32| {
            let pairs = values.chunks_exact(2).zip(factors);
            offset.extend(pairs.flat_map(|(v, f)| [sign * v[0] * f, sign * v[1] * f]));
        };
        let plain = batch.weight.is_empty();
        match batch.network.parametrisation {
            Parametrisation::Score if plain => return (&batch.b, &batch.eps),
            Parametrisation::Score => {
                gain.extend(batch.b.iter().zip(&batch.weight).map(|(b, w)| b * w));
                scale(&batch.eps, &batch.weight, 1.0);
            }
            Parametrisation::Noise if plain => {
                gain.resize(batch.len(), -1.0);
                return (gain, &batch.eps);
            }
            Parametrisation::Noise => {
                gain.extend(batch.weight.iter().map(|w| -w));
                scale(&batch.eps, &batch.weight, 1.0);
            }
            Parametrisation::Data => {
                scale(&batch.target, &batch.gain, -1.0);
                return (&batch.gain, offset);
            }
            Parametrisation::Velocity => {
                gain.extend(batch.gain.iter().map(|gain| -gain));
                scale(&batch.target, &batch.gain, 1.0);
            }
        }
        (gain, offset)
    }

    fn sliced(
        &mut self,
        kernel: &mut Kernel,
        params: &[f32],
        batch: &Batch,
        scale: f32,
        grad: &mut [f32],
    ) -> f64 {
        self.first.clear();
        self.second.clear();
        self.third.clear();
        // The mean over two dimensions is half a sum; `scale` knows of that already.
        let scale = 2.0 * scale;
        let full_norm = batch.train.objective == Objective::SlicedReduced;
        let mut constant = 0.0;
        for (i, &b) in batch.b.iter().enumerate() {
            // α, and δ over x.
            let (alpha, of_x) = match batch.network.parametrisation {
                Parametrisation::Score => (b, 0.0),
                Parametrisation::Noise => (-1.0, 0.0),
                Parametrisation::Data => (batch.a[i] / b, -1.0 / b),
                Parametrisation::Velocity => (-batch.a[i], -batch.p[i]),
            };
            // The network's slope is by what it sees of x.
            let seen = batch.input_scale.get(i).copied().unwrap_or(1.0);
            self.first.push(scale * (b * alpha * seen));
            self.second.push(scale * (alpha * alpha));
            let (x, v) = (&batch.input[3 * i..][..2], &batch.directions[2 * i..][..2]);
            let of_seen = of_x / seen;
            let delta = [of_seen * x[0], of_seen * x[1]];
            self.third.extend(delta.map(|d| scale * alpha * d));
            let along = v[0] * delta[0] + v[1] * delta[1];
            let square = if full_norm {
                delta[0] * delta[0] + delta[1] * delta[1]
            } else {
                along * along
            };
            constant += 1.0 + 2.0 * f64::from(b * of_x) + 0.5 * f64::from(square);
        }
        let sliced = Sliced {
            input: &batch.input,
            v: &batch.directions,
            p: &self.first,
            q: &self.second,
            r: &self.third,
            full_norm,
        };
        // The constant that makes this loss comparable with the denoising one.
        f64::from(scale) * constant + kernel.sliced_loss_and_grad(params, sliced, grad)
    }
}
