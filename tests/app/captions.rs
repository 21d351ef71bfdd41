//! Captions in the call: in step with the voice, switched off and never for who needs them; the last line once more.

use std::path::Path;
use std::sync::Arc;

use bevy::ecs::system::RunSystemOnce;
use bevy::prelude::*;
use steadyline::app::audio::{AudioMode, Saying};
use steadyline::app::microphone::MicrophoneSource;
use steadyline::app::profile::Profile;
use steadyline::app::session::{Chosen, Library, LiveCall, Operator, Session};
use steadyline::app::voice::VoiceSettings;
use steadyline::app::{House, Options, Screen, open_house};
use steadyline::call::{Action, Mode, Speaker, Speed};
use steadyline::scenario::{MoveKind, bundled};
use steadyline::voice::Cache;

use crate::debrief::{key, shows, texts, until};
use crate::harness::{app_with, frames, wait_for_the_engine};
use crate::screens_round::can;

pub const WHO: &str = "Amina Otieno";
const NOT_WRITTEN: &str = "(heard, not written)";

/// A call that rings, with who takes it, how, and by which engine.
pub struct Offered<'a> {
    pub engine: &'a str,
    pub audio: AudioMode,
    pub mode: Mode,
    pub profile: Profile,
    pub microphone: MicrophoneSource,
}

impl Default for Offered<'_> {
    fn default() -> Self {
        let profile = Profile { person: WHO.to_owned(), ..Profile::default() };
        Self { engine: "", audio: AudioMode::Pretended, mode: Mode::Practice, profile, microphone: nobody() }
    }
}

/// A machine without a microphone.
fn nobody() -> MicrophoneSource {
    MicrophoneSource(Arc::new(|| panic!("nobody has switched a microphone on")))
}

impl Offered<'_> {
    /// Rings, is answered and greeted, and the caller is heard, or read where nothing speaks.
    pub fn begun(self) -> (App, tempfile::TempDir) {
        let folder = tempfile::tempdir().expect("a folder");
        let (data, cache) = (folder.path().join("data"), Cache::new(folder.path().join("voice"), 50_000_000));
        let settings = VoiceSettings { engine: self.engine.to_owned(), cache };
        let mut app = app_with(Options { audio: self.audio, screen: Screen::Home }, |app| {
            open_house(app, House { library: Library::new(bundled().packs, vec![]), data });
            app.insert_resource(settings);
        });
        app.insert_resource(self.profile).insert_resource(self.microphone);
        let mode = self.mode;
        let offer = move |mut operator: Operator| {
            let pack =
                operator.library.packs.iter().find(|pack| pack.id == "tamblewick").expect("the retailer ships").clone();
            let scenario = pack.scenario("third_call_blender").expect("the scenario is bundled").clone();
            operator.session.who = WHO.to_owned();
            operator.session.mode = mode;
            operator.session.chosen = Some(Chosen { pack, scenario, twin: false });
            operator.start_call();
        };
        app.world_mut().run_system_once(offer).expect("it is offered");
        until(&mut app, |app| app.world().resource::<Session>().live.is_some());
        act(&mut app, Action::Answer);
        act(&mut app, Action::Move { kind: MoveKind::Greet, about: Vec::new() });
        until(&mut app, |app| line(app).is_some());
        wait_for_the_engine(&mut app);
        (app, folder)
    }
}

pub fn act(app: &mut App, action: Action) {
    app.world_mut().run_system_once(move |mut operator: Operator| operator.act(action.clone())).expect("it is done");
    frames(app, 2);
}

pub fn live(app: &App) -> &LiveCall {
    app.world().resource::<Session>().live.as_ref().expect("a call")
}

/// What the caller is saying, for how long already, and for how long in all.
fn line(app: &App) -> Option<(String, u64, u64)> {
    let call = &live(app).call;
    let (by, text, began, ends) = call.speaking()?;
    (*by == Speaker::Caller).then(|| (text.to_owned(), call.now().since(began), ends.since(began)))
}

fn is_heard(app: &App) -> bool {
    app.world().resource::<Saying>().0.is_some()
}

/// An engine that speaks with eSpeak NG and says when each word is heard: one every so many hundredths of a second.
#[cfg(unix)]
fn engine(folder: &Path, hundredths: u32) -> String {
    use std::os::unix::fs::PermissionsExt as _;
    let path = folder.join(format!("engine{hundredths}"));
    let lines = format!(
        "#!/bin/sh\nespeak-ng -v en -s 160 -w \"$1\" -f \"$2\" || exit 1\n\
         awk '{{ for (word = 1; word <= NF; word++) if ($word ~ /[A-Za-z0-9]/) {{ at = n++ * {hundredths} / 100; \
         print at, at + 0.01, \"x\" }} }}' \"$2\" >\"$3\"\n"
    );
    std::fs::write(&path, lines).expect("a script");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("it may run");
    format!("\"{}\" {{out}} {{text_file}} {{timings}}", path.display())
}

