//! What a conversion between paths costs a network.
//!
//! A network trained on one path is asked on another by [`Rescheduled`]: in theory without any error. In
//! float32, x is rounded as it is scaled there and back, and so is the time. How much that is, is told by
//! a network that is asked on its own path by way of another: the largest
//!
//! B(t) ‖s(x, t) − s′(x, t)‖_∞
//!
//! over points x of p_t and times t, s′ being converted there and back: an error in ε̂, whose size is 1.

use super::{Rescheduled, Score};
use crate::error::Result;
use crate::process::{ClosedForm, Schedule};

/// Times that are looked at, as shares of T: (k/10)², from 0.01 to 1.
const TIMES: usize = 10;

/// The error above of a `score` of the marginals of `own`, by way of `via`, at the points of `cloud`, which is
/// on the way of `own`; in units of ε. Only times that both know are looked at.
///
/// # Errors
/// Those of the score.
pub fn conversion_error(
    score: &mut dyn Score,
    own: Schedule,
    via: Schedule,
    cloud: &ClosedForm,
) -> Result<f64> {
    let most = via.sigma(via.last()).min(own.sigma(own.last()));
    let mut worst: f64 = 0.0;
    for k in 1..=TIMES {
        let t = own.t_end() * (k as f64 / TIMES as f64).powi(2);
        let (_, b) = own.ab(t);
        if t > own.last() || own.sigma(t) > most {
            continue;
        }
        let x = cloud.at(t);
        let (mut s, mut there_and_back) = (vec![0.0; x.len()], vec![0.0; x.len()]);
        score.score(&x, t, &mut s)?;
        let mut there = Rescheduled::new(&mut *score, own, via);
        let there: &mut dyn Score = &mut there;
        Rescheduled::new(there, via, own).score(&x, t, &mut there_and_back)?;
        for (a, c) in s.iter().zip(&there_and_back) {
            worst = worst.max(b * f64::from(a - c).abs());
        }
    }
    Ok(worst)
}
