//! What every screen has: a list of its keys behind F1, and nodes that hang together.

use bevy::camera::visibility::InheritedVisibility;
use bevy::input::keyboard::Key;
use bevy::input_focus::InputFocus;
use bevy::prelude::*;
use steadyline::app::actions::{Actions, Does};
use steadyline::app::session::{Chosen, Library, Session};
use steadyline::app::ui::prelude::*;
use steadyline::app::{Dialog, Screen};
use steadyline::call::Action;

use crate::harness::{frames, press};
use crate::screens_round::{act, app, do_it, go, screen, to_wrap_up, until};

/// Looks at every screen, in the order in which a call leads through them.
fn on_every_screen(mut look: impl FnMut(&mut App)) {
    let (mut app, _data) = app(Screen::SignIn);
    look(&mut app);
    for screen in [Screen::Home, Screen::Attempts, Screen::Settings] {
        app.world_mut().resource_mut::<Session>().who = "Ida".to_owned();
        go(&mut app, screen);
        frames(&mut app, 6);
        look(&mut app);
    }
    let pack = app
        .world()
        .resource::<Library>()
        .packs
        .iter()
        .find(|pack| pack.id == "tamblewick")
        .expect("the retailer ships")
        .clone();
    let scenario = pack.scenario("bits_for_my_sister").expect("it ships").clone();
    app.world_mut().resource_mut::<Session>().chosen = Some(Chosen { pack, scenario, twin: false });
    go(&mut app, Screen::Briefing);
    look(&mut app);
    act(&mut app, "briefing.start");
    until(&mut app, "the desk opens", |app| screen(app) == Screen::Desk);
    look(&mut app);
    app.world_mut().resource_mut::<Session>().live = None;
    go(&mut app, Screen::SignIn);
    to_wrap_up(&mut app, "Ida");
    look(&mut app);
    let wrap_up = Action::WrapUp { code: "CMP".to_owned(), ticks: vec![], note: String::new() };
    app.world_mut().run_system_cached_with(do_it, wrap_up).expect("it runs");
    until(&mut app, "the debrief opens", |app| screen(app) == Screen::Debrief);
    look(&mut app);
}

fn dialog(app: &App) -> Dialog {
    *app.world().resource::<State<Dialog>>().get()
}

fn tap(app: &mut App, code: KeyCode, key: Key) {
    press(app, &[], code, key);
    frames(app, 2);
}

/// The texts of the dialog that is open.
fn in_dialog(app: &mut App) -> Vec<String> {
    let modal = app.world_mut().query_filtered::<Entity, With<Modal>>().single(app.world()).expect("a dialog is open");
    let mut children = app.world_mut().query::<&Children>();
    let below: Vec<Entity> = children.query(app.world()).iter_descendants(modal).collect();
    below.into_iter().filter_map(|entity| app.world().get::<Text>(entity)).map(|text| text.0.clone()).collect()
}

#[test]
fn f1_lists_the_keys_of_every_screen() {
    let mut seen = Vec::new();
    on_every_screen(|app| {
        let here = screen(app);
        let button = app.world_mut().query::<&Does>().iter(app.world()).any(|does| does.0 == "keys.open");
        assert!(button, "{here:?} shows the key");
        let focus = app.world().resource::<InputFocus>().get();
        tap(app, KeyCode::F1, Key::F1);
        assert_eq!(dialog(app), Dialog::Keys, "{here:?}");
        let listed = in_dialog(app);
        let of_screen: Vec<(String, String)> = app
            .world()
            .resource::<Actions>()
            .iter()
            .filter(|action| action.spec.screen == Some(here) && action.spec.dialog == Dialog::None)
            .filter(|action| !action.spec.watching)
            .filter(|action| !action.spec.id.ends_with(|last: char| last.is_ascii_digit()))
            .filter_map(|action| Some((action.spec.key?.shown(), action.label.clone())))
            .collect();
        for (key, label) in &of_screen {
            assert!(listed.iter().any(|text| text.contains(label)), "{here:?}: {label} is not in {listed:?}");
            assert!(listed.contains(key), "{here:?}: {key} is not in {listed:?}");
        }
        seen.push((here, of_screen.len()));
        tap(app, KeyCode::F1, Key::F1);
        assert_eq!(dialog(app), Dialog::None, "{here:?}: the same key closes it");
        tap(app, KeyCode::F1, Key::F1);
        assert_eq!(dialog(app), Dialog::Keys);
        tap(app, KeyCode::Escape, Key::Escape);
        assert_eq!((dialog(app), screen(app)), (Dialog::None, here), "Escape closes the dialog and nothing else");
        assert_eq!(app.world().resource::<InputFocus>().get(), focus, "{here:?}: the keyboard stands where it stood");
    });
    assert_eq!(seen.len(), 8);
    assert!(seen.iter().any(|(screen, keys)| *screen == Screen::Desk && *keys > 25), "{seen:?}");
}

#[test]
fn a_list_of_keys_goes_with_its_screen() {
    let (mut app, _data) = app(Screen::Settings);
    tap(&mut app, KeyCode::F1, Key::F1);
    assert!(in_dialog(&mut app).iter().any(|text| text == "Quieter"));
    go(&mut app, Screen::SignIn);
    frames(&mut app, 2);
    assert_eq!(dialog(&app), Dialog::None);
    assert_eq!(app.world_mut().query::<&Modal>().iter(app.world()).count(), 0);
}

/// The engine warns of a node below one that is none, and shows it at a wrong place.
#[test]
fn every_node_hangs_below_a_node() {
    on_every_screen(|app| {
        let mut query = app.world_mut().query_filtered::<(Entity, &ChildOf), With<InheritedVisibility>>();
        let all: Vec<_> = query.iter(app.world()).map(|(child, of)| (child, of.parent())).collect();
        assert!(all.len() > 20, "there is something to look at");
        for (child, parent) in all {
            let whole = app.world().get::<InheritedVisibility>(parent).is_some();
            assert!(whole, "{:?}: {child} hangs below {parent}", screen(app));
        }
    });
}

#[test]
fn at_twice_the_text_size_columns_take_the_whole_width() {
    let mut rows = 0;
    on_every_screen(|app| {
        app.insert_resource(TextSize::new(200));
        frames(app, 4);
        let width = |app: &App, entity: Entity| {
            let node = app.world().get::<ComputedNode>(entity).expect("a node");
            node.content_box().width()
        };
        let outer = |app: &App, entity: Entity| app.world().get::<ComputedNode>(entity).expect("a node").size().x;
        let mut query = app.world_mut().query_filtered::<(Entity, &Children), With<Stacked>>();
        let all: Vec<(Entity, Vec<Entity>)> =
            query.iter(app.world()).map(|(row, columns)| (row, columns.iter().collect())).collect();
        for (row, columns) in all {
            for column in columns.into_iter().filter(|column| app.world().get::<Span>(*column).is_some()) {
                let (has, is) = (width(app, row), outer(app, column));
                assert!(
                    (has - is).abs() < 2.0,
                    "{:?}: a column is {is} wide where there is room for {has}",
                    screen(app)
                );
                rows += 1;
            }
        }
        app.insert_resource(TextSize::new(100));
        frames(app, 2);
    });
    assert!(rows > 10, "{rows} columns were looked at");
}
