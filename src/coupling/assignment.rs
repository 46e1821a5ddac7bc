//! The cheapest pairing of as many points with as many others.
//!
//! Of all permutations π of n points, the one with the least Σᵢ c(i, π(i)): found by shortest augmenting
//! paths, one row after the other, with potentials uᵢ + vⱼ ≤ c(i, j) that keep all reduced costs from
//! falling below 0. It takes O(n³) steps and no chance.
//! Source: Kuhn, "The Hungarian method for the assignment problem", 1955; Jonker and Volgenant, "A shortest
//! augmenting path algorithm for dense and sparse linear assignment problems", 1987.
//!
//! ```
//! use nano_diffusion::coupling::assignment;
//! let cost = [1.0, 2.0, 2.0, 4.0]; // rows 0 and 1
//! assert_eq!(assignment(2, &cost), [1, 0]); // 2 + 2 < 1 + 4
//! ```

/// For each of `n` rows its column, such that the sum of `cost` `[n, n]`, row-major, is least.
///
/// # Panics
/// If `cost` has another length. A cost that is no number makes some other pairing.
pub fn assignment(n: usize, cost: &[f64]) -> Vec<usize> {
    assert_eq!(cost.len(), n * n, "a cost for each pair");
    // Column n is where a row waits that has no column yet.
    const NONE: usize = usize::MAX;
    let mut row_of = vec![NONE; n + 1];
    let (mut u, mut v) = (vec![0.0; n], vec![0.0; n + 1]);
    let (mut least, mut seen) = (vec![0.0; n], vec![false; n + 1]);
    let mut before = vec![n; n];
    for row in 0..n {
        row_of[n] = row;
        least.fill(f64::INFINITY);
        seen.fill(false);
        let mut column = n;
        while row_of[column] != NONE {
            seen[column] = true;
            let i = row_of[column];
            let (mut next, mut gap) = (NONE, f64::INFINITY);
            for j in (0..n).filter(|j| !seen[*j]) {
                let reduced = cost[i * n + j] - u[i] - v[j];
                if reduced < least[j] {
                    (least[j], before[j]) = (reduced, column);
                }
                if next == NONE || least[j] < gap {
                    (next, gap) = (j, least[j]);
                }
            }
            for j in 0..n {
                if seen[j] {
                    u[row_of[j]] += gap;
                    v[j] -= gap;
                } else {
                    least[j] -= gap;
                }
            }
            u[row] += gap;
            column = next;
        }
        // Back along the path: each takes the column of the one before it.
        while column != n {
            row_of[column] = row_of[before[column]];
            column = before[column];
        }
    }
    let mut columns = vec![0; n];
    for (column, &row) in row_of[..n].iter().enumerate() {
        columns[row] = column;
    }
    columns
}
