//! The native tests, as one crate: candle is linked once for all of them, and a change in `src/`
//! is one crate to compile again. `memory.rs` and `fuzz_files.rs`, beside this folder, have an
//! allocator each and so are crates of their own; `web.rs` runs in the browser.
#![cfg(not(target_arch = "wasm32"))] // proptest is native only

mod common;

mod analytic_gaussian;
mod checkpoints;
mod config_validation;
mod coupling;
mod data_ring;
mod data_sets;
mod earlier_rates;
mod exact_prior;
mod exact_score;
mod exact_shares;
mod extreme_corners;
mod few_steps;
mod finite_sets;
mod flow;
mod forward;
mod guidance;
mod guided_network;
mod kernel;
mod likelihood;
mod loss_floor;
mod losses;
mod memorise;
mod metrics;
mod mixture_sums;
mod noise_steps;
mod objectives;
mod old_files;
mod parts;
mod paths;
mod posterior;
mod reference_sampler;
mod reference_step;
mod rescheduled;
mod sampler_bits;
mod schedule;
mod shards;
mod shared_targets;
mod training;
mod weights_file;
