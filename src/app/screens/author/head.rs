//! The bar on top: what is written, whether what was saved last is what plays, and the ways on. Below it, where there is
//! something to tell, what the last edit did to the call.

use accesskit::{Live, Role};
use bevy::a11y::AccessibilityNode;
use bevy::prelude::*;

use super::{Columns, Open, run_of};
use crate::app::actions::{ActionApp, ActionSpec, Chord};
use crate::app::author::{Author, Draft, Trouble, Version, Writer};
use crate::app::screens::desk::show_if;
use crate::app::screens::keys;
use crate::app::screens::page::does;
use crate::app::session::{Operator, Words};
use crate::app::tempo::Settling;
use crate::app::ui::prelude::*;
use crate::app::{AppSystems, Screen, TITLE};
use crate::call::{Action, Step, Stop, StopCause};

pub(super) fn plugin(app: &mut App) {
    let has_run = |world: &World| run_of(world).is_some();
    let spec = |id, key| ActionSpec::new(id, Screen::Author).key(Chord::Plain(key));
    app.add_action(spec("author.restart", 'r').when(has_run), |mut writer: Writer| writer.begin())
        .add_action(spec("author.take", 'l').when(has_run), take_call)
        .add_action(spec("author.another", 'n').when(has_run), |mut writer: Writer| writer.another_caller())
        .add_action(spec("author.score", 'k').when(has_run), |mut writer: Writer| writer.show_scorecard())
        .add_systems(Update, (show_status, show_halt).in_set(AppSystems::Show).run_if(in_state(Screen::Author)));
}

#[derive(Component, Debug, Clone, Copy, Default)]
struct Status;

#[derive(Component, Debug, Clone, Copy, Default)]
struct HaltStrip;

#[derive(Component, Debug, Clone, Copy, Default)]
struct HaltText;

pub(super) fn head(draft: &Draft, words: &Words) -> impl Scene + use<> {
    let file = draft.written.inside();
    let mode = words.get("author-mode");
    bsn! {
        panel()
        Node {
            flex_direction: FlexDirection::Row,
            align_items: AlignItems::Center,
            column_gap: px(S3),
            row_gap: px(S1),
            flex_wrap: FlexWrap::Wrap,
            padding: UiRect::axes(px(S4), px(S1)),
            flex_shrink: 0.0,
        }
        Children [
            line(TITLE, Type::BodyBold, Token::Ink),
            line(mode, Type::Body, Token::Ink3),
            line(file, Type::Small, Token::Ink3),
            // They go to the next line together.
            (
                Node { align_items: AlignItems::Center, column_gap: px(S2), row_gap: px(S1), flex_wrap: FlexWrap::Wrap, margin: UiRect::left(auto()) }
                Children [
                    keys::button(),
                    slim("author.another", Skin::Quiet),
                    slim("author.restart", Skin::Quiet),
                    slim("author.take", Skin::Normal),
                    slim("author.score", Skin::Normal),
                    slim("author.leave", Skin::Normal),
                ]
            ),
        ]
    }
}

/// There are many of them.
fn slim(action: &'static str, skin: Skin) -> impl Scene {
    bsn! { does(action, skin) Node { padding: UiRect::axes(px(S3), px(S1)) } }
}

/// The call rings on the desk, with the caller who is read through.
fn take_call(author: Res<Author>, mut operator: Operator) {
    if let Some((call, events)) = author.draft.as_ref().and_then(Draft::offered) {
        operator.try_out(call, events);
    }
}

/// Whether what was saved last is what plays, beside the tabs.
pub(super) fn status_pill() -> impl Scene {
    bsn! { @Pill Status spoken(Role::Status, "") }
}

fn show_status(
    open: Open,
    mut pills: Query<(Ref<Status>, &mut Pill, &mut AccessibilityNode)>,
    mut settling: ResMut<Settling>,
) {
    let Some(draft) = open.draft() else { return };
    for (fresh, mut pill, mut spoken) in &mut pills {
        if !open.author.is_changed() && !fresh.is_added() {
            continue;
        }
        let (label, tone) = status(draft, &open.words);
        spoken.set_label(label.clone());
        spoken.set_live(Live::Polite);
        pill.set_if_neq(Pill { label, tone });
        settling.request();
    }
}

