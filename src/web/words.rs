//! The words that stand for choices. JavaScript may hand over any other: then it is an error.
#![allow(missing_docs)] // wasm_bindgen writes a variant for the others, without a line

use crate::error::Error;
use wasm_bindgen::prelude::*;

/// Whose score moves particles back.
#[wasm_bindgen]
#[derive(Clone, Copy)]
pub enum ScoreOf {
    /// The network's.
    Learned = "learned",
    /// The exact one of the data.
    Exact = "exact",
    /// The exact one of the training set.
    Empirical = "empirical",
}

/// How data are taken to noise.
#[wasm_bindgen]
#[derive(Clone, Copy)]
pub enum ForwardProcess {
    /// By steps of the SDE.
    Sde = "sde",
    /// In closed form, at the times of those steps.
    Closed = "closed",
}

/// In what the steps of a flow of few steps are evenly spaced.
#[wasm_bindgen]
#[derive(Clone, Copy)]
pub enum StepSpacing {
    /// In t.
    Even = "even",
    /// In √t.
    Root = "root",
    /// In ln(A/B).
    LogNoise = "logNoise",
}

/// Which noise belongs to which data while a network is trained.
#[wasm_bindgen]
#[derive(Clone, Copy)]
pub enum CouplingOf {
    /// Any.
    Independent = "independent",
    /// The nearest on the whole, in groups of the batch.
    Minibatch = "minibatch",
}

/// The error of a word that is none of those in `what`.
pub(super) fn unknown(what: &str) -> js_sys::Error {
    Error::BadConfig(format!("there is no such {what}")).into()
}
