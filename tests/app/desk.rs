//! The desk: a call is taken by keyboard alone, records are written, and nothing is left behind.

use std::time::Duration;

use bevy::ecs::system::RunSystemOnce;
use bevy::input::keyboard::Key;
use bevy::input_focus::InputFocus;
use bevy::prelude::*;
use bevy::text::EditableText;
use bevy::time::TimeUpdateStrategy;
use bevy::ui::{InteractionDisabled, Selected};
use steadyline::app::actions::{Actions, Does, run};
use steadyline::app::audio::{SoundId, Sounding};
use steadyline::app::session::{Chosen, Library, Operator, Session};
use steadyline::app::ui::notice::Shown;
use steadyline::app::ui::prelude::*;
use steadyline::app::{Dialog, House, Screen, open_house};
use steadyline::call::{Action, Call, EventKind, Mode, Phase, Speaker};
use steadyline::scenario::{Mark, bundled};

use crate::harness::{app_on, edited_pack, frames, press, type_at_once, type_text};

const CTRL: (KeyCode, Key) = (KeyCode::ControlLeft, Key::Control);
const ALT: (KeyCode, Key) = (KeyCode::AltLeft, Key::Alt);

/// The app with the phone ringing at the desk. The folder goes when the second value is dropped.
fn ringing(scenario: &str, mode: Mode) -> (App, tempfile::TempDir) {
    ringing_in(Library::new(bundled().packs, vec![]), scenario, mode)
}

