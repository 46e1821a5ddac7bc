//! The network that knows classes: the page's own, with one more input for each class.
//!
//! Its input is (x, y, τ, e), where e is the label: 1 in the place of the class, 0 elsewhere, and nothing but
//! zeros where there is no label. So a label adds one column of the first layer's weight to that layer's bias,
//!
//! W (x, y, τ, e_c) + b = W_{xyτ} (x, y, τ) + (b + W_c),
//!
//! and told one label the network is an ordinary one on (x, y, τ): it is trained, asked and sampled by the
//! same [kernel](crate::kernel), and the gradient of W_c is that of the bias, from the samples with the label c
//! alone.
//!
//! Flat, its parameters are those of the ordinary network followed by the columns W_c, `[classes, width]`.
//!
//! ```
//! use nano_diffusion::guidance::Labelled;
//! use nano_diffusion::network::NetworkConfig;
//! use nano_diffusion::rng::{Stream, stream};
//! let network = NetworkConfig { layers: 2, width: 8, ..NetworkConfig::default() };
//! let labelled = Labelled::new(network, 3);
//! let mut params = labelled.init(&mut stream(1, Stream::Weights)).unwrap();
//! assert_eq!(params.len(), network.parameter_count() + 3 * 8);
//! params[network.parameter_count()..].fill(0.5);
//! // Without a label it is the ordinary network; a label moves the first bias, and nothing else.
//! let [none, second] = [None, Some(1)].map(|label| labelled.told(&params, label));
//! assert_eq!(none[..], params[..network.parameter_count()]);
//! assert_eq!(none.iter().zip(&second).filter(|(a, b)| a != b).count(), 8);
//! ```

use crate::error::Result;
use crate::network::{Mlp, NetworkConfig};
use crate::rng::Rng;
use std::ops::Range;

/// What the network is told: the number of a class, or nothing.
pub type Label = Option<usize>;

/// The shape of a network that knows classes.
#[derive(Clone, Debug)]
pub struct Labelled {
    network: NetworkConfig,
    /// Parameters of the network on (x, y, τ), and of all.
    counts: [usize; 2],
    /// Where the first layer's bias lies.
    bias: Range<usize>,
}

impl Labelled {
    /// `network`, with inputs for so many classes.
    pub fn new(network: NetworkConfig, classes: usize) -> Self {
        let bias = network.views().swap_remove(0).bias;
        let plain = network.parameter_count();
        Self {
            network,
            counts: [plain, plain + classes * bias.len()],
            bias,
        }
    }

    /// Length of its flat parameters.
    pub fn parameter_count(&self) -> usize {
        self.counts[1]
    }

    /// Random parameters: those of [`Mlp::init`]. The columns are 0, so that a label says nothing yet.
    ///
    /// # Errors
    /// As [`Mlp::init`].
    pub fn init(&self, rng: &mut Rng) -> Result<Vec<f32>> {
        let mut params = Mlp::init(self.network, rng)?.to_params()?;
        params.resize(self.counts[1], 0.0);
        Ok(params)
    }

    /// The flat parameters on (x, y, τ) where the label is `label`.
    ///
    /// # Panics
    /// If there is no such class, or `params` has another length.
    pub fn told(&self, params: &[f32], label: Label) -> Vec<f32> {
        let (told, columns) = params.split_at(self.counts[0]);
        let mut told = told.to_vec();
        if let Some(class) = label {
            let column = &columns[class * self.bias.len()..];
            add(&mut told[self.bias.clone()], column);
        }
        told
    }

    /// Adds the gradient at the parameters of [`told`](Self::told) to that at all of them, `grad`.
    ///
    /// # Panics
    /// As [`told`](Self::told).
    pub fn add_gradient(&self, of_told: &[f32], label: Label, grad: &mut [f32]) {
        let (plain, columns) = grad.split_at_mut(self.counts[0]);
        add(plain, of_told);
        if let Some(class) = label {
            let column = &mut columns[class * self.bias.len()..];
            add(column, &of_told[self.bias.clone()]);
        }
    }
}

/// Adds pairwise, up to the shorter's end.
fn add(sum: &mut [f32], more: &[f32]) {
    for (sum, more) in sum.iter_mut().zip(more) {
        *sum += more;
    }
}
