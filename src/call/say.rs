//! Who says what when: lines begin, give facts, end or are cut, and lead on.

use smol_str::SmolStr;

use super::event::{EventKind, Refusal, Speaker};
use super::machine::Call;
use super::setup::WHOLE;
use super::speech::{Millis, SpeakingRate};
use super::state::{Made, Mood, Next, Phase, Speech, Spoken, Words};
use super::wording::pick_bank;
use crate::scenario::{Act, Cause, Cut, LineEffect, MoveKind, Reply, ReplySource, Route, Target};

/// A breath between the operator's line and the caller's.
const BREATH_MS: u64 = 400;
/// Beginning this close to the end of a line is no talk-over.
const TALK_OVER_MS: u64 = 700;

/// A line that is about to be said.
struct Line {
    text: SmolStr,
    /// What it is called in the log.
    name: SmolStr,
    /// How long it takes at the usual pace, in milliseconds.
    whole: u64,
    /// Where its words stand in the script, if they stand there as they are said.
    place: Option<Words>,
}

impl Call {
    /// A reply of the beat, by name.
    pub(super) fn reply(&mut self, name: &str) {
        if let Some(refusal) = self.cannot_speak() {
            return self.refuse(refusal);
        }
        if !self.may_reply() {
            return self.refuse(Refusal::NotNow);
        }
        let beat = self.state.beat;
        let is_meant = |reply: &Reply| reply.name == name && self.all_hold(&reply.source.needs);
        match self.setup.scenario.beats[beat].replies.iter().position(is_meant) {
            Some(number) => self.say_reply(beat, number, None),
            None => self.refuse(Refusal::NoSuchReply),
        }
    }

    /// Says a reply, in its own words or in those of a universal move that counts as it.
    pub(super) fn say_reply(&mut self, beat: usize, number: usize, made: Option<(Made, SmolStr)>) {
        let cut = self.cut_caller();
        let of = &self.setup.scenario.beats[beat];
        let reply = &of.replies[number];
        let (made, words) = made.unzip();
        let known = self.setup.lines(beat).replies[number].filter(|_| words.is_none());
        let text = words.unwrap_or_else(|| self.fill(&reply.say));
        let whole = known.unwrap_or_else(|| self.setup.rate.line_ms(&text));
        let name = reply.line.clone();
        let event = EventKind::ReplyGiven {
            beat: of.id.clone(),
            reply: reply.id.clone(),
            text: text.clone(),
            tone: reply.source.tone,
            counted: !cut,
        };
        self.emit(event);
        let what = Spoken::Reply { beat, reply: number, cut, made };
        let place = known.map(|_| Words::Reply(beat, number));
        self.speak_for(Speaker::Operator, Line { text, name, whole, place }, (Vec::new(), what));
    }

    /// Why the operator cannot say anything now.
    pub(super) fn cannot_speak(&self) -> Option<Refusal> {
        let on_line = match self.state.phase {
            Phase::Talking => true,
            Phase::Consulting => self.state.consult.as_ref().is_some_and(|consult| consult.answered),
            _ => false,
        };
        let caller_is_next = self.state.speech.is_none() && !self.state.queue.is_empty();
        if !on_line || self.state.ending.is_some() || caller_is_next {
            Some(Refusal::NotNow)
        } else if self.state.muted.is_some() {
            Some(Refusal::Muted)
        } else if self.state.speech.as_ref().is_some_and(|speech| speech.by == Speaker::Operator) {
            Some(Refusal::StillSpeaking)
        } else {
            None
        }
    }

