//! Saying and deciding something about an attempt: who may is asked first, and an entry of the trail is what remains.

use jiff::Timestamp;
use sqlx::{Row as _, SqliteConnection};

use super::keep::keep_ruled;
use super::state::Judgement;
use super::{JudgementError, number_name};
use crate::call::Millis;
use crate::scoring::Scorecard;
use crate::store::audit::{AuditKind, NewEntry};
use crate::store::people::{Actor, ERASED, PersonId, Right, Someone, may};
use crate::store::{AttemptId, Store, StoreError, figures};

/// Longer words are refused, in characters.
const LONGEST: usize = 5000;

/// A comment that is to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewComment<'a> {
    /// The moment of the call that it is pinned to; none for the attempt as a whole.
    pub moment: Option<Millis>,
    /// Only who writes it sees it; else the trainee and the supervisors of their teams do.
    pub private: bool,
    pub text: &'a str,
}

/// What is decided about: one criterion of an attempt, on the card that its own rubric gives it.
#[derive(Debug, Clone, Copy)]
pub struct Decision<'a> {
    pub attempt: &'a AttemptId,
    /// The machine's card, as the log gives it when it is played again.
    pub card: &'a Scorecard,
    /// The criterion's id.
    pub criterion: &'a str,
    /// For a comment that goes with it: why, in words.
    pub reason: &'a str,
}

fn words(text: &str) -> Result<&str, JudgementError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(JudgementError::NoReason);
    }
    if text.chars().count() > LONGEST {
        return Err(JudgementError::TooLong);
    }
    Ok(text)
}

/// An attempt as far as judging asks: whose it is, and whether it can be judged.
pub(super) struct Judged {
    of: Someone,
    length: Option<i64>,
    finished: bool,
    rewound: bool,
}

impl Judged {
    pub(super) const fn of(&self) -> &Someone {
        &self.of
    }

    /// Whether it can be decided about.
    pub(super) fn decidable(&self, id: &AttemptId) -> Result<(), JudgementError> {
        if self.rewound {
            return Err(JudgementError::Rewound(id.0.clone()));
        }
        if self.finished { Ok(()) } else { Err(JudgementError::Interrupted(id.0.clone())) }
    }
}

impl Store {
    pub(super) async fn judged(&self, connection: &mut SqliteConnection, id: &AttemptId) -> Result<Judged, StoreError> {
        let query = "SELECT COALESCE(k.person, p.id), p.name, a.length_ms, a.finished_at, a.rewound_of FROM attempt a \
                     JOIN person p ON p.site = a.site AND p.id = a.person \
                     LEFT JOIN known_as k ON k.site = p.site AND k.id = p.id WHERE a.id = ?";
        let row = sqlx::query(query).bind(&id.0).fetch_optional(&mut *connection).await?;
        let row = row.ok_or_else(|| StoreError::NoAttempt(id.0.clone()))?;
        let name: String = row.try_get(1)?;
        if name == ERASED {
            return Err(JudgementError::Erased(id.0.clone()).into());
        }
        Ok(Judged {
            of: self.with_rights(connection, PersonId(row.try_get(0)?), name).await?,
            length: row.try_get(2)?,
            finished: row.try_get::<Option<String>, _>(3)?.is_some(),
            rewound: row.try_get::<Option<String>, _>(4)?.is_some(),
        })
    }

    /// Whose attempt it is.
    ///
    /// # Errors
    /// When there is no such attempt, or it was erased.
    pub fn whose(&self, id: &AttemptId) -> Result<Someone, StoreError> {
        self.runtime.block_on(async {
            let mut connection = self.pool.acquire().await?;
            Ok(self.judged(&mut connection, id).await?.of)
        })
    }

    /// Pins a comment to a moment of an attempt, or writes it about the whole of it; names the comment.
    ///
    /// # Errors
    /// When the actor may not, there is no such attempt or moment, or nothing is said.
    pub fn comment(
        &self,
        actor: &Actor,
        id: &AttemptId,
        comment: &NewComment<'_>,
        now: Timestamp,
    ) -> Result<String, StoreError> {
        let text = words(comment.text)?;
        self.runtime.block_on(async {
            let mut change = self.change().await?;
            let judged = self.judged(&mut change, id).await?;
            may(actor, Right::Comment(&judged.of))?;
            let after = |moment: Millis| judged.length.is_some_and(|length| moment.0 > length.cast_unsigned());
            if comment.moment.is_some_and(after) {
                return Err(JudgementError::NoMoment.into());
            }
            let facts = serde_json::json!({ "moment_ms": comment.moment, "private": comment.private });
            let entry = NewEntry::new(AuditKind::Commented, actor, now).about(&judged.of.id).at(id, "");
            let entry = self.write(&mut change, entry.facts(&facts).words(text)).await?;
            self.relist(&mut change, id).await?;
            change.commit().await?;
            Ok(entry)
        })
    }

