//! The list of attempts as a supervisor looks through it.

use bevy::prelude::*;
use steadyline::app::Screen;
use steadyline::app::ui::prelude::{ChoiceOptions, ChoiceValue};
use steadyline::store::{Actor, Store};

use crate::harness::{app_on, focus, frames, press};
use crate::screens_round::{act, can, go, house, named, shows, texts, until};
use crate::team::keep;

/// Three people, 45 calls: more than a page shows.
fn calls() -> Vec<(&'static str, &'static str)> {
    let mut calls = vec![
        ("Amina Otieno", "third_call_blender.namesake"),
        ("Ben Carrow", "third_call_blender.cold"),
        ("Cora Ness", "third_call_blender.perfect"),
    ];
    calls.extend([("Amina Otieno", "when_is_my_money.perfect")].repeat(42));
    calls
}

fn choose(app: &mut App, start: &str) {
    let mut choices = app.world_mut().query::<(Entity, &ChoiceOptions)>();
    let found = choices
        .iter(app.world())
        .find_map(|(entity, options)| Some((entity, options.0.iter().position(|option| option.starts_with(start))?)));
    let (choice, index) = found.unwrap_or_else(|| panic!("{start} is offered"));
    app.world_mut().entity_mut(choice).insert(ChoiceValue(Some(index)));
    app.world_mut().trigger(steadyline::app::ui::prelude::ChoiceChanged { choice, index });
    frames(app, 2);
}

#[test]
fn a_list_is_narrowed_down_and_goes_on_page_by_page() {
    let data = tempfile::tempdir().expect("a folder");
    keep(data.path(), &calls());
    {
        let store = Store::open(data.path()).expect("opens");
        let now = jiff::Timestamp::now();
        store.join_team(&Actor::Owner, "Ben Carrow", "Harbour", now).expect("joined");
        store.join_team(&Actor::Owner, "Cora Ness", "Hill", now).expect("joined");
    }
    let mut app = app_on(Screen::SignIn, house(data.path().to_path_buf()));
    go(&mut app, Screen::Attempts);
    until(&mut app, "all of them", |app| shows(app, "45 attempts."));
    assert!(can(&app, "attempts.more"), "a page does not show all");
    act(&mut app, "attempts.more");
    until(&mut app, "the rest", |app| !can(app, "attempts.more"));
    let rows = |app: &mut App| {
        let mut named = app.world_mut().query::<&bevy::a11y::AccessibilityNode>();
        named
            .iter(app.world())
            .filter(|node| node.label().is_some_and(|label| label.starts_with("Amina Otieno, ")))
            .count()
    };
    assert_eq!(rows(&mut app), 43);
    choose(&mut app, "Harbour");
    until(&mut app, "one team", |app| shows(app, "1 attempt fits the filters."));
    assert!(shows(&mut app, "Ben Carrow"));
    choose(&mut app, "Cora Ness");
    until(&mut app, "nobody of another team", |app| shows(app, "No attempt fits the filters."));
    act(&mut app, "attempts.clear");
    until(&mut app, "all again", |app| shows(app, "45 attempts."));
    choose(&mut app, "Composure");
    until(&mut app, "who lost their composure", |app| shows(app, "1 attempt fits the filters."));
    assert!(shows(&mut app, "Ben Carrow"), "{:?}", texts(&mut app));
    act(&mut app, "attempts.clear");
    choose(&mut app, "Third call");
    until(&mut app, "one call", |app| shows(app, "3 attempts fit the filters."));
    act(&mut app, "attempts.clear");
    until(&mut app, "all again", |app| shows(app, "45 attempts."));
    let tick = named(&mut app, "Appeal waits");
    focus(&mut app, tick);
    press(&mut app, &[], KeyCode::Space, bevy::input::keyboard::Key::Space);
    until(&mut app, "nobody appealed", |app| shows(app, "No attempt fits the filters."));
}