    /// The caller breaks off if the operator begins. True when a line of the beat was lost and comes again.
    pub(super) fn cut_caller(&mut self) -> bool {
        let Some(speech) = self.state.speech.take() else { return false };
        let left = speech.ends.since(self.state.now);
        if left <= TALK_OVER_MS {
            self.tell_rest(&speech.tells[speech.told..]);
            self.emit(EventKind::LineEnded { by: speech.by });
            return false;
        }
        let beat = &self.setup.scenario.beats[self.state.beat];
        let free = beat.source.may_interrupt || speech.by != Speaker::Caller;
        let is_beat = matches!(speech.what, Spoken::Beat);
        let repeats = self.setup.temperament.source.repeats_when_cut
            || beat.interrupted.as_ref().is_some_and(|habit| habit.then.is_some());
        let heard =
            heard_text(self.words_of(&speech), self.state.now.since(speech.started), (&self.setup.rate, speech.share));
        let leads_on = is_beat && beat.replies.is_empty() && beat.then.is_some();
        self.emit(EventKind::LineCut { heard: heard.into(), lost_ms: left, costs: !free });
        if !free {
            self.charge(Cause::Interrupted);
        }
        // A line that nobody can answer comes again, whatever the temperament, or the call would stand still.
        is_beat && ((repeats && !free) || leads_on)
    }

    /// Begins a line.
    pub(super) fn speak(
        &mut self,
        by: Speaker,
        text: SmolStr,
        line: SmolStr,
        tells: Vec<(SmolStr, u64)>,
        what: Spoken,
    ) {
        let whole = self.setup.rate.line_ms(&text);
        self.speak_for(by, Line { text, name: line, whole, place: None }, (tells, what));
    }

    /// Begins a line whose length at the usual pace is known.
    fn speak_for(&mut self, by: Speaker, line: Line, (tells, what): (Vec<(SmolStr, u64)>, Spoken)) {
        let Line { text, name, whole, place } = line;
        let now = self.state.now;
        let mood = Mood::at(self.state.patience);
        let share = self.setup.share(&by, mood, &text, whole);
        let ends = now.plus(whole.saturating_mul(share) / WHOLE);
        let heard_at = |after: u64| now.plus(after.saturating_mul(share) / WHOLE).min(ends);
        // Most lines tell nothing.
        let tells = if tells.is_empty() {
            Vec::new()
        } else {
            tells.into_iter().map(|(fact, after)| (fact, heard_at(after))).collect()
        };
        let words = place.unwrap_or_else(|| Words::Said(text.clone()));
        self.emit(EventKind::LineStarted { by: by.clone(), text, line: name, mood, ends });
        self.state.speech = Some(Speech { by, words, started: now, ends, tells, told: 0, share, what });
    }

    /// What is being said.
    pub(super) fn words_of<'a>(&'a self, speech: &'a Speech) -> &'a str {
        let beats = &self.setup.scenario.beats;
        let template = match &speech.words {
            Words::Said(text) => return text,
            Words::Beat(beat, wording) => &beats[*beat].says[*wording],
            Words::Reply(beat, reply) => &beats[*beat].replies[*reply].say,
        };
        // Only lines without facts are kept by their place.
        template.plain().map_or("", SmolStr::as_str)
    }

    /// The next fact of the line has been heard.
    pub(super) fn tell_next(&mut self) {
        let Some(speech) = self.state.speech.as_mut() else { return };
        let Some((fact, _)) = speech.tells.get(speech.told).cloned() else { return };
        speech.told += 1;
        self.tell(fact);
    }

    fn tell_rest(&mut self, tells: &[(SmolStr, Millis)]) {
        for (fact, _) in tells {
            self.tell(fact.clone());
        }
    }

    pub(super) fn tell(&mut self, fact: SmolStr) {
        let value = self.fact_value(&fact);
        let again = self.state.told.contains_key(&fact);
        if !again {
            self.state.told.insert(fact.clone(), self.state.now);
        }
        self.state.last_told = Some(fact.clone());
        self.emit(EventKind::FactTold { fact, value, again });
    }

    pub(super) fn speech_ends(&mut self) {
        let Some(Speech { by, tells, told, what, .. }) = self.state.speech.take() else { return };
        self.tell_rest(&tells[told..]);
        self.emit(EventKind::LineEnded { by });
        self.state.last_sound = self.state.now;
        match what {
            Spoken::Beat => self.beat_line_over(),
            Spoken::Aside => {}
            Spoken::Parting(ending) => self.finish(ending, false),
            Spoken::Refusal => self.return_to_caller(),
            Spoken::Reply { beat, reply, cut, made } => self.reply_over(beat, reply, cut, made),
            Spoken::Move { kind, about, cut } => self.move_over(kind, &about, cut),
        }
        if self.state.queue.is_empty() && self.state.speech.is_none() {
            self.settle_zero();
        }
    }

