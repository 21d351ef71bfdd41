//! A call as it is heard: what is mixed follows the event log, a headset that is pulled out stops the call's clock, and
//! other desks are heard behind it. Nothing here waits for a real clock but the speech engine.

use std::path::Path;
use std::time::Duration;

use bevy::ecs::system::RunSystemOnce;
use bevy::prelude::*;
use steadyline::app::audio::{AudioMode, AudioStatus, Levels, OtherDesks, Rendered, Saying, SoundId, Sounding};
use steadyline::app::session::{Chosen, Library, Operator, Session};
use steadyline::app::voice::VoiceSettings;
use steadyline::app::{Dialog, House, Options, Screen, open_house};
use steadyline::call::{Action, Event, EventKind, Millis, Mode, Murmur, Phase, Speaker};
use steadyline::scenario::{How, MoveKind, bundled, folder};
use steadyline::store::{AttemptFilter, Store};
use steadyline::voice::Cache;

use crate::debrief::{key, shows, texts, until};
use crate::harness::{app_with, edited_pack, frames, wait_for_the_engine};
use crate::spectrum::{band, between, level, mono, peak, share, stretches};

const GREET: Action = Action::Move { kind: MoveKind::Greet, about: Vec::new() };

struct Phone {
    app: App,
    folder: tempfile::TempDir,
}

/// A call that has just begun to ring, mixed with all volumes up.
fn ringing(mode: Mode, packs: Option<&Path>, desks: Murmur) -> Phone {
    ringing_with("third_call_blender", mode, packs, desks)
}

fn ringing_with(scenario: &'static str, mode: Mode, packs: Option<&Path>, desks: Murmur) -> Phone {
    let temporary = tempfile::tempdir().expect("a folder");
    let data = temporary.path().join("data");
    let cache = Cache::new(temporary.path().join("voice"), 50_000_000);
    let packs = packs.map_or_else(|| bundled().packs, |path| folder(path).expect("the pack can be read").packs);
    let mut app = app_with(Options { audio: AudioMode::Rendered, screen: Screen::Home }, |app| {
        open_house(app, House { library: Library::new(packs, vec![]), data });
        app.insert_resource(VoiceSettings { engine: String::new(), cache });
        app.insert_resource(Levels { master: 100, caller: 100, room: 100, effects: 100, own: 100 });
    });
    // The settings of the store have been read by now, and are none.
    until(&mut app, |app| shows(app, "A few bits"));
    app.insert_resource(OtherDesks(desks));
    app.world_mut()
        .run_system_once(move |mut operator: Operator| {
            let pack = operator
                .library
                .packs
                .iter()
                .find(|pack| pack.scenario(scenario).is_some())
                .expect("it is bundled")
                .clone();
            let scenario = pack.scenario(scenario).expect("the scenario is there").clone();
            operator.session.who = "Amina Otieno".to_owned();
            operator.session.mode = mode;
            operator.session.chosen = Some(Chosen { pack, scenario, twin: false });
            operator.start_call();
        })
        .expect("the call can be started");
    until(&mut app, |app| *app.world().resource::<State<Screen>>().get() == Screen::Desk);
    Phone { app, folder: temporary }
}

impl Phone {
    fn act(&mut self, action: Action) {
        self.app
            .world_mut()
            .run_system_once(move |mut operator: Operator| operator.act(action.clone()))
            .expect("it is done");
        frames(&mut self.app, 1);
    }

    /// Lets the call go on for some milliseconds. Its clock waits for the speech engine, which has a clock of its own.
    fn pass(&mut self, ms: u64) {
        let until = self.now() + ms;
        while self.now() < until {
            frames(&mut self.app, 1);
            wait_for_the_engine(&mut self.app);
        }
    }

    /// The app's time in milliseconds: what is heard now is at this place of what was rendered.
    fn now(&self) -> u64 {
        u64::try_from(self.app.world().resource::<Rendered>().heard.len() / 96).expect("minutes")
    }

    fn call_now(&self) -> Millis {
        self.app.world().resource::<Session>().live.as_ref().expect("a call").call.now()
    }

