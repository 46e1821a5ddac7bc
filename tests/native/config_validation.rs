//! Configurations from outside: every setting is checked, and nothing makes it panic.

use nano_diffusion::Config;
use nano_diffusion::config::Preset;
use nano_diffusion::config::limits::{LIMITS, Limit};
use nano_diffusion::data::{DataConfig, DataKind, MAX_POINTS};
use nano_diffusion::error::Error;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Where a limit's setting lies in the JSON form: its section, or '' for a field of its own.
fn place(config: &Value, name: &str) -> &'static str {
    let mut sections = ["schedule", "data", "network", "train", "sample"].into_iter();
    match sections.find(|section| config[section].get(name).is_some()) {
        Some(section) => section,
        None if config.get(name).is_some() => "",
        None => panic!("{name} has no place"),
    }
}

/// The default configuration with one setting changed, read back as the page sends it.
fn with(name: &str, value: Value) -> serde_json::Result<Config> {
    let mut config = serde_json::to_value(Config::default()).unwrap();
    let object = match place(&config, name) {
        "" => &mut config,
        section => &mut config[section],
    };
    object[name] = value;
    serde_json::from_value(config)
}

/// A whole number as JSON writes it, so that integer settings can take it.
fn number(value: f64) -> Value {
    let negative_zero = value == 0.0 && value.is_sign_negative();
    if value.trunc() == value && value.abs() < 1e15 && !negative_zero {
        json!(value as i64)
    } else {
        json!(value)
    }
}

fn limit() -> impl Strategy<Value = Limit> {
    prop::sample::select(LIMITS.to_vec())
}

#[test]
fn presets_are_valid() {
    for preset in Preset::ALL {
        assert!(preset.config().validate().is_ok(), "{preset:?}");
    }
    assert_eq!(Config::default(), Preset::Post.config());
}

#[test]
fn ends_belong_to_the_range() {
    for limit in LIMITS {
        for value in [limit.min, limit.max] {
            assert!(limit.check(value).is_ok(), "{limit:?}");
            let config = with(limit.name, number(value)).unwrap();
            assert!(config.validate().is_ok(), "{limit:?} {value}");
        }
        for value in [
            limit.min.next_down(),
            limit.max.next_up(),
            f64::NAN,
            f64::INFINITY,
            -f64::INFINITY,
        ] {
            assert!(limit.check(value).is_err(), "{limit:?} {value}");
        }
    }
}

#[test]
fn whole_numbers() {
    for limit in LIMITS.iter().filter(|limit| limit.integer) {
        let message = limit.check(limit.min + 0.5).unwrap_err().to_string();
        assert!(message.contains("whole number"), "{message}");
        let config = with(limit.name, json!(limit.min + 0.5));
        assert!(config.is_err(), "{limit:?}");
    }
}

type Field = fn(&mut Config) -> &mut f64;

#[test]
fn numbers_of_a_config_that_are_not_finite() {
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let mut config = Config::default();
        let reals: [(&str, Field); 10] = [
            ("betaMin", |c| &mut c.schedule.beta_min),
            ("betaMax", |c| &mut c.schedule.beta_max),
            ("tEnd", |c| &mut c.schedule.t_end),
            ("scale", |c| &mut c.data.scale),
            ("kernelWidth", |c| &mut c.data.kernel_width),
            ("learningRate", |c| &mut c.train.learning_rate),
            ("emaDecay", |c| &mut c.train.ema_decay),
            ("dt", |c| &mut c.sample.dt),
            ("tolerance", |c| &mut c.sample.tolerance),
            ("tEpsilon", |c| &mut c.train.t_epsilon),
        ];
        for (name, field) in reals {
            let before = std::mem::replace(field(&mut config), value);
            let message = config.validate().unwrap_err().to_string();
            assert!(message.starts_with(&format!("{name} = ")), "{message}");
            *field(&mut config) = before;
        }
        assert!(config.validate().is_ok());
    }
}

