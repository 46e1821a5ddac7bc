//! The forward process, from the data at t = 0 to noise at t = T.
//!
//! [`Schedule`] has it in closed form, [`ClosedForm`] is a cloud of particles on the way;
//! [`curves`] has it to draw.

mod describe;
mod forward;
mod schedule;
pub(crate) mod time_grid;

pub use crate::config::ScheduleConfig;
pub use describe::{Curves, curves};
pub use forward::ClosedForm;
pub use schedule::Schedule;
