//! Weights as safetensors, with PyTorch's tensor names.
//!
//! `layers.{i}.weight` `[out, in]` and `layers.{i}.bias` `[out]`, float32: a file from
//! the post's PyTorch code reads straight in, and ours into it. Depth and width come
//! from the shapes; what shapes cannot tell (activation, parametrisation, schedule,
//! data) is in the metadata entry `nano_diffusion`, a [`Config`] as JSON. A file
//! without it is read with the post's settings.

use crate::config::Config;
use crate::config::limits::LAYERS;
use crate::error::{Error, Result};
use crate::network::{Mlp, NetworkConfig};
use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};
use serde::Serialize;
use std::collections::HashMap;

/// The metadata key that holds the run's configuration.
const CONFIG_KEY: &str = "nano_diffusion";

/// A network with the configuration it was trained with.
#[derive(Clone, Debug)]
pub struct Weights {
    /// The run's settings.
    pub config: Config,
    /// All parameters `[P]`, in the order of [`NetworkConfig::views`].
    pub params: Vec<f32>,
}

/// What a weights file says of itself.
#[derive(Clone, Debug, Serialize)]
pub struct Description {
    /// The run's settings; the post's, where the file has none.
    pub config: Config,
    /// Whether the file says how it is to be read.
    pub complete: bool,
}

fn tensor_name(layer: usize, part: &str) -> String {
    format!("layers.{layer}.{part}")
}

impl Weights {
    /// The network, ready to run.
    ///
    /// # Errors
    /// If `params` does not fit `config.network`.
    pub fn network(&self) -> Result<Mlp> {
        Mlp::from_params(self.config.network, self.params.clone())
    }

    /// Rounds every value to `bits` of the 23 bits of its mantissa, to nearest: the file
    /// keeps its size, but what is transferred is compressed, and zeros are.
    pub fn round_mantissa(&mut self, bits: u32) {
        let dropped = 23 - bits.min(23);
        let half = (1u32 << dropped) >> 1;
        for v in &mut self.params {
            // Adding half a unit may carry into the exponent, as rounding up should.
            let rounded = f32::from_bits((v.to_bits() + half) & (u32::MAX << dropped));
            if rounded.is_finite() {
                *v = rounded;
            }
        }
    }

    /// The bytes of a safetensors file.
    ///
    /// # Errors
    /// If `params` does not fit `config.network`.
    pub fn to_safetensors(&self) -> Result<Vec<u8>> {
        let views = self.config.network.views();
        if self.params.len() != self.config.network.parameter_count() {
            return Err(Error::bad_weights("their number does not fit the network"));
        }
        let bytes: Vec<u8> = self.params.iter().flat_map(|v| v.to_le_bytes()).collect();
        let mut tensors = Vec::with_capacity(2 * views.len());
        for (i, view) in views.iter().enumerate() {
            let parts = [
                ("weight", vec![view.outputs, view.inputs], &view.weight),
                ("bias", vec![view.outputs], &view.bias),
            ];
            for (part, shape, range) in parts {
                let data = &bytes[4 * range.start..4 * range.end];
                let tensor =
                    TensorView::new(Dtype::F32, shape, data).map_err(Error::bad_weights)?;
                tensors.push((tensor_name(i, part), tensor));
            }
        }
        serialize(tensors, HashMap::new(), &self.config)
    }

    /// Reads the bytes of a safetensors file.
    ///
    /// # Errors
    /// [`Error::BadWeights`] saying what is wrong: not safetensors, missing or
    /// misshapen layers, another number type, a value that is not finite, metadata that
    /// do not fit.
    pub fn from_safetensors(bytes: &[u8]) -> Result<Self> {
        let (file, metadata) = open(bytes)?;
        let mut config = match metadata.get(CONFIG_KEY) {
            Some(json) => serde_json::from_str::<Config>(json)
                .map_err(|e| Error::bad_weights(format!("their settings can't be read ({e})")))?,
            None => Config::default(),
        };
        config.network = network_of(&file, config.network)?;
        config.validate()?;

        let mut params = vec![0.0; config.network.parameter_count()];
        for (i, view) in config.network.views().iter().enumerate() {
            let weight = tensor(&file, i, "weight", &[view.outputs, view.inputs])?;
            params[view.weight.clone()].copy_from_slice(&weight);
            let bias = tensor(&file, i, "bias", &[view.outputs])?;
            params[view.bias.clone()].copy_from_slice(&bias);
        }
        Ok(Self { config, params })
    }
}

