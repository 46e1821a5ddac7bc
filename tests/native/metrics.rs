//! The metrics: cases computed by hand, and the figures of the PyTorch reference weights.

use crate::common::path;
use nano_diffusion::data::{DataConfig, DataKind, DataSet, Distribution, Ring, RingConfig};
use nano_diffusion::metrics::distance::{
    histogram, histogram_2d, total_variation, wasserstein_circle, wasserstein_line,
};
use nano_diffusion::metrics::ring::{ON_RING, Polar, bands, compare, histograms, share_off_ring};
use nano_diffusion::metrics::{BINS, Evaluator, PLANE_CELLS};
use nano_diffusion::network::Weights;
use nano_diffusion::process::{ClosedForm, Schedule};
use nano_diffusion::rng::{Stream, stream};
use nano_diffusion::sample::{ReverseSde, SampleConfig, Sampler};
use nano_diffusion::score::NetworkScore;
use std::f64::consts::PI;

fn close(a: f64, b: f64) {
    assert!((a - b).abs() < 1e-12, "{a} {b}");
}

fn ring() -> Ring {
    Ring::new(RingConfig::default()).unwrap()
}

#[test]
fn polar_coordinates() {
    let polar = Polar::of(&[3.0, 4.0, -1.0, 0.0, 0.0, -2.0, -1.0, -1.0]);
    assert_eq!(polar.radius, [5.0, 1.0, 2.0, 2f64.sqrt()]);
    for (got, expected) in polar
        .angle
        .iter()
        .zip([(4f64 / 3.0).atan(), PI, -PI / 2.0, -0.75 * PI])
    {
        close(*got, expected);
    }
    // Opposite points fall together: (−1, −1) lies where (1, 1) does.
    for (got, expected) in
        polar
            .folded()
            .iter()
            .zip([(4f64 / 3.0).atan(), 0.0, -PI / 2.0, PI / 4.0])
    {
        close(*got, expected);
    }
}

#[test]
fn wasserstein_on_the_line() {
    let a = [0.3, 0.1, 0.2, 0.9];
    close(wasserstein_line(&a, &a), 0.0);
    close(wasserstein_line(&a, &a.map(|v| v + 0.25)), 0.25);
    close(wasserstein_line(&[0.0], &[1.0]), 1.0);
    // Half of the mass stays, half goes two units; the samples differ in size.
    close(wasserstein_line(&[0.0, 2.0], &[0.0]), 1.0);
    close(wasserstein_line(&[0.0], &[0.0, 2.0]), 1.0);
    // Sorted pairs: |0 − 1| and |1 − 3|.
    close(wasserstein_line(&[1.0, 0.0], &[1.0, 3.0]), 1.5);
}

#[test]
fn wasserstein_on_the_circle() {
    let a = [-3.0, -1.0, 0.5, 2.0];
    close(wasserstein_circle(&a, &a), 0.0);
    close(wasserstein_circle(&a, &a.map(|v| v + 0.1)), 0.1);
    // Across the cut: 0.2 apart, not 2π − 0.2.
    close(wasserstein_circle(&[PI - 0.1], &[-PI + 0.1]), 0.2);
    close(wasserstein_line(&[PI - 0.1], &[-PI + 0.1]), 2.0 * PI - 0.2);
    // Opposite points; and never more than that.
    close(wasserstein_circle(&[0.0], &[PI]), PI);
    close(wasserstein_circle(&[-2.0], &[2.0]), 2.0 * PI - 4.0);
    // Half of the mass goes a quarter turn.
    close(
        wasserstein_circle(&[0.0, 1.0], &[0.0, 1.0 + PI / 2.0]),
        PI / 4.0,
    );
}

