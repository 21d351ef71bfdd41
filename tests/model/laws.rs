//! Laws beside rules of dialling: spans of attempts, rest after a refusal, holidays and hours where the person is, consent.

use std::fs;
use std::sync::Arc;

use assert_cmd::Command;
use jiff::civil::{DateTime, date};
use steadyline::scenario::outgoing::{Campaign, Law, Reason, Refused, Try, Verdict};
use steadyline::scenario::{Pack, folder, kept};

use crate::call_lists::whole_pack;
use crate::world::TAMBLEWICK;

fn by_the_law(pack: &Pack) -> Arc<Campaign> {
    let found = pack.drills.campaigns.iter().find(|campaign| campaign.id == "by_the_law_there");
    Arc::clone(found.expect("the list is sound"))
}

fn law(id: &str) -> Arc<Law> {
    Arc::clone(&TAMBLEWICK.0.drills.laws[id])
}

fn at(month: i8, day: i8, hour: i8, minute: i8) -> DateTime {
    date(2026, month, day).at(hour, minute, 0, 0)
}

#[test]
fn the_law_of_the_place_says_what_is_right_with_each_row() {
    let pack = &TAMBLEWICK.0;
    let campaign = by_the_law(pack);
    let verdict = |number: usize| campaign.verdict(number - 1, pack.today).expect("there is such a row");
    for row in [1, 5, 12] {
        assert_eq!(verdict(row), Verdict::Dial { second: false }, "row {row}");
    }
    for (row, reason) in [(2, Reason::NoConsent), (3, Reason::NoConsent), (9, Reason::DoNotCall)] {
        assert_eq!(verdict(row), Verdict::Close(reason), "row {row}");
    }
    let from = |row: usize| match verdict(row) {
        Verdict::Later((from, _)) => from,
        other => panic!("row {row}: {other:?}"),
    };
    assert_eq!(from(4), at(10, 21, 9, 0), "thirty days after the first of four, at ten there");
    assert_eq!(from(6), at(11, 2, 9, 0), "sixty whole days, then a Sunday that is a holiday too");
    assert_eq!(from(7), at(11, 12, 15, 0), "the promised window, on the day after the holiday");
    assert_eq!(from(8), at(10, 13, 13, 0), "eight in Sarasota");
    assert_eq!(from(10), at(10, 13, 17, 0), "twenty-four hours after the first of three");
    assert_eq!(from(11), at(10, 13, 14, 0), "eight in Pensacola");
    assert_eq!(from(13), at(10, 13, 11, 0), "two in Saint-Denis");
}

#[test]
fn hours_end_before_their_end_and_holidays_are_those_of_the_place() {
    let france = law("france");
    for (when, may) in [
        (at(10, 13, 9, 59), false),
        (at(10, 13, 10, 0), true),
        (at(10, 13, 12, 59), true),
        (at(10, 13, 13, 0), false),
        (at(10, 13, 13, 59), false),
        (at(10, 13, 14, 0), true),
        (at(10, 13, 20, 0), false),
        (at(10, 17, 11, 0), false),
        (at(10, 18, 11, 0), false),
        (at(11, 10, 11, 0), true),
        (at(11, 11, 11, 0), false),
    ] {
        assert_eq!(france.permits(when), may, "{when}");
    }
    let (federal, florida) = (law("us_federal"), law("us_florida"));
    for (when, by_federal, by_florida) in [
        (at(10, 13, 7, 59), false, false),
        (at(10, 17, 8, 0), true, true),
        (at(10, 13, 20, 0), true, false),
        (at(10, 13, 20, 59), true, false),
        (at(10, 13, 21, 0), false, false),
    ] {
        assert_eq!((federal.permits(when), florida.permits(when)), (by_federal, by_florida), "{when}");
    }
}

