//! What conditions say of each other: which cannot hold, or fail, at one moment.

use super::source::Condition;

/// A condition that holds, or that does not.
#[derive(Debug, Clone, Copy)]
pub(super) struct Literal<'a> {
    about: &'a Condition,
    holds: bool,
}

impl<'a> Literal<'a> {
    pub const fn holds(condition: &'a Condition) -> Self {
        Self { about: condition, holds: true }
    }

    pub const fn fails(condition: &'a Condition) -> Self {
        Self { about: condition, holds: false }
    }

    /// Whether the two cannot be so at one moment.
    pub fn excludes(self, other: Self) -> bool {
        match (self.atom(), other.atom()) {
            ((Atom::Below(a), below), (Atom::Below(b), other)) => match (below, other) {
                (true, false) => b >= a,
                (false, true) => a >= b,
                _ => false,
            },
            ((Atom::Verified(a), holds), (Atom::Verified(b), other))
            | ((Atom::Warned(a), holds), (Atom::Warned(b), other)) => match (holds, other) {
                (true, false) => b <= a,
                (false, true) => a <= b,
                _ => false,
            },
            ((Atom::Fact(a, x), holds), (Atom::Fact(b, y), other)) if a == b => {
                if x == y {
                    holds != other
                } else {
                    holds && other
                }
            }
            ((Atom::Temperament(a), holds), (Atom::Temperament(b), other)) => {
                if a == b {
                    holds != other
                } else {
                    holds && other
                }
            }
            ((a, holds), (b, other)) => a == b && holds != other,
        }
    }

    /// The fact and value that this denies.
    pub fn denied_value(self) -> Option<(&'a str, &'a str)> {
        match self.atom() {
            (Atom::Fact(fact, value), false) => Some((fact, value)),
            _ => None,
        }
    }

    /// Whether this says that the caller is of another temperament.
    pub fn denies_temperament(self, name: &str) -> bool {
        matches!(self.atom(), (Atom::Temperament(denied), false) if denied == name)
    }

    /// What is said, without a denial.
    fn atom(self) -> (Atom<'a>, bool) {
        let (atom, plain) = match self.about {
            Condition::PatienceBelow(points) => (Atom::Below(*points), true),
            Condition::PatienceAtLeast(points) => (Atom::Below(*points), false),
            Condition::Flag(flag) => (Atom::Flag(flag), true),
            Condition::NotFlag(flag) => (Atom::Flag(flag), false),
            Condition::Fact(fact, value) => (Atom::Fact(fact, value), true),
            Condition::NotFact(fact, value) => (Atom::Fact(fact, value), false),
            Condition::Told(fact) => (Atom::Told(fact), true),
            Condition::NotTold(fact) => (Atom::Told(fact), false),
            Condition::Saved(table) => (Atom::Saved(table), true),
            Condition::NotSaved(table) => (Atom::Saved(table), false),
            Condition::SavedWith(table, field, value) => (Atom::SavedWith(table, field, value), true),
            Condition::NotSavedWith(table, field, value) => (Atom::SavedWith(table, field, value), false),
            Condition::Visited(beat) => (Atom::Visited(beat), true),
            Condition::NotVisited(beat) => (Atom::Visited(beat), false),
            Condition::Verified(count) => (Atom::Verified(*count), true),
            Condition::NotVerified(count) => (Atom::Verified(*count), false),
            Condition::Opened(row) => (Atom::Opened(row), true),
            Condition::NotOpened(row) => (Atom::Opened(row), false),
            Condition::Temperament(name) => (Atom::Temperament(name), true),
            Condition::NotTemperament(name) => (Atom::Temperament(name), false),
            Condition::TransferTold => (Atom::TransferTold, true),
            Condition::Warned(count) => (Atom::Warned(*count), true),
        };
        (atom, plain == self.holds)
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Atom<'a> {
    Below(i32),
    Flag(&'a str),
    Fact(&'a str, &'a str),
    Told(&'a str),
    Saved(&'a str),
    SavedWith(&'a str, &'a str, &'a str),
    Visited(&'a str),
    Verified(u32),
    Opened(&'a str),
    Temperament(&'a str),
    TransferTold,
    Warned(u32),
}

/// The first two of a list that cannot hold together.
pub(super) fn contradiction(conditions: &[Condition]) -> Option<(usize, usize)> {
    conditions.iter().enumerate().find_map(|(later, condition)| {
        let earlier =
            conditions[..later].iter().position(|other| Literal::holds(other).excludes(Literal::holds(condition)))?;
        Some((earlier, later))
    })
}

/// Ways to fail that are tried before a beat is taken to be lockable.
const MAX_TRIES: usize = 20_000;

/// Whether each of these lists can fail at one and the same moment. `cannot_be` tells of a set of denials that together
/// are impossible, such as every value that a fact can have.
pub(super) fn can_all_fail<'a>(lists: &[&'a [Condition]], cannot_be: &impl Fn(&[Literal<'a>]) -> bool) -> bool {
    fn search<'a>(
        lists: &[&'a [Condition]],
        so: &mut Vec<Literal<'a>>,
        tries: &mut usize,
        cannot_be: &impl Fn(&[Literal<'a>]) -> bool,
    ) -> bool {
        *tries += 1;
        let Some((first, rest)) = lists.split_first() else { return !cannot_be(so) };
        first.iter().any(|condition| {
            let fails = Literal::fails(condition);
            if *tries > MAX_TRIES {
                return true;
            }
            if so.iter().any(|other| other.excludes(fails)) {
                return false;
            }
            so.push(fails);
            let found = search(rest, so, tries, cannot_be);
            so.pop();
            found
        })
    }
    search(lists, &mut Vec::new(), &mut 0, cannot_be)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flag(name: &str) -> Condition {
        Condition::Flag(name.to_owned())
    }

    #[test]
    fn finds_what_cannot_hold_together() {
        assert_eq!(
            contradiction(&[Condition::PatienceBelow(40), flag("a"), Condition::PatienceAtLeast(40)]),
            Some((0, 2))
        );
        assert_eq!(contradiction(&[Condition::PatienceAtLeast(40), Condition::PatienceBelow(41)]), None);
        assert_eq!(contradiction(&[flag("a"), Condition::NotFlag("b".to_owned())]), None);
        assert_eq!(contradiction(&[Condition::NotVerified(2), Condition::Verified(2)]), Some((0, 1)));
        assert_eq!(contradiction(&[Condition::NotVerified(3), Condition::Verified(2)]), None);
        let fact = |value: &str| Condition::Fact("shift".to_owned(), value.to_owned());
        assert_eq!(contradiction(&[fact("1"), fact("2")]), Some((0, 1)));
    }

    #[test]
    fn one_of_two_opposites_is_always_open() {
        let (up, down) = ([flag("a"), flag("b")], [Condition::NotFlag("a".to_owned())]);
        assert!(can_all_fail(&[&up, &down], &|_| false), "b may be down while a is up");
        let up = [flag("a")];
        assert!(!can_all_fail(&[&up, &down], &|_| false));
        let (low, high) = ([Condition::PatienceBelow(30)], [Condition::PatienceAtLeast(40)]);
        assert!(can_all_fail(&[&low, &high], &|_| false), "35 is between");
    }
}
