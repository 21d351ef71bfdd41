//! Author mode: a save is carried on or shows its problems, a vanished choice is told, any beat is played from, and none of
//! it reaches the store.

mod outlook;
mod panels;

use std::path::{Path, PathBuf};

use bevy::a11y::AccessibilityNode;
use bevy::input::keyboard::Key;
use bevy::input_focus::InputFocus;
use bevy::prelude::*;
use bevy::ui::UiGlobalTransform;
use bevy::ui::{Checked, Selected};
use steadyline::app::actions::{Actions, Does};
use steadyline::app::author::{Author, Draft, Version};
use steadyline::app::session::{Library, Session};
use steadyline::app::ui::field::{FieldParts, FieldText};
use steadyline::app::ui::list::RowChosen;
use steadyline::app::ui::scale::TextSize;
use steadyline::app::{Dialog, House, Screen, open_house};
use steadyline::call::{Call, Phase, StartAt};
use steadyline::scenario::{bundled, folder};
use steadyline::store::{AttemptFilter, Store};
use tempfile::TempDir;

use crate::harness::{app_on, edited_pack, focus, frames, press, type_text};
use crate::screens_round::{act, can, named, screen, shows, texts, until};

const BLENDER: &str = "third_call_blender";

/// An app in author mode, the pack that it writes, and the data folder.
struct Desk {
    app: App,
    packs: TempDir,
    data: TempDir,
}

impl Desk {
    /// Opens the blender call of a copy of the pack, by its key at home.
    fn open() -> Self {
        let packs = edited_pack("tamblewick", "format: 1", "format: 1");
        let data = tempfile::tempdir().expect("a folder");
        let loaded = folder(packs.path()).expect("the pack is there");
        let at = loaded.packs[0].scenarios.iter().position(|scenario| scenario.id == BLENDER).expect("it is there");
        let title = loaded.packs[0].scenarios[at].source.title.clone();
        let library = Library::new(loaded.packs, Vec::new());
        let path = data.path().to_path_buf();
        let mut app = app_on(Screen::Home, |app| {
            open_house(app, House { library, data: path });
            app.world_mut().resource_mut::<Session>().who = "Sam Hollis".to_owned();
        });
        let row = named(&mut app, &format!("{title}. "));
        let list = app.world().get::<ChildOf>(row).expect("in a list").parent();
        focus(&mut app, list);
        for _ in 0..20 {
            let active = app.world().get::<steadyline::app::ui::list::ActiveRow>(list).and_then(|active| active.0);
            if active == Some(row) {
                break;
            }
            press(&mut app, &[], KeyCode::ArrowDown, Key::ArrowDown);
        }
        let mut desk = Self { app, packs, data };
        desk.key(KeyCode::KeyE, "e");
        assert_eq!(screen(&desk.app), Screen::Author);
        desk.read(1);
        desk
    }

    fn file(&self) -> PathBuf {
        self.packs.path().join("tamblewick/calls").join(format!("{BLENDER}.ron"))
    }

    fn text(&self) -> String {
        std::fs::read_to_string(self.file()).expect("the script is there")
    }

    /// Saves the script with something replaced, and waits until that was read.
    fn save(&mut self, from: &str, to: &str) {
        let text = self.text();
        assert!(text.contains(from), "{from} stands in the script");
        self.write(&text.replacen(from, to, 1));
    }

    fn write(&mut self, text: &str) {
        let before = self.draft().readings;
        std::fs::write(self.file(), text).expect("it is written");
        self.read(before + 1);
    }

    /// Waits until the pack was read so often.
    fn read(&mut self, times: u32) {
        until(&mut self.app, "the pack is read", |app| draft(app).readings >= times);
        frames(&mut self.app, 3);
    }

    fn draft(&self) -> &Draft {
        draft(&self.app)
    }

    fn call(&self) -> &Call {
        self.draft().run.as_ref().expect("a call").call()
    }

    fn beat(&self) -> String {
        self.call().beat().map(|beat| beat.name.clone()).unwrap_or_default()
    }

