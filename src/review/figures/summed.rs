//! The same figures out of summaries: what a whole team of calls comes to without reading the calls.
//!
//! `team` and `health` draw them from the calls themselves; a test holds the two against each other.

use std::collections::{BTreeMap, BTreeSet};

use super::case::Overridden;
use super::health::{CASES_FOR_R, Flag, Health, Item, ItemHealth, flags, tally};
use super::statistic::{Share, Z_95, median, point_biserial};
use super::team::{
    Coaching, CriterionKey, HeatCell, HeatMap, HeatRow, NUMBERS, Numbers, Progress, TeamFigures, readiness, trends,
};
use crate::call::Millis;
use crate::scoring::FieldClass;
use crate::store::{Answer, FirstCall, PersonSum, PointSum, ScenarioSums, Standing, TeamSums, Words};

fn word(words: &Words, id: i64) -> &str {
    words.get(&id).map_or("", String::as_str)
}

fn size(count: i64) -> usize {
    usize::try_from(count).unwrap_or(0)
}

fn points(thousandths: i64) -> u64 {
    u64::try_from(thousandths).unwrap_or(0)
}

fn key_of((number, id): Key, words: &Words) -> CriterionKey {
    let number = usize::try_from(number).ok().and_then(|at| NUMBERS.get(at)).unwrap_or(&NUMBERS[0]);
    CriterionKey { number: *number, id: word(words, id).to_owned() }
}

/// A criterion as the tables have it: its number and its id.
type Key = (i64, i64);

/// A criterion in one of its wordings.
type Wording = (i64, i64, i64);

const fn wording(sum: &PointSum) -> Wording {
    (sum.number, sum.id, sum.label)
}

/// Every criterion of some people in all its wordings. Most people have most of them in the same order, so that the place of the
/// next is guessed before it is looked for: of two thousand people there are very many.
struct Wordings {
    /// Sorted.
    all: Vec<Wording>,
    /// Which criterion each is.
    of: Vec<usize>,
    /// In the words of most cards, of equals the first by the alphabet; and how many other wordings there are.
    criteria: Vec<(Key, String, usize)>,
}

/// A place in a sorted list, or where it would be.
fn place(all: &[Wording], guess: usize, wanted: Wording) -> Result<usize, usize> {
    if all.get(guess) == Some(&wanted) { Ok(guess) } else { all.binary_search(&wanted) }
}

impl Wordings {
    fn of(people: &[&PersonSum], words: &Words) -> Self {
        let (mut all, mut cards): (Vec<Wording>, Vec<i64>) = (Vec::new(), Vec::new());
        for person in people {
            let mut guess = 0;
            for sum in &person.points {
                let at = place(&all, guess, wording(sum)).unwrap_or_else(|at| {
                    all.insert(at, wording(sum));
                    cards.insert(at, 0);
                    at
                });
                cards[at] += sum.cards;
                guess = at + 1;
            }
        }
        let (mut of, mut criteria) = (Vec::with_capacity(all.len()), Vec::new());
        let counted: Vec<(Wording, i64)> = all.iter().copied().zip(cards).collect();
        for same in counted.chunk_by(|(one, _), (other, _)| (one.0, one.1) == (other.0, other.1)) {
            let named = same.iter().map(|((_, _, label), count)| (*count, word(words, *label)));
            let best = named.max_by(|one, other| one.0.cmp(&other.0).then_with(|| other.1.cmp(one.1)));
            let key = same.first().map_or((0, 0), |((number, id, _), _)| (*number, *id));
            of.extend(same.iter().map(|_| criteria.len()));
            criteria.push((key, best.map_or_else(String::new, |(_, label)| label.to_owned()), same.len() - 1));
        }
        Self { all, of, criteria }
    }

    /// The sums of a person, each with the place of its criterion.
    fn each<'s>(&'s self, person: &'s PersonSum) -> impl Iterator<Item = (usize, &'s PointSum)> {
        let mut guess = 0;
        person.points.iter().filter_map(move |sum| {
            let at = place(&self.all, guess, wording(sum)).ok()?;
            guess = at + 1;
            Some((self.of[at], sum))
        })
    }

    /// Something for each criterion.
    fn map<T>(&self, words: &Words, mut make: impl FnMut(CriterionKey, &str, usize) -> T) -> Vec<T> {
        let of = |(key, label, others): &(Key, String, usize)| make(key_of(*key, words), label, *others);
        self.criteria.iter().map(of).collect()
    }
}

/// The sums of these people, in their order; none for whoever has no call.
fn in_order<'s>(people: &[String], sums: &'s [PersonSum]) -> Vec<Option<&'s PersonSum>> {
    let known: BTreeMap<&str, &PersonSum> = sums.iter().map(|sum| (sum.person.as_str(), sum)).collect();
    people.iter().map(|person| known.get(person.as_str()).copied()).collect()
}

