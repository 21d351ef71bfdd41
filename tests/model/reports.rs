//! What supervisors read out of attempts: a synthetic centre is filled by the program, its figures are counted again here by
//! another way, and the reports are read as a browser and a screen reader would.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use assert_cmd::Command;
use html5gum::{Token, Tokenizer};
use steadyline::call::{EventKind, replay, resume};
use steadyline::review::figures::statistic::{Share, Z_95, median, point_biserial};
use steadyline::scenario::{Mark, folder};
use steadyline::scoring::{Scorecard, score};
use steadyline::store::{AttemptFilter, AttemptSummary, Store};

use crate::world::root;

/// The centre that all tests here read: twelve people, three scenarios.
struct Centre {
    folder: tempfile::TempDir,
    /// Attempts with their cards and what was replied at which beat, in order of time; played again by this test.
    calls: Vec<Taken>,
}

struct Taken {
    attempt: AttemptSummary,
    card: Scorecard,
    /// The first reply at each beat, and its mark.
    replies: BTreeMap<String, (String, Mark)>,
}

fn steadyline(data: &Path) -> Command {
    let mut command = Command::cargo_bin("steadyline").expect("the program is built");
    command.arg("--data").arg(data);
    command
}

fn demo(data: &Path, seed: &str) {
    let size = ["demo", "--people", "12", "--calls", "3", "--weeks", "3", "--seed", seed];
    steadyline(data).args(size).assert().success();
}

static CENTRE: LazyLock<Centre> = LazyLock::new(|| {
    let data = tempfile::tempdir().expect("a folder");
    demo(data.path(), "5");
    let calls = calls(data.path());
    Centre { folder: data, calls }
});

fn calls(data: &Path) -> Vec<Taken> {
    let packs = folder(&root().join("scenarios")).expect("the bundled packs").packs;
    let store = Store::open_to_read(data).expect("the store opens");
    let filter = AttemptFilter { ascending: true, ..AttemptFilter::default() };
    let all = store.attempts(&filter).expect("a list");
    let taken = all.into_iter().map(|attempt| {
        let log = store.log(&attempt.id).expect("a log");
        let setup = resume(&packs, &log.header, false).expect("it plays again");
        let (call, events) = replay(&setup, &log);
        let mut replies = BTreeMap::new();
        for event in &events {
            let EventKind::ReplyGiven { beat, reply, .. } = &event.kind else { continue };
            let beats = &setup.scenario.beats;
            let source = beats.iter().find(|known| known.name == beat.as_str()).expect("the beat");
            let mark = source.replies.iter().find(|known| known.name == reply.as_str()).expect("the reply").source.mark;
            replies.entry(beat.to_string()).or_insert((reply.to_string(), mark));
        }
        Taken { card: score(&call, &events), attempt, replies }
    });
    taken.collect()
}

fn json(args: &[&str]) -> serde_json::Value {
    let done = steadyline(CENTRE.folder.path()).args(["report"]).args(args).arg("--json").assert().success();
    serde_json::from_slice(&done.get_output().stdout).expect("JSON")
}

fn html(args: &[&str]) -> String {
    let done = steadyline(CENTRE.folder.path()).args(["report"]).args(args).assert().success();
    String::from_utf8(done.get_output().stdout.clone()).expect("text")
}

/// The latest call without hints of each person at each scenario.
fn latest() -> BTreeMap<(String, String), &'static Taken> {
    let mut found = BTreeMap::new();
    for taken in CENTRE.calls.iter().filter(|taken| taken.attempt.mode != "guided") {
        found.insert((taken.attempt.person.clone(), taken.attempt.scenario.clone()), taken);
    }
    found
}

