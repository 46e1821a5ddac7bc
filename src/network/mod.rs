//! The network: a plain multilayer perceptron on (x, y, τ), with τ for the time.
//!
//! h₀ = (x, y, τ),  hᵢ₊₁ = φ(Wᵢ hᵢ + bᵢ),  output = W_{L−1} h_{L−1} + b_{L−1}
//!
//! with L = `layers` linear layers, 3 → width → … → width → 2. τ is t, and the output the score
//! itself (the post's choices), or what [`reading`] says.
//!
//! All parameters live in **one flat [`Var`]** of candle's, in PyTorch's order: `layers.0.weight`
//! `[out, in]`, `layers.0.bias` `[out]`, `layers.1.weight`, … A layer is a named view
//! into it. The optimiser then makes one pass over one buffer instead of a dozen small
//! ones, and a copy of the network is a copy of one array.
//!
//! ```
//! use candle_core::{Device, Tensor};
//! use nano_diffusion::network::{Mlp, NetworkConfig};
//! use nano_diffusion::rng::{Stream, stream};
//! let mlp = Mlp::init(NetworkConfig::default(), &mut stream(1, Stream::Weights)).unwrap();
//! let input = Tensor::zeros((10, 3), candle_core::DType::F32, &Device::Cpu).unwrap();
//! assert_eq!(mlp.forward(&input).unwrap().dims(), &[10, 2]);
//! ```

pub(crate) mod flat;
pub mod reading;
pub mod weights;

pub use crate::config::network::{
    Activation, Arithmetic, NetworkConfig, Parametrisation, TimeInput,
};
pub use reading::Reading;
pub use weights::Weights;

use crate::error::{Error, Result};
use crate::rng::{Rng, uniform};
use candle_core::{Device, Tensor, Var};
use candle_nn::{Linear, Module, ops};
use std::ops::Range;

/// Where one linear layer's parameters lie in the flat buffer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerView {
    /// Units that it reads.
    pub inputs: usize,
    /// Units that it gives.
    pub outputs: usize,
    /// `[outputs, inputs]`, row-major.
    pub weight: Range<usize>,
    /// `[outputs]`.
    pub bias: Range<usize>,
}

impl NetworkConfig {
    /// The layers in order, as views into the flat buffer.
    pub fn views(&self) -> Vec<LayerView> {
        let mut start = 0;
        (0..self.layers)
            .map(|i| {
                let inputs = if i == 0 { 3 } else { self.width };
                let outputs = if i + 1 == self.layers { 2 } else { self.width };
                let weight = start..start + inputs * outputs;
                let bias = weight.end..weight.end + outputs;
                start = bias.end;
                LayerView {
                    inputs,
                    outputs,
                    weight,
                    bias,
                }
            })
            .collect()
    }

    /// Length of the flat buffer.
    pub fn parameter_count(&self) -> usize {
        self.views().last().map_or(0, |view| view.bias.end)
    }
}

/// The network: a configuration and its flat parameters.
#[derive(Clone, Debug)]
pub struct Mlp {
    config: NetworkConfig,
    params: Var,
}

impl Mlp {
    /// A fresh network, initialised as PyTorch's `nn.Linear`: weights and biases
    /// uniform on ±1/√inputs, drawn layer by layer, weight before bias.
    ///
    /// # Errors
    /// A setting outside its limits.
    pub fn init(config: NetworkConfig, rng: &mut Rng) -> Result<Self> {
        config.validate()?;
        let mut params = Vec::with_capacity(config.parameter_count());
        for view in config.views() {
            let bound = 1.0 / (view.inputs as f64).sqrt();
            for _ in view.weight.start..view.bias.end {
                params.push((bound * (2.0 * uniform(rng) - 1.0)) as f32);
            }
        }
        Self::with_valid(config, params)
    }

    /// A network from its flat parameters.
    ///
    /// # Errors
    /// A setting outside its limits, or a buffer of the wrong length.
    pub fn from_params(config: NetworkConfig, params: Vec<f32>) -> Result<Self> {
        config.validate()?;
        let count = config.parameter_count();
        if params.len() != count {
            return Err(Error::Shape {
                what: "The parameter buffer",
                got: params.len(),
                expected: count.to_string(),
            });
        }
        Self::with_valid(config, params)
    }

    /// Of settings that were checked, and as many parameters as they ask for.
    fn with_valid(config: NetworkConfig, params: Vec<f32>) -> Result<Self> {
        let count = params.len();
        let params = Var::from_vec(params, count, &Device::Cpu)?;
        Ok(Self { config, params })
    }

    /// Its settings.
    pub fn config(&self) -> NetworkConfig {
        self.config
    }

    /// The flat parameters that the optimiser updates.
    pub fn params(&self) -> &Var {
        &self.params
    }

    /// A copy of the flat parameters.
    ///
    /// # Errors
    /// Only if the tensor library fails.
    pub fn to_params(&self) -> Result<Vec<f32>> {
        Ok(self.params.to_vec1()?)
    }

    /// Calls `f` with the flat parameters, without a copy of them.
    ///
    /// # Errors
    /// Only if the tensor library fails.
    pub fn with_params<R>(&self, f: impl FnOnce(&[f32]) -> R) -> Result<R> {
        Ok(flat::with_slice(&self.params, f)?)
    }

    /// The raw output `[n, 2]` for an input `[n, 3]` of rows (x, y, τ), tracked for
    /// gradients with respect to [`Mlp::params`].
    ///
    /// # Errors
    /// An input of another shape.
    pub fn forward(&self, input: &Tensor) -> Result<Tensor> {
        self.run(self.params.as_tensor(), input)
    }

    /// As [`Mlp::forward`], but not tracked. (Sampling has a faster way to the same
    /// numbers, [`Kernel::forward`](crate::kernel::Kernel::forward).)
    ///
    /// # Errors
    /// An input of another shape.
    pub fn forward_detached(&self, input: &Tensor) -> Result<Tensor> {
        self.run(&self.params.as_detached_tensor(), input)
    }

    fn run(&self, params: &Tensor, input: &Tensor) -> Result<Tensor> {
        let mut h = input.clone();
        for (i, view) in self.config.views().into_iter().enumerate() {
            let weight = params
                .narrow(0, view.weight.start, view.weight.len())?
                .reshape((view.outputs, view.inputs))?;
            let bias = params.narrow(0, view.bias.start, view.bias.len())?;
            h = Linear::new(weight, Some(bias)).forward(&h)?;
            if i + 1 < self.config.layers {
                h = match self.config.activation {
                    Activation::Relu => h.relu()?,
                    Activation::Silu => ops::silu(&h)?,
                };
            }
        }
        Ok(h)
    }
}
