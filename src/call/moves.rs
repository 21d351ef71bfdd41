//! The universal moves: always there, answered by mood and by what fits.

use smol_str::SmolStr;

use super::event::{EventKind, Refusal, Speaker};
use super::lines::Wording;
use super::machine::Call;
use super::say::Line;
use super::state::{Made, Next, Phase, Spoken};
use super::validate::kept_value;
use super::wording::pick_bank;
use crate::scenario::facts::{label, spelled};
use crate::scenario::{Cause, FieldKind, MoveKind, Template};

/// Silence after an announced look-up that costs nothing.
const LOOKUP_MS: u64 = 20_000;

impl Call {
    pub(super) fn make_move(&mut self, kind: MoveKind, about: &[String]) {
        if let Some(refusal) = self.cannot_speak().or_else(|| self.cannot_move(kind, about)) {
            return self.refuse(refusal);
        }
        let setup = std::sync::Arc::clone(&self.setup);
        let Some(universal) = setup.pack.moves.get(&kind) else { return self.refuse(Refusal::NotNow) };
        let made = self.state.moves_made.entry(kind).or_insert(0);
        let lines = setup.move_lines(kind, universal.says.len());
        let words = &universal.says[lines.number(*made)];
        let Wording { text, whole } = setup.move_wording(lines, lines.number(*made), words);
        *made += 1;
        let (text, whole) = match whole {
            Some(whole) => (text.clone(), *whole),
            None => {
                let text = SmolStr::from(self.fill_move(words, about));
                let whole = setup.rate.line_ms(&text);
                (text, whole)
            }
        };
        let about: Vec<SmolStr> = about.iter().map(SmolStr::from).collect();
        let counts_as = (self.may_reply())
            .then(|| setup.scenario.beats[self.state.beat].moves.get(&kind).copied())
            .flatten()
            .filter(|number| self.all_hold(&setup.scenario.beats[self.state.beat].replies[*number].source.needs));
        let made = EventKind::MoveMade { kind, about: about.clone(), text: text.clone(), tone: universal.tone };
        if let Some(number) = counts_as {
            self.emit(made);
            let made = Made { kind, about };
            return self.say_as_reply(self.state.beat, number, (made, text));
        }
        let cut = self.cut_caller();
        self.emit(made);
        let what = Spoken::Move { made: Box::new(Made { kind, about }), cut };
        self.speak_for(Speaker::Operator, Line { text, name: lines.line.clone(), whole }, (Vec::new(), what));
    }

    fn cannot_move(&self, kind: MoveKind, about: &[String]) -> Option<Refusal> {
        match kind {
            MoveKind::ReadBack if self.read_back_values().is_empty() => Some(Refusal::NothingToReadBack),
            MoveKind::AskSpell if self.to_spell(about).is_none() => Some(Refusal::NothingToSpell),
            MoveKind::AskRepeat | MoveKind::AskSpell if !self.state.begun => Some(Refusal::NotNow),
            MoveKind::OfferTransfer => match about.first() {
                Some(to) if self.setup.pack.source.departments.contains_key(to) => None,
                _ => Some(Refusal::NoSuchDepartment),
            },
            _ => None,
        }
    }

    fn fill_move(&self, words: &Template, about: &[String]) -> String {
        words.fill(|slot| match slot {
            "form" => {
                let values = self.read_back_values();
                values.iter().map(|(name, _, said)| format!("{name} {said}")).collect::<Vec<_>>().join(", ")
            }
            "proofs" => {
                let asked: Vec<String> = self.asked_proofs(about).iter().map(|fact| self.fact_label(fact)).collect();
                asked.join(" and your ")
            }
            "department" => about.first().map_or_else(String::new, |to| self.setup.pack.department_name(to).to_owned()),
            "wait" => {
                let department = about.first().and_then(|to| self.setup.pack.source.departments.get(to));
                department.map_or_else(String::new, |department| department.wait_min.to_string())
            }
            slot => self.slot(slot),
        })
    }

    /// What a fact is called when the operator asks for it.
    #[must_use]
    pub fn fact_label(&self, fact: &str) -> String {
        let setup = &self.setup;
        label(fact, &setup.pack, &setup.scenario.source)
    }

    /// The proofs that are asked for: those named, or the first two.
    fn asked_proofs<S: AsRef<str>>(&self, about: &[S]) -> Vec<String> {
        let proofs = &self.setup.scenario.source.proofs;
        let is_proof = |fact: &&str| proofs.iter().any(|proof| proof == fact);
        let named: Vec<String> = about.iter().map(AsRef::as_ref).filter(is_proof).map(str::to_owned).collect();
        if named.is_empty() { proofs.iter().take(2).cloned().collect() } else { named }
    }