    fn beat_line_over(&mut self) {
        let beat = &self.setup.scenario.beats[self.state.beat];
        if beat.replies.is_empty()
            && let Some(then) = beat.then
        {
            self.leave(then, None, 0);
        }
    }

    fn reply_over(&mut self, beat: usize, number: usize, cut: bool, made: Option<Made>) {
        self.state.silences = 0;
        let reply = &self.setup.scenario.beats[beat].replies[number];
        if (cut || made.is_some() || has_effects(&reply.source)) && !self.take_effect(beat, number, cut, made) {
            return;
        }
        let reply = &self.setup.scenario.beats[beat].replies[number];
        let target = self.target_of(reply);
        let (effect, pause_ms) = (reply.source.line.clone(), u64::from(reply.source.pause_s) * 1000);
        self.leave(target, effect.as_ref(), pause_ms);
    }

    /// What a reply does besides leading on. False if the call does not go on from it.
    fn take_effect(&mut self, beat: usize, number: usize, cut: bool, made: Option<Made>) -> bool {
        let setup = std::sync::Arc::clone(&self.setup);
        let source = &setup.scenario.beats[beat].replies[number].source;
        for act in &source.acts {
            self.pay_act(*act);
        }
        if source.acts.contains(&Act::Announce) {
            self.state.hold_asked = Some(self.state.now);
        }
        if cut {
            self.say_again();
            return false;
        }
        if made.as_ref().is_some_and(|made| !self.move_as_reply_stands(made)) {
            return false;
        }
        for flag in &source.sets {
            if self.state.flags.insert(flag.into()) {
                self.emit(EventKind::FlagSet { flag: flag.into() });
            }
        }
        for flag in &source.clears {
            self.state.flags.remove(flag.as_str());
        }
        if !source.reads_back.is_empty() && made.is_none() {
            let fields = source.reads_back.iter().map(|fact| (fact.into(), self.fact_value(fact))).collect();
            self.emit(EventKind::ReadBack { fields, wrong: Vec::new() });
        }
        let warned = made.as_ref().is_some_and(|made| made.kind == MoveKind::WarnAbuse);
        if warned || source.acts.contains(&Act::Warn) {
            self.warn();
        }
        if source.lookup_s > 0 {
            self.state.quiet_until = self.state.now.plus(u64::from(source.lookup_s) * 1000);
        }
        if !source.hands_over.is_empty() {
            self.hand_over(&source.hands_over);
        }
        true
    }

    /// Where a reply leads now.
    pub(super) fn target_of(&self, reply: &Reply) -> Target {
        reply.branches.iter().find(|branch| self.all_hold(&branch.conditions)).map_or(reply.then, |branch| branch.then)
    }

    /// Goes where a reply leads, with what it does on the line.
    fn leave(&mut self, target: Target, effect: Option<&LineEffect>, pause_ms: u64) {
        let department = match target {
            Target::Beat(beat) => self.setup.scenario.beats[beat].source.department.clone(),
            _ => None,
        };
        match (effect, department) {
            (Some(LineEffect::Consult(to)), department) => {
                self.announce_transfer(to);
                let beat = match target {
                    Target::Beat(beat) if department.is_some() => Some(beat),
                    _ => None,
                };
                self.start_consult(to, beat);
            }
            (_, Some(to)) if self.state.phase == Phase::Talking => {
                let Target::Beat(beat) = target else { return };
                self.announce_transfer(&to);
                self.start_consult(&to, Some(beat));
            }
            (Some(LineEffect::Hold), _) => {
                self.go(target, pause_ms);
                self.state.hold_asked = Some(self.state.now);
                self.hold();
            }
            _ => self.go(target, pause_ms),
        }
    }

