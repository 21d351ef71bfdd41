//! A few things to choose from by digit, in a dialog: proofs, facts, departments. [`Offered`] says what there is; the
//! dialog that put it there says what a choice means.

use bevy::prelude::*;
use bevy::ui::Selected;

use crate::app::actions::{ActionApp, ActionSpec, Chord, Does};
use crate::app::ui::prelude::*;
use crate::app::{AppSystems, Dialog, Screen};
use crate::call::Call;
use crate::scenario::How;
use crate::text::Texts;

/// The actions of the two dialogs, by digit.
const ABOUT: [&str; 10] = [
    "desk.about_1",
    "desk.about_2",
    "desk.about_3",
    "desk.about_4",
    "desk.about_5",
    "desk.about_6",
    "desk.about_7",
    "desk.about_8",
    "desk.about_9",
    "desk.about_0",
];
const TO: [&str; 10] = [
    "desk.to_1",
    "desk.to_2",
    "desk.to_3",
    "desk.to_4",
    "desk.to_5",
    "desk.to_6",
    "desk.to_7",
    "desk.to_8",
    "desk.to_9",
    "desk.to_0",
];
const KEYS: [char; 10] = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'];

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Offered>().add_message::<Picked>();
    for (at, key) in KEYS.into_iter().enumerate() {
        let spec = |id, dialog| ActionSpec::new(id, Screen::Desk).key(Chord::Plain(key)).in_dialog(dialog);
        app.add_action(spec(ABOUT[at], Dialog::About), pick(at)).add_action(spec(TO[at], Dialog::Transfer), pick(at));
    }
    app.add_systems(Update, mark.in_set(AppSystems::Show)).add_systems(Update, caption.after(AppSystems::Show));
}

/// What can be chosen now, and what is.
#[derive(Resource, Debug, Clone, Default)]
pub(super) struct Offered {
    pub items: Vec<Offer>,
    pub chosen: Vec<usize>,
}

/// One thing to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Offer {
    pub value: String,
    pub label: String,
}

impl Offered {
    pub fn new(items: Vec<Offer>) -> Self {
        Self { items, chosen: Vec::new() }
    }

    /// The values of what is chosen, in the order in which it was.
    pub fn values(&self) -> Vec<String> {
        self.chosen.iter().filter_map(|at| self.items.get(*at)).map(|offer| offer.value.clone()).collect()
    }
}

/// The user pressed one of the choices.
#[derive(Message, Debug, Clone, Copy)]
pub(super) struct Picked(pub usize);

fn pick(at: usize) -> impl Fn(Res<Offered>, MessageWriter<Picked>) + Send + Sync + 'static {
    move |offered: Res<Offered>, mut picked: MessageWriter<Picked>| {
        if at < offered.items.len() {
            picked.write(Picked(at));
        }
    }
}

/// The place of a choice.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Default)]
struct OfferButton(usize);

/// The choices as buttons. Those past the tenth have no digit, and are reached by Tab or the pointer.
pub(super) fn buttons(offered: &Offered, dialog: Dialog) -> impl Scene + use<> {
    let ids = if dialog == Dialog::Transfer { TO } else { ABOUT };
    let items = offered.items.iter().enumerate();
    let rows: Vec<_> = items.map(|(at, offer)| button(at, ids.get(at).copied(), &offer.label)).collect();
    bsn! {
        Node { flex_direction: FlexDirection::Column, row_gap: px(S1), flex_shrink: 0.0 }
        Children [ {rows} ]
    }
}

fn button(at: usize, id: Option<&'static str>, label: &str) -> impl Scene + use<> {
    let label = label.to_owned();
    let does: Box<dyn Scene> = match id {
        Some(id) => Box::new(bsn! { Does({id}) }),
        None => Box::new(bsn! { on(pick_pressed) }),
    };
    bsn! {
        @PushButton { @label: {label}, @key_place: {KeyPlace::Before}, @style: {ButtonType::Body} }
        {does}
        OfferButton({at})
        Node { flex_shrink: 0.0, padding: UiRect::axes(px(S3), px(S1)), min_height: px(32) }
    }
}

fn pick_pressed(pressed: On<Activate>, buttons: Query<&OfferButton>, mut picked: MessageWriter<Picked>) {
    if let Ok(button) = buttons.get(pressed.entity) {
        picked.write(Picked(button.0));
    }
}

fn mark(offered: Res<Offered>, buttons: Query<(Entity, &OfferButton, Has<Selected>)>, mut commands: Commands) {
    for (button, place, marked) in &buttons {
        let chosen = offered.chosen.contains(&place.0);
        if chosen && !marked {
            commands.entity(button).insert(Selected);
        } else if !chosen && marked {
            commands.entity(button).remove::<Selected>();
        }
    }
}

/// A choice is called by what is chosen, not by its digit.
fn caption(offered: Res<Offered>, mut buttons: Query<(&OfferButton, &mut Caption)>) {
    for (place, mut caption) in &mut buttons {
        if let Some(offer) = offered.items.get(place.0) {
            caption.set_if_neq(Caption(offer.label.clone()));
        }
    }
}

/// The departments, with whether they are open, how long they take, and the one way that some of them take calls.
pub(super) fn departments(call: &Call, words: &Texts) -> Vec<Offer> {
    let all = call.setup().pack.source.departments.iter();
    all.map(|(id, department)| {
        let state = department_state(call, id, words);
        let state = match department.how.as_slice() {
            [How::Warm] => words.with("desk-department-warm-only", &[("state", &state)]),
            [How::Blind] => words.with("desk-department-blind-only", &[("state", &state)]),
            _ => state,
        };
        Offer {
            value: id.clone(),
            label: words.with("desk-department", &[("department", &department.name), ("state", &state)]),
        }
    })
    .collect()
}

/// "open, about 4 min" or "closed now".
pub(super) fn department_state(call: &Call, id: &str, words: &Texts) -> String {
    match call.setup().pack.source.departments.get(id) {
        Some(department) if call.is_open(department) => {
            words.with("desk-department-open", &[("minutes", &department.wait_min.to_string())])
        }
        _ => words.get("desk-department-closed"),
    }
}
