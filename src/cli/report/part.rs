//! Parts that reports of a person and of a team share.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use maud::{Markup, html};

use super::page::{Column, cell, figure, figures, or_dash, per_cent, table, words};
use crate::review::figures::{Coaching, Numbers, Overridden, Progress, Trend};
use crate::review::plot::{Bar, Caption, bars_svg};
use crate::scenario::ScoreNumber;
use crate::scoring::Points;
use crate::text::Texts;

/// More bars than this are no priority any more.
const COACH_FIRST: usize = 10;

/// The name of one of the four numbers.
pub(super) fn number_name(texts: &Texts, number: ScoreNumber) -> String {
    texts.get(&format!("number-{}", format!("{number:?}").to_lowercase()))
}

/// A moment as people write it, in universal time.
pub(super) fn moment(texts: &Texts, rfc3339: &str) -> String {
    rfc3339
        .parse::<Timestamp>()
        .map_or_else(|_| rfc3339.to_owned(), |at| texts.day_and_time(at.to_zoned(TimeZone::UTC).datetime()))
}

/// A criterion in the words of most rubrics; others word it for their own calls.
pub(super) fn criterion(texts: &Texts, label: &str, others: usize) -> String {
    if others == 0 {
        return label.to_owned();
    }
    texts.with("report-wordings", &[("label", label), ("others", &others.to_string())])
}

/// What to coach first: bars, and the same in a table.
pub(super) fn coaching(texts: &Texts, coaching: &[Coaching], with_people: bool) -> Markup {
    if coaching.is_empty() {
        return html! { p { (texts.get("report-nothing-lost")) } };
    }
    let first = &coaching[..coaching.len().min(COACH_FIRST)];
    let points = |one: &Coaching| format!("{:.0}", one.lost as f64 / 1000.0);
    let bars: Vec<Bar> = first
        .iter()
        .map(|one| Bar {
            label: criterion(texts, &one.label, one.others),
            value: one.lost as f64,
            note: texts.with(
                "report-coach-note",
                &[("points", &points(one)), ("missed", &one.missed.to_string()), ("cases", &one.cases.to_string())],
            ),
        })
        .collect();
    let worst = &first[0];
    let caption = Caption {
        id: "coach-chart".to_owned(),
        title: texts.get("report-coach-chart"),
        description: texts.with(
            "report-coach-text",
            &[("what", worst.label.as_str()), ("points", &points(worst)), ("shown", &first.len().to_string())],
        ),
    };
    let mut columns = vec![
        words(texts, "report-criterion"),
        words(texts, "report-number"),
        figures(texts, "report-lost"),
        figures(texts, "report-missed"),
        figures(texts, "report-counted"),
    ];
    if with_people {
        columns.push(words(texts, "report-who"));
    }
    let rows: Vec<Vec<Markup>> = coaching
        .iter()
        .map(|one| {
            vec![
                cell(criterion(texts, &one.label, one.others)),
                cell(number_name(texts, one.key.number)),
                cell(points(one)),
                cell(one.missed.to_string()),
                cell(one.cases.to_string()),
                cell(one.people.join(", ")),
            ]
        })
        .collect();
    html! {
        p { (texts.get("report-coach-rule")) }
        (figure(bars_svg(&caption, &bars), &caption))
        (table("coach", &texts.get("report-coach-table"), &columns, &rows))
    }
}

/// First, best and latest call of each scenario: one row a scenario.
pub(super) fn progress(texts: &Texts, progress: &[Progress], with_person: bool) -> Markup {
    let mut columns: Vec<Column> = Vec::new();
    if with_person {
        columns.push(words(texts, "report-person"));
    }
    columns.push(words(texts, "report-scenario"));
    columns.push(figures(texts, "report-calls"));
    let names = crate::review::figures::NUMBERS.map(|number| number_name(texts, number));
    columns.extend(names.into_iter().map(|head| Column { head, number: true }));
    columns.push(words(texts, "report-ready"));
    let rows: Vec<Vec<Markup>> = progress
        .iter()
        .map(|one| {
            let mut row: Vec<Markup> = Vec::new();
            if with_person {
                row.push(cell(&one.person));
            }
            row.push(cell(&one.title));
            row.push(cell(one.attempts.to_string()));
            row.extend((0..4).map(|at| three(one.attempts, [&one.first, &one.best, &one.latest], at)));
            row.push(ready(texts, one.ready));
            row
        })
        .collect();
    html! {
        p { (texts.get("report-progress-rule")) }
        (table("progress", &texts.get("report-progress-table"), &columns, &rows))
    }
}

/// `40 → 90 → 80`: first, best, latest. One call is one number.
fn three(attempts: usize, of: [&Numbers; 3], at: usize) -> Markup {
    if attempts == 1 {
        return cell(or_dash(of[0][at]));
    }
    cell(of.map(|numbers| or_dash(numbers[at])).join(" → "))
}

/// Yes or no, in words and in colour.
pub(super) fn ready(texts: &Texts, ready: bool) -> Markup {
    let key = if ready { "report-yes" } else { "report-not-yet" };
    html! { span class=(if ready { "ok" } else { "flag" }) { (texts.get(key)) } }
}

/// Says that the figures use overrides.
pub(super) fn overrides_note(texts: &Texts, count: usize) -> String {
    texts.with("report-overrides-used", &[("count", &count.to_string())])
}

/// What supervisors decided otherwise than the machine, beside what it found.
pub(super) fn overridden(texts: &Texts, all: &[Overridden], with_person: bool) -> Markup {
    let mut columns = vec![words(texts, "report-when")];
    if with_person {
        columns.push(words(texts, "report-person"));
    }
    columns.extend(["report-scenario", "report-criterion"].map(|key| words(texts, key)));
    columns.extend(["report-machine", "report-override", "report-number-change"].map(|key| figures(texts, key)));
    columns.extend(["report-override-by", "report-override-reason"].map(|key| words(texts, key)));
    let points = |earned: u64, possible: u64| Points::written(Some(Points { earned, possible }));
    let rows: Vec<Vec<Markup>> = all
        .iter()
        .map(|one| {
            let (machine, of) = (one.points.machine, &one.points);
            let mut row = vec![cell(moment(texts, &one.started_at))];
            if with_person {
                row.push(cell(&one.person));
            }
            row.extend([cell(&one.title), cell(&of.label)]);
            row.push(cell(points(machine.earned, machine.possible)));
            row.push(cell(points(of.earned, machine.possible)));
            let (before, after) = (or_dash(of.before), or_dash(of.after));
            row.push(cell(format!("{}: {before} → {after}", number_name(texts, of.number))));
            row.push(cell(one.by.as_deref().unwrap_or("–")));
            row.push(cell(one.reason.as_deref().unwrap_or("–")));
            row
        })
        .collect();
    html! {
        p { (texts.get("report-overrides-rule")) }
        (table("overrides", &texts.get("report-overrides-table"), &columns, &rows))
    }
}

/// What was gained, by number: `+12`.
pub(super) fn gained(trend: &Trend) -> [String; 4] {
    trend.gained.map(|points| points.map_or_else(|| "–".to_owned(), |points| format!("{points:+}")))
}

/// `83 % (25/30)`.
pub(super) fn share(part: usize, of: usize) -> String {
    if of == 0 { "–".to_owned() } else { format!("{} ({part}/{of})", per_cent(part as f64 / of as f64)) }
}
