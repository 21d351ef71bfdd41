//! Rows of the base that were put in order, judged row by row against what their author says is right.

use std::collections::BTreeSet;

use super::card::{Finding, Moment, Scorecard, without_caller};
use super::verdict::{Verdict, between, holds, moment};
use crate::call::{Millis, TidyRun};
use crate::scenario::{Rubric, Rule, TidyRule};

/// Scores a drill that was done, or left.
#[must_use]
pub fn score_tidy(run: &TidyRun, rubric: &Rubric) -> Scorecard {
    let judge = TidyJudge { run };
    without_caller(&run.tidy().id, rubric, run.now(), |rule| match rule {
        Rule::Tidy(rule) => judge.judge(*rule),
        // Nobody is on the line.
        _ => Verdict::not_counted(),
    })
}

struct TidyJudge<'a> {
    run: &'a TidyRun,
}

impl TidyJudge<'_> {
    fn judge(&self, rule: TidyRule) -> Verdict {
        match rule {
            TidyRule::Decisions => self.decisions(),
            TidyRule::Cells => self.cells(),
            TidyRule::NamesakesApart => self.check(|row| self.namesake(row)),
            TidyRule::NothingLost => self.check(|row| self.lost(row)),
            TidyRule::MisfiledUntouched => self.check(|row| self.tidied_misfiled(row)),
            TidyRule::NothingCarried => self.check(|row| self.carried(row)),
            TidyRule::Pace { full_at, zero_at } => self.pace(full_at, zero_at),
        }
    }

    fn numbers(&self) -> std::ops::Range<usize> {
        0..self.run.rows().len()
    }

    fn told(&self, row: usize, finding: Finding) -> Finding {
        let own = &self.run.tidy().rows[row];
        let why = self.run.tidy().right(row).0.map_or("", |right| right.why.as_str());
        finding.with("row", &own.number).with("code", &own.code).with("why", why)
    }

    fn at(&self, row: usize) -> Millis {
        self.run.rows()[row].touched.unwrap_or(self.run.now())
    }

    /// Whether a row went where it belongs, and was marked as it should be.
    fn decisions(&self) -> Verdict {
        let mut right = 0;
        let mut evidence: Vec<Moment> = Vec::new();
        for row in self.numbers() {
            let (should, keeper) = self.run.tidy().right(row);
            let is = &self.run.rows()[row];
            let into = is.into.unwrap_or(row);
            let together = |row: usize| self.group_should(row).len() > 1;
            let finding = if self.group_is(row) != self.group_should(row) {
                // What was wrongly joined is told at its keeper and its guests alike: each row is judged once.
                Some(if together(row) { Finding::new("tidy-not-merged") } else { Finding::new("tidy-merged") })
            } else if into != keeper {
                Some(Finding::new("tidy-other-kept"))
            } else if keeper != row {
                None
            } else {
                let (ask, misfiled) = should.map_or((false, false), |right| (right.ask, right.misfiled));
                if misfiled != is.misfiled {
                    Some(if misfiled {
                        Finding::new("tidy-not-misfiled")
                    } else {
                        Finding::new("tidy-is-not-misfiled")
                    })
                } else if ask && !is.ask {
                    Some(Finding::new("tidy-not-asked"))
                } else if !self.done(row) {
                    Some(Finding::new("tidy-not-done"))
                } else {
                    None
                }
            };
            match finding {
                Some(finding) => evidence.push(moment(self.at(row), self.told(row, finding))),
                None => right += 1,
            }
        }
        Verdict::share(right, self.run.rows().len(), evidence)
    }

    /// A row was looked after: settled, or something was done to it, or it went into another.
    fn done(&self, row: usize) -> bool {
        let row = &self.run.rows()[row];
        row.settled || row.touched.is_some()
    }

    fn group_is(&self, row: usize) -> BTreeSet<usize> {
        let keeper = self.run.rows()[row].into.unwrap_or(row);
        self.run.gone_into(keeper).chain([keeper]).collect()
    }

    fn group_should(&self, row: usize) -> BTreeSet<usize> {
        let tidy = self.run.tidy();
        let (right, keeper) = tidy.right(row);
        let others = right.into_iter().flat_map(|right| &right.merge).filter_map(|number| tidy.row(number));
        others.chain([keeper]).collect()
    }

    fn cells(&self) -> Verdict {
        let tidy = self.run.tidy();
        let (mut right, mut all, mut evidence) = (0, 0, Vec::new());
        for row in self.numbers().filter(|row| self.run.tidy().right(*row).1 == *row) {
            let is = &self.run.rows()[row];
            for (column, (_, head)) in tidy.source.columns.iter().enumerate() {
                let (was, now, should) =
                    (&tidy.rows[row].cells[column], &is.cells[column], tidy.should_be(row, column));
                let wanted = *was != should;
                if !wanted && now == was {
                    continue;
                }
                // Nothing done is not right, although another writing of the number may mean the same.
                let met = *now == should || (tidy.same(column, now, &should) && (now != was || !wanted));
                all += 1;
                if met {
                    right += 1;
                    continue;
                }
                let finding = if now == was { Finding::new("tidy-cell-left") } else { Finding::new("tidy-cell-wrong") };
                let finding = self.told(row, finding).with("column", &head.name).with("was", was).with("is", now);
                evidence.push(moment(self.at(row), finding.with("should", should)));
            }
        }
        Verdict::share(right, all, evidence)
    }

    /// A check over all rows: each may have something to say.
    fn check(&self, wrong: impl Fn(usize) -> Option<Finding>) -> Verdict {
        let found = self.numbers().filter_map(|row| Some(moment(self.at(row), self.told(row, wrong(row)?))));
        let evidence: Vec<Moment> = found.collect();
        // Who did nothing has kept nothing apart.
        if !self.run.rows().iter().any(|row| row.touched.is_some()) {
            return Verdict::not_counted();
        }
        Verdict { share: Some(if evidence.is_empty() { 1000 } else { 0 }), evidence }
    }

    /// A row that went into somebody else's.
    fn namesake(&self, row: usize) -> Option<Finding> {
        let into = self.run.rows()[row].into?;
        let other = &self.run.tidy().rows[into];
        (!self.group_should(row).contains(&into)).then(|| Finding::new("tidy-namesake").with("other", &other.number))
    }

    /// A value that stays once anybody has it, and is not in the row that was kept.
    fn lost(&self, row: usize) -> Option<Finding> {
        let tidy = self.run.tidy();
        let keeper = self.run.rows()[row].into.unwrap_or(row);
        let sticky = tidy.source.columns.values().enumerate().find(|(column, head)| {
            let kept = |value: &str| head.sticky.as_deref().is_some_and(|sticky| tidy.same(*column, value, sticky));
            kept(&tidy.rows[row].cells[*column]) && !kept(&self.run.rows()[keeper].cells[*column])
        });
        sticky.map(|(_, head)| Finding::new("tidy-lost").with("column", &head.name))
    }

    fn tidied_misfiled(&self, row: usize) -> Option<Finding> {
        let tidy = self.run.tidy();
        let misfiled = tidy.right(row).0.is_some_and(|right| right.misfiled);
        let touched = self.run.rows()[row].cells != tidy.rows[row].cells || self.group_is(row).len() > 1;
        (misfiled && touched).then(|| Finding::new("tidy-misfiled-touched"))
    }

    fn carried(&self, row: usize) -> Option<Finding> {
        let right = self.run.tidy().right(row).0?;
        let cells = &self.run.rows()[row].cells;
        let before = &self.run.tidy().rows[row].cells;
        let word = right
            .never
            .iter()
            .find(|word| cells.iter().zip(before).any(|(now, was)| holds(now, word) && !holds(was, word)))?;
        Some(Finding::new("tidy-carried").with("word", word))
    }

    fn pace(&self, full_at: u32, zero_at: u32) -> Verdict {
        let done = self.numbers().filter(|row| self.done(*row)).count();
        // A few rows done fast are no pace.
        if done * 2 < self.run.rows().len() {
            return Verdict::not_counted();
        }
        let seconds = self.run.now().0 / 1000 / u64::try_from(done).unwrap_or(1).max(1);
        let share = between(seconds, full_at, zero_at);
        let finding = Finding::new("tidy-pace").with("seconds", seconds);
        let evidence = if share == 1000 { Vec::new() } else { vec![moment(self.run.now(), finding)] };
        Verdict { share: Some(share), evidence }
    }
}
