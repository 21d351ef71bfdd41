//! What holds things and what marks them: cards, panels, pills, meters, small signs.

use accesskit::Role;
use bevy::a11y::AccessibilityNode;
use bevy::prelude::*;
use bevy::ui::UiSystems;

use super::speech::spoken;
use super::text::{Type, line};
use super::theme::{Edge, Fill, Ink};
use super::tokens::{R_M, R_PILL, S3, S4, Shade, Token};

pub(super) fn plugin(app: &mut App) {
    app.add_systems(PostUpdate, (show_pills, show_meters).before(UiSystems::Content));
}

/// What a mark means, by colour and always by words too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Nothing in particular.
    #[default]
    Plain,
    /// Right, done, live.
    Good,
    /// Take care.
    Warn,
    /// Wrong.
    Bad,
    /// The accent.
    Accent,
}

impl Tone {
    /// The strong colour of a tone: text and bars.
    #[must_use]
    pub const fn ink(self) -> Token {
        match self {
            Self::Plain => Token::Ink,
            Self::Good => Token::Good,
            Self::Warn => Token::Warn,
            Self::Bad => Token::Bad,
            Self::Accent => Token::Accent,
        }
    }

    /// The surface of a tone.
    #[must_use]
    pub const fn soft(self) -> Token {
        match self {
            Self::Plain => Token::Panel2,
            Self::Good => Token::GoodSoft,
            Self::Warn => Token::WarnSoft,
            Self::Bad => Token::BadSoft,
            Self::Accent => Token::AccentSoft,
        }
    }

    /// The edge of a tone.
    #[must_use]
    pub const fn edge(self) -> Token {
        match self {
            Self::Plain => Token::Line,
            _ => Token::Clear,
        }
    }
}

/// A panel surface that stacks what is in it. Patch its `Node` to size it.
pub fn panel() -> impl Scene {
    bsn! {
        Fill(Token::Panel, Shade::Rest)
        Node {
            flex_direction: FlexDirection::Column,
            row_gap: px(S3),
            padding: UiRect::all(px(S4)),
            min_width: px(0),
            min_height: px(0),
        }
    }
}

/// A card: a panel with an edge and round corners.
pub fn card() -> impl Scene {
    bsn! {
        panel()
        Edge(Token::Line)
        Node { border: UiRect::all(px(1)), border_radius: BorderRadius::all(px(R_M)) }
    }
}

/// A hairline between things that are stacked.
pub fn divider() -> impl Scene {
    bsn! {
        Fill(Token::Line, Shade::Rest)
        Node { height: px(1), flex_shrink: 0.0 }
    }
}

/// Takes the room that is left in a row.
pub fn spacer() -> impl Scene {
    bsn! { Node { flex_grow: 1.0 } }
}

/// The sign for "opens downwards".
pub fn chevron(ink: Token) -> impl Scene {
    bsn! {
        Node {
            width: px(7),
            height: px(7),
            flex_shrink: 0.0,
            border: UiRect { left: px(0), top: px(0), right: px(1.5), bottom: px(1.5) },
            margin: UiRect { left: px(2), right: px(3), top: px(-3), bottom: px(0) },
        }
        Edge({ink})
        UiTransform { rotation: {Rot2::degrees(45.0)} }
        Pickable { should_block_lower: false, is_hoverable: false }
    }
}

/// A small mark in words: "Talking", "2 min". Change the component and it follows.
#[derive(SceneComponent, Debug, Clone, PartialEq, Eq, Default)]
pub struct Pill {
    /// The words.
    pub label: String,
    /// Their meaning.
    pub tone: Tone,
}

impl Pill {
    fn scene() -> impl Scene {
        bsn! {
            Fill
            Edge
            Node {
                flex_shrink: 0.0,
                align_self: AlignSelf::Center,
                border: UiRect::all(px(1)),
                border_radius: BorderRadius::all(px(R_PILL)),
                padding: UiRect::axes(px(10), px(1)),
            }
            Children [ line("", Type::Small, Token::Ink) ]
        }
    }
}

fn show_pills(
    mut changed: Query<(&Pill, &Children, &mut Fill, &mut Edge), Changed<Pill>>,
    mut words: Query<(&mut Text, &mut Ink, &mut TextFont)>,
) {
    for (pill, children, mut fill, mut edge) in &mut changed {
        *fill = Fill(pill.tone.soft(), Shade::Rest);
        *edge = Edge(pill.tone.edge());
        let mut words = words.iter_many_mut(children);
        while let Some((mut text, mut ink, mut font)) = words.fetch_next() {
            text.0.clone_from(&pill.label);
            *ink = Ink(pill.tone.ink());
            font.weight = if pill.tone == Tone::Plain { FontWeight::NORMAL } else { FontWeight::BOLD };
        }
    }
}

/// A bar that shows a part of a whole, with a mark to reach. Change the component and it follows.
#[derive(SceneComponent, Debug, Clone, PartialEq, Default)]
pub struct Meter {
    /// What it measures, for a screen reader.
    pub label: String,
    /// From 0 to 100.
    pub value: f32,
    /// The colour of the bar.
    pub tone: Tone,
    /// A mark on the bar, from 0 to 100.
    pub mark: Option<f32>,
}

#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Default)]
enum MeterPart {
    #[default]
    Bar,
    Mark,
}

impl Meter {
    fn scene() -> impl Scene {
        bsn! {
            spoken(Role::Meter, "")
            Fill(Token::Line, Shade::Rest)
            Node { height: px(8), flex_shrink: 0.0, border_radius: BorderRadius::all(px(R_PILL)) }
            Children [
                (
                    template_value(MeterPart::Bar)
                    Fill
                    Node { height: percent(100), border_radius: BorderRadius::all(px(R_PILL)) }
                ),
                (
                    template_value(MeterPart::Mark)
                    Fill(Token::Ink, Shade::Rest)
                    Node {
                        position_type: PositionType::Absolute,
                        width: px(2),
                        top: px(-3),
                        bottom: px(-3),
                    }
                ),
            ]
        }
    }
}

fn show_meters(
    mut changed: Query<(&Meter, &Children, &mut AccessibilityNode), Changed<Meter>>,
    mut parts: Query<(&MeterPart, &mut Node, &mut Fill)>,
) {
    for (meter, children, mut spoken) in &mut changed {
        let value = meter.value.clamp(0.0, 100.0);
        spoken.set_label(meter.label.clone());
        spoken.set_numeric_value(f64::from(value));
        spoken.set_min_numeric_value(0.0);
        spoken.set_max_numeric_value(100.0);
        let mut parts = parts.iter_many_mut(children);
        while let Some((part, mut node, mut fill)) = parts.fetch_next() {
            match part {
                MeterPart::Bar => {
                    node.width = percent(value);
                    *fill = Fill(if meter.tone == Tone::Plain { Token::Accent } else { meter.tone.ink() }, Shade::Rest);
                }
                MeterPart::Mark => {
                    node.left = percent(meter.mark.unwrap_or(0.0).clamp(0.0, 99.5));
                    node.display = if meter.mark.is_some() { Display::Flex } else { Display::None };
                }
            }
        }
    }
}