    fn key(&mut self, code: KeyCode, letter: &str) {
        press(&mut self.app, &[], code, Key::Character(letter.into()));
        frames(&mut self.app, 3);
    }

    fn enter(&mut self, code: KeyCode, key: Key) {
        press(&mut self.app, &[], code, key);
        frames(&mut self.app, 3);
    }

    /// Gives the reply of this name by its digit.
    fn reply(&mut self, name: &str) {
        let open = self.call().replies();
        let written = self.call().beat().map_or(&[][..], |beat| &beat.replies);
        let mut cards = written.iter().filter(|reply| open.iter().any(|other| other.name == reply.name));
        let at = cards.position(|reply| reply.name == name);
        let at = at.unwrap_or_else(|| panic!("{name} is open in {}", self.beat()));
        let (code, digit) =
            [(KeyCode::Digit1, "1"), (KeyCode::Digit2, "2"), (KeyCode::Digit3, "3"), (KeyCode::Digit4, "4")][at];
        self.key(code, digit);
    }

    fn steps(&self) -> usize {
        self.draft().run.as_ref().map_or(0, |run| run.steps().len())
    }

    fn erase(&mut self, letters: usize) {
        for _ in 0..letters {
            self.enter(KeyCode::Backspace, Key::Backspace);
        }
    }

    /// What has the keyboard.
    fn focused_role(&self) -> Option<accesskit::Role> {
        let focused = self.app.world().resource::<InputFocus>().get()?;
        self.app.world().get::<AccessibilityNode>(focused).map(|node| node.role())
    }

    /// The state that was set last.
    fn staged(&self) -> StartAt {
        let run = self.draft().run.as_ref().expect("a call");
        run.staged().last().map(|(_, start)| start.clone()).expect("a state was set")
    }

    fn shows(&mut self, words: &str) -> bool {
        shows(&mut self.app, words)
    }
}

fn draft(app: &App) -> &Draft {
    app.world().resource::<Author>().draft.as_ref().expect("author mode is open")
}

/// Pieces of texts of more than one style.
fn spans(app: &mut App) -> Vec<String> {
    app.world_mut().query::<&TextSpan>().iter(app.world()).map(|span| span.0.clone()).collect()
}

/// The entity with this name for a screen reader.
fn with_label(app: &mut App, label: &str) -> Entity {
    let mut query = app.world_mut().query::<(Entity, &AccessibilityNode)>();
    let found = query.iter(app.world()).find(|(_, node)| node.label() == Some(label));
    found.unwrap_or_else(|| panic!("there is something called {label}")).0
}

#[test]
fn a_call_is_opened_from_home_and_read_line_by_line() {
    let mut desk = Desk::open();
    for words in [
        "Author mode",
        "calls/third_call_blender.ron",
        "No problems, the saved version plays",
        "opening",
        "own it · Good · then proofs",
        "opening · visit 1 · talking · angry",
        "Ticked facts are disclosed.",
        "What is right, and what is saved now.",
        "not said yet",
    ] {
        assert!(desk.shows(words), "{words} is not shown: {:?}", texts(&mut desk.app));
    }
    assert!(!texts(&mut desk.app).iter().any(|text| text.contains('⟨')), "a message is missing");
    let patience = desk.call().patience();
    desk.reply("own it");
    assert_eq!(desk.beat(), "proofs");
    assert!(desk.call().patience() > patience);
    assert!(desk.shows("Flag set: owned it") && desk.shows("more (Own)"));
    desk.key(KeyCode::KeyB, "b");
    assert_eq!((desk.beat(), desk.call().patience()), ("opening".to_owned(), patience), "the step is taken back");
    desk.key(KeyCode::KeyS, "s");
    assert!(desk.shows("s of silence") || desk.shows("less (Silence)"), "{:?}", texts(&mut desk.app));
    desk.key(KeyCode::KeyR, "r");
    assert_eq!(desk.draft().run.as_ref().map(|run| run.steps().len()), Some(2), "answered and greeted");
}

