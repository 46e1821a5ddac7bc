//! What the ring's radius adds to a line through the origin: a table, made once for each t.
//!
//! On the line in the direction (cos θ, sin θ), let y = x·(cos θ, sin θ) be where x is seen from it.
//! The two integrals behind p_t ([`ring`](super::ring)) then part: over the radius,
//!
//! g(y) = ln ∫ dr p_Γ(r) e^{−(y − A r)²/2B²},
//!
//! is a function of one number, the radius blurred by the noise, and with δ = θ − φ, y = ρ cos δ,
//!
//! p_t(x) = 1/(2πB²) ∫ dθ p(θ) e^{−(ρ sin δ)²/2B² + g(ρ cos δ)},
//! ∇ log p_t = ⟨−ρ sin²δ/B² + g′ cos δ⟩ along x and ⟨(y/B² + g′) sin δ⟩ across,
//!
//! ⟨·⟩ being means under that integrand. So a point costs a dozen or two exponentials, where the double
//! sum costs as many for each of some thirteen radii. g is smooth on the scale w = √(A² σ² + B²) (σ
//! the radius's width), and stands here as polynomials of degree 5 on cells of w/3, with the values
//! and first two derivatives of g at their ends:
//!
//! g′ = (A E[r] − y)/B²,  g″ = (A² Var r/B² − 1)/B²,  both under p_Γ(r) e^{−(y − A r)²/2B²}.
//!
//! Such a polynomial is off by at most f(s) = s³ (1 − s)³ M/720 at the share s of a cell, M bounding
//! the sixth derivative; that is most in the middle, where each is held against g itself. A cell that
//! is off by more than [`OFF`] there (near y = 0, where a thick ring's density has its kink) or a y
//! beyond the table is told as such: there the double sum has to do.

use super::radial::Radial;
use crate::data::Ring;

/// Cells in a w, and how many w the table reaches from A r = A to both sides.
const FINENESS: f64 = 3.0;
const REACH: f64 = 8.0;
/// The most that g may be off by in the middle of a cell. By f′/f, g′ is off by at most 3.5 times that
/// over the cell's width: 1e-6/w.
const OFF: f64 = 1e-7;

/// Coefficients of the powers of the share s of a cell.
type Cell = [f64; 6];

/// g at one t.
#[derive(Clone, Debug)]
pub(super) struct Profile {
    pub t: f64,
    /// 1/B².
    pub precision: f64,
    /// Where the first cell begins, and cells per unit of y.
    from: f64,
    density: f64,
    /// NaN where the polynomial isn't close enough.
    cells: Vec<Cell>,
}

/// The nodes in the radius for one y.
#[derive(Clone, Copy, Debug)]
pub(super) struct Nodes {
    pub mode: f64,
    /// Their spacing in ln r; the standard deviation, likewise.
    pub step: f64,
    pub std: f64,
    /// The largest exponent, ln of the integrand at the mode.
    pub top: f64,
}

/// Fills `radial` with the nodes for y, which is ρ where x itself is on the line.
pub(super) fn walk(radial: &mut Radial, k: f64, [a, precision]: [f64; 2], y: f64) -> Nodes {
    let f = |u: f64, r: f64| k * (u - r) - 0.5 * precision * (y - a * r) * (y - a * r);
    let (mode, std) = mode_of(k, [a, precision], y);
    let top = f(libm::log(mode), mode);
    // A Gaussian would need no finer step; the Gamma density of a small k does.
    let step = std * (0.9 - 0.25 * (2.0 / k).sqrt());
    radial.walk(mode, step, top, a * y * precision, f);
    Nodes {
        mode,
        step,
        std,
        top,
    }
}

/// Where the integrand over ln r is largest, and its standard deviation there.
#[inline(always)]
pub(super) fn mode_of(k: f64, [a, precision]: [f64; 2], y: f64) -> (f64, f64) {
    // f′ = k − (k − A y/B²) r − (A²/B²) r² = 0, without cancellation.
    let (quadratic, linear) = (a * a * precision, k - a * y * precision);
    let root = (linear * linear + 4.0 * quadratic * k).sqrt();
    let mode = if linear >= 0.0 {
        2.0 * k / (linear + root)
    } else {
        (root - linear) / (2.0 * quadratic)
    };
    (mode, 1.0 / (k + quadratic * mode * mode).sqrt())
}

