//! The training kernel, the objective and the optimiser built on it, against candle's
//! own operations, a naive f64 network and themselves.

mod adam;
mod arithmetics;
mod exactness;
mod fused;
mod naive;
mod problem;
mod tangents;
mod trainer;