    pub(super) fn move_over(&mut self, kind: MoveKind, about: &[SmolStr], cut: bool) {
        self.state.silences = 0;
        let setup = std::sync::Arc::clone(&self.setup);
        for act in setup.pack.moves.get(&kind).map_or(&[][..], |universal| &universal.acts) {
            self.pay_act(*act);
        }
        if self.state.phase != Phase::Talking {
            return;
        }
        if !self.state.begun {
            return self.first_words(kind);
        }
        match kind {
            MoveKind::AskRepeat => return self.repeat_line(),
            MoveKind::AskSpell => return self.spell(about),
            MoveKind::ReadBack => return self.confirm_read_back(cut),
            MoveKind::Verify => return self.give_proofs(about),
            MoveKind::AnnounceLookup => self.state.quiet_until = self.state.now.plus(LOOKUP_MS),
            MoveKind::AskHold => self.state.hold_asked = Some(self.state.now),
            MoveKind::WarnAbuse => self.warn(),
            MoveKind::OfferTransfer => {
                if let Some(to) = about.first() {
                    self.announce_transfer(&to.clone());
                }
            }
            MoveKind::Greet if self.state.moves_made.get(&MoveKind::Greet).is_some_and(|count| *count > 1) => {
                self.charge(Cause::TooEarly);
            }
            MoveKind::Greet
            | MoveKind::ReturnThanks
            | MoveKind::Acknowledge
            | MoveKind::Apologise
            | MoveKind::FurtherHelp
            | MoveKind::Close => {}
        }
        self.answer_move(kind, None, Vec::new());
        if cut {
            self.queue_beat(self.state.beat, 200);
        }
    }

    /// What a move does besides counting as a reply. False when the caller puts a read-back right, so that the beat stays.
    pub(super) fn move_as_reply_stands(&mut self, made: &Made) -> bool {
        match made.kind {
            MoveKind::ReadBack => self.read_back().is_empty(),
            MoveKind::OfferTransfer => {
                if let Some(to) = made.about.first() {
                    self.announce_transfer(&to.clone());
                }
                true
            }
            _ => true,
        }
    }

    /// The operator has spoken first; now the caller begins.
    fn first_words(&mut self, kind: MoveKind) {
        if kind != MoveKind::Greet {
            self.charge(Cause::NoGreeting);
        }
        self.state.begun = true;
        self.queue_beat(self.setup.scenario.start, 400);
    }

    /// The caller's habitual answer to a move, with `more` after it.
    fn answer_move(&mut self, kind: MoveKind, more: Option<String>, tells: Vec<SmolStr>) {
        let mut text = self.habit_text(&format!("answer {kind:?}"), |call| {
            let habits = call.setup.scenario.habits.answers.get(&kind).map_or(&[][..], Vec::as_slice);
            let temper = call.setup.temperament.answers.get(&kind).map_or(&[][..], Vec::as_slice);
            pick_bank([habits, temper])
        });
        if let Some(more) = more {
            text = if text.is_empty() { more.into() } else { smol_str::format_smolstr!("{text} {more}") };
        }
        if !text.is_empty() {
            let line = smol_str::format_smolstr!("answer/{kind:?}");
            self.queue_next(Next::aside(text, line, tells), 400);
        }
    }

    fn repeat_line(&mut self) {
        self.charge(Cause::AskTwice);
        let text = self.habit_text("repeats", |call| &call.setup.temperament.repeats);
        let line = SmolStr::new_static("repeats");
        self.queue_next(Next::aside(text, line, Vec::new()), 400);
        self.queue_beat(self.state.beat, 400);
    }

    /// The fact that is asked to be spelled: the one named, or the last one said that can be spelled.
    fn to_spell<S: AsRef<str>>(&self, about: &[S]) -> Option<SmolStr> {
        let kinds = &self.setup.scenario.kinds;
        let can = |fact: &SmolStr| {
            let kind = kinds.kind(fact);
            matches!(
                kind,
                Some(
                    FieldKind::Name | FieldKind::Code | FieldKind::Address | FieldKind::Phone | FieldKind::Reference(_)
                )
            ) && self.state.told.contains_key(fact)
        };
        match about.first() {
            Some(fact) => Some(SmolStr::from(fact.as_ref())).filter(can),
            None => self.state.last_told.clone().filter(can).or_else(|| {
                let mut told: Vec<(&SmolStr, &super::speech::Millis)> =
                    self.state.told.iter().filter(|(fact, _)| can(fact)).collect();
                told.sort_by_key(|(fact, at)| (**at, (*fact).clone()));
                told.last().map(|(fact, _)| (*fact).clone())
            }),
        }
    }

    fn spell(&mut self, about: &[SmolStr]) {
        let Some(fact) = self.to_spell(about) else { return };
        if self.state.moves_made.get(&MoveKind::AskSpell).is_some_and(|count| *count > 1) {
            self.charge(Cause::AskTwice);
        }
        let more = format!("{}.", spelled(&self.fact_value(&fact)));
        self.answer_move(MoveKind::AskSpell, Some(more), vec![fact]);
    }

