//! How far is the model from the data? KL(p ‖ q) from points of both.
//!
//! With r = q/p, the model's density over the data's, KL(p ‖ q) = E_p[−log r]. As E_p[r] = 1, the
//! mean of r − 1 − log r over points of the data is the same, with far less noise: it is never
//! below 0, and of second order where r is close to 1. But it is blind to what the model puts
//! where the data have no points. (Of q that is 0.93 p, and the rest elsewhere, it would see 0.0026
//! nats of 0.073.) So half of the points are the model's own, which the flow makes from noise,
//! log q included; and with points of ½ (p + q)
//!
//! KL(p ‖ q) = E_{½(p + q)} [2 (r − 1 − log r)/(1 + r)],
//!
//! exactly, since ∫ p (r − 1 − log r) is. No value is below 0, and none of the model's above 2.
//! NLL = −E_p[log q] is of the points of the data alone.
//! Source: importance sampling with the balance heuristic: Veach and Guibas, "Optimally combining
//! sampling techniques for Monte Carlo rendering", 1995.
//!
//! What the solver of the flow adds is told apart: every [`CHECKED`]th pair of points goes its way
//! a second time, with steps twice as long.
//!
//! The rows of a run, one for each pair, can come from several runs that share the pairs out.

use super::grid::Grid;
use super::path::Path;
use crate::data::Distribution;
use crate::error::Result;
use crate::process::Schedule;
use crate::rng::{Stream, normal, stream};
use crate::score::ScoreDivergence;
use crate::stats::Estimate;
use serde::Serialize;

/// Of so many pairs, one is checked.
pub const CHECKED: usize = 8;
/// Numbers of a row: log p and log q of the point of the data, and of the model's; then, NaN if the
/// pair is not checked, log q of the first, and both of the second, with long steps.
pub const ROW: usize = 7;

/// How much is asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FitConfig {
    /// Points in all, half of them of the data; an odd one is rounded up.
    pub points: usize,
    /// Steps, as [`Grid::new`] takes it.
    pub fineness: f64,
    /// Which of `parts` equal parts of the points, counted from 0.
    pub part: usize,
    /// In how many parts the points are cut.
    pub parts: usize,
}

impl Default for FitConfig {
    /// In one part. So fine that points between clusters far apart and narrow, where the flow is at its
    /// most sensitive, go the right way too; half of it will do for data that hang together.
    fn default() -> Self {
        Self {
            points: 4000,
            fineness: 12.0,
            part: 0,
            parts: 1,
        }
    }
}

/// Points of the data on their way to the noise, and as many the other way.
pub struct FitRun<S, D> {
    score: S,
    data: D,
    /// The points of the data as drawn, flat `[n, 2]`; and log N of where the model's begin.
    x0: Vec<f64>,
    start: Vec<f64>,
    /// The first pair's number in the whole.
    first: usize,
    to_noise: Path,
    to_data: Path,
    /// The same for the checked pairs, with long steps.
    checks: [Path; 2],
}

impl<S: ScoreDivergence, D: Distribution> FitRun<S, D> {
    /// For a part of fresh points, drawn from `seed`: the same, whatever the parts.
    pub fn new(score: S, data: D, schedule: &Schedule, config: FitConfig, seed: u64) -> Self {
        let pairs = config.points.div_ceil(2);
        let parts = config.parts.max(1);
        let [first, end] =
            [config.part, config.part + 1].map(|part| pairs * part.min(parts) / parts);
        let mut rng = stream(seed, Stream::Evaluation);
        let mut x0: Vec<f64> = (0..pairs).flat_map(|_| data.draw(&mut rng)).collect();
        let grid = Grid::new(schedule, data.finest_width(), config.fineness);
        let spread = grid.spread();
        let noise = (0..2 * pairs).map(|_| spread * normal(&mut rng));
        let mut noise: Vec<f64> = noise.collect();
        for points in [&mut x0, &mut noise] {
            points.truncate(2 * end);
            points.drain(..2 * first);
        }
        let checked = |points: &[f64]| -> Vec<f64> {
            let pairs = points.chunks_exact(2).zip(first..);
            let some = pairs.filter(|(_, i)| i.is_multiple_of(CHECKED));
            some.flat_map(|(point, _)| [point[0], point[1]]).collect()
        };
        let to_data = Path::new(grid.clone().reversed(), &noise);
        let long = grid.halved();
        Self {
            first,
            start: to_data.log_noise().collect(),
            checks: [
                Path::new(long.clone(), &checked(&x0)),
                Path::new(long.reversed(), &checked(&noise)),
            ],
            to_data,
            to_noise: Path::new(grid, &x0),
            x0,
            score,
            data,
        }
    }

