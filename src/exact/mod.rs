//! What is known without learning.
//!
//! The marginal of the forward process is p_t(x) = ∫ p(x₀) N(x; A x₀, B² I) dx₀. Where
//! the data's density p(x₀) is known, so are p_t, its score and all that follows:
//!
//! - [`RingOracle`] and [`MixtureOracle`], and [`DataOracle`] for any of the data: log p_t and
//!   ∇ log p_t at any point and time. All are a [`Score`], so that the samplers can run
//!   without any network;
//! - [`floor`]: the smallest loss that any network can reach, and how far one is above; [`floors`] has
//!   all of some settings, in parts;
//! - [`posterior`]: p(x₀ | x_t), what a noisy point tells of the data;
//! - [`prior_kl`]: how far p_T is from the N(0, I) that sampling starts from.
//!
//! ```
//! use nano_diffusion::data::{Ring, RingConfig};
//! use nano_diffusion::exact::{Oracle, RingOracle};
//! use nano_diffusion::process::{Schedule, ScheduleConfig};
//! let ring = Ring::new(RingConfig::default()).unwrap();
//! let schedule = Schedule::new(ScheduleConfig::default()).unwrap();
//! let mut oracle = RingOracle::new(ring, schedule);
//! // Inside the ring the score points outwards, far outside back to the origin.
//! assert!(oracle.at([0.5, 0.0], 0.1).score[0] > 0.0);
//! assert!(oracle.at([5.0, 0.0], 0.1).score[0] < 0.0);
//! ```

pub mod field;
pub mod floor;
pub mod floors;
mod lattice;
mod mixture;
mod oracle;
pub mod posterior;
mod prior;
mod profile;
mod quadrature;
mod radial;
mod ring;
mod sector;
mod share;

pub use mixture::MixtureOracle;
pub use oracle::{DataOracle, entropy, prior_kl};
pub use prior::{PRIOR_KL_WARNING, RingQuadrature, ring_prior_kl};
pub use quadrature::gauss_legendre;
pub use ring::RingOracle;
pub use sector::SectorOracle;
pub use share::Share;

use crate::error::{Error, Result};
use crate::process::Schedule;
use crate::rng::Rng;
use crate::score::{Score, ScoreDivergence};

/// The marginal at one point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Marginal {
    /// log p_t(x) in nats, of the density per unit area.
    pub log_p: f64,
    /// ∇ log p_t(x).
    pub score: [f64; 2],
    /// ∇·∇ log p_t(x).
    pub divergence: f64,
}

/// Data whose marginals are known exactly.
pub trait Oracle: Score {
    /// log p_t and its gradient at one point, for t > 0.
    fn at(&mut self, x: [f64; 2], t: f64) -> Marginal;

    /// E‖∇log p_t‖², by quadrature over p_t.
    fn score_square(&mut self, t: f64) -> f64;

    /// The covariance of the data, as its entries xx, xy and yy.
    fn covariance(&self) -> [f64; 3];

    /// One draw of the data.
    fn draw(&self, rng: &mut Rng) -> [f64; 2];

    /// The forward process whose marginals these are.
    fn schedule(&self) -> &Schedule;

    /// log p_t at flat points `[n, 2]`, in nats.
    fn log_density(&mut self, x: &[f32], t: f64) -> Vec<f64> {
        pairs(x).map(|p| self.at(p, t).log_p).collect()
    }

    /// The gradient at flat points `[n, 2]`, many for one t: what samplers ask for. At each it is
    /// the same whichever others are asked about.
    fn score_at(&mut self, x: &[f32], t: f64, out: &mut [f32]) {
        for (p, out) in pairs(x).zip(out.chunks_exact_mut(2)) {
            out.copy_from_slice(&self.at(p, t).score.map(|s| s as f32));
        }
    }
}

/// The score at flat points and its divergence, for the oracles' [`ScoreDivergence`].
fn scores(
    oracle: &mut impl Oracle,
    x: &[f32],
    t: f64,
    out: &mut [f32],
    divergence: &mut [f32],
) -> Result<()> {
    same_length(x, out)?;
    for ((p, out), divergence) in pairs(x).zip(out.chunks_exact_mut(2)).zip(divergence) {
        let found = oracle.at(p, t);
        out.copy_from_slice(&found.score.map(|s| s as f32));
        *divergence = found.divergence as f32;
    }
    Ok(())
}

fn same_length(x: &[f32], out: &[f32]) -> Result<()> {
    if x.len() == out.len() {
        return Ok(());
    }
    Err(Error::Shape {
        what: "The score",
        got: out.len(),
        expected: x.len().to_string(),
    })
}

/// Flat points one by one.
fn pairs(x: &[f32]) -> impl Iterator<Item = [f64; 2]> + '_ {
    x.chunks_exact(2)
        .map(|p| [f64::from(p[0]), f64::from(p[1])])
}

/// An oracle is a score, with its divergence.
macro_rules! oracle_is_score {
    ($oracle:ty) => {
        impl Score for $oracle {
            fn score(&mut self, x: &[f32], t: f64, out: &mut [f32]) -> Result<()> {
                same_length(x, out)?;
                self.score_at(x, t, out);
                Ok(())
            }
        }

        impl ScoreDivergence for $oracle {
            fn score_and_divergence(
                &mut self,
                x: &[f32],
                t: f64,
                out: &mut [f32],
                divergence: &mut [f32],
            ) -> Result<()> {
                scores(self, x, t, out, divergence)
            }
        }
    };
}
oracle_is_score!(RingOracle);
oracle_is_score!(MixtureOracle);
oracle_is_score!(DataOracle);

/// B(t), kept off zero: at t = 0 the data themselves, blurred by a millionth.
fn noise(schedule: &Schedule, t: f64) -> f64 {
    schedule.b(t).max(1e-6)
}