#[test]
fn a_save_carries_the_call_on_at_the_same_beat() {
    let mut desk = Desk::open();
    desk.reply("own it");
    let steps = desk.draft().run.as_ref().map(|run| run.steps().to_vec());
    desk.save(
        "\"own it\": (",
        "\"put first\": (say: \"Something new.\", mark: Bad, tone: Neutral, then: \"stay\"), \"own it\": (",
    );
    assert_eq!(desk.draft().version, Version::Latest, "{:?}", desk.draft().problems);
    assert_eq!(desk.beat(), "proofs");
    assert_eq!(desk.draft().run.as_ref().map(|run| run.steps().to_vec()), steps);
    assert!(desk.draft().halt.is_none());
    let scenario = desk.draft().scenario().expect("a script");
    assert!(scenario.beats[scenario.start].replies.iter().any(|reply| reply.name == "put first"));
    // Words of the beat that is played now are the new ones.
    desk.save("What d'you want?", "What is it that you want from me?");
    desk.key(KeyCode::KeyR, "r");
    desk.reply("own it");
    assert!(desk.draft().problems.iter().all(|problem| problem.severity != steadyline::scenario::Severity::Error));
    let shown = app_ms(&desk.app);
    assert!(shown.is_some(), "how long it took is known");
}

fn app_ms(app: &App) -> Option<u128> {
    app.world().resource::<Author>().shown_after.map(|after| after.as_millis())
}

#[test]
fn a_choice_that_has_vanished_stops_the_call_and_is_told() {
    let mut desk = Desk::open();
    desk.reply("own it");
    let before = desk.beat();
    desk.save("\"own it\": (", "\"take it over\": (");
    assert_ne!(desk.beat(), before);
    assert_eq!(desk.beat(), "opening");
    assert!(desk.shows("The choice “own it” has vanished from the beat “opening”. The call stopped there: 2 of 3"));
    assert!(desk.shows("take it over · Good · then proofs"), "it is played on from there");
    desk.reply("take it over");
    assert!(!desk.shows("has vanished"), "it was told once");
    // A beat from which the call was begun may go as well.
    desk.enter(KeyCode::Escape, Key::Escape);
}

#[test]
fn a_broken_save_shows_its_problem_and_the_last_good_version_plays() {
    let mut desk = Desk::open();
    desk.reply("own it");
    let good = desk.text();
    desk.save("tone: Empathetic", "tone: Empatetic");
    assert_eq!((desk.draft().version, desk.beat()), (Version::LastGood, "proofs".to_owned()));
    assert!(desk.shows("1 error: the last good version plays"));
    assert!(desk.shows("\"Empatetic\" is no tone") && desk.shows("Hint: did you mean \"Empathetic\"?"));
    assert!(spans(&mut desk.app).contains(&"Empatetic".to_owned()), "the place is marked in its line");
    assert!(texts(&mut desk.app).iter().any(|text| text.starts_with("> ")), "and not by colour alone");
    let replies: Vec<String> = desk.call().replies().iter().map(|reply| desk.call().reply_text(reply)).collect();
    assert!(replies.iter().all(|reply| desk.shows(reply)), "what can be said stays in view");
    desk.key(KeyCode::Digit1, "1");
    assert_ne!(desk.beat(), "proofs", "it plays on");
    let beat = desk.beat();
    // Half of a file, as an editor leaves it for a moment.
    desk.write(&good[..good.len() / 2]);
    assert_eq!((desk.draft().version, desk.beat()), (Version::LastGood, beat.clone()));
    assert!(desk.draft().errors() > 0);
    desk.write("");
    assert_eq!(desk.beat(), beat);
    desk.write(&good);
    assert_eq!((desk.draft().version, desk.beat()), (Version::Latest, beat));
    assert!(desk.shows("No problems, the saved version plays"));
    std::fs::remove_file(desk.file()).expect("it is removed");
    until(&mut desk.app, "it is gone", |app| draft(app).trouble.is_some());
    frames(&mut desk.app, 3);
    assert!(desk.shows("is not there any more") && desk.shows("The file is gone"));
}

