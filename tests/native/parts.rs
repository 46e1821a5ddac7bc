//! Particles in parts: whoever moves which of them, each goes the same way, to the bit.

use nano_diffusion::data::{DataConfig, DataKind, DataSet};
use nano_diffusion::error::Error;
use nano_diffusion::exact::DataOracle;
use nano_diffusion::network::Weights;
use nano_diffusion::process::{Schedule, ScheduleConfig};
use nano_diffusion::rng::{Stream, block_stream, stream, uniform};
use nano_diffusion::sample::{
    BLOCK, ForwardClosedForm, ForwardSde, Method, Part, SampleConfig, Sampler, sampler,
    sampler_of_part,
};
use nano_diffusion::score::{NetworkScore, Score};
use proptest::prelude::*;

const PARTICLES: usize = 4 * BLOCK + 57;

fn schedule() -> Schedule {
    Schedule::new(ScheduleConfig::default()).unwrap()
}

fn data(kind: DataKind) -> DataSet {
    DataSet::new(&DataConfig {
        kind,
        ..DataConfig::default()
    })
    .unwrap()
}

/// A network's score, the ring's, or a mixture's.
fn score(which: usize) -> Box<dyn Score> {
    match which {
        0 => {
            let file = std::fs::read("tests/fixtures/old/shipped.safetensors").unwrap();
            let network = Weights::from_safetensors(&file).unwrap().network().unwrap();
            Box::new(NetworkScore::new(network, schedule()))
        }
        1 => Box::new(DataOracle::new(&data(DataKind::Ring), schedule())),
        _ => Box::new(DataOracle::new(&data(DataKind::Moons), schedule())),
    }
}

fn config(method: Method, particles: usize) -> SampleConfig {
    SampleConfig {
        dt: 0.2,
        particles,
        method,
        noise_steps: 5,
        eta: 0.5,
        churn: 3.0,
        ..SampleConfig::default()
    }
}

/// Its particles at each step.
fn frames(mut sampler: Box<dyn Sampler>) -> Vec<Vec<u32>> {
    let bits = |sampler: &dyn Sampler| sampler.positions().iter().map(|x| x.to_bits()).collect();
    let mut frames = vec![bits(&*sampler)];
    while !sampler.finished() {
        sampler.step().unwrap();
        frames.push(bits(&*sampler));
    }
    frames
}

/// A run of blocks, as first particle and count.
fn cut(from: usize, blocks: usize) -> Part {
    let first = from * BLOCK;
    Part::new(first, (blocks * BLOCK).min(PARTICLES - first)).unwrap()
}

const METHODS: [Method; 7] = [
    Method::Sde,
    Method::Euler,
    Method::Heun,
    Method::Ddim,
    Method::Dpm,
    Method::DpmSde,
    Method::Edm,
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_part_is_as_in_the_whole(
        method in 0..METHODS.len(),
        which in 0_usize..3,
        from in 0_usize..5,
        blocks in 1_usize..5,
    ) {
        let (config, part) = (config(METHODS[method], PARTICLES), cut(from, blocks));
        let whole = frames(sampler(score(which), schedule(), config, 0.07, 3).unwrap());
        let some = sampler_of_part(score(which), schedule(), config, 0.07, 3, part).unwrap();
        let range = 2 * part.first()..2 * (part.first() + part.count());
        for (whole, some) in whole.iter().zip(frames(some)) {
            prop_assert_eq!(&whole[range.clone()], some);
        }
    }

    #[test]
    fn any_part_of_the_way_to_noise(from in 0_usize..5, blocks in 1_usize..5, seed in 0_u64..9) {
        let (ring, part, all) = (data(DataKind::Ring), cut(from, blocks), Part::whole(PARTICLES));
        let range = 2 * part.first()..2 * (part.first() + part.count());
        let sde = |part| Box::new(ForwardSde::new(&ring, schedule(), 0.2, part, seed).unwrap());
        let closed =
            |part| Box::new(ForwardClosedForm::new(&ring, schedule(), 0.2, part, seed).unwrap());
        for (whole, some) in [(frames(sde(all)), frames(sde(part))), (frames(closed(all)), frames(closed(part)))] {
            for (whole, some) in whole.iter().zip(some) {
                prop_assert_eq!(&whole[range.clone()], some);
            }
        }
    }
}

/// How many particles there are changes nothing for those of full blocks.
#[test]
fn more_particles_leave_the_first_as_they_were() {
    for method in METHODS {
        let run = |n| frames(sampler(score(1), schedule(), config(method, n), 0.07, 3).unwrap());
        let (few, many) = (run(BLOCK), run(2 * BLOCK + 1));
        for (few, many) in few.iter().zip(many) {
            assert!(few[..] == many[..few.len()], "{method:?}");
        }
    }
}

#[test]
fn what_looks_at_all_particles_knows_no_parts() {
    for method in [Method::Adaptive, Method::Corrector] {
        assert!(method.couples());
        let part = |part| {
            let config = config(method, PARTICLES);
            sampler_of_part(score(1), schedule(), config, 0.07, 3, part).map(|_| ())
        };
        assert!(matches!(part(cut(1, 1)), Err(Error::Shape { .. })));
        assert!(part(Part::whole(PARTICLES)).is_ok());
    }
    assert!(METHODS.iter().all(|method| !method.couples()));
    let beyond = Part::new(4 * BLOCK, 58).unwrap();
    let config = config(Method::Sde, PARTICLES);
    assert!(sampler_of_part(score(1), schedule(), config, 0.07, 3, beyond).is_err());
    assert!(Part::new(BLOCK - 1, 3).is_err());
}

/// Block 0 has the stream that all particles once had; those of others begin elsewhere.
#[test]
fn blocks_have_streams_of_their_own() {
    let firsts = |from| -> Vec<f64> {
        let streams = block_stream(7, Stream::Sampler, from).take(4);
        streams.map(|mut rng| uniform(&mut rng)).collect()
    };
    let all = firsts(0);
    assert_eq!(all[0], uniform(&mut stream(7, Stream::Sampler)));
    assert_eq!(all[2..], firsts(2)[..2]);
    let mut sorted = all.clone();
    sorted.sort_by(f64::total_cmp);
    sorted.dedup();
    assert_eq!(sorted.len(), 4);
}
