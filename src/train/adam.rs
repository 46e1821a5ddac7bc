//! Adam in one pass and in place.
//!
//! With g the gradient at step k = 1, 2, …
//!
//! ```text
//! m ← β₁ m + (1 − β₁) g         m̂ = m / (1 − β₁ᵏ)
//! v ← β₂ v + (1 − β₂) g²        v̂ = v / (1 − β₂ᵏ)
//! θ ← (1 − lr λ) θ − lr m̂ / (√v̂ + ε)
//! ```
//!
//! Source: Kingma and Ba, "Adam", 2015; Loshchilov and Hutter, "Decoupled weight decay
//! regularization", 2019 (λ, zero here unless asked for).
//!
//! It is an [`Optimizer`] of candle's, for a [`Var`] of candle's, and gives what candle-nn's
//! [`AdamW`](candle_nn::AdamW) does, with its settings and its order of operations; but the
//! pass over the numbers is ours, and the moments m and v are plain vectors. AdamW makes a dozen tensors a step, at a batch of 128 for up to a tenth
//! of the time of a gradient; this one goes over each number once.

use crate::network::flat;
use candle_core::backprop::GradStore;
use candle_core::{CpuStorage, InplaceOp2, Layout, Result, Var, bail};
use candle_nn::{Optimizer, ParamsAdamW};
use std::cell::RefCell;

/// The optimiser, for float32 variables on the CPU.
#[derive(Debug)]
pub struct Adam {
    vars: Vec<(Var, Moments)>,
    step: i32,
    params: ParamsAdamW,
}

/// Running means of the gradient and of its square.
#[derive(Debug)]
struct Moments {
    first: Vec<f32>,
    second: Vec<f32>,
}

impl Optimizer for Adam {
    type Config = ParamsAdamW;

    fn new(vars: Vec<Var>, params: ParamsAdamW) -> Result<Self> {
        let with_moments = |var: Var| {
            let zeros = vec![0.0; var.elem_count()];
            let moments = Moments {
                first: zeros.clone(),
                second: zeros,
            };
            (var, moments)
        };
        Ok(Self {
            vars: vars.into_iter().map(with_moments).collect(),
            step: 0,
            params,
        })
    }

    /// Variables without a gradient in `grads` stay as they are.
    ///
    /// # Errors
    /// A variable or gradient that is not contiguous float32.
    fn step(&mut self, grads: &GradStore) -> Result<()> {
        self.step += 1;
        let p = &self.params;
        for (var, moments) in &mut self.vars {
            if let Some(grad) = grads.get(var) {
                let update = Update {
                    moments: RefCell::new(moments),
                    beta: [p.beta1 as f32, p.beta2 as f32],
                    rest: [(1.0 - p.beta1) as f32, (1.0 - p.beta2) as f32],
                    correct: [
                        (1.0 / (1.0 - p.beta1.powi(self.step))) as f32,
                        (1.0 / (1.0 - p.beta2.powi(self.step))) as f32,
                    ],
                    keep: (1.0 - p.lr * p.weight_decay) as f32,
                    lr: p.lr as f32,
                    eps: p.eps as f32,
                };
                var.inplace_op2(grad, &update)?;
            }
        }
        Ok(())
    }

    fn learning_rate(&self) -> f64 {
        self.params.lr
    }

    fn set_learning_rate(&mut self, lr: f64) {
        self.params.lr = lr;
    }
}

impl Adam {
    /// The running means of the gradient and of its square, variable by variable.
    pub fn moments(&self) -> [Vec<&[f32]>; 2] {
        let each = || self.vars.iter().map(|(_, moments)| moments);
        [
            each().map(|moments| moments.first.as_slice()).collect(),
            each().map(|moments| moments.second.as_slice()).collect(),
        ]
    }

    /// Goes back to where [`moments`](Self::moments), one variable's after the other's, were
    /// after `step` steps.
    ///
    /// # Errors
    /// Moments of another length than the variables, or more steps than can be counted.
    pub fn restore(&mut self, step: usize, [first, second]: [&[f32]; 2]) -> Result<()> {
        let length: usize = self.vars.iter().map(|(var, _)| var.elem_count()).sum();
        if first.len() != length || second.len() != length {
            bail!(
                "the moments are {} and {}, not {length}",
                first.len(),
                second.len()
            );
        }
        let Ok(step) = i32::try_from(step) else {
            bail!("{step} steps are more than can be counted");
        };
        self.step = step;
        let mut start = 0;
        for (_, moments) in &mut self.vars {
            let end = start + moments.first.len();
            moments.first.copy_from_slice(&first[start..end]);
            moments.second.copy_from_slice(&second[start..end]);
            start = end;
        }
        Ok(())
    }
}

/// One variable's step, with everything that does not depend on the element computed.
struct Update<'a> {
    /// Candle hands operations out as `&self`.
    moments: RefCell<&'a mut Moments>,
    /// β₁, β₂.
    beta: [f32; 2],
    /// 1 − β₁, 1 − β₂.
    rest: [f32; 2],
    /// 1 / (1 − β₁ᵏ), 1 / (1 − β₂ᵏ).
    correct: [f32; 2],
    /// 1 − lr λ.
    keep: f32,
    lr: f32,
    eps: f32,
}

impl InplaceOp2 for Update<'_> {
    fn name(&self) -> &'static str {
        "adam"
    }

    fn cpu_fwd(
        &self,
        theta: &mut CpuStorage,
        layout: &Layout,
        grad: &CpuStorage,
        grad_layout: &Layout,
    ) -> Result<()> {
        let CpuStorage::F32(theta) = theta else {
            bail!("adam is for float32 variables");
        };
        let theta = &mut theta[flat::range(layout)?];
        let grad = flat::slice(grad, grad_layout)?;
        let moments = &mut *self.moments.borrow_mut();
        let moments = moments.first.iter_mut().zip(&mut moments.second);
        for ((theta, g), (m, v)) in theta.iter_mut().zip(grad).zip(moments) {
            *m = *m * self.beta[0] + g * self.rest[0];
            *v = *v * self.beta[1] + g * g * self.rest[1];
            let step = *m * self.correct[0] / ((*v * self.correct[1]).sqrt() + self.eps);
            *theta = *theta * self.keep - step * self.lr;
        }
        Ok(())
    }
}
