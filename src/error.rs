//! The crate's one error type; every message is meant for the person at the controls.

use thiserror::Error;

/// Everything that can go wrong, with a message a learner can act on.
#[derive(Debug, Error)]
pub enum Error {
    /// A setting lies outside its range.
    #[error("{name} = {value} is out of range: it must be {expected}.")]
    OutOfRange {
        /// The setting's name as the page shows it, such as `betaMin`.
        name: String,
        value: f64,
        /// The rule, in words: `between 0.01 and 20`.
        expected: String,
    },
    /// A configuration object that could not be read at all.
    #[error("The configuration could not be read: {0}")]
    BadConfig(String),
    /// A flat array whose length does not fit its use.
    #[error("{what} has {got} numbers, but {expected} are needed.")]
    Length {
        what: &'static str,
        got: usize,
        expected: String,
    },
    /// Weights that are not a network of ours.
    #[error("These weights can't be used: {0}")]
    BadWeights(String),
    /// A checkpoint that can't be resumed.
    #[error("This checkpoint can't be used: {0}.")]
    BadCheckpoint(String),
    /// Training blew up. The weights have been put back to the last finite state.
    #[error(
        "Training diverged at step {step}: the {what} is no longer a finite number. \
         The weights before that step are kept. {cause}"
    )]
    Diverged {
        step: usize,
        what: &'static str,
        /// The setting that is likely to blame, and what to do, in a sentence.
        cause: String,
    },
    /// Sampling blew up.
    #[error(
        "Sampling diverged at t = {t:.3}: a particle is no longer at a finite place. \
         A smaller dt usually cures it; so does more training."
    )]
    SamplingDiverged { t: f64 },
    /// A step was asked of a run that has ended.
    #[error("This {0} has already finished; start a new one.")]
    Finished(&'static str),
    /// A failure inside the tensor library: a defect of ours, not of the input.
    #[error("Internal tensor error: {0}")]
    Tensor(#[from] candle_core::Error),
}

/// Shorthand for results of this crate.
pub type Result<T> = std::result::Result<T, Error>;
