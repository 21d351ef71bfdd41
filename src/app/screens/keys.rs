//! The keys of a screen: a dialog that F1 opens everywhere, and the same lines for the briefing.

use bevy::prelude::*;

use super::page::does;
use crate::app::actions::{ActionApp, ActionSpec, Actions, Chord, Group};
use crate::app::session::{Session, Words};
use crate::app::ui::prelude::*;
use crate::app::{Dialog, Screen};

/// Room for the longest keys of a list, in logical pixels.
const KEYS_WIDTH: f32 = 88.0;

const F1: Chord = Chord::Named(KeyCode::F1, "F1");

/// Keys that no action has: those of the controls themselves.
const OF_CONTROLS: [(&str, &str); 5] = [
    ("Tab", "keys-next"),
    ("Shift Tab", "keys-previous"),
    ("Enter", "keys-press"),
    ("keys-arrows", "keys-move"),
    ("Esc", "keys-escape"),
];

pub(super) fn plugin(app: &mut App) {
    app.add_action(ActionSpec::everywhere("keys.open").key(F1), |mut dialog: ResMut<NextState<Dialog>>| {
        dialog.set(Dialog::Keys);
    })
    // The key that opened it closes it, beside Escape.
    .add_action(ActionSpec::everywhere("keys.close").in_dialog(Dialog::Keys).key(F1), close)
    .add_systems(OnEnter(Dialog::Keys), open)
    // The list is of one screen: a call that rings takes it away.
    .add_systems(Update, close.run_if(state_changed::<Screen>.and_then(in_state(Dialog::Keys))));
}

/// The button that opens the list.
pub(super) fn button() -> impl Scene {
    does("keys.open", Skin::Quiet)
}

/// Keys, as they are written, and what they do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct KeyLine {
    group: Group,
    keys: String,
    label: String,
}

/// The keys of a screen, group by group. A key whose action depends on what goes on stands once; so does a row of digits.
/// While a demonstration is watched, the desk has other keys.
pub(super) fn lines(actions: &Actions, screen: Screen, watching: bool, words: &Words) -> Vec<KeyLine> {
    let mut out: Vec<KeyLine> = Vec::new();
    let here = actions.iter().filter(|action| {
        let spec = action.spec;
        spec.screen == Some(screen) && spec.dialog == Dialog::None && spec.watching == watching
    });
    for (spec, key, label) in here.filter_map(|action| Some((action.spec, action.spec.key?, &action.label))) {
        let (keys, label) = match spec.id.chars().last().and_then(|last| last.to_digit(10)) {
            Some(1) => (format!("{}, 2, 3…", key.shown()), words.get(of_digits(spec.group))),
            Some(_) => continue,
            None => (key.shown(), label.clone()),
        };
        match out.iter_mut().find(|line| line.group == spec.group && line.keys == keys) {
            Some(line) => line.label = words.with("keys-or", &[("one", &line.label), ("other", &label)]),
            None => out.push(KeyLine { group: spec.group, keys, label }),
        }
    }
    out.sort_by_key(|line| Group::ALL.iter().position(|group| *group == line.group));
    out
}

const fn of_digits(group: Group) -> &'static str {
    match group {
        Group::Say => "keys-replies",
        Group::Records | Group::Line | Group::Knowledge | Group::Screen => "keys-new-records",
    }
}

const fn title(group: Group) -> &'static str {
    match group {
        Group::Screen => "keys-screen",
        Group::Line => "keys-line",
        Group::Say => "keys-say",
        Group::Records => "keys-records",
        Group::Knowledge => "keys-knowledge",
    }
}

