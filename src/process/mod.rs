//! The forward process, from the data at t = 0 to noise at t = T.
//!
//! [`Schedule`] has it in closed form, for each of the family of [`path`]s; [`ClosedForm`] is a cloud of particles on the way;
//! [`curves`] has it to draw, [`end_time`] is where the way back ends.

mod describe;
mod end;
mod forward;
pub(crate) mod noise_grid;
pub mod path;
mod schedule;
pub mod step_times;
pub(crate) mod time_grid;

pub use crate::config::ScheduleConfig;
pub use describe::{Curves, curves};
pub use end::end_time;
pub use forward::ClosedForm;
pub use schedule::{Flow, Schedule, Velocity};
