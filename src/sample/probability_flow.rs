//! The probability-flow ODE by fixed steps.
//!
//! dx/dt = f(x, t) = −½ g² (k x + s(x, t)) carries p_T to p_0 without noise; on the post's path g² = β
//! and k = 1 ([`crate::process::path`] has the others). Back in time,
//!
//! Euler:  x_{t−dt} = x − dt f(x, t)
//! Heun:   x̃ = x − dt f(x, t);  x_{t−dt} = x − ½ dt (f(x, t) + f(x̃, t − dt))
//!
//! of order one and two. The last step, to t = 0, is Euler's in both: a score need not be
//! known at t = 0, and one step does not change the order. The time grid is that of
//! [`ReverseSde`](super::ReverseSde); the state is float64, the score sees float32.
//! Source: Song et al., 2021; Karras et al., "Elucidating the design space of
//! diffusion-based generative models", 2022, for Heun's method.

use super::Sampler;
use crate::error::Result;
use crate::process::time_grid::{Direction, TimeGrid};
use crate::process::{Flow, Schedule};
use crate::score::Score;

/// The right-hand side f and what it costs.
pub(super) struct Field<S> {
    score: S,
    schedule: Schedule,
    x: Vec<f32>,
    s: Vec<f32>,
    pub(super) nfe: usize,
}

impl<S: Score> Field<S> {
    pub(super) fn new(score: S, schedule: Schedule, len: usize) -> Self {
        Self {
            score,
            schedule,
            x: vec![0.0; len],
            s: vec![0.0; len],
            nfe: 0,
        }
    }

    /// The score at `scale` times `x` and at `t`.
    pub(super) fn score(&mut self, x: &[f64], scale: f64, t: f64) -> Result<&[f32]> {
        for (to, x) in self.x.iter_mut().zip(x) {
            *to = (scale * x) as f32;
        }
        self.score.score(&self.x, t, &mut self.s)?;
        self.nfe += 1;
        Ok(&self.s)
    }

    /// Writes dx/dt at `x` and `t` to `f`.
    pub(super) fn write(&mut self, x: &[f64], t: f64, f: &mut [f64]) -> Result<()> {
        // Where A(T) = 0, what happens there is asked a moment before.
        let t = t.min(self.schedule.last());
        let Flow { rate, pull } = self.schedule.flow(t);
        let s = self.score(x, 1.0, t)?;
        for ((f, x), s) in f.iter_mut().zip(x).zip(s) {
            *f = -rate * (pull * x + f64::from(*s));
        }
        Ok(())
    }
}

/// How a fixed step is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Of order one: one evaluation a step.
    Euler,
    /// Of order two: two evaluations a step, but one for the last.
    Heun,
}

/// Particles on the probability flow, by fixed steps.
pub struct ProbabilityFlow<S> {
    field: Field<S>,
    rule: Rule,
    grid: TimeGrid,
    x: Vec<f64>,
    f: Vec<f64>,
    /// x̃ and f(x̃, t − dt).
    trial: [Vec<f64>; 2],
    positions: Vec<f32>,
}

impl<S: Score> ProbabilityFlow<S> {
    /// Particles at a given x_T, flat `[n, 2]`; `dt` in the units of T.
    pub fn start(score: S, schedule: Schedule, dt: f64, x: Vec<f32>, rule: Rule) -> Self {
        let grid = TimeGrid::new(Direction::Reverse, schedule.t_end(), dt);
        Self::on(grid, score, schedule, x, rule)
    }

    /// Particles `x` `[n, 2]` at the first of `times`, which fall to 0: those of [`StepTimes`], say.
    ///
    /// [`StepTimes`]: crate::process::step_times::StepTimes
    pub fn through(times: Vec<f64>, score: S, schedule: Schedule, x: Vec<f32>, rule: Rule) -> Self {
        Self::on(TimeGrid::through(times), score, schedule, x, rule)
    }

    fn on(grid: TimeGrid, score: S, schedule: Schedule, x: Vec<f32>, rule: Rule) -> Self {
        Self {
            field: Field::new(score, schedule, x.len()),
            rule,
            grid,
            x: x.iter().map(|v| f64::from(*v)).collect(),
            f: vec![0.0; x.len()],
            trial: [vec![0.0; x.len()], vec![0.0; x.len()]],
            positions: x,
        }
    }
}

impl<S: Score> Sampler for ProbabilityFlow<S> {
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
        let (t, next) = self.grid.begin()?;
        let dt = t - next;
        self.field.write(&self.x, t, &mut self.f)?;
        if self.rule == Rule::Heun && next > 0.0 {
            let [trial, f] = &mut self.trial;
            for ((trial, x), f) in trial.iter_mut().zip(&self.x).zip(&self.f) {
                *trial = x - dt * f;
            }
            self.field.write(trial, next, f)?;
            for (mean, f) in self.f.iter_mut().zip(f) {
                *mean = 0.5 * (*mean + *f);
            }
        }
        let mut finite = true;
        for ((x, f), position) in self.x.iter_mut().zip(&self.f).zip(&mut self.positions) {
            *x -= dt * f;
            *position = *x as f32;
            finite &= position.is_finite();
        }
        self.grid.end(finite)
    }
}
