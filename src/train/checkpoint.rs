//! Checkpoints: all that a training run needs to go on, as bytes.
//!
//! Batches are drawn by seed, step and shard ([`crate::rng::shard_stream`]), so no generator's
//! state belongs to it: settings, step, weights, Adam's moments and the average are the run.
//! One that is resumed makes the same bits as one that was never interrupted.
//!
//! | bytes | content, little-endian |
//! |---|---|
//! | 8 | `nanodiff` |
//! | 4 | version of the format |
//! | 4 | CRC-32 of all that follows |
//! | 4 | length of the JSON |
//! | … | JSON: `step` and `config` |
//! | 4 each | float32: weights, those before the last update, both moments, the average if any |
//!
//! Whatever is read was written by someone else, perhaps by a disk that failed: nothing of it
//! is believed, and no more memory is taken than the bytes themselves need.
//!
//! ```
//! use nano_diffusion::{Config, train::{Checkpoint, Trainer}};
//! let mut config = Config::default();
//! config.train.batch = 32;
//! let mut run = Trainer::new(config).unwrap();
//! run.step().unwrap();
//! let bytes = run.checkpoint().unwrap().to_bytes().unwrap();
//! let mut resumed = Trainer::from_checkpoint(Checkpoint::from_bytes(&bytes).unwrap()).unwrap();
//! assert_eq!(resumed.step().unwrap(), run.step().unwrap());
//! ```

use crate::config::Config;
use crate::error::{Error, Result};
use crc::{CRC_32_ISO_HDLC, Crc};
use serde::{Deserialize, Serialize};

/// The CRC-32 of zip and PNG. One table of 256, not sixteen of them: it is downloaded.
const CRC: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);
const MAGIC: &[u8; 8] = b"nanodiff";
/// Raised with every change after which older files would be misread.
const VERSION: u32 = 1;
/// Magic, version, checksum and the JSON's length.
const FIXED: usize = 20;
/// The JSON is a few hundred bytes, or up to 50 kB with 1000 points of one's own; more is not
/// one of ours.
const MAX_JSON: usize = 1 << 16;

/// A run between two steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Checkpoint {
    /// With the learning rate as it was then, and those before it.
    pub config: Config,
    /// Steps made.
    pub step: usize,
    /// The network's flat parameters.
    pub weights: Vec<f32>,
    /// The weights before the last update: what to return to on divergence.
    pub last_finite: Vec<f32>,
    /// Adam's running means of the gradient and of its square.
    pub moments: [Vec<f32>; 2],
    /// The average of the weights, where the settings ask for one.
    pub average: Option<Vec<f32>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    step: usize,
    config: Config,
}

impl Checkpoint {
    /// The arrays by name, in the order of the file.
    fn arrays(&self) -> impl Iterator<Item = (&'static str, &[f32])> {
        let [first, second] = &self.moments;
        [
            ("weights", Some(&self.weights)),
            ("last weights", Some(&self.last_finite)),
            ("first moment", Some(first)),
            ("second moment", Some(second)),
            ("average", self.average.as_ref()),
        ]
        .into_iter()
        .filter_map(|(name, array): (_, Option<&Vec<f32>>)| Some((name, array?.as_slice())))
    }

    /// # Errors
    /// Settings outside their limits, or numbers that no run could have.
    pub fn validate(&self) -> Result<()> {
        self.config.validate()?;
        let (step, steps) = (self.step, self.config.train.steps);
        if step > steps {
            return Err(Error::bad_checkpoint(format!(
                "it is at step {step} of {steps}"
            )));
        }
        if self.average.is_some() != averages(&self.config) {
            return Err(Error::bad_checkpoint(
                "it must have an average exactly if its settings ask for one",
            ));
        }
        let count = self.config.network.parameter_count();
        for (name, values) in self.arrays() {
            if values.len() != count {
                let got = values.len();
                return Err(Error::bad_checkpoint(format!(
                    "its {name} has {got} numbers instead of {count}"
                )));
            }
            if !values.iter().all(|v| v.is_finite()) {
                return Err(Error::bad_checkpoint(format!(
                    "its {name} holds a value that is not finite"
                )));
            }
        }
        // Its square root is taken.
        if self.moments[1].iter().any(|v| *v < 0.0) {
            return Err(Error::bad_checkpoint(
                "its second moment holds a negative value",
            ));
        }
        Ok(())
    }

