//! The JavaScript API, in a real browser: `wasm-bindgen-test` in headless Chromium.
#![cfg(target_arch = "wasm32")]

#[path = "native/common/runs.rs"]
mod runs;
#[path = "native/common/sums.rs"]
mod sums;

use js_sys::{Array, Error, Reflect};
use nano_diffusion::config::{Config, Method, Preset};
use nano_diffusion::web::{
    Evaluator, ForwardProcess, JsConfig, Sampler, ScoreOf, Trainer, describe_schedule,
    describe_weights, limits, presets, sample_data,
};
use runs::{REFERENCE_RUNS, reference_config, reference_losses};
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

fn js(config: &Config) -> JsConfig {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    config.serialize(&serializer).unwrap().unchecked_into()
}

fn get(object: &JsValue, path: &str) -> JsValue {
    path.split('.').fold(object.clone(), |value, key| {
        Reflect::get(&value, &key.into()).unwrap()
    })
}

fn number(object: &JsValue, path: &str) -> f64 {
    get(object, path)
        .as_f64()
        .unwrap_or_else(|| panic!("{path} is no number"))
}

/// The message of the JavaScript error that a call failed with.
fn message<T>(result: Result<T, Error>) -> String {
    let error = JsValue::from(result.err().expect("the call must fail"));
    let error = error.dyn_into::<Error>().expect("a JavaScript Error");
    error.message().into()
}

fn small() -> Config {
    let mut config = Preset::Fast.config();
    config.network.layers = 3;
    config.network.width = 16;
    config.train.batch = 32;
    config.train.steps = 30;
    config.sample.particles = 200;
    config.sample.method = Method::Sde;
    config.sample.dt = 0.02;
    config
}

/// The arithmetic of WebAssembly is that of the native build: fixture and test bodies
/// are those of `tests/native/losses.rs`.
#[wasm_bindgen_test]
fn losses_are_those_of_the_native_build() {
    for run in REFERENCE_RUNS {
        let mut trainer = Trainer::new(js(&reference_config(run))).ok().unwrap();
        let losses = trainer.run(20).ok().unwrap();
        runs::assert_losses(run, &losses, &reference_losses(run));
    }
}

/// So are the exact answers about many points, as `tests/native/mixture_sums.rs` finds them.
#[wasm_bindgen_test]
fn exact_answers_are_those_of_the_native_build() {
    assert_eq!(sums::checksum(), sums::CHECKSUM);
}

#[wasm_bindgen_test]
fn a_run_ends_and_its_weights_make_a_flow() {
    let config = small();
    let mut trainer = Trainer::new(js(&config)).ok().unwrap();
    assert_eq!(trainer.run(10).ok().unwrap().len(), 10);
    assert_eq!((trainer.step(), trainer.finished()), (10, false));
    trainer.set_learning_rate(1e-4).ok().unwrap();
    assert_eq!(trainer.run(1000).ok().unwrap().len(), 20);
    assert!(trainer.finished());
    assert!(trainer.run(10).ok().unwrap().is_empty());

    let weights = trainer.weights().ok().unwrap();
    let read = describe_weights(&weights).ok().unwrap();
    assert_eq!(get(&read, "complete"), JsValue::TRUE);
    let read = get(&read, "config");
    assert_eq!(number(&read, "network.layers"), 3.0);
    assert_eq!(number(&read, "train.learningRate"), 1e-4);

    let mut sampler = Sampler::reverse(&weights, js(&config), ScoreOf::Learned, None, None)
        .ok()
        .unwrap();
    let start = sampler.positions();
    assert_eq!((start.len(), sampler.t()), (400, 1.0));
    assert_eq!((sampler.nfe(), sampler.progress()), (0, 0.0));
    let mut steps = 0;
    while !sampler.finished() {
        sampler.step().ok().unwrap();
        steps += 1;
    }
    assert_eq!((sampler.t(), sampler.nfe(), steps), (0.0, 50, 50));
    assert!(message(sampler.step()).contains("finished"));
    let samples = sampler.positions();
    assert_ne!(start, samples);

    let evaluator = Evaluator::new(js(&config)).ok().unwrap();
    let evaluation = evaluator.evaluate(&samples).ok().unwrap();
    assert_eq!(number(&evaluation, "n"), 200.0);
    let metrics: Array = get(&evaluation, "metrics").unchecked_into();
    let keys: Vec<String> = metrics
        .iter()
        .map(|metric| get(&metric, "key").as_string().unwrap())
        .collect();
    assert_eq!(keys, ["radiusW1", "angleW1", "radiusTv", "offRing"]);
    for metric in metrics.iter() {
        assert!(number(&metric, "value") >= 0.0);
        assert!(number(&metric, "bandMedian") <= number(&metric, "bandBound"));
    }
    let histograms = JsValue::from(evaluator.histograms_at(&samples, 0.0).ok().unwrap());
    let angle: Array = get(&histograms, "0.samples").unchecked_into();
    assert_eq!(angle.length(), 60);
}

