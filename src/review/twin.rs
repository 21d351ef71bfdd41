//! Which attempts of one person make a pair of twins.

use crate::scoring::TwinPair;
use crate::store::AttemptSummary;

/// Whether two finished attempts are twins: the same person at the same scenario, unchanged, with as much help, once with
/// each caller. The seed may differ.
fn are_twins(one: &AttemptSummary, other: &AttemptSummary) -> bool {
    one.twin != other.twin && alike(one, other)
}

fn alike(one: &AttemptSummary, other: &AttemptSummary) -> bool {
    let what = |of: &AttemptSummary| {
        (of.person.clone(), of.pack.clone(), of.scenario.clone(), of.scenario_hash.clone(), of.mode.clone())
    };
    what(one) == what(other)
}

/// The attempt to compare one with: the latest before it, else the first after it.
#[must_use]
pub fn counterpart<'a>(attempts: &'a [AttemptSummary], of: &AttemptSummary) -> Option<&'a AttemptSummary> {
    let mut twins: Vec<_> = attempts.iter().filter(|other| other.side().is_some() && are_twins(of, other)).collect();
    twins.sort_by_key(|other| other.began());
    let before = twins.iter().rev().find(|other| other.began() <= of.began());
    before.or_else(|| twins.first()).copied()
}

/// The pair that two attempts make, whichever is which; none where one was not finished.
#[must_use]
pub fn pair_of(one: &AttemptSummary, other: &AttemptSummary) -> Option<TwinPair> {
    let (hostile, calm) = if one.twin { (other, one) } else { (one, other) };
    Some(TwinPair { hostile: hostile.side()?, calm: calm.side()? })
}

/// All pairs of one person: in each scenario the first hostile call with the first calm one, the second with the second.
/// Nothing is counted twice.
#[must_use]
pub fn twin_pairs(attempts: &[AttemptSummary], person: &str) -> Vec<TwinPair> {
    let mut own: Vec<_> = attempts.iter().filter(|one| one.person == person && one.side().is_some()).collect();
    own.sort_by_key(|one| one.began());
    let mut pairs = Vec::new();
    for (at, hostile) in own.iter().enumerate().filter(|(_, one)| !one.twin) {
        let nth = own[..at].iter().filter(|before| !before.twin && alike(before, hostile)).count();
        let calm = own.iter().filter(|one| are_twins(hostile, one)).nth(nth);
        pairs.extend(calm.and_then(|calm| pair_of(hostile, calm)));
    }
    pairs
}
