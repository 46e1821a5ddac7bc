//! Labels of the data: which classes there are, and the exact p(x | c) of each.
//!
//! | data | classes |
//! |---|---|
//! | ring | its four quarters, bounded by the diagonals, from the one around (1, 0) on |
//! | eight Gaussians | each of them |
//! | moons | the upper and the lower |
//! | spiral | the inner turn and the outer |
//! | checkerboard | its eight squares, by rows from the bottom left |
//! | arms | each of the three |
//! | points of one's own | each, where there are at most twelve; else the left half of them and the right |
//!
//! All but the ring are mixtures, and so is each of their classes: some of the centres. So p(x | c) and
//! its scores are exact as those of the whole. Two classes of a mixture overlap where their centres' blurs do:
//! there a point does not tell its label for certain. The ring's quarters do not overlap.

use crate::data::{DataConfig, DataKind, DataSet, Distribution, Mixture};
use crate::error::{Error, Result};
use crate::exact::{MixtureOracle, Oracle, SectorOracle};
use crate::process::Schedule;
use crate::rng::Rng;
use crate::score::Score;
use std::f64::consts::{FRAC_PI_4, LN_2};

/// Points of one's own up to this number are a class each.
pub(super) const FEW: usize = 12;

/// The data of one label.
#[derive(Clone, Debug)]
pub struct Class {
    share: f64,
    data: Conditional,
}

#[derive(Clone, Debug)]
enum Conditional {
    /// Some of the centres.
    Mixture(Mixture),
    /// The quarter of a ring around the direction of so many right angles.
    Quarter(crate::data::Ring, usize),
}

/// The classes of some data, in their order.
///
/// # Errors
/// As [`DataSet::new`].
pub fn classes(config: &DataConfig) -> Result<Vec<Class>> {
    let mixture = match DataSet::new(config)? {
        DataSet::Ring(ring) => {
            let quarter = |q| Class {
                share: 0.25,
                data: Conditional::Quarter(ring.clone(), q),
            };
            return Ok((0..4).map(quarter).collect());
        }
        DataSet::Mixture(mixture) => mixture,
    };
    let centres: Vec<_> = mixture.centres().collect();
    let labels = labels(config.kind, &centres);
    let count = labels.iter().max().map_or(0, |most| most + 1);
    (0..count)
        .map(|class| {
            let of_class = || {
                let all = centres.iter().zip(&labels);
                all.filter(move |(_, label)| **label == class)
                    .map(|(centre, _)| *centre)
            };
            let points: Vec<f64> = of_class().flat_map(|(m, _)| m).collect();
            let weights: Vec<f64> = of_class().map(|(_, weight)| weight).collect();
            Ok(Class {
                share: weights.iter().sum(),
                data: Conditional::Mixture(Mixture::new(&points, &weights, mixture.width())?),
            })
        })
        .collect()
}

/// The class with this number.
///
/// # Errors
/// As [`classes`]; a number that no class has.
pub fn class(config: &DataConfig, number: usize) -> Result<Class> {
    let mut all = classes(config)?;
    check(number, all.len())?;
    Ok(all.swap_remove(number))
}

/// # Errors
/// A number that none of `count` classes has.
pub(super) fn check(number: usize, count: usize) -> Result<()> {
    if number < count {
        return Ok(());
    }
    Err(Error::BadConfig(format!(
        "there is no class {}: these data have {count}",
        number + 1
    )))
}

/// The class of each centre.
fn labels(kind: DataKind, centres: &[([f64; 2], f64)]) -> Vec<usize> {
    let n = centres.len();
    let by_place = |f: &dyn Fn([f64; 2]) -> usize| centres.iter().map(|(m, _)| f(*m)).collect();
    match kind {
        DataKind::Moons => (0..n).map(|i| i % 2).collect(),
        DataKind::Arms => (0..n).map(|i| i / (n / 3)).collect(),
        // Of its radii, 0.2 to 1.5, each half is one turn.
        DataKind::Spiral => by_place(&|[x, y]| usize::from(libm::hypot(x, y) > 0.85)),
        // Squares of 0.7; of the four in a row two are there.
        DataKind::Checkerboard => by_place(&|[x, y]| {
            let [column, row] = [x, y].map(|v| ((v + 1.4) / 0.7) as usize);
            2 * row + column / 2
        }),
        DataKind::Own if n > FEW => {
            let mut order: Vec<usize> = (0..n).collect();
            order.sort_by(|&i, &j| {
                let [a, b] = [centres[i].0, centres[j].0];
                a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1]))
            });
            let mut labels = vec![0; n];
            for i in &order[n / 2..] {
                labels[*i] = 1;
            }
            labels
        }
        DataKind::Ring | DataKind::Gaussians | DataKind::Own => (0..n).collect(),
    }
}

