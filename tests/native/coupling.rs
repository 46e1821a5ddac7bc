//! Coupled pairs: the cheapest pairing against all others, and networks that learn straighter flows.

use nano_diffusion::config::schedule::PathKind;
use nano_diffusion::config::{Activation, Objective};
use nano_diffusion::coupling::{Coupling, FlowTrainer, Pairs, assignment};
use nano_diffusion::data::DataSet;
use nano_diffusion::exact::DataOracle;
use nano_diffusion::exact::floor::objective_floor;
use nano_diffusion::process::Schedule;
use nano_diffusion::rng::{Stream, stream, uniform};
use nano_diffusion::sample::{Rule, Sampler, Straightness};
use nano_diffusion::train::{LrSchedule, TimeLaw, TrainConfig};
use nano_diffusion::{Config, Error};

fn cost_of(n: usize, cost: &[f64], columns: &[usize]) -> f64 {
    columns
        .iter()
        .enumerate()
        .map(|(i, j)| cost[i * n + j])
        .sum()
}

/// Calls `f` with every order of `rest`, after `begun`.
fn permutations(begun: &mut Vec<usize>, rest: &mut Vec<usize>, f: &mut dyn FnMut(&[usize])) {
    if rest.is_empty() {
        return f(begun);
    }
    for i in 0..rest.len() {
        let one = rest.remove(i);
        begun.push(one);
        permutations(begun, rest, f);
        begun.pop();
        rest.insert(i, one);
    }
}

#[test]
fn the_pairing_is_the_cheapest_of_all() {
    let mut rng = stream(5, Stream::Batches);
    for n in [1, 2, 3, 5, 6] {
        for _ in 0..20 {
            // Some costs are equal, some below 0.
            let cost: Vec<f64> = (0..n * n)
                .map(|_| (10.0 * uniform(&mut rng)).floor() - 3.0)
                .collect();
            let found = assignment(n, &cost);
            let mut sorted = found.clone();
            sorted.sort_unstable();
            assert!(sorted.into_iter().eq(0..n), "{found:?}");
            let mut least = f64::INFINITY;
            permutations(&mut Vec::new(), &mut (0..n).collect(), &mut |columns| {
                least = least.min(cost_of(n, &cost, columns));
            });
            assert_eq!(cost_of(n, &cost, &found), least);
        }
    }
}

/// On a line the cheapest pairing by squares is that of the sorted.
#[test]
fn on_a_line_it_sorts() {
    let n = 200;
    let mut rng = stream(6, Stream::Batches);
    let mut draw = || (0..n).map(|_| uniform(&mut rng)).collect::<Vec<f64>>();
    let (a, b) = (draw(), draw());
    let cost: Vec<f64> = a
        .iter()
        .flat_map(|a| b.iter().map(move |b| (a - b).powi(2)))
        .collect();
    let found = assignment(n, &cost);
    let rank = |values: &[f64], of: f64| values.iter().filter(|v| **v < of).count();
    for (i, j) in found.into_iter().enumerate() {
        assert_eq!(rank(&a, a[i]), rank(&b, b[j]));
    }
}

fn config(steps: usize) -> Config {
    let mut config = Config::default();
    config.network.layers = 3;
    config.network.width = 32;
    config.network.activation = Activation::Silu;
    config.train = TrainConfig {
        batch: 256,
        steps,
        learning_rate: 3e-3,
        lr_schedule: LrSchedule::Cosine,
        ..config.train
    };
    config
}

fn trained(config: &Config, coupling: Coupling) -> (FlowTrainer, f64) {
    let mut trainer = FlowTrainer::new(config.clone(), coupling).unwrap();
    let mut losses = Vec::new();
    while !trainer.finished() {
        losses.push(trainer.step().unwrap());
    }
    let tail = &losses[losses.len() * 4 / 5..];
    (trainer, tail.iter().sum::<f64>() / tail.len() as f64)
}

fn finish(mut flow: impl Sampler) -> Vec<f32> {
    while !flow.finished() {
        flow.step().unwrap();
    }
    flow.positions().to_vec()
}

/// The share of points outside 0.8 < r < 1.2.
fn off(points: &[f32]) -> f64 {
    let outside = |p: &&[f32]| !(0.8..1.2).contains(&p[0].hypot(p[1]));
    points.chunks_exact(2).filter(outside).count() as f64 / (points.len() / 2) as f64
}

/// The loss of independent pairs is that of the velocity on the straight path, whose floor is known; and
/// what couples the pairs makes the ways straighter.
#[test]
fn coupled_flows_are_straighter() {
    let config = config(1000);
    let (independent, loss) = trained(&config, Coupling::Independent);
    let mut schedule = config.schedule;
    schedule.path = PathKind::Straight;
    let schedule = Schedule::new(schedule).unwrap();
    let train = TrainConfig {
        objective: Objective::DenoisingVelocity,
        time_law: TimeLaw::Uniform,
        ..config.train
    };
    let data = DataSet::new(&config.data).unwrap();
    let floor = objective_floor(&mut DataOracle::new(&data, schedule), &train);
    println!("loss {loss}, floor {floor}");
    // 200 batches of 256 leave about 1 % of chance; a small network, soon stopped, is some 10 % above.
    assert!(loss > 0.97 * floor && loss < 1.2 * floor, "{loss} {floor}");

    let (paired, less) = trained(&config, Coupling::Minibatch);
    // Pairs that lie near one another say more about each other.
    assert!(less < 0.5 * loss, "{less} {loss}");

    let flow = || {
        independent
            .flow(FlowTrainer::even(30, Rule::Heun), 5000)
            .unwrap()
    };
    let pairs = Pairs::new(flow().positions().to_vec(), finish(flow())).unwrap();
    let (again, _) = trained(&config, Coupling::Reflow(pairs));

    let of = |trainer: &FlowTrainer| {
        let mut flow = trainer
            .flow(FlowTrainer::even(60, Rule::Heun), 1000)
            .unwrap();
        let straight = Straightness::of(&mut flow, 1.0).unwrap();
        let few = trainer
            .flow(FlowTrainer::even(2, Rule::Euler), 1000)
            .unwrap();
        (straight.bend, off(&finish(few)))
    };
    let [first, paired, again] = [&independent, &paired, &again].map(of);
    println!("independent {first:?}, in the batch {paired:?}, reflow {again:?}");
    assert!(paired.0 < 0.5 * first.0 && again.0 < 0.5 * first.0);
    assert!(paired.1 < 0.7 * first.1 && again.1 < 0.7 * first.1);
}

#[test]
fn the_same_seed_gives_the_same_losses() {
    let losses = |seed| {
        let mut config = config(10);
        config.seed = seed;
        let mut trainer = FlowTrainer::new(config, Coupling::Minibatch).unwrap();
        [0; 3].map(|_| trainer.step().unwrap())
    };
    assert_eq!(losses(1), losses(1));
    assert_ne!(losses(1), losses(2));
}

#[test]
fn what_can_not_be_is_refused() {
    assert!(Pairs::new(vec![1.0; 4], vec![1.0; 2]).is_err());
    assert!(Pairs::new(Vec::new(), Vec::new()).is_err());
    let mut trainer = FlowTrainer::new(config(10), Coupling::Independent).unwrap();
    while !trainer.finished() {
        trainer.step().unwrap();
    }
    assert!(matches!(trainer.step(), Err(Error::Finished(_))));
}
