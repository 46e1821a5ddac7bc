//! Integrals over p_t of a mixture: on a square lattice, by adding up Gaussians.
//!
//! With v = A² h² + B² each term of p_t is a Gaussian of width √v. On a lattice of spacing
//! δ = 2√v/3 the trapezoidal rule (the plain sum times δ²) converges exponentially: for a
//! Gaussian alone its error is 4 e^{−2π² v/δ²} = 2e-19 of it, for |∇p|²/p, which is less
//! smooth where p has its saddles, 1e-5 in practice (for ten points far apart up to 1e-4: held against
//! PyTorch in tests/native/finite_sets.rs). A Gaussian is the product of its
//! two axes, so a term costs 2·23 exponentials and 23² multiplications, whatever the
//! number of terms: it reaches 7⅓ √v, where e^{−27} = 2e-12 of it is left.
//!
//! What is found so, all in nats or per unit of area:
//!
//! E‖∇log p_t‖² = Σ |∇p|²/p δ²,  H(p) = −Σ p log p δ²,  KL(p ‖ N(0, I)) = Σ p log (p/N) δ².
//!
//! A lattice has at most some four million nodes: widths below a thousandth of the extent of
//! the centres count as that. Of the page's data none come near it; of points without any blur, as
//! in a [training set](crate::data::DataSet::training), E‖∇log p_t‖² is found around each of them
//! then, on a lattice of its noise ([`around_centres`]).
//! Source: Trefethen and Weideman, "The exponentially convergent trapezoidal rule", 2014.

use super::noise;
use crate::data::Mixture;
use crate::exp::exp;
use crate::process::Schedule;
use std::f64::consts::PI;

/// Lattice steps in a width, and steps from a centre to where its Gaussian is cut off.
const STEPS: f64 = 1.5;
const REACH: i32 = 11;
/// The least width, as a share of the extent of the centres.
const NARROWEST: f64 = 1e-3;
/// Centres that stand for all where p_t is too narrow for a lattice.
const SAMPLE: usize = 256;

/// p_t and ∇p_t on a lattice that holds nearly all of it.
pub(super) struct Lattice {
    /// Spacing δ, and the place of the first node.
    step: f64,
    corner: [f64; 2],
    columns: usize,
    /// p, ∂p/∂x and ∂p/∂y at each node, row-major.
    p: Vec<f64>,
    dx: Vec<f64>,
    dy: Vec<f64>,
}

/// The nodes within reach of a centre along one axis: the first of them, and there
/// e^{−d²/2v} and −d/v times that, with d the distance from the centre.
struct Reach {
    first: usize,
    value: [f64; NODES],
    slope: [f64; NODES],
}

const NODES: usize = 2 * REACH as usize + 1;

impl Reach {
    fn new(centre: f64, corner: f64, step: f64, variance: f64) -> Self {
        // Never below 0: the margin around the centres is wider than the reach.
        let first = ((centre - corner) / step).round() as i32 - REACH;
        let distance = |i: usize| corner + f64::from(first + i as i32) * step - centre;
        let value: [f64; NODES] = std::array::from_fn(|i| {
            let d = distance(i);
            exp(-0.5 * d * d / variance)
        });
        Self {
            first: first.max(0) as usize,
            slope: std::array::from_fn(|i| -distance(i) / variance * value[i]),
            value,
        }
    }
}

/// From where to where the centres reach, at A times their places.
fn bounds(mixture: &Mixture, a: f64) -> [[f64; 2]; 2] {
    let (mut lo, mut hi) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
    for (m, _) in mixture.centres() {
        for d in 0..2 {
            lo[d] = lo[d].min(a * m[d]);
            hi[d] = hi[d].max(a * m[d]);
        }
    }
    [lo, hi]
}

fn extent([lo, hi]: [[f64; 2]; 2]) -> f64 {
    (hi[0] - lo[0]).max(hi[1] - lo[1])
}

/// Whether p_t is too narrow for a lattice over all of it.
pub(super) fn is_too_narrow(mixture: &Mixture, schedule: &Schedule, t: f64) -> bool {
    let (a, b) = (schedule.a(t), noise(schedule, t));
    let width = libm::hypot(a * mixture.width(), b);
    width < NARROWEST * extent(bounds(mixture, a))
}

