//! Calls summed up, and how sums are written: lists of whole numbers, since there are many of them to be read at once. Pure.

use std::collections::BTreeMap;

use super::kept::{Kept, NUMBERS};
use super::words::Numbers;
use crate::scoring::FieldClass;

/// A criterion in one call; its id and label are words, its points thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// The place of its number on the scorecard, 0 to 3.
    pub number: i64,
    pub id: i64,
    pub label: i64,
    pub earned: i64,
    pub possible: i64,
    /// Thousandths of the number's 100 points.
    pub lost: i64,
}

/// A criterion, in one wording, over the latest calls of a person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PointSum {
    pub number: i64,
    pub id: i64,
    pub label: i64,
    /// Calls whose card has it, and those in which it counted.
    pub cards: i64,
    pub cases: i64,
    pub earned: i64,
    pub possible: i64,
    pub lost: i64,
    /// Calls that lost points in it.
    pub missed: i64,
}

/// What one decision or one field of a call came to. Names are words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// 0 for a decision; else the number of the expected row, from 1.
    pub row: i64,
    /// The table of a field; 0 for a decision.
    pub table: i64,
    /// The beat, or the field.
    pub name: i64,
    pub label: i64,
    pub right: bool,
    /// The reply as a word, or the class of error by its place.
    pub what: i64,
    /// Milliseconds.
    pub took: Option<i64>,
}

impl Answer {
    /// What makes two answers answers to the same thing.
    #[must_use]
    pub const fn item(&self) -> (i64, i64, i64) {
        (self.row, self.table, self.name)
    }
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The words that sums of a call need.
pub fn words(kept: &Kept) -> impl Iterator<Item = &str> {
    let card = &kept.card;
    let criteria = card.criteria.iter().flat_map(|one| [one.id.as_str(), &one.label]);
    let critical = card.critical.iter().map(|error| error.what.as_str()).chain(card.ending.as_deref());
    let rows = card.rows.iter().flat_map(|row| {
        let fields = row.fields.iter().flat_map(|field| [field.field.as_str(), &field.label]);
        std::iter::once(row.table.as_str()).chain(fields)
    });
    let choices = kept.choices.iter().flat_map(|choice| [choice.beat.as_str(), &choice.reply]);
    criteria.chain(critical).chain(rows).chain(choices)
}

/// The criteria of a call, in the order of its card.
pub fn points(kept: &Kept, numbers: &Numbers) -> Vec<Point> {
    let criteria = &kept.card.criteria;
    let of = |one: &crate::scoring::CriterionResult| {
        let all: u64 = criteria.iter().filter(|other| other.number == one.number).map(|other| other.possible).sum();
        let lost = if one.full() { 0 } else { (one.possible - one.earned) * 100_000 / all.max(1) };
        Point {
            number: NUMBERS.iter().position(|number| *number == one.number).map_or(0, |at| signed(at as u64)),
            id: numbers.of(&one.id),
            label: numbers.of(&one.label),
            earned: signed(one.earned),
            possible: signed(one.possible),
            lost: signed(lost),
        }
    };
    criteria.iter().map(of).collect()
}

/// What was critical in a call, each once.
pub fn critical(kept: &Kept, numbers: &Numbers) -> Vec<i64> {
    let mut all: Vec<i64> = kept.card.critical.iter().map(|error| numbers.of(&error.what)).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Every critical error of a call, also twice.
pub fn errors(kept: &Kept, numbers: &Numbers) -> Vec<i64> {
    kept.card.critical.iter().map(|error| numbers.of(&error.what)).collect()
}

/// The decisions and fields of a call. Several mentions in one note are one field: it is right if all of them are.
pub fn answers(kept: &Kept, numbers: &Numbers) -> Vec<Answer> {
    let decisions = kept.choices.iter().map(|choice| Answer {
        row: 0,
        table: 0,
        name: numbers.of(&choice.beat),
        label: numbers.of(&choice.beat),
        right: choice.right,
        what: numbers.of(&choice.reply),
        took: Some(signed(choice.took.0)),
    });
    let mut out: Vec<Answer> = decisions.collect();
    for (row, result) in kept.card.rows.iter().enumerate() {
        for field in &result.fields {
            let class = FieldClass::ALL.iter().position(|class| *class == field.class).unwrap_or(0);
            let answer = Answer {
                row: signed(row as u64) + 1,
                table: numbers.of(&result.table),
                name: numbers.of(&field.field),
                label: numbers.of(&field.label),
                right: field.class == FieldClass::Right,
                what: signed(class as u64),
                took: field.told_at.zip(field.saved_at).map(|(told, saved)| signed(saved.since(told))),
            };
            match out.iter_mut().find(|known| known.item() == answer.item()) {
                Some(known) if known.right => *known = answer,
                Some(_) => {}
                None => out.push(answer),
            }
        }
    }
    out
}

/// The latest calls of a person, summed up: each with its criteria and its critical errors.
#[must_use]
pub fn person<'a>(latest: impl IntoIterator<Item = (&'a [Point], &'a [i64])>) -> (Vec<PointSum>, Vec<(i64, i64)>) {
    let mut sums: BTreeMap<(i64, i64, i64), PointSum> = BTreeMap::new();
    let mut errors: BTreeMap<i64, i64> = BTreeMap::new();
    for (points, critical) in latest {
        for point in points {
            let key = (point.number, point.id, point.label);
            let sum = sums.entry(key).or_insert(PointSum {
                number: point.number,
                id: point.id,
                label: point.label,
                ..PointSum::default()
            });
            sum.cards += 1;
            if point.possible > 0 {
                sum.cases += 1;
                sum.earned += point.earned;
                sum.possible += point.possible;
                sum.lost += point.lost;
                sum.missed += i64::from(point.earned < point.possible);
            }
        }
        for what in critical {
            *errors.entry(*what).or_default() += 1;
        }
    }
    (sums.into_values().collect(), errors.into_iter().collect())
}

/// Something written as so many whole numbers.
pub trait Packed<const N: usize>: Sized {
    /// So many of them, from the first on, are close to those of the group before: words and numbers that are sorted by.
    const STEPS: usize;

