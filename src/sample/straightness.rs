//! How straight particles go from noise to data.
//!
//! A particle that goes from x_T to x₀ at constant speed on a straight line moves by x_T − x₀ per unit of
//! u = t/T. What the mean square of its velocity has beyond that is its [straightness](Straightness::bend),
//!
//! S = E ∫₀¹ ‖dx/du − (x_T − x₀)‖² du = E ∫₀¹ ‖dx/du‖² du − E ‖x_T − x₀‖²,
//!
//! here as a share of E ‖x_T − x₀‖²: 0 for a straight line at constant speed, where one step of Euler's is
//! exact. It depends on how the path's time runs. The way itself does not: its
//! [detour](Straightness::detour) is E (length)/E ‖x_T − x₀‖ − 1.
//! Source: Liu, Gong and Liu, "Flow straight and fast: learning to generate and transfer data with rectified
//! flow", 2023, for S.
//!
//! Both are sums over the steps of a sampler, so that these have to be small.

use super::Sampler;
use crate::error::Result;

/// What the ways of particles have beyond straight lines.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Straightness {
    /// S over E ‖x_T − x₀‖², dimensionless.
    pub bend: f64,
    /// How much longer the ways are than the straight lines, as a share of these.
    pub detour: f64,
}

impl Straightness {
    /// Of the particles of `sampler`, which makes all its steps; `t_end` is T.
    ///
    /// # Errors
    /// Those of its steps.
    pub fn of(sampler: &mut dyn Sampler, t_end: f64) -> Result<Self> {
        let start = sampler.positions().to_vec();
        let mut here = start.clone();
        let (mut energy, mut length) = (0.0, 0.0);
        while !sampler.finished() {
            let before = sampler.t();
            sampler.step()?;
            let du = (before - sampler.t()) / t_end;
            let now = sampler.positions();
            for (from, to) in here.chunks_exact(2).zip(now.chunks_exact(2)) {
                let square = square_of(from, to);
                energy += square / du;
                length += square.sqrt();
            }
            here.copy_from_slice(now);
        }
        let (mut squares, mut chord) = (0.0, 0.0);
        for (from, to) in start.chunks_exact(2).zip(here.chunks_exact(2)) {
            let square = square_of(from, to);
            squares += square;
            chord += square.sqrt();
        }
        Ok(Self {
            bend: energy / squares - 1.0,
            detour: length / chord - 1.0,
        })
    }
}

fn square_of(from: &[f32], to: &[f32]) -> f64 {
    let pairs = from.iter().zip(to);
    pairs.map(|(a, b)| f64::from(b - a).powi(2)).sum()
}
