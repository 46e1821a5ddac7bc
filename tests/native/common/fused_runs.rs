//! Reference runs in fused arithmetic, and the sums of their bits that are recorded.

use super::runs::reference_config;
use nano_diffusion::config::Config;

/// Reference runs that are also made in fused arithmetic, for a few steps.
pub const FUSED_RUNS: [&str; 4] = ["fast", "silu_score", "shards", "data"];
pub const FUSED_STEPS: usize = 10;

pub fn fused_config(run: &str) -> Config {
    let mut config = reference_config(run);
    config.network.arithmetic = nano_diffusion::network::Arithmetic::Fused;
    config
}

/// FNV-1a of the bits of numbers.
pub fn bits_of(values: &[f32]) -> u32 {
    let bytes = values.iter().flat_map(|v| v.to_bits().to_le_bytes());
    bytes.fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

/// Of each such run, the bits of its losses and then of its parameters, in hexadecimal.
pub fn fused_sums() -> std::collections::BTreeMap<String, String> {
    serde_json::from_str(include_str!("../../fixtures/fused.json")).unwrap()
}
