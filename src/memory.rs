//! How much memory the settings ask for, before any of it is taken: in each worker, and for
//! what workers hand out. What a page keeps of that, and how many workers it starts, is its own.
//!
//! With P parameters of 4 bytes, S [shards](crate::train::shard) a step and n particles,
//!
//! ```text
//! network    = scratch + 3 · 4P                        a worker that asks a network
//! helper     = scratch + tangents + batch + 3 · 4P     a worker that computes shards
//! training   = scratch + tangents + batch + (13 + 3a + S) · 4P
//! sampling   = network + 280 n                         a worker that moves particles
//! frame      = 8n                                      their positions at one time
//! checkpoint = (4 + a) · 4P                            a run's, without its losses
//! ```
//!
//! where a is 1 with averaged weights and else 0. The 4P of `training` are θ, Adam's m and v, the
//! last finite θ, the gradient, θ̄ (a), the shards' gradients (S), and twice a checkpoint of 4 + a
//! arrays: as numbers, and as the bytes that are made of them. The scratch is the
//! [kernel](crate::kernel)'s: W and Wᵀ packed, and the rows of a tile. A worker's memory has gaps
//! that the allocator can't use; an eighth is added for them.
//!
//! ```
//! use nano_diffusion::config::Preset;
//! use nano_diffusion::memory::MemoryNeed;
//! let need = MemoryNeed::of(&Preset::Fast.config()); // P = 17,026: 68 kB an array
//! assert!((1.6e6..2.5e6).contains(&(need.training as f64)));
//! assert_eq!((need.frame, need.steps), (8 * 2000, 24.0));
//! ```

use crate::config::Config;
use crate::kernel::{ROW_BYTES, ROWS};
use crate::network::{Activation, NetworkConfig, Parametrisation};
use crate::sample::expected_steps;
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

/// Bytes that settings ask for, at most; and numbers that say how often.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct MemoryNeed {
    /// In the worker that trains: while it saves its run.
    pub training: u64,
    /// In each worker that computes shards for it.
    pub helper: u64,
    /// Such workers that have something to do, at most.
    pub helpers: u64,
    /// In each worker that moves particles.
    pub sampling: u64,
    /// In each worker that only asks a network.
    pub network: u64,
    /// For the particles' positions at one time.
    pub frame: u64,
    /// Steps of the sampler from T to 0: a guess, where it chooses them itself.
    pub steps: f64,
    /// For a checkpoint's arrays.
    pub checkpoint: u64,
}

impl MemoryNeed {
    /// What a valid `config` needs.
    pub fn of(config: &Config) -> Self {
        let particles = config.sample.particles as u64;
        let shards = shard::count(config.train.batch);
        let averaged = u64::from(averages(config));
        let arrays = 4 + averaged;
        // One number for each parameter.
        let array = 4 * config.network.parameter_count() as u64;
        let coordinates = config.data.points.len() as u64;
        let training_set = 2 * config.train.training_points as u64;
        let data = SMALL + COORDINATE * (coordinates + training_set);
        let text = TEXT * coordinates;

        let sliced = config.train.objective.is_sliced();
        let [plain, tangents] = scratch(&config.network);
        let samples = config.train.batch.div_ceil(shards) as u64;
        // 6 numbers a sample, x₀ and A/B, the weight or v, and up to 3 factors; A, target and gain where the
        // network predicts x₀ or v; the sliced objectives' linear term. Vectors grow by doubling.
        let target = matches!(
            config.network.parametrisation,
            Parametrisation::Data | Parametrisation::Velocity
        );
        let numbers = 14 + 4 * u64::from(target) + 2 * u64::from(sliced);
        let batch = 2 * 4 * numbers * samples;
        let shared = plain + if sliced { tangents } else { 0 } + batch + data;

        let with_gaps = |bytes: u64| bytes + bytes / 8;
        let copies = 5 + averaged + shards as u64 + 2 * arrays;
        let network = with_gaps(plain + 3 * array + data + text);
        Self {
            training: with_gaps(shared + copies * array + text),
            helper: with_gaps(shared + 3 * array),
            helpers: shards.saturating_sub(1) as u64,
            sampling: network + with_gaps(PARTICLE * particles),
            network,
            frame: 8 * particles,
            steps: expected_steps(&config.sample, config.schedule.t_end),
            checkpoint: arrays * array,
        }
    }
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
