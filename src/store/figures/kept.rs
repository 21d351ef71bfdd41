//! What is kept of a call beside its log: every number that figures are drawn from, and no evidence, which only the call shows.
//!
//! Texts that come from scenarios and rubrics, such as labels, stand in a list of words; the store keeps each such word once for all
//! calls and puts its number there. What was heard and typed is no such word: it goes with the call.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::call::{Call, Event, EventKind, Millis, Speaker};
use crate::scenario::{CriticalEffect, CriticalKind, Mark, ScoreNumber};
use crate::scoring::{CriterionResult, CriticalError, Duplicate, FieldClass, FieldErrors, FieldResult};
use crate::scoring::{Measures, NumberResult, RowResult, Scorecard};

/// The four numbers, in the order of the scorecard.
pub(in crate::store) const NUMBERS: [ScoreNumber; 4] =
    [ScoreNumber::Records, ScoreNumber::Routing, ScoreNumber::Composure, ScoreNumber::Procedure];

/// A finished call as figures need it.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// Without evidence.
    pub card: Scorecard,
    /// The language in which it was played, as a tag.
    pub locale: String,
    /// The first answer at each beat that has a good one, in order of time.
    pub choices: Vec<ReplyChoice>,
}

/// What was answered at a beat when it was come to first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyChoice {
    pub beat: String,
    pub reply: String,
    /// Whether the script marks the reply as good.
    pub right: bool,
    pub at: Millis,
    /// From the end of what was said to the answer; nothing where the other was talked over.
    pub took: Millis,
    /// Every reply of the beat and whether it is good, in the script's order.
    pub offered: Vec<(String, bool)>,
}

/// The form that this program writes, and the one before, which it reads.
const NOW: u32 = 2;
const BEFORE: u32 = 1;

/// The first form: everything as it stands in the program.
#[derive(Deserialize)]
struct Old {
    card: Scorecard,
    locale: String,
    choices: Vec<ReplyChoice>,
}

#[derive(Deserialize)]
struct Version {
    version: u32,
}

/// The place of a word in the list.
type Word = usize;

/// The form of today. Lists stand for what has names elsewhere: a body is read far more often by programs than by people.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::store) struct Body {
    version: u32,
    /// The words themselves; else `ids` has their numbers in the store.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ids: Vec<i64>,
    locale: Word,
    /// Scenario, rubric and the rubric's hash.
    of: (Word, Word, Word),
    ending: Option<Word>,
    length: u64,
    /// Number, score, score without its cap, pass mark.
    numbers: Vec<(usize, Option<u32>, Option<u32>, u32)>,
    /// Id, number, label, possible, earned.
    criteria: Vec<(Word, usize, Word, u64, u64)>,
    critical: Vec<(CriticalKind, u64, Word, CriticalEffect, Option<Word>)>,
    /// Table, row, fields.
    rows: Vec<(Word, Option<String>, Vec<Field>)>,
    /// Wrong and compared.
    field_errors: (u32, u32),
    duplicates: Vec<(Word, String, String, u64)>,
    /// Fields, wrong, entered, handling, steps, missed, hostile.
    measures: (u32, u32, u32, u64, u32, u32, bool),
    choices: Vec<Choice>,
}

/// Field, label, class, when it was told, saved and read back, with -1 for never, four remarks as bits; the truth, and what was
/// saved where it is something else.
type Field = (Word, Word, usize, [i64; 3], u8, Vec<String>);

/// Beat, reply, good, when, how long, and what was offered: twice the word, and one more where it is good.
type Choice = (Word, Word, bool, u64, u64, Vec<Word>);

/// Words as they come up, each once.
#[derive(Default)]
struct Words(Vec<String>, BTreeMap<String, Word>);

impl Words {
    fn put(&mut self, word: &str) -> Word {
        if let Some(known) = self.1.get(word) {
            return *known;
        }
        self.0.push(word.to_owned());
        self.1.insert(word.to_owned(), self.0.len() - 1);
        self.0.len() - 1
    }
}

fn place(number: ScoreNumber) -> usize {
    NUMBERS.iter().position(|known| *known == number).unwrap_or(0)
}

impl Kept {
    #[must_use]
    pub fn of(call: &Call, events: &[Event], card: &Scorecard) -> Self {
        let setup = call.setup();
        let locale = setup.scenario.lang.as_ref().unwrap_or(&setup.pack.source.locale).clone();
        Self { card: card.clone(), locale, choices: choices(call, events) }
    }

