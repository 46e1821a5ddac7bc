//! The reverse SDE by Euler–Maruyama, as a stepper whose caller owns the pacing.
//!
//! Going back in time from x_T ~ N(0, I), with s(x, t) for the score,
//!
//! x_{t−dt} = x_t + (½ β(t) x_t + β(t) s(x_t, t)) dt + √(β(t) dt) z,  z ~ N(0, I);
//!
//! on another [path](crate::process::path) −A′/A stands for ½ β in the first term, and g² for β in the
//! others.
//!
//! The time grid is t_k = T − k dt; where dt does not divide T the last step is shorter.
//! Nothing here is tracked for gradients.
//! Source: Anderson, "Reverse-time diffusion equation models", 1982; Song et al., 2021.

use super::{Noise, Part, SampleConfig, Sampler, prior};
use crate::error::{Error, Result};
use crate::process::Schedule;
use crate::process::time_grid::{Direction, TimeGrid};
use crate::score::Score;

/// A set of particles on their way from noise to data.
pub struct ReverseSde<S> {
    score: S,
    schedule: Schedule,
    grid: TimeGrid,
    dt: f64,
    x: Vec<f32>,
    s: Vec<f32>,
    z: Vec<f32>,
    noise: Noise,
}

impl<S: Score> ReverseSde<S> {
    /// Particles at x_T ~ N(0, I), drawn from `seed`.
    ///
    /// # Errors
    /// A setting outside its limits.
    pub fn new(score: S, schedule: Schedule, config: SampleConfig, seed: u64) -> Result<Self> {
        config.validate()?;
        let (x, noise) = prior(Part::whole(config.particles), seed);
        Ok(Self::start(score, schedule, config.dt, x, noise))
    }

    /// Particles at a given x_T, flat `[n, 2]`; `noise` is that of the steps.
    pub fn start(score: S, schedule: Schedule, dt: f64, x: Vec<f32>, noise: Noise) -> Self {
        Self {
            score,
            schedule,
            grid: TimeGrid::new(Direction::Reverse, schedule.t_end(), dt),
            dt,
            s: vec![0.0; x.len()],
            z: vec![0.0; x.len()],
            x,
            noise,
        }
    }

    /// One step back in time with the given z `[n, 2]`, for comparison with a reference.
    ///
    /// # Errors
    /// As [`Sampler::step`], and a `z` of the wrong length.
    pub fn step_with_noise(&mut self, z: &[f32]) -> Result<()> {
        let (t, _) = self.grid.begin()?;
        if z.len() != self.x.len() {
            return Err(Error::Shape {
                what: "The noise",
                got: z.len(),
                expected: self.x.len().to_string(),
            });
        }
        let dt = self.dt.min(t);
        // Where A(T) = 0, what happens there is asked a moment before.
        let t = t.min(self.schedule.last());
        let rate = self.schedule.noise_rate(t);
        let drift = (-self.schedule.drift(t) * dt) as f32;
        let pull = (rate * dt) as f32;
        let noise = (rate * dt).sqrt() as f32;
        self.score.score(&self.x, t, &mut self.s)?;
        let mut finite = true;
        for ((x, s), z) in self.x.iter_mut().zip(&self.s).zip(z) {
            *x += drift * *x + pull * s + noise * z;
            finite &= x.is_finite();
        }
        self.grid.end(finite)
    }
}

impl<S: Score> Sampler for ReverseSde<S> {
    fn t(&self) -> f64 {
        self.grid.t()
    }

    fn positions(&self) -> &[f32] {
        &self.x
    }

    /// One a step.
    fn nfe(&self) -> usize {
        self.grid.steps_done()
    }

    fn progress(&self) -> f64 {
        self.grid.progress()
    }

    fn step(&mut self) -> Result<()> {
        self.noise.fill(&mut self.z);
        let z = std::mem::take(&mut self.z);
        let result = self.step_with_noise(&z);
        self.z = z;
        result
    }
}
