//! Loss and gradients of one tile, after its forward pass.

use super::Kernel;
use super::arithmetic::Arithmetic;
use super::lanes::F32x4;
use super::tile::{add_bias_grad, add_weight_grad, matmul, pack_transposed};
use crate::network::Activation;

impl Kernel {
    /// Packs the transpose of every weight that passes a gradient down; the
    /// first layer does not, as nothing below it is trained.
    pub(super) fn pack_backward(&mut self, params: &[f32]) {
        for layer in &mut self.layers[1..] {
            let view = &layer.view;
            let weight = &params[view.weight.clone()];
            pack_transposed(&mut layer.w_transposed, weight, view.inputs, view.outputs);
        }
    }

    /// Returns `Σ r²` with `r = a·net + b`, and sets `g = 2·scale·a·r`, which is
    /// 0 in the lanes beyond the last sample.
    pub(super) fn residual(&mut self, a: &[f32], b: &[f32], scale: f32) -> f64 {
        let z = &self.layers[self.layers.len() - 1].out;
        let mut squares = 0.0;
        for (c, (a, b)) in a.chunks(4).zip(b.chunks(8)).enumerate() {
            for d in 0..2 {
                let z = z[d][c].to_array();
                let mut g = [0.0; 4];
                for (i, &a) in a.iter().enumerate() {
                    let r = a * z[i] + b[2 * i + d];
                    squares += f64::from(r) * f64::from(r);
                    g[i] = 2.0 * scale * a * r;
                }
                self.grads[0][d][c] = F32x4::from_array(g);
            }
        }
        squares
    }

    /// Adds the tile's share of `∂loss/∂params` to `grad`, from the last layer
    /// down, starting with the `g` that [`residual`](Self::residual) left.
    pub(super) fn backward_tile<A: Arithmetic>(&mut self, vectors: usize, grad: &mut [f32]) {
        let [g, next] = &mut self.grads;
        for (i, layer) in self.layers.iter().enumerate().rev() {
            let view = &layer.view;
            let below = i.checked_sub(1).map(|i| &self.layers[i]);
            let x = below.map_or(&self.input, |below| &below.out);
            add_weight_grad::<A>(&mut grad[view.weight.clone()], view.inputs, g, x, vectors);
            add_bias_grad(&mut grad[view.bias.clone()], g, vectors);

            let Some(below) = below else { break };
            let (w, depth, slope) = (&layer.w_transposed, view.outputs, &below.slope);
            match self.config.activation {
                // φ(z) is positive exactly where z is, and NaN where z is.
                Activation::Relu => matmul::<A>(
                    w,
                    depth,
                    |_| 0.0,
                    g,
                    vectors,
                    |r, c, sum| next[r][c] = sum.zero_unless_positive(x[r][c]),
                ),
                Activation::Silu => matmul::<A>(
                    w,
                    depth,
                    |_| 0.0,
                    g,
                    vectors,
                    |r, c, sum| next[r][c] = sum * slope[r][c],
                ),
            }
            // The buffers trade places, the vectors do not move.
            core::mem::swap(g, next);
        }
    }
}
