//! Small statistics, each with its source. Shares and coefficients are between -1 and 1.

use serde::Serialize;

/// The normal deviate of a two-sided interval of 95 %.
pub const Z_95: f64 = 1.959_964;
/// The same for 99 %.
pub const Z_99: f64 = 2.575_829;

/// So many of so many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Share {
    pub part: usize,
    pub of: usize,
}

impl Share {
    /// From 0 to 1; none of nothing.
    #[must_use]
    pub fn value(self) -> Option<f64> {
        (self.of > 0).then(|| self.part as f64 / self.of as f64)
    }

    /// Wilson's score interval (Wilson 1927, doi 10.1080/01621459.1927.10502953): it holds for few cases and for shares near
    /// 0 and 1, where the usual one does not. Nothing is known of no cases: 0 to 1.
    #[must_use]
    pub fn wilson(self, z: f64) -> (f64, f64) {
        let Some(share) = self.value() else { return (0.0, 1.0) };
        let cases = self.of as f64;
        let square = z * z;
        let middle = share + square / (2.0 * cases);
        let half = z * (share * (1.0 - share) / cases + square / (4.0 * cases * cases)).sqrt();
        let whole = 1.0 + square / cases;
        (((middle - half) / whole).max(0.0), ((middle + half) / whole).min(1.0))
    }
}

/// A correlation with the number of its cases.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Correlation {
    pub r: f64,
    pub cases: usize,
}

impl Correlation {
    /// The interval by Fisher's transformation; none for fewer than four cases.
    #[must_use]
    pub fn interval(self, z: f64) -> Option<(f64, f64)> {
        let free = self.cases.checked_sub(3).filter(|free| *free > 0)?;
        let at = self.r.clamp(-0.999_999, 0.999_999).atanh();
        let half = z / (free as f64).sqrt();
        Some(((at - half).tanh(), (at + half).tanh()))
    }
}

/// Point-biserial correlation of right or wrong with a measure: Pearson's of 0 and 1. None while all are alike.
#[must_use]
pub fn point_biserial(pairs: &[(bool, f64)]) -> Option<Correlation> {
    let cases = pairs.len();
    let mean = |values: &dyn Fn(&(bool, f64)) -> f64| pairs.iter().map(values).sum::<f64>() / cases.max(1) as f64;
    let right = |pair: &(bool, f64)| f64::from(u8::from(pair.0));
    let (x, y) = (mean(&right), mean(&|pair| pair.1));
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for pair in pairs {
        let (dx, dy) = (right(pair) - x, pair.1 - y);
        xx += dx * dx;
        yy += dy * dy;
        xy += dx * dy;
    }
    let below = (xx * yy).sqrt();
    (below > 1e-9).then(|| Correlation { r: (xy / below).clamp(-1.0, 1.0), cases })
}

/// The middle value; the lower of the two in the middle, so that it is always one that was measured.
pub fn median<T: Ord + Copy>(mut values: Vec<T>) -> Option<T> {
    values.sort_unstable();
    values.get(values.len().checked_sub(1)? / 2).copied()
}
