//! A score on a grid, to draw as arrows or as a map.
//!
//! What is drawn is B(t) s(x, t): −B s is the network's estimate of the noise in x_t, of
//! the order of one at every t, where the score itself grows as 1/B.

use crate::error::Result;
use crate::process::Schedule;
use crate::score::Score;

/// Near t = 0 the score of a thin ring is all edges: the grid shows that of this share
/// of T instead.
const FIRST: f64 = 1e-3;

/// The centres of `cells × cells` squares on [−side, side]², flat `[n, 2]`, row-major from
/// the bottom left.
pub fn grid(cells: usize, side: f64) -> Vec<f32> {
    grid_around([0.0, 0.0], cells, side)
}

/// The same around another point.
pub fn grid_around(middle: [f64; 2], cells: usize, side: f64) -> Vec<f32> {
    let at = |axis: usize, i: usize| {
        (middle[axis] + side * ((2 * i + 1) as f64 / cells as f64 - 1.0)) as f32
    };
    (0..cells * cells)
        .flat_map(|i| [at(0, i % cells), at(1, i / cells)])
        .collect()
}

/// B(t) s(x, t) at the points of [`grid`], flat `[n, 2]`.
///
/// # Errors
/// Whatever keeps the score from being computed.
pub fn scaled_score(
    score: &mut impl Score,
    schedule: &Schedule,
    t: f64,
    points: &[f32],
) -> Result<Vec<f32>> {
    let t = t.clamp(FIRST * schedule.t_end(), schedule.t_end());
    let b = schedule.b(t) as f32;
    let mut out = vec![0.0; points.len()];
    score.score(points, t, &mut out)?;
    for v in &mut out {
        *v *= b;
    }
    Ok(out)
}
