//! Predictor and corrector: ancestral steps, each followed by one of Langevin's.
//!
//! The predictor takes the particles from t to t′ by the reverse SDE, here an ancestral step
//! (that of [`Exponential`] with η = 1). The corrector leaves the time as it is and lets the
//! particles wander under the score, whose stationary distribution is p_{t′}:
//!
//! x ← x + e s(x, t′) + √(2e) z,  e = 2 (r ‖z‖/‖s‖)²,
//!
//! ‖·‖ being means over the particles: r is the ratio of what the score pulls to what the noise
//! pushes. One such step mends a part of what the predictor got wrong. Its own error, about r² of
//! the variance, does not go away with more steps of the predictor. Two evaluations a step, but one
//! for the last, which leaves the mean of x₀.
//! Source: Song et al., "Score-based generative modeling through stochastic differential
//! equations", 2021, Algorithms 2 and 5, with α = 1.

use super::Sampler;
use super::exponential::Exponential;
use crate::error::{Error, Result};
use crate::score::Score;

/// Particles that are moved and corrected in turn.
pub struct PredictorCorrector<S> {
    predictor: Exponential<S>,
    snr: f64,
    z: Vec<f64>,
}

impl<S: Score> PredictorCorrector<S> {
    /// Corrects what an ancestral `predictor` does.
    pub(crate) fn start(predictor: Exponential<S>, snr: f64) -> Self {
        Self {
            z: vec![0.0; predictor.x.len()],
            predictor,
            snr,
        }
    }

    /// One Langevin step where the particles are.
    fn correct(&mut self) -> Result<()> {
        let Exponential {
            field,
            grid,
            chance,
            x,
            positions,
            ..
        } = &mut self.predictor;
        let t = grid.now().t;
        let s = field.score(x, 1.0, t)?;
        for (i, z) in self.z.iter_mut().enumerate() {
            *z = chance.normal(i);
        }
        let pull: f64 = s
            .chunks_exact(2)
            .map(|s| length(f64::from(s[0]), f64::from(s[1])))
            .sum();
        if pull == 0.0 {
            return Ok(());
        }
        let wander: f64 = self.z.chunks_exact(2).map(|z| length(z[0], z[1])).sum();
        let ratio = self.snr * wander / pull;
        let e = 2.0 * ratio * ratio;
        let noise = (2.0 * e).sqrt();
        for (i, (x, position)) in x.iter_mut().zip(positions).enumerate() {
            *x += e * f64::from(s[i]) + noise * self.z[i];
            *position = *x as f32;
            if !position.is_finite() {
                return Err(Error::SamplingDiverged { t });
            }
        }
        Ok(())
    }
}

fn length(x: f64, y: f64) -> f64 {
    (x * x + y * y).sqrt()
}

impl<S: Score> Sampler for PredictorCorrector<S> {
    fn t(&self) -> f64 {
        self.predictor.t()
    }

    fn positions(&self) -> &[f32] {
        self.predictor.positions()
    }

    fn nfe(&self) -> usize {
        self.predictor.nfe()
    }

    fn progress(&self) -> f64 {
        self.predictor.progress()
    }

    fn step(&mut self) -> Result<()> {
        self.predictor.step()?;
        if self.predictor.finished() {
            return Ok(());
        }
        self.correct()
    }
}
