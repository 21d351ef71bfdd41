//! The lesson that is open, and its demonstration: a thread takes the expert's call while one reads.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;

use bevy::prelude::*;

use super::AppSystems;
use super::house::waker;
use super::session::{CallLanguage, Library, Operator};
use super::tempo::Settling;
use crate::bots::Demonstration;
use crate::scenario::{DemonstrationSource, Lesson, Pack, Scenario};

pub(super) fn plugin(app: &mut App) {
    let (told, news) = channel();
    let reading =
        Reading { lesson: None, asked: 0, asked_for: None, ready: None, wanted: false, told, news: Mutex::new(news) };
    app.insert_resource(reading).add_systems(Update, (prepare, take).chain().in_set(AppSystems::Advance));
}

/// What is read.
#[derive(Resource, Debug)]
pub struct Reading {
    /// The lesson, in the language of the trainee where it is translated, and its pack.
    pub lesson: Option<(Arc<Pack>, Arc<Lesson>)>,
    asked: u64,
    /// The lesson whose call is taken now.
    asked_for: Option<String>,
    ready: Option<Demonstration>,
    /// It is to begin as soon as it is there.
    wanted: bool,
    told: Sender<(u64, Demonstration)>,
    news: Mutex<Receiver<(u64, Demonstration)>>,
}

impl Reading {
    /// Opens a lesson of a pack.
    pub fn open(&mut self, pack: &Arc<Pack>, lesson: &Arc<Lesson>) {
        self.lesson = Some((Arc::clone(pack), Arc::clone(lesson)));
        (self.ready, self.asked_for, self.wanted) = (None, None, false);
    }

    /// The lesson in a language; as it was written where it is not translated.
    #[must_use]
    pub fn in_language(&self, lang: &str) -> Option<(&Arc<Pack>, &Arc<Lesson>)> {
        let (pack, lesson) = self.lesson.as_ref()?;
        let other =
            pack.languages.get(lang).and_then(|other| other.drills.lessons.iter().find(|own| own.id == lesson.id));
        Some((pack, other.unwrap_or(lesson)))
    }

    /// The call that it shows, with what is said about it.
    #[must_use]
    pub fn call(&self) -> Option<(&Arc<Scenario>, &DemonstrationSource)> {
        let (pack, lesson) = self.lesson.as_ref()?;
        let source = lesson.source.demonstration.as_ref()?;
        Some((pack.scenario(&source.scenario)?, source))
    }

    /// Whether the call is still being taken and is waited for.
    #[must_use]
    pub const fn is_waited_for(&self) -> bool {
        self.wanted
    }

    /// Begins the demonstration, now or as soon as it is there.
    pub fn watch(&mut self) {
        self.wanted = true;
    }
}

/// Begins to take the call of the lesson that was opened.
fn prepare(world: &mut World) {
    let language = world.resource::<CallLanguage>().0.clone();
    let reading = world.resource::<Reading>();
    let Some((pack, lesson)) = &reading.lesson else { return };
    if reading.asked_for.as_ref() == Some(&lesson.id) || (reading.ready.is_some() && !reading.wanted) {
        return;
    }
    let Some((scenario, source)) = reading.call() else { return };
    let scenario = Arc::clone(scenario.in_language(&language).unwrap_or(scenario));
    let (pack, source, id) = (Arc::clone(pack), source.clone(), lesson.id.clone());
    let (told, number) = (reading.told.clone(), reading.asked + 1);
    let base = world.resource::<Library>().base(&pack);
    let wake = waker(world);
    let mut reading = world.resource_mut::<Reading>();
    (reading.asked, reading.asked_for) = (number, Some(id));
    let spawned = thread::Builder::new().name("steadyline-lesson".to_owned()).spawn(move || {
        let taken = Demonstration::take(&pack, &base, &scenario, &source);
        // A window that is closing wants no news.
        told.send((number, taken)).unwrap_or(());
        wake();
    });
    if let Err(error) = spawned {
        tracing::error!(%error, "the thread that takes a lesson's call did not start");
    }
}

fn take(
    mut reading: ResMut<Reading>,
    language: Res<CallLanguage>,
    mut operator: Operator,
    mut settling: ResMut<Settling>,
) {
    let news: Vec<_> = reading.news.lock().map(|news| news.try_iter().collect()).unwrap_or_default();
    for (number, taken) in news {
        if number == reading.asked {
            reading.ready = Some(taken);
            settling.request();
        }
    }
    if !reading.wanted {
        return;
    }
    let Some((_, lesson)) = reading.in_language(&language.0) else { return };
    let lesson = Arc::clone(lesson);
    if let Some(taken) = reading.ready.take() {
        // The next time it is taken anew: the same call.
        (reading.wanted, reading.asked_for) = (false, None);
        operator.show(&lesson, taken);
    }
}
