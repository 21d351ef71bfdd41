//! What a screen reader is told, and what it asks for in return.
//!
//! Controls say what they are with [`spoken`]. The rest is seen to here: texts outside of controls are read too, in the
//! order of the screen, and nothing that is not shown is read.

use accesskit::{Action, Node as Spoken, Role};
use bevy::a11y::{AccessibilityNode, AccessibilitySystems, ActionRequest};
use bevy::input_focus::{FocusCause, InputFocus, InputFocusVisible};
use bevy::prelude::*;
use bevy::ui_widgets::Activate;

pub(super) fn plugin(app: &mut App) {
    // The window's plugin adds the message too; without a window there is none.
    app.add_message::<ActionRequest>()
        .add_systems(PreUpdate, obey_requests)
        .add_systems(PostUpdate, (read_texts, link_layout, hide_unseen).chain().before(AccessibilitySystems::Update));
}

/// A text that a control beside it says anyway.
#[derive(Component, Debug, Clone, Copy, Default)]
pub struct Unspoken;

/// Gives an entity its role and its name for a screen reader.
pub fn spoken(role: Role, label: impl Into<String>) -> impl Scene {
    let label = label.into();
    bsn! {
        template(move |_| {
            let mut node = Spoken::new(role);
            if !label.is_empty() {
                node.set_label(label.clone());
            }
            Ok(AccessibilityNode(node))
        })
    }
}

type NewText = (Changed<Text>, Without<Unspoken>);

/// Texts that stand for themselves. What stands in a control is said by its label.
fn read_texts(
    mut texts: Query<(Entity, &Text, Option<&mut AccessibilityNode>), NewText>,
    parents: Query<&ChildOf>,
    others: Query<&AccessibilityNode, Without<Text>>,
    mut commands: Commands,
) {
    for (entity, text, node) in &mut texts {
        match node {
            Some(mut node) if node.role() == Role::Label => node.set_value(text.0.clone()),
            Some(_) => {}
            None if parents.iter_ancestors(entity).any(|above| others.get(above).is_ok_and(says_it_all)) => {}
            None => {
                let mut node = Spoken::new(Role::Label);
                node.set_value(text.0.clone());
                commands.entity(entity).insert(AccessibilityNode(node));
            }
        }
    }
}

/// Whether a node is read as a whole, and not part by part.
fn says_it_all(node: &AccessibilityNode) -> bool {
    use Role::{Dialog, GenericContainer, Group, ListBox, Note, ScrollView, TabList};
    !matches!(node.role(), Dialog | GenericContainer | Group | ListBox | Note | ScrollView | TabList)
}

/// The engine links what is spoken to its direct parent only, and leaves the rest unordered under the window. With
/// layout in the tree everything has its place; readers skip nodes of this role.
fn link_layout(bare: Query<Entity, (With<Node>, Without<AccessibilityNode>)>, mut commands: Commands) {
    for entity in &bare {
        commands.entity(entity).insert(AccessibilityNode(Spoken::new(Role::GenericContainer)));
    }
}

type Seen = Or<(Changed<Node>, Changed<Text>, Added<AccessibilityNode>)>;

fn hide_unseen(mut nodes: Query<(&Node, Option<&Text>, &mut AccessibilityNode), Seen>) {
    for (layout, text, mut node) in &mut nodes {
        let empty = node.role() == Role::Label && text.is_some_and(|text| text.0.is_empty());
        let unseen = layout.display == Display::None || empty;
        if unseen && !node.is_hidden() {
            node.set_hidden();
        } else if !unseen && node.is_hidden() {
            node.clear_hidden();
        }
    }
}

/// A screen reader presses and focuses through requests, not through keys.
fn obey_requests(
    mut requests: MessageReader<ActionRequest>,
    nodes: Query<(), With<AccessibilityNode>>,
    mut focus: ResMut<InputFocus>,
    mut visible: ResMut<InputFocusVisible>,
    mut commands: Commands,
) {
    for ActionRequest(request) in requests.read() {
        let Some(entity) = Entity::try_from_bits(request.target_node.0).filter(|entity| nodes.contains(*entity)) else {
            continue;
        };
        match request.action {
            Action::Click => commands.trigger(Activate { entity }),
            Action::Focus => {
                focus.set(entity, FocusCause::Navigated);
                visible.0 = true;
            }
            _ => {}
        }
    }
}
