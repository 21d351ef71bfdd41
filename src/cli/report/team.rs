//! The report on a team.

use maud::{Markup, html};

use super::page::{self, Column, Section, cell, figures, sums, table, words};
use super::part::{coaching, criterion, gained, number_name, overridden, overrides_note, progress, share};
use crate::review::figures::{HeatCell, NUMBERS, TeamFigures};
use crate::text::Texts;

pub(super) fn page(texts: &Texts, team: &str, of: &TeamFigures) -> String {
    let (ready, taken) = (of.progress.iter().filter(|one| one.ready).count(), of.progress.len());
    let helped = (of.calls.of - of.calls.part).to_string();
    let lead = html! {
        p.note { (texts.with("report-team-rule", &[("calls", &of.calls.part.to_string()), ("helped", &helped)])) }
        @if !of.overridden.is_empty() { p.note { (overrides_note(texts, of.overridden.len())) } }
        (sums(&[
            (texts.get("report-people"), of.people.len().to_string()),
            (texts.get("report-team-ready"), share(ready, taken)),
            (texts.get("report-scenarios"), of.scenarios.len().to_string()),
        ]))
    };
    let section = |id, key: &str, body| Section { id, title: texts.get(key), body };
    let mut sections = vec![
        section("ready", "report-who-ready", readiness(texts, of)),
        section("coach", "report-coach-first", html! { (coaching(texts, &of.coaching, true)) (critical(texts, of)) }),
        section("heat", "report-heat", heat(texts, of)),
        section("trend", "report-trend", trend(texts, of)),
        section("progress", "report-progress", progress(texts, &of.progress, true)),
    ];
    if !of.overridden.is_empty() {
        sections.push(section("overrides", "report-overrides", overridden(texts, &of.overridden, true)));
    }
    page::page(texts, &texts.get("report-on-team"), team, &lead, &sections)
}

fn readiness(texts: &Texts, of: &TeamFigures) -> Markup {
    let columns = [
        words(texts, "report-person"),
        figures(texts, "report-ready-count"),
        figures(texts, "report-not-yet-count"),
        figures(texts, "report-not-taken"),
        words(texts, "report-missing"),
    ];
    let rows: Vec<Vec<Markup>> = of
        .readiness
        .iter()
        .map(|one| {
            let missing = of.progress.iter().filter(|step| step.person == one.person && !step.ready);
            let missing: Vec<&str> = missing.map(|step| step.title.as_str()).collect();
            vec![
                cell(&one.person),
                cell(one.ready.to_string()),
                cell(one.not_yet.to_string()),
                cell(one.not_taken.to_string()),
                cell(if missing.is_empty() { "–".to_owned() } else { missing.join("; ") }),
            ]
        })
        .collect();
    html! {
        p { (texts.get("report-ready-rule")) }
        (table("readiness", &texts.get("report-ready-table"), &columns, &rows))
    }
}

fn critical(texts: &Texts, of: &TeamFigures) -> Markup {
    let columns = [words(texts, "report-critical"), figures(texts, "report-in-calls"), words(texts, "report-who")];
    let rows: Vec<Vec<Markup>> = of
        .critical
        .iter()
        .map(|(what, calls, people)| vec![cell(what), cell(calls.to_string()), cell(people.join(", "))])
        .collect();
    html! {
        h3 { (texts.get("report-critical-head")) }
        @if rows.is_empty() { p { (texts.get("report-no-critical")) } }
        @else { (table("critical", &texts.get("report-critical-table"), &columns, &rows)) }
    }
}

/// Criteria down, people across: labels are long, names stand upright.
fn heat(texts: &Texts, of: &TeamFigures) -> Markup {
    let legend = [("h0", "report-heat-0"), ("h1", "report-heat-1"), ("h2", "report-heat-2"), ("h3", "report-heat-3")];
    html! {
        p { (texts.get("report-heat-rule")) }
        ul.legend { @for (class, key) in legend { li class=(class) { (texts.get(key)) } } }
        div.scroll role="region" tabindex="0" aria-labelledby="heat-caption" {
            table.heat {
                caption #heat-caption { (texts.get("report-heat-table")) }
                thead { tr {
                    th scope="col" { (texts.get("report-criterion")) }
                    @for person in &of.heat.people { th.who scope="col" { (person) } }
                    th.who scope="col" { (texts.get("report-heat-all")) }
                } }
                @for number in NUMBERS {
                    tbody {
                        tr { th scope="rowgroup" colspan=(of.heat.people.len() + 2) { (number_name(texts, number)) } }
                        @for row in of.heat.rows.iter().filter(|row| row.key.number == number) {
                            tr {
                                th scope="row" { (criterion(texts, &row.label, row.others)) }
                                @for one in row.cells.iter().chain([&row.all]) { (heat_cell(*one)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The number says it; the colour, the weight and the line under it help to find it.
fn heat_cell(of: HeatCell) -> Markup {
    let Some(share) = of.per_cent() else { return html! { td { "–" } } };
    let class = match share {
        0..50 => "h0",
        50..80 => "h1",
        80..95 => "h2",
        _ => "h3",
    };
    html! { td class=(class) { (share) } }
}

fn trend(texts: &Texts, of: &TeamFigures) -> Markup {
    let mut columns = vec![words(texts, "report-person"), figures(texts, "report-repeated")];
    columns.extend(NUMBERS.map(|number| Column { head: number_name(texts, number), number: true }));
    let rows: Vec<Vec<Markup>> = of
        .trends
        .iter()
        .map(|one| {
            let mut row = vec![cell(&one.person), cell(one.scenarios.to_string())];
            row.extend(gained(one).map(cell));
            row
        })
        .collect();
    html! {
        p { (texts.get("report-trend-rule")) }
        (table("trends", &texts.get("report-trend-table"), &columns, &rows))
    }
}
