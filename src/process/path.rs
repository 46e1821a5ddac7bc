//! The family of Gaussian paths from data to noise, x_t = A(t) x₀ + B(t) ε.
//!
//! With u = t/T from 0 to 1:
//!
//! | path | A | B | who |
//! |---|---|---|---|
//! | linear β | exp(−½∫β) | √(1 − A²) | Ho et al., 2020; Song et al., 2021 (VP) |
//! | cosine | cos(½πu) | sin(½πu) | Nichol and Dhariwal, 2021 |
//! | sub-VP | exp(−½∫β) | 1 − A² | Song et al., 2021 |
//! | variance-exploding | 1 | σ₀ √((σ₁/σ₀)^{2u} − 1) | Song et al., 2021 (VE) |
//! | straight | 1 − u | u | Lipman et al., 2023; Liu et al., 2023 (flow matching) |
//!
//! σ₀ = 0.01 and σ₁ = 50, for data of the size 1. All have B(0) = 0 and a rising noise level
//! σ = B/A, and σ is all that tells them apart from each other: at times of the same σ the marginals of
//! two paths are the same up to a factor A/A′ in x. So one class of models covers them all, and a
//! network trained on one path can be asked on another ([`Rescheduled`](crate::score::Rescheduled)).
//!
//! Every path is the solution of the linear SDE dx = (A′/A) x dt + g dW with g² = 2 B D/A, where
//!
//! D = A B′ − B A′ = A² dσ/dt > 0,
//!
//! and its probability flow is dx/dt = (A′/A) x − ½ g² s. Here the flow is written as
//!
//! dx/dt = −½ g² (k x + s),  k = −A′/(B D),
//!
//! with k = 1 for every variance-preserving path. The velocity x′ = A′ x₀ + B′ ε of a point,
//! divided by D, is v = q ε − p x₀ with q = B′/D and p = −A′/D: v = A ε − B x₀ where A² + B² = 1
//! (Salimans and Ho's), ε − x₀ on the straight path, ε on the variance-exploding one; and always
//! ε = A v + p x.
//!
//! Source: Kingma et al., "Variational diffusion models", 2021, for the equivalence; Lipman et al.,
//! "Flow matching for generative modeling", 2023; Liu, Gong and Liu, "Flow straight and fast", 2023.
//!
//! ```
//! use nano_diffusion::config::schedule::PathKind;
//! use nano_diffusion::process::{Schedule, ScheduleConfig};
//! let straight = ScheduleConfig { path: PathKind::Straight, ..ScheduleConfig::default() };
//! let straight = Schedule::new(straight).unwrap();
//! assert_eq!((straight.a(0.25), straight.b(0.25)), (0.75, 0.25));
//! // v = ε − x₀.
//! let at = straight.velocity(0.25);
//! assert!((at.of_noise - 1.0).abs() < 1e-12 && (at.of_data - 1.0).abs() < 1e-12);
//! ```

use crate::config::schedule::PathKind;
use std::f64::consts::{FRAC_2_PI, FRAC_PI_2};

/// Standard deviations of the variance-exploding path: σ₀, and σ₁ ≈ B(T).
const EXPLODING: [f64; 2] = [0.01, 50.0];

/// A, B, A′ and B B′, the derivatives by t or by u. (B′ alone may be infinite where B = 0.)
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Point {
    pub(super) a: f64,
    pub(super) b: f64,
    pub(super) da: f64,
    pub(super) b_db: f64,
}

/// A, B and their derivatives by t, where A = `a` falls at the rate ½ β A; of the paths with a β.
/// `square` is 1 − A².
pub(super) fn with_rate(path: PathKind, a: f64, square: f64, beta: f64) -> Point {
    let da = -0.5 * beta * a;
    // d(1 − A²)/dt = β A².
    let rise = beta * a * a;
    let (b, b_db) = match path {
        PathKind::SubVp => (square, square * rise),
        _ => (square.sqrt(), 0.5 * rise),
    };
    Point { a, b, da, b_db }
}

/// The others, at u ∈ [0, 1].
pub(super) fn without_rate(path: PathKind, u: f64) -> Point {
    match path {
        PathKind::Cosine => {
            let (sin, cos) = libm::sincos(FRAC_PI_2 * u);
            Point {
                a: if u < 1.0 { cos } else { 0.0 },
                b: sin,
                da: -FRAC_PI_2 * sin,
                b_db: FRAC_PI_2 * sin * cos,
            }
        }
        PathKind::VarianceExploding => {
            let [least, _] = EXPLODING;
            let slope = 2.0 * growth();
            let square = libm::expm1(slope * u);
            Point {
                a: 1.0,
                b: least * square.sqrt(),
                da: 0.0,
                b_db: 0.5 * least * least * slope * (square + 1.0),
            }
        }
        _ => Point {
            a: 1.0 - u,
            b: u,
            da: -1.0,
            b_db: u,
        },
    }
}

/// The u with B/A = `sigma` ≥ 0, in [0, 1]; of the paths without a β.
pub(super) fn place_of_sigma(path: PathKind, sigma: f64) -> f64 {
    let place = match path {
        PathKind::Cosine => FRAC_2_PI * libm::atan(sigma),
        PathKind::VarianceExploding => {
            let ratio = sigma / EXPLODING[0];
            libm::log1p(ratio * ratio) / (2.0 * growth())
        }
        _ if sigma.is_infinite() => 1.0,
        _ => sigma / (1.0 + sigma),
    };
    place.min(1.0)
}

/// −2 ln A where (1 − A²)/A = `sigma`: the sub-VP path.
pub(super) fn integral_of_sub_vp(sigma: f64) -> f64 {
    // A = 2/(σ + √(σ² + 4)) and −ln A = asinh(σ/2).
    2.0 * libm::asinh(0.5 * sigma)
}

/// ln(σ₁/σ₀).
fn growth() -> f64 {
    let [least, most] = EXPLODING;
    libm::log(most / least)
}
