//! Notices: short messages in a corner that go by themselves, unless they tell of something wrong.

use std::time::Duration;

use accesskit::{Live, Role};
use bevy::a11y::AccessibilityNode;
use bevy::input_focus::tab_navigation::TabGroup;
use bevy::prelude::*;
use bevy::ui_widgets::Activate;

use super::button::PushButton;
use super::frame::{Tone, card};
use super::skin::Skin;
use super::text::body;
use super::theme::Edge;
use super::tokens::{S2, S3, S4, Token};

/// Notices lie above everything.
const Z_NOTICE: i32 = 100;

/// How long a notice stays.
const STAYS: Duration = Duration::from_secs(6);

pub(super) fn plugin(app: &mut App) {
    app.add_message::<Notice>()
        .init_resource::<NoticeWords>()
        .add_systems(Startup, spawn_corner)
        .add_systems(Update, (show, expire).chain());
}

/// Tells the user something.
#[derive(Message, Debug, Clone)]
pub struct Notice {
    /// What to tell.
    pub text: String,
    /// Its meaning. A bad one stays until it is dismissed.
    pub tone: Tone,
}

impl Notice {
    /// A notice in a tone.
    pub fn new(tone: Tone, text: impl Into<String>) -> Self {
        Self { text: text.into(), tone }
    }
}

/// The words that a notice shows of its own accord, in the user's language.
#[derive(Resource, Debug, Clone)]
pub struct NoticeWords {
    /// The button that dismisses a notice.
    pub dismiss: String,
}

impl Default for NoticeWords {
    fn default() -> Self {
        Self { dismiss: "Dismiss".to_owned() }
    }
}

#[derive(Component, Debug, Clone, Copy, Default)]
struct Corner;

/// A notice that is shown.
#[derive(Component, Debug, Clone, Default)]
pub struct Shown {
    text: String,
    left: Timer,
}

fn spawn_corner(mut commands: Commands) {
    commands.spawn_scene(bsn! {
        Corner
        template(|_| Ok(TabGroup::new(1000)))
        GlobalZIndex({Z_NOTICE})
        Node {
            position_type: PositionType::Absolute,
            right: px(S4),
            bottom: px(S4),
            width: px(360),
            max_width: percent(90),
            flex_direction: FlexDirection::Column,
            row_gap: px(S2),
        }
        Pickable { should_block_lower: false, is_hoverable: false }
    });
}

fn show(
    mut notices: MessageReader<Notice>,
    corner: Query<Entity, With<Corner>>,
    words: Res<NoticeWords>,
    mut shown: Query<&mut Shown>,
    mut commands: Commands,
) {
    let Ok(corner) = corner.single() else { return };
    for notice in notices.read() {
        // What fails every frame is told once.
        if let Some(mut same) = shown.iter_mut().find(|shown| shown.text == notice.text) {
            same.left.reset();
            continue;
        }
        let toast = commands.spawn_scene(toast(notice, &words.dismiss)).id();
        commands.entity(corner).add_child(toast);
    }
}

fn toast(notice: &Notice, dismiss: &str) -> impl Scene + use<> {
    let edge = if notice.tone == Tone::Plain { Token::LineStrong } else { notice.tone.ink() };
    let stays = if notice.tone == Tone::Bad { Duration::MAX } else { STAYS };
    let (words, dismiss) = (notice.text.clone(), dismiss.to_owned());
    bsn! {
        card()
        template_value(Shown { text: words.clone(), left: Timer::new(stays, TimerMode::Once) })
        announced(words.clone())
        Edge({edge})
        Node {
            flex_direction: FlexDirection::Row,
            align_items: AlignItems::Center,
            column_gap: px(S3),
            padding: UiRect::axes(px(S4), px(S2)),
        }
        BoxShadow::new(Color::BLACK.with_alpha(0.15), px(0), px(4), px(0), px(16))
        Children [
            (body(words) Node { flex_grow: 1.0, flex_basis: px(0) }),
            (@PushButton { @label: {dismiss}, @skin: {Skin::Quiet} } on(dismiss_notice)),
        ]
    }
}

fn announced(words: String) -> impl Scene {
    bsn! {
        template(move |_| {
            let mut node = accesskit::Node::new(Role::Status);
            node.set_label(words.clone());
            node.set_live(Live::Polite);
            Ok(AccessibilityNode(node))
        })
    }
}

fn dismiss_notice(
    activate: On<Activate>,
    parents: Query<&ChildOf>,
    shown: Query<(), With<Shown>>,
    mut commands: Commands,
) {
    if let Some(toast) = parents.iter_ancestors(activate.entity).find(|above| shown.contains(*above)) {
        commands.entity(toast).despawn();
    }
}

fn expire(time: Res<Time>, mut shown: Query<(Entity, &mut Shown)>, mut commands: Commands) {
    for (toast, mut timer) in &mut shown {
        if timer.left.tick(time.delta()).is_finished() {
            commands.entity(toast).despawn();
        }
    }
}
