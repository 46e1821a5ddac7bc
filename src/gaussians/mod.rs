//! Sums of many Gaussians of one width, at a price far below one exponential for each.
//!
//! At a point x, with centres mᵢ, weights wᵢ and a variance v, let eᵢ = ln wᵢ − |dᵢ|² with
//! dᵢ = (mᵢ − x)/√(2v), and e* the largest. Wanted are
//!
//! Σᵢ e^{eᵢ − e*},  Σᵢ e^{eᵢ − e*} dᵢ,  Σᵢ e^{eᵢ − e*} |dᵢ|².
//!
//! The centres stand in a k-d tree of boxes. x's distance to a box bounds all eᵢ inside, so that
//!
//! - a box whose bound is not above the largest eᵢ found so far does not hold e*;
//! - a box whose bound is below e* − [`NEGLIGIBLE`] is left out: as e^−36 = 2e-16, a
//!   thousand centres left out are 2e-13 of the sum;
//! - a box that is small for its distance is summed by its moments ([`moments`]), to 4e-11 of
//!   each of its terms;
//! - the rest are summed in full ([`block`]).
//!
//! So early, when v is small, few centres are looked at, and late, when the data are blurred
//! into one, few boxes. No sum depends on the platform or on what was asked before.
//! Source: Gray and Moore, "N-body problems in statistical learning", 2000; Greengard and
//! Strain, "The fast Gauss transform", 1991.

mod block;
mod moments;

use crate::exp::exp;
use block::{Block, LANES, SUMS};
use moments::Moments;
use std::cell::OnceCell;

/// A centre, and the logarithm of its weight.
pub(crate) type Centre = ([f64; 2], f64);

/// How far below the largest an exponent is to be left out.
const NEGLIGIBLE: f64 = 36.0;
/// Boxes of fewer centres have no moments: they would cost more than the centres.
const FEW: usize = 4 * LANES;

/// Centres and logarithms of weights, as a tree.
#[derive(Clone, Debug)]
pub(crate) struct Gaussians {
    /// In units of √(2v).
    blocks: Vec<Block>,
    /// Each before its children, these one after the other.
    nodes: Vec<Node>,
}

/// The blocks from `first` to before `end`.
#[derive(Clone, Debug)]
struct Node {
    first: usize,
    end: usize,
    /// The index of the next node that is no descendant.
    next: usize,
    /// The box, and the largest logarithm of a weight in it.
    lo: [f64; 2],
    hi: [f64; 2],
    top: f64,
    /// Found when first wanted.
    moments: OnceCell<Moments>,
}

/// The sums at one point.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sums {
    /// e*.
    pub top: f64,
    /// Σᵢ e^{eᵢ − e*}.
    pub whole: f64,
    /// Σᵢ e^{eᵢ − e*} dᵢ.
    pub d: [f64; 2],
    /// Σᵢ e^{eᵢ − e*} |dᵢ|².
    pub square: f64,
}

impl Sums {
    /// ln Σᵢ e^{eᵢ}.
    pub(crate) fn log_sum(&self) -> f64 {
        self.top + libm::log(self.whole)
    }
}

impl Gaussians {
    /// Of centres, with the logarithms of their weights, which may be −∞; at least one.
    pub(crate) fn new(centres: &[Centre]) -> Self {
        let mut tree = Self {
            blocks: Vec::new(),
            nodes: Vec::new(),
        };
        tree.grow(centres);
        tree
    }

    /// The same, all centres times `factor`, which is not negative.
    pub(crate) fn scaled(&self, factor: f64) -> Self {
        let blocks = self.blocks.iter().map(|block| block.scaled(factor));
        let nodes = self.nodes.iter().map(|node| Node {
            lo: node.lo.map(|v| v * factor),
            hi: node.hi.map(|v| v * factor),
            moments: OnceCell::new(),
            ..*node
        });
        Self {
            blocks: blocks.collect(),
            nodes: nodes.collect(),
        }
    }

    /// Appends the node of these centres and its descendants, each half of its parent along
    /// the longer axis.
    fn grow(&mut self, centres: &[Centre]) {
        let at = self.nodes.len();
        self.nodes.push(Node::new(centres, self.blocks.len()));
        if centres.len() <= LANES {
            self.blocks.push(Block::new(centres));
        } else {
            let Node { lo, hi, .. } = self.nodes[at];
            let axis = usize::from(hi[1] - lo[1] > hi[0] - lo[0]);
            let half = centres.len().div_ceil(LANES).div_ceil(2) * LANES;
            let (left, right) = split(centres, axis, half);
            self.grow(&left);
            self.grow(&right);
        }
        let (end, next) = (self.blocks.len(), self.nodes.len());
        let node = &mut self.nodes[at];
        (node.end, node.next) = (end, next);
    }

