//! The posterior of a mixture, which is a mixture: Σᵢ γᵢ N(μᵢ, s² I).

use crate::data::Mixture;
use std::f64::consts::PI;

/// Parts below e^−28 = 7e-13 of the largest are left out.
const NEGLIGIBLE: f64 = 28.0;
/// Gauss–Hermite for N(0, 1): nodes and weights, exact for polynomials of degree nine.
const FIVE: [(f64, f64); 5] = [
    (0.0, 0.533_333_333_333_333_3),
    (1.355_626_179_974_266, 0.222_075_922_005_612_7),
    (-1.355_626_179_974_266, 0.222_075_922_005_612_7),
    (2.856_970_013_872_806, 0.011_257_411_327_720_7),
    (-2.856_970_013_872_806, 0.011_257_411_327_720_7),
];
/// More parts than these overlap, and a coarser rule will do.
const MANY: usize = 32;
/// Widths of the data below this count as this, as in their density.
const NARROWEST: f64 = 1e-6;

/// The parts that matter.
pub(super) struct Parts {
    /// (γᵢ, μᵢ), Σ γᵢ = 1.
    pub parts: Vec<(f64, [f64; 2])>,
    /// s.
    pub width: f64,
}

impl Parts {
    /// Of the posterior at `x`, for given A and B.
    pub(super) fn new(mixture: &Mixture, a: f64, b: f64, x: [f64; 2]) -> Self {
        let h = mixture.width().max(NARROWEST);
        let variance = a * a * h * h + b * b;
        let exponents: Vec<_> = mixture
            .log_centres()
            .map(|(m, log_weight)| {
                let [dx, dy] = [x[0] - a * m[0], x[1] - a * m[1]];
                (m, log_weight - (dx * dx + dy * dy) / (2.0 * variance))
            })
            .collect();
        let top = exponents
            .iter()
            .fold(f64::NEG_INFINITY, |top, e| top.max(e.1));
        let kept = exponents.iter().filter(|(_, e)| e - top > -NEGLIGIBLE);
        let mut parts: Vec<_> = kept
            .map(|(m, e)| {
                let mean = [0, 1].map(|d| (b * b * m[d] + a * h * h * x[d]) / variance);
                (libm::exp(e - top), mean)
            })
            .collect();
        let whole: f64 = parts.iter().map(|(weight, _)| weight).sum();
        for (weight, _) in &mut parts {
            *weight /= whole;
        }
        Self {
            parts,
            width: h * b / variance.sqrt(),
        }
    }

    /// The prior itself, as if nothing were known of x_t.
    pub(super) fn prior(mixture: &Mixture) -> Self {
        Self {
            parts: mixture.centres().map(|(m, weight)| (weight, m)).collect(),
            width: mixture.width().max(NARROWEST),
        }
    }

    /// Nodes of a quadrature over the posterior: (weight, x₀).
    pub(super) fn nodes(&self) -> impl Iterator<Item = (f64, [f64; 2])> + '_ {
        let rule = if self.parts.len() > MANY {
            hexagon()
        } else {
            square()
        };
        self.parts.iter().flat_map(move |&(weight, mean)| {
            let nodes = rule.clone().into_iter();
            nodes.map(move |(share, [u, v])| {
                let x0 = [mean[0] + self.width * u, mean[1] + self.width * v];
                (weight * share, x0)
            })
        })
    }
}

/// For N(0, I) in the plane, 25 nodes: five times five.
fn square() -> Vec<(f64, [f64; 2])> {
    FIVE.iter()
        .flat_map(|&(u, wu)| FIVE.map(|(v, wv)| (wu * wv, [u, v])))
        .collect()
}

/// For N(0, I) in the plane, seven nodes: the centre, and a hexagon of radius 2; exact for
/// polynomials of degree five. Source: Stroud and Secrest, "Approximate integration formulas for
/// certain spherically symmetric regions", 1963.
fn hexagon() -> Vec<(f64, [f64; 2])> {
    let corner = |i: i32| {
        let (sin, cos) = libm::sincos(PI / 3.0 * f64::from(i));
        (1.0 / 12.0, [2.0 * cos, 2.0 * sin])
    };
    std::iter::once((0.5, [0.0; 2]))
        .chain((0..6).map(corner))
        .collect()
}
