//! The smallest loss that any network can reach, and how far a network is above it.
//!
//! Given x_t, the noise ε is not determined: even the exact score leaves part of it over.
//! For the denoising loss with λ = B² and s the network's score,
//!
//! L(t) = ½ E‖B s + ε‖² = floor(t) + excess(t),
//! floor(t) = 1 − ½ B² E‖∇ log p_t‖²,  excess(t) = ½ B² E‖s − ∇ log p_t‖².
//!
//! The first is a quadrature over p_t; the second is a mean over fresh samples of p_t,
//! with far less noise than the loss, since ε has dropped out. All are dimensionless and
//! means over the two dimensions, as the training loss is.
//!
//! Other λ weigh it by λ/B², other laws of t weigh t: [`objective_floor`]. The *excess* is always
//! that of λ = B² and uniform t, so that networks can be compared.
//! Source: Vincent, 2011 (the two losses differ by a constant).
//!
//! ```
//! use nano_diffusion::data::{Ring, RingConfig};
//! use nano_diffusion::exact::{RingOracle, floor::loss_floor};
//! use nano_diffusion::process::{Schedule, ScheduleConfig};
//! let ring = Ring::new(RingConfig::default()).unwrap();
//! let schedule = Schedule::new(ScheduleConfig::default()).unwrap();
//! let floor = loss_floor(&mut RingOracle::new(ring, schedule));
//! assert!((floor - 0.1801).abs() < 3e-4);
//! ```

use super::quadrature::gauss_legendre;
use super::{Oracle, RingOracle, Share, noise};
use crate::config::{Objective, TrainConfig};
use crate::data::Ring;
use crate::error::Result;
use crate::rng::{Rng, Stream, stream};
use crate::score::Score;
use crate::stats::Estimate;
use serde::Serialize;
use std::f64::consts::FRAC_PI_4;

/// Below this A², the floor is that of a Gaussian: off by some A² of its size.
const GAUSSIAN: f64 = 1e-3;

/// floor(t), to about 1e-5; for training sets of a few points far apart, to 1e-4.
pub fn loss_floor_at(oracle: &mut impl Oracle, t: f64) -> f64 {
    let b = noise(oracle.schedule(), t);
    1.0 - 0.5 * b * b * oracle.score_square(t)
}

/// E‖∇log p_t‖² of the ring.
///
/// p_t has the ring's eightfold symmetry, so one octant of angles will do. Its kink at the
/// diagonal is blurred to the width B/A, which sets where the angle's panels meet.
pub(super) fn ring_score_square(oracle: &mut RingOracle, t: f64) -> f64 {
    let (a, b) = (oracle.schedule().a(t), noise(oracle.schedule(), t));
    let std = oracle.ring().radius_std();
    let width = libm::hypot(a * std, b);
    // The Gamma density of a thick ring reaches further out than a Gaussian.
    let (lo, hi) = ((a - 7.0 * width).max(0.0), a + (7.0 + 8.0 * std) * width);
    let radii = gauss_legendre(28, lo, hi);
    let kink = FRAC_PI_4 - (4.0 * b / a.max(1e-9)).min(0.5 * FRAC_PI_4);
    let mut angles = gauss_legendre(5, 0.0, kink);
    angles.extend(gauss_legendre(7, kink, FRAC_PI_4));
    let (mut mass, mut squares) = (0.0, 0.0);
    for &(theta, w_theta) in &angles {
        let (sin, cos) = libm::sincos(theta);
        for &(r, w_r) in &radii {
            let found = oracle.at([r * cos, r * sin], t);
            let p = w_theta * w_r * r * libm::exp(found.log_p);
            let [sx, sy] = found.score;
            mass += p;
            squares += p * (sx * sx + sy * sy);
        }
    }
    squares / mass
}

