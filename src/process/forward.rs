//! The forward process in closed form: data dissolving into noise.
//!
//! [`ClosedForm`] keeps one ε for each particle, x_t = A(t) x₀ + B(t) ε: every particle
//! moves on a smooth line, to any t in one go. At each t the cloud has the distribution
//! p_t, which is what training makes use of.
//! Distribution: "Diffusion pt. 2: Nano diffusion", the section on the forward process.
//!
//! ```
//! use nano_diffusion::data::{Ring, RingConfig};
//! use nano_diffusion::process::{ClosedForm, Schedule, ScheduleConfig};
//! let ring = Ring::new(RingConfig::default()).unwrap();
//! let schedule = Schedule::new(ScheduleConfig::default()).unwrap();
//! let cloud = ClosedForm::new(&ring, schedule, 100, 1);
//! assert_eq!(cloud.at(0.0).len(), 200); // the data themselves
//! ```

use super::Schedule;
use crate::data::Distribution;
use crate::rng::{Stream, fill_normal, stream};

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

    /// Without the first `n` points.
    #[must_use]
    pub fn without_first(self, n: usize) -> Self {
        let Self { schedule, x0, eps } = self;
        let [x0, eps] = [x0, eps].map(|mut points| points.split_off(2 * n));
        Self { schedule, x0, eps }
    }

    /// x_t, flat `[n, 2]`; t = 0 gives the data themselves.
    pub fn at(&self, t: f64) -> Vec<f32> {
        self.schedule.noised(&self.x0, &self.eps, t)
    }
}
