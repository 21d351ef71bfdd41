//! Calibration: how far supervisors who score the same attempts agree. Pure: ratings in, figures out.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::statistic::Share;

/// What one rater gave one criterion of one attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rating {
    pub attempt: String,
    pub criterion: String,
    pub rater: String,
    /// The month in which it was given: `2026-01`.
    pub month: String,
    /// Per cent of the criterion's points, 0 to 100.
    pub score: u32,
    /// What the program gave it, in the same steps; none where that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub program: Option<u32>,
}

/// Agreement beyond chance, from -1 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kappa {
    /// Of the same two raters on every attempt.
    Cohen(f64),
    /// Of equally many raters on every attempt.
    Fleiss(f64),
}

/// How far raters agree on a criterion. Agreement is the same score.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CriterionAgreement {
    pub criterion: String,
    /// Attempts that at least two have rated.
    pub cases: usize,
    pub raters: usize,
    /// Pairs of raters that gave the same score, of all pairs.
    pub agreed: Share,
    /// None where all gave the same to everything, or attempts have differently many raters.
    pub kappa: Option<Kappa>,
}

/// How far a rater lies from the others on the same attempts and criteria, in points; above zero is milder.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RaterDrift {
    pub rater: String,
    /// Mean difference, and ratings that others rated too.
    pub all: (f64, usize),
    /// The same by month.
    pub months: Vec<(String, f64, usize)>,
}

/// One criterion of one attempt that raters see differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Disagreement {
    pub attempt: String,
    pub criterion: String,
    /// Highest less lowest score.
    pub spread: u32,
    /// By rater.
    pub scores: Vec<(String, u32)>,
}

/// How far raters agree with the program on a criterion.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProgramAgreement {
    pub criterion: String,
    /// Ratings beside which the program's score is known; agreement is the same score.
    pub agreed: Share,
    /// Cohen's kappa between raters and the program; none where it cannot be worked out.
    pub kappa: Option<f64>,
    /// Mean of what raters gave less what the program gave, in points; above zero they are milder.
    pub milder: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Calibration {
    /// The least agreement first.
    pub criteria: Vec<CriterionAgreement>,
    /// In the order of their names.
    pub raters: Vec<RaterDrift>,
    /// The largest first; what all agree on is left out.
    pub disagreements: Vec<Disagreement>,
    /// The least agreement first.
    pub program: Vec<ProgramAgreement>,
}

