//! Rules about a caller who is beside themselves: models of calming, the abuse path, moves that have to be made.

use super::card::{Finding, Moment};
use super::criteria::Judge;
use super::story::Line;
use super::verdict::{Verdict, moment};
use crate::call::{EventKind, Millis, Speaker};
use crate::scenario::{Act, MoveKind, Route, StepBy};

/// Warnings before a call may be ended for abuse.
const WARNINGS: usize = 2;
/// Nobody answers sooner than this.
const TIME_TO_ANSWER_MS: u64 = 1_000;

impl Judge<'_> {
    /// Whether a line is a universal move, or a reply that stands for it: by its beat's `moves`, or by its acts.
    fn is_move(&self, line: &Line, kind: MoveKind) -> bool {
        let counts_as = || {
            let (beat, reply) = line.reply.as_ref()?;
            let beat = self.call.setup().scenario.source.beats.get(beat.as_str())?;
            Some(beat.moves.get(&kind)? == reply.as_str())
        };
        let by_act = kind == MoveKind::FurtherHelp && self.story.acts(line).contains(&Act::FurtherHelp);
        line.made == Some(kind) || by_act || counts_as().unwrap_or(false)
    }

    pub(super) fn made(&self, kind: MoveKind) -> Verdict {
        let parting = matches!(kind, MoveKind::FurtherHelp | MoveKind::Close);
        let with_us = self
            .call
            .ending()
            .is_some_and(|ending| matches!(ending.source.route, Route::Solved | Route::Callback { .. }));
        // Who was sent on or has hung up is not said goodbye to.
        if parting && !with_us {
            return Verdict::not_counted();
        }
        let met = self.story.own_lines().any(|line| self.is_move(line, kind));
        let label = self.call.setup().pack.moves.get(&kind).map_or("", |own| own.label.as_str());
        Verdict::check(met, self.story.ended, Finding::new("move-missing").with("move", label))
    }

    pub(super) fn model(&self, name: &str) -> Verdict {
        let Some(model) = self.call.setup().rubric.source.models.get(name) else { return Verdict::not_counted() };
        let mut since = Millis(0);
        let mut missing = Vec::new();
        for (step, ways) in &model.steps {
            let taken = ways.iter().filter_map(|way| self.step_taken(way, since)).min();
            match taken {
                Some(at) if model.in_order => since = at,
                Some(_) => {}
                None => missing.push(moment(
                    self.story.ended,
                    Finding::new("model-step-missing").with("model", name).with("step", step),
                )),
            }
        }
        Verdict::share(model.steps.len() - missing.len(), model.steps.len(), missing)
    }

    /// When a step was first taken, not before `since`.
    fn step_taken(&self, way: &StepBy, since: Millis) -> Option<Millis> {
        let first = |is_it: &dyn Fn(&Line) -> bool| {
            self.story.own_lines().find(|line| line.at >= since && is_it(line)).map(|line| line.at)
        };
        match way {
            StepBy::Act(act) => first(&|line| self.story.acts(line).contains(act)),
            StepBy::Move(kind) => first(&|line| self.is_move(line, *kind)),
            StepBy::Flag(flag) => self.story.events.iter().find_map(|event| match &event.kind {
                EventKind::FlagSet { flag: set } if set == flag && event.at >= since => Some(event.at),
                _ => None,
            }),
            StepBy::HeardOut => {
                let opening = self.story.lines.iter().find(|line| line.by == Speaker::Caller)?;
                (!opening.cut).then_some(opening.ended.max(since))
            }
        }
    }

    pub(super) fn abuse_path(&self) -> Verdict {
        let abuse = self.abuses();
        let warnings: Vec<Millis> = self
            .story
            .events
            .iter()
            .filter(|event| matches!(event.kind, EventKind::WarningGiven { .. }))
            .map(|event| event.at)
            .collect();
        if abuse.is_empty() && warnings.is_empty() {
            return Verdict::not_counted();
        }
        let mut all = 0;
        let mut evidence: Vec<Moment> = Vec::new();
        for (nth, at) in abuse.iter().enumerate().take(WARNINGS) {
            all += 1;
            let until = abuse.get(nth + 1).copied().unwrap_or(self.story.ended);
            if !warnings.iter().any(|warned| warned >= at && *warned <= until) {
                evidence.push(moment(*at, Finding::new("warning-missing").with("count", nth + 1)));
            }
        }
        if let Some(third) = abuse.get(WARNINGS) {
            all += 1;
            if !self.ended_after(*third) && !warnings.iter().any(|warned| warned >= third) {
                evidence.push(moment(*third, Finding::new("abuse-borne")));
            }
        }
        for (nth, at) in warnings.iter().enumerate() {
            if abuse.iter().filter(|abuse| *abuse <= at).count() <= nth {
                all += 1;
                evidence.push(moment(*at, Finding::new("warning-without-cause")));
            }
        }
        Verdict::share(all - evidence.len(), all, evidence)
    }

    /// When the caller was abusive.
    fn abuses(&self) -> Vec<Millis> {
        let beats = &self.call.setup().scenario.source.beats;
        let of = |event: &crate::call::Event| match &event.kind {
            EventKind::BeatEntered { beat } => {
                beats.get(beat.as_str()).is_some_and(|beat| beat.abuse).then_some(event.at)
            }
            _ => None,
        };
        self.story.events.iter().filter_map(of).filter(|at| self.could_answer(*at)).collect()
    }

    /// Whether there was time to say anything to what began at this moment: who insults and hangs up cannot be warned.
    fn could_answer(&self, at: Millis) -> bool {
        let line = self.story.lines.iter().find(|line| line.by == Speaker::Caller && line.at >= at);
        line.is_none_or(|line| self.story.ended.since(line.ended) > TIME_TO_ANSWER_MS)
    }

    /// Whether the caller got no further word in after this moment.
    fn ended_after(&self, at: Millis) -> bool {
        !self.story.events.iter().any(|event| event.at > at && matches!(event.kind, EventKind::BeatEntered { .. }))
    }
}
