//! The report on calibration: ratings of a CSV file read, and how far the raters agree.

use std::collections::BTreeSet;
use std::path::Path;

use maud::{Markup, html};

use super::super::Exit;
use super::super::packs::Failure;
use super::page::{self, Section, cell, figures, per_cent, sums, table, words};
use super::part::share;
use crate::review::Calibrating;
use crate::review::figures::calibration::{Calibration, Kappa, ProgramAgreement, Rating};
use crate::text::Texts;

/// Disagreements beyond these are in the figures of `--json`.
const SHOWN: usize = 50;

/// Reads ratings: the columns `attempt`, `criterion`, `rater`, `month` and `score`, 0 to 100 or yes and no.
///
/// # Errors
/// When the file cannot be read, or a cell makes no sense; row and column are named, and nothing of the file is used.
pub(super) fn ratings(path: &Path, texts: &Texts) -> Result<Vec<Rating>, Failure> {
    let shown = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| (format!("{shown}: {error}"), Exit::Unavailable))?;
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let wrong = |key: &str, row: u64, column: &str| {
        let row = row.to_string();
        (texts.with(key, &[("file", &shown), ("row", &row), ("column", column)]), Exit::Content)
    };
    let head = reader.headers().map_err(|error| (format!("{shown}: {error}"), Exit::Content))?.clone();
    let column = |name: &'static str| {
        let found = head.iter().position(|head| head.trim_start_matches('\u{feff}').eq_ignore_ascii_case(name));
        found.map(|at| (at, name)).ok_or_else(|| wrong("teams-no-column", 1, name))
    };
    let (attempt, criterion, rater) = (column("attempt")?, column("criterion")?, column("rater")?);
    let (month, score) = (column("month")?, column("score")?);
    let mut seen = BTreeSet::new();
    let mut ratings = Vec::new();
    for row in reader.records() {
        let row = row.map_err(|error| (format!("{shown}: {error}"), Exit::Content))?;
        let line = row.position().map_or(0, csv::Position::line);
        let read = |(at, name): (usize, &str)| {
            let found = row.get(at).filter(|cell| !cell.is_empty()).map(str::to_owned);
            found.ok_or_else(|| wrong("teams-no-cell", line, name))
        };
        let rating = Rating {
            attempt: read(attempt)?,
            criterion: read(criterion)?,
            rater: read(rater)?,
            month: Some(read(month)?)
                .filter(|of| is_month(of))
                .ok_or_else(|| wrong("ratings-no-month", line, month.1))?,
            score: points(&read(score)?).ok_or_else(|| wrong("ratings-no-score", line, score.1))?,
            program: None,
        };
        if !seen.insert((rating.attempt.clone(), rating.criterion.clone(), rating.rater.clone())) {
            return Err(wrong("ratings-twice", line, rater.1));
        }
        ratings.push(rating);
    }
    Ok(ratings)
}

/// `2026-01`.
fn is_month(text: &str) -> bool {
    format!("{text}-01").parse::<jiff::civil::Date>().is_ok()
}

fn points(text: &str) -> Option<u32> {
    match text.to_lowercase().as_str() {
        "yes" => Some(100),
        "no" => Some(0),
        other => other.parse().ok().filter(|score| *score <= 100),
    }
}

/// What was scored blind, with criteria and attempts by their names.
pub(super) fn page_of_store(texts: &Texts, found: &Calibrating) -> String {
    let mut figures = found.figures.clone();
    let of_criterion = |name: &mut String| *name = found.label(name).to_owned();
    figures.criteria.iter_mut().for_each(|one| of_criterion(&mut one.criterion));
    figures.program.iter_mut().for_each(|one| of_criterion(&mut one.criterion));
    for one in &mut figures.disagreements {
        of_criterion(&mut one.criterion);
        if let Some(attempt) = found.attempt(&one.attempt) {
            let day = attempt.started_at.get(..10).unwrap_or_default();
            let key = attempt.attempt.0.get(attempt.attempt.0.len().saturating_sub(6)..).unwrap_or_default();
            one.attempt = texts.with("report-attempt-of", &[("title", &attempt.title), ("day", day), ("key", key)]);
        }
    }
    page(texts, &texts.get("report-scored-blind"), &figures)
}

