//! Nano diffusion: a score network for two-dimensional data, trained and sampled in
//! pure Rust, natively and, compiled to WebAssembly, live in a browser tab.
//!
//! The order of the modules is the order of the story:
//! [`data`] → [`schedule`] (noise the data) → [`network`] (what learns the score) →
//! [`objective`] (what it is asked) → [`train`] → [`sample`] (noise to data) →
//! [`metrics`] and [`likelihood`] (how good is it?), with [`exact`] for what can be known
//! without learning.
//! What makes it fast enough to watch is in [`kernel`], [`fused`], [`adam`] and [`shard`];
//! [`checkpoint`] lets a run outlive its tab; [`memory`] says what settings ask for.
//!
//! The core knows nothing of JavaScript; `web` alone does, and holds no mathematics.
#![forbid(unsafe_code)]

pub mod adam;
pub mod checkpoint;
pub mod config;
pub mod data;
pub mod error;
pub mod exact;
mod exp;
mod flat;
pub mod forward;
pub mod fused;
mod gaussians;
pub mod kernel;
pub mod likelihood;
pub mod limits;
pub mod memory;
pub mod metrics;
pub mod network;
pub mod objective;
pub mod rng;
pub mod sample;
pub mod schedule;
pub mod shard;
pub mod train;
pub mod weights;

#[cfg(target_arch = "wasm32")]
pub mod web;

pub use config::Config;
pub use error::{Error, Result};
