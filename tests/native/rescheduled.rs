//! A score asked under another β(t) than it was learned under.

use crate::common::gaussian::Gaussian;
use crate::common::max_difference;
use nano_diffusion::data::{DataSet, Distribution};
use nano_diffusion::exact::{DataOracle, prior_kl};
use nano_diffusion::likelihood::{FitConfig, data_fit};
use nano_diffusion::metrics::ring::{Polar, bands, compare};
use nano_diffusion::network::Weights;
use nano_diffusion::process::{Schedule, ScheduleConfig};
use nano_diffusion::rng::{Stream, stream};
use nano_diffusion::sample::{Method, SampleConfig, sampler};
use nano_diffusion::score::{NetworkScore, Rescheduled, Score, ScoreDivergence};

fn schedule(beta_min: f64, beta_max: f64, t_end: f64) -> Schedule {
    Schedule::new(ScheduleConfig {
        beta_min,
        beta_max,
        t_end,
        ..ScheduleConfig::default()
    })
    .unwrap()
}

/// The weights that the page comes with; they were trained under the post's schedule.
fn shipped() -> (Weights, Schedule, DataSet) {
    let weights =
        Weights::from_safetensors(include_bytes!("../../www/assets/pretrained.safetensors"))
            .unwrap();
    let trained = Schedule::new(weights.config.schedule).unwrap();
    let data = DataSet::new(&weights.config.data).unwrap();
    (weights, trained, data)
}

fn learned(asked: Schedule) -> Rescheduled<NetworkScore> {
    let (weights, trained, _) = shipped();
    let score = NetworkScore::new(weights.network().unwrap(), trained);
    Rescheduled::new(score, trained, asked)
}

fn finish(score: impl Score + 'static, asked: Schedule, config: SampleConfig) -> Vec<f32> {
    let width = shipped().2.finest_width();
    let mut sampler = sampler(score, asked, config, width, 5).unwrap();
    while !sampler.finished() {
        sampler.step().unwrap();
    }
    sampler.positions().to_vec()
}

/// A score that is known under any schedule is the same, asked under another by way of its own.
#[test]
fn exact_as_a_function_of_x() {
    let x = [0.7, -1.2, 0.1, 0.2, -1.0, 0.4];
    for (trained, asked) in [
        (schedule(0.1, 20.0, 1.0), schedule(3.0, 0.5, 2.0)),
        (schedule(0.1, 50.0, 5.0), schedule(0.1, 20.0, 0.3)),
    ] {
        let mut moved = Rescheduled::new(Gaussian(trained), trained, asked);
        assert!(!moved.leaves_range());
        for t in [1e-5, 0.01, 0.1, 0.5, 1.0].map(|share| share * asked.t_end()) {
            let mut out = [[0.0; 6]; 2];
            let mut divergence = [[0.0; 3]; 2];
            let [a, b] = &mut out;
            let [da, db] = &mut divergence;
            moved.score_and_divergence(&x, t, a, da).unwrap();
            Gaussian(asked).score_and_divergence(&x, t, b, db).unwrap();
            for (a, b) in a.iter().chain(da.iter()).zip(b.iter().chain(db.iter())) {
                assert!((a - b).abs() <= 2e-6 * b.abs(), "{t}: {a} {b}");
            }
        }
    }
}

/// Under its own schedule nothing changes, to the bit.
#[test]
fn itself() {
    let (weights, trained, _) = shipped();
    let score = NetworkScore::new(weights.network().unwrap(), trained);
    let config = SampleConfig {
        particles: 100,
        ..SampleConfig::default()
    };
    assert_eq!(
        finish(score, trained, config),
        finish(learned(trained), trained, config)
    );
}

/// Beyond the range trained on stands N(0, I); both sides of its end are close where p_T is.
#[test]
fn beyond_the_range() {
    let (trained, asked) = (schedule(0.1, 20.0, 1.0), schedule(0.1, 50.0, 1.0));
    let mut moved = Rescheduled::new(Gaussian(trained), trained, asked);
    assert!(moved.leaves_range());
    let end = asked.time_of_integral(trained.integral(1.0));
    assert!((moved.time(end).unwrap() - 1.0).abs() < 1e-9);
    assert_eq!(moved.time(1.001 * end), None);
    let x = [0.7, -1.2, 2.0, 0.0];
    let (mut inside, mut outside, mut divergence) = ([0.0; 4], [0.0; 4], [0.0; 2]);
    moved.score(&x, end, &mut inside).unwrap();
    moved
        .score_and_divergence(&x, 1.001 * end, &mut outside, &mut divergence)
        .unwrap();
    assert_eq!((outside, divergence), (x.map(|v| -v), [-2.0; 2]));
    // A(T) = 0.0066 of the data is left there.
    assert!(max_difference(&inside, &outside) < 0.01);
}