fn ringing_in(library: Library, scenario: &str, mode: Mode) -> (App, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().to_owned();
    let mut app = app_on(Screen::Home, |app| open_house(app, House { library, data }));
    let wanted = scenario.to_owned();
    app.world_mut()
        .run_system_once(move |mut operator: Operator| {
            let pack = operator
                .library
                .packs
                .iter()
                .find(|pack| pack.scenario(&wanted).is_some())
                .expect("it is bundled")
                .clone();
            let scenario = pack.scenario(&wanted).expect("the scenario is bundled").clone();
            operator.session.who = "Amina Otieno".to_owned();
            operator.session.mode = mode;
            operator.session.chosen = Some(Chosen { pack, scenario, twin: false });
            operator.start_call();
        })
        .expect("the call can be started");
    // The practice database comes from the store's thread.
    for _ in 0..20_000 {
        frames(&mut app, 1);
        if *screen(&app) == Screen::Desk {
            frames(&mut app, 4);
            return (app, folder);
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    panic!("the phone does not ring");
}

fn screen(app: &App) -> &Screen {
    app.world().resource::<State<Screen>>().get()
}

fn dialog(app: &App) -> &Dialog {
    app.world().resource::<State<Dialog>>().get()
}

fn call(app: &App) -> &Call {
    &app.world().resource::<Session>().live.as_ref().expect("a call is being taken").call
}

fn happened(app: &App, wanted: impl Fn(&EventKind) -> bool) -> bool {
    let live = app.world().resource::<Session>().live.as_ref();
    live.is_some_and(|live| live.events.iter().any(|event| wanted(&event.kind)))
}

/// Presses a letter or digit key.
fn key(app: &mut App, holding: &[(KeyCode, Key)], letter: char) {
    press(
        app,
        holding,
        KeyCode::Unidentified(bevy::input::keyboard::NativeKeyCode::Unidentified),
        Key::Character(letter.to_string().into()),
    );
}

fn tap(app: &mut App, code: KeyCode, logical: Key) {
    press(app, &[], code, logical);
    frames(app, 2);
}

/// Lets time pass, a quarter of a second a frame.
fn pass(app: &mut App, seconds: u32) {
    app.insert_resource(TimeUpdateStrategy::ManualDuration(Duration::from_millis(250)));
    frames(app, (seconds * 4) as usize);
    app.insert_resource(TimeUpdateStrategy::ManualDuration(Duration::from_millis(16)));
}

fn is_shown(app: &mut App, wanted: &str) -> bool {
    app.world_mut().query::<&Text>().iter(app.world()).any(|text| text.0.contains(wanted))
}

/// Answers and greets, and lets the caller begin.
fn answered(scenario: &str, mode: Mode) -> (App, tempfile::TempDir) {
    let (mut app, folder) = ringing(scenario, mode);
    greet(&mut app);
    (app, folder)
}

fn greet(app: &mut App) {
    key(app, &[], 'a');
    key(app, &[], 'g');
    pass(app, 7);
}

#[test]
fn the_phone_rings_is_answered_and_shows_who_speaks() {
    let (mut app, _folder) = ringing("bits_for_my_sister", Mode::Practice);
    assert_eq!(app.world().resource::<Sounding>().0, [SoundId::Ring]);
    assert!(is_shown(&mut app, "A few bits for my sister"));
    assert!(is_shown(&mut app, "Ringing"));
    key(&mut app, &[], 'a');
    assert_eq!(call(&app).phase(), Phase::Talking);
    assert_eq!(app.world().resource::<Sounding>().0, [SoundId::PickUp]);
    key(&mut app, &[], 'g');
    let said = call(&app).speaking().map(|(by, text, ..)| (by.clone(), text.to_owned()));
    let (by, whole) = said.expect("the greeting is being said");
    assert_eq!(by, Speaker::Operator);
    pass(&mut app, 1);
    assert!(!is_shown(&mut app, &whole), "it grows word by word");
    assert!(is_shown(&mut app, "You · speaking"));
    pass(&mut app, 8);
    assert!(is_shown(&mut app, &whole));
    assert!(is_shown(&mut app, "You · 00:00"));
}

#[test]
fn patience_and_hints_depend_on_the_mode() {
    let meters = |app: &mut App| {
        app.world_mut()
            .query::<(&Meter, &ChildOf)>()
            .iter(app.world())
            .map(|(_, above)| above.parent())
            .collect::<Vec<_>>()
    };
    for (mode, meter, hint) in
        [(Mode::Guided, true, true), (Mode::Practice, true, false), (Mode::Assessment, false, false)]
    {
        let (mut app, _folder) = answered("third_call_blender", mode);
        let shown = meters(&mut app)
            .iter()
            .any(|row| app.world().get::<Node>(*row).is_some_and(|node| node.display != Display::None));
        assert_eq!(shown, meter, "{mode:?}");
        assert_eq!(is_shown(&mut app, "Hint: "), hint, "{mode:?}");
    }
}

#[test]
fn plain_keys_say_and_typed_keys_write() {
    let (mut app, _folder) = answered("third_call_blender", Mode::Practice);
    key(&mut app, &[CTRL], 'n');
    type_text(&mut app, "m1");
    assert_eq!(call(&app).note(), "m1");
    assert!(!call(&app).is_muted(), "letters are typed, not done");
    key(&mut app, &[ALT], 'm');
    assert!(call(&app).is_muted(), "with Alt they are done");
    key(&mut app, &[ALT], 'm');
    pass(&mut app, 20);
    tap(&mut app, KeyCode::Escape, Key::Escape);
    assert_eq!(*dialog(&app), Dialog::None, "Escape leaves the field first");
    key(&mut app, &[], '1');
    assert!(happened(&app, |kind| matches!(kind, EventKind::ReplyGiven { .. })));
}

#[test]
fn a_key_is_in_the_field_within_two_frames() {
    let (mut app, _folder) = answered("third_call_blender", Mode::Practice);
    key(&mut app, &[CTRL], '3');
    frames(&mut app, 3);
    let input = app.world().resource::<InputFocus>().get().expect("the first empty field has the focus");
    let window = app.world_mut().query_filtered::<Entity, With<Window>>().single(app.world()).expect("a window");
    app.world_mut().write_message(bevy::input::keyboard::KeyboardInput {
        key_code: KeyCode::KeyC,
        logical_key: Key::Character("c".into()),
        state: bevy::input::ButtonState::Pressed,
        text: Some("c".into()),
        repeat: false,
        window,
    });
    frames(&mut app, 2);
    assert_eq!(app.world().get::<EditableText>(input).expect("a field").value(), "c");
    let front = call(&app).front().expect("a form").clone();
    assert!(front.is_unsaved() && front.values.iter().any(|value| value == "c"), "and in the call");
}

#[test]
fn a_record_is_found_opened_and_written_by_keyboard() {
    let (mut app, _folder) = answered("third_call_blender", Mode::Practice);
    let caller = call(&app).setup().facts.get("caller.name").expect("the caller has a name").clone();
    key(&mut app, &[CTRL], 'f');
    type_text(&mut app, &caller);
    frames(&mut app, 2);
    assert!(is_shown(&mut app, &caller));
    assert!(!happened(&app, |kind| matches!(kind, EventKind::Searched { .. })), "nobody paused yet");
    tap(&mut app, KeyCode::Enter, Key::Enter);
    assert!(happened(&app, |kind| matches!(kind, EventKind::Searched { text } if *text == caller)));
    assert!(call(&app).front().is_some_and(|form| form.id.is_some()));
    assert!(is_shown(&mut app, "What belongs to it: "), "the caller has orders");
    // A complaint takes over the customer.
    key(&mut app, &[CTRL], '3');
    frames(&mut app, 3);
    let customer = call(&app).setup().facts.get("caller.id").expect("an id").clone();
    assert_eq!(call(&app).front().expect("a form").values[0], customer);
    type_text(&mut app, "TW1");
    assert!(is_shown(&mut app, "Not saved yet. A transfer would lose it."));
    assert!(is_shown(&mut app, "No such number here."));
    key(&mut app, &[CTRL], 's');
    frames(&mut app, 2);
    assert!(happened(&app, |kind| matches!(kind, EventKind::SaveRefused { .. })));
    assert!(is_shown(&mut app, "This is needed."), "the category");
    // The keyboard stands on it.
    tap(&mut app, KeyCode::ArrowDown, Key::ArrowDown);
    key(&mut app, &[], 'd');
    tap(&mut app, KeyCode::Enter, Key::Enter);
    key(&mut app, &[CTRL], 's');
    frames(&mut app, 2);
    assert!(happened(&app, |kind| matches!(kind, EventKind::RowSaved { new: true, .. })));
    assert!(is_shown(&mut app, "is saved."));
}

#[test]
fn a_quick_hand_opens_what_it_typed() {
    const ENTER: (KeyCode, Key) = (KeyCode::Enter, Key::Enter);
    let (mut app, _folder) = answered("when_is_my_money", Mode::Practice);
    let order = call(&app).setup().canonical("order.id");
    key(&mut app, &[CTRL], 'f');
    // What half of it finds is shown, and must not be opened.
    type_text(&mut app, &order[..3]);
    type_at_once(&mut app, &order[3..], ENTER);
    assert_eq!(call(&app).front().and_then(|form| form.id.clone()), Some(order));
    key(&mut app, &[CTRL], 'k');
    type_at_once(&mut app, "A09", ENTER);
    assert!(happened(&app, |kind| matches!(kind, EventKind::ArticleOpened { id } if id == "A09")));
    // Letters after Tab belong to the field where Tab leads.
    key(&mut app, &[CTRL], '5');
    frames(&mut app, 2);
    key(&mut app, &[CTRL], 'n');
    type_at_once(&mut app, "one", (KeyCode::Tab, Key::Tab));
    assert_eq!(call(&app).note(), "one");
}

#[test]
fn tabs_show_the_form_in_front_and_closing_asks_before_it_loses() {
    let (mut app, _folder) = answered("third_call_blender", Mode::Practice);
    key(&mut app, &[CTRL], '3');
    key(&mut app, &[CTRL], '5');
    frames(&mut app, 3);
    let selected = |app: &mut App| {
        let mut tabs = app.world_mut().query_filtered::<(&Caption, Has<KeyShown>), With<Selected>>();
        tabs.iter(app.world()).filter(|(_, key)| !key).map(|(caption, _)| caption.0.clone()).collect::<Vec<_>>()
    };
    assert_eq!(selected(&mut app), ["New enquiry"]);
    type_text(&mut app, "x");
    frames(&mut app, 2);
    assert_eq!(selected(&mut app), ["New enquiry •"]);
    key(&mut app, &[CTRL], 'w');
    frames(&mut app, 2);
    assert_eq!(*dialog(&app), Dialog::Confirm);
    key(&mut app, &[], 'd');
    frames(&mut app, 3);
    assert_eq!(*dialog(&app), Dialog::None);
    assert_eq!(selected(&mut app), ["New complaint"]);
    key(&mut app, &[CTRL], 'w');
    frames(&mut app, 3);
    assert!(call(&app).forms().is_empty(), "what holds nothing goes without a question");
}

#[test]
fn an_article_is_read_and_says_that_it_is_out_of_date() {
    let (mut app, _folder) = answered("when_is_my_money", Mode::Assessment);
    key(&mut app, &[CTRL], 'k');
    type_text(&mut app, "A11");
    frames(&mut app, 2);
    assert!(!is_shown(&mut app, "Out of date"));
    tap(&mut app, KeyCode::Enter, Key::Enter);
    assert!(happened(&app, |kind| matches!(kind, EventKind::ArticleOpened { id } if id == "A11")));
    assert!(is_shown(&mut app, "Out of date since 1 March 2025"));
}

#[test]
fn identity_is_verified_by_two_proofs() {
    let (mut app, _folder) = answered("third_call_blender", Mode::Practice);
    pass(&mut app, 15);
    key(&mut app, &[], 'v');
    frames(&mut app, 2);
    assert_eq!(*dialog(&app), Dialog::About);
    key(&mut app, &[], '1');
    assert!(!happened(&app, |kind| matches!(kind, EventKind::MoveMade { about, .. } if about.len() == 2)));
    key(&mut app, &[], '3');
    frames(&mut app, 2);
    assert!(happened(&app, |kind| matches!(kind, EventKind::MoveMade { about, .. } if about.len() == 2)));
    assert_eq!(*dialog(&app), Dialog::None);
}

#[test]
fn a_warm_transfer_consults_and_comes_back() {
    let (mut app, _folder) = answered("bits_for_my_sister", Mode::Practice);
    key(&mut app, &[], 't');
    frames(&mut app, 2);
    assert_eq!(*dialog(&app), Dialog::Transfer);
    key(&mut app, &[], 'w');
    assert_eq!(call(&app).phase(), Phase::Talking, "no department is chosen yet");
    key(&mut app, &[], '2');
    key(&mut app, &[], 'w');
    frames(&mut app, 2);
    assert_eq!(call(&app).phase(), Phase::Consulting);
    assert!(is_shown(&mut app, "Ringing Deliveries"));
    assert!(app.world().resource::<Sounding>().0.contains(&SoundId::RingBack));
    key(&mut app, &[], 'h');
    frames(&mut app, 2);
    assert_eq!(call(&app).phase(), Phase::Talking);
    assert!(!app.world().resource::<Sounding>().0.contains(&SoundId::Hold));
}

#[test]
fn the_transfer_says_who_is_closed_and_who_takes_calls_one_way_only() {
    let evening = edited_pack("evening", "2026-10-13T10:20", "2026-10-13T17:40");
    let packs = steadyline::scenario::folder(evening.path()).expect("the pack is there").packs;
    let (mut app, _folder) = ringing_in(Library::new(packs, vec![]), "bits_for_my_sister", Mode::Practice);
    greet(&mut app);
    key(&mut app, &[], 't');
    frames(&mut app, 2);
    for state in ["Claims: closed now, warm only", "Deliveries: open, 2 min", "Product Advice: closed now, blind only"]
    {
        let shown = app.world_mut().query::<&Text>().iter(app.world()).any(|text| text.0 == state);
        assert!(shown, "{state}");
    }
    key(&mut app, &[], '1');
    key(&mut app, &[], 'w');
    frames(&mut app, 2);
    assert_eq!(call(&app).phase(), Phase::Talking);
    assert!(is_shown(&mut app, "That department is closed now."));
}

#[test]
fn what_lies_below_a_dialog_keeps_its_look() {
    let (mut app, _folder) = answered("bits_for_my_sister", Mode::Practice);
    let greyed = |app: &mut App| {
        let mut buttons = app.world_mut().query_filtered::<&Does, With<InteractionDisabled>>();
        let mut greyed: Vec<&str> = buttons.iter(app.world()).map(|does| does.0).collect();
        greyed.sort_unstable();
        greyed.join(" ")
    };
    let before = greyed(&mut app);
    assert!(before.contains("desk.save") && !before.contains("desk.mute"), "{before}");
    key(&mut app, &[], 'e');
    assert_eq!(*dialog(&app), Dialog::Confirm);
    assert_eq!(greyed(&mut app), before);
    key(&mut app, &[], 'm');
    assert!(!call(&app).is_muted(), "and does nothing");
}

#[test]
fn days_are_written_as_people_write_them() {
    let (mut app, _folder) = answered("bits_for_my_sister", Mode::Practice);
    let id = {
        let call = call(&app);
        let orders = call.setup().pack.table_index("orders").expect("there are orders");
        call.database().rows(orders).next().expect("an order").id.clone()
    };
    let open = move |mut operator: Operator| {
        operator.act(Action::Open { table: "orders".to_owned(), id: id.clone() });
    };
    app.world_mut().run_system_once(open).expect("it is opened");
    frames(&mut app, 4);
    let fields: Vec<String> =
        app.world_mut().query::<&FieldText>().iter(app.world()).map(|text| text.0.clone()).collect();
    assert!(fields.iter().any(|text| text.ends_with(" 2026")), "{fields:?}");
    let texts = app.world_mut().query::<&Text>().iter(app.world()).map(|text| text.0.clone()).collect::<Vec<_>>();
    let kept: Vec<_> = fields.iter().chain(&texts).filter(|text| text.contains("2026-")).collect();
    assert!(kept.is_empty(), "{kept:?}");
    assert!(!call(&app).front().expect("the order is open").is_unsaved(), "showing it changes nothing");
}

#[test]
fn what_cannot_be_done_is_told() {
    let (mut app, _folder) = answered("third_call_blender", Mode::Practice);
    pass(&mut app, 15);
    key(&mut app, &[], 'm');
    key(&mut app, &[], '1');
    frames(&mut app, 2);
    assert_eq!(app.world_mut().query::<&Shown>().iter(app.world()).count(), 1);
    assert!(is_shown(&mut app, "You are muted: the caller cannot hear you."));
}

#[test]
fn leaving_keeps_the_call_and_leaves_nothing_behind() {
    let (mut app, _folder) = answered("third_call_blender", Mode::Practice);
    tap(&mut app, KeyCode::Escape, Key::Escape);
    assert_eq!(*dialog(&app), Dialog::Confirm);
    key(&mut app, &[], 'l');
    frames(&mut app, 4);
    assert_eq!(*screen(&app), Screen::Home);
    assert_eq!(*dialog(&app), Dialog::None);
    assert!(app.world().resource::<Session>().live.is_none());
    assert!(app.world().resource::<Sounding>().0.iter().all(|sound| !matches!(sound, SoundId::Ring | SoundId::Hold)));
    assert!(!is_shown(&mut app, "What was said"));
    assert_eq!(app.world_mut().query::<&Modal>().iter(app.world()).count(), 0);
}

#[test]
fn every_action_of_the_desk_has_words_and_can_be_tried() {
    let (mut app, _folder) = answered("bits_for_my_sister", Mode::Practice);
    let all: Vec<(&'static str, String)> = app
        .world()
        .resource::<Actions>()
        .iter()
        .map(|action| (action.spec.id, action.label.clone()))
        .filter(|(id, _)| id.starts_with("desk."))
        .collect();
    assert!(all.len() > 40);
    for (id, label) in all {
        assert!(!label.contains('⟨') && label != id, "{id} has no label");
        if id == "desk.leave_now" || id == "desk.end_now" {
            continue;
        }
        run(id).apply(app.world_mut()).expect("it can be tried");
        frames(&mut app, 2);
        app.world_mut().resource_mut::<NextState<Dialog>>().set(Dialog::None);
        frames(&mut app, 2);
    }
    assert_eq!(*screen(&app), Screen::Desk);
}

/// The digit of the reply that the author likes best.
fn best(call: &Call) -> Option<char> {
    let replies = call.replies();
    let rank = |mark: Mark| match mark {
        Mark::Good => 0,
        Mark::Adequate => 1,
        Mark::Tempting => 2,
        Mark::Bad => 3,
    };
    let at = (0..replies.len()).min_by_key(|at| rank(replies[*at].source.mark))?;
    char::from_digit(u32::try_from(at).ok()? + 1, 10)
}

#[test]
fn all_calls_are_taken_by_digits_alone() {
    /// By then even the good replies wait for records that nobody wrote.
    const LONG: u32 = 10;
    for scenario in ["third_call_blender", "when_is_my_money", "bits_for_my_sister"] {
        let (mut app, _folder) = answered(scenario, Mode::Practice);
        let mut said = 0;
        for _ in 0..600 {
            pass(&mut app, 1);
            if *screen(&app) != Screen::Desk {
                break;
            }
            let turn = call(&app).speaking().is_none() && !call(&app).others_are_next();
            if let Some(digit) = best(call(&app)).filter(|_| turn && said < LONG) {
                key(&mut app, &[], digit);
                said += 1;
            } else if said >= LONG {
                key(&mut app, &[], 'e');
                frames(&mut app, 2);
                key(&mut app, &[], 'e');
                frames(&mut app, 3);
            }
        }
        assert_eq!(*screen(&app), Screen::WrapUp, "{scenario} after {said} replies");
        assert!(said >= 5, "{scenario}: {said} replies");
    }
}
