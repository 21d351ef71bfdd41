//! The room that a state takes: every thing that a script can look at in a few bits, a whole state in a few machine words.

/// A state. Fields and bits of it are found by [`Field`] and [`Bit`].
pub(super) type Words<const W: usize> = [u64; W];

/// The most words that a state may take; more would be too slow to be of use.
pub(super) const MOST_WORDS: usize = 32;

/// A small number inside a state.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Field {
    word: usize,
    shift: u32,
    mask: u64,
}

impl Field {
    pub const fn get<const W: usize>(self, state: &Words<W>) -> u64 {
        (state[self.word] >> self.shift) & self.mask
    }

    pub const fn set<const W: usize>(self, state: &mut Words<W>, value: u64) {
        state[self.word] = (state[self.word] & !(self.mask << self.shift)) | ((value & self.mask) << self.shift);
    }

    pub fn index<const W: usize>(self, state: &Words<W>) -> usize {
        usize::try_from(self.get(state)).unwrap_or(0)
    }

    pub fn set_index<const W: usize>(self, state: &mut Words<W>, value: usize) {
        self.set(state, u64::try_from(value).unwrap_or(self.mask));
    }

    /// Its bits, for masks.
    pub const fn bits(self) -> Bit {
        Bit { word: self.word, mask: self.mask << self.shift }
    }
}

/// One bit of a state, or several of one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Bit {
    pub word: usize,
    pub mask: u64,
}

impl Bit {
    /// A bit that is never set.
    pub const NONE: Self = Self { word: 0, mask: 0 };

    pub const fn is_set<const W: usize>(self, state: &Words<W>) -> bool {
        state[self.word] & self.mask != 0
    }

    pub const fn set<const W: usize>(self, state: &mut Words<W>) {
        state[self.word] |= self.mask;
    }

    pub const fn clear<const W: usize>(self, state: &mut Words<W>) {
        state[self.word] &= !self.mask;
    }
}

/// Hands out bits, word by word.
#[derive(Debug, Default)]
pub(super) struct Allocator {
    word: usize,
    used: u32,
}

impl Allocator {
    /// Room for a number up to `most`.
    pub fn field(&mut self, most: usize) -> Field {
        let bits = (usize::BITS - most.leading_zeros()).max(1);
        if self.used + bits > u64::BITS {
            self.word += 1;
            self.used = 0;
        }
        let field = Field { word: self.word, shift: self.used, mask: (1 << bits) - 1 };
        self.used += bits;
        field
    }

    pub fn bit(&mut self) -> Bit {
        self.field(1).bits()
    }

    /// How many words are in use.
    pub const fn words(&self) -> usize {
        self.word + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_do_not_touch_each_other() {
        let mut allocator = Allocator::default();
        let fields: Vec<Field> = [100_000, 1, 60, 65_535, 3, 1 << 40, 1].map(|most| allocator.field(most)).to_vec();
        let mut state = [0_u64; 3];
        for field in &fields {
            field.set(&mut state, field.mask);
        }
        fields[3].set(&mut state, 12_345);
        for (number, field) in fields.iter().enumerate() {
            assert_eq!(field.get(&state), if number == 3 { 12_345 } else { field.mask }, "{number}");
        }
        assert!(allocator.words() <= 3);
    }
}
