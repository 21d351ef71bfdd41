//! The screens round a call: signing in, choosing, the briefing, the wrap-up, all attempts, the settings.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use bevy::input::keyboard::Key;
use bevy::prelude::*;
use bevy::ui_widgets::Activate;
use steadyline::app::actions::{Actions, Does, is_available, run};
use steadyline::app::session::{Chosen, Library, Operator, Session};
use steadyline::app::ui::prelude::*;
use steadyline::app::voice::VoiceSettings;
use steadyline::app::{Dialog, House, Screen, open_house};
use steadyline::call::{Action, Mode, Phase};
use steadyline::cli::Common;
use steadyline::scenario::bundled;
use steadyline::store::Store;
use tempfile::TempDir;

use crate::harness::{app_on, edited_pack, focus, frames, press, type_text};

/// Answers of the store's thread come within this.
const PATIENCE: Duration = Duration::from_secs(240);

pub fn house(data: PathBuf) -> impl FnOnce(&mut App) {
    move |app| open_house(app, House { library: Library::new(bundled().packs, vec![]), data })
}

pub fn app(screen: Screen) -> (App, TempDir) {
    let data = tempfile::tempdir().expect("a folder");
    let app = app_on(screen, house(data.path().to_path_buf()));
    (app, data)
}

/// Lets frames pass until something holds: the store answers from a thread of its own.
pub fn until(app: &mut App, what: &str, holds: impl Fn(&mut App) -> bool) {
    let begun = Instant::now();
    while !holds(app) {
        assert!(begun.elapsed() < PATIENCE, "waited in vain: {what}; on screen: {:?}", texts(app));
        std::thread::sleep(Duration::from_millis(2));
        frames(app, 1);
    }
    frames(app, 2);
}

pub fn screen(app: &App) -> Screen {
    *app.world().resource::<State<Screen>>().get()
}

pub fn go(app: &mut App, to: Screen) {
    app.world_mut().resource_mut::<NextState<Screen>>().set(to);
    frames(app, 3);
}

pub fn texts(app: &mut App) -> Vec<String> {
    let mut query = app.world_mut().query::<&Text>();
    query.iter(app.world()).map(|text| text.0.clone()).filter(|text| !text.is_empty()).collect()
}

pub fn shows(app: &mut App, words: &str) -> bool {
    texts(app).iter().any(|text| text.contains(words))
}

pub fn act(app: &mut App, id: &'static str) {
    app.world_mut().commands().queue(run(id));
    frames(app, 3);
}

pub fn can(app: &App, id: &str) -> bool {
    let action = app.world().resource::<Actions>().get(id).unwrap_or_else(|| panic!("there is an action {id}")).clone();
    is_available(app.world(), &action.spec)
}

/// The field with this label.
fn field(app: &mut App, label: &str) -> Entity {
    let mut query = app.world_mut().query::<(Entity, &FieldParts)>();
    let found: Vec<_> = query.iter(app.world()).map(|(field, parts)| (field, parts.input)).collect();
    let named = |input: Entity| {
        app.world().get::<bevy::a11y::AccessibilityNode>(input).and_then(|node| node.label().map(str::to_owned))
    };
    let found = found.into_iter().find(|(_, input)| named(*input).as_deref() == Some(label));
    found.unwrap_or_else(|| panic!("there is a field {label}")).0
}

pub fn type_into(app: &mut App, label: &str, words: &str) {
    let field = field(app, label);
    let input = app.world().get::<FieldParts>(field).expect("parts").input;
    focus(app, input);
    type_text(app, words);
}

/// The thing that a screen reader calls by a name that begins so.
pub fn named(app: &mut App, start: &str) -> Entity {
    let mut query = app.world_mut().query::<(Entity, &bevy::a11y::AccessibilityNode)>();
    let found = query.iter(app.world()).find(|(_, node)| node.label().is_some_and(|label| label.starts_with(start)));
    found.unwrap_or_else(|| panic!("there is something called {start}")).0
}

pub fn choose_row(app: &mut App, start: &str) {
    let row = named(app, start);
    let list = app.world().get::<ChildOf>(row).expect("in a list").parent();
    app.world_mut().trigger(RowChosen { list, row });
    frames(app, 3);
}

