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
/// One direction: weight dτ/8, cos δ − 1 and sin δ, with δ = θ − φ.
#[derive(Clone, Copy, Debug)]
pub(super) struct Angle {
    pub weight: f64,
    pub cos_minus_one: f64,
    pub sin: f64,
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
            for j in first.. {
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
    pub(super) fn sum(&mut self, angles: &[Angle]) {
        let n = self.r.len();
        for sums in &mut self.sums {
            sums.clear();
            sums.resize(n, 0.0);
        }
        let [one, cos_minus_one, sin] = &mut self.sums;
        let (one, cos_minus_one, sin) = (&mut one[..n], &mut cos_minus_one[..n], &mut sin[..n]);
        let kappa = &self.kappa[..n];
        for angle in angles {
            for j in 0..n {
                let e = angle.weight * exp(kappa[j] * angle.cos_minus_one);
                one[j] += e;
                cos_minus_one[j] += e * angle.cos_minus_one;
                sin[j] += e * angle.sin;
            }
        }
    }
}