/// A rotation of both samples, over the cut, must change nothing.
#[test]
fn the_circle_has_no_beginning() {
    let mut rng = stream(1, Stream::Data);
    let [a, b] = [300, 500].map(|n| Polar::of(&ring().sample(n, &mut rng)).angle);
    let expected = wasserstein_circle(&a, &b);
    assert!(expected <= wasserstein_line(&a, &b) && expected > 0.0);
    for turn in [0.5, 2.0, 3.0, 5.5] {
        let rotate = |v: &f64| (v + turn + PI).rem_euclid(2.0 * PI) - PI;
        let [a, b] = [&a, &b].map(|angles| angles.iter().map(rotate).collect::<Vec<_>>());
        assert!((wasserstein_circle(&a, &b) - expected).abs() < 1e-9);
        close(wasserstein_circle(&b, &a), wasserstein_circle(&a, &b));
    }
}

#[test]
fn total_variation_by_hand() {
    let (left, right) = (vec![0.9; 10], vec![1.1; 10]);
    close(total_variation(&left, &left, ON_RING), 0.0);
    close(total_variation(&left, &right, ON_RING), 1.0);
    let half = [left.clone(), right.clone()].concat();
    close(total_variation(&left, &half, ON_RING), 0.5);
    // What lies outside is one more bin, however far it is.
    close(total_variation(&left, &[2.0], ON_RING), 1.0);
    close(total_variation(&[0.1, 0.9], &[2.0, 0.9], ON_RING), 0.0);
}

#[test]
fn off_the_ring() {
    assert_eq!(share_off_ring(&[0.8, 1.0, 1.2]), 0.0);
    assert_eq!(share_off_ring(&[0.79, 1.0, 1.21, 1.1]), 0.5);
    assert_eq!(share_off_ring(&[]), 0.0);
}

#[test]
fn histograms_are_densities() {
    let values = [0.0, 0.1, 0.3, 0.6, 1.0];
    // Both ends count; 0.1 wide bins would put 1.0 in an eleventh without care.
    let h = histogram(&values, 0.0, 1.0, 4);
    assert_eq!(h, [1.6, 0.8, 0.8, 0.8]);
    close(h.iter().sum::<f64>() / 4.0, 1.0);
    // Two of five lie outside: the bins hold 3/5.
    close(
        histogram(&values, 0.05, 0.65, 6).iter().sum::<f64>() * 0.1,
        0.6,
    );
    assert_eq!(histogram(&[], 0.0, 1.0, 3), [0.0; 3]);
    assert_eq!(histogram(&[f64::NAN], 0.0, 1.0, 3), [0.0; 3]);
}

#[test]
fn histogram_2d_starts_bottom_left() {
    let points = [-0.9, -0.9, 0.9, -0.9, 0.9, 0.9, 0.5, 0.5, 3.0, 0.0];
    // Each of the four cells has area 1; one of the five points is outside.
    let h = histogram_2d(&points, 1.0, 2);
    for (got, expected) in h.iter().zip([0.2, 0.2, 0.0, 0.4]) {
        close(*got, expected);
    }
    let h = histogram_2d(&[1.0, 1.0, -1.0, -1.0], 1.0, 3);
    assert_eq!((h[0], h[8]), (1.125, 1.125));
}

#[test]
fn the_three_views() {
    let mut rng = stream(1, Stream::Data);
    let [data, samples] = [2000, 3000].map(|n| Polar::of(&ring().sample(n, &mut rng)));
    for view in &histograms(&ring(), &data, &samples, (1.0, 0.0)) {
        let width = (view.hi - view.lo) / BINS as f64;
        for densities in [&view.data, &view.samples] {
            assert_eq!(densities.len(), BINS);
            // Nearly all of the radius is in view (4e-9 of it lies beyond six σ), all of
            // the angle.
            assert!((densities.iter().sum::<f64>() * width - 1.0).abs() < 1e-3);
        }
    }
}

