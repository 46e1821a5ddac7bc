//! The settings: their limits, the presets, and what they ask for and amount to.

use super::{JsConfig, JsResult, read_config, to_js};
use crate::config::limits::LIMITS;
use crate::config::{Config, Preset};
use crate::data::DataSet;
use crate::exact::{PRIOR_KL_WARNING, prior_kl};
use crate::memory::{MemoryNeed, Page};
use crate::network::Weights;
use crate::process::Schedule;
use serde::Serialize;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(typescript_type = "Limit[]")]
    pub type JsLimits;
    #[wasm_bindgen(typescript_type = "MemoryNeed")]
    pub type JsMemoryNeed;
    #[wasm_bindgen(typescript_type = "Preset[]")]
    pub type JsPresets;
    #[wasm_bindgen(typescript_type = "ScheduleReadout")]
    pub type JsScheduleReadout;
}

/// The ranges of all numeric settings.
#[wasm_bindgen]
pub fn limits() -> JsResult<JsLimits> {
    to_js(&LIMITS)
}

/// Bytes that these settings ask for, on a machine of `cores`, with `flows` flows whose frames
/// may take `frame_budget` bytes each: see [`MemoryNeed`].
#[wasm_bindgen(js_name = memoryNeed)]
pub fn memory_need(
    config: JsConfig,
    cores: usize,
    flows: u32,
    frame_budget: u32,
) -> JsResult<JsMemoryNeed> {
    let page = Page {
        cores,
        flows,
        frame_budget,
    };
    to_js(&MemoryNeed::of(&read_config(config)?, page))
}

/// The named starting points.
#[wasm_bindgen]
pub fn presets() -> JsResult<JsPresets> {
    #[derive(Serialize)]
    struct Named {
        key: &'static str,
        label: &'static str,
        config: Config,
    }
    to_js(&Preset::ALL.map(|preset| Named {
        key: preset.key(),
        label: preset.label(),
        config: preset.config(),
    }))
}

/// A and B over [0, T] for drawing, and how well p_T fits the prior N(0, I).
#[wasm_bindgen(js_name = describeSchedule)]
pub fn describe_schedule(config: JsConfig) -> JsResult<JsScheduleReadout> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Readout {
        a_end: f64,
        prior_kl: f64,
        warning: Option<String>,
        weights: [f64; 2],
        t: Vec<f64>,
        a: Vec<f64>,
        b: Vec<f64>,
    }
    const POINTS: usize = 101;
    let config = read_config(config)?;
    let schedule = Schedule::new(config.schedule)?;
    let kl = prior_kl(&DataSet::new(&config.data)?, &schedule);
    let t: Vec<f64> = (0..POINTS)
        .map(|i| schedule.t_end() * i as f64 / (POINTS - 1) as f64)
        .collect();
    let a_end = schedule.a(schedule.t_end());
    to_js(&Readout {
        a_end,
        prior_kl: kl,
        warning: (kl > PRIOR_KL_WARNING).then(|| {
            format!(
                "The noise doesn't quite hide the data: A(T) = {a_end:.3} of each point is left \
                 at T, so starting from N(0, I) starts from the wrong place. \
                 Raise β_max or T."
            )
        }),
        weights: [config.train.t_epsilon, 1.0].map(|share| {
            let t = share * schedule.t_end();
            config.train.objective.relative_weight(&schedule, t)
        }),
        a: t.iter().map(|&t| schedule.a(t)).collect(),
        b: t.iter().map(|&t| schedule.b(t)).collect(),
        t,
    })
}

/// The configuration a weights file was trained with.
#[wasm_bindgen(js_name = weightsConfig)]
pub fn weights_config(weights: &[u8]) -> JsResult<JsConfig> {
    to_js(&Weights::from_safetensors(weights)?.config)
}
