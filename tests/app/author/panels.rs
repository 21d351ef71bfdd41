//! The panels of author mode: keys, the graph, what is watched, and the screen at twice the size.

use super::*;

#[test]
fn every_key_of_author_mode_stands_on_a_control_and_in_the_list_of_keys() {
    let mut desk = Desk::open();
    let actions: Vec<(&'static str, String)> = desk
        .app
        .world()
        .resource::<Actions>()
        .iter()
        .filter(|action| action.spec.screen == Some(Screen::Author) && action.spec.dialog == Dialog::None)
        .filter_map(|action| Some((action.spec.id, action.spec.key?.shown())))
        .collect();
    let does: Vec<&'static str> =
        desk.app.world_mut().query::<&Does>().iter(desk.app.world()).map(|does| does.0).collect();
    let shown = texts(&mut desk.app);
    for (id, key) in &actions {
        let on_button = does.contains(id);
        assert!(on_button || shown.contains(key), "{id} has the key {key}, which stands nowhere");
    }
    let mut keys: Vec<&String> = actions.iter().map(|(_, key)| key).collect();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), actions.len(), "no two actions have one key");
    desk.enter(KeyCode::F1, Key::F1);
    assert!(desk.shows("Save what is right") && desk.shows("Talk over"));
}

#[test]
fn a_call_of_the_program_is_looked_at_and_not_watched() {
    let data = tempfile::tempdir().expect("a folder");
    let path = data.path().to_path_buf();
    let mut app = app_on(Screen::Home, |app| {
        open_house(app, House { library: Library::new(bundled().packs, Vec::new()), data: path });
        app.world_mut().resource_mut::<Session>().who = "Sam Hollis".to_owned();
    });
    act(&mut app, "home.author");
    frames(&mut app, 3);
    assert_eq!(screen(&app), Screen::Author);
    assert!(shows(&mut app, "Part of the program: to be looked at, not edited"));
    assert!(draft(&app).run.is_some());
    act(&mut app, "author.problems");
    assert!(shows(&mut app, "Copy its pack to a folder of your own"));
    act(&mut app, "author.leave");
    frames(&mut app, 3);
    assert_eq!(screen(&app), Screen::Home);
}

#[test]
fn a_file_that_was_never_sound_waits_for_its_first_good_save() {
    let mut desk = Desk::open();
    let good = desk.text();
    desk.write("(format: 1, title: \"half");
    act(&mut desk.app, "author.leave");
    let written = steadyline::app::author::Written {
        folder: Some(desk.packs.path().join("tamblewick")),
        scenario: BLENDER.to_owned(),
    };
    let open = move |mut writer: steadyline::app::author::Writer| writer.open(written.clone(), None);
    bevy::ecs::system::RunSystemOnce::run_system_once(desk.app.world_mut(), open).expect("it opens");
    until(&mut desk.app, "the pack is read", |app| {
        app.world().resource::<Author>().draft.as_ref().is_some_and(|draft| draft.readings > 0)
    });
    frames(&mut desk.app, 4);
    assert!(desk.draft().run.is_none() && desk.shows("Nothing can be played yet"));
    assert!(desk.shows("As soon as it can, the call begins.") && desk.draft().errors() > 0);
    for key in ["author.silence", "author.score", "author.restart", "author.back", "author.reply_1"] {
        assert!(!can(&desk.app, key), "{key}");
    }
    desk.write(&good);
    assert_eq!(desk.beat(), "opening");
    assert!(Path::new(&desk.file()).exists());
}

#[test]
fn the_graph_stands_beside_the_beats_and_a_click_plays_from_one() {
    let mut desk = Desk::open();
    desk.key(KeyCode::KeyG, "g");
    let of_beats = |app: &mut App| -> Vec<(String, Entity)> {
        let mut nodes = app.world_mut().query::<(Entity, &AccessibilityNode)>();
        let named = nodes.iter(app.world()).filter_map(|(entity, node)| Some((node.label()?.to_owned(), entity)));
        named.filter_map(|(label, entity)| Some((label.strip_prefix("Take a call to ")?.to_owned(), entity))).collect()
    };
    until(&mut desk.app, "the script is drawn with all that is known", |app| {
        shows(app, "Lines are as wide as calls of the bots are many") && !of_beats(app).is_empty()
    });
    frames(&mut desk.app, 3);
    let beats = of_beats(&mut desk.app);
    let written = desk.draft().scenario().expect("a script");
    assert_eq!(beats.len(), written.beats.len() + written.endings.len(), "every beat and ending");
    let width = |app: &App, name: &str, beats: &[(String, Entity)]| {
        let (_, entity) = beats.iter().find(|(beat, _)| beat == name).expect("the beat");
        app.world().get::<ComputedNode>(*entity).map_or(0.0, |node| node.size().x)
    };
    let near = width(&desk.app, "money", &beats);
    assert!(near > 100.0, "it can be read: {near}");
    let (_, money) = beats.iter().find(|(beat, _)| beat == "money").expect("the beat");
    desk.app.world_mut().trigger(bevy::ui_widgets::Activate { entity: *money });
    frames(&mut desk.app, 4);
    assert_eq!(desk.beat(), "money");
    // The present beat is in the middle of what is seen.
    let at = desk.app.world().get::<UiGlobalTransform>(*money).expect("a place").translation;
    assert!((300.0..960.0).contains(&at.x) && (100.0..600.0).contains(&at.y), "{at}");
    desk.key(KeyCode::KeyV, "v");
    frames(&mut desk.app, 4);
    let beats = of_beats(&mut desk.app);
    let far = width(&desk.app, "money", &beats);
    assert!(far < near / 2.0, "the whole of it is smaller: {far}");
    // An edit is drawn anew.
    let text = desk.text().replace("\"money\"", "\"the money\"");
    desk.write(&text);
    until(&mut desk.app, "it is drawn again", |app| of_beats(app).iter().any(|(beat, _)| beat == "the money"));
    desk.key(KeyCode::KeyC, "c");
    assert!(!can(&desk.app, "author.whole"));
}

#[test]
fn at_twice_the_size_the_screen_ends_with_its_last_panel() {
    let mut desk = Desk::open();
    *desk.app.world_mut().resource_mut::<TextSize>() = TextSize::new(200);
    frames(&mut desk.app, 6);
    desk.reply("own it");
    frames(&mut desk.app, 6);
    let mut nodes = desk.app.world_mut().query::<(&ComputedNode, Option<&ChildOf>, &Children)>();
    let root = nodes.iter(desk.app.world()).find(|(node, parent, children)| {
        parent.is_none() && children.len() > 2 && node.size() == Vec2::new(1280.0, 800.0)
    });
    let (node, _, children) = root.expect("the screen");
    let bottom = |entity: Entity| {
        let at = desk.app.world().get::<UiGlobalTransform>(entity);
        let node = desk.app.world().get::<ComputedNode>(entity);
        at.map_or(0.0, |at| at.translation.y) + node.map_or(0.0, |node| node.size().y / 2.0)
    };
    let last = children.iter().map(bottom).fold(0.0, f32::max);
    assert!((node.content_size().y - last).abs() < 4.0, "it scrolls to {} and ends at {last}", node.content_size().y);
    assert!(last > 1_200.0, "its panels stand below each other");
}
