//! Files of weights: what they say of themselves, and making them say it.

use super::{JsConfig, JsResult, read_config, to_js};
use crate::network::weights;
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

/// A copy of a weights file that says which settings it is of; depth and width are its own.
#[wasm_bindgen(js_name = withConfig)]
pub fn with_config(weights: &[u8], config: JsConfig) -> JsResult<Vec<u8>> {
    Ok(weights::with_config(weights, &read_config(config)?)?)
}
