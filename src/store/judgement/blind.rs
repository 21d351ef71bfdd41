//! Calibration: attempts that several supervisors score, each blind, to see how far they agree.
//!
//! As long as an attempt waits for somebody's own scores, they are told nothing of what the program or others gave. Whoever has
//! said or decided something about it before, or has chosen it by hand and so seen its numbers, does not score it. All of it
//! stands in the audit trail, and travels with it to other supervisors, not to desks.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use rand::SeedableRng as _;
use rand::seq::SliceRandom as _;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::Row as _;

use super::JudgementError;
use super::state::Judgement;
use crate::scoring::{CriterionResult, Scorecard};
use crate::store::audit::{AuditEntry, AuditKind, NewEntry};
use crate::store::people::{Actor, PersonId, Right, may, random_key};
use crate::store::{AttemptId, AttemptSummary, ListFilter, Store, StoreError};

/// Calls are drawn from so many of the latest that nobody has reviewed.
const DRAWN_FROM: u32 = 500;

/// How far a criterion is met. Few steps are what raters can agree on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    NotMet,
    Partly,
    Met,
}

impl Level {
    pub const ALL: [Self; 3] = [Self::Met, Self::Partly, Self::NotMet];

    /// In per cent.
    #[must_use]
    pub const fn per_cent(self) -> u32 {
        match self {
            Self::NotMet => 0,
            Self::Partly => 50,
            Self::Met => 100,
        }
    }

    /// What the program found; none where the criterion could not occur.
    #[must_use]
    pub const fn of(criterion: &CriterionResult) -> Option<Self> {
        match (criterion.counted(), criterion.earned) {
            (false, _) => None,
            (true, 0) => Some(Self::NotMet),
            (true, _) if criterion.full() => Some(Self::Met),
            (true, _) => Some(Self::Partly),
        }
    }
}

/// What somebody gave one criterion, blind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlindScore {
    pub criterion: String,
    /// Its wording, as it stood on the card.
    pub label: String,
    pub given: Level,
    /// What the program had found.
    pub program: Level,
}

/// The scores of one rater.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rated {
    pub by: Option<PersonId>,
    /// RFC 3339.
    pub at: String,
    /// In the order of the card; what the rater could not say is left out.
    pub scores: Vec<BlindScore>,
}

/// That an attempt is there to be scored blind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PutUp {
    pub by: Option<PersonId>,
    /// RFC 3339.
    pub at: String,
    /// By chance, so that whoever drew it has seen nothing of it.
    pub drawn: bool,
}

/// How an attempt stands in calibration.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Blind {
    /// None where it is not there to be scored, or no longer.
    pub put_up: Option<PutUp>,
    /// One of each rater, in order of time.
    pub ratings: Vec<Rated>,
    /// Who has said or decided something about it.
    #[serde(skip)]
    known_to: BTreeSet<PersonId>,
}

impl Blind {
    /// Takes what an entry about the attempt says.
    pub(super) fn take(&mut self, entry: &AuditEntry) {
        let (by, at) = (entry.actor.clone(), entry.at.clone());
        match entry.kind {
            AuditKind::PutUp => {
                let drawn = entry.facts["drawn"] == true;
                if !drawn {
                    self.known_to.extend(by.clone());
                }
                self.put_up = Some(PutUp { by, at, drawn });
            }
            AuditKind::TakenOff => self.put_up = None,
            AuditKind::Rated => {
                let scores = serde_json::from_value(entry.facts["scores"].clone()).unwrap_or_default();
                // Blind is the first time.
                if !self.ratings.iter().any(|known| known.by == by) {
                    self.ratings.push(Rated { by, at, scores });
                }
            }
            AuditKind::Commented
            | AuditKind::Overridden
            | AuditKind::OverrideWithdrawn
            | AuditKind::Ruled
            | AuditKind::SignedOff => self.known_to.extend(by),
            _ => {}
        }
    }

    /// Leaves out what somebody is not to see: trainees all of it, and raters the scores of others before their own.
    pub(super) fn hide_from(&mut self, actor: &Actor, judges: bool) {
        if !judges && may(actor, Right::Audit).is_err() {
            *self = Self::default();
        } else if judges && actor.id().is_some_and(|own| self.waits_for(own)) {
            self.ratings.clear();
        }
    }

    #[must_use]
    pub fn is_rated_by(&self, who: &PersonId) -> bool {
        self.ratings.iter().any(|known| known.by.as_ref() == Some(who))
    }

    /// Whether it waits for the scores of somebody who may judge it.
    #[must_use]
    pub fn waits_for(&self, who: &PersonId) -> bool {
        self.put_up.is_some() && !self.is_rated_by(who) && !self.known_to.contains(who)
    }
}

