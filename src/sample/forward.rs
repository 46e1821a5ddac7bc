//! The way to noise, to look at: data dissolving, two ways.
//!
//! [`ForwardSde`] makes the steps of the SDE,
//!
//! x_{t+dt} = x_t − ½ β(t) x_t dt + √(β(t) dt) z,  z ~ N(0, I),
//!
//! a new z each time: every particle wanders. [`ForwardClosedForm`] goes the same times with
//! one ε for each particle, x_t = A(t) x₀ + B(t) ε ([`ClosedForm`]): every particle moves on
//! a smooth line. At each t both clouds have the same distribution p_t (the first up to
//! O(dt)), and both begin at the same data for the same seed.
//! Distribution: "Diffusion pt. 2: Nano diffusion", the section on the forward process.

use super::{Noise, Part, Sampler};
use crate::config::limits::DT;
use crate::data::Distribution;
use crate::error::Result;
use crate::process::time_grid::{Direction, TimeGrid};
use crate::process::{ClosedForm, Schedule};
use crate::rng::{Stream, stream};

/// The forward SDE by Euler–Maruyama.
#[derive(Clone, Debug)]
pub struct ForwardSde {
    schedule: Schedule,
    grid: TimeGrid,
    dt: f64,
    x: Vec<f32>,
    noise: Noise,
}

impl ForwardSde {
    /// Points of the data at t = 0; `dt`, in the units of T, is that of the sampler.
    ///
    /// # Errors
    /// `dt` outside its limits.
    pub fn new(
        data: &impl Distribution,
        schedule: Schedule,
        dt: f64,
        part: Part,
        seed: u64,
    ) -> Result<Self> {
        // The data come from one stream: the points before are drawn, and left.
        let mut points = stream(seed, Stream::Data);
        for _ in 0..part.first() {
            data.draw(&mut points);
        }
        Ok(Self {
            schedule,
            grid: forward_grid(schedule, dt)?,
            dt,
            x: data.sample(part.count(), &mut points),
            noise: Noise::new(seed, Stream::Forward, part),
        })
    }
}

impl Sampler for ForwardSde {
    fn t(&self) -> f64 {
        self.grid.t()
    }

    fn positions(&self) -> &[f32] {
        &self.x
    }

    fn nfe(&self) -> usize {
        0
    }

    fn progress(&self) -> f64 {
        self.grid.progress()
    }

    fn step(&mut self) -> Result<()> {
        let (t, _) = self.grid.begin()?;
        let dt = self.dt.min(self.schedule.t_end() - t);
        let noise = &mut self.noise;
        self.schedule
            .forward_step(&mut self.x, t, dt, |i| noise.normal(i));
        self.grid.end(true)
    }
}

/// The forward process in closed form, at the times of [`ForwardSde`].
#[derive(Clone, Debug)]
pub struct ForwardClosedForm {
    cloud: ClosedForm,
    grid: TimeGrid,
    x: Vec<f32>,
}

impl ForwardClosedForm {
    /// Points of the data at t = 0; `dt`, in the units of T, is that of the sampler.
    ///
    /// # Errors
    /// `dt` outside its limits.
    pub fn new(
        data: &impl Distribution,
        schedule: Schedule,
        dt: f64,
        part: Part,
        seed: u64,
    ) -> Result<Self> {
        let grid = forward_grid(schedule, dt)?;
        let end = part.first() + part.count();
        let cloud = ClosedForm::new(data, schedule, end, seed).without_first(part.first());
        let x = cloud.at(grid.t());
        Ok(Self { cloud, grid, x })
    }
}

impl Sampler for ForwardClosedForm {
    fn t(&self) -> f64 {
        self.grid.t()
    }

    fn positions(&self) -> &[f32] {
        &self.x
    }

    fn nfe(&self) -> usize {
        0
    }

    fn progress(&self) -> f64 {
        self.grid.progress()
    }

    fn step(&mut self) -> Result<()> {
        let (_, next) = self.grid.begin()?;
        self.x = self.cloud.at(next);
        self.grid.end(true)
    }
}

fn forward_grid(schedule: Schedule, dt: f64) -> Result<TimeGrid> {
    DT.check(dt)?;
    Ok(TimeGrid::new(Direction::Forward, schedule.t_end(), dt))
}
