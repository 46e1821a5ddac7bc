//! How far a score is from both truths, by t.

use super::Truths;
use crate::error::Result;
use crate::exact::floor::samples_at;
use crate::rng::{Stream, stream};
use crate::score::{Score, distances};
use crate::stats::Estimate;
use serde::Serialize;

/// Where the times begin, as a share of T.
const FIRST: f64 = 1e-4;

/// Distances ½ B² E‖s − s′‖² at each time, and what the losses are above their floors.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Measured {
    /// The times, in the units of T.
    pub t: Vec<f64>,
    /// From the empirical score, at noised training points.
    pub to_empirical: Vec<Estimate>,
    /// From the data's score, there.
    pub to_exact: Vec<Estimate>,
    /// Between these two, there.
    pub apart: Vec<Estimate>,
    /// From the data's score, at noised fresh data.
    pub held_out: Vec<Estimate>,
    /// Loss on the training set above its floor: the mean of `to_empirical` over uniform t.
    pub training_excess: Estimate,
    /// Loss on fresh data above its floor: that of `held_out`.
    pub held_out_excess: Estimate,
}

/// `n` times, log-uniform on [T/10,000, T], and the weights of a mean over uniform t.
pub fn times(end: f64, n: usize) -> Vec<(f64, f64)> {
    let log = -libm::log(FIRST);
    let middles = (0..n).map(|i| 1.0 - (i as f64 + 0.5) / n as f64);
    middles
        .map(|u| {
            let share = libm::exp(-log * u);
            (end * share, share * log / n as f64)
        })
        .collect()
}

fn scores(score: &mut dyn Score, t: f64, x: &[f32]) -> Result<Vec<f32>> {
    let mut out = vec![0.0; x.len()];
    score.score(x, t, &mut out)?;
    Ok(out)
}

impl Truths {
    /// How far `score` is from both, at `times` times, from `points` draws of each at each of them.
    ///
    /// # Errors
    /// Whatever keeps the score from being computed.
    pub fn measure(
        &mut self,
        score: &mut dyn Score,
        times: usize,
        points: usize,
        seed: u64,
    ) -> Result<Measured> {
        let mut rng = stream(seed, Stream::Evaluation);
        let nodes = self::times(self.schedule.t_end(), times);
        let mut found = Measured {
            t: nodes.iter().map(|(t, _)| *t).collect(),
            to_empirical: Vec::new(),
            to_exact: Vec::new(),
            apart: Vec::new(),
            held_out: Vec::new(),
            training_excess: Estimate::of(&[]),
            held_out_excess: Estimate::of(&[]),
        };
        for &(t, _) in &nodes {
            let b = self.schedule.b(t);
            let x = samples_at(&self.empirical, t, points, &mut rng);
            let learned = scores(score, t, &x)?;
            let empirical = scores(&mut self.empirical, t, &x)?;
            let exact = scores(&mut self.exact, t, &x)?;
            found.to_empirical.push(distances(b, &learned, &empirical));
            found.to_exact.push(distances(b, &learned, &exact));
            found.apart.push(distances(b, &empirical, &exact));
            let x = samples_at(&self.exact, t, points, &mut rng);
            let learned = scores(score, t, &x)?;
            let exact = scores(&mut self.exact, t, &x)?;
            found.held_out.push(distances(b, &learned, &exact));
        }
        found.training_excess = mean(&nodes, &found.to_empirical);
        found.held_out_excess = mean(&nodes, &found.held_out);
        Ok(found)
    }
}

/// The mean over uniform t.
fn mean(nodes: &[(f64, f64)], by_t: &[Estimate]) -> Estimate {
    let (mut sum, mut square) = (0.0, 0.0);
    for ((_, weight), found) in nodes.iter().zip(by_t) {
        sum += weight * found.mean;
        square += (weight * found.std_error).powi(2);
    }
    Estimate {
        mean: sum,
        std_error: square.sqrt(),
    }
}
