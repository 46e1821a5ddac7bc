//! A run outlives its tab: what is resumed makes the same bits, and what is broken is refused.

use nano_diffusion::config::{Config, Preset};
use nano_diffusion::data::{DataKind, MAX_POINTS};
use nano_diffusion::error::Error;
use nano_diffusion::network::Activation;
use nano_diffusion::objective::Objective;
use nano_diffusion::train::{Checkpoint, Trainer};

fn small() -> Config {
    let mut config = Preset::Fast.config();
    config.network.layers = 3;
    config.network.width = 16;
    config.train.batch = 600;
    config.train.steps = 40;
    config
}

fn steps(trainer: &mut Trainer, count: usize) -> Vec<f32> {
    (0..count).map(|_| trainer.step().unwrap()).collect()
}

fn trained(config: Config, count: usize) -> Trainer {
    let mut trainer = Trainer::new(config).unwrap();
    steps(&mut trainer, count);
    trainer
}

/// By way of its bytes.
fn resumed(trainer: &Trainer) -> Trainer {
    let bytes = trainer.checkpoint().unwrap().to_bytes().unwrap();
    Trainer::from_checkpoint(Checkpoint::from_bytes(&bytes).unwrap()).unwrap()
}

#[test]
fn a_resumed_run_is_the_uninterrupted_one() {
    let mut plain = small();
    plain.train.ema_decay = 0.0;
    let mut other = small();
    other.network.activation = Activation::Silu;
    other.train.objective = Objective::Sliced;
    for config in [small(), plain, other, Preset::Fast.config()] {
        let mut whole = Trainer::new(config).unwrap();
        // At the start, midway, twice, and at the end of the small runs.
        for part in [0, 1, 13, 26] {
            let mut again = resumed(&whole);
            assert_eq!(again.steps_done(), whole.steps_done());
            assert_eq!(steps(&mut again, part), steps(&mut whole, part));
            assert_eq!(again.checkpoint().unwrap(), whole.checkpoint().unwrap());
            assert_eq!(
                again.sampling_weights().unwrap(),
                whole.sampling_weights().unwrap()
            );
        }
        assert_eq!(resumed(&whole).finished(), whole.finished());
    }
}

/// As many points of one's own as there may be, with all the digits that they may have.
#[test]
fn a_run_on_own_points_is_resumed_with_them() {
    let mut config = small();
    config.data.kind = DataKind::Own;
    // Numbers below 1e-4 are written with an exponent, and are the longest.
    let point = |i: usize| -(1.0 + i as f64).sqrt() * 1.000_000_000_1e-204;
    config.data.points = (0..2 * MAX_POINTS).map(point).collect();
    config.data.points[0] = 1.0 / 3.0;
    let mut whole = trained(config.clone(), 3);
    let mut again = resumed(&whole);
    assert_eq!(again.config(), config);
    assert_eq!(steps(&mut again, 5), steps(&mut whole, 5));
    assert_eq!(again.checkpoint().unwrap(), whole.checkpoint().unwrap());
}

/// A learning rate set midway goes on, and the last finite weights are there to go back to.
#[test]
fn what_changed_midway_goes_on() {
    let mut whole = trained(small(), 5);
    whole.set_learning_rate(1e-2).unwrap();
    let before = whole.params().unwrap();
    steps(&mut whole, 1);
    let mut again = resumed(&whole);
    assert_eq!(again.config().train.learning_rate, 1e-2);

    let wild = (again.network().params().ones_like().unwrap() * 1e20).unwrap();
    again.network().params().set(&wild).unwrap();
    assert!(matches!(again.step(), Err(Error::Diverged { step: 6, .. })));
    assert_eq!(again.params().unwrap(), before);
}

/// Half of a step's shards are not part of a checkpoint, and the step is made whole.
#[test]
fn a_step_half_made_is_made_again() {
    let mut whole = trained(small(), 3);
    whole.compute_shard(0).unwrap();
    let mut again = resumed(&whole);
    assert!(again.apply_step().is_err());
    assert_eq!(again.step().unwrap(), whole.step().unwrap());
}

