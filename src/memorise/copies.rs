//! Which samples are copies of training points.
//!
//! A sample x is a *copy* if its nearest training point is less than a third as far away as the
//! second nearest: ‖x − x⁽¹⁾‖ < ⅓ ‖x − x⁽²⁾‖. That asks for no scale: points that lie densely are
//! told apart as well as sparse ones. Some fresh data fulfil it by chance: where points are spread at
//! random over a plane, the ratio of the squares of both distances is uniform, so that 1/9 of fresh
//! points do; along a line, where that of the distances is, 1/3. So a share of copies is read
//! beside that of fresh data.
//!
//! The points are sorted along x, so that those within reach of a sample stand in one run of them.
//! Points at the same place count as one: each is a copy of both.
//! Source: Yoon, Choi, Kwon and Ryu, "Diffusion probabilistic models generalize when they fail to
//! memorize", 2023.

/// How much nearer the nearest must be than the second nearest.
const RATIO: f64 = 1.0 / 3.0;
/// The share of points whose nearest neighbour may be nearer than the spacing.
const CLOSEST: f64 = 0.05;
/// What stands for the spacing of a point alone.
const ALONE: f64 = 1.0;

/// Training points, for finding the nearest.
#[derive(Clone, Debug)]
pub struct Neighbours {
    /// Distinct, by x.
    points: Vec<[f64; 2]>,
}

impl Neighbours {
    /// Of flat points `[n, 2]`.
    pub fn new(points: &[f64]) -> Self {
        // Sorted as numbers: a sort of points would be code of its own to download.
        let mut xs: Vec<f64> = points.iter().step_by(2).copied().collect();
        xs.sort_unstable_by(f64::total_cmp);
        let mut places: Vec<Option<[f64; 2]>> = vec![None; xs.len()];
        for p in points.chunks_exact(2) {
            let p = [p[0], p[1]];
            let first = xs.partition_point(|x| *x < p[0]);
            // Beyond those at this x that have a place; none, where it is there already.
            let free = places[first..]
                .iter()
                .position(|at| at.is_none_or(|q| q == p));
            if let Some(k) = free {
                places[first + k] = Some(p);
            }
        }
        Self {
            points: places.into_iter().flatten().collect(),
        }
    }

    /// The distances of a place to the nearest point and to the second nearest; infinite where
    /// there is none.
    pub fn nearest_two(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let mut found = [f64::INFINITY; 2];
        let mut see = |p: &[f64; 2]| {
            let along = (p[0] - x) * (p[0] - x);
            let square = along + (p[1] - y) * (p[1] - y);
            if square < found[0] {
                found = [square, found[0]];
            } else if square < found[1] {
                found[1] = square;
            }
            // Beyond this, all are further than the second nearest.
            along < found[1]
        };
        let middle = self.points.partition_point(|p| p[0] < x);
        let (before, after) = self.points.split_at(middle);
        // The nearer ones of both sides first, so that the bound is soon small.
        let (mut left, mut right) = (before.iter().rev(), after.iter());
        let (mut more_left, mut more_right) = (true, true);
        while more_left || more_right {
            more_left = more_left && left.next().is_some_and(&mut see);
            more_right = more_right && right.next().is_some_and(&mut see);
        }
        found.map(f64::sqrt)
    }

    /// Whether a place is a copy of a training point.
    pub fn is_copy(&self, place: [f64; 2]) -> bool {
        let [first, second] = self.nearest_two(place);
        first < RATIO * second
    }

    /// Which of flat samples `[n, 2]` are copies.
    pub fn copies(&self, samples: &[f32]) -> Vec<bool> {
        let places = samples.chunks_exact(2);
        places
            .map(|p| self.is_copy([f64::from(p[0]), f64::from(p[1])]))
            .collect()
    }

    /// The distance to their nearest that 95 of 100 points keep.
    pub fn spacing(&self) -> f64 {
        let mut distances: Vec<f64> = self
            .points
            .iter()
            .map(|p| self.nearest_two(*p)[1])
            .collect();
        distances.sort_unstable_by(f64::total_cmp);
        let at = (CLOSEST * distances.len() as f64) as usize;
        let distance = distances.get(at).copied().unwrap_or(ALONE);
        if distance.is_finite() {
            distance
        } else {
            ALONE
        }
    }
}
