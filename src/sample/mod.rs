//! Sampling: from x_T ~ N(0, I) back to x_0, as steppers whose caller owns the pacing.
//!
//! With the score s(x, t) of the marginals, two processes run back through the same p_t:
//!
//! - the reverse SDE, dx = (½ β x + β s) dt + √β dW backwards in time ([`ReverseSde`]);
//! - the probability-flow ODE, dx/dt = −½ β (x + s), without any noise: by fixed steps
//!   ([`Flow`]) or steps of its own choice ([`AdaptiveFlow`]).
//!
//! All start from the same x_T for the same seed, and count what they cost in evaluations
//! of the score (NFE). [`Sampler`] is the one that a [`SampleConfig`] asks for.
//! Source: Song et al., "Score-based generative modeling through stochastic differential
//! equations", 2021.
//!
//! ```
//! use nano_diffusion::data::{Ring, RingConfig};
//! use nano_diffusion::exact::RingOracle;
//! use nano_diffusion::sample::{Method, SampleConfig, Sampler};
//! use nano_diffusion::process::{Schedule, ScheduleConfig};
//! let schedule = Schedule::new(ScheduleConfig::default()).unwrap();
//! let score = RingOracle::new(Ring::new(RingConfig::default()).unwrap(), schedule);
//! let config = SampleConfig { method: Method::Heun, dt: 0.1, particles: 100, ..SampleConfig::default() };
//! let mut sampler = Sampler::new(score, schedule, config, 1).unwrap();
//! while !sampler.finished() {
//!     sampler.step().unwrap();
//! }
//! assert_eq!(sampler.evaluations(), 19); // two a step, but one at t = 0
//! ```

mod adaptive;
mod ode;
mod sde;

pub use crate::config::sample::{Method, SampleConfig};
pub use adaptive::AdaptiveFlow;
pub use ode::Flow;
pub use sde::ReverseSde;

use crate::error::Result;
use crate::process::Schedule;
use crate::rng::{Rng, Stream, fill_normal, stream};
use crate::score::Score;

/// x_T ~ N(0, I), flat `[n, 2]`, and the stream it came from, which goes on with the noise.
fn start(particles: usize, seed: u64) -> (Vec<f32>, Rng) {
    let mut rng = stream(seed, Stream::Sampler);
    let mut x = vec![0.0; 2 * particles];
    fill_normal(&mut rng, &mut x);
    (x, rng)
}

/// The sampler of a [`SampleConfig`].
pub enum Sampler<S> {
    Sde(ReverseSde<S>),
    Flow(Flow<S>),
    Adaptive(AdaptiveFlow<S>),
}

/// Calls the same method of whichever sampler it is.
macro_rules! either {
    ($self:ident, $sampler:ident => $call:expr) => {
        match $self {
            Self::Sde($sampler) => $call,
            Self::Flow($sampler) => $call,
            Self::Adaptive($sampler) => $call,
        }
    };
}

impl<S: Score> Sampler<S> {
    /// Particles at x_T ~ N(0, I), the same for every method.
    ///
    /// # Errors
    /// A setting outside its limits.
    pub fn new(score: S, schedule: Schedule, config: SampleConfig, seed: u64) -> Result<Self> {
        config.validate()?;
        let (x, rng) = start(config.particles, seed);
        let (dt, tolerance) = (config.dt, config.tolerance);
        Ok(match config.method {
            Method::Sde => Self::Sde(ReverseSde::start(score, schedule, dt, x, rng)),
            Method::Euler => Self::Flow(Flow::start(score, schedule, dt, x, false)),
            Method::Heun => Self::Flow(Flow::start(score, schedule, dt, x, true)),
            Method::Adaptive => {
                let tolerances = [tolerance, tolerance];
                Self::Adaptive(AdaptiveFlow::start(score, schedule, tolerances, &x))
            }
        })
    }

    /// One step back in time.
    ///
    /// # Errors
    /// [`Error::SamplingDiverged`](crate::Error::SamplingDiverged) if a particle leaves
    /// the finite numbers; [`Error::Finished`](crate::Error::Finished) at t = 0.
    pub fn step(&mut self) -> Result<()> {
        either!(self, sampler => sampler.step())
    }

    /// The particles now, flat `[n, 2]`.
    pub fn positions(&self) -> &[f32] {
        either!(self, sampler => sampler.positions())
    }

    /// The time now: T at the start, 0 at the end.
    pub fn t(&self) -> f64 {
        either!(self, sampler => sampler.t())
    }

    pub fn steps_done(&self) -> usize {
        either!(self, sampler => sampler.steps_done())
    }

    /// The steps in all, where they are known beforehand.
    pub fn steps_total(&self) -> Option<usize> {
        match self {
            Self::Sde(sampler) => Some(sampler.steps_total()),
            Self::Flow(sampler) => Some(sampler.steps_total()),
            Self::Adaptive(_) => None,
        }
    }

    /// Evaluations of the score so far, each at all particles.
    pub fn evaluations(&self) -> usize {
        either!(self, sampler => sampler.evaluations())
    }

    pub fn finished(&self) -> bool {
        either!(self, sampler => sampler.finished())
    }
}
