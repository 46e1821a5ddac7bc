//! A share of work whose pieces know nothing of each other, such as values at many times.

use std::ops::Range;

/// One of `of` about equal shares, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// Which.
    pub number: usize,
    /// Of how many.
    pub of: usize,
}

impl Share {
    /// All of it.
    pub const WHOLE: Self = Self { number: 0, of: 1 };

    /// Its pieces, of `n`.
    ///
    /// ```
    /// use nano_diffusion::exact::Share;
    /// let shares = (0..3).map(|number| Share { number, of: 3 }.of(10));
    /// assert_eq!(shares.collect::<Vec<_>>(), [0..3, 3..6, 6..10]);
    /// ```
    pub fn of(self, n: usize) -> Range<usize> {
        let shares = self.of.max(1);
        let [first, end] =
            [0, 1].map(|more| n * self.number.saturating_add(more).min(shares) / shares);
        first..end
    }
}