/// An attempt in calibration, as somebody may know of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Calibrated {
    pub attempt: AttemptId,
    pub title: String,
    /// RFC 3339.
    pub started_at: String,
    /// It waits for the scores of whoever asks, who is told of no others until then.
    pub waits: bool,
    /// Whoever asks may take it off: nobody else would.
    pub own: bool,
    pub put_up: Option<PutUp>,
    pub ratings: Vec<Rated>,
}

impl Store {
    /// Puts a finished call up to be scored blind. Whoever chooses it has seen its numbers, and does not score it.
    ///
    /// # Errors
    /// When the actor may not, has no name, it is no call, not finished, or put up already.
    pub fn put_up(&self, actor: &Actor, id: &AttemptId, now: Timestamp) -> Result<(), StoreError> {
        self.put_up_as(actor, id, false, now)
    }

    fn put_up_as(&self, actor: &Actor, id: &AttemptId, drawn: bool, now: Timestamp) -> Result<(), StoreError> {
        named(actor)?;
        if !self.kind(id)?.is_call() {
            return Err(StoreError::NotACall(id.0.clone()));
        }
        self.note_blind(actor, (AuditKind::PutUp, id), now, |held| {
            if held.put_up.is_some() {
                return Err(JudgementError::PutUpAlready(id.0.clone()));
            }
            Ok(json!({ "private": true, "drawn": drawn }))
        })
    }

    /// Takes a call off: it waits for nobody any more. Scores that were given count on.
    ///
    /// # Errors
    /// When the actor may not, or it is not put up.
    pub fn take_off(&self, actor: &Actor, id: &AttemptId, now: Timestamp) -> Result<(), StoreError> {
        self.note_blind(actor, (AuditKind::TakenOff, id), now, |held| match held.put_up {
            Some(_) => Ok(json!({ "private": true })),
            None => Err(JudgementError::NotPutUp(id.0.clone())),
        })
    }

    /// Draws calls by chance among the latest that nobody has reviewed, of a team or of everybody whom the actor judges, and puts
    /// them up. Whoever draws sees nothing of them, and scores them too.
    ///
    /// # Errors
    /// When the actor has no name, there is no such team, or the database does not answer.
    pub fn draw(
        &self,
        actor: &Actor,
        (team, count): (&str, usize),
        now: Timestamp,
    ) -> Result<Vec<AttemptId>, StoreError> {
        let own = named(actor)?;
        let seen: BTreeSet<String> = self.team_people(actor, team)?.into_iter().collect();
        let judged = self.everyone()?.into_iter().filter(|other| may(actor, Right::Judge(other)).is_ok());
        let people = judged.map(|other| other.name).filter(|name| seen.contains(name)).collect();
        let filter = ListFilter { people: Some(people), unreviewed: true, limit: DRAWN_FROM, ..ListFilter::default() };
        let mut found = Vec::new();
        for line in self.page(actor, &filter)?.lines {
            let held = self.blind(&line.attempt.id)?;
            if line.attempt.kind.is_call() && held.put_up.is_none() && !held.is_rated_by(own) {
                found.push(line.attempt.id);
            }
        }
        let mut chance = rand_chacha::ChaCha8Rng::seed_from_u64(random_key()?.as_u64_pair().0);
        let (drawn, _) = found.partial_shuffle(&mut chance, count);
        for id in &*drawn {
            self.put_up_as(actor, id, true, now)?;
        }
        Ok(drawn.to_vec())
    }

    /// Keeps somebody's own scores of an attempt. Once they are kept, they stay.
    ///
    /// # Errors
    /// When the actor may not, it is not put up, they have scored it or know of it already, or the scores are not of its card.
    pub fn rate(
        &self,
        actor: &Actor,
        (id, card): (&AttemptId, &Scorecard),
        given: &BTreeMap<String, Level>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let own = named(actor)?;
        let scores = scores(card, given)?;
        self.note_blind(actor, (AuditKind::Rated, id), now, |held| {
            let known = id.0.clone();
            match held {
                held if held.is_rated_by(own) => Err(JudgementError::RatedAlready(known)),
                held if held.put_up.is_none() => Err(JudgementError::NotPutUp(known)),
                held if !held.waits_for(own) => Err(JudgementError::NotBlind(known)),
                _ => Ok(json!({ "private": true, "scores": scores })),
            }
        })
    }

