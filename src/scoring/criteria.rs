//! Each rule of a rubric, judged on one call.

use smol_str::SmolStr;

use super::card::{CriticalError, Finding, Moment};
use super::records::{Duplicate, FieldClass, RowResult, fill};
use super::story::{Line, Story};
use super::verdict::{Verdict, between, holds_word, is_harsh, is_hostile, median, moment, plain};
use crate::call::{Call, EventKind, Millis, Speaker};
use crate::scenario::{Act, Condition, CriticalEffect, CriticalKind, Mark, MoveKind, Route, Rule, Tone};

pub(super) struct Judge<'a> {
    pub call: &'a Call,
    pub story: &'a Story<'a>,
    pub rows: &'a [RowResult],
    pub duplicates: &'a [Duplicate],
}

impl Judge<'_> {
    pub fn judge(&self, rule: &Rule) -> Verdict {
        match rule {
            Rule::FieldsRight => self.fields_right(),
            Rule::NoStrayRows => self.no_stray_rows(),
            Rule::NothingForbidden => self.nothing_forbidden(),
            Rule::RightRoute => self.right_route(),
            Rule::DoneBefore => self.done_before(),
            Rule::CallerTold => self.caller_told(),
            Rule::CallerAsked => self.caller_asked(),
            Rule::Handover => self.handover(),
            Rule::TransferWay => self.transfer_way(),
            Rule::NeedlessTransfers { full_at, zero_at } => self.needless_transfers(*full_at, *zero_at),
            Rule::OpenQueues => self.open_queues(),
            Rule::PromisesKept => self.promises_kept(),
            Rule::Tone => self.tone(),
            Rule::TypedTone => self.typed_tone(),
            Rule::AbusePath => self.abuse_path(),
            Rule::Model(name) => self.model(name),
            Rule::AcknowledgedWithin(lines) => self.acknowledged(*lines),
            Rule::DeadAir { full_at, zero_at } => self.dead_air(*full_at, *zero_at),
            Rule::TalkOver { full_at, zero_at } => self.talk_over(*full_at, *zero_at),
            Rule::UnannouncedHolds { full_at, zero_at } => self.unannounced(*full_at, *zero_at),
            Rule::NoEscape { within_s } => self.no_escape(*within_s),
            Rule::SteadyPace { full_at, zero_at } => self.steady_pace(*full_at, *zero_at),
            Rule::SameWords { full_at, zero_at } => self.same_words(*full_at, *zero_at),
            Rule::NotCutOff => self.not_cut_off(),
            Rule::PatienceLeft { full_at, zero_at } => self.patience_left(*full_at, *zero_at),
            Rule::Greeting { within_s } => self.greeting(*within_s),
            Rule::AnsweredWithin { full_at, zero_at } => self.answered(*full_at, *zero_at),
            Rule::Verified => self.verified(),
            Rule::ReadBack => self.read_back(false),
            Rule::ReadBackFirst => self.read_back(true),
            Rule::Said { act, within } => self.said_act(*act, *within),
            Rule::Verbatim => self.verbatim(),
            Rule::NeutralProbes => self.neutral_probes(),
            Rule::Made(kind) => self.made(*kind),
            Rule::Flag(flag) => self.flags(std::slice::from_ref(flag)),
            Rule::Flags(flags) => self.flags(flags),
            Rule::Disposition => self.disposition(),
            Rule::Ticks => self.ticks(),
            Rule::WrapUpInTime => self.wrap_up_in_time(),
            // A call has no list, and no rows to be put in order.
            Rule::List(_) | Rule::Tidy(_) => Verdict::not_counted(),
        }
    }

    /// Critical errors that the script itself marks.
    pub fn critical_replies(&self) -> Vec<CriticalError> {
        let lines =
            self.story.own_lines().filter_map(|line| Some((line, self.story.reply_source(line)?.critical.as_ref()?)));
        lines
            .map(|(line, critical)| CriticalError {
                kind: critical.kind,
                at: line.at,
                what: critical.what.clone(),
                effect: self.effect(critical.kind),
                criterion: None,
            })
            .collect()
    }

    /// What the rubric does about a critical error of a kind.
    pub fn effect(&self, kind: CriticalKind) -> CriticalEffect {
        self.call.setup().rubric.source.critical.get(&kind).copied().unwrap_or(CriticalEffect::Fail)
    }

    /// The good reply of the beat in which a line was said.
    fn better_line(&self, line: &Line) -> Option<String> {
        let (beat, given) = line.reply.as_ref()?;
        let beat = self.call.setup().scenario.beats.iter().find(|checked| checked.name == *beat)?;
        let good = beat.replies.iter().find(|reply| reply.source.mark == Mark::Good && reply.name != *given)?;
        Some(self.call.reply_text(good))
    }

    pub(super) fn said(&self, line: &Line, key: &'static str) -> Moment {
        Moment { at: line.at, finding: Finding::new(key).with("line", &line.text), better: self.better_line(line) }
    }

    fn fields_right(&self) -> Verdict {
        let all = || self.rows.iter().flat_map(|row| row.fields.iter().map(move |field| (row, field)));
        let right = all().filter(|(_, field)| field.class == FieldClass::Right).count();
        let evidence = all().filter(|(_, field)| field.class != FieldClass::Right).map(|(_, field)| {
            let finding = Finding::new(field.finding())
                .with("field", &field.label)
                .with("saved", &field.saved)
                .with("truth", &field.truth);
            moment(field.saved_at.or(field.told_at).unwrap_or(self.story.ended), finding)
        });
        Verdict::share(right, all().count(), evidence.collect())
    }

    fn no_stray_rows(&self) -> Verdict {
        // Who saved nothing kept no record clean.
        if self.call.saved_rows().is_empty() {
            return Verdict::not_counted();
        }
        let expected = &self.call.setup().scenario.source.expect.records;
        let mut evidence = Vec::new();
        for event in self.story.events {
            let EventKind::RowSaved { table, id, new, changed, .. } = &event.kind else { continue };
            let row = self.rows.iter().position(|row| row.table == *table && row.id.as_deref() == Some(id));
            let Some(_) = row else {
                let duplicate = self.duplicates.iter().find(|made| made.table == *table && made.id == *id);
                let key = match (duplicate, new) {
                    (Some(_), _) => "duplicate-row",
                    (None, true) => "stray-row",
                    (None, false) => "stray-change",
                };
                let already = evidence.iter().any(|seen: &Moment| seen.finding.args.contains(&("row", id.to_string())));
                if !already {
                    evidence.push(moment(
                        event.at,
                        Finding::new(key)
                            .with("row", id)
                            .with("table", self.table_name(table))
                            .with("of", duplicate.map_or("", |made| made.of.as_str())),
                    ));
                }
                continue;
            };
            let known = expected.iter().filter(|source| source.table == *table);
            let known: Vec<&String> =
                known.flat_map(|source| source.fields.keys().chain(source.mentions.keys())).collect();
            let made_here = self.call.saved_rows().iter().any(|(_, saved, new)| saved == id && *new);
            for (field, ..) in
                changed.iter().filter(|(field, ..)| !made_here && !known.iter().any(|known| known == field))
            {
                evidence.push(moment(
                    event.at,
                    Finding::new("stray-field").with("row", id).with("field", field.replace('_', " ")),
                ));
            }
        }
        Verdict { share: Some(if evidence.is_empty() { 1000 } else { 0 }), evidence }
    }

    fn table_name(&self, table: &str) -> String {
        self.call.setup().pack.table(table).map_or_else(|| table.to_owned(), |table| table.source.name.to_lowercase())
    }

    fn nothing_forbidden(&self) -> Verdict {
        let words = self.call.setup().scenario.source.expect.never.iter().map(|word| fill(self.call, word));
        let never: Vec<(String, String)> = words.map(|word| (plain(&word), word)).collect();
        if never.is_empty() {
            return Verdict::not_counted();
        }
        let mut evidence: Vec<Moment> = Vec::new();
        let mut written = false;
        for event in self.story.events {
            let texts: Vec<&str> = match &event.kind {
                EventKind::RowSaved { changed, .. } => changed.iter().map(|(.., new)| new.as_str()).collect(),
                EventKind::NoteTaken { text } => vec![text],
                EventKind::WrapUpDone { note, .. } => vec![note],
                _ => continue,
            };
            written |= texts.iter().any(|text| !text.is_empty());
            let texts: Vec<String> = texts.into_iter().map(plain).collect();
            let found = never.iter().filter(|(searched, _)| texts.iter().any(|text| holds_word(text, searched)));
            for (_, word) in found {
                if !evidence.iter().any(|seen| seen.finding.args.contains(&("word", word.clone()))) {
                    evidence.push(moment(event.at, Finding::new("forbidden-word").with("word", word)));
                }
            }
        }
        if !written {
            return Verdict::not_counted();
        }
        Verdict { share: Some(if evidence.is_empty() { 1000 } else { 0 }), evidence }
    }

    fn right_route(&self) -> Verdict {
        let routing = &self.call.setup().scenario.source.expect.routing;
        let Some(ending) = self.call.ending() else {
            return Verdict::check(false, self.story.ended, Finding::new("route-unfinished"));
        };
        let finding = |key| Finding::new(key).with("ending", &ending.source.title);
        if routing.right.contains(&ending.name) {
            Verdict { share: Some(1000), evidence: Vec::new() }
        } else if routing.second_best.contains(&ending.name) {
            Verdict { share: Some(500), evidence: vec![moment(self.story.routed, finding("route-second-best"))] }
        } else {
            Verdict { share: Some(0), evidence: vec![moment(self.story.routed, finding("route-wrong"))] }
        }
    }

    fn done_before(&self) -> Verdict {
        let after = &self.call.setup().scenario.source.expect.routing.after;
        let missed: Vec<Moment> = after
            .iter()
            .filter(|condition| !self.held_at_routing(condition))
            .map(|condition| self.not_done(condition))
            .collect();
        Verdict::share(after.len() - missed.len(), after.len(), missed)
    }

    fn held_at_routing(&self, condition: &Condition) -> bool {
        let at = self.story.routed;
        match condition {
            Condition::Saved(table) => self.story.events.iter().any(|event| {
                event.at <= at && matches!(&event.kind, EventKind::RowSaved { table: saved, .. } if saved == table)
            }),
            Condition::Verified(count) => self.story.proofs_by(at) >= *count,
            Condition::Told(fact) => self.story.told.get(fact.as_str()).is_some_and(|told| *told <= at),
            other => self.call.holds(other),
        }
    }

    /// What was missing when the call left the operator, at that moment; or what should not have happened, where it did.
    fn not_done(&self, condition: &Condition) -> Moment {
        let left = |finding| moment(self.story.routed, finding);
        match condition {
            Condition::Saved(table) => left(Finding::new("not-saved-before").with("table", self.table_name(table))),
            Condition::Verified(count) => left(Finding::new("not-verified-before").with("count", count)),
            Condition::Flag(flag) => left(Finding::new("step-not-before").with("step", self.step(flag))),
            Condition::Visited(beat) => left(Finding::new("step-not-before").with("step", self.step(beat))),
            Condition::NotVisited(beat) => {
                let entered =
                    self.story.events.iter().find(
                        |event| matches!(&event.kind, EventKind::BeatEntered { beat: id } if self.is_beat(id, beat)),
                    );
                let at = entered.map_or(self.story.routed, |event| event.at);
                moment(at, Finding::new("went-there-before").with("step", self.step(beat)))
            }
            _ => left(Finding::new("not-done-before")),
        }
    }

    fn is_beat(&self, id: &str, name: &str) -> bool {
        self.call.setup().scenario.beats.iter().any(|beat| beat.id == id && beat.name == name)
    }

    fn caller_told(&self) -> Verdict {
        let mut transfers = self.story.events.iter().filter_map(|event| match &event.kind {
            EventKind::TransferStarted { told, to, .. } => Some((event.at, *told, to)),
            _ => None,
        });
        match transfers.next_back() {
            None => Verdict::not_counted(),
            Some((at, told, to)) => {
                let name = self.call.setup().pack.department_name(to);
                Verdict::check(told, at, Finding::new("transfer-untold").with("department", name))
            }
        }
    }

    fn handover(&self) -> Verdict {
        let wanted = &self.call.setup().scenario.source.expect.routing.handover;
        let sent = self.call.ending().is_some_and(|ending| matches!(ending.source.route, Route::Sent { .. }));
        if wanted.is_empty() || !sent {
            return Verdict::not_counted();
        }
        let given: Vec<&str> = self
            .story
            .events
            .iter()
            .filter_map(|event| match &event.kind {
                EventKind::HandedOver { items, .. } => Some(items.iter().map(SmolStr::as_str)),
                _ => None,
            })
            .flatten()
            .collect();
        let missing: Vec<Moment> = wanted
            .iter()
            .filter(|item| !given.contains(&item.as_str()))
            .map(|item| moment(self.story.routed, Finding::new("handover-missing").with("item", item)))
            .collect();
        Verdict::share(wanted.len() - missing.len(), wanted.len(), missing)
    }

    fn tone(&self) -> Verdict {
        let lines: Vec<&Line> = self.story.own_lines().filter(|line| line.tone.is_some()).collect();
        let harsh: Vec<&&Line> = lines.iter().filter(|line| line.tone.is_some_and(is_harsh)).collect();
        let evidence = harsh.iter().map(|line| {
            let key = match line.tone {
                Some(Tone::Blaming) => "tone-blaming",
                Some(Tone::Dismissive) => "tone-dismissive",
                Some(Tone::Patronising) => "tone-patronising",
                _ => "tone-defensive",
            };
            self.said(line, key)
        });
        let evidence = evidence.collect();
        // One harsh line is heard over many kind ones: each costs a quarter.
        let share = 1000_usize.saturating_sub(harsh.len() * 250);
        if lines.is_empty() { Verdict::not_counted() } else { Verdict::share(share, 1000, evidence) }
    }

    fn acknowledged(&self, within: u32) -> Verdict {
        let first: Vec<&Line> = self
            .story
            .own_lines()
            .filter(|line| line.made != Some(MoveKind::Greet))
            .take(usize::try_from(within).unwrap_or(usize::MAX))
            .collect();
        let Some(last) = first.last() else { return Verdict::not_counted() };
        let met = first.iter().any(|line| {
            self.story.acts(line).iter().any(|act| matches!(act, Act::Acknowledge | Act::Own | Act::Apologise))
        });
        let missed = self.said(first.first().unwrap_or(last), "not-acknowledged");
        Verdict { share: Some(if met { 1000 } else { 0 }), evidence: if met { Vec::new() } else { vec![missed] } }
    }

    fn dead_air(&self, full: u32, zero: u32) -> Verdict {
        let pauses: Vec<(Millis, u64)> = self
            .story
            .events
            .iter()
            .filter_map(|event| match event.kind {
                EventKind::DeadAir { silent_ms } => Some((event.at, silent_ms)),
                _ => None,
            })
            .collect();
        let seconds = pauses.iter().map(|(_, ms)| ms).sum::<u64>() / 1000;
        let evidence = pauses.iter().map(|(at, ms)| moment(*at, Finding::new("dead-air").with("seconds", ms / 1000)));
        Verdict { share: Some(between(seconds, full, zero)), evidence: evidence.collect() }
    }

    pub(super) fn counted(&self, full: u32, zero: u32, evidence: Vec<Moment>) -> Verdict {
        let count = u64::try_from(evidence.len()).unwrap_or(u64::MAX);
        Verdict { share: Some(between(count, full, zero)), evidence }
    }

    fn talk_over(&self, full: u32, zero: u32) -> Verdict {
        let cuts = self.story.events.iter().filter_map(|event| match &event.kind {
            EventKind::LineCut { heard, lost_ms, costs: true } => {
                let finding = Finding::new("talk-over").with("heard", heard).with("seconds", lost_ms.div_ceil(1000));
                Some(moment(event.at, finding))
            }
            _ => None,
        });
        self.counted(full, zero, cuts.collect())
    }

    fn unannounced(&self, full: u32, zero: u32) -> Verdict {
        let holds = self.story.events.iter().filter_map(|event| match &event.kind {
            EventKind::HoldStarted { announced: false } => Some(moment(event.at, Finding::new("hold-unannounced"))),
            EventKind::MuteEnded { muted_ms } if *muted_ms > 3_000 => {
                Some(moment(event.at, Finding::new("mute-long").with("seconds", muted_ms / 1000)))
            }
            _ => None,
        });
        self.counted(full, zero, holds.collect())
    }

    fn no_escape(&self, within_s: u32) -> Verdict {
        let hostile: Vec<&Line> = self.story.lines.iter().filter(|line| is_hostile(line)).collect();
        if hostile.is_empty() {
            return Verdict::not_counted();
        }
        let after = |at: Millis| {
            hostile.iter().any(|line| line.ended <= at && at.since(line.ended) <= u64::from(within_s) * 1000)
        };
        let escapes: Vec<Moment> = self
            .story
            .events
            .iter()
            .filter(|event| {
                matches!(event.kind, EventKind::HoldStarted { announced: false } | EventKind::MuteStarted)
                    && after(event.at)
            })
            .map(|event| moment(event.at, Finding::new("escape")))
            .collect();
        Verdict { share: Some(if escapes.is_empty() { 1000 } else { 0 }), evidence: escapes }
    }

    /// Time from the end of a caller's line to the operator's next.
    fn latencies(&self) -> Vec<(bool, u64, Millis)> {
        let pairs = self.story.lines.windows(2);
        let answered =
            pairs.filter(|pair| pair[0].by == Speaker::Caller && pair[1].by == Speaker::Operator && !pair[0].cut);
        answered.map(|pair| (is_hostile(&pair[0]), pair[1].at.since(pair[0].ended), pair[1].at)).collect()
    }

    fn steady_pace(&self, full: u32, zero: u32) -> Verdict {
        let all = self.latencies();
        let of =
            |hostile: bool| all.iter().filter(|(is, ..)| *is == hostile).map(|(_, ms, _)| *ms).collect::<Vec<u64>>();
        let (calm, hostile) = (of(false), of(true));
        if calm.len() < 3 || hostile.len() < 3 {
            return Verdict::not_counted();
        }
        let (calm, hostile) = (median(calm).max(1), median(hostile));
        let percent = hostile * 100 / calm;
        let finding = Finding::new("slower-after-hostility").with("hostile", hostile / 100).with("calm", calm / 100);
        let share = between(percent, full, zero);
        let evidence = if share < 1000 { vec![moment(self.story.ended, finding)] } else { Vec::new() };
        Verdict { share: Some(share), evidence }
    }

    fn same_words(&self, full: u32, zero: u32) -> Verdict {
        let lines = self.story.own_lines().filter(|line| self.story.acts(line).contains(&Act::SameWords));
        self.counted(full, zero, lines.map(|line| self.said(line, "same-words")).collect())
    }

    fn not_cut_off(&self) -> Verdict {
        let routing = &self.call.setup().scenario.source.expect.routing;
        let accepted = self.call.ending().is_some_and(|ending| {
            routing.right.contains(&ending.name)
                || routing.second_best.contains(&ending.name)
                || ending.source.route != Route::CutOff
        });
        let ended = self.story.events.iter().find(|event| matches!(event.kind, EventKind::CallEnded { .. }));
        let Some(ended) = ended else { return Verdict::not_counted() };
        Verdict::check(accepted, ended.at, Finding::new("cut-off"))
    }

    fn patience_left(&self, full: u32, zero: u32) -> Verdict {
        let points = u64::try_from(self.call.patience() / 1000).unwrap_or(0);
        let share = between(points, full, zero);
        let finding = Finding::new("patience-left").with("points", points);
        let evidence = if share < 1000 { vec![moment(self.story.ended, finding)] } else { Vec::new() };
        Verdict { share: Some(share), evidence }
    }
}
