//! Where the flow is evaluated: equal steps of a variable that follows the noise.
//!
//! With σ = B/A, the noise as seen from the data, and u = ln σ, the flow loses its factor β:
//!
//! dx/du = −B² (k x + s),  d log p_t(x_t)/du = B² (2 k + ∇·s),
//!
//! with k = 1 where A² + B² = 1 ([`crate::process::path`]).
//!
//! Equal steps of u would be right where σ is between the data's finest width w and their size.
//! Below w the right sides fade as σ and faster, above the data's size as 1/σ. So the steps are
//! equal in
//!
//! y = ln(σ + w/5) + ρ ln σ − ln(1 + σ/4),  dy/du = ρ + σ/(σ + w/5) − σ/(σ + 4),  ρ = ¼,
//!
//! which is u between the two, and a quarter of it where little happens. All are dimensionless
//! but w, in the units of x. No step depends on T or on β: only how many there are.
//!
//! ```
//! use nano_diffusion::likelihood::Grid;
//! use nano_diffusion::process::{Schedule, ScheduleConfig};
//! let schedule = Schedule::new(ScheduleConfig::default()).unwrap();
//! let grid = Grid::new(&schedule, 0.07, 6.0);
//! assert_eq!(grid.steps() % 2, 0);
//! assert_eq!(grid.time(0), 1e-5);
//! assert!((grid.time(grid.steps()) - schedule.t_end()).abs() < 1e-12);
//! ```

use crate::config::schedule::PathKind;
use crate::process::{Schedule, end_time};

/// What becomes of u where little happens.
const SLOW: f64 = 0.25;
/// Above this σ the data are a blur.
const BLURRED: f64 = 4.0;
/// The share of the finest width below which little happens.
const SHARP: f64 = 0.2;

/// The nodes from t_ε, the end of [`end_time`], to T.
#[derive(Clone, Debug)]
pub struct Grid {
    /// dy between two nodes.
    step: f64,
    nodes: Vec<Node>,
    /// Of N(0, spread² I), which stands for p at the last of the nodes from t_ε to T.
    spread: f64,
}

/// What the flow needs of a time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    /// The time, in the units of T.
    pub(super) t: f64,
    /// B² du/dy.
    pub(super) rate: f64,
    /// k.
    pub(super) pull: f64,
}

/// y(u) of a width.
#[derive(Clone, Copy)]
struct Warp {
    sharp: f64,
}

impl Warp {
    fn y(self, u: f64) -> f64 {
        let sigma = libm::exp(u);
        libm::log(sigma + self.sharp) + SLOW * u - libm::log1p(sigma / BLURRED)
    }

    /// dy/du, between ρ and 1 + ρ as long as the finest width is no larger than the blur.
    fn slope(self, u: f64) -> f64 {
        let sigma = libm::exp(u);
        SLOW + sigma / (sigma + self.sharp) - sigma / (sigma + BLURRED)
    }

    /// The u in [lo, hi] with y(u) = y, by bisection to rounding.
    fn u(self, y: f64, mut lo: f64, mut hi: f64) -> f64 {
        for _ in 0..60 {
            let middle = 0.5 * (lo + hi);
            if self.y(middle) < y {
                lo = middle;
            } else {
                hi = middle;
            }
        }
        0.5 * (lo + hi)
    }
}

impl Grid {
    /// For data of the finest `width`, with `fineness` steps for a unit of y, made an even number
    /// of steps in all.
    pub fn new(schedule: &Schedule, width: f64, fineness: f64) -> Self {
        let warp = Warp {
            sharp: SHARP * width.min(1.0),
        };
        let (start, end) = (end_time(schedule, width), schedule.last());
        let linear = schedule.config().path == PathKind::Linear;
        let [lo, hi] = [start, end].map(|t| {
            if linear {
                // σ² = e^{∫β} − 1.
                0.5 * libm::log(libm::expm1(schedule.integral(t)))
            } else {
                libm::log(schedule.sigma(t))
            }
        });
        let [from, to] = [lo, hi].map(|u| warp.y(u));
        let pairs = (0.5 * fineness * (to - from)).ceil().max(2.0);
        let steps = 2 * pairs as usize;
        let step = (to - from) / steps as f64;
        let nodes = (0..=steps).map(|k| {
            let u = match k {
                0 => lo,
                k if k == steps => hi,
                k => warp.u(from + step * k as f64, lo, hi),
            };
            let t = match k {
                0 => start,
                k if k == steps => end,
                _ if linear => schedule.time_of_integral(libm::log1p(libm::exp(2.0 * u))),
                _ => schedule.time_of_sigma(libm::exp(u)),
            };
            Node {
                t,
                rate: schedule.b(t).powi(2) / warp.slope(u),
                pull: schedule.flow(t).pull,
            }
        });
        Self {
            nodes: nodes.collect(),
            step,
            spread: schedule.spread(end),
        }
    }

    /// Every other node.
    pub fn halved(&self) -> Self {
        Self {
            step: 2.0 * self.step,
            nodes: self.nodes.iter().step_by(2).copied().collect(),
            spread: self.spread,
        }
    }

    /// The same, from T to t_ε.
    pub fn reversed(&self) -> Self {
        Self {
            step: -self.step,
            nodes: self.nodes.iter().rev().copied().collect(),
            spread: self.spread,
        }
    }

    /// How many steps there are between the nodes.
    pub fn steps(&self) -> usize {
        self.nodes.len() - 1
    }

    /// The time of a node, of 0 to [`Grid::steps`].
    pub fn time(&self, node: usize) -> f64 {
        self.nodes[node].t
    }

    pub(super) fn node(&self, node: usize) -> Node {
        self.nodes[node]
    }

    /// The standard deviation of the noise that the flow starts from.
    pub(super) fn spread(&self) -> f64 {
        self.spread
    }

    pub(super) fn step(&self) -> f64 {
        self.step
    }
}
