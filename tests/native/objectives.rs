//! The objectives: weights, sliced score matching, and that all ask for the same score.

use crate::common::runs::first_fast;
use crate::common::{max_abs, max_difference, path};
use nano_diffusion::Config;
use nano_diffusion::data::{Ring, RingConfig};
use nano_diffusion::exact::RingOracle;
use nano_diffusion::exact::floor::{ExcessConfig, excess_loss};
use nano_diffusion::kernel::FusedObjective;
use nano_diffusion::network::{
    Activation, Mlp, NetworkConfig, Parametrisation, TimeInput, Weights,
};
use nano_diffusion::objective::{Batch, Objective, denoising_score_matching};
use nano_diffusion::process::{Schedule, ScheduleConfig};
use nano_diffusion::rng::{Stream, stream};
use nano_diffusion::score::NetworkScore;
use nano_diffusion::stats::Estimate;
use nano_diffusion::train::{TimeLaw, TrainConfig, Trainer};

fn ring() -> Ring {
    Ring::new(RingConfig::default()).unwrap()
}

fn schedule() -> Schedule {
    Schedule::new(ScheduleConfig::default()).unwrap()
}

fn batch(objective: Objective, n: usize, seed: u64) -> Batch {
    batch_for(NetworkConfig::default(), train(objective), n, seed)
}

fn train(objective: Objective) -> TrainConfig {
    TrainConfig {
        objective,
        t_epsilon: 0.01,
        ..TrainConfig::default()
    }
}

fn batch_for(network: NetworkConfig, train: TrainConfig, n: usize, seed: u64) -> Batch {
    let mut batch = Batch::new(network, train);
    batch.draw(&ring(), &schedule(), n, &mut stream(seed, Stream::Batches));
    batch
}

fn small(parametrisation: Parametrisation) -> Mlp {
    small_with(parametrisation, TimeInput::T)
}

/// Without the samples whose B is below `least`.
fn keep_late(batch: &mut Batch, least: f32) {
    let late: Vec<usize> = (0..batch.len()).filter(|&i| batch.b[i] > least).collect();
    let pick = |values: &mut Vec<f32>, each: usize| {
        if !values.is_empty() {
            *values = late
                .iter()
                .flat_map(|&i| values[each * i..][..each].to_vec())
                .collect();
        }
    };
    pick(&mut batch.input, 3);
    for pairs in [&mut batch.eps, &mut batch.target, &mut batch.directions] {
        pick(pairs, 2);
    }
    for single in [
        &mut batch.a,
        &mut batch.p,
        &mut batch.weight,
        &mut batch.gain,
        &mut batch.b,
    ] {
        pick(single, 1);
    }
}

fn small_with(parametrisation: Parametrisation, time_input: TimeInput) -> Mlp {
    let config = NetworkConfig {
        layers: 3,
        width: 16,
        activation: Activation::Silu,
        parametrisation,
        time_input,
        ..NetworkConfig::default()
    };
    Mlp::init(config, &mut stream(3, Stream::Weights)).unwrap()
}

fn loss_and_grad(mlp: &Mlp, batch: &Batch) -> (f32, Vec<f32>) {
    let loss = FusedObjective::new(mlp.config()).loss(mlp, batch).unwrap();
    let grads = loss.backward().unwrap();
    let grad = grads.get(mlp.params()).unwrap().to_vec1().unwrap();
    (loss.to_scalar().unwrap(), grad)
}

/// λ is what it says, and the weights are √λ/B; with λ = B² there are none.
/// λ/B² by hand: B² is nearly ∫β where that is small.
#[test]
fn weights_grow_towards_zero() {
    let schedule = Schedule::new(ScheduleConfig::default()).unwrap();
    let (t, b2) = (1e-4, 0.1 * 1e-4 + 19.9 * 1e-8 / 2.0);
    for (objective, want) in [
        (Objective::Denoising, 1.0),
        (Objective::Sliced, 1.0),
        (Objective::DenoisingUniform, 1.0 / b2),
        (Objective::DenoisingLikelihood, (0.1 + 19.9 * t) / b2),
    ] {
        let found = objective.relative_weight(&schedule, t);
        assert!((found / want - 1.0).abs() < 1e-4, "{objective:?}: {found}");
    }
}

