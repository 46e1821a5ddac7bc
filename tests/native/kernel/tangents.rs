//! Tangents: the Jacobian and sliced score matching, against finite differences of the
//! network in f64.

use super::problem::{Problem, Rng, config, in_arithmetic};
use nano_diffusion::kernel::{Kernel, Sliced};
use nano_diffusion::network::{Activation, NetworkConfig};

/// The network in f64, for f64 parameters.
fn net(config: NetworkConfig, params: &[f64], x: [f64; 3]) -> [f64; 2] {
    let mut h = x.to_vec();
    for (i, view) in config.views().into_iter().enumerate() {
        let weight = params[view.weight.clone()].chunks_exact(view.inputs);
        let z = weight.zip(&params[view.bias.clone()]).map(|(w, b)| {
            let z = b + w.iter().zip(&h).map(|(w, h)| w * h).sum::<f64>();
            match config.activation {
                _ if i + 1 == config.layers => z,
                Activation::Relu => z.max(0.0),
                Activation::Silu => z / (1.0 + (-z).exp()),
            }
        });
        h = z.collect();
    }
    [h[0], h[1]]
}

/// (net(x + εv) − net(x − εv))/2ε: truncation ~ε² and rounding ~1e-15/ε, both 1e-10.
fn along(config: NetworkConfig, params: &[f64], x: [f64; 3], v: [f64; 2]) -> [f64; 2] {
    let step = 1e-5;
    let at = |s: f64| net(config, params, [x[0] + s * v[0], x[1] + s * v[1], x[2]]);
    let (up, down) = (at(step), at(-step));
    [0, 1].map(|d| (up[d] - down[d]) / (2.0 * step))
}

/// A ReLU network whose kinks keep away from the samples.
fn problem(config: NetworkConfig, n: usize, seed: u64) -> Problem {
    let mut problem = Problem::random(config, n, seed);
    assert!(problem.avoid_kinks() > 2e-5);
    problem
}

fn row(values: &[f32], i: usize) -> [f64; 3] {
    [0, 1, 2].map(|d| f64::from(values[3 * i + d]))
}

/// f32 rounding of some 6×64 products: 1e-5 of the largest derivative.
#[test]
fn jacobian_is_the_finite_difference() {
    // Shapes with rows and lanes to spare, one tile and several.
    for (layers, width, n) in [(2, 8, 1), (4, 13, 7), (3, 32, 150), (6, 64, 301)] {
        for (silu, fused) in [(false, false), (true, false), (true, true)] {
            let config = in_arithmetic(config(layers, width, silu), fused);
            let p = problem(config, n, n as u64);
            let params: Vec<f64> = p.params.iter().map(|v| f64::from(*v)).collect();
            let mut kernel = Kernel::new(config);
            let (mut out, mut plain) = (vec![f32::NAN; 2 * n], vec![0.0; 2 * n]);
            let mut jacobian = vec![f32::NAN; 4 * n];
            kernel.forward_with_jacobian(&p.params, &p.input, &mut out, &mut jacobian);
            kernel.forward(&p.params, &p.input, &mut plain);
            assert_eq!(out, plain);
            let want: Vec<f64> = (0..n)
                .flat_map(|i| {
                    let x = row(&p.input, i);
                    [[1.0, 0.0], [0.0, 1.0]].map(|v| along(config, &params, x, v))
                })
                .flatten()
                .collect();
            let largest = want.iter().fold(0.0f64, |m, v| m.max(v.abs()));
            for (i, (got, want)) in jacobian.iter().zip(&want).enumerate() {
                let off = (f64::from(*got) - want).abs();
                assert!(off < 1e-5 * largest, "{config:?} {n}, {i}: {got} {want}");
            }
        }
    }
}

/// The loss, and every derivative by the parameters through a sample of them: central
/// differences with a step of 1e-4 are good to 1e-6, the kernel to f32 rounding. ReLU's
/// step is smaller, to cross no kink; there v·ȯ is linear in each layer's weights.
#[test]
fn sliced_gradient_is_the_finite_difference() {
    for (layers, width, n) in [(2, 8, 5), (4, 13, 9), (3, 32, 150)] {
        for (silu, full_norm) in [(false, false), (false, true), (true, false), (true, true)] {
            let config = in_arithmetic(config(layers, width, silu), full_norm);
            let p = problem(config, n, 7 + n as u64);
            let rng = &mut Rng(9);
            let (v, q, r) = (rng.vec(2 * n), rng.vec(n), rng.vec(2 * n));
            let params: Vec<f64> = p.params.iter().map(|v| f64::from(*v)).collect();
            let loss = |params: &[f64]| -> f64 {
                (0..n)
                    .map(|i| {
                        let x = row(&p.input, i);
                        let v = [0, 1].map(|d| f64::from(v[2 * i + d]));
                        let (o, d) = (net(config, params, x), along(config, params, x, v));
                        let dot = v[0] * o[0] + v[1] * o[1];
                        let r = [0, 1].map(|d| f64::from(r[2 * i + d]));
                        let (square, linear) = if full_norm {
                            (o[0] * o[0] + o[1] * o[1], r[0] * o[0] + r[1] * o[1])
                        } else {
                            (dot * dot, (v[0] * r[0] + v[1] * r[1]) * dot)
                        };
                        f64::from(p.a[i]) * (v[0] * d[0] + v[1] * d[1])
                            + 0.5 * f64::from(q[i]) * square
                            + linear
                    })
                    .sum()
            };
            let batch = Sliced {
                input: &p.input,
                v: &v,
                p: &p.a,
                q: &q,
                r: &r,
                full_norm,
            };
            let mut grad = vec![f32::NAN; params.len()];
            let mut kernel = Kernel::new(config);
            let got = kernel.sliced_loss_and_grad(&p.params, batch, &mut grad);
            let want = loss(&params);
            assert!((got - want).abs() < 1e-5 * (n as f64), "{got} {want}");
            // The same call again, on used memory, gives the same bits.
            let mut again = vec![f32::NAN; params.len()];
            let same = kernel.sliced_loss_and_grad(&p.params, batch, &mut again);
            assert!(got == same && grad == again);

            let step = if silu { 1e-4 } else { 1e-6 };
            let largest = grad.iter().fold(0.0f64, |m, g| m.max(f64::from(g.abs())));
            let stride = params.len() / 70 + 1;
            for i in (0..params.len()).step_by(stride) {
                let mut moved = params.clone();
                moved[i] += step;
                let up = loss(&moved);
                moved[i] -= 2.0 * step;
                let want = (up - loss(&moved)) / (2.0 * step);
                let off = (f64::from(grad[i]) - want).abs();
                assert!(off < 2e-5 * largest, "{config:?} {i}: {} {want}", grad[i]);
            }
        }
    }
}
