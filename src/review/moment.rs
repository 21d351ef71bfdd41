//! The moments of a call that cost or earned something, and its stretches of silence and waiting.
//!
//! What was lost comes from the scorecard's evidence; what was earned, from the events. Nothing is judged here.

use smol_str::SmolStr;

use crate::call::{Call, Event, EventKind, Millis, Phase};
use crate::scenario::{Cause, ScoreNumber};
use crate::scoring::{FieldClass, FieldResult, Finding, Scorecard};

/// A change of patience from this size on is a moment of its own, in thousandths of a point.
const TELLING: i32 = 5_000;
/// Evidence this close to a loss of patience has already told of it.
const SAME_MOMENT_MS: u64 = 6_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MomentKind {
    Lost,
    Earned,
}

/// One thing that a moment shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    pub finding: Finding,
    /// The number of the criterion on the card that lost points by it.
    pub criterion: Option<usize>,
    /// The line that would have been better.
    pub better: Option<String>,
}

/// A moment that cost or earned something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyMoment {
    pub at: Millis,
    pub kind: MomentKind,
    pub evidence: Vec<Evidence>,
}

/// The moments of a finished call in order of time; things of one kind at one time are one moment.
#[must_use]
pub fn key_moments(call: &Call, events: &[Event], card: &Scorecard) -> Vec<KeyMoment> {
    let mut found = lost_points(card);
    found.extend(critical(card));
    let told: Vec<Millis> = found.iter().map(|(at, ..)| *at).collect();
    found.extend(lost_patience(events, &told));
    found.extend(earned(call, events, card));
    found.sort_by_key(|(at, kind, _)| (*at, *kind));
    let mut moments: Vec<KeyMoment> = Vec::new();
    for (at, kind, evidence) in found {
        match moments.last_mut().filter(|last| last.at == at && last.kind == kind) {
            Some(last) => last.evidence.push(evidence),
            None => moments.push(KeyMoment { at, kind, evidence: vec![evidence] }),
        }
    }
    moments
}

type Found = (Millis, MomentKind, Evidence);

fn plain(at: Millis, kind: MomentKind, finding: Finding) -> Found {
    (at, kind, Evidence { finding, criterion: None, better: None })
}

fn lost_points(card: &Scorecard) -> Vec<Found> {
    let lost = card.criteria.iter().enumerate().filter(|(_, criterion)| !criterion.full());
    lost.flat_map(|(number, criterion)| {
        criterion.evidence.iter().map(move |moment| {
            let evidence =
                Evidence { finding: moment.finding.clone(), criterion: Some(number), better: moment.better.clone() };
            (moment.at, MomentKind::Lost, evidence)
        })
    })
    .collect()
}

/// Critical errors that the script marks; those of a criterion are evidence already.
fn critical(card: &Scorecard) -> impl Iterator<Item = Found> {
    card.critical
        .iter()
        .filter(|error| error.criterion.is_none())
        .map(|error| plain(error.at, MomentKind::Lost, Finding::new("critical").with("what", &error.what)))
}

fn lost_patience(events: &[Event], told: &[Millis]) -> Vec<Found> {
    let near = |at: Millis| told.iter().any(|other| at.since(*other).max(other.since(at)) <= SAME_MOMENT_MS);
    patience_changes(events)
        .into_iter()
        .filter(|(at, _, by)| *by <= -TELLING && !near(*at))
        .map(|(at, cause, by)| plain(at, MomentKind::Lost, by_cause(cause, by)))
        .collect()
}

