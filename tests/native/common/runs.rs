//! Test bodies that run natively and in the browser.

use nano_diffusion::config::{Config, LrSchedule, Objective, Parametrisation, Preset, TimeInput};
use nano_diffusion::train::TimeLaw;

/// Names of the runs in `tests/fixtures/losses.json`.
pub const REFERENCE_RUNS: [&str; 5] = ["fast", "silu_score", "shards", "velocity", "data"];

/// The preset *Fast* as it was until version 0.1: the recorded runs are of it.
pub fn first_fast() -> Config {
    let mut config = Config::default();
    config.network.parametrisation = Parametrisation::Noise;
    config.train.learning_rate = 2e-3;
    config.train.lr_schedule = LrSchedule::Cosine;
    config.train.batch = 512;
    config.train.steps = 5000;
    config.train.ema_decay = 0.99;
    config
}

/// The settings of a reference run.
pub fn reference_config(run: &str) -> Config {
    match run {
        "fast" => first_fast(),
        // Eight of them, of unequal length.
        "shards" => {
            let mut config = first_fast();
            config.network.layers = 4;
            config.network.width = 24;
            config.train.batch = 4100;
            config
        }
        // The recipe of today's *Fast* and *Density*, with shared targets.
        "velocity" => Preset::Density.config(),
        "data" => {
            let mut config = Preset::Density.config();
            config.network.width = 24;
            config.train.time_law = TimeLaw::Log;
            config.train.neighbours = 1;
            config.train.learning_rate = 4e-3;
            config.network.parametrisation = Parametrisation::Data;
            config.network.time_input = TimeInput::Sqrt;
            config.train.objective = Objective::DenoisingData;
            config.train.batch = 300;
            config
        }
        _ => {
            let mut config = Preset::Post.config();
            config.network.layers = 4;
            config.network.width = 33;
            config.network.activation = nano_diffusion::network::Activation::Silu;
            config.train.batch = 100;
            config.seed = 7;
            config
        }
    }
}

/// The losses of the first 20 steps of a reference run, as recorded.
pub fn reference_losses(run: &str) -> Vec<f32> {
    let json = include_str!("../../fixtures/losses.json");
    let all: serde_json::Value = serde_json::from_str(json).unwrap();
    serde_json::from_value(all[run]["losses"].clone()).unwrap()
}

/// The same to the last bit: the order of every sum is fixed, the functions beyond IEEE
/// arithmetic are libm's in both builds, and nothing is contracted to a fused multiply-add.
pub fn assert_losses(run: &str, found: &[f32], expected: &[f32]) {
    assert_eq!(found, expected, "{run}");
}
