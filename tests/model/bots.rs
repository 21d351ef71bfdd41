//! Bots play what ships, and the scores mean what they say.

use std::fs;
use std::sync::{Arc, LazyLock};

use assert_cmd::Command;
use steadyline::bots::{Bot, Cast, Fault, NUMBERS, Played, Survey};
use steadyline::call::{Base, Phase};
use steadyline::scenario::{ScoreNumber, folder};

use crate::invalid::pack_with;
use crate::walks::card_text;
use crate::world::{TAMBLEWICK, root};

/// Seeds that each bot plays here; `steadyline explore scenarios --bots` plays more.
const SEEDS: u64 = 4;

/// The bots of every bundled scenario.
static CASTS: LazyLock<Vec<Cast>> = LazyLock::new(|| {
    let (pack, base) = &*TAMBLEWICK;
    pack.scenarios.iter().map(|scenario| Cast::train(pack, base, scenario)).collect()
});

fn losses(played: &Played) -> Vec<u32> {
    NUMBERS.iter().map(|number| 100 - played.card.number(*number).unwrap_or(100)).collect()
}

#[test]
fn the_expert_loses_nothing_and_each_flaw_costs_most_in_its_own_number() {
    for cast in &*CASTS {
        let survey = Survey::take(cast, SEEDS, || ());
        assert!(survey.faults.is_empty(), "{}: {:#?}", cast.scenario().id, survey.faults);
        assert_eq!(survey.tallies.iter().map(|tally| tally.calls).sum::<usize>(), 8 * 4);
    }
}

#[test]
fn a_bot_does_the_same_whatever_was_played_before() {
    let (pack, base) = &*TAMBLEWICK;
    let cast = &CASTS[0];
    let other = Cast::train(pack, base, &pack.scenarios[0]);
    for bot in Bot::ALL {
        for seed in [31, 7] {
            assert_eq!(cast.play(bot, seed).log, other.play(bot, seed).log, "{} with seed {seed}", bot.name());
        }
    }
}

#[test]
fn the_random_bot_finds_no_call_that_does_not_end_or_replay() {
    for cast in &*CASTS {
        for seed in 1..=20 {
            let played = cast.play(Bot::Random, seed);
            assert_eq!(played.call.phase(), Phase::Done, "{} {seed}", cast.scenario().id);
            assert!(played.replays(), "{} {seed}", cast.scenario().id);
            assert!(played.card.numbers.iter().all(|number| number.score.is_none_or(|score| score <= 100)));
        }
    }
}

#[test]
fn one_more_flawed_act_never_raises_a_number() {
    let flaws = [Bot::Careless, Bot::Rude, Bot::Silent, Bot::OverHolder];
    for cast in &*CASTS {
        for (bot, seed) in flaws.into_iter().flat_map(|bot| (1..=2).map(move |seed| (bot, seed))) {
            let scores = |dose| losses(&cast.play_dose(bot, seed, dose));
            let by_dose: Vec<_> = (0..=4).map(scores).collect();
            let name = format!("{} {} {seed}", cast.scenario().id, bot.name());
            assert_eq!(by_dose[0], [0, 0, 0, 0], "{name}: no flaw, no loss");
            for (number, _) in NUMBERS.iter().enumerate() {
                assert!(by_dose.is_sorted_by_key(|losses| losses[number]), "{name}: {by_dose:?}");
            }
        }
    }
}

#[test]
fn debriefs_of_the_eight_bots_stay_as_they_are() {
    let cast = CASTS.iter().find(|cast| cast.scenario().id == "third_call_blender").expect("it ships");
    for bot in Bot::ALL {
        insta::assert_snapshot!(bot.name(), card_text(&cast.play(bot, 3).card));
    }
}

/// The bots of a scenario that is no part of the pack.
fn guest(name: &str) -> Cast {
    let home = pack_with(&[root().join(format!("tests/fixtures/valid/{name}.ron"))]);
    let loaded = folder(home.path()).expect("the folder can be read");
    let pack = &loaded.packs[0];
    Cast::train(pack, &Arc::new(Base::lay_out(pack)), pack.scenario(name).expect("it is sound"))
}

