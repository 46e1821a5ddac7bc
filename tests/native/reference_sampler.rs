//! The reverse SDE against PyTorch: the same weights, start and noise must give the same
//! particles. The weights come from a file that PyTorch wrote.

use crate::common::{Fixture, max_difference, path};
use nano_diffusion::network::Weights;
use nano_diffusion::process::Schedule;
use nano_diffusion::rng::Stream;
use nano_diffusion::sample::{Noise, Part, ReverseSde, Sampler};
use nano_diffusion::score::NetworkScore;

/// Two hundred steps of float32 rounding, for particles of size one: measured 1.3e-6. A
/// time grid shifted by one step, or a last step without noise, is off by 1e-2 and more.
const TOLERANCE: f64 = 2e-5;

#[test]
fn two_hundred_steps() {
    let fixture = Fixture::load("reverse_sde.safetensors");
    let bytes = std::fs::read(path("nano_20k_pytorch.safetensors")).unwrap();
    let weights = Weights::from_safetensors(&bytes).unwrap();
    let schedule = Schedule::new(weights.config.schedule).unwrap();
    let score = NetworkScore::new(weights.network().unwrap(), schedule);
    let (start, noise) = (fixture.f32("xT"), fixture.f32("noise"));
    let snapshots = fixture.f32("snapshots");
    let width = start.len();

    let unused = Noise::new(0, Stream::Sampler, Part::whole(width / 2));
    let mut sde = ReverseSde::start(score, schedule, 5e-3, start, unused);
    let mut compared = 0;
    for z in noise.chunks_exact(width) {
        sde.step_with_noise(z).unwrap();
        if sde.nfe() % 20 == 0 {
            let k = sde.nfe() / 20 - 1;
            let expected = &snapshots[k * width..(k + 1) * width];
            let error = max_difference(sde.positions(), expected);
            assert!(error < TOLERANCE, "after {} steps: {error:e}", sde.nfe());
            compared += 1;
        }
    }
    assert_eq!((compared, sde.nfe()), (10, 200));
    assert!(max_difference(sde.positions(), &fixture.f32("x0")) < TOLERANCE);
    assert!(sde.finished());
    assert_eq!(sde.t(), 0.0);
}
