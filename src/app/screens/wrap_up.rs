//! After-call work: the code, the boxes, the note, and what can still be saved, against the pack's time.

use bevy::input::ButtonState;
use bevy::input::keyboard::{KeyCode, KeyboardInput};
use bevy::input_focus::{FocusCause, FocusedInput, InputFocus};
use bevy::prelude::*;
use bevy::ui::Checked;

use super::desk::mark_pill;
use super::page::{FirstFocus, Page, Painter, does, page};
use super::wrap_up_codes::{CodeRow, code_row, matching};
use super::wrap_up_forms::{ended, lost_card, records_card};
use crate::app::actions::{ActionApp, ActionSpec, Chord, Does};
use crate::app::session::{Happened, LiveCall, Operator, Session, Words};
use crate::app::ui::field::InputOf;
use crate::app::ui::prelude::*;
use crate::app::{AppSystems, Screen};
use crate::call::{Action, Call, EventKind, Form, Millis};
use crate::scenario::Pack;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Draft>()
        .add_action(ActionSpec::new("wrap_up.finish", Screen::WrapUp).key(Chord::Plain('f')).when(may_finish), finish)
        .add_action(ActionSpec::new("wrap_up.save", Screen::WrapUp).key(Chord::Ctrl('s')).when(some_unsaved), save_all)
        .add_observer(leave_search)
        .add_systems(OnEnter(Screen::WrapUp), open)
        .add_systems(
            Update,
            (tell_saved, show_unsaved, show_codes, show_chosen, show_missing, tick)
                .chain()
                .in_set(AppSystems::Show)
                .run_if(in_state(Screen::WrapUp)),
        );
}

/// What is being filled in.
#[derive(Resource, Debug, Default)]
struct Draft {
    code: Option<String>,
    /// What the list of codes is searched for.
    sought: String,
    note_words: usize,
}

#[derive(Component, Debug, Clone, Copy, Default)]
struct CodeSearch;

#[derive(Component, Debug, Clone, Copy, Default)]
struct CodeList;

/// Shows the code that was chosen.
#[derive(Component, Debug, Clone, Copy, Default)]
struct CodeLine;

#[derive(Component, Debug, Clone, Default)]
struct TickOf(String);

#[derive(Component, Debug, Clone, Copy, Default)]
struct NoteField;

/// Says what is missing before the wrap-up can be finished.
#[derive(Component, Debug, Clone, Copy, Default)]
struct MissingLine;

/// Says that something is not saved, and saves it.
#[derive(Component, Debug, Clone, Copy, Default)]
struct UnsavedNote;

#[derive(Component, Debug, Clone, Copy, Default)]
struct TimeLine;

#[derive(Component, Debug, Clone, Copy, Default)]
struct TimeBar;

fn pack(session: &Session) -> Option<&Pack> {
    session.live.as_ref().map(|live| &*live.call.setup().pack)
}

fn may_finish(world: &World) -> bool {
    let draft = world.resource::<Draft>();
    pack(world.resource::<Session>()).is_some_and(|pack| missing(draft, pack).is_none())
}

fn some_unsaved(world: &World) -> bool {
    let live = world.resource::<Session>().live.as_ref();
    live.is_some_and(|live| live.call.forms().iter().any(Form::is_unsaved))
}

/// What stands in the way of finishing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Missing {
    Code,
    /// The note is this many words too long.
    Words(usize),
}

fn missing(draft: &Draft, pack: &Pack) -> Option<Missing> {
    let limit = pack.source.wrap_up.note_words as usize;
    match draft.note_words.checked_sub(limit) {
        Some(over) if over > 0 => Some(Missing::Words(over)),
        _ if draft.code.is_none() => Some(Missing::Code),
        _ => None,
    }
}

