//! The bits of every sampler, at every step, as they were when each was first tried: a change of
//! structure must not change a sample.

use nano_diffusion::data::{DataConfig, DataKind, DataSet, Distribution};
use nano_diffusion::exact::DataOracle;
use nano_diffusion::likelihood::reference::{LikelihoodConfig, data_run};
use nano_diffusion::network::Weights;
use nano_diffusion::process::{Schedule, ScheduleConfig};
use nano_diffusion::sample::{
    ForwardClosedForm, ForwardSde, Method, Part, SampleConfig, Sampler, sampler,
};
use nano_diffusion::score::{NetworkScore, Score};

/// FNV-1a.
struct Hash(u64);

impl Hash {
    fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn add(&mut self, bits: u64) {
        self.0 = (self.0 ^ bits).wrapping_mul(0x0100_0000_01b3);
    }
}

/// Steps, evaluations, and the bits of all times and positions from start to end.
fn run(mut sampler: Box<dyn Sampler>) -> (usize, usize, u64) {
    let mut hash = Hash::new();
    let mut steps = 0;
    loop {
        hash.add(sampler.t().to_bits());
        for x in sampler.positions() {
            hash.add(x.to_bits().into());
        }
        if sampler.finished() {
            return (steps, sampler.nfe(), hash.0);
        }
        sampler.step().unwrap();
        steps += 1;
    }
}

fn schedule() -> Schedule {
    Schedule::new(ScheduleConfig {
        t_end: 1.3,
        ..ScheduleConfig::default()
    })
    .unwrap()
}

fn data() -> DataSet {
    let kind = DataKind::Moons;
    DataSet::new(&DataConfig {
        kind,
        ..DataConfig::default()
    })
    .unwrap()
}

fn network() -> NetworkScore {
    let file = std::fs::read("tests/fixtures/old/shipped.safetensors").unwrap();
    let network = Weights::from_safetensors(&file).unwrap().network();
    NetworkScore::new(network.unwrap(), schedule())
}

#[test]
fn from_noise_to_data() {
    for (method, learned, exact) in [
        (
            Method::Sde,
            (44, 44, 0xa0a2_f97b_f11c_5116),
            (44, 44, 0x25eb_5e77_1bd0_b523),
        ),
        (
            Method::Euler,
            (44, 44, 0x7e02_a517_3f8f_c978),
            (44, 44, 0x77bc_910a_c274_9008),
        ),
        (
            Method::Heun,
            (44, 87, 0x2cdd_ddc5_dd6a_c303),
            (44, 87, 0x4af4_ee5e_e69b_a7ca),
        ),
        (
            Method::Adaptive,
            (19, 94, 0xf6ec_2a94_db57_7311),
            (12, 61, 0x6284_bf38_21ab_1e8b),
        ),
    ] {
        let config = SampleConfig {
            dt: 0.03,
            particles: 100,
            method,
            tolerance: 1e-3,
            ..SampleConfig::default()
        };
        let width = data().finest_width();
        let scores: [(Box<dyn Score>, _); 2] = [
            (Box::new(network()), learned),
            (Box::new(DataOracle::new(&data(), schedule())), exact),
        ];
        for (score, expected) in scores {
            let found = run(sampler(score, schedule(), config, width, 5).unwrap());
            assert_eq!(found, expected, "{method:?}");
        }
    }
}

#[test]
fn by_noise() {
    for (method, expected) in [
        (Method::Ddim, (12, 12, 0xe8e5_0c3c_8cfa_7af5)),
        (Method::Dpm, (12, 12, 0xdc41_2d07_d904_fcd2)),
        (Method::DpmSde, (12, 12, 0xf11e_8fb5_11d8_0e0c)),
        (Method::Edm, (12, 23, 0x9975_35cb_6cdd_a33a)),
        (Method::Corrector, (12, 23, 0x0a36_e6d4_4467_2e4e)),
    ] {
        let config = SampleConfig {
            particles: 100,
            method,
            noise_steps: 12,
            eta: 0.5,
            churn: 5.0,
            ..SampleConfig::default()
        };
        let score = DataOracle::new(&data(), schedule());
        let width = data().finest_width();
        let found = run(sampler(score, schedule(), config, width, 5).unwrap());
        assert_eq!(found, expected, "{method:?}");
    }
}

#[test]
fn from_data_to_noise() {
    for (dt, sde, closed) in [
        (
            0.03,
            (44, 0xb7e9_0287_fe14_5e27),
            (44, 0x2624_2dda_ec20_f91d),
        ),
        (
            0.1,
            (13, 0x1fad_d3d3_a9fa_c7dd),
            (13, 0x8b78_84da_1777_ac0c),
        ),
    ] {
        let forward = ForwardSde::new(&data(), schedule(), dt, Part::whole(100), 5).unwrap();
        let (steps, nfe, hash) = run(Box::new(forward));
        assert_eq!((steps, nfe, hash), (sde.0, 0, sde.1), "{dt}");
        let forward = ForwardClosedForm::new(&data(), schedule(), dt, Part::whole(100), 5).unwrap();
        let (steps, nfe, hash) = run(Box::new(forward));
        assert_eq!((steps, nfe, hash), (closed.0, 0, closed.1), "{dt}");
    }
}

#[test]
fn likelihoods() {
    let config = LikelihoodConfig {
        steps: 10,
        points: 50,
        ..LikelihoodConfig::default()
    };
    let mut run = data_run(network(), &data(), schedule(), config, 5);
    let mut hash = Hash::new();
    loop {
        hash.add(run.t().to_bits());
        for x in run.state() {
            hash.add(x.to_bits());
        }
        if run.finished() {
            break;
        }
        run.step().unwrap();
    }
    for log_p in run.log_p() {
        hash.add(log_p.to_bits());
    }
    assert_eq!((run.nfe(), hash.0), (40, 0x2ab4_2aca_a55a_4a89));
}
