//! Flags of scenario health: they stand where the sample carries them, and nowhere else.

use std::sync::LazyLock;

use steadyline::call::Millis;
use steadyline::review::figures::{Case, Flag, Health, ItemHealth, ReplyChoice, health};
use steadyline::scoring::Scorecard;
use steadyline::store::{AttemptId, AttemptKind, AttemptSummary};

use crate::world::walk;

/// A scorecard without rows: these tests are about decisions.
static CARD: LazyLock<Scorecard> = LazyLock::new(|| {
    let mut card = walk("third_call_blender.perfect").card;
    card.rows.clear();
    card
});

/// What somebody answered at each of some beats: the reply `right`, or a wrong one by its name.
type Answers<'a> = [(&'a str, &'a str)];

fn attempt(person: usize, nth: usize, mode: &str) -> AttemptSummary {
    AttemptSummary {
        id: AttemptId(format!("{person}-{nth}")),
        kind: AttemptKind::Call,
        person: format!("Person {person}"),
        pack: "tamblewick".to_owned(),
        scenario: "third_call_blender".to_owned(),
        title: "Third call about a blender".to_owned(),
        mode: mode.to_owned(),
        started_at: format!("2026-01-0{}T08:00:00Z", nth + 1),
        finished_at: Some(format!("2026-01-0{}T08:09:00Z", nth + 1)),
        ending: None,
        length_ms: Some(1),
        reached_ms: None,
        records: None,
        routing: None,
        composure: None,
        procedure: None,
        critical_customer: 0,
        critical_business: 0,
        critical_compliance: 0,
        passed: false,
        twin: false,
        scenario_hash: "as it is".to_owned(),
        measures: None,
        rewound_of: None,
    }
}

fn case(attempt: AttemptSummary, answers: &Answers<'_>) -> Case {
    let choice = |(beat, reply): &(&str, &str)| ReplyChoice {
        beat: (*beat).to_owned(),
        reply: (*reply).to_owned(),
        right: *reply == "right",
        at: Millis(0),
        took: Millis(900),
        offered: vec![("right".to_owned(), true), ("trap".to_owned(), false), ("other".to_owned(), false)],
    };
    let choices = answers.iter().map(choice).collect();
    Case { attempt, card: CARD.clone(), overridden: Vec::new(), locale: "en".to_owned(), choices }
}

fn of(cases: &[Case]) -> Health {
    let all: Vec<AttemptSummary> = cases.iter().map(|case| case.attempt.clone()).collect();
    health("third_call_blender", &all, cases)
}

fn item<'a>(health: &'a Health, beat: &str) -> &'a ItemHealth {
    health.decisions.iter().find(|item| item.label == beat).expect("the beat")
}

/// So many people, the later the stronger: four beats tell them apart, one is answered rightly by the weaker half alone, and
/// one catches nine of ten.
fn people(count: usize) -> Vec<Case> {
    let right = |is: bool| if is { "right" } else { "other" };
    let of = |number: usize| {
        let at_least = |share: usize| right(number * 100 >= share * count);
        let trap = if number.is_multiple_of(10) { "right" } else { "trap" };
        let turned = right(number * 2 < count);
        let beats = [
            ("first", at_least(15)),
            ("second", at_least(30)),
            ("third", at_least(45)),
            ("fourth", at_least(60)),
            ("turned", turned),
            ("caught", trap),
            ("plain", "right"),
        ];
        case(attempt(number, 0, "practice"), &beats)
    };
    (0..count).map(of).collect()
}

#[test]
fn a_mark_at_the_wrong_reply_a_trap_and_a_gift_are_flagged() {
    let found = of(&people(40));
    assert_eq!(found.cases, 40);
    assert_eq!(item(&found, "turned").flags, [Flag::Reversed]);
    assert!(item(&found, "turned").discrimination.is_some_and(|found| found.r < -0.5));
    assert_eq!(item(&found, "caught").flags, [Flag::Misleads, Flag::Hard]);
    assert_eq!(item(&found, "caught").most_wrong, Some(("trap".to_owned(), 36)));
    for sound in ["first", "second", "third", "fourth", "plain"] {
        assert!(item(&found, sound).flags.is_empty(), "{sound}: {:?}", item(&found, sound).flags);
    }
    assert!(item(&found, "third").discrimination.is_some_and(|found| found.r > 0.3));
    assert_eq!(item(&found, "plain").discrimination, None, "all are right: it cannot tell them apart");
    // That all of forty are right does not say yet that more than 95 % are.
    assert_eq!(item(&of(&people(130)), "plain").flags, [Flag::Easy]);
}

#[test]
fn few_cases_carry_no_flag() {
    let found = of(&people(6));
    assert!(found.decisions.iter().all(|item| item.flags.is_empty()));
    assert!(found.decisions.iter().all(|item| item.discrimination.is_none()), "fewer than ten cases");
    assert_eq!(item(&found, "caught").right.of, 6);
}

#[test]
fn only_the_first_attempt_without_hints_at_the_present_version_counts() {
    let answers = [("first", "right")];
    let wrong = [("first", "other")];
    let mut older = attempt(4, 0, "practice");
    older.scenario_hash = "as it was".to_owned();
    let mut broken_off = attempt(5, 0, "practice");
    broken_off.finished_at = None;
    let cases = [
        case(attempt(1, 0, "practice"), &wrong),
        case(attempt(1, 1, "practice"), &answers),
        // Who was shown what to do at first has seen the answers.
        case(attempt(2, 0, "guided"), &answers),
        case(attempt(2, 1, "assessment"), &answers),
        case(attempt(3, 1, "assessment"), &answers),
        case(older, &answers),
        case(attempt(4, 1, "practice"), &answers),
        case(attempt(5, 1, "practice"), &answers),
    ];
    let mut all: Vec<AttemptSummary> = cases.iter().map(|case| case.attempt.clone()).collect();
    all.push(broken_off);
    let found = health("third_call_blender", &all, &cases);
    assert_eq!((found.cases, found.left_out), (2, 7), "persons 1 and 3");
    assert_eq!((item(&found, "first").right.part, item(&found, "first").right.of), (1, 2));
}
