//! What a sampler asks: the score ∇ log p_t(x) at any points and time t > 0.
//!
//! A network that has learned it is a [`NetworkScore`]; where it is known exactly, the oracles
//! of [`exact`](crate::exact) are a [`Score`] too. [`Rescheduled`] asks one under another β(t) than
//! it was learned under. Likelihoods need its divergence besides, [`ScoreDivergence`].

mod conversion;
mod network;
mod rescheduled;

pub use conversion::conversion_error;
pub use network::NetworkScore;
pub use rescheduled::Rescheduled;

use crate::error::Result;
use crate::stats::Estimate;

/// Something that knows (or has learned) the score ∇ log p_t(x).
pub trait Score {
    /// Writes the score at each of the flat points `x` `[n, 2]` at time `t > 0` to
    /// `out`, of the same length.
    ///
    /// # Errors
    /// Whatever keeps the score from being computed.
    fn score(&mut self, x: &[f32], t: f64, out: &mut [f32]) -> Result<()>;
}

/// A score whose divergence is known too, as likelihoods need.
pub trait ScoreDivergence: Score {
    /// As [`Score::score`], and writes ∂s₀/∂x + ∂s₁/∂y `[n]` to `divergence`.
    ///
    /// # Errors
    /// Whatever keeps the score from being computed.
    fn score_and_divergence(
        &mut self,
        x: &[f32],
        t: f64,
        out: &mut [f32],
        divergence: &mut [f32],
    ) -> Result<()>;
}

impl<S: Score + ?Sized> Score for Box<S> {
    fn score(&mut self, x: &[f32], t: f64, out: &mut [f32]) -> Result<()> {
        (**self).score(x, t, out)
    }
}

impl<S: Score + ?Sized> Score for &mut S {
    fn score(&mut self, x: &[f32], t: f64, out: &mut [f32]) -> Result<()> {
        (**self).score(x, t, out)
    }
}

/// ½ b² ‖p − q‖² at each point, of flat scores `[n, 2]`.
pub(crate) fn distances(b: f64, p: &[f32], q: &[f32]) -> Estimate {
    let pairs = p.chunks_exact(2).zip(q.chunks_exact(2));
    let values: Vec<f64> = pairs
        .map(|(p, q)| {
            let [dx, dy] = [0, 1].map(|d| f64::from(p[d]) - f64::from(q[d]));
            0.5 * b * b * (dx * dx + dy * dy)
        })
        .collect();
    Estimate::of(&values)
}