#[test]
fn the_synthetic_centre_comes_from_its_seed() {
    let (one, other) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    demo(one.path(), "5");
    demo(other.path(), "6");
    let seen = |calls: &[Taken]| -> Vec<(String, String, String, Option<i64>)> {
        let of = |taken: &Taken| taken.attempt.clone();
        calls.iter().map(of).map(|a| (a.person, a.scenario, a.started_at, a.records)).collect()
    };
    assert_eq!(seen(&calls(one.path())), seen(&CENTRE.calls));
    assert_ne!(seen(&calls(other.path())), seen(&CENTRE.calls));
    let again = steadyline(one.path()).arg("demo").assert().code(2);
    assert!(String::from_utf8_lossy(&again.get_output().stderr).contains("holds attempts already"));
}

#[test]
fn people_of_the_synthetic_centre_differ_and_get_better() {
    let calls = &CENTRE.calls;
    assert!(calls.len() > 12 * 3, "{}", calls.len());
    let passed = |taken: &&Taken| taken.card.passed();
    let half = calls.len() / 2;
    let (before, after) = (calls[..half].iter().filter(passed).count(), calls[half..].iter().filter(passed).count());
    assert!(after > before, "{before} of the first half passed, {after} of the second");
    let people: BTreeSet<&str> = calls.iter().map(|taken| taken.attempt.person.as_str()).collect();
    assert_eq!(people.len(), 12);
    assert!(calls.windows(2).all(|two| two[0].attempt.started_at <= two[1].attempt.started_at));
}

#[test]
fn team_figures_are_those_that_another_way_of_counting_gives() {
    let figures = json(&["team", "Team 1"]);
    let latest = latest();
    let people: Vec<String> = serde_json::from_value(figures["people"].clone()).expect("names");
    assert_eq!(people.len(), 12);
    for row in figures["heat"]["rows"].as_array().expect("rows") {
        let id = row["key"]["id"].as_str().expect("an id");
        for (person, cell) in people.iter().zip(row["cells"].as_array().expect("cells")) {
            let (mut earned, mut possible) = (0, 0);
            for ((_, _), taken) in latest.iter().filter(|((who, _), _)| who == person) {
                let own = taken.card.criteria.iter().filter(|criterion| {
                    criterion.id == id
                        && format!("{:?}", criterion.number) == row["key"]["number"].as_str().unwrap_or("")
                });
                for criterion in own {
                    (earned, possible) = (earned + criterion.earned, possible + criterion.possible);
                }
            }
            assert_eq!(
                (cell["earned"].as_u64(), cell["possible"].as_u64()),
                (Some(earned), Some(possible)),
                "{person}, {id}"
            );
        }
    }
    for one in figures["readiness"].as_array().expect("people") {
        let person = one["person"].as_str().expect("a name");
        let own = || latest.iter().filter(|((who, _), _)| who == person);
        let ready = own().filter(|(_, taken)| taken.card.passed()).count();
        assert_eq!(one["ready"].as_u64(), Some(ready as u64), "{person}");
        assert_eq!(one["not_yet"].as_u64(), Some((own().count() - ready) as u64), "{person}");
    }
}

#[test]
fn what_to_coach_first_is_what_cost_most() {
    let figures = json(&["team"]);
    let mut lost: BTreeMap<String, (f64, usize)> = BTreeMap::new();
    for taken in latest().values() {
        for criterion in taken.card.criteria.iter().filter(|criterion| criterion.possible > criterion.earned) {
            let all: u64 = taken
                .card
                .criteria
                .iter()
                .filter(|other| other.number == criterion.number)
                .map(|other| other.possible)
                .sum();
            let entry = lost.entry(format!("{:?} {}", criterion.number, criterion.id)).or_default();
            entry.0 += (criterion.possible - criterion.earned) as f64 * 100.0 / all as f64;
            entry.1 += 1;
        }
    }
    let coaching = figures["coaching"].as_array().expect("a list");
    assert_eq!(coaching.len(), lost.len());
    let mut before = f64::MAX;
    for one in coaching {
        let key =
            format!("{} {}", one["key"]["number"].as_str().unwrap_or(""), one["key"]["id"].as_str().unwrap_or(""));
        let points = one["lost"].as_f64().expect("points") / 1000.0;
        let (expected, missed) = lost[&key];
        assert!((points - expected).abs() < 0.1, "{key}: {points} and {expected}");
        assert_eq!(one["missed"].as_u64(), Some(missed as u64), "{key}");
        assert!(points <= before, "{key} stands too far down");
        before = points;
    }
}