pub fn sign_in(app: &mut App, name: &str) {
    type_into(app, "Your name", name);
    press(app, &[], KeyCode::Enter, Key::Enter);
    until(app, "home opens", |app| screen(app) == Screen::Home);
}

#[test]
fn a_new_person_signs_in_with_enter_and_an_empty_name_gets_a_hint() {
    let (mut app, _data) = app(Screen::SignIn);
    act(&mut app, "sign_in.go_on");
    assert!(shows(&mut app, "Write your name"), "{:?}", texts(&mut app));
    sign_in(&mut app, "  Amina   Otieno ");
    assert_eq!(app.world().resource::<Session>().who, "Amina Otieno");
    assert!(!shows(&mut app, "Your name"), "nothing of the sign-in is left");
    assert!(shows(&mut app, "Attempts are kept in"));
    assert!(shows(&mut app, "No sound can be heard"), "the sound is off in tests");
    until(&mut app, "no call was tried yet", |app| shows(app, "Not yet tried"));
}

#[test]
fn a_mode_and_a_call_lead_to_the_briefing_and_the_call_rings() {
    let (mut app, _data) = app(Screen::SignIn);
    sign_in(&mut app, "Ben");
    choose_row(&mut app, "Guided.");
    assert_eq!(app.world().resource::<Session>().mode, Mode::Guided);
    choose_row(&mut app, "Third call about a blender");
    assert_eq!(screen(&app), Screen::Briefing);
    for part in ["A customer rings about a late parcel", "withheld", "Customer line", "pass mark", "Guided"] {
        assert!(shows(&mut app, part), "the briefing says {part}: {:?}", texts(&mut app));
    }
    act(&mut app, "briefing.back");
    assert_eq!(screen(&app), Screen::Home);
    choose_row(&mut app, "Third call about a blender");
    act(&mut app, "briefing.start");
    until(&mut app, "the desk opens", |app| screen(app) == Screen::Desk);
    assert!(!shows(&mut app, "What is scored"), "nothing of the briefing is left");
}

/// Lets a call of the retailer ring for whoever has signed in.
pub fn ring(app: &mut App) {
    let pack = app
        .world()
        .resource::<Library>()
        .packs
        .iter()
        .find(|pack| pack.id == "tamblewick")
        .expect("the retailer ships")
        .clone();
    let scenario = pack.scenario("third_call_blender").expect("it ships").clone();
    app.world_mut().resource_mut::<Session>().chosen = Some(Chosen { pack, scenario, twin: false });
    go(app, Screen::Briefing);
    act(app, "briefing.start");
    until(app, "the desk opens", |app| screen(app) == Screen::Desk);
}

/// Takes a call to its wrap-up with a form that has something unsaved in it.
pub fn to_wrap_up(app: &mut App, name: &str) {
    sign_in(app, name);
    ring(app);
    let form = 1;
    let value = "late over 14 days".to_owned();
    for action in [
        Action::Answer,
        Action::Create { table: "complaints".to_owned() },
        Action::Type { form, field: "category".to_owned(), value },
        Action::End,
    ] {
        app.world_mut().run_system_cached_with(do_it, action).expect("it runs");
        frames(app, 2);
    }
    until(app, "the wrap-up opens", |app| screen(app) == Screen::WrapUp);
}

pub fn do_it(action: In<Action>, mut operator: Operator) {
    operator.act(action.0);
}

#[test]
fn the_wrap_up_tells_what_was_lost_and_finishes_with_a_code() {
    let (mut app, _data) = app(Screen::SignIn);
    to_wrap_up(&mut app, "Cleo");
    assert!(shows(&mut app, "Lost: typed, and not saved"), "{:?}", texts(&mut app));
    assert!(shows(&mut app, "late over 14 days"));
    assert!(shows(&mut app, "You ended the call."));
    assert!(!can(&app, "wrap_up.finish"), "a code is needed");
    type_into(&mut app, "What was this call?", "over 14");
    assert!(!shows(&mut app, "Return arranged"), "the list is narrowed");
    press(&mut app, &[], KeyCode::Enter, Key::Enter);
    assert!(shows(&mut app, "LT3 · Parcel late, over 14 days"), "{:?}", texts(&mut app));
    let tick = named(&mut app, "Warning given");
    focus(&mut app, tick);
    press(&mut app, &[], KeyCode::Space, Key::Space);
    type_into(&mut app, "Note for whoever takes the next call", "a b c");
    assert!(shows(&mut app, "3 of 60 words"));
    assert!(can(&app, "wrap_up.finish"));
    act(&mut app, "wrap_up.finish");
    until(&mut app, "the debrief opens", |app| screen(app) == Screen::Debrief);
    assert!(!shows(&mut app, "What was this call?"));
}

