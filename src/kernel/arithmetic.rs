//! The two arithmetics of the kernel: how a product is added to a sum.
//!
//! ```text
//! portable   s + a·b rounded twice: fl(s + fl(a·b))     two instructions
//! fused      rounded once: fl(s + a·b)                  one instruction
//! ```
//!
//! Both are IEEE 754's own operations (2008, §5.4.1), so each gives the same bits wherever it is
//! there; but the two differ in the last place. Portable is everywhere. Fused is there natively
//! (`f32::mul_add`; without the processor's instruction, which a build has to allow by
//! `-C target-cpu=native`, that is a call for each number, and slow), and in the module for
//! browsers that is built with relaxed SIMD. There its instruction may round once or twice, as the
//! processor likes: only where a probe has shown that it rounds once is that module to be used
//! (`www/shared/fused-probe.js`).
//!
//! In fused arithmetic are the sums of the three products of matrices and the polynomials of
//! SiLU's exponential. All else is the same in both.

use super::lanes::F32x4;

/// One of the two.
pub(crate) trait Arithmetic {
    /// Whether it needs no register for the product.
    const FUSED: bool;

    /// `sum + a·b`.
    fn add_product(sum: F32x4, a: F32x4, b: F32x4) -> F32x4;
}

pub(crate) struct Portable;

impl Arithmetic for Portable {
    const FUSED: bool = false;

    #[inline(always)]
    fn add_product(sum: F32x4, a: F32x4, b: F32x4) -> F32x4 {
        sum + a * b
    }
}

#[cfg(any(not(target_arch = "wasm32"), target_feature = "relaxed-simd"))]
mod fused {
    use super::{Arithmetic, F32x4};

    pub(crate) struct Fused;

    impl Arithmetic for Fused {
        const FUSED: bool = true;

        #[inline(always)]
        fn add_product(sum: F32x4, a: F32x4, b: F32x4) -> F32x4 {
            sum.add_product_fused(a, b)
        }
    }
}

#[cfg(any(not(target_arch = "wasm32"), target_feature = "relaxed-simd"))]
pub(crate) use fused::Fused;

/// The portable module has no other.
#[cfg(not(any(not(target_arch = "wasm32"), target_feature = "relaxed-simd")))]
pub(crate) type Fused = Portable;
