//! Where attempts are brought to: the centre's address, and how it stands with it.

use bevy::prelude::*;

use super::moment::day_and_time;
use super::settings::group;
use crate::app::centre::{CentreLink, LinkState, connect};
use crate::app::entry::Entry;
use crate::app::session::Words;
use crate::app::ui::prelude::*;
use crate::app::{AppSystems, Screen};
use crate::store::centre::shown;

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Update, show_state.in_set(AppSystems::Show).run_if(in_state(Screen::Settings)));
}

#[derive(Component, Debug, Clone, Copy, Default)]
struct StateLine;

/// Where people have roles, the address is for those who look after others.
pub(super) fn centre(words: &Words, entry: &Entry) -> Option<impl Scene + use<>> {
    if entry.roles_kept && !entry.rights.supervises {
        return None;
    }
    let (title, label, hint) =
        (words.get("settings-centre"), words.get("settings-centre-address"), words.get("settings-centre-hint"));
    let note = FieldHint::Note(words.get("settings-centre-note"));
    let content: Box<dyn SceneList> = Box::new(bsn_list![
        (text("", Type::Small, Token::Ink2) StateLine),
        (
            @Field { @label: {label}, @placeholder: {hint}, @secret: true }
            template_value(note)
            on(|entered: On<FieldSubmitted>, mut commands: Commands| keep(&mut commands, entered.field, &entered.text))
        ),
    ]);
    Some(group(title, content))
}

/// A word instead of an address forgets it: an empty field is how it looks at first.
fn keep(commands: &mut Commands, field: Entity, typed: &str) {
    let typed = typed.trim().to_owned();
    commands.queue(move |world: &mut World| {
        let words = world.resource::<Words>();
        let forgets = typed.eq_ignore_ascii_case(&words.get("settings-centre-none"));
        let hint = if typed.is_empty() {
            FieldHint::Note(words.get("settings-centre-note"))
        } else if !forgets && shown(&typed).is_empty() {
            FieldHint::Bad(words.get("settings-centre-wrong"))
        } else {
            match connect(world, (!forgets).then_some(typed)) {
                Ok(()) => FieldHint::Note(world.resource::<Words>().get("settings-centre-kept")),
                Err(why) => FieldHint::Bad(why),
            }
        };
        let kept = !matches!(hint, FieldHint::Bad(_));
        world.entity_mut(field).insert(hint);
        if kept {
            world.trigger(SetField { field, text: String::new() });
        }
    });
}

fn show_state(link: Res<CentreLink>, words: Res<Words>, mut lines: Query<(&mut Text, Ref<StateLine>)>) {
    for (mut text, made) in &mut lines {
        if !link.is_changed() && !made.is_added() {
            continue;
        }
        let Some(address) = &link.address else {
            text.set_if_neq(Text(words.get("settings-centre-without")));
            continue;
        };
        let at = shown(address);
        let said = match &link.state {
            LinkState::None | LinkState::Running => words.with("settings-centre-asks", &[("address", &at)]),
            LinkState::Done(when) => {
                let when = day_and_time(&words, &when.to_string());
                words.with("settings-centre-done", &[("address", &at), ("when", &when)])
            }
            LinkState::Failed { why, again_s } => words
                .with("settings-centre-failed", &[("address", &at), ("why", why), ("seconds", &again_s.to_string())]),
        };
        text.set_if_neq(Text(said));
    }
}