    fn pack(&self) -> [i64; N];
    fn unpack(of: [i64; N]) -> Self;

    /// The same in numbers that are small.
    fn short(&self) -> [i64; N] {
        self.pack()
    }

    fn of_short(of: [i64; N]) -> Self {
        Self::unpack(of)
    }
}

impl Packed<6> for Point {
    const STEPS: usize = 3;

    fn pack(&self) -> [i64; 6] {
        [self.number, self.id, self.label, self.earned, self.possible, self.lost]
    }

    fn unpack([number, id, label, earned, possible, lost]: [i64; 6]) -> Self {
        Self { number, id, label, earned, possible, lost }
    }
}

impl Packed<9> for PointSum {
    const STEPS: usize = 3;

    fn pack(&self) -> [i64; 9] {
        let Self { number, id, label, cards, cases, earned, possible, lost, missed } = *self;
        [number, id, label, cards, cases, earned, possible, lost, missed]
    }

    fn short(&self) -> [i64; 9] {
        // Most criteria count on each card, and most points are earned: what is left is small.
        let Self { number, id, label, cards, cases, earned, possible, lost, missed } = *self;
        [number, id, label, cards, cards - cases, possible - earned, possible, lost, missed]
    }

    fn of_short([number, id, label, cards, beside, gone, possible, lost, missed]: [i64; 9]) -> Self {
        let (cases, earned) = (cards.wrapping_sub(beside), possible.wrapping_sub(gone));
        Self { number, id, label, cards, cases, earned, possible, lost, missed }
    }

    fn unpack([number, id, label, cards, cases, earned, possible, lost, missed]: [i64; 9]) -> Self {
        Self { number, id, label, cards, cases, earned, possible, lost, missed }
    }
}

impl Packed<7> for Answer {
    const STEPS: usize = 4;

    fn pack(&self) -> [i64; 7] {
        let Self { row, table, name, label, right, what, took } = *self;
        [row, table, name, label, i64::from(right), what, took.unwrap_or(-1)]
    }

    fn unpack([row, table, name, label, right, what, took]: [i64; 7]) -> Self {
        Self { row, table, name, label, right: right != 0, what, took: Some(took).filter(|took| *took >= 0) }
    }
}

impl Packed<1> for i64 {
    const STEPS: usize = 1;

    fn pack(&self) -> [i64; 1] {
        [*self]
    }

    fn unpack([one]: [i64; 1]) -> Self {
        one
    }
}

impl Packed<2> for (i64, i64) {
    const STEPS: usize = 1;

    fn pack(&self) -> [i64; 2] {
        [self.0, self.1]
    }

