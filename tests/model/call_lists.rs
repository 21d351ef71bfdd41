//! Call lists: what the rules say of each row, what a list comes to that was worked through well or badly, and lists that
//! are refused with row and reason.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use jiff::civil::date;
use steadyline::call::{Column, ListAction, ListEventKind, ListRefusal, ListRun, Millis, Mode};
use steadyline::scenario::outgoing::{Campaign, Reason, Verdict};
use steadyline::scenario::{Answered, ScoreNumber, folder};
use steadyline::scoring::{Scorecard, score_list};
use steadyline::text::Texts;

use crate::world::{TAMBLEWICK, copy, root};

fn twenty() -> Arc<Campaign> {
    let (pack, _) = &*TAMBLEWICK;
    Arc::clone(
        pack.drills.campaigns.iter().find(|campaign| campaign.id == "before_you_dial").expect("the list is sound"),
    )
}

/// The bundled pack in a folder of its own.
pub fn whole_pack() -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a folder can be made");
    copy(&root().join("scenarios/tamblewick"), &home.path().join("tamblewick"));
    home
}

fn run() -> ListRun {
    let (pack, _) = &*TAMBLEWICK;
    ListRun::new(twenty(), pack.today, 7, Mode::Practice)
}

fn scored(run: &ListRun) -> Scorecard {
    let (pack, _) = &*TAMBLEWICK;
    score_list(run, &pack.rubrics[&run.campaign().source.rubric])
}

fn numbers(card: &Scorecard) -> [Option<u32>; 4] {
    [ScoreNumber::Records, ScoreNumber::Routing, ScoreNumber::Composure, ScoreNumber::Procedure]
        .map(|number| card.number(number))
}

/// Works a list with one action after another, ten seconds apart, half a minute more after each dialling.
struct Hand {
    run: ListRun,
    at: u64,
}

impl Hand {
    fn new() -> Self {
        Self { run: run(), at: 0 }
    }

    fn act(&mut self, action: ListAction) -> Vec<ListEventKind> {
        self.at += if matches!(action, ListAction::HangUp) { 40_000 } else { 10_000 };
        self.run.act(Millis(self.at), &action).into_iter().map(|event| event.kind).collect()
    }

    fn does(&mut self, action: ListAction) {
        let refused = self.act(action.clone()).into_iter().find(|kind| matches!(kind, ListEventKind::Refused { .. }));
        assert_eq!(refused, None, "{action:?}");
    }

    fn dial(&mut self, row: &str, second: bool, outcome: &str, due: Option<(i8, &str)>) {
        self.does(ListAction::Dial { row: row.to_owned(), second });
        self.does(ListAction::HangUp);
        let due = due.map(|(day, window)| (date(2026, 10, day), window.to_owned()));
        self.does(ListAction::Outcome { row: row.to_owned(), code: outcome.to_owned(), due });
    }

    fn mend(&mut self, row: &str, column: Column, value: &str) {
        self.does(ListAction::Mend { row: row.to_owned(), column, value: value.to_owned() });
    }

    fn put_off(&mut self, row: &str, day: i8, window: &str) {
        let (row, window) = (row.to_owned(), window.to_owned());
        self.does(ListAction::PutOff { row, date: date(2026, 10, day), window });
    }

    fn close(&mut self, row: &str, reason: Reason) {
        self.does(ListAction::Close { row: row.to_owned(), reason });
    }
}

