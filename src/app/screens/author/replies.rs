//! What can be said now, with what an author wants to know of each reply: its name, its mark and where it leads; and the
//! replies that are locked.

use bevy::prelude::*;

use super::{Open, run_of};
use crate::app::actions::{ActionApp, ActionSpec, Chord, Group};
use crate::app::author::{Author, Writer};
use crate::app::screens::cards::{CARDS, Card, KEYS, cards, show_cards};
use crate::app::session::Words;
use crate::app::ui::prelude::*;
use crate::app::{AppSystems, Screen};
use crate::bots::right_wrap_up;
use crate::call::{Action, Call, Phase, Step};
use crate::scenario::{Direction, Reply, Scenario, Target};

const IDS: [&str; CARDS] =
    ["author.reply_1", "author.reply_2", "author.reply_3", "author.reply_4", "author.reply_5", "author.reply_6"];

pub(super) fn plugin(app: &mut App) {
    add::<0>(app);
    add::<1>(app);
    add::<2>(app);
    add::<3>(app);
    add::<4>(app);
    add::<5>(app);
    // After the buttons have taken the labels of their actions.
    app.add_systems(Update, (show, show_locked).after(AppSystems::Show).run_if(in_state(Screen::Author)));
}

fn add<const AT: usize>(app: &mut App) {
    let open = |world: &World| run_of(world).is_some_and(|run| offers(run.call()).len() > AT);
    let spec = ActionSpec::new(IDS[AT], Screen::Author).group(Group::Say).key(Chord::Plain(KEYS[AT]));
    app.add_action(spec.when(open), |mut writer: Writer| {
        let offer = writer.author.draft.as_ref().and_then(|draft| draft.run.as_ref());
        if let Some(action) = offer.and_then(|run| offers(run.call()).into_iter().nth(AT)) {
            writer.take(Step::Do(action));
        }
    });
}

/// What stands on the numbered cards: the replies of the beat, and after the call the wrap-up.
fn offers(call: &Call) -> Vec<Action> {
    match call.phase() {
        Phase::Ringing => vec![Action::Answer],
        Phase::WrapUp => vec![right_wrap_up(call)],
        _ => {
            // In the order of the script, as the graph numbers them: an author is not to be kept guessing.
            let open = call.replies();
            let written = call.beat().map_or(&[][..], |beat| &beat.replies);
            let open = written.iter().filter(|reply| open.iter().any(|other| other.name == reply.name));
            open.map(|reply| Action::Reply(reply.name.clone())).collect()
        }
    }
}

/// Names what cannot be said now.
#[derive(Component, Debug, Clone, Copy, Default)]
struct Locked;

pub(super) fn panel_of(words: &Words) -> impl Scene + use<> {
    let title = words.get("desk-replies");
    bsn! {
        Node { flex_direction: FlexDirection::Column, row_gap: px(S1), min_height: px(194) }
        Children [
            (
                Node { column_gap: px(S3), align_items: AlignItems::Center, flex_shrink: 0.0 }
                Children [
                    heading(title),
                    // A text that itself begins at no width counts as high as it would be there.
                    (
                        Node { flex_grow: 1.0, flex_basis: px(0), min_width: px(0) }
                        Children [ (Locked text("", Type::Small, Token::Ink3)) ]
                    ),
                ]
            ),
            cards(IDS, ButtonType::Small, S1),
        ]
    }
}

fn show(open: Open, mut slots: Query<(&Card, &mut Caption, &mut Node)>) {
    let call = open.run().map(|run| run.call());
    let texts: Option<Vec<String>> =
        call.map(|call| offers(call).iter().map(|offer| worded(call, offer, &open.words)).collect());
    show_cards(&mut slots, &texts.unwrap_or_default());
}

fn worded(call: &Call, action: &Action, words: &Words) -> String {
    match action {
        Action::Reply(name) => {
            let Some(reply) = call.replies().into_iter().find(|reply| reply.name == *name) else { return name.clone() };
            let (mark, then) = (format!("{:?}", reply.source.mark), leads(reply, &call.setup().scenario, words));
            let about = words.with("author-reply", &[("name", name), ("mark", &mark), ("then", &then)]);
            format!("{}\n{about}", call.reply_text(reply))
        }
        Action::WrapUp { code, ticks, .. } => {
            let ticks = if ticks.is_empty() { String::new() } else { format!(" · {}", ticks.join(", ")) };
            words.with("author-wrap-up", &[("code", code), ("ticks", &ticks)])
        }
        _ if call.setup().scenario.source.direction == Direction::Outbound => words.get("action-desk-dial"),
        _ => words.get("action-desk-answer"),
    }
}

/// Where a reply leads, as the script writes it; the other ways follow.
fn leads(reply: &Reply, scenario: &Scenario, words: &Words) -> String {
    let targets = std::iter::once(reply.then).chain(reply.branches.iter().map(|branch| branch.then));
    let mut names: Vec<String> = Vec::new();
    for target in targets {
        let name = match target {
            Target::Beat(number) => scenario.beats[number].name.clone(),
            Target::Ending(number) => words.with("author-ending", &[("ending", &scenario.endings[number].name)]),
            Target::Stay => "stay".to_owned(),
            Target::Back => "back".to_owned(),
        };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(" / ")
}

fn show_locked(open: Open, author: Res<Author>, mut lines: Query<(Ref<Locked>, &mut Text)>) {
    for (fresh, mut line) in &mut lines {
        if !author.is_changed() && !fresh.is_added() {
            continue;
        }
        let said = open.run().map(|run| locked(run.call(), &open.words)).unwrap_or_default();
        line.set_if_neq(Text(said));
    }
}

fn locked(call: &Call, words: &Words) -> String {
    let (Some(beat), false) = (call.beat(), matches!(call.phase(), Phase::WrapUp | Phase::Done)) else {
        return String::new();
    };
    let names: Vec<&str> = beat
        .replies
        .iter()
        .filter(|reply| !call.all_hold(&reply.source.needs))
        .map(|reply| reply.name.as_str())
        .collect();
    if names.is_empty() { String::new() } else { words.with("author-locked", &[("names", &names.join(", "))]) }
}
