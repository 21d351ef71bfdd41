//! What to practise next: what is weakest comes first, and comes back after days. Pure: the day is handed in.

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::{ToSpan as _, Unit};

use crate::scenario::{Duty, ScoreNumber};

/// Days after which a drill that was passed comes back: once passed, twice in a row, and so on.
const COMES_BACK: [i64; 4] = [1, 3, 7, 21];

/// Something that can be suggested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate<'a> {
    pub pack: &'a str,
    /// The name of its file.
    pub id: &'a str,
    pub duty: Option<Duty>,
    /// 1 (easy) to 5.
    pub difficulty: u32,
    /// A lesson is read; everything else is done.
    pub lesson: bool,
}

/// A finished attempt at a drill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done<'a> {
    pub pack: &'a str,
    pub id: &'a str,
    /// The day on which it began, where the trainee is.
    pub on: Date,
    /// Records, Routing, Composure, Procedure; none where nothing of it could occur.
    pub numbers: [Option<i64>; 4],
    pub passed: bool,
}

/// Why something is suggested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Nothing was done yet, and this is the first lesson.
    FirstLesson,
    /// Nothing was done yet, and this is the easiest drill.
    FirstDrill,
    /// The lesson on this duty was read and nothing of it done yet.
    AfterLesson,
    /// It was not passed the last time; the lowest number of that time, where there was one.
    NotPassed(Option<(ScoreNumber, i64)>),
    /// It was passed so many days ago and comes back; the lowest number of that time.
    ComesBack { days: i64, lowest: Option<(ScoreNumber, i64)> },
    /// It was never done.
    New,
    /// All else was done today or comes back later; this one is the next to come back.
    Early,
    /// Everything was done today, and this went worst.
    AgainToday,
}

/// A suggestion: one of the candidates by its place, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suggestion {
    pub candidate: usize,
    pub reason: Reason,
}

/// The order of the numbers in [`Done`].
const NUMBERS: [ScoreNumber; 4] =
    [ScoreNumber::Records, ScoreNumber::Routing, ScoreNumber::Composure, ScoreNumber::Procedure];

/// How a person stands in one drill.
#[derive(Debug, Clone, Copy)]
struct Standing {
    candidate: usize,
    last: Date,
    passed: bool,
    lowest: Option<(ScoreNumber, i64)>,
    /// The day on which it comes back.
    due: Date,
}

impl Standing {
    /// The lowest number decides; a drill that was not passed goes before one that was, numbers being equal.
    fn rank(&self) -> (i64, bool, Date, usize) {
        (self.lowest.map_or(0, |(_, points)| points), self.passed, self.last, self.candidate)
    }
}

