//! The beats and endings, with a search in their names, lines and replies. Choosing one takes a call to it.

use bevy::a11y::AccessibilityNode;
use bevy::input::ButtonState;
use bevy::input::keyboard::{KeyCode, KeyboardInput};
use bevy::input_focus::{FocusCause, FocusedInput, InputFocus};
use bevy::prelude::*;
use bevy::text::EditableText;

use super::{CapStacked, Open};
use crate::app::actions::{ActionApp, ActionSpec, Chord};
use crate::app::author::{Goal, Writer};
use crate::app::screens::desk::{clipped, enter_field, excerpt, show_if};
use crate::app::screens::page::Painter;
use crate::app::session::Words;
use crate::app::ui::list::ActiveRow;
use crate::app::ui::prelude::*;
use crate::app::ui::scroll::Wanted;
use crate::app::{AppSystems, Screen};
use crate::scenario::{Beat, Ending, Scenario};

/// As much of a line as a row has room for.
const SHOWN: usize = 32;
/// So much of a text may stand before what was sought and leave that in view.
const SEEN_BEFORE: usize = 12;

pub(super) fn plugin(app: &mut App) {
    app.add_action(
        ActionSpec::new("author.search", Screen::Author).key(Chord::Ctrl('f')),
        |fields: Query<&FieldParts, With<BeatSearch>>,
         mut editables: Query<&mut EditableText>,
         mut focus: ResMut<InputFocus>| {
            for parts in &fields {
                enter_field(parts.input, &mut focus, &mut editables);
            }
        },
    )
    .add_observer(on_key)
    .add_systems(Update, (list, mark).chain().in_set(AppSystems::Show).run_if(in_state(Screen::Author)));
}

#[derive(Component, Debug, Clone, Copy, Default)]
struct BeatSearch;

/// The list, and what it was made of: the script and what was sought.
#[derive(Component, Debug, Clone, PartialEq, Eq, Default)]
struct BeatList(Option<(String, String)>);

/// A beat, or an ending.
#[derive(Component, Debug, Clone, PartialEq, Eq, Default)]
struct BeatRow {
    name: String,
    ends: bool,
    /// What a screen reader says.
    label: String,
}

/// The sign on the row of the beat or ending that the call is in.
#[derive(Component, Debug, Clone, PartialEq, Eq, Default)]
struct HereSign {
    name: String,
    ends: bool,
}

/// Says that nothing was found.
#[derive(Component, Debug, Clone, Copy, Default)]
struct NothingFound;

pub(super) fn panel_of(words: &Words) -> impl Scene + use<> {
    let (label, empty, list) =
        (words.get("author-search"), words.get("author-search-empty"), words.get("author-beats"));
    let (hint, nothing) = (words.get("author-beats-hint"), words.get("author-nothing-found"));
    let rows = list.clone();
    bsn! {
        panel()
        Node { row_gap: px(S2), min_height: px(220) }
        Children [
            (
                @Field { @label: {label}, @label_hidden: true, @placeholder: {empty}, @key: "Ctrl F" }
                BeatSearch
                Node { flex_shrink: 0.0 }
            ),
            (text(hint, Type::Hint, Token::Ink3) Node { flex_shrink: 0.0 }),
            (NothingFound dim(nothing) Node { display: Display::None }),
            (
                @ScrollBox {
                    @label: {list},
                    @content: {bsn_list![(@PickList { @label: {rows} } BeatList on(play_from) Node { padding: UiRect::right(px(S3)) })]}
                }
                CapStacked(180.0)
                Node { flex_grow: 1.0, flex_basis: px(0), min_height: px(120) }
            ),
        ]
    }
}

/// The words that are sought.
struct Sought(Vec<String>);

impl Sought {
    fn new(sought: &str) -> Self {
        Self(sought.to_lowercase().split_whitespace().map(str::to_owned).collect())
    }

