//! The speech engine of this desk: eSpeak NG, or a command line that a site gives.

use bevy::prelude::*;

use crate::app::session::Words;
use crate::app::ui::prelude::*;
use crate::app::voice::VoiceSettings;
use crate::app::worker::{Request, Worker};
use crate::store::VOICE_ENGINE;
use crate::voice::CommandLine;

/// The field for the command line.
pub(super) fn engine(words: &Words, settings: &VoiceSettings) -> impl Scene + use<> {
    let (label, hint) = (words.get("settings-engine"), words.get("settings-engine-hint"));
    let value = settings.engine.clone();
    let note = FieldHint::Note(words.get("settings-engine-note"));
    bsn! {
        @Field { @label: {label}, @placeholder: {hint}, @value: {value} }
        template_value(note)
        on(|left: On<FieldLeft>, mut commands: Commands| keep_engine(&mut commands, left.field, &left.text))
        on(|entered: On<FieldSubmitted>, mut commands: Commands| keep_engine(&mut commands, entered.field, &entered.text))
    }
}

fn keep_engine(commands: &mut Commands, field: Entity, typed: &str) {
    let engine = typed.trim().to_owned();
    commands.queue(move |world: &mut World| {
        let changed = world.resource::<VoiceSettings>().engine != engine;
        let wrong = if engine.is_empty() { None } else { CommandLine::parse(&engine).err() };
        let words = world.resource::<Words>();
        let hint = match wrong {
            Some(error) => FieldHint::Bad(words.with("settings-engine-wrong", &[("cause", &error.to_string())])),
            None if changed => FieldHint::Note(words.get("settings-engine-kept")),
            None => return,
        };
        if matches!(hint, FieldHint::Note(_)) {
            world.resource_mut::<VoiceSettings>().engine.clone_from(&engine);
            world.resource_mut::<Worker>().ask(Request::SetSetting(VOICE_ENGINE, engine));
        }
        // The field is gone when leaving the screen was what took the focus away.
        if let Ok(mut field) = world.get_entity_mut(field) {
            field.insert(hint);
        }
    });
}
