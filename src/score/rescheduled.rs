//! A score that was learned under one β(t), asked under another.
//!
//! x_t = A(t) x₀ + B(t) ε with B² = 1 − A² depends on t through A alone. So two schedules, S that a
//! network was trained under and S′ that it is asked under, have the same marginals up to time:
//!
//! p′_{t′} = p_t where A_S(t) = A_S′(t′), which is ∫₀ᵗ β = ∫₀ᵗ′ β′,
//!
//! and the score under S′ at t′ is the one under S at that t: exactly, as a function of x.
//!
//! Where S′ takes the data further into the noise than S ever did, A_S′(t′) < A_S(T), there is no
//! such t: the network has seen nothing like it. There N(0, I) stands for p′_{t′}, and −x for its
//! score. It is what p_t tends to, and it leaves N(0, I) as it is, both by the flow and by the SDE:
//! sampling starts from N(0, I) where the range trained on begins, as under S itself, and is off by
//! KL(p_T ‖ N(0, I)) of S ([`prior_kl`](crate::exact::prior_kl)), whatever S′ is. (The network at T
//! instead would be wrong for longer, the longer the way: it pulls towards p_T again and again.)
//!
//! Between two [paths](crate::process::path) the same holds of the noise level σ = B/A instead of A, and
//! of x up to its size: p′_{t′}(x) ∝ p_t(c x) with c = A/A′, so that the score under S′ is c times the
//! one under S at c x. A network trained on one path is thereby one for all of them.
//!
//! Source: Karras et al., "Elucidating the design space of diffusion-based generative models",
//! 2022 (what a network learned is a function of x and the noise, the schedule a choice apart).
//!
//! ```
//! use nano_diffusion::data::{Ring, RingConfig};
//! use nano_diffusion::exact::RingOracle;
//! use nano_diffusion::process::{Schedule, ScheduleConfig};
//! use nano_diffusion::score::{Rescheduled, Score};
//! let trained = Schedule::new(ScheduleConfig::default()).unwrap();
//! let asked = Schedule::new(ScheduleConfig { beta_max: 5.0, ..trained.config() }).unwrap();
//! let ring = Ring::new(RingConfig::default()).unwrap();
//! let score = RingOracle::new(ring.clone(), trained);
//! let (mut moved, mut own) = (Rescheduled::new(score, trained, asked), RingOracle::new(ring, asked));
//! let (mut a, mut b) = ([0.0; 2], [0.0; 2]);
//! moved.score(&[0.4, 0.3], 0.5, &mut a).unwrap();
//! own.score(&[0.4, 0.3], 0.5, &mut b).unwrap();
//! assert!((a[0] - b[0]).abs() < 1e-5 && (a[1] - b[1]).abs() < 1e-5);
//! assert!(!moved.leaves_range());
//! ```

use super::{Score, ScoreDivergence};
use crate::config::schedule::PathKind;
use crate::error::Result;
use crate::process::Schedule;

/// Two ends with integrals of β as close as this are the same: rounding must not leave the range.
const SAME: f64 = 1e-9;

/// A score of the marginals of one schedule, asked at the times of another.
#[derive(Clone, Debug)]
pub struct Rescheduled<S> {
    score: S,
    trained: Schedule,
    asked: Schedule,
    /// x as it is asked, kept for its memory.
    moved: Vec<f32>,
}

impl<S> Rescheduled<S> {
    /// `score`, of the marginals of `trained`, to be asked at times of `asked`. Where the two are
    /// the same, so are all numbers, to the bit.
    pub fn new(score: S, trained: Schedule, asked: Schedule) -> Self {
        Self {
            score,
            trained,
            asked,
            moved: Vec::new(),
        }
    }

    /// The time under the schedule trained under at which x has the marginal of time `t` under the
    /// one asked under; `None` beyond the range trained on.
    pub fn time(&self, t: f64) -> Option<f64> {
        if self.trained == self.asked {
            return Some(t);
        }
        if !self.both_linear() {
            let sigma = self.asked.sigma(t.min(self.asked.last()));
            let end = self.trained.sigma(self.trained.last());
            return (sigma <= end * (1.0 + SAME)).then(|| self.trained.time_of_sigma(sigma));
        }
        let integral = self.asked.integral(t);
        let end = self.trained.integral(self.trained.t_end());
        (integral <= end * (1.0 + SAME)).then(|| self.trained.time_of_integral(integral))
    }

    /// Whether a comparison of ∫β will do.
    fn both_linear(&self) -> bool {
        [self.trained, self.asked].map(|s| s.config().path) == [PathKind::Linear; 2]
    }

    /// What x is multiplied by to be asked at the time `at` of the schedule trained under, instead of
    /// `t`: A/A′, which is 1 where variance is preserved by both.
    fn factor(&self, t: f64, at: f64) -> f32 {
        if self.trained.preserves_variance() && self.asked.preserves_variance() {
            return 1.0;
        }
        (self.trained.a(at) / self.asked.a(t.min(self.asked.last()))) as f32
    }

    /// Fills `moved` with x as it is to be asked.
    fn moved(&mut self, x: &[f32], factor: f32) {
        self.moved.clear();
        self.moved.extend(x.iter().map(|v| factor * v));
    }

    /// Whether the schedule asked under leaves the range trained on.
    pub fn leaves_range(&self) -> bool {
        self.time(self.asked.t_end()).is_none()
    }
}

/// Writes −x/`spread`², the score of N(0, spread² I), to `out`, and returns its divergence.
fn gaussian(x: &[f32], spread: f64, out: &mut [f32]) -> f32 {
    let precision = (1.0 / (spread * spread)) as f32;
    for (out, x) in out.iter_mut().zip(x) {
        *out = -x * precision;
    }
    -2.0 * precision
}

impl<S: Score> Score for Rescheduled<S> {
    fn score(&mut self, x: &[f32], t: f64, out: &mut [f32]) -> Result<()> {
        match self.time(t) {
            Some(at) => {
                let factor = self.factor(t, at);
                if factor == 1.0 {
                    return self.score.score(x, at, out);
                }
                self.moved(x, factor);
                self.score.score(&self.moved, at, out)?;
                out.iter_mut().for_each(|s| *s *= factor);
                Ok(())
            }
            None => {
                gaussian(x, self.asked.spread(t), out);
                Ok(())
            }
        }
    }
}

impl<S: ScoreDivergence> ScoreDivergence for Rescheduled<S> {
    fn score_and_divergence(
        &mut self,
        x: &[f32],
        t: f64,
        out: &mut [f32],
        divergence: &mut [f32],
    ) -> Result<()> {
        match self.time(t) {
            Some(at) => {
                let factor = self.factor(t, at);
                if factor == 1.0 {
                    return self.score.score_and_divergence(x, at, out, divergence);
                }
                self.moved(x, factor);
                self.score
                    .score_and_divergence(&self.moved, at, out, divergence)?;
                out.iter_mut().for_each(|s| *s *= factor);
                divergence.iter_mut().for_each(|d| *d *= factor * factor);
                Ok(())
            }
            None => {
                let flat = gaussian(x, self.asked.spread(t), out);
                divergence.fill(flat);
                Ok(())
            }
        }
    }
}