#[test]
fn errors_come_to_the_front_and_go_again_unless_one_looked_elsewhere() {
    let mut desk = Desk::open();
    let tab = |app: &mut App, start: &str| {
        let mut tabs = app.world_mut().query::<(&steadyline::app::ui::button::Caption, Has<Selected>)>();
        tabs.iter(app.world()).any(|(caption, selected)| selected && caption.0.starts_with(start))
    };
    assert!(tab(&mut desk.app, "Call"));
    let good = desk.text();
    desk.save("mark: Good", "mark: Goot");
    assert!(tab(&mut desk.app, "Problems: 1"));
    desk.write(&good);
    assert!(tab(&mut desk.app, "Call"));
    desk.key(KeyCode::KeyP, "p");
    desk.save("mark: Good", "mark: Goot");
    desk.write(&good);
    assert!(tab(&mut desk.app, "Problems"), "who chose to look at the problems stays there");
    desk.save("mark: Good", "mark: Goot");
    desk.key(KeyCode::KeyC, "c");
    assert!(tab(&mut desk.app, "Call"), "the call is a key away");
}

#[test]
fn another_file_of_the_pack_is_watched_and_other_calls_do_not_bother() {
    let mut desk = Desk::open();
    let (before, pack) = (desk.draft().readings, desk.packs.path().join("tamblewick"));
    let other = pack.join("calls/when_is_my_money.ron");
    std::fs::write(&other, "(").expect("it is written");
    desk.read(before + 1);
    assert!(desk.draft().problems.is_empty(), "another call is another matter: {:?}", desk.draft().problems);
    let rubric = pack.join("rubrics/complaint.ron");
    let before = desk.draft().readings;
    let text = std::fs::read_to_string(&rubric).expect("the rubric is there");
    std::fs::write(&rubric, text.replacen("points: 70,", "points: seventy,", 1)).expect("it is written");
    desk.read(before + 1);
    assert_eq!(desk.draft().version, Version::LastGood);
    assert!(desk.draft().problems.iter().any(|problem| problem.file.name.ends_with("complaint.ron")));
}