    fn give_proofs(&mut self, about: &[SmolStr]) {
        let asked = self.asked_proofs(about);
        if asked.iter().all(|fact| self.state.told.contains_key(fact.as_str())) {
            self.charge(Cause::AskTwice);
        }
        let said: Vec<String> = asked.iter().map(|fact| self.setup.spoken(fact)).collect();
        self.answer_move(
            MoveKind::Verify,
            Some(format!("{}.", said.join(". "))),
            asked.iter().map(SmolStr::from).collect(),
        );
    }

    /// What a read-back says: label, fact if one stands behind the field, value as it is said.
    pub(super) fn read_back_values(&self) -> Vec<(String, Option<String>, String)> {
        let Some(form) = self.front() else { return Vec::new() };
        let pack = &self.setup.pack;
        let table = &pack.tables[form.table];
        let edited: Vec<usize> = (0..form.values.len())
            .filter(|slot| form.typed.contains(slot) || self.was_saved_here(form, *slot))
            .collect();
        let mut out = Vec::new();
        for slot in edited {
            let Some((name, field)) = table.field(slot) else { continue };
            let value = form.values[slot].trim();
            if value.is_empty() || field.kind == FieldKind::Note {
                continue;
            }
            let kept = kept_value(pack, self.database(), field, value);
            let said = pack.writing.spoken(&field.kind, &kept);
            out.push((pack.writing.in_a_line(&field.label), self.expected_fact(form, name), said));
        }
        out
    }

    fn was_saved_here(&self, form: &super::state::Form, slot: usize) -> bool {
        let Some(id) = &form.id else { return false };
        let before = self.setup.database.row(form.table, id);
        before.is_none_or(|row| row.values[slot] != form.values[slot])
    }

    /// The fact that an expected field of this form rests on, if it is one fact alone.
    fn expected_fact(&self, form: &super::state::Form, field: &str) -> Option<String> {
        let pack = &self.setup.pack;
        let table = &pack.tables[form.table];
        let is_meant = |row: &&crate::scenario::ExpectedRowSource| {
            let known = row.known_by.as_ref().is_none_or(|(field, value)| {
                let wanted = Template::parse(value).map(|template| template.fill(|slot| self.setup.canonical(slot)));
                let slot = table.field_index(field);
                let is_it = |(slot, wanted): (usize, String)| {
                    let kind = table.field(slot).map(|(_, spec)| &spec.kind);
                    kind.is_some_and(|kind| pack.writing.equal(kind, form.values[slot].trim(), &wanted))
                };
                slot.zip(wanted.ok()).is_some_and(is_it)
            });
            row.table == table.name && known && self.all_hold(&row.conditions)
        };
        let row = self.setup.scenario.source.expect.records.iter().find(is_meant)?;
        let template = Template::parse(row.fields.get(field)?).ok()?;
        let mut slots = template.slots();
        let only = slots.next()?.to_owned();
        slots.next().is_none().then_some(only)
    }

    /// The caller listens to the read-back and puts wrong values right: those facts are given back.
    fn read_back(&mut self) -> Vec<SmolStr> {
        let values = self.read_back_values();
        let mut wrong = Vec::new();
        let mut corrections: Vec<String> = Vec::new();
        for (name, fact, said) in &values {
            let Some(fact) = fact.as_ref().filter(|fact| self.state.told.contains_key(fact.as_str())) else { continue };
            let truth = self.setup.spoken(fact);
            if !self.is_said_right(fact, &truth, said) {
                wrong.push(SmolStr::from(fact));
                corrections.push(self.correction(name, &truth));
            }
        }
        let fields = values.into_iter().map(|(name, fact, said)| (fact.unwrap_or(name).into(), said.into())).collect();
        self.emit(EventKind::ReadBack { fields, wrong: wrong.clone() });
        if !wrong.is_empty() {
            let text = SmolStr::from(corrections.join(" "));
            let line = SmolStr::new_static("answer/correction");
            self.queue_next(Next::aside(text, line, wrong.clone()), 400);
        }
        wrong
    }

    /// The caller's words for a value that was read out wrong.
    fn correction(&mut self, field: &str, truth: &str) -> String {
        let setup = std::sync::Arc::clone(&self.setup);
        let words = self.wording("corrects", &setup.temperament.corrects);
        words.fill(|slot| match slot {
            "field" => field.to_owned(),
            "truth" => truth.to_owned(),
            slot => setup.spoken(slot),
        })
    }

    /// The caller hears the value, not the way in which it was typed.
    fn is_said_right(&self, fact: &str, truth: &str, said: &str) -> bool {
        let kind = self.setup.scenario.kinds.kind(fact);
        let equal = |kind| self.setup.pack.writing.equal(kind, said, &self.setup.canonical(fact));
        same_words(truth, said) || kind.is_some_and(equal)
    }

    fn confirm_read_back(&mut self, cut: bool) {
        if self.read_back().is_empty() {
            self.answer_move(MoveKind::ReadBack, None, Vec::new());
        }
        if cut {
            self.queue_beat(self.state.beat, 200);
        }
    }
}

/// Equal but for case and white space.
fn same_words(one: &str, other: &str) -> bool {
    let plain = |text: &str| text.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect::<String>();
    plain(one) == plain(other)
}
