//! Many centres at once, seen from afar: by their moments.
//!
//! About a point c, with u = m − c and z = x − c in units of √(2v),
//!
//! e^{−|m − x|²} = e^{−|z|²} e^{−|u|²} e^{s},  s = 2 u·z,
//!
//! and the last factor's series, broken off after order [`ORDER`] = p, is a polynomial in z whose
//! coefficients are moments of u: one for all centres,
//!
//! Σᵢ wᵢ e^{−|uᵢ|²} e^{sᵢ} ≈ Σ_{j+k≤p} M_jk z_xʲ z_yᵏ,
//! M_jk = Σᵢ wᵢ e^{−|uᵢ|²} (2 u_x)ʲ/j! (2 u_y)ᵏ/k!.
//!
//! By Lagrange, what is broken off is at most |s|^{p+1}/(p+1)! max(1, eˢ), so of each term, e^s,
//! the share S^{p+1}/(p+1)! e^S where |s| ≤ S. With |u| |z| ≤ 1, so S = 2, and p = 18 that is
//! 2¹⁹/19! e² = 4e-11. It is a share of positive terms, so of their sum too, and with the
//! weights u and |u|² as well: Σ term u_x has the coefficients (j + 1)/2 M_{j+1,k}, and so on.
//! Source: Yang, Duraiswami and Gumerov, "Improved fast Gauss transform", 2003.

use super::Centre;
use crate::exp::exp;

/// The highest power of z.
const ORDER: usize = 18;
/// The weights |u|² take moments of two orders more.
const MOST: usize = ORDER + 2;
/// No centre is further from c: e^{−9} is the least factor e^{−|u|²} then.
const FARTHEST: f64 = 3.0;

/// For sums of 1, u_x, u_y and |u|²: coefficients of z_xʲ z_yᵏ, by k, then by j.
#[derive(Clone, Debug)]
pub(super) struct Moments(Vec<[f64; 4]>);

/// Whether the polynomial is close enough: for all u up to a radius, and z, given their squares.
pub(super) fn suffice(radius: f64, z: f64) -> bool {
    radius <= FARTHEST * FARTHEST && radius * z <= 1.0
}

impl Moments {
    /// Of centres and logarithms of weights, the largest of which is `top`, about `c`.
    pub(super) fn new(centres: impl Iterator<Item = Centre>, c: [f64; 2], top: f64) -> Self {
        // M_jk at k (MOST + 1) + j.
        let mut m = [0.0; (MOST + 1) * (MOST + 1)];
        for (at, log_weight) in centres {
            let [x, y] = [at[0] - c[0], at[1] - c[1]];
            let [powers, mut rows] = [x, y].map(|u| {
                let mut power = 1.0;
                std::array::from_fn::<f64, { MOST + 1 }, _>(|j| {
                    power *= if j > 0 { 2.0 * u / j as f64 } else { 1.0 };
                    power
                })
            });
            let weight = exp(log_weight - top - (x * x + y * y));
            rows = rows.map(|v| weight * v);
            for (k, row) in m.chunks_exact_mut(MOST + 1).enumerate() {
                for (m, power) in row.iter_mut().zip(&powers).take(MOST + 1 - k) {
                    *m += rows[k] * power;
                }
            }
        }
        let at = |j: usize, k: usize| m[k * (MOST + 1) + j];
        let pairs = (0..=ORDER).flat_map(|k| (0..=ORDER - k).map(move |j| (j, k)));
        let four = pairs.map(|(j, k)| {
            // (j + 1)(j + 2)/4 M_{j+2,k} is Σ … u_x², and so for y.
            let raise =
                |n: usize, by: usize| (1..=by).map(|i| 0.5 * (n + i) as f64).product::<f64>();
            [
                at(j, k),
                raise(j, 1) * at(j + 1, k),
                raise(k, 1) * at(j, k + 1),
                raise(j, 2) * at(j + 2, k) + raise(k, 2) * at(j, k + 2),
            ]
        });
        Self(four.collect())
    }

    /// Σᵢ wᵢ e^{|z|² − |uᵢ − z|²} times 1, dᵢ (both its parts) and |dᵢ|², for dᵢ = uᵢ − z and
    /// weights relative to the largest.
    pub(super) fn sums(&self, [x, y]: [f64; 2]) -> [f64; 4] {
        let mut powers = [1.0; ORDER + 1];
        for j in 1..=ORDER {
            powers[j] = powers[j - 1] * x;
        }
        let mut sums = [0.0; 4];
        let (mut rest, mut factor) = (&self.0[..], 1.0);
        for k in 0..=ORDER {
            let (row, below) = rest.split_at(ORDER + 1 - k);
            let mut of_row = [0.0; 4];
            for (four, power) in row.iter().zip(&powers) {
                for (sum, m) in of_row.iter_mut().zip(four) {
                    *sum += m * power;
                }
            }
            for (sum, of_row) in sums.iter_mut().zip(of_row) {
                *sum += factor * of_row;
            }
            (rest, factor) = (below, factor * y);
        }
        let [whole, ux, uy, square] = sums;
        [
            whole,
            ux - x * whole,
            uy - y * whole,
            square - 2.0 * (x * ux + y * uy) + (x * x + y * y) * whole,
        ]
    }
}
