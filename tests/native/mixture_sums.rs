//! The fast sums over the centres of a mixture against the plain ones.

use nano_diffusion::data::{Distribution, MAX_COORDINATE, MAX_POINTS, Mixture};
use nano_diffusion::exact::{MixtureOracle, Oracle};
use nano_diffusion::process::{Schedule, ScheduleConfig};
use nano_diffusion::rng::{Rng, Stream, normal, stream, uniform};
use proptest::prelude::*;
use std::f64::consts::TAU;

/// log p, the score and its divergence, of Σ wᵢ N(x; a mᵢ, v I) as the textbook has it; each
/// times the power of √v that makes it dimensionless.
fn plain(points: &[f64], weights: &[f64], a: f64, v: f64, x: [f64; 2]) -> [f64; 4] {
    let total: f64 = weights.iter().sum();
    let terms: Vec<(f64, f64, f64)> = points
        .chunks(2)
        .zip(weights)
        .map(|(m, w)| {
            let [dx, dy] = [0, 1].map(|d| (a * m[d] - x[d]) / v.sqrt());
            ((w / total).ln() - 0.5 * (dx * dx + dy * dy), dx, dy)
        })
        .collect();
    let top = terms.iter().fold(f64::NEG_INFINITY, |top, t| top.max(t.0));
    let [mut whole, mut sx, mut sy, mut square] = [0.0; 4];
    for (exponent, dx, dy) in terms {
        let term = (exponent - top).exp();
        whole += term;
        sx += term * dx;
        sy += term * dy;
        square += term * (dx * dx + dy * dy);
    }
    let [sx, sy, square] = [sx, sy, square].map(|sum| sum / whole);
    [
        top + (whole / (TAU * v)).ln(),
        sx,
        sy,
        square - sx * sx - sy * sy - 2.0,
    ]
}

/// Points as people draw them: spread out, along a line, in clumps, all the same.
fn drawn(kind: usize, n: usize, rng: &mut Rng) -> Vec<f64> {
    let clumps: Vec<f64> = (0..10).map(|_| 3.0 * uniform(rng) - 1.5).collect();
    (0..n)
        .flat_map(|i| match kind {
            0 => [4.0 * uniform(rng) - 2.0, 4.0 * uniform(rng) - 2.0],
            1 => {
                let u = i as f64 / n as f64;
                [(0.3 + u) * (9.0 * u).cos(), (0.3 + u) * (9.0 * u).sin()]
            }
            2 => {
                let clump = 2 * (i % 5);
                [0, 1].map(|d| clumps[clump + d] + 0.02 * normal(rng))
            }
            3 => [1.25, -0.5],
            _ => [normal(rng), 0.0],
        })
        .map(|v: f64| v.clamp(-MAX_COORDINATE, MAX_COORDINATE))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever the points, the kernel and the time, near the data and far out.
    #[test]
    fn fast_sums_are_the_plain_ones(
        seed in any::<u64>(),
        kind in 0_usize..5,
        n in prop_oneof![1_usize..40, 40..=MAX_POINTS],
        weighted in any::<bool>(),
        h in prop_oneof![Just(0.0), 0.01..0.5_f64],
        log_t in -9.0..0.0_f64,
        far in prop_oneof![4 => Just(1.0), 1 => 1.0..20.0_f64],
    ) {
        let rng = &mut stream(seed, Stream::Evaluation);
        let schedule = Schedule::new(ScheduleConfig::default()).unwrap();
        let points = drawn(kind, n, rng);
        // Some without any weight.
        let weights: Vec<f64> = (0..n)
            .map(|i| if weighted { ((i + 1) % 7) as f64 * uniform(rng) } else { 1.0 })
            .collect();
        let mut oracle = MixtureOracle::new(&points, &weights, h, schedule).unwrap();
        let t = log_t.exp();
        let (a, b) = (schedule.a(t), schedule.b(t));
        let v = (a * h).powi(2) + b * b;
        for _ in 0..30 {
            let (x, _) = schedule.diffuse(oracle.draw(rng), t, rng);
            let x = x.map(|v| far * v);
            let [log_p, sx, sy, divergence] = plain(&points, &weights, a, v, x);
            let found = oracle.at(x, t);
            // In units of the width: how far the data are, and their own size, is how much a
            // share of 1e-10 can move the means, and rounding the rest.
            let size = 1.0 + sx.hypot(sy) + 3.0 / v.sqrt();
            prop_assert!((found.log_p - log_p).abs() < 1e-9 * (1.0 + log_p.abs()));
            for (found, plain) in found.score.iter().zip([sx, sy]) {
                let off = (found * v.sqrt() - plain).abs();
                prop_assert!(off < 1e-9 * size, "score off by {off:e}, size {size}");
            }
            let off = (found.divergence * v - divergence).abs();
            prop_assert!(off < 1e-9 * size * size, "divergence off by {off:e}, size {size}");
        }
    }

    /// The density of the data, by which the page judges samples.
    #[test]
    fn densities_are_the_plain_ones(
        seed in any::<u64>(),
        kind in 0_usize..5,
        n in 1..=MAX_POINTS,
        h in 0.01..1.0_f64,
    ) {
        let rng = &mut stream(seed, Stream::Evaluation);
        let points = drawn(kind, n, rng);
        let mixture = Mixture::equal(&points, h).unwrap();
        for _ in 0..30 {
            let x = [3.0 * normal(rng), 3.0 * normal(rng)];
            let [want, ..] = plain(&points, &vec![1.0; n], 1.0, h * h, x);
            let found = mixture.log_density(x[0], x[1]);
            prop_assert!((found - want).abs() < 1e-9 * (1.0 + want.abs()));
        }
    }
}

/// The answer at a point is the same whatever was asked before.
#[test]
fn answers_do_not_depend_on_their_order() {
    let rng = &mut stream(1, Stream::Evaluation);
    let schedule = Schedule::new(ScheduleConfig::default()).unwrap();
    let new = |points: &[f64]| MixtureOracle::equal(points, 0.08, schedule).unwrap();
    let points = drawn(0, MAX_POINTS, rng);
    let mut asked = new(&points);
    for i in 0..200 {
        let t = [0.01, 0.1, 0.3, 0.5, 1.0][i % 5];
        let x = [normal(rng), normal(rng)];
        assert_eq!(asked.at(x, t), new(&points).at(x, t));
    }
}

/// The same bits as in the browser: `tests/web.rs` runs this too.
#[test]
fn the_bits_are_those_of_every_platform() {
    assert_eq!(
        crate::common::sums::checksum(),
        crate::common::sums::CHECKSUM,
        "{:#018x}",
        crate::common::sums::checksum()
    );
}

/// A point that is none has no density, but an answer.
#[test]
fn nan_stays_nan() {
    let schedule = Schedule::new(ScheduleConfig::default()).unwrap();
    let points: Vec<f64> = (0..400).map(f64::from).collect();
    let mut oracle = MixtureOracle::equal(&points, 0.1, schedule).unwrap();
    for x in [[f64::NAN, 0.0], [0.1, f64::INFINITY]] {
        let found = oracle.at(x, 0.1);
        assert!(found.log_p.is_nan() && found.score[0].is_nan() && found.divergence.is_nan());
        let mixture = Mixture::equal(&points, 0.1).unwrap();
        assert!(mixture.log_density(x[0], x[1]).is_nan());
    }
}
