//! The objective: what the network is asked.
//!
//! **Denoising score matching.** The score of the transition kernel is −ε/B, so that
//!
//! L = E mean_d λ(t) (s_d(x_t, t) + ε_d/B)² = E mean_d w² (B s_d(x_t, t) + ε_d)²
//!
//! with w = √λ/B, x₀ from the data and ε from N(0, I); the mean goes over the batch and
//! both dimensions. For λ = B², the default, w = 1 and t is uniform on (0, T]. With λ = β
//! the loss bounds the model's NLL (up to a constant); with λ = 1 all scores count alike.
//! These two grow as 1/B² where B → 0, so there t is uniform on [t_ε, T]. In the noise
//! parametrisation s = −net/B and with λ = B² the loss is mean (ε − net)².
//! Source: Vincent, "A connection between score matching and denoising autoencoders",
//! 2011; Song et al., 2021; for λ = β, Song, Durkan, Murray and Ermon, "Maximum likelihood
//! training of score-based diffusion models", 2021.
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
//! A denoising residual is `a · net + b` with `a`, `b` known before the network runs; so
//! are the sliced loss's factors. [`Batch`] holds what they are made of,
//! [`KernelTerms`](crate::kernel::KernelTerms) makes them.
//!
//! ```
//! use nano_diffusion::data::{Ring, RingConfig};
//! use nano_diffusion::objective::{Batch, Objective};
//! use nano_diffusion::rng::{Stream, stream};
//! use nano_diffusion::process::{Schedule, ScheduleConfig};
//! let ring = Ring::new(RingConfig::default()).unwrap();
//! let schedule = Schedule::new(ScheduleConfig::default()).unwrap();
//! let mut batch = Batch::new(Objective::SlicedReduced, 1e-3);
//! batch.draw(&ring, &schedule, 10, &mut stream(1, Stream::Batches));
//! assert!(batch.v.iter().all(|v| v.abs() == 1.0));
//! ```

mod plain;

pub use crate::config::Objective;
pub use plain::denoising_score_matching;

use crate::data::Distribution;
use crate::process::Schedule;
use crate::rng::{Rng, normal, uniform};

impl Objective {
    /// λ(t).
    pub fn lambda(self, schedule: &Schedule, t: f64) -> f64 {
        match self {
            Self::DenoisingLikelihood => schedule.beta(t),
            Self::DenoisingUniform => 1.0,
            Self::Denoising | Self::Sliced | Self::SlicedReduced => schedule.b(t).powi(2),
        }
    }

    /// λ/B² at t: how much more a residual counts there than with λ = B².
    pub fn relative_weight(self, schedule: &Schedule, t: f64) -> f64 {
        self.lambda(schedule, t) / schedule.b(t).powi(2)
    }

    /// [`Self::relative_weight`] where t begins, at `t_epsilon` as a share of T, and at T.
    pub fn relative_weights(self, schedule: &Schedule, t_epsilon: f64) -> [f64; 2] {
        [t_epsilon, 1.0].map(|share| self.relative_weight(schedule, share * schedule.t_end()))
    }
}

/// One training batch of n samples, flat and row-major.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Batch {
    /// Rows (x, y, t) `[n, 3]`: where the network is asked.
    pub input: Vec<f32>,
    /// B(t) `[n]`.
    pub b: Vec<f32>,
    /// ε `[n, 2]`.
    pub eps: Vec<f32>,
    /// √λ/B `[n]`; empty where it is 1 throughout.
    pub weight: Vec<f32>,
    /// Directions v `[n, 2]`, for the sliced objectives alone.
    pub v: Vec<f32>,
    /// What the batch is for.
    pub objective: Objective,
    /// t_ε as a share of T, where the objective needs one.
    pub t_epsilon: f64,
}

impl Batch {
    /// An empty batch for one objective; `t_epsilon` as a share of T.
    pub fn new(objective: Objective, t_epsilon: f64) -> Self {
        Self {
            objective,
            t_epsilon,
            ..Self::default()
        }
    }

    /// Draws `n` samples, replacing what the batch held. Each sample draws, in this
    /// order: x₀, t, ε, and v where there is one.
    pub fn draw(&mut self, data: &impl Distribution, schedule: &Schedule, n: usize, rng: &mut Rng) {
        self.input.clear();
        self.b.clear();
        self.eps.clear();
        self.weight.clear();
        self.v.clear();
        let start = if self.objective.is_weighted() {
            self.t_epsilon
        } else {
            0.0
        };
        for _ in 0..n {
            let x0 = data.draw(rng);
            // 1 − u lies in (0, 1]: t = 0, where B = 0, is never drawn.
            let t = schedule.t_end() * (start + (1.0 - start) * (1.0 - uniform(rng)));
            let (a, b) = schedule.ab(t);
            let eps = [normal(rng), normal(rng)];
            let x = [a * x0[0] + b * eps[0], a * x0[1] + b * eps[1]];
            self.input.extend([x[0] as f32, x[1] as f32, t as f32]);
            self.b.push(b as f32);
            self.eps.extend([eps[0] as f32, eps[1] as f32]);
            if self.objective.is_weighted() {
                let lambda = self.objective.lambda(schedule, t);
                self.weight.push((lambda.sqrt() / b) as f32);
            }
            if self.objective.is_sliced() {
                let sign = |u: f64| if u < 0.5 { -1.0 } else { 1.0 };
                self.v.extend([sign(uniform(rng)), sign(uniform(rng))]);
            }
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
