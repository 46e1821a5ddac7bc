//! What a noisy point tells of the data, exactly, and what a network makes of it.

use super::exact::{Learned, learned};
use super::{JsResult, read_config};
use crate::data::DataSet;
use crate::error::{Error, Result};
use crate::exact::posterior::{PosteriorOracle, data_density, modes};
use crate::exact::{DataOracle, Oracle};
use crate::network::Weights;
use crate::process::Schedule;
use crate::score::Score;
use wasm_bindgen::prelude::*;

/// Below this A the score, in single precision, no longer holds the mean.
const LEAST_A: f64 = 1e-4;

/// The exact posterior p(x₀ | x_t) of the data of some settings, beside a network.
#[wasm_bindgen]
pub struct Posterior {
    oracle: PosteriorOracle,
    exact: DataOracle,
    learned: Option<Learned>,
    data: DataSet,
    schedule: Schedule,
    density: Vec<f32>,
}

#[wasm_bindgen]
impl Posterior {
    /// For data and β(t) of `config`; with a network, asked under that β(t).
    #[wasm_bindgen(constructor)]
    pub fn new(config: super::JsConfig, weights: Option<Vec<u8>>) -> JsResult<Self> {
        let config = read_config(config)?;
        let data = DataSet::new(&config.data)?;
        let schedule = Schedule::new(config.schedule)?;
        Ok(Self {
            oracle: PosteriorOracle::new(&data, schedule),
            exact: DataOracle::new(&data, schedule),
            learned: match weights {
                Some(weights) => Some(learned(&Weights::from_safetensors(&weights)?, schedule)?),
                None => None,
            },
            data,
            schedule,
            density: Vec::new(),
        })
    }

    /// At one point: A, B; the exact mean, x and y; the network's, x and y, NaN where there is
    /// none; the covariance, xx, xy, yy; the entropy in nats; the number of modes; the exact
    /// score, x and y; the window of the map, x, y, side. The map itself is in `density`.
    pub fn at(&mut self, x: f64, y: f64, t: f64, cells: usize) -> JsResult<Vec<f64>> {
        let found = self.oracle.at([x, y], t);
        let map = self.oracle.map([x, y], t, cells);
        let network = self.network([x, y], t)?;
        let score = self.exact.at([x, y], t).score;
        let modes = modes(&map) as f64;
        let (a, b) = (self.schedule.a(t), self.schedule.b(t));
        self.density = map.density;
        let mut out = vec![a, b];
        out.extend(found.mean);
        out.extend(network);
        out.extend(found.covariance);
        out.extend([found.entropy, modes]);
        out.extend(score);
        out.extend(map.window);
        Ok(out)
    }

    /// The density of the last point asked about, per unit area, on the window's `cells × cells`,
    /// row-major from the bottom left.
    pub fn density(&self) -> Vec<f32> {
        self.density.clone()
    }

    /// Along a path of rows (x, y, t): the spread, the entropy, the number of modes (by maps of
    /// `cells × cells`), and how far the network's mean is from the exact one, for each.
    pub fn along(&mut self, rows: &[f64], cells: usize) -> JsResult<Vec<f64>> {
        if !rows.len().is_multiple_of(3) {
            return Err(Error::Shape {
                what: "The array of rows (x, y, t)",
                got: rows.len(),
                expected: "a multiple of 3".to_owned(),
            }
            .into());
        }
        let mut out = Vec::with_capacity(rows.len() / 3 * 4);
        for row in rows.chunks_exact(3) {
            let (x, t) = ([row[0], row[1]], row[2]);
            let found = self.oracle.at(x, t);
            let [nx, ny] = self.network(x, t)?;
            let modes = modes(&self.oracle.map(x, t, cells)) as f64;
            let distance = libm::hypot(nx - found.mean[0], ny - found.mean[1]);
            out.extend([found.std(), found.entropy, modes, distance]);
        }
        Ok(out)
    }

    /// The density of the data on [−side, side]².
    pub fn data(&self, cells: usize, side: f64) -> Vec<f32> {
        data_density(&self.data, cells, side).density
    }

    /// The mean that the network's score stands for: (x + B² s)/A.
    fn network(&mut self, x: [f64; 2], t: f64) -> Result<[f64; 2]> {
        let (a, b) = (self.schedule.a(t), self.schedule.b(t));
        let Some(learned) = self.learned.as_mut().filter(|_| a > LEAST_A) else {
            return Ok([f64::NAN; 2]);
        };
        let at = x.map(|v| v as f32);
        let mut score = [0.0; 2];
        learned.score(&at, t, &mut score)?;
        Ok([0, 1].map(|d| (f64::from(at[d]) + b * b * f64::from(score[d])) / a))
    }
}