/// Changes of patience, those of one time and one direction together, with the cause that weighed most.
fn patience_changes(events: &[Event]) -> Vec<(Millis, Cause, i32)> {
    let mut changes: Vec<(Millis, Cause, i32, i32)> = Vec::new();
    for event in events {
        let EventKind::PatienceChanged { cause, by, .. } = &event.kind else { continue };
        match changes.last_mut().filter(|(at, _, sum, _)| *at == event.at && sum.signum() == by.signum()) {
            Some((_, main, sum, most)) => {
                *sum += by;
                if by.abs() > most.abs() {
                    (*main, *most) = (*cause, *by);
                }
            }
            None => changes.push((event.at, *cause, *by, *by)),
        }
    }
    changes.into_iter().map(|(at, cause, sum, _)| (at, cause, sum)).collect()
}

fn by_cause(cause: Cause, by: i32) -> Finding {
    let key = match cause {
        Cause::Acknowledge => "patience-acknowledge",
        Cause::Own => "patience-own",
        Cause::NextStep => "patience-next-step",
        Cause::ReadBack => "patience-read-back",
        Cause::NewForm => "patience-new-form",
        Cause::CheckUnderstanding => "patience-check-understanding",
        Cause::SoftPromise => "patience-soft-promise",
        Cause::KeptPromise => "patience-kept-promise",
        Cause::BrokenPromise => "patience-broken-promise",
        Cause::Blame => "patience-blame",
        Cause::BrushOff => "patience-brush-off",
        Cause::TalkDown => "patience-talk-down",
        Cause::SameWords => "patience-same-words",
        Cause::Contradict => "patience-contradict",
        Cause::AskTwice => "patience-ask-twice",
        Cause::Apologise => "patience-apologise",
        Cause::Announce => "patience-announce",
        Cause::Warn => "patience-warn",
        Cause::Silence => "patience-silence",
        Cause::Interrupted => "patience-interrupted",
        Cause::HoldAnnounced => "patience-hold-announced",
        Cause::HoldUnannounced => "patience-hold-unannounced",
        Cause::HoldLong => "patience-hold-long",
        Cause::MuteUnannounced => "patience-mute-unannounced",
        Cause::TransferUnannounced => "patience-transfer-unannounced",
        Cause::SlowAnswer => "patience-slow-answer",
        Cause::NoGreeting => "patience-no-greeting",
        Cause::TooEarly => "patience-too-early",
    };
    let way = if by < 0 { "fell" } else { "rose" };
    Finding::new(key).with("way", way).with("points", (by.abs() + 500) / 1000)
}

fn earned(call: &Call, events: &[Event], card: &Scorecard) -> Vec<Found> {
    let earned = |at, finding| plain(at, MomentKind::Earned, finding);
    // A vague promise soothes at first, and is no gain.
    let gains =
        patience_changes(events).into_iter().filter(|(_, cause, by)| *by >= TELLING && *cause != Cause::SoftPromise);
    let mut found: Vec<Found> = gains.map(|(at, cause, by)| earned(at, by_cause(cause, by))).collect();
    let pack = &call.setup().pack;
    for event in events {
        let finding = match &event.kind {
            EventKind::ReadBack { fields, wrong } if wrong.is_empty() && !fields.is_empty() => {
                let said: Vec<String> = fields.iter().map(|(fact, _)| call.fact_label(fact)).collect();
                Finding::new("earned-read-back").with("what", said.join(", "))
            }
            EventKind::ReadBack { wrong, .. } if is_caught(card, wrong, event.at) => {
                let said: Vec<String> = wrong.iter().map(|fact| call.fact_label(fact)).collect();
                Finding::new("earned-caught").with("what", said.join(", "))
            }
            EventKind::RowSaved { table, id, .. } if all_right(card, table, id, event.at) => {
                let name =
                    pack.table(table).map_or_else(|| table.to_string(), |table| table.source.name.to_lowercase());
                Finding::new("earned-saved").with("table", name)
            }
            EventKind::CallersJoined { to, handed_over: true } => {
                Finding::new("earned-handed-over").with("department", pack.department_name(to))
            }
            EventKind::CallEnded { .. } if number_is_full(card, ScoreNumber::Routing) => {
                let ending = call.ending().map_or("", |ending| ending.source.title.as_str());
                Finding::new("earned-route").with("ending", ending)
            }
            _ => continue,
        };
        found.push(earned(event.at, finding));
    }
    found
}

