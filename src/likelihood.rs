//! How probable does a score hold the data? Likelihoods by the probability-flow ODE.
//!
//! The flow dx/dt = f(x, t) = −½ β (x + s) turns p_0 into p_T. Along it the logarithm of
//! the density changes by d log p_t(x_t)/dt = −∇·f = β + ½ β ∇·s (in two dimensions), so
//!
//! log p_0(x₀) = log N(x_T; 0, I) − ∫ (β + ½ β ∇·s(x_t, t)) dt,
//!
//! all in nats, with the exact divergence. This is the density of what the flow makes of
//! N(0, I): the model's. From it follow, with x₀ from the data p,
//!
//! NLL = −E log p_0(x₀),   KL(p ‖ p_0) = E [log p(x₀) − log p_0(x₀)] = NLL − H(p) ≥ 0.
//!
//! Runge–Kutta of order four from t_ε to T, in float64, with times t_ε + (T − t_ε) u² for
//! equal steps of u: early times, where the data are sharp and a score may grow as 1/√t,
//! get the short steps. (A ReLU network's divergence is piecewise constant: where a step
//! straddles a jump, the order falls to one.) Between 0 and t_ε nothing is done; p_{t_ε} stands for p_0.
//! Distribution: Chen et al., "Neural ordinary differential equations", 2018; Song et al., 2021.
//!
//! ```
//! use nano_diffusion::likelihood::{Likelihood, LikelihoodConfig};
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
use crate::process::Schedule;
use crate::rng::{Stream, stream};
use crate::sample::Sampler;
use crate::score::ScoreDivergence;
use crate::stats::Estimate;
use serde::Serialize;
use std::f64::consts::PI;

/// How finely the flow is followed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LikelihoodConfig {
    /// Steps, of four evaluations each; at least one is made.
    pub steps: usize,
    /// t_ε as a share of T.
    pub start: f64,
    /// Points of the data, for [`data_fit`].
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
    /// The points as given, then x `[n, 2]`, and ∫ (β + ½ β ∇·s) dt so far `[n]`.
    x0: Vec<f64>,
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
            x0: x0.to_vec(),
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
        let (end, u) = (
            self.schedule.t_end(),
            step as f64 / self.config.steps as f64,
        );
        let start = self.config.start * end;
        start + (end - start) * u * u
    }

    /// log p_0 at each of the points `[n]`, in nats; right once the run has finished.
    pub fn log_p(&self) -> Vec<f64> {
        self.x
            .chunks_exact(2)
            .zip(&self.change)
            .map(|(x, change)| -0.5 * (x[0] * x[0] + x[1] * x[1]) - libm::log(2.0 * PI) - change)
            .collect()
    }

    /// NLL and KL of points that were drawn from `data`.
    pub fn fit(&self, data: &impl Distribution) -> DataFit {
        let log_p = self.log_p();
        let excess = self.x0.chunks_exact(2).zip(&log_p);
        let excess: Vec<f64> = excess
            .map(|(x, log_p)| data.log_density(x[0], x[1]) - log_p)
            .collect();
        let minus: Vec<f64> = log_p.iter().map(|log_p| -log_p).collect();
        DataFit {
            nll: Estimate::of(&minus),
            kl: Estimate::of(&excess),
        }
    }

    /// The points as they were given, flat `[n, 2]`.
    pub fn points(&self) -> &[f64] {
        &self.x0
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
            let beta = self.schedule.beta(time);
            for (i, sum) in sum.iter_mut().enumerate() {
                let f = -0.5 * beta * (trial[i] + f64::from(s[i]));
                *sum += weight * f;
                trial[i] = self.x[i] + ahead * h * f;
            }
            for (change, divergence) in self.change.iter_mut().zip(&*divergence) {
                *change += weight * h / 6.0 * beta * (1.0 + 0.5 * f64::from(*divergence));
            }
        }
        let mut finite = true;
        for ((x, sum), position) in self.x.iter_mut().zip(sum).zip(x) {
            *x += h / 6.0 * *sum;
            *position = *x as f32;
            finite &= x.is_finite();
        }
        self.step += 1;
        if finite && self.change.iter().all(|c| c.is_finite()) {
            Ok(())
        } else {
            Err(Error::SamplingDiverged { t: self.t() })
        }
    }
}

/// How well a model fits the data, in nats.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DataFit {
    /// Mean of −log p_model over the data.
    pub nll: Estimate,
    /// KL(data ‖ model): mean of log p_data − log p_model. It has less noise than
    /// NLL − H, as the two logarithms vary together.
    pub kl: Estimate,
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

/// NLL and KL of a score for the data: [`data_run`], all at once.
///
/// # Errors
/// As [`Sampler::step`].
pub fn data_fit<S: ScoreDivergence>(
    score: S,
    data: &impl Distribution,
    schedule: Schedule,
    config: LikelihoodConfig,
    seed: u64,
) -> Result<DataFit> {
    let mut run = data_run(score, data, schedule, config, seed);
    while !run.finished() {
        run.step()?;
    }
    Ok(run.fit(data))
}
