//! What is assigned to whom, and how far they are.

use bevy::prelude::*;

use super::{headed, wide};
use crate::app::assigned::{ToDo, due};
use crate::app::screens::page::does;
use crate::app::session::Words;
use crate::app::ui::prelude::*;
use crate::app::worker::{Answer, Answered, Request, Worker};
use crate::app::{AppSystems, Screen};
use crate::store::{Assigned, AssignmentId, StepState};

/// More rows than these are told by their number: every cell is a text to lay out.
const SHOWN: usize = 60;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Withdrawing>()
        .add_observer(withdraw)
        .add_systems(Update, answer.in_set(AppSystems::Show).run_if(in_state(Screen::Team)));
}

/// The number of the request that takes something back.
#[derive(Resource, Debug, Default)]
struct Withdrawing(u64);

/// Choosing this takes an assignment back.
#[derive(Component, Debug, Clone, Default)]
struct Withdraws(String);

/// How it stands, in the order in which it is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    Overdue,
    UsedUp,
    Open,
    Done,
}

fn standing(one: &Assigned) -> Standing {
    match one {
        _ if one.done => Standing::Done,
        _ if one.overdue => Standing::Overdue,
        _ if one.next().is_none() => Standing::UsedUp,
        _ => Standing::Open,
    }
}

pub(super) fn all(todo: &ToDo, words: &Words) -> Vec<Box<dyn Scene>> {
    let mut all: Vec<&Assigned> = todo.all.iter().collect();
    all.sort_by_key(|one| standing(one));
    let shared = |one: &Assigned| all.iter().filter(|other| other.id == one.id).count() > 1;
    let rows: Vec<_> = all.iter().take(SHOWN).map(|one| row(one, shared(one), words)).collect();
    let none: Vec<_> =
        all.is_empty().then(|| text(words.get("team-assigned-none"), Type::Body, Token::Ink3)).into_iter().collect();
    let more = all.len().saturating_sub(SHOWN);
    let more = (more > 0).then(|| words.with("home-assigned-more", &[("count", &more.to_string())]));
    let more: Vec<_> = more.into_iter().map(|more| text(more, Type::Small, Token::Ink3)).collect();
    let content: Box<dyn SceneList> = Box::new(bsn_list![
        (Node { column_gap: px(S2) } Children [ does("team.assign", Skin::Primary) ]),
        {none},
        {rows},
        {more},
    ]);
    vec![headed(words.get("team-assigned-head"), words.get("team-assigned-rule"), content)]
}

/// One assignment of one person. What is assigned to several is taken back from all of them, and says so.
fn row(one: &Assigned, shared: bool, words: &Words) -> impl Scene + use<> {
    let (key, tone) = match standing(one) {
        Standing::Done => ("assign-is-done", Tone::Good),
        Standing::Overdue => ("assign-is-overdue", Tone::Bad),
        Standing::UsedUp => ("assign-step-used-up", Tone::Warn),
        Standing::Open => ("assign-is-open", Tone::Plain),
    };
    let state = words.get(key);
    let done = one.steps.iter().filter(|step| step.state == StepState::Done).count();
    let taken: u32 = one.steps.iter().map(|step| step.taken).sum();
    let counts = [("done", done.to_string()), ("of", one.steps.len().to_string()), ("taken", taken.to_string())];
    let progress =
        words.with("team-assigned-progress", &counts.each_ref().map(|(name, value)| (*name, value.as_str())));
    let (mode, due) = (words.get(&format!("mode-{}", one.mode)), due(words, one));
    let args = [
        ("person", one.person.as_str()),
        ("title", one.title.as_str()),
        ("mode", mode.as_str()),
        ("due", due.as_str()),
        ("state", state.as_str()),
        ("progress", progress.as_str()),
    ];
    let label = words.with("team-assigned-row", &args);
    let (person, about) = (one.person.clone(), format!("{} · {mode} · {due}", one.title));
    let (take_back, id) = (words.get(if shared { "team-withdraw-all" } else { "team-withdraw" }), one.id.0.clone());
    let name = words.with("team-withdraw-name", &[("what", &take_back), ("title", &one.title)]);
    bsn! {
        spoken(accesskit::Role::Group, label)
        Node { column_gap: px(S3), row_gap: px(2), flex_wrap: FlexWrap::Wrap, align_items: AlignItems::Center, flex_shrink: 0.0, padding: UiRect::axes(px(0), px(S1)) }
        Children [
            (
                Node { flex_direction: FlexDirection::Column, width: px(380), min_width: px(0), flex_shrink: 1.0 }
                Children [ text(person, Type::BodyBold, Token::Ink), text(about, Type::Small, Token::Ink2) ]
            ),
            wide(text(progress, Type::Small, Token::Ink2)),
            @Pill { label: {state}, tone: {tone} },
            (
                @PushButton { @label: {take_back}, @skin: {Skin::Quiet} }
                template_value(SpokenName(name))
                template_value(Withdraws(id))
            ),
        ]
    }
}

fn withdraw(
    activate: On<Activate>,
    buttons: Query<&Withdraws>,
    mut worker: ResMut<Worker>,
    mut withdrawing: ResMut<Withdrawing>,
) {
    if let Ok(Withdraws(id)) = buttons.get(activate.entity) {
        withdrawing.0 = worker.ask(Request::WithdrawAssignment(AssignmentId(id.clone())));
    }
}

fn answer(
    mut answered: MessageReader<Answered>,
    words: Res<Words>,
    withdrawing: Res<Withdrawing>,
    mut todo: ResMut<ToDo>,
    mut worker: ResMut<Worker>,
    mut notices: MessageWriter<Notice>,
) {
    for Answered { number, answer } in answered.read() {
        if *number != withdrawing.0 || *number == 0 {
            continue;
        }
        match answer {
            Answer::Done => {
                todo.ask_all(&mut worker);
                notices.write(Notice::new(Tone::Good, words.get("team-withdrawn")));
            }
            Answer::Refused(why) => drop(notices.write(Notice::new(Tone::Bad, why.clone()))),
            _ => {}
        }
    }
}
