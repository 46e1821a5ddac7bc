//! The score that a network has learned, and its exact divergence.
//!
//! s(x, t) = net(x, t), or −net(x, t)/B(t) where the network predicts the noise. The
//! divergence is the trace of the network's Jacobian, from the fused kernel's tangents.

use super::{Score, ScoreDivergence};
use crate::error::Result;
use crate::kernel::Kernel;
use crate::network::{Mlp, Parametrisation};
use crate::process::Schedule;

/// The score of a network.
pub struct NetworkScore {
    mlp: Mlp,
    schedule: Schedule,
    kernel: Kernel,
    /// Rows (x, y, t) `[n, 3]`, and ∂net/∂(x, y) `[n, 4]`, kept for their memory.
    input: Vec<f32>,
    jacobian: Vec<f32>,
}

impl NetworkScore {
    /// The score that `mlp` has learned of the marginals of `schedule`.
    pub fn new(mlp: Mlp, schedule: Schedule) -> Self {
        Self {
            kernel: Kernel::new(mlp.config()),
            mlp,
            schedule,
            input: Vec::new(),
            jacobian: Vec::new(),
        }
    }
}

impl NetworkScore {
    fn load(&mut self, x: &[f32], t: f64) {
        let time = t as f32;
        self.input.clear();
        self.input
            .extend(x.chunks_exact(2).flat_map(|p| [p[0], p[1], time]));
    }

    /// What the output is to be multiplied by to give the score.
    fn factor(&self, t: f64) -> f32 {
        match self.mlp.config().parametrisation {
            Parametrisation::Score => 1.0,
            Parametrisation::Noise => (-1.0 / self.schedule.b(t)) as f32,
        }
    }
}

impl Score for NetworkScore {
    fn score(&mut self, x: &[f32], t: f64, out: &mut [f32]) -> Result<()> {
        self.load(x, t);
        let (kernel, input) = (&mut self.kernel, &self.input);
        self.mlp
            .with_params(|params| kernel.forward(params, input, out))?;
        let factor = self.factor(t);
        for out in out {
            *out *= factor;
        }
        Ok(())
    }
}

impl ScoreDivergence for NetworkScore {
    fn score_and_divergence(
        &mut self,
        x: &[f32],
        t: f64,
        out: &mut [f32],
        divergence: &mut [f32],
    ) -> Result<()> {
        self.load(x, t);
        self.jacobian.resize(2 * x.len(), 0.0);
        let (kernel, input, jacobian) = (&mut self.kernel, &self.input, &mut self.jacobian);
        self.mlp
            .with_params(|params| kernel.forward_with_jacobian(params, input, out, jacobian))?;
        let factor = self.factor(t);
        for out in out {
            *out *= factor;
        }
        for (divergence, j) in divergence.iter_mut().zip(self.jacobian.chunks_exact(4)) {
            *divergence = factor * (j[0] + j[3]);
        }
        Ok(())
    }
}
