//! Finite training sets: the set, its score and floor, copies, and that training on few points comes
//! near the floor of a perfect memory.

use nano_diffusion::config::{Activation, Config, NetworkConfig, Objective, Parametrisation};
use nano_diffusion::config::{Preset, TrainConfig};
use nano_diffusion::data::{DataKind, DataSet, Distribution};
use nano_diffusion::exact::floor::{loss_floor, loss_floor_at, objective_floor};
use nano_diffusion::exact::{DataOracle, Oracle};
use nano_diffusion::memorise::{Neighbours, Truths, times};
use nano_diffusion::objective::Batch;
use nano_diffusion::process::Schedule;
use nano_diffusion::rng::{Stream, stream, uniform};
use nano_diffusion::sample::{Method, SampleConfig, sampler};
use nano_diffusion::score::NetworkScore;
use nano_diffusion::stats::Estimate;
use nano_diffusion::train::{LrSchedule, TimeLaw, Trainer};

fn on(points: usize) -> Config {
    let mut config = Preset::Fast.config();
    config.train.training_points = points;
    config
}

fn schedule(config: &Config) -> Schedule {
    Schedule::new(config.schedule).unwrap()
}

/// The network after `steps` more steps of a run.
fn score(run: &Trainer) -> NetworkScore {
    let config = run.config();
    let mlp =
        nano_diffusion::network::Mlp::from_params(config.network, run.sampling_weights().unwrap())
            .unwrap();
    NetworkScore::new(mlp, schedule(&config))
}

fn share(copies: &[bool]) -> f64 {
    copies.iter().filter(|copy| **copy).count() as f64 / copies.len() as f64
}

/// Sets of one seed begin alike, so that more points are added to those that there are.
#[test]
fn a_training_set_is_drawn_once_by_the_seed() {
    let points = |n, seed| {
        DataSet::training_points(&Config { seed, ..on(n) })
            .unwrap()
            .unwrap()
    };
    assert!(DataSet::training_points(&on(0)).unwrap().is_none());
    assert_eq!(points(20, 1), points(20, 1));
    assert_ne!(points(20, 1), points(20, 2));
    assert_eq!(points(50, 1)[..40], points(20, 1));
    assert_eq!(points(10_000, 1).len(), 20_000);
}

/// N of one's own points without their blur, none of them twice; all of them where there are fewer.
#[test]
fn of_own_points_it_is_the_points_themselves() {
    let mut config = on(4);
    config.data.kind = DataKind::Own;
    config.data.points = (0..12).map(|i| f64::from(i) / 10.0).collect();
    let given: Vec<&[f64]> = config.data.points.chunks(2).collect();
    let points = DataSet::training_points(&config).unwrap().unwrap();
    let mut found: Vec<usize> = points
        .chunks(2)
        .map(|p| given.iter().position(|q| *q == p).unwrap())
        .collect();
    found.sort_unstable();
    found.dedup();
    assert_eq!(found.len(), 4);
    config.train.training_points = 1000;
    let points = DataSet::training_points(&config).unwrap().unwrap();
    assert_eq!(points, config.data.points);
}

/// x₀ of a batch: those of the training set, all of them about as often.
#[test]
fn batches_draw_from_it() {
    let config = on(10);
    let points = DataSet::training_points(&config).unwrap().unwrap();
    let set = DataSet::training(&config).unwrap();
    let mut batch = Batch::new(
        config.network,
        TrainConfig {
            neighbours: 1,
            ..config.train
        },
    );
    batch.draw(
        &set,
        &schedule(&config),
        5000,
        &mut stream(3, Stream::Batches),
    );
    let mut counts = [0; 10];
    for origin in &batch.origins {
        let at = points
            .chunks(2)
            .position(|p| p[0] as f32 == origin[0] && p[1] as f32 == origin[1]);
        counts[at.unwrap()] += 1;
    }
    // 500 each, give or take five standard deviations.
    assert!(counts.iter().all(|n| (394..606).contains(n)), "{counts:?}");
}

