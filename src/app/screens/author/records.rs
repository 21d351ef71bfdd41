//! What the scenario expects to be saved, beside what is saved now.

use accesskit::Role;
use bevy::prelude::*;

use super::Open;
use crate::app::screens::page::Painter;
use crate::app::session::Words;
use crate::app::ui::prelude::*;
use crate::app::{AppSystems, Screen};
use crate::call::{Call, ReadThrough};
use crate::scenario::{ExpectedRowSource, Template};
use crate::scoring::{FieldClass, FieldResult, RowResult, score};

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Update, show.in_set(AppSystems::Show).run_if(in_state(Screen::Author)));
}

#[derive(Component, Debug, Clone, Copy, Default)]
struct Records;

pub(super) fn records_of(words: &Words) -> impl Scene + use<> {
    let hint = words.get("author-records-hint");
    bsn! {
        Node { flex_direction: FlexDirection::Column, row_gap: px(S1), flex_shrink: 0.0 }
        Children [
            text(hint, Type::Hint, Token::Ink3),
            (Records Node { flex_direction: FlexDirection::Column, row_gap: px(S1), flex_shrink: 0.0 }),
        ]
    }
}

fn show(open: Open, places: Query<(Entity, Ref<Records>)>, mut painter: Painter) {
    for (place, fresh) in &places {
        if !open.author.is_changed() && !fresh.is_added() {
            continue;
        }
        let Some(run) = open.run() else { continue };
        let shown = rows(run, &open.words);
        painter.fill(place, shown);
    }
}

fn rows(run: &ReadThrough, words: &Words) -> Vec<Box<dyn Scene>> {
    let call = run.call();
    let expected = call.setup().scenario.source.expect.records.iter().filter(|row| call.all_hold(&row.conditions));
    let judged = score(call, run.events()).rows;
    let mut out: Vec<Box<dyn Scene>> = Vec::new();
    for (row, judged) in expected.zip(&judged) {
        let table = call.setup().pack.table(&row.table).map_or(row.table.as_str(), |table| table.source.name.as_str());
        let name = match &judged.id {
            Some(id) => words.with("debrief-fields-row", &[("table", table), ("row", id)]),
            None => words.with("debrief-fields-row-unsaved", &[("table", table)]),
        };
        out.push(Box::new(text(name, Type::SmallBold, Token::Ink)));
        out.extend(fields(row, judged, call, words));
    }
    if out.is_empty() {
        out.push(Box::new(text(words.get("author-no-records"), Type::Small, Token::Ink3)));
    }
    out
}

/// The fields that count by now, as they were judged, and those whose facts nobody has said yet.
fn fields(row: &ExpectedRowSource, judged: &RowResult, call: &Call, words: &Words) -> Vec<Box<dyn Scene>> {
    let done = judged.fields.iter().map(|field| judged_field(field, judged, call, words));
    let waiting = row.fields.iter().filter(|(name, _)| !judged.fields.iter().any(|field| field.field == **name));
    let waiting = waiting.map(|(name, value)| {
        let truth =
            Template::parse(value).map_or_else(|_| value.clone(), |value| value.fill(|slot| call.setup().spoken(slot)));
        let label = call.setup().pack.table(&row.table).and_then(|table| table.source.fields.get(name));
        let label = label.map_or_else(|| name.to_owned(), |field| field.label.clone());
        field_scene(Shown { label, truth, saved: None, pill: words.get("author-not-said"), tone: Tone::Plain }, words)
    });
    done.chain(waiting).collect()
}

struct Shown {
    label: String,
    truth: String,
    /// What stands in its place, where it is something else.
    saved: Option<String>,
    pill: String,
    tone: Tone,
}

fn judged_field(field: &FieldResult, row: &RowResult, call: &Call, words: &Words) -> Box<dyn Scene> {
    let right = field.class == FieldClass::Right;
    let setup = call.setup();
    let kind =
        setup.pack.table(&row.table).and_then(|table| table.source.fields.get(&field.field)).map(|field| &field.kind);
    let written = |value: &str| kind.map_or_else(|| value.to_owned(), |kind| setup.pack.writing.spoken(kind, value));
    let truth =
        if field.mention { words.with("debrief-mention", &[("truth", &field.truth)]) } else { written(&field.truth) };
    let saved = (!right && !field.saved.is_empty() && !field.mention).then(|| written(&field.saved));
    let pill = words.get(&format!("class-{}", field.class.name()));
    let tone = match field.class {
        FieldClass::Right => Tone::Good,
        FieldClass::Omitted | FieldClass::Unsaved => Tone::Warn,
        _ => Tone::Bad,
    };
    field_scene(Shown { label: field.label.clone(), truth, saved, pill, tone }, words)
}

fn field_scene(shown: Shown, words: &Words) -> Box<dyn Scene> {
    let Shown { label, truth, saved, pill, tone } = shown;
    let saved = saved.map(|saved| words.with("author-saved", &[("value", &saved)]));
    let name = [Some(format!("{label}: {truth}")), saved.clone(), Some(pill.clone())];
    let name = name.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let saved: Vec<_> = saved.map(|saved| text(saved, Type::Small, Token::Ink)).into_iter().collect();
    Box::new(bsn! {
        spoken(Role::Paragraph, name)
        Node { column_gap: px(S2), align_items: AlignItems::FlexStart, flex_shrink: 0.0 }
        Children [
            (
                Node { flex_direction: FlexDirection::Column, flex_grow: 1.0, flex_basis: px(0), min_width: px(0) }
                Children [ text(label, Type::Tiny, Token::Ink3), text(truth, Type::Small, Token::Ink), {saved} ]
            ),
            @Pill { label: {pill}, tone: {tone} },
        ]
    })
}