    /// # Errors
    /// As [`validate`](Self::validate): what could not be read is not written.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        self.validate()?;
        let json = serde_json::to_vec(&Header {
            step: self.step,
            config: self.config.clone(),
        })
        .map_err(Error::bad_checkpoint)?;
        let length = u32::try_from(json.len()).map_err(Error::bad_checkpoint)?;
        let numbers = arrays_of(&self.config) * self.weights.len();
        let mut bytes = Vec::with_capacity(FIXED + json.len() + 4 * numbers);
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&VERSION.to_le_bytes());
        bytes.extend_from_slice(&[0; 4]);
        bytes.extend_from_slice(&length.to_le_bytes());
        bytes.extend_from_slice(&json);
        for (_, values) in self.arrays() {
            bytes.extend(values.iter().flat_map(|v| v.to_le_bytes()));
        }
        let sum = CRC.checksum(&bytes[16..]);
        bytes[12..16].copy_from_slice(&sum.to_le_bytes());
        Ok(bytes)
    }

    /// # Errors
    /// [`Error::BadCheckpoint`] saying what is wrong: cut short, damaged, foreign, of another
    /// version, or with values that no run could have.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let Some((fixed, rest)) = bytes.split_at_checked(FIXED) else {
            return Err(Error::bad_checkpoint("it is cut short"));
        };
        if !fixed.starts_with(MAGIC) {
            return Err(Error::bad_checkpoint("it is not a checkpoint of this page"));
        }
        let word =
            |i: usize| u32::from_le_bytes([fixed[i], fixed[i + 1], fixed[i + 2], fixed[i + 3]]);
        let version = word(8);
        if version != VERSION {
            return Err(Error::bad_checkpoint(format!(
                "it has version {version}, this page reads {VERSION}"
            )));
        }
        if CRC.checksum(&bytes[16..]) != word(12) {
            return Err(Error::bad_checkpoint(
                "it is damaged or cut short: its checksum is wrong",
            ));
        }
        let length = word(16) as usize;
        if length > MAX_JSON || length > rest.len() {
            return Err(Error::bad_checkpoint(format!(
                "its settings can't be {length} bytes long"
            )));
        }
        let (json, data) = rest.split_at(length);
        // As text, like all other settings: a second reader of them would be 5 % of the download.
        let Header { step, config } = std::str::from_utf8(json)
            .map_err(|e| e.to_string())
            .and_then(|json| serde_json::from_str(json).map_err(|e| e.to_string()))
            .map_err(|e| Error::bad_checkpoint(format!("its settings can't be read ({e})")))?;
        config.validate()?;
        let count = config.network.parameter_count();
        let expected = 4 * count * arrays_of(&config);
        if data.len() != expected {
            let got = data.len();
            return Err(Error::bad_checkpoint(format!(
                "its numbers take {got} bytes instead of {expected}"
            )));
        }
        let array = |i: usize| -> Vec<f32> {
            data[4 * count * i..4 * count * (i + 1)]
                .chunks_exact(4)
                .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
                .collect()
        };
        let checkpoint = Self {
            step,
            weights: array(0),
            last_finite: array(1),
            moments: [array(2), array(3)],
            average: averages(&config).then(|| array(4)),
            config,
        };
        checkpoint.validate()?;
        Ok(checkpoint)
    }
}

/// Whether a run with these settings averages its weights.
pub fn averages(config: &Config) -> bool {
    config.train.ema_decay > 0.0
}

fn arrays_of(config: &Config) -> usize {
    if averages(config) { 5 } else { 4 }
}
