//! The range of every numeric setting, in one table.
//!
//! Configurations are checked against it here; the page builds its sliders from the
//! same numbers (a test holds the two together).

use crate::error::{Error, Result};
use serde::Serialize;

/// The allowed range of one setting, ends included.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Limit {
    /// The setting's name, as in the JSON form of the configurations.
    pub name: &'static str,
    pub min: f64,
    pub max: f64,
    /// Whether only whole numbers make sense.
    pub integer: bool,
}

const fn real(name: &'static str, min: f64, max: f64) -> Limit {
    Limit {
        name,
        min,
        max,
        integer: false,
    }
}

const fn whole(name: &'static str, min: f64, max: f64) -> Limit {
    Limit {
        name,
        min,
        max,
        integer: true,
    }
}

/// Every numeric setting with its range.
pub const LIMITS: [Limit; 17] = [
    real("betaMin", 0.01, 20.0),
    real("betaMax", 0.1, 50.0),
    real("tEnd", 0.1, 5.0),
    real("scale", 2.0, 2000.0),
    real("kernelWidth", 0.02, 0.5),
    whole("layers", 2.0, 10.0),
    whole("width", 8.0, 256.0),
    real("tEpsilon", 1e-5, 0.1),
    real("learningRate", 1e-6, 0.1),
    whole("batch", 16.0, 20_000.0),
    whole("steps", 10.0, 100_000.0),
    real("emaDecay", 0.0, 0.9999),
    real("dt", 5e-4, 1.0),
    whole("particles", 100.0, 20_000.0),
    real("tolerance", 1e-6, 0.1),
    whole("seed", 0.0, 4_294_967_295.0),
    real("playback", 0.1, 8.0),
];

/// Checks `value` against the limit called `name`.
///
/// # Errors
/// [`Error::OutOfRange`], naming the setting and its range. NaN is out of every range.
///
/// # Panics
/// If there is no such limit: a defect of the caller, never of input.
pub fn check(name: &'static str, value: f64) -> Result<()> {
    let limit = LIMITS
        .iter()
        .find(|limit| limit.name == name)
        .expect("a setting without a limit");
    let inside = value >= limit.min && value <= limit.max;
    if inside && (!limit.integer || value.trunc() == value) {
        return Ok(());
    }
    let kind = if limit.integer {
        "a whole number between"
    } else {
        "between"
    };
    Err(Error::OutOfRange {
        name: name.to_owned(),
        value,
        expected: format!("{kind} {} and {}", limit.min, limit.max),
    })
}
