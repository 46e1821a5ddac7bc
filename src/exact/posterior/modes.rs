//! How many places a posterior holds for possible: the peaks of a density on a grid.
//!
//! A peak counts if it is at least [`LOWEST`] of the highest, and if every way from it to a higher
//! one goes down by a factor of e, one nat: ripples between the centres of a mixture are no
//! places of their own, nor are a ring's corners, twice as dense as what is between them.
//!
//! Cells are flooded from the highest down; where two lakes meet, the lower peak ends, and its height
//! above the meeting is known. Source: the merge tree, as in Edelsbrunner, Letscher and Zomorodian,
//! "Topological persistence and simplification", 2002.

use super::Map;
use std::f64::consts::E;

/// The lowest peak that counts, as a share of the highest.
const LOWEST: f64 = 0.05;
/// How far a way between two peaks goes down, as a factor.
const DEPTH: f64 = E;

/// The number of modes of a density; none of one that is nowhere positive.
pub fn modes(map: &Map) -> usize {
    let (n, density) = (map.cells, &map.density);
    let top = density.iter().fold(0.0_f32, |top, v| top.max(*v));
    // Below this no peak that counts can still end otherwise.
    let floor = top * (LOWEST / DEPTH) as f32;
    let mut order: Vec<u32> = (0..density.len() as u32)
        .filter(|&i| density[i as usize] > floor && top > 0.0)
        .collect();
    order.sort_unstable_by(|&i, &j| density[j as usize].total_cmp(&density[i as usize]));
    // The lake of each cell, by its highest cell, once it is under water.
    let mut lake = vec![u32::MAX; density.len()];
    let mut ended = 0;
    let mut peaks = 0;
    for &i in &order {
        let height = density[i as usize];
        let mut mine = u32::MAX;
        for j in neighbours(i as usize, n) {
            if lake[j] == u32::MAX {
                continue;
            }
            let other = find(&mut lake, j as u32);
            if mine == u32::MAX {
                mine = other;
            } else if other != mine {
                // The lower of the two ends here.
                let (low, high) = if density[other as usize] > density[mine as usize] {
                    (mine, other)
                } else {
                    (other, mine)
                };
                let peak = f64::from(density[low as usize]);
                if !counts(peak, f64::from(top)) || peak < DEPTH * f64::from(height) {
                    ended += 1;
                }
                lake[low as usize] = high;
                mine = high;
            }
        }
        if mine == u32::MAX {
            peaks += 1;
            mine = i;
        }
        lake[i as usize] = mine;
    }
    // Lakes that never met another, but are too low.
    let alone = (0..density.len())
        .filter(|&i| lake[i] == i as u32 && !counts(f64::from(density[i]), f64::from(top)))
        .count();
    peaks - ended - alone
}

fn counts(peak: f64, top: f64) -> bool {
    peak >= LOWEST * top
}

/// The highest cell of a lake, with the way to it shortened.
fn find(lake: &mut [u32], mut i: u32) -> u32 {
    while lake[i as usize] != i {
        let next = lake[lake[i as usize] as usize];
        lake[i as usize] = next;
        i = next;
    }
    i
}

/// The cells around one, up to eight.
fn neighbours(i: usize, n: usize) -> impl Iterator<Item = usize> {
    let (row, column) = (i / n, i % n);
    let rows = row.saturating_sub(1)..(row + 2).min(n);
    rows.flat_map(move |r| {
        let columns = column.saturating_sub(1)..(column + 2).min(n);
        columns.map(move |c| r * n + c).filter(move |&j| j != i)
    })
}