#[test]
fn first_best_and_latest_are_found() {
    let person = &CENTRE.calls[0].attempt.person;
    let figures = json(&["person", person]);
    let own: Vec<&Taken> = CENTRE.calls.iter().filter(|taken| taken.attempt.person == *person).collect();
    assert_eq!(figures["steps"].as_array().expect("steps").len(), own.len());
    for one in figures["progress"].as_array().expect("scenarios") {
        let scenario = one["scenario"].as_str().expect("a scenario");
        let records: Vec<Option<i64>> = own
            .iter()
            .filter(|taken| taken.attempt.scenario == scenario && taken.attempt.mode != "guided")
            .map(|taken| taken.attempt.records)
            .collect();
        assert_eq!(one["attempts"].as_u64(), Some(records.len() as u64));
        assert_eq!(one["first"][0].as_i64(), records[0]);
        assert_eq!(one["best"][0].as_i64(), records.iter().copied().max().flatten());
        assert_eq!(one["latest"][0].as_i64(), *records.last().expect("one"));
    }
}

/// First attempts at a scenario that were not guided.
fn first_attempts(scenario: &str) -> Vec<&'static Taken> {
    let mut seen = BTreeSet::new();
    let own = CENTRE.calls.iter().filter(|taken| taken.attempt.scenario == scenario);
    own.filter(|taken| seen.insert(taken.attempt.person.clone()) && taken.attempt.mode != "guided").collect()
}

#[test]
fn scenario_health_counts_first_attempts_alone() {
    let scenario = CENTRE.calls[0].attempt.scenario.clone();
    let figures = json(&["scenario", &scenario]);
    let first = first_attempts(&scenario);
    let all = CENTRE.calls.iter().filter(|taken| taken.attempt.scenario == scenario).count();
    assert_eq!(figures["cases"].as_u64(), Some(first.len() as u64));
    assert_eq!(figures["left_out"].as_u64(), Some((all - first.len()) as u64));
    assert!(first.len() < all, "the centre repeats calls");
    let decisions = figures["decisions"].as_array().expect("decisions");
    assert!(!decisions.is_empty());
    for item in decisions {
        let beat = item["label"].as_str().expect("a beat");
        let met: Vec<&(String, Mark)> = first.iter().filter_map(|taken| taken.replies.get(beat)).collect();
        let right = met.iter().filter(|(_, mark)| *mark == Mark::Good).count();
        assert_eq!(item["right"], serde_json::json!({ "part": right, "of": met.len() }), "{beat}");
        let mut wrong: BTreeMap<&str, usize> = BTreeMap::new();
        for (reply, _) in met.iter().filter(|(_, mark)| *mark != Mark::Good) {
            *wrong.entry(reply).or_insert(0) += 1;
        }
        assert_eq!(item["most_wrong"][1].as_u64(), wrong.values().max().map(|count| *count as u64), "{beat}");
    }
    for item in figures["fields"].as_array().expect("fields") {
        let (row, field) = (item["item"]["field"]["row"].as_u64(), item["item"]["field"]["field"].as_str());
        let rows = first.iter().filter_map(|taken| taken.card.rows.get(usize::try_from(row?).ok()?));
        let compared = rows.filter_map(|row| {
            let own: Vec<_> = row.fields.iter().filter(|of| Some(of.field.as_str()) == field).collect();
            (!own.is_empty()).then(|| own.iter().all(|of| of.class.name() == "right"))
        });
        let compared: Vec<bool> = compared.collect();
        let right = compared.iter().filter(|right| **right).count();
        assert_eq!(item["right"], serde_json::json!({ "part": right, "of": compared.len() }), "{field:?}");
    }
}

