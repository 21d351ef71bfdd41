//! A log is the call: played again it gives the same bytes, cut off it is used as far as it goes, edited it is refused.

use std::sync::Arc;

use steadyline::call::{
    Call, Log, LogError, LogHeader, Millis, Phase, ReplayError, json_line, read_log, replay, resume,
};
use steadyline::scoring::score;

use crate::world::{TAMBLEWICK, walk, walks};

fn log_of(name: &str) -> Log {
    let report = walk(name);
    let header = LogHeader::new(&report.setup, "test desk", "2026-01-01T00:00:00Z".to_owned());
    Log { header, lines: report.log, cut_off: false }
}

#[test]
fn a_log_plays_again_to_the_same_bytes_and_the_same_score() {
    let both = crate::world::packs().map(|(pack, _)| Arc::clone(pack));
    for path in walks() {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let report = walk(&name);
        let log = read_log(&log_of(&name).text()).expect("the log can be read");
        let setup = resume(&both, &log.header, false).expect("the pack is the same");
        let (call, events) = replay(&setup, &log);
        // The walkthrough also let time pass after the last action; the log ends with it.
        let played = events.iter().map(json_line).collect::<String>();
        let walked = report.events.iter().take(events.len()).map(json_line).collect::<String>();
        assert_eq!(played, walked, "{name}");
        if call.phase() == Phase::Done {
            assert_eq!(score(&call, &events), report.card, "{name}");
        }
    }
}

#[test]
fn time_in_many_steps_gives_the_same_events_as_in_one() {
    let log = log_of("third_call_blender.cold");
    let setup = resume(std::slice::from_ref(&TAMBLEWICK.0), &log.header, false).expect("the pack is the same");
    let (_, whole) = replay(&setup, &log);
    let (mut call, mut stepped) = Call::new(Arc::clone(&setup));
    let mut now = 0;
    for line in &log.lines {
        while now < line.at.0 {
            stepped.extend(call.advance_to(Millis(now)));
            now += 37;
        }
        stepped.extend(call.apply(line.at, &line.action));
    }
    assert_eq!(whole, stepped);
}

#[test]
fn a_log_that_breaks_off_is_read_as_far_as_it_goes() {
    let text = log_of("third_call_blender.cold").text();
    let whole = read_log(&text).expect("the log can be read").lines.len();
    let cut = read_log(&text[..text.len() - 7]).expect("the rest can be read");
    assert!(cut.cut_off);
    assert_eq!(cut.lines.len(), whole - 1);
}

#[test]
fn an_edited_log_is_refused_with_its_line() {
    let text = log_of("third_call_blender.cold").text();
    let mut lines: Vec<&str> = text.lines().collect();
    lines.swap(3, 6);
    assert_eq!(read_log(&lines.join("\n")), Err(LogError::Order { line: 5 }));
    let broken = text.replacen("\"do\"", "\"did\"", 1);
    assert!(matches!(read_log(&broken), Err(LogError::Line { line: 2, .. })));
    assert_eq!(read_log(""), Err(LogError::Empty));
    assert!(matches!(read_log("{\"a\":1}\n"), Err(LogError::Header(_))));
    let newer = text.replacen("\"steadyline_log\":1", "\"steadyline_log\":2", 1);
    assert_eq!(read_log(&newer), Err(LogError::Version(2)));
}

#[test]
fn a_log_of_another_day_is_not_played_as_if_nothing_had_changed() {
    let mut header = log_of("third_call_blender.cold").header;
    let packs = std::slice::from_ref(&TAMBLEWICK.0);
    header.scenario_hash = "another".to_owned();
    assert_eq!(resume(packs, &header, false).err(), Some(ReplayError::Changed { what: "scenario" }));
    assert!(resume(packs, &header, true).is_ok());
    let mut rubric = log_of("third_call_blender.cold").header;
    rubric.rubric_hash = "another".to_owned();
    assert_eq!(resume(packs, &rubric, false).err(), Some(ReplayError::Changed { what: "rubric" }));
    header.scenario = "third_call_blendr".to_owned();
    let error = resume(packs, &header, true).expect_err("there is no such scenario");
    assert_eq!(
        error.to_string(),
        "the pack has no scenario \"third_call_blendr\": did you mean \"third_call_blender\"?"
    );
    assert_eq!(resume(&[], &header, true).err(), Some(ReplayError::NoPack("tamblewick".to_owned())));
}
