//! Beside a call that is watched: what is said about it, each remark at its moment, and the keys to stop it, hasten it, go to
//! the next remark or the one before, and leave.

use accesskit::{Live, Role};
use bevy::a11y::AccessibilityNode;
use bevy::input_focus::tab_navigation::TabIndex;
use bevy::prelude::*;
use bevy::ui::Selected;

use super::show_if;
use crate::app::actions::{ActionApp, ActionSpec, Actions, Chord, Does};
use crate::app::audio::StopVoice;
use crate::app::lesson::Reading;
use crate::app::profile::Profile;
use crate::app::screens::cards::Card;
use crate::app::screens::lesson::{lead_to_drill, note_read};
use crate::app::screens::page::FirstFocus;
use crate::app::screens::standing::{NUMBERS, number_name};
use crate::app::session::{Drilling, LiveCall, Operator, Session, Show, Words};
use crate::app::ui::prelude::*;
use crate::app::worker::Worker;
use crate::app::{AppSystems, Screen};
use crate::call::{Millis, Speaker};

const PAUSE: &str = "watch.pause";
const SPEED: &str = "watch.speed";
const NEXT: &str = "watch.next";
const BEFORE: &str = "watch.before";
const LEAVE: &str = "watch.leave";
const PRACTISE: &str = "watch.practise";

pub(super) fn plugin(app: &mut App) {
    let here = |id| ActionSpec::new(id, Screen::Desk).while_watching();
    app.add_action(here(PAUSE).key(Chord::Plain('p')).when(is_going), pause)
        .add_action(here(NEXT).key(Chord::Plain('n')).when(is_going), |mut operator: Operator| {
            operator.to_next_remark()
        })
        .add_action(here(BEFORE).key(Chord::Plain('b')).when(is_watched), before)
        .add_action(here(SPEED).key(Chord::Plain('s')).when(is_going), speed)
        .add_action(here(PRACTISE).key(Chord::Plain('t')).when(may_practise), practise)
        .add_action(here(LEAVE).key(Chord::Named(KeyCode::Escape, "Esc")), leave)
        .add_systems(
            Update,
            (show_comments, show_end, show_said, name_keys)
                .chain()
                .in_set(AppSystems::Show)
                .run_if(in_state(Screen::Desk)),
        );
}

fn show_of(world: &World) -> Option<&LiveCall> {
    world.resource::<Session>().live.as_ref().filter(|live| live.show().is_some())
}

fn is_going(world: &World) -> bool {
    show_of(world).is_some_and(|live| !live.is_shown_whole())
}

fn is_watched(world: &World) -> bool {
    show_of(world).is_some()
}

/// A demonstration leads on to a drill.
fn may_practise(world: &World) -> bool {
    show_of(world).is_some_and(|live| live.is_shown_whole() && live.show().is_some_and(|show| !show.is_attempt()))
}

/// The comments that have come.
#[derive(Component, Debug, Clone, Copy, Default)]
struct Comments {
    shown: usize,
}

/// A comment by its place in the order of the call.
#[derive(Component, Debug, Clone, Copy, Default)]
struct CommentOf(usize);

/// What is said when the call is over.
#[derive(Component, Debug, Clone, Copy, Default)]
struct EndOf;

/// Where the end is said.
#[derive(Component, Debug, Clone, Copy, Default)]
struct Closing;

pub(super) fn panel_of(show: &Show, words: &Words) -> impl Scene + use<> {
    let title = words.get(if show.is_attempt() { "watch-moments" } else { "watch-comments" });
    let name = title.clone();
    let before = show.before().to_owned();
    let shown = if before.is_empty() { Display::None } else { Display::Flex };
    let content: Box<dyn SceneList> = Box::new(bsn_list![
        (text(before, Type::Body, Token::Ink2) Node { display: {shown} }),
        (Comments Node { flex_direction: FlexDirection::Column, row_gap: px(S2), flex_shrink: 0.0 }),
        (
            Closing
            card()
            Edge(Token::Accent)
            Node { display: Display::None, flex_shrink: 0.0, row_gap: px(S2) }
        ),
    ]);
    bsn! {
        panel()
        Children [
            (
                spoken(Role::Group, name)
                TabIndex(0)
                FirstFocus
                Node { flex_direction: FlexDirection::Column, row_gap: px(S2), flex_shrink: 0.0 }
                Children [
                    heading(title.clone()),
                    (
                        Node { flex_wrap: FlexWrap::Wrap, column_gap: px(S2), row_gap: px(S2) }
                        Children [
                            (@PushButton Does(PAUSE)),
                            (@PushButton Does(BEFORE)),
                            (@PushButton Does(NEXT)),
                            (@PushButton Does(SPEED)),
                            (@PushButton { @skin: {Skin::Quiet} } Does(LEAVE)),
                        ]
                    ),
                ]
            ),
            (
                @ScrollBox { @label: {title.clone()}, @gap: S2, @tab_stop: true, @sticks_to_end: true, @content: {content} }
                Node { flex_grow: 1.0, flex_basis: px(0), min_height: px(160) }
            ),
        ]
    }
}

fn comment(at: Millis, said: String, place: usize) -> impl Scene {
    let when = at.clock();
    bsn! {
        CommentOf({place})
        template(|_| {
            let mut node = accesskit::Node::new(Role::Note);
            node.set_live(Live::Polite);
            Ok(AccessibilityNode(node))
        })
        card()
        Node { row_gap: px(2), flex_shrink: 0.0, padding: UiRect::axes(px(S3), px(S2)) }
        Children [ text(said, Type::Body, Token::Ink), text(when, Type::Tiny, Token::Ink3) ]
    }
}

