//! What a supervisor asks the centre: the same lists and figures as at a desk, of what was played again and is sound.

use std::path::Path;

use steadyline::review::figures::{Case, Health, TeamFigures, health, team_figures};
use steadyline::review::{Source, source as figures};
use steadyline::store::centre::{Centre, CentreError, Erasure, LoginKind, Verdict};
use steadyline::store::{Actor, Choice, ListFilter, Store};

use crate::centre::{PATIENCE, Place, bring};
use crate::pages::made;
use crate::people::steadyline;
use crate::postgres::SERVER;
use crate::summaries::{PACKS, archive, cases, own, source};
use crate::world::root;

/// A centre with the calls of eight people, and the desk that they were taken at.
fn brought() -> (Place, tempfile::TempDir) {
    let (place, data) = (Place::new(), own());
    let store = Store::open_to_read(data.path()).expect("opens");
    let done = bring(&store, &place.url(), PATIENCE).expect("is brought");
    assert!(done.there > 20);
    (place, data)
}

pub fn login(place: &Place, kind: LoginKind, name: &str) -> String {
    SERVER.url(&place.login(kind, name), &place.database)
}

pub fn check(place: &Place, again: bool) -> Vec<(i64, Verdict)> {
    let mut centre = Centre::connect(&login(place, LoginKind::Administrator, "ada"), PATIENCE).expect("connects");
    let mut found = Vec::new();
    centre.check(&PACKS, again, |one| found.push((one.number, one.verdict))).expect("is checked");
    found
}

pub fn supervisor(place: &Place) -> Source {
    let url = login(place, LoginKind::Supervisor, "sue");
    Source::Centre(Box::new(Centre::connect(&url, PATIENCE).expect("connects")))
}

pub fn asked(source: &mut Source) -> (TeamFigures, Vec<Health>) {
    let team = figures::team_figures(source, &Choice::default()).expect("figures");
    let scenarios = source.scenarios().expect("scenarios");
    let of = |(id, _): &(String, String)| figures::health(source, id, &Choice::default()).expect("figures");
    let health = scenarios.iter().map(of).collect();
    (team, health)
}

/// The figures of the whole without some of the calls, as the centre counts them: they stay in the list.
fn whole(data: &Path, keeps: impl Fn(&Case) -> bool) -> (TeamFigures, Vec<Health>) {
    let mut archive = archive(data);
    let own: Vec<Case> = cases(&mut archive).into_iter().filter(keeps).collect();
    let mut people = archive.people();
    people.retain(|person| own.iter().any(|case| case.attempt.person == *person));
    let mut scenarios: Vec<String> = archive.all.iter().map(|attempt| attempt.scenario.clone()).collect();
    scenarios.sort();
    scenarios.dedup();
    let of = |scenario: &String| {
        let own: Vec<Case> = own.iter().filter(|case| case.attempt.scenario == *scenario).cloned().collect();
        health(scenario, &archive.all, &own)
    };
    (team_figures(&people, &own), scenarios.iter().map(of).collect())
}

#[test]
fn what_is_sound_counts_and_nothing_else() {
    let (place, data) = brought();
    let mut centre = supervisor(&place);
    assert_eq!(asked(&mut centre).0.calls.of, 0, "nothing was played again yet");
    place.change("UPDATE steadyline.sealed SET lines = replace(lines, '\"at\":', '\"at\": ') WHERE id = (SELECT id FROM steadyline.attempt WHERE number = 5)");
    let verdicts = check(&place, false);
    assert_eq!(verdicts.iter().filter(|(_, verdict)| *verdict != Verdict::Sound).count(), 1, "{verdicts:?}");
    let bad = place.ask("SELECT id FROM steadyline.attempt WHERE number = 5").remove(0);
    let wanted = whole(data.path(), |case| case.attempt.id.0 != bad);
    assert_eq!(asked(&mut centre), wanted);
    place.change("UPDATE steadyline.sealed SET lines = replace(lines, '\"at\": ', '\"at\":')");
    check(&place, true);
    let all = asked(&mut centre);
    assert_eq!(all, whole(data.path(), |_| true));
    assert_eq!(all, asked(&mut source(data.path())), "as the desk itself says");
    place.change("UPDATE steadyline.sealed SET lines = replace(lines, '\"at\":', '\"at\": ') WHERE id = (SELECT id FROM steadyline.attempt WHERE number = 5)");
    check(&place, true);
    assert_eq!(asked(&mut centre), wanted, "what was sound before counts no more");
}