    fn events(&self) -> Vec<Event> {
        self.app.world().resource::<Session>().live.as_ref().expect("a call").events.clone()
    }

    fn heard(&self) -> Vec<f32> {
        mono(&self.app.world().resource::<Rendered>().heard)
    }

    fn dialog(&self) -> Dialog {
        *self.app.world().resource::<State<Dialog>>().get()
    }

    /// Lets the call go on until something has happened in it.
    fn until(&mut self, what: impl Fn(&EventKind) -> bool) {
        for _ in 0..4_000 {
            if self.events().iter().any(|event| what(&event.kind)) {
                return;
            }
            frames(&mut self.app, 1);
            wait_for_the_engine(&mut self.app);
        }
        panic!("it did not happen: {:?}", self.events());
    }
}

const fn begins(by_caller: bool) -> impl Fn(&EventKind) -> bool {
    move |kind| matches!(kind, EventKind::LineStarted { by, .. } if matches!(by, Speaker::Caller) == by_caller)
}

fn is_line(event: &Event) -> bool {
    matches!(event.kind, EventKind::LineStarted { .. })
}

#[test]
fn what_is_heard_follows_the_event_log() {
    let mut phone = ringing(Mode::Practice, None, Murmur::Off);
    phone.pass(2_000);
    phone.act(Action::Answer);
    phone.pass(500);
    phone.act(GREET);
    phone.until(begins(true));
    // What the call's clock shows, and how far what was rendered is ahead of it.
    let ahead = phone.now() - phone.call_now().0;
    phone.until(|kind| matches!(kind, EventKind::LineEnded { by: Speaker::Caller }));
    // An engine may take a little longer for a line than the line has.
    phone.pass(2_500);
    let held = phone.now();
    phone.act(Action::Hold);
    phone.pass(6_000);
    phone.act(Action::Resume);
    let back = phone.now();
    phone.pass(200);

    let (events, heard) = (phone.events(), phone.heard());
    let at = |what: &dyn Fn(&EventKind) -> bool| {
        events.iter().find(|event| what(&event.kind)).expect("it happened").at.0 + ahead
    };
    let answered = at(&|kind| matches!(kind, EventKind::CallAnswered { .. }));
    let (line, ends) = events
        .iter()
        .find_map(|event| match &event.kind {
            EventKind::LineStarted { by: Speaker::Caller, ends, .. } => Some((event.at.0 + ahead, ends.0 + ahead)),
            _ => None,
        })
        .expect("the caller speaks");
    // In this order: the ring, the knock of the receiver, silence while the operator greets, the caller, music.
    assert!(share(between(&heard, answered - 1_900, answered - 1_600), 400.0) > 0.3, "it rings");
    let knock = between(&heard, answered, answered + 100);
    assert!(share(knock, 1_100.0) > 0.2, "it is picked up: {:.2}", share(knock, 1_100.0));
    assert!(peak(between(&heard, answered + 150, line)) < 1e-3, "nobody is heard before the caller");
    // Somebody may go on with another line.
    let next = events.iter().find(|event| is_line(event) && event.at.0 + ahead > line).map(|event| event.at.0 + ahead);
    let over = next.unwrap_or(held).min(held);
    let said = stretches(between(&heard, line, over), 0.004, 700);
    let (from, to) = (said[0].0 + line, said[said.len() - 1].1 + line);
    println!("the line begins {} ms after its event and ends {} ms from its end", from - line, to.abs_diff(ends));
    assert!(from - line < 120, "the line begins {} ms late", from - line);
    assert!(to.abs_diff(ends) < (ends - line) / 12 + 100, "the line ends at {to}, not {ends}");
    assert!(peak(between(&heard, to + 30, over)) < 2e-3, "the line is over");
    let music = between(&heard, held + 500, back);
    println!("music on hold: {:.1} dBFS", level(music));
    assert!((-45.0..-22.0).contains(&level(music)), "music: {}", level(music));
    assert!(band(music, 300.0, 3_400.0) > 0.8, "as a telephone carries it: {}", band(music, 300.0, 3_400.0));
    let steps = music.windows(2).fold(0.0_f32, |most, pair| (pair[1] - pair[0]).abs().max(most));
    assert!(steps < 0.05, "it does not click: {steps}");
}

