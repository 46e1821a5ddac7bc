//! The times of the samplers with fixed steps, and how far one has come.

use crate::error::{Error, Result};

/// Steps of at most dt from one end of [0, T] to the other.
pub(crate) fn step_count(t_end: f64, dt: f64) -> usize {
    // A quotient a hair above a whole number is rounding, not one more step.
    (t_end / dt - 1e-6).ceil().max(1.0) as usize
}

/// Which way the time runs.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Direction {
    /// From the data at t = 0 to the noise at T.
    Forward,
    /// From the noise at T to the data at t = 0.
    Reverse,
}

/// The times t_k = k dt, or T − k dt, with a shorter last step where dt does not divide T; and k.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TimeGrid {
    direction: Direction,
    t_end: f64,
    pub(crate) dt: f64,
    steps: usize,
    /// Steps made.
    step: usize,
}

impl TimeGrid {
    pub(crate) fn new(direction: Direction, t_end: f64, dt: f64) -> Self {
        Self {
            direction,
            t_end,
            dt,
            steps: step_count(t_end, dt),
            step: 0,
        }
    }

    /// The time now.
    pub(crate) fn t(&self) -> f64 {
        self.time(self.step)
    }

    /// The time after `step` steps.
    fn time(&self, step: usize) -> f64 {
        match self.direction {
            Direction::Forward => (step as f64 * self.dt).min(self.t_end),
            Direction::Reverse if step >= self.steps => 0.0,
            Direction::Reverse => self.t_end - step as f64 * self.dt,
        }
    }

    /// Steps made.
    pub(crate) fn steps_done(&self) -> usize {
        self.step
    }

    /// The share of the steps that are made: 1 at the end.
    pub(crate) fn progress(&self) -> f64 {
        self.step as f64 / self.steps as f64
    }

    /// The times at which the next step begins and ends.
    ///
    /// # Errors
    /// [`Error::Finished`] if there is none.
    pub(crate) fn begin(&self) -> Result<(f64, f64)> {
        if self.step < self.steps {
            return Ok((self.t(), self.time(self.step + 1)));
        }
        Err(Error::Finished(match self.direction {
            Direction::Forward => "forward process",
            Direction::Reverse => "sampling run",
        }))
    }

    /// A step is made, and the particles are finite numbers or not.
    ///
    /// # Errors
    /// [`Error::SamplingDiverged`] if they are not.
    pub(crate) fn end(&mut self, finite: bool) -> Result<()> {
        self.step += 1;
        Error::unless_finite(finite, self.t())
    }
}