#[test]
fn spans_are_counted_back_from_the_next_attempt() {
    let plain = |tries: &[DateTime]| tries.iter().map(|at| (*at, Refused::No)).collect::<Vec<_>>();
    let florida = law("us_florida");
    assert_eq!(florida.rested(&plain(&[at(10, 12, 9, 0), at(10, 12, 18, 0)])), None, "two of three");
    let three = [at(10, 12, 9, 7), at(10, 12, 12, 0), at(10, 12, 18, 0)];
    assert_eq!(florida.rested(&plain(&three)), Some(at(10, 13, 9, 7)));
    let four = [at(10, 11, 9, 0), three[0], three[1], three[2]];
    assert_eq!(florida.rested(&plain(&four)), Some(at(10, 13, 9, 7)), "the oldest of the last three");

    let france = law("france");
    let four = [at(9, 21, 19, 55), at(9, 24, 15, 0), at(9, 30, 17, 0), at(10, 7, 10, 0)];
    assert_eq!(france.rested(&plain(&four[..3])), None);
    assert_eq!(france.rested(&plain(&four)), Some(at(10, 21, 0, 0)), "days count whole");
    let refused = [(at(9, 1, 10, 15), Refused::Yes), (at(9, 5, 10, 0), Refused::No)];
    assert_eq!(france.rested(&refused), Some(at(11, 1, 0, 0)), "the day after sixty whole days");
    assert_eq!(law("us_federal").rested(&refused), None, "it asks for no rest");
}

#[test]
fn attempts_are_counted_by_the_clock_of_the_person() {
    let campaign = by_the_law(&TAMBLEWICK.0);
    let tried = |day: i8, hour: i8| Try { at: at(10, day, hour, 30), outcome: "31".to_owned() };
    // Half past midnight here is half past one there on the same day; half past eleven at night is tomorrow there.
    let tries = [tried(1, 23), tried(5, 12), tried(6, 12), tried(7, 12)];
    let paris = &campaign.rows[0];
    assert_eq!(
        campaign.rested(paris, &tries),
        Some(at(10, 31, 23, 0)),
        "midnight of 1 November there, after summer time"
    );
    let nobody_knows = &steadyline::scenario::outgoing::ListRow { zone: None, ..paris.clone() };
    assert_eq!(campaign.rested(nobody_knows, &tries), None);
}

/// What is said of the bundled pack after a change to one of its files, or with a file more.
fn told(file: &str, change: impl Fn(&str) -> String) -> (Vec<String>, Arc<Pack>) {
    let home = whole_pack();
    let path = home.path().join("tamblewick").join(file);
    let text = fs::read_to_string(&path).unwrap_or_default();
    let changed = change(&text);
    assert_ne!(text, changed);
    fs::create_dir_all(path.parent().expect("a folder")).expect("is made");
    fs::write(&path, changed).expect("is written");
    let mut loaded = folder(home.path()).expect("it can be read");
    (loaded.found.iter().map(|problem| problem.short()).collect(), loaded.packs.remove(0))
}

const OWN: &str = r#"(
    format: 1,
    title: "A law of our own",
    jurisdiction: "Nowhere",
    source: "Section 1",
    as_of: "2026-09-01",
    review_by: "2027-08-31",
    within: [(attempts: 1, span: Days(3))],
)
"#;

