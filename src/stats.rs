//! Means of finitely many draws.

use serde::Serialize;

/// A mean with the standard error of having drawn finitely many samples.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Estimate {
    /// The mean of the draws.
    pub mean: f64,
    /// Its standard error, in the same unit.
    pub std_error: f64,
}

impl Estimate {
    /// Of independent draws; without any it is NaN.
    pub fn of(values: &[f64]) -> Self {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let square = values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>();
        Self {
            mean,
            std_error: (square / (n - 1.0).max(1.0) / n).sqrt(),
        }
    }
}
