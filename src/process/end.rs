//! Where the way back to the data ends: at a noise that the data do not show.
//!
//! At t = 0 the exact score may be singular, a learned one is read by 1/B(t), and no network has
//! been trained there. So samplers and likelihoods stop at a time t_ε > 0, and p_{t_ε} stands for
//! the data p. What that costs depends on the noise left, not on t: a Gaussian of standard
//! deviation w, the finest detail, has become one of variance A² w² + B² ≈ w² (1 + δ) with
//! δ = (B/w)², at a divergence of
//!
//! KL(p ‖ p_{t_ε}) = ½ (1/(1 + δ) − 1 + ln(1 + δ)) ≈ δ²/4 nats in each dimension.
//!
//! With B = w/50 that is 4e-8 nats. The width is wrong by δ/2 = 2e-4 of itself: a tenth of what
//! 100,000 samples can tell, 1/√(2n) = 2.2e-3.
//!
//! ```
//! use nano_diffusion::process::{Schedule, ScheduleConfig, end_time};
//! let config = ScheduleConfig { beta_min: 20.0, beta_max: 50.0, t_end: 5.0, ..ScheduleConfig::default() };
//! let schedule = Schedule::new(config).unwrap();
//! // A hundred-thousandth of T is full of noise here.
//! assert!(schedule.b(1e-5 * schedule.t_end()) > 0.03);
//! assert!((schedule.b(end_time(&schedule, 0.02)) - 0.02 / 50.0).abs() < 1e-12);
//! ```

use super::Schedule;

/// How many times finer than the data's finest width the noise at the end is.
const FINENESS: f64 = 50.0;
/// The latest end, as a share of T: also data without details are followed until here.
const LATEST: f64 = 1e-5;

/// t_ε for data whose finest detail has the standard deviation `width` > 0
/// ([`Distribution::finest_width`](crate::data::Distribution::finest_width)), in the units of T.
pub fn end_time(schedule: &Schedule, width: f64) -> f64 {
    let latest = LATEST * schedule.t_end();
    schedule.time_of_noise(width / FINENESS).min(latest)
}
