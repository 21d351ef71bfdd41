//! What an exploration says of scenarios is so: found ways are ways of real calls, and real calls stay within what is found.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use assert_cmd::Command;
use steadyline::bots::{Bot, Cast, Exploration, Limits, Part, Path, Verdict, parse_list, parse_walk, run_walk};
use steadyline::call::{Base, EventKind};
use steadyline::scenario::{Pack, folder};

use crate::invalid::pack_with;
use crate::world::{TAMBLEWICK, root};

/// Small enough for a build without optimising; `steadyline explore` goes further.
const LIMITS: Limits = Limits { states: 20_000, seeds: 1 };

fn explore(cast: &Cast) -> Exploration {
    Exploration::take(cast, LIMITS, &mut |_| ()).expect("it is not too large")
}

/// Every bundled scenario, explored.
static BUNDLED: LazyLock<Vec<(Cast, Exploration)>> = LazyLock::new(|| {
    let (pack, base) = &*TAMBLEWICK;
    let casts = pack.scenarios.iter().map(|scenario| Cast::untrained(pack, base, scenario));
    let explored = casts.map(|cast| {
        let found = explore(&cast);
        (cast, found)
    });
    explored.collect()
});

/// A scenario that is no part of the pack.
struct Guest {
    pack: Arc<Pack>,
    base: Arc<Base>,
    cast: Cast,
    _home: tempfile::TempDir,
}

fn guest(file: PathBuf, text: &str) -> Guest {
    let home = pack_with(std::slice::from_ref(&file));
    let name = file.file_name().expect("a name").to_string_lossy().into_owned();
    fs::write(home.path().join("tamblewick/calls").join(&name), text).expect("it can be written");
    let loaded = folder(home.path()).expect("the folder can be read");
    let found: Vec<String> = loaded.found.iter().map(|problem| problem.short()).collect();
    let pack = Arc::clone(&loaded.packs[0]);
    let id = name.strip_suffix(".ron").expect("a scenario");
    let scenario = pack.scenario(id).unwrap_or_else(|| panic!("{name} is unsound: {found:#?}"));
    let base = Arc::new(Base::lay_out(&pack));
    let cast = Cast::untrained(&pack, &base, scenario);
    Guest { pack: Arc::clone(&pack), base, cast, _home: home }
}

/// The smallest scenario with one thing replaced.
fn altered(from: &str, to: &str) -> Guest {
    let file = root().join("tests/fixtures/valid/minimal.ron");
    let text = fs::read_to_string(&file).expect("the file is there");
    assert!(text.contains(from), "it holds no {from}");
    guest(file, &text.replacen(from, to, 1))
}

fn paths(found: &Exploration) -> Vec<(String, &Path)> {
    let parts = found.parts.iter().filter_map(|part| Some((part.place.clone(), part.path.as_ref()?)));
    let snags = found.stuck.iter().chain(&found.speechless).map(|snag| (snag.beat.clone(), &snag.path));
    parts.chain(snags).chain(found.longest.iter().map(|path| ("longest".to_owned(), path))).collect()
}

/// Every way is gone in a real call as the search thinks, and again from its walkthrough.
fn check_ways(pack: &Arc<Pack>, base: &Arc<Base>, cast: &Cast, found: &Exploration) {
    for (place, path) in paths(found) {
        assert_eq!(path.otherwise, None, "{}: {place}\n{}", cast.scenario().id, path.lines.join("\n"));
        let text = path.walkthrough(&place);
        let walk = parse_walk(&text).unwrap_or_else(|wrong| panic!("{place}: {wrong:?}\n{text}"));
        let report = run_walk(pack, base, cast.scenario(), &walk);
        assert!(report.failed.is_empty(), "{place}: {:?}\n{text}", report.failed);
        let list = parse_list(&path.list()).unwrap_or_else(|wrong| panic!("{place}: {wrong:?}\n{}", path.list()));
        let listed = run_walk(pack, base, cast.scenario(), &list);
        assert_eq!(listed.log, report.log, "{place}: {}", path.list());
        let beats: Vec<String> = report
            .events
            .iter()
            .filter_map(|event| match &event.kind {
                EventKind::BeatEntered { beat } => Some(beat.to_string()),
                _ => None,
            })
            .collect();
        assert_eq!(beats, path.beats, "{place}\n{text}");
    }
}

