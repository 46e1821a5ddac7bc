//! Settings of the data: which, and what its shape depends on.

use super::limits::{KERNEL_WIDTH, SCALE};
use crate::error::{Error, Number, Result};
use serde::{Deserialize, Serialize};

/// Which data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum DataKind {
    /// The post's ring.
    #[default]
    Ring,
    /// Eight Gaussians on a circle.
    Gaussians,
    /// Two half circles, one in the other's mouth.
    Moons,
    /// One arm, two turns.
    Spiral,
    /// Eight squares of a four by four board.
    Checkerboard,
    /// Three arms of a galaxy.
    Arms,
    /// The points of [`DataConfig::points`].
    Own,
}

impl DataKind {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 7] = [
        Self::Ring,
        Self::Gaussians,
        Self::Moons,
        Self::Spiral,
        Self::Checkerboard,
        Self::Arms,
        Self::Own,
    ];
}

/// The most points that one's own data may have: every exact answer sums over all of them.
pub const MAX_POINTS: usize = 1000;
/// How far from zero a coordinate of one's own data may be.
pub const MAX_COORDINATE: f64 = 4.0;

/// Settings of the data. What a kind has no use for is ignored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct DataConfig {
    /// Which data.
    pub kind: DataKind,
    /// Of the ring: shape and rate of its radius's Gamma distribution.
    pub scale: f64,
    /// Of one's own points: the standard deviation h of the blur of each.
    pub kernel_width: f64,
    /// One's own points, flat `[n, 2]`, at most [`MAX_POINTS`]; none for other data.
    pub points: Vec<f64>,
    /// How one's own points were made of those of a file: `[x, y, unit]` or `[x, y, unit, unit]`,
    /// the place in the file that became zero, and the length that became one, along each axis where
    /// they differ. Nothing here goes by it; it lets samples be written in the file's units.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub frame: Vec<f64>,
}

impl Default for DataConfig {
    /// The post's ring.
    fn default() -> Self {
        Self {
            kind: DataKind::Ring,
            scale: RingConfig::default().scale,
            kernel_width: 0.08,
            points: Vec::new(),
            frame: Vec::new(),
        }
    }
}

impl DataConfig {
    /// The ring's part.
    pub fn ring(&self) -> RingConfig {
        RingConfig { scale: self.scale }
    }

    /// # Errors
    /// A setting outside its limits; points that are not `[n, 2]`, too many, not finite
    /// or too far out; none where there must be some; a frame that is none.
    pub fn validate(&self) -> Result<()> {
        SCALE.check(self.scale)?;
        KERNEL_WIDTH.check(self.kernel_width)?;
        let n = self.points.len();
        let empty = self.kind == DataKind::Own && n == 0;
        if empty || !n.is_multiple_of(2) || n > 2 * MAX_POINTS {
            return Err(Error::BadPoints(format!(
                "it has {n} numbers, not two for each point of 1 to {MAX_POINTS} points"
            )));
        }
        let mut units = self.frame.iter().skip(2);
        let good = matches!(self.frame.len(), 0 | 3 | 4)
            && self.frame.iter().all(|v| v.is_finite())
            && units.all(|&unit| unit > 0.0);
        if !good {
            return Err(Error::BadPoints(
                "its frame is not two coordinates and a unit above 0".to_owned(),
            ));
        }
        let inside = |v: &&f64| v.abs() <= MAX_COORDINATE;
        match self.points.iter().find(|v| !inside(v)) {
            None => Ok(()),
            Some(&value) => Err(Error::BadPoints(format!(
                "its coordinate {} must be between −{MAX_COORDINATE} and {MAX_COORDINATE}",
                Number(value)
            ))),
        }
    }
}

/// Settings of the ring.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct RingConfig {
    /// Shape and rate of the radius's Gamma distribution; larger is thinner.
    pub scale: f64,
}

impl Default for RingConfig {
    /// The post's ring.
    fn default() -> Self {
        Self { scale: 200.0 }
    }
}
