//! The exact marginals of the ring and of a mixture, against the reference, brute-force
//! quadrature, and a Gaussian.

use crate::common::Fixture;
use nano_diffusion::data::{Distribution, Ring, RingConfig};
use nano_diffusion::exact::{MixtureOracle, Oracle, RingOracle, RingQuadrature, SectorOracle};
use nano_diffusion::process::{Schedule, ScheduleConfig};
use nano_diffusion::rng::{Stream, normal, stream};
use nano_diffusion::score::Score;
use std::f64::consts::TAU;

fn schedule() -> Schedule {
    Schedule::new(ScheduleConfig::default()).unwrap()
}

fn oracle(scale: f64) -> RingOracle {
    RingOracle::new(Ring::new(RingConfig { scale }).unwrap(), schedule())
}

/// Relative to the vector's norm. The score has zeros (on the ridge of the ring), where a
/// ratio means nothing: the floor is 1, against typical norms of 1/B or √scale ≈ 14.
#[test]
fn score_matches_the_reference() {
    let fixture = Fixture::load("exact_score.safetensors");
    let [x, t, log_p, score] = ["x", "t", "log_pt", "score"].map(|name| fixture.f64(name));
    let mut oracle = oracle(200.0);
    let (mut compared, mut worst, mut worst_log) = (0, 0.0f64, 0.0f64);
    for (i, &t) in t.iter().enumerate() {
        if schedule().b(t) <= 0.02 {
            continue;
        }
        let found = oracle.at([x[2 * i], x[2 * i + 1]], t);
        let (sx, sy) = (score[2 * i], score[2 * i + 1]);
        let off = (found.score[0] - sx).hypot(found.score[1] - sy);
        worst = worst.max(off / sx.hypot(sy).max(1.0));
        worst_log = worst_log.max((found.log_p - log_p[i]).abs());
        compared += 1;
    }
    println!("{compared} points, score {worst:e}, log p {worst_log:e}");
    assert!(compared > 200, "{compared}");
    assert!(worst < 1e-4, "{worst:e}");
    assert!(worst_log < 1e-4, "{worst_log:e}");
}

/// Rings thick and thin, at angles on and off the diagonal's kink, against a fixed grid of
/// nodes fine enough for B > 0.1. The kernel leaves out e^−50, we leave out 1e-7.
#[test]
fn density_matches_brute_force() {
    let mut worst = 0.0f64;
    for scale in [2.0, 5.0, 20.0, 200.0, 2000.0] {
        let ring = Ring::new(RingConfig { scale }).unwrap();
        let brute = RingQuadrature::new(&ring, 60, 400);
        let mut oracle = RingOracle::new(ring, schedule());
        for t in [0.03, 0.1, 0.3, 0.6, 1.0] {
            for rho in [0.0, 0.02, 0.4, 1.0, 1.3, 2.5] {
                for phi in [
                    0.0f64,
                    0.3,
                    0.7,
                    std::f64::consts::FRAC_PI_4,
                    0.9,
                    2.0,
                    -1.0,
                ] {
                    let (x, y) = (rho * phi.cos(), rho * phi.sin());
                    let expected = brute.density(&schedule(), t, x, y);
                    // Brute force itself ends at e^−50 of the peak.
                    if expected < 1e-12 {
                        continue;
                    }
                    let got = oracle.at([x, y], t).log_p;
                    let error = (got - expected.ln()).abs();
                    assert!(error < 2e-4, "{scale} {t} {rho} {phi}: {error:e}");
                    worst = worst.max(error);
                }
            }
        }
    }
    println!("{worst:e}");
}

