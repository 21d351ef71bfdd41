//! The form in which something is said or decided about the attempt.

use bevy::prelude::*;
use bevy::ui::Checked;

use super::judgement::{Sheets, who};
use crate::app::actions::{ActionApp, ActionSpec, Chord, Does};
use crate::app::session::{Sheet, Words};
use crate::app::ui::prelude::*;
use crate::app::worker::{Answer, Answered, Held, Judging, Request, Said, Worker};
use crate::app::{AppSystems, Dialog};
use crate::call::Millis;
use crate::scoring::{points_of, points_written};

pub(super) fn plugin(app: &mut App) {
    let here = |id| ActionSpec::everywhere(id).in_dialog(Dialog::Judge);
    app.init_resource::<Wish>()
        .add_action(here("judge.keep").key(Chord::Ctrl('s')), keep)
        .add_action(here("judge.cancel"), |mut dialog: ResMut<NextState<Dialog>>| {
            NextState::set_if_neq(&mut dialog, Dialog::None);
        })
        .add_observer(ask_from_button)
        .add_systems(OnEnter(Dialog::Judge), open)
        .add_systems(OnTransition { exited: Dialog::Judge, entered: Dialog::Locked }, |mut wish: ResMut<Wish>| {
            wish.waits = true;
        })
        .add_systems(OnExit(Dialog::Locked), go_on)
        .add_systems(Update, note.run_if(in_state(Dialog::Judge)))
        .add_systems(Update, answer.before(super::show_part).in_set(AppSystems::Show));
}

/// Choosing this asks for a form: about a moment or the whole, or about a criterion by its place on the card.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Judges {
    Comment(Option<Millis>),
    Override(usize),
    Withdraw(usize),
    Appeal(usize),
    Rule(usize),
}

impl Default for Judges {
    fn default() -> Self {
        Self::Comment(None)
    }
}

/// What is being said, and the number of the request that says it.
#[derive(Resource, Debug, Default)]
pub(super) struct Wish {
    what: Option<Judges>,
    asked: u64,
    /// What stands in the form.
    draft: Draft,
    /// The desk locked while it was written.
    waits: bool,
}

#[derive(Debug, Clone, Default)]
struct Draft {
    text: String,
    points: String,
    ticked: bool,
}

impl Wish {
    /// Says it to the store, with the machine's card.
    pub(super) fn send(&mut self, sheet: Sheet<'_>, worker: &mut Worker, said: Said) {
        let Some(id) = sheet.id.cloned() else { return };
        let judging = Box::new(Judging { id, card: sheet.card.clone(), said });
        self.asked = worker.ask(Request::Judge(judging));
    }
}

#[derive(Component, Debug, Clone, Copy, Default)]
struct TextField;

#[derive(Component, Debug, Clone, Copy, Default)]
struct PointsField;

/// Private, or upheld.
#[derive(Component, Debug, Clone, Copy, Default)]
struct Choice;

pub(super) fn ask_for(what: Judges, wish: &mut Wish, dialog: &mut NextState<Dialog>) {
    wish.what = Some(what);
    dialog.set(Dialog::Judge);
}

fn ask_from_button(
    activate: On<Activate>,
    judges: Query<&Judges>,
    mut wish: ResMut<Wish>,
    mut dialog: ResMut<NextState<Dialog>>,
) {
    if let Ok(judges) = judges.get(activate.entity) {
        ask_for(*judges, &mut wish, &mut dialog);
    }
}

/// What was being written when the desk locked is there when the same person is back.
fn go_on(mut wish: ResMut<Wish>, sheets: Sheets, mut dialog: ResMut<NextState<Dialog>>) {
    if !wish.waits {
        return;
    }
    if sheets.is_anybodys() && sheets.sheet().is_some() {
        dialog.set(Dialog::Judge);
    } else {
        wish.waits = false;
    }
}