#[test]
fn a_department_is_waited_for_with_a_ring_an_announcement_and_music_and_answers_in_another_voice() {
    let mut phone = ringing_with("bits_for_my_sister", Mode::Practice, None, Murmur::Off);
    phone.act(Action::Answer);
    phone.act(GREET);
    phone.until(begins(true));
    phone.until(|kind| matches!(kind, EventKind::LineEnded { by: Speaker::Caller }));
    phone.act(Action::Transfer { to: "claims".to_owned(), how: How::Warm });
    let sent = phone.now();
    // The engine speaks the announcement while it rings.
    std::thread::sleep(Duration::from_millis(2_500));
    phone.pass(2_500);
    let ring = phone.heard();
    let knock = between(&ring, sent - 16, sent + 40);
    assert!(share(knock, 760.0) > 0.1, "a knock: {:.2}", share(knock, 760.0));
    let burst = between(&ring, sent + 650, sent + 950);
    println!("ring-back: {:.1} dBFS, {:.2} of it at 400 Hz", level(burst), share(burst, 400.0));
    assert!(share(burst, 400.0) > 0.3, "it rings at the other end: {:?}", phone.events().last());
    phone.pass(800);
    assert!(phone.app.world().resource::<Sounding>().0.iter().all(|id| !id.lasts()), "nothing over the announcement");
    let announced = phone.app.world().resource::<Saying>().0.clone().expect("the queue speaks").sound;
    phone.pass(announced.ms());
    phone.pass(600);
    assert!(phone.app.world().resource::<Sounding>().0.contains(&SoundId::Hold), "then there is music");
    let spoken = between(&phone.heard(), sent + 3_100, sent + 3_000 + announced.ms()).to_vec();
    println!("the announcement: {} ms, {:.1} dBFS", announced.ms(), level(&spoken));
    assert!(level(&spoken) > -35.0 && announced.ms() > 2_000);
    phone.until(|kind| matches!(kind, EventKind::DepartmentAnswered { .. }));
    assert!(phone.app.world().resource::<Sounding>().0.iter().all(|id| !id.lasts()), "nobody plays over who answers");
    phone.until(|kind| matches!(kind, EventKind::LineStarted { by: Speaker::Department(_), .. }));
}

#[test]
fn a_department_may_have_an_announcement_of_its_own() {
    let pack = edited_pack("own", "wait_min: 4,", "wait_min: 4,\n            announcement: \"Claims. Hold.\",");
    let own = ringing(Mode::Practice, Some(pack.path()), Murmur::Off);
    let usual = ringing(Mode::Practice, None, Murmur::Off);
    let order = |phone: &Phone| {
        let live = phone.app.world().resource::<Session>().live.as_ref().expect("a call");
        steadyline::voice::Order::announcement(live.call.setup(), "claims").expect("it is announced")
    };
    assert_eq!(order(&own).text, "Claims. Hold.");
    assert_eq!(order(&usual).text, "You are in the queue for Claims. The wait is about 4 minutes.");
}