/// The list as somebody does it who has read the rules.
fn perfect() -> Hand {
    let mut hand = Hand::new();
    hand.dial("1", false, "11", None);
    hand.close("2", Reason::Duplicate);
    hand.dial("3", true, "31", Some((14, "13-15")));
    hand.mend("4", Column::Phone, "01632 960770");
    hand.dial("4", false, "33", Some((14, "17-19")));
    hand.put_off("5", 14, "09-11");
    hand.put_off("6", 13, "15-17");
    hand.dial("7", false, "32", Some((13, "11-13")));
    hand.close("8", Reason::DoNotCall);
    hand.close("9", Reason::NumberBarred);
    hand.dial("10", false, "24", Some((14, "13-15")));
    hand.dial("11", false, "24", Some((13 + 1, "17-19")));
    hand.close("12", Reason::Finished);
    hand.put_off("13", 16, "11-13");
    hand.put_off("14", 13, "17-19");
    hand.dial("15", false, "11", None);
    hand.close("16", Reason::AttemptsUsed);
    hand.does(ListAction::Ask("17".to_owned()));
    hand.mend("18", Column::Email, "p.ogden@post.example");
    hand.mend("18", Column::Phone, "07700 900634");
    hand.dial("18", false, "41", None);
    hand.close("19", Reason::Note);
    hand.close("20", Reason::NoConsent);
    hand.does(ListAction::Finish);
    hand
}

#[test]
fn the_rules_say_what_is_right_with_each_row() {
    let campaign = twenty();
    let (pack, _) = &*TAMBLEWICK;
    let verdict = |number: usize| campaign.verdict(number - 1, pack.today).expect("there is such a row");
    let on = |day: i8, hour: i8| date(2026, 10, day).at(hour, 0, 0, 0);
    for row in [1, 4, 7, 10, 11, 15, 18] {
        assert_eq!(verdict(row), Verdict::Dial { second: false }, "row {row}");
    }
    assert_eq!(verdict(3), Verdict::Dial { second: true });
    assert_eq!(verdict(5), Verdict::Later((on(14, 9), on(14, 10))), "an hour is left, by both clocks");
    assert_eq!(verdict(6), Verdict::Later((on(13, 14), on(13, 20))), "nine in the morning there");
    assert_eq!(verdict(13), Verdict::Later((on(16, 9), on(16, 20))), "seven days after a soft refusal");
    assert_eq!(verdict(14), Verdict::Later((on(13, 17), on(13, 19))), "the window that was promised");
    for (row, reason) in [
        (2, Reason::Duplicate),
        (8, Reason::DoNotCall),
        (9, Reason::NumberBarred),
        (12, Reason::Finished),
        (16, Reason::AttemptsUsed),
        (19, Reason::Note),
        (20, Reason::NoConsent),
    ] {
        assert_eq!(verdict(row), Verdict::Close(reason), "row {row}");
    }
    assert_eq!(verdict(17), Verdict::Ask);
}

#[test]
fn a_list_done_by_the_rules_earns_everything() {
    let card = scored(&perfect().run);
    let lost: Vec<_> = card.criteria.iter().filter(|one| one.counted() && !one.full()).collect();
    assert_eq!(numbers(&card), [Some(100), Some(100), None, Some(100)], "{lost:#?}");
    assert!(card.critical.is_empty() && card.passed());
    assert!(card.criteria.iter().all(|one| one.counted()), "each criterion was asked: {:#?}", card.criteria);
}

