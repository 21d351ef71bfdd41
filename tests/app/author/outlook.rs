//! What a search says of the script: dead parts and traffic in the graph, calls to beats and endings; and the desk, on which
//! an author takes the call.

use super::*;
use steadyline::app::author::{Outlooks, Search, Traffic};

fn searched(app: &mut App) -> bool {
    matches!(app.world().resource::<Outlooks>().search, Search::Found(_))
}

/// The pixels of the drawing.
fn drawing(app: &mut App) -> Vec<u8> {
    let mut images = app.world_mut().query::<&ImageNode>();
    let shown: Vec<_> = images.iter(app.world()).map(|node| node.image.clone()).collect();
    let images = app.world().resource::<Assets<Image>>();
    let largest =
        shown.iter().filter_map(|handle| images.get(handle)).max_by_key(|image| image.size().element_product());
    largest.and_then(|image| image.data.clone()).unwrap_or_default()
}

fn choose(desk: &mut Desk, start: &str) {
    let row = named(&mut desk.app, start);
    let list = desk.app.world().get::<ChildOf>(row).expect("in a list").parent();
    desk.app.world_mut().trigger(RowChosen { list, row });
    frames(&mut desk.app, 3);
}

#[test]
fn the_graph_shows_what_is_dead_and_where_bots_go_as_soon_as_it_is_known() {
    let mut desk = Desk::open();
    desk.key(KeyCode::KeyG, "g");
    assert!(desk.shows("Searching for what no call reaches…") || searched(&mut desk.app), "{:?}", texts(&mut desk.app));
    until(&mut desk.app, "it is searched", searched);
    frames(&mut desk.app, 3);
    // The bots may have played before three frames have passed.
    assert!(desk.shows("Nothing is dead. "), "{:?}", texts(&mut desk.app));
    until(&mut desk.app, "the bots have played", |app| {
        matches!(app.world().resource::<Outlooks>().traffic, Traffic::Played(_))
    });
    frames(&mut desk.app, 3);
    assert!(desk.shows("Nothing is dead. Lines are as wide as calls of the bots are many (5 calls each)."));
    until(&mut desk.app, "it is drawn", |app| !drawing(app).is_empty());
    // A reply that another caller would have to be given.
    desk.save("\"own it\": (", "\"own it\": (needs: [Temperament(\"talkative\")], ");
    until(&mut desk.app, "the new version is searched", |app| {
        searched(app) && shows(app, "1 part is dead: dotted and struck through.")
    });
    desk.save("needs: [Temperament(\"talkative\")], ", "");
    until(&mut desk.app, "nothing is dead any more", |app| searched(app) && shows(app, "Nothing is dead."));
}

#[test]
fn endings_stand_in_the_search_and_a_call_is_taken_to_one() {
    let mut desk = Desk::open();
    let ending = desk.draft().scenario().expect("a script").endings[0].name.clone();
    let title = desk.draft().scenario().expect("a script").endings[0].source.title.clone();
    choose(&mut desk, &format!("{ending}. Ending: {title}"));
    until(&mut desk.app, "a way is taken", |app| draft(app).run.as_ref().is_some_and(|run| run.steps().len() > 3));
    frames(&mut desk.app, 3);
    assert_eq!(desk.call().ending().map(|ending| ending.name.clone()), Some(ending.clone()));
    assert_eq!(desk.call().phase(), Phase::WrapUp);
    let row = named(&mut desk.app, &format!("{ending}, now. "));
    assert!(desk.app.world().get::<Selected>(row).is_some(), "the ending is marked in the list");
    assert!(!desk.call().saved_rows().is_empty(), "what it depends on was saved on the way");
}

#[test]
fn a_beat_that_no_call_comes_to_begins_in_the_state_shown() {
    let mut desk = Desk::open();
    let lonely = "        \"lonely\": (says: [\"Nobody comes here.\"], replies: { \"go\": (say: \"Well.\", mark: Good, tone: Warm, then: \"proofs\") }),\n        \"boils\": (";
    desk.save("        \"boils\": (", lonely);
    until(&mut desk.app, "the new version is searched", searched);
    choose(&mut desk, "lonely. ");
    assert_eq!(desk.beat(), "lonely");
    assert_eq!(desk.staged().patience, 30, "the state is as it was");
    assert!(desk.shows("No call is known that comes to this beat."));
}

