//! The rules of Procedure and wrap-up: greeting, verification, read-back, steps of the script, codes and ticks.

use smol_str::SmolStr;

use super::card::{Finding, Moment};
use super::criteria::Judge;
use super::verdict::{Verdict, between, moment};
use crate::call::{EventKind, Millis};
use crate::scenario::facts::told_by;
use crate::scenario::{Act, Condition, Direction, MoveKind, Route, Template};

impl Judge<'_> {
    pub(super) fn greeting(&self, within_s: u32) -> Verdict {
        let Some(answered) = self.story.answered else { return Verdict::not_counted() };
        let greeted = self.story.own_lines().find(|line| line.made == Some(MoveKind::Greet));
        let met = greeted.is_some_and(|line| line.at.since(answered) <= u64::from(within_s) * 1000);
        let key = if greeted.is_some() { "greeting-late" } else { "greeting-missing" };
        Verdict::check(met, greeted.map_or(answered, |line| line.at), Finding::new(key).with("seconds", within_s))
    }

    pub(super) fn answered(&self, full: u32, zero: u32) -> Verdict {
        // Who rings out has kept nobody waiting.
        if self.call.setup().scenario.source.direction == Direction::Outbound {
            return Verdict::not_counted();
        }
        let Some(at) = self.story.answered else { return Verdict::not_counted() };
        let share = between(at.0.div_ceil(1000), full, zero);
        let finding = Finding::new("answered-late").with("seconds", at.0 / 1000);
        Verdict { share: Some(share), evidence: if share < 1000 { vec![moment(at, finding)] } else { Vec::new() } }
    }

    pub(super) fn verified(&self) -> Verdict {
        let wanted = self.call.setup().scenario.source.expect.verify;
        if wanted == 0 {
            return Verdict::not_counted();
        }
        let told =
            self.story.own_lines().any(|line| self.story.reply_source(line).is_some_and(|source| source.reveals));
        let ended = self.call.ending().is_none_or(|ending| ending.source.route == Route::GaveUp);
        if !told && ended {
            return Verdict::not_counted();
        }
        let early: Vec<Moment> = self
            .story
            .own_lines()
            .filter(|line| self.story.reply_source(line).is_some_and(|source| source.reveals))
            .filter(|line| self.story.proofs_by(line.at) < wanted)
            .map(|line| self.said(line, "told-before-proof"))
            .collect();
        if !early.is_empty() {
            return Verdict { share: Some(0), evidence: early };
        }
        let given = self.story.proofs_by(self.story.ended);
        Verdict::check(
            given >= wanted,
            self.story.ended,
            Finding::new("not-verified").with("given", given).with("wanted", wanted),
        )
    }

    /// What the scenario wants read back, of what was told; before its record was saved where the rubric asks for that.
    pub(super) fn read_back(&self, first: bool) -> Verdict {
        let wanted: Vec<&String> = self
            .call
            .setup()
            .scenario
            .source
            .expect
            .read_back
            .iter()
            .filter(|fact| self.story.told.contains_key(fact.as_str()))
            .collect();
        let missing: Vec<Moment> = wanted.iter().filter_map(|fact| self.not_read_back(fact, first)).collect();
        Verdict::share(wanted.len() - missing.len(), wanted.len(), missing)
    }

    /// What is wrong with the read-back of a fact, if anything is.
    fn not_read_back(&self, fact: &str, first: bool) -> Option<Moment> {
        let read_back = self.story.events.iter().find_map(|event| match &event.kind {
            EventKind::ReadBack { fields, .. } if fields.iter().any(|(said, _)| said == fact) => Some(event.at),
            _ => None,
        });
        let about = |key| Finding::new(key).with("fact", self.call.fact_label(fact));
        let Some(at) = read_back else {
            let told = self.story.told.get(fact).copied().unwrap_or(self.story.ended);
            return Some(moment(told, about("not-read-back")));
        };
        let saved = self.first_saved(fact).filter(|saved| first && *saved < at)?;
        Some(moment(saved, about("read-back-late").with("at", at.clock())))
    }

    /// When a record that holds a fact was first saved.
    fn first_saved(&self, fact: &str) -> Option<Millis> {
        let holds = |text: &str| Template::parse(text).is_ok_and(|text| text.slots().any(|slot| told_by(slot) == fact));
        let rows = self.call.setup().scenario.source.expect.records.iter();
        let fields: Vec<(&str, &str)> = rows
            .flat_map(|row| row.fields.iter().map(|(field, text)| (row.table.as_str(), field.as_str(), text)))
            .filter(|(.., text)| holds(text))
            .map(|(table, field, _)| (table, field))
            .collect();
        self.story.events.iter().find_map(|event| match &event.kind {
            EventKind::RowSaved { table, changed, .. } => {
                let is_held = |field: &str| fields.contains(&(table.as_str(), field));
                changed.iter().any(|(field, ..)| is_held(field)).then_some(event.at)
            }
            _ => None,
        })
    }

    pub(super) fn said_act(&self, act: Act, within: Option<u32>) -> Verdict {
        let most = within.map_or(usize::MAX, |within| usize::try_from(within).unwrap_or(usize::MAX));
        let said = self.story.own_lines().position(|line| self.story.acts(line).contains(&act));
        let met = said.is_some_and(|number| number < most);
        let missed = match (act, said) {
            (Act::RecordingNotice, None) => Finding::new("notice-missing"),
            (Act::RecordingNotice, Some(_)) => Finding::new("notice-late"),
            (Act::AskConsent, None) => Finding::new("consent-missing"),
            (Act::AskConsent, Some(_)) => Finding::new("consent-late"),
            (_, None) => Finding::new("act-missing"),
            (_, Some(_)) => Finding::new("act-late"),
        };
        let at = said.and_then(|number| self.story.own_lines().nth(number)).map(|line| line.at);
        Verdict::check(met, at.or(self.story.answered).unwrap_or(self.story.ended), missed)
    }

    pub(super) fn flags(&self, flags: &[String]) -> Verdict {
        let missing: Vec<Moment> = flags
            .iter()
            .filter(|flag| !self.call.holds(&Condition::Flag((*flag).clone())))
            .map(|flag| moment(self.story.ended, Finding::new("step-missing").with("step", self.step(flag))))
            .collect();
        Verdict::share(flags.len() - missing.len(), flags.len(), missing)
    }

    /// What a flag is called in words.
    pub(super) fn step(&self, flag: &str) -> String {
        self.call.setup().scenario.source.steps.get(flag).cloned().unwrap_or_else(|| flag.replace('_', " "))
    }

    fn wrap_up(&self) -> Option<(Millis, &str, &[SmolStr], u64)> {
        self.story.events.iter().find_map(|event| match &event.kind {
            EventKind::WrapUpDone { code, ticks, took_ms, .. } => {
                Some((event.at, code.as_str(), ticks.as_slice(), *took_ms))
            }
            _ => None,
        })
    }

    pub(super) fn disposition(&self) -> Verdict {
        let codes = &self.call.setup().scenario.source.expect.codes;
        let Some(right) = codes.iter().find(|entry| self.call.all_hold(&entry.conditions)) else {
            return Verdict::not_counted();
        };
        let Some((at, code, ..)) = self.wrap_up() else {
            return Verdict::check(false, self.story.ended, Finding::new("wrap-up-missing"));
        };
        let finding = Finding::new("code-wrong").with("code", code).with("right", right.codes.join(", "));
        Verdict::check(right.codes.iter().any(|one| one == code), at, finding)
    }

    pub(super) fn ticks(&self) -> Verdict {
        let Some((at, _, ticked, _)) = self.wrap_up() else { return Verdict::not_counted() };
        let expect = &self.call.setup().scenario.source.expect.ticks;
        let wanted: Vec<&String> =
            expect.iter().filter(|entry| self.call.all_hold(&entry.conditions)).map(|entry| &entry.tick).collect();
        let name =
            |tick: &str| self.call.setup().pack.source.ticks.get(tick).cloned().unwrap_or_else(|| tick.to_owned());
        let missing = wanted
            .iter()
            .filter(|tick| !ticked.iter().any(|ticked| ticked == *tick))
            .map(|tick| ("tick-missing", name(tick)));
        let extra = ticked
            .iter()
            .filter(|tick| !wanted.iter().any(|wanted| wanted == tick))
            .map(|tick| ("tick-extra", name(tick)));
        let evidence: Vec<Moment> =
            missing.chain(extra).map(|(key, tick)| moment(at, Finding::new(key).with("tick", tick))).collect();
        Verdict { share: Some(if evidence.is_empty() { 1000 } else { 0 }), evidence }
    }

    pub(super) fn wrap_up_in_time(&self) -> Verdict {
        let limit = u64::from(self.call.setup().pack.source.wrap_up.seconds);
        let Some((at, _, _, took_ms)) = self.wrap_up() else {
            return Verdict::check(false, self.story.ended, Finding::new("wrap-up-missing"));
        };
        let finding = Finding::new("wrap-up-late").with("seconds", took_ms / 1000).with("limit", limit);
        Verdict::check(took_ms <= limit * 1000, at, finding)
    }
}