fn note(
    texts: Query<Ref<FieldText>, With<TextField>>,
    points: Query<Ref<FieldText>, With<PointsField>>,
    choice: Query<Has<Checked>, With<Choice>>,
    mut wish: ResMut<Wish>,
) {
    let draft = &mut wish.bypass_change_detection().draft;
    if let Ok(text) = texts.single()
        && text.is_changed()
    {
        draft.text.clone_from(&text.0);
    }
    if let Ok(points) = points.single()
        && points.is_changed()
    {
        draft.points.clone_from(&points.0);
    }
    draft.ticked = choice.single().unwrap_or(false);
}

/// What a form asks for.
struct Form {
    title: String,
    notes: Vec<String>,
    /// The label of the points.
    points: Option<String>,
    /// The label of the tick.
    choice: Option<String>,
    text: String,
}

fn form(what: Judges, sheet: Sheet<'_>, held: &Held, words: &Words) -> Option<Form> {
    let criterion = |number: usize| sheet.card.criteria.get(number);
    let reason = words.get("judge-text-reason");
    let (number, key) = match what {
        Judges::Comment(at) => {
            let title = match at {
                Some(at) => words.with("judge-title-comment-at", &[("at", &at.clock())]),
                None => words.get("judge-title-comment"),
            };
            let (choice, text) = (Some(words.get("judge-private-tick")), words.get("judge-text-comment"));
            return Some(Form { title, notes: Vec::new(), points: None, choice, text });
        }
        Judges::Override(number) => (number, "override"),
        Judges::Withdraw(number) => (number, "withdraw"),
        Judges::Appeal(number) => (number, "appeal"),
        Judges::Rule(number) => (number, "rule"),
    };
    let of = criterion(number)?;
    let title = words.with(&format!("judge-title-{key}"), &[("criterion", &of.label)]);
    let (earned, possible) = (points_written(of.earned), points_written(of.possible));
    let args = [("points", earned.as_str()), ("possible", possible.as_str())];
    let mut notes = vec![match what {
        Judges::Appeal(_) => words.with("judge-appeal-note", &args),
        Judges::Withdraw(_) => words.get("judge-withdraw-note"),
        _ => words.with("judge-machine-gave", &args),
    }];
    if let (Judges::Rule(_), Some(appeal)) = (what, held.judgement.open_appeal(&of.id)) {
        let by = who(held, appeal.by.as_ref(), words);
        let said = appeal.text.clone().unwrap_or_else(|| words.get("judge-words-erased"));
        notes.push(words.with("judge-appeal-said", &[("by", &by), ("text", &said)]));
    }
    let gives = matches!(what, Judges::Override(_) | Judges::Rule(_));
    let points = gives.then(|| words.with("judge-points", &[("possible", &possible)]));
    let choice = matches!(what, Judges::Rule(_)).then(|| words.get("judge-uphold"));
    Some(Form { title, notes, points, choice, text: reason })
}

fn open(mut wish: ResMut<Wish>, sheets: Sheets, words: Res<Words>, mut commands: Commands) {
    let draft = if std::mem::take(&mut wish.waits) { wish.draft.clone() } else { Draft::default() };
    wish.draft = Draft::default();
    let (Some(what), Some(sheet)) = (wish.what, sheets.sheet()) else { return };
    let none = Held::default();
    let held = sheet.held.unwrap_or(&none);
    let Some(Form { title, notes, points, choice, text: label }) = form(what, sheet, held, &words) else { return };
    let notes: Vec<_> = notes.into_iter().map(dim).collect();
    let points: Vec<_> = points
        .into_iter()
        .map(|label| {
            let value = draft.points.clone();
            bsn! {
                @Field { @label: {label}, @value: {value}, @max_characters: {Some(10)} }
                PointsField
                Node { max_width: px(220) }
            }
        })
        .collect();
    let tick = |label: String| {
        let ticked = draft.ticked.then(|| bsn! { Checked });
        bsn! { @TickBox { @label: {label} } {ticked} Choice }
    };
    let choice: Vec<_> = choice.into_iter().map(tick).collect();
    let first_choice = matches!(what, Judges::Rule(_));
    let (before, after) = if first_choice { (choice, Vec::new()) } else { (Vec::new(), choice) };
    commands.spawn_scene(bsn! {
        @Modal {
            @title: {title},
            @width: 560.0,
            @content: {bsn_list![
                {notes},
                {before},
                {points},
                (
                    @Field { @label: {label}, @lines: 4.0, @value: {draft.text}, @max_characters: {Some(5000)} }
                    TextField
                    on(|edited: On<FieldEdited>, mut commands: Commands| {
                        commands.entity(edited.field).insert(FieldHint::None);
                    })
                ),
                {after},
                (
                    Node { column_gap: px(S2), row_gap: px(S2), flex_wrap: FlexWrap::Wrap }
                    Children [
                        (@PushButton { @skin: {Skin::Primary} } Does("judge.keep")),
                        (@PushButton Does("judge.cancel")),
                    ]
                ),
            ]}
        }
        template(|_| Ok(DespawnOnExit(Dialog::Judge)))
    });
}

