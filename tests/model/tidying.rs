//! Rows of the base put in order: what is right earns everything, and what novices do is found and said.

use std::fs;
use std::sync::Arc;

use steadyline::call::{Millis, Mode, TidyAction, TidyEventKind, TidyRefusal, TidyRun};
use steadyline::scenario::{ScoreNumber, Tidy, folder};
use steadyline::scoring::{Scorecard, score_tidy};
use steadyline::text::Texts;

use crate::call_lists::whole_pack;
use crate::world::TAMBLEWICK;

struct Hand {
    run: TidyRun,
    at: u64,
}

fn forty() -> Arc<Tidy> {
    let (pack, _) = &*TAMBLEWICK;
    Arc::clone(pack.drills.tidies.iter().find(|tidy| tidy.id == "forty_rows").expect("the drill is sound"))
}

fn text(text: &str) -> String {
    text.to_owned()
}

impl Hand {
    fn new() -> Self {
        Self { run: TidyRun::new(forty(), Mode::Practice), at: 0 }
    }

    /// Does something fifteen seconds later.
    fn act(&mut self, action: &TidyAction) -> TidyEventKind {
        self.at += 15_000;
        self.run.act(Millis(self.at), action).kind
    }

    fn does(&mut self, action: &TidyAction) {
        let done = self.act(action);
        assert!(!matches!(done, TidyEventKind::Refused { .. }), "{action:?}: {done:?}");
    }

    fn write(&mut self, row: &str, column: &str, value: &str) {
        self.does(&TidyAction::Type { row: text(row), column: text(column), value: text(value) });
    }

    fn merge(&mut self, keep: &str, rows: &[&str]) {
        self.does(&TidyAction::Merge { keep: text(keep), rows: rows.iter().map(|row| text(row)).collect() });
    }

    /// Everything that the drill's author says is right.
    fn perfect() -> Self {
        let mut hand = Self::new();
        let tidy = forty();
        for (row, right) in &tidy.source.right {
            let merge: Vec<&str> = right.merge.iter().map(String::as_str).collect();
            if !merge.is_empty() {
                hand.merge(row, &merge);
            }
            for (column, value) in &right.set {
                hand.write(row, column, value);
            }
            if right.ask {
                hand.does(&TidyAction::Ask { row: row.clone(), on: true });
            }
            if right.misfiled {
                hand.does(&TidyAction::Misfiled { row: row.clone(), on: true });
            }
        }
        let left: Vec<String> = (0..tidy.rows.len())
            .filter(|row| hand.run.rows()[*row].touched.is_none())
            .map(|row| tidy.rows[row].number.clone())
            .collect();
        for row in left {
            hand.does(&TidyAction::Settle(row));
        }
        hand
    }

    fn scored(&self) -> Scorecard {
        let (pack, _) = &*TAMBLEWICK;
        score_tidy(&self.run, &pack.rubrics["tidy"])
    }
}

fn numbers(card: &Scorecard) -> [Option<u32>; 4] {
    [ScoreNumber::Records, ScoreNumber::Routing, ScoreNumber::Composure, ScoreNumber::Procedure]
        .map(|number| card.number(number))
}

fn said(card: &Scorecard, id: &str) -> Vec<String> {
    let texts = Texts::english();
    let criterion = card.criteria.iter().find(|one| one.id == id).expect("there is such a criterion");
    criterion.evidence.iter().map(|moment| texts.finding(&moment.finding)).collect()
}

#[test]
fn what_is_right_earns_everything() {
    let hand = Hand::perfect();
    let card = hand.scored();
    let lost: Vec<_> = card.criteria.iter().filter(|one| !one.full()).collect();
    assert_eq!(numbers(&card), [Some(100), None, None, Some(100)], "{lost:#?}");
    assert!(card.passed() && card.critical.is_empty());
    assert_eq!(hand.run.left(), 34, "forty rows become thirty-four");
}

