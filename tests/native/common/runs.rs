//! Test bodies that run natively and in the browser.

use nano_diffusion::config::{Config, Preset};

/// Names of the runs in `tests/fixtures/losses.json`.
pub const REFERENCE_RUNS: [&str; 3] = ["fast", "silu_score", "shards"];

/// The settings of a reference run.
pub fn reference_config(run: &str) -> Config {
    match run {
        "fast" => Preset::Fast.config(),
        // Eight of them, of unequal length.
        "shards" => {
            let mut config = Preset::Fast.config();
            config.network.layers = 4;
            config.network.width = 24;
            config.train.batch = 4100;
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