impl Class {
    /// P(c).
    pub fn share(&self) -> f64 {
        self.share
    }

    /// E[x | c].
    pub fn mean(&self) -> [f64; 2] {
        match &self.data {
            Conditional::Mixture(mixture) => {
                [0, 1].map(|d| mixture.centres().map(|(m, w)| w * m[d]).sum())
            }
            Conditional::Quarter(_, quarter) => {
                // E r = 1, and of the edge (1, τ): ½ ∫ dτ/√(1 + τ²) = arsinh 1.
                turned([libm::asinh(1.0), 0.0], *quarter)
            }
        }
    }

    /// The direction of the mean, a unit vector; (1, 0) where the mean is near the origin.
    pub fn direction(&self) -> [f64; 2] {
        let mean = self.mean();
        let length = libm::hypot(mean[0], mean[1]);
        if length < 0.05 {
            return [1.0, 0.0];
        }
        mean.map(|v| v / length)
    }

    /// The exact marginals p_t(x | c).
    pub fn oracle(&self, schedule: Schedule) -> ClassOracle {
        match &self.data {
            Conditional::Mixture(mixture) => {
                ClassOracle::Mixture(MixtureOracle::of(mixture.clone(), schedule))
            }
            Conditional::Quarter(ring, quarter) => {
                ClassOracle::Sector(Box::new(SectorOracle::new(ring, *quarter, schedule)))
            }
        }
    }
}

impl Distribution for Class {
    fn draw(&self, rng: &mut Rng) -> [f64; 2] {
        match &self.data {
            Conditional::Mixture(mixture) => mixture.draw(rng),
            Conditional::Quarter(ring, quarter) => {
                // All four are alike: what falls into another is turned.
                let [x, y] = ring.draw(rng);
                let ahead = if x.abs() < y.abs() { [y, -x] } else { [x, y] };
                let [x, y] = ahead;
                turned(if x < 0.0 { [-x, -y] } else { [x, y] }, *quarter)
            }
        }
    }

    /// log p(x | c) in nats; −∞ where there is none of it.
    fn log_density(&self, x: f64, y: f64) -> f64 {
        match &self.data {
            Conditional::Mixture(mixture) => mixture.log_density(x, y),
            Conditional::Quarter(ring, quarter) => {
                let [along, across] = turned([x, y], 4 - quarter);
                if libm::atan2(across, along).abs() > FRAC_PI_4 {
                    return f64::NEG_INFINITY;
                }
                ring.log_density(x, y) + 2.0 * LN_2
            }
        }
    }

    fn finest_width(&self) -> f64 {
        match &self.data {
            Conditional::Mixture(mixture) => mixture.finest_width(),
            Conditional::Quarter(ring, _) => ring.finest_width(),
        }
    }
}

/// Turned by so many right angles.
fn turned([x, y]: [f64; 2], quarters: usize) -> [f64; 2] {
    match quarters % 4 {
        0 => [x, y],
        1 => [-y, x],
        2 => [-x, -y],
        _ => [y, -x],
    }
}

/// The exact marginals of a class.
#[derive(Clone, Debug)]
pub enum ClassOracle {
    /// Of some of a mixture's centres.
    Mixture(MixtureOracle),
    /// Of a quarter of the ring.
    Sector(Box<SectorOracle>),
}

impl ClassOracle {
    /// log p_t(x | c) and its gradient, for t > 0.
    pub fn at(&mut self, x: [f64; 2], t: f64) -> (f64, [f64; 2]) {
        match self {
            Self::Mixture(oracle) => {
                let found = oracle.at(x, t);
                (found.log_p, found.score)
            }
            Self::Sector(oracle) => oracle.at(x, t),
        }
    }
}

impl Score for ClassOracle {
    fn score(&mut self, x: &[f32], t: f64, out: &mut [f32]) -> Result<()> {
        if x.len() != out.len() {
            return Err(Error::Shape {
                what: "The score",
                got: out.len(),
                expected: x.len().to_string(),
            });
        }
        match self {
            Self::Mixture(oracle) => oracle.score(x, t, out),
            Self::Sector(oracle) => {
                oracle.score_at(x, t, out);
                Ok(())
            }
        }
    }
}
