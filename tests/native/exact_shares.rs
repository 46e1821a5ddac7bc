//! What is known without learning, in shares: whoever computes which, all together are the whole, to the bit.

use nano_diffusion::config::{Objective, Preset};
use nano_diffusion::data::{DataKind, DataSet};
use nano_diffusion::exact::field::grid_around;
use nano_diffusion::exact::floor::{
    Excess, ExcessConfig, excess_loss, excess_loss_at, excess_share, loss_floor, loss_floor_at,
    objective_floor, times,
};
use nano_diffusion::exact::floors::Floors;
use nano_diffusion::exact::{DataOracle, Share};
use nano_diffusion::likelihood::by_time::{KlByTime, kl_by_time, kl_share};
use nano_diffusion::likelihood::{Grid, LogDensity};
use nano_diffusion::network::Weights;
use nano_diffusion::process::Schedule;
use nano_diffusion::rng::{Stream, stream};
use nano_diffusion::score::NetworkScore;
use nano_diffusion::stats::Estimate;

/// Also so many that some have nothing.
const SHARES: [usize; 4] = [1, 2, 7, 200];

fn shares(of: usize) -> impl Iterator<Item = Share> {
    (0..of).map(move |number| Share { number, of })
}

fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|v| v.to_bits()).collect()
}

fn bits_of(estimates: &[Estimate]) -> Vec<[u64; 2]> {
    let both = estimates.iter();
    both.map(|e| [e.mean, e.std_error].map(f64::to_bits))
        .collect()
}

fn network() -> (NetworkScore, Weights, Schedule) {
    let file = std::fs::read("tests/fixtures/old/shipped.safetensors").unwrap();
    let weights = Weights::from_safetensors(&file).unwrap();
    let schedule = Schedule::new(weights.config.schedule).unwrap();
    let score = NetworkScore::new(weights.network().unwrap(), schedule);
    (score, weights, schedule)
}

/// Of data and of training points, of the plain objective and of one that is weighted.
#[test]
fn floors() {
    for (kind, points, objective) in [
        (DataKind::Ring, 0, Objective::Denoising),
        (DataKind::Moons, 20, Objective::DenoisingLikelihood),
    ] {
        let mut config = Preset::Fast.config();
        config.data.kind = kind;
        config.train.training_points = points;
        config.train.objective = objective;
        let schedule = Schedule::new(config.schedule).unwrap();
        let mut oracle = DataOracle::new(&DataSet::new(&config.data).unwrap(), schedule);
        let mut trained = DataOracle::new(&DataSet::training(&config).unwrap(), schedule);
        let floors = Floors::new(&config, 9).unwrap();
        for of in SHARES {
            let values: Vec<f64> = shares(of).flat_map(|share| floors.values(share)).collect();
            let found = floors.of(&values).unwrap();
            let curve: Vec<f64> = times(schedule.t_end(), 9)
                .iter()
                .map(|&t| loss_floor_at(&mut oracle, t))
                .collect();
            assert_eq!(bits(&found.floor), bits(&curve), "{of}");
            let means = [
                loss_floor(&mut oracle),
                objective_floor(&mut trained, &config.train),
            ];
            assert_eq!(bits(&[found.mean, found.objective]), bits(&means), "{of}");
        }
        assert!(floors.of(&[0.1; 3]).is_err(), "some are missing");
    }
}

/// Against one stream of samples from the first time to the last.
#[test]
fn excess() {
    let (mut score, weights, schedule) = network();
    let data = DataSet::new(&weights.config.data).unwrap();
    let mut oracle = DataOracle::new(&data, schedule);
    let config = ExcessConfig {
        times: 12,
        points: 9,
    };
    let mut rng = stream(3, Stream::Evaluation);
    let expected: Vec<Estimate> = times(schedule.t_end(), config.times)
        .iter()
        .map(|&t| excess_loss_at(&mut score, &mut oracle, t, config.points, &mut rng).unwrap())
        .collect();
    let whole = excess_loss(&mut score, &mut oracle, config, 3).unwrap();
    assert_eq!(bits_of(&whole.by_t), bits_of(&expected));
    for of in SHARES {
        let all = shares(of)
            .flat_map(|share| excess_share(&mut score, &mut oracle, config, 3, share).unwrap());
        let by_t: Vec<Estimate> = all.collect();
        assert_eq!(bits_of(&by_t), bits_of(&expected), "{of}");
        assert_eq!(Excess::of(schedule.t_end(), by_t), whole, "{of}");
    }
}

#[test]
fn kl_over_time() {
    let (mut score, weights, schedule) = network();
    let data = DataSet::new(&weights.config.data).unwrap();
    let mut oracle = DataOracle::new(&data, schedule);
    let whole = kl_by_time(&mut score, &mut oracle, &data, 11, 20, 3).unwrap();
    for of in SHARES {
        let all = shares(of).flat_map(|share| {
            kl_share(&mut score, &mut oracle, &data, [11, 20], 3, share).unwrap()
        });
        let by_t: Vec<Estimate> = all.collect();
        assert_eq!(bits_of(&by_t), bits_of(&whole.by_t), "{of}");
        assert_eq!(KlByTime::of(&data, &schedule, by_t), whole, "{of}");
    }
}

/// A point's log p knows nothing of the others, whatever their number.
#[test]
fn maps_by_rows() {
    const CELLS: usize = 13;
    let (_, weights, schedule) = network();
    let points: Vec<f64> = grid_around([0.1, -0.1], CELLS, 1.3)
        .into_iter()
        .map(f64::from)
        .collect();
    let log_p = |points: &[f64]| {
        let (score, ..) = network();
        let grid = Grid::new(&schedule, 0.07, 3.0);
        let mut run = LogDensity::new(score, grid, points.to_vec());
        while !run.path().finished() {
            run.step().unwrap();
        }
        run.log_p()
    };
    assert_eq!(weights.config.data.kind, DataKind::Ring);
    let whole = log_p(&points);
    for of in [2, 5, 30] {
        let all = shares(of).flat_map(|share| {
            let rows = share.of(CELLS);
            log_p(&points[2 * CELLS * rows.start..2 * CELLS * rows.end])
        });
        assert_eq!(bits(&all.collect::<Vec<f64>>()), bits(&whole), "{of}");
    }
}