/// Whether a read-back showed a mistake that was put right afterwards.
fn is_caught(card: &Scorecard, wrong: &[SmolStr], at: Millis) -> bool {
    let caught = |field: &FieldResult| field.caught && field.read_back_at.is_some_and(|last| last >= at);
    !wrong.is_empty() && card.rows.iter().flat_map(|row| &row.fields).any(caught)
}

/// Whether everything that this save left in an expected row is right; a later save may still have added to it.
fn all_right(card: &Scorecard, table: &str, id: &str, at: Millis) -> bool {
    let rows = card.rows.iter().filter(|row| row.table == table && row.id.as_deref() == Some(id));
    let fields: Vec<_> = rows.flat_map(|row| &row.fields).filter(|field| field.saved_at == Some(at)).collect();
    !fields.is_empty() && fields.iter().all(|field| field.class == FieldClass::Right)
}

fn number_is_full(card: &Scorecard, number: ScoreNumber) -> bool {
    card.number(number) == Some(100)
}

/// How patience moved around a moment: in thousandths before and after, from the moment until soon after it.
#[must_use]
pub fn patience_over(patience: &[(Millis, i32)], at: Millis) -> Option<(i32, i32)> {
    let until = at.plus(SAME_MOMENT_MS);
    let before = patience.iter().rev().find(|(when, _)| *when < at).map(|(_, value)| *value)?;
    let first = patience.iter().find(|(when, _)| (at..=until).contains(when)).map(|(_, value)| *value)?;
    Some((before, first))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StretchKind {
    DeadAir,
    Hold {
        announced: bool,
    },
    Mute,
    /// The caller waits while the operator speaks to a department.
    Consulting,
    WrapUp,
}

/// A time in which the caller heard nothing of the operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    pub kind: StretchKind,
    pub from: Millis,
    pub to: Millis,
}

impl Stretch {
    /// Its length in whole seconds.
    #[must_use]
    pub const fn seconds(self) -> u64 {
        self.to.since(self.from) / 1000
    }
}

/// Silences, holds, mutes, consultations and after-call work, in order of time.
#[must_use]
pub fn stretches(events: &[Event]) -> Vec<Stretch> {
    let end = events.last().map_or(Millis(0), |event| event.at);
    let mut found = Vec::new();
    let mut announced = false;
    let (mut open, mut muted): (Option<(StretchKind, Millis)>, Option<Millis>) = (None, None);
    for event in events {
        let at = event.at;
        match &event.kind {
            EventKind::DeadAir { silent_ms } => {
                let from = Millis(at.0.saturating_sub(*silent_ms));
                found.push(Stretch { kind: StretchKind::DeadAir, from, to: at });
            }
            EventKind::HoldStarted { announced: asked } => announced = *asked,
            EventKind::MuteStarted => muted = Some(at),
            EventKind::MuteEnded { .. } => {
                found.extend(muted.take().map(|from| Stretch { kind: StretchKind::Mute, from, to: at }));
            }
            EventKind::PhaseChanged { phase } => {
                found.extend(open.take().map(|(kind, from)| Stretch { kind, from, to: at }));
                open = match phase {
                    Phase::OnHold => Some((StretchKind::Hold { announced }, at)),
                    Phase::Consulting => Some((StretchKind::Consulting, at)),
                    Phase::WrapUp => Some((StretchKind::WrapUp, at)),
                    Phase::Ringing | Phase::Dialling | Phase::Talking | Phase::Done => None,
                };
            }
            _ => {}
        }
    }
    found.extend(open.map(|(kind, from)| Stretch { kind, from, to: end }));
    found.retain(|stretch| stretch.to > stretch.from);
    found.sort_by_key(|stretch| stretch.from);
    found
}