/// λ/B² floor(t), for any λ.
///
/// Towards T, where x_t says little of x₀, floor(t) is a small difference of large numbers, and
/// λ/B² may be as large as 1/A². There the posterior of x₀ is nearly that of a Gaussian with the
/// data's covariance Σ: floor(t)/A² = ½ tr Σ (B² + A² Σ)⁻¹, to O(A⁴), and no digit is lost.
pub fn weighted_floor_at(oracle: &mut impl Oracle, objective: Objective, t: f64) -> f64 {
    let t = t.min(oracle.schedule().last());
    let weight = objective.relative_weight(oracle.schedule(), t);
    let (a, b) = oracle.schedule().ab(t);
    let floor_over_square = if a * a > GAUSSIAN {
        loss_floor_at(oracle, t) / (a * a)
    } else {
        let [xx, xy, yy] = oracle.covariance();
        let (square, b2) = (a * a, b * b);
        let [p, q, r] = [b2 + square * xx, square * xy, b2 + square * yy];
        // tr Σ M⁻¹ of the symmetric M = (p, q; q, r).
        0.5 * (xx * r - 2.0 * xy * q + yy * p) / (p * r - q * q)
    };
    weight * (a * a) * floor_over_square
}

/// The loss of a perfect network under `train`: with its objective's λ and its law of t.
pub fn objective_floor(oracle: &mut impl Oracle, train: &TrainConfig) -> f64 {
    let end = oracle.schedule().t_end();
    objective_mean(end, train, &mut |t| {
        weighted_floor_at(oracle, train.objective, t)
    })
}

/// The mean of a floor over [0, end] by the law of t of `train`.
pub(super) fn objective_mean(
    end: f64,
    train: &TrainConfig,
    floor: &mut dyn FnMut(f64) -> f64,
) -> f64 {
    let nodes = gauss_legendre(60, 0.0, 1.0);
    let mut at = |share: f64| floor(end * share);
    train
        .time_law
        .expectation(train.first_share(), &nodes, &mut at)
}

/// The floor over t uniform on [0, T], with λ = B²: the loss of a perfect network.
pub fn loss_floor(oracle: &mut impl Oracle) -> f64 {
    let end = oracle.schedule().t_end();
    mean_floor(end, &mut |t| loss_floor_at(oracle, t))
}

/// The mean of a floor over t uniform on [0, end].
pub(super) fn mean_floor(end: f64, floor: &mut dyn FnMut(f64) -> f64) -> f64 {
    // The floor falls from 1 within a small part of [0, T]; t = T u³ resolves it.
    gauss_legendre(40, 0.0, 1.0)
        .iter()
        .map(|&(u, w)| w * 3.0 * u * u * floor(end * u * u * u))
        .sum()
}

/// The entropy of the ring in nats, −∫ p log p: of the Gamma distributed radius, of the
/// angle, and E ln r for the change to Cartesian coordinates.
///
/// The angle's share is −ln of its density 1/(8 cos²θ): with τ = tan θ uniform on [−1, 1],
/// E ln(8/(1 + τ²)) = ln 8 − (ln 2 − 2 + π/2). The radius's is done by quadrature.
pub fn entropy(ring: &Ring) -> f64 {
    let angle = 2.0 * libm::log(2.0) + 2.0 - 2.0 * FRAC_PI_4;
    let std = ring.radius_std();
    // In u = ln r, where the trapezoidal rule converges exponentially.
    let step = 0.1 * std;
    let (mut mass, mut sum) = (0.0, 0.0);
    for j in -400..=100 {
        let u = f64::from(j) * step;
        let r = libm::exp(u);
        let log_p = ring.log_radius_density(r);
        let p = libm::exp(log_p) * r * step;
        mass += p;
        sum += p * (u - log_p);
    }
    sum / mass + angle
}

/// Where and how finely the excess is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExcessConfig {
    /// Times, in the middles of as many equal parts of [0, T].
    pub times: usize,
    /// Fresh samples at each time.
    pub points: usize,
}

impl Default for ExcessConfig {
    fn default() -> Self {
        Self {
            times: 100,
            points: 200,
        }
    }
}

/// How far a score is from the exact one.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Excess {
    /// The times, in the units of T.
    pub t: Vec<f64>,
    /// excess(t).
    pub by_t: Vec<Estimate>,
    /// Its mean over [0, T]: the training loss minus its floor.
    pub total: Estimate,
}

