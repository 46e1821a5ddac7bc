//! One network for the scores of all classes and of the whole, trained with the label dropped at random;
//! and what guidance samples with exact scores, against an independent program.

use crate::common::path;
use crate::guidance::wide;
use candle_core::{Device, Tensor, Var};
use nano_diffusion::Config;
use nano_diffusion::config::Preset;
use nano_diffusion::data::{DataConfig, DataKind, DataSet};
use nano_diffusion::exact::DataOracle;
use nano_diffusion::exact::floor::{ExcessConfig, excess_loss};
use nano_diffusion::guidance::{
    Guided, GuidedSampler, Labelled, LabelledTrainer, Moments, Rule, classes, moments_of,
};
use nano_diffusion::kernel::FusedObjective;
use nano_diffusion::network::{Activation, NetworkConfig, Parametrisation};
use nano_diffusion::objective::Batch;
use nano_diffusion::process::{Schedule, ScheduleConfig};
use nano_diffusion::rng::{Stream, normal, stream};
use nano_diffusion::sample::Sampler;
use nano_diffusion::score::Score;
use nano_diffusion::train::TrainConfig;
use std::collections::HashMap;

fn schedule() -> Schedule {
    Schedule::new(ScheduleConfig::default()).unwrap()
}

/// The page's recipe, with another number of steps.
fn recipe(data: DataConfig, steps: usize) -> Config {
    let mut config = Preset::Fast.config();
    config.data = data;
    config.train.steps = steps;
    config
}

/// A label as a bias, and its gradient, against candle's own: a network whose first layer has a column for
/// each class, and rows of (x, y, τ) with the label one-hot beside them.
#[test]
fn a_label_is_an_input() {
    const CLASSES: usize = 3;
    let network = NetworkConfig {
        layers: 2,
        width: 12,
        activation: Activation::Silu,
        parametrisation: Parametrisation::Noise,
        ..NetworkConfig::default()
    };
    let labelled = Labelled::new(network, CLASSES);
    let mut rng = stream(3, Stream::Weights);
    let mut params = labelled.init(&mut rng).unwrap();
    assert_eq!(params.len(), labelled.parameter_count());
    for column in &mut params[network.parameter_count()..] {
        *column = 0.5 * normal(&mut rng) as f32;
    }
    let data = DataSet::new(&DataConfig::default()).unwrap();
    let mut rng = stream(3, Stream::Batches);
    let mut objective = FusedObjective::new(network);
    let labels = [Some(0), Some(2), None];
    let (mut loss, mut gradient) = (0.0, vec![0.0; params.len()]);
    let [mut rows, mut eps] = [Vec::new(), Vec::new()];
    for label in labels {
        let mut batch = Batch::new(network, TrainConfig::default());
        batch.draw(&data, &schedule(), 20, &mut rng);
        let mut part = vec![0.0; network.parameter_count()];
        let told = labelled.told(&params, label);
        loss += objective
            .loss_and_grad(&told, &batch, 1.0 / 120.0, &mut part)
            .unwrap();
        labelled.add_gradient(&part, label, &mut gradient);
        for row in batch.input.chunks_exact(3) {
            rows.extend_from_slice(row);
            rows.extend((0..CLASSES).map(|c| f32::from(u8::from(label == Some(c)))));
        }
        eps.extend(batch.eps);
    }

    let tensor = |values: &[f32], shape: &[usize]| {
        Tensor::from_vec(values.to_vec(), shape, &Device::Cpu).unwrap()
    };
    let theta = Var::from_tensor(&tensor(&params, &[params.len()])).unwrap();
    let views = network.views();
    let part = |start: usize, rows: usize, columns: usize| {
        let part = theta.narrow(0, start, rows * columns).unwrap();
        part.reshape((rows, columns)).unwrap()
    };
    let [first, second] = [&views[0], &views[1]];
    let columns = part(second.bias.end, CLASSES, 12).t().unwrap();
    let weight = Tensor::cat(&[part(0, 12, 3), columns], 1).unwrap();
    let input = tensor(&rows, &[60, 3 + CLASSES]);
    let z = input.matmul(&weight.t().unwrap()).unwrap();
    let z = z.broadcast_add(&part(first.bias.start, 1, 12)).unwrap();
    let h = candle_nn::ops::silu(&z).unwrap();
    let last = part(second.weight.start, 2, 12).t().unwrap();
    let net = h.matmul(&last).unwrap();
    let net = net.broadcast_add(&part(second.bias.start, 1, 2)).unwrap();
    let square = (tensor(&eps, &[60, 2]) - net).unwrap().sqr().unwrap();
    let known = square.mean_all().unwrap();
    let off = loss - f64::from(known.to_scalar::<f32>().unwrap());
    assert!(off.abs() < 1e-5, "{loss} {off}");
    let grads = known.backward().unwrap();
    let known: Vec<f32> = grads.get(&theta).unwrap().to_vec1().unwrap();
    for (i, (found, known)) in gradient.iter().zip(&known).enumerate() {
        // Rounding of sums over 60 samples in single precision.
        assert!((found - known).abs() < 2e-6, "{i}: {found} {known}");
    }
    // The class without a sample has no gradient, the others have.
    let of_class = |c: usize| &gradient[second.bias.end + 12 * c..][..12];
    assert!(of_class(1).iter().all(|g| *g == 0.0) && of_class(0).iter().all(|g| *g != 0.0));
}

