//! The forward process in closed form: x_t = A(t) x₀ + B(t) ε, for one of a family of [paths](super::path).
//!
//! The post's is an Ornstein–Uhlenbeck process with a linear schedule,
//!
//! dx = −½ β(t) x dt + √β(t) dW,  β(t) = β_min + (β_max − β_min) t/T,  t ∈ [0, T]
//!
//! whose transition from 0 to t is Gaussian in closed form,
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

use super::path::{self, Point};
use crate::config::ScheduleConfig;
use crate::config::schedule::PathKind;
use crate::error::Result;
use crate::rng::{Rng, normal};

/// A at the end of what is looked at, on the paths whose A(T) is 0: σ there is a thousand.
const LEAST_A: f64 = 1e-3;

/// v = `of_noise` · ε − `of_data` · x₀, a point's velocity over D, and ε = A v + `of_data` · x.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Velocity {
    /// q = B′/D.
    pub of_noise: f64,
    /// p = −A′/D.
    pub of_data: f64,
}

/// The probability flow at one time: dx/dt = −`rate` (`pull` x + s).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Flow {
    /// ½ g², per unit of time.
    pub rate: f64,
    /// k, 1 where A² + B² = 1.
    pub pull: f64,
}

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

    /// Whether A² + B² = 1 at every t, so that p_T is as wide as the data.
    pub fn preserves_variance(&self) -> bool {
        matches!(self.config.path, PathKind::Linear | PathKind::Cosine)
    }

    /// Whether the path is told by β(t).
    pub fn has_rate(&self) -> bool {
        matches!(self.config.path, PathKind::Linear | PathKind::SubVp)
    }

    /// β(t), of the paths that have one.
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
        if self.has_rate() {
            return libm::exp(-0.5 * self.integral(t));
        }
        self.point(t).a
    }

    /// B(t): standard deviation of the noise in x_t given x₀.
    pub fn b(&self, t: f64) -> f64 {
        // expm1 keeps full precision near t = 0, where 1 − A² would cancel.
        match self.config.path {
            PathKind::Linear => (-libm::expm1(-self.integral(t))).sqrt(),
            PathKind::SubVp => -libm::expm1(-self.integral(t)),
            _ => self.point(t).b,
        }
    }

    /// A, B and their derivatives by t.
    fn point(&self, t: f64) -> Point {
        let path = self.config.path;
        if self.has_rate() {
            let square = -libm::expm1(-self.integral(t));
            return path::with_rate(path, self.a(t), square, self.beta(t));
        }
        let end = self.config.t_end;
        let point = path::without_rate(path, (t / end).min(1.0));
        Point {
            da: point.da / end,
            b_db: point.b_db / end,
            ..point
        }
    }

    /// The last time that is looked at: T, or where A = 0.001 if A(T) is 0. There the flow's two terms
    /// grow as 1/A and cancel, while nothing more is to be seen of the data.
    pub fn last(&self) -> f64 {
        let u = match self.config.path {
            PathKind::Cosine | PathKind::Straight => {
                path::place_of_sigma(self.config.path, 1.0 / LEAST_A)
            }
            _ => 1.0,
        };
        u * self.config.t_end
    }

    /// The coefficients of the velocity at t.
    pub fn velocity(&self, t: f64) -> Velocity {
        if self.config.path == PathKind::Linear {
            let (of_noise, of_data) = (self.a(t), self.b(t));
            return Velocity { of_noise, of_data };
        }
        let Point { a, b, da, b_db } = self.point(t);
        // B D.
        let d = a * b_db - b * b * da;
        Velocity {
            of_noise: b_db / d,
            of_data: -b * da / d,
        }
    }

    /// g²(t), the square of the SDE's noise, per unit of time: β on the post's path.
    pub fn noise_rate(&self, t: f64) -> f64 {
        if self.config.path == PathKind::Linear {
            return self.beta(t);
        }
        let Point { a, b, da, b_db } = self.point(t.min(self.last()));
        2.0 * (b_db - b * b * da / a)
    }

    /// A′/A, what the SDE's drift multiplies x by, per unit of time: −½ β on the post's path.
    pub fn drift(&self, t: f64) -> f64 {
        if self.has_rate() {
            return -0.5 * self.beta(t);
        }
        let Point { a, da, .. } = self.point(t.min(self.last()));
        da / a
    }

    /// The probability flow at t > 0.
    pub fn flow(&self, t: f64) -> Flow {
        let t = t.min(self.last());
        let pull = if self.preserves_variance() {
            1.0
        } else {
            self.velocity(t).of_data / self.b(t)
        };
        let rate = 0.5 * self.noise_rate(t);
        Flow { rate, pull }
    }

    /// Standard deviation of what stands for p_T and beyond, for data of variance 1 at time t:
    /// √(A² + B²), 1 where variance is preserved. At T, of the x_T that samplers start from.
    pub fn spread(&self, t: f64) -> f64 {
        if self.preserves_variance() {
            return 1.0;
        }
        let (a, b) = self.ab(t);
        (a * a + b * b).sqrt()
    }

    /// What x_t is multiplied by before a network sees it: 1, unless the noise explodes.
    pub fn input_scale(&self, t: f64) -> f64 {
        match self.config.path {
            PathKind::VarianceExploding => 1.0 / self.spread(t),
            _ => 1.0,
        }
    }

    /// σ = B/A at t ≤ [`Self::last`].
    pub fn sigma(&self, t: f64) -> f64 {
        let (a, b) = self.ab(t);
        b / a
    }

    /// The time at which B/A is `sigma` ≥ 0, or T where even p_T has less.
    pub fn time_of_sigma(&self, sigma: f64) -> f64 {
        match self.config.path {
            PathKind::Linear => self.time_of_noise(sigma / (1.0 + sigma * sigma).sqrt()),
            PathKind::SubVp => self.time_of_integral(path::integral_of_sub_vp(sigma)),
            path => self.config.t_end * path::place_of_sigma(path, sigma),
        }
    }

    /// A time at which the noise has the standard deviation `b` ≥ 0, up to a factor A where A is not
    /// a function of B; T where even p_T has less.
    pub fn time_of_noise(&self, b: f64) -> f64 {
        match self.config.path {
            PathKind::Linear => self.time_of_integral(-libm::log1p(-b * b)),
            _ => self.time_of_sigma(b),
        }
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
        if self.config.path != PathKind::Linear {
            return (self.a(t), self.b(t));
        }
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
        let keep = 1.0 + self.drift(t) * dt;
        let noise = (self.noise_rate(t) * dt).sqrt();
        for (i, v) in x.iter_mut().enumerate() {
            *v = (keep * f64::from(*v) + noise * normal(i)) as f32;
        }
    }
}
