//! Straightening: which noise goes to which data, on the straight path.
//!
//! Flow matching learns the mean velocity of the lines x_t = (1 − t) x₀ + t ε, by
//!
//! L = E mean_d (v_d(x_t, t) − (ε_d − x₀_d))²,
//!
//! and samples by dx/dt = v(x, t) from t = 1 back to 0. Which ε belongs to which x₀, the
//! [`Coupling`], is a choice, as long as x₀ alone has the data's law and ε alone the noise's:
//!
//! - independent, as in all of diffusion: lines cross, and the mean velocity bends where they do;
//! - paired in the batch, x₀ with ε, at the least Σ ‖ε − x₀‖² ([`assignment`], in groups of 64): fewer
//!   cross. Source: Pooladian et al., "Multisample flow matching", 2023; Tong et al., "Improving and
//!   generalizing flow-based generative models with minibatch optimal transport", 2023;
//! - reflow: ε with where a first network's flow takes it, [`Coupling::Reflow`]. The flow of these pairs does
//!   not cross itself, so that the second network's lines are nearly straight.
//!   Source: Liu, Gong and Liu, "Flow straight and fast", 2023.
//!
//! Only the first has marginals that are A x₀ + B ε with independent noise. The velocity of the others
//! is no score in disguise: floors, exact scores and likelihoods do not speak of them. So these networks are judged by
//! their samples, over the number of steps.
//!
//! ```
//! use nano_diffusion::Config;
//! use nano_diffusion::coupling::{Coupling, FlowTrainer};
//! let mut config = Config::default();
//! (config.train.batch, config.train.steps) = (64, 10);
//! let mut trainer = FlowTrainer::new(config, Coupling::Minibatch).unwrap();
//! assert!(trainer.step().unwrap() > 0.0);
//! ```

mod assignment;
mod trainer;

pub use assignment::assignment;
pub use trainer::FlowTrainer;

use crate::error::{Error, Result};

/// Points that are paired with one another: the cost of a pairing grows as their cube.
pub const GROUP: usize = 64;

/// Which noise belongs to which data.
#[derive(Clone, Debug, PartialEq)]
pub enum Coupling {
    /// Any.
    Independent,
    /// In groups of [`GROUP`] of the batch, the nearest on the whole.
    Minibatch,
    /// These pairs.
    Reflow(Pairs),
}

/// Noise, and where a flow takes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Pairs {
    noise: Vec<f32>,
    data: Vec<f32>,
}

impl Pairs {
    /// Flat points `[n, 2]` of both.
    ///
    /// # Errors
    /// No points, or another number of the one than of the other.
    pub fn new(noise: Vec<f32>, data: Vec<f32>) -> Result<Self> {
        if noise.is_empty() || noise.len() != data.len() || !noise.len().is_multiple_of(2) {
            return Err(Error::Shape {
                what: "The pairs' data",
                got: data.len(),
                expected: noise.len().to_string(),
            });
        }
        Ok(Self { noise, data })
    }

    /// How many there are.
    fn count(&self) -> usize {
        self.noise.len() / 2
    }

    /// x₀ and ε of pair `i`.
    fn at(&self, i: usize) -> [[f64; 2]; 2] {
        [&self.data, &self.noise].map(|points| [2 * i, 2 * i + 1].map(|k| f64::from(points[k])))
    }
}