#[test]
fn what_novices_do_is_found_row_by_row() {
    let mut hand = Hand::new();
    // To be safe; by our own clock; for one woman; too early; and read out to somebody who said no.
    for row in ["2", "5", "14"] {
        hand.dial(row, false, "11", None);
    }
    hand.close("11", Reason::Duplicate);
    hand.close("12", Reason::DoNotCall);
    // Repaired, which nobody can.
    hand.mend("3", Column::Phone, "07700 900450");
    hand.dial("3", false, "31", Some((13, "15-17")));
    // A machine is no refusal.
    hand.mend("4", Column::Phone, "01632 960770");
    hand.dial("4", false, "22", None);
    let card = scored(&hand.run);
    let texts = Texts::english();
    let said = |id: &str| -> Vec<String> {
        let criterion = card.criteria.iter().find(|one| one.id == id).expect("there is such a criterion");
        criterion.evidence.iter().map(|moment| texts.finding(&moment.finding)).collect()
    };
    assert_eq!(
        said("permitted"),
        [
            "Row 5, Tariq Zaman: dialled although the rules do not allow it there at that hour, or nobody could know whether they do.",
            "Row 14, Jarek Nowak: dialled although the rules do not allow it there at that hour, or nobody could know whether they do.",
        ]
    );
    assert_eq!(said("outcomes"), ["Row 4, Olwen Bellis: the outcome 22 does not fit. A machine answered."]);
    assert_eq!(
        said("mended").last().map(String::as_str),
        Some("Row 18, Pauline Ogden: “07700 900634” could have been mended to “p.ogden@post.example”.")
    );
    assert!(
        said("mended")
            .contains(&"Row 3, Neville Stott: “07700 900450” was written where “07700 90045” belongs.".to_owned())
    );
    assert!(said("next due").iter().any(|text| text.starts_with("Row 3, Neville Stott: 2026-10-13, 15-17,")));
    let decisions = said("decisions");
    assert!(decisions.contains(
        &"Row 12, Delroy Addy: rightly closed, for another reason. An earlier attempt ended the matter.".to_owned()
    ));
    assert!(decisions.contains(&"Row 11, Catherine Wray: could have been dialled now, and was not.".to_owned()));
    assert!(!card.passed());
    assert_eq!(card.critical.len(), 1, "dialled against the rules: {:?}", card.critical);
}

#[test]
fn a_list_left_at_once_earns_nothing() {
    let mut hand = Hand::new();
    hand.does(ListAction::Finish);
    let card = scored(&hand.run);
    assert_eq!(numbers(&card), [Some(0), Some(0), None, None]);
}

#[test]
fn what_cannot_be_done_is_refused() {
    let mut hand = Hand::new();
    let refused = |kinds: Vec<ListEventKind>| match kinds.last() {
        Some(ListEventKind::Refused { refusal }) => Some(*refusal),
        _ => None,
    };
    let dial = |row: &str| ListAction::Dial { row: row.to_owned(), second: false };
    assert_eq!(refused(hand.act(dial("21"))), Some(ListRefusal::NoRow));
    assert_eq!(refused(hand.act(dial("18"))), Some(ListRefusal::NoNumber), "an address is no number");
    assert_eq!(refused(hand.act(ListAction::HangUp)), Some(ListRefusal::LineFree));
    hand.does(dial("1"));
    assert_eq!(refused(hand.act(dial("7"))), Some(ListRefusal::LineBusy));
    assert_eq!(refused(hand.act(ListAction::Finish)), Some(ListRefusal::LineBusy));
    hand.does(ListAction::HangUp);
    assert_eq!(refused(hand.act(dial("7"))), Some(ListRefusal::OutcomeFirst));
    let outcome = |code: &str| ListAction::Outcome { row: "1".to_owned(), code: code.to_owned(), due: None };
    assert_eq!(refused(hand.act(outcome("99"))), Some(ListRefusal::NoOutcome));
    hand.does(outcome("11"));
    hand.does(outcome("12"));
    assert_eq!(refused(hand.act(dial("1"))), Some(ListRefusal::Settled));
    hand.does(ListAction::Finish);
    assert_eq!(refused(hand.act(dial("7"))), Some(ListRefusal::Over));
}