#[track_caller]
fn refused(bytes: &[u8], word: &str) {
    let message = Checkpoint::from_bytes(bytes).unwrap_err().to_string();
    assert!(message.contains(word), "no {word:?} in: {message}");
}

fn good() -> Checkpoint {
    trained(small(), 2).checkpoint().unwrap()
}

/// The bytes with a change somewhere, and the checksum that belongs to it.
fn forged(change: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut bytes = good().to_bytes().unwrap();
    change(&mut bytes);
    let sum = crc::Crc::<u32>::new(&crc::CRC_32_ISO_HDLC).checksum(&bytes[16..]);
    bytes[12..16].copy_from_slice(&sum.to_le_bytes());
    bytes
}

#[test]
fn broken_bytes_are_refused_with_the_reason() {
    let bytes = good().to_bytes().unwrap();
    assert_eq!(Checkpoint::from_bytes(&bytes).unwrap(), good());
    for length in [0, 7, 19] {
        refused(&bytes[..length], "cut short");
    }
    for length in [20, 100, bytes.len() / 2, bytes.len() - 1] {
        refused(&bytes[..length], "checksum");
    }
    refused(&[&bytes[..], b"x"].concat(), "checksum");
    for place in [12, 16, 40, 1000, bytes.len() - 1] {
        let mut damaged = bytes.clone();
        damaged[place] ^= 0x10;
        refused(&damaged, "checksum");
    }
    refused(
        b"PK\x03\x04 some other file, long enough to be read",
        "not a checkpoint",
    );
    refused(&forged(|bytes| bytes[8] = 0), "version 0");
    refused(&forged(|bytes| bytes[8] = 2), "version 2");
}

/// What a wrong writer could make: the checksum fits, the content does not.
#[test]
fn nonsense_with_a_right_checksum_is_refused_too() {
    for huge in [u32::MAX, 70_000] {
        let change = |bytes: &mut Vec<u8>| bytes[16..20].copy_from_slice(&huge.to_le_bytes());
        refused(&forged(change), "bytes long");
    }
    refused(&forged(|bytes| bytes[20] = b'['), "settings can't be read");
    refused(
        &forged(|bytes| bytes.truncate(bytes.len() - 4)),
        "instead of",
    );
    refused(&forged(|bytes| bytes.extend([0; 4])), "instead of");
    let text = |from: &'static str, to: &'static str| {
        move |bytes: &mut Vec<u8>| {
            let place = bytes.windows(from.len()).position(|w| w == from.as_bytes());
            bytes[place.unwrap()..][..to.len()].copy_from_slice(to.as_bytes());
        }
    };
    refused(&forged(text("\"width\":16", "\"width\":99")), "instead of");
    refused(&forged(text("\"width\":16", "\"width\":00")), "settings");
    refused(&forged(text("\"layers\":3", "\"layers\":1")), "layers");
    for value in [f32::NAN, f32::INFINITY] {
        let end = |bytes: &mut Vec<u8>| {
            let end = bytes.len();
            bytes[end - 4..].copy_from_slice(&value.to_le_bytes());
        };
        refused(&forged(end), "average holds a value that is not finite");
    }
}

#[test]
fn what_no_run_could_be_is_neither_written_nor_resumed() {
    type Change = fn(&mut Checkpoint);
    let changes: [(&str, Change); 6] = [
        ("step 41 of 40", |c| c.step = 41),
        ("average", |c| c.average = None),
        ("weights", |c| c.weights[3] = f32::NAN),
        ("first moment", |c| c.moments[0].truncate(5)),
        ("negative", |c| c.moments[1][0] = -1.0),
        ("layers", |c| c.config.network.layers = 99),
    ];
    for (word, change) in changes {
        let mut checkpoint = good();
        change(&mut checkpoint);
        let message = checkpoint.to_bytes().unwrap_err().to_string();
        assert!(message.contains(word), "{message}");
        assert!(Trainer::from_checkpoint(checkpoint).is_err());
    }
}
