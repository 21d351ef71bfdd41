//! The report on one person.

use maud::{Markup, html};

use super::page::{self, Column, Section, cell, figure, figures, or_dash, sums, table, words};
use super::part::{
    coaching, criterion, gained, moment, number_name, overridden, overrides_note, progress, ready, share,
};
use crate::call::Millis;
use crate::review::figures::{NUMBERS, PersonFigures};
use crate::review::plot::{Caption, Point, scores_svg};
use crate::text::Texts;

pub(super) fn page(texts: &Texts, of: &PersonFigures) -> String {
    let span = match (of.steps.first(), of.steps.last()) {
        (Some(first), Some(last)) => texts.with(
            "report-span",
            &[("from", &moment(texts, &first.started_at)), ("to", &moment(texts, &last.started_at))],
        ),
        _ => texts.get("report-no-calls"),
    };
    let ready = of.progress.iter().filter(|one| one.ready).count();
    let lead = html! {
        p.note { (span) }
        @if !of.overridden.is_empty() { p.note { (overrides_note(texts, of.overridden.len())) } }
        (sums(&[
            (texts.get("report-calls-all"), of.steps.len().to_string()),
            (texts.get("report-ready-for"), share(ready, of.progress.len())),
            (texts.get("report-critical-calls"), share(of.steps.iter().filter(|step| !step.critical.is_empty()).count(), of.steps.len())),
        ]))
    };
    let section = |id, key: &str, body| Section { id, title: texts.get(key), body };
    let mut sections = vec![
        section("work", "report-work-on", coaching(texts, &of.coaching, false)),
        section("scores", "report-scores", scores(texts, of)),
        section("scenarios", "report-by-scenario", progress(texts, &of.progress, false)),
        section("criteria", "report-by-criterion", criteria(texts, of)),
        section("fields", "report-wrong-fields", wrong_fields(texts, of)),
        section("calls", "report-all-calls", calls(texts, of)),
    ];
    if !of.overridden.is_empty() {
        sections.push(section("overrides", "report-overrides", overridden(texts, &of.overridden, false)));
    }
    page::page(texts, &texts.get("report-on-person"), &of.person, &lead, &sections)
}

/// The four numbers over the calls, each in a drawing of its own.
fn scores(texts: &Texts, of: &PersonFigures) -> Markup {
    let unaided: Vec<_> = of.steps.iter().filter(|step| step.mode != "guided").collect();
    let drawings = NUMBERS.iter().enumerate().map(|(at, number)| {
        let points: Vec<Option<Point>> = unaided
            .iter()
            .map(|step| step.numbers[at].map(|score| Point { score, passed: step.reached[at] }))
            .collect();
        let known: Vec<u32> = points.iter().flatten().map(|point| point.score).collect();
        let reached = points.iter().flatten().filter(|point| point.passed).count();
        let (first, last) = (or_dash(known.first()), or_dash(known.last()));
        let counts = (reached.to_string(), known.len().to_string());
        let args = [("first", first.as_str()), ("last", &last), ("reached", &counts.0), ("calls", &counts.1)];
        let caption = Caption {
            id: format!("scores-{at}"),
            title: number_name(texts, *number),
            description: texts.with("report-scores-text", &args),
        };
        figure(scores_svg(&caption, &points), &caption)
    });
    let names = NUMBERS.map(|number| number_name(texts, number));
    let gains = names.into_iter().zip(gained(&of.trend)).collect::<Vec<_>>();
    html! {
        p { (texts.get("report-scores-rule")) }
        div.four { @for drawing in drawings { (drawing) } }
        h3 { (texts.get("report-gained")) }
        p.note { (texts.with("report-gained-rule", &[("scenarios", &of.trend.scenarios.to_string())])) }
        (sums(&gains))
    }
}

fn criteria(texts: &Texts, of: &PersonFigures) -> Markup {
    let columns = [
        words(texts, "report-criterion"),
        words(texts, "report-number"),
        figures(texts, "report-earned"),
        figures(texts, "report-counted"),
    ];
    let rows: Vec<Vec<Markup>> = of
        .criteria
        .iter()
        .map(|row| {
            vec![
                cell(criterion(texts, &row.label, row.others)),
                cell(number_name(texts, row.key.number)),
                cell(row.all.per_cent().map_or_else(|| "–".to_owned(), |share| format!("{share} %"))),
                cell(row.all.cases.to_string()),
            ]
        })
        .collect();
    html! {
        p { (texts.get("report-latest-rule")) }
        (table("criteria", &texts.get("report-criteria-table"), &columns, &rows))
    }
}

fn wrong_fields(texts: &Texts, of: &PersonFigures) -> Markup {
    let wrong: usize = of.fields.iter().map(|tally| tally.fields).sum();
    let head =
        texts.with("report-fields-rule", &[("wrong", &wrong.to_string()), ("compared", &of.compared.to_string())]);
    let columns =
        [words(texts, "report-field-class"), figures(texts, "report-fields"), figures(texts, "report-in-calls")];
    let rows: Vec<Vec<Markup>> = of
        .fields
        .iter()
        .map(|tally| {
            let class = texts.get(&format!("class-{}", tally.class));
            vec![cell(class), cell(tally.fields.to_string()), cell(tally.calls.to_string())]
        })
        .collect();
    html! {
        p { (head) }
        @if !rows.is_empty() { (table("wrong-fields", &texts.get("report-fields-table"), &columns, &rows)) }
    }
}

fn calls(texts: &Texts, of: &PersonFigures) -> Markup {
    let mut columns = vec![
        words(texts, "report-when"),
        words(texts, "report-scenario"),
        words(texts, "report-mode"),
        figures(texts, "report-length"),
    ];
    columns.extend(NUMBERS.map(|number| Column { head: number_name(texts, number), number: true }));
    columns.push(words(texts, "report-passed"));
    columns.push(words(texts, "report-critical"));
    let rows: Vec<Vec<Markup>> = of
        .steps
        .iter()
        .rev()
        .map(|step| {
            let mut row = vec![
                cell(moment(texts, &step.started_at)),
                cell(&step.title),
                cell(texts.get(&format!("mode-{}", step.mode))),
                cell(Millis(step.length_ms).clock()),
            ];
            row.extend(step.numbers.map(|number| cell(or_dash(number))));
            row.push(ready(texts, step.passed));
            row.push(cell(if step.critical.is_empty() { "–".to_owned() } else { step.critical.join("; ") }));
            row
        })
        .collect();
    table("all-calls", &texts.get("report-calls-table"), &columns, &rows)
}
