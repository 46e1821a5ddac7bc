//! The times of the samplers with fixed steps, and how far one has come.

use crate::error::{Error, Result};

/// Steps of at most dt from T to 0.
pub(crate) fn step_count(t_end: f64, dt: f64) -> usize {
    // A quotient a hair above a whole number is rounding, not one more step.
    (t_end / dt - 1e-6).ceil().max(1.0) as usize
}

/// The times t_k = T − k dt, with a shorter last step where dt does not divide T; and k.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Grid {
    t_end: f64,
    pub dt: f64,
    pub steps: usize,
    /// Steps made.
    pub step: usize,
}

impl Grid {
    pub fn new(t_end: f64, dt: f64) -> Self {
        Self {
            t_end,
            dt,
            steps: step_count(t_end, dt),
            step: 0,
        }
    }

    /// The time now.
    pub fn t(&self) -> f64 {
        self.time(self.step)
    }

    /// The time after `step` steps; 0 after the last.
    fn time(&self, step: usize) -> f64 {
        if step >= self.steps {
            0.0
        } else {
            self.t_end - step as f64 * self.dt
        }
    }

    pub fn finished(&self) -> bool {
        self.step >= self.steps
    }

    /// The times at which the next step begins and ends.
    ///
    /// # Errors
    /// [`Error::Finished`] if there is none.
    pub fn begin(&self) -> Result<(f64, f64)> {
        if self.finished() {
            return Err(Error::Finished("sampling run"));
        }
        Ok((self.t(), self.time(self.step + 1)))
    }

    /// A step is made, and the particles are finite numbers or not.
    ///
    /// # Errors
    /// [`Error::SamplingDiverged`] if they are not.
    pub fn end(&mut self, finite: bool) -> Result<()> {
        self.step += 1;
        if finite {
            Ok(())
        } else {
            Err(Error::SamplingDiverged { t: self.t() })
        }
    }
}

/// What a sampler with a `grid` answers about its progress.
macro_rules! steps_on_grid {
    ($sampler:ident) => {
        impl<S: Score> $sampler<S> {
            /// The time now: T at the start, 0 at the end.
            pub fn t(&self) -> f64 {
                self.grid.t()
            }

            pub fn steps_done(&self) -> usize {
                self.grid.step
            }

            pub fn steps_total(&self) -> usize {
                self.grid.steps
            }

            pub fn finished(&self) -> bool {
                self.grid.finished()
            }
        }
    };
}
pub(crate) use steps_on_grid;