#[test]
fn every_way_that_is_found_is_the_way_of_a_real_call() {
    let (pack, base) = &*TAMBLEWICK;
    for (cast, found) in &*BUNDLED {
        check_ways(pack, base, cast, found);
    }
    for name in ["minimal", "bare", "outbound"] {
        let file = root().join(format!("tests/fixtures/valid/{name}.ron"));
        let guest = guest(file.clone(), &fs::read_to_string(&file).expect("the file is there"));
        check_ways(&guest.pack, &guest.base, &guest.cast, &explore(&guest.cast));
    }
}

/// Beats and replies of random calls, and the ending.
fn random_places(cast: &Cast, seed: u64) -> BTreeSet<String> {
    let played = cast.play(Bot::Random, seed);
    let places = played.events.iter().filter_map(|event| match &event.kind {
        EventKind::BeatEntered { beat } => Some(format!("beats/{beat}")),
        EventKind::ReplyGiven { beat, reply, .. } => Some(format!("beats/{beat}/replies/{reply}")),
        EventKind::CallEnded { ending, .. } => Some(format!("endings/{ending}")),
        _ => None,
    });
    places.collect()
}

#[test]
fn whatever_is_done_in_a_call_stays_within_what_can_be_reached() {
    let check = |cast: &Cast, found: &Exploration, seeds: u64| {
        for seed in 1..=seeds {
            for place in random_places(cast, seed) {
                let part = found.part(&place).unwrap_or_else(|| panic!("no part {place}"));
                let may =
                    part.verdict == Verdict::Reached || (found.bound.is_some() && part.verdict == Verdict::RanDry);
                assert!(may, "{} {seed}: {place} is {:?}", cast.scenario().id, part.verdict);
            }
        }
    };
    for (cast, found) in &*BUNDLED {
        check(cast, found, 40);
    }
    let file = root().join("tests/fixtures/valid/minimal.ron");
    let guest = guest(file.clone(), &fs::read_to_string(&file).expect("the file is there"));
    let found = explore(&guest.cast);
    assert_eq!(found.bound, None, "a small scenario is searched whole");
    check(&guest.cast, &found, 150);
}

#[test]
fn the_bundled_scenarios_are_reached_in_every_beat_reply_and_ending() {
    for (cast, found) in &*BUNDLED {
        assert!(!found.has_faults(), "{}: {:#?}", cast.scenario().id, found.stuck);
        // The blender call takes more states than a test has time for.
        // Larger calls need more states than a build without optimising has time for.
        if !["when_is_my_money", "bits_for_my_sister"].contains(&cast.scenario().id.as_str()) {
            continue;
        }
        let missing: Vec<&Part> = found
            .parts
            .iter()
            .filter(|part| part.place.matches('/').count() <= 3 && !part.place.contains("says_if"))
            .filter(|part| {
                part.path.is_none() && (part.place.starts_with("beats") || part.place.starts_with("endings"))
            })
            .filter(|part| !part.place.contains("branches"))
            .collect();
        let missing: Vec<&str> = missing.iter().map(|part| part.place.as_str()).collect();
        assert!(missing.is_empty(), "{}: {missing:#?}", cast.scenario().id);
    }
}