fn type_in(app: &mut App, field: &str, value: &str) {
    let action = Action::Type { form: 2, field: field.to_owned(), value: value.to_owned() };
    app.world_mut().run_system_cached_with(do_it, action).expect("it runs");
    frames(app, 2);
}

/// What stands in a field of the form that is open in the wrap-up.
fn in_form(app: &App, field: &str) -> String {
    let live = app.world().resource::<Session>().live.as_ref().expect("a call");
    let form = live.call.form(2).expect("the form is open");
    let slot = live.call.setup().pack.tables[form.table].field_index(field).expect("there is such a field");
    form.values[slot].clone()
}

#[test]
fn what_is_still_open_can_be_put_right_and_saved_in_the_wrap_up() {
    let (mut app, _data) = app(Screen::SignIn);
    to_wrap_up(&mut app, "Hal");
    let create = Action::Create { table: "complaints".to_owned() };
    app.world_mut().run_system_cached_with(do_it, create).expect("it runs");
    type_in(&mut app, "category", "late over 14 days");
    go(&mut app, Screen::WrapUp);
    frames(&mut app, 4);
    assert!(shows(&mut app, "Not saved yet. Finishing loses it."), "{:?}", texts(&mut app));
    assert!(shows(&mut app, "Records that are still open"));
    type_into(&mut app, "Contact phone", "12");
    assert_eq!(in_form(&app, "contact_phone"), "12", "the field of the form takes typing");
    act(&mut app, "wrap_up.save");
    frames(&mut app, 3);
    assert!(shows(&mut app, "Not saved: ") && shows(&mut app, "A phone number has 5 to 15 digits."));
    assert!(shows(&mut app, "This is needed."), "{:?}", texts(&mut app));
    assert_eq!(
        (in_form(&app, "contact_phone"), in_form(&app, "category")),
        ("12".to_owned(), "late over 14 days".to_owned())
    );
    assert!(can(&app, "wrap_up.save"), "nothing was saved");
    let customer = {
        let live = app.world().resource::<Session>().live.as_ref().expect("a call");
        let customers = live.call.setup().pack.table_index("customers").expect("there are customers");
        live.call.database().rows(customers).next().expect("a customer").id.clone()
    };
    type_in(&mut app, "customer", &customer);
    type_in(&mut app, "contact_phone", "07700 900123");
    act(&mut app, "wrap_up.save");
    frames(&mut app, 3);
    assert!(shows(&mut app, "is saved."), "{:?}", texts(&mut app));
    assert!(!can(&app, "wrap_up.save"));
}

#[test]
fn a_note_that_is_too_long_has_to_be_shortened() {
    let (mut app, _data) = app(Screen::SignIn);
    to_wrap_up(&mut app, "Dev");
    choose_row(&mut app, "LT3, ");
    assert!(can(&app, "wrap_up.finish"));
    type_into(&mut app, "Note for whoever takes the next call", &"a ".repeat(61));
    assert!(!can(&app, "wrap_up.finish"));
    assert!(shows(&mut app, "The note is 1 word too long."), "{:?}", texts(&mut app));
}

#[test]
fn an_interrupted_call_is_offered_and_resumed() {
    let (mut app, _data) = app(Screen::SignIn);
    to_wrap_up(&mut app, "Eve");
    app.world_mut().resource_mut::<Session>().live = None;
    go(&mut app, Screen::Home);
    until(&mut app, "the interrupted call is offered", |app| shows(app, "Interrupted calls"));
    assert!(can(&app, "home.resume"));
    act(&mut app, "home.resume");
    until(&mut app, "the call goes on where it was", |app| screen(app) == Screen::WrapUp);
    let session = app.world().resource::<Session>();
    assert_eq!(session.live.as_ref().map(|live| live.call.phase()), Some(Phase::WrapUp));
    assert!(shows(&mut app, "Lost: typed, and not saved"));
}

