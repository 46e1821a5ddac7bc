//! The one source of randomness: xoshiro256++, seeded, split into named streams.
//!
//! Every draw in this crate comes from here, so that the same seed gives the same
//! numbers in every browser and natively. The generator is portable (pure integer
//! arithmetic) and its state can be saved; the distributions on top (`rand_distr`
//! without `std`) take their `exp` and `ln` from `libm`, never from the platform.
//!
//! Source: Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021.
//!
//! ```
//! use nano_diffusion::rng::{Stream, normal, stream};
//! let mut a = stream(7, Stream::Weights);
//! let mut b = stream(7, Stream::Weights);
//! assert_eq!(normal(&mut a), normal(&mut b));
//! ```

use rand_distr::{Distribution, StandardNormal};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng as _, SeedableRng};

/// The generator that every draw comes from.
pub type Rng = Xoshiro256PlusPlus;

/// What a stream is for. Streams of one seed never overlap (each is 2^128 draws
/// from the next), so asking one for more numbers leaves the others as they were.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Initial weights.
    Weights = 0,
    /// Batches in one piece: data, times and noise. Training draws from [`shard_stream`].
    Batches = 1,
    /// The sampler's start x_T and its noise.
    Sampler = 2,
    /// Data shown on the page and compared with samples.
    Data = 3,
    /// The true samples behind the metrics' noise bands.
    Bands = 4,
    /// Fresh samples of p_t and of the data, to judge a network by.
    Evaluation = 5,
    /// The noise of the forward process that is drawn on the page.
    Forward = 6,
    /// The points of a finite training set.
    TrainingSet = 7,
}

/// The stream of `seed` for one purpose.
pub fn stream(seed: u64, stream: Stream) -> Rng {
    let mut rng = Rng::seed_from_u64(seed);
    for _ in 0..stream as u32 {
        rng.jump();
    }
    rng
}

/// The streams of `seed` for one purpose that the blocks of particles draw from, one after the other,
/// from block `first` on: block 0 has that of [`stream`], and each is 2^192 draws from the next, so
/// that none meets another, nor a stream for another purpose.
pub fn block_stream(seed: u64, purpose: Stream, first: usize) -> impl Iterator<Item = Rng> {
    let mut rng = stream(seed, purpose);
    for _ in 0..first {
        rng.long_jump();
    }
    std::iter::successors(Some(rng), |rng| {
        let mut next = rng.clone();
        next.long_jump();
        Some(next)
    })
}

/// The stream that shard `shard` of training step `step` draws its part of the batch
/// from. Any worker can so compute any shard of any step, without having made those before.
///
/// The 32 bytes of state are the four values of SplitMix64 at the places 4c … 4c + 3, with
/// c = `MAX_SHARDS` · step + shard; the place it starts from is `seed`, mixed twice so that
/// it is far from where [`stream`] seeds that way. SplitMix64 never repeats a value within
/// its period of 2⁶⁴, so no two of a run's streams share so much as a word of their states;
/// that two of them, or one and a stream of another seed, meet in their use is as unlikely
/// as for states drawn at random from 2²⁵⁶.
/// Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014;
/// Blackman and Vigna recommend it for seeding xoshiro.
pub fn shard_stream(seed: u64, step: usize, shard: usize) -> Rng {
    /// "batches" in ASCII.
    const PURPOSE: u64 = 0x62_61_74_63_68_65_73;
    let start = split_mix(split_mix(seed) ^ PURPOSE);
    let counter = MAX_SHARDS as u64 * step as u64 + shard as u64;
    let mut state = [0; 32];
    for (word, i) in state.chunks_exact_mut(8).zip(1..) {
        let place = counter.wrapping_mul(4).wrapping_add(i);
        let value = split_mix(start.wrapping_add(place.wrapping_mul(GOLDEN)));
        word.copy_from_slice(&value.to_le_bytes());
    }
    Rng::from_seed(state)
}

/// The most shards that a step may have.
pub const MAX_SHARDS: usize = 8;

/// 2⁶⁴ / φ, made odd: SplitMix64's step.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// SplitMix64's output function, a bijection.
fn split_mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A uniform draw from [0, 1), with 53 random bits.
#[inline]
pub fn uniform(rng: &mut Rng) -> f64 {
    (rng.next_u64() >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
}

/// A draw from N(0, 1).
#[inline]
pub fn normal(rng: &mut Rng) -> f64 {
    StandardNormal.sample(rng)
}

/// Fills `out` with draws from N(0, 1).
pub fn fill_normal(rng: &mut Rng, out: &mut [f32]) {
    for v in out {
        *v = normal(rng) as f32;
    }
}
