//! Random shapes and batches against the naive f64 network.

use super::problem::{Problem, config, in_arithmetic};
use nano_diffusion::kernel::Kernel;
use nano_diffusion::network::NetworkConfig;
use proptest::prelude::*;

fn check(config: NetworkConfig, n: usize, seed: u64) -> Result<(), TestCaseError> {
    let mut problem = Problem::random(config, n, seed);
    let nearest = problem.avoid_kinks();
    prop_assert!(nearest > 1e-5, "a pre-activation is {nearest:e} from 0");
    let want = problem.solve();
    let tolerance = problem.rounding() * problem.cancellation(&want.out);

    let mut kernel = Kernel::new(config);
    let mut out = vec![f32::NAN; 2 * n];
    kernel.forward(&problem.params, &problem.input, &mut out);
    let largest = want.out.iter().fold(1.0f64, |m, v| m.max(v.abs()));
    for (got, want) in out.iter().zip(&want.out) {
        prop_assert!(
            (f64::from(*got) - want).abs() <= problem.rounding() * largest,
            "out {got} {want}"
        );
    }

    let mut grad = vec![f32::NAN; problem.params.len()];
    let p = &problem;
    let loss = kernel.loss_and_grad(&p.params, &p.input, &p.a, &p.b, p.scale, &mut grad);
    prop_assert!(
        (loss - want.loss).abs() <= tolerance * want.loss,
        "loss {loss} {}",
        want.loss
    );
    for (i, view) in config.views().into_iter().enumerate() {
        let range = view.weight.start..view.bias.end;
        let largest = want.grad[range.clone()]
            .iter()
            .fold(0.0f64, |m, v| m.max(v.abs()));
        let pairs = grad[range.clone()].iter().zip(&want.grad[range]);
        let error = pairs.fold(0.0f64, |m, (got, want)| {
            m.max((f64::from(*got) - want).abs())
        });
        prop_assert!(
            error <= tolerance * largest,
            "layer {i}: error {error:e} of {largest:e}"
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_shapes(layers in 2usize..=10, width in 8usize..=256, n in 1usize..=150, silu: bool, seed: u64) {
        check(config(layers, width, silu), n, seed)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn small_shapes(layers in 2usize..=4, width in 8usize..=20, n in 1usize..=300, silu: bool, fused: bool, seed: u64) {
        check(in_arithmetic(config(layers, width, silu), fused), n, seed)?;
    }
}