/// E f(x_t) as the mean over centres of that of x_t = A m + √v z, z on a lattice of spacing 2/3
/// around it; over the first [`SAMPLE`] of them, which stand for all where they were drawn alike.
pub(super) fn around_centres(
    mixture: &Mixture,
    schedule: &Schedule,
    t: f64,
    mut f: impl FnMut([f64; 2]) -> f64,
) -> f64 {
    let (a, b) = (schedule.a(t), noise(schedule, t));
    let width = libm::hypot(a * mixture.width(), b);
    // Of N(0, 1) the trapezoidal rule leaves out 4e-6 here.
    let nodes: Vec<(f64, f64)> = (-7..=7)
        .map(|i| {
            let z = f64::from(i) / STEPS;
            (z, exp(-0.5 * z * z) / (STEPS * (2.0 * PI).sqrt()))
        })
        .collect();
    let (mut mass, mut sum) = (0.0, 0.0);
    for (m, weight) in mixture.centres().take(SAMPLE) {
        for &(zx, wx) in &nodes {
            for &(zy, wy) in &nodes {
                let w = weight * wx * wy;
                mass += w;
                sum += w * f([a * m[0] + width * zx, a * m[1] + width * zy]);
            }
        }
    }
    sum / mass
}

impl Lattice {
    /// For p_t of a mixture.
    pub(super) fn marginal(mixture: &Mixture, schedule: &Schedule, t: f64) -> Self {
        let (a, b) = (schedule.a(t), noise(schedule, t));
        Self::new(mixture, a, (a * mixture.width()).powi(2) + b * b)
    }

    /// For the data themselves.
    pub(super) fn data(mixture: &Mixture) -> Self {
        Self::new(mixture, 1.0, mixture.width().powi(2))
    }

    /// For Σᵢ wᵢ N(x; A mᵢ, v I).
    fn new(mixture: &Mixture, a: f64, variance: f64) -> Self {
        let [mut lo, mut hi] = bounds(mixture, a);
        let extent = extent([lo, hi]);
        let width = variance.sqrt().max(NARROWEST * extent).max(1e-9);
        let (variance, step) = (width * width, width / STEPS);
        let margin = f64::from(REACH + 1) * step;
        lo = lo.map(|v| v - margin);
        hi = hi.map(|v| v + margin);
        let [columns, rows] = [0, 1].map(|d| ((hi[d] - lo[d]) / step) as usize + 2);
        let size = columns * rows;
        let mut lattice = Self {
            step,
            corner: lo,
            columns,
            p: vec![0.0; size],
            dx: vec![0.0; size],
            dy: vec![0.0; size],
        };
        for (m, weight) in mixture.centres() {
            let [x, y] = [0, 1].map(|d| Reach::new(a * m[d], lo[d], step, variance));
            lattice.add(&x, &y, weight / (2.0 * PI * variance));
        }
        lattice
    }

    /// Adds one Gaussian, the product of its two axes.
    fn add(&mut self, x: &Reach, y: &Reach, unit: f64) {
        for row in 0..NODES {
            let (value, slope) = (unit * y.value[row], unit * y.slope[row]);
            let start = (y.first + row) * self.columns + x.first;
            let [p, dx, dy] =
                [&mut self.p, &mut self.dx, &mut self.dy].map(|plane| &mut plane[start..][..NODES]);
            for i in 0..NODES {
                p[i] += value * x.value[i];
                dx[i] += value * x.slope[i];
                dy[i] += slope * x.value[i];
            }
        }
    }

    /// Σ f(x, p, ∇p) δ² over the nodes where p is not zero.
    fn integrate(&self, f: impl Fn([f64; 2], f64, [f64; 2]) -> f64) -> f64 {
        let mut sum = 0.0;
        for (i, &p) in self.p.iter().enumerate() {
            if p > f64::MIN_POSITIVE {
                let x = self.corner[0] + (i % self.columns) as f64 * self.step;
                let y = self.corner[1] + (i / self.columns) as f64 * self.step;
                sum += f([x, y], p, [self.dx[i], self.dy[i]]);
            }
        }
        sum * self.step * self.step
    }

    /// E‖∇log p_t‖².
    pub(super) fn score_square(&self) -> f64 {
        self.integrate(|_, p, [dx, dy]| (dx * dx + dy * dy) / p)
    }

    /// −∫ p_t log p_t, in nats.
    pub(super) fn entropy(&self) -> f64 {
        -self.integrate(|_, p, _| p * libm::log(p))
    }

    /// KL(p_t ‖ N(0, spread² I)), in nats.
    pub(super) fn kl_to_normal(&self, spread: f64) -> f64 {
        let variance = spread * spread;
        self.integrate(|[x, y], p, _| {
            p * (libm::log(p) + 0.5 * (x * x + y * y) / variance + libm::log(2.0 * PI * variance))
        })
        .max(0.0)
    }
}
