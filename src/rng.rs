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
    /// Training batches: data, times and noise.
    Batches = 1,
    /// The sampler's start x_T and its noise.
    Sampler = 2,
    /// Data shown on the page and compared with samples.
    Data = 3,
    /// The pairs of true samples behind the metrics' noise bands.
    Bands = 4,
    /// Fresh samples of p_t and of the data, to judge a network by.
    Evaluation = 5,
    /// The noise of the forward process that is drawn on the page.
    Forward = 6,
}

/// The stream of `seed` for one purpose.
pub fn stream(seed: u64, stream: Stream) -> Rng {
    let mut rng = Rng::seed_from_u64(seed);
    for _ in 0..stream as u32 {
        rng.jump();
    }
    rng
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
