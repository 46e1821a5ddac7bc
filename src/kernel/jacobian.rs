//! Forward-mode derivatives: ∂net/∂x and ∂net/∂y along with net, for divergences.
//!
//! Each direction d of the input carries a tangent ḣ = ∂h/∂d through the layers,
//!
//! ```text
//! ż₀ = W₀·e_d    ḣₗ₊₁ = φ′(zₗ) ⊙ żₗ    żₗ = Wₗ·ḣₗ
//! ```
//!
//! which costs one more product per direction and layer: two directions give the exact
//! 2×2 Jacobian for three times the price of the value. ReLU's slope at 0 counts as 0.
//! Source: Wengert, "A simple automatic derivative evaluation program", 1964.

use super::arithmetic::{Arithmetic, Fused, Portable};
use super::lanes::F32x4;
use super::tile::{Row, TILE, matmul};
use super::{Kernel, Layer, rows, tile_samples};
use crate::network::Activation;

impl Kernel {
    /// As [`Kernel::forward`], and writes the Jacobian `[n, 4]` to `jacobian`: for each
    /// sample ∂net₀/∂x, ∂net₁/∂x, ∂net₀/∂y, ∂net₁/∂y.
    ///
    /// # Panics
    /// If a slice has another length.
    pub fn forward_with_jacobian(
        &mut self,
        params: &[f32],
        input: &[f32],
        out: &mut [f32],
        jacobian: &mut [f32],
    ) {
        if self.fused() {
            self.forward_with_jacobian_by::<Fused>(params, input, out, jacobian);
        } else {
            self.forward_with_jacobian_by::<Portable>(params, input, out, jacobian);
        }
    }

    fn forward_with_jacobian_by<A: Arithmetic>(
        &mut self,
        params: &[f32],
        input: &[f32],
        out: &mut [f32],
        jacobian: &mut [f32],
    ) {
        let n = self.samples(params, input);
        assert_eq!(out.len(), 2 * n, "out must hold 2 values per sample");
        assert_eq!(jacobian.len(), 4 * n, "jacobian must hold 4 per sample");
        self.pack_forward(params);
        let width = self.config.width;
        let mut tangent = [rows(width), rows(width)];
        let size = tile_samples(n);
        let outputs = out.chunks_mut(2 * size).zip(jacobian.chunks_mut(4 * size));
        for (input, (out, jacobian)) in input.chunks(3 * size).zip(outputs) {
            let vectors = out.len().div_ceil(8);
            self.load(input);
            self.forward_tile::<A>(params, vectors, true);
            self.store(out);
            for direction in 0..2 {
                self.tangent_tile::<A>(params, direction, vectors, &mut tangent);
                let [row_x, row_y] = [&tangent[0][0], &tangent[0][1]];
                for (c, jacobian) in jacobian.chunks_mut(16).enumerate() {
                    let (x, y) = (row_x[c].to_array(), row_y[c].to_array());
                    for (i, pair) in jacobian.chunks_exact_mut(4).enumerate() {
                        pair[2 * direction..][..2].copy_from_slice(&[x[i], y[i]]);
                    }
                }
            }
        }
    }

    /// After a forward pass of the tile: ∂net/∂(input `direction`) into `tangent[0]`.
    fn tangent_tile<A: Arithmetic>(
        &self,
        params: &[f32],
        direction: usize,
        vectors: usize,
        tangent: &mut [Vec<Row>; 2],
    ) {
        let [current, next] = tangent;
        let first = &self.layers[0];
        let weight = &params[first.view.weight.clone()];
        for (r, (row, w)) in current.iter_mut().zip(weight.chunks_exact(3)).enumerate() {
            let w = F32x4::splat(w[direction]);
            for (c, tangent) in row[..vectors].iter_mut().enumerate() {
                *tangent = self.sloped(first, r, c, w);
            }
        }
        let last = self.layers.len() - 1;
        for (i, layer) in self.layers.iter().enumerate().skip(1) {
            let store = |r: usize, c: usize, z: F32x4| {
                next[r][c] = if i < last {
                    self.sloped(layer, r, c, z)
                } else {
                    z
                };
            };
            matmul::<A>(
                &layer.w,
                layer.view.inputs,
                |_| 0.0,
                current,
                vectors,
                store,
            );
            core::mem::swap(current, next);
        }
    }

    /// φ′(z) · `tangent` at one place of a hidden layer's output.
    #[inline(always)]
    fn sloped(&self, layer: &Layer, r: usize, c: usize, tangent: F32x4) -> F32x4 {
        debug_assert!(c < TILE);
        match self.config.activation {
            Activation::Relu => tangent.zero_unless_positive(layer.out[r][c]),
            Activation::Silu => tangent * layer.slope[r][c],
        }
    }
}
