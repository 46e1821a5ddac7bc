//! Weights files: round trips, PyTorch's files, and refusals that say what is wrong.

use crate::common::{Fixture, path};
use nano_diffusion::config::{Config, Preset};
use nano_diffusion::network::{
    Activation, Arithmetic, Mlp, NetworkConfig, Parametrisation, TimeInput, Weights,
};
use nano_diffusion::rng::{Stream, stream};
use proptest::prelude::*;
use safetensors::tensor::{Dtype, TensorView};
use std::collections::HashMap;

/// A configuration none of whose settings is a default.
fn config() -> Config {
    let mut config = Preset::Fast.config();
    config.network = NetworkConfig {
        layers: 3,
        width: 8,
        activation: Activation::Silu,
        parametrisation: Parametrisation::Noise,
        time_input: TimeInput::LogB,
        arithmetic: Arithmetic::Fused,
    };
    config.schedule.t_end = 2.0;
    config.data.scale = 50.0;
    config.train.steps = 77;
    config.sample.particles = 123;
    config.seed = 9;
    config
}

fn weights() -> Weights {
    let config = config();
    let mlp = Mlp::init(config.network, &mut stream(1, Stream::Weights)).unwrap();
    Weights {
        config,
        params: mlp.to_params().unwrap(),
    }
}

/// A safetensors file under construction, to be made wrong in one place.
struct File {
    tensors: Vec<(String, Dtype, Vec<usize>, Vec<u8>)>,
    metadata: Option<String>,
}

impl File {
    fn new(layers: usize, width: usize) -> Self {
        let network = NetworkConfig {
            layers,
            width,
            ..NetworkConfig::default()
        };
        let mut tensors = Vec::new();
        for (i, view) in network.views().iter().enumerate() {
            for (part, shape) in [
                ("weight", vec![view.outputs, view.inputs]),
                ("bias", vec![view.outputs]),
            ] {
                let bytes = 0.5f32.to_le_bytes().repeat(shape.iter().product());
                tensors.push((format!("layers.{i}.{part}"), Dtype::F32, shape, bytes));
            }
        }
        Self {
            tensors,
            metadata: None,
        }
    }

    fn tensor(&mut self, name: &str) -> &mut (String, Dtype, Vec<usize>, Vec<u8>) {
        self.tensors
            .iter_mut()
            .find(|tensor| tensor.0 == name)
            .unwrap()
    }

    fn bytes(&self) -> Vec<u8> {
        let views = self.tensors.iter().map(|(name, dtype, shape, bytes)| {
            (
                name.clone(),
                TensorView::new(*dtype, shape.clone(), bytes).unwrap(),
            )
        });
        let entry = |json: &String| HashMap::from([("nano_diffusion".to_owned(), json.clone())]);
        safetensors::serialize(views, self.metadata.as_ref().map(entry)).unwrap()
    }

    /// The message of the refusal, which must hold each of `words`.
    fn refused(&self, words: &[&str]) {
        refused(&self.bytes(), words);
    }
}

fn refused(bytes: &[u8], words: &[&str]) {
    let message = Weights::from_safetensors(bytes).unwrap_err().to_string();
    for word in words {
        assert!(message.contains(word), "no {word:?} in: {message}");
    }
}

#[test]
fn round_trip() {
    let before = weights();
    let bytes = before.to_safetensors().unwrap();
    let after = Weights::from_safetensors(&bytes).unwrap();
    assert_eq!(after.config, before.config);
    assert_eq!(after.params, before.params);
    assert_eq!(after.network().unwrap().to_params().unwrap(), before.params);
    assert_eq!(after.to_safetensors().unwrap(), bytes);
}

