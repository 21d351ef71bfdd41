//! Assignments in the window: a supervisor gives something to practise, the trainee finds it at home, and its end is seen.

use bevy::input::keyboard::Key;
use bevy::prelude::*;
use bevy::ui_widgets::Activate;
use steadyline::app::assigned::ToDo;
use steadyline::app::session::{Operator, Session};
use steadyline::app::ui::prelude::ChoiceValue;
use steadyline::app::{Dialog, Screen};
use steadyline::call::Mode;
use steadyline::store::Role;

use crate::entry::people;
use crate::harness::{app_on, frames, press};
use crate::screens_round::{
    act, can, choose_row, do_it, go, house, named, screen, shows, sign_in, texts, type_into, until,
};

const PEOPLE: [(&str, Role, &str); 3] = [
    ("Sol Berg", Role::Supervisor, "Harbour"),
    ("Amina Otieno", Role::Trainee, "Harbour"),
    ("Ben Carrow", Role::Trainee, "Hill"),
];

fn dialog(app: &App) -> Dialog {
    *app.world().resource::<State<Dialog>>().get()
}

/// Chooses the option that begins so in the choice with a label.
fn choose(app: &mut App, label: &str, start: &str) {
    let mut choices = app.world_mut().query::<(Entity, &steadyline::app::ui::prelude::ChoiceOptions)>();
    let found: Vec<(Entity, Vec<String>)> =
        choices.iter(app.world()).map(|(entity, options)| (entity, options.0.clone())).collect();
    let (choice, at) = found
        .iter()
        .find_map(|(entity, options)| Some((*entity, options.iter().position(|option| option.starts_with(start))?)))
        .unwrap_or_else(|| panic!("{label} offers {start}: {found:?}"));
    app.world_mut().entity_mut(choice).insert(ChoiceValue(Some(at)));
    frames(app, 2);
}

fn keep(app: &mut App) {
    press(app, &[(KeyCode::ControlLeft, Key::Control)], KeyCode::KeyS, Key::Character("s".into()));
}

fn as_supervisor(app: &mut App) {
    go(app, Screen::SignIn);
    sign_in(app, "Sol Berg");
    until(app, "a supervisor", |app| can(app, "home.team"));
    act(app, "home.team");
    act(app, "team.assignments");
    until(app, "whom they may give something", |app| can(app, "team.assign"));
}

/// A call of the retailer, ended as soon as it is answered.
fn take_call(app: &mut App) {
    act(app, "briefing.start");
    until(app, "the desk opens", |app| screen(app) == Screen::Desk);
    for action in [steadyline::call::Action::Answer, steadyline::call::Action::End] {
        app.world_mut().run_system_cached_with(do_it, action).expect("it runs");
    }
    until(app, "the wrap-up opens", |app| screen(app) == Screen::WrapUp);
    choose_row(app, "CMP, ");
    act(app, "wrap_up.finish");
    until(app, "the debrief opens", |app| screen(app) == Screen::Debrief);
    let finished = |app: &App| app.world().resource::<Session>().debrief.as_ref().is_some_and(|of| of.id.is_some());
    until(app, "it is kept", |app| finished(app));
}

#[test]
fn what_is_assigned_stands_at_home_is_begun_in_its_mode_and_runs_out() {
    let data = tempfile::tempdir().expect("a folder");
    people(data.path(), &PEOPLE, false);
    let mut app = app_on(Screen::SignIn, house(data.path().to_path_buf()));
    as_supervisor(&mut app);
    assert!(shows(&mut app, "Nothing is assigned"), "{:?}", texts(&mut app));
    press(&mut app, &[], KeyCode::KeyA, Key::Character("a".into()));
    frames(&mut app, 3);
    assert_eq!(dialog(&app), Dialog::Assign);
    keep(&mut app);
    frames(&mut app, 3);
    assert!(shows(&mut app, "Choose what, and to whom."));
    choose(&mut app, "What", "Third call about a blender");
    choose(&mut app, "Mode", "Assessment");
    choose(&mut app, "To whom", "Amina Otieno");
    type_into(&mut app, "Attempts allowed (empty for as many as they like)", "1");
    type_into(&mut app, "Days until it is due (empty for no day)", "x");
    keep(&mut app);
    frames(&mut app, 3);
    assert!(shows(&mut app, "Write a whole number from 1 to 365"), "{:?}", texts(&mut app));
    press(&mut app, &[], KeyCode::Backspace, Key::Backspace);
    keep(&mut app);
    until(&mut app, "it is assigned", |app| dialog(app) == Dialog::None);
    until(&mut app, "it is listed", |app| {
        app.world().resource::<ToDo>().all.len() == 1 && shows(app, "0 of 1 done, 0 attempts")
    });
    assert!(!shows(&mut app, "Ben Carrow"), "another team's people are not theirs");

    go(&mut app, Screen::SignIn);
    sign_in(&mut app, "Amina Otieno");
    until(&mut app, "it stands at home", |app| shows(app, "Assigned to you"));
    assert!(shows(&mut app, "one attempt left"), "{:?}", texts(&mut app));
    act(&mut app, "home.assigned");
    assert_eq!(screen(&app), Screen::Briefing);
    assert_eq!(app.world().resource::<Session>().mode, Mode::Assessment);
    take_call(&mut app);
    go(&mut app, Screen::Home);
    until(&mut app, "none is left", |app| shows(app, "no attempt is left"));
    assert!(!can(&app, "home.assigned"));
    choose_row(&mut app, "Third call about a blender. ");
    until(&mut app, "it says why", |app| shows(app, "All attempts that were assigned"));
    assert!(!can(&app, "briefing.start"), "nobody goes on until it fits");
    // Whichever way a call is begun, the store does not let it.
    app.world_mut().run_system_cached(|mut operator: Operator| operator.start_call()).expect("it runs");
    until(&mut app, "it is told", |app| shows(app, "No attempt at Third call about a blender is left"));
    assert!(app.world().resource::<Session>().live.is_none(), "it does not ring");
    app.world_mut().resource_mut::<Session>().mode = Mode::Practice;
    assert!(can(&app, "briefing.start"), "practising is free");

    as_supervisor(&mut app);
    until(&mut app, "how it went", |app| shows(app, "0 of 1 done, 1 attempt"));
    let entity = named(&mut app, "Take back: Third call about a blender");
    app.world_mut().trigger(Activate { entity });
    until(&mut app, "it is taken back", |app| shows(app, "Nothing is assigned"));
}
