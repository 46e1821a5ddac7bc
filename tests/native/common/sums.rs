//! A test body that runs natively and in the browser: the bits of exact answers about many points.

use nano_diffusion::data::{Distribution, Mixture};
use nano_diffusion::exact::{MixtureOracle, Oracle};
use nano_diffusion::process::{Schedule, ScheduleConfig};

/// What [`checksum`] gives on every platform.
pub const CHECKSUM: u64 = 0x501e_fc17_e7c8_dd32;

/// FNV-1a over the bits of densities, scores and divergences, from t = 0 to T.
pub fn checksum() -> u64 {
    // A sunflower: no function of the platform is in its numbers.
    let points: Vec<f64> = (0..1000)
        .flat_map(|i| {
            let radius = 1.5 * (f64::from(i) / 1000.0).sqrt();
            let (sin, cos) = libm::sincos(2.399_963 * f64::from(i));
            [radius * cos, radius * sin]
        })
        .collect();
    let schedule = Schedule::new(ScheduleConfig::default()).unwrap();
    let mut oracle = MixtureOracle::equal(&points, 0.08, schedule).unwrap();
    let mixture = Mixture::equal(&points, 0.3).unwrap();
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for t in [1e-4, 0.05, 0.1, 0.2, 0.4, 0.7, 1.0] {
        for p in points.chunks_exact(2).step_by(9) {
            let x = [1.7 * p[1], 1.3 * p[0]];
            let found = oracle.at(x, t);
            let [dx, dy] = found.score;
            let density = mixture.log_density(x[0], x[1]);
            for value in [found.log_p, dx, dy, found.divergence, density] {
                hash = (hash ^ value.to_bits()).wrapping_mul(0x0100_0000_01b3);
            }
        }
    }
    hash
}
