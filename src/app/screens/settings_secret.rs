//! Another passphrase for whoever has signed in with one.

use bevy::prelude::*;

use super::page::{does, wrapping};
use super::settings::group;
use crate::app::actions::{ActionApp, ActionSpec};
use crate::app::entry::Entry;
use crate::app::profile::Profile;
use crate::app::session::Words;
use crate::app::ui::prelude::*;
use crate::app::worker::{Answer, Answered, Passphrase, Request, Worker};
use crate::app::{AppSystems, Screen};

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Asked>()
        .add_action(ActionSpec::new("settings.renew", Screen::Settings), renew)
        .add_systems(Update, answer.in_set(AppSystems::Show).run_if(in_state(Screen::Settings)));
}

/// The number of the request.
#[derive(Resource, Debug, Default)]
struct Asked(u64);

#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Part {
    #[default]
    Old,
    New,
    Again,
}

/// The group of settings; none where no passphrase is asked for, or nobody has signed in.
pub(super) fn passphrase(words: &Words, entry: &Entry, profile: &Profile) -> Option<impl Scene + use<>> {
    if !entry.asks() || profile.person.is_empty() {
        return None;
    }
    let fields = [(Part::Old, "old"), (Part::New, "new"), (Part::Again, "again")].map(|(part, key)| {
        let label = words.get(&format!("settings-secret-{key}"));
        bsn! { @Field { @label: {label}, @secret: true } template_value(part) }
    });
    let fields: Vec<_> = fields.into();
    let content: Box<dyn SceneList> =
        Box::new(bsn_list![{ fields }, wrapping(Box::new(bsn_list![does("settings.renew", Skin::Normal)]))]);
    Some(group(words.get("settings-secret"), content))
}

fn renew(
    fields: Query<(Entity, &Part, &FieldText)>,
    words: Res<Words>,
    mut asked: ResMut<Asked>,
    mut worker: ResMut<Worker>,
    mut commands: Commands,
) {
    let typed = |part: Part| fields.iter().find(|(_, own, _)| **own == part).map(|(field, _, text)| (field, text));
    let (Some((_, old)), Some((_, new)), Some((again, twice))) =
        (typed(Part::Old), typed(Part::New), typed(Part::Again))
    else {
        return;
    };
    if new.0 != twice.0 {
        commands.entity(again).insert(FieldHint::Bad(words.get("settings-secret-differs")));
        return;
    }
    let (old, new) = (Passphrase(old.0.clone()), Passphrase(new.0.clone()));
    asked.0 = worker.ask(Request::RenewPassphrase { old, new });
}

fn answer(
    mut answered: MessageReader<Answered>,
    words: Res<Words>,
    asked: Res<Asked>,
    fields: Query<(Entity, &Part)>,
    mut notices: MessageWriter<Notice>,
    mut commands: Commands,
) {
    for Answered { number, answer } in answered.read() {
        if *number != asked.0 || *number == 0 {
            continue;
        }
        match answer {
            Answer::Done => {
                for (field, _) in &fields {
                    commands.entity(field).insert(FieldHint::None);
                    commands.trigger(SetField { field, text: String::new() });
                }
                notices.write(Notice::new(Tone::Good, words.get("settings-secret-done")));
            }
            Answer::Refused(why) => {
                for (field, _) in fields.iter().filter(|(_, part)| **part == Part::Old) {
                    commands.entity(field).insert(FieldHint::Bad(why.clone()));
                }
            }
            _ => {}
        }
    }
}
