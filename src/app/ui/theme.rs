//! Paint: components that name a token, and the system that turns tokens into colours.
//! Nothing else in the app sets a colour.

use bevy::prelude::*;
use bevy::text::TextCursorStyle;
use bevy::ui::UiSystems;

use super::tokens::{Shade, Theme, Token};

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Theme>().add_systems(PostUpdate, paint.in_set(UiSystems::Content));
}

/// The background of a node.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Default)]
#[require(BackgroundColor)]
pub struct Fill(pub Token, pub Shade);

/// The border of a node.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Default)]
#[require(BorderColor)]
pub struct Edge(pub Token);

/// The colour of a text.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ink(pub Token);

/// The colours of a caret and of what is selected with it.
#[derive(Component, Debug, Clone, Copy, Default)]
#[require(TextCursorStyle)]
pub struct Caret;

fn paint(
    theme: Res<Theme>,
    mut fills: Query<(Ref<Fill>, &mut BackgroundColor)>,
    mut edges: Query<(Ref<Edge>, &mut BorderColor)>,
    mut inks: Query<(Ref<Ink>, &mut TextColor)>,
    mut carets: Query<(Ref<Caret>, &mut TextCursorStyle)>,
    mut clear: Option<ResMut<ClearColor>>,
) {
    let all = theme.is_changed();
    let stale = |changed: bool| all || changed;
    for (fill, mut background) in fills.iter_mut().filter(|(fill, _)| stale(fill.is_changed())) {
        background.set_if_neq(BackgroundColor(theme.shaded(fill.0, fill.1)));
    }
    for (edge, mut border) in edges.iter_mut().filter(|(edge, _)| stale(edge.is_changed())) {
        border.set_if_neq(BorderColor::all(theme.color(edge.0)));
    }
    for (ink, mut text) in inks.iter_mut().filter(|(ink, _)| stale(ink.is_changed())) {
        text.set_if_neq(TextColor(theme.ink(ink.0)));
    }
    for (_, mut style) in carets.iter_mut().filter(|(caret, _)| stale(caret.is_changed())) {
        style.color = theme.color(Token::Ink);
        style.selection_color = theme.color(Token::Focus).with_alpha(0.3);
        style.unfocused_selection_color = Color::NONE;
    }
    if let Some(clear) = clear.as_mut().filter(|_| all) {
        clear.0 = theme.color(Token::Bg);
    }
}
