//! The probability flow in few steps, wherever these are made.
//!
//! [`FewSteps`] says how many, [at which times](StepTimes) and by which [`Rule`]: what two paths, or two
//! networks, are compared by. The particles start at the first of these times, t₀, from
//! N(0, A² + B²), which p_{t₀} is but for a trace of the data, and are the same for the same seed.
//!
//! ```
//! use nano_diffusion::data::{Distribution, Ring, RingConfig};
//! use nano_diffusion::exact::RingOracle;
//! use nano_diffusion::process::step_times::StepTimes;
//! use nano_diffusion::process::{Schedule, ScheduleConfig};
//! use nano_diffusion::sample::{FewSteps, Rule, Sampler};
//! let schedule = Schedule::new(ScheduleConfig::default()).unwrap();
//! let ring = Ring::new(RingConfig::default()).unwrap();
//! let width = ring.finest_width();
//! let few = FewSteps { times: StepTimes::Root, rule: Rule::Heun, steps: 8 };
//! let mut flow = few.flow(RingOracle::new(ring, schedule), schedule, width, 100, 1);
//! while !flow.finished() {
//!     flow.step().unwrap();
//! }
//! assert_eq!(flow.nfe(), 15);
//! ```

use super::{Part, ProbabilityFlow, Rule, prior_at};
use crate::process::Schedule;
use crate::process::step_times::StepTimes;
use crate::score::Score;

/// How a flow of few steps goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FewSteps {
    /// Where they begin and end.
    pub times: StepTimes,
    /// How each is made.
    pub rule: Rule,
    /// How many, at least 1.
    pub steps: usize,
}

impl FewSteps {
    /// `particles` on the flow of `score`, that of the marginals of `schedule`, to data of the finest width
    /// `width`.
    pub fn flow<S: Score>(
        self,
        score: S,
        schedule: Schedule,
        width: f64,
        particles: usize,
        seed: u64,
    ) -> ProbabilityFlow<S> {
        let times = self.times.of(&schedule, width, self.steps);
        let (x, _) = prior_at(&schedule, times[0], Part::whole(particles), seed);
        ProbabilityFlow::through(times, score, schedule, x, self.rule)
    }
}
