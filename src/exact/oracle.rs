//! The exact answers for any of the data: [`DataSet`] in, ring or mixture inside.
//!
//! ```
//! use nano_diffusion::data::{DataConfig, DataKind, DataSet};
//! use nano_diffusion::exact::{DataOracle, Oracle, floor::loss_floor};
//! use nano_diffusion::process::{Schedule, ScheduleConfig};
//! let config = DataConfig { kind: DataKind::Spiral, ..DataConfig::default() };
//! let spiral = DataSet::new(&config).unwrap();
//! let schedule = Schedule::new(ScheduleConfig::default()).unwrap();
//! let floor = loss_floor(&mut DataOracle::new(&spiral, schedule));
//! assert!(floor > 0.1 && floor < 0.4);
//! ```

use super::lattice::Lattice;
use super::{Marginal, MixtureOracle, Oracle, RingOracle, floor, ring_prior_kl};
use crate::data::DataSet;
use crate::process::Schedule;
use crate::rng::Rng;

/// The exact marginals of any of the data.
#[derive(Clone, Debug)]
pub enum DataOracle {
    /// Of the ring.
    Ring(Box<RingOracle>),
    /// Of a mixture.
    Mixture(MixtureOracle),
}

impl DataOracle {
    /// The exact marginals of `data` under `schedule`.
    pub fn new(data: &DataSet, schedule: Schedule) -> Self {
        match data {
            DataSet::Ring(ring) => Self::Ring(Box::new(RingOracle::new(ring.clone(), schedule))),
            DataSet::Mixture(mixture) => {
                Self::Mixture(MixtureOracle::of(mixture.clone(), schedule))
            }
        }
    }
}

impl Oracle for DataOracle {
    fn at(&mut self, x: [f64; 2], t: f64) -> Marginal {
        match self {
            Self::Ring(oracle) => oracle.at(x, t),
            Self::Mixture(oracle) => oracle.at(x, t),
        }
    }

    fn score_at(&mut self, x: &[f32], t: f64, out: &mut [f32]) {
        match self {
            Self::Ring(oracle) => oracle.score_at(x, t, out),
            Self::Mixture(oracle) => oracle.score_at(x, t, out),
        }
    }

    fn score_square(&mut self, t: f64) -> f64 {
        match self {
            Self::Ring(oracle) => oracle.score_square(t),
            Self::Mixture(oracle) => oracle.score_square(t),
        }
    }

    fn covariance(&self) -> [f64; 3] {
        match self {
            Self::Ring(oracle) => oracle.covariance(),
            Self::Mixture(oracle) => oracle.covariance(),
        }
    }

    fn draw(&self, rng: &mut Rng) -> [f64; 2] {
        match self {
            Self::Ring(oracle) => oracle.draw(rng),
            Self::Mixture(oracle) => oracle.draw(rng),
        }
    }

    fn schedule(&self) -> &Schedule {
        match self {
            Self::Ring(oracle) => oracle.schedule(),
            Self::Mixture(oracle) => oracle.schedule(),
        }
    }
}

/// The entropy of the data in nats, −∫ p log p.
pub fn entropy(data: &DataSet) -> f64 {
    match data {
        DataSet::Ring(ring) => floor::entropy(ring),
        DataSet::Mixture(mixture) => Lattice::data(mixture).entropy(),
    }
}

/// KL(p_T ‖ N(0, I)) in nats, or to the wider Gaussian that a path ends in: how far sampling starts from where it should.
pub fn prior_kl(data: &DataSet, schedule: &Schedule) -> f64 {
    match data {
        DataSet::Ring(ring) => ring_prior_kl(ring, schedule),
        DataSet::Mixture(mixture) => {
            let end = schedule.t_end();
            Lattice::marginal(mixture, schedule, end).kl_to_normal(schedule.spread(end))
        }
    }
}
