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
#![warn(missing_docs, unreachable_pub)]

// The ground floor.
pub mod config;
pub mod error;
mod exp;
mod gaussians;
pub mod rng;
pub mod stats;

// The story.
pub mod data;
pub mod process;

pub mod network;
pub mod objective;

pub mod kernel;
pub mod train;

pub mod score;

pub mod sample;

pub mod coupling;
pub mod exact;
pub mod guidance;
pub mod likelihood;
pub mod memorise;
pub mod metrics;

pub mod memory;

#[cfg(target_arch = "wasm32")]
pub mod web;

pub use config::Config;
pub use error::{Error, Result};
