//! The universal moves: what an operator can always say. Three of them ask first what they are about.

use bevy::ecs::system::SystemParam;
use bevy::prelude::*;

use super::choices::{self, Offer, Offered, Picked};
use super::{may_speak, show_if, two_columns};
use crate::app::actions::{ActionApp, ActionSpec, Chord, Does, Group};
use crate::app::session::{Operator, Session, Words};
use crate::app::ui::prelude::*;
use crate::app::{AppSystems, Dialog, Screen};
use crate::call::{Action, Call};
use crate::scenario::{FieldKind, MoveKind};

/// Every move with its action and its key.
const MOVES: [(MoveKind, &str, char); 14] = [
    (MoveKind::Greet, "desk.move_greet", 'g'),
    (MoveKind::AskRepeat, "desk.move_repeat", 'r'),
    (MoveKind::AskSpell, "desk.move_spell", 's'),
    (MoveKind::ReadBack, "desk.move_read_back", 'b'),
    (MoveKind::AnnounceLookup, "desk.move_lookup", 'l'),
    (MoveKind::AskHold, "desk.move_hold", 'w'),
    (MoveKind::ReturnThanks, "desk.move_thanks", 'k'),
    (MoveKind::Acknowledge, "desk.move_acknowledge", 'u'),
    (MoveKind::Apologise, "desk.move_apologise", 'y'),
    (MoveKind::Verify, "desk.move_verify", 'v'),
    (MoveKind::WarnAbuse, "desk.move_warn", 'n'),
    (MoveKind::OfferTransfer, "desk.move_offer", 'o'),
    (MoveKind::FurtherHelp, "desk.move_further", 'f'),
    (MoveKind::Close, "desk.move_close", 'c'),
];

pub(super) fn plugin(app: &mut App) {
    let can = |world: &World| super::call(world).is_some_and(may_speak);
    for (kind, id, key) in MOVES {
        let spec = ActionSpec::new(id, Screen::Desk).group(Group::Say).key(Chord::Plain(key));
        app.add_action(spec.when(can), start(kind));
    }
    app.init_resource::<About>()
        .add_systems(OnEnter(Dialog::About), open.run_if(in_state(Screen::Desk)))
        .add_systems(Update, take_pick.in_set(AppSystems::Act).run_if(in_state(Dialog::About)))
        .add_systems(Update, caption.after(AppSystems::Show).run_if(in_state(Screen::Desk)));
}

/// The move that is waiting for a choice.
#[derive(Resource, Debug, Clone, Copy, Default)]
struct About(Option<MoveKind>);

/// What beginning a move takes.
#[derive(SystemParam)]
struct Beginning<'w> {
    operator: Operator<'w>,
    words: Res<'w, Words>,
    about: ResMut<'w, About>,
    offered: ResMut<'w, Offered>,
    dialog: ResMut<'w, NextState<Dialog>>,
}

fn start(kind: MoveKind) -> impl Fn(Beginning) + Send + Sync + 'static {
    move |beginning: Beginning| beginning.start(kind)
}

impl Beginning<'_> {
    fn start(mut self, kind: MoveKind) {
        let Some(live) = &self.operator.session.live else { return };
        let offers = offers(&live.call, kind, &self.words);
        // With one thing to ask about there is nothing to choose.
        if offers.len() <= 1 || (kind == MoveKind::Verify && offers.len() <= 2) {
            let about = offers.into_iter().map(|offer| offer.value).collect();
            return self.operator.act(Action::Move { kind, about });
        }
        *self.about = About(Some(kind));
        *self.offered = Offered::new(offers);
        self.dialog.set(Dialog::About);
    }
}

/// What a move can be about; nothing for most.
fn offers(call: &Call, kind: MoveKind, words: &Words) -> Vec<Offer> {
    let fact = |path: &str| Offer { value: path.to_owned(), label: call.fact_label(path) };
    match kind {
        MoveKind::Verify => call.setup().scenario.source.proofs.iter().map(|path| fact(path)).collect(),
        MoveKind::AskSpell => spellable(call).iter().map(|path| fact(path)).collect(),
        MoveKind::OfferTransfer => choices::departments(call, words),
        _ => Vec::new(),
    }
}

/// The facts that can be spelled, the last one said first.
fn spellable(call: &Call) -> Vec<String> {
    let kinds = &call.setup().scenario.kinds;
    let can = |path: &str| {
        use FieldKind::{Address, Code, Name, Phone, Reference};
        matches!(kinds.kind(path), Some(Name | Code | Address | Phone | Reference(_)))
    };
    let mut told: Vec<_> = call.told().iter().filter(|(path, _)| can(path)).collect();
    told.sort_by_key(|(path, at)| (std::cmp::Reverse(**at), (*path).clone()));
    told.into_iter().take(10).map(|(path, _)| path.to_string()).collect()
}

fn open(about: Res<About>, offered: Res<Offered>, words: Res<Words>, mut commands: Commands) {
    let (title, note) = match about.0 {
        Some(MoveKind::Verify) => ("desk-about-verify", "desk-about-verify-note"),
        Some(MoveKind::AskSpell) => ("desk-about-spell", "desk-about-spell-note"),
        _ => ("desk-about-offer", "desk-about-offer-note"),
    };
    let (title, note, buttons) = (words.get(title), words.get(note), choices::buttons(&offered, Dialog::About));
    commands.spawn_scene(bsn! {
        @Modal {
            @title: {title},
            @content: {bsn_list![dim(note), buttons]}
        }
        template(|_| Ok(DespawnOnExit(Dialog::About)))
    });
}

/// One choice is enough but for proofs, of which two are asked at once. A second press takes a choice back.
fn take_pick(
    mut picked: MessageReader<Picked>,
    about: Res<About>,
    mut offered: ResMut<Offered>,
    mut operator: Operator,
    mut dialog: ResMut<NextState<Dialog>>,
) {
    let Some(kind) = about.0 else { return };
    for Picked(at) in picked.read() {
        if let Some(place) = offered.chosen.iter().position(|chosen| chosen == at) {
            offered.chosen.remove(place);
            continue;
        }
        offered.chosen.push(*at);
        if offered.chosen.len() >= if kind == MoveKind::Verify { 2 } else { 1 } {
            operator.act(Action::Move { kind, about: offered.values() });
            NextState::set_if_neq(&mut dialog, Dialog::None);
        }
    }
}

/// The button of a move.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Default)]
struct MoveButton(usize);

pub(super) fn panel() -> impl Scene {
    let all: Vec<_> = (0..MOVES.len()).map(button).collect();
    bsn! {
        Node {
            display: Display::Grid,
            grid_template_columns: {two_columns()},
            align_content: AlignContent::Start,
            column_gap: px(S1),
            row_gap: px(2),
        }
        Children [ {all} ]
    }
}

fn button(number: usize) -> impl Scene {
    let id = MOVES[number].1;
    bsn! {
        @PushButton { @key_place: {KeyPlace::Before} }
        Does({id})
        MoveButton({number})
        Node { min_height: px(26), min_width: px(0), column_gap: px(6), padding: UiRect::axes(px(6), px(1)) }
    }
}

/// A move is called what the pack calls it.
fn caption(session: Res<Session>, mut buttons: Query<(&MoveButton, &mut Caption, &mut Node)>) {
    let Some(live) = &session.live else { return };
    for (button, mut caption, mut node) in &mut buttons {
        let known = live.call.setup().pack.moves.get(&MOVES[button.0].0);
        if let Some(known) = known {
            caption.set_if_neq(Caption(known.label.clone()));
        }
        show_if(&mut node, known.is_some());
    }
}
