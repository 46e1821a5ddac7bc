//! Sampling: from x_T ~ N(0, I) back to x_0, and the way there.
//!
//! With the score s(x, t) of the marginals, two processes run back through the same p_t:
//!
//! - the reverse SDE, dx = (½ β x + β s) dt + √β dW backwards in time ([`ReverseSde`]);
//! - the probability-flow ODE, dx/dt = −½ β (x + s), without any noise: by fixed steps
//!   ([`ProbabilityFlow`]) or steps of its own choice ([`AdaptiveFlow`]).
//!
//! (That is the post's path; [`crate::process::path`] has the same for the others.)
//!
//! With D(x, t), the mean of x₀ at x_t, in place of the score, the linear part of both is solved
//! exactly, so that twenty steps are enough ([`Exponential`]: DDIM, DPM-Solver++(2M) and its SDE
//! form). [`Edm`] goes in σ = B/A, with churn; [`PredictorCorrector`] mends each step by one of
//! Langevin's. These step by noise, not by time.
//!
//! All start from the same x_T for the same seed, whatever [`Part`] of it they are of, and count what they cost in evaluations
//! of the score (NFE). [`sampler`] is the one that a [`SampleConfig`] asks for. The other way,
//! data dissolve into noise by [`ForwardSde`] or [`ForwardClosedForm`]. Each is a [`Sampler`]:
//! a caller who owns the pacing makes one step after the other.
//! Source: Song et al., "Score-based generative modeling through stochastic differential
//! equations", 2021.
//!
//! ```
//! use nano_diffusion::data::{Distribution, Ring, RingConfig};
//! use nano_diffusion::exact::RingOracle;
//! use nano_diffusion::process::{Schedule, ScheduleConfig};
//! use nano_diffusion::sample::{Method, SampleConfig, sampler};
//! let schedule = Schedule::new(ScheduleConfig::default()).unwrap();
//! let ring = Ring::new(RingConfig::default()).unwrap();
//! let width = ring.finest_width();
//! let score = RingOracle::new(ring, schedule);
//! let config = SampleConfig { method: Method::Heun, dt: 0.1, particles: 100, ..SampleConfig::default() };
//! let mut sampler = sampler(score, schedule, config, width, 1).unwrap();
//! while !sampler.finished() {
//!     sampler.step().unwrap();
//! }
//! assert_eq!(sampler.nfe(), 19); // two a step, but one at t = 0
//! ```

mod adaptive;
mod blocks;
mod corrector;
mod edm;
mod exponential;
mod few_steps;
mod forward;
mod probability_flow;
mod reverse_sde;
mod straightness;

pub use crate::config::sample::{Method, SampleConfig};
pub use adaptive::AdaptiveFlow;
pub use blocks::{BLOCK, Noise, Part};
pub use corrector::PredictorCorrector;
pub use edm::Edm;
pub use exponential::{Exponential, Order};
pub use few_steps::FewSteps;
pub use forward::{ForwardClosedForm, ForwardSde};
pub use probability_flow::{ProbabilityFlow, Rule};
pub use reverse_sde::ReverseSde;
pub use straightness::Straightness;

use crate::error::{Error, Result};
use crate::process::noise_grid::{NoiseGrid, Spacing};
use crate::process::time_grid::step_count;
use crate::process::{Schedule, end_time};
use crate::rng::Stream;
use crate::score::Score;

/// ρ of EDM's noise levels.
const EDM_RHO: f64 = 7.0;

/// Particles that are moved through time one step after the other.
pub trait Sampler {
    /// The time now, between 0 (data) and T (noise).
    fn t(&self) -> f64;

    /// The particles now, flat `[n, 2]`.
    fn positions(&self) -> &[f32];

    /// Evaluations of the score so far, each at all particles; none on the way to noise.
    fn nfe(&self) -> usize;

    /// How far it has come: 0 at the start, 1 at the end and only there. The share of the
    /// steps, or of the time where their number is not known.
    fn progress(&self) -> f64;

    /// Makes one step.
    ///
    /// # Errors
    /// [`Error::SamplingDiverged`](crate::Error::SamplingDiverged) if a particle leaves the
    /// finite numbers; [`Error::Finished`](crate::Error::Finished) at the end.
    fn step(&mut self) -> Result<()>;

    /// Whether the end is reached.
    fn finished(&self) -> bool {
        self.progress() >= 1.0
    }
}