/// The next thing to practise; none where there is nothing. Candidates stand in the order of the list, attempts
/// the newest first.
/// `read` says which candidates are lessons that were read.
#[must_use]
pub fn suggest(
    candidates: &[Candidate<'_>],
    attempts: &[Done<'_>],
    read: impl Fn(&Candidate<'_>) -> bool,
    today: Date,
) -> Option<Suggestion> {
    let standings: Vec<Standing> =
        (0..candidates.len()).filter_map(|place| standing(candidates, place, attempts)).collect();
    if attempts.is_empty() {
        return first(candidates, &read);
    }
    let due = standings.iter().filter(|standing| standing.last < today && standing.due <= today);
    if let Some(weakest) = due.min_by_key(|standing| standing.rank()) {
        let days = days_between(weakest.last, today);
        let reason = match weakest.passed {
            true => Reason::ComesBack { days, lowest: weakest.lowest },
            false => Reason::NotPassed(weakest.lowest),
        };
        return Some(Suggestion { candidate: weakest.candidate, reason });
    }
    let known: BTreeSet<usize> = standings.iter().map(|standing| standing.candidate).collect();
    if let Some(new) = easiest(candidates, |place, _| !known.contains(&place)) {
        return Some(Suggestion { candidate: new, reason: Reason::New });
    }
    let early = standings.iter().filter(|standing| standing.last < today);
    if let Some(next) = early.min_by_key(|standing| (standing.due, standing.rank())) {
        return Some(Suggestion { candidate: next.candidate, reason: Reason::Early });
    }
    let worst = standings.iter().min_by_key(|standing| standing.rank())?;
    Some(Suggestion { candidate: worst.candidate, reason: Reason::AgainToday })
}

/// For who has done nothing: a lesson, and then the easiest drill of its duty.
fn first(candidates: &[Candidate<'_>], read: &impl Fn(&Candidate<'_>) -> bool) -> Option<Suggestion> {
    let lessons = || candidates.iter().filter(|candidate| candidate.lesson);
    let after = lessons().filter(|lesson| read(lesson)).find_map(|lesson| {
        let of_duty = |drill: &Candidate<'_>| drill.duty == lesson.duty;
        // Another company's drill does as well where this one has none.
        easiest(candidates, |_, drill| drill.pack == lesson.pack && of_duty(drill))
            .or_else(|| easiest(candidates, |_, drill| of_duty(drill)))
    });
    if let Some(candidate) = after {
        return Some(Suggestion { candidate, reason: Reason::AfterLesson });
    }
    if let Some(candidate) = candidates.iter().position(|candidate| candidate.lesson && !read(candidate)) {
        return Some(Suggestion { candidate, reason: Reason::FirstLesson });
    }
    easiest(candidates, |_, _| true).map(|candidate| Suggestion { candidate, reason: Reason::FirstDrill })
}

fn easiest(candidates: &[Candidate<'_>], fits: impl Fn(usize, &Candidate<'_>) -> bool) -> Option<usize> {
    let drills = candidates.iter().enumerate().filter(|(_, candidate)| !candidate.lesson);
    let fitting = drills.filter(|(place, candidate)| fits(*place, candidate));
    fitting.min_by_key(|(place, candidate)| (candidate.difficulty, *place)).map(|(place, _)| place)
}

fn standing(candidates: &[Candidate<'_>], place: usize, attempts: &[Done<'_>]) -> Option<Standing> {
    let candidate = candidates.get(place).filter(|candidate| !candidate.lesson)?;
    let mut own: Vec<&Done<'_>> =
        attempts.iter().filter(|done| done.pack == candidate.pack && done.id == candidate.id).collect();
    // The newest first. Attempts of one day keep their order, which is that of the list.
    own.sort_by_key(|done| std::cmp::Reverse(done.on));
    let latest = own.first()?;
    let numbers = NUMBERS.iter().zip(latest.numbers).filter_map(|(number, points)| Some((*number, points?)));
    let lowest = numbers.min_by_key(|(_, points)| *points);
    let days_passed: BTreeSet<Date> = own.iter().take_while(|done| done.passed).map(|done| done.on).collect();
    let wait = match days_passed.len() {
        0 => 0,
        times => COMES_BACK[(times - 1).min(COMES_BACK.len() - 1)],
    };
    let due = latest.on.checked_add(wait.days()).unwrap_or(latest.on);
    Some(Standing { candidate: place, last: latest.on, passed: latest.passed, lowest, due })
}

/// How many days one day lies before another.
fn days_between(earlier: Date, later: Date) -> i64 {
    earlier.until((Unit::Day, later)).map_or(0, |span| i64::from(span.get_days()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LESSON: Candidate<'static> =
        Candidate { pack: "shop", id: "complaints", duty: Some(Duty::Complaint), difficulty: 0, lesson: true };

    fn drill(id: &'static str, duty: Duty, difficulty: u32) -> Candidate<'static> {
        Candidate { pack: "shop", id, duty: Some(duty), difficulty, lesson: false }
    }

    fn drills() -> Vec<Candidate<'static>> {
        vec![LESSON, drill("hard", Duty::Complaint, 4), drill("soft", Duty::Complaint, 2), drill("tea", Duty::Order, 1)]
    }

    fn day(day: i8) -> Date {
        Date::new(2026, 10, day).expect("a day")
    }

    fn done(id: &'static str, on: i8, composure: i64, passed: bool) -> Done<'static> {
        let numbers = [Some(90), None, Some(composure), Some(95)];
        Done { pack: "shop", id, on: day(on), numbers, passed }
    }

    /// The id of what is suggested on a day of October, and why.
    fn next(attempts: &[Done<'_>], today: i8) -> (&'static str, Reason) {
        let all = drills();
        let found = suggest(&all, attempts, |_| false, day(today)).expect("something is suggested");
        (all[found.candidate].id, found.reason)
    }

    #[test]
    fn a_lesson_leads_to_another_company_where_its_own_has_no_drill() {
        let elsewhere = Candidate { pack: "phone", ..drill("elsewhere", Duty::Complaint, 1) };
        let all = [LESSON, drill("tea", Duty::Order, 1), elsewhere];
        let found = suggest(&all, &[], |lesson| lesson.lesson, day(20)).expect("something is suggested");
        assert_eq!((all[found.candidate].id, found.reason), ("elsewhere", Reason::AfterLesson));
    }

    #[test]
    fn who_has_done_nothing_reads_first_and_then_begins_easily() {
        let all = drills();
        assert_eq!(next(&[], 1), ("complaints", Reason::FirstLesson));
        let found = suggest(&all, &[], |_| true, day(1)).expect("a drill");
        assert_eq!((all[found.candidate].id, found.reason), ("soft", Reason::AfterLesson));
        let found = suggest(&all[1..], &[], |_| false, day(1)).expect("a drill");
        assert_eq!((all[found.candidate + 1].id, found.reason), ("tea", Reason::FirstDrill));
        assert_eq!(suggest(&[], &[], |_| false, day(1)), None);
    }

    #[test]
    fn the_weakest_number_comes_first_but_not_on_the_same_day() {
        let attempts = [done("soft", 1, 60, false), done("tea", 1, 40, false)];
        assert_eq!(next(&attempts, 1), ("hard", Reason::New), "another one on the same day");
        let lowest = Some((ScoreNumber::Composure, 40));
        assert_eq!(next(&attempts, 2), ("tea", Reason::NotPassed(lowest)));
        let better = [attempts[0], attempts[1], done("tea", 2, 70, false)];
        assert_eq!(next(&better, 3).0, "soft", "the latest attempt counts");
    }

    #[test]
    fn what_was_passed_comes_back_after_one_three_seven_and_twenty_one_days() {
        let mut attempts = vec![done("hard", 1, 50, true), done("soft", 1, 50, true)];
        let mut on = 1;
        for (passes, wait) in [(1, 1), (2, 3), (3, 7)] {
            let early = next(&[attempts.clone(), vec![done("hard", on, 50, true)]].concat(), on + wait - 1);
            assert!(!matches!(early.1, Reason::ComesBack { .. }) || early.0 != "soft", "{passes}: {early:?}");
            // The other two are out of the way.
            let rest = [done("hard", on + wait, 99, true), done("tea", on + wait, 99, true)];
            let all = [attempts.clone(), rest.to_vec()].concat();
            let lowest = Some((ScoreNumber::Composure, 50));
            assert_eq!(
                next(&all, on + wait),
                ("soft", Reason::ComesBack { days: i64::from(wait), lowest }),
                "{passes}"
            );
            on += wait;
            attempts.push(done("soft", on, 50, true));
        }
        assert_eq!(on, 12, "1, 2, 5 and 12 October");
        let due = standing(&drills(), 2, &attempts).expect("it was done").due;
        assert_eq!(days_between(day(12), due), 21);
    }

    #[test]
    fn two_passes_on_one_day_count_once_and_a_failure_begins_anew() {
        let due = |attempts: &[Done<'_>]| standing(&drills(), 2, attempts).expect("it was done").due;
        assert_eq!(due(&[done("soft", 1, 90, true), done("soft", 1, 90, true)]), day(2));
        assert_eq!(due(&[done("soft", 1, 90, true), done("soft", 2, 90, true)]), day(5));
        let failed = [done("soft", 1, 90, true), done("soft", 2, 20, false), done("soft", 3, 90, true)];
        assert_eq!(due(&failed), day(4));
    }

    #[test]
    fn where_nothing_is_due_the_next_to_come_back_is_named_and_at_last_the_worst_of_today() {
        let passed =
            [done("hard", 2, 80, true), done("hard", 1, 80, true), done("soft", 3, 70, true), done("tea", 3, 60, true)];
        assert_eq!(
            next(&passed, 3),
            ("hard", Reason::Early),
            "it comes back on the 5th, and the others were done today"
        );
        let today = [done("hard", 3, 80, true), done("soft", 3, 70, true), done("tea", 3, 60, true)];
        assert_eq!(next(&today, 3), ("tea", Reason::AgainToday));
    }

    #[test]
    fn other_companies_attempts_are_not_counted() {
        let other = Done { pack: "phones", ..done("soft", 1, 10, false) };
        assert_eq!(next(&[other], 2), ("tea", Reason::New));
    }
}
