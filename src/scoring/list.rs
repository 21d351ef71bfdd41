//! The work on a call list, judged row by row against what the rules say of it.

use jiff::civil::Date;

use super::card::{Finding, Moment, Scorecard, without_caller};
use super::verdict::{Verdict, moment};
use crate::call::{Attempt, ListDecision, ListRun, Millis, Noted, RING_OUT_MS, Worked};
use crate::scenario::outgoing::{ListRow, Reason, Try, Verdict as Right};
use crate::scenario::{Answered, ListRule, Rubric, Rule, Then};

/// Scores a list that was worked through, or left.
#[must_use]
pub fn score_list(run: &ListRun, rubric: &Rubric) -> Scorecard {
    let judge = ListJudge { run };
    without_caller(&run.campaign().id, rubric, run.now(), |rule| match rule {
        Rule::List(rule) => judge.judge(*rule),
        // A list has no caller.
        _ => Verdict::not_counted(),
    })
}

/// Whether the row that was last tried may be due again in a window of a day.
#[must_use]
pub fn may_be_due_again(run: &ListRun, row: usize, date: Date, window: &str) -> bool {
    let judge = ListJudge { run };
    let done = judge.rows().nth(row);
    done.is_some_and(|done| judge.may_be_due(done, date, window, done.worked.attempts.last()))
}

struct ListJudge<'a> {
    run: &'a ListRun,
}

/// A row with what was done to it.
#[derive(Clone, Copy)]
struct Done<'a> {
    number: usize,
    row: &'a ListRow,
    worked: &'a Worked,
}

impl Done<'_> {
    /// When the operator first made up his mind about it.
    fn at(&self) -> Option<Millis> {
        let dialled = self.worked.attempts.first().map(|attempt| attempt.at);
        let decided = self.worked.decision.as_ref().map(|(at, _)| *at);
        [dialled, decided].into_iter().flatten().min()
    }

    fn told(&self, finding: Finding) -> Finding {
        finding.with("row", &self.row.number).with("name", &self.row.name)
    }
}

