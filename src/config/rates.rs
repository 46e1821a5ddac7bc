//! Learning rates that a run had before the one it has now.
//!
//! A person may change the rate while a run goes on. What was trained before stays part of what
//! the run is, so the settings keep it: with them the run can be made again, to the same bits.

use super::limits::{LEARNING_RATE, STEPS};
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};

/// The most changes that are kept of one run: they have to fit into a link.
pub const MAX_RATES: usize = 64;

/// The rates before the present one, in their order: each with the step, counted from 0, that was
/// the first without it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EarlierRates(Vec<(usize, f64)>);

impl EarlierRates {
    /// The rates as pairs of step and rate.
    pub fn as_slice(&self) -> &[(usize, f64)] {
        &self.0
    }

    /// The base rate of step `k`, if `last` is the one at the end.
    pub fn at(&self, k: usize, last: f64) -> f64 {
        self.0
            .iter()
            .find(|(until, _)| k < *until)
            .map_or(last, |(_, rate)| *rate)
    }

    /// The rates before that of step `k`, where a new one begins; `last` is the one at the end. What
    /// was to come after step `k` is given up for the new one.
    ///
    /// # Errors
    /// [`Error::TooManyRates`].
    pub fn changed(&self, k: usize, last: f64, new: f64) -> Result<Self> {
        let now = self.at(k, last);
        let mut rates: Vec<_> = self.0.iter().copied().filter(|(u, _)| *u <= k).collect();
        // A rate that no step was made with is no part of the run.
        let begun = rates.last().map_or(0, |(until, _)| *until);
        if begun < k {
            rates.push((k, now));
        }
        // Back to the rate before, and it never changed.
        if rates
            .last()
            .is_some_and(|(until, rate)| *until == k && *rate == new)
        {
            rates.pop();
        }
        if rates.len() > MAX_RATES {
            return Err(Error::TooManyRates {
                most: MAX_RATES,
                rate: now,
            });
        }
        Ok(Self(rates))
    }

    /// # Errors
    /// Too many, or not in their order, or a rate outside its limits.
    pub fn validate(&self) -> Result<()> {
        if self.0.len() > MAX_RATES {
            let n = self.0.len();
            return Err(Error::BadRates(format!(
                "there are {n}, and at most {MAX_RATES} are kept"
            )));
        }
        let mut before = 0;
        for &(until, rate) in &self.0 {
            LEARNING_RATE.check(rate)?;
            if until <= before || until as f64 > STEPS.max {
                return Err(Error::BadRates(format!(
                    "step {until} is not between step {before} and the last"
                )));
            }
            before = until;
        }
        Ok(())
    }
}

impl From<Vec<(usize, f64)>> for EarlierRates {
    fn from(rates: Vec<(usize, f64)>) -> Self {
        Self(rates)
    }
}
