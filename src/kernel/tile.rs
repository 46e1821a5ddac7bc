//! The tile products, each a small block of registers over a long loop.
//!
//! The register blocks hold 4×2 and 2×4 accumulators, in fused arithmetic 2×6 for the weight
//! gradient. On x86-64 an engine has
//! 15 vector registers to give: eight accumulators, their operands and, in portable
//! arithmetic, the product just formed fit, and so do twelve without such a product, as long as
//! the compiler keeps the order of the source: each operand is loaded
//! just before it is needed (`-pre-RA-sched=source` in build.sh). Where registers run out, a
//! product takes twice the time. Eight independent sums are enough to hide most of the latency
//! of addition, and just those of fused multiply-add.
//!
//! Rows are padded to a multiple of [`ROWS`], so blocks may read and write past
//! the last feature instead of needing edge cases. Padding is never summed over
//! and never leaves the tile.

use super::arithmetic::Arithmetic;
use super::lanes::F32x4;

/// Vectors of four samples in a tile, 144 samples. Long enough that summing the
/// lanes of the weight gradient once per tile is cheap, and that a batch of 128
/// is one tile; short enough that one layer's activations (36 KB at width 64)
/// fit about the L1 cache, and those of all layers (216 KB at 6×64) the L2. Nine
/// cache lines per row, an odd number, spread the rows over all cache sets; a
/// power of two would not. Speed is flat from 28 to 68.
pub(crate) const TILE: usize = 36;

/// One feature of all samples of a tile. Features are consecutive rows.
pub(super) type Row = [F32x4; TILE];

/// Outputs per block of [`matmul`], and the width of a packed weight panel.
pub(crate) const ROWS: usize = 4;

/// Vectors of four samples per block of [`matmul`].
const COLS: usize = 2;

/// Rows of the weight gradient per block of [`add_weight_grad`].
const GRAD_ROWS: usize = 2;

/// Columns of such a block, as many vectors as [`F32x4::sums`] reduces at once; and of one in fused
/// arithmetic, which needs two loads for three products instead of three for four.
const GRAD_COLS: usize = 4;
const GRAD_COLS_FUSED: usize = 6;

/// Packs a row-major `rows × depth` matrix for [`matmul`]: panel `p` is rows
/// `ROWS·p ..`, stored as `depth` groups of `ROWS`, which are then read in
/// order. Packing is done once per batch and costs one pass over the weights.
pub(super) fn pack(panels: &mut [[f32; ROWS]], w: &[f32], depth: usize) {
    let panels = panels.chunks_exact_mut(depth);
    for (panel, w) in panels.zip(w.chunks(ROWS * depth)) {
        for (r, row) in w.chunks_exact(depth).enumerate() {
            for (group, &w) in panel.iter_mut().zip(row) {
                group[r] = w;
            }
        }
    }
}

/// Packs the transpose of a row-major `depth × rows` matrix for [`matmul`].
pub(super) fn pack_transposed(panels: &mut [[f32; ROWS]], w: &[f32], rows: usize, depth: usize) {
    for (p, panel) in panels.chunks_exact_mut(depth).enumerate() {
        for (group, row) in panel.iter_mut().zip(w.chunks_exact(rows)) {
            let row = &row[p * ROWS..];
            match row.first_chunk() {
                Some(full) => *group = *full,
                None => group[..row.len()].copy_from_slice(row),
            }
        }
    }
}

/// `store(r, c, bias(r) + Σ_k W[r][k]·x[k][c])` for every (padded) row `r` of
/// the packed `W` and every `c < vectors`. What happens to the sum on its way to
/// memory, such as ReLU or its mask, is up to `store` and costs no extra pass.
#[inline(always)]
pub(super) fn matmul<A: Arithmetic>(
    panels: &[[f32; ROWS]],
    depth: usize,
    bias: impl Fn(usize) -> f32,
    x: &[Row],
    vectors: usize,
    mut store: impl FnMut(usize, usize, F32x4),
) {
    // Columns outermost: their part of `x` stays in L1 under all panels.
    let whole = vectors - vectors % COLS;
    for c in (0..whole).step_by(COLS) {
        columns::<A, COLS>(panels, depth, &bias, x, c, &mut store);
    }
    for c in whole..vectors {
        columns::<A, 1>(panels, depth, &bias, x, c, &mut store);
    }
}

