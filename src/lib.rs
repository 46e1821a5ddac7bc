//! Nano diffusion: a score network for two-dimensional data, trained and sampled in
//! pure Rust, natively and, compiled to WebAssembly, live in a browser tab.
//!
//! The order of the modules is the order of the story:
//! [`data`] → [`process`] (noise the data) → [`network`] (what learns the score) →
//! [`objective`] (what it is asked) → [`kernel`] (what computes it fast enough to watch) →
//! [`train`] → [`score`] (what was learned) → [`sample`] (noise to data) → [`exact`] (what can
//! be known without learning) → [`likelihood`] and [`metrics`] (how good is it?).
//! All settings are in [`config`], on the ground floor; [`memory`] says what they ask for.
//!
//! The core knows nothing of JavaScript; `web` alone does, and holds no mathematics.
#![forbid(unsafe_code)]

pub mod config;
pub mod data;
pub mod error;
pub mod exact;
mod exp;
mod gaussians;
pub mod kernel;
pub mod likelihood;
pub mod memory;
pub mod metrics;
pub mod network;
pub mod objective;
pub mod process;
pub mod rng;
pub mod sample;
pub mod score;
pub mod stats;
pub mod train;

#[cfg(target_arch = "wasm32")]
pub mod web;

pub use config::Config;
pub use error::{Error, Result};
