//! Forward pass, loss and gradient of the network, fused and tiled.
//!
//! The same mathematics as [`Mlp::forward`](crate::network::Mlp::forward) and
//! [`denoising_score_matching`](crate::objective::denoising_score_matching), which stay
//! as its oracles; this is the version that training and sampling run.
//!
//! # What is computed
//!
//! The network maps (x, y, t) to two numbers through `L` linear layers, with an
//! activation φ (ReLU or SiLU) after each but the last:
//!
//! ```text
//! h₀ = (x, y, t)    zₗ = Wₗ·hₗ + bₗ    hₗ₊₁ = φ(zₗ)    net = z_{L−1}
//! ```
//!
//! Training minimises `loss = scale · Σᵢ ‖aᵢ·net(xᵢ, tᵢ) + bᵢ‖²`, whose gradient is
//! (backpropagation: Rumelhart, Hinton and Williams, 1986)
//!
//! ```text
//! g_{L−1} = 2·scale·a·(a·net + b)     gₗ₋₁ = φ′(zₗ₋₁) ⊙ Wₗᵀ·gₗ
//! ∂loss/∂Wₗ = Σᵢ gₗ·hₗᵀ               ∂loss/∂bₗ = Σᵢ gₗ
//! ```
//!
//! # Layout
//!
//! Parameters and gradient are one flat slice in the order of
//! [`NetworkConfig::views`]: for each layer the weight, `[out, in]` row-major, then
//! the bias.
//!
//! The batch is cut into tiles of at most `TILE`·4 samples. A tile goes through the
//! whole network, forward and backward, before the next is touched, so its activations
//! are still in cache when the backward pass wants them. Activations are feature-major
//! (`tile::Row`): the four lanes of a vector are four samples, and no operation but the
//! final sum of a gradient ever mixes lanes. This one choice lets all three products
//! run without a transpose:
//!
//! | product                | vectorised over | other operand                     |
//! |------------------------|-----------------|-----------------------------------|
//! | forward `W·h`          | samples         | one weight, splatted              |
//! | input gradient `Wᵀ·g`  | samples         | one weight, splatted              |
//! | weight gradient `g·hᵀ` | samples         | samples (lanes summed at the end) |
//!
//! # Reproducibility
//!
//! Tiles, and the terms of every sum, are visited in a fixed order, in one of two
//! arithmetics that the network's settings name, with and without fused multiply-add
//! (`arithmetic`): the same call gives the same bits, on wasm and natively. A sample's
//! output does not depend on its place in the batch. Its gradient contribution is added
//! in f32 within a tile and over tiles; the loss in f64.
//!
//! ```
//! use nano_diffusion::kernel::Kernel;
//! use nano_diffusion::network::NetworkConfig;
//! let config = NetworkConfig { layers: 2, width: 8, ..NetworkConfig::default() };
//! let mut kernel = Kernel::new(config);
//! let params = vec![0.1; config.parameter_count()];
//! let input = [0.5, -0.5, 0.2, 1.0, 0.0, 0.9]; // two rows (x, y, t)
//!
//! let mut net = [0.0; 4];
//! kernel.forward(&params, &input, &mut net);
//!
//! // The mean over four residuals net − 1, and its gradient.
//! let mut grad = vec![0.0; params.len()];
//! let loss = kernel.loss_and_grad(&params, &input, &[1.0; 2], &[-1.0; 4], 0.25, &mut grad);
//! let mean = net.iter().map(|v| (v - 1.0).powi(2)).sum::<f32>() / 4.0;
//! assert!((loss - f64::from(mean)).abs() < 1e-6);
//! ```

mod activation;
mod arithmetic;
mod backward;
mod forward;
mod fused;
mod jacobian;
mod lanes;
mod sliced;
mod terms;
mod tile;

pub use fused::FusedObjective;
pub use sliced::Sliced;
pub use terms::KernelTerms;

use crate::network::{Activation, Arithmetic as Asked, LayerView, NetworkConfig};
pub(crate) use activation::Exponential;
use arithmetic::{Arithmetic, Fused, Portable};
pub(crate) use lanes::F32x4;
use sliced::Tangents;
use tile::Row;
pub(crate) use tile::{ROWS, TILE};

/// Bytes of one feature of a tile, for [`crate::memory`].
pub(crate) const ROW_BYTES: usize = size_of::<Row>();

/// The network's scratch memory, allocated once for a configuration.
pub struct Kernel {
    config: NetworkConfig,
    layers: Vec<Layer>,
    /// h₀ of the current tile.
    input: Vec<Row>,
    /// gₗ of the current tile, and room for gₗ₋₁.
    grads: [Vec<Row>; 2],
    /// Memory of [`Kernel::sliced_loss_and_grad`], made on first use.
    tangents: Option<Tangents>,
}

struct Layer {
    view: LayerView,
    /// W, packed for the forward product.
    w: Vec<[f32; ROWS]>,
    /// Wᵀ, packed for the input gradient.
    w_transposed: Vec<[f32; ROWS]>,
    /// hₗ₊₁ of the current tile (of the last layer: the output).
    out: Vec<Row>,
    /// φ′(zₗ) of the current tile; ReLU reads it off `out` instead.
    slope: Vec<Row>,
}

