//! EDM's sampler: Heun's method in σ, with churn.
//!
//! In y = x/A and σ = B/A the probability flow is dy/dσ = ε̂ with the noise that the score sees,
//! ε̂ = −B s(x, t): where s is constant in B s, lines are straight. A step from σ to σ′ is
//!
//! σ̂ = σ (1 + γ),  ŷ = y + √(σ̂² − σ²) z,  γ = min(S_churn/N, √2 − 1)   (some noise is added)
//! ỹ = ŷ + (σ′ − σ̂) ε̂(ŷ, σ̂)                                         (Euler)
//! y′ = ŷ + ½ (σ′ − σ̂) (ε̂(ŷ, σ̂) + ε̂(ỹ, σ′))                         (unless σ′ = 0)
//!
//! of order two in a grid with ρ = 7. Noise is never raised above that of T. Two evaluations a
//! step, but one for the last.
//! Source: Karras et al., "Elucidating the design space of diffusion-based generative models",
//! 2022, Algorithm 2, with S_tmin = 0, S_tmax = ∞ and S_noise = 1.

use super::probability_flow::Field;
use super::{Noise, Sampler};
use crate::error::Result;
use crate::process::Schedule;
use crate::process::noise_grid::{Node, NoiseGrid};
use crate::score::Score;

/// Particles on the probability flow in σ.
pub struct Edm<S> {
    field: Field<S>,
    schedule: Schedule,
    grid: NoiseGrid,
    gamma: f64,
    chance: Noise,
    /// x/A.
    y: Vec<f64>,
    /// ỹ.
    trial: Vec<f64>,
    /// ε̂ at the start of a step and at its end.
    noise: [Vec<f64>; 2],
    positions: Vec<f32>,
}

impl<S: Score> Edm<S> {
    /// Particles at a given x_T, flat `[n, 2]`; `chance` is the noise of the churn.
    pub(crate) fn start(
        score: S,
        schedule: Schedule,
        grid: NoiseGrid,
        churn: f64,
        x: Vec<f32>,
        chance: Noise,
    ) -> Self {
        let a = grid.now().a;
        Self {
            field: Field::new(score, schedule, x.len()),
            schedule,
            gamma: (churn / grid.steps() as f64).min(std::f64::consts::SQRT_2 - 1.0),
            grid,
            chance,
            y: x.iter().map(|x| f64::from(*x) / a).collect(),
            trial: vec![0.0; x.len()],
            noise: [(); 2].map(|()| vec![0.0; x.len()]),
            positions: x,
        }
    }

    /// The noise of `now` raised by γ, in the particles too.
    fn churned(&mut self, now: Node) -> Node {
        let most = Node::of_sigma(self.schedule, now.sigma() * (1.0 + self.gamma));
        let added = (most.sigma() * most.sigma() - now.sigma() * now.sigma()).max(0.0);
        if self.gamma == 0.0 || added == 0.0 {
            return now;
        }
        let added = added.sqrt();
        for (i, y) in self.y.iter_mut().enumerate() {
            *y += added * self.chance.normal(i);
        }
        most
    }
}

/// ε̂ at `y` and `at` to `out`.
fn predict<S: Score>(field: &mut Field<S>, y: &[f64], at: Node, out: &mut [f64]) -> Result<()> {
    let s = field.score(y, at.a, at.t)?;
    for (out, s) in out.iter_mut().zip(s) {
        *out = -at.b * f64::from(*s);
    }
    Ok(())
}

impl<S: Score> Sampler for Edm<S> {
    fn t(&self) -> f64 {
        self.grid.t()
    }

    fn positions(&self) -> &[f32] {
        &self.positions
    }

    fn nfe(&self) -> usize {
        self.field.nfe
    }

    fn progress(&self) -> f64 {
        self.grid.progress()
    }

    fn step(&mut self) -> Result<()> {
        let (now, to) = self.grid.begin()?;
        let from = self.churned(now);
        let h = to.sigma() - from.sigma();
        let [first, second] = &mut self.noise;
        predict(&mut self.field, &self.y, from, first)?;
        if to.b > 0.0 {
            for ((trial, y), noise) in self.trial.iter_mut().zip(&self.y).zip(&*first) {
                *trial = y + h * noise;
            }
            predict(&mut self.field, &self.trial, to, second)?;
            for (mean, noise) in first.iter_mut().zip(second) {
                *mean = 0.5 * (*mean + *noise);
            }
        }
        let mut finite = true;
        for ((y, noise), position) in self.y.iter_mut().zip(first).zip(&mut self.positions) {
            *y += h * *noise;
            *position = (to.a * *y) as f32;
            finite &= position.is_finite();
        }
        self.grid.end(finite)
    }
}
