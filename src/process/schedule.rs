//! The forward process: an Ornstein–Uhlenbeck process with a linear schedule.
//!
//! dx = −½ β(t) x dt + √β(t) dW,  β(t) = β_min + (β_max − β_min) t/T,  t ∈ [0, T]
//!
//! Its transition from 0 to t is Gaussian in closed form,
//!
//! x_t = A(t) x₀ + B(t) ε,  ε ~ N(0, I),
//! A(t) = exp(−½ ∫₀ᵗ β),  B(t) = √(1 − A(t)²).
//!
//! Source: "Diffusion pt. 2: Nano diffusion"; Song et al., "Score-based generative
//! modeling through stochastic differential equations", 2021 (the VP SDE).
//!
//! ```
//! use nano_diffusion::process::{Schedule, ScheduleConfig};
//! let s = Schedule::new(ScheduleConfig::default()).unwrap();
//! assert!((s.a(0.5).powi(2) + s.b(0.5).powi(2) - 1.0).abs() < 1e-12);
//! assert!(s.a(1.0) < 0.01); // hardly anything of the data is left at T
//! ```

use crate::config::ScheduleConfig;
use crate::error::Result;
use crate::rng::{Rng, normal};

/// The forward process in closed form. Times are in the units of T.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Schedule {
    config: ScheduleConfig,
}

impl Schedule {
    /// # Errors
    /// A setting outside its limits.
    pub fn new(config: ScheduleConfig) -> Result<Self> {
        config.validate()?;
        Ok(Self { config })
    }

    /// Its settings.
    pub fn config(&self) -> ScheduleConfig {
        self.config
    }

    /// T.
    pub fn t_end(&self) -> f64 {
        self.config.t_end
    }

    /// β(t).
    pub fn beta(&self, t: f64) -> f64 {
        let c = &self.config;
        c.beta_min + (c.beta_max - c.beta_min) * t / c.t_end
    }

    /// ∫₀ᵗ β(s) ds, dimensionless.
    pub fn integral(&self, t: f64) -> f64 {
        let c = &self.config;
        c.beta_min * t + (c.beta_max - c.beta_min) * t * t / (2.0 * c.t_end)
    }

    /// A(t): how much of x₀ is left.
    pub fn a(&self, t: f64) -> f64 {
        libm::exp(-0.5 * self.integral(t))
    }

    /// B(t): standard deviation of the noise in x_t given x₀.
    pub fn b(&self, t: f64) -> f64 {
        // expm1 keeps full precision near t = 0, where 1 − A² would cancel.
        (-libm::expm1(-self.integral(t))).sqrt()
    }

    /// The time at which the noise has the standard deviation `b` ≥ 0: the t with B(t) = b, or T
    /// where even p_T has less.
    pub fn time_of_noise(&self, b: f64) -> f64 {
        self.time_of_integral(-libm::log1p(-b * b))
    }

    /// The t with ∫₀ᵗ β = `integral` ≥ 0, or T where that is less.
    ///
    /// It solves β_min t + (β_max − β_min) t²/2T = I; the root is written so that nothing cancels,
    /// whether β rises or falls.
    pub fn time_of_integral(&self, integral: f64) -> f64 {
        let c = &self.config;
        let slope = (c.beta_max - c.beta_min) / c.t_end;
        // NaN, the logarithm of what can't be, is beyond T too.
        if integral < self.integral(c.t_end) {
            let root = (c.beta_min * c.beta_min + 2.0 * slope * integral).sqrt();
            2.0 * integral / (c.beta_min + root)
        } else {
            c.t_end
        }
    }

    /// (A(t), B(t)) from one exponential, for where there are many: with E = A − 1
    /// without cancellation, B² = 1 − A² = −E (2 + E). A is exact to rounding of 1; where
    /// it is so small that this shows, it is computed apart.
    pub fn ab(&self, t: f64) -> (f64, f64) {
        let e = libm::expm1(-0.5 * self.integral(t));
        let a = if e < -1.0 + 1e-8 { self.a(t) } else { 1.0 + e };
        (a, (-e * (2.0 + e)).sqrt())
    }

    /// Draws x_t given x₀ in closed form, and the ε it was made with.
    pub fn diffuse(&self, x0: [f64; 2], t: f64, rng: &mut Rng) -> ([f64; 2], [f64; 2]) {
        let (a, b) = self.ab(t);
        let eps = [normal(rng), normal(rng)];
        ([a * x0[0] + b * eps[0], a * x0[1] + b * eps[1]], eps)
    }

    /// x_t = A(t) x₀ + B(t) ε of flat points `x0` and `eps` `[n, 2]`, in float32.
    pub fn noised(&self, x0: &[f32], eps: &[f32], t: f64) -> Vec<f32> {
        let (a, b) = (self.a(t) as f32, self.b(t) as f32);
        let pairs = x0.iter().zip(eps);
        pairs.map(|(x, eps)| a * x + b * eps).collect()
    }

    /// One Euler–Maruyama step of the forward SDE, from t to t + dt, in place on flat points
    /// `[n, 2]`; `normal` draws from N(0, 1) for a coordinate.
    pub fn forward_step(
        &self,
        x: &mut [f32],
        t: f64,
        dt: f64,
        mut normal: impl FnMut(usize) -> f64,
    ) {
        let beta = self.beta(t);
        let keep = 1.0 - 0.5 * beta * dt;
        let noise = (beta * dt).sqrt();
        for (i, v) in x.iter_mut().enumerate() {
            *v = (keep * f64::from(*v) + noise * normal(i)) as f32;
        }
    }
}
