//! The settings: their limits, the presets, and what they ask for and amount to.

use super::{JsConfig, JsResult, read_config, to_js};
use crate::config::limits::LIMITS;
use crate::config::{Config, Preset};
use crate::data::DataSet;
use crate::exact::{PRIOR_KL_WARNING, prior_kl};
use crate::memory::MemoryNeed;
use crate::process::{Curves, Schedule, curves};
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

/// Bytes that these settings ask for: see [`MemoryNeed`].
#[wasm_bindgen(js_name = memoryNeed)]
pub fn memory_need(config: JsConfig) -> JsResult<JsMemoryNeed> {
    to_js(&MemoryNeed::of(&read_config(config)?))
}

/// The named starting points.
#[wasm_bindgen]
pub fn presets() -> JsResult<JsPresets> {
    #[derive(Serialize)]
    struct Named {
        key: &'static str,
        config: Config,
    }
    to_js(&Preset::ALL.map(|preset| Named {
        key: preset.key(),
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
        prior_mismatch: bool,
        weights: [f64; 2],
        #[serde(flatten)]
        curves: Curves,
    }
    const POINTS: usize = 101;
    let config = read_config(config)?;
    let schedule = Schedule::new(config.schedule)?;
    let kl = prior_kl(&DataSet::new(&config.data)?, &schedule);
    let train = &config.train;
    to_js(&Readout {
        a_end: schedule.a(schedule.t_end()),
        prior_kl: kl,
        prior_mismatch: kl > PRIOR_KL_WARNING,
        weights: train.objective.relative_weights(&schedule, train.t_epsilon),
        curves: curves(&schedule, POINTS),
    })
}
