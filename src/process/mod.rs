//! The forward process, from the data at t = 0 to noise at t = T.
//!
//! [`Schedule`] has it in closed form, [`ClosedForm`] and [`Langevin`] are clouds of particles
//! to look at.

#[allow(missing_docs)]
mod forward;
mod schedule;
#[allow(missing_docs, unreachable_pub)]
pub(crate) mod time_grid;

pub use crate::config::ScheduleConfig;
pub use forward::{ClosedForm, Langevin};
pub use schedule::Schedule;
