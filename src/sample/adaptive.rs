//! The probability-flow ODE with steps of its own choice.
//!
//! Bogacki and Shampine's pair of order 3 and 2, going back by h from t:
//!
//! k₁ = f(x, t),  k₂ = f(x − ½ h k₁, t − ½ h),  k₃ = f(x − ¾ h k₂, t − ¾ h),
//! x⁺ = x − h (2 k₁ + 3 k₂ + 4 k₃)/9,  k₄ = f(x⁺, t − h),
//! error = h (−5 k₁ + 6 k₂ + 8 k₃ − 9 k₄)/72.
//!
//! The error is measured as the root mean square over all coordinates of
//! error/(atol + rtol max(|x|, |x⁺|)). A step is taken where that is at most 1; either way
//! the next h is 0.9 h/measure^(1/3), by a factor between 0.2 and 5. k₄ is the next
//! step's k₁, so that a step costs three evaluations.
//!
//! The integration ends before t = 0, where a score may be singular: at a time whose noise is
//! small against the data's finest detail, so that what is left would still move nothing.
//! Source: Bogacki and Shampine, "A 3(2) pair of Runge–Kutta formulas", 1989; Hairer,
//! Nørsett and Wanner, "Solving ordinary differential equations I", 1993, for the control.

use super::Sampler;
use super::probability_flow::Field;
use crate::error::{Error, Result};
use crate::process::Schedule;
use crate::score::Score;

/// The first trial step, as a share of T.
const FIRST: f64 = 0.01;
/// A step this small, as a share of where it ends, means that the score is not one.
const SMALLEST: f64 = 1e-5;

/// Particles on the probability flow, all with the same adaptive step.
pub struct AdaptiveFlow<S> {
    field: Field<S>,
    t_end: f64,
    /// Where it ends.
    end: f64,
    /// Relative and absolute.
    tolerances: [f64; 2],
    t: f64,
    h: f64,
    x: Vec<f64>,
    /// k₁ is known from the step before.
    primed: bool,
    k: [Vec<f64>; 4],
    trial: Vec<f64>,
    positions: Vec<f32>,
}

impl<S: Score> AdaptiveFlow<S> {
    /// Particles at a given x_T, flat `[n, 2]`; it ends at the time `end`. `tolerances` relative
    /// and absolute.
    pub fn start(score: S, schedule: Schedule, end: f64, tolerances: [f64; 2], x: &[f32]) -> Self {
        Self {
            field: Field::new(score, schedule, x.len()),
            t_end: schedule.t_end(),
            end,
            tolerances,
            t: schedule.t_end(),
            h: FIRST * schedule.t_end(),
            x: x.iter().map(|v| f64::from(*v)).collect(),
            primed: false,
            k: [(); 4].map(|()| vec![0.0; x.len()]),
            trial: vec![0.0; x.len()],
            positions: x.to_vec(),
        }
    }

    /// x⁺ into `trial`, k₄, and the measure of the error.
    fn try_step(&mut self, h: f64) -> Result<f64> {
        let [k1, k2, k3, k4] = &mut self.k;
        let (x, trial, t) = (&self.x, &mut self.trial, self.t);
        for ((trial, x), k1) in trial.iter_mut().zip(x).zip(&*k1) {
            *trial = x - 0.5 * h * k1;
        }
        self.field.write(trial, t - 0.5 * h, k2)?;
        for ((trial, x), k2) in trial.iter_mut().zip(x).zip(&*k2) {
            *trial = x - 0.75 * h * k2;
        }
        self.field.write(trial, t - 0.75 * h, k3)?;
        for (i, trial) in trial.iter_mut().enumerate() {
            *trial = x[i] - h * (2.0 * k1[i] + 3.0 * k2[i] + 4.0 * k3[i]) / 9.0;
        }
        self.field.write(trial, t - h, k4)?;
        let [relative, absolute] = self.tolerances;
        let mut sum = 0.0;
        for (i, trial) in trial.iter().enumerate() {
            let error = h * (-5.0 * k1[i] + 6.0 * k2[i] + 8.0 * k3[i] - 9.0 * k4[i]) / 72.0;
            let scale = absolute + relative * x[i].abs().max(trial.abs());
            sum += (error / scale) * (error / scale);
        }
        Ok((sum / x.len().max(1) as f64).sqrt())
    }
}

impl<S: Score> Sampler for AdaptiveFlow<S> {
    fn t(&self) -> f64 {
        self.t
    }

    fn positions(&self) -> &[f32] {
        &self.positions
    }

    /// One at first, and three for each step tried.
    fn nfe(&self) -> usize {
        self.field.nfe
    }

    /// Of the time.
    fn progress(&self) -> f64 {
        1.0 - self.t / self.t_end
    }

    /// One step back in time, with as many trials as it takes. If none is small enough, the
    /// run has diverged.
    fn step(&mut self) -> Result<()> {
        if self.finished() {
            return Err(Error::Finished("sampling run"));
        }
        if !self.primed {
            self.field.write(&self.x, self.t, &mut self.k[0])?;
            self.primed = true;
        }
        let end = self.end;
        while self.h > SMALLEST * end {
            // A step that nearly reaches the end goes all the way.
            let last = self.t - 1.01 * self.h <= end;
            let h = if last { self.t - end } else { self.h };
            let measure = self.try_step(h)?;
            // NaN, as from an overflow, counts as far too much.
            let factor = 0.9 / libm::cbrt(measure);
            self.h = h * if factor > 0.2 { factor.min(5.0) } else { 0.2 };
            if measure <= 1.0 {
                self.t = if last { 0.0 } else { self.t - h };
                std::mem::swap(&mut self.x, &mut self.trial);
                self.k.swap(0, 3);
                for (position, x) in self.positions.iter_mut().zip(&self.x) {
                    *position = *x as f32;
                }
                return Ok(());
            }
        }
        Err(Error::SamplingDiverged { t: self.t })
    }
}
