//! The forward pass of one tile: samples in, `hₗ₊₁ = φ(Wₗ·hₗ + bₗ)`, outputs out.

use super::Kernel;
use super::activation::{Exponential, relu};
use super::arithmetic::Arithmetic;
use super::lanes::F32x4;
use super::tile::{matmul, pack};
use crate::network::Activation;

impl Kernel {
    /// Packs every weight; once per batch.
    pub(super) fn pack_forward(&mut self, params: &[f32]) {
        for layer in &mut self.layers {
            let view = &layer.view;
            pack(&mut layer.w, &params[view.weight.clone()], view.inputs);
        }
    }

    /// Turns samples `[n, 3]` into the tile's rows x, y and t. The last vector is
    /// filled up with copies of the last sample: if those overflow, so does a real one.
    pub(super) fn load(&mut self, input: &[f32]) {
        let n = input.len() / 3;
        for c in 0..n.div_ceil(4) {
            let i: [usize; 4] = core::array::from_fn(|lane| (4 * c + lane).min(n - 1));
            for (d, row) in self.input[..3].iter_mut().enumerate() {
                row[c] = F32x4::from_array(i.map(|i| input[3 * i + d]));
            }
        }
    }

    /// Runs the loaded tile through all layers; with the slopes of SiLU, where a gradient is to follow.
    pub(super) fn forward_tile<A: Arithmetic>(
        &mut self,
        params: &[f32],
        vectors: usize,
        slopes: bool,
    ) {
        let last = self.layers.len() - 1;
        let mut x = &self.input;
        for (i, layer) in self.layers.iter_mut().enumerate() {
            let bias = &params[layer.view.bias.clone()];
            let bias = |r: usize| bias.get(r).copied().unwrap_or(0.0);
            let (w, depth, out) = (&layer.w, layer.view.inputs, &mut layer.out);
            let activation = (i < last).then_some(self.config.activation);
            if activation == Some(Activation::Relu) {
                matmul::<A>(w, depth, bias, x, vectors, |r, c, z| out[r][c] = relu(z));
            } else {
                matmul::<A>(w, depth, bias, x, vectors, |r, c, z| out[r][c] = z);
            }
            // Measured: SiLU is faster as a pass of its own than in the stores.
            if activation == Some(Activation::Silu) {
                let exponential = Exponential::new();
                if slopes {
                    for (out, slope) in out.iter_mut().zip(&mut layer.slope) {
                        exponential.silu::<A>(&mut out[..vectors], &mut slope[..vectors]);
                    }
                } else {
                    // One row fits the nearest cache, where all slopes do not.
                    for out in out.iter_mut() {
                        exponential.silu_alone::<A>(&mut out[..vectors]);
                    }
                }
            }
            x = &layer.out;
        }
    }

    /// The two output rows of the tile, back to one pair per sample.
    pub(super) fn store(&self, out: &mut [f32]) {
        let z = &self.layers[self.layers.len() - 1].out;
        for (c, out) in out.chunks_mut(8).enumerate() {
            let (zx, zy) = (z[0][c].to_array(), z[1][c].to_array());
            for ((out, zx), zy) in out.chunks_exact_mut(2).zip(zx).zip(zy) {
                out.copy_from_slice(&[zx, zy]);
            }
        }
    }
}
