//! 100,000 broken files, weights and checkpoints: each is refused with a message or read into
//! something whole; none panics, none takes more memory than its size allows.
#![cfg(not(target_arch = "wasm32"))]

use cap::Cap;
use nano_diffusion::config::{Config, Preset};
use nano_diffusion::network::Weights;
use nano_diffusion::train::{Checkpoint, Trainer};
use proptest::prelude::*;
use proptest::sample::Index;
use std::alloc::System;
use std::sync::LazyLock;

/// An allocation beyond this ends the test program: a file of some kilobytes that asks for so
/// much was believed. (A panic's backtrace takes more than the tests do.)
const MEMORY: usize = 512 << 20;

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, MEMORY);

fn trainer() -> Trainer {
    let mut config = Preset::Fast.config();
    config.network.layers = 2;
    config.network.width = 8;
    config.train.batch = 16;
    let mut trainer = Trainer::new(config).unwrap();
    trainer.step().unwrap();
    trainer
}

static CHECKPOINT: LazyLock<Vec<u8>> =
    LazyLock::new(|| trainer().checkpoint().unwrap().to_bytes().unwrap());

static WEIGHTS: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let trainer = trainer();
    let (config, params) = (trainer.config(), trainer.sampling_weights().unwrap());
    Weights { config, params }.to_safetensors().unwrap()
});

/// What can happen to a file.
#[derive(Clone, Debug)]
enum Damage {
    Truncate(Index),
    Flip(Vec<(Index, u8)>),
    Splice(Index, Vec<u8>),
    /// A number of 4 or 8 bytes, often a length, becomes another.
    Number(Index, u64, bool),
    /// The length that the file begins with, or has after its checksum.
    Header(u64),
    /// A float becomes NaN, infinite, or enormous.
    Float(Index, f32),
    /// One piece of text becomes another, as wrong number types and settings.
    Text(usize, usize),
}

const TEXTS: [&str; 16] = [
    "F32",
    "F64",
    "I32",
    "U8",
    "BF16",
    "[8,3]",
    "[8,9]",
    "[999999999,3]",
    "weight",
    "\"step\":1",
    "\"step\":18446744073709551615",
    "\"width\":8",
    "\"width\":4294967295",
    "\"layers\":2",
    "\"layers\":99999999999",
    "data_offsets",
];

fn damage() -> impl Strategy<Value = Damage> {
    let float = prop_oneof![
        Just(f32::NAN),
        Just(f32::INFINITY),
        Just(-f32::MAX),
        any::<f32>()
    ];
    let lengths = prop_oneof![
        any::<u64>(),
        0..5000u64,
        Just(u64::MAX),
        Just(u64::from(u32::MAX))
    ];
    prop_oneof![
        any::<Index>().prop_map(Damage::Truncate),
        prop::collection::vec((any::<Index>(), 0..8u8), 1..6).prop_map(Damage::Flip),
        (any::<Index>(), prop::collection::vec(any::<u8>(), 1..40))
            .prop_map(|(place, bytes)| Damage::Splice(place, bytes)),
        (any::<Index>(), lengths.clone(), any::<bool>())
            .prop_map(|(place, value, wide)| Damage::Number(place, value, wide)),
        lengths.prop_map(Damage::Header),
        (any::<Index>(), float).prop_map(|(place, value)| Damage::Float(place, value)),
        (0..TEXTS.len(), 0..TEXTS.len()).prop_map(|(from, to)| Damage::Text(from, to)),
    ]
}

/// Writes over what is there, as far as there is something.
fn put(bytes: &mut [u8], place: usize, new: &[u8]) {
    for (to, from) in bytes.iter_mut().skip(place).zip(new) {
        *to = *from;
    }
}

