//! Paths compared by flows of few steps, and networks trained on coupled pairs.

use super::sampling::{Sampler, score_of};
use super::words::{CouplingOf, ScoreOf, StepSpacing, unknown};
use super::{JsConfig, JsResult, read_config};
use crate::coupling::{Coupling, FlowTrainer, Pairs};
use crate::data::DataSet;
use crate::network::Weights;
use crate::process::step_times::StepTimes;
use crate::process::{ClosedForm, Schedule};
use crate::sample::{FewSteps, Rule, Straightness};
use crate::score::NetworkScore;
use wasm_bindgen::prelude::*;

/// Steps, even in √t, that straightness is measured by.
const FINE: usize = 100;

/// Particles on the probability flow in `steps` steps, on the path of `config`, by Euler's or Heun's rule.
#[wasm_bindgen(js_name = fewSteps)]
pub fn few_steps(
    weights: &[u8],
    config: JsConfig,
    score: ScoreOf,
    spacing: StepSpacing,
    heun: bool,
    steps: usize,
) -> JsResult<Sampler> {
    let config = read_config(config)?;
    let few = FewSteps {
        times: times_of(spacing)?,
        rule: rule_of(heun),
        steps,
    };
    let (score, width) = score_of(weights, &config, score)?;
    let schedule = Schedule::new(config.schedule)?;
    let (n, seed) = (config.sample.particles, u64::from(config.seed));
    Ok(Sampler(Box::new(few.flow(score, schedule, width, n, seed))))
}

/// How straight the flow is on the path of `config`: S as a share of the mean square of the straight lines, and how
/// much longer the ways are than these, as a share.
#[wasm_bindgen]
pub fn straightness(weights: &[u8], config: JsConfig, score: ScoreOf) -> JsResult<Vec<f64>> {
    let config = read_config(config)?;
    let (score, width) = score_of(weights, &config, score)?;
    let schedule = Schedule::new(config.schedule)?;
    let (n, seed) = (config.sample.particles, u64::from(config.seed));
    let mut flow = fine(StepTimes::Root).flow(score, schedule, width, n, seed);
    Ok(flat(Straightness::of(&mut flow, schedule.t_end())?))
}

/// The largest error in ε̂ of a network that is converted to the path of `config` and back, at so many points of its
/// own as `config` has particles.
#[wasm_bindgen(js_name = conversionError)]
pub fn conversion_error(weights: &[u8], config: JsConfig) -> JsResult<f64> {
    let config = read_config(config)?;
    let weights = Weights::from_safetensors(weights)?;
    let own = Schedule::new(weights.config.schedule)?;
    let via = Schedule::new(config.schedule)?;
    let data = DataSet::new(&weights.config.data)?;
    let (n, seed) = (config.sample.particles, u64::from(config.seed));
    let cloud = ClosedForm::new(&data, own, n, seed);
    let mut score = NetworkScore::new(weights.network()?, own);
    Ok(crate::score::conversion_error(
        &mut score, own, via, &cloud,
    )?)
}

/// A network that learns the velocity of coupled pairs on the straight path.
#[wasm_bindgen]
pub struct CoupledFlow {
    trainer: FlowTrainer,
    particles: usize,
}

#[wasm_bindgen]
impl CoupledFlow {
    /// With size and activation of the network, data, training and seed of `config`.
    #[wasm_bindgen(constructor)]
    pub fn new(config: JsConfig, coupling: CouplingOf) -> JsResult<Self> {
        let coupling = match coupling {
            CouplingOf::Independent => Coupling::Independent,
            CouplingOf::Minibatch => Coupling::Minibatch,
            _ => return Err(unknown("coupling")),
        };
        Self::coupled(config, coupling)
    }

    /// The same of given pairs, flat `[n, 2]` each: noise, and where another network's flow takes it.
    pub fn reflow(config: JsConfig, noise: Vec<f32>, data: Vec<f32>) -> JsResult<Self> {
        Self::coupled(config, Coupling::Reflow(Pairs::new(noise, data)?))
    }

    fn coupled(config: JsConfig, coupling: Coupling) -> JsResult<Self> {
        let config = read_config(config)?;
        Ok(Self {
            particles: config.sample.particles,
            trainer: FlowTrainer::new(config, coupling)?,
        })
    }

    /// One training step; its loss.
    pub fn step(&mut self) -> JsResult<f64> {
        Ok(self.trainer.step()?)
    }

    /// Whether all steps are made.
    #[wasm_bindgen(getter)]
    pub fn finished(&self) -> bool {
        self.trainer.finished()
    }

    /// Particles on its flow, in steps even in t.
    pub fn sampler(&self, particles: usize, heun: bool, steps: usize) -> JsResult<Sampler> {
        let few = FlowTrainer::even(steps, rule_of(heun));
        Ok(Sampler(Box::new(self.trainer.flow(few, particles)?)))
    }

    /// As [`straightness`], of so many particles as the settings have.
    pub fn straightness(&self) -> JsResult<Vec<f64>> {
        let mut flow = self.trainer.flow(fine(StepTimes::Even), self.particles)?;
        Ok(flat(Straightness::of(&mut flow, 1.0)?))
    }
}

fn fine(times: StepTimes) -> FewSteps {
    FewSteps {
        times,
        rule: Rule::Heun,
        steps: FINE,
    }
}

fn rule_of(heun: bool) -> Rule {
    if heun { Rule::Heun } else { Rule::Euler }
}

fn times_of(spacing: StepSpacing) -> JsResult<StepTimes> {
    Ok(match spacing {
        StepSpacing::Even => StepTimes::Even,
        StepSpacing::Root => StepTimes::Root,
        StepSpacing::LogNoise => StepTimes::LogNoise,
        _ => return Err(unknown("spacing of steps")),
    })
}

fn flat(Straightness { bend, detour }: Straightness) -> Vec<f64> {
    vec![bend, detour]
}
