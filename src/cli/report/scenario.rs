//! The report on a scenario: which of its decisions and fields work, and which are broken.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::page::{self, Column, Section, cell, figure, figures, per_cent, sums, table, words};
use super::part::share;
use crate::call::Millis;
use crate::review::figures::statistic::Z_95;
use crate::review::figures::{Flag, Health, Item, ItemHealth};
use crate::review::plot::{Caption, Interval, intervals_svg};
use crate::text::Texts;

pub(super) fn page(texts: &Texts, of: &Health) -> String {
    let left_out = of.left_out.to_string();
    let lead = html! {
        p.note { (texts.with("report-first-rule", &[("cases", &of.cases.to_string()), ("others", &left_out)])) }
        @if of.overridden > 0 { p.note { (texts.with("report-overrides-calls", &[("count", &of.overridden.to_string())])) } }
        (sums(&[
            (texts.get("report-first-calls"), of.cases.to_string()),
            (texts.get("report-first-passed"), share(of.passed.part, of.passed.of)),
            (texts.get("report-median-length"), of.length.map_or_else(|| "–".to_owned(), Millis::clock)),
        ]))
    };
    let section = |id, key: &str, body| Section { id, title: texts.get(key), body };
    let sections = [
        section("flags", "report-flags", flags(texts, of)),
        section("decisions", "report-decisions", items(texts, "decisions", &of.decisions)),
        section("fields", "report-fields-head", items(texts, "fields", &of.fields)),
        section("endings", "report-endings", endings(texts, of)),
    ];
    page::page(texts, &texts.get("report-on-scenario"), &of.title, &lead, &sections)
}

fn flags(texts: &Texts, of: &Health) -> Markup {
    let flagged: Vec<&ItemHealth> =
        of.decisions.iter().chain(&of.fields).filter(|item| !item.flags.is_empty()).collect();
    html! {
        p { (texts.get("report-flags-rule")) }
        @if flagged.is_empty() { p { (texts.get("report-no-flags")) } }
        @else {
            ul {
                @for item in flagged {
                    @for flag in &item.flags { li { strong { (label(texts, item, &of.fields)) } ": " (flag_text(texts, *flag)) } }
                }
            }
        }
    }
}

/// A field with its table, and the number of the row where the call asks for more than one row of it.
fn label(texts: &Texts, item: &ItemHealth, all: &[ItemHealth]) -> String {
    let Item::Field { row, table, .. } = &item.item else { return item.label.clone() };
    let rows: BTreeSet<usize> = all
        .iter()
        .filter_map(|other| match &other.item {
            Item::Field { row, table: own, .. } if own == table => Some(*row),
            _ => None,
        })
        .collect();
    let nth = rows.iter().position(|known| known == row).unwrap_or(0) + 1;
    let (table, nth) = (table.replace('_', " "), nth.to_string());
    let key = if rows.len() > 1 { "report-field-of-row" } else { "report-field-of" };
    texts.with(key, &[("field", &item.label), ("table", &table), ("row", &nth)])
}

fn flag_text(texts: &Texts, flag: Flag) -> String {
    texts.get(match flag {
        Flag::Reversed => "report-flag-reversed",
        Flag::Misleads => "report-flag-misleads",
        Flag::Hard => "report-flag-hard",
        Flag::Easy => "report-flag-easy",
    })
}

/// Decisions or fields: a drawing of the shares that were right, and everything in a table.
fn items(texts: &Texts, id: &'static str, items: &[ItemHealth]) -> Markup {
    if items.is_empty() {
        return html! { p { (texts.get("report-no-items")) } };
    }
    let rows: Vec<Interval> = items
        .iter()
        .map(|item| Interval {
            label: label(texts, item, items),
            value: item.right.value().unwrap_or(0.0),
            low: item.interval.0,
            high: item.interval.1,
            note: share(item.right.part, item.right.of),
            flagged: !item.flags.is_empty(),
        })
        .collect();
    let hardest = items.iter().min_by(|one, other| {
        let of = |item: &ItemHealth| item.right.value().unwrap_or(1.0);
        of(one).total_cmp(&of(other))
    });
    let (label, right) =
        hardest.map_or_else(Default::default, |item| (item.label.clone(), share(item.right.part, item.right.of)));
    let caption = Caption {
        id: format!("{id}-chart"),
        title: texts.get("report-facility-chart"),
        description: texts
            .with("report-facility-text", &[("count", &items.len().to_string()), ("label", &label), ("share", &right)]),
    };
    let caption_key = if id == "decisions" { "report-decisions-table" } else { "report-fields-health-table" };
    html! {
        (figure(intervals_svg(&caption, &rows), &caption))
        (table(id, &texts.get(caption_key), &columns(texts, id), &items.iter().map(|item| row(texts, item, items)).collect::<Vec<_>>()))
        p.note { (texts.get("report-discrimination-rule")) }
    }
}

fn columns(texts: &Texts, id: &str) -> Vec<Column> {
    let (item, wrong) =
        if id == "decisions" { ("report-beat", "report-wrong-reply") } else { ("report-field", "report-wrong-way") };
    vec![
        words(texts, item),
        figures(texts, "report-cases"),
        figures(texts, "report-facility"),
        figures(texts, "report-interval"),
        figures(texts, "report-discrimination"),
        words(texts, wrong),
        figures(texts, "report-took"),
        words(texts, "report-flag"),
    ]
}

fn row(texts: &Texts, item: &ItemHealth, all: &[ItemHealth]) -> Vec<Markup> {
    let dash = || "–".to_owned();
    let of_field = matches!(item.item, Item::Field { .. });
    let wrong = item.most_wrong.as_ref().map_or_else(dash, |(what, count)| {
        let what = if of_field { texts.get(&format!("class-{what}")) } else { what.clone() };
        format!("{what} ({count})")
    });
    let discrimination = item.discrimination.map_or_else(dash, |found| {
        let interval = found.interval(Z_95);
        interval.map_or_else(dash, |(low, high)| format!("{:.2} ({low:.2} … {high:.2})", found.r))
    });
    let flags: Vec<String> = item.flags.iter().map(|flag| flag_text(texts, *flag)).collect();
    vec![
        cell(label(texts, item, all)),
        cell(item.right.of.to_string()),
        cell(item.right.value().map_or_else(dash, per_cent)),
        cell(format!("{} – {}", per_cent(item.interval.0), per_cent(item.interval.1))),
        cell(discrimination),
        cell(wrong),
        cell(item.took.map_or_else(dash, |took| {
            texts.with("report-seconds", &[("seconds", &format!("{:.1}", took.0 as f64 / 1000.0))])
        })),
        html! { span.flag { (flags.join("; ")) } },
    ]
}

fn endings(texts: &Texts, of: &Health) -> Markup {
    let counted = |rows: &[(String, usize)]| -> Vec<Vec<Markup>> {
        rows.iter().map(|(what, count)| vec![cell(what), cell(share(*count, of.cases))]).collect()
    };
    let columns = |key: &str| [words(texts, key), figures(texts, "report-first-calls")];
    html! {
        (table("endings-list", &texts.get("report-endings-table"), &columns("report-ending"), &counted(&of.endings)))
        @if !of.critical.is_empty() {
            (table("critical", &texts.get("report-critical-first"), &columns("report-critical"), &counted(&of.critical)))
        }
    }
}
