//! The objective: what the network is asked.
//!
//! **Denoising score matching.** The score of the transition kernel is −ε/B, so that
//!
//! L = E mean_d λ(t) (s_d(x_t, t) + ε_d/B)² = E mean_d w² (B s_d(x_t, t) + ε_d)²
//!
//! with w = √λ/B, x₀ from the data and ε from N(0, I); the mean goes over the batch and
//! both dimensions, t by a [law](time_law) on (0, T]. Each λ is the error in something, for a
//! network of any [reading](crate::network::reading):
//!
//! | λ | w | the mean square error in |
//! |---|---|---|
//! | B², the default | 1 | the noise ε |
//! | B²/A² | 1/A | v = A ε − B x₀ |
//! | B⁴/A² | B/A | the data x₀ |
//! | 1 | 1/B | the score |
//! | β | √β/B | bounds the model's NLL, up to a constant |
//!
//! (On a [path](crate::process::path) without a β, g² stands for it, and v is that path's own.)
//!
//! The last two grow as 1/B² where B → 0, so there t begins at t_ε; the two with A grow towards
//! T, unless the network predicts the same quantity: then the residual is output − v, or − x₀.
//! Source: Vincent, "A connection between score matching and denoising autoencoders",
//! 2011; Song et al., 2021; for λ = β, Song, Durkan, Murray and Ermon, "Maximum likelihood
//! training of score-based diffusion models", 2021; for v, Salimans and Ho, 2022.
//!
//! The noise of a target is what makes training slow; [shared targets](shared_target) have less.
//!
//! **Sliced score matching** knows nothing of ε. With directions v, E v vᵀ = I, and λ = B²,
//!
//! L = 1 + E B² [v·∇ₓ(v·s) + ½ (v·s)²]
//!
//! or, with the mean of the square over v taken exactly (SSM-VR), ½ ‖s‖² in its place. The
//! 1 makes its mean the same number as the denoising loss with λ = B², with the same floor.
//! v has components ±1, each with probability ½. It wants a smooth activation: with ReLU
//! the slope in v·∇ₓ(v·s) is a step function of the parameters, so the kinks' share of the
//! gradient is lost, and training goes nowhere (measured: the excess stays above 0.6).
//! Source: Song, Garg, Shi and Ermon, "Sliced score matching", 2019.
//!
//! A denoising residual is `gain · net + offset`, both known before the network runs; so
//! are the sliced loss's factors. [`Batch`] holds what they are made of,
//! [`KernelTerms`](crate::kernel::KernelTerms) makes them.
//!
//! ```
//! use nano_diffusion::data::{Ring, RingConfig};
//! use nano_diffusion::network::NetworkConfig;
//! use nano_diffusion::objective::{Batch, Objective};
//! use nano_diffusion::train::TrainConfig;
//! use nano_diffusion::rng::{Stream, stream};
//! use nano_diffusion::process::{Schedule, ScheduleConfig};
//! let ring = Ring::new(RingConfig::default()).unwrap();
//! let schedule = Schedule::new(ScheduleConfig::default()).unwrap();
//! let train = TrainConfig { objective: Objective::SlicedReduced, ..TrainConfig::default() };
//! let mut batch = Batch::new(NetworkConfig::default(), train);
//! batch.draw(&ring, &schedule, 10, &mut stream(1, Stream::Batches));
//! assert!(batch.directions.iter().all(|v| v.abs() == 1.0));
//! ```

mod plain;
mod shared_target;
pub mod time_law;

pub use crate::config::Objective;
pub use plain::denoising_score_matching;

use crate::config::{NetworkConfig, Parametrisation, TrainConfig};
use crate::data::Distribution;
use crate::process::Schedule;
use crate::rng::{Rng, normal, uniform};

impl Objective {
    /// w = √λ/B at t, where A and B are `a` and `b`.
    fn root_weight(self, schedule: &Schedule, t: f64, a: f64, b: f64) -> f64 {
        match self {
            Self::Denoising | Self::Sliced | Self::SlicedReduced => 1.0,
            Self::DenoisingVelocity => 1.0 / a,
            Self::DenoisingData => b / a,
            Self::DenoisingLikelihood => schedule.noise_rate(t).sqrt() / b,
            Self::DenoisingUniform => 1.0 / b,
        }
    }

    /// λ/B² at t: how much more a residual counts there than with λ = B².
    pub fn relative_weight(self, schedule: &Schedule, t: f64) -> f64 {
        let t = t.min(schedule.last());
        let (a, b) = schedule.ab(t);
        self.root_weight(schedule, t, a, b).powi(2)
    }

    /// [`Self::relative_weight`] where t begins, at `t_epsilon` as a share of T, and at T.
    pub fn relative_weights(self, schedule: &Schedule, t_epsilon: f64) -> [f64; 2] {
        [t_epsilon, 1.0].map(|share| self.relative_weight(schedule, share * schedule.t_end()))
    }
}

impl TrainConfig {
    /// Where t begins, as a share of T: at 0, unless the objective's weight forbids it.
    pub fn first_share(&self) -> f64 {
        if self.objective.grows_at_zero() {
            self.t_epsilon
        } else {
            0.0
        }
    }
}

