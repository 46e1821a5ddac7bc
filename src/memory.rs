//! How much memory the settings ask for, before any of it is taken.
//!
//! With P parameters of 4 bytes, S [shards](crate::train::shard) a step, n particles and F frames,
//!
//! ```text
//! network  = scratch + 3 · 4P                        a worker that asks a network
//! helper   = scratch + tangents + batch + 3 · 4P     a worker that computes shards
//! training = scratch + tangents + batch + (13 + 3a + S) · 4P
//! sampling = network + 280 n                         a worker that makes flows
//! pictures = F · 8n                                  one flow's frames
//! page     = training + helpers · helper + flows · (sampling + 2 pictures)
//!          + 2 network + 3 (4 + a) · 4P + 20 steps
//! ```
//!
//! where a is 1 with averaged weights and else 0. The 4P of `training` are θ, Adam's m and v, the
//! last finite θ, the gradient, θ̄ (a), the shards' gradients (S), and twice a checkpoint of 4 + a
//! arrays: as numbers, and as the bytes that are made of them. The scratch is the
//! [kernel](crate::kernel)'s: W and Wᵀ packed, and the rows of a tile. The page keeps the frames
//! of the flow it shows and of the one being made, and the last few checkpoints, with all losses.
//! What it needs for itself, whatever the settings, is left out. A worker's memory has gaps that
//! the allocator can't use; an eighth is added for them.
//!
//! ```
//! use nano_diffusion::{config::Preset, memory::{MemoryNeed, Page}};
//! let page = Page { cores: 8, flows: 1, frame_budget: 16_000_000 };
//! let need = MemoryNeed::of(&Preset::Fast.config(), page); // P = 17,026: 68 kB an array
//! assert!((1.6e6..2.5e6).contains(&(need.training as f64)));
//! assert_eq!(need.pictures, 201 * 8 * 2000);
//! assert!(need.page > need.training + need.helper + need.sampling + 2 * need.pictures);
//! ```

use crate::config::{Config, Method};
use crate::kernel::{ROW_BYTES, ROWS};
use crate::network::{Activation, NetworkConfig};
use crate::process::time_grid::step_count;
use crate::train::checkpoint::averages;
use crate::train::shard;
use serde::Serialize;

/// One flow's bytes for each particle: the sampler's vectors of 64-bit numbers, and the sorted
/// copies that a comparison with the data makes.
const PARTICLE: u64 = 280;
/// One coordinate of one's own points in the settings and in the mixture they become; and as text,
/// in checkpoints and files of weights.
const COORDINATE: u64 = 50;
const TEXT: u64 = 100;
/// What any worker needs for small things.
const SMALL: u64 = 64 << 10;

/// What a page is to do at once.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// Cores that may train.
    pub cores: usize,
    /// Pictures side by side.
    pub flows: u32,
    /// Bytes that the frames of one flow may take: beyond that, steps are left out.
    pub frame_budget: u32,
}

/// Bytes that settings ask for, at most.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct MemoryNeed {
    /// In the worker that trains: while it saves its run.
    pub training: u64,
    /// In each worker that computes shards for it.
    pub helper: u64,
    /// In each worker that makes flows of particles.
    pub sampling: u64,
    /// For the frames of one flow.
    pub pictures: u64,
    /// On the whole.
    pub page: u64,
}

impl MemoryNeed {
    /// What a valid `config` needs.
    pub fn of(config: &Config, page: Page) -> Self {
        let particles = config.sample.particles as u64;
        let shards = shard::count(config.train.batch);
        let averaged = u64::from(averages(config));
        let arrays = 4 + averaged;
        // One number for each parameter.
        let array = 4 * config.network.parameter_count() as u64;
        let coordinates = config.data.points.len() as u64;
        let data = SMALL + COORDINATE * coordinates;
        let text = TEXT * coordinates;

        let sliced = config.train.objective.is_sliced();
        let [plain, tangents] = scratch(&config.network);
        let samples = config.train.batch.div_ceil(shards) as u64;
        // 6 numbers a sample, the weight or v, and up to 3 factors; vectors grow by doubling.
        let batch = 2 * 4 * 11 * samples;
        let shared = plain + if sliced { tangents } else { 0 } + batch + data;

        let with_gaps = |bytes: u64| bytes + bytes / 8;
        let copies = 5 + averaged + shards as u64 + 2 * arrays;
        let training = with_gaps(shared + copies * array + text);
        let helper = with_gaps(shared + 3 * array);
        let network = with_gaps(plain + 3 * array + data + text);
        let sampling = network + with_gaps(PARTICLE * particles);
        let pictures = frames(config, page.frame_budget) * 8 * particles;
        let helpers = shards.min(page.cores).saturating_sub(1) as u64;
        let kept = 3 * arrays * array + 20 * config.train.steps as u64;
        Self {
            training,
            helper,
            sampling,
            pictures,
            page: training
                + helpers * helper
                + u64::from(page.flows) * (sampling + 2 * pictures)
                + 2 * network
                + kept,
        }
    }
}

/// Frames of one flow that are kept: all steps, or as many as fit, evenly; and both ends.
fn frames(config: &Config, budget: u32) -> u64 {
    let sample = &config.sample;
    let steps = match sample.method {
        // Of order 3. The factor is measured, for networks and exact scores: its steps are not
        // known beforehand.
        Method::Adaptive => 2.0 / libm::cbrt(sample.tolerance) + 5.0,
        Method::Sde | Method::Euler | Method::Heun => {
            step_count(config.schedule.t_end, sample.dt) as f64
        }
    };
    let fit = f64::from(budget) / (8 * sample.particles) as f64 + 2.0;
    (steps + 1.0).min(fit) as u64
}

/// The kernel's memory: packed weights and rows of a tile; and what sliced objectives add.
fn scratch(network: &NetworkConfig) -> [u64; 2] {
    let padded = |n: usize| n.next_multiple_of(ROWS);
    let (mut weights, mut outputs) = (0, 0);
    for view in network.views() {
        weights += padded(view.outputs) * view.inputs + padded(view.inputs) * view.outputs;
        outputs += padded(view.outputs);
    }
    // The input, g and room for the next g; and their tangents.
    let ends = padded(3) + 2 * padded(network.width);
    // h and, with SiLU, φ′ of each layer; ż, φ′, φ″ and ḣ.
    let each = 1 + usize::from(network.activation == Activation::Silu);
    let plain = 4 * weights + ROW_BYTES * (each * outputs + ends);
    [plain, ROW_BYTES * (4 * outputs + ends)].map(|bytes| bytes as u64)
}
