//! Four `f32` lanes: `v128` on wasm with simd128, an aligned array elsewhere.
//!
//! Both versions do the same IEEE operations in the same order (no fused
//! multiply-add but where it is asked for, no reassociation), so native and wasm
//! results are equal bit for bit. Tiles are stored as `[F32x4]`, which makes every vector load and
//! store an ordinary indexed access: no pointers, no `unsafe`.

// Flags in a RUSTFLAGS variable replace those of .cargo/config.toml: without SIMD everything would
// work, at a quarter of the speed.
#[cfg(all(target_arch = "wasm32", not(target_feature = "simd128")))]
compile_error!("simd128 is off: see .cargo/config.toml, and unset RUSTFLAGS");

use core::ops::{Add, Div, Mul, Sub};

pub(crate) use imp::F32x4;

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod imp {
    use core::arch::wasm32::*;

    #[derive(Clone, Copy)]
    pub(crate) struct F32x4(pub(super) v128);

    impl F32x4 {
        pub(crate) const ZERO: Self = Self(f32x4(0.0, 0.0, 0.0, 0.0));

        #[inline(always)]
        pub(crate) fn splat(x: f32) -> Self {
            Self(f32x4_splat(x))
        }

        /// As [`splat`](Self::splat), of a constant.
        pub(crate) const fn constant(x: f32) -> Self {
            Self(f32x4(x, x, x, x))
        }

        #[inline(always)]
        pub(crate) fn from_array(x: [f32; 4]) -> Self {
            Self(f32x4(x[0], x[1], x[2], x[3]))
        }

        #[inline(always)]
        pub(crate) fn to_array(self) -> [f32; 4] {
            [
                f32x4_extract_lane::<0>(self.0),
                f32x4_extract_lane::<1>(self.0),
                f32x4_extract_lane::<2>(self.0),
                f32x4_extract_lane::<3>(self.0),
            ]
        }

        /// `if self < low { low } else { self }`: a NaN in `self` stays.
        #[inline(always)]
        pub(crate) fn at_least(self, low: Self) -> Self {
            Self(f32x4_pmax(self.0, low.0))
        }

        /// `if high < self { high } else { self }`: a NaN in `self` stays.
        #[inline(always)]
        pub(crate) fn at_most(self, high: Self) -> Self {
            Self(f32x4_pmin(self.0, high.0))
        }

        /// `if gate <= 0 { 0 } else { self }`: a NaN gate lets `self` through.
        #[inline(always)]
        pub(crate) fn zero_unless_positive(self, gate: Self) -> Self {
            Self(v128_andnot(self.0, f32x4_le(gate.0, Self::ZERO.0)))
        }

        /// The float whose exponent field is the low bits of `self` plus 127;
        /// see [`exp`](super::super::activation).
        #[inline(always)]
        pub(crate) fn pow2_of_low_bits(self) -> Self {
            let exponent = i32x4_shl(self.0, 23);
            Self(i32x4_add(exponent, i32x4_splat(127 << 23)))
        }

        /// `self + a·b`, rounded once.
        #[cfg(target_feature = "relaxed-simd")]
        #[inline(always)]
        pub(crate) fn add_product_fused(self, a: Self, b: Self) -> Self {
            Self(f32x4_relaxed_madd(a.0, b.0, self.0))
        }

        /// `[Σa, Σb, Σc, Σd]`, each as `(v0 + v2) + (v1 + v3)`.
        #[inline(always)]
        pub(crate) fn sums([a, b, c, d]: [Self; 4]) -> Self {
            let pair = |p: v128, q: v128| {
                f32x4_add(
                    i32x4_shuffle::<0, 4, 1, 5>(p, q),
                    i32x4_shuffle::<2, 6, 3, 7>(p, q),
                )
            };
            let (ab, cd) = (pair(a.0, b.0), pair(c.0, d.0));
            Self(f32x4_add(
                i32x4_shuffle::<0, 1, 4, 5>(ab, cd),
                i32x4_shuffle::<2, 3, 6, 7>(ab, cd),
            ))
        }
    }

    macro_rules! operator {
        ($trait:ident, $method:ident, $intrinsic:ident) => {
            impl super::$trait for F32x4 {
                type Output = Self;
                #[inline(always)]
                fn $method(self, other: Self) -> Self {
                    Self($intrinsic(self.0, other.0))
                }
            }
        };
    }
    operator!(Add, add, f32x4_add);
    operator!(Sub, sub, f32x4_sub);
    operator!(Mul, mul, f32x4_mul);
    operator!(Div, div, f32x4_div);
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod imp {
    use core::array::from_fn;

    #[derive(Clone, Copy)]
    #[repr(align(16))]
    pub(crate) struct F32x4([f32; 4]);

    impl F32x4 {
        pub(crate) const ZERO: Self = Self([0.0; 4]);

        #[inline(always)]
        pub(crate) fn splat(x: f32) -> Self {
            Self([x; 4])
        }

        /// As [`splat`](Self::splat), of a constant.
        pub(crate) const fn constant(x: f32) -> Self {
            Self([x; 4])
        }

        #[inline(always)]
        pub(crate) fn from_array(x: [f32; 4]) -> Self {
            Self(x)
        }

        #[inline(always)]
        pub(crate) fn to_array(self) -> [f32; 4] {
            self.0
        }

        #[inline(always)]
        fn zip(self, other: Self, f: impl Fn(f32, f32) -> f32) -> Self {
            Self(from_fn(|i| f(self.0[i], other.0[i])))
        }

        /// `if self < low { low } else { self }`: a NaN in `self` stays.
        #[inline(always)]
        pub(crate) fn at_least(self, low: Self) -> Self {
            self.zip(low, |x, low| if x < low { low } else { x })
        }

        /// `if high < self { high } else { self }`: a NaN in `self` stays.
        #[inline(always)]
        pub(crate) fn at_most(self, high: Self) -> Self {
            self.zip(high, |x, high| if high < x { high } else { x })
        }

        /// `if gate <= 0 { 0 } else { self }`: a NaN gate lets `self` through.
        #[inline(always)]
        pub(crate) fn zero_unless_positive(self, gate: Self) -> Self {
            self.zip(gate, |x, gate| if gate <= 0.0 { 0.0 } else { x })
        }

        /// The float whose exponent field is the low bits of `self` plus 127;
        /// see [`exp`](super::super::activation).
        #[inline(always)]
        pub(crate) fn pow2_of_low_bits(self) -> Self {
            Self(
                self.0
                    .map(|x| f32::from_bits((x.to_bits() << 23).wrapping_add(127 << 23))),
            )
        }

        /// `self + a·b`, rounded once.
        #[inline(always)]
        pub(crate) fn add_product_fused(self, a: Self, b: Self) -> Self {
            Self(from_fn(|i| a.0[i].mul_add(b.0[i], self.0[i])))
        }

        /// `[Σa, Σb, Σc, Σd]`, each as `(v0 + v2) + (v1 + v3)`.
        #[inline(always)]
        pub(crate) fn sums(of: [Self; 4]) -> Self {
            Self(of.map(|Self(v)| (v[0] + v[2]) + (v[1] + v[3])))
        }
    }

    macro_rules! operator {
        ($trait:ident, $method:ident, $op:tt) => {
            impl super::$trait for F32x4 {
                type Output = Self;
                #[inline(always)]
                fn $method(self, other: Self) -> Self {
                    self.zip(other, |x, y| x $op y)
                }
            }
        };
    }
    operator!(Add, add, +);
    operator!(Sub, sub, -);
    operator!(Mul, mul, *);
    operator!(Div, div, /);
}