/// Another reader must find PyTorch's names and shapes.
#[test]
fn names_and_shapes_are_pytorchs() {
    let bytes = weights().to_safetensors().unwrap();
    let file = safetensors::SafeTensors::deserialize(&bytes).unwrap();
    let mut shapes: Vec<_> = file
        .iter()
        .map(|(name, view)| (name.to_owned(), view.shape().to_vec()))
        .collect();
    shapes.sort_unstable();
    let expected = [
        ("layers.0.bias", vec![8]),
        ("layers.0.weight", vec![8, 3]),
        ("layers.1.bias", vec![8]),
        ("layers.1.weight", vec![8, 8]),
        ("layers.2.bias", vec![2]),
        ("layers.2.weight", vec![2, 8]),
    ];
    let expected = expected.map(|(name, shape)| (name.to_owned(), shape));
    assert_eq!(shapes, expected);
}

#[test]
fn a_pytorch_file_has_the_posts_settings() {
    let name = "nano_20k_pytorch.safetensors";
    let weights = Weights::from_safetensors(&std::fs::read(path(name)).unwrap()).unwrap();
    assert_eq!(weights.config, Preset::Post.config());
    let expected = Fixture::load(name).network("", weights.config.network);
    assert_eq!(weights.params, expected);
}

#[test]
fn depth_and_width_come_from_the_shapes() {
    let weights = Weights::from_safetensors(&File::new(4, 16).bytes()).unwrap();
    assert_eq!(weights.config.network.layers, 4);
    assert_eq!(weights.config.network.width, 16);
}

#[test]
fn flat_weights_of_the_wrong_length_are_not_written() {
    let mut weights = weights();
    weights.params.pop();
    assert!(weights.to_safetensors().is_err());
    assert!(weights.network().is_err());
}

#[test]
fn truncated_or_no_safetensors() {
    let bytes = weights().to_safetensors().unwrap();
    for length in [0, 4, 8, 100, bytes.len() / 2, bytes.len() - 1] {
        refused(&bytes[..length], &["can't be used", "safetensors"]);
    }
    refused(
        b"PK\x03\x04 this is a zip file, as torch.save writes",
        &["safetensors"],
    );
    refused(&[&bytes[..], b"more"].concat(), &["safetensors"]);
}

#[test]
fn wrong_number_type() {
    let mut file = File::new(3, 8);
    let tensor = file.tensor("layers.1.weight");
    tensor.1 = Dtype::F64;
    tensor.3 = vec![0; 8 * 64];
    file.refused(&["layers.1.weight", "F64", "F32"]);
}

#[test]
fn values_that_are_not_finite() {
    for value in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        let mut file = File::new(3, 8);
        file.tensor("layers.2.bias").3[4..8].copy_from_slice(&value.to_le_bytes());
        file.refused(&["layers.2.bias", "finite"]);
    }
}

#[test]
fn missing_and_extra_tensors() {
    let mut file = File::new(3, 8);
    file.tensors.retain(|tensor| tensor.0 != "layers.1.bias");
    file.refused(&["layers.1.bias is missing"]);
    for layer in ["layers.0", "layers.2"] {
        let mut file = File::new(3, 8);
        file.tensors
            .retain(|tensor| tensor.0 != format!("{layer}.weight"));
        // Its bias is what is left over.
        file.refused(&[&format!("{layer}.bias"), "none left out"]);
    }
    let mut file = File::new(3, 8);
    file.tensors
        .push(("optimizer.step".into(), Dtype::F32, vec![1], vec![0; 4]));
    file.refused(&["optimizer.step"]);
    File {
        tensors: Vec::new(),
        metadata: None,
    }
    .refused(&["layers.0"]);
}

#[test]
fn wrong_shapes() {
    for (name, shape) in [
        ("layers.0.weight", vec![8, 2]), // no time input
        ("layers.0.weight", vec![24]),
        ("layers.1.weight", vec![8, 9]),
        ("layers.1.bias", vec![8, 1]),
        ("layers.2.weight", vec![3, 8]),
        ("layers.2.weight", vec![8, 2]),
    ] {
        let mut file = File::new(3, 8);
        let tensor = file.tensor(name);
        tensor.3 = vec![0; 4 * shape.iter().product::<usize>()];
        tensor.2 = shape.clone();
        file.refused(&[name, &format!("{shape:?}"), "must be"]);
    }
}

