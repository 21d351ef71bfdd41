//! What a coarse state leaves open: each way in which it may be decided is gone in turn.

/// No step of a call asks for more decisions.
const MOST: usize = 12;

/// The decisions of one go.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Choices {
    taken: [u8; MOST],
    /// How many ways there were.
    of: [u8; MOST],
    count: u8,
    /// Decisions that are given; those behind them begin with the first way.
    given: u8,
    /// More was asked than can be told apart: not every way is gone.
    pub overflow: bool,
}

impl Choices {
    /// One of so many ways, below `count`.
    pub fn choose(&mut self, count: usize) -> usize {
        let (Some(at), Ok(ways)) = (Some(usize::from(self.count)).filter(|at| *at < MOST), u8::try_from(count)) else {
            self.overflow = true;
            return 0;
        };
        if ways < 2 {
            return 0;
        }
        if self.count >= self.given {
            self.taken[at] = 0;
        }
        self.of[at] = ways;
        self.count += 1;
        usize::from(self.taken[at])
    }

    /// The next go. False after the last.
    pub fn next(&mut self) -> bool {
        let open = (0..usize::from(self.count)).rev().find(|at| self.taken[*at] + 1 < self.of[*at]);
        self.count = 0;
        let Some(at) = open else { return false };
        self.taken[at] += 1;
        self.given = u8::try_from(at + 1).unwrap_or(u8::MAX);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_is_gone_once() {
        let mut gone = Vec::new();
        let mut choices = Choices::default();
        loop {
            let first = choices.choose(3);
            // Only the middle one asks on.
            let second = if first == 1 { choices.choose(2) } else { 9 };
            gone.push((first, second, choices.choose(1)));
            if !choices.next() {
                break;
            }
        }
        assert_eq!(gone, [(0, 9, 0), (1, 0, 0), (1, 1, 0), (2, 9, 0)]);
        assert!(!choices.overflow);
        let mut choices = Choices::default();
        let asked: Vec<usize> = (0..=MOST).map(|_| choices.choose(2)).collect();
        assert!(choices.overflow && asked.iter().all(|way| *way == 0));
    }
}