#[test]
fn a_progressive_dialler_takes_the_next_row_that_may_be_dialled() {
    let home = whole_pack();
    let file = home.path().join("tamblewick/campaigns/before_you_dial.ron");
    let text = fs::read_to_string(&file).expect("it can be read");
    fs::write(&file, text.replace("Preview", "Progressive")).expect("it can be written");
    let pack = folder(home.path()).expect("the pack can be read").packs.remove(0);
    let campaign = Arc::clone(&pack.drills.campaigns[0]);
    let mut run = ListRun::new(Arc::clone(&campaign), pack.today, 7, Mode::Practice);
    let dialled = |run: &mut ListRun, to: u64| -> Vec<String> {
        let rows = run.advance(Millis(to)).into_iter().filter_map(|event| match event.kind {
            ListEventKind::Dialled { row, .. } => Some(campaign.rows[row].number.clone()),
            _ => None,
        });
        rows.collect()
    };
    assert_eq!(dialled(&mut run, 60_000), ["1"]);
    assert!(matches!(run.on_line(), Some((0, Some(Answered::Person)))));
    run.act(Millis(61_000), &ListAction::HangUp);
    assert_eq!(dialled(&mut run, 120_000), [""; 0], "the outcome comes first");
    let outcome = ListAction::Outcome { row: "1".to_owned(), code: "11".to_owned(), due: None };
    run.act(Millis(121_000), &outcome);
    // Row 2 is the same person, row 3's own number lacks a digit.
    assert_eq!(dialled(&mut run, 127_000), ["3"]);
    let refused = run.act(Millis(128_000), &ListAction::Dial { row: "7".to_owned(), second: false });
    assert!(matches!(
        refused.last().expect("an answer").kind,
        ListEventKind::Refused { refusal: ListRefusal::DeskDials }
    ));
}

#[test]
fn the_same_actions_give_the_same_events() {
    let events = || {
        let mut run = run();
        let mut all = run.act(Millis(1_000), &ListAction::Dial { row: "1".to_owned(), second: false });
        all.extend(run.advance(Millis(60_000)));
        serde_json::to_string(&all).expect("events can be written")
    };
    assert_eq!(events(), events());
    assert!(events().contains("\"answered\""), "{}", events());
}

/// What is said of the list after a change to it, one problem a line.
fn told(change: impl Fn(&Path)) -> Vec<String> {
    let home = whole_pack();
    change(&home.path().join("tamblewick"));
    let loaded = folder(home.path()).expect("the folder can be read");
    let sound = loaded.packs.iter().all(|pack| pack.drills.campaigns.len() == 3);
    assert_eq!(sound, loaded.errors() == 0, "nothing is half taken");
    let short =
        |text: String| text.split_once("tamblewick/campaigns/").map_or(text.clone(), |(_, rest)| rest.to_owned());
    loaded.found.iter().map(|problem| short(problem.short())).collect()
}

fn with_list(from: &str, to: &str) -> Vec<String> {
    let own = fs::read_to_string(root().join("scenarios/tamblewick/campaigns/before_you_dial.csv")).expect("the list");
    assert!(own.contains(from), "{from} does not stand in the list");
    told(|pack| fs::write(pack.join("campaigns/before_you_dial.csv"), own.replacen(from, to, 1)).expect("is written"))
}

#[test]
fn a_list_with_faults_is_refused_with_row_and_reason() {
    for (from, to, said) in [
        (
            "Farrah Iqbal,DT-10,07700 900113,,,Europe/London,yes,,no,,,,,person,dial\n2",
            "Farrah Iqbal,DT-10,07700 90013,,,Europe/London,yes,,no,,,,,person,\n2",
            "before_you_dial.csv:2:1: error[SL141]: row 1: phone: \"07700 90013\" is no whole phone number (mend it; or say in the \
             column right what a trainee should do with it)",
        ),
        (
            "\n2,CU104417",
            "\n1,CU104417",
            "before_you_dial.csv:3:1: error[SL142]: row 1: has the number of the row on line 2 (number each row once)",
        ),
        (
            "Australia/Sydney",
            "Australia/Sidney",
            "before_you_dial.csv:6:1: error[SL143]: row 5: there is no time zone \"Australia/Sidney\" (did you mean \
             \"Australia/Sydney\"?)",
        ),
        (
            "= 22,",
            "= 29,",
            "before_you_dial.csv:13:1: error[SL141]: row 12: tries: there is no outcome \"29\" (the rules \"counter\" name them)",
        ),
        (
            "07700 900586,,,Europe/Paris,,,no,,,,,busy,dial",
            "07700 900586,,,Europe/Paris,,,no,,,,,busy,later",
            "before_you_dial.csv:8:1: error[SL147]: row 7: its column right says otherwise than the rules, which say dial (a \
             trainee can only know what the rules or the row's note say)",
        ),
        (
            "second_phone",
            "secondphone",
            "before_you_dial.csv:1:1: error[SL140]: there is no column \"secondphone\" (did you mean \"second_phone\"?)",
        ),
        (
            "2026-10-12,17-19",
            "2026-10-12,17-18",
            "before_you_dial.csv:15:1: error[SL141]: row 14: there is no window \"17-18\" (the rules have: 09-11, 11-13, 13-15, \
             15-17, 17-19, 19-20)",
        ),
    ] {
        let told = with_list(from, to);
        assert!(told.iter().any(|line| line == said), "{told:#?}");
    }
}

