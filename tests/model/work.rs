//! What to work on next is ranked by the points that it cost, over all four numbers.

use steadyline::call::Millis;
use steadyline::scenario::{CriticalEffect, CriticalKind, ScoreNumber};
use steadyline::scoring::{CriticalError, Scorecard, WorkCause};

use crate::world::{walk, walks};

const NUMBERS: [ScoreNumber; 4] =
    [ScoreNumber::Records, ScoreNumber::Routing, ScoreNumber::Composure, ScoreNumber::Procedure];

/// Every lost point is named once: what each number lost is the sum of what its causes cost.
fn adds_up(card: &Scorecard, name: &str) {
    let work = card.work_on(usize::MAX);
    let rank = |item: &steadyline::scoring::WorkItem<'_>| (item.fails, item.lost);
    assert!(work.windows(2).all(|pair| rank(&pair[0]) >= rank(&pair[1])), "{name}: worst first");
    for number in NUMBERS {
        let lost: u64 = work.iter().filter(|item| item.number == Some(number)).map(|item| item.lost).sum();
        let missing = 100_000 - u64::from(card.number(number).unwrap_or(100)) * 1000;
        // A number is rounded to whole points, and each cause down to thousandths.
        assert!(lost.abs_diff(missing) <= 510, "{name}: {number:?} lost {missing}, its causes {lost}");
    }
}

#[test]
fn what_cost_most_comes_first_and_every_point_has_a_cause() {
    for path in walks() {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let card = walk(&name).card;
        adds_up(&card, &name);
        assert!(card.work_on(3).len() <= 3);
    }
    let worst = walk("third_call_blender.cold").card;
    assert!(worst.work_on(3).iter().all(|item| item.points() > 0 || item.number.is_none()));
}

#[test]
fn a_critical_error_that_holds_a_number_down_is_something_to_work_on() {
    let mut card = walk("third_call_blender.perfect").card;
    assert!(card.work_on(3).is_empty());
    let effect = CriticalEffect::Cap { number: ScoreNumber::Routing, at: 40 };
    let what = "Another customer was named".to_owned();
    card.critical.push(CriticalError {
        kind: CriticalKind::Compliance,
        at: Millis(9_000),
        what,
        effect,
        criterion: None,
    });
    for result in card.numbers.iter_mut().filter(|result| result.number == ScoreNumber::Routing) {
        (result.score, result.uncapped) = (Some(40), Some(100));
    }
    adds_up(&card, "held down");
    let work = card.work_on(3);
    assert_eq!((work[0].number, work[0].points()), (Some(ScoreNumber::Routing), 60));
    assert!(matches!(work[0].cause, WorkCause::Critical(error) if error.what == "Another customer was named"));
    // Where a criterion of that number was missed by it, the two are one thing.
    let id = card.criteria.iter().find(|criterion| criterion.number == ScoreNumber::Routing).expect("one").id.clone();
    for criterion in card.criteria.iter_mut().filter(|criterion| criterion.id == id) {
        criterion.earned = 0;
    }
    card.critical[0].criterion = Some(id.clone());
    let work = card.work_on(3);
    assert!(matches!(work[..], [item] if matches!(item.cause, WorkCause::Criterion(missed) if missed.id == id)));
}

#[test]
fn an_error_that_fails_the_call_comes_before_every_point() {
    let mut card = walk("third_call_blender.cold").card;
    let most = card.work_on(1)[0].lost;
    assert!(most > 0);
    card.critical.push(CriticalError {
        kind: CriticalKind::Business,
        at: Millis(9_000),
        what: "A refund was granted that nobody may grant".to_owned(),
        effect: CriticalEffect::Fail,
        criterion: None,
    });
    let work = card.work_on(usize::MAX);
    let own = work
        .iter()
        .position(|item| matches!(item.cause, WorkCause::Critical(error) if error.what.starts_with("A refund")));
    let own = own.expect("it is named");
    assert!(work[..own].iter().all(|item| item.fails), "only what fails the call as well stands before it");
    assert_eq!((work[own].number, work[own].points(), work[own].fails), (None, 0, true));
    adds_up(&card, "failed");
    // An error that is only flagged takes nobody's attention from what cost points.
    card.critical.last_mut().expect("it is there").effect = CriticalEffect::Flag;
    let named = |item: &steadyline::scoring::WorkItem<'_>| matches!(item.cause, WorkCause::Critical(error) if error.what.starts_with("A refund"));
    assert!(!card.work_on(usize::MAX).iter().any(named));
}
