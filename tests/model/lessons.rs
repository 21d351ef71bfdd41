//! Lessons: what is told of a broken one, and that each of ours shows what it says.

use std::fs;
use std::sync::Arc;

use assert_cmd::Command;
use steadyline::bots::Demonstration;
use steadyline::call::{Base, EventKind};
use steadyline::scenario::translation::pack_lines;
use steadyline::scenario::{Lesson, LessonPart, Mark, Pack, folder};

use crate::invalid::pack_with;
use crate::world::root;

fn packs() -> Vec<Arc<Pack>> {
    folder(&root().join("scenarios")).expect("the bundled packs can be read").packs
}

fn is_picture(part: &LessonPart) -> bool {
    use LessonPart::{Compare, Curve, Fork, Form, Steps};
    matches!(part, Steps { .. } | Fork { .. } | Compare { .. } | Curve { .. } | Form { .. })
}

#[test]
fn every_lesson_has_pictures_and_two_ways_of_saying_it() {
    let packs = packs();
    let lessons: Vec<&Arc<Lesson>> = packs.iter().flat_map(|pack| &pack.drills.lessons).collect();
    assert!(lessons.len() >= 2);
    for lesson in lessons {
        let source = &lesson.source;
        assert!((3..=9).contains(&source.minutes), "{}: {} minutes", lesson.id, source.minutes);
        assert!(source.parts.iter().any(is_picture), "{} has no picture", lesson.id);
        assert!(source.parts.iter().any(|part| matches!(part, LessonPart::Say { .. })), "{}", lesson.id);
    }
}

#[test]
fn every_demonstration_is_a_good_call_with_all_its_comments() {
    for pack in packs() {
        let base = Arc::new(Base::lay_out(&pack));
        for lesson in &pack.drills.lessons {
            let Some(source) = &lesson.source.demonstration else { continue };
            let scenario = pack.scenario(&source.scenario).expect("the call is there");
            let shown = Demonstration::take(&pack, &base, scenario, source);
            let never: Vec<&str> = shown.unheard().map(|number| source.comments[number].say.as_str()).collect();
            assert!(never.is_empty(), "{}: {never:#?} never come", lesson.id);
            assert!(shown.played.card.passed() && shown.played.card.critical.is_empty(), "{}", lesson.id);
            for event in &shown.played.events {
                let EventKind::ReplyGiven { beat, reply, .. } = &event.kind else { continue };
                let beat = scenario.beats.iter().find(|own| own.name == *beat).expect("the beat is there");
                let reply = beat.replies.iter().find(|own| own.name == *reply).expect("the reply is there");
                let good = matches!(reply.source.mark, Mark::Good | Mark::Adequate);
                assert!(good, "{}: {} of {} is no model", lesson.id, reply.name, beat.name);
            }
        }
    }
}

const SOUND: &str = r#"(
    format: 1,
    duty: Complaint,
    title: "Small",
    minutes: 3,
    parts: [Text("Listen first."), Article("P6")],
    demonstration: (
        scenario: "minimal",
        comments: [(at: Reply("opening", "look"), say: "Looked up."), (at: Saved("enquiries"), say: "Saved.")],
    ),
)
"#;

/// What is told of a pack with the smallest call and this lesson, and how many lessons are left.
fn told(lesson: &str) -> (Vec<String>, usize) {
    let home = pack_with(&[root().join("tests/fixtures/valid/minimal.ron")]);
    let lessons = home.path().join("tamblewick/lessons");
    fs::create_dir(&lessons).expect("is made");
    fs::write(lessons.join("small.ron"), lesson).expect("is written");
    let loaded = folder(home.path()).expect("the folder can be read");
    let short = |line: String| line.rsplit_once("lessons/").map_or(line.clone(), |(_, rest)| rest.to_owned());
    (loaded.found.iter().map(|problem| short(problem.short())).collect(), loaded.packs[0].drills.lessons.len())
}

#[test]
fn a_sound_lesson_is_told_nothing_of() {
    assert_eq!(told(SOUND), (Vec::new(), 1));
}

