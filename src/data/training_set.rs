//! A finite training set: N points, drawn once, that every x₀ of a run comes from.
//!
//! With N points x⁽¹⁾ … x⁽ᴺ⁾ in place of the data, what a network is trained on is their empirical
//! distribution (1/N) Σᵢ δ(x − x⁽ⁱ⁾): a [`Mixture`] of width zero, and so a [`DataSet`] like any
//! other, whose score, floor and samples are exact too. It is the one that a perfect network
//! would reproduce: it would have *memorised* its training set.
//!
//! The points are drawn from the data by the run's seed, from a [stream](Stream::TrainingSet) of
//! their own. Of points of one's own, which stand for themselves, they are N of these without
//! their blur, chosen without replacement; or all of them, where there are no more.
//!
//! Shared targets stay right as they are: a batch's x₀ are independent draws from the training set,
//! and that is all they ask for ([`shared_target`](crate::objective)). A block of more samples than
//! there are points holds nearly all of them, so that its targets are nearly exact.
//! Source: Gu, Du, Pang, Li, Lin and Wang, "On memorization in diffusion models", 2023.
//!
//! ```
//! use nano_diffusion::Config;
//! use nano_diffusion::data::DataSet;
//! let mut config = Config::default();
//! assert!(DataSet::training_points(&config).unwrap().is_none());
//! config.train.training_points = 50;
//! let points = DataSet::training_points(&config).unwrap().unwrap();
//! assert_eq!(points.len(), 100);
//! ```

use super::{DataKind, DataSet, Distribution, Mixture};
use crate::config::Config;
use crate::error::Result;
use crate::rng::{Stream, stream, uniform};

impl DataSet {
    /// Where the x₀ of a run with these settings come from: the data, or N points of them.
    ///
    /// # Errors
    /// As [`DataSet::new`].
    pub fn training(config: &Config) -> Result<Self> {
        match Self::training_points(config)? {
            None => Self::new(&config.data),
            Some(points) => Ok(Self::Mixture(Mixture::equal(&points, 0.0)?)),
        }
    }

    /// The points of the training set, flat `[n, 2]`; `None` where it has no end.
    ///
    /// # Errors
    /// As [`DataSet::new`].
    pub fn training_points(config: &Config) -> Result<Option<Vec<f64>>> {
        let n = config.train.training_points;
        if n == 0 {
            return Ok(None);
        }
        let data = Self::new(&config.data)?;
        let mut rng = stream(u64::from(config.seed), Stream::TrainingSet);
        if config.data.kind != DataKind::Own {
            return Ok(Some((0..n).flat_map(|_| data.draw(&mut rng)).collect()));
        }
        let mut own: Vec<[f64; 2]> = config
            .data
            .points
            .chunks_exact(2)
            .map(|p| [p[0], p[1]])
            .collect();
        if n < own.len() {
            // The first n of a shuffle.
            for i in 0..n {
                let j = i + ((own.len() - i) as f64 * uniform(&mut rng)) as usize;
                own.swap(i, j);
            }
            own.truncate(n);
        }
        Ok(Some(own.into_iter().flatten().collect()))
    }
}