impl Excess {
    /// Of excess(t) in the middles of equal parts of [0, end].
    pub fn of(end: f64, by_t: Vec<Estimate>) -> Self {
        let n = by_t.len();
        let square: f64 = by_t.iter().map(|e| e.std_error * e.std_error).sum();
        Self {
            total: Estimate {
                mean: by_t.iter().map(|e| e.mean).sum::<f64>() / n as f64,
                std_error: square.sqrt() / n as f64,
            },
            t: times(end, n),
            by_t,
        }
    }
}

/// Fresh samples of p_t, flat `[points, 2]`.
pub(crate) fn samples_at(oracle: &impl Oracle, t: f64, points: usize, rng: &mut Rng) -> Vec<f32> {
    let schedule = *oracle.schedule();
    (0..points)
        .flat_map(|_| {
            let x0 = oracle.draw(rng);
            schedule.diffuse(x0, t, rng).0.map(|v| v as f32)
        })
        .collect()
}

/// excess(t) of `score` from fresh samples of p_t, flat `[n, 2]`.
///
/// # Errors
/// Whatever keeps the score from being computed.
pub(crate) fn excess_at(
    score: &mut impl Score,
    oracle: &mut impl Oracle,
    t: f64,
    x: &[f32],
) -> Result<Estimate> {
    let b = oracle.schedule().b(t);
    let mut learned = vec![0.0; x.len()];
    score.score(x, t, &mut learned)?;
    let values: Vec<f64> = x
        .chunks_exact(2)
        .zip(learned.chunks_exact(2))
        .map(|(x, s)| {
            let exact = oracle.at([f64::from(x[0]), f64::from(x[1])], t).score;
            let (dx, dy) = (f64::from(s[0]) - exact[0], f64::from(s[1]) - exact[1]);
            0.5 * b * b * (dx * dx + dy * dy)
        })
        .collect();
    Ok(Estimate::of(&values))
}

/// excess(t) of `score` from `points` fresh samples of p_t.
///
/// # Errors
/// Whatever keeps the score from being computed.
pub fn excess_loss_at(
    score: &mut impl Score,
    oracle: &mut impl Oracle,
    t: f64,
    points: usize,
    rng: &mut Rng,
) -> Result<Estimate> {
    let x = samples_at(oracle, t, points, rng);
    excess_at(score, oracle, t, &x)
}

/// The middles of `n` equal parts of [0, end].
pub fn times(end: f64, n: usize) -> Vec<f64> {
    (0..n).map(|i| end * (i as f64 + 0.5) / n as f64).collect()
}

/// excess(t) of `score` at a share of the times, with samples drawn from `seed`. All shares together are
/// what [`Excess::of`] takes, the same bits for any number of them: each draws the samples of those
/// before it, too, which costs little beside the scores.
///
/// # Errors
/// Whatever keeps the score from being computed.
pub fn excess_share(
    score: &mut impl Score,
    oracle: &mut impl Oracle,
    config: ExcessConfig,
    seed: u64,
    share: Share,
) -> Result<Vec<Estimate>> {
    let mut rng = stream(seed, Stream::Evaluation);
    let mine = share.of(config.times);
    let mut found = Vec::with_capacity(mine.len());
    for (i, t) in times(oracle.schedule().t_end(), config.times)
        .into_iter()
        .take(mine.end)
        .enumerate()
    {
        let x = samples_at(oracle, t, config.points, &mut rng);
        if mine.contains(&i) {
            found.push(excess_at(score, oracle, t, &x)?);
        }
    }
    Ok(found)
}

/// excess(t) of `score` over [0, T] and its mean, with samples drawn from `seed`.
///
/// # Errors
/// Whatever keeps the score from being computed.
pub fn excess_loss(
    score: &mut impl Score,
    oracle: &mut impl Oracle,
    config: ExcessConfig,
    seed: u64,
) -> Result<Excess> {
    let by_t = excess_share(score, oracle, config, seed, Share::WHOLE)?;
    Ok(Excess::of(oracle.schedule().t_end(), by_t))
}
