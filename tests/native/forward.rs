//! The forward process as the page draws it, and the score on a grid.

use nano_diffusion::data::{Distribution, Ring, RingConfig};
use nano_diffusion::error::{Error, Result};
use nano_diffusion::exact::field::{grid, scaled_score};
use nano_diffusion::process::{ClosedForm, Schedule, ScheduleConfig};
use nano_diffusion::rng::{Stream, stream};
use nano_diffusion::sample::{ForwardClosedForm, ForwardSde, Part, Sampler};
use nano_diffusion::score::Score;

const N: usize = 20_000;

fn ring() -> Ring {
    Ring::new(RingConfig::default()).unwrap()
}

fn schedule() -> Schedule {
    Schedule::new(ScheduleConfig::default()).unwrap()
}

/// E|x|² / 2 of flat points.
fn half_square(points: &[f32]) -> f64 {
    let sum: f64 = points.iter().map(|v| f64::from(*v).powi(2)).sum();
    sum / points.len() as f64
}

/// E|x_t|²/2 = A² E|x₀|²/2 + B², to five standard errors: |x|²/2 of one point has a
/// standard deviation of at most 1, that of the prior.
#[test]
fn both_clouds_have_the_second_moment_of_p_t() {
    let tolerance = 5.0 / (N as f64).sqrt();
    let closed = ClosedForm::new(&ring(), schedule(), N, 3);
    let mut sde = ForwardSde::new(&ring(), schedule(), 2e-3, Part::whole(N), 3).unwrap();
    let (mut steps, mut seen) = (0_usize, 0);
    while !sde.finished() {
        sde.step().unwrap();
        steps += 1;
        if !steps.is_multiple_of(100) {
            continue;
        }
        let t = sde.t();
        let (a, b) = (schedule().a(t), schedule().b(t));
        let want = 0.5 * a * a * ring().second_moment() + b * b;
        for found in [half_square(&closed.at(t)), half_square(sde.positions())] {
            assert!((found - want).abs() < tolerance, "t = {t}: {found}, {want}");
        }
        seen += 1;
    }
    assert_eq!(seen, 5);
    assert!((sde.t() - 1.0).abs() < 1e-12);
    assert!(matches!(sde.step(), Err(Error::Finished(_))));
}

#[test]
fn both_clouds_start_at_the_data_of_the_seed() {
    let data = ring().sample(50, &mut stream(7, Stream::Data));
    assert_eq!(ClosedForm::new(&ring(), schedule(), 50, 7).at(0.0), data);
    let mut sde = ForwardSde::new(&ring(), schedule(), 0.01, Part::whole(50), 7).unwrap();
    assert_eq!(sde.positions(), data);
    assert_eq!((sde.t(), sde.nfe()), (0.0, 0));
    assert_eq!(count_steps(&mut sde), 100);
}

#[test]
fn the_last_step_ends_at_the_end() {
    let mut sde = ForwardSde::new(&ring(), schedule(), 0.03, Part::whole(10), 1).unwrap();
    assert_eq!(count_steps(&mut sde), 34);
    assert_eq!(sde.t(), 1.0);
    assert!(ForwardSde::new(&ring(), schedule(), f64::NAN, Part::whole(10), 1).is_err());
}

/// In closed form the times are those of the SDE, and each cloud that of its time.
#[test]
fn the_closed_form_keeps_step_with_the_sde() {
    let mut sde = ForwardSde::new(&ring(), schedule(), 0.03, Part::whole(10), 1).unwrap();
    let mut closed = ForwardClosedForm::new(&ring(), schedule(), 0.03, Part::whole(10), 1).unwrap();
    let cloud = ClosedForm::new(&ring(), schedule(), 10, 1);
    while !sde.finished() {
        assert_eq!(closed.positions(), cloud.at(sde.t()));
        sde.step().unwrap();
        closed.step().unwrap();
        assert_eq!((closed.t(), closed.progress()), (sde.t(), sde.progress()));
    }
    assert_eq!(closed.positions(), cloud.at(1.0));
    assert!(matches!(closed.step(), Err(Error::Finished(_))));
}

/// Steps from here to the end.
fn count_steps(sampler: &mut impl Sampler) -> usize {
    let mut steps = 0;
    while !sampler.finished() {
        sampler.step().unwrap();
        steps += 1;
    }
    steps
}

struct Gaussian;

impl Score for Gaussian {
    fn score(&mut self, x: &[f32], _: f64, out: &mut [f32]) -> Result<()> {
        for (out, x) in out.iter_mut().zip(x) {
            *out = -x;
        }
        Ok(())
    }
}

#[test]
fn a_grid_runs_from_the_bottom_left_and_is_scaled_by_b() {
    assert_eq!(grid(2, 1.0), [-0.5, -0.5, 0.5, -0.5, -0.5, 0.5, 0.5, 0.5]);
    let points = grid(3, 3.0);
    assert_eq!(points[..4], [-2.0, -2.0, 0.0, -2.0]);
    let b = schedule().b(0.2) as f32;
    let found = scaled_score(&mut Gaussian, &schedule(), 0.2, &points).unwrap();
    for (found, x) in found.iter().zip(&points) {
        assert_eq!(*found, b * -x);
    }
    // At t = 0 it shows the score just after.
    let at_zero = scaled_score(&mut Gaussian, &schedule(), 0.0, &points).unwrap();
    assert!(at_zero[0] > 0.0 && at_zero[0] < 0.05);
}
