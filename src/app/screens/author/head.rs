//! The bar on top: what is written, whether what was saved last is what plays, and the ways on. Below it, where there is
//! something to tell, what the last edit did to the call.

use accesskit::{Live, Role};
use bevy::a11y::AccessibilityNode;
use bevy::prelude::*;

use super::{Open, run_of};
use crate::app::actions::{ActionApp, ActionSpec, Chord};
use crate::app::author::{Draft, Halt, Trouble, Version, Writer};
use crate::app::screens::desk::show_if;
use crate::app::screens::keys;
use crate::app::screens::page::does;
use crate::app::session::Words;
use crate::app::tempo::Settling;
use crate::app::ui::prelude::*;
use crate::app::{AppSystems, Screen, TITLE};
use crate::call::{Action, Step, Stop, StopCause};

pub(super) fn plugin(app: &mut App) {
    let has_run = |world: &World| run_of(world).is_some();
    let spec = |id, key| ActionSpec::new(id, Screen::Author).key(Chord::Plain(key));
    app.add_action(spec("author.restart", 'r').when(has_run), |mut writer: Writer| writer.begin(None))
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
                    does("author.another", Skin::Quiet),
                    does("author.restart", Skin::Normal),
                    does("author.score", Skin::Normal),
                    does("author.leave", Skin::Normal),
                ]
            ),
        ]
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
    mut strips: Query<(Ref<HaltStrip>, &mut Node, &mut AccessibilityNode)>,
    mut texts: Query<&mut Text, With<HaltText>>,
) {
    let Some(draft) = open.draft() else { return };
    for (fresh, mut node, mut spoken) in &mut strips {
        if !open.author.is_changed() && !fresh.is_added() {
            continue;
        }
        let said = draft.halt.as_ref().map(|halt| halted(halt, draft, &open.words)).unwrap_or_default();
        show_if(&mut node, !said.is_empty());
        spoken.set_label(said.clone());
        spoken.set_live(Live::Assertive);
        for mut text in &mut texts {
            text.set_if_neq(Text(said.clone()));
        }
    }
}

fn halted(halt: &Halt, draft: &Draft, words: &Words) -> String {
    match halt {
        Halt::Begin(beat) => words.with("author-halt-begin", &[("beat", beat)]),
        Halt::Step(stop) => {
            let now = draft.run.as_ref().and_then(|run| run.call().beat()).map_or("", |beat| beat.name.as_str());
            stopped(stop, now, words)
        }
    }
}

fn stopped(stop: &Stop, now: &str, words: &Words) -> String {
    let name = match &stop.step {
        Step::Do(Action::Reply(name)) => name.as_str(),
        Step::Do(_) | Step::Silence | Step::CutIn => "",
    };
    let (done, of) = (stop.done.to_string(), stop.of.to_string());
    let before = stop.beat.as_deref().unwrap_or_default();
    let mut args = vec![("reply", name), ("beat", before), ("now", now), ("done", &done), ("of", &of)];
    match stop.cause {
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
