//! One training step, and fifty, against PyTorch: the same weights and the same batch
//! must give the same score, loss, gradients and Adam updates.

use crate::common::{Fixture, max_abs, max_difference};
use candle_core::{Device, Tensor};
use candle_nn::Optimizer;
use nano_diffusion::network::{Activation, Mlp, NetworkConfig, Parametrisation, TimeInput};
use nano_diffusion::objective::{Batch, denoising_score_matching};
use nano_diffusion::process::{Schedule, ScheduleConfig};
use nano_diffusion::train::adam;

struct Case {
    fixture: Fixture,
    config: NetworkConfig,
}

fn cases() -> [Case; 2] {
    [
        ("step_6x64_relu", 6, 64, Activation::Relu),
        ("step_4x32_silu", 4, 32, Activation::Silu),
    ]
    .map(|(name, layers, width, activation)| Case {
        fixture: Fixture::load(&format!("{name}.safetensors")),
        config: NetworkConfig {
            layers,
            width,
            activation,
            parametrisation: Parametrisation::Score,
            time_input: TimeInput::T,
            ..NetworkConfig::default()
        },
    })
}

impl Case {
    fn network(&self) -> Mlp {
        Mlp::from_params(self.config, self.fixture.network("init.", self.config)).unwrap()
    }

    fn batch(&self) -> Batch {
        let (x, t) = (self.fixture.f32("xt"), self.fixture.f32("t"));
        Batch {
            input: x
                .chunks_exact(2)
                .zip(&t)
                .flat_map(|(x, t)| [x[0], x[1], *t])
                .collect(),
            b: self.fixture.f32("B"),
            eps: self.fixture.f32("eps"),
            ..Batch::default()
        }
    }
}

/// The fixture's A and B are float32, which costs up to 6e-8 of a value near one; B near
/// t = 0 carries the float32 error of A through 1 − A², so it is B² that is compared.
#[test]
fn schedule() {
    let schedule = Schedule::new(ScheduleConfig::default()).unwrap();
    for case in cases() {
        let [t, a, b] = ["t", "A", "B"].map(|name| case.fixture.f64(name));
        for ((t, a), b) in t.iter().zip(&a).zip(&b) {
            assert!((schedule.a(*t) - a).abs() < 5e-7, "A({t})");
            assert!((schedule.b(*t).powi(2) - b * b).abs() < 1e-6, "B({t})");
        }
    }
}

/// Sums of 64 float32 products in another order differ by a few 1e-7 of the largest.
#[test]
fn score() {
    for case in cases() {
        let batch = case.batch();
        let input = Tensor::from_vec(batch.input, (batch.b.len(), 3), &Device::Cpu).unwrap();
        let expected = case.fixture.f32("score");
        let mlp = case.network();
        for output in [mlp.forward(&input), mlp.forward_detached(&input)] {
            let got = output.unwrap().flatten_all().unwrap().to_vec1().unwrap();
            let error = max_difference(&got, &expected) / max_abs(&expected);
            assert!(error < 2e-6, "{:?}: {error:e}", case.config);
        }
    }
}

/// Gradients add up over the batch as well: 1e-5 of each tensor's largest.
#[test]
fn loss_and_gradients() {
    for case in cases() {
        let mlp = case.network();
        let loss = denoising_score_matching(&mlp, &case.batch()).unwrap();
        let expected = case.fixture.f32("loss")[0];
        let got = loss.to_scalar::<f32>().unwrap();
        assert!((got / expected - 1.0).abs() < 2e-6, "{got} {expected}");

        let grads = loss.backward().unwrap();
        let flat: Vec<f32> = grads.get(mlp.params()).unwrap().to_vec1().unwrap();
        for (i, view) in case.config.views().into_iter().enumerate() {
            for (part, range) in [("weight", view.weight), ("bias", view.bias)] {
                let expected = case.fixture.f32(&format!("grad.layers.{i}.{part}"));
                let error = max_difference(&flat[range], &expected) / max_abs(&expected);
                assert!(error < 1e-5, "layer {i} {part}: {error:e}");
            }
        }
    }
}

/// Adam divides each gradient by its own size, so that rounding matters most where a
/// gradient is nearly zero. Measured: 3e-8 after one step of 1e-3 and 8e-8 after fifty, in
/// which weights move by up to 0.05; the bounds leave room for another machine's rounding.
#[test]
fn adam_steps() {
    for case in cases() {
        let mlp = case.network();
        let batch = case.batch();
        let mut optimiser = adam(&mlp, 1e-3).unwrap();
        let losses = case.fixture.f32("losses");
        assert_eq!(losses.len(), 50);
        for (k, expected) in losses.iter().enumerate() {
            let loss = denoising_score_matching(&mlp, &batch).unwrap();
            let got = loss.to_scalar::<f32>().unwrap();
            let error = (got / expected - 1.0).abs();
            assert!(error < 1e-5, "loss of step {k}: {got} for {expected}");
            optimiser.backward_step(&loss).unwrap();
            for (after, tolerance) in [(1, 1e-6), (50, 1e-5)] {
                if k + 1 == after {
                    let prefix = format!("adam{after}.");
                    let expected = case.fixture.network(&prefix, case.config);
                    let error = max_difference(&mlp.to_params().unwrap(), &expected);
                    assert!(error < tolerance, "after {after} steps: {error:e}");
                }
            }
        }
    }
}