#[test]
fn the_expert_plays_a_scenario_whose_author_wrote_no_line_for_any_step() {
    let cast = guest("bare");
    for seed in 1..=SEEDS {
        let played = cast.play(Bot::Expert, seed);
        assert_eq!(losses(&played), [0, 0, 0, 0], "{}", card_text(&played.card));
        assert!(played.card.critical.is_empty());
    }
}

/// A copy of the pack in which one file says something else.
fn altered(file: &str, from: &str, to: &str) -> tempfile::TempDir {
    let home = pack_with(&[root().join("scenarios/tamblewick/calls/third_call_blender.ron")]);
    let path = home.path().join("tamblewick").join(file);
    let text = fs::read_to_string(&path).expect("the file is there");
    assert!(text.contains(from), "{file} holds no {from}");
    fs::write(&path, text.replacen(from, to, 1)).expect("the file can be written");
    home
}

fn faults_of(home: &tempfile::TempDir) -> Vec<Fault> {
    let loaded = folder(home.path()).expect("the folder can be read");
    let pack = &loaded.packs[0];
    let cast = Cast::train(pack, &Arc::new(Base::lay_out(pack)), &pack.scenarios[0]);
    Survey::take(&cast, 2, || ()).faults.into_keys().collect()
}

#[test]
fn a_rubric_that_does_not_see_rudeness_is_found_out() {
    let faults = faults_of(&altered("rubrics/complaint.ron", "rule: Tone,", "rule: NotCutOff,"));
    let composure = ScoreNumber::Composure;
    assert!(
        faults.iter().any(|fault| matches!(fault, Fault::NotMost { bot: "rude", about, .. } if *about == composure)),
        "{faults:#?}"
    );
}

#[test]
fn a_scenario_that_cannot_be_won_is_found_out() {
    let right = r#"right: ["handed_over", "handed_over_coolly", "called_back", "ended_by_rule"]"#;
    let faults = faults_of(&altered("calls/third_call_blender.ron", right, r#"right: ["sent_away"]"#));
    assert!(faults.iter().any(|fault| matches!(fault, Fault::ExpertLost { .. })), "{faults:#?}");
}

#[test]
fn a_number_that_pays_for_what_a_flaw_does_not_touch_is_found_out() {
    // Seconds of silence say nothing about records.
    let silent = "number: Composure,\n            label: \"No silence";
    let home = altered("rubrics/complaint.ron", silent, &silent.replace("Composure", "Records"));
    let faults = faults_of(&home);
    let records = ScoreNumber::Records;
    assert!(
        faults.iter().any(|fault| matches!(fault, Fault::NotMost { bot: "silent", fell, .. } if *fell == records)),
        "{faults:#?}"
    );
}

#[test]
fn explore_prints_a_table_and_tells_by_its_exit_code() {
    let steadyline = || Command::cargo_bin("steadyline").expect("the program is built");
    let well = steadyline().args(["explore", "third call", "--bots", "--seeds", "2"]).assert().code(0);
    let out = String::from_utf8_lossy(&well.get_output().stdout).into_owned();
    for bot in Bot::ALL {
        assert!(out.lines().any(|line| line.trim_start().starts_with(bot.name())), "no {} in\n{out}", bot.name());
    }
    let home = altered("rubrics/complaint.ron", "rule: Tone,", "rule: NotCutOff,");
    let pack = home.path().join("tamblewick");
    let ill = steadyline().args(["explore", "--bots", "--seeds", "2"]).arg(&pack).assert().code(1);
    let out = String::from_utf8_lossy(&ill.get_output().stdout).into_owned();
    assert!(out.contains("The rude bot loses"), "{out}");
    let json =
        steadyline().args(["explore", "third_call_blender", "--bots", "--seeds", "1", "--json"]).assert().code(0);
    let json: serde_json::Value = serde_json::from_slice(&json.get_output().stdout).expect("JSON");
    assert_eq!(json["faults"], 0);
    assert_eq!(json["scenarios"][0]["bots"][0]["bot"], "expert");
    assert_eq!(json["scenarios"][0]["bots"][0]["numbers"][0]["median"], 100);
    steadyline().args(["explore", "no such call", "--bots"]).assert().code(2);
}
