//! Attempts as a supervisor looks for them, the overrides that reports take into account, and the audit trail as it may be read.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::Serialize;
use sqlx::Row as _;

use super::blind::Blind;
use super::number_name;
use super::state::{Judgement, Override};
use crate::scenario::ScoreNumber;
use crate::store::audit::{AuditEntry, AuditKind};
use crate::store::people::{Actor, ERASED, PersonId, Right, Someone, may};
use crate::store::{AttemptFilter, AttemptId, AttemptSummary, Store, StoreError};

/// From and until, both included; none is open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Period {
    pub from: Option<Timestamp>,
    pub until: Option<Timestamp>,
}

/// Which attempts a supervisor looks for. Empty texts do not filter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReviewFilter {
    /// The name of a team.
    pub team: String,
    pub person: String,
    pub scenario: String,
    /// The language in which the call was played, as a tag; `de` finds `de-AT` too.
    pub language: String,
    pub period: Period,
    /// Only those in which this number is below its pass mark, as it holds with overrides.
    pub below: Option<ScoreNumber>,
    /// Only those with critical errors, as they hold with overrides.
    pub critical: bool,
    /// Only finished ones that nobody but their trainee has said anything about.
    pub unreviewed: bool,
    /// Only those with an appeal that waits for its ruling.
    pub appealed: bool,
}

/// What overrides make of an attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ruled {
    /// Records, Routing, Composure, Procedure.
    pub numbers: [Option<i64>; 4],
    pub critical: i64,
    pub passed: bool,
}

/// An attempt as a supervisor's list shows it. Its own numbers are the machine's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReviewLine {
    #[serde(flatten)]
    pub attempt: AttemptSummary,
    /// The language in which it was played, as a tag; empty where nothing is said of it.
    pub language: String,
    /// The numbers below their pass mark, as they hold with overrides.
    pub below: Vec<ScoreNumber>,
    /// None where nothing was overridden.
    pub ruled: Option<Ruled>,
    /// Comments that the actor may see.
    pub comments: usize,
    pub overrides: usize,
    pub open_appeals: usize,
    /// Somebody other than the trainee has said or decided something about it.
    pub reviewed: bool,
    /// It waits for the actor's own scores in calibration, and they are told no others until then.
    pub blind: bool,
    /// What playing it again has come to at the centre; none before, and at a desk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<String>,
}

impl ReviewLine {
    /// An attempt about which nothing was said.
    #[must_use]
    pub const fn of_machine(attempt: AttemptSummary) -> Self {
        Self {
            attempt,
            language: String::new(),
            below: Vec::new(),
            ruled: None,
            comments: 0,
            overrides: 0,
            open_appeals: 0,
            reviewed: false,
            blind: false,
            verdict: None,
        }
    }

    /// Leaves out what the program and others have found.
    pub(in crate::store) fn hide(&mut self) {
        let of = &mut self.attempt;
        (of.records, of.routing, of.composure, of.procedure) = (None, None, None, None);
        (of.critical_customer, of.critical_business, of.critical_compliance, of.passed) = (0, 0, 0, false);
        (of.measures, of.ending, self.ruled) = (None, None, None);
        (self.below, self.overrides, self.blind) = (Vec::new(), 0, true);
    }

    /// The attempt with the numbers that hold.
    #[must_use]
    pub fn held(&self) -> AttemptSummary {
        let mut attempt = self.attempt.clone();
        if let Some(Ruled { numbers, critical, passed }) = &self.ruled {
            [attempt.records, attempt.routing, attempt.composure, attempt.procedure] = *numbers;
            // Which kinds are left is not kept, only how many.
            attempt.critical_customer = *critical;
            (attempt.critical_business, attempt.critical_compliance) = (0, 0);
            attempt.passed = *passed;
        }
        attempt
    }
}

const NUMBERS: [ScoreNumber; 4] =
    [ScoreNumber::Records, ScoreNumber::Routing, ScoreNumber::Composure, ScoreNumber::Procedure];

/// The scores of an attempt as they hold.
#[derive(Default)]
struct Held {
    ruled: [Option<i64>; 4],
    below: Vec<ScoreNumber>,
}

