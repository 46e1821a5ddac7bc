//! Where the divergence comes from: the error of a score in nats, by time.
//!
//! Two reverse SDEs that start from N(0, I), one with the score s, one with the exact s* = ∇ log p_t,
//! differ in their drifts by β (s − s*). By Girsanov's theorem their paths differ by
//!
//! KL(p ‖ q) ≤ KL(p_T ‖ N(0, I)) + ½ ∫ β(t) E‖s(x_t, t) − s*(x_t, t)‖² dt,  x_t ~ p_t,
//!
//! (g² in place of β on a [path](crate::process::path) without one)
//! in nats, where q is what the SDE makes of s. It is the variational bound that the weight λ = β
//! trains on, here without the constant that nobody knows elsewhere, as s* is known. q is not the
//! density of the probability-flow ODE ([`FitRun`](super::FitRun)), which is the same only if the
//! score is exact. The ODE's divergence may be above this bound: the SDE's noise forgets errors that
//! the ODE carries to the end. (The post's network: 0.12 nats by the ODE, at most 0.063 by the SDE.)
//!
//! The integral is cut at times that are equally spaced in ln t, from t_ε
//! ([`end_time`](crate::process::end_time)) to T. Within a piece, three times of Gauss's for fresh
//! samples of p_t each.
//! Source: Song, Durkan, Murray and Ermon, "Maximum likelihood training of score-based diffusion
//! models", 2021.
//!
//! ```
//! use nano_diffusion::data::{DataConfig, DataSet, Distribution};
//! use nano_diffusion::exact::DataOracle;
//! use nano_diffusion::likelihood::by_time::kl_by_time;
//! use nano_diffusion::process::{Schedule, ScheduleConfig};
//! let data = DataSet::new(&DataConfig::default()).unwrap();
//! let schedule = Schedule::new(ScheduleConfig::default()).unwrap();
//! let mut exact = DataOracle::new(&data, schedule);
//! let found = kl_by_time(&mut exact.clone(), &mut exact, &data, 10, 30, 1).unwrap();
//! assert!(found.total.mean < 1e-6);
//! ```

use crate::data::DataSet;
use crate::data::Distribution;
use crate::error::Result;
use crate::exact::floor::{excess_at, samples_at};
use crate::exact::{Oracle, Share, gauss_legendre, prior_kl};
use crate::process::{Schedule, end_time};
use crate::rng::{Stream, stream};
use crate::score::Score;
use crate::stats::Estimate;
use serde::Serialize;

/// Times within a piece.
const NODES: usize = 3;

/// The bound on KL(p ‖ q), and its parts.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct KlByTime {
    /// The middles of the pieces, in ln t `[n]`.
    pub t: Vec<f64>,
    /// Where they meet, from t_ε to T `[n + 1]`.
    pub edges: Vec<f64>,
    /// ½ ∫ β E‖s − s*‖² dt over each piece, in nats `[n]`.
    pub by_t: Vec<Estimate>,
    /// Their sum.
    pub total: Estimate,
    /// KL(p_T ‖ N(0, I)), in nats.
    pub prior: f64,
}

/// Where [0, T] is cut.
struct Cuts {
    start: f64,
    end: f64,
    /// In ln t.
    width: f64,
}

impl Cuts {
    fn new(data: &DataSet, schedule: &Schedule, cells: usize) -> Self {
        let (start, end) = (end_time(schedule, data.finest_width()), schedule.last());
        let width = libm::log(end / start) / cells as f64;
        Self { start, end, width }
    }

    /// So many pieces from the start.
    fn at(&self, place: f64) -> f64 {
        (self.start * libm::exp(self.width * place)).min(self.end)
    }
}

impl KlByTime {
    /// From ½ ∫ β E‖s − s*‖² dt over each piece, in their order.
    pub fn of(data: &DataSet, schedule: &Schedule, by_t: Vec<Estimate>) -> Self {
        let cells = by_t.len();
        let cuts = Cuts::new(data, schedule, cells);
        let square: f64 = by_t.iter().map(|e| e.std_error * e.std_error).sum();
        Self {
            t: (0..cells).map(|i| cuts.at(i as f64 + 0.5)).collect(),
            edges: (0..=cells).map(|i| cuts.at(i as f64)).collect(),
            total: Estimate {
                mean: by_t.iter().map(|e| e.mean).sum(),
                std_error: square.sqrt(),
            },
            prior: prior_kl(data, schedule),
            by_t,
        }
    }
}

/// ½ ∫ β E‖s − s*‖² dt over each piece of a share of `cells`: all shares together are what
/// [`KlByTime::of`] takes, the same bits for any number of them. Each draws the samples of those before
/// it, too.
///
/// # Errors
/// Whatever keeps the score from being computed.
pub fn kl_share(
    score: &mut impl Score,
    oracle: &mut impl Oracle,
    data: &DataSet,
    [cells, points]: [usize; 2],
    seed: u64,
    share: Share,
) -> Result<Vec<Estimate>> {
    let schedule = *oracle.schedule();
    let cells = cells.max(1);
    let cuts = Cuts::new(data, &schedule, cells);
    let mut rng = stream(seed, Stream::Evaluation);
    let nodes = gauss_legendre(NODES, 0.0, cuts.width);
    let points = points.div_ceil(NODES).max(2);
    let mine = share.of(cells);
    let mut by_t = Vec::with_capacity(mine.len());
    for cell in 0..mine.end {
        let (mut mean, mut square) = (0.0, 0.0);
        for (ahead, weight) in &nodes {
            let t = cuts.at(cell as f64) * libm::exp(*ahead);
            let x = samples_at(oracle, t, points, &mut rng);
            if cell < mine.start {
                continue;
            }
            // The excess loss is ½ B² E‖s − s*‖², and dt is t d ln t.
            let b = schedule.b(t);
            let factor = weight * t * schedule.noise_rate(t) / (b * b);
            let excess = excess_at(score, oracle, t, &x)?;
            mean += factor * excess.mean;
            square += factor * factor * excess.std_error * excess.std_error;
        }
        if cell >= mine.start {
            by_t.push(Estimate {
                mean,
                std_error: square.sqrt(),
            });
        }
    }
    Ok(by_t)
}

/// The bound of `score` for the data that `oracle` knows, in `cells` pieces, of some `points`
/// samples each.
///
/// # Errors
/// Whatever keeps the score from being computed.
pub fn kl_by_time(
    score: &mut impl Score,
    oracle: &mut impl Oracle,
    data: &DataSet,
    cells: usize,
    points: usize,
    seed: u64,
) -> Result<KlByTime> {
    let by_t = kl_share(score, oracle, data, [cells, points], seed, Share::WHOLE)?;
    Ok(KlByTime::of(data, oracle.schedule(), by_t))
}