/// Adds what has become due. The newest stands out.
fn show_comments(
    session: Res<Session>,
    mut lists: Query<(Entity, &mut Comments)>,
    mut comments: Query<(&CommentOf, &mut Edge)>,
    mut commands: Commands,
) {
    let Some((live, show)) = session.live.as_ref().and_then(|live| Some((live, live.show()?))) else { return };
    let now = live.call.now();
    // As the clock of the phone counts.
    let answered = live.call.answered_at().unwrap_or_default();
    let due = show.remarks.iter().take_while(|remark| remark.at <= now).count();
    for (list, mut shown) in &mut lists {
        for (place, remark) in show.remarks.iter().enumerate().take(due).skip(shown.shown) {
            let at = Millis(remark.at.since(answered));
            let made = commands.spawn_scene(comment(at, remark.say.clone(), place)).id();
            commands.entity(list).add_child(made);
        }
        if shown.shown != due {
            shown.shown = due;
        }
    }
    for (place, mut edge) in &mut comments {
        edge.set_if_neq(Edge(if place.0 + 1 == due { Token::Accent } else { Token::Line }));
    }
}

/// When the call is over: what the expert came to, what to take along, and where it goes on.
fn show_end(
    session: Res<Session>,
    words: Res<Words>,
    mut places: Query<(Entity, &mut Node), With<Closing>>,
    said: Query<(), With<EndOf>>,
    mut commands: Commands,
) {
    let Some(live) = session.live.as_ref().filter(|live| live.is_shown_whole()) else { return };
    let Some(show) = live.show().filter(|_| said.is_empty()) else { return };
    let numbers: Vec<String> = NUMBERS
        .iter()
        .filter_map(|number| {
            let points = show.card().number(*number)?;
            Some(format!("{} {points}", number_name(&words, *number)))
        })
        .collect();
    let over = match (show.is_attempt(), show.is_blind()) {
        (true, true) => "watch-blind-over",
        (true, false) => "watch-attempt-over",
        (false, _) => "watch-over",
    };
    let over = words.with(over, &[("numbers", &numbers.join(", "))]);
    let after = show.after().to_owned();
    let on = if show.is_attempt() { LEAVE } else { PRACTISE };
    for (place, mut node) in &mut places {
        show_if(&mut node, true);
        let (over, after) = (over.clone(), after.clone());
        let made = commands
            .spawn_scene(bsn! {
                EndOf
                Node { flex_direction: FlexDirection::Column, row_gap: px(S2) }
                Children [
                    body(after),
                    text(over, Type::Small, Token::Ink2),
                    (@PushButton { @skin: {Skin::Primary} } Does(on)),
                ]
            })
            .id();
        commands.entity(place).add_child(made);
    }
}

/// The line that the expert has chosen stands out while it is said.
fn show_said(
    session: Res<Session>,
    cards: Query<(Entity, &Caption, Has<Selected>), With<Card>>,
    mut commands: Commands,
) {
    let Some(live) = session.live.as_ref().filter(|live| live.show().is_some()) else { return };
    let said = live.call.speaking().filter(|(by, ..)| **by == Speaker::Operator).map(|(_, said, ..)| said);
    for (card, caption, marked) in &cards {
        let wanted = said == Some(caption.0.as_str());
        if wanted && !marked {
            commands.entity(card).insert(Selected);
        } else if marked && !wanted {
            commands.entity(card).remove::<Selected>();
        }
    }
}

/// The buttons say what they would do now.
fn name_keys(
    session: Res<Session>,
    words: Res<Words>,
    mut actions: ResMut<Actions>,
    mut was: Local<Option<(bool, u32, bool, bool)>>,
) {
    let Some((live, show)) = session.live.as_ref().and_then(|live| Some((live, live.show()?))) else {
        *was = None;
        return;
    };
    let now = (live.is_paused(), show.speed(), show.is_attempt(), show.is_blind());
    if was.replace(now) == Some(now) {
        return;
    }
    actions.relabel(PAUSE, words.get(if now.0 { "watch-go-on" } else { "action-watch-pause" }));
    actions.relabel(SPEED, words.with("watch-speed", &[("times", &now.1.to_string())]));
    let (next, before, leave) = if now.2 {
        ("watch-next-moment", "watch-moment-before", if now.3 { "watch-to-score" } else { "watch-to-debrief" })
    } else {
        ("action-watch-next", "action-watch-before", "action-watch-leave")
    };
    for (id, label) in [(NEXT, next), (BEFORE, before), (LEAVE, leave)] {
        actions.relabel(id, words.get(label));
    }
}

fn pause(mut operator: Operator, mut stops: MessageWriter<StopVoice>) {
    operator.pause_show();
    stops.write(StopVoice);
}

fn speed(mut operator: Operator, mut stops: MessageWriter<StopVoice>) {
    operator.change_speed();
    stops.write(StopVoice);
}

fn leave(mut session: ResMut<Session>, mut next: ResMut<NextState<Screen>>) {
    next.set(session.leave_show());
}

/// The call is played anew: so is the screen.
fn before(mut operator: Operator, mut next: ResMut<NextState<Screen>>, mut stops: MessageWriter<StopVoice>) {
    operator.to_last_remark();
    stops.write(StopVoice);
    next.set(Screen::Desk);
}

fn practise(
    (mut session, mut drilling): (ResMut<Session>, ResMut<Drilling>),
    reading: Res<Reading>,
    mut profile: ResMut<Profile>,
    worker: Option<ResMut<Worker>>,
    mut next: ResMut<NextState<Screen>>,
) {
    session.leave_show();
    note_read(&reading, &mut profile, worker);
    lead_to_drill(&reading, (&mut session, &mut drilling), &mut next);
}
