//! Files of weights: what they say of themselves, and making them say it.

use super::words::{Activation, Parametrisation, unknown};
use super::{JsResult, to_js};
use crate::network::{self, weights};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(typescript_type = "WeightsDescription")]
    pub type JsWeightsDescription;
}

/// The configuration that a weights file was trained with, and whether the file says it.
#[wasm_bindgen(js_name = describeWeights)]
pub fn describe_weights(weights: &[u8]) -> JsResult<JsWeightsDescription> {
    to_js(&weights::describe(weights)?)
}

/// A copy of a weights file that says how it is to be read.
#[wasm_bindgen(js_name = withReading)]
pub fn with_reading(
    weights: &[u8],
    activation: Activation,
    parametrisation: Parametrisation,
) -> JsResult<Vec<u8>> {
    let activation = match activation {
        Activation::Relu => network::Activation::Relu,
        Activation::Silu => network::Activation::Silu,
        _ => return Err(unknown("activation")),
    };
    let parametrisation = match parametrisation {
        Parametrisation::Score => network::Parametrisation::Score,
        Parametrisation::Noise => network::Parametrisation::Noise,
        _ => return Err(unknown("parametrisation")),
    };
    Ok(weights::with_reading(weights, activation, parametrisation)?)
}
