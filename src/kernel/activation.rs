//! The two activations and their slopes, four lanes at a time.

use super::arithmetic::{Arithmetic, Portable};
use super::lanes::F32x4;

/// `max(z, 0)`; NaN stays NaN.
#[inline(always)]
pub(super) fn relu(z: F32x4) -> F32x4 {
    z.at_least(F32x4::ZERO)
}

/// SiLU `z·σ(z)` and its slope `σ + z·σ·(1 − σ)`, from one exponential.
#[inline(always)]
pub(super) fn silu<A: Arithmetic>(z: F32x4) -> (F32x4, F32x4) {
    let one = F32x4::splat(1.0);
    let sigmoid = one / (one + exp_by::<A>(F32x4::ZERO - z));
    let value = z * sigmoid;
    (value, A::add_product(sigmoid, value, one - sigmoid))
}

/// SiLU, its slope, and the slope's slope `σ(1 − σ)(2 + z(1 − 2σ))`.
#[inline(always)]
pub(super) fn silu_with_curve<A: Arithmetic>(z: F32x4) -> (F32x4, F32x4, F32x4) {
    let c = F32x4::splat;
    let sigmoid = c(1.0) / (c(1.0) + exp_by::<A>(F32x4::ZERO - z));
    let rest = c(1.0) - sigmoid;
    let value = z * sigmoid;
    let curve = sigmoid * rest * A::add_product(c(2.0), z, rest - sigmoid);
    (value, A::add_product(sigmoid, value, rest), curve)
}

/// `e^x` to about 1 ulp for x in [−87, 88]; x is clamped to that range, where
/// the result is still a normal number. NaN stays NaN.
///
/// Write x = n·ln 2 + r with n the nearest integer to x / ln 2, so that
/// |r| ≤ ln 2 / 2 and e^x = 2ⁿ·e^r.
///
/// * Adding 1.5·2²³ to x / ln 2 rounds it to an integer (there the spacing of
///   floats is 1) and leaves n in the low bits of the sum, from which 2ⁿ is
///   built directly.
/// * ln 2 is subtracted in two parts; n·LN2_HIGH is exact as LN2_HIGH has nine
///   significant bits.
/// * e^r is Cephes' polynomial `1 + r + r²·P(r)`.
#[inline(always)]
fn exp_by<A: Arithmetic>(x: F32x4) -> F32x4 {
    const ROUNDER: f32 = 12_582_912.0;
    const LN2_HIGH: f32 = 0.693_359_4;
    const LN2_LOW: f32 = -2.121_944_4e-4;
    const P: [f32; 6] = [
        1.987_569_1e-4,
        1.398_199_9e-3,
        8.333_452e-3,
        4.166_579_6e-2,
        1.666_666_5e-1,
        0.5,
    ];
    let c = F32x4::splat;
    let x = x.at_least(c(-87.0)).at_most(c(88.0));
    let rounded = A::add_product(c(ROUNDER), x, c(core::f32::consts::LOG2_E));
    let n = rounded - c(ROUNDER);
    let r = A::add_product(x, n, c(-LN2_HIGH));
    let r = A::add_product(r, n, c(-LN2_LOW));
    let p = P[1..]
        .iter()
        .fold(c(P[0]), |p, &q| A::add_product(c(q), p, r));
    (A::add_product(r, p, r * r) + c(1.0)) * rounded.pow2_of_low_bits()
}

/// In portable arithmetic, for what is outside the kernel.
#[inline(always)]
pub(crate) fn exp(x: F32x4) -> F32x4 {
    exp_by::<Portable>(x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_is_accurate_and_keeps_nan() {
        for i in -87_000..88_000 {
            let x = i as f32 / 1000.0;
            let got = f64::from(exp(F32x4::splat(x)).to_array()[0]);
            let want = f64::from(x).exp();
            assert!(
                (got - want).abs() <= 2.5e-7 * want,
                "exp({x}) = {got}, want {want}"
            );
        }
        assert!(exp(F32x4::splat(f32::NAN)).to_array()[0].is_nan());
        assert!(exp(F32x4::splat(-1e9)).to_array()[0] > 0.0);
        assert!(exp(F32x4::splat(1e9)).to_array()[0].is_finite());
    }
}
