//! People are forgotten and old attempts erased at the centre: what stays names nobody, and desks go on as before. And what
//! a desk hears of attempts that were changed.

use std::sync::Arc;

use steadyline::store::centre::{Centre, CentreError, Erasure, LoginKind, Synced, Verdict, compare};
use steadyline::store::{Actor, Store};

use crate::centre::{PATIENCE, Place, bring};
use crate::people::at;
use crate::postgres::{SERVER, column, run_sql};
use crate::seals::{attempt, change};
use crate::world::TAMBLEWICK;

/// Every row of every table of the database, as one text.
fn everything(place: &Place) -> String {
    let tables = "SELECT relname FROM pg_class WHERE relnamespace = 'steadyline'::regnamespace AND relkind = 'r'";
    let tables = place.ask(tables);
    assert!(tables.contains(&"sealed_7".to_owned()) && tables.contains(&"bygone".to_owned()), "{tables:?}");
    let rows = tables.iter().flat_map(|table| place.ask(&format!("SELECT t::text FROM steadyline.{table} t")));
    rows.collect::<Vec<_>>().join("\n")
}

fn administrator(place: &Place) -> Centre {
    let url = SERVER.url(&place.login(LoginKind::Administrator, "ada"), &place.database);
    Centre::connect(&url, PATIENCE).expect("connects")
}

fn verdicts(centre: &mut Centre) -> Vec<(i64, Verdict)> {
    let mut found = Vec::new();
    centre.check(&[Arc::clone(&TAMBLEWICK.0)], true, |one| found.push((one.number, one.verdict))).expect("is checked");
    found
}

/// A centre with three attempts of Sam, of three days ago by its clock.
fn with_three() -> (Place, Store) {
    let place = Place::new();
    let store = Store::open(place.desk.path()).expect("opens");
    for day in 1..=3 {
        attempt(&store, "third_call_blender.cold", 9, day);
    }
    bring(&store, &place.url(), PATIENCE).expect("is brought");
    place.change("UPDATE steadyline.attempt SET placed_at = now() - interval '3 days' + number * interval '1 minute'");
    (place, store)
}

#[test]
fn who_is_forgotten_leaves_counts_alone() {
    let (place, _store) = with_three();
    assert!(everything(&place).contains("Sam Hollis"));
    let sums =
        "concat_ws('|', count(*), sum(composure), count(composure), sum(length_ms), count(*) FILTER (WHERE passed))";
    let before = place.ask(&format!("SELECT {sums} FROM steadyline.attempt"));
    let mut centre = administrator(&place);
    let nobody = Erasure::Person("Sam".to_owned());
    assert_eq!(centre.erase(&nobody).expect("a part of a name is nobody's"), 0);
    let sam = Erasure::Person("Sam Hollis".to_owned());
    assert_eq!(centre.erasable(&sam).expect("an answer"), 3);
    assert_eq!(centre.erase(&sam).expect("is erased"), 3);
    assert_eq!(centre.erase(&sam).expect("nobody is left"), 0);
    let left = everything(&place);
    assert!(!left.contains("Hollis"), "{left}");
    let sums = "concat_ws('|', sum(attempts), sum(composure), sum(of_composure), sum(length_ms), sum(passed))";
    assert_eq!(place.ask(&format!("SELECT {sums} FROM steadyline.bygone")), before);
    let by = format!("steadyline_administrator_{}_ada|person|3", place.database);
    assert_eq!(place.ask("SELECT concat_ws('|', by_login, reason, attempts) FROM steadyline.erasure"), [by]);
    // Three calls of a month are few: whoever was there knows whose they were.
    let supervisor = SERVER.url(&place.login(LoginKind::Supervisor, "sue"), &place.database);
    assert_eq!(column(&supervisor, "SELECT attempts FROM steadyline.bygone_months"), [""; 0]);
    place.change("UPDATE steadyline.bygone SET attempts = 5");
    assert_eq!(column(&supervisor, "SELECT attempts FROM steadyline.bygone_months"), ["5"]);
}