/// The points that are typed, in thousandths; else what is wrong with them.
fn typed_points(typed: Option<&FieldText>, words: &Words) -> Result<u64, String> {
    let typed = typed.map_or("", |typed| typed.0.trim());
    if typed.is_empty() {
        return Err(words.get("judge-points-needed"));
    }
    points_of(typed).ok_or_else(|| words.get("judge-points-wrong"))
}

fn keep(
    (mut wish, sheets, words): (ResMut<Wish>, Sheets, Res<Words>),
    texts: Query<&FieldText, With<TextField>>,
    points: Query<(Entity, &FieldText), With<PointsField>>,
    choice: Query<Has<Checked>, With<Choice>>,
    mut worker: ResMut<Worker>,
    mut commands: Commands,
) {
    let (Some(what), Some(sheet)) = (wish.what, sheets.sheet()) else { return };
    let written = texts.single().map(|text| text.0.clone()).unwrap_or_default();
    let ticked = choice.single().unwrap_or(false);
    let id = |number: usize| sheet.card.criteria.get(number).map(|of| of.id.clone()).unwrap_or_default();
    let (field, typed) = points.single().map_or((None, None), |(field, typed)| (Some(field), Some(typed)));
    let earned = || typed_points(typed, &words);
    let said = match what {
        Judges::Comment(moment) => Ok(Said::Comment { moment, private: ticked, text: written }),
        Judges::Override(number) => {
            earned().map(|earned| Said::Override { criterion: id(number), earned, reason: written })
        }
        Judges::Withdraw(number) => Ok(Said::Withdraw { criterion: id(number), reason: written }),
        Judges::Appeal(number) => Ok(Said::Appeal { criterion: id(number), reason: written }),
        Judges::Rule(number) => {
            let upheld = if ticked { earned().map(Some) } else { Ok(None) };
            upheld.map(|upheld| Said::Rule { criterion: id(number), upheld, reason: written })
        }
    };
    match (said, field) {
        (Ok(said), _) => wish.send(sheet, &mut worker, said),
        (Err(wrong), Some(field)) => {
            commands.entity(field).insert(FieldHint::Bad(wrong));
        }
        (Err(_), None) => {}
    }
}

/// What was kept closes the form; what was not says why in it.
fn answer(
    mut answered: MessageReader<Answered>,
    (words, mut wish): (Res<Words>, ResMut<Wish>),
    fields: Query<Entity, With<TextField>>,
    mut dialog: ResMut<NextState<Dialog>>,
    mut notices: MessageWriter<Notice>,
    mut commands: Commands,
) {
    for Answered { number, answer } in answered.read() {
        if *number != wish.asked || *number == 0 {
            continue;
        }
        match answer {
            Answer::Judgement { .. } => {
                wish.asked = 0;
                NextState::set_if_neq(&mut dialog, Dialog::None);
                notices.write(Notice::new(Tone::Good, words.get("judge-done")));
            }
            Answer::Refused(why) => {
                wish.asked = 0;
                match fields.single() {
                    Ok(field) => drop(commands.entity(field).insert(FieldHint::Bad(why.clone()))),
                    Err(_) => drop(notices.write(Notice::new(Tone::Bad, why.clone()))),
                }
            }
            _ => {}
        }
    }
}