    /// As one text that holds everything.
    #[must_use]
    pub fn text(&self) -> String {
        // Numbers, texts and lists: there is nothing in it that JSON cannot hold.
        serde_json::to_string(&self.body()).unwrap_or_default()
    }

    /// Reads one, also as programs before this wrote it; nothing where a later one did.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        match serde_json::from_str::<Version>(text).ok()?.version {
            NOW => {
                let body: Body = serde_json::from_str(text).ok()?;
                body.kept(|place| body.words.get(place).cloned())
            }
            BEFORE => {
                let Old { card, locale, choices } = serde_json::from_str(text).ok()?;
                Some(Self { card, locale, choices })
            }
            _ => None,
        }
    }

    pub(in crate::store) fn body(&self) -> Body {
        let mut words = Words::default();
        let card = &self.card;
        let criteria = card
            .criteria
            .iter()
            .map(|one| (words.put(&one.id), place(one.number), words.put(&one.label), one.possible, one.earned));
        let criteria = criteria.collect();
        let critical = card.critical.iter().map(|error| {
            let criterion = error.criterion.as_ref().map(|id| words.put(id));
            (error.kind, error.at.0, words.put(&error.what), error.effect, criterion)
        });
        let critical = critical.collect();
        let rows = card.rows.iter().map(|row| {
            let fields = row.fields.iter().map(|field| packed(field, &mut words)).collect();
            (words.put(&row.table), row.id.clone(), fields)
        });
        let rows = rows.collect();
        let choices = self.choices.iter().map(|one| {
            let offered = one.offered.iter().map(|(name, good)| words.put(name) * 2 + usize::from(*good)).collect();
            (words.put(&one.beat), words.put(&one.reply), one.right, one.at.0, one.took.0, offered)
        });
        let choices = choices.collect();
        let of = card.measures;
        let double = card.duplicates.iter();
        let duplicates = double.map(|one| (words.put(&one.table), one.id.clone(), one.of.clone(), one.at.0)).collect();
        Body {
            version: NOW,
            locale: words.put(&self.locale),
            of: (words.put(&card.scenario), words.put(&card.rubric), words.put(&card.rubric_hash)),
            ending: card.ending.as_ref().map(|name| words.put(name)),
            length: card.length.0,
            numbers: card.numbers.iter().map(|one| (place(one.number), one.score, one.uncapped, one.pass)).collect(),
            criteria,
            critical,
            rows,
            field_errors: (card.field_errors.wrong, card.field_errors.compared),
            duplicates,
            measures: (of.fields, of.wrong, of.entered, of.handling.0, of.steps, of.missed, of.hostile),
            choices,
            ids: Vec::new(),
            words: words.0,
        }
    }
}

fn packed(field: &FieldResult, words: &mut Words) -> Field {
    let time = |at: Option<Millis>| at.and_then(|at| i64::try_from(at.0).ok()).unwrap_or(-1);
    let bits = [field.caught, field.mention, field.untouched, field.elsewhere];
    let bits = bits.iter().enumerate().map(|(at, set)| u8::from(*set) << at).sum();
    let class = FieldClass::ALL.iter().position(|class| *class == field.class).unwrap_or(0);
    let saved = (field.saved != field.truth).then_some(&field.saved);
    let texts = std::iter::once(&field.truth).chain(saved).cloned().collect();
    let (name, label) = (words.put(&field.field), words.put(&field.label));
    let times = [field.told_at, field.saved_at, field.read_back_at].map(time);
    (name, label, class, times, bits, texts)
}

fn unpacked(field: &Field, word: &impl Fn(Word) -> Option<String>) -> Option<FieldResult> {
    let (name, label, class, times, bits, texts) = field;
    let [told, put, read] = times.map(|at| u64::try_from(at).ok().map(Millis));
    let truth = texts.first()?;
    let bit = |at: u8| bits >> at & 1 == 1;
    Some(FieldResult {
        field: word(*name)?,
        label: word(*label)?,
        saved: texts.last()?.clone(),
        truth: truth.clone(),
        class: *FieldClass::ALL.get(*class)?,
        told_at: told,
        told_line: None,
        told_text: None,
        saved_at: put,
        read_back_at: read,
        caught: bit(0),
        mention: bit(1),
        untouched: bit(2),
        elsewhere: bit(3),
    })
}

