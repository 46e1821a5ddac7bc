//! The double sum behind the ring's exact score: over radii, and for each over angles.
//!
//! For radii rⱼ with κⱼ ∝ rⱼ and directions at the angles δᵢ from x,
//!
//! sumsⱼ = Σᵢ wᵢ e^{κⱼ (cos δᵢ − 1)} (1, cos δᵢ − 1, sin δᵢ),
//!
//! which is where all the time goes: some thirteen radii times a dozen or two angles.

use crate::exp::exp;

/// Terms below e^−17 = 4e-8 of the largest are left out.
const NEGLIGIBLE: f64 = 17.0;
/// Nodes to either side of the mode, at most. Some ten are enough, forty for the widest ring; but where x is so far
/// out that the radii that count differ by less than a rounding, they would never end.
pub(super) const MOST_RADII: u16 = 100;

/// Directions, one beside the other: weights dτ/8, cos δ and sin δ, with δ = θ − φ.
#[derive(Clone, Debug, Default)]
pub(super) struct Angles {
    pub weight: Vec<f64>,
    pub cos: Vec<f64>,
    pub sin: Vec<f64>,
}

/// Angles side by side.
pub(super) const LANES: usize = 4;

impl Angles {
    pub(super) fn clear(&mut self) {
        for each in [&mut self.weight, &mut self.cos, &mut self.sin] {
            each.clear();
        }
    }

    /// Room for `n` more: weights, cosines and sines.
    pub(super) fn extend(&mut self, n: usize) -> (&mut [f64], &mut [f64], &mut [f64]) {
        let from = self.weight.len();
        let Self { weight, cos, sin } = self;
        for each in [&mut *weight, cos, sin] {
            each.resize(from + n, 0.0);
        }
        (&mut weight[from..], &mut cos[from..], &mut sin[from..])
    }

    /// To whole lanes, with copies of the last that weigh nothing.
    pub(super) fn fill_up(&mut self) {
        let n = self.weight.len().next_multiple_of(LANES);
        self.weight.resize(n, 0.0);
        for each in [&mut self.cos, &mut self.sin] {
            let last = each.last().copied().unwrap_or(0.0);
            each.resize(n, last);
        }
    }
}

/// Nodes in the radius, with what is summed over the angle for each.
#[derive(Clone, Debug, Default)]
pub(super) struct Radial {
    /// e^{f − max f} and r.
    pub weight: Vec<f64>,
    pub r: Vec<f64>,
    /// A ρ r/B².
    pub kappa: Vec<f64>,
    /// ∫ p(θ) e^{κ (cos δ − 1)} (1, cos δ − 1, sin δ) dθ.
    pub sums: [Vec<f64>; 3],
}

impl Radial {
    /// Nodes out from the mode to both sides, until the terms are negligible.
    pub(super) fn walk(
        &mut self,
        mode: f64,
        step: f64,
        top: f64,
        scale: f64,
        f: impl Fn(f64, f64) -> f64,
    ) {
        self.weight.clear();
        self.r.clear();
        self.kappa.clear();
        let centre = libm::log(mode);
        for direction in [libm::exp(step), libm::exp(-step)] {
            let (step, first) = if direction > 1.0 {
                (step, 0)
            } else {
                (-step, 1)
            };
            let mut r = if first == 0 { mode } else { mode * direction };
            for j in first..MOST_RADII {
                let exponent = f(centre + f64::from(j) * step, r) - top;
                // NaN must end the walk too.
                if exponent.is_nan() || exponent < -NEGLIGIBLE {
                    break;
                }
                self.weight.push(exp(exponent.min(0.0)));
                self.r.push(r);
                self.kappa.push(scale * r);
                r *= direction;
            }
        }
    }

    /// The sums over the angle, for each radius; the loop over radii is vectorised.
    pub(super) fn sum(&mut self, angles: &Angles) {
        let n = self.r.len();
        for sums in &mut self.sums {
            sums.clear();
            sums.resize(n, 0.0);
        }
        let [one, cos_minus_one, sin] = &mut self.sums;
        let (one, cos_minus_one, sin) = (&mut one[..n], &mut cos_minus_one[..n], &mut sin[..n]);
        let kappa = &self.kappa[..n];
        for ((weight, cos_delta), sin_delta) in
            angles.weight.iter().zip(&angles.cos).zip(&angles.sin)
        {
            // Without cancellation.
            let off = if *cos_delta > 0.0 {
                -sin_delta * sin_delta / (1.0 + cos_delta)
            } else {
                cos_delta - 1.0
            };
            for j in 0..n {
                let e = weight * exp(kappa[j] * off);
                one[j] += e;
                cos_minus_one[j] += e * off;
                sin[j] += e * sin_delta;
            }
        }
    }
}
