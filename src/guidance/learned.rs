//! Both scores from one network: trained with the label dropped at random.
//!
//! Each sample of a batch is drawn from the class c with the probability P(c), and its label is dropped with
//! the probability [`DROPPED`]. A sample without a label is a draw of all data, so a batch is drawn by its
//! labels: so many of each class, and so many of the whole. Objective, law of t, learning rate and average are
//! those of any run ([`train`](crate::train)); targets are shared among samples of one label, for which the
//! class is the whole truth ([`shared_target`](crate::objective)). Told c, the best such network is the score
//! of p_t(x | c); told nothing, that of p_t(x).
//!
//! What it is off by is measured as any network's is: [`LabelledTrainer::errors`] gives the excess
//! ½ B² E‖s_θ − s‖² over uniform t, at noised points of each class and of all data.
//!
//! All draws are from the seed's streams, and arithmetic is the kernel's: one seed, one result.
//!
//! Source: Ho and Salimans, "Classifier-free diffusion guidance", 2022.
//!
//! ```
//! use nano_diffusion::Config;
//! use nano_diffusion::guidance::LabelledTrainer;
//! let mut config = Config::default();
//! config.train.batch = 64;
//! let mut run = LabelledTrainer::new(config).unwrap();
//! assert!(run.step().unwrap().is_finite());
//! let [_with, _without] = [Some(0), None].map(|label| run.score(label).unwrap());
//! ```

use super::{Class, Label, Labelled, classes};
use crate::config::Config;
use crate::data::{DataSet, Distribution};
use crate::error::{Error, Result};
use crate::exact::DataOracle;
use crate::exact::floor::{ExcessConfig, times};
use crate::network::Mlp;
use crate::process::Schedule;
use crate::rng::{Rng, Stream, fill_normal, stream, uniform};
use crate::score::{NetworkScore, Score, distances};
use crate::train::{Adam, ShardWorker, adam_of, descend, not_finite};
use candle_core::{Device, Var};

/// The share of labels that are dropped.
pub const DROPPED: f64 = 0.15;

/// A network that learns the scores of all classes and of the whole.
pub struct LabelledTrainer {
    labelled: Labelled,
    classes: Vec<Class>,
    /// Draws from one class, or from all data, and computes what one label tells of the gradient.
    worker: ShardWorker,
    rng: Rng,
    params: Var,
    optimiser: Adam,
    /// Of the parameters; without a decay it is they themselves, up to rounding.
    average: Vec<f32>,
    step: usize,
}

/// What both scores are off by: the excess over uniform t, dimensionless.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScoreErrors {
    /// Told the label: the mean over the classes, each with its share.
    pub labelled: f64,
    /// Told nothing.
    pub unlabelled: f64,
}

impl LabelledTrainer {
    /// A run from random parameters, with data, network, training and seed of `config`. A finite training
    /// set is no part of it.
    ///
    /// # Errors
    /// As [`Trainer::new`](crate::train::Trainer::new).
    pub fn new(mut config: Config) -> Result<Self> {
        config.train.training_points = 0;
        let worker = ShardWorker::new(config)?;
        let config = worker.config();
        let classes = classes(&config.data)?;
        let labelled = Labelled::new(config.network, classes.len());
        let seed = u64::from(config.seed);
        let params = labelled.init(&mut stream(seed, Stream::Weights))?;
        let average = params.clone();
        let params = Var::from_vec(params, labelled.parameter_count(), &Device::Cpu)?;
        Ok(Self {
            optimiser: adam_of(&params, config.train.learning_rate)?,
            labelled,
            classes,
            worker,
            rng: stream(seed, Stream::Batches),
            average,
            params,
            step: 0,
        })
    }

