//! A seeded random problem, and the network written naively in f64.

use nano_diffusion::network::{Activation, Arithmetic, LayerView, NetworkConfig};

/// SplitMix64.
pub struct Rng(pub u64);

impl Rng {
    /// Uniform in [−1, 1).
    pub fn uniform(&mut self) -> f32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^= z >> 31;
        (z >> 40) as f32 / 8_388_608.0 - 1.0
    }

    pub fn vec(&mut self, n: usize) -> Vec<f32> {
        (0..n).map(|_| self.uniform()).collect()
    }
}

/// A network without a parametrisation to speak of: the kernel knows none.
pub fn config(layers: usize, width: usize, silu: bool) -> NetworkConfig {
    NetworkConfig {
        layers,
        width,
        activation: if silu {
            Activation::Silu
        } else {
            Activation::Relu
        },
        ..NetworkConfig::default()
    }
}

pub fn in_arithmetic(config: NetworkConfig, fused: bool) -> NetworkConfig {
    let arithmetic = if fused {
        Arithmetic::Fused
    } else {
        Arithmetic::Portable
    };
    NetworkConfig {
        arithmetic,
        ..config
    }
}

#[derive(Clone)]
pub struct Problem {
    pub config: NetworkConfig,
    pub params: Vec<f32>,
    /// Rows (x, y, t).
    pub input: Vec<f32>,
    pub a: Vec<f32>,
    pub b: Vec<f32>,
    pub scale: f32,
}

pub struct Answer {
    pub out: Vec<f64>,
    pub loss: f64,
    pub grad: Vec<f64>,
}

impl Problem {
    /// He-scaled uniform weights, so that signals neither vanish nor blow up.
    pub fn random(config: NetworkConfig, n: usize, seed: u64) -> Self {
        let rng = &mut Rng(seed);
        let mut params = Vec::new();
        for view in config.views() {
            let bound = (6.0 / view.inputs as f32).sqrt();
            params.extend(rng.vec(view.weight.len()).iter().map(|w| w * bound));
            params.extend(rng.vec(view.bias.len()).iter().map(|b| b * 0.2));
        }
        let scale = 0.5 / n as f32;
        Self {
            config,
            params,
            input: rng.vec(3 * n),
            a: rng.vec(n),
            b: rng.vec(2 * n),
            scale,
        }
    }

    fn inputs(&self) -> Vec<Vec<f64>> {
        let rows = self.input.chunks_exact(3);
        rows.map(|row| row.iter().map(|&v| v.into()).collect())
            .collect()
    }

    fn linear(&self, view: &LayerView, x: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let w = &self.params[view.weight.clone()];
        let b = &self.params[view.bias.clone()];
        let row = |x: &Vec<f64>| {
            let dot = |w: &[f32]| w.iter().zip(x).map(|(&w, x)| f64::from(w) * x).sum::<f64>();
            w.chunks_exact(view.inputs)
                .zip(b)
                .map(|(w, &b)| dot(w) + f64::from(b))
                .collect()
        };
        x.iter().map(row).collect()
    }

    /// ReLU's gradient jumps where a pre-activation is 0, and there f32 and f64
    /// may rightly differ. So move each hidden bias, layer by layer, until no
    /// sample is near the jump: to the middle of the nearest wide gap between
    /// successive pre-activations. (If there is none, as when the layer below is
    /// dead, the unit is made active for all.) The problem stays a generic one
    /// and no comparison has to be skipped. Returns the distance of the nearest
    /// pre-activation to 0.
    pub fn avoid_kinks(&mut self) -> f64 {
        let layers = self.config.views();
        let mut x = self.inputs();
        let mut nearest = f64::INFINITY;
        for layer in &layers[..layers.len() - 1] {
            let z = self.linear(layer, &x);
            for r in 0..layer.outputs {
                let mut row: Vec<f64> = z.iter().map(|z| z[r]).collect();
                row.sort_by(f64::total_cmp);
                let wide = row.windows(2).filter(|gap| gap[1] - gap[0] > 2e-4);
                let middles = wide.map(|gap| (gap[0] + gap[1]) / 2.0);
                let nearest = middles.min_by(|p, q| p.abs().total_cmp(&q.abs()));
                let shift = nearest.unwrap_or(row[0] - 0.5);
                self.params[layer.bias.start + r] -= shift as f32;
            }
            x = self.linear(layer, &x);
            for z in x.iter_mut().flatten() {
                nearest = nearest.min(z.abs());
                *z = activate(self.config.activation, *z).0;
            }
        }
        nearest
    }