pub(super) fn page(texts: &Texts, name: &str, of: &Calibration) -> String {
    let agreed = of.criteria.iter().fold((0, 0), |sum, one| (sum.0 + one.agreed.part, sum.1 + one.agreed.of));
    let lead = html! {
        (sums(&[
            (texts.get("report-raters"), of.raters.len().to_string()),
            (texts.get("report-criteria"), of.criteria.len().to_string()),
            (texts.get("report-agreed-all"), share(agreed.0, agreed.1)),
        ]))
    };
    let section = |id, key: &str, body| Section { id, title: texts.get(key), body };
    let mut sections = vec![
        section("disagreements", "report-disagreements", disagreements(texts, of)),
        section("criteria", "report-agreement", criteria(texts, of)),
        section("drift", "report-drift", drift(texts, of)),
    ];
    if !of.program.is_empty() {
        sections.push(section("program", "report-program", program(texts, of)));
    }
    page::page(texts, &texts.get("report-on-calibration"), name, &lead, &sections)
}

fn disagreements(texts: &Texts, of: &Calibration) -> Markup {
    let columns = [
        words(texts, "report-criterion"),
        words(texts, "report-attempt"),
        figures(texts, "report-spread"),
        words(texts, "report-ratings"),
    ];
    let rows: Vec<Vec<Markup>> = of
        .disagreements
        .iter()
        .take(SHOWN)
        .map(|one| {
            let scores: Vec<String> = one.scores.iter().map(|(rater, score)| format!("{rater} {score}")).collect();
            vec![cell(&one.criterion), cell(&one.attempt), cell(one.spread.to_string()), cell(scores.join(", "))]
        })
        .collect();
    let (shown, all) = (rows.len().to_string(), of.disagreements.len().to_string());
    html! {
        p { (texts.with("report-disagreements-rule", &[("shown", &shown), ("all", &all)])) }
        @if !rows.is_empty() { (table("spread", &texts.get("report-spread-table"), &columns, &rows)) }
    }
}

fn criteria(texts: &Texts, of: &Calibration) -> Markup {
    let columns = [
        words(texts, "report-criterion"),
        figures(texts, "report-cases"),
        figures(texts, "report-raters"),
        figures(texts, "report-agreed"),
        figures(texts, "report-kappa"),
        words(texts, "report-kappa-of"),
    ];
    let rows: Vec<Vec<Markup>> = of
        .criteria
        .iter()
        .map(|one| {
            let (kappa, name) = match one.kappa {
                Some(Kappa::Cohen(kappa)) => (format!("{kappa:.2}"), "Cohen"),
                Some(Kappa::Fleiss(kappa)) => (format!("{kappa:.2}"), "Fleiss"),
                None => ("–".to_owned(), "–"),
            };
            vec![
                cell(&one.criterion),
                cell(one.cases.to_string()),
                cell(one.raters.to_string()),
                cell(one.agreed.value().map_or_else(|| "–".to_owned(), per_cent)),
                cell(kappa),
                cell(name),
            ]
        })
        .collect();
    html! {
        p { (texts.get("report-agreement-rule")) }
        (table("agreement", &texts.get("report-agreement-table"), &columns, &rows))
    }
}

fn program(texts: &Texts, of: &Calibration) -> Markup {
    let columns = [
        words(texts, "report-criterion"),
        figures(texts, "report-cases"),
        figures(texts, "report-agreed"),
        figures(texts, "report-kappa"),
        figures(texts, "report-milder"),
    ];
    let row = |one: &ProgramAgreement| {
        vec![
            cell(&one.criterion),
            cell(one.agreed.of.to_string()),
            cell(one.agreed.value().map_or_else(|| "–".to_owned(), per_cent)),
            cell(one.kappa.map_or_else(|| "–".to_owned(), |kappa| format!("{kappa:.2}"))),
            cell(format!("{:+.1}", one.milder)),
        ]
    };
    let rows: Vec<Vec<Markup>> = of.program.iter().map(row).collect();
    html! {
        p { (texts.get("report-program-rule")) }
        (table("program-list", &texts.get("report-program-table"), &columns, &rows))
    }
}

fn drift(texts: &Texts, of: &Calibration) -> Markup {
    let columns = [
        words(texts, "report-rater"),
        words(texts, "report-month"),
        figures(texts, "report-cases"),
        figures(texts, "report-difference"),
    ];
    let all = texts.get("report-all-months");
    let row = |rater: &str, month: &str, (mean, cases): (f64, usize)| {
        vec![cell(rater), cell(month), cell(cases.to_string()), cell(format!("{mean:+.1}"))]
    };
    let rows: Vec<Vec<Markup>> = of
        .raters
        .iter()
        .flat_map(|one| {
            let months = one.months.iter().map(|(month, mean, cases)| row(&one.rater, month, (*mean, *cases)));
            std::iter::once(row(&one.rater, &all, one.all)).chain(months).collect::<Vec<_>>()
        })
        .collect();
    html! {
        p { (texts.get("report-drift-rule")) }
        (table("drift-list", &texts.get("report-drift-table"), &columns, &rows))
    }
}