    fn holds(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.0.iter().all(|word| text.contains(word.as_str()))
    }

    /// The text of a beat in which all the words stand; its first wording if nothing is sought.
    fn in_beat(&self, beat: &Beat) -> Option<String> {
        let source = &beat.source;
        let says = source.says.iter().chain(source.says_if.iter().flat_map(|says| &says.says));
        let habits = [&source.on_silence, &source.interrupted, &source.after_hold];
        let habits = habits.into_iter().flatten().flat_map(|habit| &habit.says);
        let first = source.says.first().cloned().unwrap_or_default();
        if self.holds(&beat.name) {
            return Some(first);
        }
        let replies = beat.replies.iter().map(|reply| (&reply.name, &reply.source.say));
        let named = replies.clone().find(|(name, _)| self.holds(name)).map(|(_, say)| say.clone());
        let said = says.chain(habits).chain(replies.map(|(_, say)| say)).find(|text| self.holds(text));
        said.map(|text| from_hit(text, self.0.first())).or(named)
    }

    /// The text of an ending in which they stand; its title if nothing is sought.
    fn in_ending(&self, ending: &Ending) -> Option<String> {
        let source = &ending.source;
        if self.holds(&ending.name) {
            return Some(source.title.clone());
        }
        let texts = std::iter::once(&source.title).chain(&source.says).chain([&source.after]);
        texts.into_iter().find(|text| self.holds(text)).map(|text| from_hit(text, self.0.first()))
    }
}

/// The text from the word before the one that was sought, where that stands too far behind to be seen.
fn from_hit(text: &str, sought: Option<&String>) -> String {
    let at = sought.and_then(|sought| text.to_lowercase().find(sought.as_str())).unwrap_or(0);
    let before = text.get(..at).filter(|before| before.chars().count() > SEEN_BEFORE);
    let Some(before) = before else { return text.to_owned() };
    let from = before.trim_end().rfind(' ').map_or(at, |space| space + 1);
    format!("…{}", &text[from..])
}

/// The beats and then the endings in which something stands, with where it does.
fn found(scenario: &Scenario, sought: &str, words: &Words) -> Vec<(BeatRow, String)> {
    let sought = Sought::new(sought);
    let beats = scenario.beats.iter().filter_map(|beat| {
        let text = sought.in_beat(beat)?;
        Some((BeatRow { name: beat.name.clone(), ends: false, label: format!("{}. {text}", beat.name) }, text))
    });
    let endings = scenario.endings.iter().filter_map(|ending| {
        let text = words.with("author-ending-text", &[("text", &sought.in_ending(ending)?)]);
        Some((BeatRow { name: ending.name.clone(), ends: true, label: format!("{}. {text}", ending.name) }, text))
    });
    beats.chain(endings).collect()
}

fn list(
    open: Open,
    fields: Query<&FieldText, With<BeatSearch>>,
    mut lists: Query<(Entity, &mut BeatList, &mut ActiveRow)>,
    rows: Query<&BeatRow>,
    mut notes: Query<&mut Node, With<NothingFound>>,
    mut painter: Painter,
) {
    let (Ok(field), Ok((list, mut made, mut active))) = (fields.single(), lists.single_mut()) else { return };
    let Some(scenario) = open.draft().and_then(|draft| draft.scenario()) else { return };
    let wanted = Some((scenario.hash.clone(), field.0.trim().to_owned()));
    if made.0 == wanted {
        return;
    }
    made.0 = wanted;
    // The keyboard stays on the beat that it stood on.
    let stood = active.0.and_then(|row| rows.get(row).ok()).map(|row| (row.name.clone(), row.ends));
    active.0 = None;
    painter.commands.entity(list).despawn_children();
    let found = found(scenario, field.0.trim(), &open.words);
    for mut note in &mut notes {
        show_if(&mut note, found.is_empty());
    }
    let here = open.words.get("author-here");
    for (row, text) in found {
        let stands = stood.as_ref().is_some_and(|(name, ends)| (name, *ends) == (&row.name, row.ends));
        let row = painter.commands.spawn_scene(beat_row(row, &text, here.clone())).id();
        painter.commands.entity(list).add_child(row);
        if stands {
            active.0 = Some(row);
        }
    }
    painter.refresh();
}