    /// Signs an attempt off as reviewed, with nothing to say.
    ///
    /// # Errors
    /// When the actor may not, or the attempt cannot be judged.
    pub fn sign_off(&self, actor: &Actor, id: &AttemptId, now: Timestamp) -> Result<(), StoreError> {
        self.runtime.block_on(async {
            let mut change = self.change().await?;
            let judged = self.judged(&mut change, id).await?;
            may(actor, Right::Judge(&judged.of))?;
            judged.decidable(id)?;
            let entry = NewEntry::new(AuditKind::SignedOff, actor, now).about(&judged.of.id).at(id, "");
            self.write(&mut change, entry).await?;
            self.relist(&mut change, id).await?;
            change.commit().await?;
            Ok(())
        })
    }

    /// Gives a criterion other points than the machine did, in thousandths. The machine's stay beside it.
    ///
    /// # Errors
    /// When the actor may not, the criterion has not so many points or has them already, or no reason is given.
    pub fn override_criterion(
        &self,
        actor: &Actor,
        decision: &Decision<'_>,
        earned: u64,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let reason = words(decision.reason)?;
        self.runtime.block_on(async {
            let mut change = self.change().await?;
            let (judged, held) = self.to_decide(&mut change, actor, decision).await?;
            let (number, machine) =
                decision.card.check_overrule(decision.criterion, earned).map_err(JudgementError::from)?;
            if held.earned(decision.criterion, machine) == earned {
                return Err(JudgementError::NothingChanged(decision.criterion.to_owned()).into());
            }
            let facts = serde_json::json!({
                "number": number_name(number), "machine": machine.earned, "possible": machine.possible, "earned": earned,
            });
            let entry = NewEntry::new(AuditKind::Overridden, actor, now).about(&judged.of.id);
            let entry = entry.at(decision.attempt, decision.criterion).facts(&facts).words(reason);
            self.write(&mut change, entry).await?;
            self.settle(&mut change, decision).await?;
            change.commit().await?;
            Ok(())
        })
    }

    /// Takes an override back: what the machine found holds again.
    ///
    /// # Errors
    /// When the actor may not, there is none, or no reason is given.
    pub fn withdraw_override(&self, actor: &Actor, decision: &Decision<'_>, now: Timestamp) -> Result<(), StoreError> {
        let reason = words(decision.reason)?;
        self.runtime.block_on(async {
            let mut change = self.change().await?;
            let (judged, held) = self.to_decide(&mut change, actor, decision).await?;
            if !held.overrides.iter().any(|known| known.criterion == decision.criterion) {
                return Err(JudgementError::NoOverride(decision.criterion.to_owned()).into());
            }
            let entry = NewEntry::new(AuditKind::OverrideWithdrawn, actor, now).about(&judged.of.id);
            self.write(&mut change, entry.at(decision.attempt, decision.criterion).words(reason)).await?;
            self.settle(&mut change, decision).await?;
            change.commit().await?;
            Ok(())
        })
    }

    /// Appeals against the points of one criterion; names the appeal.
    ///
    /// # Errors
    /// When the attempt is another's, nothing was lost, one waits or was ruled on, or no reason is given.
    pub fn appeal(&self, actor: &Actor, decision: &Decision<'_>, now: Timestamp) -> Result<String, StoreError> {
        let reason = words(decision.reason)?;
        let criterion = decision.criterion;
        self.runtime.block_on(async {
            let mut change = self.change().await?;
            let judged = self.judged(&mut change, decision.attempt).await?;
            may(actor, Right::Appeal(&judged.of))?;
            judged.decidable(decision.attempt)?;
            let held = Judgement::of(&self.entries(&mut change, Some(decision.attempt)).await?);
            let (number, machine) = decision.card.decidable(criterion).map_err(JudgementError::from)?;
            let earned = held.earned(criterion, machine);
            if earned >= machine.possible {
                return Err(JudgementError::NothingLost(criterion.to_owned()).into());
            }
            match held.appeals.iter().find(|appeal| appeal.criterion == criterion) {
                Some(known) if known.ruling.is_none() => {
                    return Err(JudgementError::AppealOpen(criterion.to_owned()).into());
                }
                Some(_) => return Err(JudgementError::AppealRuled(criterion.to_owned()).into()),
                None => {}
            }
            let facts = serde_json::json!({
                "number": number_name(number), "possible": machine.possible, "earned": earned,
            });
            let entry = NewEntry::new(AuditKind::Appealed, actor, now).about(&judged.of.id);
            let entry = entry.at(decision.attempt, criterion).facts(&facts).words(reason);
            let id = self.write(&mut change, entry).await?;
            self.relist(&mut change, decision.attempt).await?;
            change.commit().await?;
            Ok(id)
        })
    }

