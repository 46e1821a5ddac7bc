//! The objective for training: the same loss as
//! [`denoising_score_matching`](crate::objective::denoising_score_matching), by the kernel.
//!
//! Built from candle's tensor operations, a step's graph has some fifty nodes, each with an
//! array of its own to allocate, fill and read back from memory. The [`Kernel`] yields loss
//! and gradient together, without candle: [`FusedObjective::loss_and_grad`] is what training
//! runs. [`FusedObjective::loss`], for tests and benchmarks, is the same as a loss of candle's:
//! a graph of one node, θ → loss, whose backward pass only multiplies that gradient by
//! dL/dloss.
//!
//! ```
//! use nano_diffusion::data::{Ring, RingConfig};
//! use nano_diffusion::kernel::FusedObjective;
//! use nano_diffusion::network::{Mlp, NetworkConfig};
//! use nano_diffusion::objective::Batch;
//! use nano_diffusion::rng::{Stream, stream};
//! use nano_diffusion::process::{Schedule, ScheduleConfig};
//! let mlp = Mlp::init(NetworkConfig::default(), &mut stream(1, Stream::Weights)).unwrap();
//! let ring = Ring::new(RingConfig::default()).unwrap();
//! let schedule = Schedule::new(ScheduleConfig::default()).unwrap();
//! let mut batch = Batch::new(mlp.config(), Default::default());
//! batch.draw(&ring, &schedule, 32, &mut stream(1, Stream::Batches));
//!
//! let loss = FusedObjective::new(mlp.config()).loss(&mlp, &batch).unwrap();
//! let grads = loss.backward().unwrap();
//! assert_eq!(grads.get(mlp.params()).unwrap().dims(), mlp.params().dims());
//! ```

use super::{Kernel, KernelTerms};
use crate::error::{Error, Result};
use crate::network::{Mlp, NetworkConfig};
use crate::objective::Batch;
use candle_core::{CpuStorage, CustomOp1, Device, Layout, Shape, Tensor};

/// The fused loss, with the memory it reuses from step to step.
pub struct FusedObjective {
    kernel: Kernel,
    terms: KernelTerms,
}

impl FusedObjective {
    /// # Panics
    /// If `layers` or `width` lie outside their limits, which a network's never do.
    pub fn new(config: NetworkConfig) -> Self {
        Self {
            kernel: Kernel::new(config),
            terms: KernelTerms::default(),
        }
    }

    /// Returns the loss of `batch` by its objective, `scale` times a sum over samples and
    /// dimensions, and overwrites `grad` with its gradient at the flat parameters `params`.
    /// A scale of 1/(2n), with n the size of the whole batch, makes it this part's share
    /// of the mean.
    ///
    /// # Errors
    /// `params` or `grad` of another length than the network's.
    pub fn loss_and_grad(
        &mut self,
        params: &[f32],
        batch: &Batch,
        scale: f32,
        grad: &mut [f32],
    ) -> Result<f64> {
        for got in [params.len(), grad.len()] {
            if got != self.kernel.parameter_count() {
                return Err(Error::Shape {
                    what: "The parameter or gradient buffer",
                    got,
                    expected: self.kernel.parameter_count().to_string(),
                });
            }
        }
        Ok(self
            .terms
            .loss_and_grad(&mut self.kernel, params, batch, scale, grad))
    }

    /// The loss of `mlp` on `batch` by the batch's objective, a scalar tensor to call
    /// `backward` on (dimensionless).
    ///
    /// # Errors
    /// A network of another shape than that of [`FusedObjective::new`].
    pub fn loss(&mut self, mlp: &Mlp, batch: &Batch) -> Result<Tensor> {
        let scale = 1.0 / (2 * batch.len()) as f32;
        let mut gradient = vec![0.0; mlp.config().parameter_count()];
        let loss =
            mlp.with_params(|params| self.loss_and_grad(params, batch, scale, &mut gradient))??;
        Ok(mlp.params().apply_op1(KnownLoss {
            loss: loss as f32,
            gradient: Tensor::from_vec(gradient, mlp.params().shape(), &Device::Cpu)?,
        })?)
    }
}

/// θ → loss, both known with the gradient before candle asks.
struct KnownLoss {
    loss: f32,
    /// dloss/dθ.
    gradient: Tensor,
}

impl CustomOp1 for KnownLoss {
    fn name(&self) -> &'static str {
        "denoising-score-matching"
    }

    fn cpu_fwd(
        &self,
        _theta: &CpuStorage,
        _layout: &Layout,
    ) -> candle_core::Result<(CpuStorage, Shape)> {
        Ok((CpuStorage::F32(vec![self.loss]), Shape::from(())))
    }

    fn bwd(
        &self,
        _theta: &Tensor,
        _loss: &Tensor,
        grad_loss: &Tensor,
    ) -> candle_core::Result<Option<Tensor>> {
        let factor = grad_loss.to_scalar::<f32>()?;
        // The usual case, `loss.backward()`: share the array instead of copying it.
        if factor == 1.0 {
            return Ok(Some(self.gradient.clone()));
        }
        Ok(Some(self.gradient.affine(f64::from(factor), 0.0)?))
    }
}
