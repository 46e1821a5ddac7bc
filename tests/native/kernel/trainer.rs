//! The trainer's fused path against the same steps written with candle alone.

use candle_nn::{AdamW, Optimizer, ParamsAdamW};
use nano_diffusion::Error;
use nano_diffusion::config::{Config, Preset};
use nano_diffusion::data::Ring;
use nano_diffusion::network::Mlp;
use nano_diffusion::objective::{Batch, denoising_score_matching};
use nano_diffusion::process::Schedule;
use nano_diffusion::rng::{Stream, shard_stream, stream};
use nano_diffusion::train::Trainer;

fn small(preset: Preset) -> Config {
    let mut config = preset.config();
    config.network.width = 16;
    config.network.layers = 3;
    config.train.batch = 64;
    config.train.steps = 20;
    config
}

/// (losses, final weights) of a run in plain candle: its network, its AdamW.
fn plain(config: Config) -> (Vec<f32>, Vec<f32>) {
    let seed = u64::from(config.seed);
    let mlp = Mlp::init(config.network, &mut stream(seed, Stream::Weights)).unwrap();
    let params = ParamsAdamW {
        weight_decay: 0.0,
        ..ParamsAdamW::default()
    };
    let mut optimiser = AdamW::new(vec![mlp.params().clone()], params).unwrap();
    let ring = Ring::new(config.data.ring()).unwrap();
    let schedule = Schedule::new(config.schedule).unwrap();
    let mut batch = Batch::new(config.network, config.train);
    let losses = (0..config.train.steps)
        .map(|k| {
            let mut rng = shard_stream(seed, k, 0);
            batch.draw(&ring, &schedule, config.train.batch, &mut rng);
            let loss = denoising_score_matching(&mlp, &batch).unwrap();
            optimiser.set_learning_rate(config.train.learning_rate_at(k));
            optimiser.backward_step(&loss).unwrap();
            loss.to_scalar().unwrap()
        })
        .collect();
    (losses, mlp.to_params().unwrap())
}

#[test]
fn a_run_is_plain_candles() {
    for preset in Preset::ALL {
        let config = small(preset);
        let (want_losses, want) = plain(config.clone());
        let mut trainer = Trainer::new(config).unwrap();
        for want in want_losses {
            let loss = trainer.step().unwrap();
            assert!((loss - want).abs() <= 1e-4 * want, "{loss}, want {want}");
        }
        for (got, want) in trainer.network().to_params().unwrap().iter().zip(&want) {
            assert!((got - want).abs() <= 1e-3, "{got}, want {want}");
        }
        assert!(matches!(trainer.step(), Err(Error::Finished(_))));
    }
}

/// Breaks a run at its third step by multiplying the weights, which no learning rate
/// within the limits does in a test's time.
fn diverge(factor: f64) -> &'static str {
    let mut trainer = Trainer::new(small(Preset::Post)).unwrap();
    trainer.step().unwrap();
    let last_known_good = trainer.network().to_params().unwrap();
    trainer.step().unwrap();
    let theta = trainer.network().params();
    theta.set(&(theta.as_tensor() * factor).unwrap()).unwrap();
    let what = match trainer.step() {
        Err(Error::Diverged { step: 2, what, .. }) => what,
        other => panic!("{other:?}"),
    };
    assert_eq!(trainer.network().to_params().unwrap(), last_known_good);
    assert!(trainer.step().unwrap().is_finite());
    what
}

#[test]
fn divergence_gives_the_last_finite_weights_back() {
    assert_eq!(diverge(f64::NAN), "loss");
    assert_eq!(diverge(1e30), "loss");
    // Three layers: the output grows by 1e18, the loss by 1e36 at most, which is a
    // float32; a gradient by 1e30, whose square is none.
    assert_eq!(diverge(1e6), "gradient");
}