#[test]
fn a_broken_lesson_is_told_with_place_and_hint() {
    let one = |from: &str, to: &str, expected: &str| {
        assert!(SOUND.contains(from), "{from}");
        let (found, left) = told(&SOUND.replacen(from, to, 1));
        assert_eq!(found, [expected], "{from} -> {to}");
        assert_eq!(left == 0, !expected.contains("no beat") && !expected.contains("no reply"), "{expected}");
    };
    one(
        "\"P6\"",
        "\"P66\"",
        "small.ron:6:36: error[SL161]: there is no article or policy \"P66\" (did you mean \"P6\"?)",
    );
    one(
        "scenario: \"minimal\"",
        "scenario: \"minmal\"",
        "small.ron:8:19: error[SL162]: there is no scenario \"minmal\" (did you mean \"minimal\"?)",
    );
    one(
        "\"opening\"",
        "\"openning\"",
        "small.ron:9:20: error[SL162]: there is no beat \"openning\" (did you mean \"opening\"?)",
    );
    one("\"look\"", "\"lok\"", "small.ron:9:20: error[SL162]: there is no reply \"lok\" (did you mean \"look\"?)");
    one(
        "\"enquiries\"",
        "\"enquiry\"",
        "small.ron:9:71: error[SL162]: there is no table \"enquiry\" (did you mean \"enquiries\"?)",
    );
    one(
        "Text(\"Listen first.\")",
        "Steps(title: \"One\", steps: [\"a\"])",
        "small.ron:6:13: error[SL163]: a picture of steps has two to seven of them (join steps, or make two pictures)",
    );
    one(
        "duty: Complaint",
        "duty: Complain",
        "small.ron:3:11: error[SL011]: \"Complain\" is no duty (did you mean \"Complaint\"?)",
    );
}

#[test]
fn the_bounds_of_pictures_are_kept() {
    let with = |part: &str| told(&SOUND.replacen("Text(\"Listen first.\")", part, 1)).0;
    let point = |at: u32, patience: u32| format!("(at_s: {at}, patience: {patience})");
    let curve = |points: &[String]| format!("Curve(title: \"c\", points: [{}])", points.join(", "));
    for (part, wanted) in [
        ("List([])".to_owned(), "a list without entries"),
        ("Fork(question: \"q\", answers: [(\"a\", \"b\")])".to_owned(), "a fork has two to four answers"),
        (
            "Compare(title: \"c\", left: (\"l\", []), right: (\"r\", [\"x\"]))".to_owned(),
            "a column of the comparison is empty",
        ),
        ("Form(title: \"f\", fields: [])".to_owned(), "a form in a picture has one to eight fields"),
        (curve(&[point(0, 50)]), "a curve has two to eight points"),
        (curve(&[point(0, 50), point(9, 101)]), "patience goes from 0 to 100"),
        (curve(&[point(9, 50), point(9, 60)]), "the points of a curve go from left to right"),
    ] {
        let found = with(&part);
        assert!(
            found.len() == 1 && found[0].contains("error[SL163]") && found[0].contains(wanted),
            "{part}: {found:?}"
        );
    }
    assert_eq!(with(&curve(&[point(0, 0), point(9, 100)])), Vec::<String>::new());
}

#[test]
fn the_words_of_lessons_are_translated_with_their_pack() {
    let packs = packs();
    let pack = packs.iter().find(|pack| pack.id == "tamblewick").expect("the retailer");
    let lines = pack_lines(pack);
    let has = |text: &str| lines.iter().any(|line| line.slot.starts_with("lessons/complaints/") && line.text == text);
    for text in ["Taking a complaint", "Two proofs", "The courier", "asked for a number at once", "7 to 14 days"] {
        assert_eq!(has(text), text != "The courier", "{text}");
    }
    assert!(has("The record is the promise") && has("Every digit back, and what the number is for."));
}

#[test]
fn a_lesson_is_read_in_the_terminal_with_its_call() {
    let run = |args: &[&str]| {
        let done = Command::cargo_bin("steadyline").expect("the program is there").arg("lesson").args(args).assert();
        let output = done.get_output();
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let (code, listed) = run(&[]);
    assert!(code == Some(0) && listed.contains("complaints") && listed.contains("call_list"), "{listed}");
    let (code, text) = run(&["complaints"]);
    assert_eq!(code, Some(0), "{text}");
    let at = |part: &str| text.find(part).unwrap_or_else(|| panic!("{part} is not in\n{text}"));
    assert!(at("Hear it -> Own it") < at("[P13] Complaints"));
    // A comment stands behind the line that it is about.
    assert!(at("A day off, and nobody came. I'm sorry. I'll find") < at("» It says back what it cost"));
    assert!(at("wrapped up as LT1") < at("» One code, one short note"));
    assert!(!run(&["complaints", "--text"]).1.contains("wrapped up"));
    assert_eq!(run(&["complaint"]).0, Some(2));
}