/// Whether what was saved last is what plays.
fn status(draft: &Draft, words: &Words) -> (String, Tone) {
    let errors = draft.errors();
    let warnings = draft.problems.len() - errors;
    let errors = words.with("author-errors", &[("count", &errors.to_string())]);
    let count = |key: &str| words.with(key, &[("errors", &errors), ("warnings", &warnings.to_string())]);
    match (draft.version, &draft.trouble, draft.run.is_some()) {
        (Version::Reading, ..) => (words.get("author-status-reading"), Tone::Plain),
        (Version::Latest, ..) if draft.written.folder.is_none() => (words.get("author-status-carried"), Tone::Plain),
        (Version::Latest, ..) if warnings > 0 => (count("author-status-warnings"), Tone::Warn),
        (Version::Latest, ..) => (words.get("author-status-good"), Tone::Good),
        (Version::LastGood, Some(Trouble::Gone), true) => (words.get("author-status-gone"), Tone::Bad),
        (Version::LastGood, Some(_), true) => (words.get("author-status-unread"), Tone::Bad),
        (Version::LastGood, None, true) => (count("author-status-last-good"), Tone::Bad),
        (Version::LastGood, _, false) => (words.get("author-status-nothing"), Tone::Bad),
    }
}

/// Says where and why an edit stopped the call; not shown while there is nothing to say.
pub(super) fn halt_strip() -> impl Scene {
    bsn! {
        HaltStrip
        spoken(Role::Alert, "")
        Fill(Token::WarnSoft, Shade::Rest)
        Node { display: Display::None, flex_shrink: 0.0, padding: UiRect::axes(px(S4), px(S2)) }
        Children [ (HaltText text("", Type::Body, Token::Ink)) ]
    }
}

fn show_halt(
    open: Open,
    columns: Query<(Has<Stacked>, Ref<ComputedNode>), With<Columns>>,
    mut strips: Query<(Ref<HaltStrip>, &mut Node, &mut AccessibilityNode)>,
    mut texts: Query<&mut Text, With<HaltText>>,
) {
    let Some(draft) = open.draft() else { return };
    let stacked = columns.iter().any(|(stacked, _)| stacked);
    let resized = columns.iter().any(|(_, node)| node.is_changed());
    for (fresh, mut node, mut spoken) in &mut strips {
        if !open.author.is_changed() && !fresh.is_added() && !resized {
            continue;
        }
        let said = halted(draft, stacked, &open.words);
        show_if(&mut node, !said.is_empty());
        spoken.set_label(said.clone());
        spoken.set_live(Live::Assertive);
        for mut text in &mut texts {
            text.set_if_neq(Text(said.clone()));
        }
    }
}

/// What stopped the call. Where the panels stand below each other, a save that cannot be played is told here too: the sign
/// beside the tabs may be out of view.
fn halted(draft: &Draft, stacked: bool, words: &Words) -> String {
    let now = draft.run.as_ref().and_then(|run| run.call().beat()).map_or("", |beat| beat.name.as_str());
    match &draft.halt {
        Some(stop) => stopped(stop, now, words),
        None if stacked && draft.version == Version::LastGood => status(draft, words).0,
        None => String::new(),
    }
}

fn stopped(stop: &Stop, now: &str, words: &Words) -> String {
    let name = match &stop.step {
        Step::Do(Action::Reply(name)) => name.as_str(),
        Step::Set(start) => start.beat.as_str(),
        Step::Do(_) | Step::Silence | Step::Wait(_) | Step::CutIn => "",
    };
    let (done, of) = (stop.done.to_string(), stop.of.to_string());
    let before = stop.beat.as_deref().unwrap_or_default();
    let mut args = vec![("reply", name), ("beat", before), ("now", now), ("done", &done), ("of", &of)];
    match stop.cause {
        StopCause::Vanished if matches!(stop.step, Step::Set(_)) => words.with("author-halt-begin", &args),
        StopCause::Vanished => words.with("author-halt-vanished", &args),
        StopCause::Closed => words.with("author-halt-closed", &args),
        StopCause::Elsewhere => words.with("author-halt-elsewhere", &args),
        StopCause::Refused(refusal) => {
            let why = words.refusal(refusal);
            args.push(("why", &why));
            words.with("author-halt-refused", &args)
        }
    }
}