/// What the bytes of a safetensors file say of themselves.
///
/// # Errors
/// As [`Weights::from_safetensors`].
pub fn describe(bytes: &[u8]) -> Result<Description> {
    Ok(Description {
        config: Weights::from_safetensors(bytes)?.config,
        complete: open(bytes)?.1.contains_key(CONFIG_KEY),
    })
}

/// A copy of the bytes of a safetensors file that says what it is of: the same tensors, and other
/// people's metadata stay. Depth and width are the file's own.
///
/// # Errors
/// As [`Weights::from_safetensors`]; settings outside their limits.
pub fn with_config(bytes: &[u8], config: &Config) -> Result<Vec<u8>> {
    let (file, metadata) = open(bytes)?;
    let mut config = config.clone();
    config.network = network_of(&file, config.network)?;
    let said = serialize(file.tensors(), metadata, &config)?;
    Weights::from_safetensors(&said)?;
    Ok(said)
}

/// The tensors of a file, and its metadata.
fn open(bytes: &[u8]) -> Result<(SafeTensors<'_>, HashMap<String, String>)> {
    let (_, header) = SafeTensors::read_metadata(bytes)
        .map_err(|e| Error::bad_weights(format!("not a complete safetensors file ({e})")))?;
    let file = SafeTensors::deserialize(bytes).map_err(Error::bad_weights)?;
    Ok((file, header.metadata().clone().unwrap_or_default()))
}

/// A file of tensors, with the settings among its metadata.
fn serialize(
    tensors: Vec<(String, TensorView<'_>)>,
    mut metadata: HashMap<String, String>,
    config: &Config,
) -> Result<Vec<u8>> {
    let json = serde_json::to_string(config).map_err(Error::bad_weights)?;
    metadata.insert(CONFIG_KEY.to_owned(), json);
    safetensors::serialize(tensors, Some(metadata)).map_err(Error::bad_weights)
}

/// Depth and width as the file's shapes tell them; the rest as in `hint`.
fn network_of(file: &SafeTensors<'_>, hint: NetworkConfig) -> Result<NetworkConfig> {
    let layers = (0..)
        .take_while(|i| file.tensor(&tensor_name(*i, "weight")).is_ok())
        .count();
    let mut names = file.names();
    names.sort_unstable();
    let known = |name: &str| {
        (0..layers).any(|i| {
            ["weight", "bias"]
                .iter()
                .any(|part| name == tensor_name(i, part))
        })
    };
    // Of too many layers, refused below, each would be looked for among as many.
    let few = layers as f64 <= LAYERS.max;
    if let Some(stray) = names.into_iter().find(|name| few && !known(name)) {
        return Err(Error::bad_weights(format!(
            "{stray} has no place: the file must hold layers.0.weight, layers.0.bias, \
             layers.1.weight and so on, with none left out, and nothing else"
        )));
    }
    let first = file
        .tensor("layers.0.weight")
        .map_err(|_| Error::bad_weights("layers.0.weight is missing"))?;
    let width = match first.shape() {
        [width, 3] => *width,
        shape => {
            return Err(Error::bad_weights(format!(
                "layers.0.weight has shape {shape:?}, but must be [width, 3]"
            )));
        }
    };
    let config = NetworkConfig {
        layers,
        width,
        ..hint
    };
    config.validate()?;
    Ok(config)
}

/// One tensor's finite float32 values.
fn tensor(file: &SafeTensors<'_>, layer: usize, part: &str, shape: &[usize]) -> Result<Vec<f32>> {
    let name = tensor_name(layer, part);
    let view = file
        .tensor(&name)
        .map_err(|_| Error::bad_weights(format!("{name} is missing")))?;
    if view.dtype() != Dtype::F32 {
        return Err(Error::bad_weights(format!(
            "{name} is {:?}, but must be F32",
            view.dtype()
        )));
    }
    if view.shape() != shape {
        return Err(Error::bad_weights(format!(
            "{name} has shape {:?}, but must be {shape:?}",
            view.shape()
        )));
    }
    let values: Vec<f32> = view
        .data()
        .chunks_exact(4)
        .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
        .collect();
    if values.iter().all(|v| v.is_finite()) {
        Ok(values)
    } else {
        Err(Error::bad_weights(format!(
            "{name} holds a value that is not finite"
        )))
    }
}