fn losses(config: &Config) -> (Vec<f32>, Vec<f32>) {
    let mut run = LabelledTrainer::new(config.clone()).unwrap();
    let losses = (0..config.train.steps)
        .map(|_| run.step().unwrap())
        .collect();
    (losses, run.network(Some(1)).unwrap().to_params().unwrap())
}

/// One seed, one result, to the bit; another seed, another.
#[test]
fn the_seed_makes_the_run() {
    let mut config = recipe(wide(), 12);
    config.train.batch = 100;
    let once = losses(&config);
    assert_eq!(once, losses(&config));
    config.seed += 1;
    assert_ne!(once.0, losses(&config).0);
    let mut run = LabelledTrainer::new(config).unwrap();
    for _ in 0..12 {
        run.step().unwrap();
    }
    assert!(run.finished() && run.step().is_err());
    assert!(run.network(Some(8)).is_err() && run.network(Some(7)).is_ok());
}

/// Every data set has a network that knows its classes, a class of one point too, and no label is lost: what is
/// told nothing and what is told a class differ in all of them.
#[test]
fn all_data_have_one() {
    let one = DataConfig {
        kind: DataKind::Own,
        points: vec![0.3, 0.4],
        ..DataConfig::default()
    };
    let kinds = DataKind::ALL
        .into_iter()
        .filter(|kind| *kind != DataKind::Own);
    let named = kinds.map(|kind| DataConfig {
        kind,
        ..DataConfig::default()
    });
    for data in named.chain([one]) {
        let mut config = recipe(data.clone(), 10);
        config.train.batch = 60;
        let mut run = LabelledTrainer::new(config).unwrap();
        for _ in 0..3 {
            assert!(run.step().unwrap().is_finite(), "{:?}", data.kind);
        }
        let [none, last] = [None, Some(classes(&data).unwrap().len() - 1)]
            .map(|label| run.network(label).unwrap().to_params().unwrap());
        assert_ne!(none, last, "{:?}", data.kind);
    }
}

/// What a label tells: ½ B² E‖s_c − s‖² at noised points of the class, over uniform t.
fn told_by_label(config: &Config) -> f64 {
    let data = DataSet::new(&config.data).unwrap();
    let mut whole = DataOracle::new(&data, schedule());
    let class = &classes(&config.data).unwrap()[0];
    let mut oracle = class.oracle(schedule());
    let mut rng = stream(9, Stream::Data);
    let mut sum = 0.0;
    const TIMES: usize = 40;
    for i in 0..TIMES {
        let t = (i as f64 + 0.5) / TIMES as f64;
        let (a, b) = schedule().ab(t);
        let x0 = nano_diffusion::data::Distribution::sample(class, 500, &mut rng);
        let x: Vec<f32> = x0
            .iter()
            .map(|x| (a * f64::from(*x) + b * normal(&mut rng)) as f32)
            .collect();
        let [mut s, mut of_class] = [vec![0.0; x.len()], vec![0.0; x.len()]];
        whole.score(&x, t, &mut s).unwrap();
        oracle.score(&x, t, &mut of_class).unwrap();
        let square: f64 = s
            .iter()
            .zip(&of_class)
            .map(|(p, q)| f64::from(p - q).powi(2))
            .sum();
        sum += 0.5 * b * b * square / 500.0;
    }
    sum / TIMES as f64
}