#[test]
fn any_beat_is_played_from_with_patience_flags_and_facts() {
    let mut desk = Desk::open();
    press(&mut desk.app, &[(KeyCode::ControlLeft, Key::Control)], KeyCode::KeyF, Key::Character("f".into()));
    type_text(&mut desk.app, "fifty");
    frames(&mut desk.app, 3);
    let rows = |app: &mut App| {
        let list = with_label(app, "Beats");
        let lists: Vec<Entity> = app
            .world_mut()
            .query::<(Entity, &AccessibilityNode)>()
            .iter(app.world())
            .filter(|(_, node)| node.label() == Some("Beats") && node.role() == accesskit::Role::ListBox)
            .map(|(entity, _)| entity)
            .collect();
        let list = lists.first().copied().unwrap_or(list);
        app.world().get::<Children>(list).map(|children| children.iter().collect::<Vec<_>>()).unwrap_or_default()
    };
    let found = rows(&mut desk.app);
    assert!(!found.is_empty() && found.len() < desk.draft().scenario().expect("a script").beats.len());
    assert!(desk.shows("money"), "{:?}", texts(&mut desk.app));
    desk.enter(KeyCode::ArrowDown, Key::ArrowDown);
    assert_eq!(desk.focused_role(), Some(accesskit::Role::ListBox), "the arrow leads into the list");
    desk.enter(KeyCode::End, Key::End);
    desk.enter(KeyCode::Home, Key::Home);
    desk.enter(KeyCode::Enter, Key::Enter);
    // As soon as the script is searched, a call is taken there.
    until(&mut desk.app, "a way is taken", |app| draft(app).run.as_ref().is_some_and(|run| run.steps().len() > 3));
    frames(&mut desk.app, 3);
    assert!(desk.draft().run.as_ref().is_some_and(|run| run.staged().next().is_none()), "nothing is made up");
    let beat = desk.beat();
    assert!(!["", "opening"].contains(&beat.as_str()));
    let row = named(&mut desk.app, &format!("{beat}, now. "));
    assert!(desk.app.world().get::<Selected>(row).is_some(), "the beat is marked in the list");
    // Patience by its field, a flag and a fact by their boxes.
    let field = with_label(&mut desk.app, "Patience, 0 to 100 points");
    focus(&mut desk.app, field);
    press(&mut desk.app, &[(KeyCode::ControlLeft, Key::Control)], KeyCode::KeyA, Key::Character("a".into()));
    type_text(&mut desk.app, "300");
    desk.enter(KeyCode::Enter, Key::Enter);
    assert!(desk.shows("Write a whole number from 0 to 100."));
    desk.erase(2);
    type_text(&mut desk.app, "1");
    desk.enter(KeyCode::Enter, Key::Enter);
    let steps = desk.steps();
    assert_eq!(desk.staged().patience, 31);
    for name in ["goodwill offered", "mobile"] {
        let boxed = named(&mut desk.app, name);
        focus(&mut desk.app, boxed);
        desk.enter(KeyCode::Space, Key::Space);
    }
    let start = desk.staged();
    assert_eq!(start.beat, beat);
    assert_eq!(desk.steps(), steps, "a state takes the other's place");
    assert!(start.flags.contains("goodwill offered") && start.told.contains("mobile"), "{start:?}");
    assert!(desk.call().flags().contains("goodwill offered") && desk.call().told().contains_key("mobile"));
    let boxed = named(&mut desk.app, "mobile");
    assert!(desk.app.world().get::<Checked>(boxed).is_some());
    assert_eq!(desk.app.world().resource::<InputFocus>().get(), Some(boxed), "the keyboard stays where it was");
    // An edit that takes the beat away is told.
    let beat = format!("\"{}\"", start.beat);
    let text = desk.text().replace(&beat, "\"called otherwise\"");
    desk.write(&text);
    assert!(desk.shows("from which you played, is gone"), "{:?} {:?}", desk.draft().version, desk.draft().problems);
}

#[test]
fn the_search_finds_beats_lines_and_replies() {
    let mut desk = Desk::open();
    let field = desk
        .app
        .world_mut()
        .query::<(Entity, &FieldParts)>()
        .iter(desk.app.world())
        .find(|(_, parts)| {
            desk.app
                .world()
                .get::<AccessibilityNode>(parts.input)
                .is_some_and(|node| node.label() == Some("Find a beat, a line or a reply"))
        })
        .map(|(field, parts)| (field, parts.input))
        .expect("the field");
    let shown = |desk: &mut Desk, sought: &str| -> Vec<String> {
        desk.app.world_mut().trigger(steadyline::app::ui::field::SetField { field: field.0, text: sought.to_owned() });
        frames(&mut desk.app, 3);
        assert_eq!(desk.app.world().get::<FieldText>(field.0).map(|text| text.0.clone()).as_deref(), Some(sought));
        let beats: Vec<String> =
            desk.draft().scenario().expect("a script").beats.iter().map(|beat| beat.name.clone()).collect();
        let mut labels = desk.app.world_mut().query::<&AccessibilityNode>();
        let labels: Vec<String> = labels
            .iter(desk.app.world())
            .filter(|node| node.role() == accesskit::Role::ListBoxOption)
            .filter_map(|node| node.label().map(str::to_owned))
            .collect();
        beats
            .into_iter()
            .filter(|beat| {
                labels
                    .iter()
                    .any(|label| label.starts_with(&format!("{beat}.")) || label.starts_with(&format!("{beat},")))
            })
            .collect()
    };
    let all = shown(&mut desk, "").len();
    assert_eq!(all, desk.draft().scenario().expect("a script").beats.len());
    assert_eq!(shown(&mut desk, "team_leader"), ["team_leader"]);
    let traced = shown(&mut desk, "OPEN A TRACE");
    assert!(traced.contains(&"lost".to_owned()), "a reply's words: {traced:?}");
    assert!(shown(&mut desk, "third call").contains(&"opening".to_owned()), "a caller's line");
    assert!(shown(&mut desk, "no such words anywhere").is_empty());
    assert!(desk.shows("Nothing found."));
}