#[test]
fn whoever_is_erased_leaves_the_figures_too() {
    let (place, data) = brought();
    check(&place, false);
    let mut administrator =
        Centre::connect(&login(&place, LoginKind::Administrator, "ada"), PATIENCE).expect("connects");
    let who = place.ask("SELECT person FROM steadyline.attempt WHERE number = 9").remove(0);
    let gone = administrator.erase(&Erasure::Person(who.clone())).expect("is erased");
    assert!(gone > 1);
    let local = Store::open(data.path()).expect("opens");
    local.erase_person(&Actor::Owner, &who, crate::people::at(0)).expect("is erased");
    let mut centre = supervisor(&place);
    assert_eq!(asked(&mut centre), asked(&mut source(data.path())));
    for table in ["call", "standing", "person", "first", "stale"] {
        let left = place.ask(&format!("SELECT count(*) FROM steadyline.figure_{table} WHERE person = '{who}'"));
        assert_eq!(left, ["0"], "{table}");
    }
    // The first half is too old.
    let half = place.ask("SELECT count(*) / 2 FROM steadyline.attempt").remove(0);
    place.change(&format!(
        "UPDATE steadyline.attempt SET placed_at = now() - interval '9 days' WHERE id IN \
         (SELECT id FROM steadyline.attempt ORDER BY number LIMIT {half})"
    ));
    let old = place.ask("SELECT id FROM steadyline.attempt WHERE placed_at < now() - interval '5 days'");
    administrator.erase(&Erasure::OlderThan(5)).expect("are erased");
    let (team, _) = whole(data.path(), |case| !old.contains(&case.attempt.id.0));
    assert_eq!(asked(&mut centre).0, team);
}

#[test]
fn the_list_is_that_of_the_desk() {
    let (place, data) = brought();
    let Source::Centre(mut centre) = supervisor(&place) else { panic!("a centre") };
    let local = Store::open_to_read(data.path()).expect("opens");
    let mut last = None;
    for round in ["before the check", "after it"] {
        let filter = ListFilter { limit: 30, ..ListFilter::default() };
        let (there, here) =
            (centre.page(&filter).expect("a page"), local.page(&Actor::Owner, &filter).expect("a page"));
        assert_eq!(there.all, here.all);
        for (there, here) in there.lines.iter().zip(&here.lines) {
            let (there, here) = (&there.attempt, &here.attempt);
            assert_eq!((&there.person, &there.title, there.records), (&here.person, &here.title, here.records));
            assert_eq!((&there.started_at, there.critical()), (&here.started_at, here.critical()), "{round}");
        }
        let verdicts: Vec<Option<&str>> = there.lines.iter().map(|line| line.verdict.as_deref()).collect();
        last = verdicts.first().copied().flatten().map(str::to_owned);
        let below = ListFilter { below: Some(steadyline::scenario::ScoreNumber::Routing), ..filter };
        let (there, here) = (centre.page(&below).expect("a page"), local.page(&Actor::Owner, &below).expect("a page"));
        if round == "after it" {
            assert_eq!((there.all, there.all > 0), (here.all, true), "the marks are known from the replay");
        }
        if round == "before the check" {
            assert_eq!(last, None);
            check(&place, false);
        }
    }
    assert_eq!(last.as_deref(), Some("sound"));
    let desk = Centre::connect(&place.url(), PATIENCE).expect("connects").page(&ListFilter::default());
    assert!(matches!(desk, Err(CentreError::Rights(_))), "{desk:?}");
}

#[test]
fn a_supervisor_asks_the_centre_by_command() {
    let (place, data) = brought();
    check(&place, false);
    let url = login(&place, LoginKind::Supervisor, "sue");
    let said = |args: &[&str]| {
        let done = steadyline(data.path()).args(args).assert().success();
        String::from_utf8(done.get_output().stdout.clone()).expect("text")
    };
    for args in [&["report", "team", "--json"][..], &["report", "team", "Team 1", "--json"]] {
        let there = said(&[args, &["--centre", &url]].concat());
        assert_eq!(there, said(args));
        assert!(there.len() > 1000);
    }
    let scenario = source(data.path()).scenarios().expect("scenarios").remove(0).0;
    let args = ["report", "scenario", &scenario, "--json"];
    assert_eq!(said(&[&args[..], &["--centre", &url]].concat()), said(&args));
    let list = said(&["review", "list", "--limit", "3", "--team", "Team 1", "--centre", &url]);
    assert!(list.lines().count() == 4 && list.contains("--after"), "{list}");
}

#[test]
fn attempts_made_in_bulk_come_to_the_same_at_the_centre() {
    let data = own();
    let (of, calls) = made(&Store::open_to_read(data.path()).expect("opens"));
    let place = Place::new();
    let mut centre = Centre::connect(&place.admin(), PATIENCE).expect("connects");
    centre.fill_in(&of, &calls).expect("are made");
    centre.make_all_figures_anew().expect("is noted");
    centre.make_figures().expect("are summed up");
    assert_eq!(asked(&mut Source::Centre(Box::new(centre))), asked(&mut source(data.path())));
}

#[test]
fn both_databases_have_the_same_tables_of_figures() {
    let read = |path| std::fs::read_to_string(root().join("src/store/migrations").join(path)).expect("a file");
    let shared = |text: String| text.split("-- From here on").next().expect("a part").to_owned();
    let (desk, centre) = (shared(read("sqlite/0033_figures.sql")), shared(read("postgres/0003_figures.sql")));
    assert!(desk.contains("CREATE TABLE figure_stale"));
    assert_eq!(desk, centre);
}
