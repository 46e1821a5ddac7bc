//! Loss and gradient of sliced score matching: a forward pass with one tangent per
//! sample, and the backward pass through both.
//!
//! With the directional derivative ȯ = ∂net/∂(x, y) · v along each sample's own v, and
//! o = net, the loss is
//!
//! ```text
//! loss = Σᵢ pᵢ v·ȯ + ½ qᵢ (v·o)² + (v·rᵢ)(v·o)    or, averaged over v, ½ qᵢ ‖o‖² + rᵢ·o
//! ```
//!
//! Beside h each layer carries ḣ, and beside the adjoint g of z the adjoint ġ of ż:
//!
//! ```text
//! z = W·h + b     ż = W·ḣ        h⁺ = φ(z)     ḣ⁺ = φ′(z) ⊙ ż
//! ∂loss/∂W = Σ g·hᵀ + ġ·ḣᵀ       ∂loss/∂b = Σ g
//! g⁻ = φ′ ⊙ Wᵀ·g + φ″ ⊙ ż⁻ ⊙ Wᵀ·ġ              ġ⁻ = φ′ ⊙ Wᵀ·ġ
//! ```
//!
//! where ⁻ marks the layer below. ReLU has φ″ = 0 (almost everywhere), so its only
//! gradient through v·ȯ is that of the weights themselves.
//! Source: Song, Garg, Shi and Ermon, "Sliced score matching", 2019; Pearlmutter, "Fast
//! exact multiplication by the Hessian", 1994, for the backward pass of a tangent.

use super::activation::{Exponential, relu};
use super::arithmetic::{Arithmetic, Fused, Portable};
use super::lanes::F32x4;
use super::tile::{Row, add_bias_grad, add_weight_grad, matmul};
use super::{Kernel, rows, tile_samples};
use crate::network::Activation;

/// One batch of the sliced objective, `n` samples.
#[derive(Clone, Copy)]
pub struct Sliced<'a> {
    /// Rows (x, y, t) `[n, 3]`.
    pub input: &'a [f32],
    /// v `[n, 2]`.
    pub v: &'a [f32],
    /// p `[n]`: the weight of v·ȯ.
    pub p: &'a [f32],
    /// q `[n]`: the weight of the square.
    pub q: &'a [f32],
    /// r `[n, 2]`: the linear term.
    pub r: &'a [f32],
    /// Whether the square is ‖o‖² (its mean over v, with less variance) or (v·o)².
    pub full_norm: bool,
}

/// What the sliced pass needs beyond the kernel's own memory; made on first use.
pub(super) struct Tangents {
    /// v in the rows of the input.
    seed: Vec<Row>,
    /// Per layer: ż, φ′ and φ″ of z, and ḣ⁺ = φ′ ⊙ ż.
    layers: Vec<[Vec<Row>; 4]>,
    /// ġ of the current layer, and room for the one below.
    grads: [Vec<Row>; 2],
}

impl Kernel {
    /// Returns the loss above and overwrites `grad`, as long as `params`, with its
    /// gradient.
    ///
    /// # Panics
    /// If a slice has another length.
    pub fn sliced_loss_and_grad(
        &mut self,
        params: &[f32],
        batch: Sliced<'_>,
        grad: &mut [f32],
    ) -> f64 {
        if self.fused() {
            self.sliced_loss_and_grad_by::<Fused>(params, batch, grad)
        } else {
            self.sliced_loss_and_grad_by::<Portable>(params, batch, grad)
        }
    }

    fn sliced_loss_and_grad_by<A: Arithmetic>(
        &mut self,
        params: &[f32],
        batch: Sliced<'_>,
        grad: &mut [f32],
    ) -> f64 {
        let n = self.samples(params, batch.input);
        assert_eq!(batch.v.len(), 2 * n, "v must hold 2 values per sample");
        assert_eq!(batch.p.len(), n, "p must hold 1 value per sample");
        assert_eq!(batch.q.len(), n, "q must hold 1 value per sample");
        assert_eq!(batch.r.len(), 2 * n, "r must hold 2 values per sample");
        assert_eq!(grad.len(), params.len(), "grad must be as long as params");
        self.pack_forward(params);
        self.pack_backward(params);
        grad.fill(0.0);
        let mut tangents = self.tangents.take().unwrap_or_else(|| {
            let of = |outputs| [(); 4].map(|()| rows(outputs));
            Tangents {
                seed: rows(3),
                layers: self.layers.iter().map(|l| of(l.view.outputs)).collect(),
                grads: [rows(self.config.width), rows(self.config.width)],
            }
        });
        let size = tile_samples(n);
        let mut loss = 0.0;
        for start in (0..n).step_by(size) {
            let end = (start + size).min(n);
            let tile = Sliced {
                input: &batch.input[3 * start..3 * end],
                v: &batch.v[2 * start..2 * end],
                p: &batch.p[start..end],
                q: &batch.q[start..end],
                r: &batch.r[2 * start..2 * end],
                ..batch
            };
            let vectors = (end - start).div_ceil(4);
            self.load(tile.input);
            tangents.load(tile.v);
            self.sliced_forward::<A>(&mut tangents, params, vectors);
            loss += self.sliced_residual(&mut tangents, tile);
            self.sliced_backward::<A>(&mut tangents, vectors, grad);
        }
        self.tangents = Some(tangents);
        loss
    }