#[test]
fn weights_are_those_of_lambda() {
    for objective in Objective::ALL {
        let batch = batch(objective, 500, 1);
        assert_eq!(batch.directions.is_empty(), !objective.is_sliced());
        if batch.weight.is_empty() {
            assert!(objective.is_sliced() || objective == Objective::Denoising);
            continue;
        }
        for (row, w) in batch.input.chunks(3).zip(&batch.weight) {
            let t = f64::from(row[2]);
            let first = if objective.grows_at_zero() { 0.01 } else { 0.0 };
            assert!((first - 1e-6..=1.0).contains(&t), "{t}");
            // t stands in the batch as a float32: B² = 1 − A² is known to 1e-7/t.
            let (a, b) = schedule().ab(t);
            let expected = match objective {
                Objective::DenoisingLikelihood => 0.1 + 19.9 * t,
                Objective::DenoisingVelocity => (b / a).powi(2),
                Objective::DenoisingData => b.powi(4) / (a * a),
                _ => 1.0,
            };
            let lambda = (f64::from(*w) * b).powi(2);
            assert!((lambda / expected - 1.0).abs() < 2e-5, "{objective:?} {t}");
        }
    }
}

/// The kernel's loss and gradient are those of candle's operations, up to float32: for every λ and
/// every reading of the output, however times are drawn and told. The plain expression divides
/// x − A net by B where the network gives x₀: times from 0.01 on keep its own rounding below 1e-5.
#[test]
fn every_loss_is_candles() {
    let objectives = Objective::ALL.into_iter().filter(|o| !o.is_sliced());
    for objective in objectives {
        for parametrisation in Parametrisation::ALL {
            for (time_law, time_input) in TimeLaw::ALL.into_iter().zip(TimeInput::ALL) {
                let mlp = small_with(parametrisation, time_input);
                let train = TrainConfig {
                    time_law,
                    neighbours: if time_law == TimeLaw::Log { 16 } else { 1 },
                    ..train(objective)
                };
                let mut batch = batch_for(mlp.config(), train, 300, 2);
                keep_late(&mut batch, 0.05);
                let plain = denoising_score_matching(&mlp, &batch).unwrap();
                let grads = plain.backward().unwrap();
                let expected: Vec<f32> = grads.get(mlp.params()).unwrap().to_vec1().unwrap();
                let (loss, grad) = loss_and_grad(&mlp, &batch);
                let plain = plain.to_scalar::<f32>().unwrap();
                let what = format!("{objective:?} {parametrisation:?} {time_law:?} {time_input:?}");
                assert!((loss / plain - 1.0).abs() < 1e-5, "{what}: {loss} {plain}");
                let error = max_difference(&grad, &expected) / max_abs(&expected);
                assert!(error < 1e-5, "{what}: {error}");
            }
        }
    }
}

/// Denoising and sliced losses estimate the same number, here for a trained network.
#[test]
fn sliced_and_denoising_losses_agree() {
    let bytes = std::fs::read(path("nano_20k_pytorch.safetensors")).unwrap();
    let mlp = Weights::from_safetensors(&bytes)
        .unwrap()
        .network()
        .unwrap();
    let estimate = |objective| {
        let losses: Vec<f64> = (0..40)
            .map(|seed| f64::from(loss_and_grad(&mlp, &batch(objective, 2000, seed)).0))
            .collect();
        Estimate::of(&losses)
    };
    let denoising = estimate(Objective::Denoising);
    for objective in [Objective::Sliced, Objective::SlicedReduced] {
        let sliced = estimate(objective);
        println!("{objective:?} {sliced:?} {denoising:?}");
        let error = sliced.std_error.hypot(denoising.std_error);
        assert!((sliced.mean - denoising.mean).abs() < 5.0 * error);
        assert!(error < 0.02, "too noisy to tell anything");
    }
}

