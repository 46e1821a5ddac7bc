//! Steps by noise: DDIM and DPM-Solver++(2M), the exponential integrators.
//!
//! Given D(x, t) = (x + B² s)/A, the mean of x₀ at x_t, the linear part of the probability flow
//! is solved exactly, in λ = ln(A/B) from λ to λ′ = λ + h:
//!
//! x′ = (B′/B) k x + (A′ − A (B′/B) k) D̃ + B′ √(1 − k²) z,  k² = 1 − η² (1 − e^{−2h}).
//!
//! η is the share of chance: without any (η = 0) this is the flow, with η = 1 each step is drawn
//! from q(x′ | x, x₀ = D̃), the reverse SDE. D̃ is what stands for D on the way:
//!
//! - D̃ = D, of order one: DDIM, with any η. η = 1 is ancestral sampling (DDPM);
//! - D̃ = D + h/(2 h₋) (D − D₋), D₋ and h₋ being those of the step before, of order two:
//!   DPM-Solver++(2M) for η = 0 and SDE-DPM-Solver++(2M) for η = 1.
//!
//! The first step is of order one, and so is the last, which leaves D itself (h is infinite).
//! One evaluation a step.
//! Source: Song, Meng and Ermon, "Denoising diffusion implicit models", 2021; Lu et al.,
//! "DPM-Solver++: fast solver for guided sampling of diffusion probabilistic models", 2022.

use super::probability_flow::Field;
use super::{Noise, Sampler};
use crate::error::Result;
use crate::process::Schedule;
use crate::process::noise_grid::NoiseGrid;
use crate::score::Score;

/// The order of an exponential integrator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// D̃ = D.
    First,
    /// D̃ by the D of this step and of the one before.
    Second,
}

/// Particles on their way by exponential steps.
pub struct Exponential<S> {
    pub(super) field: Field<S>,
    pub(super) grid: NoiseGrid,
    pub(super) chance: Noise,
    pub(super) x: Vec<f64>,
    pub(super) positions: Vec<f32>,
    order: Order,
    eta: f64,
    /// D now and of the step before.
    denoised: [Vec<f64>; 2],
    /// h of the step before.
    h: Option<f64>,
}

impl<S: Score> Exponential<S> {
    /// Particles at a given x_T, flat `[n, 2]`; `chance` is the noise of the steps.
    pub(crate) fn start(
        score: S,
        schedule: Schedule,
        grid: NoiseGrid,
        (order, eta): (Order, f64),
        x: Vec<f32>,
        chance: Noise,
    ) -> Self {
        Self {
            field: Field::new(score, schedule, x.len()),
            grid,
            chance,
            x: x.iter().map(|x| f64::from(*x)).collect(),
            order,
            eta,
            denoised: [(); 2].map(|()| vec![0.0; x.len()]),
            h: None,
            positions: x,
        }
    }
}

impl<S: Score> Sampler for Exponential<S> {
    fn t(&self) -> f64 {
        self.grid.t()
    }

    fn positions(&self) -> &[f32] {
        &self.positions
    }

    fn nfe(&self) -> usize {
        self.field.nfe
    }

    fn progress(&self) -> f64 {
        self.grid.progress()
    }

    fn step(&mut self) -> Result<()> {
        let (from, to) = self.grid.begin()?;
        let s = self.field.score(&self.x, 1.0, from.t)?;
        let [denoised, before] = &mut self.denoised;
        std::mem::swap(denoised, before);
        for ((d, x), s) in denoised.iter_mut().zip(&self.x).zip(s) {
            *d = (x + from.b * from.b * f64::from(*s)) / from.a;
        }
        let ratio = to.sigma() / from.sigma();
        let h = -libm::log(ratio);
        // How far D̃ goes beyond D, in units of D − D₋.
        let ahead = match (self.order, self.h) {
            (Order::Second, Some(before)) if to.b > 0.0 => h / (2.0 * before),
            _ => 0.0,
        };
        self.h = Some(h);
        let share = self.eta * self.eta * (1.0 - ratio * ratio);
        let keep = to.b / from.b * (1.0 - share).sqrt();
        let pull = to.a - from.a * keep;
        let noise = to.b * share.sqrt();
        let mut finite = true;
        for (i, (x, position)) in self.x.iter_mut().zip(&mut self.positions).enumerate() {
            let d = denoised[i] + ahead * (denoised[i] - before[i]);
            *x = keep * *x + pull * d;
            if noise > 0.0 {
                *x += noise * self.chance.normal(i);
            }
            *position = *x as f32;
            finite &= position.is_finite();
        }
        self.grid.end(finite)
    }
}
