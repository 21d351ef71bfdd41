//! The state of the call: the beat, patience, and below them what the other files of this folder show. Changing something
//! plays the present beat anew with it.

use bevy::prelude::*;

use super::{Open, facts, records};
use crate::app::author::Writer;
use crate::app::session::Words;
use crate::app::ui::prelude::*;
use crate::app::{AppSystems, Screen};
use crate::call::{Mood, Phase};

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Update, show.in_set(AppSystems::Show).run_if(in_state(Screen::Author)));
}

#[derive(Component, Debug, Clone, Copy, Default)]
struct PatienceField;

#[derive(Component, Debug, Clone, Copy, Default)]
struct PatienceBar;

/// Says where the call is.
#[derive(Component, Debug, Clone, Copy, Default)]
struct WhereLine;

pub(super) fn panel_of(words: &Words) -> impl Scene + use<> {
    let (label, title) = (words.get("author-state"), words.get("author-state"));
    let content = bsn_list![
        (
            Node { flex_direction: FlexDirection::Column, row_gap: px(S3), flex_shrink: 0.0, padding: UiRect::right(px(14)) }
            Children [
                (WhereLine text("", Type::Small, Token::Ink2)),
                patience(words),
                facts::flags_of(words),
                facts::facts_of(words),
                records::records_of(words),
            ]
        ),
    ];
    bsn! {
        panel()
        Node { row_gap: px(S2), min_height: px(320) }
        Children [
            (heading(title) Node { flex_shrink: 0.0 }),
            (
                @ScrollBox { @label: {label}, @content: {content} }
                Node { flex_grow: 1.0, flex_basis: px(0), min_height: px(0) }
            ),
        ]
    }
}

fn patience(words: &Words) -> impl Scene + use<> {
    let (label, bar) = (words.get("author-patience"), words.get("desk-patience"));
    let hint = FieldHint::Note(words.get("author-patience-hint"));
    bsn! {
        Node { flex_direction: FlexDirection::Column, row_gap: px(S2), padding: UiRect { left: px(2), right: px(2), top: px(2), bottom: px(0) } }
        Children [
            (
                @Field { @label: {label}, @max_characters: {Some(3)} }
                PatienceField
                template_value(hint)
                on(set_patience)
            ),
            (@Meter { label: {bar} } PatienceBar),
        ]
    }
}

fn set_patience(submitted: On<FieldSubmitted>, words: Res<Words>, mut writer: Writer, mut commands: Commands) {
    let points = submitted.text.trim().parse::<i32>().ok().filter(|points| (0..=100).contains(points));
    let hint = match points {
        Some(points) => {
            writer.change(|start| start.patience = points);
            FieldHint::Note(words.get("author-patience-hint"))
        }
        None => FieldHint::Bad(words.get("author-patience-bad")),
    };
    commands.entity(submitted.field).insert(hint);
}

fn show(
    open: Open,
    fields: Query<(Entity, Ref<PatienceField>)>,
    mut bars: Query<&mut Meter, With<PatienceBar>>,
    mut lines: Query<&mut Text, With<WhereLine>>,
    mut commands: Commands,
) {
    let Some(run) = open.run() else { return };
    for (field, fresh) in &fields {
        if !open.author.is_changed() && !fresh.is_added() {
            continue;
        }
        let call = run.call();
        let points = call.patience() / 1000;
        commands.trigger(SetField { field, text: points.to_string() });
        let (mood, tone) = match call.mood() {
            Mood::Calm => ("mood-calm", Tone::Good),
            Mood::Tense => ("mood-tense", Tone::Accent),
            Mood::Angry => ("mood-angry", Tone::Warn),
            Mood::AtTheEnd => ("mood-at-the-end", Tone::Bad),
        };
        for mut bar in &mut bars {
            bar.value = points as f32;
            bar.tone = tone;
            bar.label = open
                .words
                .with("author-patience-is", &[("points", &points.to_string()), ("mood", &open.words.get(mood))]);
        }
        let beat = call.beat().map_or_else(|| open.words.get("author-no-beat"), |beat| beat.name.clone());
        let visits = call.setup().scenario.beat_index(&beat).map_or(0, |beat| call.visits(beat));
        let phase = open.words.get(phase_key(call.phase()));
        let args = [
            ("beat", beat.as_str()),
            ("visits", &visits.to_string()),
            ("phase", &phase),
            ("mood", &open.words.get(mood)),
        ];
        let said = open.words.with("author-where", &args);
        for mut line in &mut lines {
            line.set_if_neq(Text(said.clone()));
        }
    }
}

const fn phase_key(phase: Phase) -> &'static str {
    match phase {
        Phase::Ringing => "author-phase-ringing",
        Phase::Dialling => "author-phase-dialling",
        Phase::Talking => "author-phase-talking",
        Phase::OnHold => "author-phase-hold",
        Phase::Consulting => "author-phase-consulting",
        Phase::WrapUp => "author-phase-wrap-up",
        Phase::Done => "author-phase-done",
    }
}
