//! The fused objective and the kernel's forward pass against candle's own operations.

use super::problem::{Problem, config, in_arithmetic};
use candle_core::{Device, Tensor};
use nano_diffusion::kernel::FusedObjective;
use nano_diffusion::network::{Mlp, NetworkConfig, Parametrisation};
use nano_diffusion::objective::{Batch, denoising_score_matching};
use nano_diffusion::process::{Schedule, ScheduleConfig};
use nano_diffusion::score::{NetworkScore, Score};
use nano_diffusion::train::TrainConfig;
use proptest::prelude::*;

/// A network and a batch away from ReLU's kinks, where two ways of rounding may rightly
/// give different gradients; and the relative error to allow otherwise.
fn network_and_batch(config: NetworkConfig, n: usize, seed: u64) -> (Mlp, Batch, f32) {
    let mut problem = Problem::random(config, n, seed);
    problem.avoid_kinks();
    let b = problem.a.clone();
    if config.parametrisation == Parametrisation::Noise {
        problem.a.fill(-1.0);
    }
    let tolerance = (problem.rounding() * problem.cancellation(&problem.solve().out)) as f32;
    let batch = Batch {
        input: problem.input,
        b,
        eps: problem.b,
        ..Batch::new(config, TrainConfig::default())
    };
    let mlp = Mlp::from_params(config, problem.params).unwrap();
    (mlp, batch, tolerance)
}

fn gradient(loss: &Tensor, mlp: &Mlp) -> Vec<f32> {
    let grads = loss.backward().unwrap();
    grads.get(mlp.params()).unwrap().to_vec1().unwrap()
}

fn largest(values: &[f32]) -> f32 {
    values.iter().fold(0.0, |m, v| m.max(v.abs()))
}

fn check(config: NetworkConfig, n: usize, seed: u64) -> Result<(), TestCaseError> {
    let (mlp, batch, tolerance) = network_and_batch(config, n, seed);
    let plain = denoising_score_matching(&mlp, &batch).unwrap();
    let mut objective = FusedObjective::new(config);
    let fused = objective.loss(&mlp, &batch).unwrap();
    prop_assert_eq!(fused.dims(), plain.dims());

    let want = plain.to_scalar::<f32>().unwrap();
    let got = fused.to_scalar::<f32>().unwrap();
    prop_assert!(
        (got - want).abs() <= tolerance * want,
        "loss {got}, want {want}"
    );

    let want = gradient(&plain, &mlp);
    let got = gradient(&fused, &mlp);
    prop_assert_eq!(got.len(), want.len());
    for (i, view) in config.views().into_iter().enumerate() {
        for range in [view.weight, view.bias] {
            let (got, want) = (&got[range.clone()], &want[range]);
            let differences: Vec<f32> = got.iter().zip(want).map(|(g, w)| g - w).collect();
            let (error, unit) = (largest(&differences), largest(want));
            prop_assert!(
                error <= tolerance * unit,
                "layer {i}: error {error:e} of {unit:e}"
            );
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn loss_and_gradient_are_plain_candles(layers in 2usize..=10, width in 8usize..=256, n in 1usize..=150, silu: bool, noise: bool, seed: u64) {
        let parametrisation = if noise { Parametrisation::Noise } else { Parametrisation::Score };
        check(NetworkConfig { parametrisation, ..config(layers, width, silu) }, n, seed)?;
    }

    /// In fused arithmetic, which native builds may have to ask a function for: small.
    #[test]
    fn in_fused_arithmetic_too(layers in 2usize..=10, width in 8usize..=40, n in 1usize..=150, silu: bool, seed: u64) {
        check(in_arithmetic(config(layers, width, silu), true), n, seed)?;
    }

    #[test]
    fn score_is_the_detached_networks(layers in 2usize..=10, width in 8usize..=128, n in 1usize..=300, silu: bool, noise: bool, t in 0.01f64..=1.0, seed: u64) {
        let parametrisation = if noise { Parametrisation::Noise } else { Parametrisation::Score };
        let config = NetworkConfig { parametrisation, ..config(layers, width, silu) };
        let problem = Problem::random(config, n, seed);
        let tolerance = problem.rounding() as f32;
        let mlp = Mlp::from_params(config, problem.params).unwrap();
        let schedule = Schedule::new(ScheduleConfig::default()).unwrap();

        let x = &problem.b; // any n points
        let rows: Vec<f32> = x.chunks_exact(2).flat_map(|p| [p[0], p[1], t as f32]).collect();
        let rows = Tensor::from_vec(rows, (n, 3), &Device::Cpu).unwrap();
        let net: Vec<f32> = mlp.forward_detached(&rows).unwrap().flatten_all().unwrap().to_vec1().unwrap();
        let factor = if noise { (-1.0 / schedule.b(t)) as f32 } else { 1.0 };
        // What the last layer sums is of the order of 1, even where the sums happen to vanish.
        let unit = largest(&net).max(1.0) * factor.abs();

        let mut score = NetworkScore::new(mlp, schedule);
        let mut got = vec![f32::NAN; 2 * n];
        for _ in 0..2 {
            score.score(x, t, &mut got).unwrap();
            for (got, net) in got.iter().zip(&net) {
                let want = net * factor;
                prop_assert!((got - want).abs() <= tolerance * unit, "{got}, want {want}");
            }
        }
    }
}

/// dloss/dθ goes through whatever is made of the loss, and adds up over its uses.
#[test]
fn backward_obeys_the_chain_rule() {
    let config = config(3, 16, true);
    let (mlp, batch, _) = network_and_batch(config, 50, 1);
    let mut objective = FusedObjective::new(config);
    let loss = objective.loss(&mlp, &batch).unwrap();
    let once = gradient(&loss, &mlp);
    // d(3 L + L)/dθ = 4 dL/dθ, and a power of two is exact but for the sum.
    let four = gradient(&((&loss * 3.0).unwrap() + &loss).unwrap(), &mlp);
    for (four, once) in four.iter().zip(&once) {
        assert!((four - 4.0 * once).abs() <= 1e-6 * four.abs());
    }
    // A later batch leaves an earlier loss's gradient as it was.
    let (_, other, _) = network_and_batch(config, 70, 2);
    objective.loss(&mlp, &other).unwrap();
    assert_eq!(gradient(&loss, &mlp), once);
}

#[test]
fn another_shape_is_an_error() {
    let (mlp, batch, _) = network_and_batch(config(3, 16, true), 4, 1);
    let mut objective = FusedObjective::new(config(3, 17, true));
    assert!(objective.loss(&mlp, &batch).is_err());
}
