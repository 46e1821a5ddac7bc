//! The same seed gives the same losses, natively here and in the browser in `web.rs`.

use crate::common::runs::{REFERENCE_RUNS, assert_losses, reference_config, reference_losses};
use nano_diffusion::config::Config;
use nano_diffusion::train::Trainer;
use serde::Deserialize;

fn losses(run: &str) -> Vec<f32> {
    let mut trainer = Trainer::new(reference_config(run)).unwrap();
    (0..20).map(|_| trainer.step().unwrap()).collect()
}

#[test]
fn losses_are_those_recorded() {
    for run in REFERENCE_RUNS {
        assert_losses(run, &losses(run), &reference_losses(run));
    }
}

/// The settings recorded with the losses are those they were made with.
#[test]
fn the_fixture_is_of_these_runs() {
    let json = include_str!("../fixtures/losses.json");
    let all: serde_json::Value = serde_json::from_str(json).unwrap();
    for run in REFERENCE_RUNS {
        let config = Config::deserialize(&all[run]["config"]).unwrap();
        assert_eq!(config, reference_config(run), "{run}");
    }
}

#[test]
fn a_run_repeats_to_the_bit() {
    assert_eq!(losses("fast"), losses("fast"));
}

/// Records the fixture anew, after a deliberate change of what is drawn:
/// `cargo test --test native losses -- --ignored`.
#[test]
#[ignore = "writes tests/fixtures/losses.json"]
fn record() {
    // The settings are for the tests that are not written in Rust.
    let entry = |run: &&'static str| {
        let (config, losses) = (reference_config(run), losses(run));
        (
            *run,
            serde_json::json!({ "config": config, "losses": losses }),
        )
    };
    let all: std::collections::BTreeMap<&str, serde_json::Value> =
        REFERENCE_RUNS.iter().map(entry).collect();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/losses.json");
    std::fs::write(path, serde_json::to_string_pretty(&all).unwrap() + "\n").unwrap();
}
