//! The objective for training: the same loss as
//! [`denoising_score_matching`](crate::objective::denoising_score_matching), as one
//! candle operation on the flat parameters.
//!
//! Built from tensor operations, a step's graph has some fifty nodes, each with an
//! array of its own to allocate, fill and read back from memory. Here the graph is one
//! node, θ → loss. Its forward pass runs the [`Kernel`], which yields the gradient along
//! with the loss; the backward pass only has to multiply it by dL/dloss. Parameters,
//! graph and optimiser stay candle's, and `backward` works as for any other loss.
//!
//! ```
//! use nano_diffusion::data::{Ring, RingConfig};
//! use nano_diffusion::fused::FusedObjective;
//! use nano_diffusion::network::{Mlp, NetworkConfig};
//! use nano_diffusion::objective::Batch;
//! use nano_diffusion::rng::{Stream, stream};
//! use nano_diffusion::schedule::{Schedule, ScheduleConfig};
//! let mlp = Mlp::init(NetworkConfig::default(), &mut stream(1, Stream::Weights)).unwrap();
//! let ring = Ring::new(RingConfig::default()).unwrap();
//! let schedule = Schedule::new(ScheduleConfig::default()).unwrap();
//! let mut batch = Batch::default();
//! batch.draw(&ring, &schedule, 32, &mut stream(1, Stream::Batches));
//!
//! let loss = FusedObjective::new(mlp.config()).loss(&mlp, &batch).unwrap();
//! let grads = loss.backward().unwrap();
//! assert_eq!(grads.get(mlp.theta()).unwrap().dims(), mlp.theta().dims());
//! ```

use crate::error::Result;
use crate::flat;
use crate::kernel::Kernel;
use crate::network::{Mlp, NetworkConfig, Parametrisation};
use crate::objective::{Batch, Terms};
use candle_core::{CpuStorage, CustomOp1, Device, Layout, Shape, Tensor, bail};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

/// The fused loss, with the memory it reuses from step to step.
pub struct FusedObjective {
    parametrisation: Parametrisation,
    scratch: Arc<Mutex<Scratch>>,
}

/// The kernel, and the batch as the kernel wants it. A candle operation must own what
/// it reads, so the batch is copied in; beside the arithmetic that is nothing.
struct Scratch {
    kernel: Kernel,
    batch: Batch,
    terms: Terms,
}

impl FusedObjective {
    /// # Panics
    /// If `layers` or `width` lie outside their limits, which a network's never do.
    pub fn new(config: NetworkConfig) -> Self {
        Self {
            parametrisation: config.parametrisation,
            scratch: Arc::new(Mutex::new(Scratch {
                kernel: Kernel::new(config),
                batch: Batch::default(),
                terms: Terms::default(),
            })),
        }
    }

    /// The loss of `mlp` on `batch` by the batch's objective, a scalar tensor to call
    /// `backward` on (dimensionless).
    ///
    /// # Errors
    /// A network of another shape than that of [`FusedObjective::new`].
    pub fn loss(&mut self, mlp: &Mlp, batch: &Batch) -> Result<Tensor> {
        lock(&self.scratch).batch.clone_from(batch);
        Ok(mlp.theta().apply_op1(LossOp {
            parametrisation: self.parametrisation,
            scratch: Arc::clone(&self.scratch),
            gradient: OnceLock::new(),
        })?)
    }
}

/// Every call overwrites the scratch memory, so a panic can't have left it in a state
/// that matters.
fn lock(scratch: &Mutex<Scratch>) -> MutexGuard<'_, Scratch> {
    scratch.lock().unwrap_or_else(PoisonError::into_inner)
}

/// θ → loss.
struct LossOp {
    parametrisation: Parametrisation,
    scratch: Arc<Mutex<Scratch>>,
    /// dloss/dθ, from the forward pass.
    gradient: OnceLock<Tensor>,
}

impl CustomOp1 for LossOp {
    fn name(&self) -> &'static str {
        "denoising-score-matching"
    }

    fn cpu_fwd(
        &self,
        storage: &CpuStorage,
        layout: &Layout,
    ) -> candle_core::Result<(CpuStorage, Shape)> {
        let theta = flat::slice(storage, layout)?;
        let scratch = &mut *lock(&self.scratch);
        if theta.len() != scratch.kernel.parameter_count() {
            bail!("the network's shape is not the objective's");
        }
        let scale = 1.0 / scratch.batch.eps.len() as f32;
        let mut gradient = vec![0.0; theta.len()];
        let loss = scratch.terms.loss_and_grad(
            &mut scratch.kernel,
            self.parametrisation,
            theta,
            &scratch.batch,
            scale,
            &mut gradient,
        );
        let gradient = Tensor::from_vec(gradient, theta.len(), &Device::Cpu)?;
        // An operation is applied once, when it is made: the cell is empty.
        let _ = self.gradient.set(gradient);
        Ok((CpuStorage::F32(vec![loss as f32]), Shape::from(())))
    }

    fn bwd(
        &self,
        _theta: &Tensor,
        _loss: &Tensor,
        grad_loss: &Tensor,
    ) -> candle_core::Result<Option<Tensor>> {
        let Some(gradient) = self.gradient.get() else {
            bail!("backward before forward");
        };
        let factor = grad_loss.to_scalar::<f32>()?;
        // The usual case, `loss.backward()`: share the array instead of copying it.
        if factor == 1.0 {
            return Ok(Some(gradient.clone()));
        }
        Ok(Some(gradient.affine(f64::from(factor), 0.0)?))
    }
}
