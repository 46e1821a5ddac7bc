//! The two activations and their slopes, four lanes at a time.

use super::arithmetic::{Arithmetic, Portable};
use super::lanes::F32x4;
use super::tile::TILE;
use core::hint::black_box;

/// `max(z, 0)`; NaN stays NaN.
#[inline(always)]
pub(super) fn relu(z: F32x4) -> F32x4 {
    z.at_least(F32x4::ZERO)
}

/// The exponential, and what is made of it: its constants, in memory. Engines make a vector that
/// stands in the code anew wherever it is used, V8 by three instructions; loaded, it is an operand.
///
/// `e^x` is within 2.5e-7 of its size, about 2 ulp, for x in [−87, 88]; x is clamped to that range, where
/// the result is still a normal number. NaN stays NaN.
///
/// Write x = n·ln 2 + r with n the nearest integer to x / ln 2, so that |r| ≤ ln 2 / 2 and e^x = 2ⁿ·e^r.
///
/// * Adding 1.5·2²³ to x / ln 2 rounds it to an integer (there the spacing of floats is 1) and leaves n
///   in the low bits of the sum, from which 2ⁿ is built directly.
/// * ln 2 is subtracted in two parts; n times the first is exact, as that has nine significant bits.
/// * e^r is Cephes' polynomial `1 + r + r²·P(r)`.
///
/// Of many numbers it is taken in two loops over a few kilobytes, and what follows in another: a
/// processor looks at some two hundred instructions ahead, of which those of one number, all in a row,
/// each wait for the last. Measured on a Zen 5, SiLU took a third less time than in one loop.
#[derive(Clone, Copy)]
pub(crate) struct Exponential(&'static Constants);

struct Constants {
    least: F32x4,
    most: F32x4,
    log2_e: F32x4,
    rounder: F32x4,
    /// −ln 2 in two parts.
    minus_ln2: [F32x4; 2],
    p: [F32x4; 6],
    one: F32x4,
    two: F32x4,
}

static CONSTANTS: Constants = Constants {
    least: F32x4::constant(-87.0),
    most: F32x4::constant(88.0),
    log2_e: F32x4::constant(core::f32::consts::LOG2_E),
    rounder: F32x4::constant(12_582_912.0),
    minus_ln2: [
        F32x4::constant(-0.693_359_4),
        F32x4::constant(2.121_944_4e-4),
    ],
    p: [
        F32x4::constant(1.987_569_1e-4),
        F32x4::constant(1.398_199_9e-3),
        F32x4::constant(8.333_452e-3),
        F32x4::constant(4.166_579_6e-2),
        F32x4::constant(1.666_666_5e-1),
        F32x4::constant(0.5),
    ],
    one: F32x4::constant(1.0),
    two: F32x4::constant(2.0),
};

impl Exponential {
    /// For a loop: made before it.
    #[inline(always)]
    pub(crate) fn new() -> Self {
        Self(black_box(&CONSTANTS))
    }

    /// SiLU `z·σ(z)` of at most [`TILE`] vectors, in place, and its slope `σ + z·σ·(1 − σ)`, from
    /// one exponential. Its loops are its own: through a function that is shared with others, they took
    /// Firefox a third longer.
    #[inline(always)]
    pub(super) fn silu<A: Arithmetic>(self, row: &mut [F32x4], slope: &mut [F32x4]) {
        let mut scale = [F32x4::ZERO; TILE];
        let scale = &mut scale[..row.len()];
        for ((r, scale), z) in slope.iter_mut().zip(scale.iter_mut()).zip(row.iter()) {
            (*r, *scale) = self.reduce::<A>(F32x4::ZERO - *z);
        }
        for (slope, scale) in slope.iter_mut().zip(scale.iter()) {
            *slope = self.expand::<A>(*slope) * *scale;
        }
        let one = self.0.one;
        for (slope, z) in slope.iter_mut().zip(row) {
            let sigmoid = one / (one + *slope);
            let value = *z * sigmoid;
            *z = value;
            *slope = A::add_product(sigmoid, value, one - sigmoid);
        }
    }

    /// SiLU of at most [`TILE`] vectors, in place: the same bits as [`Self::silu`] gives, without its slope,
    /// which only a gradient needs.
    #[inline(always)]
    pub(super) fn silu_alone<A: Arithmetic>(self, row: &mut [F32x4]) {
        let (mut r, mut scale) = ([F32x4::ZERO; TILE], [F32x4::ZERO; TILE]);
        let (r, scale) = (&mut r[..row.len()], &mut scale[..row.len()]);
        for ((r, scale), z) in r.iter_mut().zip(scale.iter_mut()).zip(row.iter()) {
            (*r, *scale) = self.reduce::<A>(F32x4::ZERO - *z);
        }
        for (r, scale) in r.iter_mut().zip(scale.iter()) {
            *r = self.expand::<A>(*r) * *scale;
        }
        let one = self.0.one;
        for (r, z) in r.iter().zip(row) {
            *z = *z * (one / (one + *r));
        }
    }

    /// SiLU, its slope, and the slope's slope `σ(1 − σ)(2 + z(1 − 2σ))`.
    #[inline(always)]
    pub(super) fn silu_with_curve<A: Arithmetic>(self, z: F32x4) -> (F32x4, F32x4, F32x4) {
        let (one, two) = (self.0.one, self.0.two);
        let sigmoid = one / (one + self.exp_by::<A>(F32x4::ZERO - z));
        let rest = one - sigmoid;
        let value = z * sigmoid;
        let curve = sigmoid * rest * A::add_product(two, z, rest - sigmoid);
        (value, A::add_product(sigmoid, value, rest), curve)
    }

    /// `e^x`.
    #[inline(always)]
    fn exp_by<A: Arithmetic>(self, x: F32x4) -> F32x4 {
        let (r, scale) = self.reduce::<A>(x);
        self.expand::<A>(r) * scale
    }

    /// r and 2ⁿ of x.
    #[inline(always)]
    fn reduce<A: Arithmetic>(self, x: F32x4) -> (F32x4, F32x4) {
        let c = self.0;
        let x = x.at_least(c.least).at_most(c.most);
        let rounded = A::add_product(c.rounder, x, c.log2_e);
        let n = rounded - c.rounder;
        let r = A::add_product(x, n, c.minus_ln2[0]);
        let r = A::add_product(r, n, c.minus_ln2[1]);
        (r, rounded.pow2_of_low_bits())
    }

    /// e^r.
    #[inline(always)]
    fn expand<A: Arithmetic>(self, r: F32x4) -> F32x4 {
        let c = self.0;
        let terms = c.p[1..].iter();
        let p = terms.fold(c.p[0], |p, &term| A::add_product(term, p, r));
        A::add_product(r, p, r * r) + c.one
    }

    /// `e^x` of at most [`TILE`] vectors, as many as `out` has, in portable arithmetic: for what is
    /// outside the kernel.
    #[inline(always)]
    pub(crate) fn exp(self, out: &mut [F32x4], x: impl Iterator<Item = F32x4>) {
        let mut scale = [F32x4::ZERO; TILE];
        let scale = &mut scale[..out.len()];
        for ((r, scale), x) in out.iter_mut().zip(scale.iter_mut()).zip(x) {
            (*r, *scale) = self.reduce::<Portable>(x);
        }
        for (out, scale) in out.iter_mut().zip(scale.iter()) {
            *out = self.expand::<Portable>(*out) * *scale;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::arithmetic::Fused;
    use super::*;

    #[test]
    fn exp_is_accurate_and_keeps_nan() {
        let exponential = Exponential::new();
        let both = |x: f32| {
            let x = F32x4::splat(x);
            [
                exponential.exp_by::<Portable>(x),
                exponential.exp_by::<Fused>(x),
            ]
            .map(|y| y.to_array()[0])
        };
        for i in -87_000..88_000 {
            let x = i as f32 / 1000.0;
            let want = f64::from(x).exp();
            for got in both(x).map(f64::from) {
                assert!(
                    (got - want).abs() <= 2.5e-7 * want,
                    "exp({x}) = {got}, want {want}"
                );
            }
        }
        assert!(both(f32::NAN).iter().all(|y| y.is_nan()));
        assert!(both(-1e9).iter().all(|y| *y > 0.0));
        assert!(both(1e9).iter().all(|y| y.is_finite()));
    }

    #[test]
    fn silu_without_its_slope_is_the_same() {
        let exponential = Exponential::new();
        let of = |i: i32| F32x4::from_array([-9.7, -0.3, 0.1, 8.9].map(|x| x * i as f32));
        let mut both: Vec<F32x4> = (-12..20).map(of).collect();
        let (mut alone, mut slopes) = (both.clone(), both.clone());
        exponential.silu::<Portable>(&mut both, &mut slopes);
        exponential.silu_alone::<Portable>(&mut alone);
        for (one, other) in both.iter().zip(&alone) {
            assert_eq!(one.to_array(), other.to_array());
        }
    }
}