    /// Goes to a beat or an ending after a pause.
    pub(super) fn go(&mut self, target: Target, pause_ms: u64) {
        match target {
            Target::Beat(beat) => self.queue_beat(beat, BREATH_MS + pause_ms),
            Target::Ending(ending) => self.queue_next(Next::Ending(ending), BREATH_MS + pause_ms),
            Target::Stay => self.queue_beat(self.state.beat, BREATH_MS + pause_ms),
            Target::Back => {
                let back = self.state.back.take().unwrap_or(self.state.beat);
                self.queue_beat(back, BREATH_MS + pause_ms);
            }
        }
    }

    pub(super) fn queue_beat(&mut self, beat: usize, after_ms: u64) {
        self.queue_next(Next::Beat(beat), after_ms);
    }

    pub(super) fn queue_next(&mut self, next: Next, after_ms: u64) {
        if self.state.queue.is_empty() {
            self.state.queue_at = self.state.now.plus(after_ms);
        }
        self.state.queue.push_back(next);
    }

    /// The caller's line after it was talked over: a word about that, and the line in other words.
    fn say_again(&mut self) {
        let setup = std::sync::Arc::clone(&self.setup);
        let habit = setup.scenario.beats[self.state.beat].interrupted.as_ref();
        if let Some(habit) = habit
            && let Some(then) = habit.then
        {
            if !habit.says.is_empty() {
                let template = self.wording("interrupted", &habit.says);
                let text = self.fill(template);
                let line = SmolStr::new_static("interrupted");
                self.queue_next(Next::Aside { text, line, tells: Vec::new() }, BREATH_MS);
            }
            return self.go(then, 0);
        }
        let text = self.habit_text("interrupted", |call| {
            let setup = &call.setup;
            let own = setup.scenario.beats[call.state.beat].interrupted.as_ref().map_or(&[][..], |habit| &habit.says);
            pick_bank([own, &setup.scenario.habits.interrupted, &setup.temperament.interrupted])
        });
        let line = SmolStr::new_static("interrupted");
        self.queue_next(Next::Aside { text, line, tells: Vec::new() }, BREATH_MS);
        self.queue_beat(self.state.beat, BREATH_MS);
    }

    /// What was queued is said.
    pub(super) fn say_next(&mut self) {
        let Some(next) = self.state.queue.pop_front() else { return };
        self.state.queue_at = self.state.now;
        match next {
            Next::Beat(beat) => self.enter(beat),
            Next::Aside { text, line, tells } => {
                let tells = tells.into_iter().map(|fact| (fact, self.setup.rate.line_ms(&text))).collect();
                self.speak(Speaker::Caller, text, line, tells, Spoken::Aside);
            }
            Next::Ending(ending) => self.part(ending),
        }
    }

    /// Enters a beat, unless patience or another beat cuts in, and says its line.
    fn enter(&mut self, beat: usize) {
        if self.state.zero_due && self.take_zero() {
            return;
        }
        let beat = self.cut_in(beat);
        let Some(beat) = beat else { return };
        self.join_if_needed(beat);
        self.play(beat);
    }

    /// The line of a beat begins.
    pub(super) fn play(&mut self, beat: usize) {
        self.state.beat = beat;
        self.state.visits[beat] += 1;
        let visit = self.state.visits[beat];
        let name = self.setup.scenario.beats[beat].id.clone();
        self.emit(EventKind::BeatEntered { beat: name.clone() });
        self.system_edits(beat);
        let checked = &self.setup.scenario.beats[beat];
        let lines = self.setup.lines(beat);
        let other = checked.says_if.iter().find(|(conditions, _)| self.all_hold(conditions));
        let says = other.map_or(&checked.says, |(_, says)| says);
        let number = beat_wording(&lines.order, visit, says.len());
        let known = lines.says.get(number).copied().flatten().filter(|_| other.is_none());
        let (text, mut tells, whole) = self.fill_telling(&says[number], known);
        tells.extend(checked.source.tells.iter().map(|fact| (fact.into(), whole)));
        let by = checked.source.department.as_ref().map_or(Speaker::Caller, |to| Speaker::Department(to.into()));
        let place = known.map(|_| Words::Beat(beat, number));
        self.speak_for(by, Line { text, name, whole, place }, (tells, Spoken::Beat));
    }