/// People × criteria, out of a row of sums for each person.
#[must_use]
pub fn heat_of(people: &[String], sums: &[PersonSum], words: &Words) -> HeatMap {
    let own = in_order(people, sums);
    let wordings = Wordings::of(&own.iter().copied().flatten().collect::<Vec<_>>(), words);
    let mut rows: Vec<HeatRow> = wordings.map(words, |key, label, others| HeatRow {
        key,
        label: label.to_owned(),
        others,
        cells: vec![HeatCell::default(); people.len()],
        all: HeatCell::default(),
    });
    for (at, person) in own.iter().enumerate().filter_map(|(at, person)| Some((at, (*person)?))) {
        for (criterion, sum) in wordings.each(person) {
            add(&mut rows[criterion].cells[at], sum);
            add(&mut rows[criterion].all, sum);
        }
    }
    // What counted in no call of anybody is no row.
    rows.retain(|row| row.all.cases > 0);
    rows.sort_by(|one, other| {
        let weak = |row: &HeatRow| row.all.earned * 1_000_000 / row.all.possible.max(1);
        (one.key.number, weak(one), &one.key.id).cmp(&(other.key.number, weak(other), &other.key.id))
    });
    HeatMap { people: people.to_vec(), rows }
}

fn add(cell: &mut HeatCell, sum: &PointSum) {
    cell.earned += points(sum.earned);
    cell.possible += points(sum.possible);
    cell.cases += size(sum.cases);
}

/// What cost most points, the largest loss first.
fn coaching_of(people: &[&PersonSum], words: &Words) -> Vec<Coaching> {
    let wordings = Wordings::of(people, words);
    let mut found: Vec<Coaching> = wordings.map(words, |key, label, others| Coaching {
        key,
        label: label.to_owned(),
        others,
        lost: 0,
        missed: 0,
        cases: 0,
        people: Vec::new(),
    });
    for person in people {
        for (criterion, sum) in wordings.each(person) {
            let one = &mut found[criterion];
            one.lost += points(sum.lost);
            one.missed += size(sum.missed);
            one.cases += size(sum.cases);
            if sum.missed > 0 && one.people.last() != Some(&person.person) {
                one.people.push(person.person.clone());
            }
        }
    }
    found.retain(|one| one.missed > 0);
    for one in &mut found {
        one.people.sort();
    }
    found.sort_by(|one, other| other.lost.cmp(&one.lost).then_with(|| one.key.cmp(&other.key)));
    found
}

fn critical_of(people: &[&PersonSum], words: &Words) -> Vec<(String, usize, Vec<String>)> {
    let mut found: BTreeMap<&str, (usize, BTreeSet<&str>)> = BTreeMap::new();
    for (person, (what, calls)) in people.iter().flat_map(|person| person.critical.iter().map(move |one| (person, one)))
    {
        let (all, who) = found.entry(word(words, *what)).or_default();
        *all += size(*calls);
        who.insert(&person.person);
    }
    let named = |who: BTreeSet<&str>| who.into_iter().map(str::to_owned).collect();
    let mut found: Vec<_> = found.into_iter().map(|(what, (all, who))| (what.to_owned(), all, named(who))).collect();
    found.sort_by_key(|(_, calls, _)| std::cmp::Reverse(*calls));
    found
}

fn progress_of(standings: &[Standing]) -> Vec<Progress> {
    let numbers =
        |of: [Option<i64>; 4]| -> Numbers { of.map(|number| number.and_then(|number| u32::try_from(number).ok())) };
    let of = |one: &Standing| Progress {
        person: one.person.clone(),
        scenario: one.scenario.clone(),
        title: one.title.clone(),
        attempts: size(one.attempts),
        first: numbers(one.first),
        best: numbers(one.best),
        latest: numbers(one.latest),
        ready: one.ready,
    };
    let mut found: Vec<Progress> = standings.iter().map(of).collect();
    found.sort_by(|one, other| {
        (&one.person, &one.title, &one.scenario).cmp(&(&other.person, &other.title, &other.scenario))
    });
    found
}

/// The figures of these people out of their sums, with what was overridden in their calls.
#[must_use]
pub fn team_of(people: &[String], sums: &TeamSums, overridden: Vec<Overridden>) -> TeamFigures {
    let own: Vec<&PersonSum> = in_order(people, &sums.people).into_iter().flatten().collect();
    let progress = progress_of(&sums.standings);
    let scenarios: BTreeSet<(String, String)> =
        progress.iter().map(|one| (one.title.clone(), one.scenario.clone())).collect();
    let all = |of: fn(&PersonSum) -> i64| size(own.iter().map(|person| of(person)).sum());
    TeamFigures {
        people: people.to_vec(),
        readiness: readiness(people, &progress),
        trends: trends(people, &progress),
        progress,
        scenarios: scenarios.into_iter().map(|(title, scenario)| (scenario, title)).collect(),
        coaching: coaching_of(&own, &sums.words),
        heat: heat_of(people, &sums.people, &sums.words),
        critical: critical_of(&own, &sums.words),
        calls: Share { part: all(|person| person.unaided), of: all(|person| person.calls) },
        overridden,
    }
}

