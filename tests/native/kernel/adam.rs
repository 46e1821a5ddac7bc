//! Our Adam against candle-nn's.

use super::problem::Rng;
use candle_core::{Device, Tensor, Var};
use candle_nn::{AdamW, Optimizer, ParamsAdamW};
use nano_diffusion::train::Adam;

/// L = Σ c (θ − target)² with c spread over nine decades, so that √v̂ goes from far below
/// ε to far above it.
fn run<O: Optimizer<Config = ParamsAdamW>>(params: ParamsAdamW, steps: usize) -> Vec<f32> {
    let n = 1001;
    let rng = &mut Rng(5);
    let theta = Var::from_vec(rng.vec(n), n, &Device::Cpu).unwrap();
    let target = Tensor::from_vec(rng.vec(n), n, &Device::Cpu).unwrap();
    let c: Vec<f32> = (0..n).map(|i| 10f32.powi(i as i32 % 10 - 9)).collect();
    let c = Tensor::from_vec(c, n, &Device::Cpu).unwrap();
    let unused = Var::from_vec(vec![1.0f32], 1, &Device::Cpu).unwrap();
    let mut optimiser = O::new(vec![theta.clone(), unused.clone()], params).unwrap();
    for k in 0..steps {
        optimiser.set_learning_rate(0.01 / (1.0 + k as f64 / 20.0));
        let squares = (theta.as_tensor() - &target).unwrap().sqr().unwrap();
        let loss = (squares * &c).unwrap().sum_all().unwrap();
        optimiser.step(&loss.backward().unwrap()).unwrap();
    }
    assert_eq!(unused.to_vec1::<f32>().unwrap(), [1.0]);
    theta.to_vec1().unwrap()
}

fn compare(weight_decay: f64) {
    let params = ParamsAdamW {
        weight_decay,
        ..ParamsAdamW::default()
    };
    let want = run::<AdamW>(params.clone(), 50);
    let got = run::<Adam>(params.clone(), 50);
    for (got, want) in got.iter().zip(&want) {
        assert!(
            (got - want).abs() <= 1e-6 * want.abs(),
            "{got}, want {want}"
        );
    }
    assert_ne!(got, run::<Adam>(params, 0));
}

#[test]
fn fifty_steps_are_candle_nns() {
    compare(0.0);
}

#[test]
fn weight_decay_is_candle_nns() {
    compare(0.1);
}
