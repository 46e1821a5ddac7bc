//! The plain way, kept as the reference: Runge–Kutta of order four at times that depend on T alone.
//!
//! From t_ε = 1e-5 T to T in float64, at times t_ε + (T − t_ε) u² for equal steps of u. Four
//! evaluations a step, and a hundred steps and more where [`Path`](super::Path) takes fifty
//! evaluations in all: tests hold it to PyTorch, step by step, and `Path` to it.
//!
//! ```
//! use nano_diffusion::likelihood::reference::{Likelihood, LikelihoodConfig};
//! use nano_diffusion::score::NetworkScore;
//! use nano_diffusion::network::{Mlp, NetworkConfig};
//! use nano_diffusion::sample::Sampler;
//! use nano_diffusion::rng::{Stream, stream};
//! use nano_diffusion::process::{Schedule, ScheduleConfig};
//! let mlp = Mlp::init(NetworkConfig::default(), &mut stream(1, Stream::Weights)).unwrap();
//! let schedule = Schedule::new(ScheduleConfig::default()).unwrap();
//! let score = NetworkScore::new(mlp, schedule);
//! let config = LikelihoodConfig { steps: 20, ..LikelihoodConfig::default() };
//! let mut run = Likelihood::new(score, schedule, &[1.0, 0.0, 0.0, -1.0], config);
//! while !run.finished() {
//!     run.step().unwrap();
//! }
//! assert_eq!(run.log_p().len(), 2);
//! ```

use crate::data::Distribution;
use crate::error::{Error, Result};
use crate::process::{Flow, Schedule};
use crate::rng::{Stream, stream};
use crate::sample::Sampler;
use crate::score::ScoreDivergence;
use std::f64::consts::PI;

/// How finely the flow is followed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LikelihoodConfig {
    /// Steps, of four evaluations each; at least one is made.
    pub steps: usize,
    /// t_ε as a share of T.
    pub start: f64,
    /// Points of the data, for [`data_run`].
    pub points: usize,
}

impl Default for LikelihoodConfig {
    fn default() -> Self {
        Self {
            steps: 100,
            start: 1e-5,
            points: 1000,
        }
    }
}

/// Points on their way from the data to the noise, with what log p loses on the way.
pub struct Likelihood<S> {
    score: S,
    schedule: Schedule,
    config: LikelihoodConfig,
    step: usize,
    /// x `[n, 2]`, and ∫ (β + ½ β ∇·s) dt so far `[n]`.
    x: Vec<f64>,
    change: Vec<f64>,
    stages: Stages,
}

/// One evaluation in float32, and the sums of a step.
struct Stages {
    /// Where the score is asked; between steps, where the points are.
    x: Vec<f32>,
    s: Vec<f32>,
    divergence: Vec<f32>,
    trial: Vec<f64>,
    sum: Vec<f64>,
}

impl<S: ScoreDivergence> Likelihood<S> {
    /// For flat points `[n, 2]` of the data space.
    pub fn new(score: S, schedule: Schedule, x0: &[f64], config: LikelihoodConfig) -> Self {
        let len = x0.len();
        Self {
            score,
            schedule,
            config: LikelihoodConfig {
                steps: config.steps.max(1),
                ..config
            },
            step: 0,
            x: x0.to_vec(),
            change: vec![0.0; len / 2],
            stages: Stages {
                x: x0.iter().map(|x| *x as f32).collect(),
                s: vec![0.0; len],
                divergence: vec![0.0; len / 2],
                trial: vec![0.0; len],
                sum: vec![0.0; len],
            },
        }
    }

    fn t_at(&self, step: usize) -> f64 {
        let (end, u) = (self.schedule.last(), step as f64 / self.config.steps as f64);
        let start = self.config.start * end;
        start + (end - start) * u * u
    }

    /// log p_0 at each of the points `[n]`, in nats; right once the run has finished.
    pub fn log_p(&self) -> Vec<f64> {
        let variance = self.schedule.spread(self.schedule.last()).powi(2);
        self.x
            .chunks_exact(2)
            .zip(&self.change)
            .map(|(x, change)| {
                let square = (x[0] * x[0] + x[1] * x[1]) / variance;
                -0.5 * square - libm::log(2.0 * PI * variance) - change
            })
            .collect()
    }

    /// Where the points are now in float64, flat `[n, 2]`: x_T at the end.
    pub fn state(&self) -> &[f64] {
        &self.x
    }
}

impl<S: ScoreDivergence> Sampler for Likelihood<S> {
    /// t_ε at the start, T at the end.
    fn t(&self) -> f64 {
        self.t_at(self.step)
    }

    /// In float32; [`Likelihood::state`] has more digits.
    fn positions(&self) -> &[f32] {
        &self.stages.x
    }

    fn nfe(&self) -> usize {
        4 * self.step
    }

    fn progress(&self) -> f64 {
        self.step as f64 / self.config.steps as f64
    }

    /// One step forward in time, of four evaluations.
    fn step(&mut self) -> Result<()> {
        if self.finished() {
            return Err(Error::Finished("likelihood run"));
        }
        let (t, next) = (self.t(), self.t_at(self.step + 1));
        let h = next - t;
        let Stages {
            x,
            s,
            divergence,
            trial,
            sum,
        } = &mut self.stages;
        trial.copy_from_slice(&self.x);
        sum.fill(0.0);
        let mid = t + 0.5 * h;
        // Time, weight in the sum (of 6), and how far the next stage goes along f.
        for (time, weight, ahead) in [
            (t, 1.0, 0.5),
            (mid, 2.0, 0.5),
            (mid, 2.0, 1.0),
            (next, 1.0, 0.0),
        ] {
            for (to, x) in x.iter_mut().zip(&*trial) {
                *to = *x as f32;
            }
            self.score.score_and_divergence(x, time, s, divergence)?;
            let Flow { rate, pull } = self.schedule.flow(time);
            for (i, sum) in sum.iter_mut().enumerate() {
                let f = -rate * (pull * trial[i] + f64::from(s[i]));
                *sum += weight * f;
                trial[i] = self.x[i] + ahead * h * f;
            }
            for (change, divergence) in self.change.iter_mut().zip(&*divergence) {
                *change += weight * h / 6.0 * (2.0 * rate) * (pull + 0.5 * f64::from(*divergence));
            }
        }
        let mut finite = true;
        for ((x, sum), position) in self.x.iter_mut().zip(sum).zip(x) {
            *x += h / 6.0 * *sum;
            *position = *x as f32;
            finite &= x.is_finite();
        }
        self.step += 1;
        let finite = finite && self.change.iter().all(|c| c.is_finite());
        Error::unless_finite(finite, self.t())
    }
}

/// A run for `config.points` fresh points of the data, drawn from `seed`.
pub fn data_run<S: ScoreDivergence>(
    score: S,
    data: &impl Distribution,
    schedule: Schedule,
    config: LikelihoodConfig,
    seed: u64,
) -> Likelihood<S> {
    let mut rng = stream(seed, Stream::Evaluation);
    let x0: Vec<f64> = (0..config.points)
        .flat_map(|_| data.draw(&mut rng))
        .collect();
    Likelihood::new(score, schedule, &x0, config)
}