    /// Writes an entry about calibration, if what holds of the attempt lets it.
    fn note_blind(
        &self,
        actor: &Actor,
        (kind, id): (AuditKind, &AttemptId),
        now: Timestamp,
        facts: impl FnOnce(&Blind) -> Result<serde_json::Value, JudgementError>,
    ) -> Result<(), StoreError> {
        self.runtime.block_on(async {
            let mut change = self.change().await?;
            let judged = self.judged(&mut change, id).await?;
            may(actor, Right::Judge(judged.of()))?;
            judged.decidable(id)?;
            let held = Judgement::of(&self.entries(&mut change, Some(id)).await?).blind;
            let facts = facts(&held)?;
            let entry = NewEntry::new(kind, actor, now).about(&judged.of().id).at(id, "").facts(&facts);
            self.write(&mut change, entry).await?;
            change.commit().await?;
            Ok(())
        })
    }

    fn blind(&self, id: &AttemptId) -> Result<Blind, StoreError> {
        self.runtime.block_on(async {
            let mut connection = self.pool.acquire().await?;
            Ok(Judgement::of(&self.entries(&mut connection, Some(id)).await?).blind)
        })
    }

    /// Whether an attempt waits for somebody's own scores, so that they are to see nothing of it that was scored.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn waits_for(&self, actor: &Actor, id: &AttemptId) -> Result<bool, StoreError> {
        let Actor::Person(me) = actor else { return Ok(false) };
        Ok(self.blind(id)?.waits_for(&me.id) && may(actor, Right::Judge(&self.whose(id)?)).is_ok())
    }

    /// The attempts of these that wait for somebody's own scores.
    pub(in crate::store) fn waiting<'a>(
        &self,
        actor: &Actor,
        held: impl Iterator<Item = (&'a AttemptSummary, &'a Blind)>,
    ) -> Result<BTreeSet<AttemptId>, StoreError> {
        let Actor::Person(me) = actor else { return Ok(BTreeSet::new()) };
        let held: Vec<_> = held.filter(|(_, blind)| blind.waits_for(&me.id)).collect();
        if held.is_empty() {
            return Ok(BTreeSet::new());
        }
        let judged = self.everyone()?.into_iter().filter(|other| may(actor, Right::Judge(other)).is_ok());
        let judged: BTreeSet<String> = judged.map(|other| other.name).collect();
        let waits = held.into_iter().filter(|(attempt, _)| judged.contains(&attempt.person));
        Ok(waits.map(|(attempt, _)| attempt.id.clone()).collect())
    }

    /// Every attempt that was ever put up and whose scores the actor may know, or waits for theirs; the latest put up first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn calibration(&self, actor: &Actor) -> Result<Vec<Calibrated>, StoreError> {
        let ids: Vec<AttemptId> = self.runtime.block_on(async {
            let query = "SELECT attempt FROM audit WHERE kind = 'put-up' GROUP BY attempt ORDER BY MAX(at) DESC";
            let rows = sqlx::query(query).fetch_all(&self.pool).await?;
            rows.iter().map(|row| Ok(AttemptId(row.try_get(0)?))).collect::<Result<_, StoreError>>()
        })?;
        let mut known: BTreeMap<AttemptId, AttemptSummary> =
            self.attempts_of(&ids)?.into_iter().map(|one| (one.id.clone(), one)).collect();
        let people: BTreeMap<String, _> = self.everyone()?.into_iter().map(|one| (one.name.clone(), one)).collect();
        let mut found = Vec::new();
        for id in ids {
            // Who was erased has no attempts here, and what was said of them means nobody.
            let Some(attempt) = known.remove(&id) else { continue };
            let Some(of) = people.get(&attempt.person) else { continue };
            let judges = may(actor, Right::Judge(of)).is_ok();
            if !judges && may(actor, Right::Audit).is_err() {
                continue;
            }
            let held = self.blind(&id)?;
            let waits = judges && actor.id().is_some_and(|own| held.waits_for(own));
            found.push(Calibrated {
                attempt: id,
                title: attempt.title,
                started_at: attempt.started_at,
                waits,
                own: judges && held.put_up.as_ref().is_some_and(|made| made.by.as_ref() == actor.id()),
                ratings: if waits { Vec::new() } else { held.ratings },
                put_up: held.put_up,
            });
        }
        Ok(found)
    }
}

/// Raters are told apart by their names.
fn named(actor: &Actor) -> Result<&PersonId, JudgementError> {
    actor.id().ok_or(JudgementError::NobodyNamed)
}

/// The scores in the order of the card, with the program's beside them.
fn scores(card: &Scorecard, given: &BTreeMap<String, Level>) -> Result<Vec<BlindScore>, JudgementError> {
    for criterion in given.keys() {
        card.decidable(criterion)?;
    }
    let scored = card.criteria.iter().filter_map(|known| {
        let (given, program) = (*given.get(&known.id)?, Level::of(known)?);
        Some(BlindScore { criterion: known.id.clone(), label: known.label.clone(), given, program })
    });
    let scored: Vec<BlindScore> = scored.collect();
    if scored.is_empty() { Err(JudgementError::NothingScored) } else { Ok(scored) }
}
