//! Calls in another language: the setting, the briefing that says so, the call and its log.

use std::collections::BTreeSet;

use bevy::prelude::*;
use steadyline::app::session::{CallLanguage, Chosen, Library, Session};
use steadyline::app::ui::list::RowChosen;
use steadyline::app::{House, Screen, open_house};
use steadyline::scenario::folder;
use steadyline::scenario::translation::{Sheet, lines, pack_lines};

use crate::harness::{app_on, edited_pack, frames};
use crate::screens_round::{act, go, named, screen, shows, texts, until};

const BLENDER: &str = "third_call_blender";

/// A table in which every line has a mark before it.
fn table(lines: &[steadyline::scenario::translation::Line]) -> String {
    let mut sheet = Sheet::default().merged(lines);
    for row in &mut sheet.rows {
        row.translation = format!("DE {}", row.source);
    }
    sheet.text()
}

/// A pack with one call in German.
fn translated() -> tempfile::TempDir {
    let packs = edited_pack("tamblewick", "    locale:", "    languages: [\"de\"],\n    locale:");
    let pack = packs.path().join("tamblewick");
    let file = pack.join(format!("calls/{BLENDER}.ron"));
    let text = std::fs::read_to_string(&file).expect("the script is there");
    std::fs::write(&file, text.replacen("    caller: (", "    languages: [\"de\"],\n    caller: (", 1))
        .expect("written");
    let loaded = folder(packs.path()).expect("the pack is there");
    let own = loaded.packs[0].scenario(BLENDER).expect("it is sound");
    std::fs::write(file.with_extension("de.csv"), table(&lines(&own.source))).expect("written");
    std::fs::write(pack.join("pack.de.csv"), table(&pack_lines(&loaded.packs[0]))).expect("written");
    packs
}

#[test]
fn calls_are_played_in_the_language_of_the_settings_where_they_have_it() {
    let (packs, data) = (translated(), tempfile::tempdir().expect("a folder"));
    let loaded = folder(packs.path()).expect("the pack is there");
    assert!(
        loaded.found.iter().all(|one| one.severity == steadyline::scenario::Severity::Warning),
        "{:?}",
        loaded.found
    );
    let library = Library::new(loaded.packs, Vec::new());
    assert_eq!(library.languages(), BTreeSet::from(["de".to_owned()]));
    let pack = library.packs[0].clone();
    let path = data.path().to_path_buf();
    let mut app = app_on(Screen::Settings, |app| {
        open_house(app, House { library, data: path });
        app.world_mut().resource_mut::<Session>().who = "Sam Hollis".to_owned();
    });
    let row = named(&mut app, "German");
    let list = app.world().get::<ChildOf>(row).expect("in a list").parent();
    app.world_mut().trigger(RowChosen { list, row });
    frames(&mut app, 3);
    assert_eq!(app.world().resource::<CallLanguage>().0, "de");
    let brief = |app: &mut App, name: &str| {
        let scenario = pack.scenario(name).expect("it is there").clone();
        app.world_mut().resource_mut::<Session>().chosen = Some(Chosen { pack: pack.clone(), scenario, twin: false });
        go(app, Screen::Home);
        go(app, Screen::Briefing);
        frames(app, 3);
    };
    brief(&mut app, "when_is_my_money");
    assert!(shows(&mut app, "English: this call has no table in German"), "{:?}", texts(&mut app));
    brief(&mut app, BLENDER);
    let title = format!("DE {}", pack.scenario(BLENDER).expect("it is there").source.title);
    assert!(shows(&mut app, &title) && shows(&mut app, "German") && !shows(&mut app, "no table in"));
    act(&mut app, "briefing.start");
    until(&mut app, "the desk opens", |app| screen(app) == Screen::Desk);
    act(&mut app, "desk.answer");
    frames(&mut app, 3);
    let live = app.world().resource::<Session>().live.as_ref().expect("a call").call.clone();
    assert_eq!(live.setup().scenario.lang.as_deref(), Some("de"));
    assert!(live.replies().iter().all(|reply| live.reply_text(reply).starts_with("DE ")));
    assert!(shows(&mut app, "DE Greet"), "a move of the pack: {:?}", texts(&mut app));
}
