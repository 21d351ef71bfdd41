//! What a screen reader is told, and what it asks for in return.

use accesskit::{Action, Node as Spoken, Role};
use bevy::a11y::{AccessibilityNode, ActionRequest};
use bevy::input_focus::{FocusCause, InputFocus, InputFocusVisible};
use bevy::prelude::*;
use bevy::ui_widgets::Activate;

pub(super) fn plugin(app: &mut App) {
    // The window's plugin adds the message too; without a window there is none.
    app.add_message::<ActionRequest>().add_systems(PreUpdate, obey_requests);
}

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
