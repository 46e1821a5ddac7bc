//! Memorise or generalise: a network between two truths.
//!
//! A network that is trained on N points ([`DataSet::training`]) can come close to one of two
//! scores: that of the data, or the *empirical* one of its N points, which is exact too, a mixture
//! of width zero. The first generalises, the second memorises: sampled by it, all comes out as
//! copies. With λ = B², t uniform, and s the network's score,
//!
//! L_training = floor_N + E_{training} ½ B² ‖s − s_N‖²,
//! L_held out = floor + E_{data} ½ B² ‖s − s*‖²,
//!
//! both exact decompositions ([`floor`](crate::exact::floor)), so that what is measured of a network
//! is only its distance from each truth, at noised points of the training set and at noised fresh
//! data. floor_N < floor: a perfect memory has less to be unsure of. All are dimensionless, means
//! over the two dimensions.
//!
//! The times are log-uniform between T/10,000 and T, [`measure`]'s mean over them weighed to be
//! that of uniform t. What lies before counts as no distance: there a network is hardly ever
//! trained, and for a perfect memory ½ B² ‖s_N − s*‖² grows as 1/B², so that its held-out loss
//! grows without end, by ln(1/t): it is a number only together with where t begins.
//!
//! ```
//! use nano_diffusion::Config;
//! use nano_diffusion::memorise::Truths;
//! let mut config = Config::default();
//! config.train.training_points = 20;
//! let mut truths = Truths::new(&config).unwrap();
//! let [training, data] = truths.floors();
//! assert!(training < data);
//! assert_eq!(truths.copies(&[9.0, 9.0]), [false]);
//! ```
//!
//! Source: Bonnaire, Urfin, Biroli and Mézard, "Why diffusion models don't memorize: the role of
//! implicit dynamical regularization in training", 2025; Gu et al., "On memorization in diffusion
//! models", 2023.

pub mod copies;
mod measure;

pub use copies::Neighbours;
pub use measure::{Measured, times};

use crate::config::Config;
use crate::data::{DataSet, Distribution};
use crate::error::{Error, Result};
use crate::exact::DataOracle;
use crate::exact::floor::loss_floor;
use crate::process::Schedule;
use crate::rng::{Stream, stream};

/// The training set and the data of one run, and what is exactly known of both.
pub struct Truths {
    schedule: Schedule,
    data: DataSet,
    empirical: DataOracle,
    exact: DataOracle,
    neighbours: Neighbours,
    points: Vec<f64>,
}

impl Truths {
    /// Of a run with a finite training set, under the schedule of `config`.
    ///
    /// # Errors
    /// Settings outside their limits; a training set without end.
    pub fn new(config: &Config) -> Result<Self> {
        config.validate()?;
        let Some(points) = DataSet::training_points(config)? else {
            return Err(Error::BadConfig(
                "its training set has no end: set Training points".to_owned(),
            ));
        };
        let schedule = Schedule::new(config.schedule)?;
        let data = DataSet::new(&config.data)?;
        Ok(Self {
            schedule,
            empirical: DataOracle::new(&DataSet::training(config)?, schedule),
            exact: DataOracle::new(&data, schedule),
            neighbours: Neighbours::new(&points),
            data,
            points,
        })
    }

    /// The training set, flat `[N, 2]`.
    pub fn points(&self) -> &[f64] {
        &self.points
    }

    /// The exact score of the training set, and that of the data.
    pub fn oracles(&mut self) -> [&mut DataOracle; 2] {
        [&mut self.empirical, &mut self.exact]
    }

    /// The smallest losses on the training set and on the data, with λ = B² and uniform t.
    pub fn floors(&mut self) -> [f64; 2] {
        [loss_floor(&mut self.empirical), loss_floor(&mut self.exact)]
    }

    /// Which of flat samples `[n, 2]` are copies.
    pub fn copies(&self, samples: &[f32]) -> Vec<bool> {
        self.neighbours.copies(samples)
    }

    /// Share of `n` fresh points of the data that count as copies, by chance.
    pub fn copies_by_chance(&self, n: usize, seed: u64) -> f64 {
        let fresh = self.data.sample(n, &mut stream(seed, Stream::Evaluation));
        let found = self.neighbours.copies(&fresh);
        found.iter().filter(|copy| **copy).count() as f64 / n.max(1) as f64
    }

    /// The finest detail of the training set, where samplers by its score may end: with noise far
    /// below this, nearly every point stands alone.
    pub fn finest_width(&self) -> f64 {
        self.neighbours.spacing()
    }
}