/// The sampler of a [`SampleConfig`], with its particles at x_T ~ N(0, I), the same for every
/// method. This is the one place that a new method is entered.
///
/// `width` is the finest of the data
/// ([`Distribution::finest_width`](crate::data::Distribution::finest_width)): all but the methods
/// of fixed time steps end at a noise that is small against it.
///
/// # Errors
/// A setting outside its limits.
pub fn sampler<S: Score + 'static>(
    score: S,
    schedule: Schedule,
    config: SampleConfig,
    width: f64,
    seed: u64,
) -> Result<Box<dyn Sampler>> {
    let part = Part::whole(config.particles);
    sampler_of_part(score, schedule, config, width, seed, part)
}

/// The same of a part of the particles, which go the same ways, to the bit, as in the whole.
///
/// # Errors
/// A setting outside its limits; a part of less than all, where the method
/// [couples](Method::couples) the particles; one that reaches beyond them.
pub fn sampler_of_part<S: Score + 'static>(
    score: S,
    schedule: Schedule,
    config: SampleConfig,
    width: f64,
    seed: u64,
    part: Part,
) -> Result<Box<dyn Sampler>> {
    config.validate()?;
    let whole = part == Part::whole(config.particles);
    if part.first().saturating_add(part.count()) > config.particles
        || (config.method.couples() && !whole)
    {
        return Err(Error::Shape {
            what: "A part of the particles",
            got: part.count(),
            expected: format!("all {}", config.particles),
        });
    }
    let (x, rng) = prior_of(&schedule, part, seed);
    let SampleConfig { dt, tolerance, .. } = config;
    let grid = |spacing| NoiseGrid::new(schedule, width, config.noise_steps, spacing);
    let exponential = |score, x, rng, rule| {
        Exponential::start(score, schedule, grid(Spacing::Scales), rule, x, rng)
    };
    Ok(match config.method {
        Method::Sde => Box::new(ReverseSde::start(score, schedule, dt, x, rng)),
        Method::Euler => Box::new(ProbabilityFlow::start(score, schedule, dt, x, Rule::Euler)),
        Method::Heun => Box::new(ProbabilityFlow::start(score, schedule, dt, x, Rule::Heun)),
        Method::Adaptive => {
            let (end, tolerances) = (end_time(&schedule, width), [tolerance; 2]);
            Box::new(AdaptiveFlow::start(score, schedule, end, tolerances, &x))
        }
        Method::Ddim => Box::new(exponential(score, x, rng, (Order::First, config.eta))),
        Method::Dpm => Box::new(exponential(score, x, rng, (Order::Second, 0.0))),
        Method::DpmSde => Box::new(exponential(score, x, rng, (Order::Second, 1.0))),
        Method::Edm => {
            let grid = grid(Spacing::Power(EDM_RHO));
            Box::new(Edm::start(score, schedule, grid, config.churn, x, rng))
        }
        Method::Corrector => {
            let predictor = exponential(score, x, rng, (Order::First, 1.0));
            Box::new(PredictorCorrector::start(predictor, config.snr))
        }
    })
}

/// How many steps a sampler will make from T to 0: of fixed steps the number, of adaptive
/// ones a generous guess.
pub(crate) fn expected_steps(config: &SampleConfig, t_end: f64) -> f64 {
    match config.method {
        // Of order 3. The factor is measured, for networks and exact scores: its steps are not
        // known beforehand.
        Method::Adaptive => 2.0 / libm::cbrt(config.tolerance) + 5.0,
        Method::Sde | Method::Euler | Method::Heun => step_count(t_end, config.dt) as f64,
        _ => config.noise_steps as f64,
    }
}

/// x_T as wide as the path of `schedule` ends, flat `[n, 2]`, and the streams it came from.
pub(crate) fn prior_of(schedule: &Schedule, part: Part, seed: u64) -> (Vec<f32>, Noise) {
    prior_at(schedule, schedule.t_end(), part, seed)
}

/// The same where a flow begins at `t`, which is near T.
fn prior_at(schedule: &Schedule, t: f64, part: Part, seed: u64) -> (Vec<f32>, Noise) {
    let (mut x, noise) = prior(part, seed);
    let spread = schedule.spread(t);
    if spread != 1.0 {
        x.iter_mut().for_each(|v| *v *= spread as f32);
    }
    (x, noise)
}

/// x_T ~ N(0, I), flat `[n, 2]`, and the streams it came from, which go on with the noise.
fn prior(part: Part, seed: u64) -> (Vec<f32>, Noise) {
    let mut noise = Noise::new(seed, Stream::Sampler, part);
    let mut x = vec![0.0; 2 * part.count()];
    noise.fill(&mut x);
    (x, noise)
}