#[test]
fn intervals_and_correlations_are_the_published_ones() {
    // Newcombe 1998 (doi 10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E), table I, method 3: 81 of 263,
    // 15 of 148, 0 of 20, 1 of 29.
    for (part, of, low, high) in
        [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]
    {
        let (found_low, found_high) = Share { part, of }.wilson(Z_95);
        assert!(
            (found_low - low).abs() < 5e-5 && (found_high - high).abs() < 5e-5,
            "{part}/{of}: {found_low} {found_high}"
        );
    }
    assert_eq!(Share::default().wilson(Z_95), (0.0, 1.0));
    // By its definition, (mean of the right - mean of the wrong) / s * sqrt(pq), with s over n.
    let pairs = [(true, 0.9), (true, 0.7), (false, 0.6), (true, 0.8), (false, 0.2)];
    let (right, wrong): (f64, f64) = ((0.9 + 0.7 + 0.8) / 3.0, (0.6 + 0.2) / 2.0);
    let mean = 3.2 / 5.0;
    let spread = (pairs.iter().map(|(_, value)| (value - mean) * (value - mean)).sum::<f64>() / 5.0).sqrt();
    let expected = (right - wrong) / spread * (0.6_f64 * 0.4).sqrt();
    let found = point_biserial(&pairs).expect("they differ");
    assert!((found.r - expected).abs() < 1e-12, "{} and {expected}", found.r);
    assert_eq!(point_biserial(&[(true, 0.1), (true, 0.9)]), None);
    assert!(found.interval(Z_95).is_some_and(|(low, high)| low < found.r && found.r < high && high < 1.0));
    assert_eq!(median(vec![3, 1, 2, 9]), Some(2));
}

/// Every start tag with its attributes, and the text inside each element of a few kinds.
struct Seen {
    tags: Vec<(String, BTreeMap<String, String>)>,
    texts: Vec<(String, String)>,
}

fn read(page: &str) -> Seen {
    let mut seen = Seen { tags: Vec::new(), texts: Vec::new() };
    let mut open: Vec<(String, String)> = Vec::new();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    for Ok(token) in Tokenizer::new(page) {
        match token {
            Token::StartTag(tag) => {
                let name = text(&tag.name);
                let attributes = tag.attributes.iter().map(|(name, value)| (text(name), text(value)));
                seen.tags.push((name.clone(), attributes.collect()));
                if !tag.self_closing && !["meta", "path", "rect", "circle"].contains(&name.as_str()) {
                    open.push((name, String::new()));
                }
            }
            Token::String(words) => {
                for (_, inside) in &mut open {
                    inside.push_str(&text(&words));
                }
            }
            Token::EndTag(tag) => {
                let name = text(&tag.name);
                if ["path", "rect", "circle"].contains(&name.as_str()) {
                    continue;
                }
                let (opened, inside) = open.pop().expect("something is open");
                assert_eq!(opened, name, "a tag closes another");
                seen.texts.push((name, inside));
            }
            Token::Error(error) => panic!("the page does not parse: {error:?}"),
            Token::Comment(_) | Token::Doctype(_) => {}
        }
    }
    assert!(open.is_empty(), "left open: {open:?}");
    seen
}