impl ListJudge<'_> {
    fn judge(&self, rule: ListRule) -> Verdict {
        match rule {
            ListRule::Decisions => self.decisions(),
            ListRule::Permitted => self.permitted(),
            ListRule::Mended => self.mended(),
            ListRule::Outcomes => self.outcomes(),
            ListRule::NextDue => self.next_due(),
            ListRule::RangOut => self.rang_out(),
        }
    }

    fn rows(&self) -> impl Iterator<Item = Done<'_>> {
        let rows = self.run.campaign().rows.iter().zip(self.run.rows()).enumerate();
        rows.map(|(number, (row, worked))| Done { number, row, worked })
    }

    /// What was right with a row when the operator made up his mind about it; at the end for one that was left.
    fn right(&self, done: Done<'_>) -> Option<Right> {
        let at = done.at().unwrap_or(self.run.now());
        self.run.campaign().verdict(done.number, self.run.clock(at))
    }

    fn decisions(&self) -> Verdict {
        let (mut right, mut all, mut evidence) = (0, 0, Vec::new());
        for done in self.rows() {
            let Some(should) = self.right(done) else { continue };
            all += 1;
            let (finding, reason) = match (&should, &done.worked.decision, done.worked.attempts.first()) {
                (Right::Dial { second }, _, Some(attempt)) if attempt.second == *second => (None, None),
                (Right::Dial { .. }, _, Some(_)) => (Some(Finding::new("list-other-number")), None),
                (Right::Close(reason), Some((_, ListDecision::Close(given))), None) if reason == given => (None, None),
                (Right::Close(reason), Some((_, ListDecision::Close(_))), None) => {
                    (Some(Finding::new("list-other-reason")), Some(*reason))
                }
                (Right::Later(_), Some((_, ListDecision::PutOff(..))), None)
                | (Right::Ask, Some((_, ListDecision::Ask)), None) => (None, None),
                (Right::Dial { .. }, _, None) => (Some(Finding::new("list-not-dialled")), None),
                (Right::Close(reason), ..) => (Some(Finding::new("list-not-closed")), Some(*reason)),
                (Right::Later(_), ..) => (Some(Finding::new("list-not-later")), None),
                (Right::Ask, ..) => (Some(Finding::new("list-not-asked")), None),
            };
            let Some(finding) = finding else {
                right += 1;
                continue;
            };
            let finding = done.told(finding).with("reason", reason.map_or("", reason_word));
            evidence.push(moment(done.at().unwrap_or(self.run.now()), finding));
        }
        Verdict::share(right, all, evidence)
    }

    fn permitted(&self) -> Verdict {
        let dialled: Vec<Done<'_>> = self.rows().filter(|done| !done.worked.attempts.is_empty()).collect();
        if dialled.is_empty() {
            return Verdict::not_counted();
        }
        let mut evidence = Vec::new();
        for done in dialled {
            for attempt in &done.worked.attempts {
                let at = self.run.clock(attempt.at);
                let too_soon =
                    self.run.campaign().rested(done.row, &self.tries(done, attempt)).is_some_and(|from| from > at);
                let finding = match self.run.campaign().verdict(done.number, at) {
                    Some(Right::Close(Reason::DoNotCall | Reason::NumberBarred | Reason::Note)) => {
                        Finding::new("list-barred")
                    }
                    Some(Right::Close(Reason::NoConsent)) => Finding::new("list-no-consent"),
                    Some(Right::Close(Reason::Finished | Reason::AttemptsUsed)) => Finding::new("list-once-too-often"),
                    _ if too_soon => Finding::new("list-too-soon"),
                    Some(Right::Later(_) | Right::Ask) => Finding::new("list-wrong-hour"),
                    _ => continue,
                };
                evidence.push(moment(attempt.at, done.told(finding)));
            }
        }
        Verdict { share: Some(if evidence.is_empty() { 1000 } else { 0 }), evidence }
    }

    fn mended(&self) -> Verdict {
        let (mut right, mut all, mut evidence) = (0, 0, Vec::new());
        let campaign = self.run.campaign();
        for done in self.rows() {
            // Whoever is never rung needs no mended number.
            let rung = matches!(self.right(done), Some(Right::Dial { .. } | Right::Later(_)));
            let cells = campaign.mended_cells(done.row);
            for (was, is, should) in [
                (&done.row.phone, &done.worked.phone, &cells.phone),
                (&done.row.second_phone, &done.worked.second_phone, &cells.second_phone),
                (&done.row.email, &done.worked.email, &cells.email),
            ] {
                let same = |one: &str, other: &str| one == other || campaign.same_number(one, other);
                let wanted = rung && !same(was, should);
                if !wanted && same(is, was) {
                    continue;
                }
                all += 1;
                if same(is, should) {
                    right += 1;
                    continue;
                }
                let finding =
                    if same(is, was) { Finding::new("list-not-mended") } else { Finding::new("list-mended-wrongly") };
                let finding = done.told(finding).with("was", was).with("is", is).with("should", should);
                evidence.push(moment(done.at().unwrap_or(self.run.now()), finding));
            }
        }
        Verdict::share(right, all, evidence)
    }

    fn attempts(&self) -> impl Iterator<Item = (Done<'_>, &Attempt)> {
        self.rows().flat_map(|done| done.worked.attempts.iter().map(move |attempt| (done, attempt)))
    }

    fn outcomes(&self) -> Verdict {
        let (mut right, mut all, mut evidence) = (0, 0, Vec::new());
        let campaign = self.run.campaign();
        for (done, attempt) in self.attempts() {
            // Nobody can know what would have answered.
            let Some(answered) = attempt.answered else { continue };
            let purpose = campaign.source.purposes.get(&done.row.purpose);
            let by_script = attempt.ending.as_ref().and_then(|ending| purpose?.endings.get(ending));
            let given = attempt.outcome.as_ref().map(|noted| noted.code.as_str());
            all += 1;
            let fits = |code: &str| match by_script {
                Some(right) => code == right,
                None => campaign.outcome_fits(code, answered),
            };
            if given.is_some_and(fits) {
                right += 1;
                continue;
            }
            let finding = if given.is_some() { Finding::new("list-outcome") } else { Finding::new("list-no-outcome") };
            let finding = done
                .told(finding)
                .with("code", given.unwrap_or_default())
                .with("answered", answered.name())
                .with("right", by_script.map_or("", String::as_str));
            evidence.push(moment(attempt.at, finding));
        }
        Verdict::share(right, all, evidence)
    }

    fn next_due(&self) -> Verdict {
        let (mut right, mut all) = (0, 0);
        let mut evidence: Vec<Moment> = Vec::new();
        for done in self.rows() {
            let put_off = done.worked.decision.as_ref().and_then(|(at, decision)| match decision {
                ListDecision::PutOff(date, window) => Some((*at, Some((*date, window.as_str())), None)),
                _ => None,
            });
            let again = done.worked.attempts.last().and_then(|attempt| {
                let Noted { at, code, due } = attempt.outcome.as_ref()?;
                let then = &self.run.campaign().rules.source.outcomes.get(code)?.then;
                let again = matches!(then, Then::Again | Then::AgainIn(..) | Then::AgainAfter(..) | Then::Agreed);
                again.then(|| (*at, due.as_ref().map(|(date, window)| (*date, window.as_str())), Some(attempt)))
            });
            let Some((at, due, tried)) = put_off.or(again) else { continue };
            if tried.is_none() && !matches!(self.right(done), Some(Right::Later(_))) {
                // It should not have been put off at all, which is another criterion.
                continue;
            }
            all += 1;
            match due {
                Some((date, window)) if self.may_be_due(done, date, window, tried) => right += 1,
                Some((date, window)) => {
                    let finding = done.told(Finding::new("list-due")).with("date", date).with("window", window);
                    evidence.push(moment(at, finding));
                }
                None => evidence.push(moment(at, done.told(Finding::new("list-no-due")))),
            }
        }
        Verdict::share(right, all, evidence)
    }

    /// What was tried before an attempt, on earlier days and today.
    fn tries(&self, done: Done<'_>, before: &Attempt) -> Vec<Try> {
        let today = done.worked.attempts.iter().filter(|attempt| attempt.at < before.at).map(|attempt| Try {
            at: self.run.clock(attempt.at),
            outcome: attempt.outcome.as_ref().map(|noted| noted.code.clone()).unwrap_or_default(),
        });
        done.row.tries.iter().cloned().chain(today).collect()
    }

    /// Whether a row may be rung in a window of a day.
    fn may_be_due(&self, done: Done<'_>, date: Date, window: &str, tried: Option<&Attempt>) -> bool {
        let campaign = self.run.campaign();
        let Some((from, to)) = campaign.rules.window(window) else { return false };
        let (from, to) = (date.to_datetime(from), date.to_datetime(to));
        if let Some(attempt) = tried {
            let tried_at = self.run.clock(attempt.at);
            let busy = attempt.answered == Some(Answered::Busy);
            let same_part = campaign.rules.part(from) == campaign.rules.part(tried_at);
            let too_soon = from <= tried_at || (!busy && date <= tried_at.date());
            let too_often = !busy && same_part && self.part_is_full(done, attempt);
            let mut tries = self.tries(done, attempt);
            let outcome = attempt.outcome.as_ref().map(|noted| noted.code.clone()).unwrap_or_default();
            tries.push(Try { at: tried_at, outcome });
            let rested = campaign.rested(done.row, &tries).is_none_or(|earliest| earliest <= from);
            return !too_soon && !too_often && rested && campaign.permits(done.row, from);
        }
        // The window has to touch the first stretch of that day in which the rules allow a call.
        let on_day = campaign.verdict(done.number, self.run.clock(done.at().unwrap_or(self.run.now())));
        match on_day {
            Some(Right::Later((first, until))) => {
                let agreed = done.row.due.is_some();
                let day = date == first.date() || (!agreed && date > first.date());
                let hour =
                    if date == first.date() { from < until && to > first } else { campaign.permits(done.row, from) };
                day && hour
            }
            _ => false,
        }
    }

    /// Whether no further attempt may be made in the part of the day of this one.
    fn part_is_full(&self, done: Done<'_>, attempt: &Attempt) -> bool {
        let rules = &self.run.campaign().rules;
        let part = rules.part(self.run.clock(attempt.at));
        let before = done.row.tries.iter().filter(|earlier| rules.part(earlier.at) == part).count();
        before + 1 >= usize::try_from(rules.source.attempts_a_part).unwrap_or(usize::MAX)
    }

    fn rang_out(&self) -> Verdict {
        let (mut right, mut all, mut evidence) = (0, 0, Vec::new());
        for (done, attempt) in self.attempts() {
            let given_up = attempt.answered.is_none() && attempt.outcome.is_some();
            if !given_up && attempt.answered != Some(Answered::NoAnswer) {
                continue;
            }
            all += 1;
            if attempt.rang_ms >= RING_OUT_MS {
                right += 1;
            } else {
                let finding = done.told(Finding::new("list-rang")).with("seconds", attempt.rang_ms / 1000);
                evidence.push(moment(attempt.at, finding));
            }
        }
        Verdict::share(right, all, evidence)
    }
}

/// The name of a reason in the interface's language files.
const fn reason_word(reason: Reason) -> &'static str {
    match reason {
        Reason::DoNotCall => "do-not-call",
        Reason::NumberBarred => "number-barred",
        Reason::NoConsent => "no-consent",
        Reason::Finished => "finished",
        Reason::AttemptsUsed => "attempts-used",
        Reason::Duplicate => "duplicate",
        Reason::NoNumber => "no-number",
        Reason::Note => "note",
    }
}
