//! How controls look in each of their states. A control carries a [`Skin`]; its state is in Bevy's own marker
//! components (hovered, pressed, disabled, selected, checked); the look follows from the two.

use bevy::picking::hover::Hovered;
use bevy::prelude::*;
use bevy::text::FontWeight;
use bevy::ui::{Checked, InteractionDisabled, Pressed, Selected, UiSystems};

use super::theme::{Edge, Fill, Ink};
use super::tokens::{Shade, Token};

pub(super) fn plugin(app: &mut App) {
    app.add_systems(PostUpdate, (dress, dress_labels).chain().before(UiSystems::Content));
}

/// What a control looks like.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Default)]
#[require(Fill, Edge, Ink)]
pub enum Skin {
    /// An ordinary button.
    #[default]
    Normal,
    /// The one button that leads on.
    Primary,
    /// A button that ends or destroys something.
    Danger,
    /// A button without a frame.
    Quiet,
    /// A card that can be chosen.
    Card,
    /// A row of a list.
    Row,
    /// A tab.
    Tab,
    /// The frame of a field; its state is its parent's.
    Frame,
    /// The frame of a field whose content is wrong.
    FrameBad,
    /// The box of a check box; its state is its parent's.
    Check,
}

/// A text that takes the colour (and weight) of the control that holds it.
#[derive(Component, Debug, Clone, Copy, Default)]
#[require(Ink)]
pub struct FollowsSkin;

#[derive(Debug, Clone, Copy, Default)]
struct State {
    hovered: bool,
    pressed: bool,
    disabled: bool,
    chosen: bool,
}

impl State {
    fn shade(self) -> Shade {
        match (self.pressed, self.hovered) {
            (true, _) => Shade::Press,
            (false, true) => Shade::Hover,
            (false, false) => Shade::Rest,
        }
    }
}

/// Fill, edge and ink of a skin in a state.
fn look(skin: Skin, state: State) -> (Token, Token, Token) {
    if state.disabled {
        return match skin {
            Skin::Quiet | Skin::Row | Skin::Tab => (Token::Clear, Token::Clear, Token::Ink3),
            _ => (Token::Panel2, Token::Line, Token::Ink3),
        };
    }
    match (skin, state.chosen) {
        (Skin::Normal, false) => (Token::Panel, Token::LineStrong, Token::Ink),
        (Skin::Normal, true) => (Token::AccentSoft, Token::Accent, Token::Ink),
        // An edge of the fill's own colour would show as a seam at the corners.
        (Skin::Primary, _) | (Skin::Check, true) => (Token::Accent, Token::Clear, Token::AccentInk),
        (Skin::Danger, _) => (Token::Bad, Token::Clear, Token::BadInk),
        (Skin::Quiet, _) => (Token::Clear, Token::Clear, Token::Ink2),
        (Skin::Card, false) => (Token::Panel, Token::LineStrong, Token::Ink),
        (Skin::Card, true) => (Token::Panel, Token::Accent, Token::Ink),
        (Skin::Row, false) => (Token::Clear, Token::Clear, Token::Ink),
        (Skin::Row, true) => (Token::AccentSoft, Token::Clear, Token::Ink),
        (Skin::Tab, false) => (Token::Clear, Token::Clear, Token::Ink2),
        (Skin::Tab, true) => (Token::Clear, Token::Accent, Token::Ink),
        (Skin::Frame, _) => (Token::Panel, Token::LineStrong, Token::Ink),
        (Skin::FrameBad, _) => (Token::Panel, Token::Bad, Token::Ink),
        (Skin::Check, false) => (Token::Panel, Token::LineStrong, Token::Ink),
    }
}

type StateQuery<'w, 's> =
    Query<'w, 's, (Option<&'static Hovered>, Has<Pressed>, Has<InteractionDisabled>, Has<Selected>, Has<Checked>)>;

fn state_of(entity: Entity, states: &StateQuery) -> State {
    let Ok((hovered, pressed, disabled, selected, checked)) = states.get(entity) else {
        return State::default();
    };
    State { hovered: hovered.is_some_and(|hovered| hovered.0), pressed, disabled, chosen: selected || checked }
}

type Dress = (&'static mut Fill, &'static mut Edge, &'static mut Ink);

/// Compares every frame that is drawn: a marker that was removed leaves no trace to wait for, and a hundred
/// comparisons cost less than reading the removals of five components.
fn dress(mut skinned: Query<(Entity, &Skin, Option<&ChildOf>, Dress)>, states: StateQuery) {
    for (entity, skin, parent, (mut fill, mut edge, mut ink)) in &mut skinned {
        let owner = match skin {
            Skin::Frame | Skin::FrameBad | Skin::Check => parent.map_or(entity, ChildOf::parent),
            _ => entity,
        };
        let state = state_of(owner, &states);
        let (fill_token, edge_token, ink_token) = look(*skin, state);
        let shade = match skin {
            // A field answers the pointer with its cursor; a tinted field would look disabled.
            Skin::Frame | Skin::FrameBad => Shade::Rest,
            _ if state.disabled => Shade::Rest,
            _ => state.shade(),
        };
        fill.set_if_neq(Fill(fill_token, shade));
        edge.set_if_neq(Edge(edge_token));
        ink.set_if_neq(Ink(ink_token));
    }
}

fn dress_labels(
    mut labels: Query<(Entity, &mut Ink, &mut TextFont), With<FollowsSkin>>,
    skins: Query<(&Skin, &Ink, Has<Selected>), Without<FollowsSkin>>,
    parents: Query<&ChildOf>,
) {
    for (label, mut ink, mut font) in &mut labels {
        let Some((skin, worn, selected)) = parents.iter_ancestors(label).find_map(|above| skins.get(above).ok()) else {
            continue;
        };
        ink.set_if_neq(*worn);
        if *skin == Skin::Tab {
            let weight = if selected { FontWeight::BOLD } else { FontWeight::NORMAL };
            if font.weight != weight {
                font.weight = weight;
            }
        }
    }
}
