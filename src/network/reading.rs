//! How the network is asked and how it is read: what stands in for t, and the score from the output.
//!
//! The input is (x, y, τ) with τ = t, √t or ½ ln B(t) + ½. The last resolves small t, where the
//! data's details are: over t from 1e-5 to 1 it runs from −2.9 to ½.
//!
//! With x_t = A x₀ + B ε the output n estimates one of four things, each of which gives the others:
//!
//! | n estimates | the noise, ε̂ | the score, s = −ε̂/B |
//! |---|---|---|
//! | the score s | −B n | n |
//! | the noise ε | n | −n/B |
//! | the data x₀ | (x − A n)/B | (A n − x)/B² |
//! | v = A ε − B x₀ | A n + B x | −x − (A/B) n |
//!
//! so that s = cₓ x + cₙ n throughout. (Where A² + B² is not 1, v is the path's own velocity,
//! ε = A v + p x and cₓ = −p/B: [`crate::process::path`].) An error in n is an error in the score times cₙ: 1/B for
//! the noise, which grows as t → 0, and A/B for v, which besides fades towards T.
//! Source: Ho, Jain and Abbeel, "Denoising diffusion probabilistic models", 2020, for ε; Salimans
//! and Ho, "Progressive distillation for fast sampling of diffusion models", 2022, for v.
//!
//! ```
//! use nano_diffusion::network::Parametrisation;
//! use nano_diffusion::process::{Schedule, ScheduleConfig};
//! let schedule = Schedule::new(ScheduleConfig::default()).unwrap();
//! let (a, b) = schedule.ab(0.3);
//! let (x0, eps) = (0.7, -1.2);
//! let (x, v) = (a * x0 + b * eps, a * eps - b * x0);
//! // From the true v comes the score of the transition kernel, −ε/B.
//! let reading = Parametrisation::Velocity.reading(&schedule, 0.3);
//! assert!((reading.of_x * x + reading.of_output * v + eps / b).abs() < 1e-12);
//! ```

use crate::config::network::{Parametrisation, TimeInput};
use crate::process::Schedule;

/// s = `of_x` · x + `of_output` · output.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// cₓ.
    pub of_x: f64,
    /// cₙ.
    pub of_output: f64,
}

impl Parametrisation {
    /// How the score at time `t` > 0 comes from the output.
    pub fn reading(self, schedule: &Schedule, t: f64) -> Reading {
        let t = t.min(schedule.last());
        let (a, b) = (schedule.a(t), schedule.b(t));
        let [of_x, of_output] = match self {
            Self::Score => [0.0, 1.0],
            Self::Noise => [0.0, -1.0 / b],
            Self::Data => [-1.0 / (b * b), a / (b * b)],
            Self::Velocity => [-schedule.flow(t).pull, -a / b],
        };
        Reading { of_x, of_output }
    }
}

impl TimeInput {
    /// τ at time `t` > 0.
    pub fn at(self, schedule: &Schedule, t: f64) -> f64 {
        self.of(t, schedule.b(t))
    }

    /// τ at time `t` > 0, where B is `b`.
    pub(crate) fn of(self, t: f64, b: f64) -> f64 {
        match self {
            Self::T => t,
            Self::Sqrt => t.sqrt(),
            Self::LogB => 0.5 * libm::log(b) + 0.5,
        }
    }
}