#[test]
fn what_the_call_would_have_scored_is_shown_and_nothing_is_kept() {
    let mut desk = Desk::open();
    desk.reply("own it");
    desk.key(KeyCode::KeyK, "k");
    assert_eq!(screen(&desk.app), Screen::Debrief);
    assert!(desk.shows("Author's run, not kept"));
    assert!(!desk.shows("Try again") && !can(&desk.app, "debrief.again") && !can(&desk.app, "debrief.play-on"));
    assert!(!can(&desk.app, "debrief.twin"));
    desk.enter(KeyCode::Escape, Key::Escape);
    assert_eq!((screen(&desk.app), desk.beat().as_str()), (Screen::Author, "proofs"));
    // To the end of the call, with the records that are right.
    let mut given = 0;
    while desk.call().phase() == Phase::Talking && given < 30 {
        desk.key(KeyCode::KeyD, "d");
        desk.key(KeyCode::Digit1, "1");
        given += 1;
    }
    if desk.call().phase() == Phase::WrapUp {
        desk.key(KeyCode::Digit1, "1");
        assert_eq!(desk.call().phase(), Phase::Done);
    }
    desk.key(KeyCode::KeyK, "k");
    assert_eq!(screen(&desk.app), Screen::Debrief);
    desk.enter(KeyCode::Escape, Key::Escape);
    desk.enter(KeyCode::Escape, Key::Escape);
    assert_eq!(screen(&desk.app), Screen::Home);
    assert!(desk.app.world().resource::<Author>().draft.is_none());
    let Desk { app, data, packs: _packs } = desk;
    drop(app);
    let store = Store::open_to_read(data.path()).expect("the store");
    assert!(store.attempts(&AttemptFilter { rewound: true, ..default() }).expect("a list").is_empty());
    assert!(store.practice("tamblewick").expect("rows").is_empty());
}

#[test]
fn moves_transfers_and_the_line_are_steps_too() {
    let mut desk = Desk::open();
    desk.key(KeyCode::KeyO, "o");
    assert!(desk.shows("You talk over this line: choose what you say."));
    assert!(desk.call().speaking().is_some());
    desk.key(KeyCode::Digit1, "1");
    assert!(desk.shows("(talked over)"));
    desk.key(KeyCode::KeyR, "r");
    desk.key(KeyCode::KeyM, "m");
    let list = desk.app.world().resource::<InputFocus>().get().expect("a focus");
    let row = named(&mut desk.app, "Ask to hold");
    desk.app.world_mut().trigger(RowChosen { list, row });
    frames(&mut desk.app, 3);
    let hold = with_label(&mut desk.app, "Hold");
    desk.app.world_mut().trigger(RowChosen { list, row: hold });
    frames(&mut desk.app, 3);
    assert_eq!(desk.call().phase(), Phase::OnHold);
    let resume = with_label(&mut desk.app, "Resume");
    desk.app.world_mut().trigger(RowChosen { list, row: resume });
    frames(&mut desk.app, 3);
    assert_eq!(desk.call().phase(), Phase::Talking);
    // What the call refuses is told, and nothing has changed.
    let steps = desk.draft().run.as_ref().map(|run| run.steps().len());
    let before = desk.call().now();
    let read_back = named(&mut desk.app, "Read back");
    desk.app.world_mut().trigger(RowChosen { list, row: read_back });
    frames(&mut desk.app, 3);
    assert_eq!((desk.draft().run.as_ref().map(|run| run.steps().len()), desk.call().now()), (steps, before));
    let seed = desk.call().setup().seed;
    desk.key(KeyCode::KeyN, "n");
    assert_eq!(desk.call().setup().seed, seed + 1, "another caller");
}
