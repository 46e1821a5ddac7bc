//! Files made before: settings keep their meaning, and runs go on to the same bits.
//!
//! `fixtures/README.md` says where the files come from. They are never made anew.

use crate::common::runs::first_fast;
use nano_diffusion::config::{Activation, Config, Preset};
use nano_diffusion::network::Weights;
use nano_diffusion::train::{Checkpoint, Trainer};
use serde::Deserialize;
use std::collections::HashMap;

/// What the code that made the files had to say of them; float32 as its bits.
#[derive(Deserialize)]
struct Expected {
    config: Config,
    /// The losses of the nine steps before the checkpoint, and of the nine after it.
    before: Vec<u32>,
    after: Vec<u32>,
    /// The weights to sample with, at the checkpoint and after the last loss.
    weights: Vec<u32>,
    end: Vec<u32>,
}

fn expected() -> HashMap<String, Expected> {
    serde_json::from_str(include_str!("../fixtures/old/expected.json")).unwrap()
}

fn file(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/old");
    std::fs::read(format!("{folder}/{name}")).unwrap()
}

fn bits(values: &[f32]) -> Vec<u32> {
    values.iter().map(|v| v.to_bits()).collect()
}

/// The presets there were.
const FIRST: [Preset; 2] = [Preset::Fast, Preset::Post];

/// The settings that the files were made with, written out here.
fn small(preset: Preset) -> Config {
    let mut config = match preset {
        Preset::Fast => first_fast(),
        _ => preset.config(),
    };
    config.network.layers = 3;
    config.network.width = 8;
    if preset == Preset::Fast {
        config.network.activation = Activation::Silu;
    }
    config.train.batch = 600;
    config.train.steps = 40;
    config.sample.particles = 100;
    config.seed = 12;
    config
}

#[test]
fn settings_mean_what_they_meant() {
    for preset in FIRST {
        let expected = &expected()[preset.key()];
        assert_eq!(expected.config, small(preset));
        let weights = Weights::from_safetensors(&file(&format!("{}.safetensors", preset.key())));
        assert_eq!(weights.unwrap().config, expected.config);
        let run = Checkpoint::from_bytes(&file(&format!("{}.checkpoint", preset.key())));
        assert_eq!(run.unwrap().config, expected.config);
    }
}

#[test]
fn runs_go_on_to_the_same_bits() {
    for preset in FIRST {
        let expected = &expected()[preset.key()];
        let bytes = file(&format!("{}.checkpoint", preset.key()));
        let checkpoint = Checkpoint::from_bytes(&bytes).unwrap();
        // Written again they say the settings that came since, too.
        let again = Checkpoint::from_bytes(&checkpoint.to_bytes().unwrap());
        assert_eq!(again.unwrap(), checkpoint);
        let mut run = Trainer::from_checkpoint(checkpoint).unwrap();
        assert_eq!(bits(&run.sampling_weights().unwrap()), expected.weights);
        let losses: Vec<f32> = (0..9).map(|_| run.step().unwrap()).collect();
        assert_eq!(bits(&losses), expected.after);
        assert_eq!(bits(&run.sampling_weights().unwrap()), expected.end);
        // And from its settings the whole run is the same.
        let mut anew = Trainer::new(expected.config.clone()).unwrap();
        let losses: Vec<f32> = (0..9).map(|_| anew.step().unwrap()).collect();
        assert_eq!(bits(&losses), expected.before);
    }
}

#[test]
fn files_of_weights_are_read_to_the_same_bits() {
    for preset in FIRST {
        let bytes = file(&format!("{}.safetensors", preset.key()));
        let weights = Weights::from_safetensors(&bytes).unwrap();
        assert_eq!(bits(&weights.params), expected()[preset.key()].weights);
        let again = Weights::from_safetensors(&weights.to_safetensors().unwrap()).unwrap();
        assert_eq!(bits(&again.params), bits(&weights.params));
        assert_eq!(again.config, weights.config);
    }
}

/// The first files of weights knew one objective, one data set and one sampler.
#[test]
fn settings_added_later_have_what_was_done_before() {
    let first = include_str!("../fixtures/old/first_settings.json");
    for absent in [
        "objective",
        "tEpsilon",
        "kind",
        "method",
        "tolerance",
        "points",
    ] {
        assert!(!first.contains(absent), "{absent}");
    }
    assert_eq!(serde_json::from_str::<Config>(first).unwrap(), first_fast());
}