#[test]
fn a_campaign_that_names_what_is_not_there_is_refused() {
    let told_of = |from: &'static str, to: &'static str| {
        told(move |pack| {
            let file = pack.join("campaigns/before_you_dial.ron");
            let text = fs::read_to_string(&file).expect("the campaign");
            fs::write(&file, text.replacen(from, to, 1)).expect("is written");
        })
    };
    let told = told_of("rubric: \"call_list\"", "rubric: \"calllist\"");
    assert!(
        told[0].contains("error[SL146]: there is no rubric \"calllist\" (did you mean \"call_list\"?)"),
        "{told:#?}"
    );
    let told = told_of("rules: \"counter\"", "rules: \"countr\"");
    assert!(told[0].contains("error[SL146]: there is no file of rules \"countr\""), "{told:#?}");
    let told = self::told(|pack| {
        let file = pack.join("campaigns/dialled_for_you.ron");
        let text = fs::read_to_string(&file).expect("the campaign");
        fs::write(&file, text.replacen("\"half told\"", "\"half tould\"", 1)).expect("is written");
    });
    assert!(
        told[0].contains("error[SL151]: there is no ending \"half tould\" (did you mean \"half told\"?)"),
        "{told:#?}"
    );
    let gone = self::told(|pack| fs::remove_file(pack.join("campaigns/before_you_dial.csv")).expect("is removed"));
    assert!(gone[0].contains("error[SL140]: the campaign has no list"), "{gone:#?}");
}

#[test]
fn rules_that_cannot_hold_are_refused_and_old_ones_told() {
    let rules = |from: &'static str, to: &'static str| {
        told(move |pack| {
            let file = pack.join("dialling/counter.ron");
            let text = fs::read_to_string(&file).expect("the rules");
            assert!(text.contains(from), "{from} does not stand in the rules");
            fs::write(&file, text.replacen(from, to, 1)).expect("is written");
        })
    };
    let old = rules("review_by: \"2027-08-31\"", "review_by: \"2026-10-01\"");
    assert_eq!(old.len(), 1);
    assert!(old[0].contains("warning[SL144]: these rules were to be relied on until 2026-10-01"), "{old:#?}");
    let said =
        |found: Vec<String>, what: &str| assert!(found.iter().any(|line| line.contains(what)), "{what}: {found:#?}");
    said(
        rules("from: \"09:00\", to: \"20:00\"", "from: \"20:00\", to: \"09:00\""),
        "error[SL145]: 20:00 to 09:00 ends before",
    );
    said(rules("Europe/London", "Europe/Londn"), "error[SL143]: there is no time zone \"Europe/Londn\"");
    said(rules("wrap_up: \"OSR\"", "wrap_up: \"OSS\""), "there is no disposition code \"OSS\"");
    said(rules("attempts: 4", "attempts: 0"), "error[SL145]: nobody could be rung at all");
}