#[test]
fn all_attempts_are_listed_sorted_filtered_and_opened() {
    let (mut app, data) = app(Screen::SignIn);
    to_wrap_up(&mut app, "Fay");
    choose_row(&mut app, "CMP, ");
    act(&mut app, "wrap_up.finish");
    until(&mut app, "the debrief opens", |app| screen(app) == Screen::Debrief);
    go(&mut app, Screen::SignIn);
    to_wrap_up(&mut app, "Gil");
    app.world_mut().resource_mut::<Session>().live = None;
    go(&mut app, Screen::Attempts);
    until(&mut app, "two attempts", |app| shows(app, "2 attempts."));
    assert!(shows(&mut app, "Not passed") && shows(&mut app, "Interrupted"));
    let order = |app: &mut App| -> Vec<String> {
        let list = list_named(app, "All attempts");
        let rows: Vec<Entity> = app.world().get::<Children>(list).map(|rows| rows.iter().collect()).unwrap_or_default();
        rows.iter()
            .filter_map(|row| {
                app.world().get::<bevy::a11y::AccessibilityNode>(*row)?.label().map(|label| label[..3].to_owned())
            })
            .collect()
    };
    assert_eq!(order(&mut app), ["Gil", "Fay"], "the newest first");
    act(&mut app, "attempts.sort_person");
    until(&mut app, "sorted by person", |app| order(app) == ["Fay", "Gil"]);
    act(&mut app, "attempts.sort_person");
    until(&mut app, "and the other way round", |app| order(app) == ["Gil", "Fay"]);
    type_into(&mut app, "Find", "fay");
    until(&mut app, "only Fay", |app| shows(app, "1 attempt fits the filters."));
    act(&mut app, "attempts.clear");
    until(&mut app, "both again", |app| shows(app, "2 attempts."));
    choose_row(&mut app, "Gil, ");
    assert_eq!(screen(&app), Screen::Attempts, "an interrupted call has no debrief");
    assert!(can(&app, "attempts.resume"));
    choose_row(&mut app, "Fay, ");
    until(&mut app, "the debrief opens", |app| screen(app) == Screen::Debrief);
    assert_eq!(app.world().resource::<Session>().debrief.as_ref().map(|debrief| debrief.person.as_str()), Some("Fay"));
    drop(app);
    assert!(data.path().join("steadyline.db").is_file());
}

/// The list with a name: a screen's scroll area may have the same.
fn list_named(app: &mut App, name: &str) -> Entity {
    let mut query = app.world_mut().query::<(Entity, &bevy::a11y::AccessibilityNode)>();
    let found =
        query.iter(app.world()).find(|(_, node)| node.label() == Some(name) && node.role() == accesskit::Role::ListBox);
    found.expect("the list").0
}

#[test]
fn settings_are_kept_and_come_back() {
    let (mut app, data) = app(Screen::Settings);
    until(&mut app, "the settings are shown", |app| shows(app, "70 %"));
    choose_row(&mut app, "Dark");
    choose_row(&mut app, "150 %");
    act(&mut app, "settings.quieter");
    assert_eq!(app.world().resource::<Theme>().0, ThemeKind::Dark);
    assert!(shows(&mut app, "60 %"));
    type_into(&mut app, "Folder with packs of your own", "/no/such/folder");
    press(&mut app, &[], KeyCode::Enter, Key::Enter);
    frames(&mut app, 2);
    assert!(shows(&mut app, "There is no such folder here"));
    type_into(&mut app, "Command of a speech engine", "say {text} {out}");
    press(&mut app, &[], KeyCode::Enter, Key::Enter);
    frames(&mut app, 2);
    assert!(shows(&mut app, "could be taken for an option"));
    assert_eq!(app.world().resource::<VoiceSettings>().engine, "", "it is not kept");
    act(&mut app, "settings.back");
    assert_eq!(screen(&app), Screen::SignIn, "nobody has signed in yet");
    drop(app);
    let_go(data.path());
    let mut app = app_on(Screen::SignIn, house(data.path().to_path_buf()));
    until(&mut app, "the settings come back", |app| app.world().resource::<Theme>().0 == ThemeKind::Dark);
    assert_eq!(app.world().resource::<TextSize>().percent(), 150);
    assert_eq!(app.world().resource::<VoiceSettings>().engine, "");
    app.world_mut().resource_mut::<NextState<Screen>>().set(Screen::Settings);
    frames(&mut app, 4);
    type_into(&mut app, "Command of a speech engine", "say -o {out} {text_file}");
    press(&mut app, &[], KeyCode::Enter, Key::Enter);
    frames(&mut app, 2);
    drop(app);
    let_go(data.path());
    let mut app = app_on(Screen::SignIn, house(data.path().to_path_buf()));
    let engine = |app: &App| app.world().resource::<VoiceSettings>().engine.clone();
    until(&mut app, "the engine comes back", |app| engine(app) == "say -o {out} {text_file}");
}