fn apply(bytes: &mut Vec<u8>, damage: &Damage, header: usize) {
    if bytes.is_empty() {
        return;
    }
    let length = bytes.len();
    match damage {
        Damage::Truncate(place) => bytes.truncate(place.index(length)),
        Damage::Flip(bits) => {
            for (place, bit) in bits {
                bytes[place.index(length)] ^= 1 << bit;
            }
        }
        Damage::Splice(place, new) => {
            let at = place.index(length);
            bytes.splice(at..at, new.iter().copied());
        }
        Damage::Number(place, value, wide) => {
            let number = value.to_le_bytes();
            put(
                bytes,
                place.index(length),
                &number[..if *wide { 8 } else { 4 }],
            );
        }
        Damage::Header(value) => put(bytes, header, &value.to_le_bytes()[..4]),
        // From the end, where the numbers are.
        Damage::Float(place, value) => {
            let back = 4 * (1 + place.index(length.div_ceil(4)));
            put(bytes, length.saturating_sub(back), &value.to_le_bytes());
        }
        Damage::Text(from, to) => {
            let (from, to) = (TEXTS[*from].as_bytes(), TEXTS[*to].as_bytes());
            if let Some(at) = bytes.windows(from.len()).position(|w| w == from) {
                bytes.splice(at..at + from.len(), to.iter().copied());
            }
        }
    }
}

/// With a checksum that fits again, so that what comes after it is reached.
fn forge(bytes: &mut [u8]) {
    if bytes.len() >= 16 {
        let sum = crc::Crc::<u32>::new(&crc::CRC_32_ISO_HDLC).checksum(&bytes[16..]);
        put(bytes, 12, &sum.to_le_bytes());
    }
}

fn read_checkpoint(bytes: &[u8]) -> Result<(), TestCaseError> {
    match Checkpoint::from_bytes(bytes) {
        Ok(checkpoint) => {
            prop_assert!(checkpoint.validate().is_ok());
            // Its network is no larger than the file.
            prop_assert!(4 * checkpoint.weights.len() <= bytes.len());
        }
        Err(error) => prop_assert!(error.to_string().len() > 20, "{error}"),
    }
    Ok(())
}

fn read_weights(bytes: &[u8]) -> Result<(), TestCaseError> {
    match Weights::from_safetensors(bytes) {
        Ok(weights) => {
            prop_assert!(Config::validate(&weights.config).is_ok());
            prop_assert!(weights.params.iter().all(|v| v.is_finite()));
            prop_assert!(4 * weights.params.len() <= bytes.len());
        }
        Err(error) => prop_assert!(error.to_string().len() > 20, "{error}"),
    }
    Ok(())
}

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(cases(30_000))]

    #[test]
    fn weights_damaged(damages in prop::collection::vec(damage(), 1..4)) {
        let mut bytes = WEIGHTS.clone();
        for damage in &damages {
            apply(&mut bytes, damage, 0);
        }
        read_weights(&bytes)?;
    }

    #[test]
    fn checkpoints_damaged_behind_a_right_checksum(damages in prop::collection::vec(damage(), 1..4)) {
        let mut bytes = CHECKPOINT.clone();
        for damage in &damages {
            apply(&mut bytes, damage, 16);
        }
        forge(&mut bytes);
        read_checkpoint(&bytes)?;
    }
}

proptest! {
    #![proptest_config(cases(20_000))]

    /// The checksum finds all damage.
    #[test]
    fn checkpoints_damaged(damage in damage()) {
        let mut bytes = CHECKPOINT.clone();
        apply(&mut bytes, &damage, 16);
        prop_assert!(bytes == *CHECKPOINT || Checkpoint::from_bytes(&bytes).is_err());
    }
}

proptest! {
    #![proptest_config(cases(10_000))]

    #[test]
    fn random_bytes(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(Weights::from_safetensors(&bytes).is_err());
        read_weights(&bytes)?;
    }

    #[test]
    fn random_bytes_behind_a_right_start(tail in prop::collection::vec(any::<u8>(), 0..300)) {
        let mut bytes = [&CHECKPOINT[..16], &tail].concat();
        forge(&mut bytes);
        prop_assert!(Checkpoint::from_bytes(&bytes).is_err());
        read_checkpoint(&bytes)?;
    }
}