/// What holds for every report.
pub fn check_page(page: &str, name: &str) {
    assert!(page.starts_with("<!DOCTYPE html>"));
    let seen = read(page);
    let all = |name: &str| seen.tags.iter().filter(|(tag, _)| tag == name).map(|(_, of)| of).collect::<Vec<_>>();
    let said = |name: &str| seen.texts.iter().filter(|(tag, _)| tag == name).map(|(_, text)| text).collect::<Vec<_>>();
    assert_eq!(all("html")[0].get("lang").map(String::as_str), Some("en"));
    assert!(said("title")[0].contains(name), "{:?}", said("title")[0]);
    assert_eq!(said("h1").len(), 1);
    assert_eq!(said("h1")[0], name);
    assert_eq!(all("main").len(), 1);
    let tables = all("table").len();
    assert!(tables > 0);
    assert_eq!(
        (said("caption").len(), said("caption").iter().filter(|text| !text.is_empty()).count()),
        (tables, tables)
    );
    // A screen reader lists the parts and the tables by these names.
    let names: Vec<&String> = said("h2").into_iter().chain(said("caption")).collect();
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "two parts have one name: {names:?}");
    assert!(all("th").iter().all(|of| of.contains_key("scope")), "a heading without a scope");
    assert!(all("svg").iter().all(|of| of.get("role").is_some_and(|role| role == "img")));
    let ids: Vec<&String> = seen.tags.iter().filter_map(|(_, of)| of.get("id")).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "two things have one id");
    let named = seen.tags.iter().filter_map(|(_, of)| of.get("aria-labelledby"));
    for id in named.flat_map(|ids| ids.split(' ')) {
        assert!(ids.iter().any(|known| *known == id), "nothing is called {id}");
    }
    for of in all("a") {
        let target = of["href"].strip_prefix('#').expect("links stay on the page");
        assert!(ids.iter().any(|id| *id == target), "nothing is called {target}");
    }
    // Nothing is fetched, and nothing runs.
    let from_outside = ["src=", "@import", "url(", "<script", "<link", "<img", "http://", "https://"];
    let plain = page.replace("http://www.w3.org/2000/svg", "");
    assert!(from_outside.iter().all(|sign| !plain.contains(sign)));
    assert!(!page.contains('⟨'), "a message is missing");
}

#[test]
fn reports_are_whole_pages_that_can_be_read_aloud() {
    let person = &CENTRE.calls[0].attempt.person;
    check_page(&html(&["person", person]), person);
    let team = html(&["team", "Team 1"]);
    check_page(&team, "Team 1");
    let scenario = &CENTRE.calls[0].attempt;
    check_page(&html(&["scenario", &scenario.scenario]), &scenario.title);
    assert_eq!(team, html(&["team", "Team 1"]), "the same attempts give the same file");
    for name in CENTRE.calls.iter().map(|taken| &taken.attempt.person) {
        assert!(team.contains(name.as_str()), "{name} is missing");
    }
}

#[test]
fn who_or_what_is_not_there_is_told_with_what_is() {
    let data = CENTRE.folder.path();
    for (args, told) in [
        (["person", "Nobody At All"], "There is no “Nobody At All”"),
        (["team", "Team 9"], "There is no team “Team 9”"),
        (["scenario", "no_such_call"], "Nobody has taken “no_such_call”"),
    ] {
        let done = steadyline(data).arg("report").args(args).assert().code(2);
        let error = String::from_utf8_lossy(&done.get_output().stderr).into_owned();
        assert!(error.contains(told) && error.contains("There are:"), "{error}");
    }
    steadyline(Path::new("/nowhere/at/all")).args(["report", "team"]).assert().code(4);
}

#[test]
fn a_wrong_row_of_the_teams_is_named_and_nothing_of_the_file_is_used() {
    let data = tempfile::tempdir().expect("a folder");
    steadyline(data.path()).args(["demo", "--people", "1", "--calls", "1"]).assert().success();
    let file = data.path().join("teams.csv");
    for (text, told) in [
        ("team,person\nNorth,Ann Lee\nNorth,\n", "row 3 says nothing in the column “person”"),
        ("team,name\nNorth,Ann Lee\n", "no column “person”"),
        ("team,person\nNorth\n", "row 2 says nothing in the column “person”"),
    ] {
        std::fs::write(&file, text).expect("is written");
        let done = steadyline(data.path()).args(["report", "team", "North"]).assert().code(2);
        let error = String::from_utf8_lossy(&done.get_output().stderr).into_owned();
        assert!(error.contains(told), "{error}");
    }
    // Somebody of the team who has taken no call yet stands in the report all the same.
    std::fs::write(&file, "\u{feff}Person, Team\nAnn Lee, North\n").expect("is written");
    let done = steadyline(data.path()).args(["report", "team", "North"]).assert().success();
    assert!(String::from_utf8_lossy(&done.get_output().stdout).contains("Ann Lee"));
}