fn open(words: Res<Words>, session: Res<Session>, mut draft: ResMut<Draft>, mut commands: Commands) {
    *draft = Draft::default();
    let Some(live) = &session.live else { return };
    let setup = live.call.setup();
    let mode = words.get(&format!("mode-{}", setup.mode.key()));
    let mark: Vec<_> = live.mark().map(|key| mark_pill(words.get(key))).into_iter().collect();
    let bar: Box<dyn SceneList> = Box::new(bsn_list![
        line(setup.scenario.source.title.clone(), Type::Body, Token::Ink),
        (@Pill { label: {mode} }),
        {mark},
        spacer(),
        time(&words),
    ]);
    let lost: Vec<_> = lost_card(&words, live).into_iter().collect();
    let records: Vec<_> = records_card(&words, live).into_iter().collect();
    let content: Box<dyn SceneList> = Box::new(bsn_list![
        {lost},
        (
            StackBelow(860.0)
            Node { column_gap: px(S4), row_gap: px(S4), align_items: AlignItems::FlexStart }
            Children [
                (codes(&words) Span),
                (what_else(&words, live) Span),
            ]
        ),
        {records},
    ]);
    let foot: Box<dyn SceneList> = Box::new(bsn_list![
        (@PushButton { @skin: {Skin::Primary} } Does("wrap_up.finish")),
        (CodeLine text("", Type::SmallBold, Token::Ink)),
        (MissingLine text("", Type::Small, Token::Warn)),
        spacer(),
        (
            UnsavedNote
            Node { display: Display::None, align_items: AlignItems::Center, column_gap: px(S3) }
            Children [
                text(words.get("wrap-up-unsaved"), Type::SmallBold, Token::Warn),
                does("wrap_up.save", Skin::Normal),
            ]
        ),
    ]);
    let title = words.get("wrap-up-title");
    commands.spawn_scene(page(Screen::WrapUp, Page { title, width: 1120.0, bar, content, foot: Some(foot) }));
}

fn time(words: &Words) -> impl Scene + use<> {
    let label = words.get("wrap-up-time");
    bsn! {
        Node { align_items: AlignItems::Center, column_gap: px(S3) }
        Children [
            (TimeLine line("", Type::BodyBold, Token::Ink)),
            (@Meter { label: {label} } TimeBar Node { width: px(140) }),
        ]
    }
}

fn codes(words: &Words) -> impl Scene + use<> {
    let title = words.get("wrap-up-codes");
    let placeholder = words.get("wrap-up-codes-find");
    let list = bsn_list![(@PickList { @label: {title.clone()} } CodeList on(choose_row))];
    bsn! {
        card()
        Children [
            heading(title.clone()),
            (
                @Field { @label: {title.clone()}, @label_hidden: true, @placeholder: {placeholder} }
                CodeSearch
                FirstFocus
                on(|edited: On<FieldEdited>, mut draft: ResMut<Draft>| edited.text.clone_into(&mut draft.sought))
                on(choose_first)
            ),
            (@ScrollBox { @label: {title.clone()}, @pad: S1, @content: {list} } Node { height: px(390) }),
        ]
    }
}

fn what_else(words: &Words, live: &LiveCall) -> impl Scene + use<> {
    let pack = &live.call.setup().pack.source;
    let ticks: Vec<_> = pack
        .ticks
        .iter()
        .map(|(id, label)| {
            let label = label.clone();
            bsn! { @TickBox { @label: {label} } template_value(TickOf(id.clone())) }
        })
        .collect();
    let notes: Vec<_> = (!live.call.note().trim().is_empty())
        .then(|| {
            text(words.with("wrap-up-your-notes", &[("notes", live.call.note().trim())]), Type::Small, Token::Ink3)
        })
        .into_iter()
        .collect();
    let hint = words_used(words, 0, pack.wrap_up.note_words as usize);
    let note = words.get("wrap-up-note");
    bsn! {
        Node { flex_direction: FlexDirection::Column, row_gap: px(S4), min_width: px(0) }
        Children [
            (card() Children [ heading(words.get("wrap-up-call")), body(ended(words, live)), {notes} ]),
            (card() Node { row_gap: px(S1) } Children [ heading(words.get("wrap-up-ticks")), {ticks} ]),
            (
                card()
                Children [
                    (@Field { @label: {note}, @lines: 4.0 } NoteField template_value(hint) on(count_words)),
                ]
            ),
        ]
    }
}

fn words_used(words: &Words, used: usize, limit: usize) -> FieldHint {
    let text = words.with("wrap-up-words", &[("used", &used.to_string()), ("limit", &limit.to_string())]);
    if used > limit { FieldHint::Bad(text) } else { FieldHint::Note(text) }
}