#[test]
fn the_desk_goes_on_after_an_erasure_and_nothing_comes_back() {
    let (place, store) = with_three();
    let mut centre = administrator(&place);
    place.change("UPDATE steadyline.attempt SET placed_at = now() WHERE number = 3");
    assert_eq!(centre.erasable(&Erasure::OlderThan(2)).expect("an answer"), 2);
    assert_eq!(centre.erase(&Erasure::OlderThan(2)).expect("is erased"), 2);
    assert_eq!(place.ask("SELECT number FROM steadyline.attempt"), ["3"]);
    assert_eq!(verdicts(&mut centre), [(3, Verdict::Sound)], "what came before it was erased, and not taken out");
    assert_eq!(bring(&store, &place.url(), PATIENCE).expect("nothing is new"), Synced { brought: 0, there: 3 });
    assert_eq!(centre.erase(&Erasure::Person("Sam Hollis".to_owned())).expect("the latest too"), 1);
    attempt(&store, "third_call_blender.cold", 9, 4);
    assert_eq!(bring(&store, &place.url(), PATIENCE).expect("the next"), Synced { brought: 1, there: 4 });
    assert_eq!(verdicts(&mut centre), [(4, Verdict::Sound)]);
    let mut desk = Centre::connect(&place.url(), PATIENCE).expect("connects");
    assert_eq!(compare(&store, &mut desk, 4).expect("an answer"), [0_i64; 0], "what was erased does not differ");
    // A row that somebody deleted by hand is another matter.
    place.change("DELETE FROM steadyline.erased WHERE number = 3");
    assert_eq!(verdicts(&mut centre), [(4, Verdict::Tampered)]);
    assert_eq!(compare(&store, &mut desk, 4).expect("an answer"), [3]);
    // A desk that says another thing under an erased number is a copy.
    place.change("UPDATE steadyline.erased SET mark = 'x' WHERE number = 2; DELETE FROM steadyline.attempt; UPDATE steadyline.desk SET last_number = 2");
    let said = bring(&store, &place.url(), PATIENCE).expect_err("the mark is another").to_string();
    assert!(said.contains("the data folder was copied"), "{said}");
}

#[test]
fn only_an_administrator_erases_and_never_what_came_today() {
    let (place, store) = with_three();
    let supervisor = SERVER.url(&place.login(LoginKind::Supervisor, "sue"), &place.database);
    for who in [&supervisor, &place.url()] {
        let mut centre = Centre::connect(who, PATIENCE).expect("connects");
        let error = centre.erase(&Erasure::Person("Sam Hollis".to_owned())).expect_err("it may not");
        assert!(matches!(error, CentreError::Rights(_)), "{error}");
    }
    let administrator = SERVER.url(&place.login(LoginKind::Administrator, "ada"), &place.database);
    for (call, told) in [
        ("SELECT steadyline.erase_older(interval '1 hour')", "less than a day"),
        ("SELECT steadyline.erase_older(interval '-1 year')", "less than a day"),
        ("SELECT steadyline.erase(NULL, now())", "permission denied"),
        ("DELETE FROM steadyline.attempt", "permission denied"),
        ("DELETE FROM steadyline.erasure", "permission denied"),
    ] {
        let said = run_sql(&administrator, &[call]).expect_err(call);
        assert!(said.contains(told), "{call}: {said}");
    }
    run_sql(&administrator, &["SELECT steadyline.erase_person(NULL)", "SELECT steadyline.erase_older(NULL)"])
        .expect("nobody");
    assert_eq!(bring(&store, &place.url(), PATIENCE).expect("all is there"), Synced { brought: 0, there: 3 });
    assert_eq!(place.is_whole(), 3);
}

