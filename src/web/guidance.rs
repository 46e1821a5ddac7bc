//! Classes of the data, their tilted densities, what guidance samples, and a network that knows classes.

use super::sampling::Sampler;
use super::{JsConfig, JsResult, read_config};
use crate::config::Config;
use crate::data::{DataSet, Distribution};
use crate::error::{Error, Result};
use crate::exact::DataOracle;
use crate::exact::floor::ExcessConfig;
use crate::guidance::{
    self, Class, Guided, GuidedSampler, LabelledTrainer, Moments, Rule, Tilted, moments_of,
    sliced_wasserstein,
};
use crate::network::Mlp;
use crate::process::Schedule;
use crate::rng::{Stream, stream};
use crate::score::NetworkScore;
use wasm_bindgen::prelude::*;

/// A label that guidance goes towards, in the data of some settings.
#[wasm_bindgen]
pub struct Guidance {
    config: Config,
    schedule: Schedule,
    class: Class,
    direction: [f64; 2],
    width: f64,
    /// What has learned the scores of all data and of the class; else they are exact.
    learned: Option<[Mlp; 2]>,
}

#[wasm_bindgen]
impl Guidance {
    /// For data, schedule, seed and particles of `config`, towards the class with this number.
    #[wasm_bindgen(constructor)]
    pub fn new(config: JsConfig, class: usize) -> JsResult<Self> {
        let config = read_config(config)?;
        let class = guidance::class(&config.data, class)?;
        Ok(Self {
            schedule: Schedule::new(config.schedule)?,
            direction: class.direction(),
            width: DataSet::new(&config.data)?.finest_width(),
            class,
            config,
            learned: None,
        })
    }

    /// From here on by the scores that `run` has learned up to now, of the same data and schedule and of the
    /// class with this number.
    pub fn learn(&mut self, class: usize, run: &LabelledRun) -> JsResult<()> {
        self.learned = Some([run.0.network(None)?, run.0.network(Some(class))?]);
        Ok(())
    }

    /// The means of all classes of the data, flat `[n, 2]`.
    pub fn means(config: JsConfig) -> JsResult<Vec<f64>> {
        let config = read_config(config)?;
        let classes = guidance::classes(&config.data)?;
        Ok(classes.iter().flat_map(Class::mean).collect())
    }

    /// The direction in which `moments` are along, a unit vector: that of the class's mean.
    pub fn direction(&self) -> Vec<f64> {
        self.direction.to_vec()
    }

    /// The tilted density of weight `w` in the middles of `cells × cells` squares on [−side, side]², per
    /// unit area, row-major from the bottom left. At w = 1 that is the class, at 0 the data.
    pub fn density(&self, w: f64, cells: usize, side: f64) -> JsResult<Vec<f32>> {
        let density = self.tilted(w)?.density(cells, side);
        Ok(density.into_iter().map(|p| p as f32).collect())
    }

    /// Of the tilted density by the same grid: mean along and across, standard deviation along and across.
    pub fn moments(&self, w: f64, cells: usize, side: f64) -> JsResult<Vec<f64>> {
        Ok(flat(self.tilted(w)?.moments_along(
            cells,
            side,
            self.direction,
        )))
    }

    /// The same of flat points.
    #[wasm_bindgen(js_name = momentsOf)]
    pub fn moments_of(&self, points: &[f32]) -> Vec<f64> {
        flat(moments_of(points, self.direction))
    }

    /// Draws from the tilted density, as many as there are particles; others for another `turn`.
    pub fn draws(&self, w: f64, turn: u32) -> JsResult<Vec<f32>> {
        let seed = u64::from(self.config.seed) + u64::from(turn);
        let mut rng = stream(seed, Stream::Data);
        Ok(self
            .tilted(w)?
            .sample(self.config.sample.particles, &mut rng)?)
    }

    /// Particles under the guided score, by the ODE or the SDE, with so many Langevin steps after each
    /// step of `dt`; guidance acts for t between `from` and `to`.
    pub fn sampler(
        &self,
        w: f64,
        from: f64,
        to: f64,
        by_ode: bool,
        corrections: usize,
        dt: f64,
    ) -> JsResult<Sampler> {
        let score = self.score(w)?.limited([from, to]);
        let rule = if by_ode { Rule::Ode } else { Rule::Sde };
        let counts = [self.config.sample.particles, corrections];
        let steps = [dt, self.width];
        let seed = u64::from(self.config.seed);
        let sampler = GuidedSampler::new(score, self.schedule, rule, steps, counts, seed)?;
        Ok(Sampler(Box::new(sampler)))
    }

    fn score(&self, w: f64) -> Result<Guided> {
        if let Some(networks) = &self.learned {
            let [whole, of_class] = networks
                .clone()
                .map(|network| NetworkScore::new(network, self.schedule));
            return Ok(Guided::new(whole, of_class, w));
        }
        let data = DataSet::new(&self.config.data)?;
        let whole = DataOracle::new(&data, self.schedule);
        Ok(Guided::new(whole, self.class.oracle(self.schedule), w))
    }

    fn tilted(&self, w: f64) -> Result<Tilted> {
        if w.is_finite() && w >= 0.0 {
            return Tilted::new(&self.config.data, &self.class, w);
        }
        Err(Error::BadConfig(format!(
            "the guidance weight {w} is not a number from 0 on"
        )))
    }
}

/// A network that learns the scores of all classes and of the whole; the caller owns the pacing.
#[wasm_bindgen]
pub struct LabelledRun(LabelledTrainer);

#[wasm_bindgen]
impl LabelledRun {
    /// For data, schedule, network, training and seed of `config`, from random weights.
    #[wasm_bindgen(constructor)]
    pub fn new(config: JsConfig) -> JsResult<Self> {
        Ok(Self(LabelledTrainer::new(read_config(config)?)?))
    }

    /// Makes a step, and returns its loss.
    pub fn step(&mut self) -> JsResult<f32> {
        Ok(self.0.step()?)
    }

    /// What its scores are off by, told the label and told nothing: the excess at `times` times, from
    /// `points` draws at each, of all data and of each class.
    pub fn errors(&self, times: usize, points: usize) -> JsResult<Vec<f64>> {
        let found = self.0.errors(ExcessConfig { times, points })?;
        Ok(vec![found.labelled, found.unlabelled])
    }
}

/// The sliced distance W₁ of two sets of flat points.
#[wasm_bindgen(js_name = slicedDistance)]
pub fn sliced_distance(a: &[f32], b: &[f32]) -> f64 {
    sliced_wasserstein(a, b)
}

fn flat(Moments { mean, std }: Moments) -> Vec<f64> {
    mean.into_iter().chain(std).collect()
}
