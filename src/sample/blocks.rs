//! Chance by blocks of particles, so that any worker can move any of them.
//!
//! Particles are numbered, and [`BLOCK`] of them at a time, from 0 on, have a stream of random
//! numbers of their own ([`block_stream`]): first their x_T, then their noise, step by step. So what
//! becomes of a particle depends on the seed, its number and the size of its block (the last may be
//! smaller), not on who moves the others, nor on how many there are. A [`Part`] is a run of particles that begins with a block.
//!
//! Two samplers look at all particles at once ([`Method::couples`](super::Method::couples)): the
//! step that the adaptive one chooses is right for all, and the corrector's goes by means over all.
//! They know no parts.

use crate::error::{Error, Result};
use crate::rng::{Rng, Stream, block_stream, normal};

/// Particles that share a stream.
pub const BLOCK: usize = 256;

/// Some of the particles of a flow: `count` of them from the one with the number `first` on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    first: usize,
    count: usize,
}

impl Part {
    /// All of `particles`.
    pub fn whole(particles: usize) -> Self {
        Self {
            first: 0,
            count: particles,
        }
    }

    /// # Errors
    /// A part that does not begin with a block.
    pub fn new(first: usize, count: usize) -> Result<Self> {
        if first.is_multiple_of(BLOCK) {
            Ok(Self { first, count })
        } else {
            Err(Error::Shape {
                what: "The first particle of a part",
                got: first,
                expected: format!("a multiple of {BLOCK}"),
            })
        }
    }

    /// The number of the first.
    pub fn first(self) -> usize {
        self.first
    }

    /// How many there are.
    pub fn count(self) -> usize {
        self.count
    }
}

/// The streams of the blocks of a part.
#[derive(Clone, Debug)]
pub struct Noise(Vec<Rng>);

impl Noise {
    /// Those of `seed` for one purpose.
    pub fn new(seed: u64, purpose: Stream, part: Part) -> Self {
        let (first, blocks) = (part.first / BLOCK, part.count.div_ceil(BLOCK));
        Self(block_stream(seed, purpose, first).take(blocks).collect())
    }

    /// The next draw from N(0, 1) for a coordinate of the part's particles, flat `[n, 2]`.
    #[inline]
    pub fn normal(&mut self, coordinate: usize) -> f64 {
        normal(&mut self.0[coordinate / (2 * BLOCK)])
    }

    /// A draw for each coordinate.
    pub fn fill(&mut self, out: &mut [f32]) {
        for (rng, out) in self.0.iter_mut().zip(out.chunks_mut(2 * BLOCK)) {
            for v in out {
                *v = normal(rng) as f32;
            }
        }
    }
}
