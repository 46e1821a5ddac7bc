//! The times of the samplers that step by noise, and how far one has come.
//!
//! What is seen of the data at t is told by σ = B/A alone, or by λ = ln(A/B) = −ln σ, half the
//! logarithm of the signal-to-noise ratio. N steps go through noise levels from σ_0, that of T, to
//! σ_{N−1}, and from there to σ_N = 0. The first N are equally spaced in some function of σ,
//! a [`Spacing`]: EDM's σ^{1/ρ}, or
//!
//! u(σ) = ln((σ^κ + c^κ) / (σ^κ + w^κ)),  κ = 2/3,
//!
//! which is κλ between the data's coarsest scale c = 1 and their finest width w, and flat outside.
//! There the mean of x₀ given x_t bends in λ like σ^{∓2}, and steps of second order have equal
//! errors where their density is the cube root of that. (Equally spaced in λ, they need a third
//! more steps; by σ^{1/7}, meant for images, which have no finest width, more than twice as many.)
//!
//! σ_{N−1} = 4w/N: the last step, which leaves the mean of x₀, makes the width w too small by
//! ½ (σ_{N−1}/w)² of itself, an error of second order in 1/N as that of the other steps. Where T has less
//! than a thousandth of the data left, σ_0 is where it has a thousandth: before that there is
//! nothing to see.
//! Source: Karras et al., "Elucidating the design space of diffusion-based generative models",
//! 2022, equation 5; Lu et al., "DPM-Solver++", 2022, for λ. u is ours.

use super::Schedule;
use crate::error::{Error, Result};

/// A at the start of the grid, at least.
const LEAST_A: f64 = 1e-3;

/// c, where the data have no coarser width.
const COARSE: f64 = 1.0;
/// κ.
const BEND: f64 = 2.0 / 3.0;
/// σ_{N−1} N/w.
pub(super) const LAST: f64 = 4.0;

/// In what noise levels are equally spaced.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Spacing {
    /// In σ^{1/ρ}, with this ρ.
    Power(f64),
    /// In u(σ), by the data's scales.
    Scales,
}

impl Spacing {
    /// The function of σ, for data of the finest width w.
    fn place(self, sigma: f64, w: f64) -> f64 {
        match self {
            Self::Power(rho) => power(sigma, 1.0 / rho),
            Self::Scales => {
                let [sigma, coarse, fine] = [sigma, COARSE.max(2.0 * w), w].map(|v| power(v, BEND));
                libm::log((sigma + coarse) / (sigma + fine))
            }
        }
    }

    /// Its inverse.
    fn sigma(self, place: f64, w: f64) -> f64 {
        match self {
            Self::Power(rho) => power(place, rho),
            Self::Scales => {
                let [coarse, fine] = [COARSE.max(2.0 * w), w].map(|v| power(v, BEND));
                let e = libm::exp(place);
                power((coarse - e * fine) / (e - 1.0), 1.0 / BEND)
            }
        }
    }
}

/// v^p for v > 0, without the bulk of a general power.
fn power(v: f64, p: f64) -> f64 {
    libm::exp(p * libm::log(v))
}

/// A time, and what the process is there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    pub(crate) t: f64,
    pub(crate) a: f64,
    pub(crate) b: f64,
}

impl Node {
    fn at(schedule: Schedule, t: f64) -> Self {
        let (a, b) = schedule.ab(t);
        Self { t, a, b }
    }

    /// Where the noise level is `sigma`.
    pub(crate) fn of_sigma(schedule: Schedule, sigma: f64) -> Self {
        Self::at(schedule, schedule.time_of_sigma(sigma))
    }

    /// σ = B/A.
    pub(crate) fn sigma(self) -> f64 {
        self.b / self.a
    }
}

/// Noise levels from that of T down to 0.
#[derive(Clone, Debug)]
pub(crate) struct NoiseGrid {
    nodes: Vec<Node>,
    t_end: f64,
    /// Steps made.
    step: usize,
}

impl NoiseGrid {
    /// `steps` of at least 2 to data of the finest width `width`.
    pub(crate) fn new(schedule: Schedule, width: f64, steps: usize, spacing: Spacing) -> Self {
        let n = steps as f64;
        let mut first = Node::at(schedule, schedule.t_end());
        if first.a < LEAST_A {
            first = Node::of_sigma(schedule, 1.0 / LEAST_A);
        }
        // The noise of T may be less than w.
        let last = (LAST * width).min(first.sigma()) / n;
        let last = Node::of_sigma(schedule, last);
        let [from, to] = [first, last].map(|node| spacing.place(node.sigma(), width));
        let between = (1..steps - 1).map(|i| {
            let place = from + (to - from) * i as f64 / (n - 1.0);
            Node::of_sigma(schedule, spacing.sigma(place, width))
        });
        let mut nodes = vec![first];
        nodes.extend(between);
        nodes.extend([last, Node::at(schedule, 0.0)]);
        Self {
            nodes,
            t_end: schedule.t_end(),
            step: 0,
        }
    }

    /// The time now: T before the first step, wherever that begins.
    pub(crate) fn t(&self) -> f64 {
        match self.step {
            0 => self.t_end,
            step => self.nodes[step].t,
        }
    }

    /// Steps from start to end.
    pub(crate) fn steps(&self) -> usize {
        self.nodes.len() - 1
    }

    /// Where it is now.
    pub(crate) fn now(&self) -> Node {
        self.nodes[self.step]
    }

    /// The share of the steps that are made: 1 at the end.
    pub(crate) fn progress(&self) -> f64 {
        self.step as f64 / self.steps() as f64
    }

    /// Where the next step begins and ends.
    ///
    /// # Errors
    /// [`Error::Finished`] if there is none.
    pub(crate) fn begin(&self) -> Result<(Node, Node)> {
        match self.nodes[self.step..] {
            [from, to, ..] => Ok((from, to)),
            _ => Err(Error::Finished("sampling run")),
        }
    }

    /// A step is made, and the particles are finite numbers or not.
    ///
    /// # Errors
    /// [`Error::SamplingDiverged`] if they are not.
    pub(crate) fn end(&mut self, finite: bool) -> Result<()> {
        self.step += 1;
        Error::unless_finite(finite, self.t())
    }
}