#[test]
fn a_sync_says_what_was_changed_here_and_what_differs_there() {
    let (place, store) = with_three();
    let four = attempt(&store, "third_call_blender.cold", 9, 4);
    drop(store);
    let run = |args: &[&str]| {
        let mut command = assert_cmd::Command::cargo_bin("steadyline").expect("it is built");
        let command = command.args(["--data", &place.desk.path().display().to_string(), "sync"]).args(args);
        let out = command.env("STEADYLINE_CENTRE", place.url()).output().expect("it runs");
        let text = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
        (out.status.code(), text)
    };
    change(place.desk.path(), "UPDATE attempt SET composure = 99 WHERE started_at > '2026-01-04'");
    let (code, said) = run(&[]);
    assert_eq!(code, Some(3), "{said}");
    let first = format!("Number 4, {}: not as it was finished here\n  Composure was sealed as ", four.0);
    assert!(said.starts_with(&first) && said.contains("stands as 99 in the list"), "{said}");
    assert!(said.ends_with("1 attempt brought; the centre has 4 of this desk.\n"), "{said}");
    assert_eq!(run(&["--compare"]).0, Some(0), "there it is as it was sealed");
    place.change("UPDATE steadyline.attempt SET records = 77 WHERE number = 1");
    place.change("UPDATE steadyline.sealed SET lines = replace(lines, '\"at\":', '\"at\":1') WHERE id = (SELECT id FROM steadyline.attempt WHERE number = 2)");
    assert_eq!(run(&[]).0, Some(0), "nobody asked");
    let (code, said) = run(&["--compare", "--json"]);
    let told: serde_json::Value = serde_json::from_str(&said).expect("JSON");
    assert_eq!((code, told["differing"].to_string().as_str()), (Some(3), "[1,2]"), "{said}");
    let (_, said) = run(&["--compare"]);
    assert!(said.contains("Number 2: the centre has it otherwise than this desk."), "{said}");
}

#[test]
fn the_command_counts_before_it_erases() {
    let (place, _store) = with_three();
    let run = |args: &[&str]| {
        let mut command = assert_cmd::Command::cargo_bin("steadyline").expect("it is built");
        let out = command.args(["centre", "erase"]).args(args).env("STEADYLINE_CENTRE", place.admin()).output();
        let out = out.expect("it runs");
        (out.status.code(), String::from_utf8_lossy(&out.stdout).into_owned())
    };
    assert_eq!(run(&[]).0, Some(2), "of whom?");
    assert_eq!(run(&["--person", "Sam Hollis", "--older-than", "3"]).0, Some(2), "one or the other");
    assert_eq!(run(&["--older-than", "0"]).0, Some(2), "not what came today");
    let counted = "3 attempts would be erased for good, with the logs. To do it, add --yes.\n";
    assert_eq!(run(&["--person", "Sam Hollis"]), (Some(0), counted.to_owned()));
    assert_eq!(place.is_whole(), 3);
    let erased = "3 attempts erased. Counts by month stay, without names.\n";
    assert_eq!(run(&["--person", "Sam Hollis", "--yes"]), (Some(0), erased.to_owned()));
    assert_eq!(place.ask("SELECT count(*) FROM steadyline.attempt"), ["0"]);
}

#[test]
fn what_a_desk_lets_go_leaves_its_number() {
    let place = Place::new();
    let store = Store::open(place.desk.path()).expect("opens");
    attempt(&store, "third_call_blender.cold", 9, 1);
    bring(&store, &place.url(), PATIENCE).expect("is brought");
    // The second is let go before it was brought.
    attempt(&store, "third_call_blender.cold", 9, 2);
    assert_eq!(store.erase_person(&Actor::Owner, "Sam Hollis", at(0)).expect("is erased"), 2);
    assert_eq!(
        (store.unsealed().expect("nothing is left to seal"), store.last_sealed().expect("an answer")),
        (vec![], 2)
    );
    assert_eq!(
        bring(&store, &place.url(), PATIENCE).expect("nothing is left to bring"),
        Synced { brought: 0, there: 2 }
    );
    let third = attempt(&store, "third_call_blender.cold", 9, 3);
    assert_eq!(bring(&store, &place.url(), PATIENCE).expect("the next"), Synced { brought: 1, there: 3 });
    assert_eq!(place.ask("SELECT number FROM steadyline.attempt ORDER BY number"), ["1", "3"]);
    assert_eq!(place.ask("SELECT number || mark FROM steadyline.erased"), ["2"]);
    assert_eq!(verdicts(&mut administrator(&place)), [(1, Verdict::Sound), (3, Verdict::Sound)]);
    let sealed = store.sealed(&third).expect("an answer").expect("it is sealed");
    assert_eq!(store.faults(&sealed, None, &[Arc::clone(&TAMBLEWICK.0)]).expect("an answer"), []);
}