/// The score is the gradient of log p: central differences, whose own error is
/// step²/6 · f‴ ~ step²/B³ plus noise 1e-7/step of the truncated sums.
#[test]
fn score_is_the_gradient() {
    for scale in [2.0, 20.0, 200.0, 2000.0] {
        let mut oracle = oracle(scale);
        for t in [1e-3, 0.01, 0.1, 0.5, 1.0] {
            let b = schedule().b(t);
            for rho in [0.3, 0.9, 1.0, 1.2, 4.0] {
                for phi in [0.1f64, 0.78, 0.79, 2.5, -1.9] {
                    let (x, y) = (rho * phi.cos(), rho * phi.sin());
                    let step = 0.02 * b;
                    let mut along = |dx: f64, dy: f64| {
                        let up = oracle.at([x + dx, y + dy], t).log_p;
                        (up - oracle.at([x - dx, y - dy], t).log_p) / (2.0 * step)
                    };
                    let numeric = [along(step, 0.0), along(0.0, step)];
                    let got = oracle.at([x, y], t).score;
                    let off = (got[0] - numeric[0]).hypot(got[1] - numeric[1]);
                    let bound = 1e-3 * got[0].hypot(got[1]).max(1.0 / b);
                    assert!(off < bound, "{scale} {t} {rho} {phi}: {off:e} {bound:e}");
                }
            }
        }
    }
}

/// The divergence is that of the score: central differences again, of ring and mixture.
#[test]
fn divergence_is_that_of_the_score() {
    let mixture = MixtureOracle::equal(&[0.5, 0.1, -1.0, 0.3, 0.2, -0.7], 0.1, schedule());
    let mut oracles: [Box<dyn Oracle>; 3] = [
        Box::new(oracle(2.0)),
        Box::new(oracle(200.0)),
        Box::new(mixture.unwrap()),
    ];
    for oracle in &mut oracles {
        for t in [0.01, 0.1, 0.5, 1.0] {
            let b = schedule().b(t);
            for x in [
                [0.0, 0.0],
                [0.3, 0.2],
                [0.7, 0.71],
                [-0.2, 1.1],
                [3.0, -2.0],
            ] {
                let step = 0.005 * b;
                let mut slope = |d: usize| {
                    let mut at = |s: f64| {
                        let mut x = x;
                        x[d] += s;
                        oracle.at(x, t).score[d]
                    };
                    (at(step) - at(-step)) / (2.0 * step)
                };
                let numeric = slope(0) + slope(1);
                let got = oracle.at(x, t).divergence;
                // Between two parts of the data the score turns within B²/distance, far less
                // than B: truncation is (step/B)²/6 of 1/B⁴. And the sums have 1e-5/B.
                let off = (got - numeric).abs() / got.abs().max(1.0 / (b * b));
                assert!(off < 5e-3, "t {t}, {x:?}: {got} {numeric}");
            }
        }
    }
}

/// Far out and at the origin, everything stays finite; far out only the nearest part of
/// the data matters: score ≈ (A x/|x| r − x)/B² with r near the ring.
#[test]
fn far_points_are_finite() {
    let mut oracle = oracle(200.0);
    for t in [1e-5, 1e-3, 0.1, 1.0] {
        let (a, b) = (schedule().a(t), schedule().b(t));
        for far in [5.0, 30.0, 1e4] {
            let found = oracle.at([far, 0.0], t);
            assert!(found.log_p.is_finite());
            // The data's nearest point lies between the origin and beyond the ring.
            let pull = -found.score[0] * b * b;
            assert!(pull > 0.0 && pull < far, "{t} {far}: {pull}");
            if t > 0.5 {
                assert!((pull / far - 1.0).abs() < 2.0 * a / far + 0.05);
            }
            assert!(found.score[1].abs() < 1e-6 * found.score[0].abs());
        }
        let centre = oracle.at([0.0, 0.0], t);
        assert!(centre.log_p.is_finite());
        assert!(centre.score.iter().all(|s| s.abs() < 1e-6 / (b * b)));
    }
}

/// A sampler with steps far too long throws particles anywhere. Beyond some 1e12 the radii that count differ by
/// less than a rounding: the sums over them end all the same, where they took all memory.
#[test]
fn absurdly_far_points_have_an_answer() {
    let ring = Ring::new(RingConfig { scale: 200.0 }).unwrap();
    let mut whole = oracle(200.0);
    let mut quarter = SectorOracle::new(&ring, 0, schedule());
    for t in [1e-5, 1e-3, 0.1, 1.0] {
        for far in [1e8, 1e12, 1e15, 1e19, 1e30, 1e38_f32] {
            let mut score = [0.0; 2];
            whole.score_at(&[far, -far], t, &mut score);
            // No more than a pull towards the data, and none away from them.
            assert!(!(score[0] > 0.0 || score[1] < 0.0), "{t} {far}: {score:?}");
            quarter.score_at(&[far, -far], t, &mut score);
            whole.at([f64::from(far); 2], t);
            quarter.at([f64::from(far); 2], t);
        }
    }
}

