//! The times of the samplers that step by time, and how far one has come.

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

/// The times t_k = k dt, or T − k dt, with a shorter last step where dt does not divide T, or any that
/// [step times](super::step_times) gives; and k.
#[derive(Clone, Debug)]
pub(crate) struct TimeGrid {
    direction: Direction,
    /// From the first to the last: one more than steps.
    times: Vec<f64>,
    /// Steps made.
    step: usize,
}

impl TimeGrid {
    /// Steps of `dt`.
    pub(crate) fn new(direction: Direction, t_end: f64, dt: f64) -> Self {
        let steps = step_count(t_end, dt);
        let time = |step: usize| match direction {
            Direction::Forward => (step as f64 * dt).min(t_end),
            Direction::Reverse if step >= steps => 0.0,
            Direction::Reverse => t_end - step as f64 * dt,
        };
        Self {
            direction,
            times: (0..=steps).map(time).collect(),
            step: 0,
        }
    }

    /// Back through these times, at least two of them, to the last.
    pub(crate) fn through(times: Vec<f64>) -> Self {
        debug_assert!(times.len() > 1, "no step");
        Self {
            direction: Direction::Reverse,
            times,
            step: 0,
        }
    }

    /// The time now.
    pub(crate) fn t(&self) -> f64 {
        self.times[self.step]
    }

    /// Steps made.
    pub(crate) fn steps_done(&self) -> usize {
        self.step
    }

    /// The share of the steps that are made: 1 at the end.
    pub(crate) fn progress(&self) -> f64 {
        self.step as f64 / (self.times.len() - 1) as f64
    }

    /// The times at which the next step begins and ends.
    ///
    /// # Errors
    /// [`Error::Finished`] if there is none.
    pub(crate) fn begin(&self) -> Result<(f64, f64)> {
        if let [from, to, ..] = self.times[self.step..] {
            return Ok((from, to));
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
