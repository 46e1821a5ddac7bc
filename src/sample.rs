//! Sampling: the reverse SDE by Euler–Maruyama, as a stepper whose caller owns the pacing.
//!
//! Going back in time from x_T ~ N(0, I), with s(x, t) for the score,
//!
//! x_{t−dt} = x_t + (½ β(t) x_t + β(t) s(x_t, t)) dt + √(β(t) dt) z,  z ~ N(0, I).
//!
//! The time grid is t_k = T − k dt; where dt does not divide T the last step is shorter.
//! Nothing here is tracked for gradients.
//! Source: Anderson, "Reverse-time diffusion equation models", 1982; Song et al., 2021.

use crate::error::{Error, Result};
use crate::kernel::Kernel;
use crate::limits::check;
use crate::network::{Mlp, Parametrisation};
use crate::rng::{Rng, Stream, fill_normal, stream};
use crate::schedule::Schedule;
use serde::{Deserialize, Serialize};

/// Settings of sampling.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct SampleConfig {
    /// Step of the reverse process, in the units of T.
    pub dt: f64,
    pub particles: usize,
}

impl Default for SampleConfig {
    fn default() -> Self {
        Self {
            dt: 5e-3,
            particles: 2000,
        }
    }
}

impl SampleConfig {
    /// # Errors
    /// A setting outside its limits.
    pub fn validate(&self) -> Result<()> {
        check("dt", self.dt)?;
        check("particles", self.particles as f64)
    }
}

/// Something that knows (or has learned) the score ∇ log p_t(x).
pub trait Score {
    /// Writes the score at each of the flat points `x` `[n, 2]` at time `t > 0` to
    /// `out`, of the same length.
    ///
    /// # Errors
    /// Whatever keeps the score from being computed.
    fn score(&mut self, x: &[f32], t: f64, out: &mut [f32]) -> Result<()>;
}

/// The score of a network.
pub struct NetworkScore {
    mlp: Mlp,
    schedule: Schedule,
    kernel: Kernel,
    /// Rows (x, y, t) `[n, 3]`, kept for their memory.
    input: Vec<f32>,
}

impl NetworkScore {
    pub fn new(mlp: Mlp, schedule: Schedule) -> Self {
        Self {
            kernel: Kernel::new(mlp.config()),
            mlp,
            schedule,
            input: Vec::new(),
        }
    }
}

impl Score for NetworkScore {
    fn score(&mut self, x: &[f32], t: f64, out: &mut [f32]) -> Result<()> {
        let time = t as f32;
        self.input.clear();
        self.input
            .extend(x.chunks_exact(2).flat_map(|p| [p[0], p[1], time]));
        let (kernel, input) = (&mut self.kernel, &self.input);
        self.mlp
            .with_flat(|theta| kernel.forward(theta, input, out))?;
        let factor = match self.mlp.config().parametrisation {
            Parametrisation::Score => 1.0,
            Parametrisation::Noise => (-1.0 / self.schedule.b(t)) as f32,
        };
        for out in out {
            *out *= factor;
        }
        Ok(())
    }
}

/// A set of particles on their way from noise to data.
pub struct ReverseSde<S> {
    score: S,
    schedule: Schedule,
    dt: f64,
    step: usize,
    steps: usize,
    x: Vec<f32>,
    s: Vec<f32>,
    z: Vec<f32>,
    rng: Rng,
}

impl<S: Score> ReverseSde<S> {
    /// Particles at x_T ~ N(0, I), drawn from `seed`.
    ///
    /// # Errors
    /// A setting outside its limits.
    pub fn new(score: S, schedule: Schedule, config: SampleConfig, seed: u64) -> Result<Self> {
        config.validate()?;
        let mut rng = stream(seed, Stream::Sampler);
        let mut x = vec![0.0; 2 * config.particles];
        fill_normal(&mut rng, &mut x);
        Ok(Self::start(score, schedule, config.dt, x, rng))
    }

    /// Particles at a given x_T, flat `[n, 2]`; `rng` makes the noise of the steps.
    pub fn start(score: S, schedule: Schedule, dt: f64, x: Vec<f32>, rng: Rng) -> Self {
        // A quotient a hair above a whole number is rounding, not one more step.
        let steps = (schedule.t_end() / dt - 1e-6).ceil().max(1.0) as usize;
        Self {
            score,
            schedule,
            dt,
            step: 0,
            steps,
            s: vec![0.0; x.len()],
            z: vec![0.0; x.len()],
            x,
            rng,
        }
    }

    /// One step back in time.
    ///
    /// # Errors
    /// [`Error::SamplingDiverged`] if a particle leaves the finite numbers;
    /// [`Error::Finished`] at t = 0.
    pub fn step(&mut self) -> Result<()> {
        fill_normal(&mut self.rng, &mut self.z);
        let z = std::mem::take(&mut self.z);
        let result = self.step_with_noise(&z);
        self.z = z;
        result
    }

    /// One step back in time with the given z `[n, 2]`, for comparison with a reference.
    ///
    /// # Errors
    /// As [`ReverseSde::step`], and a `z` of the wrong length.
    pub fn step_with_noise(&mut self, z: &[f32]) -> Result<()> {
        if self.finished() {
            return Err(Error::Finished("sampling run"));
        }
        if z.len() != self.x.len() {
            return Err(Error::Length {
                what: "the noise",
                got: z.len(),
                expected: self.x.len().to_string(),
            });
        }
        let t = self.t();
        let dt = self.dt.min(t);
        let beta = self.schedule.beta(t);
        let drift = (0.5 * beta * dt) as f32;
        let pull = (beta * dt) as f32;
        let noise = (beta * dt).sqrt() as f32;
        self.score.score(&self.x, t, &mut self.s)?;
        let mut finite = true;
        for ((x, s), z) in self.x.iter_mut().zip(&self.s).zip(z) {
            *x += drift * *x + pull * s + noise * z;
            finite &= x.is_finite();
        }
        self.step += 1;
        if finite {
            Ok(())
        } else {
            Err(Error::SamplingDiverged { t: self.t() })
        }
    }

    /// The particles now, flat `[n, 2]`.
    pub fn positions(&self) -> &[f32] {
        &self.x
    }

    /// The time now: T at the start, 0 at the end.
    pub fn t(&self) -> f64 {
        if self.finished() {
            0.0
        } else {
            self.schedule.t_end() - self.step as f64 * self.dt
        }
    }

    pub fn steps_done(&self) -> usize {
        self.step
    }

    pub fn steps_total(&self) -> usize {
        self.steps
    }

    pub fn finished(&self) -> bool {
        self.step >= self.steps
    }
}
