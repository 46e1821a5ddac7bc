//! How probable does a score hold the data? Likelihoods by the probability-flow ODE.
//!
//! (Written for the post's path; [`Grid`] has the others.)
//!
//! The flow dx/dt = f(x, t) = −½ β (x + s) turns p_0 into p_T. Along it the logarithm of
//! the density changes by d log p_t(x_t)/dt = −∇·f = β + ½ β ∇·s (in two dimensions), so
//!
//! log p_0(x₀) = log N(x_T; 0, I) − ∫ (β + ½ β ∇·s(x_t, t)) dt,
//!
//! all in nats, with the exact divergence. This is the density of what the flow makes of
//! N(0, I): the model's. From it follow NLL and KL ([`DataFit`]). Between 0 and t_ε
//! ([`end_time`](crate::process::end_time)) nothing is done; p_{t_ε} stands for p_0.
//!
//! [`Grid`] is where the flow is evaluated, [`Path`] follows it, [`LogDensity`] is log p at any
//! points, [`FitRun`] compares model and data; [`by_time`] says at which noise they come apart.
//! [`reference`](mod@reference) is the plain and slow way.
//! Distribution: Chen et al., "Neural ordinary differential equations", 2018; Song et al., 2021.
//!
//! ```
//! use nano_diffusion::data::{Ring, RingConfig};
//! use nano_diffusion::exact::RingOracle;
//! use nano_diffusion::likelihood::{FitConfig, data_fit};
//! use nano_diffusion::process::{Schedule, ScheduleConfig};
//! let schedule = Schedule::new(ScheduleConfig::default()).unwrap();
//! let ring = Ring::new(RingConfig::default()).unwrap();
//! let exact = RingOracle::new(ring.clone(), schedule);
//! let config = FitConfig { points: 200, ..FitConfig::default() };
//! let fit = data_fit(exact, &ring, &schedule, config, 1).unwrap();
//! assert!(fit.kl.mean < 1e-4); // the exact score's model is the data
//! ```

pub mod by_time;
mod fit;
mod grid;
mod path;
pub mod reference;
mod window;

pub use fit::{CHECKED, DataFit, FitConfig, FitRun, ROW, data_fit};
pub use grid::Grid;
pub use path::Path;
pub use window::Window;

use crate::error::Result;
use crate::score::ScoreDivergence;

/// log p at points of one's choice.
pub struct LogDensity<S> {
    score: S,
    points: Vec<f64>,
    path: Path,
}

impl<S: ScoreDivergence> LogDensity<S> {
    /// At flat points `[n, 2]`, along the nodes of a grid.
    pub fn new(score: S, grid: Grid, points: Vec<f64>) -> Self {
        Self {
            path: Path::new(grid, &points),
            points,
            score,
        }
    }

    /// One step towards the noise.
    ///
    /// # Errors
    /// As [`Path::advance`].
    pub fn step(&mut self) -> Result<()> {
        self.path.advance(&mut self.score)
    }

    /// The way so far.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The points as given, flat `[n, 2]`.
    pub fn points(&self) -> &[f64] {
        &self.points
    }

    /// log p `[n]`, in nats; right once the path is finished.
    pub fn log_p(&self) -> Vec<f64> {
        let ends = self.path.log_noise().zip(self.path.change());
        ends.map(|(log_normal, change)| log_normal - change)
            .collect()
    }
}
