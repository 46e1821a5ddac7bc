//! What several tests share: reading the fixtures, and small statistics.

pub mod fused_runs;
pub mod gaussian;
pub mod runs;
pub mod sums;

use candle_core::{DType, Device, Tensor};
use nano_diffusion::network::NetworkConfig;
use std::collections::HashMap;

/// Where a fixture lies; see fixtures/README.md for where it comes from.
pub fn path(name: &str) -> String {
    format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// The tensors of one fixture.
pub struct Fixture(HashMap<String, Tensor>);

impl Fixture {
    pub fn load(name: &str) -> Self {
        Self(candle_core::safetensors::load(path(name), &Device::Cpu).unwrap())
    }

    pub fn f64(&self, name: &str) -> Vec<f64> {
        let tensor = self.0[name].to_dtype(DType::F64).unwrap();
        tensor.flatten_all().unwrap().to_vec1().unwrap()
    }

    pub fn f32(&self, name: &str) -> Vec<f32> {
        self.0[name].flatten_all().unwrap().to_vec1().unwrap()
    }

    /// The tensors `{prefix}layers.{i}.weight` and `.bias`, joined in the order of the
    /// flat parameter buffer.
    pub fn network(&self, prefix: &str, config: NetworkConfig) -> Vec<f32> {
        (0..config.layers)
            .flat_map(|i| ["weight", "bias"].map(|part| format!("{prefix}layers.{i}.{part}")))
            .flat_map(|name| self.f32(&name))
            .collect()
    }
}

/// max |a − b|. NaN anywhere gives NaN's place a distance of infinity.
pub fn max_difference(a: &[f32], b: &[f32]) -> f64 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).fold(0.0, |worst, (a, b)| {
        let d = f64::from(*a) - f64::from(*b);
        if d.is_nan() {
            f64::INFINITY
        } else {
            worst.max(d.abs())
        }
    })
}

pub fn max_abs(a: &[f32]) -> f64 {
    a.iter().fold(0.0, |m, v| m.max(f64::from(v.abs())))
}

pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The variance around the sample mean.
pub fn variance(values: &[f64]) -> f64 {
    let m = mean(values);
    values.iter().map(|v| (v - m).powi(2)).sum::<f64>() / (values.len() - 1) as f64
}