#[inline(always)]
fn columns<A: Arithmetic, const C: usize>(
    panels: &[[f32; ROWS]],
    depth: usize,
    bias: impl Fn(usize) -> f32,
    x: &[Row],
    c: usize,
    mut store: impl FnMut(usize, usize, F32x4),
) {
    for (p, panel) in panels.chunks_exact(depth).enumerate() {
        let mut sums: [[F32x4; C]; ROWS] =
            core::array::from_fn(|r| [F32x4::splat(bias(p * ROWS + r)); C]);
        for (weights, row) in panel.iter().zip(x) {
            let x: [F32x4; C] = core::array::from_fn(|j| row[c + j]);
            for (sums, &w) in sums.iter_mut().zip(weights) {
                let w = F32x4::splat(w);
                for (sum, &x) in sums.iter_mut().zip(&x) {
                    *sum = A::add_product(*sum, w, x);
                }
            }
        }
        for (r, sums) in sums.into_iter().enumerate() {
            for (j, sum) in sums.into_iter().enumerate() {
                store(p * ROWS + r, c + j, sum);
            }
        }
    }
}

/// `grad[r][k] += Σ_c g[r][c]·x[k][c]`, lanes included, for a row-major `grad`
/// of `depth` columns. Both factors are vectors of samples, so a block needs
/// neither splats nor a transpose: each lane sums its own samples, and the four
/// lanes are added once at the end of the tile.
pub(super) fn add_weight_grad<A: Arithmetic>(
    grad: &mut [f32],
    depth: usize,
    g: &[Row],
    x: &[Row],
    vectors: usize,
) {
    let vectors = vectors.min(TILE);
    // What is left of the padded rows is whole blocks of four.
    let wide = if A::FUSED {
        depth - depth % (2 * GRAD_COLS_FUSED)
    } else {
        0
    };
    let grad = grad.chunks_mut(GRAD_ROWS * depth);
    for (grad, g) in grad.zip(g.as_chunks().0) {
        let (first, rest) = x.split_at(wide);
        for (i, x) in first.as_chunks().0.iter().enumerate() {
            add_block::<A, GRAD_COLS_FUSED>(grad, depth, GRAD_COLS_FUSED * i, g, x, vectors);
        }
        for (i, x) in rest.as_chunks().0.iter().enumerate() {
            let k = wide + GRAD_COLS * i;
            if k < depth {
                add_block::<A, GRAD_COLS>(grad, depth, k, g, x, vectors);
            }
        }
    }
}

/// The block of `K` columns from column `k` on; those beyond the last are left out.
#[inline(always)]
fn add_block<A: Arithmetic, const K: usize>(
    grad: &mut [f32],
    depth: usize,
    k: usize,
    g: &[Row; GRAD_ROWS],
    x: &[Row; K],
    vectors: usize,
) {
    let mut sums = [[F32x4::ZERO; K]; GRAD_ROWS];
    for c in 0..vectors {
        let g = g.each_ref().map(|g| g[c]);
        for (j, x) in x.iter().enumerate() {
            let x = x[c];
            for (sums, g) in sums.iter_mut().zip(g) {
                sums[j] = A::add_product(sums[j], g, x);
            }
        }
    }
    let end = (k + K).min(depth);
    for (grad, sums) in grad.chunks_exact_mut(depth).zip(&sums) {
        for (grad, sums) in grad[k..end].chunks_mut(4).zip(sums.chunks(4)) {
            let four = |i: usize| sums.get(i).copied().unwrap_or(F32x4::ZERO);
            add(grad, F32x4::sums(core::array::from_fn(four)));
        }
    }
}

/// `grad[r] += Σ_c g[r][c]`, lanes included.
pub(super) fn add_bias_grad(grad: &mut [f32], g: &[Row], vectors: usize) {
    for (grad, g) in grad.chunks_mut(4).zip(g.chunks_exact(4)) {
        let mut sums = [F32x4::ZERO; 4];
        for c in 0..vectors {
            for (sum, g) in sums.iter_mut().zip(g) {
                *sum = *sum + g[c];
            }
        }
        add(grad, F32x4::sums(sums));
    }
}

/// Adds to the first four elements, or as many as there are.
#[inline(always)]
fn add(grad: &mut [f32], sums: F32x4) {
    for (grad, sum) in grad.iter_mut().zip(sums.to_array()) {
        *grad += sum;
    }
}
