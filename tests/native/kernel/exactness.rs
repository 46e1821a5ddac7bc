//! Promises about bits: determinism, independence of the cut, NaN and kinks.

use super::problem::{Problem, config};
use nano_diffusion::kernel::Kernel;
use proptest::prelude::*;

fn step(kernel: &mut Kernel, p: &Problem) -> (f64, Vec<f32>) {
    let mut grad = vec![f32::NAN; p.params.len()];
    let loss = kernel.loss_and_grad(&p.params, &p.input, &p.a, &p.b, p.scale, &mut grad);
    (loss, grad)
}

fn bits(v: &[f32]) -> Vec<u32> {
    v.iter().map(|v| v.to_bits()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// A used kernel (scratch full of another batch, even of NaN) answers like a fresh one.
    #[test]
    fn same_call_same_bits(layers in 2usize..=6, width in 8usize..=80, n in 1usize..=600, silu: bool, seed: u64) {
        let config = config(layers, width, silu);
        let problem = Problem::random(config, n, seed);
        let (loss, grad) = step(&mut Kernel::new(config), &problem);
        let mut used = Kernel::new(config);
        let mut other = Problem::random(config, 700, seed ^ 1);
        other.input.fill(f32::NAN);
        step(&mut used, &other);
        for _ in 0..2 {
            let again = step(&mut used, &problem);
            prop_assert_eq!(loss.to_bits(), again.0.to_bits());
            prop_assert_eq!(bits(&grad), bits(&again.1));
        }
    }

    /// Each sample's forward does not depend on its place in the batch.
    #[test]
    fn forward_of_pieces(width in 8usize..=80, n in 2usize..=900, cut: prop::sample::Index, silu: bool, seed: u64) {
        let config = config(4, width, silu);
        let p = Problem::random(config, n, seed);
        let cut = cut.index(n + 1);
        let mut kernel = Kernel::new(config);
        let (mut whole, mut pieces) = (vec![0.0; 2 * n], vec![0.0; 2 * n]);
        kernel.forward(&p.params, &p.input, &mut whole);
        kernel.forward(&p.params, &p.input[..3 * cut], &mut pieces[..2 * cut]);
        kernel.forward(&p.params, &p.input[3 * cut..], &mut pieces[2 * cut..]);
        prop_assert_eq!(bits(&whole), bits(&pieces));
    }

    /// Any NaN among the parameters, and a NaN in any input, reaches the loss.
    #[test]
    fn nan_propagates(layers in 2usize..=6, width in 8usize..=40, n in 1usize..=300, silu: bool, at: prop::sample::Index, seed: u64) {
        let config = config(layers, width, silu);
        let mut kernel = Kernel::new(config);
        let mut p = Problem::random(config, n, seed);
        let i = at.index(p.params.len());
        p.params[i] = f32::NAN;
        prop_assert!(step(&mut kernel, &p).0.is_nan());
        let mut p = Problem::random(config, n, seed);
        let i = at.index(n);
        match seed % 4 {
            0 => p.input[3 * i] = f32::NAN,
            1 => p.input[3 * i + 2] = f32::NAN,
            2 => p.a[i] = f32::NAN,
            _ => p.b[2 * i + 1] = f32::NAN,
        }
        let (loss, grad) = step(&mut kernel, &p);
        prop_assert!(loss.is_nan());
        // b's NaN in the second output leaves that output's gradients NaN
        prop_assert!(grad[grad.len() - 1].is_nan());
    }
}

#[test]
fn relu_gradient_at_zero_is_zero() {
    // Zero hidden weights and biases: every pre-activation is exactly 0.
    let config = config(3, 9, false);
    let mut p = Problem::random(config, 5, 7);
    let hidden = p.params.len() - 20;
    p.params[..hidden].fill(0.0);
    let (loss, grad) = step(&mut Kernel::new(config), &p);
    assert!(loss > 0.0);
    assert!(grad[..p.params.len() - 2].iter().all(|&g| g == 0.0));
    assert!(grad[p.params.len() - 2..].iter().all(|&g| g != 0.0));
}

#[test]
fn empty_batch() {
    let config = config(3, 9, true);
    let p = Problem {
        input: vec![],
        a: vec![],
        b: vec![],
        ..Problem::random(config, 1, 1)
    };
    let (loss, grad) = step(&mut Kernel::new(config), &p);
    assert_eq!(loss, 0.0);
    assert!(grad.iter().all(|&g| g == 0.0));
}
