//! Times a training step in burn, on its CPU backend flex: six layers with ReLU, the residual
//! b · net + ε, Adam. `burn-step BATCH WIDTH` prints the quartiles in ms, and the losses of the
//! first step and the last, on the one batch. That is there already, as for the others.

use burn::module::Module;
use burn::nn::{Linear, LinearConfig};
use burn::optim::{AdamConfig, GradientsParams, Optimizer};
use burn::tensor::{Device, Distribution, Tensor, activation::relu};
use std::time::{Duration, Instant};

#[derive(Module, Debug)]
struct Mlp {
    layers: Vec<Linear>,
}

impl Mlp {
    fn new(width: usize, device: &Device) -> Self {
        let sizes = [3, width, width, width, width, width, 2];
        let layer = |s: &[usize]| LinearConfig::new(s[0], s[1]).init(device);
        Self {
            layers: sizes.windows(2).map(layer).collect(),
        }
    }

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let last = self.layers.len() - 1;
        self.layers.iter().enumerate().fold(x, |x, (i, layer)| {
            let z = layer.forward(x);
            if i < last { relu(z) } else { z }
        })
    }
}

fn main() {
    let mut asked = std::env::args()
        .skip(1)
        .map(|v| v.parse().expect("BATCH WIDTH"));
    let (batch, width) = (asked.next().unwrap_or(512), asked.next().unwrap_or(64));
    let device = Device::default().autodiff();
    let random =
        |columns, distribution| Tensor::<2>::random([batch, columns], distribution, &device);
    let normal = Distribution::Normal(0.0, 1.0);
    let (x, eps) = (random(3, normal), random(2, normal));
    let b = random(1, Distribution::Uniform(0.0, 1.0));
    let mut model = Mlp::new(width, &device);
    let mut adam = AdamConfig::new().init();
    let mut step = || {
        let residual = model.forward(x.clone()) * b.clone() + eps.clone();
        let loss = (residual.clone() * residual).mean();
        let gradients = GradientsParams::from_grads(loss.backward(), &model);
        model = adam.step(1e-3, model.clone(), gradients);
        loss.into_scalar::<f32>()
    };
    let first = step();
    let mut last = first;
    let mut times = Vec::new();
    let start = Instant::now();
    while times.len() < 7 || start.elapsed() < Duration::from_secs(2) {
        let began = Instant::now();
        last = step();
        times.push(began.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    let [low, median, high] = [1, 2, 3].map(|quarter| times[quarter * times.len() / 4]);
    println!(r#"{{"median":{median},"quartiles":[{low},{high}],"losses":[{first},{last}]}}"#);
}