/// The same for gradients, averaged over 200,000 samples: they differ by noise alone.
#[test]
fn sliced_and_denoising_gradients_agree() {
    for parametrisation in Parametrisation::ALL {
        let mlp = small(parametrisation);
        let gradient = |objective, seed| {
            let mut batch = batch_for(mlp.config(), train(objective), 200_000, seed);
            // An error in x₀ is one of A/B² times its size in the score: early times are all noise.
            if parametrisation == Parametrisation::Data {
                keep_late(&mut batch, 0.4);
            }
            loss_and_grad(&mlp, &batch).1
        };
        let cosine = |a: &[f32], b: &[f32]| {
            let dot = |a: &[f32], b: &[f32]| -> f64 {
                a.iter()
                    .zip(b)
                    .map(|(a, b)| f64::from(*a) * f64::from(*b))
                    .sum()
            };
            dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
        };
        let denoising = gradient(Objective::Denoising, 5);
        for objective in [Objective::Sliced, Objective::SlicedReduced] {
            let cosine = cosine(&gradient(objective, 6), &denoising);
            println!("{parametrisation:?} {objective:?} {cosine}");
            assert!(cosine > 0.99, "{parametrisation:?} {objective:?} {cosine}");
        }
    }
}

/// Every objective trains: the excess over the floor, weighted by B² for all, falls well
/// below that of the untrained network. λ = 1 weights B² by up to 1/B² = 10⁴ and spends
/// its effort on the earliest times, which the excess hardly counts: there it falls less.
#[test]
fn every_objective_learns() {
    for objective in Objective::ALL {
        let mut config = first_fast();
        // Weights with 1/A are for a network that predicts v or x₀.
        if objective.grows_at_end() {
            config.network.parametrisation = Parametrisation::Velocity;
        }
        config.network.width = 32;
        config.network.layers = 4;
        config.network.activation = Activation::Silu;
        config.train.objective = objective;
        config.train.batch = 256;
        config.train.steps = 800;
        config.train.learning_rate = 3e-3;
        let mut trainer = Trainer::new(config.clone()).unwrap();
        let excess = |trainer: &Trainer| {
            let weights = Weights {
                config: config.clone(),
                params: trainer.sampling_weights().unwrap(),
            };
            let mut score = NetworkScore::new(weights.network().unwrap(), schedule());
            let mut oracle = RingOracle::new(ring(), schedule());
            let grid = ExcessConfig {
                times: 25,
                points: 100,
            };
            excess_loss(&mut score, &mut oracle, grid, 1)
                .unwrap()
                .total
                .mean
        };
        let before = excess(&trainer);
        while !trainer.finished() {
            trainer.step().unwrap();
        }
        let after = excess(&trainer);
        println!("{objective:?}: {before} to {after}");
        let share = match objective {
            Objective::DenoisingUniform => 0.8,
            // v starts from a good guess: its excess is small at first, and so falls by less.
            _ if objective.grows_at_end() => 0.8,
            _ => 0.15,
        };
        assert!(after < share * before, "{objective:?}: {before} to {after}");
    }
}

/// Settings from before there was a choice mean the default; names are the page's.
#[test]
fn json_names() {
    let old: Config = serde_json::from_str(r#"{"train": {"batch": 64}}"#).unwrap();
    assert_eq!(old.train.objective, Objective::Denoising);
    let names = Objective::ALL.map(|objective| serde_json::to_value(objective).unwrap());
    assert_eq!(
        names,
        [
            "denoising",
            "denoisingVelocity",
            "denoisingData",
            "denoisingLikelihood",
            "denoisingUniform",
            "sliced",
            "slicedReduced"
        ]
    );
    let mut config = Config::default();
    config.train.t_epsilon = 0.5;
    assert!(
        config
            .validate()
            .unwrap_err()
            .to_string()
            .contains("tEpsilon")
    );
}
