//! The ring's sampler against its density, and the density against quadrature.

use crate::common::{mean, path, variance};
use nano_diffusion::data::{Distribution, Ring, RingConfig};
use nano_diffusion::metrics::ring::Polar;
use nano_diffusion::rng::{Stream, stream};
use std::f64::consts::{PI, TAU};

const N: usize = 200_000;

fn ring(scale: f64) -> Ring {
    Ring::new(RingConfig { scale }).unwrap()
}

fn draw(scale: f64) -> Polar {
    Polar::of(&ring(scale).sample(N, &mut stream(1, Stream::Data)))
}

/// Pearson's χ² of `values` on `bins` equal bins, against a density that is zero outside
/// [lo, hi] but for a negligible part.
fn chi_squared(
    values: &[f64],
    [lo, hi]: [f64; 2],
    bins: usize,
    density: impl Fn(f64) -> f64,
) -> f64 {
    let width = (hi - lo) / bins as f64;
    let mut counts = vec![0.0; bins];
    for v in values {
        counts[(((v - lo) / width) as usize).min(bins - 1)] += 1.0;
    }
    let inner = 200;
    let h = width / f64::from(inner);
    let share = |bin: usize| -> f64 {
        let start = lo + bin as f64 * width;
        (0..inner)
            .map(|i| h * density(start + (f64::from(i) + 0.5) * h))
            .sum()
    };
    counts
        .iter()
        .enumerate()
        .map(|(bin, count)| {
            let expected = values.len() as f64 * share(bin);
            (count - expected).powi(2) / expected
        })
        .sum()
}

/// χ² of k bins has mean k − 1 and standard deviation √(2 (k − 1)); five of them.
fn chi_squared_bound(bins: usize) -> f64 {
    let freedom = bins as f64 - 1.0;
    freedom + 5.0 * (2.0 * freedom).sqrt()
}

#[test]
fn radius_is_gamma() {
    for scale in [2.0, 200.0, 2000.0] {
        let radius = draw(scale).radius;
        let n = N as f64;
        let std = 1.0 / scale.sqrt();
        assert!((mean(&radius) - 1.0).abs() < 5.0 * std / n.sqrt());
        // The kurtosis of Gamma(k) is 3 + 6/k, and with it goes the variance's error.
        let error = 5.0 * std * std * ((2.0 + 6.0 / scale) / n).sqrt();
        assert!((variance(&radius) - std * std).abs() < error);
    }
    let ring = ring(200.0);
    let radius: Vec<f64> = draw(200.0).radius;
    let inside: Vec<f64> = radius
        .into_iter()
        .filter(|r| (0.85..1.15).contains(r))
        .collect();
    let share = inside.len() as f64 / N as f64;
    let density = |r: f64| ring.log_radius_density(r).exp() / share;
    assert!(chi_squared(&inside, [0.85, 1.15], 60, density) < chi_squared_bound(60));
}

#[test]
fn angle_has_its_density() {
    let angle = draw(200.0).angle;
    let chi = chi_squared(&angle, [-PI, PI], 60, Ring::angle_density);
    assert!(chi < chi_squared_bound(60), "{chi}");
    // The bound would notice a uniform angle.
    assert!(chi_squared(&angle, [-PI, PI], 60, |_| 1.0 / TAU) > 1000.0);
}

/// Midpoint sums over a plane grid, which knows nothing of polar coordinates. Their error
/// goes with h², from the kinks of the angle's density on the diagonals; for the thickest
/// ring with h, as its density jumps about at the origin.
#[test]
fn density_integrates_to_one() {
    for (scale, side, tolerance) in [(2.0, 14.0, 2e-3), (20.0, 4.0, 1e-4), (200.0, 2.0, 1e-4)] {
        let ring = ring(scale);
        let n = 1000;
        let h = 2.0 * side / f64::from(n);
        let at = |i: i32| -side + (f64::from(i) + 0.5) * h;
        let total: f64 = (0..n)
            .flat_map(|i| (0..n).map(move |j| (i, j)))
            .map(|(i, j)| h * h * ring.log_density(at(i), at(j)).exp())
            .sum();
        assert!((total - 1.0).abs() < tolerance, "scale {scale}: {total}");
    }
}

/// p(x) = p_Gamma(|x|) p(θ) / |x|, written out by hand where the Gamma function is known:
/// p_Gamma(r) = 4 r exp(−2 r) for scale 2.
#[test]
fn log_density_is_the_closed_form() {
    let ring = ring(2.0);
    for (x, y) in [(0.3_f64, 0.1_f64), (-1.0, 1.0), (0.0, -2.0), (0.5, -0.7)] {
        let r = x.hypot(y);
        // 1 / max(|cos|, |sin|)² = r² / max(|x|, |y|)².
        let angle = r * r / (8.0 * x.abs().max(y.abs()).powi(2));
        let expected = (4.0 * r * (-2.0 * r).exp() * angle / r).ln();
        assert!((ring.log_density(x, y) - expected).abs() < 1e-12);
    }
    assert_eq!(ring.log_density(0.0, 0.0), f64::NEG_INFINITY);
}

/// −mean log p of samples estimates the entropy; four standard errors.
#[test]
fn entropy() {
    let json = std::fs::read_to_string(path("exact_constants.json")).unwrap();
    let constants: serde_json::Value = serde_json::from_str(&json).unwrap();
    let expected = constants["entropy_nats"].as_f64().unwrap();
    let ring = ring(200.0);
    let points = ring.sample(N, &mut stream(2, Stream::Data));
    let surprise: Vec<f64> = points
        .chunks_exact(2)
        .map(|p| -ring.log_density(f64::from(p[0]), f64::from(p[1])))
        .collect();
    let error = (variance(&surprise) / N as f64).sqrt();
    assert!((mean(&surprise) - expected).abs() < 4.0 * error);
}

#[test]
fn second_moment() {
    for scale in [2.0, 200.0] {
        let squares: Vec<f64> = draw(scale).radius.iter().map(|r| r * r).collect();
        let error = 5.0 * (variance(&squares) / N as f64).sqrt();
        assert!((mean(&squares) - ring(scale).second_moment()).abs() < error);
        assert_eq!(ring(scale).radius_std(), 1.0 / scale.sqrt());
    }
}

#[test]
fn the_seed_decides() {
    let sample = |seed| ring(200.0).sample(100, &mut stream(seed, Stream::Data));
    assert_eq!(sample(1), sample(1));
    assert!(sample(1).iter().zip(sample(2)).all(|(a, b)| *a != b));
}

/// Streams of one seed have nothing in common.
#[test]
fn streams_are_independent() {
    const ALL: [Stream; 5] = [
        Stream::Weights,
        Stream::Batches,
        Stream::Sampler,
        Stream::Data,
        Stream::Bands,
    ];
    let ring = ring(200.0);
    let points = ALL.map(|name| ring.sample(100, &mut stream(1, name)));
    for (i, a) in points.iter().enumerate() {
        for b in &points[..i] {
            assert!(a.iter().zip(b).all(|(a, b)| a != b));
        }
    }
}