#[wasm_bindgen_test]
fn data_dissolve_both_ways() {
    let config = small();
    let points = sample_data(js(&config), 200).ok().unwrap();
    for process in [ForwardProcess::Sde, ForwardProcess::Closed] {
        let mut sampler = Sampler::forward(js(&config), process, None, None)
            .ok()
            .unwrap();
        assert_eq!((sampler.positions(), sampler.t()), (points.clone(), 0.0));
        let mut steps = 0;
        while !sampler.finished() {
            sampler.step().ok().unwrap();
            steps += 1;
        }
        assert_eq!((sampler.t(), sampler.nfe(), steps), (1.0, 0, 50));
        assert_ne!(sampler.positions(), points);
    }
}

#[wasm_bindgen_test]
fn a_checkpoint_goes_on_to_the_same_bits() {
    let mut whole = Trainer::new(js(&small())).ok().unwrap();
    whole.run(7).ok().unwrap();
    let bytes = whole.checkpoint().ok().unwrap();
    let mut again = Trainer::from_checkpoint(&bytes).ok().unwrap();
    assert_eq!(again.step(), 7);
    let config: JsValue = again.config().ok().unwrap().into();
    assert_eq!(number(&config, "network.width"), 16.0);
    assert_eq!(again.run(100).ok().unwrap(), whole.run(100).ok().unwrap());
    assert_eq!(again.weights().ok().unwrap(), whole.weights().ok().unwrap());
    assert!(message(Trainer::from_checkpoint(&bytes[1..])).contains("checkpoint"));
}

#[wasm_bindgen_test]
fn data_scores_as_data() {
    let config = small();
    let points = sample_data(js(&config), 200).ok().unwrap();
    let evaluator = Evaluator::new(js(&config)).ok().unwrap();
    let evaluation = evaluator.evaluate(&points).ok().unwrap();
    // The very sample that it is compared with.
    let metrics: Array = get(&evaluation, "metrics").unchecked_into();
    assert_eq!(number(&metrics.get(0), "value"), 0.0);
}

#[wasm_bindgen_test]
fn tables_for_the_page() {
    let limits: Array = JsValue::from(limits().ok().unwrap()).unchecked_into();
    assert_eq!(number(&limits.get(0), "min"), 0.01);
    assert_eq!(get(&limits.get(0), "integer"), JsValue::FALSE);
    let presets: Array = JsValue::from(presets().ok().unwrap()).unchecked_into();
    assert_eq!(presets.length(), 3);
    assert_eq!(number(&presets.get(1), "config.train.batch"), 1024.0);
    assert_eq!(number(&presets.get(2), "config.train.batch"), 5000.0);

    let schedule = describe_schedule(js(&Config::default())).ok().unwrap();
    assert!((number(&schedule, "aEnd") - (-20.1f64 / 4.0).exp()).abs() < 1e-12);
    assert_eq!(get(&schedule, "priorMismatch"), JsValue::FALSE);
    let mut weak = Config::default();
    weak.schedule.beta_max = 1.0;
    let schedule = describe_schedule(js(&weak)).ok().unwrap();
    assert_eq!(get(&schedule, "priorMismatch"), JsValue::TRUE);
}

#[wasm_bindgen_test]
fn errors_are_errors_with_words() {
    let mut config = small();
    config.network.layers = 99;
    let words = message(Trainer::new(js(&config)));
    assert!(
        words.contains("layers = 99") && words.contains("between 2 and 10"),
        "{words}"
    );
    for nonsense in [
        JsValue::NULL,
        JsValue::from(3),
        JsValue::from("text"),
        js_sys::JSON::parse(r#"{"colour": 1}"#).unwrap(),
        js_sys::JSON::parse(r#"{"seed": -1}"#).unwrap(),
        js_sys::JSON::parse(r#"{"train": {"batch": 1.5}}"#).unwrap(),
    ] {
        let words = message(Trainer::new(nonsense.unchecked_into()));
        assert!(words.contains("configuration"), "{words}");
    }
    let words = message(Sampler::reverse(
        &[1, 2, 3],
        js(&small()),
        ScoreOf::Learned,
        None,
        None,
    ));
    assert!(words.contains("weights"), "{words}");
    let mut trainer = Trainer::new(js(&small())).ok().unwrap();
    assert!(message(trainer.set_learning_rate(f64::NAN)).contains("learningRate"));
}

/// What a program goes by: the kind of error, and the setting that it is about.
#[wasm_bindgen_test]
fn errors_say_their_kind_and_their_setting() {
    let told = |error: Error| {
        let setting = get(&error, "setting");
        (String::from(error.name()), setting.as_string())
    };
    let mut config = small();
    config.train.batch = 3;
    assert_eq!(
        told(Trainer::new(js(&config)).err().unwrap()),
        ("OutOfRange".to_owned(), Some("batch".to_owned()))
    );
    let error = describe_weights(&[1, 2, 3]).err().unwrap();
    assert!(get(&error, "setting").is_undefined());
    assert_eq!(told(error), ("BadWeights".to_owned(), None));
    // The error of a run that stopped, told after its last good losses.
    let mut run = Trainer::new(js(&small())).ok().unwrap();
    assert_eq!(told(run.apply_step().err().unwrap()).0, "MissingShards");
}
