//! Settings of sampling: the method, its steps and how many particles.

use super::limits::{CHURN, DT, ETA, NOISE_STEPS, PARTICLES, SNR, TOLERANCE};
use crate::error::Result;
use serde::{Deserialize, Serialize};

/// How to get from x_T to x_0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Method {
    /// The reverse SDE by Euler–Maruyama.
    Sde,
    /// The probability-flow ODE by Euler's method.
    Euler,
    /// The probability-flow ODE by Heun's method.
    Heun,
    /// The probability-flow ODE by Bogacki and Shampine's pair, with steps of its choice.
    Adaptive,
    /// Steps by noise of first order, with as much chance as η says.
    Ddim,
    /// DPM-Solver++(2M): steps by noise of second order, without chance.
    Dpm,
    /// SDE-DPM-Solver++(2M): the same with the noise of the reverse SDE.
    DpmSde,
    /// Heun's method in EDM's σ, with churn.
    Edm,
    /// Ancestral steps, each corrected by one of Langevin's.
    Corrector,
}

impl Method {
    /// Whether what becomes of a particle depends on the others.
    pub fn couples(self) -> bool {
        matches!(self, Self::Adaptive | Self::Corrector)
    }
}

/// Settings of sampling.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct SampleConfig {
    /// Step of the reverse process, in the units of T; of those methods
    /// that step by time.
    pub dt: f64,
    /// Particles, all sampled at once.
    pub particles: usize,
    /// Process and integrator.
    pub method: Method,
    /// Error of one step that the adaptive method allows, relative and absolute.
    pub tolerance: f64,
    /// Steps from T to 0 of the methods that step by noise: DDIM and all after it.
    pub noise_steps: usize,
    /// DDIM's η: 0 without chance, 1 ancestral sampling.
    pub eta: f64,
    /// EDM's `S_churn`: how much noise is added and taken away again, over all steps.
    pub churn: f64,
    /// The corrector's signal-to-noise ratio r: the size of its Langevin steps.
    pub snr: f64,
}

impl Default for SampleConfig {
    fn default() -> Self {
        Self {
            dt: 5e-3,
            particles: 2000,
            method: Method::Sde,
            tolerance: 1e-3,
            noise_steps: 24,
            eta: 0.0,
            churn: 0.0,
            snr: 0.16,
        }
    }
}

impl SampleConfig {
    /// # Errors
    /// A setting outside its limits.
    pub fn validate(&self) -> Result<()> {
        DT.check(self.dt)?;
        PARTICLES.check(self.particles as f64)?;
        TOLERANCE.check(self.tolerance)?;
        NOISE_STEPS.check(self.noise_steps as f64)?;
        ETA.check(self.eta)?;
        CHURN.check(self.churn)?;
        SNR.check(self.snr)
    }
}
