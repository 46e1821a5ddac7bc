//! The schedule, to draw.

use super::Schedule;
use serde::Serialize;

/// A and B over time.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Curves {
    /// Equally spaced from 0 to T, both included `[n]`.
    pub t: Vec<f64>,
    /// A at each t `[n]`.
    pub a: Vec<f64>,
    /// B at each t `[n]`.
    pub b: Vec<f64>,
}

/// The curves at `n` times, of at least 2.
pub fn curves(schedule: &Schedule, n: usize) -> Curves {
    let parts = n.max(2) - 1;
    let t: Vec<f64> = (0..=parts)
        .map(|i| schedule.t_end() * i as f64 / parts as f64)
        .collect();
    Curves {
        a: t.iter().map(|&t| schedule.a(t)).collect(),
        b: t.iter().map(|&t| schedule.b(t)).collect(),
        t,
    }
}