fn sampled(score: Guided, steps: [f64; 2], particles: usize) -> Moments {
    let mut sampler =
        GuidedSampler::new(score, schedule(), Rule::Ode, steps, [particles, 0], 5).unwrap();
    while !sampler.finished() {
        sampler.step().unwrap();
    }
    moments_of(sampler.positions(), [1.0, 0.0])
}

/// After a fifth of the page's steps, and with a smaller network, both scores are near the exact ones: told the
/// label, off by less than a 25th of what a label tells, and told nothing, for which it sees a sixth as many samples
/// as for all labels, by less than a tenth. A network deaf to labels, or one that always hears one, is off by all that a label
/// tells. Its errors are those that the page measures of any network, and guided samples are further out.
#[test]
fn both_scores_are_learned() {
    let mut config = recipe(wide(), 1000);
    (config.network.layers, config.network.width) = (4, 32);
    let at = ExcessConfig {
        times: 40,
        points: 200,
    };
    let mut run = LabelledTrainer::new(config.clone()).unwrap();
    let before = run.errors(at).unwrap();
    while !run.finished() {
        run.step().unwrap();
    }
    let told = told_by_label(&config);
    // By an independent program in Python 0.107.
    assert!((told - 0.107).abs() < 0.004, "{told}");
    let found = run.errors(at).unwrap();
    assert!(before.labelled > told, "{before:?}");
    assert!(found.labelled < told / 25.0, "{found:?} {told}");
    assert!(found.unlabelled < told / 10.0, "{found:?} {told}");

    // By the page's own way, with other points.
    let data = DataSet::new(&config.data).unwrap();
    let mut oracle = DataOracle::new(&data, schedule());
    let excess = excess_loss(&mut run.score(None).unwrap(), &mut oracle, at, 77).unwrap();
    let off = (excess.total.mean - found.unlabelled).abs();
    // Two sets of points as large.
    assert!(
        off < 4.0 * 2f64.sqrt() * excess.total.std_error,
        "{excess:?} {found:?}"
    );

    // Without guidance samples are those of the class; guidance takes them further out, and closer together,
    // but exaggerates what is wrong, too.
    let guided = |w| {
        let [whole, class] = [None, Some(0)].map(|label| run.score(label).unwrap());
        sampled(Guided::new(whole, class, w), [0.01, 0.3], 2000)
    };
    let [plain, guided] = [1.0, 3.0].map(guided);
    assert!((plain.mean[0] - 0.998).abs() < 0.06, "{plain:?}");
    assert!(
        plain.std.iter().all(|std| (std - 0.3).abs() < 0.05),
        "{plain:?}"
    );
    assert!(guided.mean[0] > 1.15 && guided.std[1] < 0.15, "{guided:?}");
}

#[derive(serde::Deserialize)]
struct Known {
    /// By weight: mean along, standard deviations along and across.
    ode: HashMap<String, [f64; 3]>,
}

/// The guided ODE with exact scores, at several weights, against quadrature in Python (see fixtures/README.md).
#[test]
fn the_guided_ode_is_as_computed_elsewhere() {
    const PARTICLES: usize = 6000;
    let text = std::fs::read_to_string(path("guided_ode.json")).unwrap();
    let known: Known = serde_json::from_str(&text).unwrap();
    assert_eq!(known.ode.len(), 5);
    let data = DataSet::new(&wide()).unwrap();
    let class = &classes(&wide()).unwrap()[0];
    for (weight, [mean, along, across]) in known.ode {
        let score = Guided::new(
            DataOracle::new(&data, schedule()),
            class.oracle(schedule()),
            weight.parse().unwrap(),
        );
        let found = sampled(score, [0.005, 0.3], PARTICLES);
        // Four standard errors of the particles; two thousandths for steps of 0.005 and the last one, to 0.
        let root = (PARTICLES as f64).sqrt();
        let near = |found: f64, known: f64, error: f64| {
            let allowed = 4.0 * error / root + 2e-3;
            assert!(
                (found - known).abs() < allowed,
                "w = {weight}: {found} {known}"
            );
        };
        near(found.mean[0], mean, along);
        near(found.mean[1], 0.0, across);
        near(found.std[0], along, along / 2f64.sqrt());
        near(found.std[1], across, across / 2f64.sqrt());
    }
}