/// Rows for `n` features, padded so that no block needs an edge case.
fn rows(n: usize) -> Vec<Row> {
    vec![[F32x4::ZERO; TILE]; n.next_multiple_of(ROWS)]
}

impl Layer {
    fn new(view: LayerView, activation: Activation) -> Self {
        let (inputs, outputs) = (view.inputs, view.outputs);
        Self {
            w: vec![[0.0; ROWS]; outputs.div_ceil(ROWS) * inputs],
            w_transposed: vec![[0.0; ROWS]; inputs.div_ceil(ROWS) * outputs],
            out: rows(outputs),
            slope: match activation {
                Activation::Relu => Vec::new(),
                Activation::Silu => rows(outputs),
            },
            view,
        }
    }
}

impl Kernel {
    /// Scratch memory for networks of this shape; the parametrisation does not matter.
    ///
    /// # Panics
    /// In debug builds, if `layers` or `width` lie outside their limits: a network's never do,
    /// since it was made of settings that were checked.
    pub fn new(config: NetworkConfig) -> Self {
        debug_assert!(config.validate().is_ok(), "{config:?} is no network's");
        let layer = |view| Layer::new(view, config.activation);
        Self {
            config,
            layers: config.views().into_iter().map(layer).collect(),
            input: rows(3),
            grads: [rows(config.width), rows(config.width)],
            tangents: None,
        }
    }

    /// Writes the network's output `[n, 2]` at the rows (x, y, t) of `input` `[n, 3]`
    /// to `out`.
    ///
    /// # Panics
    /// If a slice has another length.
    pub fn forward(&mut self, params: &[f32], input: &[f32], out: &mut [f32]) {
        if self.fused() {
            self.forward_by::<Fused>(params, input, out);
        } else {
            self.forward_by::<Portable>(params, input, out);
        }
    }

    fn forward_by<A: Arithmetic>(&mut self, params: &[f32], input: &[f32], out: &mut [f32]) {
        let n = self.samples(params, input);
        assert_eq!(out.len(), 2 * n, "out must hold 2 values per sample");
        self.pack_forward(params);
        let size = tile_samples(n);
        for (input, out) in input.chunks(3 * size).zip(out.chunks_mut(2 * size)) {
            self.load(input);
            self.forward_tile::<A>(params, out.len().div_ceil(8), false);
            self.store(out);
        }
    }

    /// Returns `scale · Σᵢ ‖a[i]·net(input[i]) + b[i]‖²` and overwrites `grad`, as long
    /// as `params`, with its gradient; `input` is `[n, 3]`, `a` `[n]`, `b` `[n, 2]`.
    ///
    /// A NaN in any of them reaches the loss.
    ///
    /// # Panics
    /// If a slice has another length.
    pub fn loss_and_grad(
        &mut self,
        params: &[f32],
        input: &[f32],
        a: &[f32],
        b: &[f32],
        scale: f32,
        grad: &mut [f32],
    ) -> f64 {
        if self.fused() {
            self.loss_and_grad_by::<Fused>(params, input, a, b, scale, grad)
        } else {
            self.loss_and_grad_by::<Portable>(params, input, a, b, scale, grad)
        }
    }

    fn loss_and_grad_by<A: Arithmetic>(
        &mut self,
        params: &[f32],
        input: &[f32],
        a: &[f32],
        b: &[f32],
        scale: f32,
        grad: &mut [f32],
    ) -> f64 {
        let n = self.samples(params, input);
        assert_eq!(a.len(), n, "a must hold 1 value per sample");
        assert_eq!(b.len(), 2 * n, "b must hold 2 values per sample");
        assert_eq!(grad.len(), params.len(), "grad must be as long as params");
        self.pack_forward(params);
        self.pack_backward(params);
        grad.fill(0.0);
        let size = tile_samples(n);
        let targets = a.chunks(size).zip(b.chunks(2 * size));
        let mut squares = 0.0;
        for (input, (a, b)) in input.chunks(3 * size).zip(targets) {
            let vectors = a.len().div_ceil(4);
            self.load(input);
            self.forward_tile::<A>(params, vectors, true);
            squares += self.residual(a, b, scale);
            self.backward_tile::<A>(vectors, grad);
        }
        f64::from(scale) * squares
    }

    /// Whether to compute in fused arithmetic. Where there is none, a network that was trained in
    /// it is asked in portable arithmetic; training refuses to begin there.
    fn fused(&self) -> bool {
        self.config.arithmetic == Asked::Fused && Asked::Fused.is_here()
    }

    /// Length of the flat parameters.
    pub fn parameter_count(&self) -> usize {
        self.layers[self.layers.len() - 1].view.bias.end
    }

    /// The number of samples, once the lengths are known to fit.
    fn samples(&self, params: &[f32], input: &[f32]) -> usize {
        let count = self.parameter_count();
        assert_eq!(params.len(), count, "params do not fit {:?}", self.config);
        assert!(
            input.len().is_multiple_of(3),
            "input must hold 3 values per sample"
        );
        input.len() / 3
    }
}

/// Samples per tile, a multiple of four: as few tiles as fit, all nearly full.
fn tile_samples(n: usize) -> usize {
    let vectors = n.div_ceil(4).max(1);
    4 * vectors.div_ceil(vectors.div_ceil(TILE))
}
