//! Two fixed training sets, against PyTorch: their floors, their empirical score by autograd, and which
//! fresh points count as copies.

use crate::common::path;
use nano_diffusion::data::{DataSet, Mixture};
use nano_diffusion::exact::floor::{loss_floor, loss_floor_at};
use nano_diffusion::exact::{DataOracle, Oracle};
use nano_diffusion::memorise::Neighbours;
use nano_diffusion::process::{Schedule, ScheduleConfig};

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Known {
    points: Vec<f64>,
    t: Vec<f64>,
    /// At each t, and over uniform t.
    floor: Vec<f64>,
    floor_uniform: f64,
    /// Rows of t, x and the score there.
    score: Vec<[f64; 5]>,
    /// The first of its fresh points, which of them are copies, and the share of all 20,000.
    fresh: Vec<f64>,
    copies: Vec<u8>,
    chance: f64,
}

#[derive(serde::Deserialize)]
struct File {
    sets: Vec<Known>,
}

fn known() -> Vec<Known> {
    let text = std::fs::read_to_string(path("finite_sets.json")).unwrap();
    serde_json::from_str::<File>(&text).unwrap().sets
}

impl Known {
    fn oracle(&self) -> DataOracle {
        let schedule = Schedule::new(ScheduleConfig::default()).unwrap();
        let set = DataSet::Mixture(Mixture::equal(&self.points, 0.0).unwrap());
        DataOracle::new(&set, schedule)
    }
}

/// PyTorch's sum over a grid around each point is good to 1e-9, ours to 1e-4: the lattice is coarse
/// beside the saddles between points far apart. PyTorch's mean over t is good to 2e-6, by 20 nodes
/// instead of 28.
#[test]
fn floors_are_pytorchs() {
    for set in known() {
        let mut oracle = set.oracle();
        for (t, expected) in set.t.iter().zip(&set.floor) {
            let found = loss_floor_at(&mut oracle, *t);
            println!("{t}: {:e}", found - expected);
            assert!((found - expected).abs() < 1e-4, "{t}: {found} {expected}");
        }
        let found = loss_floor(&mut oracle);
        println!("uniform {:e}", found - set.floor_uniform);
        assert!((found - set.floor_uniform).abs() < 5e-5, "{found}");
    }
}

#[test]
fn the_empirical_score_is_pytorchs() {
    for set in known() {
        let mut oracle = set.oracle();
        let schedule = *oracle.schedule();
        for [t, x, y, sx, sy] in &set.score {
            let found = oracle.at([*x, *y], *t).score;
            // The sums are good to 4e-11 of distances up to some B.
            let error = schedule.b(*t) * (found[0] - sx).hypot(found[1] - sy);
            assert!(error < 1e-9, "{t}: {error:e}");
        }
    }
}

#[test]
fn copies_are_pytorchs() {
    for set in known() {
        let neighbours = Neighbours::new(&set.points);
        let found: Vec<u8> = set
            .fresh
            .chunks(2)
            .map(|p| u8::from(neighbours.is_copy([p[0], p[1]])))
            .collect();
        assert_eq!(found, set.copies);
        // Of 200 the share is that of all 20,000, give or take four standard errors.
        let share = f64::from(found.iter().map(|one| u32::from(*one)).sum::<u32>()) / 200.0;
        let error = (set.chance * (1.0 - set.chance) / 200.0).sqrt();
        assert!(
            (share - set.chance).abs() < 4.0 * error,
            "{share} {}",
            set.chance
        );
    }
}