    /// The sums at a point in units of √(2v); all NaN where that is not finite.
    pub(crate) fn at(&self, x: [f64; 2]) -> Sums {
        // Comparisons would lose a NaN.
        if !(x[0].is_finite() && x[1].is_finite()) {
            return Sums {
                top: f64::NAN,
                whole: f64::NAN,
                d: [f64::NAN; 2],
                square: f64::NAN,
            };
        }
        let top = self.top(x);
        let mut lanes = [[0.0; SUMS]; 4];
        let mut i = 0;
        while let Some(node) = self.nodes.get(i) {
            i += 1;
            if node.bound(x) < top - NEGLIGIBLE {
                i = node.next;
            } else if let Some(moments) = node.moments_for(x, &self.blocks) {
                let far = node.centre();
                let z = [x[0] - far[0], x[1] - far[1]];
                let unit = exp(node.top - top - (z[0] * z[0] + z[1] * z[1]));
                for (lanes, sum) in lanes.iter_mut().zip(moments.sums(z)) {
                    lanes[0] += unit * sum;
                }
                i = node.next;
            } else if node.is_leaf() {
                self.blocks[node.first].add(x, top, &mut lanes);
            }
        }
        let [whole, dx, dy, square] = lanes.map(|lanes| lanes.iter().sum::<f64>());
        Sums {
            top,
            whole,
            d: [dx, dy],
            square,
        }
    }

    /// e*.
    fn top(&self, x: [f64; 2]) -> f64 {
        // First the block on the way of the nearer boxes: it leaves few others to look into.
        let mut i = 0;
        while !self.nodes[i].is_leaf() {
            let (left, right) = (i + 1, self.nodes[i + 1].next);
            let nearer = self.nodes[right].bound(x) > self.nodes[left].bound(x);
            i = if nearer { right } else { left };
        }
        let mut top = self.blocks[self.nodes[i].first].largest(x);
        i = 0;
        while let Some(node) = self.nodes.get(i) {
            i += 1;
            if node.bound(x) <= top {
                i = node.next;
            } else if node.is_leaf() {
                top = larger(top, self.blocks[node.first].largest(x));
            }
        }
        top
    }
}

impl Node {
    fn new(centres: &[Centre], first: usize) -> Self {
        let empty = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
        let (lo, hi) = centres.iter().fold(empty, |(lo, hi), (m, _)| {
            (
                [lo[0].min(m[0]), lo[1].min(m[1])],
                [hi[0].max(m[0]), hi[1].max(m[1])],
            )
        });
        let weights = centres.iter().map(|(_, log_weight)| *log_weight);
        Self {
            first,
            end: first,
            next: 0,
            lo,
            hi,
            top: weights.fold(f64::NEG_INFINITY, larger),
            moments: OnceCell::new(),
        }
    }

    fn is_leaf(&self) -> bool {
        self.end == self.first + 1
    }

    fn centre(&self) -> [f64; 2] {
        [0, 1].map(|d| 0.5 * (self.lo[d] + self.hi[d]))
    }

    /// No eᵢ in the box is larger: rounding is monotone in each of these operations.
    #[inline(always)]
    fn bound(&self, [x, y]: [f64; 2]) -> f64 {
        let dx = larger(larger(self.lo[0] - x, x - self.hi[0]), 0.0);
        let dy = larger(larger(self.lo[1] - y, y - self.hi[1]), 0.0);
        self.top - (dx * dx + dy * dy)
    }

    /// The moments about the box's middle, where they are close enough at x and worth it.
    fn moments_for(&self, [x, y]: [f64; 2], blocks: &[Block]) -> Option<&Moments> {
        if (self.end - self.first) * LANES <= FEW {
            return None;
        }
        let [cx, cy] = self.centre();
        let (dx, dy) = (x - cx, y - cy);
        let (rx, ry) = (self.hi[0] - cx, self.hi[1] - cy);
        let close = moments::suffice(rx * rx + ry * ry, dx * dx + dy * dy);
        close.then(|| {
            self.moments.get_or_init(|| {
                let mine = &blocks[self.first..self.end];
                Moments::new(mine.iter().flat_map(Block::centres), [cx, cy], self.top)
            })
        })
    }
}

/// The `count` centres that are lowest along an axis, and the rest.
fn split(centres: &[Centre], axis: usize, count: usize) -> (Vec<Centre>, Vec<Centre>) {
    // Sorted as numbers: a sort of the centres would be code of its own to download.
    let mut places: Vec<f64> = centres.iter().map(|(m, _)| m[axis]).collect();
    places.sort_unstable_by(f64::total_cmp);
    let middle = places[count];
    // Of those in the very middle, so many as are missing.
    let mut missing = count - places.iter().filter(|place| **place < middle).count();
    centres.iter().partition(|(m, _)| {
        let take = m[axis] == middle && missing > 0;
        missing -= usize::from(take);
        m[axis] < middle || take
    })
}

/// Without the care for NaN that `f64::max` takes: one instruction.
#[inline(always)]
fn larger(a: f64, b: f64) -> f64 {
    if b > a { b } else { a }
}
