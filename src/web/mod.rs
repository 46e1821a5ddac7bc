//! The JavaScript API: the only folder that knows JavaScript, and it holds no mathematics.
//!
//! Large arrays cross as flat `Float32Array` copies, never as views into memory that a
//! later allocation could move. Configurations and small results go through serde.
//! Every failure becomes a JavaScript `Error` with the crate's own message and name, and the
//! setting that it is about.
//!
//! The shapes of the plain objects are described to TypeScript in `types.d.ts`.

mod evaluator;
mod exact;
mod guidance;
mod likelihood;
mod memorise;
mod paths;
mod posterior;
mod sampling;
mod settings;
mod train;
mod weights;
mod words;

pub use evaluator::Evaluator;
pub use exact::{Exact, floor_values, loss_floor_of, network_output};
pub use guidance::{Guidance, LabelledRun, sliced_distance};
pub use likelihood::{Likelihood, likelihood_fit};
pub use memorise::Memory;
pub use paths::{CoupledFlow, conversion_error, few_steps, straightness};
pub use posterior::Posterior;
pub use sampling::{Sampler, sample_data};
pub use settings::{describe_schedule, limits, memory_need, presets};
pub use train::{ShardWorker, Trainer, checkpoint_config};
pub use weights::{describe_weights, with_config};
pub use words::{CouplingOf, ForwardProcess, ScoreOf, StepSpacing};

use crate::config::Config;
use crate::error::Error;
use crate::process::Schedule;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use wasm_bindgen::prelude::*;

type JsResult<T> = std::result::Result<T, js_sys::Error>;

impl From<&Error> for js_sys::Error {
    /// The message, the error's name, and as `setting` the key of the setting that it is about,
    /// if it is about one.
    fn from(error: &Error) -> Self {
        let js = js_sys::Error::new(&error.to_string());
        js.set_name(error.name());
        if let Some(setting) = error.setting() {
            // A fresh object takes any property: this can't fail.
            let _ = js_sys::Reflect::set(&js, &"setting".into(), &setting.into());
        }
        js
    }
}

impl From<Error> for js_sys::Error {
    fn from(error: Error) -> Self {
        (&error).into()
    }
}

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("types.d.ts");

#[wasm_bindgen]
extern "C" {
    /// A [`Config`] as a plain object, in its JSON form.
    #[wasm_bindgen(typescript_type = "Config")]
    pub type JsConfig;
    /// Its part of the process, likewise.
    #[wasm_bindgen(typescript_type = "Config['schedule']")]
    pub type JsSchedule;
}

static PANICKED: AtomicBool = AtomicBool::new(false);

/// A panic is a defect of ours; without this hook it would reach the console only as
/// "unreachable executed".
#[wasm_bindgen(start)]
fn start() {
    std::panic::set_hook(Box::new(|info| {
        PANICKED.store(true, Relaxed);
        web_sys::console::error_1(&info.to_string().into());
    }));
}

/// Whether a trap was a panic. One without is an allocation that failed: of all that ends in
/// "unreachable executed", that alone doesn't ask the hook.
#[wasm_bindgen]
pub fn panicked() -> bool {
    PANICKED.load(Relaxed)
}

fn read_config(config: JsConfig) -> JsResult<Config> {
    let config: Config = read(&config)?;
    config.validate()?;
    Ok(config)
}

fn read_schedule(schedule: JsSchedule) -> JsResult<Schedule> {
    Ok(Schedule::new(read(&schedule)?)?)
}

fn read<T: DeserializeOwned>(value: &JsValue) -> JsResult<T> {
    // By way of JSON: read straight into the struct, an object would be asked for the
    // struct's own fields only, and a misspelt setting would pass unnoticed. It is also the
    // reader that weights files need, where a second one would be 5 % of the download.
    let json = js_sys::JSON::stringify(value)
        .ok()
        .and_then(|json| json.as_string())
        .ok_or_else(|| Error::BadConfig("it is not a plain object".to_owned()))?;
    Ok(serde_json::from_str(&json).map_err(|e| Error::BadConfig(e.to_string()))?)
}

fn to_js<T: JsCast>(value: &impl Serialize) -> JsResult<T> {
    // JSON's shapes: plain objects instead of Maps, null instead of undefined.
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    let value = value
        .serialize(&serializer)
        .map_err(|e| Error::BadConfig(e.to_string()))?;
    Ok(value.unchecked_into())
}
