//! A learning rate that is changed on the way is part of what a run is: with its configuration the
//! run can be made again, to the same bits.

use nano_diffusion::Error;
use nano_diffusion::config::rates::MAX_RATES;
use nano_diffusion::config::{Config, EarlierRates, LrSchedule, Preset};
use nano_diffusion::network::Weights;
use nano_diffusion::train::{Checkpoint, Trainer};

fn small(lr_schedule: LrSchedule) -> Config {
    let mut config = Preset::Fast.config();
    config.network.layers = 3;
    config.network.width = 8;
    config.train.batch = 64;
    config.train.steps = 40;
    config.train.lr_schedule = lr_schedule;
    config
}

fn steps(run: &mut Trainer, n: usize) -> Vec<f32> {
    (0..n).map(|_| run.step().unwrap()).collect()
}

/// A run whose rate was changed twice, once before two steps, and its losses.
fn disturbed(lr_schedule: LrSchedule) -> (Trainer, Vec<f32>) {
    let mut run = Trainer::new(small(lr_schedule)).unwrap();
    run.set_learning_rate(5e-3).unwrap();
    let mut losses = steps(&mut run, 7);
    run.set_learning_rate(1e-2).unwrap();
    run.set_learning_rate(2e-2).unwrap();
    losses.extend(steps(&mut run, 12));
    run.set_learning_rate(1e-3).unwrap();
    losses.extend(steps(&mut run, 21));
    (run, losses)
}

#[test]
fn a_run_is_repeated_with_its_changes() {
    for schedule in [LrSchedule::Constant, LrSchedule::Cosine] {
        let (run, losses) = disturbed(schedule);
        let config = run.config();
        assert_eq!(config.train.learning_rate, 1e-3);
        assert_eq!(config.earlier_rates.as_slice(), [(7, 5e-3), (19, 2e-2)]);
        let mut again = Trainer::new(config.clone()).unwrap();
        assert_eq!(again.learning_rate(), 5e-3);
        assert_eq!(steps(&mut again, 40), losses);
        assert_eq!(again.checkpoint().unwrap(), run.checkpoint().unwrap());
        // Without them it is another run.
        let mut other = config;
        other.earlier_rates = EarlierRates::default();
        assert_ne!(steps(&mut Trainer::new(other).unwrap(), 40), losses);
    }
}

#[test]
fn checkpoints_and_weights_keep_them() {
    let (whole, losses) = disturbed(LrSchedule::Cosine);
    let mut half = Trainer::new(whole.config()).unwrap();
    steps(&mut half, 10);
    let bytes = half.checkpoint().unwrap().to_bytes().unwrap();
    let mut rest = Trainer::from_checkpoint(Checkpoint::from_bytes(&bytes).unwrap()).unwrap();
    assert_eq!(rest.config(), whole.config());
    assert_eq!(steps(&mut rest, 30), losses[10..]);
    let weights = Weights {
        config: whole.config(),
        params: whole.sampling_weights().unwrap(),
    };
    let read = Weights::from_safetensors(&weights.to_safetensors().unwrap()).unwrap();
    assert_eq!(read.config, whole.config());
}

#[test]
fn a_change_takes_the_place_of_those_to_come_and_one_back_is_none() {
    let (run, _) = disturbed(LrSchedule::Constant);
    let mut again = Trainer::new(run.config()).unwrap();
    steps(&mut again, 10);
    again.set_learning_rate(3e-3).unwrap();
    let rates = again.config().earlier_rates;
    assert_eq!(rates.as_slice(), [(7, 5e-3), (10, 2e-2)]);
    again.set_learning_rate(2e-2).unwrap();
    let rates = again.config().earlier_rates;
    assert_eq!(rates.as_slice(), [(7, 5e-3)]);
    assert_eq!(again.learning_rate(), 2e-2);
}

#[test]
fn more_changes_than_are_kept_are_refused_and_so_is_nonsense() {
    let mut config = small(LrSchedule::Constant);
    config.train.steps = 100;
    let mut run = Trainer::new(config.clone()).unwrap();
    let rate = |i: usize| 1e-3 + 1e-5 * i as f64;
    for i in 0..MAX_RATES {
        steps(&mut run, 1);
        run.set_learning_rate(rate(i)).unwrap();
    }
    steps(&mut run, 1);
    let before = run.config();
    let error = run.set_learning_rate(0.05).unwrap_err();
    assert!(matches!(error, Error::TooManyRates { .. }), "{error}");
    assert_eq!(error.setting(), Some("learningRate"));
    assert_eq!(run.config(), before);
    assert!(before.validate().is_ok());

    for rates in [
        vec![(5, 1e-3), (5, 2e-3)],
        vec![(0, 1e-3)],
        vec![(5, 1.0)],
        vec![(5, f64::NAN)],
        vec![(1_000_000, 1e-3)],
        (1..=MAX_RATES + 1).map(|k| (k, 1e-3)).collect(),
    ] {
        let nonsense = Config {
            earlier_rates: rates.into(),
            ..config.clone()
        };
        assert!(nonsense.validate().is_err(), "{nonsense:?}");
    }
}