#[test]
fn a_law_that_is_not_there_or_cannot_hold_is_told() {
    let list = "campaigns/by_the_law_there.ron";
    let (found, pack) = told(list, |text| text.replacen("[\"france\"]", "[\"frnace\"]", 1));
    assert!(found[0].contains("error[SL152]: there is no law \"frnace\" (did you mean \"france\"?)"), "{found:#?}");
    assert!(pack.drill("by_the_law_there").is_none(), "nobody is rung under a law that is not there");

    let (found, pack) = told("laws/france.ron", |_| OWN.replacen("attempts: 1", "attempts: 0", 1));
    let half =
        "error[SL152]: the law \"france\" has errors, and nobody is rung under half a law (mend laws/france.ron)";
    assert!(found.iter().any(|line| line.ends_with(half)), "{found:#?}");
    assert!(pack.drill("by_the_law_there").is_none(), "the program's law is not taken in its place");

    for (from, to, said) in [
        ("attempts: 1", "attempts: 0", "error[SL145]: nobody could be rung at all, or as often as you like"),
        ("Days(3)", "Days(0)", "error[SL145]: nobody could be rung at all, or as often as you like"),
        (
            "2027-08-31",
            "2026-08-31",
            "error[SL145]: the rules are past their date on the day on which they were looked at",
        ),
        ("within:", "holidays: [\"2026-13-01\"], within:", "error[SL050]: \"2026-13-01\" is no date"),
        ("within:", "hours: [(days: [Mon], from: \"9\", to: \"10:00\")], within:", "error[SL145]: \"9\" to \"10:00\""),
        ("span: Days", "span: Dys", "did you mean"),
        ("2027-08-31", "2026-10-01", "warning[SL144]: these rules were to be relied on until 2026-10-01"),
    ] {
        let (found, _) = told("laws/own.ron", |_| OWN.replacen(from, to, 1));
        assert!(found.iter().any(|line| line.contains("own.ron") && line.contains(said)), "{said}: {found:#?}");
    }
    let (found, _) = told("laws/own.ron", |_| OWN.to_owned());
    assert_eq!(found, [""; 0]);
}

#[test]
fn a_law_of_the_pack_takes_the_place_of_the_programs() {
    let (found, pack) = told("laws/france.ron", |_| OWN.to_owned());
    assert_eq!(found, [""; 0]);
    let campaign = by_the_law(&pack);
    assert_eq!(campaign.laws["FR-10"][0].source.title, "A law of our own");
    assert_eq!(campaign.verdict(1, pack.today), Some(Verdict::Dial { second: false }), "it asks for no consent");
    assert_ne!(campaign.hash, by_the_law(&TAMBLEWICK.0).hash, "another law is another drill");
}

#[test]
fn what_is_kept_of_a_list_is_whole_with_its_laws() {
    let pack = &TAMBLEWICK.0;
    assert!(pack.files.files.contains_key("laws/france.ron") && !pack.files.files.contains_key("laws/none.ron"));
    let again = kept((*pack.files).clone());
    let names: Vec<String> = again.found.iter().map(|problem| problem.short()).collect();
    assert_eq!(again.errors(), 0, "{names:#?}");
    assert_eq!(by_the_law(&again.packs[0]).hash, by_the_law(pack).hash);
    assert!(pack.files.without_calls().all(|(path, _)| !path.starts_with("laws/")), "only a list leads to them");
}

#[test]
fn a_list_may_be_relied_on_until_the_first_of_its_laws_is_past_its_date() {
    let pack = &TAMBLEWICK.0;
    let drill = pack.drill("by_the_law_there").expect("it is sound");
    assert!(drill.past_rules(date(2027, 5, 31)).is_none());
    let past = drill.past_rules(date(2027, 6, 1)).expect("the laws are past their date, the company's rules are not");
    assert!(past.source.title.contains("abroad") && past.source.title.contains("France"), "{}", past.source.title);
    assert!(past.source.source.contains("501.616(6)") && past.source.source.contains("D223-9"));
    for (id, law) in &pack.drills.laws {
        let dated = law.source.as_of < law.source.review_by && law.source.source.contains(char::is_numeric);
        assert!(dated && !law.source.jurisdiction.is_empty(), "{id}");
        let text = &pack.files.files[&format!("laws/{id}.ron")].text;
        assert!(text.contains("not legal advice"), "{id} says what it is");
    }
    let steadyline = || Command::cargo_bin("steadyline").expect("the program is built");
    let shown = steadyline().args(["drill", "by_the_law_there"]).write_stdin("rules\nfinish\n").assert().success();
    let shown = String::from_utf8_lossy(&shown.get_output().stdout).into_owned();
    for line in [
        "For FR-10 besides: Démarchage téléphonique, France. Code de la consommation",
        "  at most 4 attempts within 30 days",
        "  none for 60 days after a refusal",
        "  only with consent, and with where it was given",
        "  never on public holidays there; they are known from 2026-01-01 to 2027-12-25",
        "  at most 3 attempts within 24 hours",
    ] {
        assert!(shown.contains(line), "{line}\n{shown}");
    }
}