/// The figures of a scenario out of first calls at it.
#[must_use]
pub fn health_of(scenario: &str, sums: &ScenarioSums) -> Health {
    let (first, words) = (&sums.first, &sums.words);
    let named = |id: i64| word(words, id).to_owned();
    let (decisions, fields) =
        items(first, words).into_iter().partition(|item| matches!(item.item, Item::Decision { .. }));
    Health {
        scenario: scenario.to_owned(),
        title: sums.title.clone().unwrap_or_else(|| scenario.to_owned()),
        cases: first.len(),
        left_out: size(sums.attempts).saturating_sub(first.len()),
        passed: Share { part: first.iter().filter(|call| call.passed).count(), of: first.len() },
        overridden: first.iter().filter(|call| call.overridden).count(),
        length: median(first.iter().map(|call| Millis(points(call.length_ms))).collect()),
        endings: tally(first.iter().filter_map(|call| call.ending.map(named))),
        critical: tally(first.iter().flat_map(|call| call.critical.iter().map(|id| named(*id)))),
        decisions,
        fields,
    }
}

/// An item as the tables have it, with the answers to it: the number of the call, the answer.
type Met<'s> = Vec<(usize, &'s Answer)>;

/// The items in the order in which most people came to them.
fn items(first: &[FirstCall], words: &Words) -> Vec<ItemHealth> {
    let mut found: BTreeMap<(i64, i64, i64), (usize, Met<'_>)> = BTreeMap::new();
    for (number, call) in first.iter().enumerate() {
        for (at, answer) in call.answers.iter().enumerate() {
            let (places, met) = found.entry(answer.item()).or_default();
            *places += at;
            met.push((number, answer));
        }
    }
    let right: Vec<usize> = first.iter().map(|call| call.answers.iter().filter(|one| one.right).count()).collect();
    let item = |answer: &Answer| match usize::try_from(answer.row) {
        Ok(row @ 1..) => Item::Field {
            row: row - 1,
            table: word(words, answer.table).to_owned(),
            field: word(words, answer.name).to_owned(),
        },
        _ => Item::Decision { beat: word(words, answer.name).to_owned() },
    };
    let mut order: Vec<(Item, usize, Met<'_>)> = Vec::new();
    for (places, met) in found.into_values() {
        if let Some((_, answer)) = met.first() {
            order.push((item(answer), places, met));
        }
    }
    order.sort_by(|one, other| (one.1 * other.2.len()).cmp(&(other.1 * one.2.len())).then_with(|| one.0.cmp(&other.0)));
    order.into_iter().map(|(item, _, met)| item_health(item, &met, (first, &right), words)).collect()
}

fn item_health(item: Item, met: &Met<'_>, (first, rights): (&[FirstCall], &[usize]), words: &Words) -> ItemHealth {
    let right = Share { part: met.iter().filter(|(_, answer)| answer.right).count(), of: met.len() };
    let rest: Vec<(bool, f64)> = met
        .iter()
        .filter_map(|(call, answer)| {
            let others = Share { part: rights[*call] - usize::from(answer.right), of: first[*call].answers.len() - 1 };
            others.value().map(|share| (answer.right, share))
        })
        .collect();
    let discrimination = point_biserial(&rest).filter(|found| found.cases >= CASES_FOR_R);
    let mut wrong: BTreeMap<i64, usize> = BTreeMap::new();
    for (_, answer) in met.iter().filter(|(_, answer)| !answer.right) {
        *wrong.entry(answer.what).or_default() += 1;
    }
    let decision = matches!(item, Item::Decision { .. });
    let what = |id: i64| match usize::try_from(id).ok().and_then(|at| FieldClass::ALL.get(at)) {
        Some(class) if !decision => class.name(),
        _ => word(words, id),
    };
    let most = wrong.into_iter().map(|(id, count)| (what(id), count));
    let most = most.max_by(|one, other| one.1.cmp(&other.1).then_with(|| other.0.cmp(one.0)));
    let most_wrong = most.map(|(what, count)| (what.to_owned(), count));
    let flags: Vec<Flag> = flags(&item, right, discrimination, most_wrong.as_ref().map_or(0, |(_, count)| *count));
    ItemHealth {
        item,
        label: met.first().map(|(_, answer)| word(words, answer.label).to_owned()).unwrap_or_default(),
        right,
        interval: right.wilson(Z_95),
        discrimination,
        most_wrong,
        took: median(met.iter().filter_map(|(_, answer)| answer.took).map(|took| Millis(points(took))).collect()),
        flags,
    }
}
