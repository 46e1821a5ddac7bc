//! Guided samples: from noise back to data by the ODE or the reverse SDE, with Langevin's steps at each t.
//!
//! A predictor's step goes from t to t′ on the page's grid of even steps, under any score s, the guided one
//! among them:
//!
//! - ODE: dx/dt = −½ g² (k x + s) by Heun's method (the last step, to 0, Euler's);
//! - SDE: Euler–Maruyama, as [`ReverseSde`](crate::sample::ReverseSde).
//!
//! The corrector then makes k steps of Langevin's at t′,
//!
//! x ← x + e s(x, t′) + √(2e) z,  e = v/20,  v = A² h² + B²,
//!
//! h being the finest width of the data: v is about the least variance that p_t′ has. They leave the density
//! whose score s is as it is, up to e/2v of the variance, and bring whatever the predictor left nearer to it.
//! Source: Song et al., 2021, Algorithm 2; Bradley and Nakkiran, 2024.

use super::Guided;
use crate::error::{Error, Result};
use crate::process::time_grid::{Direction, TimeGrid};
use crate::process::{Flow, Schedule};
use crate::sample::{Noise, Part, Sampler, prior_of};
use crate::score::Score;

/// A Langevin step's share of the least variance: its bias is half of that.
pub(super) const SHARE: f64 = 0.05;

/// Which way back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// The probability-flow ODE, by Heun's method.
    Ode,
    /// The reverse SDE.
    Sde,
}

/// Particles on their way from noise to data under a guided score.
pub struct GuidedSampler {
    score: Guided,
    schedule: Schedule,
    rule: Rule,
    corrections: usize,
    width: f64,
    grid: TimeGrid,
    noise: Noise,
    x: Vec<f32>,
    s: Vec<f32>,
    /// Heun's trial, and its score; or noise.
    room: [Vec<f32>; 2],
    nfe: usize,
}

impl GuidedSampler {
    /// `particles` at x_T, drawn from `seed` as other samplers' are; `dt` in the units of T; `width`, the
    /// finest of the data; so many `corrections` after each step.
    ///
    /// # Errors
    /// A time step or a number that makes no sense.
    pub fn new(
        score: Guided,
        schedule: Schedule,
        rule: Rule,
        [dt, width]: [f64; 2],
        [particles, corrections]: [usize; 2],
        seed: u64,
    ) -> Result<Self> {
        if !(dt > 0.0 && dt <= schedule.t_end()) {
            return Err(Error::BadConfig(format!(
                "the time step {dt} is not between 0 and T"
            )));
        }
        let (x, noise) = prior_of(&schedule, Part::whole(particles), seed);
        let like = || vec![0.0; 2 * particles];
        Ok(Self {
            score,
            schedule,
            rule,
            corrections,
            width,
            grid: TimeGrid::new(Direction::Reverse, schedule.t_end(), dt),
            noise,
            s: like(),
            room: [like(), like()],
            x,
            nfe: 0,
        })
    }

    /// From t to `next` by the ODE.
    fn flow(&mut self, t: f64, next: f64) -> Result<()> {
        let dt = t - next;
        let last = self.schedule.last();
        let Flow { rate, pull } = self.schedule.flow(t.min(last));
        self.ask(t.min(last))?;
        let slope = |x: f32, s: f32| -rate * (pull * f64::from(x) + f64::from(s));
        if next == 0.0 {
            for (x, s) in self.x.iter_mut().zip(&self.s) {
                *x = (f64::from(*x) - dt * slope(*x, *s)) as f32;
            }
            return Ok(());
        }
        let [trial, second] = &mut self.room;
        for ((trial, x), s) in trial.iter_mut().zip(&self.x).zip(&self.s) {
            *trial = (f64::from(*x) - dt * slope(*x, *s)) as f32;
        }
        self.score.score(trial, next.min(last), second)?;
        self.nfe += 1;
        let there = self.schedule.flow(next.min(last));
        for (((x, s), trial), second) in self.x.iter_mut().zip(&self.s).zip(trial).zip(second) {
            let second = -there.rate * (there.pull * f64::from(*trial) + f64::from(*second));
            *x = (f64::from(*x) - 0.5 * dt * (slope(*x, *s) + second)) as f32;
        }
        Ok(())
    }

    /// From t to `next` by the reverse SDE.
    fn diffuse(&mut self, t: f64, next: f64) -> Result<()> {
        let dt = t - next;
        let t = t.min(self.schedule.last());
        self.ask(t)?;
        let rate = self.schedule.noise_rate(t);
        let drift = (-self.schedule.drift(t) * dt) as f32;
        self.add(drift, rate * dt, (rate * dt).sqrt());
        Ok(())
    }

    /// Langevin's steps at t.
    fn correct(&mut self, t: f64) -> Result<()> {
        let (a, b) = (self.schedule.a(t), self.schedule.b(t));
        let e = SHARE * ((a * self.width).powi(2) + b * b);
        for _ in 0..self.corrections {
            self.ask(t)?;
            self.add(0.0, e, (2.0 * e).sqrt());
        }
        Ok(())
    }

    /// x ← x + drift x + pull s + noise z.
    fn add(&mut self, drift: f32, pull: f64, noise: f64) {
        let (pull, noise) = (pull as f32, noise as f32);
        let [z, _] = &mut self.room;
        self.noise.fill(z);
        for ((x, s), z) in self.x.iter_mut().zip(&self.s).zip(z) {
            *x += drift * *x + pull * *s + noise * *z;
        }
    }

    fn ask(&mut self, t: f64) -> Result<()> {
        self.nfe += 1;
        self.score.score(&self.x, t, &mut self.s)
    }
}

impl Sampler for GuidedSampler {
    fn t(&self) -> f64 {
        self.grid.t()
    }

    fn positions(&self) -> &[f32] {
        &self.x
    }

    fn nfe(&self) -> usize {
        self.nfe
    }

    fn progress(&self) -> f64 {
        self.grid.progress()
    }

    fn step(&mut self) -> Result<()> {
        let (t, next) = self.grid.begin()?;
        match self.rule {
            Rule::Ode => self.flow(t, next)?,
            Rule::Sde => self.diffuse(t, next)?,
        }
        if next > 0.0 {
            self.correct(next)?;
        }
        self.grid.end(self.x.iter().all(|x| x.is_finite()))
    }
}