/// g, g′ and g″ at y, by the sum over radii.
pub(super) fn value(radial: &mut Radial, k: f64, [a, precision]: [f64; 2], y: f64) -> [f64; 3] {
    let Nodes {
        mode, step, top, ..
    } = walk(radial, k, [a, precision], y);
    // A r − y about the mode's, so that nothing cancels in the variance.
    let [mut whole, mut mean, mut square] = [0.0; 3];
    for (weight, r) in radial.weight.iter().zip(&radial.r) {
        let off = a * (r - mode);
        whole += weight;
        mean += weight * off;
        square += weight * off * off;
    }
    let [mean, square] = [mean, square].map(|sum| sum / whole);
    [
        top + libm::log(whole * step),
        (mean + (a * mode - y)) * precision,
        ((square - mean * mean) * precision - 1.0) * precision,
    ]
}

impl Profile {
    /// For a ring under given A and B; `radial` is room to work in.
    pub(super) fn new(ring: &Ring, t: f64, [a, b]: [f64; 2], radial: &mut Radial) -> Self {
        let precision = 1.0 / (b * b);
        let k = ring.config().scale;
        let mut at = |y: f64| value(radial, k, [a, precision], y);
        let width = libm::hypot(a * ring.radius_std(), b);
        let cell = width / FINENESS;
        let from = a - REACH * width;
        let count = (2.0 * REACH * FINENESS) as usize;
        let mut low = at(from);
        let mut cells = Vec::with_capacity(count);
        for i in 0..count {
            let high = at(from + cell * (i + 1) as f64);
            let middle = at(from + cell * (i as f64 + 0.5))[0];
            let polynomial = hermite(low, high, cell);
            let close = (horner(&polynomial, 0.5)[0] - middle).abs() < OFF;
            cells.push(if close { polynomial } else { [f64::NAN; 6] });
            low = high;
        }
        Self {
            t,
            precision,
            from,
            density: 1.0 / cell,
            cells,
        }
    }

    /// g and g′ at y; NaN where the table does not know them.
    #[inline(always)]
    pub(super) fn at(&self, y: f64) -> [f64; 2] {
        let place = (y - self.from) * self.density;
        // A negative place, and NaN, come out as 0.
        let cell = place as usize;
        match self.cells.get(cell) {
            Some(polynomial) if place >= 0.0 => {
                let [g, slope] = horner(polynomial, place - cell as f64);
                [g, slope * self.density]
            }
            _ => [f64::NAN; 2],
        }
    }

    /// The same at y = ρ cos δ for each of the cosines.
    pub(super) fn look_up(&self, rho: f64, cos: &[f64], [g, slope]: &mut [Vec<f64>; 2]) {
        g.resize(cos.len(), 0.0);
        slope.resize(cos.len(), 0.0);
        for ((cos, g), slope) in cos.iter().zip(g).zip(slope) {
            [*g, *slope] = self.at(rho * cos);
        }
    }
}

/// The polynomial with given values and first two derivatives at both ends of a cell.
fn hermite(low: [f64; 3], high: [f64; 3], cell: f64) -> Cell {
    let [p0, v0, a0] = [low[0], low[1] * cell, low[2] * cell * cell];
    let [p1, v1, a1] = [high[0], high[1] * cell, high[2] * cell * cell];
    let rise = p1 - p0;
    [
        p0,
        v0,
        0.5 * a0,
        10.0 * rise - 6.0 * v0 - 4.0 * v1 - 1.5 * a0 + 0.5 * a1,
        -15.0 * rise + 8.0 * v0 + 7.0 * v1 + 1.5 * a0 - a1,
        6.0 * rise - 3.0 * v0 - 3.0 * v1 - 0.5 * a0 + 0.5 * a1,
    ]
}

/// The polynomial and its derivative at a share of the cell.
#[inline(always)]
fn horner(c: &Cell, s: f64) -> [f64; 2] {
    let (mut value, mut slope) = (c[5], 0.0);
    for c in c[..5].iter().rev() {
        slope = slope * s + value;
        value = value * s + c;
    }
    [value, slope]
}