#[test]
fn too_wide_or_too_deep() {
    File::new(3, 257).refused(&["width", "257", "256"]);
    File::new(3, 7).refused(&["width", "7"]);
    File::new(11, 8).refused(&["layers", "11", "10"]);
    File::new(1, 8).refused(&["layers"]);
}

/// As many layers as a header can name, all of them empty: a megabyte that is refused at once, where each was looked
/// for among all others for minutes.
#[test]
fn thousands_of_empty_layers() {
    let refusal = |layers: usize| {
        let mut file = File::new(3, 8);
        for i in 3..layers {
            for part in ["weight", "bias"] {
                let name = format!("layers.{i}.{part}");
                file.tensors.push((name, Dtype::F32, vec![0], Vec::new()));
            }
        }
        let bytes = file.bytes();
        // The quickest of some, as others use the machine, too.
        let times = (0..5).map(|_| {
            let start = std::time::Instant::now();
            refused(&bytes, &["layers", &layers.to_string(), "10"]);
            start.elapsed()
        });
        times.min().unwrap().as_secs_f64()
    };
    // Eight times the layers take some eight times as long, not their square: 64 times.
    let ratio = refusal(8_000) / refusal(1_000);
    assert!(ratio < 24.0, "{ratio}");
    for stray in [
        "layers.1",
        "layers.+1.bias",
        "layers.01.bias",
        "layers.1.bias.x",
        "bias",
        "",
    ] {
        let mut file = File::new(3, 8);
        file.tensors
            .push((stray.to_owned(), Dtype::F32, vec![0], Vec::new()));
        file.refused(&[&format!("{stray} has no place")]);
    }
}

#[test]
fn junk_metadata() {
    let mut file = File::new(3, 8);
    for json in [
        "",
        "[3]",
        "{",
        "null",
        r#"{"colour": 3}"#,
        r#"{"seed": -1}"#,
    ] {
        file.metadata = Some(json.to_owned());
        file.refused(&["settings"]);
    }
    file.metadata = Some(r#"{"schedule": {"betaMin": 1000}}"#.to_owned());
    file.refused(&["betaMin", "1000"]);
    // What is left out has its default.
    file.metadata = Some(r#"{"seed": 5}"#.to_owned());
    assert_eq!(
        Weights::from_safetensors(&file.bytes())
            .unwrap()
            .config
            .seed,
        5
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Flipped bytes give an error or finite weights, never a panic.
    #[test]
    fn damaged_files_never_panic(place in any::<prop::sample::Index>(), value: u8) {
        let mut bytes = weights().to_safetensors().unwrap();
        let place = place.index(bytes.len());
        bytes[place] = value;
        if let Ok(weights) = Weights::from_safetensors(&bytes) {
            prop_assert!(weights.config.validate().is_ok());
            prop_assert!(weights.params.iter().all(|v| v.is_finite()));
        }
    }

    #[test]
    fn random_bytes_are_refused(bytes: Vec<u8>) {
        prop_assert!(Weights::from_safetensors(&bytes).is_err());
    }
}

/// To nearest, ties away from zero, as far as half a unit of the last place that is kept.
#[test]
fn rounding_keeps_the_leading_bits() {
    let config = Preset::Fast.config();
    let count = config.network.parameter_count();
    let flat: Vec<f32> = (0..count).map(|i| (i as f32 - 1000.3) * 1.7e-3).collect();
    let mut weights = Weights {
        config,
        params: flat.clone(),
    };
    weights.round_mantissa(10);
    for (rounded, value) in weights.params.iter().zip(&flat) {
        assert_eq!(rounded.to_bits() & 0x1fff, 0);
        assert!((rounded - value).abs() <= value.abs() * 2f32.powi(-11));
    }
    let ten = weights.params.clone();
    weights.round_mantissa(23);
    assert_eq!(weights.params, ten);
}