/// A point that is none has no score, but an answer.
#[test]
fn nan_stays_nan() {
    let mut oracle = oracle(200.0);
    for x in [[f64::NAN, 0.0], [0.1, f64::INFINITY]] {
        assert!(oracle.at(x, 0.1).score[0].is_nan());
    }
}

/// As t → 0 the marginal becomes the data's own density.
#[test]
fn density_of_the_data_at_early_times() {
    let ring = Ring::new(RingConfig::default()).unwrap();
    let mut oracle = oracle(200.0);
    for p in ring.sample(200, &mut stream(5, Stream::Data)).chunks(2) {
        let x = [f64::from(p[0]), f64::from(p[1])];
        // B = 1e-3: the second-order change of log p is B² × (score² + its divergence)/2
        // ~ 1e-6 × 300, and at the diagonals' kinks B × 0.5.
        let expected = ring.log_density(x[0], x[1]);
        assert!((oracle.at(x, 1e-5).log_p - expected).abs() < 2e-3);
    }
}

/// One component is a Gaussian; many, drawn from one, have its moments.
#[test]
fn mixture_of_one_is_a_gaussian() {
    let (m, h) = ([0.7, -1.2], 0.3);
    let mut oracle = MixtureOracle::new(&m, &[2.0], h, schedule()).unwrap();
    for t in [1e-4, 0.1, 1.0] {
        let (a, b) = (schedule().a(t), schedule().b(t));
        let v = (a * h).powi(2) + b * b;
        for x in [[0.0, 0.0], [0.7, -1.2], [30.0, -40.0]] {
            let d = [0, 1].map(|i| x[i] - a * m[i]);
            let found = oracle.at(x, t);
            let log_p = -0.5 * (d[0] * d[0] + d[1] * d[1]) / v - (TAU * v).ln();
            assert!((found.log_p - log_p).abs() < 1e-10 * log_p.abs().max(1.0));
            for (score, d) in found.score.iter().zip(d) {
                assert!((score + d / v).abs() < 1e-10 * (d / v).abs().max(1.0));
            }
        }
    }
}

/// Two thousand nodes drawn from the ring, weighted equally and blurred, against the
/// textbook sum written out.
#[test]
fn mixture_is_the_plain_sum() {
    let mut rng = stream(3, Stream::Data);
    let points: Vec<f64> = (0..400).map(|_| normal(&mut rng)).collect();
    let weights: Vec<f64> = (0..200).map(|i| f64::from(i % 7)).collect();
    let (h, t) = (0.05, 0.05);
    let mut oracle = MixtureOracle::new(&points, &weights, h, schedule()).unwrap();
    let (a, b) = (schedule().a(t), schedule().b(t));
    let v = (a * h).powi(2) + b * b;
    let total: f64 = weights.iter().sum();
    for x in [[0.1, 0.2], [-1.0, 0.5], [1.5, 1.5]] {
        let [mut p, mut gx, mut gy] = [0.0; 3];
        for (m, w) in points.chunks(2).zip(&weights) {
            let (dx, dy) = (a * m[0] - x[0], a * m[1] - x[1]);
            let term = w / total * (-0.5 * (dx * dx + dy * dy) / v).exp() / (TAU * v);
            p += term;
            gx += term * dx / v;
            gy += term * dy / v;
        }
        let found = oracle.at(x, t);
        assert!((found.log_p - p.ln()).abs() < 1e-10);
        assert!((found.score[0] - gx / p).abs() < 1e-9 * (1.0 / b));
        assert!((found.score[1] - gy / p).abs() < 1e-9 * (1.0 / b));
    }
    // A weight of zero is never drawn; the others in proportion.
    let narrow = MixtureOracle::new(
        &[0.0, 0.0, 5.0, 0.0, 9.0, 0.0],
        &[1.0, 0.0, 3.0],
        0.0,
        schedule(),
    );
    let narrow = narrow.unwrap();
    let draws: Vec<f64> = (0..4000).map(|_| narrow.draw(&mut rng)[0]).collect();
    assert!(!draws.contains(&5.0));
    let share = draws.iter().filter(|x| **x == 9.0).count() as f64 / 4000.0;
    // Five standard errors of a share of 3/4 in 4000.
    assert!((share - 0.75).abs() < 5.0 * (0.1875f64 / 4000.0).sqrt());
}