    /// One step of all points.
    ///
    /// # Errors
    /// As [`Path::advance`].
    pub fn step(&mut self) -> Result<()> {
        self.to_noise.advance(&mut self.score)?;
        self.to_data.advance(&mut self.score)?;
        if self.to_noise.steps_done().is_multiple_of(2) {
            for path in &mut self.checks {
                path.advance(&mut self.score)?;
            }
        }
        Ok(())
    }

    /// Between 0 and 1.
    pub fn progress(&self) -> f64 {
        self.to_noise.progress()
    }

    /// Whether all steps are made.
    pub fn finished(&self) -> bool {
        self.to_noise.finished()
    }

    /// The model's own points, flat `[n, 2]`; right once the run has finished.
    pub fn model_points(&self) -> &[f64] {
        self.to_data.points()
    }

    /// A row of [`ROW`] numbers for each pair; right once the run has finished.
    pub fn rows(&self) -> Vec<f64> {
        let log_p = |x: &[f64]| self.data.log_density(x[0], x[1]);
        let up = |path: &Path| -> Vec<f64> {
            let ends = path.log_noise().zip(path.change());
            ends.map(|(log_normal, change)| log_normal - change)
                .collect()
        };
        let (log_q, checked) = (up(&self.to_noise), up(&self.checks[0]));
        let own = &self.to_data;
        let mut rows = Vec::with_capacity(ROW * log_q.len());
        let mut check = 0;
        for (i, point) in self.x0.chunks_exact(2).enumerate() {
            let start = self.start[i];
            let end = &own.points()[2 * i..];
            rows.extend([log_p(point), log_q[i], log_p(end), start + own.change()[i]]);
            if (self.first + i).is_multiple_of(CHECKED) {
                let own = &self.checks[1];
                let end = &own.points()[2 * check..];
                rows.extend([checked[check], log_p(end), start + own.change()[check]]);
                check += 1;
            } else {
                rows.extend([f64::NAN; 3]);
            }
        }
        rows
    }
}

/// How well a model fits the data, in nats.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DataFit {
    /// −E log q over the data.
    pub nll: Estimate,
    /// KL(data ‖ model).
    pub kl: Estimate,
    /// What KL would have more with steps twice as long, of the checked pairs: more than what the
    /// solver adds to `kl`, for a score that is smooth enough. NaN without any.
    pub solver_error: Estimate,
    /// The root of the mean square of what log q would differ by, at the checked points of the data.
    pub log_p_error: f64,
}

impl DataFit {
    /// Of the rows of all parts, in their order.
    pub fn of(rows: &[f64]) -> Self {
        let rows = || rows.chunks_exact(ROW);
        let pair = |[p, q, own_p, own_q]: [f64; 4]| 0.5 * (term(q - p) + term(own_q - own_p));
        let kl = |row: &[f64]| pair([row[0], row[1], row[2], row[3]]);
        let all: Vec<f64> = rows().map(kl).collect();
        let minus: Vec<f64> = rows().map(|row| -row[1]).collect();
        let checked = || rows().filter(|row| !row[4].is_nan());
        let more = checked().map(|row| pair([row[0], row[4], row[5], row[6]]) - kl(row));
        let off = checked().map(|row| (row[4] - row[1]) * (row[4] - row[1]));
        Self {
            nll: Estimate::of(&minus),
            kl: Estimate::of(&all),
            solver_error: Estimate::of(&more.collect::<Vec<f64>>()),
            log_p_error: Estimate::of(&off.collect::<Vec<f64>>()).mean.sqrt(),
        }
    }
}

/// 2 (r − 1 − ln r)/(1 + r), from ln r; without overflow, and 2 where r is infinite.
fn term(log_r: f64) -> f64 {
    let small = libm::exp(-log_r.abs());
    let above = if log_r > 700.0 {
        1.0
    } else if log_r > 0.0 {
        1.0 - small - log_r * small
    } else {
        small - 1.0 - log_r
    };
    2.0 * above / (1.0 + small)
}

/// NLL and KL of a score for the data, all at once.
///
/// # Errors
/// As [`FitRun::step`].
pub fn data_fit<S: ScoreDivergence>(
    score: S,
    data: &(impl Distribution + Clone),
    schedule: &Schedule,
    config: FitConfig,
    seed: u64,
) -> Result<DataFit> {
    let mut run = FitRun::new(score, data.clone(), schedule, config, seed);
    while !run.finished() {
        run.step()?;
    }
    Ok(DataFit::of(&run.rows()))
}
