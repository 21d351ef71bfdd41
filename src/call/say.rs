//! Who says what when: lines begin, give facts, and end or are cut.

use smol_str::SmolStr;

use super::event::{EventKind, Refusal, Speaker};
use super::lines::{Wording, has_effects, pause_ms};
use super::machine::Call;
use super::onward::BREATH_MS;
use super::setup::WHOLE;
use super::speech::{Millis, SpeakingRate};
use super::state::{Made, Mood, Next, Own, Phase, Place, Speech, Spoken, Words};
use super::told::Note;
use super::wording::pick_bank;
use crate::scenario::{Act, Cause, MoveKind, Reply, Target};

/// Beginning this close to the end of a line is no talk-over.
const TALK_OVER_MS: u64 = 700;

/// A line that is about to be said.
pub(super) struct Line {
    pub text: SmolStr,
    /// What it is called in the log.
    pub name: SmolStr,
    /// How long it takes at the usual pace, in milliseconds.
    pub whole: u64,
}

/// How a line goes that begins.
struct Timing {
    mood: Mood,
    /// See [`Speech::share`].
    share: u64,
    ends: Millis,
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
        let is_open = |number: usize| self.all_hold(&self.setup.scenario.beats[beat].replies[number].source.needs);
        let mut replies = self.setup.lines(beat).replies.iter().enumerate();
        match replies.find(|(number, reply)| reply.name == name && (reply.is_free || is_open(*number))) {
            Some((number, _)) => self.say_reply(beat, number),
            None => self.refuse(Refusal::NoSuchReply),
        }
    }

    /// Says a reply in its own words.
    fn say_reply(&mut self, beat: usize, number: usize) {
        let cut = self.cut_caller();
        let Wording { text, whole: Some(whole) } = &self.setup.lines(beat).replies[number].say else {
            let text = self.fill(&self.setup.scenario.beats[beat].replies[number].say);
            return self.say_reply_in(text, (beat, number), cut, None);
        };
        let now = self.state.now;
        let Timing { mood, share, ends } = self.timing(&Speaker::Operator, text, *whole);
        self.out.note(now, Note::ReplyGiven { beat, reply: number, counted: !cut });
        self.out.note(now, Note::ReplyLine { beat, reply: number, mood, ends });
        let words = Words::At(Place::Reply(beat, number));
        let what = Spoken::Reply { beat, reply: number, cut, made: None };
        self.state.speech = Some(Speech { words, started: now, ends, share, what });
    }

    /// Says a universal move that counts as a reply.
    pub(super) fn say_as_reply(&mut self, beat: usize, number: usize, (made, text): (Made, SmolStr)) {
        let cut = self.cut_caller();
        self.say_reply_in(text, (beat, number), cut, Some(Box::new(made)));
    }

    fn say_reply_in(&mut self, text: SmolStr, (beat, number): (usize, usize), cut: bool, made: Option<Box<Made>>) {
        let of = &self.setup.scenario.beats[beat];
        let reply = &of.replies[number];
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
        self.speak(Speaker::Operator, text, name, Vec::new(), what);
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
        } else if self.state.speech.as_ref().is_some_and(Speech::is_operators) {
            Some(Refusal::StillSpeaking)
        } else {
            None
        }
    }

    /// The caller breaks off if the operator begins. True when a line of the beat was lost and comes again.
    #[inline]
    pub(super) fn cut_caller(&mut self) -> bool {
        if self.state.speech.is_none() {
            return false;
        }
        self.state.speech.take().is_some_and(|speech| self.cut(speech))
    }

    #[cold]
    fn cut(&mut self, speech: Speech) -> bool {
        let left = speech.ends.since(self.state.now);
        if left <= TALK_OVER_MS {
            self.line_over(speech.words);
            return false;
        }
        let beat = &self.setup.scenario.beats[self.state.beat];
        let free = beat.source.may_interrupt || *self.speaker_of(&speech) != Speaker::Caller;
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
        self.speak_for(by, Line { text, name: line, whole }, (tells, what));
    }

    /// Begins a line whose length at the usual pace is known.
    pub(super) fn speak_for(&mut self, by: Speaker, line: Line, (tells, what): (Vec<(SmolStr, u64)>, Spoken)) {
        let Line { text, name, whole } = line;
        let now = self.state.now;
        let Timing { mood, share, ends } = self.timing(&by, &text, whole);
        let heard_at = |after: u64| now.plus(after.saturating_mul(share) / WHOLE).min(ends);
        let tells = tells.into_iter().map(|(fact, after)| (fact, heard_at(after))).collect();
        let words = Words::Own(Box::new(Own { by: by.clone(), text: text.clone(), tells, told: 0 }));
        self.emit(EventKind::LineStarted { by, text, line: name, mood, ends });
        self.state.speech = Some(Speech { words, started: now, ends, share, what });
    }

    /// How a line goes that begins now.
    #[inline]
    fn timing(&self, by: &Speaker, text: &SmolStr, whole: u64) -> Timing {
        let mood = Mood::at(self.state.patience);
        let share = self.setup.share(by, mood, text, whole);
        Timing { mood, share, ends: self.state.now.plus(whole.saturating_mul(share) / WHOLE) }
    }

    /// What is being said.
    pub(super) fn words_of<'a>(&'a self, speech: &'a Speech) -> &'a str {
        match &speech.words {
            Words::At(Place::Beat(beat, wording)) => &self.setup.lines(*beat).says[*wording].text,
            Words::At(Place::Reply(beat, reply)) => &self.setup.lines(*beat).replies[*reply].say.text,
            Words::Own(own) => &own.text,
        }
    }

    /// Who says it.
    pub(super) fn speaker_of<'a>(&'a self, speech: &'a Speech) -> &'a Speaker {
        match &speech.words {
            Words::At(Place::Beat(..)) => &Speaker::Caller,
            Words::At(Place::Reply(..)) => &Speaker::Operator,
            Words::Own(own) => &own.by,
        }
    }

    /// The next fact of the line has been heard.
    pub(super) fn tell_next(&mut self) {
        let Some(Speech { words: Words::Own(own), .. }) = self.state.speech.as_mut() else { return };
        let Some((fact, _)) = own.tells.get(own.told).cloned() else { return };
        own.told += 1;
        self.tell(fact);
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
        let Some(Speech { words, what, .. }) = self.state.speech.take() else { return };
        self.line_over(words);
        self.state.last_sound = self.state.now;
        match what {
            Spoken::Beat => self.beat_line_over(),
            Spoken::Aside => {}
            Spoken::Parting(ending) => self.finish(ending, false),
            Spoken::Refusal => self.return_to_caller(),
            Spoken::Reply { beat, reply, cut, made } => self.reply_over(beat, reply, cut, made.as_deref()),
            Spoken::Move { made, cut } => self.move_over(made.kind, &made.about, cut),
        }
        if self.state.queue.is_empty() && self.state.speech.is_none() {
            self.settle_zero();
        }
    }

    /// All of a line has been heard. Each step comes here twice.
    #[inline(always)]
    fn line_over(&mut self, words: Words) {
        let now = self.state.now;
        match words {
            Words::At(Place::Reply(..)) => self.out.note(now, Note::OperatorDone),
            Words::At(Place::Beat(..)) => self.out.note(now, Note::CallerDone),
            Words::Own(own) => self.own_line_over(*own),
        }
    }

    fn own_line_over(&mut self, Own { by, tells, told, .. }: Own) {
        for (fact, _) in tells.into_iter().skip(told) {
            self.tell(fact);
        }
        self.emit(EventKind::LineEnded { by });
    }

    fn beat_line_over(&mut self) {
        if self.setup.lines(self.state.beat).replies.is_empty()
            && let Some(then) = self.setup.scenario.beats[self.state.beat].then
        {
            self.leave(then, None, 0);
        }
    }

    fn reply_over(&mut self, beat: usize, number: usize, cut: bool, made: Option<&Made>) {
        self.state.silences = 0;
        if let (Some((target, pause_ms)), false, None) = (self.setup.lines(beat).replies[number].onward, cut, made) {
            return self.go(target, pause_ms);
        }
        let reply = &self.setup.scenario.beats[beat].replies[number];
        if (cut || made.is_some() || has_effects(&reply.source)) && !self.take_effect(beat, number, cut, made) {
            return;
        }
        let reply = &self.setup.scenario.beats[beat].replies[number];
        let target = self.target_of(reply);
        let (effect, pause_ms) = (reply.source.line.clone(), pause_ms(&reply.source));
        self.leave(target, effect.as_ref(), pause_ms);
    }

    /// What a reply does besides leading on. False if the call does not go on from it.
    fn take_effect(&mut self, beat: usize, number: usize, cut: bool, made: Option<&Made>) -> bool {
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
        if made.is_some_and(|made| !self.move_as_reply_stands(made)) {
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
        let warned = made.is_some_and(|made| made.kind == MoveKind::WarnAbuse);
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

    /// The line of a beat begins.
    #[inline]
    pub(super) fn play(&mut self, beat: usize) {
        self.state.beat = beat;
        self.state.visits[beat] += 1;
        let (now, visit) = (self.state.now, self.state.visits[beat]);
        self.out.note(now, Note::BeatEntered { beat });
        let lines = self.setup.lines(beat);
        let number = lines.wording(visit, lines.says.len());
        let Some(Wording { text, whole: Some(whole) }) = lines.says.get(number).filter(|_| lines.plain) else {
            return self.play_telling(beat, visit);
        };
        let Timing { mood, share, ends } = self.timing(&Speaker::Caller, text, *whole);
        self.out.note(now, Note::BeatLine { beat, wording: number, mood, ends });
        let words = Words::At(Place::Beat(beat, number));
        self.state.speech = Some(Speech { words, started: now, ends, share, what: Spoken::Beat });
    }

    /// The line of a beat that says or does more than stands there.
    fn play_telling(&mut self, beat: usize, visit: u32) {
        self.system_edits(beat);
        let checked = &self.setup.scenario.beats[beat];
        let lines = self.setup.lines(beat);
        let other = checked.says_if.iter().find(|(conditions, _)| self.all_hold(conditions));
        let says = other.map_or(&checked.says, |(_, says)| says);
        let (text, mut tells, whole) = self.fill_telling(&says[lines.wording(visit, says.len())]);
        tells.extend(checked.source.tells.iter().map(|fact| (fact.into(), whole)));
        let by = checked.source.department.as_ref().map_or(Speaker::Caller, |to| Speaker::Department(to.into()));
        let name = lines.id.clone();
        self.speak_for(by, Line { text, name, whole }, (tells, Spoken::Beat));
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
                self.queue_next(Next::aside(text, line, Vec::new()), BREATH_MS);
            }
            return self.go(then, 0);
        }
        let text = self.habit_text("interrupted", |call| {
            let setup = &call.setup;
            let own = setup.scenario.beats[call.state.beat].interrupted.as_ref().map_or(&[][..], |habit| &habit.says);
            pick_bank([own, &setup.scenario.habits.interrupted, &setup.temperament.interrupted])
        });
        let line = SmolStr::new_static("interrupted");
        self.queue_next(Next::aside(text, line, Vec::new()), BREATH_MS);
        self.queue_beat(self.state.beat, BREATH_MS);
    }
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