/// A further set of true samples lies in the bands (19 times of 20; twice the bound is far out),
/// and a shifted one does not.
#[test]
fn bands_hold_true_samples() {
    let n = 2000;
    let mut rng = stream(1, Stream::Data);
    let [data, mut samples] = [(); 2].map(|()| Polar::of(&ring().sample(n, &mut rng)));
    let bands_of = |seed| bands(&ring(), &data, n, seed).unwrap();
    assert_eq!(bands_of(1), bands_of(1));
    assert_ne!(bands_of(1), bands_of(2));
    let same = compare(&data, &samples);
    for (band, value) in bands_of(1).iter().zip(same) {
        assert!(0.0 < band.median && band.median <= band.bound);
        assert!(value < 2.0 * band.bound, "{value} {band:?}");
    }
    samples.radius.iter_mut().for_each(|r| *r += 0.05);
    samples.angle.iter_mut().for_each(|a| *a *= 0.8);
    for (band, value) in bands_of(1).iter().zip(compare(&data, &samples)) {
        assert!(value > 1.5 * band.bound, "{value} {band:?}");
    }
    assert!(bands(&ring(), &data, 0, 1).is_err());
}

/// What the page says of a bound: 95 % of further true samples stay at or below it. Of 300 sets, for
/// each of four numbers, within four standard deviations of 0.951: the bound itself is one draw
/// of 40 sets, so its share varies by √(0.05·0.95/40) = 0.034 besides.
#[test]
fn bounds_hold_95_percent_of_true_samples() {
    let n = 300;
    let mut rng = stream(6, Stream::Data);
    let (mut below, mut all) = ([0.0; 4], 0.0);
    for seed in 0..30 {
        let data = Polar::of(&ring().sample(n, &mut rng));
        let bands = bands(&ring(), &data, n, seed).unwrap();
        for _ in 0..10 {
            all += 1.0;
            let found = compare(&data, &Polar::of(&ring().sample(n, &mut rng)));
            for ((below, value), band) in below.iter_mut().zip(found).zip(&bands) {
                *below += f64::from(u8::from(value <= band.bound));
            }
        }
    }
    for share in below.map(|below| below / all) {
        println!("{share}");
        // √(0.034²/30 + 0.05·0.95/300) = 0.014; shares that are whole numbers of points tie, upwards.
        assert!((0.951 - 4.0 * 0.014..1.0).contains(&share), "{share}");
    }
}

/// Data that are no ring: another set of true samples is in the bands (or not far out), a
/// shifted and a blurred one are not.
#[test]
fn coordinates_are_judged() {
    let n = 2000;
    let config = DataConfig {
        kind: DataKind::Checkerboard,
        ..DataConfig::default()
    };
    let data = DataSet::new(&config).unwrap();
    let schedule = Schedule::new(Default::default()).unwrap();
    let evaluator = Evaluator::new(&data, schedule, n, 1).unwrap();
    let mut samples = data.sample(n, &mut stream(9, Stream::Data));
    let metrics = evaluator.metrics(&samples);
    assert_eq!(metrics.len(), 4);
    for metric in &metrics {
        assert!(0.0 < metric.band_median && metric.band_median <= metric.band_bound);
        assert!(metric.value < 2.0 * metric.band_bound, "{metric:?}");
    }
    // By definition 1 % of the data are off their support.
    assert!((metrics[3].value - 0.01).abs() < 0.01, "{:?}", metrics[3]);
    let views = evaluator.histograms(&samples, 0.5);
    let names: Vec<&str> = views.iter().map(|view| view.key).collect();
    assert_eq!(names, ["x", "y"]);
    for view in &views {
        let width = (view.hi - view.lo) / BINS as f64;
        assert!((view.data.iter().sum::<f64>() * width - 1.0).abs() < 0.01);
    }
    samples.iter_mut().for_each(|v| *v += 0.25);
    for metric in evaluator.metrics(&samples) {
        assert!(metric.value > 1.5 * metric.band_bound, "{metric:?}");
    }
    let nowhere = evaluator.metrics(&vec![f32::NAN; 2 * n]);
    assert_eq!(nowhere[3].value, 1.0);
    assert!(Evaluator::new(&data, schedule, 0, 1).is_err());
}