/// Shared targets keep the mean of a loss: here that of a network which gives zero.
#[test]
fn shared_targets_keep_the_loss_on_it() {
    let mut config = on(10);
    config.train.objective = Objective::Denoising;
    let set = DataSet::training(&config).unwrap();
    let loss = |neighbours, seed| {
        let train = TrainConfig {
            neighbours,
            ..config.train
        };
        let mut batch = Batch::new(config.network, train);
        batch.draw(
            &set,
            &schedule(&config),
            256,
            &mut stream(seed, Stream::Batches),
        );
        let squares: f64 = batch.eps.iter().map(|v| f64::from(v * v)).sum();
        (squares + batch.constant) / 512.0
    };
    let differences: Vec<f64> = (0..200)
        .map(|seed| loss(256, seed) - loss(1, seed))
        .collect();
    let found = Estimate::of(&differences);
    assert!(found.mean.abs() < 4.0 * found.std_error, "{found:?}");
    assert!(found.std_error < 0.01, "{found:?}");
}

/// The direct sum over all points, in the logarithm.
fn direct(points: &[f64], a: f64, b: f64, x: [f64; 2]) -> ([f64; 2], f64) {
    let exponents: Vec<f64> = points
        .chunks(2)
        .map(|m| -((x[0] - a * m[0]).powi(2) + (x[1] - a * m[1]).powi(2)) / (2.0 * b * b))
        .collect();
    let top = exponents.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let (mut whole, mut mean, mut square) = (0.0, [0.0; 2], 0.0);
    for (m, e) in points.chunks(2).zip(&exponents) {
        let w = (e - top).exp();
        whole += w;
        for d in 0..2 {
            mean[d] += w * m[d];
            square += w * m[d] * m[d];
        }
    }
    let mean = mean.map(|v| v / whole);
    let variance = square / whole - mean[0] * mean[0] - mean[1] * mean[1];
    ([0, 1].map(|d| (a * mean[d] - x[d]) / (b * b)), variance)
}

#[test]
fn the_empirical_score_is_the_direct_sum() {
    for n in [10, 200, 3000] {
        let config = on(n);
        let (process, set) = (schedule(&config), DataSet::training(&config).unwrap());
        let points = DataSet::training_points(&config).unwrap().unwrap();
        let mut oracle = DataOracle::new(&set, process);
        let mut rng = stream(5, Stream::Evaluation);
        for t in [1e-5, 1e-3, 0.05, 0.3, 1.0] {
            let (a, b) = process.ab(t);
            for _ in 0..20 {
                let x0 = oracle.draw(&mut rng);
                let x = process.diffuse(x0, t, &mut rng).0;
                let (expected, _) = direct(&points, a, b, x);
                let found = oracle.at(x, t).score;
                for d in 0..2 {
                    // The sums are good to 4e-11 of distances up to some B.
                    let error = b * (found[d] - expected[d]).abs();
                    assert!(error < 1e-8, "N {n}, t {t}: {error:e}");
                }
            }
        }
    }
}

/// floor(t) = ½ (A/B)² E tr Var(x₀ | x_t), by brute force over draws of x_t: where the lattice covers all
/// of p_t, and where it would be too fine (t = 1e-5).
#[test]
fn the_floor_on_it_is_the_posterior_variance() {
    for n in [10, 100, 2000] {
        let config = on(n);
        let (process, set) = (schedule(&config), DataSet::training(&config).unwrap());
        let points = DataSet::training_points(&config).unwrap().unwrap();
        let mut oracle = DataOracle::new(&set, process);
        let mut rng = stream(6, Stream::Evaluation);
        for t in [1e-5, 1e-4, 1e-3, 0.02, 0.2] {
            let (a, b) = process.ab(t);
            let values: Vec<f64> = (0..4000)
                .map(|_| {
                    let x = process.diffuse(oracle.draw(&mut rng), t, &mut rng).0;
                    0.5 * (a / b) * (a / b) * direct(&points, a, b, x).1
                })
                .collect();
            let expected = Estimate::of(&values);
            let found = loss_floor_at(&mut oracle, t);
            // At the narrowest, 256 of the centres stand for all: that is noise of as many draws.
            let spread = expected.std_error * if t < 2e-5 { 4.0 } else { 1.0 };
            let error = (found - expected.mean).abs();
            assert!(
                error < 4.5 * spread + 2e-4,
                "N {n}, t {t}: {found} {expected:?}"
            );
        }
    }
}