#[test]
fn namesakes_lost_marks_and_guesses_fail_the_drill() {
    let mut hand = Hand::new();
    hand.merge("12", &["13"]);
    hand.merge("6", &["5"]);
    hand.merge("3", &["4"]);
    hand.write("3", "email", "r.bhatt@post.example (bit deaf)");
    hand.write("40", "phone", "07700 900669");
    hand.write("30", "phone", "07700 900000");
    hand.write("35", "name", "Cullen Doyle");
    let card = hand.scored();
    assert_eq!(
        said(&card, "apart"),
        [
            "Row 13 (CU102718) was merged into row 12, and the two are not the same. Rows 12 and 13 differ in phone, email and address: namesakes."
        ]
    );
    assert_eq!(
        said(&card, "not lost"),
        [
            "Row 5 (CU100714): Do not call was lost in the merge. Phone and address agree, the name is turned round. Do not call stays yes."
        ]
    );
    assert!(
        said(&card, "misfiled")[0].starts_with("Row 40 (CU101266) was changed, though two persons' matters are in it.")
    );
    assert!(said(&card, "not carried")[0].starts_with("Row 3 (CU101177): “deaf” was carried over"));
    assert_eq!(card.critical.len(), 4, "{:?}", card.critical);
    assert!(!card.passed());
    let cells = said(&card, "cells");
    assert!(
        cells.iter().any(|line| line.starts_with("Row 30 (CU104006), Phone: “07700 900000” was written; “7.7009E+09”")),
        "{cells:#?}"
    );
    assert!(
        cells.iter().any(|line| line.starts_with("Row 35 (CU101919), Name: “Cullen Doyle” was written")),
        "{cells:#?}"
    );
    let decisions = said(&card, "decisions");
    assert!(
        decisions
            .iter()
            .any(|line| line.starts_with("Row 6 (CU104333): the right rows were merged, and the other code")),
        "{decisions:#?}"
    );
}

#[test]
fn leaving_everything_is_safe_and_nothing() {
    let mut hand = Hand::new();
    for row in forty().rows.iter().map(|row| row.number.clone()) {
        hand.does(&TidyAction::Settle(row));
    }
    let card = hand.scored();
    assert!(card.critical.is_empty());
    assert!(card.number(ScoreNumber::Records).is_some_and(|score| score < 50), "{:?}", numbers(&card));
    assert!(
        said(&card, "cells").iter().any(|line| line.starts_with("Row 29 (CU103527), Phone: “7700900444” was left"))
    );
    let mut nothing = Hand::new();
    nothing.does(&TidyAction::Finish);
    assert_eq!(numbers(&nothing.scored())[0], Some(0));
    assert_eq!(numbers(&nothing.scored())[3], None, "who did nothing kept nothing apart");
}

#[test]
fn a_merge_can_be_taken_back() {
    let mut hand = Hand::new();
    hand.merge("12", &["13"]);
    assert_eq!(hand.act(&TidyAction::Settle(text("13"))), TidyEventKind::Refused { refusal: TidyRefusal::Gone });
    assert_eq!(
        hand.act(&TidyAction::Merge { keep: text("1"), rows: vec![text("1")] }),
        TidyEventKind::Refused { refusal: TidyRefusal::NothingToMerge }
    );
    hand.does(&TidyAction::Split(text("12")));
    assert_eq!(hand.act(&TidyAction::Split(text("12"))), TidyEventKind::Refused { refusal: TidyRefusal::NotMerged });
    assert!(hand.scored().critical.is_empty());
}

#[test]
fn drills_with_faults_are_refused() {
    let told = |file: &'static str, from: &'static str, to: &'static str| -> Vec<String> {
        let home = whole_pack();
        let path = home.path().join("tamblewick/tidy").join(file);
        let text = fs::read_to_string(&path).expect("it can be read");
        assert!(text.contains(from), "{from}");
        fs::write(&path, text.replacen(from, to, 1)).expect("it can be written");
        let loaded = folder(home.path()).expect("it can be read");
        assert!(loaded.packs.iter().all(|pack| pack.drills.tidies.is_empty()), "nothing is half taken");
        loaded.found.iter().map(|problem| problem.short()).collect()
    };
    let holds = |found: Vec<String>, what: &str| assert!(found.iter().any(|line| line.contains(what)), "{found:#?}");
    holds(
        told("forty_rows.ron", "\"1\": (merge: [\"2\"]", "\"1\": (merge: [\"41\"]"),
        "error[SL148]: there is no row \"41\"",
    );
    holds(
        told("forty_rows.ron", "set: { \"marketing\"", "set: { \"markting\""),
        "error[SL148]: there is no column \"markting\"",
    );
    holds(
        told("forty_rows.ron", "misfiled: true,", "misfiled: true, set: { \"name\": \"X\" },"),
        "row 40 is misfiled, so nothing",
    );
    holds(
        told("forty_rows.csv", "\n2,CU104902", "\n1,CU104902"),
        "error[SL142]: row 1: its number or its code stands there twice",
    );
    holds(
        told("forty_rows.csv", "second_phone", "phone_two"),
        "error[SL140]: the rows have no column \"second_phone\"",
    );
}
