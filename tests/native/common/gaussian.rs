//! A score that is known: data from N(m, s² I) have the marginals
//! p_t = N(A m, (A² s² + B²) I), so that everything a sampler should do can be computed.

use nano_diffusion::error::Result;
use nano_diffusion::process::Schedule;
use nano_diffusion::score::{Score, ScoreDivergence};

pub const MEAN: [f64; 2] = [0.7, -1.2];
pub const STD: f64 = 0.3;

#[derive(Clone, Copy)]
pub struct Gaussian(pub Schedule);

impl Gaussian {
    pub fn mean(&self) -> [f64; 2] {
        MEAN
    }

    /// Variance of p_t.
    pub fn variance(&self, t: f64) -> f64 {
        (self.0.a(t) * STD).powi(2) + self.0.b(t).powi(2)
    }
}

impl Score for Gaussian {
    fn score(&mut self, x: &[f32], t: f64, out: &mut [f32]) -> Result<()> {
        let (a, variance) = (self.0.a(t), self.variance(t));
        for (i, (out, x)) in out.iter_mut().zip(x).enumerate() {
            *out = (-(f64::from(*x) - a * MEAN[i % 2]) / variance) as f32;
        }
        Ok(())
    }
}

impl ScoreDivergence for Gaussian {
    fn score_and_divergence(
        &mut self,
        x: &[f32],
        t: f64,
        out: &mut [f32],
        divergence: &mut [f32],
    ) -> Result<()> {
        divergence.fill((-2.0 / self.variance(t)) as f32);
        self.score(x, t, out)
    }
}