    fn unpack([one, other]: [i64; 2]) -> Self {
        (one, other)
    }
}

/// Stands before numbers that are written shortly; before this they stood in full, with spaces between.
const SHORT: char = '~';

/// The first of 64 signs that follow each other: five bits, and one more where the number goes on.
const ZERO: u8 = b'0';
const BITS: u32 = 5;
const GOES_ON: u8 = 1 << BITS;

/// As a table has them: one group after another, the first numbers as what they differ by from those of the group before. A heat map reads
/// all of this of everybody, so that every byte less is felt.
#[must_use]
pub fn pack<const N: usize, T: Packed<N>>(all: &[T]) -> String {
    if all.is_empty() {
        return String::new();
    }
    let mut out = String::from(SHORT);
    let mut before = [0; N];
    for group in all.iter().map(Packed::short) {
        for (number, before) in group.iter().zip(before) {
            write(&mut out, number.wrapping_sub(before));
        }
        before[..T::STEPS].copy_from_slice(&group[..T::STEPS]);
    }
    out
}

/// The lowest bits first; the sign is the lowest of all.
fn write(out: &mut String, number: i64) {
    let mut left = ((number << 1) ^ (number >> 63)).cast_unsigned();
    loop {
        let low = (left & u64::from(GOES_ON - 1)) as u8;
        left >>= BITS;
        let more = if left == 0 { 0 } else { GOES_ON };
        out.push(char::from(ZERO + (low | more)));
        if left == 0 {
            return;
        }
    }
}

/// Reads what `pack` has written, now or before it wrote shortly.
///
/// # Errors
/// When something else stands there.
pub fn unpack<const N: usize, T: Packed<N>>(text: &str) -> Result<Vec<T>, sqlx::Error> {
    let all = match text.strip_prefix(SHORT) {
        Some(short) => unpack_short(short.as_bytes()),
        None => unpack_long(text),
    };
    all.ok_or_else(|| sqlx::Error::Decode("a summary is not as it was written".into()))
}

fn unpack_short<const N: usize, T: Packed<N>>(text: &[u8]) -> Option<Vec<T>> {
    let mut all = Vec::with_capacity(text.len() / N + 1);
    let mut group = [0_i64; N];
    let (mut at, mut number, mut shift) = (0, 0_u64, 0);
    for sign in text {
        let value = sign.checked_sub(ZERO).filter(|value| *value < GOES_ON << 1)?;
        number |= u64::from(value & (GOES_ON - 1)).checked_shl(shift)?;
        shift += BITS;
        if value & GOES_ON != 0 {
            continue;
        }
        let step = (number >> 1).cast_signed() ^ -(number & 1).cast_signed();
        group[at] = if at < T::STEPS { group[at].wrapping_add(step) } else { step };
        (number, shift, at) = (0, 0, at + 1);
        if at == N {
            all.push(T::of_short(group));
            at = 0;
        }
    }
    (at == 0 && shift == 0).then_some(all)
}

fn unpack_long<const N: usize, T: Packed<N>>(text: &str) -> Option<Vec<T>> {
    let mut all = Vec::with_capacity(text.len() / (N * 4 + 1));
    let mut group = [0; N];
    let mut at = 0;
    for number in text.split_ascii_whitespace() {
        group[at] = number.parse().ok()?;
        at += 1;
        if at == N {
            all.push(T::unpack(group));
            at = 0;
        }
    }
    (at == 0).then_some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again_and_nothing_else() {
        let answer = Answer { row: 1, table: 7, name: 8, label: 9, right: true, what: 0, took: None };
        let all = [answer, Answer { took: Some(12), ..answer }];
        assert_eq!(unpack::<7, Answer>(&pack(&all)).expect("is read"), all);
        assert_eq!(unpack::<7, Answer>("1 7 8 9 1 0 -1 1 7 8 9 1 0 12").expect("is read"), all, "as before");
        assert_eq!(unpack::<7, Answer>("").expect("nothing"), []);
        assert!(unpack::<7, Answer>("1 2 3").is_err() && unpack::<1, i64>("1 x").is_err());
        assert!(unpack::<7, Answer>("~222").is_err() && unpack::<1, i64>("~2 ").is_err(), "too short, and no sign");
        assert!(unpack::<1, i64>("~o").is_err() && unpack::<1, i64>(&format!("~{}0", "o".repeat(20))).is_err());
    }

    #[test]
    fn every_number_is_written_shortly_and_read_again() {
        let all = [0, -1, 1, 15, -16, 16, 511, 512, i64::MAX, i64::MIN, 0, i64::MAX];
        assert_eq!(unpack::<1, i64>(&pack(&all)).expect("is read"), all);
        assert_eq!(pack(&[3, 4, 3]), "~621");
        assert!(pack(&[70_000, 70_500]).len() < "70000 70500".len());
    }
}