/// Waits until the store's thread has let a folder go.
fn let_go(data: &Path) {
    let begun = Instant::now();
    while Store::open(data).is_err() {
        assert!(begun.elapsed() < PATIENCE, "the folder is let go");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_folder_of_packs_is_read_at_the_next_start() {
    let own = edited_pack("hill_and_dale", "name: \"Tamblewick\"", "name: \"Hill & Dale\"");
    let (mut app, data) = app(Screen::Settings);
    frames(&mut app, 4);
    assert!(shows(&mut app, "Read when Steadyline starts."));
    type_into(&mut app, "Folder with packs of your own", &own.path().display().to_string());
    press(&mut app, &[], KeyCode::Enter, Key::Enter);
    frames(&mut app, 2);
    assert!(shows(&mut app, "Kept. It is read when Steadyline next starts."), "{:?}", texts(&mut app));
    assert_eq!(app.world().resource::<Library>().packs.len(), bundled().packs.len(), "not before");
    drop(app);
    let_go(data.path());
    let common = Common { scenarios: None, data: Some(data.path().to_path_buf()) };
    let opened = steadyline::cli::house(&common).expect("the house opens");
    assert!(opened.library.faults.is_empty(), "{:?}", opened.library.faults);
    let mut app = app_on(Screen::Home, |app| open_house(app, opened));
    frames(&mut app, 4);
    assert!(shows(&mut app, "Hill & Dale") && shows(&mut app, "Tamblewick"), "{:?}", texts(&mut app));
    drop((app, own));
    let_go(data.path());
    let opened = steadyline::cli::house(&common).expect("a folder that is gone does not keep the house shut");
    let packs = bundled().packs.len();
    assert_eq!((opened.library.packs.len(), opened.library.faults.len()), (packs, 1), "{:?}", opened.library.faults);
}

#[test]
fn a_practice_database_is_reset_after_a_question() {
    let (mut app, _data) = app(Screen::Settings);
    frames(&mut app, 4);
    let entity = named(&mut app, "Reset ");
    app.world_mut().trigger(Activate { entity });
    frames(&mut app, 3);
    assert_eq!(app.world().resource::<State<Dialog>>().get(), &Dialog::Confirm);
    act(&mut app, "settings.reset");
    until(&mut app, "it is told", |app| shows(app, "is as it was at first"));
    assert_eq!(app.world().resource::<State<Dialog>>().get(), &Dialog::None);
}

#[test]
fn every_button_of_these_screens_has_an_action_with_words() {
    for screen in [Screen::SignIn, Screen::Home, Screen::Attempts, Screen::Settings] {
        let (mut app, _data) = app(screen);
        frames(&mut app, 4);
        let does: Vec<&'static str> = app.world_mut().query::<&Does>().iter(app.world()).map(|does| does.0).collect();
        assert!(!does.is_empty());
        for id in does {
            let label = app.world().resource::<Actions>().get(id).map(|action| action.label.clone());
            assert!(label.is_some_and(|label| !label.contains('⟨')), "{id} has a label");
        }
        let missing: Vec<String> = texts(&mut app).into_iter().filter(|text| text.contains('⟨')).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}