    fn sliced_forward<A: Arithmetic>(
        &mut self,
        tangents: &mut Tangents,
        params: &[f32],
        vectors: usize,
    ) {
        let last = self.layers.len() - 1;
        let exponential = Exponential::new();
        let (mut x, mut dx) = (&self.input, &tangents.seed);
        for (i, (layer, extra)) in self.layers.iter_mut().zip(&mut tangents.layers).enumerate() {
            let bias = &params[layer.view.bias.clone()];
            let bias = |r: usize| bias.get(r).copied().unwrap_or(0.0);
            let (w, depth, out) = (&layer.w, layer.view.inputs, &mut layer.out);
            let [dz, slope, curve, dh] = extra;
            matmul::<A>(w, depth, bias, x, vectors, |r, c, z| out[r][c] = z);
            matmul::<A>(w, depth, |_| 0.0, dx, vectors, |r, c, z| dz[r][c] = z);
            for r in 0..if i < last { out.len() } else { 0 } {
                for c in 0..vectors {
                    let z = out[r][c];
                    (out[r][c], slope[r][c], curve[r][c]) = match self.config.activation {
                        Activation::Relu => {
                            let one = F32x4::splat(1.0);
                            (relu(z), one.zero_unless_positive(z), F32x4::ZERO)
                        }
                        Activation::Silu => exponential.silu_with_curve::<A>(z),
                    };
                    dh[r][c] = slope[r][c] * dz[r][c];
                }
            }
            (x, dx) = (&layer.out, dh);
        }
    }

    /// The tile's loss; sets g and ġ of the output, 0 in the lanes beyond the last sample.
    fn sliced_residual(&mut self, tangents: &mut Tangents, tile: Sliced<'_>) -> f64 {
        let last = self.layers.len() - 1;
        let (o, d) = (&self.layers[last].out, &tangents.layers[last][0]);
        let mut loss = 0.0;
        for c in 0..tile.p.len().div_ceil(4) {
            let o = [0, 1].map(|k| o[k][c].to_array());
            let d = [0, 1].map(|k| d[k][c].to_array());
            let (mut g, mut dg) = ([[0.0; 4]; 2], [[0.0; 4]; 2]);
            for lane in 0..(tile.p.len() - 4 * c).min(4) {
                let i = 4 * c + lane;
                let (p, q, v) = (tile.p[i], tile.q[i], [tile.v[2 * i], tile.v[2 * i + 1]]);
                let (o, d) = ([o[0][lane], o[1][lane]], [d[0][lane], d[1][lane]]);
                let dot = |a: [f32; 2], b: [f32; 2]| a[0] * b[0] + a[1] * b[1];
                let r = [tile.r[2 * i], tile.r[2 * i + 1]];
                // The square is of o, or of its part along v; so is the linear term.
                let (o, r, square, linear) = if tile.full_norm {
                    (o, r, dot(o, o), dot(r, o))
                } else {
                    let [o, r] = [dot(v, o), dot(v, r)];
                    (v.map(|v| o * v), v.map(|v| r * v), o * o, r * o)
                };
                loss += f64::from(p) * f64::from(dot(v, d))
                    + 0.5 * f64::from(q) * f64::from(square)
                    + f64::from(linear);
                for k in 0..2 {
                    g[k][lane] = q * o[k] + r[k];
                    dg[k][lane] = p * v[k];
                }
            }
            for k in 0..2 {
                self.grads[0][k][c] = F32x4::from_array(g[k]);
                tangents.grads[0][k][c] = F32x4::from_array(dg[k]);
            }
        }
        loss
    }

    fn sliced_backward<A: Arithmetic>(
        &mut self,
        tangents: &mut Tangents,
        vectors: usize,
        grad: &mut [f32],
    ) {
        let [g, next] = &mut self.grads;
        let [dg, dnext] = &mut tangents.grads;
        for (i, layer) in self.layers.iter().enumerate().rev() {
            let (view, below) = (&layer.view, i.checked_sub(1));
            let x = below.map_or(&self.input, |i| &self.layers[i].out);
            let dx = below.map_or(&tangents.seed, |i| &tangents.layers[i][3]);
            let weight = &mut grad[view.weight.clone()];
            add_weight_grad::<A>(weight, view.inputs, g, x, vectors);
            add_weight_grad::<A>(weight, view.inputs, dg, dx, vectors);
            add_bias_grad(&mut grad[view.bias.clone()], g, vectors);

            let Some(below) = below else { break };
            let (w, depth) = (&layer.w_transposed, view.outputs);
            let [dz, slope, curve, _] = &tangents.layers[below];
            // First Wᵀ·ġ alone, which the lower g needs too.
            matmul::<A>(
                w,
                depth,
                |_| 0.0,
                dg,
                vectors,
                |r, c, sum| dnext[r][c] = sum,
            );
            matmul::<A>(
                w,
                depth,
                |_| 0.0,
                g,
                vectors,
                |r, c, sum| {
                    next[r][c] = slope[r][c] * sum + curve[r][c] * dz[r][c] * dnext[r][c];
                    dnext[r][c] = slope[r][c] * dnext[r][c];
                },
            );
            core::mem::swap(g, next);
            core::mem::swap(dg, dnext);
        }
    }
}

impl Tangents {
    /// v as the tangent of the input; t does not move.
    fn load(&mut self, v: &[f32]) {
        for (c, v) in v.chunks(8).enumerate() {
            for (d, row) in self.seed[..2].iter_mut().enumerate() {
                let lane = |i: usize| v.get(2 * i + d).copied().unwrap_or(0.0);
                row[c] = F32x4::from_array(core::array::from_fn(lane));
            }
        }
    }
}