#[test]
fn unknown_fields_are_refused() {
    for json in [
        r#"{"colour": 1}"#,
        r#"{"schedule": {"betaMid": 1}}"#,
        r#"{"data": {"radius": 1}}"#,
        r#"{"network": {"depth": 1}}"#,
        r#"{"train": {"lr": 1}}"#,
        r#"{"sample": {"steps": 1}}"#,
        r#"{"beta_min": 1}"#,
    ] {
        let message = serde_json::from_str::<Config>(json)
            .unwrap_err()
            .to_string();
        assert!(message.contains("unknown field"), "{message}");
    }
}

#[test]
fn missing_fields_have_their_defaults() {
    assert_eq!(
        serde_json::from_str::<Config>("{}").unwrap(),
        Config::default()
    );
    let config: Config = serde_json::from_str(r#"{"seed": 3, "sample": {"dt": 0.01}}"#).unwrap();
    let mut expected = Config {
        seed: 3,
        ..Config::default()
    };
    expected.sample.dt = 0.01;
    assert_eq!(config, expected);
    // However the JSON is cut, what it leaves out is the post's.
    for part in ["schedule", "data", "network", "train", "sample"] {
        let config: Config = serde_json::from_str(&format!(r#"{{"{part}": {{}}}}"#)).unwrap();
        assert_eq!(config, Preset::Post.config(), "{part}");
    }
}

/// Links and weights files from before there was a choice of data.
#[test]
fn the_ring_alone_can_still_be_read() {
    let config: Config = serde_json::from_str(r#"{"data": {"scale": 50}}"#).unwrap();
    let expected = DataConfig {
        scale: 50.0,
        ..DataConfig::default()
    };
    assert_eq!(config.data, expected);
    assert_eq!(config.data.kind, DataKind::Ring);
}

#[test]
fn own_points_are_checked() {
    let with = |points: Vec<f64>| {
        let kind = DataKind::Own;
        DataConfig {
            kind,
            points,
            ..DataConfig::default()
        }
        .validate()
    };
    assert!(with(vec![0.0, 4.0]).is_ok());
    assert!(with(vec![0.5; 2 * MAX_POINTS]).is_ok());
    for (points, word) in [
        (vec![], "0 numbers"),
        (vec![1.0], "two for each point"),
        (vec![0.5; 2 * MAX_POINTS + 2], "1000 points"),
        (vec![0.0, 4.1], "4.1"),
        (vec![0.0, f64::NAN], "NaN"),
        (vec![f64::INFINITY, 0.0], "inf"),
    ] {
        let message = with(points).unwrap_err().to_string();
        assert!(message.contains(word), "{message}");
    }
}

/// How the points of a file were moved and scaled is kept, and nothing is said where they were not.
#[test]
fn a_frame_is_checked_and_kept() {
    let with = |frame: Vec<f64>| DataConfig {
        frame,
        ..DataConfig::default()
    };
    for frame in [vec![170.0, -70.0, 12.5], vec![1.0 / 3.0, 0.0, 1e-9, 4e21]] {
        let config = with(frame);
        assert!(config.validate().is_ok());
        let text = serde_json::to_string(&config).unwrap();
        assert_eq!(serde_json::from_str::<DataConfig>(&text).unwrap(), config);
    }
    let without = serde_json::to_string(&with(vec![])).unwrap();
    assert!(!without.contains("frame"), "{without}");
    for frame in [
        vec![1.0],
        vec![1.0, 2.0],
        vec![1.0, 2.0, 0.0],
        vec![1.0, 2.0, 3.0, -3.0],
        vec![1.0, f64::NAN, 3.0],
        vec![0.0, 0.0, 1.0, 1.0, 1.0],
    ] {
        let message = with(frame).validate().unwrap_err().to_string();
        assert!(message.contains("frame"), "{message}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn inside_is_accepted(limit in limit(), share in 0.0..=1.0f64) {
        let mut value = limit.min + share * (limit.max - limit.min);
        if limit.integer {
            value = value.round();
        }
        let value = value.clamp(limit.min, limit.max);
        prop_assert!(limit.check(value).is_ok());
        let config = with(limit.name, number(value)).unwrap();
        prop_assert!(config.validate().is_ok());
    }

    #[test]
    fn outside_is_refused_by_name_and_range(limit in limit(), value in any::<f64>()) {
        prop_assume!(!(value >= limit.min && value <= limit.max));
        let message = limit.check(value).unwrap_err().to_string();
        for part in [limit.name.to_owned(), limit.min.to_string(), limit.max.to_string()] {
            prop_assert!(message.contains(&part), "no {} in: {}", part, message);
        }
        match with(limit.name, number(value)) {
            // An integer field can't even hold a negative or fractional number.
            Err(_) => prop_assert!(limit.integer || !value.is_finite()),
            Ok(config) => {
                let refusal = config.validate().unwrap_err().to_string();
                prop_assert_eq!(refusal, message);
            }
        }
    }

    /// Any settings inside the limits survive the way through JSON text, bit for bit.
    #[test]
    fn json_round_trip(shares in prop::collection::vec(0.0..=1.0, LIMITS.len())) {
        let mut config = Config::default();
        let value = |name: &str| {
            let i = LIMITS.iter().position(|limit| limit.name == name).unwrap();
            LIMITS[i].min + shares[i] * (LIMITS[i].max - LIMITS[i].min)
        };
        config.schedule.beta_min = value("betaMin");
        config.schedule.beta_max = value("betaMax");
        config.schedule.t_end = value("tEnd");
        config.data.scale = value("scale");
        config.data.kernel_width = value("kernelWidth");
        config.data.kind = DataKind::ALL[(shares[0] * 6.0) as usize];
        config.data.points = vec![4.0 * shares[1], -4.0 * shares[2]];
        config.network.layers = value("layers") as usize;
        config.network.width = value("width") as usize;
        config.train.learning_rate = value("learningRate");
        config.train.batch = value("batch") as usize;
        config.train.steps = value("steps") as usize;
        config.train.ema_decay = value("emaDecay");
        config.sample.dt = value("dt");
        config.sample.particles = value("particles") as usize;
        config.seed = value("seed") as u32;
        let text = serde_json::to_string(&config).unwrap();
        prop_assert_eq!(serde_json::from_str::<Config>(&text).unwrap(), config);
    }

    #[test]
    fn random_text_never_panics(text: String) {
        if let Ok(config) = serde_json::from_str::<Config>(&text) {
            let _ = config.validate();
        }
    }

    /// JSON that has the right keys with the wrong things in them.
    #[test]
    fn random_json_never_panics(
        keys in prop::collection::vec(
            prop::sample::select(vec![
                "schedule", "data", "network", "train", "sample", "seed", "betaMin", "tEnd",
                "scale", "layers", "width", "activation", "batch", "lrSchedule", "dt",
            ]),
            1..6,
        ),
        leaf in prop_oneof![
            Just(json!(null)),
            Just(json!("silu")),
            Just(json!([1, 2])),
            any::<bool>().prop_map(|v| json!(v)),
            any::<i64>().prop_map(|v| json!(v)),
            any::<u64>().prop_map(|v| json!(v)),
            any::<f64>().prop_map(|v| json!(v)),
        ],
    ) {
        let mut value = leaf;
        for key in keys {
            value = json!({ key: value });
        }
        if let Ok(config) = serde_json::from_value::<Config>(value) {
            let _ = config.validate();
        }
    }
}

/// A message is a sentence, whatever it is about: no hundreds of digits, and no file's text at its full length.
#[test]
fn messages_stay_short() {
    let mut config = Config::default();
    config.schedule.beta_min = 1e308;
    let message = config.validate().unwrap_err().to_string();
    assert!(
        message.starts_with("betaMin = over 1e16 is out of range"),
        "{message}"
    );
    config = Config::default();
    config.data.points = vec![-1e308, 0.0];
    let message = config.validate().unwrap_err().to_string();
    assert!(
        message.contains("its coordinate below −1e16 must be"),
        "{message}"
    );

    let word = "ä".repeat(100_000);
    for error in [
        Error::BadConfig(word.clone()),
        Error::BadWeights(word.clone()),
        Error::BadCheckpoint(word),
    ] {
        let message = error.to_string();
        assert!(
            message.chars().count() < 500 && message.ends_with('.'),
            "{message}"
        );
    }
    let kept = Error::BadConfig("x".repeat(350)).to_string();
    assert!(kept.contains(&"x".repeat(350)));
}
