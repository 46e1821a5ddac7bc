//! Test bodies that run natively and in the browser.

use nano_diffusion::config::{Config, Preset};

/// Names of the runs in `tests/fixtures/losses.json`.
pub const REFERENCE_RUNS: [&str; 2] = ["fast", "silu_score"];

/// The settings of a reference run.
pub fn reference_config(run: &str) -> Config {
    match run {
        "fast" => Preset::Fast.config(),
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
    let json = include_str!("../fixtures/losses.json");
    let all: serde_json::Value = serde_json::from_str(json).unwrap();
    serde_json::from_value(all[run].clone()).unwrap()
}

/// Losses agree up to the order of sums: float32 has 6e-8 of relative precision, and 20
/// steps of Adam, which divides by the gradient's own size, magnify that.
pub fn assert_losses(run: &str, found: &[f32], expected: &[f32]) {
    assert_eq!(found.len(), expected.len(), "{run}");
    for (step, (found, expected)) in found.iter().zip(expected).enumerate() {
        let off = (found - expected).abs() / expected.abs();
        assert!(off < 1e-5, "{run}, step {step}: {found} against {expected}");
    }
}