    /// Makes one training step and returns its loss (dimensionless, before the update).
    ///
    /// # Errors
    /// [`Error::Diverged`] if the loss or its gradient is not finite; [`Error::Finished`] after the last step.
    pub fn step(&mut self) -> Result<f32> {
        if self.finished() {
            return Err(Error::Finished("training run"));
        }
        let params: Vec<f32> = self.params.to_vec1()?;
        let mut gradient = vec![0.0; params.len()];
        let mut loss = 0.0;
        for (i, n) in self.draw_labels().into_iter().enumerate() {
            if n == 0 {
                continue;
            }
            let class = self.classes.get(i);
            let label = class.map(|_| i);
            let told = self.labelled.told(&params, label);
            let other = class.map(|class| class as &dyn Distribution);
            loss += self.worker.compute_of(&told, n, other, &mut self.rng)?;
            let of_told = self.worker.gradient();
            self.labelled.add_gradient(of_told, label, &mut gradient);
        }
        let (config, step, loss) = (self.worker.config(), self.step, loss as f32);
        if let Some(what) = not_finite(loss, &gradient) {
            return Err(config.diverged_at(step, what));
        }
        let (average, optimiser) = (Some(&mut self.average), &mut self.optimiser);
        descend(&self.params, gradient, optimiser, average, config, step)?;
        self.step += 1;
        Ok(loss)
    }

    /// How many samples of the next batch have each label, and, last, none.
    fn draw_labels(&mut self) -> Vec<usize> {
        let none = self.classes.len();
        let mut counts = vec![0; none + 1];
        for _ in 0..self.worker.config().train.batch {
            // One number for both: what of it is left after DROPPED is the class's.
            let mut left = uniform(&mut self.rng) - DROPPED;
            let label = if left < 0.0 {
                none
            } else {
                let drawn = self.classes.iter().position(|class| {
                    left -= (1.0 - DROPPED) * class.share();
                    left < 0.0
                });
                // The shares may add up to a hair less than one.
                drawn.unwrap_or(none - 1)
            };
            counts[label] += 1;
        }
        counts
    }

    /// Steps made so far.
    pub fn steps_done(&self) -> usize {
        self.step
    }

    /// Whether all steps are made.
    pub fn finished(&self) -> bool {
        self.step >= self.worker.config().train.steps
    }

    /// The network told one label, as it is to be sampled with: averaged as the settings ask for it.
    ///
    /// # Errors
    /// A class that there isn't.
    pub fn network(&self, label: Label) -> Result<Mlp> {
        if let Some(class) = label {
            super::classes::check(class, self.classes.len())?;
        }
        let told = self.labelled.told(&self.average, label);
        Mlp::from_params(self.worker.config().network, told)
    }

    /// The score that it has learned of the class with this number, or of all data.
    ///
    /// # Errors
    /// As [`network`](Self::network).
    pub fn score(&self, label: Label) -> Result<NetworkScore> {
        let schedule = Schedule::new(self.worker.config().schedule)?;
        Ok(NetworkScore::new(self.network(label)?, schedule))
    }

    /// What both scores are off by, from the times of `at`, and from its points of each class and of all data
    /// at each of them. Of one seed the points are always the same.
    ///
    /// # Errors
    /// Whatever keeps the scores from being computed.
    pub fn errors(&self, at: ExcessConfig) -> Result<ScoreErrors> {
        let config = self.worker.config();
        let mut rng = stream(u64::from(config.seed), Stream::Evaluation);
        let schedule = Schedule::new(config.schedule)?;
        let mut labelled = 0.0;
        for (i, class) in self.classes.iter().enumerate() {
            let mut exact = class.oracle(schedule);
            let excess = self.excess(class, &mut exact, Some(i), at, &mut rng)?;
            labelled += class.share() * excess;
        }
        let data = DataSet::new(&config.data)?;
        let mut exact = DataOracle::new(&data, schedule);
        Ok(ScoreErrors {
            labelled,
            unlabelled: self.excess(&data, &mut exact, None, at, &mut rng)?,
        })
    }

    /// The excess of one of the scores over `exact`, at noised points of `source`.
    fn excess(
        &self,
        source: &dyn Distribution,
        exact: &mut dyn Score,
        label: Label,
        at: ExcessConfig,
        rng: &mut Rng,
    ) -> Result<f64> {
        let schedule = Schedule::new(self.worker.config().schedule)?;
        let mut learned = self.score(label)?;
        let mut sum = 0.0;
        for t in times(schedule.t_end(), at.times) {
            let x0 = source.sample(at.points, rng);
            let mut eps = vec![0.0; x0.len()];
            fill_normal(rng, &mut eps);
            let x = schedule.noised(&x0, &eps, t);
            // Their room becomes that of the scores.
            let [mut s, mut known] = [x0, eps];
            learned.score(&x, t, &mut s)?;
            exact.score(&x, t, &mut known)?;
            sum += distances(schedule.b(t), &s, &known).mean;
        }
        Ok(sum / at.times as f64)
    }
}