impl Body {
    /// Reads one of today's form.
    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok().filter(|body: &Self| body.version == NOW)
    }

    pub fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The call, with words from wherever they are; nothing where one is missing.
    pub fn kept(&self, word: impl Fn(Word) -> Option<String>) -> Option<Kept> {
        let criteria = self.criteria.iter().map(|(id, number, label, possible, earned)| {
            Some(CriterionResult {
                id: word(*id)?,
                number: *NUMBERS.get(*number)?,
                label: word(*label)?,
                possible: *possible,
                earned: *earned,
                evidence: Vec::new(),
                better: String::new(),
            })
        });
        let critical = self.critical.iter().map(|(kind, at, what, effect, criterion)| {
            let criterion = criterion.map(|id| word(id).ok_or(())).transpose().ok()?;
            Some(CriticalError { kind: *kind, at: Millis(*at), what: word(*what)?, effect: *effect, criterion })
        });
        let rows = self.rows.iter().map(|(table, id, fields)| {
            let fields = fields.iter().map(|field| unpacked(field, &word)).collect::<Option<_>>()?;
            Some(RowResult { table: word(*table)?, id: id.clone(), fields })
        });
        let numbers = self.numbers.iter().map(|(number, score, uncapped, pass)| {
            let number = *NUMBERS.get(*number)?;
            Some(NumberResult { number, score: *score, uncapped: *uncapped, pass: *pass })
        });
        let duplicates = self.duplicates.iter().map(|(table, id, of, at)| {
            Some(Duplicate { table: word(*table)?, id: id.clone(), of: of.clone(), at: Millis(*at) })
        });
        let (fields, wrong, entered, handling, steps, missed, hostile) = self.measures;
        let card = Scorecard {
            scenario: word(self.of.0)?,
            rubric: word(self.of.1)?,
            rubric_hash: word(self.of.2)?,
            ending: self.ending.map(|name| word(name).ok_or(())).transpose().ok()?,
            length: Millis(self.length),
            numbers: numbers.collect::<Option<_>>()?,
            criteria: criteria.collect::<Option<_>>()?,
            critical: critical.collect::<Option<_>>()?,
            rows: rows.collect::<Option<_>>()?,
            field_errors: FieldErrors::new(self.field_errors.0, self.field_errors.1),
            duplicates: duplicates.collect::<Option<_>>()?,
            patience: Vec::new(),
            measures: Measures { fields, wrong, entered, handling: Millis(handling), steps, missed, hostile },
        };
        Some(Kept { card, locale: word(self.locale)?, choices: self.answers(word)? })
    }

    fn answers(&self, word: impl Fn(Word) -> Option<String>) -> Option<Vec<ReplyChoice>> {
        let of = |(beat, reply, right, at, took, offered): &Choice| {
            let offered = offered.iter().map(|one| Some((word(one / 2)?, one % 2 == 1))).collect::<Option<_>>()?;
            let (beat, reply) = (word(*beat)?, word(*reply)?);
            Some(ReplyChoice { beat, reply, right: *right, at: Millis(*at), took: Millis(*took), offered })
        };
        self.choices.iter().map(of).collect()
    }
}

/// What is kept beside an attempt of how its call came out.
#[must_use]
pub fn outcome(call: &Call, events: &[Event], card: &Scorecard) -> String {
    Kept::of(call, events, card).text()
}

fn choices(call: &Call, events: &[Event]) -> Vec<ReplyChoice> {
    let beats = &call.setup().scenario.beats;
    let mut seen = BTreeSet::new();
    let mut quiet_since = Millis(0);
    let mut found = Vec::new();
    for event in events {
        match &event.kind {
            EventKind::LineEnded { by } if *by != Speaker::Operator => quiet_since = event.at,
            EventKind::LineCut { .. } => quiet_since = event.at,
            EventKind::ReplyGiven { beat, reply, .. } => {
                let Some(known) = beats.iter().find(|known| known.id == *beat) else { continue };
                let good = |mark: Mark| mark == Mark::Good;
                let offered: Vec<(String, bool)> =
                    known.replies.iter().map(|reply| (reply.name.clone(), good(reply.source.mark))).collect();
                let right = offered.iter().any(|(name, good)| name == reply.as_str() && *good);
                if offered.iter().any(|(_, good)| *good) && seen.insert(beat.clone()) {
                    found.push(ReplyChoice {
                        beat: beat.to_string(),
                        reply: reply.to_string(),
                        right,
                        at: event.at,
                        took: Millis(event.at.since(quiet_since)),
                        offered,
                    });
                }
            }
            _ => {}
        }
    }
    found
}