/// The more points, the nearer their floor is to that of the data: a perfect memory of few has less to
/// be unsure of. From set to set floors differ: over many sets of 10, 50, 200 and 1000 points NumPy found
/// 0.1253, 0.1599, 0.1722 and 0.1772, with standard deviations 0.0078, 0.0024, 0.0014 and 0.0004 (150, 40, 12
/// and 4 sets, 600 draws at each of 85 times; uniform t on [0, 1]). Twelve sets here are held against
/// those. An earlier measurement in PyTorch, of one set each, had 0.1045, 0.1536, 0.1695 and 0.1756. Its
/// ten points were an unusual set: only 6 % of fresh data count as copies of them, as for less than one in a
/// hundred sets (25 % on average, standard deviation 7 %), and the floors of such sets are 0.110 ± 0.009.
/// Its thousand points lie four standard deviations low; how its times were drawn is not known, and a
/// mean over t from 0.004 on, or over an even grid of fifty times from 0.001 on, is as low.
#[test]
fn floors_rise_to_that_of_the_data() {
    let mut before = 0.0;
    for (n, mean, deviation, sets) in [
        (10, 0.1253, 0.0078, 150.0_f64),
        (50, 0.1599, 0.0024, 40.0),
        (200, 0.1722, 0.0014, 12.0),
        (1000, 0.1772, 0.0004, 4.0),
    ] {
        let floors: Vec<f64> = (1..=12)
            .map(|seed| {
                let config = Config { seed, ..on(n) };
                let set = DataSet::training(&config).unwrap();
                loss_floor(&mut DataOracle::new(&set, schedule(&config)))
            })
            .collect();
        let found = Estimate::of(&floors);
        let spread = found.std_error * 12.0f64.sqrt();
        println!("{n}: {:.4}, spread {spread:.4}", found.mean);
        assert!(spread < 2.5 * deviation, "{n}: {spread}");
        // Four standard errors of the difference; and NumPy's draws.
        let error = deviation * (1.0 / 12.0 + 1.0 / sets).sqrt();
        assert!(
            (found.mean - mean).abs() < 4.0 * error + 2e-4,
            "{n}: {found:?}"
        );
        assert!(before < found.mean && found.mean < 0.1801);
        before = found.mean;
    }
    // The floor of a run's own loss is by another quadrature the same.
    let train = TrainConfig {
        objective: Objective::Denoising,
        time_law: TimeLaw::Uniform,
        ..on(50).train
    };
    let set = DataSet::training(&on(50)).unwrap();
    let own = objective_floor(&mut DataOracle::new(&set, schedule(&on(50))), &train);
    let [training, data] = Truths::new(&on(50)).unwrap().floors();
    assert!((own - training).abs() < 1e-3, "{own} {training}");
    assert!((data - 0.1801).abs() < 3e-4);
}

#[test]
fn copies_are_those_of_brute_force() {
    let mut rng = stream(7, Stream::Data);
    for n in [1, 2, 3, 50, 1000] {
        let mut points: Vec<f64> = (0..2 * n).map(|_| uniform(&mut rng)).collect();
        // Two at one place, and two above one another.
        if n >= 50 {
            points[2] = points[0];
            points[3] = points[1];
            points[4] = points[0];
        }
        let neighbours = Neighbours::new(&points);
        for _ in 0..500 {
            let x = [0; 2].map(|_| 3.0 * uniform(&mut rng) - 1.0);
            let mut distinct: Vec<[f64; 2]> = points.chunks(2).map(|p| [p[0], p[1]]).collect();
            distinct.sort_by(|p, q| p.partial_cmp(q).unwrap());
            distinct.dedup();
            let mut all: Vec<f64> = distinct
                .iter()
                .map(|p| ((p[0] - x[0]).powi(2) + (p[1] - x[1]).powi(2)).sqrt())
                .collect();
            all.push(f64::INFINITY);
            all.sort_by(f64::total_cmp);
            assert_eq!(neighbours.nearest_two(x), [all[0], all[1]]);
            assert_eq!(neighbours.is_copy(x), all[0] < all[1] / 3.0);
        }
    }
}