#[cfg(unix)]
#[test]
fn a_caption_grows_with_the_words_of_the_voice() {
    let scripts = tempfile::tempdir().expect("a folder");
    // Somebody who says a hundred words a second, and then somebody who says one in two seconds.
    let quick = engine(scripts.path(), 1);
    let (mut app, _folder) = Offered { engine: &quick, ..Offered::default() }.begun();
    assert!(is_heard(&app));
    let (text, ..) = line(&app).expect("the caller speaks");
    until(&mut app, |app| texts(app).contains(&text));
    let (_, passed, whole) = line(&app).expect("the caller speaks still");
    assert!(passed * 2 < whole, "it is written after {passed} of {whole} ms, as it was said");

    let slow = engine(scripts.path(), 200);
    let (mut app, _folder) = Offered { engine: &slow, ..Offered::default() }.begun();
    assert!(is_heard(&app));
    until(&mut app, |app| line(app).is_none_or(|(_, passed, _)| passed > 5_000));
    let (text, passed, _) = line(&app).expect("the caller speaks still");
    let said = text.split(' ').take(usize::try_from(passed / 2_000).expect("few") + 1).collect::<Vec<_>>().join(" ");
    let caption = format!("{}…", said.trim_end_matches([',', '.']));
    assert!(texts(&mut app).contains(&caption), "{caption} in {:?}", texts(&mut app));
}

#[test]
fn who_takes_a_call_by_ear_reads_nothing_of_the_caller_and_who_needs_captions_has_them() {
    let by_ear = Profile { person: WHO.to_owned(), captions: false, ..Profile::default() };
    let written = |offered: Offered| {
        let (mut app, folder) = offered.begun();
        until(&mut app, |app| line(app).is_none_or(|(_, passed, whole)| passed * 2 > whole));
        let hidden = shows(&mut app, NOT_WRITTEN);
        let shown = line(&app).is_some_and(|(text, ..)| {
            let first = text.split(' ').take(3).collect::<Vec<_>>().join(" ");
            shows(&mut app, &first)
        });
        assert_ne!(hidden, shown, "{:?}", texts(&mut app));
        let off = live(&app).call.setup().captions_off;
        (hidden, off, app, folder)
    };
    let (hidden, off, app, _folder) =
        written(Offered { mode: Mode::Assessment, profile: by_ear.clone(), ..Offered::default() });
    assert!(hidden && off, "the log of an assessment says so");
    assert!(!can(&app, "desk.captions"), "what is assessed is not switched in the middle");

    let (hidden, off, mut app, _folder) = written(Offered { profile: by_ear.clone(), ..Offered::default() });
    assert!(hidden && !off);
    key(&mut app, KeyCode::KeyI, "i");
    assert!(!shows(&mut app, NOT_WRITTEN), "the switch brings them back at once");
    key(&mut app, KeyCode::KeyI, "i");
    assert!(shows(&mut app, NOT_WRITTEN));

    let needs = Profile { needs_captions: true, ..by_ear.clone() };
    let (hidden, off, app, _folder) = written(Offered { mode: Mode::Assessment, profile: needs, ..Offered::default() });
    assert!(!hidden && !off && !can(&app, "desk.captions"), "who needs captions has them");

    let (hidden, ..) = written(Offered {
        mode: Mode::Assessment,
        profile: by_ear.clone(),
        audio: AudioMode::Off,
        ..Offered::default()
    });
    assert!(!hidden, "nobody takes a call by ear without a sound");
    let silent = "/nowhere/engine {text_file} {out}";
    let (hidden, ..) =
        written(Offered { mode: Mode::Assessment, profile: by_ear, engine: silent, ..Offered::default() });
    assert!(!hidden, "a line that nothing can speak is written");
}

#[test]
fn a_learner_hears_the_last_line_again_while_the_call_waits() {
    let profile = Profile { person: WHO.to_owned(), speed: Speed::new(125), ..Profile::default() };
    let (mut app, _folder) = Offered { mode: Mode::Guided, profile, ..Offered::default() }.begun();
    assert_eq!(live(&app).call.setup().speed.percent(), 125);
    assert!(is_heard(&app));
    assert!(!can(&app, "desk.again"), "not into what is being said");
    let sound = app.world().resource::<Saying>().0.clone().expect("it is heard").sound;
    frames(&mut app, 300);
    until(&mut app, |app| can(app, "desk.again"));
    app.world_mut().resource_mut::<Saying>().0 = None;
    let before = live(&app).call.now();
    key(&mut app, KeyCode::KeyP, "p");
    let again = app.world().resource::<Saying>().0.clone().expect("it is heard again");
    assert!(Arc::ptr_eq(&sound, &again.sound) && again.from_ms == 0);
    frames(&mut app, 60);
    assert!(live(&app).is_still() && live(&app).call.now().since(before) <= 200, "the call waits");
    assert!(shows(&mut app, "You hear it again"));
    act(&mut app, Action::Note("typed meanwhile".to_owned()));
    assert!(live(&app).is_still(), "typing does not end it");
    let frames_of_it = usize::try_from(sound.ms() / 16).expect("few");
    frames(&mut app, frames_of_it);
    assert!(!live(&app).is_still(), "then it goes on");
    let waited = live(&app).call.now().since(before);
    assert!(waited < 1_500, "nothing of it was lost: {waited} ms");

    key(&mut app, KeyCode::KeyP, "p");
    key(&mut app, KeyCode::Digit1, "1");
    assert!(!live(&app).is_still(), "who speaks is heard at once");

    let (mut app, _folder) = Offered { mode: Mode::Practice, ..Offered::default() }.begun();
    frames(&mut app, 300);
    until(&mut app, |app| line(app).is_none());
    assert!(!can(&app, "desk.again"), "elsewhere the caller is asked");
}
