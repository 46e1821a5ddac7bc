//! The training loop: reproducible, learning, averaged, paced and stopped as it should be.

use crate::common::max_difference;
use crate::common::runs::first_fast;
use nano_diffusion::config::{Config, Parametrisation, Preset};
use nano_diffusion::data::DataSet;
use nano_diffusion::error::Error;
use nano_diffusion::exact::DataOracle;
use nano_diffusion::exact::floor::{ExcessConfig, excess_loss};
use nano_diffusion::network::Mlp;
use nano_diffusion::objective::Objective;
use nano_diffusion::process::Schedule;
use nano_diffusion::score::NetworkScore;
use nano_diffusion::train::{LrSchedule, TrainConfig, Trainer};

/// A small, quick run.
fn small() -> Config {
    let mut config = first_fast();
    config.network.layers = 3;
    config.network.width = 16;
    config.train.batch = 32;
    config.train.steps = 50;
    config
}

fn losses(config: Config, steps: usize) -> Vec<f32> {
    let mut trainer = Trainer::new(config).unwrap();
    (0..steps).map(|_| trainer.step().unwrap()).collect()
}

fn flat(trainer: &Trainer) -> Vec<f32> {
    trainer.network().to_params().unwrap()
}

/// Bit for bit, also at the size whose products run on several threads.
#[test]
fn the_seed_decides() {
    for (config, steps) in [(small(), 50), (Preset::Fast.config(), 5)] {
        let first = losses(config.clone(), steps);
        assert_eq!(first, losses(config.clone(), steps));
        let other = losses(Config { seed: 2, ..config }, steps);
        assert!(first.iter().zip(&other).all(|(a, b)| a != b));
    }
}

/// The loss of an untrained network that predicts the noise is about one; the least possible is
/// 0.180, the mean over t of what the noise leaves unknown. By step 300 most of the way is done.
#[test]
fn the_first_fast_preset_learns() {
    let losses = losses(first_fast(), 300);
    let mean = |losses: &[f32]| losses.iter().sum::<f32>() / losses.len() as f32;
    let (start, end) = (mean(&losses[..10]), mean(&losses[250..]));
    assert!(start > 0.6, "{start}");
    assert!(end < 0.4 * start && end > 0.15, "{start} {end}");
}

/// One that predicts v starts near its floor: what falls is the excess, to a tenth by step 1000.
#[test]
fn the_fast_preset_learns() {
    let config = Preset::Fast.config();
    let schedule = Schedule::new(config.schedule).unwrap();
    let data = DataSet::new(&config.data).unwrap();
    let excess = |trainer: &Trainer| {
        let weights = trainer.sampling_weights().unwrap();
        let network = Mlp::from_params(config.network, weights).unwrap();
        let (mut score, mut oracle) = (
            NetworkScore::new(network, schedule),
            DataOracle::new(&data, schedule),
        );
        let found = excess_loss(&mut score, &mut oracle, ExcessConfig::default(), 1);
        found.unwrap().total.mean
    };
    let mut trainer = Trainer::new(config.clone()).unwrap();
    let before = excess(&trainer);
    for _ in 0..1000 {
        trainer.step().unwrap();
    }
    let after = excess(&trainer);
    assert!(after < 0.1 * before, "{before} {after}");
}

/// The average must be what its formula says, recomputed here in float64.
#[test]
fn the_average_of_the_weights() {
    let mut config = small();
    config.train.ema_decay = 0.8;
    let mut trainer = Trainer::new(config).unwrap();
    let mut expected: Vec<f64> = flat(&trainer).into_iter().map(f64::from).collect();
    assert_eq!(trainer.sampling_weights().unwrap(), flat(&trainer));
    for k in 1..=50 {
        trainer.step().unwrap();
        let decay = 0.8f64.min((1.0 + f64::from(k)) / (10.0 + f64::from(k)));
        for (mean, value) in expected.iter_mut().zip(flat(&trainer)) {
            *mean = decay * *mean + (1.0 - decay) * f64::from(value);
        }
    }
    let expected: Vec<f32> = expected.into_iter().map(|v| v as f32).collect();
    let average = trainer.sampling_weights().unwrap();
    assert!(max_difference(&average, &expected) < 1e-6);
    assert!(max_difference(&average, &flat(&trainer)) > 1e-4);
}

#[test]
fn no_average_without_decay() {
    let mut config = small();
    config.train.ema_decay = 0.0;
    let mut trainer = Trainer::new(config).unwrap();
    trainer.step().unwrap();
    assert_eq!(trainer.sampling_weights().unwrap(), flat(&trainer));
}

#[test]
fn learning_rate_schedules() {
    let cosine = TrainConfig {
        learning_rate: 2e-3,
        lr_schedule: LrSchedule::Cosine,
        steps: 1000,
        ..TrainConfig::default()
    };
    for (step, share) in [
        (0, 1.0),
        (250, 0.853_553),
        (500, 0.5),
        (1000, 0.0),
        (2000, 0.0),
    ] {
        let rate = cosine.learning_rate_at(step);
        assert!((rate - share * 2e-3).abs() < 1e-8, "{step}: {rate}");
    }
    assert!((1..1000).all(|k| cosine.learning_rate_at(k) < cosine.learning_rate_at(k - 1)));
    let constant = TrainConfig {
        lr_schedule: LrSchedule::Constant,
        ..cosine
    };
    assert!(
        [0, 500, 1000]
            .iter()
            .all(|k| constant.learning_rate_at(*k) == 2e-3)
    );
}

