//! The square of the plane that maps of a density show: where the data are, and where the model puts
//! its own.

use crate::data::DataSet;

/// Of the model's points, this share may lie outside along each axis: a few stray ones are no reason
/// to show mostly nothing.
const STRAY: f64 = 0.01;
/// A model that is far off widens the data's own box by at most so many of its sides at each end.
const WIDEST: f64 = 1.0;
/// Space around it all, as a share.
const MARGIN: f64 = 0.08;

/// [x − side, x + side] × [y − side, y + side].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// Its middle.
    pub x: f64,
    /// Its middle.
    pub y: f64,
    /// Half of its width.
    pub side: f64,
}

impl Window {
    /// Around the data, and around flat points `[n, 2]` of a model.
    pub fn of(data: &DataSet, model: &[f64]) -> Self {
        let extent = data.extent();
        let longest = extent.iter().map(|[lo, hi]| hi - lo).fold(0.0, f64::max);
        let both = [0, 1].map(|axis| {
            let [lo, hi] = extent[axis];
            let [from, to] = middle(model, axis).unwrap_or([lo, hi]);
            [
                lo.min(from.max(lo - WIDEST * longest)),
                hi.max(to.min(hi + WIDEST * longest)),
            ]
        });
        let [x, y] = both.map(|[lo, hi]| 0.5 * (lo + hi));
        let side = both.map(|[lo, hi]| 0.5 * (hi - lo));
        Self {
            x,
            y,
            side: (1.0 + MARGIN) * side[0].max(side[1]),
        }
    }
}

/// What all but a share of points cover along an axis.
fn middle(points: &[f64], axis: usize) -> Option<[f64; 2]> {
    let mut values: Vec<f64> = points.chunks_exact(2).map(|point| point[axis]).collect();
    values.retain(|v| v.is_finite());
    values.sort_unstable_by(f64::total_cmp);
    let last = values.len().checked_sub(1)?;
    let stray = (0.5 * STRAY * values.len() as f64) as usize;
    Some([values[stray.min(last)], values[last - stray.min(last)]])
}
