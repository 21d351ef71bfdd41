//! Rules of Routing beside the route itself: the way of a transfer, needless ones, closed queues; and promises.

use std::collections::BTreeSet;

use super::card::{Finding, Moment};
use super::criteria::Judge;
use super::records::{fill, is_mentioned};
use super::verdict::{Verdict, holds, moment};
use crate::call::{EventKind, Millis, Refusal, Speaker};
use crate::scenario::{Act, FieldKind, How, PromiseSource, Route};

impl Judge<'_> {
    /// When each transfer began, where to and how.
    fn transfers(&self) -> impl Iterator<Item = (Millis, &str, How)> {
        self.story.events.iter().filter_map(|event| match &event.kind {
            EventKind::TransferStarted { to, how, .. } => Some((event.at, to.as_str(), *how)),
            _ => None,
        })
    }

    /// Whether every transfer waited for the caller's answer to a question about it.
    pub(super) fn caller_asked(&self) -> Verdict {
        let lines = &self.story.lines;
        let asked = |before: Millis| {
            let question = lines.iter().rposition(|line| {
                line.by == Speaker::Operator && line.at < before && self.story.acts(line).contains(&Act::AskTransfer)
            })?;
            lines[question + 1..].iter().find(|line| line.by == Speaker::Caller && !line.cut && line.ended <= before)
        };
        let mut all = 0;
        let mut unasked = Vec::new();
        for (at, to, _) in self.transfers() {
            all += 1;
            if asked(at).is_none() {
                let name = self.call.setup().pack.department_name(to);
                unasked.push(moment(at, Finding::new("transfer-unasked").with("department", name)));
            }
        }
        Verdict::share(all - unasked.len(), all, unasked)
    }

    pub(super) fn transfer_way(&self) -> Verdict {
        let departments = &self.call.setup().pack.source.departments;
        let mut all = 0;
        let mut wrong = Vec::new();
        for (at, to, how) in self.transfers() {
            let Some(department) = departments.get(to) else { continue };
            all += 1;
            if !department.how.contains(&how) {
                let key = if how == How::Blind { "transfer-blind" } else { "transfer-warm" };
                wrong.push(moment(at, Finding::new(key).with("department", &department.name)));
            }
        }
        Verdict::share(all - wrong.len(), all, wrong)
    }

    /// Departments that a right or second best ending names.
    fn wanted_departments(&self) -> BTreeSet<&str> {
        let setup = self.call.setup();
        let routing = &setup.scenario.source.expect.routing;
        let endings = routing.right.iter().chain(&routing.second_best);
        endings
            .filter_map(|name| match &setup.scenario.source.endings.get(name)?.route {
                Route::Sent { to, .. } => Some(to.as_str()),
                Route::Callback { by } => Some(by.as_str()),
                _ => None,
            })
            .collect()
    }

    pub(super) fn needless_transfers(&self, full: u32, zero: u32) -> Verdict {
        let wanted = self.wanted_departments();
        let mut evidence: Vec<Moment> = self
            .transfers()
            .filter(|(_, to, _)| !wanted.contains(to))
            .map(|(at, to, _)| {
                let name = self.call.setup().pack.department_name(to);
                moment(at, Finding::new("transfer-needless").with("department", name))
            })
            .collect();
        let refused = self.story.events.iter().filter_map(|event| match &event.kind {
            EventKind::TransferRefused { to, unmet: true } => Some((event.at, to)),
            _ => None,
        });
        evidence.extend(refused.map(|(at, to)| {
            let name = self.call.setup().pack.department_name(to);
            moment(at, Finding::new("transfer-refused").with("department", name))
        }));
        evidence.sort_by_key(|moment| moment.at);
        self.counted(full, zero, evidence)
    }

    pub(super) fn open_queues(&self) -> Verdict {
        let tried: Vec<Moment> = self
            .story
            .events
            .iter()
            .filter(|event| matches!(event.kind, EventKind::ActionRefused { refusal: Refusal::DepartmentClosed }))
            .map(|event| moment(event.at, Finding::new("queue-closed")))
            .collect();
        if tried.is_empty() && self.transfers().next().is_none() {
            return Verdict::not_counted();
        }
        Verdict { share: Some(if tried.is_empty() { 1000 } else { 0 }), evidence: tried }
    }

    pub(super) fn promises_kept(&self) -> Verdict {
        let lines = self.story.own_lines().filter_map(|line| Some((line, self.story.reply_source(line)?)));
        let made = lines.flat_map(|(line, source)| source.promises.iter().map(move |promise| (line, promise)));
        let mut seen: Vec<&PromiseSource> = Vec::new();
        let mut missing = Vec::new();
        for (line, promise) in made {
            if seen.iter().any(|one| std::ptr::eq(*one, promise)) {
                continue;
            }
            seen.push(promise);
            missing.extend(self.unkept(line.at, promise));
        }
        Verdict::share(seen.len() - missing.len(), seen.len(), missing)
    }

    /// What is wrong with the record of a promise, if anything is.
    fn unkept(&self, at: Millis, promise: &PromiseSource) -> Option<Moment> {
        let pack = &self.call.setup().pack;
        let number = pack.table_index(&promise.table)?;
        let slot = pack.tables[number].field_index(&promise.field)?;
        let (_, field) = pack.tables[number].field(slot)?;
        let wanted = fill(self.call, &promise.value);
        let saved = self.call.saved_rows().iter().filter(|(table, ..)| *table == number);
        let values: Vec<&str> = saved
            .filter_map(|(_, id, _)| self.call.database().row(number, id))
            .map(|row| row.values[slot].as_str())
            .collect();
        let stands = |value: &&str| match field.kind {
            FieldKind::Note => holds(value, &wanted) || is_mentioned(self.call, value, &promise.value),
            _ => pack.writing.equal(&field.kind, value, &wanted),
        };
        if values.iter().any(stands) {
            return None;
        }
        let finding = match values.iter().find(|value| !value.trim().is_empty()) {
            Some(other) if field.kind != FieldKind::Note => Finding::new("promise-differs").with("saved", other),
            _ => Finding::new("promise-not-recorded"),
        };
        Some(moment(at, finding.with("promise", &promise.what).with("field", &field.label).with("wanted", wanted)))
    }
}