    /// How much the residuals a·net + b lose by cancellation, √(Σ (|a·net| + |b|)² /
    /// Σ (a·net + b)²) ≥ 1: any relative error of the network's output, such as
    /// rounding, comes out of the residuals, hence of loss and gradient, so many times
    /// larger. Usually about 1.4; for a single unlucky sample it may be anything.
    pub fn cancellation(&self, out: &[f64]) -> f64 {
        let (mut apart, mut together) = (0.0, 0.0);
        for (i, out) in out.iter().enumerate() {
            let (net, b) = (f64::from(self.a[i / 2]) * out, f64::from(self.b[i]));
            apart += (net.abs() + b.abs()).powi(2);
            together += (net + b).powi(2);
        }
        (apart / together).sqrt()
    }

    /// The relative error that rounding to f32 may leave in a network's output, and in its
    /// gradient: layer upon layer, forth and back, sums of some `width` products, in which the
    /// errors ε add up as at random, to √width ε. Of 16,000 problems with a few samples, where
    /// least is averaged out, the worst had 6.3 times layers √width ε between two orders of
    /// summation; a gradient without one sample of 150 has a hundred times that.
    pub fn rounding(&self) -> f64 {
        let NetworkConfig { layers, width, .. } = self.config;
        20.0 * layers as f64 * (width as f64).sqrt() * f64::from(f32::EPSILON / 2.0)
    }

    pub fn solve(&self) -> Answer {
        let layers = self.config.views();
        let mut xs = vec![self.inputs()];
        let mut slopes = Vec::new();
        for layer in &layers[..layers.len() - 1] {
            let z = self.linear(layer, &xs[xs.len() - 1]);
            let both = |z: &Vec<f64>| {
                z.iter()
                    .map(|&z| activate(self.config.activation, z))
                    .unzip()
            };
            let (x, slope): (Vec<Vec<f64>>, Vec<Vec<f64>>) = z.iter().map(both).unzip();
            xs.push(x);
            slopes.push(slope);
        }
        let out = self.linear(&layers[layers.len() - 1], &xs[xs.len() - 1]);

        let mut loss = 0.0;
        let scale = f64::from(self.scale);
        let mut g = out.clone();
        for (i, g) in g.iter_mut().enumerate() {
            for (d, g) in g.iter_mut().enumerate() {
                let a = f64::from(self.a[i]);
                let r = a * *g + f64::from(self.b[2 * i + d]);
                loss += scale * r * r;
                *g = 2.0 * scale * a * r;
            }
        }
        let mut grad = vec![0.0; self.params.len()];
        for (l, view) in layers.iter().enumerate().rev() {
            let (inputs, at) = (view.inputs, view.weight.start);
            for (x, g) in xs[l].iter().zip(&g) {
                for (r, g) in g.iter().enumerate() {
                    let row = &mut grad[at + r * inputs..][..inputs];
                    row.iter_mut().zip(x).for_each(|(grad, x)| *grad += g * x);
                    grad[view.bias.start + r] += g;
                }
            }
            if l > 0 {
                let w = &self.params[at..];
                let below = |(g, slope): (&Vec<f64>, &Vec<f64>)| {
                    let sum = |k: usize| {
                        g.iter()
                            .enumerate()
                            .map(|(r, g)| g * f64::from(w[r * inputs + k]))
                            .sum::<f64>()
                    };
                    slope
                        .iter()
                        .enumerate()
                        .map(|(k, slope)| sum(k) * slope)
                        .collect()
                };
                g = g.iter().zip(&slopes[l - 1]).map(below).collect();
            }
        }
        Answer {
            out: out.concat(),
            loss,
            grad,
        }
    }
}

fn activate(activation: Activation, z: f64) -> (f64, f64) {
    match activation {
        Activation::Relu if z > 0.0 => (z, 1.0),
        Activation::Relu => (0.0, 0.0),
        Activation::Silu => {
            let s = 1.0 / (1.0 + (-z).exp());
            (z * s, s + z * s * (1.0 - s))
        }
    }
}