    /// The beat that is really entered: another may cut in before it.
    fn cut_in(&mut self, beat: usize) -> Option<usize> {
        let scenario = &self.setup.scenario;
        if scenario.beats[beat].source.department.is_some() || self.state.phase == Phase::Consulting {
            return Some(beat);
        }
        // A cut leads to a beat or an ending: the check saw to it.
        let cuts_in = |(number, cut): &(usize, &Cut)| {
            !(cut.once && self.state.cuts_used.contains(number))
                && cut.then != Target::Beat(beat)
                && self.all_hold(&cut.conditions)
        };
        let Some((number, cut)) = scenario.cuts.iter().enumerate().find(cuts_in) else { return Some(beat) };
        let then = cut.then;
        self.state.cuts_used.insert(number);
        match then {
            Target::Beat(other) => {
                self.state.back = Some(beat);
                Some(other)
            }
            Target::Ending(ending) => {
                self.part(ending);
                None
            }
            Target::Stay | Target::Back => Some(beat),
        }
    }

    /// The caller's last words, if this ending has any.
    pub(super) fn part(&mut self, ending: usize) {
        self.state.ending = Some(ending);
        self.state.queue.clear();
        let setup = std::sync::Arc::clone(&self.setup);
        let says = &setup.scenario.endings[ending].says;
        if says.is_empty() || self.state.hold.is_some() {
            return self.finish(ending, false);
        }
        let template = self.wording(&format!("ending {ending}"), says);
        let text = self.fill(template);
        let line = setup.scenario.endings[ending].name.as_str().into();
        self.speak(Speaker::Caller, text, line, Vec::new(), Spoken::Parting(ending));
    }

    /// The call is over.
    pub(super) fn finish(&mut self, ending: usize, by_operator: bool) {
        self.state.ending = Some(ending);
        self.state.ended_at = Some(self.state.now);
        self.state.speech = None;
        self.state.queue.clear();
        self.state.hold = None;
        self.state.consult = None;
        let checked = &self.setup.scenario.endings[ending];
        let name = checked.name.as_str().into();
        if !matches!(checked.source.route, Route::Solved | Route::Callback { .. }) {
            self.lose_unsaved();
        }
        self.emit(EventKind::CallEnded { ending: name, by_operator });
        self.set_phase(Phase::WrapUp);
    }

    /// When silence becomes dead air.
    pub(super) fn silence_ends(&self) -> Millis {
        let setup = &self.setup;
        let own = setup.scenario.beats[self.state.beat].on_silence.as_ref().and_then(|habit| habit.after_ms);
        let after = own.or(setup.scenario.habits.silence_after_ms).unwrap_or(6_000);
        self.state.last_sound.plus(after).max(self.state.quiet_until)
    }
}

/// Whether a reply does anything besides leading on.
fn has_effects(source: &ReplySource) -> bool {
    let ReplySource { acts, sets, clears, reads_back, hands_over, lookup_s, .. } = source;
    let are_none = acts.is_empty() && sets.is_empty() && clears.is_empty();
    !are_none || !reads_back.is_empty() || !hands_over.is_empty() || *lookup_s > 0
}

/// The number of the wording of a beat's line, one of so many, at its nth visit, counted from 1: each is used once before
/// any comes again.
fn beat_wording(order: &[usize], visit: u32, count: usize) -> usize {
    let nth = usize::try_from(visit.saturating_sub(1)).unwrap_or(0) % count;
    order.iter().copied().filter(|number| *number < count).nth(nth).unwrap_or(0)
}

/// As much of a text as is said in this time, to the end of the last whole word.
fn heard_text(text: &str, ms: u64, (rate, share): (&SpeakingRate, u64)) -> String {
    let mut spent = 0;
    let mut heard = 0;
    for (at, character) in text.char_indices() {
        spent += rate.character_ms(character).saturating_mul(share) / WHOLE;
        if spent > ms {
            break;
        }
        if character == ' ' {
            heard = at;
        }
    }
    text[..heard].to_owned()
}