/// Of points at random in the plane a ninth, along a line a third; the bounds are five standard errors.
#[test]
fn by_chance_one_in_nine_is_a_copy() {
    let mut rng = stream(8, Stream::Data);
    for (flat, expected) in [(1.0, 1.0 / 9.0), (0.0, 1.0 / 3.0)] {
        let mut draw = || [uniform(&mut rng), flat * uniform(&mut rng)];
        let points: Vec<f64> = (0..4000).flat_map(|_| draw()).collect();
        let neighbours = Neighbours::new(&points);
        let share = (0..4000).filter(|_| neighbours.is_copy(draw())).count() as f64 / 4000.0;
        assert!((share - expected).abs() < 0.045, "{share}");
    }
}

/// At the end point of memorising there is nothing but copies; with the exact score no more than
/// chance has. The bound of the former: of 5 in 100 points the nearest is nearer than the spacing. (Of
/// 1,000 and 4,000 points the shares are known to 0.01 and 0.005, one standard error.)
#[test]
fn sampling_by_the_empirical_score_gives_copies() {
    for (n, method) in [(100, Method::Dpm), (1000, Method::Dpm), (100, Method::Ddim)] {
        let config = on(n);
        let mut truths = Truths::new(&config).unwrap();
        let sample = SampleConfig {
            method,
            particles: 1000,
            ..config.sample
        };
        let width = truths.finest_width();
        let run = |oracle: DataOracle, width| {
            let mut flow = sampler(oracle, schedule(&config), sample, width, 1).unwrap();
            while !flow.finished() {
                flow.step().unwrap();
            }
            flow.positions().to_vec()
        };
        let [empirical, exact] = truths.oracles().map(|oracle| oracle.clone());
        let copies = share(&truths.copies(&run(empirical, width)));
        let data = DataSet::new(&config.data).unwrap();
        let others = share(&truths.copies(&run(exact, data.finest_width())));
        let chance = truths.copies_by_chance(4000, 2);
        println!("{n} {method:?}: {copies} {others} {chance}");
        assert!(copies > 0.95, "{n} {method:?}: {copies}");
        assert!(
            (others - chance).abs() < 0.045,
            "{n} {method:?}: {others} {chance}"
        );
    }
}

/// A score is at no distance from itself, and the two truths are as far apart from either side.
#[test]
fn each_truth_is_at_no_distance_from_itself() {
    let mut truths = Truths::new(&on(50)).unwrap();
    let [mut empirical, mut exact] = truths.oracles().map(|oracle| oracle.clone());
    let memory = truths.measure(&mut empirical, 12, 50, 1).unwrap();
    assert_eq!(memory.training_excess.mean, 0.0);
    assert_eq!(memory.to_exact, memory.apart);
    let perfect = truths.measure(&mut exact, 12, 50, 1).unwrap();
    assert_eq!(perfect.held_out_excess.mean, 0.0);
    assert_eq!(perfect.to_empirical, perfect.apart);
    println!("{:?} {:?}", memory.held_out_excess, perfect.training_excess);
    assert!(memory.held_out_excess.mean > 0.1);
    assert!(perfect.training_excess.mean > 0.01);
    // The weights are those of a mean over uniform t: of t itself it is ½, of a constant all but 1e-4.
    let nodes = times(2.0, 64);
    let mean = |f: &dyn Fn(f64) -> f64| nodes.iter().map(|(t, w)| w * f(*t)).sum::<f64>();
    assert!((mean(&|_| 1.0) - (1.0 - 1e-4)).abs() < 2e-3);
    assert!((mean(&|t| t) - 1.0).abs() < 4e-3);
}