#[test]
fn a_headset_that_is_pulled_out_stops_the_clock_and_the_log_says_for_how_long() {
    for mode in [Mode::Practice, Mode::Assessment] {
        let mut phone = ringing(mode, None, Murmur::Off);
        phone.act(Action::Answer);
        phone.act(GREET);
        phone.until(begins(true));
        phone.pass(1_000);
        phone.app.world().resource::<Rendered>().devices.unplug("Headset");
        frames(&mut phone.app, 4);
        assert!(matches!(phone.app.world().resource::<AudioStatus>(), AudioStatus::Lost(_)));
        assert_eq!(phone.dialog(), Dialog::Paused);
        assert!(shows(&mut phone.app, "The sound was lost: Headset was unplugged."), "{:?}", texts(&mut phone.app));
        let stopped = phone.call_now();
        frames(&mut phone.app, 250);
        phone.act(Action::Hold);
        assert_eq!(phone.call_now(), stopped, "no time passes in the call");
        assert!(
            !phone.events().iter().any(|event| matches!(event.kind, EventKind::HoldStarted { .. })),
            "nor can anything be done"
        );
        assert!(shows(&mut phone.app, "Nothing is heard yet."));

        phone.app.world().resource::<Rendered>().devices.plug("Headset");
        frames(&mut phone.app, 150);
        assert_eq!(*phone.app.world().resource::<AudioStatus>(), AudioStatus::Ready);
        assert!(shows(&mut phone.app, "The sound is back."));
        assert_eq!(phone.call_now(), stopped, "it goes on when the trainee says so");
        assert!(phone.app.world().resource::<Saying>().0.is_none());
        key(&mut phone.app, KeyCode::KeyG, "g");
        assert_eq!(phone.dialog(), Dialog::None);
        let stood = phone.events().iter().find_map(|event| match event.kind {
            EventKind::CallPaused { ms } => Some((event.at, ms)),
            _ => None,
        });
        let (at, ms) = stood.expect("the log says so");
        assert!(at.since(stopped) < 50 && (6_000..7_500).contains(&ms), "{at:?} {ms}");
        phone.pass(100);
        let (began, ends) = {
            let live = phone.app.world().resource::<Session>().live.as_ref().expect("a call");
            live.call.speaking().map(|(_, _, began, ends)| (began, ends)).expect("the caller goes on")
        };
        let from = phone.app.world().resource::<Saying>().0.clone().expect("and is heard").from_ms;
        assert!((900..ends.since(began)).contains(&from), "where the call stood still, not from {from} ms");
        let before = phone.now();
        phone.pass(1_500);
        assert!(level(between(&phone.heard(), before, before + 1_500)) > -40.0);
    }
}

#[test]
fn a_call_goes_on_in_captions_when_the_headset_stays_away() {
    let mut phone = ringing(Mode::Practice, None, Murmur::Off);
    phone.act(Action::Answer);
    phone.app.world().resource::<Rendered>().devices.unplug("Headset");
    frames(&mut phone.app, 4);
    assert_eq!(phone.dialog(), Dialog::Paused);
    key(&mut phone.app, KeyCode::Escape, "");
    phone.app.world_mut().resource_mut::<NextState<Dialog>>().set(Dialog::None);
    frames(&mut phone.app, 3);
    phone.act(GREET);
    phone.until(begins(true));
    phone.pass(4_000);
    assert!(phone.app.world().resource::<Saying>().0.is_none(), "nothing is asked of an engine");
    assert!(
        phone.events().iter().any(|event| matches!(event.kind, EventKind::LineStarted { by: Speaker::Caller, .. }))
    );
    phone.app.world().resource::<Rendered>().devices.plug("Headset");
    frames(&mut phone.app, 150);
    assert!(shows(&mut phone.app, "The sound is back."), "a notice says so");
}

#[test]
fn other_desks_are_heard_behind_the_call_and_the_attempt_says_so() {
    let measured = |desks| {
        let mut phone = ringing(Mode::Practice, None, desks);
        phone.act(Action::Answer);
        let before = phone.now() + 1_500;
        phone.pass(3_500);
        let heard = between(&phone.heard(), before, before + 2_000).to_vec();
        assert_eq!(phone.app.world().resource::<Session>().live.as_ref().expect("a call").call.phase(), Phase::Talking);
        let store = Store::open_to_read(&phone.folder.path().join("data")).expect("the store opens");
        let kept = store.attempts(&AttemptFilter::default()).expect("attempts").remove(0).id;
        (heard, store.log(&kept).expect("its log").header.murmur)
    };
    let rms = |heard: &[f32]| {
        10.0 * (heard.iter().map(|sample| sample * sample).sum::<f32>() / heard.len() as f32).max(1e-12).log10()
    };
    let [(off, said_off), (light, said_light), (busy, said_busy)] = Murmur::ALL.map(measured);
    println!("other desks: {:.1}, {:.1} and {:.1} dBFS", rms(&off), rms(&light), rms(&busy));
    assert!(peak(&off) < 1e-3);
    assert!((rms(&light) + 46.0).abs() < 4.0 && (rms(&busy) + 37.0).abs() < 4.0);
    assert_eq!([said_off, said_light, said_busy], Murmur::ALL);
}