fn count_words(
    edited: On<FieldEdited>,
    words: Res<Words>,
    session: Res<Session>,
    mut draft: ResMut<Draft>,
    mut commands: Commands,
) {
    let Some(pack) = pack(&session) else { return };
    draft.note_words = edited.text.split_whitespace().count();
    let hint = words_used(&words, draft.note_words, pack.source.wrap_up.note_words as usize);
    commands.entity(edited.field).insert(hint);
}

fn choose_row(chosen: On<RowChosen>, rows: Query<&CodeRow>, mut draft: ResMut<Draft>) -> Result {
    draft.code = Some(rows.get(chosen.row)?.0.clone());
    Ok(())
}

/// Enter in the search takes the first code that fits.
fn choose_first(_: On<FieldSubmitted>, session: Res<Session>, mut draft: ResMut<Draft>) {
    let Some(pack) = pack(&session) else { return };
    if let Some((code, _)) = matching(pack, &draft.sought).next() {
        draft.code = Some(code.to_owned());
    }
}

/// The down arrow leads from the search to the list. The field keeps its keys, so it is read where it lands.
fn leave_search(
    key: On<FocusedInput<KeyboardInput>>,
    inputs: Query<&InputOf>,
    searches: Query<(), With<CodeSearch>>,
    lists: Query<Entity, With<CodeList>>,
    mut focus: ResMut<InputFocus>,
) {
    let down = key.input.key_code == KeyCode::ArrowDown && key.input.state == ButtonState::Pressed;
    let searching = inputs.get(key.focused_entity).is_ok_and(|of| searches.contains(of.0));
    if let (true, true, Ok(list)) = (down, searching, lists.single()) {
        focus.set(list, FocusCause::Navigated);
    }
}

fn show_codes(
    session: Res<Session>,
    draft: Res<Draft>,
    list: Query<Entity, With<CodeList>>,
    rows: Query<(Entity, &CodeRow)>,
    mut shown: Local<Option<(Entity, String, Option<String>)>>,
    mut painter: Painter,
) {
    let (Some(pack), Ok(list)) = (pack(&session), list.single()) else { return };
    let now = (list, draft.sought.clone(), draft.code.clone());
    let before = shown.replace(now.clone());
    if before.as_ref() == Some(&now) {
        return;
    }
    if before.is_none_or(|(entity, sought, _)| entity != list || sought != now.1) {
        let chosen = draft.code.as_deref();
        let fitting =
            matching(pack, &draft.sought).map(|(code, meaning)| code_row(code, meaning, chosen == Some(code)));
        let mut rows: Vec<Box<dyn Scene>> = fitting.map(|row| Box::new(row) as Box<dyn Scene>).collect();
        if rows.is_empty() {
            rows.push(Box::new(dim(painter.words.get("wrap-up-no-code"))));
        }
        painter.fill(list, rows);
    } else if let Some((row, _)) = rows.iter().find(|(_, row)| draft.code.as_ref() == Some(&row.0)) {
        painter.commands.trigger(SelectRow { list, row });
        painter.refresh();
    }
}

fn show_chosen(
    words: Res<Words>,
    session: Res<Session>,
    draft: Res<Draft>,
    mut lines: Query<&mut Text, With<CodeLine>>,
) {
    let (Some(pack), Some(code), Ok(mut text)) = (pack(&session), &draft.code, lines.single_mut()) else { return };
    let meaning = pack.source.dispositions.get(code).map_or("", String::as_str);
    text.set_if_neq(Text(words.with("wrap-up-chosen", &[("code", code), ("meaning", meaning)])));
}

fn show_missing(
    words: Res<Words>,
    session: Res<Session>,
    draft: Res<Draft>,
    mut lines: Query<&mut Text, With<MissingLine>>,
) {
    let (Some(pack), Ok(mut text)) = (pack(&session), lines.single_mut()) else { return };
    let told = match missing(&draft, pack) {
        Some(Missing::Code) => words.get("wrap-up-missing-code"),
        Some(Missing::Words(over)) => words.with("wrap-up-missing-words", &[("over", &over.to_string())]),
        None => String::new(),
    };
    text.set_if_neq(Text(told));
}