impl Store {
    /// The attempts that the actor may see and looks for, the latest first. What was erased is in no such list.
    ///
    /// # Errors
    /// When there is no such team, or the database does not answer.
    pub fn to_review(&self, actor: &Actor, filter: &ReviewFilter) -> Result<Vec<ReviewLine>, StoreError> {
        let wanted = AttemptFilter {
            person: filter.person.clone(),
            scenario: filter.scenario.clone(),
            ..AttemptFilter::default()
        };
        let mut attempts = self.attempts(&wanted)?;
        let people = self.visible(actor, &filter.team)?;
        attempts.retain(|attempt| people.contains_key(&attempt.person) && filter.period.holds(attempt));
        let languages = self.languages()?;
        let mut said = self.said()?;
        let (mut held, ruled) = (self.held()?, self.ruled()?);
        let lines = attempts.into_iter().map(|attempt| {
            let scores = held.remove(&attempt.id).unwrap_or_default();
            let entries = said.remove(&attempt.id).unwrap_or_default();
            let mut judgement = Judgement::of(&entries);
            judgement.comments.retain(|comment| !comment.private || comment.by.as_ref() == actor.id());
            let own = people.get(&attempt.person);
            let line = ReviewLine {
                language: languages.get(&attempt.id).cloned().unwrap_or_default(),
                below: scores.below,
                ruled: ruled.get(&attempt.id).map(|(critical, passed)| Ruled {
                    numbers: scores.ruled,
                    critical: *critical,
                    passed: *passed,
                }),
                comments: judgement.comments.len(),
                overrides: judgement.overrides.len(),
                open_appeals: judgement.appeals.iter().filter(|appeal| appeal.ruling.is_none()).count(),
                reviewed: entries.iter().any(|entry| entry.kind.reviews() && entry.actor.as_ref() != own),
                blind: false,
                verdict: None,
                attempt,
            };
            (line, judgement.blind)
        });
        let mut lines: Vec<(ReviewLine, Blind)> = lines.filter(|(line, _)| filter.wants(line)).collect();
        let waiting = self.waiting(actor, lines.iter().map(|(line, blind)| (&line.attempt, blind)))?;
        for (line, _) in lines.iter_mut().filter(|(line, _)| waiting.contains(&line.attempt.id)) {
            line.hide();
        }
        Ok(lines.into_iter().map(|(line, _)| line).collect())
    }

    /// Whom the actor may see, of a team or of all, by name.
    pub(in crate::store) fn visible(
        &self,
        actor: &Actor,
        team: &str,
    ) -> Result<BTreeMap<String, PersonId>, StoreError> {
        let all = self.everyone()?;
        let teams = self.teams()?;
        let members = match teams.iter().find(|known| known.name == team) {
            Some(known) => Some(known.people.iter().map(String::as_str).collect::<BTreeSet<_>>()),
            None if team.is_empty() => None,
            None => return Err(crate::store::PeopleError::NoTeam(team.to_owned()).into()),
        };
        let wanted = |name: &str| members.as_ref().is_none_or(|members| members.contains(name));
        let seen = all.into_iter().filter(|other| may(actor, Right::See(other)).is_ok() && wanted(&other.name));
        Ok(seen.map(|other| (other.name, other.id)).collect())
    }