    /// Rules on the appeal about a criterion: with points in thousandths it is upheld, without any it is rejected. A ruling is
    /// final.
    ///
    /// # Errors
    /// When the actor may not, no appeal waits, it is upheld without giving points, or no reason is given.
    pub fn rule_on_appeal(
        &self,
        actor: &Actor,
        decision: &Decision<'_>,
        upheld: Option<u64>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let reason = words(decision.reason)?;
        let criterion = decision.criterion;
        self.runtime.block_on(async {
            let mut change = self.change().await?;
            let (judged, held) = self.to_decide(&mut change, actor, decision).await?;
            let appeal = held.open_appeal(criterion).ok_or_else(|| JudgementError::NoAppeal(criterion.to_owned()))?;
            let mut facts = serde_json::json!({ "appeal": appeal.id, "upheld": upheld.is_some() });
            if let Some(earned) = upheld {
                let (number, machine) =
                    decision.card.check_overrule(criterion, earned).map_err(JudgementError::from)?;
                let now = held.earned(criterion, machine);
                if earned <= now {
                    let (criterion, now) = (criterion.to_owned(), now / 1000);
                    return Err(JudgementError::UpheldForNothing { criterion, now }.into());
                }
                facts["number"] = number_name(number).into();
                facts["machine"] = machine.earned.into();
                facts["possible"] = machine.possible.into();
                facts["earned"] = earned.into();
            }
            let entry = NewEntry::new(AuditKind::Ruled, actor, now).about(&judged.of.id);
            let entry = entry.at(decision.attempt, criterion).facts(&facts).words(reason);
            self.write(&mut change, entry).await?;
            self.settle(&mut change, decision).await?;
            change.commit().await?;
            Ok(())
        })
    }

    /// Whether the actor may decide about an attempt, whose it is, and what holds of it.
    async fn to_decide(
        &self,
        change: &mut SqliteConnection,
        actor: &Actor,
        decision: &Decision<'_>,
    ) -> Result<(Judged, Judgement), StoreError> {
        let judged = self.judged(change, decision.attempt).await?;
        may(actor, Right::Judge(&judged.of))?;
        judged.decidable(decision.attempt)?;
        let held = Judgement::of(&self.entries(change, Some(decision.attempt)).await?);
        Ok((judged, held))
    }

    /// Brings the list to what was said about an attempt, of whatever site.
    async fn relist(&self, change: &mut SqliteConnection, id: &AttemptId) -> Result<(), StoreError> {
        let site = self.site_of(change, id).await?;
        figures::relist(change, &site, id).await
    }

    /// Brings the tables for lists to what holds now.
    async fn settle(&self, change: &mut SqliteConnection, decision: &Decision<'_>) -> Result<(), StoreError> {
        let site = self.site_of(change, decision.attempt).await?;
        self.settle_as(change, (&site, decision.attempt), decision.card).await
    }

    /// The same of an attempt of any site.
    pub(in crate::store) async fn settle_as(
        &self,
        change: &mut SqliteConnection,
        (site, id): (&str, &AttemptId),
        card: &Scorecard,
    ) -> Result<(), StoreError> {
        let held = Judgement::of(&self.entries(change, Some(id)).await?);
        keep_ruled(change, site, id, card, &held.decisions()).await?;
        figures::rule(change, site, id, &held.overrides).await?;
        figures::relist(change, site, id).await
    }

    /// Whether somebody may see an attempt.
    ///
    /// # Errors
    /// When they may not, there is none, or it was erased.
    pub fn may_see(&self, actor: &Actor, id: &AttemptId) -> Result<(), StoreError> {
        self.runtime.block_on(async {
            let mut connection = self.pool.acquire().await?;
            let judged = self.judged(&mut connection, id).await?;
            Ok(may(actor, Right::See(&judged.of))?)
        })
    }

    /// What was said and decided about an attempt, as far as the actor may see it: what others wrote for themselves is left out.
    ///
    /// # Errors
    /// When the actor may not see the attempt, or there is none.
    pub fn judgement(&self, actor: &Actor, id: &AttemptId) -> Result<Judgement, StoreError> {
        self.runtime.block_on(async {
            let mut connection = self.pool.acquire().await?;
            let judged = self.judged(&mut connection, id).await?;
            may(actor, Right::See(&judged.of))?;
            let mut held = Judgement::of(&self.entries(&mut connection, Some(id)).await?);
            held.comments.retain(|comment| !comment.private || comment.by.as_ref() == actor.id());
            let judges = may(actor, Right::Judge(&judged.of)).is_ok();
            held.blind.hide_from(actor, judges);
            Ok(held)
        })
    }
}