/// The clock of the wrap-up: seconds used, and by how much they are over.
fn tick(
    words: Res<Words>,
    session: Res<Session>,
    mut lines: Query<(&mut Text, &mut Ink), With<TimeLine>>,
    mut bars: Query<&mut Meter, With<TimeBar>>,
) {
    let Some(live) = &session.live else { return };
    let limit = u64::from(live.call.setup().pack.source.wrap_up.seconds);
    let used = live.call.now().since(live.call.ended_at().unwrap_or(Millis(0))) / 1000;
    let late = used > limit;
    let key = if late { "wrap-up-late" } else { "wrap-up-used" };
    let args =
        [("used", used.to_string()), ("limit", limit.to_string()), ("over", used.saturating_sub(limit).to_string())];
    let told = words.with(key, &args.each_ref().map(|(name, value)| (*name, value.as_str())));
    for (mut text, mut ink) in &mut lines {
        text.set_if_neq(Text(told.clone()));
        ink.set_if_neq(Ink(if late { Token::Bad } else { Token::Ink }));
    }
    for mut bar in &mut bars {
        #[expect(clippy::cast_precision_loss, reason = "seconds of a wrap-up are few")]
        let value = (used as f32 / limit.max(1) as f32 * 100.0).min(100.0);
        let tone = if late { Tone::Bad } else { Tone::Plain };
        if (bar.value - value).abs() > f32::EPSILON || bar.tone != tone {
            bar.value = value;
            bar.tone = tone;
        }
    }
}

/// What is not saved is said beside the way out, always in view.
fn show_unsaved(session: Res<Session>, mut notes: Query<&mut Node, With<UnsavedNote>>, mut painter: Painter) {
    let Some(live) = &session.live else { return };
    let display = if live.call.forms().iter().any(Form::is_unsaved) { Display::Flex } else { Display::None };
    for mut node in &mut notes {
        if node.display != display {
            node.display = display;
            painter.refresh();
        }
    }
}

fn tell_saved(
    mut happened: MessageReader<Happened>,
    session: Res<Session>,
    words: Res<Words>,
    mut notices: MessageWriter<Notice>,
) {
    let Some(live) = &session.live else { return };
    for Happened(event) in happened.read() {
        if let EventKind::RowSaved { table, id, .. } = &event.kind {
            let kind = live.call.setup().pack.table(table).map_or(table.as_str(), |table| table.source.name.as_str());
            notices.write(Notice::new(Tone::Good, words.with("wrap-up-saved", &[("what", kind), ("number", id)])));
        }
    }
}

/// The form in front first; the first that is refused comes to the front, to be put right.
fn save_all(mut operator: Operator) {
    let Some(live) = &operator.session.live else { return };
    let front = live.call.front().map(|form| form.number);
    let mut unsaved: Vec<u32> = unsaved_of(&live.call);
    unsaved.sort_by_key(|form| Some(*form) != front);
    for form in unsaved {
        operator.act(Action::Save(form));
    }
    let refused = operator.session.live.as_ref().map(|live| unsaved_of(&live.call)).unwrap_or_default();
    if let Some(form) = refused.first().filter(|_| front.is_none_or(|front| !refused.contains(&front))) {
        operator.act(Action::Focus(*form));
    }
}

/// The numbers of the forms with something unsaved in them.
fn unsaved_of(call: &Call) -> Vec<u32> {
    call.forms().iter().filter(|form| form.is_unsaved()).map(|form| form.number).collect()
}

fn finish(
    draft: Res<Draft>,
    ticks: Query<&TickOf, With<Checked>>,
    notes: Query<&FieldText, With<NoteField>>,
    mut operator: Operator,
) -> Result {
    let Some(code) = draft.code.clone() else { return Ok(()) };
    let mut ticked: Vec<String> = ticks.iter().map(|tick| tick.0.clone()).collect();
    ticked.sort();
    let note = notes.single()?.0.trim().to_owned();
    operator.act(Action::WrapUp { code, ticks: ticked, note });
    Ok(())
}
