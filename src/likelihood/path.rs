//! Points that follow the probability-flow ODE, and what log p changes by on the way.
//!
//! By a predictor and a corrector of Adams's, one evaluation a step: with f_k the right side at
//! node k, predicted from f_k, f_{k−1}, f_{k−2}, f_{k−3} (Bashforth, order 4), evaluated there,
//! corrected from f_{k+1} and the same (Moulton, order 5); log p has its corrector's sum. The first
//! steps have fewer f to look back on, and lower orders; there, at either end, the flow hardly
//! moves. On the nodes of [`Grid`] this takes a quarter of the evaluations of Runge–Kutta of
//! order four.
//!
//! The orders are those of a smooth score. The divergence of a ReLU network jumps, so that its
//! log p converges at first order only, whatever the method.
//! Source: Hairer, Nørsett and Wanner, "Solving ordinary differential equations I", III.1.

use super::grid::Grid;
use crate::error::{Error, Result};
use crate::score::ScoreDivergence;
use std::f64::consts::PI;

/// Predictors for one to four known right sides, the newest first.
const BASHFORTH: [&[f64]; 4] = [
    &[1.0],
    &[1.5, -0.5],
    &[23.0 / 12.0, -16.0 / 12.0, 5.0 / 12.0],
    &[55.0 / 24.0, -59.0 / 24.0, 37.0 / 24.0, -9.0 / 24.0],
];
/// Correctors, likewise, with the new right side before them.
const MOULTON: [&[f64]; 4] = [
    &[0.5, 0.5],
    &[5.0 / 12.0, 8.0 / 12.0, -1.0 / 12.0],
    &[9.0 / 24.0, 19.0 / 24.0, -5.0 / 24.0, 1.0 / 24.0],
    &[
        251.0 / 720.0,
        646.0 / 720.0,
        -264.0 / 720.0,
        106.0 / 720.0,
        -19.0 / 720.0,
    ],
];

/// Points on their way along the nodes of a grid.
#[derive(Clone, Debug)]
pub struct Path {
    grid: Grid,
    step: usize,
    /// x `[n, 2]`, then the change of log p so far `[n]`.
    state: Vec<f64>,
    /// d state/dy at the last nodes, the newest first.
    slopes: Vec<Vec<f64>>,
    /// Where the score is asked, and its answer.
    x: Vec<f32>,
    score: Vec<f32>,
    divergence: Vec<f32>,
}

impl Path {
    /// From flat points `[n, 2]` at the grid's first node.
    pub fn new(grid: Grid, points: &[f64]) -> Self {
        let n = points.len() / 2;
        let mut state = points.to_vec();
        state.resize(3 * n, 0.0);
        Self {
            grid,
            step: 0,
            state,
            slopes: Vec::new(),
            x: vec![0.0; 2 * n],
            score: vec![0.0; 2 * n],
            divergence: vec![0.0; n],
        }
    }

    /// The points, flat `[n, 2]`.
    pub fn points(&self) -> &[f64] {
        &self.state[..self.x.len()]
    }

    /// log p_t(x_t) at the end of the path minus that at its beginning `[n]`, in nats.
    pub fn change(&self) -> &[f64] {
        &self.state[self.x.len()..]
    }

    /// log N at the points, of the noise that the flow starts from, in nats `[n]`.
    pub(super) fn log_noise(&self) -> impl Iterator<Item = f64> + '_ {
        log_normal(self.points(), self.grid.spread())
    }

    /// Steps made.
    pub fn steps_done(&self) -> usize {
        self.step
    }

    /// Between 0 and 1.
    pub fn progress(&self) -> f64 {
        self.step as f64 / self.grid.steps() as f64
    }

    /// Whether the last node is reached.
    pub fn finished(&self) -> bool {
        self.step == self.grid.steps()
    }

    /// One step along the flow of `score`: one evaluation, and one more at the very first.
    ///
    /// # Errors
    /// After the last step; where a point is no longer a finite number; as the score.
    pub fn advance(&mut self, score: &mut impl ScoreDivergence) -> Result<()> {
        if self.finished() {
            return Err(Error::Finished("likelihood run"));
        }
        if self.slopes.is_empty() {
            let first = self.evaluate(score, &self.state.clone(), 0)?;
            self.slopes.push(first);
        }
        let (known, h) = (self.slopes.len(), self.grid.step());
        let mut predicted = self.state.clone();
        add(&mut predicted, h, BASHFORTH[known - 1], &self.slopes);
        self.step += 1;
        let new = self.evaluate(score, &predicted, self.step)?;
        self.slopes.insert(0, new);
        add(&mut self.state, h, MOULTON[known - 1], &self.slopes);
        self.slopes.truncate(BASHFORTH.len());
        let finite = self.state.iter().all(|v| v.is_finite());
        Error::unless_finite(finite, self.grid.time(self.step))
    }

    /// d state/dy at a node.
    fn evaluate(
        &mut self,
        score: &mut impl ScoreDivergence,
        state: &[f64],
        node: usize,
    ) -> Result<Vec<f64>> {
        let node = self.grid.node(node);
        for (to, x) in self.x.iter_mut().zip(state) {
            *to = *x as f32;
        }
        score.score_and_divergence(&self.x, node.t, &mut self.score, &mut self.divergence)?;
        let moves = state.iter().zip(&self.score);
        let moves = moves.map(|(x, s)| -node.rate * (node.pull * x + f64::from(*s)));
        let changes = self.divergence.iter();
        let changes =
            changes.map(|divergence| node.rate * (2.0 * node.pull + f64::from(*divergence)));
        Ok(moves.chain(changes).collect())
    }
}

/// `to` += h Σ weightᵢ slopeᵢ.
fn add(to: &mut [f64], h: f64, weights: &[f64], slopes: &[Vec<f64>]) {
    for (weight, slope) in weights.iter().zip(slopes) {
        for (to, slope) in to.iter_mut().zip(slope) {
            *to += h * weight * slope;
        }
    }
}

/// log N(x; 0, spread² I) at flat points `[n, 2]`, in nats.
pub(super) fn log_normal(points: &[f64], spread: f64) -> impl Iterator<Item = f64> + '_ {
    let variance = spread * spread;
    points.chunks_exact(2).map(move |x| {
        -0.5 * (x[0] * x[0] + x[1] * x[1]) / variance - libm::log(2.0 * PI * variance)
    })
}
