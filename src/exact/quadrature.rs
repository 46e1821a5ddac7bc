//! Gauss–Legendre quadrature: ∫ f ≈ Σ wᵢ f(xᵢ), exact for polynomials of degree 2n − 1.
//!
//! ```
//! use nano_diffusion::exact::gauss_legendre;
//! let square: f64 = gauss_legendre(2, 0.0, 3.0).iter().map(|(x, w)| w * x * x).sum();
//! assert!((square - 9.0).abs() < 1e-12);
//! ```

use std::f64::consts::PI;

/// Nodes and weights of Gauss–Legendre quadrature on [lo, hi], by Newton's iteration on
/// the Legendre polynomial P_n.
pub fn gauss_legendre(n: usize, lo: f64, hi: f64) -> Vec<(f64, f64)> {
    let (centre, half) = (0.5 * (lo + hi), 0.5 * (hi - lo));
    (0..n)
        .map(|i| {
            let mut x = libm::cos(PI * (i as f64 + 0.75) / (n as f64 + 0.5));
            let mut slope = 1.0;
            for _ in 0..50 {
                let (mut previous, mut p) = (1.0, x);
                for k in 2..=n {
                    let k = k as f64;
                    (previous, p) = (p, ((2.0 * k - 1.0) * x * p - (k - 1.0) * previous) / k);
                }
                slope = n as f64 * (x * p - previous) / (x * x - 1.0);
                let step = p / slope;
                x -= step;
                if step.abs() < 1e-15 {
                    break;
                }
            }
            let weight = 2.0 / ((1.0 - x * x) * slope * slope);
            (centre + half * x, half * weight)
        })
        .collect()
}