#[test]
fn the_chosen_tab_is_that_of_one_scenario() {
    let mut desk = Desk::open();
    let tab = |app: &mut App, start: &str| {
        let mut tabs = app.world_mut().query::<(&steadyline::app::ui::button::Caption, Has<Selected>)>();
        tabs.iter(app.world()).any(|(caption, selected)| selected && caption.0.starts_with(start))
    };
    desk.key(KeyCode::KeyG, "g");
    desk.key(KeyCode::KeyT, "t");
    assert!(tab(&mut desk.app, "Graph") && tab(&mut desk.app, "Facts"));
    act(&mut desk.app, "author.score");
    act(&mut desk.app, "debrief.back");
    frames(&mut desk.app, 3);
    assert!(tab(&mut desk.app, "Graph") && tab(&mut desk.app, "Facts"), "who comes back looks at the same");
    act(&mut desk.app, "author.leave");
    frames(&mut desk.app, 3);
    act(&mut desk.app, "home.author");
    frames(&mut desk.app, 3);
    assert!(tab(&mut desk.app, "Call") && tab(&mut desk.app, "Flags"), "another scenario begins anew");
}

fn kept(desk: &Desk) -> usize {
    let store = Store::open_to_read(desk.data.path()).expect("the store");
    store.attempts(&AttemptFilter { rewound: true, ..default() }).expect("a list").len()
}

#[test]
fn the_call_is_taken_on_the_desk_and_nothing_of_it_is_kept() {
    let mut desk = Desk::open();
    let seed = desk.call().setup().seed;
    desk.key(KeyCode::KeyL, "l");
    until(&mut desk.app, "the phone rings", |app| screen(app) == Screen::Desk);
    frames(&mut desk.app, 3);
    assert!(desk.shows("Author's run, not kept"));
    let live = |desk: &Desk| desk.app.world().resource::<Session>().live.as_ref().map(|live| live.call.clone());
    let call = live(&desk).expect("a call");
    assert_eq!((call.phase(), call.setup().seed), (Phase::Ringing, seed), "the same caller rings");
    act(&mut desk.app, "desk.answer");
    act(&mut desk.app, "desk.end");
    act(&mut desk.app, "desk.end_now");
    until(&mut desk.app, "the wrap-up opens", |app| screen(app) == Screen::WrapUp);
    frames(&mut desk.app, 3);
    assert!(desk.shows("Author's run, not kept"));
    let wrap_up = steadyline::call::Action::WrapUp { code: "CMP".to_owned(), ticks: vec![], note: String::new() };
    desk.app.world_mut().run_system_cached_with(crate::screens_round::do_it, wrap_up).expect("it runs");
    until(&mut desk.app, "the scorecard opens", |app| screen(app) == Screen::Debrief);
    frames(&mut desk.app, 3);
    assert!(desk.shows("Author's run, not kept"));
    act(&mut desk.app, "debrief.back");
    frames(&mut desk.app, 3);
    assert_eq!(screen(&desk.app), Screen::Author);
    assert_eq!(desk.beat(), "opening", "the call that is read through stands where it stood");
    assert_eq!(kept(&desk), 0);
}

#[test]
fn the_desk_is_entered_from_the_present_beat_with_what_was_saved() {
    let mut desk = Desk::open();
    assert!(can(&desk.app, "author.take_here"));
    choose(&mut desk, "claims_asks. ");
    until(&mut desk.app, "a way is taken", |app| draft(app).run.as_ref().is_some_and(|run| run.steps().len() > 3));
    let saved = desk.call().saved_rows().to_vec();
    assert!(!saved.is_empty() && desk.beat() == "claims_asks", "{}", desk.beat());
    desk.key(KeyCode::KeyH, "h");
    until(&mut desk.app, "the desk opens", |app| screen(app) == Screen::Desk);
    frames(&mut desk.app, 3);
    let call = desk.app.world().resource::<Session>().live.as_ref().map(|live| live.call.clone()).expect("a call");
    assert_eq!(call.beat().map(|beat| beat.name.clone()).as_deref(), Some("claims_asks"));
    assert_eq!((call.phase(), call.saved_rows()), (Phase::Consulting, &saved[..]));
    desk.enter(KeyCode::Escape, Key::Escape);
    assert!(desk.shows("nothing of it is kept"));
    act(&mut desk.app, "desk.leave_now");
    frames(&mut desk.app, 3);
    assert_eq!(screen(&desk.app), Screen::Author);
    assert_eq!((desk.beat(), kept(&desk)), ("claims_asks".to_owned(), 0));
}
