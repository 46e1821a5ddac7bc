//! From a batch to what the kernel computes.
//!
//! With s = f · net, where f is 1 or, for a network that predicts the noise, −1/B:
//!
//! - denoising, w (B s + ε) = a · net + b with a = w B f and b = w ε;
//! - sliced, B² (v·∇(v·s) + ½ (v·s)²) = p v·∇(v·net) + ½ q (v·net)² with p = B² f and
//!   q = B² f².

use super::{Kernel, Sliced};
use crate::network::Parametrisation;
use crate::objective::{Batch, Objective};

/// The kernel's factors for a batch, kept for their memory.
#[derive(Clone, Debug, Default)]
pub struct KernelTerms {
    /// a and b, or p and q.
    first: Vec<f32>,
    second: Vec<f32>,
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
        parametrisation: Parametrisation,
        params: &[f32],
        batch: &Batch,
        scale: f32,
        grad: &mut [f32],
    ) -> f64 {
        if batch.objective.is_sliced() {
            return self.sliced(kernel, parametrisation, params, batch, scale, grad);
        }
        let a = match parametrisation {
            Parametrisation::Score => &batch.b,
            Parametrisation::Noise => {
                self.first.clear();
                self.first.resize(batch.len(), -1.0);
                &self.first
            }
        };
        if batch.weight.is_empty() {
            return kernel.loss_and_grad(params, &batch.input, a, &batch.eps, scale, grad);
        }
        self.first = a.iter().zip(&batch.weight).map(|(a, w)| a * w).collect();
        self.second.clear();
        let pairs = batch.eps.chunks_exact(2).zip(&batch.weight);
        self.second
            .extend(pairs.flat_map(|(eps, w)| [eps[0] * w, eps[1] * w]));
        kernel.loss_and_grad(params, &batch.input, &self.first, &self.second, scale, grad)
    }

    fn sliced(
        &mut self,
        kernel: &mut Kernel,
        parametrisation: Parametrisation,
        params: &[f32],
        batch: &Batch,
        scale: f32,
        grad: &mut [f32],
    ) -> f64 {
        self.first.clear();
        self.second.clear();
        // The mean over two dimensions is half a sum; `scale` knows of that already.
        let scale = 2.0 * scale;
        for &b in &batch.b {
            let (p, q) = match parametrisation {
                Parametrisation::Score => (b * b, b * b),
                Parametrisation::Noise => (-b, 1.0),
            };
            self.first.push(scale * p);
            self.second.push(scale * q);
        }
        let sliced = Sliced {
            input: &batch.input,
            v: &batch.v,
            p: &self.first,
            q: &self.second,
            full_norm: batch.objective == Objective::SlicedReduced,
        };
        // The constant that makes this loss comparable with the denoising one.
        f64::from(scale) * batch.len() as f64 + kernel.sliced_loss_and_grad(params, sliced, grad)
    }
}