/// The scores of one attempt in one criterion, by rater, with the months.
type Cell<'a> = BTreeMap<&'a str, (&'a str, u32)>;

/// The figures of these ratings. Of two ratings of one thing by one rater the later in the list counts.
#[must_use]
pub fn calibration(ratings: &[Rating]) -> Calibration {
    let mut cells: BTreeMap<(&str, &str), Cell<'_>> = BTreeMap::new();
    for rating in ratings {
        let cell = cells.entry((&rating.criterion, &rating.attempt)).or_default();
        cell.insert(&rating.rater, (&rating.month, rating.score));
    }
    cells.retain(|_, cell| cell.len() > 1);
    let names: BTreeSet<&str> = cells.keys().map(|(criterion, _)| *criterion).collect();
    let mut criteria: Vec<CriterionAgreement> = names
        .into_iter()
        .map(|name| {
            agreement(
                name,
                &cells.iter().filter(|((own, _), _)| *own == name).map(|(_, cell)| cell).collect::<Vec<_>>(),
            )
        })
        .collect();
    let share = |of: &CriterionAgreement| of.agreed.value().unwrap_or(1.0);
    criteria
        .sort_by(|one, other| share(one).total_cmp(&share(other)).then_with(|| one.criterion.cmp(&other.criterion)));
    Calibration {
        criteria,
        raters: drift(cells.values()),
        disagreements: disagreements(&cells),
        program: beside_program(ratings),
    }
}

/// One rater is enough: the program has scored every attempt.
fn beside_program(ratings: &[Rating]) -> Vec<ProgramAgreement> {
    let mut latest: BTreeMap<(&str, &str, &str), (u32, u32)> = BTreeMap::new();
    for rating in ratings {
        if let Some(program) = rating.program {
            latest.insert((&rating.criterion, &rating.attempt, &rating.rater), (rating.score, program));
        }
    }
    let mut pairs: BTreeMap<&str, Vec<(u32, u32)>> = BTreeMap::new();
    for ((criterion, ..), pair) in latest {
        pairs.entry(criterion).or_default().push(pair);
    }
    let of = |(criterion, pairs): (&str, Vec<(u32, u32)>)| ProgramAgreement {
        criterion: criterion.to_owned(),
        agreed: Share { part: pairs.iter().filter(|(given, program)| given == program).count(), of: pairs.len() },
        kappa: cohen(&pairs),
        milder: mean(&pairs.iter().map(|(given, program)| f64::from(*given) - f64::from(*program)).collect::<Vec<_>>()),
    };
    let mut found: Vec<ProgramAgreement> = pairs.into_iter().map(of).collect();
    let share = |of: &ProgramAgreement| of.agreed.value().unwrap_or(1.0);
    found.sort_by(|one, other| share(one).total_cmp(&share(other)).then_with(|| one.criterion.cmp(&other.criterion)));
    found
}

fn mean(of: &[f64]) -> f64 {
    of.iter().sum::<f64>() / of.len().max(1) as f64
}

fn agreement(criterion: &str, cells: &[&Cell<'_>]) -> CriterionAgreement {
    let mut agreed = Share::default();
    for cell in cells {
        let scores: Vec<u32> = cell.values().map(|(_, score)| *score).collect();
        for (at, one) in scores.iter().enumerate() {
            agreed.of += scores.len() - at - 1;
            agreed.part += scores[at + 1..].iter().filter(|other| *other == one).count();
        }
    }
    let raters: BTreeSet<&str> = cells.iter().flat_map(|cell| cell.keys().copied()).collect();
    CriterionAgreement {
        criterion: criterion.to_owned(),
        cases: cells.len(),
        kappa: kappa(cells, raters.len()),
        raters: raters.len(),
        agreed,
    }
}

fn kappa(cells: &[&Cell<'_>], raters: usize) -> Option<Kappa> {
    if raters == 2 {
        let pair = |cell: &&Cell<'_>| {
            let mut scores = cell.values().map(|(_, score)| *score);
            Some((scores.next()?, scores.next()?))
        };
        return cohen(&cells.iter().filter_map(pair).collect::<Vec<_>>()).map(Kappa::Cohen);
    }
    let categories: BTreeSet<u32> = cells.iter().flat_map(|cell| cell.values().map(|(_, score)| *score)).collect();
    let count = |cell: &&Cell<'_>, score: u32| cell.values().filter(|(_, own)| *own == score).count();
    let counts: Vec<Vec<usize>> =
        cells.iter().map(|cell| categories.iter().map(|score| count(cell, *score)).collect()).collect();
    fleiss(&counts).map(Kappa::Fleiss)
}

/// Cohen's kappa of two raters (Cohen 1960, doi 10.1177/001316446002000104). None without cases, and where chance alone makes
/// them agree on everything.
#[must_use]
pub fn cohen(pairs: &[(u32, u32)]) -> Option<f64> {
    let cases = pairs.len() as f64;
    let mut marginals: BTreeMap<u32, (f64, f64)> = BTreeMap::new();
    for (one, other) in pairs {
        marginals.entry(*one).or_default().0 += 1.0;
        marginals.entry(*other).or_default().1 += 1.0;
    }
    let observed = pairs.iter().filter(|(one, other)| one == other).count() as f64 / cases;
    let chance: f64 = marginals.values().map(|(one, other)| one * other / (cases * cases)).sum();
    beyond(observed, chance)
}

/// Fleiss' kappa (Fleiss 1971, doi 10.1037/h0031619): for each case, how many raters chose each category. None where cases have
/// differently many raters, or fewer than two.
#[must_use]
pub fn fleiss(counts: &[Vec<usize>]) -> Option<f64> {
    let raters: usize = counts.first()?.iter().sum();
    if raters < 2 || counts.iter().any(|case| case.iter().sum::<usize>() != raters) {
        return None;
    }
    let (cases, raters) = (counts.len() as f64, raters as f64);
    let agreed = |case: &Vec<usize>| {
        let squares: usize = case.iter().map(|count| count * count).sum();
        (squares as f64 - raters) / (raters * (raters - 1.0))
    };
    let observed = counts.iter().map(agreed).sum::<f64>() / cases;
    let categories = counts.iter().map(Vec::len).max().unwrap_or(0);
    let chance = (0..categories).map(|at| {
        let chosen: usize = counts.iter().filter_map(|case| case.get(at)).sum();
        (chosen as f64 / (cases * raters)).powi(2)
    });
    beyond(observed, chance.sum())
}

fn beyond(observed: f64, chance: f64) -> Option<f64> {
    (observed.is_finite() && chance < 1.0 - 1e-12).then(|| (observed - chance) / (1.0 - chance))
}

/// Each rating against the mean of the others of the same thing: a hard call is hard for all of them.
fn drift<'a>(cells: impl Iterator<Item = &'a Cell<'a>>) -> Vec<RaterDrift> {
    let mut found: BTreeMap<&str, BTreeMap<&str, Vec<f64>>> = BTreeMap::new();
    for cell in cells {
        let sum: u32 = cell.values().map(|(_, score)| *score).sum();
        for (rater, (month, score)) in cell {
            let others = f64::from(sum - score) / (cell.len() - 1) as f64;
            found.entry(rater).or_default().entry(month).or_default().push(f64::from(*score) - others);
        }
    }
    let of_rater = |(rater, months): (&str, BTreeMap<&str, Vec<f64>>)| {
        let all: Vec<f64> = months.values().flatten().copied().collect();
        RaterDrift {
            rater: rater.to_owned(),
            all: (mean(&all), all.len()),
            months: months.into_iter().map(|(month, of)| (month.to_owned(), mean(&of), of.len())).collect(),
        }
    };
    found.into_iter().map(of_rater).collect()
}

fn disagreements(cells: &BTreeMap<(&str, &str), Cell<'_>>) -> Vec<Disagreement> {
    let of = |((criterion, attempt), cell): (&(&str, &str), &Cell<'_>)| {
        let scores: Vec<(String, u32)> = cell.iter().map(|(rater, (_, score))| ((*rater).to_owned(), *score)).collect();
        let (low, high) = (scores.iter().map(|of| of.1).min()?, scores.iter().map(|of| of.1).max()?);
        let found = Disagreement {
            attempt: (*attempt).to_owned(),
            criterion: (*criterion).to_owned(),
            spread: high - low,
            scores,
        };
        (high > low).then_some(found)
    };
    let mut found: Vec<Disagreement> = cells.iter().filter_map(of).collect();
    found.sort_by_key(|one| std::cmp::Reverse(one.spread));
    found
}
