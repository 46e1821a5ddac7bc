//! The centres of the shapes, flat `[n, 2]`, and the width each of their points is blurred to.
//!
//! Along a curve the centres are no further apart than about one width h, over an area
//! d = h/0.55. Equal Gaussians a distance d apart sum to a constant up to a ripple of
//! 2 e^{−2π² h²/d²}: below 1e-7 along a curve, half a per cent over the checkerboard.
//!
//! ```
//! use nano_diffusion::data::shapes;
//! assert_eq!(shapes::gaussians()[..2], [1.0, 0.0]);
//! assert_eq!(shapes::moons().len(), 2 * 128);
//! ```

use crate::config::data::DataKind;
use std::f64::consts::{PI, TAU};

/// The centres and the width of a kind of data that is a shape: to add one is to add a line here.
pub fn shape(kind: DataKind) -> Option<(Vec<f64>, f64)> {
    Some(match kind {
        DataKind::Gaussians => (gaussians(), GAUSSIANS_WIDTH),
        DataKind::Moons => (moons(), MOONS_WIDTH),
        DataKind::Spiral => (spiral(), SPIRAL_WIDTH),
        DataKind::Checkerboard => (checkerboard(), CHECKER_WIDTH),
        DataKind::Arms => (arms(), ARMS_WIDTH),
        DataKind::Ring | DataKind::Own => return None,
    })
}

/// h of the eight Gaussians: the standard deviation of each centre's blur.
pub const GAUSSIANS_WIDTH: f64 = 0.1;
/// h of the moons: the standard deviation of each centre's blur.
pub const MOONS_WIDTH: f64 = 0.08;
/// h of the spiral: the standard deviation of each centre's blur.
pub const SPIRAL_WIDTH: f64 = 0.06;
/// h of the checkerboard: the standard deviation of each centre's blur.
pub const CHECKER_WIDTH: f64 = 0.55 * CHECKER_STEP;
/// h of the arms: the standard deviation of each centre's blur.
pub const ARMS_WIDTH: f64 = 0.07;

/// Half the side of the checkerboard, and centres along a side of one of its squares.
const CHECKER_SIDE: f64 = 1.4;
const CHECKER_CENTRES: usize = 6;
const CHECKER_STEP: f64 = CHECKER_SIDE / 2.0 / CHECKER_CENTRES as f64;

/// The middles of `n` equal parts of [0, 1].
fn middles(n: usize) -> impl Iterator<Item = f64> {
    (0..n).map(move |i| (i as f64 + 0.5) / n as f64)
}

fn polar(r: f64, angle: f64) -> [f64; 2] {
    let (sin, cos) = libm::sincos(angle);
    [r * cos, r * sin]
}

/// Eight, on the unit circle.
pub fn gaussians() -> Vec<f64> {
    (0..8)
        .flat_map(|i| polar(1.0, TAU * f64::from(i) / 8.0))
        .collect()
}

/// Two half circles of radius 1 with 64 centres each: (cos θ, sin θ) and
/// (1 − cos θ, ½ − sin θ) for θ in [0, π], moved by (−½, −¼).
pub fn moons() -> Vec<f64> {
    middles(64)
        .flat_map(|u| {
            let [x, y] = polar(1.0, PI * u);
            [x - 0.5, y - 0.25, 0.5 - x, 0.25 - y]
        })
        .collect()
}

/// r from 0.2 to 1.5 over two turns, r − 0.2 in proportion to the angle; 192 centres at
/// equal steps of r², which are nearly equal steps along the curve.
pub fn spiral() -> Vec<f64> {
    let (lo, hi) = (0.2, 1.5);
    middles(192)
        .flat_map(|u| {
            let r = (lo * lo + u * (hi * hi - lo * lo)).sqrt();
            polar(r, 2.0 * TAU * (r - lo) / (hi - lo))
        })
        .collect()
}

/// Every other square of a four by four board on [−1.4, 1.4]², the one at the bottom left
/// among them, with 6 × 6 centres each.
pub fn checkerboard() -> Vec<f64> {
    let side = 4 * CHECKER_CENTRES;
    let at = |i: usize| (i as f64 + 0.5) * CHECKER_STEP - CHECKER_SIDE;
    (0..side * side)
        .map(|i| (i % side, i / side))
        .filter(|(i, j)| (i / CHECKER_CENTRES + j / CHECKER_CENTRES).is_multiple_of(2))
        .flat_map(|(i, j)| [at(i), at(j)])
        .collect()
}

/// Three arms a third of a turn apart, each r from 0.25 to 1.6 over three fifths of a
/// turn, at 64 equal steps of r: denser where the arms are slower, in the middle.
pub fn arms() -> Vec<f64> {
    let (lo, hi) = (0.25, 1.6);
    (0..3)
        .flat_map(|arm| middles(64).map(move |u| (f64::from(arm) / 3.0, u)))
        .flat_map(|(start, u)| polar(lo + u * (hi - lo), TAU * (start + 0.6 * u)))
        .collect()
}
