//! How the times of a batch are drawn: one uniform number u ∈ (0, 1] in, a share of T out.
//!
//! - uniform: t/T = s + (1 − s) u, from s = t_ε/T where the objective needs one, else from 0;
//! - √: t/T = (√s + (1 − √s) u)², whose density falls as 1/√t;
//! - log: for u ≤ ½ uniform with 2u, and else t/T = l^(2 − 2u) with l = max(s, 1e-4), so that
//!   each factor of ten above 1e-4 gets an eighth of the batch besides its uniform share.
//!
//! A law q(t) in place of the uniform one multiplies λ(t) by q(t) in the expectation, and
//! divides the variance among the times differently: what it changes is where the network
//! looks closely.
//!
//! ```
//! use nano_diffusion::train::TimeLaw;
//! assert_eq!(TimeLaw::Sqrt.share(0.5, 0.0), 0.25);
//! assert_eq!(TimeLaw::Log.share(1.0, 0.0), 1.0);
//! assert!(TimeLaw::Log.share(0.500001, 0.0) < 1.001e-4);
//! ```

use crate::config::train::TimeLaw;

/// Where the logarithmic half begins, as a share of T.
const LOG_START: f64 = 1e-4;

impl TimeLaw {
    /// t/T for a draw u ∈ (0, 1], from `start` = t_ε/T on.
    pub fn share(self, u: f64, start: f64) -> f64 {
        let uniform = |u: f64| start + (1.0 - start) * u;
        match self {
            Self::Uniform => uniform(u),
            Self::Sqrt => {
                let root = start.sqrt();
                let v = root + (1.0 - root) * u;
                v * v
            }
            Self::Log if u <= 0.5 => uniform(2.0 * u),
            Self::Log => libm::exp((2.0 - 2.0 * u) * libm::log(start.max(LOG_START))),
        }
    }

    /// The expectation E f(t/T) under this law, by quadrature: `nodes` pairs of a number of [0, 1]
    /// and its weight.
    ///
    /// What is asked here falls within a small part of [0, T], or grows as 1/t from `start` on:
    /// a uniform or √ time is taken as v³, which resolves the one, or as start^(1 − v), the other.
    pub fn expectation(
        self,
        start: f64,
        nodes: &[(f64, f64)],
        f: &mut dyn FnMut(f64) -> f64,
    ) -> f64 {
        // ∫ f(s) q(s) ds over [from, 1], with s a smooth function of v.
        let mut integral = |from: f64, q: &dyn Fn(f64) -> f64| -> f64 {
            let log = libm::log(from.max(1e-300));
            nodes
                .iter()
                .map(|&(v, w)| {
                    let (s, slope) = if from > 0.0 {
                        let s = libm::exp((1.0 - v) * log);
                        (s, -log * s)
                    } else {
                        (v * v * v, 3.0 * v * v)
                    };
                    w * slope * q(s) * f(s)
                })
                .sum()
        };
        match self {
            Self::Uniform => integral(start, &|_| 1.0 / (1.0 - start)),
            Self::Sqrt => integral(start, &|s| 0.5 / (s.sqrt() * (1.0 - start.sqrt()))),
            Self::Log => {
                let from = start.max(LOG_START);
                let log = -libm::log(from);
                0.5 * integral(start, &|_| 1.0 / (1.0 - start))
                    + 0.5 * integral(from, &|s| 1.0 / (s * log))
            }
        }
    }
}