/// With ever smaller steps, the flow takes the same noise to the same samples, whichever β(t) it
/// goes by: between schedules that end at the same A, and from beyond the range trained on.
#[test]
fn same_samples_in_the_limit() {
    let (_, trained, _) = shipped();
    let samples = |asked: Schedule, tolerance: f64| {
        let config = SampleConfig {
            method: Method::Adaptive,
            tolerance,
            particles: 200,
            ..SampleConfig::default()
        };
        finish(learned(asked), asked, config)
    };
    let reference = samples(trained, 1e-6);
    // ∫β up to T is 10.05, as for the weights: here β falls. And there it is 15, a third of it beyond.
    for asked in [schedule(20.0, 5.125, 0.8), schedule(1.0, 39.0, 0.75)] {
        let off = |tolerance| {
            let found = samples(asked, tolerance);
            let mut all: Vec<f64> = found
                .iter()
                .zip(&reference)
                .map(|(a, b)| f64::from((a - b).abs()))
                .collect();
            all.sort_by(f64::total_cmp);
            all[all.len() * 19 / 20]
        };
        let errors = [1e-2, 1e-3, 1e-4, 1e-5].map(off);
        println!("{errors:?} {}", learned(asked).leaves_range());
        assert!(
            errors.windows(2).all(|pair| pair[1] < 0.7 * pair[0]),
            "{errors:?}"
        );
        assert!(errors[3] < 2e-4, "{errors:?}");
    }
}

/// The model's density is the same, but for what N(0, I) is off at the start; and the samples
/// follow the law of the data as well as those under the schedule trained under.
#[test]
fn same_law() {
    let (_, trained, data) = shipped();
    let config = FitConfig {
        points: 1000,
        fineness: 6.0,
        ..FitConfig::default()
    };
    let kl = |asked: Schedule| {
        data_fit(learned(asked), &data, &asked, config, 3)
            .unwrap()
            .kl
    };
    let own = kl(trained);
    for asked in [schedule(5.0, 15.0, 1.2), schedule(0.1, 50.0, 1.0)] {
        let other = kl(asked);
        println!("{own:?} {other:?}");
        assert!((other.mean - own.mean).abs() < 2e-3, "{own:?} {other:?}");
    }
    // Starting where half of the data still shows costs what it costs the exact score.
    let short = schedule(0.1, 20.0, 0.1);
    let paid = kl(short).mean - own.mean;
    let prior = prior_kl(&data, &short);
    println!("{paid} {prior}");
    assert!(paid > 0.5 * prior && paid < 2.0 * prior, "{paid} {prior}");

    let DataSet::Ring(ring) = &data else {
        panic!("the shipped weights are of the ring")
    };
    let n = 2000;
    let truth = Polar::of(&ring.sample(n, &mut stream(1, Stream::Data)));
    let band = bands(ring, &truth, n, 1).unwrap();
    let config = SampleConfig {
        method: Method::Dpm,
        particles: n,
        ..SampleConfig::default()
    };
    for asked in [trained, schedule(5.0, 15.0, 1.2), schedule(0.1, 50.0, 3.0)] {
        let found = compare(&truth, &Polar::of(&finish(learned(asked), asked, config)));
        println!("{found:?}");
        assert!(found[0] < 2.0 * band[0].bound + 0.01, "{found:?}");
        assert!(found[1] < 2.0 * band[1].bound + 0.01, "{found:?}");
    }
}

/// The exact score of any schedule gives samples of the data, as a native run has them.
#[test]
fn the_oracle_through_another_schedule() {
    let (_, trained, data) = shipped();
    let asked = schedule(2.0, 9.0, 1.5);
    let config = SampleConfig {
        method: Method::Dpm,
        particles: 300,
        ..SampleConfig::default()
    };
    let moved = Rescheduled::new(DataOracle::new(&data, trained), trained, asked);
    let through = finish(moved, asked, config);
    let straight = finish(DataOracle::new(&data, asked), asked, config);
    println!("{}", max_difference(&through, &straight));
    assert!(max_difference(&through, &straight) < 1e-3);
}
