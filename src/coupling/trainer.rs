//! Training a velocity on coupled pairs: a stepper whose caller owns the pacing.
//!
//! Each step draws a batch of pairs (x₀, ε), a uniform t for each, and makes one step of Adam on the loss of
//! [flow matching](super), whose gradient is the [kernel](crate::kernel)'s: `scale Σ ‖net − (ε − x₀)‖²`.
//! The learning rate is that of the settings; there is no average of the weights.

use super::{Coupling, GROUP, assignment};
use crate::config::schedule::PathKind;
use crate::config::{Config, Objective, ScheduleConfig};
use crate::data::{DataSet, Distribution};
use crate::error::{Error, Result};
use crate::kernel::Kernel;
use crate::network::{Mlp, NetworkConfig, Parametrisation, TimeInput};
use crate::process::Schedule;
use crate::process::step_times::StepTimes;
use crate::rng::{Rng, Stream, normal, stream, uniform};
use crate::sample::{FewSteps, ProbabilityFlow};
use crate::score::{NetworkScore, Score};
use crate::train::{Adam, adam, descend, not_finite};

/// A network that learns the velocity of coupled pairs.
pub struct FlowTrainer {
    config: Config,
    schedule: Schedule,
    data: DataSet,
    coupling: Coupling,
    mlp: Mlp,
    kernel: Kernel,
    optimiser: Adam,
    rng: Rng,
    step: usize,
    batch: Batch,
    gradient: Vec<f32>,
}

/// One batch, flat.
#[derive(Default)]
struct Batch {
    /// x₀ and ε `[n]` each.
    pairs: Vec<[[f64; 2]; 2]>,
    /// Rows (x, y, t) `[n, 3]`.
    input: Vec<f32>,
    /// 1 `[n]`, and x₀ − ε `[n, 2]`.
    one: Vec<f32>,
    against: Vec<f32>,
}

impl FlowTrainer {
    /// A network of the size and activation, on the data, with the batch, steps, learning rate and seed of
    /// `config`; it gives v at (x, y, t), whatever the settings' network gives.
    ///
    /// # Errors
    /// A setting outside its limits.
    pub fn new(mut config: Config, coupling: Coupling) -> Result<Self> {
        config.network = NetworkConfig {
            parametrisation: Parametrisation::Velocity,
            time_input: TimeInput::T,
            ..config.network
        };
        config.schedule = ScheduleConfig {
            path: PathKind::Straight,
            t_end: 1.0,
            ..config.schedule
        };
        // Squared lengths of v, whatever the settings' objective.
        config.train.objective = Objective::Denoising;
        config.validate()?;
        let seed = u64::from(config.seed);
        let mlp = Mlp::init(config.network, &mut stream(seed, Stream::Weights))?;
        let n = config.train.batch;
        Ok(Self {
            schedule: Schedule::new(config.schedule)?,
            data: DataSet::new(&config.data)?,
            coupling,
            kernel: Kernel::new(config.network),
            optimiser: adam(&mlp, config.train.learning_rate)?,
            rng: stream(seed, Stream::Batches),
            step: 0,
            batch: Batch {
                one: vec![1.0; n],
                ..Batch::default()
            },
            gradient: vec![0.0; config.network.parameter_count()],
            mlp,
            config,
        })
    }

    /// Makes one training step and returns its loss (in squared lengths, before the update).
    ///
    /// # Errors
    /// [`Error::Diverged`] where the loss is no finite number; [`Error::Finished`] after the last step.
    pub fn step(&mut self) -> Result<f64> {
        if self.finished() {
            return Err(Error::Finished("training run"));
        }
        self.draw();
        let (kernel, batch, gradient) = (&mut self.kernel, &self.batch, &mut self.gradient);
        let scale = 1.0 / (2 * batch.one.len()) as f32;
        let loss = self.mlp.with_params(|params| {
            let (input, one, against) = (&batch.input, &batch.one, &batch.against);
            kernel.loss_and_grad(params, input, one, against, scale, gradient)
        })?;
        let (config, step) = (&self.config, self.step);
        if let Some(what) = not_finite(loss as f32, &self.gradient) {
            return Err(config.diverged_at(step, what));
        }
        let (params, gradient) = (self.mlp.params(), self.gradient.clone());
        descend(params, gradient, &mut self.optimiser, None, config, step)?;
        self.step += 1;
        Ok(loss)
    }

    /// Fills the batch.
    fn draw(&mut self) {
        let Self {
            batch, rng, data, ..
        } = self;
        let n = batch.one.len();
        batch.pairs.clear();
        match &self.coupling {
            Coupling::Reflow(pairs) => batch.pairs.extend((0..n).map(|_| {
                let i = (uniform(rng) * pairs.count() as f64) as usize;
                pairs.at(i.min(pairs.count() - 1))
            })),
            _ => batch.pairs.extend((0..n).map(|_| {
                let x0 = data.draw(rng);
                [x0, [normal(rng), normal(rng)]]
            })),
        }
        if self.coupling == Coupling::Minibatch {
            batch.pairs.chunks_mut(GROUP).for_each(pair_up);
        }
        batch.input.clear();
        batch.against.clear();
        for [x0, noise] in &batch.pairs {
            let t = 1.0 - uniform(rng);
            let at = |d: usize| (x0[d] + t * (noise[d] - x0[d])) as f32;
            batch.input.extend([at(0), at(1), t as f32]);
            let against = [0, 1].map(|d| (x0[d] - noise[d]) as f32);
            batch.against.extend(against);
        }
    }

    /// Steps made so far.
    pub fn steps_done(&self) -> usize {
        self.step
    }

    /// Whether all steps are made.
    pub fn finished(&self) -> bool {
        self.step >= self.config.train.steps
    }

    /// `particles` on the flow of what was learned so far, in few steps. Where a flow begins they are
    /// the same for the same seed, whatever the coupling.
    ///
    /// # Errors
    /// Only if the tensor library fails.
    pub fn flow(&self, few: FewSteps, particles: usize) -> Result<ProbabilityFlow<Box<dyn Score>>> {
        let mlp = Mlp::from_params(self.config.network, self.mlp.to_params()?)?;
        let score: Box<dyn Score> = Box::new(NetworkScore::new(mlp, self.schedule));
        let (width, seed) = (self.data.finest_width(), u64::from(self.config.seed));
        Ok(few.flow(score, self.schedule, width, particles, seed))
    }

    /// The data that it learns.
    pub fn data(&self) -> &DataSet {
        &self.data
    }

    /// Steps even in t, by `rule`.
    pub fn even(steps: usize, rule: crate::sample::Rule) -> FewSteps {
        FewSteps {
            times: StepTimes::Even,
            rule,
            steps,
        }
    }
}

/// Gives each x₀ of a group its noise anew, such that Σ ‖ε − x₀‖² is least.
fn pair_up(pairs: &mut [[[f64; 2]; 2]]) {
    let n = pairs.len();
    let noise: Vec<[f64; 2]> = pairs.iter().map(|pair| pair[1]).collect();
    let cost: Vec<f64> = pairs
        .iter()
        .flat_map(|[x0, _]| {
            noise
                .iter()
                .map(|e| (e[0] - x0[0]).powi(2) + (e[1] - x0[1]).powi(2))
        })
        .collect();
    for (pair, column) in pairs.iter_mut().zip(assignment(n, &cost)) {
        pair[1] = noise[column];
    }
}
