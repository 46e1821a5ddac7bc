//! The score that a network has learned, and its exact divergence.
//!
//! s(x, t) = cₓ x + cₙ net(x, τ(t)), as its settings read it
//! ([`reading`](crate::network::reading)). Its divergence is 2 cₓ + cₙ times the trace of the
//! network's Jacobian, from the fused kernel's tangents.

use super::{Score, ScoreDivergence};
use crate::error::Result;
use crate::kernel::Kernel;
use crate::network::Mlp;
use crate::process::Schedule;

/// The score of a network.
pub struct NetworkScore {
    mlp: Mlp,
    schedule: Schedule,
    kernel: Kernel,
    /// Rows (x, y, τ) `[n, 3]`, and ∂net/∂(x, y) `[n, 4]`, kept for their memory.
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
        let time = self.mlp.config().time_input.at(&self.schedule, t) as f32;
        self.input.clear();
        let scale = self.schedule.input_scale(t) as f32;
        self.input.extend(
            x.chunks_exact(2)
                .flat_map(|p| [scale * p[0], scale * p[1], time]),
        );
    }

    /// The score from the output, in place; with cₓ and cₙ.
    fn read(&self, x: &[f32], t: f64, out: &mut [f32]) -> [f32; 2] {
        let parametrisation = self.mlp.config().parametrisation;
        let reading = parametrisation.reading(&self.schedule, t);
        let [of_x, of_output] = [reading.of_x, reading.of_output].map(|factor| factor as f32);
        for (out, x) in out.iter_mut().zip(x) {
            *out = of_output * *out + of_x * x;
        }
        [of_x, of_output]
    }
}

impl Score for NetworkScore {
    fn score(&mut self, x: &[f32], t: f64, out: &mut [f32]) -> Result<()> {
        self.load(x, t);
        let (kernel, input) = (&mut self.kernel, &self.input);
        self.mlp
            .with_params(|params| kernel.forward(params, input, out))?;
        self.read(x, t, out);
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
        let [of_x, of_output] = self.read(x, t, out);
        // The network's slope is by what it sees of x.
        let of_output = of_output * self.schedule.input_scale(t) as f32;
        for (divergence, j) in divergence.iter_mut().zip(self.jacobian.chunks_exact(4)) {
            *divergence = of_output * (j[0] + j[3]) + 2.0 * of_x;
        }
        Ok(())
    }
}
