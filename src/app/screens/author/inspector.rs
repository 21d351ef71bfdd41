//! The state of the call: the beat, patience, and below them what the other files of this folder show. Changing something
//! plays the present beat anew with it.

use bevy::prelude::*;

use super::{Open, facts, records};
use crate::app::actions::{ActionApp, ActionSpec, Chord, Group};
use crate::app::author::Writer;
use crate::app::screens::desk::show_if;
use crate::app::session::Words;
use crate::app::tempo::Settling;
use crate::app::ui::prelude::*;
use crate::app::{AppSystems, Screen};
use crate::call::{Mood, Phase};

pub(super) fn plugin(app: &mut App) {
    for (aspect, id, key) in Aspect::ALL {
        let spec = ActionSpec::new(id, Screen::Author).group(Group::Records).key(Chord::Plain(key));
        app.add_action(spec, turn_to(aspect));
    }
    app.init_resource::<Inspecting>()
        .add_systems(Update, (show, show_aspect).in_set(AppSystems::Show).run_if(in_state(Screen::Author)));
}

#[derive(Component, Debug, Clone, Copy, Default)]
struct PatienceField;

#[derive(Component, Debug, Clone, Copy, Default)]
struct PatienceBar;

/// Says where the call is.
#[derive(Component, Debug, Clone, Copy, Default)]
struct WhereLine;

/// A part of the state below patience.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Aspect {
    #[default]
    Flags,
    Facts,
    Records,
}

impl Aspect {
    /// Every aspect with the action that turns to it, and its key.
    const ALL: [(Self, &'static str, char); 3] = [
        (Self::Flags, "author.flags", 'f'),
        (Self::Facts, "author.facts", 't'),
        (Self::Records, "author.records", 'e'),
    ];
}

/// The aspect that is shown.
#[derive(Resource, Debug, Default)]
pub(super) struct Inspecting(Aspect);

#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Default)]
struct AspectPlace(Aspect);

#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Default)]
struct AspectTab(Aspect);

#[derive(Component, Debug, Clone, Copy, Default)]
struct AspectTabs;

pub(super) fn panel_of(words: &Words) -> impl Scene + use<> {
    let (label, title) = (words.get("author-state"), words.get("author-state"));
    let tabs: Vec<_> = Aspect::ALL
        .into_iter()
        .map(|(aspect, id, key)| {
            let label = words.get(&format!("action-{}", id.replace('.', "-")));
            bsn! { tab_with_key(label, key.to_ascii_uppercase()) template_value(AspectTab(aspect)) Node { padding: UiRect::axes(px(S2), px(S1)) } }
        })
        .collect();
    let places: Vec<Box<dyn SceneList>> = vec![
        Box::new(bsn_list![(facts::flags_of(words) template_value(AspectPlace(Aspect::Flags)))]),
        Box::new(bsn_list![(facts::facts_of(words) template_value(AspectPlace(Aspect::Facts)))]),
        Box::new(bsn_list![(records::records_of(words) template_value(AspectPlace(Aspect::Records)))]),
    ];
    let tabs_label = label.clone();
    let content = bsn_list![(
        Node { flex_direction: FlexDirection::Column, row_gap: px(S3), flex_shrink: 0.0, padding: UiRect::right(px(14)) }
        Children [ {Box::new(places) as Box<dyn SceneList>} ]
    )];
    bsn! {
        panel()
        Node { row_gap: px(S2), min_height: px(320) }
        Children [
            (heading(title) Node { flex_shrink: 0.0 }),
            (WhereLine text("", Type::Small, Token::Ink2) Node { flex_shrink: 0.0 }),
            patience(words),
            (
                @Tabs { @label: {tabs_label}, @tabs: {Box::new(tabs) as Box<dyn SceneList>} }
                AspectTabs
                Node { flex_shrink: 0.0 }
                on(|chosen: On<RowChosen>, tabs: Query<&AspectTab>, mut inspecting: ResMut<Inspecting>| -> Result {
                    inspecting.0 = tabs.get(chosen.row)?.0;
                    Ok(())
                })
            ),
            (
                @ScrollBox { @label: {label}, @content: {content} }
                Node { flex_grow: 1.0, flex_basis: px(0), min_height: px(120) }
            ),
        ]
    }
}

fn turn_to(aspect: Aspect) -> impl Fn(ResMut<Inspecting>) + Send + Sync + 'static {
    move |mut inspecting: ResMut<Inspecting>| inspecting.0 = aspect
}

fn show_aspect(
    inspecting: Res<Inspecting>,
    mut places: Query<(Ref<AspectPlace>, &mut Node)>,
    tabs: Query<Entity, With<AspectTabs>>,
    rows: Query<(Entity, &AspectTab)>,
    mut settling: ResMut<Settling>,
    mut commands: Commands,
) {
    let fresh = places.iter().any(|(place, _)| place.is_added());
    if !inspecting.is_changed() && !fresh {
        return;
    }
    for (place, mut node) in &mut places {
        show_if(&mut node, place.0 == inspecting.0);
    }
    if let (Ok(list), Some((row, _))) = (tabs.single(), rows.iter().find(|(_, tab)| tab.0 == inspecting.0)) {
        commands.trigger(SelectRow { list, row });
    }
    settling.request();
}

fn patience(words: &Words) -> impl Scene + use<> {
    let (label, bar) = (words.get("author-patience"), words.get("desk-patience"));
    let hint = FieldHint::Note(words.get("author-patience-hint"));
    bsn! {
        Node { flex_direction: FlexDirection::Column, row_gap: px(S2), flex_shrink: 0.0, padding: UiRect { left: px(2), right: px(2), top: px(2), bottom: px(0) } }
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