/// A small network on ten points: within seconds it knows them by heart, and pays for it on fresh
/// data; on fresh data at each step it does not.
#[test]
fn a_network_learns_ten_points_by_heart() {
    let learn = |points: usize| {
        let mut config = on(points);
        config.network.layers = 4;
        config.train.batch = 128;
        config.train.steps = 3000;
        let mut run = Trainer::new(config.clone()).unwrap();
        while !run.finished() {
            run.step().unwrap();
        }
        config.train.training_points = 10;
        let mut truths = Truths::new(&config).unwrap();
        let found = truths.measure(&mut score(&run), 24, 200, 1).unwrap();
        println!(
            "{points}: {:?} {:?}",
            found.training_excess, found.held_out_excess
        );
        [found.training_excess.mean, found.held_out_excess.mean]
    };
    let ([training, held_out], [far, near]) = (learn(10), learn(0));
    assert!(training < 0.3 * far, "{training} {far}");
    assert!(held_out > 20.0 * near, "{held_out} {near}");
}

/// Settings from before there was a choice mean fresh data.
#[test]
fn old_settings_have_no_end_of_points() {
    let config: Config = serde_json::from_str(r#"{"train":{"steps":100}}"#).unwrap();
    assert_eq!(config.train.training_points, 0);
    let mut config = on(10);
    config.train.training_points = 10_001;
    assert!(config.validate().is_err());
    assert!(Truths::new(&on(0)).is_err());
}

/// The table: 6×64, SiLU, v, log law, batch 512, as PyTorch had it: v's own loss is weighed as the
/// error in ε; constant rate, no average.
#[test]
#[ignore = "minutes in release: cargo test --release --test native memorise -- --ignored --nocapture"]
fn table() {
    for (points, steps, ema) in [
        (10, 5000, 0.0),
        (50, 5000, 0.0),
        (50, 20_000, 0.0),
        (200, 5000, 0.0),
        (1000, 5000, 0.0),
    ] {
        let config = Config {
            network: NetworkConfig {
                activation: Activation::Silu,
                parametrisation: Parametrisation::Velocity,
                ..NetworkConfig::default()
            },
            train: TrainConfig {
                objective: Objective::Denoising,
                time_law: TimeLaw::Log,
                batch: 512,
                steps,
                learning_rate: 2e-3,
                lr_schedule: LrSchedule::Cosine,
                training_points: points,
                ema_decay: ema,
                ..TrainConfig::default()
            },
            ..Config::default()
        };
        let mut run = Trainer::new(config.clone()).unwrap();
        while !run.finished() {
            run.step().unwrap();
        }
        let mut truths = Truths::new(&config).unwrap();
        let start = std::time::Instant::now();
        let [training, data] = truths.floors();
        let floors = start.elapsed();
        let start = std::time::Instant::now();
        let found = truths.measure(&mut score(&run), 32, 256, 1).unwrap();
        let measured = start.elapsed();
        let mut sample = Preset::Fast.config().sample;
        sample.particles = 2000;
        let width = DataSet::new(&config.data).unwrap().finest_width();
        let mut flow = sampler(score(&run), schedule(&config), sample, width, 1).unwrap();
        while !flow.finished() {
            flow.step().unwrap();
        }
        let copies = share(&truths.copies(flow.positions()));
        let chance = truths.copies_by_chance(2000, 1);
        println!(
            "{points} {steps}: training {:.4} ({training:.4}) held out {:.4} ± {:.4} ({data:.4}) copies {copies:.3} ({chance:.3}) floors {floors:?} measured {measured:?}",
            training + found.training_excess.mean,
            data + found.held_out_excess.mean,
            found.held_out_excess.std_error,
        );
    }
}
