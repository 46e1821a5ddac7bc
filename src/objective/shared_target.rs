//! Targets shared by neighbours: the same gradient on average, with less noise.
//!
//! A denoising target is a single draw of x₀, and most of what the loss shows is that draw's
//! noise: its floor. But any x₀ⱼ of the batch may have led to x_t. Given the set {x₀ⱼ} and
//! x_t = A x₀ᵢ + B ε, with i one of n drawn alike, Bayes gives
//!
//! P(i = j) = wⱼ / Σ w,  wⱼ = exp(−‖x_t − A x₀ⱼ‖² / 2B²),
//!
//! so the target x₀ᵢ may be replaced by its mean x̄₀ = Σ wⱼ x₀ⱼ / Σ w: by the law of total
//! expectation the mean over sets stays E\[x₀ | x_t\], exactly and for every n (Rao–Blackwell).
//! The loss's mean stays too, for what the replacement takes from a square is known: the
//! variance of x₀ under P. [`Batch::constant`] adds it, so that the floor is as before.
//!
//! With d = x̄₀ − x₀ the noise becomes ε − (A/B) d, the data x₀ + d, and v loses d/B.
//!
//! In a batch of 256 this takes most of the noise where B is not small against the data's
//! spacing, and none where it is.
//!
//! Source: Xu, Tong and Jaakkola, "Stable target field for reduced variance score estimation in
//! diffusion models", 2023; its reference batch always holds the point's own x₀ here.

use super::Batch;
use crate::config::Parametrisation;
use crate::kernel::{Exponential, F32x4, TILE};

/// Weights below e^−60 of one's own count for nothing in float32, and what is made of smaller ones is
/// subnormal: many times slower.
const LEAST: f32 = -60.0;

impl Batch {
    /// Replaces the targets of what was drawn by means over at most `most` neighbours in the batch:
    /// it is cut into blocks of nearly the same size.
    pub(super) fn share_targets(&mut self, most: usize) {
        let n = self.origins.len();
        let blocks = n.div_ceil(most);
        for k in 0..blocks {
            let block = n * k / blocks..n * (k + 1) / blocks;
            for first in block.clone().step_by(4) {
                // Lanes beyond the block repeat its last sample.
                let at = |lane: usize| (first + lane).min(block.end - 1);
                let found = self.means(&self.origins[block.clone()], [0, 1, 2, 3].map(at));
                for (lane, i) in (first..block.end.min(first + 4)).enumerate() {
                    self.replace(i, found.map(|v| v[lane]));
                }
            }
        }
    }

    /// d, and the variance of x₀ under P, both dimensions together, of four samples.
    fn means(&self, origins: &[[f32; 3]], samples: [usize; 4]) -> [[f32; 4]; 3] {
        let lanes = |of: &dyn Fn(usize) -> f32| F32x4::from_array(samples.map(of));
        let [x0, y0, ratio] = [0, 1, 2].map(|c| lanes(&|i| self.origins[i][c]));
        let [eps_x, eps_y] = [0, 1].map(|c| lanes(&|i| self.eps[2 * i + c]));
        // ln wⱼ − ln wᵢ = r ε·Δ − ½ r² ‖Δ‖², with r = A/B and Δ = x₀ⱼ − x₀ᵢ.
        let [slope_x, slope_y] = [eps_x, eps_y].map(|eps| ratio * eps);
        let half = F32x4::splat(0.5) * ratio * ratio;
        let mut sums = [F32x4::ZERO; 4];
        let exponential = Exponential::new();
        let delta = |[x, y, _]: [f32; 3]| {
            let (dx, dy) = (F32x4::splat(x) - x0, F32x4::splat(y) - y0);
            (dx, dy, dx * dx + dy * dy)
        };
        let mut weights = [F32x4::ZERO; TILE];
        for origins in origins.chunks(TILE) {
            let weights = &mut weights[..origins.len()];
            let exponents = origins.iter().map(|&origin| {
                let (dx, dy, square) = delta(origin);
                let exponent = slope_x * dx + slope_y * dy - half * square;
                exponent.at_least(F32x4::splat(LEAST))
            });
            exponential.exp(weights, exponents);
            for (&origin, &mut w) in origins.iter().zip(weights) {
                let (dx, dy, square) = delta(origin);
                let terms = [w, w * dx, w * dy, w * square];
                for (sum, term) in sums.iter_mut().zip(terms) {
                    *sum = *sum + term;
                }
            }
        }
        let [w, dx, dy, square] = sums;
        let (dx, dy) = (dx / w, dy / w);
        let variance = (square / w - dx * dx - dy * dy).at_least(F32x4::ZERO);
        [dx, dy, variance].map(F32x4::to_array)
    }

    /// Moves one sample's target by d = (dx, dy).
    fn replace(&mut self, i: usize, [dx, dy, variance]: [f32; 3]) {
        let (ratio, b) = (self.origins[i][2], self.b[i]);
        let weight = self.weight.get(i).copied().unwrap_or(1.0);
        for (c, d) in [dx, dy].into_iter().enumerate() {
            let k = 2 * i + c;
            self.eps[k] -= ratio * d;
            match self.network.parametrisation {
                Parametrisation::Score | Parametrisation::Noise => {}
                Parametrisation::Data => self.target[k] += d,
                Parametrisation::Velocity => self.target[k] -= d / b,
            }
        }
        let scale = f64::from(weight) * f64::from(ratio);
        self.constant += scale * scale * f64::from(variance);
    }
}
