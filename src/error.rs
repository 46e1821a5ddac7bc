//! The crate's one error type; every message is meant for the person at the controls: a whole
//! sentence that says what is wrong, and what to do where that is known.

use std::fmt::{self, Display};
use thiserror::Error;

/// Everything that can go wrong, with a message a learner can act on.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// A setting lies outside its range.
    #[error("{name} = {} is out of range: it must be {expected}.", Number(*value))]
    OutOfRange {
        /// The setting's key in the JSON form of the configuration, such as `betaMin`.
        name: &'static str,
        /// What it was set to.
        value: f64,
        /// The rule, in words: `between 0.01 and 20`.
        expected: String,
    },
    /// A configuration object that could not be read at all.
    #[error("The configuration couldn't be read: {}.", Brief(.0))]
    BadConfig(String),
    /// Points of one's own that can't be data.
    #[error("The set of your own points can't be used: {0}.")]
    BadPoints(String),
    /// Learning rates that no run could have had.
    #[error("The earlier learning rates can't be used: {0}.")]
    BadRates(String),
    /// One change of the learning rate more than a run keeps.
    #[error(
        "The learning rate of one run can be changed {most} times: this run goes on with {rate}. \
         Restart training to use another."
    )]
    TooManyRates {
        /// The most changes there may be.
        most: usize,
        /// The rate that stays.
        rate: f64,
    },
    /// A Gaussian mixture that is none.
    #[error("This mixture can't be used: {0}.")]
    BadMixture(String),
    /// A flat array whose length does not fit its use.
    #[error("{what} has {got} numbers, but {expected} are needed.")]
    Shape {
        /// The array, as the subject of a sentence: `The noise`.
        what: &'static str,
        /// Its length.
        got: usize,
        /// The length that would do, in words.
        expected: String,
    },
    /// A sample without points.
    #[error("The sample is empty: at least one point is needed.")]
    EmptySample,
    /// A shard that a step does not have.
    #[error("There is no shard {shard}: a step has {shards}, counted from 0.")]
    NoSuchShard {
        /// The shard asked for.
        shard: usize,
        /// Shards of a step.
        shards: usize,
    },
    /// A step was asked for before all of its shards were there.
    #[error("Only {there} of the {shards} shards of this step are done: compute the rest first.")]
    MissingShards {
        /// Shards that are there.
        there: usize,
        /// Shards of a step.
        shards: usize,
    },
    /// Weights that are not a network of ours.
    #[error("These weights can't be used: {}.", Brief(.0))]
    BadWeights(String),
    /// A checkpoint that can't be resumed.
    #[error("This checkpoint can't be used: {}.", Brief(.0))]
    BadCheckpoint(String),
    /// Training blew up. The weights have been put back to the last finite state.
    #[error(
        "Training diverged at step {step}: the {what} is no longer a finite number. \
         The weights before that step are kept. {cause}"
    )]
    Diverged {
        /// The step that could not be made, counted from 0.
        step: usize,
        /// What is not finite: loss or gradient.
        what: &'static str,
        /// What is likely to blame, and what to do, in a sentence.
        cause: String,
        /// The key of the setting that is likely to blame.
        setting: &'static str,
    },
    /// Sampling blew up.
    #[error(
        "Sampling diverged at t = {t:.3}: a position is no longer a finite number. \
         A smaller dt usually fixes it; so does more training."
    )]
    SamplingDiverged {
        /// Where the particles were to be, in the units of T.
        t: f64,
    },
    /// A step was asked of a run that has ended.
    #[error("This {0} has already finished; start a new one.")]
    Finished(&'static str),
    /// Training in fused arithmetic, by a build for browsers without it.
    #[error(
        "These settings ask for fused arithmetic, which is not there: train in portable arithmetic."
    )]
    NoFused,
    /// A failure inside the tensor library: a defect of ours, not of the input.
    #[error("Internal tensor error: {0}.")]
    Tensor(#[from] candle_core::Error),
}

impl Error {
    /// Particles at time `t` that are finite numbers, or not.
    ///
    /// # Errors
    /// [`Error::SamplingDiverged`] if they are not.
    pub(crate) fn unless_finite(finite: bool, t: f64) -> Result<()> {
        if finite {
            Ok(())
        } else {
            Err(Self::SamplingDiverged { t })
        }
    }

    /// The variant's name, which stays the same where messages may change: what a program goes
    /// by. The page's JavaScript finds it as the `name` of its `Error`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::OutOfRange { .. } => "OutOfRange",
            Self::BadConfig(_) => "BadConfig",
            Self::BadPoints(_) => "BadPoints",
            Self::BadRates(_) => "BadRates",
            Self::TooManyRates { .. } => "TooManyRates",
            Self::BadMixture(_) => "BadMixture",
            Self::Shape { .. } => "Shape",
            Self::EmptySample => "EmptySample",
            Self::NoSuchShard { .. } => "NoSuchShard",
            Self::MissingShards { .. } => "MissingShards",
            Self::BadWeights(_) => "BadWeights",
            Self::BadCheckpoint(_) => "BadCheckpoint",
            Self::Diverged { .. } => "Diverged",
            Self::SamplingDiverged { .. } => "SamplingDiverged",
            Self::Finished(_) => "Finished",
            Self::NoFused => "NoFused",
            Self::Tensor(_) => "Tensor",
        }
    }

    /// The setting that the error is about, where it is about one: its key in the JSON form of
    /// the configuration, such as `betaMin`.
    pub fn setting(&self) -> Option<&'static str> {
        match self {
            Self::OutOfRange { name, .. } => Some(name),
            Self::BadPoints(_) => Some("points"),
            Self::BadRates(_) | Self::TooManyRates { .. } => Some("learningRate"),
            Self::Diverged { setting, .. } => Some(setting),
            Self::SamplingDiverged { .. } => Some("dt"),
            Self::NoFused => Some("arithmetic"),
            _ => None,
        }
    }

    pub(crate) fn bad_weights(why: impl Display) -> Self {
        Self::BadWeights(why.to_string())
    }

    pub(crate) fn bad_checkpoint(why: impl Display) -> Self {
        Self::BadCheckpoint(why.to_string())
    }
}

/// Reasons quote what was found, and a file may hold anything: of a long one, begin and end.
struct Brief<'a>(&'a str);

impl Display for Brief<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const BEGIN: usize = 200;
        const END: usize = 150;
        let Self(why) = self;
        if why.len() <= BEGIN + END {
            return f.write_str(why);
        }
        // No character is cut in two.
        let begin = (0..=BEGIN).rev().find_map(|at| why.get(..at));
        let end = (why.len() - END..).find_map(|at| why.get(at..));
        write!(f, "{} … {}", begin.unwrap_or(""), end.unwrap_or(""))
    }
}

/// A number as it is written, unless that takes hundreds of digits.
pub(crate) struct Number(pub f64);

impl Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = self.0.abs();
        if size >= 1e16 && size.is_finite() {
            f.write_str(if self.0 > 0.0 {
                "over 1e16"
            } else {
                "below −1e16"
            })
        } else if size > 0.0 && size < 1e-7 {
            f.write_str("nearly 0")
        } else {
            self.0.fmt(f)
        }
    }
}

/// Shorthand for results of this crate.
pub type Result<T> = std::result::Result<T, Error>;