#[test]
fn mixtures_of_nonsense_are_refused() {
    let new = |p: &[f64], w: &[f64], h| MixtureOracle::new(p, w, h, schedule()).is_err();
    assert!(new(&[], &[], 0.1));
    assert!(new(&[1.0], &[1.0], 0.1));
    assert!(new(&[1.0, f64::NAN], &[1.0], 0.1));
    assert!(new(&[1.0, 1.0], &[0.0], 0.1));
    assert!(new(&[1.0, 1.0], &[-1.0], 0.1));
    assert!(new(&[1.0, 1.0], &[1.0], f64::INFINITY));
}

/// As a `Score`: the same numbers in float32, the wrong length refused. Prints the time
/// of 2,000 points (`--nocapture`), which should be a few milliseconds.
#[test]
fn the_oracle_is_a_score() {
    let mut oracle = oracle(200.0);
    let ring = oracle.ring().clone();
    let x = ring.sample(2000, &mut stream(1, Stream::Data));
    let mut out = vec![0.0; x.len()];
    for t in [1e-3, 0.05, 0.2, 0.5, 1.0] {
        let start = std::time::Instant::now();
        oracle.score(&x, t, &mut out).unwrap();
        println!("t {t}: {:?}", start.elapsed());
    }
    let points: Vec<f64> = x.iter().map(|v| f64::from(*v)).collect();
    let mut mixture = MixtureOracle::equal(&points, 0.02, schedule()).unwrap();
    for t in [1e-3, 0.2, 1.0] {
        let start = std::time::Instant::now();
        mixture.score(&x, t, &mut out).unwrap();
        println!("mixture of 2000, t {t}: {:?}", start.elapsed());
    }
    assert!(oracle.score(&x, 0.1, &mut out[1..]).is_err());
}

/// Asked about many points, the ring takes a table over y: nearly the same as the double sum, on the
/// scale of the score, and the same to the bit whichever other points there are.
#[test]
fn many_points_are_as_each_alone() {
    let mut rng = stream(4, Stream::Evaluation);
    for scale in [2.0, 5.0, 20.0, 200.0, 2000.0] {
        let mut oracle = oracle(scale);
        let ring = oracle.ring().clone();
        let mut worst = 0.0f64;
        for t in [1e-6, 1e-4, 1e-3, 0.01, 0.05, 0.2, 0.5, 1.0] {
            let (a, b) = (schedule().a(t), schedule().b(t));
            let width = (a / scale.sqrt()).hypot(b);
            let mut x: Vec<f32> = Vec::new();
            for p in ring.sample(400, &mut rng).chunks(2) {
                let p = [f64::from(p[0]), f64::from(p[1])];
                let (near, _) = schedule().diffuse(p, t, &mut rng);
                x.extend(near.map(|v| v as f32));
            }
            // And some where no data lead to.
            x.extend([
                0.0, 0.0, 0.02, 0.01, 3.0, -4.0, 0.3, 0.3, 1e4, 1.0, -0.6, 0.6,
            ]);
            let mut out = vec![0.0; x.len()];
            oracle.score(&x, t, &mut out).unwrap();
            for (p, s) in x.chunks(2).zip(out.chunks(2)) {
                let found = oracle.at([f64::from(p[0]), f64::from(p[1])], t).score;
                let off = (f64::from(s[0]) - found[0]).hypot(f64::from(s[1]) - found[1]);
                worst = worst.max(off / found[0].hypot(found[1]).max(1.0 / width));
            }
            let (mut first, mut rest) = (vec![0.0; 202], vec![0.0; x.len() - 202]);
            oracle.score(&x[..202], t, &mut first).unwrap();
            oracle.score(&x[202..], t, &mut rest).unwrap();
            assert_eq!([first, rest].concat(), out);
        }
        println!("scale {scale}: {worst:e}");
        // Both leave out e^-17 of the radius and e^-16 of the angle; a float32 has 6e-8.
        assert!(worst < 1e-5, "{scale}: {worst:e}");
    }
}