fn open(
    screen: Res<State<Screen>>,
    actions: Res<Actions>,
    session: Res<Session>,
    words: Res<Words>,
    mut commands: Commands,
) {
    let watching = *screen.get() == Screen::Desk && session.is_watching();
    let lines = lines(&actions, *screen.get(), watching, &words);
    let mut groups: Vec<(String, Vec<(String, String)>)> = Group::ALL
        .into_iter()
        .filter(|of| lines.iter().any(|line| line.group == *of))
        .map(|of| {
            let of_group = lines.iter().filter(|line| line.group == of);
            (words.get(title(of)), of_group.map(|line| (line.keys.clone(), line.label.clone())).collect())
        })
        .collect();
    groups.push((words.get("keys-everywhere"), everywhere(&words)));
    let second = groups.split_off(half(groups.iter().map(|(_, lines)| lines.len() + 1)));
    let columns: Vec<_> = [groups, second].into_iter().map(column).collect();
    let (name, note) = (words.get("keys-title"), words.get("keys-note"));
    commands.spawn_scene(bsn! {
        @Modal {
            @title: {name},
            @width: 760.0,
            @content: {bsn_list![
                (
                    // The button stands above the list, which may be longer than the window is high.
                    Node { column_gap: px(S4), align_items: AlignItems::FlexStart, flex_shrink: 0.0 }
                    Children [
                        (dim(note) Node { flex_grow: 1.0, flex_basis: px(0), min_width: px(0) }),
                        does("keys.close", Skin::Normal),
                    ]
                ),
                (
                    Node { flex_wrap: FlexWrap::Wrap, column_gap: px(S5), row_gap: px(S4), flex_shrink: 0.0 }
                    Children [ {columns} ]
                ),
            ]}
        }
        template(|_| Ok(DespawnOnExit(Dialog::Keys)))
    });
}

fn close(mut dialog: ResMut<NextState<Dialog>>) {
    NextState::set_if_neq(&mut dialog, Dialog::None);
}

/// The keys of the controls themselves.
fn everywhere(words: &Words) -> Vec<(String, String)> {
    let key = |key: &str| if key.starts_with("keys-") { words.get(key) } else { key.to_owned() };
    OF_CONTROLS.into_iter().map(|(keys, label)| (key(keys), words.get(label))).collect()
}

/// How many of the groups, by their heights, belong in the first of two columns.
fn half(heights: impl Iterator<Item = usize> + Clone) -> usize {
    let all: usize = heights.clone().sum();
    let mut above = 0;
    heights
        .take_while(|height| {
            above += height;
            // The middle of the group lies in the upper half.
            2 * above - height <= all
        })
        .count()
        .max(1)
}

fn column(groups: Vec<(String, Vec<(String, String)>)>) -> impl Scene {
    let groups: Vec<_> = groups.into_iter().map(|(title, lines)| group(title, lines)).collect();
    bsn! {
        Node { flex_direction: FlexDirection::Column, row_gap: px(S4), flex_grow: 1.0, flex_basis: px(300), min_width: px(0) }
        Children [ {groups} ]
    }
}

fn group(title: String, lines: Vec<(String, String)>) -> impl Scene {
    let lines: Vec<_> = lines.into_iter().map(|(keys, label)| row(keys, label)).collect();
    bsn! {
        Node { flex_direction: FlexDirection::Column, row_gap: px(S1) }
        Children [ heading(title), {lines} ]
    }
}

/// A line by itself: as wide as it is.
pub(super) fn line_scene(line: &KeyLine) -> impl Scene + use<> {
    let (keys, label) = (line.keys.clone(), line.label.clone());
    bsn! {
        Node { column_gap: px(S2), align_items: AlignItems::Center }
        Children [ key_hint(keys), text(label, Type::Small, Token::Ink) ]
    }
}

/// A line of the list, where all labels begin at one place.
fn row(keys: String, label: String) -> impl Scene {
    bsn! {
        Node { column_gap: px(S2), align_items: AlignItems::Center }
        Children [
            (Node { width: px(KEYS_WIDTH), flex_shrink: 0.0 } Children [ key_hint(keys) ]),
            (text(label, Type::Small, Token::Ink) Node { flex_grow: 1.0, flex_basis: px(0), min_width: px(0) }),
        ]
    }
}