#[test]
fn parts_are_told_apart_by_why_they_are_not_reached() {
    let check = |needs: &str, expected: Verdict| {
        let reply = r#""wait": (say: "You will have to wait.","#;
        let with =
            format!(r#""extra": (say: "Extra.", mark: Bad, tone: Brisk, then: "gives up", needs: [{needs}]), {reply}"#);
        let found = explore(&altered(reply, &with).cast);
        let part = found.part("opening/extra").expect("there is such a reply");
        assert_eq!(part.verdict, expected, "{needs}");
        assert_eq!(found.has_faults(), expected == Verdict::Dead, "{needs}");
        assert_eq!(part.path.is_some(), expected == Verdict::Reached, "{needs}");
    };
    check(r#"Saved("enquiries")"#, Verdict::Reached);
    check(r#"SavedWith("enquiries", "topic", "order status")"#, Verdict::Reached);
    check(r#"Opened("order")"#, Verdict::Reached);
    check(r#"Fact("late", "3")"#, Verdict::Reached);
    check("Verified(2)", Verdict::Reached);
    check("TransferTold, Warned(2), PatienceBelow(60)", Verdict::Reached);
    check(r#"Fact("late", "4")"#, Verdict::Dead);
    check("PatienceAtLeast(40), PatienceBelow(30)", Verdict::Dead);
    check(r#"Visited("opening"), NotVisited("opening")"#, Verdict::Dead);
    // No form keeps a number so.
    check(r#"SavedWith("enquiries", "order", "no such order")"#, Verdict::NeedsInput);
}

#[test]
fn a_turn_from_which_nobody_gets_on_is_found_with_the_way_to_it() {
    let trap = r#""trap": (
            says: ["And now?"],
            replies: {
                "again": (say: "Say it again.", mark: Bad, tone: Brisk, then: "stay"),
                "out": (say: "Done.", mark: Good, tone: Warm, needs: [Flag("key")], then: "thanks"),
            },
        ),
        "opening": ("#;
    let file = root().join("tests/fixtures/valid/minimal.ron");
    let text = fs::read_to_string(&file).expect("the file is there");
    let text = text.replacen(r#""opening": ("#, trap, 1);
    let led = text.replacen(r#"acts: [BrushOff], then: "gives up""#, r#"acts: [BrushOff], then: "trap""#, 1);
    let locked = led.replacen(r#"sets: ["looked"]"#, r#"sets: ["looked", "key"]"#, 1);
    assert!(text != led && led != locked);
    let found = explore(&guest(file.clone(), &locked).cast);
    let stuck: Vec<&str> = found.stuck.iter().map(|snag| snag.beat.as_str()).collect();
    assert_eq!(stuck, ["trap"]);
    assert!(found.stuck[0].path.lines.iter().any(|line| line == "~ say wait"), "{:?}", found.stuck[0].path.lines);
    assert!(found.has_faults());
    assert_eq!(found.round.as_deref(), Some("trap"));
    // That nobody is stuck is not proved where somebody is.
    assert_eq!(found.proof.expect("it is not too large to be proved").stuck, ["trap"]);
    // The caller leaves in the end, worn out: that is no way on.
    let worn = locked.replacen(
        "mark: Bad, tone: Brisk, then: \"stay\"",
        "mark: Bad, tone: Brisk, acts: [Blame], then: \"stay\"",
        1,
    );
    assert_ne!(worn, locked);
    let found = explore(&guest(file, &worn).cast);
    assert_eq!(found.stuck.iter().map(|snag| snag.beat.as_str()).collect::<Vec<_>>(), ["trap"]);
}

#[test]
fn a_search_ends_where_a_department_refuses_and_nothing_can_be_said() {
    let file = root().join("tests/fixtures/invalid/refused_into_silence.ron");
    let text = fs::read_to_string(&file).expect("the file is there");
    let Guest { pack, base, cast, _home } = guest(file, &text);
    let limits = Limits { states: 200_000, seeds: 1 };
    let found = Exploration::take(&cast, limits, &mut |_| ()).expect("it is not too large");
    assert_eq!(found.bound, None, "every state was searched");
    let speechless: Vec<&str> = found.speechless.iter().map(|snag| snag.beat.as_str()).collect();
    assert_eq!((speechless, found.stuck.len()), (vec!["queue"], 0), "the department is rung again by hand");
    check_ways(&pack, &base, &cast, &found);
}

/// An exploration to the end, and one whose search is stopped before it.
fn whole_and_stopped(cast: &Cast) -> (Exploration, Exploration) {
    let whole = explore(cast);
    assert_eq!(whole.bound, None, "a small scenario is searched whole");
    let limits = Limits { states: whole.states - 1, seeds: 1 };
    let stopped = Exploration::take(cast, limits, &mut |_| ()).expect("it is not too large");
    assert!(stopped.bound.is_some() && whole.proof.is_none());
    (whole, stopped)
}

#[test]
fn what_the_search_leaves_open_is_proved_with_patience_in_intervals() {
    let reply = r#""wait": (say: "You will have to wait.","#;
    let extra = |needs: &str| {
        let with =
            format!(r#""extra": (say: "Extra.", mark: Bad, tone: Brisk, then: "gives up", needs: [{needs}]), {reply}"#);
        altered(reply, &with)
    };
    for needs in [r#"Visited("opening"), NotVisited("opening")"#, "PatienceBelow(45)", r#"NotFlag("looked")"#] {
        let guest = extra(needs);
        let (whole, stopped) = whole_and_stopped(&guest.cast);
        let proof = stopped.proof.as_ref().expect("it is not too large to be proved");
        assert!(proof.states < whole.states, "{} of {}", proof.states, whole.states);
        assert_eq!((proof.stuck.len(), proof.speechless.len()), (0, 0), "{needs}: {proof:?}");
        for (part, of_whole) in stopped.parts.iter().zip(&whole.parts) {
            let is_so = part.verdict == of_whole.verdict || part.verdict == Verdict::RanDry;
            assert!(is_so, "{needs}: {} is {:?}, not {:?}", part.place, part.verdict, of_whole.verdict);
        }
    }
    let dead = extra(r#"Visited("opening"), NotVisited("opening")"#);
    let (_, stopped) = whole_and_stopped(&dead.cast);
    assert_eq!(stopped.part("opening/extra").map(|part| part.verdict), Some(Verdict::Dead));
}

#[test]
fn a_bound_is_told_and_what_lies_beyond_it_is_not_called_dead() {
    let (pack, base) = &*TAMBLEWICK;
    let cast = Cast::untrained(pack, base, pack.scenario("when_is_my_money").expect("it ships"));
    let limits = Limits { states: 60, seeds: 1 };
    let found = Exploration::take(&cast, limits, &mut |_| ()).expect("it is not too large");
    assert_eq!(found.bound, Some(0));
    assert!(found.parts.iter().any(|part| part.verdict == Verdict::RanDry));
    assert!(found.parts.iter().all(|part| part.verdict != Verdict::Dead));
}

/// The way to the ending `cut_off` as it was printed.
fn out_list(out: &str) -> String {
    let ending = out.lines().skip_while(|line| !line.trim_start().starts_with("cut_off ("));
    ending.map(str::trim).nth(1).unwrap_or_default().to_owned()
}

#[test]
fn explore_prints_what_it_finds_and_its_ways_can_be_played_on() {
    let steadyline = || Command::cargo_bin("steadyline").expect("the program is built");
    let said = steadyline().args(["explore", "third call", "--states", "2000", "--seeds", "1"]).assert().code(0);
    let out = String::from_utf8_lossy(&said.get_output().stdout).into_owned();
    assert!(out.contains("cut_off (one decision") && out.contains("Longest call"), "{out}");
    let first = out.clone();
    let json =
        steadyline().args(["explore", "third call", "--states", "2000", "--seeds", "1", "--json"]).assert().code(0);
    let json: serde_json::Value = serde_json::from_slice(&json.get_output().stdout).expect("JSON");
    assert_eq!(json["scenarios"][0]["scenario"], "third_call_blender");
    assert_eq!(json["scenarios"][0]["exploration"]["parts"][0]["place"], "beats/opening");
    steadyline()
        .args(["explore", "third call", "--states", "500", "--seeds", "1", "--to", "no such beat"])
        .assert()
        .code(2);
    let folder = tempfile::tempdir().expect("a folder");
    let paths = folder.path().join("paths");
    steadyline()
        .args(["explore", "third call", "--states", "2000", "--seeds", "1", "--paths"])
        .arg(&paths)
        .assert()
        .code(0);
    let one = folder.path().join("one.walk");
    let mut explore = steadyline();
    let explore =
        explore.args(["explore", "third call", "--states", "2000", "--seeds", "1", "--to", "boils/calm down", "-o"]);
    explore.arg(&one).assert().code(0);
    let way = paths.join("third_call_blender.beats-boils-replies-calm_down.walk");
    let text = |path: &PathBuf| fs::read_to_string(path).expect("it is written");
    assert_eq!(text(&one), text(&way));
    let log = folder.path().join("call.log");
    let end = "~ end\n+2 wrap ENQ\n";
    let mut play = steadyline();
    let played = play.args(["play", "third call", "--from-path"]).arg(&way).arg("--log").arg(&log).write_stdin(end);
    let out = String::from_utf8_lossy(&played.assert().code(0).get_output().stdout).into_owned();
    assert!(out.contains("calm down"), "{out}");
    steadyline().args(["score", "--json"]).arg(&log).assert().success();
    let list = out_list(&first);
    let mut play = steadyline();
    let played = play.args(["play", "third call", "--from-path", &list]).write_stdin("+2 wrap ENQ\n");
    played.assert().code(0);
    let wrong = steadyline()
        .args(["play", "third call", "--from-path", "seed 1 · 2 answer · sing"])
        .write_stdin("")
        .assert()
        .code(2);
    let wrong = String::from_utf8_lossy(&wrong.get_output().stderr).into_owned();
    assert!(wrong.contains("step 3 of the path: \"sing\" is no command"), "{wrong}");
    steadyline().args(["play", "third call", "--from-path", "no_such.walk"]).write_stdin("").assert().code(4);
    // The way of one scenario is no way of another.
    steadyline().args(["play", "when is my", "--from-path"]).arg(&way).write_stdin("").assert().code(3);
}