/// How far the furthest weight moves in the next step.
fn stride(trainer: &mut Trainer) -> f64 {
    let before = flat(trainer);
    trainer.step().unwrap();
    max_difference(&before, &flat(trainer))
}

/// Adam's first step moves a weight by the learning rate, whatever the gradient's size.
#[test]
fn the_learning_rate_is_used() {
    let mut trainer = Trainer::new(small()).unwrap();
    assert!((stride(&mut trainer) / 2e-3 - 1.0).abs() < 1e-3);

    let mut trainer = Trainer::new(small()).unwrap();
    trainer.set_learning_rate(1e-2).unwrap();
    assert_eq!(trainer.config().train.learning_rate, 1e-2);
    assert!((stride(&mut trainer) / 1e-2 - 1.0).abs() < 1e-3);
    // Midway too: from one step to the next Adam's direction hardly changes.
    let before = stride(&mut trainer);
    trainer.set_learning_rate(1e-5).unwrap();
    assert!(stride(&mut trainer) < 1e-2 * before);
    // And the cosine goes on from there: nearly nothing is left at the last step.
    trainer.set_learning_rate(1e-2).unwrap();
    while trainer.steps_done() < 49 {
        trainer.step().unwrap();
    }
    assert!(stride(&mut trainer) < 1e-2 * before);

    for rate in [0.0, -1.0, 0.2, f64::NAN, f64::INFINITY] {
        let error = trainer.set_learning_rate(rate).unwrap_err().to_string();
        assert!(error.contains("learningRate"), "{error}");
    }
    assert_eq!(trainer.config().train.learning_rate, 1e-2);
}

#[test]
fn a_finished_run_stays_finished() {
    let mut config = small();
    config.train.steps = 10;
    let mut trainer = Trainer::new(config).unwrap();
    for k in 0..10 {
        assert!(!trainer.finished());
        assert_eq!(trainer.steps_done(), k);
        trainer.step().unwrap();
    }
    assert!(trainer.finished());
    let weights = flat(&trainer);
    assert!(matches!(trainer.step(), Err(Error::Finished(_))));
    assert_eq!(flat(&trainer), weights);
    assert_eq!(trainer.steps_done(), 10);
}

/// Weights as large as `value` must stop the run with a message that names `what`, and
/// leave the finite weights from before the last update.
fn assert_diverges(value: f32, expected: &str) {
    let mut trainer = Trainer::new(small()).unwrap();
    for _ in 0..4 {
        trainer.step().unwrap();
    }
    let kept = flat(&trainer);
    trainer.step().unwrap();
    let average = trainer.sampling_weights().unwrap();

    let theta = trainer.network().params();
    theta
        .set(&(theta.ones_like().unwrap() * f64::from(value)).unwrap())
        .unwrap();
    match trainer.step() {
        Err(Error::Diverged { step: 5, what, .. }) => assert_eq!(what, expected),
        other => panic!("{value}: {other:?}"),
    }
    assert_eq!(flat(&trainer), kept);
    assert_eq!(trainer.sampling_weights().unwrap(), average);
    assert_eq!(trainer.steps_done(), 5);
    // From there the run can go on.
    assert!(trainer.step().unwrap().is_finite());
}

/// Where A(T) is next to nothing, objectives with 1/A² leave the finite numbers at the first step, which no learning rate
/// has led to: the objective is named, whatever the rate, with what does help.
#[test]
fn a_weight_without_end_is_blamed_on_the_objective() {
    for objective in [Objective::DenoisingVelocity, Objective::DenoisingData] {
        for rate in [1e-3, 0.04] {
            let mut config = small();
            config.schedule.t_end = 5.0;
            config.train.objective = objective;
            config.train.learning_rate = rate;
            config.network.parametrisation = Parametrisation::Noise;
            let error = Trainer::new(config.clone()).unwrap().step().unwrap_err();
            assert!(matches!(error, Error::Diverged { step: 0, .. }), "{error}");
            assert_eq!(error.setting(), Some("objective"), "{error}");
            assert!(error.to_string().contains("predict v or x₀"), "{error}");
            // What it says helps.
            config.network.parametrisation = Parametrisation::Velocity;
            Trainer::new(config).unwrap().step().unwrap();
        }
    }
}

#[test]
fn divergence_is_caught() {
    assert_diverges(1e20, "loss");
    // A loss of 1e29 is still a number; the square of its gradient is not.
    assert_diverges(1e4, "gradient");
    assert_diverges(f32::NAN, "loss");
    assert_diverges(f32::INFINITY, "loss");
}

/// The message names the setting that is likely to blame.
#[test]
fn divergence_names_its_likely_cause() {
    let message = |change: fn(&mut TrainConfig)| {
        let mut config = small();
        config.train.learning_rate = 1e-3;
        change(&mut config.train);
        let mut trainer = Trainer::new(config).unwrap();
        let theta = trainer.network().params();
        theta
            .set(&(theta.ones_like().unwrap() * 1e20).unwrap())
            .unwrap();
        trainer.step().unwrap_err().to_string()
    };
    let high = message(|train| train.learning_rate = 0.05);
    assert!(high.contains("learning rate 0.05 is far above"), "{high}");
    let weighted = message(|train| {
        train.objective = Objective::DenoisingUniform;
        train.t_epsilon = 1e-5;
    });
    assert!(
        weighted.contains("λ") && weighted.contains("0.00001"),
        "{weighted}"
    );
    let other = message(|_| {});
    assert!(other.contains("smaller learning rate"), "{other}");
}

#[test]
fn settings_are_checked() {
    let mut config = small();
    config.train.batch = 0;
    assert!(Trainer::new(config).is_err());
}
