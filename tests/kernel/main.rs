//! The training kernel, the objective and the optimiser built on it, against candle's
//! own operations, a naive f64 network and themselves.
#![cfg(not(target_arch = "wasm32"))] // proptest is native only

mod adam;
mod exactness;
mod fused;
mod naive;
mod problem;
mod tangents;
mod trainer;
