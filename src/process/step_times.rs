//! Where a flow of few steps makes them: the times, evenly spaced in something.
//!
//! With N steps from T to 0 and i from 0 to N:
//!
//! - even in t: t = T (1 − i/N), what flow matching is usually sampled with;
//! - even in √t: t = T (1 − i/N)², finer towards the data;
//! - even in ln(A/B): the same noise levels σ = B/A on every [path](super::path), from σ_max down to
//!   σ_min = 4w/N in N − 1 equal steps of ln σ, and from there to 0, for data of the finest width w.
//!
//! On the last, all paths look at the data through the same noise, step by step: what still differs is
//! how the path bends between two of them. σ_max is 50, or what the path ends with, if that is less; data of
//! the size 1 are a fiftieth of the noise there.
//!
//! ```
//! use nano_diffusion::config::schedule::PathKind;
//! use nano_diffusion::process::step_times::StepTimes;
//! use nano_diffusion::process::{Schedule, ScheduleConfig};
//! let of = |path| Schedule::new(ScheduleConfig { path, ..ScheduleConfig::default() }).unwrap();
//! let (cosine, straight) = (of(PathKind::Cosine), of(PathKind::Straight));
//! assert_eq!(StepTimes::Even.of(&straight, 0.02, 4), [1.0, 0.75, 0.5, 0.25, 0.0]);
//! let [a, b] = [cosine, straight].map(|path| path.sigma(StepTimes::LogNoise.of(&path, 0.02, 8)[3]));
//! assert!((a - b).abs() < 1e-9 * a);
//! ```

use super::Schedule;
use super::noise_grid::LAST;

/// σ_max.
const MOST: f64 = 50.0;

/// In what the steps are evenly spaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepTimes {
    /// In t.
    Even,
    /// In √t.
    Root,
    /// In ln(A/B).
    LogNoise,
}

impl StepTimes {
    /// The times of `steps` ≥ 1, one more than these, which fall to 0; for data of the finest width `width`.
    pub fn of(self, schedule: &Schedule, width: f64, steps: usize) -> Vec<f64> {
        let n = steps.max(1);
        let left = |i: usize| 1.0 - i as f64 / n as f64;
        match self {
            Self::Even => (0..=n).map(|i| schedule.t_end() * left(i)).collect(),
            Self::Root => (0..=n)
                .map(|i| schedule.t_end() * left(i) * left(i))
                .collect(),
            Self::LogNoise => {
                let most = schedule.sigma(schedule.last()).min(MOST);
                let least = (LAST * width / n as f64).min(most);
                let ratio = libm::log(least / most);
                let mut times: Vec<f64> = (0..n)
                    .map(|i| {
                        let share = i as f64 / (n - 1).max(1) as f64;
                        schedule.time_of_sigma(most * libm::exp(share * ratio))
                    })
                    .collect();
                times.push(0.0);
                times
            }
        }
    }
}