#[test]
fn the_ring_is_judged_as_ever() {
    let data = DataSet::new(&DataConfig::default()).unwrap();
    let schedule = Schedule::new(Default::default()).unwrap();
    let evaluator = Evaluator::new(&data, schedule, 1000, 1).unwrap();
    let samples = ring().sample(1000, &mut stream(2, Stream::Data));
    let reference = Polar::of(&ring().sample(1000, &mut stream(1, Stream::Data)));
    let found = compare(&reference, &Polar::of(&samples));
    let metrics = evaluator.metrics(&samples);
    let values: Vec<f64> = metrics.iter().map(|metric| metric.value).collect();
    assert_eq!(values, found);
    let names: Vec<&str> = evaluator
        .histograms(&samples, 0.0)
        .iter()
        .map(|view| view.key)
        .collect();
    assert_eq!(names, ["angle", "folded", "radius"]);
}

/// The planes of the post's figure: data first, at the time asked for; rows from the bottom, columns
/// from the left; points outside are in the total alone.
#[test]
fn planes_of_data_and_particles() {
    let (n, side) = (4000, 2.0);
    let schedule = Schedule::new(Default::default()).unwrap();
    for kind in [DataKind::Ring, DataKind::Moons] {
        let config = DataConfig {
            kind,
            ..DataConfig::default()
        };
        let data = DataSet::new(&config).unwrap();
        let evaluator = Evaluator::new(&data, schedule, n, 3).unwrap();
        let area = (2.0 * side / PLANE_CELLS as f64).powi(2);
        // Three particles in one cell, at the right of the middle row; one outside.
        let particles = [1.99, 0.01, 1.99, 0.02, 1.98, 0.03, 2.01, 0.0];
        for t in [0.0, 0.4] {
            let [first, second] = evaluator.planes(&particles, t, side);
            let cloud = ClosedForm::new(&data, schedule, n, 3).at(t);
            assert_eq!(first, histogram_2d(&cloud, side, PLANE_CELLS));
            let inside = |p: &&[f32]| p.iter().all(|v| f64::from(v.abs()) <= side);
            let share = cloud.chunks_exact(2).filter(inside).count() as f64 / n as f64;
            assert!((first.iter().sum::<f64>() * area - share).abs() < 1e-9);
            assert!((share == 1.0) == (t == 0.0), "{share}");
            assert_eq!(second.len(), PLANE_CELLS * PLANE_CELLS);
            let cell = PLANE_CELLS / 2 * PLANE_CELLS + PLANE_CELLS - 1;
            close(second[cell] * area, 0.75);
            close(second.iter().sum::<f64>() * area, 0.75);
        }
        let nowhere = evaluator.planes(&[f32::NAN, 0.0], 0.0, side);
        assert_eq!(nowhere[1], vec![0.0; PLANE_CELLS * PLANE_CELLS]);
    }
}

/// What a separate evaluation, in PyTorch with 100,000 samples, found for the weights of
/// the fixture: radius W₁ 0.0122, angle W₁ 0.092, radius TV 0.073, 0.0244 off the ring.
/// Each tolerance is about four standard deviations of 10,000 samples here.
#[test]
fn figures_of_the_reference_weights() {
    let bytes = std::fs::read(path("nano_20k_pytorch.safetensors")).unwrap();
    let weights = Weights::from_safetensors(&bytes).unwrap();
    let schedule = Schedule::new(weights.config.schedule).unwrap();
    let score = NetworkScore::new(weights.network().unwrap(), schedule);
    let config = SampleConfig {
        dt: 5e-3,
        particles: 10_000,
        ..SampleConfig::default()
    };
    let mut sde = ReverseSde::new(score, schedule, config, 1).unwrap();
    while !sde.finished() {
        sde.step().unwrap();
    }
    let data = Polar::of(&ring().sample(100_000, &mut stream(1, Stream::Data)));
    let [radius_w1, angle_w1, radius_tv, outside] = compare(&data, &Polar::of(sde.positions()));
    for (name, got, expected, tolerance) in [
        ("radius W1", radius_w1, 0.0122, 0.004),
        ("angle W1", angle_w1, 0.092, 0.03),
        ("radius TV", radius_tv, 0.073, 0.02),
        ("off ring", outside, 0.0244, 0.006),
    ] {
        assert!(
            (got - expected).abs() < tolerance,
            "{name}: {got} for {expected}"
        );
    }
}
