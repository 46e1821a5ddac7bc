//! The two arithmetics: each repeats itself to the bit, and they are two.

use super::problem::{Problem, config};
use crate::common::fused_runs::{FUSED_RUNS, FUSED_STEPS, bits_of, fused_config, fused_sums};
use nano_diffusion::kernel::Kernel;
use nano_diffusion::network::Arithmetic;
use nano_diffusion::train::Trainer;

/// What one sum gives: its output is a·b + c, with a the weight, b the input and c the bias.
fn output(arithmetic: Arithmetic, a: f32, b: f32, c: f32) -> f32 {
    let mut config = config(2, 8, false);
    config.arithmetic = arithmetic;
    let views = config.views();
    let mut params = vec![0.0; config.parameter_count()];
    // h = (x, 0, …), as x > 0.
    params[views[0].weight.start] = 1.0;
    params[views[1].weight.start] = a;
    params[views[1].bias.start] = c;
    let mut out = [f32::NAN; 2];
    Kernel::new(config).forward(&params, &[b, 0.0, 0.0], &mut out);
    out[0]
}

/// With e = 2⁻¹², (1 + e)² = 1 + 2e + e²: a product that is rounded loses the last, which then is
/// all that is left. And no sum in float64, rounded to float32, is it: 2⁻²⁴ (1 − 2⁻⁴⁶) + 1 + 2⁻²³ lies
/// below the middle of two numbers by less than float64 can tell.
#[test]
fn fused_rounds_once_and_portable_twice() {
    let e = 2.0f32.powi(-12);
    let c = -(1.0 + 2.0 * e);
    assert_eq!(output(Arithmetic::Portable, 1.0 + e, 1.0 + e, c), 0.0);
    assert_eq!(output(Arithmetic::Fused, 1.0 + e, 1.0 + e, c), e * e);
    let (d, e) = (2.0f32.powi(-23), 2.0f32.powi(-24));
    let fused = output(Arithmetic::Fused, e * (1.0 + d), 1.0 - d, 1.0 + d);
    assert_eq!(fused, 1.0 + d);
}

#[test]
fn both_are_as_near_and_not_the_same() {
    for silu in [false, true] {
        let [portable, fused] = Arithmetic::ALL.map(|arithmetic| {
            let mut config = config(4, 20, silu);
            config.arithmetic = arithmetic;
            let mut p = Problem::random(config, 100, 3);
            p.avoid_kinks();
            let mut grad = vec![0.0; p.params.len()];
            Kernel::new(config).loss_and_grad(&p.params, &p.input, &p.a, &p.b, p.scale, &mut grad);
            let want = p.solve().grad;
            let off = grad.iter().zip(&want).map(|(g, w)| f64::from(*g) - w);
            (off.map(|e| e * e).sum::<f64>().sqrt(), grad)
        });
        assert_ne!(portable.1, fused.1);
        assert!(fused.0 < 1.2 * portable.0, "{} {}", fused.0, portable.0);
    }
}

fn sum_of(run: &str) -> String {
    let mut trainer = Trainer::new(fused_config(run)).unwrap();
    let losses: Vec<f32> = (0..FUSED_STEPS).map(|_| trainer.step().unwrap()).collect();
    let sum = bits_of(&[losses, trainer.params().unwrap()].concat());
    format!("{sum:08x}")
}

/// The sums are those of the browsers too: `tests/unit/arithmetic/`, `tests/e2e/engines/`.
#[test]
fn fused_runs_give_the_bits_recorded() {
    for run in FUSED_RUNS {
        assert_eq!(sum_of(run), fused_sums()[run], "{run}");
    }
}

/// Records the fixture anew, after a deliberate change of what is drawn:
/// `cargo test --test native arithmetics -- --ignored`.
#[test]
#[ignore = "writes tests/fixtures/fused.json"]
fn record() {
    let all: std::collections::BTreeMap<&str, String> =
        FUSED_RUNS.map(|run| (run, sum_of(run))).into();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/fused.json");
    std::fs::write(path, serde_json::to_string_pretty(&all).unwrap() + "\n").unwrap();
}