fn beat_row(row: BeatRow, line: &str, here: String) -> impl Scene {
    let (label, title, line) = (row.label.clone(), row.name.clone(), excerpt(line, SHOWN));
    let sign = HereSign { name: row.name.clone(), ends: row.ends };
    let content = bsn_list![
        (
            Node { flex_direction: FlexDirection::Column, flex_grow: 1.0, flex_basis: px(0), min_width: px(0) }
            Pickable { should_block_lower: false, is_hoverable: false }
            Children [
                text(title, Type::SmallBold, Token::Ink),
                (clipped(line) Node { flex_grow: 0.0, flex_basis: auto() }),
            ]
        ),
        (@Pill { label: {here}, tone: {Tone::Accent} } template_value(sign) Node { display: Display::None }),
    ];
    bsn! {
        @PickRow { @label: {label}, @content: {content} }
        template_value(row)
        Node { padding: UiRect::axes(px(S2), px(S1)), flex_shrink: 0.0 }
    }
}

/// The beat that the call is in is the chosen one, says so, and is in view.
fn mark(
    open: Open,
    lists: Query<Entity, With<BeatList>>,
    mut rows: Query<(Entity, Ref<BeatRow>, &mut AccessibilityNode)>,
    mut signs: Query<(&HereSign, &mut Node)>,
    mut wanted: ResMut<Wanted>,
    mut commands: Commands,
) {
    let fresh = rows.iter().any(|(_, row, _)| row.is_added());
    if !open.author.is_changed() && !fresh {
        return;
    }
    let Some(run) = open.run() else { return };
    let call = run.call();
    let here = match call.ending() {
        Some(ending) => (ending.name.as_str(), true),
        None => (call.beat().map_or("", |beat| beat.name.as_str()), false),
    };
    for (sign, mut node) in &mut signs {
        show_if(&mut node, (sign.name.as_str(), sign.ends) == here);
    }
    for (row, of, mut spoken) in &mut rows {
        let is_here = (of.name.as_str(), of.ends) == here;
        let label = match of.label.strip_prefix(of.name.as_str()) {
            Some(rest) if is_here => format!("{}, {}{rest}", of.name, open.words.get("author-here")),
            _ => of.label.clone(),
        };
        spoken.set_label(label);
        if let (true, Ok(list)) = (is_here, lists.single()) {
            commands.trigger(SelectRow { list, row });
            wanted.0 = Some(row);
        }
    }
}

fn play_from(chosen: On<RowChosen>, rows: Query<&BeatRow>, mut writer: Writer) -> Result {
    let BeatRow { name, ends, .. } = rows.get(chosen.row)?.clone();
    writer.go(if ends { Goal::Ending(name) } else { Goal::Beat(name) });
    Ok(())
}

/// Enter and the arrow lead from the field into the list; Escape lets the field go.
fn on_key(
    key: On<FocusedInput<KeyboardInput>>,
    fields: Query<&FieldParts, With<BeatSearch>>,
    lists: Query<Entity, With<BeatList>>,
    mut focus: ResMut<InputFocus>,
) {
    let (Ok(parts), Ok(list)) = (fields.single(), lists.single()) else { return };
    if key.focused_entity != parts.input || key.input.state != ButtonState::Pressed {
        return;
    }
    match key.input.key_code {
        KeyCode::ArrowDown | KeyCode::Enter | KeyCode::NumpadEnter => focus.set(list, FocusCause::Navigated),
        KeyCode::Escape => focus.clear(),
        _ => {}
    }
}
