//! The forward process to look at: data dissolving into noise, two ways.
//!
//! [`ClosedForm`] keeps one ε for each particle, x_t = A(t) x₀ + B(t) ε: every particle
//! moves on a smooth line, to any t in one go. [`Langevin`] makes the steps of the SDE,
//!
//! x_{t+dt} = x_t − ½ β(t) x_t dt + √(β(t) dt) z,  z ~ N(0, I),
//!
//! a new z each time: every particle wanders. At each t both clouds have the same
//! distribution p_t (the second up to O(dt)), which is what training makes use of.
//! Source: "Diffusion pt. 2: Nano diffusion", the section on the forward process.
//!
//! ```
//! use nano_diffusion::data::{Ring, RingConfig};
//! use nano_diffusion::process::ClosedForm;
//! use nano_diffusion::process::{Schedule, ScheduleConfig};
//! let ring = Ring::new(RingConfig::default()).unwrap();
//! let schedule = Schedule::new(ScheduleConfig::default()).unwrap();
//! let cloud = ClosedForm::new(&ring, schedule, 100, 1);
//! assert_eq!(cloud.at(0.0).len(), 200); // the data themselves
//! ```

use super::Schedule;
use super::time_grid::step_count;
use crate::config::limits::DT;
use crate::data::Distribution;
use crate::error::{Error, Result};
use crate::rng::{Rng, Stream, fill_normal, stream};

/// Data and the noise they are mixed with.
#[derive(Clone, Debug)]
pub struct ClosedForm {
    schedule: Schedule,
    x0: Vec<f32>,
    eps: Vec<f32>,
}

impl ClosedForm {
    /// `n` points of the data, those that [`Stream::Data`] of `seed` begins with.
    pub fn new(data: &impl Distribution, schedule: Schedule, n: usize, seed: u64) -> Self {
        let mut eps = vec![0.0; 2 * n];
        fill_normal(&mut stream(seed, Stream::Forward), &mut eps);
        Self {
            schedule,
            x0: data.sample(n, &mut stream(seed, Stream::Data)),
            eps,
        }
    }

    /// x_t, flat `[n, 2]`; t = 0 gives the data themselves.
    pub fn at(&self, t: f64) -> Vec<f32> {
        let (a, b) = (self.schedule.a(t) as f32, self.schedule.b(t) as f32);
        let pairs = self.x0.iter().zip(&self.eps);
        pairs.map(|(x, eps)| a * x + b * eps).collect()
    }
}

/// The forward SDE by Euler–Maruyama, as a stepper whose caller owns the pacing.
#[derive(Clone, Debug)]
pub struct Langevin {
    schedule: Schedule,
    dt: f64,
    step: usize,
    steps: usize,
    x: Vec<f32>,
    rng: Rng,
}

impl Langevin {
    /// `n` points of the data at t = 0; `dt` is that of the sampler.
    ///
    /// # Errors
    /// `dt` outside its limits.
    pub fn new(
        data: &impl Distribution,
        schedule: Schedule,
        dt: f64,
        n: usize,
        seed: u64,
    ) -> Result<Self> {
        DT.check(dt)?;
        Ok(Self {
            schedule,
            dt,
            step: 0,
            steps: step_count(schedule.t_end(), dt),
            x: data.sample(n, &mut stream(seed, Stream::Data)),
            rng: stream(seed, Stream::Forward),
        })
    }

    /// One step on in time.
    ///
    /// # Errors
    /// [`Error::Finished`] at t = T.
    pub fn step(&mut self) -> Result<()> {
        if self.finished() {
            return Err(Error::Finished("forward process"));
        }
        let t = self.t();
        let dt = self.dt.min(self.schedule.t_end() - t);
        self.schedule
            .langevin_step(&mut self.x, t, dt, &mut self.rng);
        self.step += 1;
        Ok(())
    }

    /// The particles now, flat `[n, 2]`.
    pub fn positions(&self) -> &[f32] {
        &self.x
    }

    /// The time now: 0 at the start, T at the end.
    pub fn t(&self) -> f64 {
        (self.step as f64 * self.dt).min(self.schedule.t_end())
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
