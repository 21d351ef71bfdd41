//! What the window opens onto: the packs, the data folder, the words, and the screens that use them.

use std::path::PathBuf;

use bevy::prelude::*;
use bevy::winit::{EventLoopProxyWrapper, WinitUserEvent};

use super::actions::Actions;
use super::session::{self, DataFolder, Library, Words};
use super::ui::notice::{Notice, NoticeWords};
use super::worker::{self, Worker};
use super::{assigned, author, centre, entry, lesson, microphone, profile, screens, team, ui, voice};
use crate::text::Texts;

/// Packs, and where attempts are kept.
#[derive(Debug, Clone)]
pub struct House {
    pub library: Library,
    pub data: PathBuf,
}

/// Adds the session, the store's worker and all screens.
pub fn open_house(app: &mut App, house: House) {
    let words = Words(Texts::english());
    app.insert_resource(NoticeWords { dismiss: words.get("dismiss") })
        .insert_resource(words)
        .insert_resource(DataFolder(house.data))
        .insert_resource(house.library)
        .add_plugins((
            session::plugin,
            worker::plugin,
            entry::plugin,
            assigned::plugin,
            centre::plugin,
            author::plugin,
            voice::plugin,
            profile::plugin,
            microphone::plugin,
            lesson::plugin,
            team::plugin,
            screens::plugin,
        ))
        .add_systems(PreStartup, start_worker)
        .add_systems(Startup, label_actions)
        .add_systems(PostStartup, tell_faults);
}

fn start_worker(world: &mut World) {
    let (folder, wake) = (world.resource::<DataFolder>().0.clone(), waker(world));
    world.insert_resource(Worker::start(folder, wake));
}

/// What a thread calls so that a sleeping window looks at what the thread has done.
pub(super) fn waker(world: &World) -> worker::Wake {
    match world.get_resource::<EventLoopProxyWrapper>() {
        Some(wake) => {
            let wake = (**wake).clone();
            // A window that is closing needs no waking.
            Box::new(move || wake.send_event(WinitUserEvent::WakeUp).unwrap_or(()))
        }
        None => Box::new(|| ()),
    }
}

/// The label of the action `desk.hold` is the message `action-desk-hold`.
fn label_actions(words: Res<Words>, mut actions: ResMut<Actions>) {
    actions.label_all(|id| words.get(&format!("action-{}", id.replace(['.', '_'], "-"))));
}

fn tell_faults(library: Res<Library>, mut notices: MessageWriter<Notice>) {
    for fault in &library.faults {
        notices.write(Notice::new(ui::frame::Tone::Bad, fault.clone()));
    }
}