/// One training batch of n samples, flat and row-major.
#[derive(Clone, Debug, PartialEq)]
pub struct Batch {
    /// Rows (x, y, τ) `[n, 3]`: where the network is asked.
    pub input: Vec<f32>,
    /// A(t) `[n]`, for networks that predict x₀ or v alone.
    pub a: Vec<f32>,
    /// p in ε = A v + p x `[n]`, for networks that predict v alone: B(t), where A² + B² = 1.
    pub p: Vec<f32>,
    /// What x was multiplied by in `input` `[n]`; empty where that is 1 throughout.
    pub input_scale: Vec<f32>,
    /// B(t) `[n]`.
    pub b: Vec<f32>,
    /// ε `[n, 2]`.
    pub eps: Vec<f32>,
    /// w = √λ/B `[n]`; empty where it is 1 throughout.
    pub weight: Vec<f32>,
    /// What the network is to give, x₀ or v `[n, 2]`, and w times what an error in it is to ε̂ `[n]`:
    /// w A/B or w A. For networks that predict those alone.
    pub target: Vec<f32>,
    /// See `target`.
    pub gain: Vec<f32>,
    /// Directions v `[n, 2]`, for the sliced objectives alone.
    pub directions: Vec<f32>,
    /// What shared targets take from the sum of the squared residuals, to be added to it.
    pub constant: f64,
    /// x₀ and A/B of each sample, `[n]`.
    pub origins: Vec<[f32; 3]>,
    /// The network that it is for.
    pub network: NetworkConfig,
    /// What it is for, and how its times are drawn.
    pub train: TrainConfig,
}

impl Default for Batch {
    /// Of the post's network and training.
    fn default() -> Self {
        Self::new(NetworkConfig::default(), TrainConfig::default())
    }
}

impl Batch {
    /// An empty batch for a network and its training.
    pub fn new(network: NetworkConfig, train: TrainConfig) -> Self {
        Self {
            input: Vec::new(),
            a: Vec::new(),
            p: Vec::new(),
            input_scale: Vec::new(),
            b: Vec::new(),
            eps: Vec::new(),
            weight: Vec::new(),
            target: Vec::new(),
            gain: Vec::new(),
            directions: Vec::new(),
            constant: 0.0,
            origins: Vec::new(),
            network,
            train,
        }
    }

    /// Draws `n` samples, replacing what the batch held. Each sample draws, in this
    /// order: x₀, t, ε, and a direction where there is one.
    pub fn draw(&mut self, data: &dyn Distribution, schedule: &Schedule, n: usize, rng: &mut Rng) {
        for part in [
            &mut self.input,
            &mut self.a,
            &mut self.p,
            &mut self.input_scale,
            &mut self.b,
            &mut self.eps,
            &mut self.weight,
            &mut self.target,
            &mut self.gain,
            &mut self.directions,
        ] {
            part.clear();
        }
        self.origins.clear();
        self.constant = 0.0;
        let (objective, start) = (self.train.objective, self.train.first_share());
        let NetworkConfig {
            parametrisation,
            time_input,
            ..
        } = self.network;
        let last = schedule.last();
        for _ in 0..n {
            let x0 = data.draw(rng);
            // 1 − u lies in (0, 1]: t = 0, where B = 0, is never drawn.
            let share = self.train.time_law.share(1.0 - uniform(rng), start);
            let t = (schedule.t_end() * share).min(last);
            let (a, b) = schedule.ab(t);
            let eps = [normal(rng), normal(rng)];
            let x = [a * x0[0] + b * eps[0], a * x0[1] + b * eps[1]];
            let time = time_input.of(t, b);
            let scale = schedule.input_scale(t);
            let seen = x.map(|v| (v * scale) as f32);
            self.input.extend([seen[0], seen[1], time as f32]);
            if scale != 1.0 {
                self.input_scale.push(scale as f32);
            }
            self.b.push(b as f32);
            self.eps.extend([eps[0] as f32, eps[1] as f32]);
            self.origins.push([x0[0], x0[1], a / b].map(|v| v as f32));
            let mut weight = 1.0;
            if objective.is_weighted() {
                weight = objective.root_weight(schedule, t, a, b);
                self.weight.push(weight as f32);
            }
            let (target, gain) = match parametrisation {
                Parametrisation::Score | Parametrisation::Noise => (None, 0.0),
                Parametrisation::Data => (Some(x0), a / b),
                Parametrisation::Velocity => {
                    let v = schedule.velocity(t);
                    self.p.push(v.of_data as f32);
                    let v = [0, 1].map(|d| v.of_noise * eps[d] - v.of_data * x0[d]);
                    (Some(v), a)
                }
            };
            if let Some(target) = target {
                self.a.push(a as f32);
                self.target.extend(target.map(|v| v as f32));
                // In float64: one factor may be out of float32's range where the product is not.
                self.gain.push((weight * gain) as f32);
            }
            if objective.is_sliced() {
                let sign = |u: f64| if u < 0.5 { -1.0 } else { 1.0 };
                self.directions
                    .extend([sign(uniform(rng)), sign(uniform(rng))]);
            }
        }
        if self.train.neighbours > 1 && !objective.is_sliced() {
            self.share_targets(self.train.neighbours);
        }
    }

    /// Samples in the batch.
    pub fn len(&self) -> usize {
        self.b.len()
    }

    /// Whether nothing was drawn yet.
    pub fn is_empty(&self) -> bool {
        self.b.is_empty()
    }
}
