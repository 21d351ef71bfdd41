//! A desk's attempts list, a page at a time.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use sqlx::{QueryBuilder, Sqlite};

use super::keep::CallLine;
use super::list::{self, ListFilter};
use crate::store::attempt::{LISTED, summary};
use crate::store::judgement::number_of;
use crate::store::people::Actor;
use crate::store::{AttemptId, AttemptSummary, Blind, Judgement, ReviewLine, Ruled, Store, StoreError};

/// A page of the attempts list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Page {
    pub lines: Vec<ReviewLine>,
    /// How many attempts there are on all pages together.
    pub all: i64,
    /// What `ListFilter::after` is for the next page; none after the last.
    pub next: Option<AttemptId>,
}

/// The attempt that the next page comes after.
pub(in crate::store) fn next(lines: &[CallLine], limit: u32) -> Option<AttemptId> {
    let full = u32::try_from(lines.len()).is_ok_and(|count| count >= limit);
    lines.last().filter(|_| full).map(|last| AttemptId(last.attempt.clone()))
}

impl Store {
    /// A page of the attempts that the actor may see, in whatever order. Runs and what was erased are in no such list.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn page(&self, actor: &Actor, filter: &ListFilter) -> Result<Page, StoreError> {
        let filter = self.allowed(actor, filter)?;
        let (lines, all) = self.read(async |base| list::page(base, &filter).await)?;
        let next = next(&lines, filter.limit);
        let mut attempts = self.summaries(&lines)?;
        let mut shown = Vec::with_capacity(lines.len());
        for line in lines {
            if let Some(attempt) = attempts.remove(&line.attempt) {
                shown.push(self.review_line(actor, line, attempt)?);
            }
        }
        let waiting = self.waiting(actor, shown.iter().map(|(line, blind)| (&line.attempt, blind)))?;
        for (line, _) in shown.iter_mut().filter(|(line, _)| waiting.contains(&line.attempt.id)) {
            line.hide();
        }
        Ok(Page { lines: shown.into_iter().map(|(line, _)| line).collect(), all, next })
    }

    /// How the database finds a page and counts all, in its own words.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn plans(&self, filter: &ListFilter) -> Result<Vec<String>, StoreError> {
        self.read(async |base| list::plans(base, filter).await)
    }

    /// The filter with the people left in it whom the actor may see.
    fn allowed(&self, actor: &Actor, filter: &ListFilter) -> Result<ListFilter, StoreError> {
        let mut filter = filter.clone();
        if *actor != Actor::Owner {
            let seen = self.visible(actor, "")?;
            filter.people = Some(match filter.people {
                Some(people) => people.into_iter().filter(|name| seen.contains_key(name)).collect(),
                None => seen.into_keys().collect(),
            });
        }
        Ok(filter)
    }

    /// The people of a team whom the actor may see; without a team all whom they may see.
    ///
    /// # Errors
    /// When there is no such team, or the database does not answer.
    pub fn team_people(&self, actor: &Actor, team: &str) -> Result<Vec<String>, StoreError> {
        Ok(self.visible(actor, team)?.into_keys().collect())
    }

    fn summaries(&self, lines: &[CallLine]) -> Result<BTreeMap<String, AttemptSummary>, StoreError> {
        let ids: Vec<AttemptId> = lines.iter().map(|line| AttemptId(line.attempt.clone())).collect();
        Ok(self.attempts_of(&ids)?.into_iter().map(|one| (one.id.0.clone(), one)).collect())
    }

    /// These attempts, in any order.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn attempts_of(&self, wanted: &[AttemptId]) -> Result<Vec<AttemptSummary>, StoreError> {
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        self.runtime.block_on(async {
            let mut query = QueryBuilder::<Sqlite>::new(LISTED);
            query.push(" AND a.id IN (");
            let mut ids = query.separated(", ");
            for id in wanted {
                ids.push_bind(&id.0);
            }
            query.push(")");
            let rows = query.build().fetch_all(&self.pool).await?;
            rows.iter().map(summary).collect()
        })
    }

    /// A line with what was said about it, as far as the actor may see it.
    fn review_line(
        &self,
        actor: &Actor,
        line: CallLine,
        attempt: AttemptSummary,
    ) -> Result<(ReviewLine, Blind), StoreError> {
        let entries = self.runtime.block_on(async {
            let mut connection = self.pool.acquire().await?;
            self.entries(&mut connection, Some(&attempt.id)).await
        })?;
        let mut judgement = Judgement::of(&entries);
        judgement.comments.retain(|comment| !comment.private || comment.by.as_ref() == actor.id());
        let ruled = line.overridden.then_some(Ruled {
            numbers: line.numbers,
            critical: line.critical,
            passed: line.passed.unwrap_or(false),
        });
        let shown = ReviewLine {
            below: below(&line),
            language: line.language,
            ruled,
            comments: judgement.comments.len(),
            overrides: judgement.overrides.len(),
            open_appeals: judgement.appeals.iter().filter(|appeal| appeal.ruling.is_none()).count(),
            reviewed: line.reviewed,
            blind: false,
            verdict: None,
            attempt,
        };
        Ok((shown, judgement.blind))
    }
}

/// The numbers below their pass mark.
pub(in crate::store) fn below(line: &CallLine) -> Vec<crate::scenario::ScoreNumber> {
    let all: BTreeSet<_> = (0..4).filter(|at| line.below[*at]).filter_map(number_of).collect();
    all.into_iter().collect()
}