    /// Everybody with what decides about rights.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn everyone(&self) -> Result<Vec<Someone>, StoreError> {
        let roll = self.roll()?;
        let teams = self.teams()?;
        let of = |name: &str| {
            let own = teams.iter().filter(|team| team.people.iter().any(|person| person == name));
            own.map(|team| team.id.clone()).collect()
        };
        let someone = |person: crate::store::Person| Someone {
            teams: of(&person.name),
            id: person.id,
            name: person.name,
            roles: person.roles,
            teams_kept: !teams.is_empty(),
        };
        Ok(roll.into_iter().map(someone).collect())
    }

    /// The language of each attempt, as its header says.
    fn languages(&self) -> Result<BTreeMap<AttemptId, String>, StoreError> {
        self.runtime.block_on(async {
            let query = "SELECT id, COALESCE(json_extract(header, '$.locale'), '') FROM attempt";
            let rows = sqlx::query(query).fetch_all(&self.pool).await?;
            rows.iter().map(|row| Ok((AttemptId(row.try_get(0)?), row.try_get(1)?))).collect()
        })
    }

    /// The scores as they hold, attempt by attempt.
    fn held(&self) -> Result<BTreeMap<AttemptId, Held>, StoreError> {
        self.runtime.block_on(async {
            let query = "SELECT n.attempt, n.number, n.score, n.pass, n.ruled, r.attempt IS NOT NULL FROM number_score n \
                         LEFT JOIN ruled_attempt r ON r.site = n.site AND r.attempt = n.attempt";
            let mut found: BTreeMap<AttemptId, Held> = BTreeMap::new();
            for row in sqlx::query(query).fetch_all(&self.pool).await? {
                let name: String = row.try_get(1)?;
                let Some(place) = NUMBERS.iter().position(|number| number_name(*number) == name) else { continue };
                let (score, pass): (Option<i64>, i64) = (row.try_get(2)?, row.try_get(3)?);
                let ruled: Option<i64> = row.try_get(4)?;
                let overridden: i64 = row.try_get(5)?;
                let holds = if overridden != 0 { ruled } else { score };
                let held = found.entry(AttemptId(row.try_get(0)?)).or_default();
                held.ruled[place] = ruled;
                if holds.is_some_and(|score| score < pass) {
                    held.below.push(NUMBERS[place]);
                }
            }
            for held in found.values_mut() {
                held.below.sort_unstable();
            }
            Ok(found)
        })
    }

    /// Critical errors and whether it is passed, for attempts with overrides.
    pub(in crate::store) fn ruled(&self) -> Result<BTreeMap<AttemptId, (i64, bool)>, StoreError> {
        self.runtime.block_on(async {
            let query = sqlx::query("SELECT attempt, critical, passed FROM ruled_attempt");
            let rows = query.fetch_all(&self.pool).await?;
            rows.iter()
                .map(|row| Ok((AttemptId(row.try_get(0)?), (row.try_get(1)?, row.try_get::<i64, _>(2)? != 0))))
                .collect()
        })
    }

    /// What was said and decided, attempt by attempt.
    fn said(&self) -> Result<BTreeMap<AttemptId, Vec<AuditEntry>>, StoreError> {
        let all = self.runtime.block_on(async {
            let mut connection = self.pool.acquire().await?;
            self.entries(&mut connection, None).await
        })?;
        let mut found: BTreeMap<AttemptId, Vec<AuditEntry>> = BTreeMap::new();
        for entry in all {
            if let Some(attempt) = entry.attempt.clone().filter(|_| entry.kind != AuditKind::Retained) {
                found.entry(attempt).or_default().push(entry);
            }
        }
        Ok(found)
    }

    /// The overrides that hold, attempt by attempt, for reports: which reports somebody may see is asked where they are made.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn overrides(&self) -> Result<BTreeMap<AttemptId, Vec<Override>>, StoreError> {
        let of = |(id, entries): (AttemptId, Vec<AuditEntry>)| (id, Judgement::of(&entries).overrides);
        Ok(self.said()?.into_iter().map(of).filter(|(_, held)| !held.is_empty()).collect())
    }

    /// The audit trail, the latest last: all of it for administrators, else what is about people whom the actor may see. What
    /// others wrote for themselves is left out.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn audit(&self, actor: &Actor) -> Result<Vec<AuditEntry>, StoreError> {
        let mut entries = self.runtime.block_on(async {
            let mut connection = self.pool.acquire().await?;
            self.entries(&mut connection, None).await
        })?;
        if may(actor, Right::Audit).is_err() {
            let seen: BTreeSet<PersonId> = self.visible(actor, "")?.into_values().collect();
            entries.retain(|entry| entry.subject.as_ref().is_some_and(|subject| seen.contains(subject)));
        }
        for entry in &mut entries {
            let private = entry.facts["private"].as_bool().unwrap_or(false);
            if private && entry.actor.as_ref() != actor.id() {
                entry.words = None;
            }
            // Scores of others are told where calibration is, to those who have given theirs.
            if entry.kind == AuditKind::Rated && entry.actor.as_ref() != actor.id() {
                entry.facts = serde_json::Value::Null;
            }
        }
        Ok(entries)
    }

    /// The names of people by their keys. Who was erased has none.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn names(&self) -> Result<BTreeMap<PersonId, String>, StoreError> {
        self.runtime.block_on(async {
            let rows =
                sqlx::query("SELECT id, name FROM person WHERE name <> ?").bind(ERASED).fetch_all(&self.pool).await?;
            rows.iter().map(|row| Ok((PersonId(row.try_get(0)?), row.try_get(1)?))).collect()
        })
    }
}

impl Period {
    /// Whether an attempt was begun in it.
    fn holds(&self, attempt: &AttemptSummary) -> bool {
        if *self == Self::default() {
            return true;
        }
        let Some(began) = attempt.began() else { return false };
        self.from.is_none_or(|from| began >= from) && self.until.is_none_or(|until| began <= until)
    }
}

impl ReviewFilter {
    fn wants(&self, line: &ReviewLine) -> bool {
        let language = self.language.to_lowercase();
        let tag = line.language.to_lowercase();
        let spoken = language.is_empty() || tag == language || tag.starts_with(&format!("{language}-"));
        let critical = line.ruled.as_ref().map_or_else(|| line.attempt.critical(), |ruled| ruled.critical);
        spoken
            && self.below.is_none_or(|number| line.below.contains(&number))
            && (!self.critical || critical > 0)
            && (!self.unreviewed || (!line.reviewed && !line.attempt.interrupted()))
            && (!self.appealed || line.open_appeals > 0)
    }
}
