//! Both ways at once: what a data folder has for the centre goes up, and what the centre has for it comes down.

use serde::Serialize;

use super::bring::bring;
use super::down::{News, fetch, fetch_packs, fetch_taken};
use super::{Centre, CentreError, Chosen, Fetched, LoginKind, Synced, Told, publish, sync, trail};
use crate::store::Store;

/// What came of an exchange.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Exchanged {
    /// Of a desk: its finished attempts. None where the login is no desk's.
    pub synced: Option<Synced>,
    /// Of a supervisor: assignments that are other at the centre now.
    pub assigned: i64,
    /// Entries of this folder's audit trail that were brought.
    pub entries: i64,
    /// Of a desk: overrides, rulings and sign-offs among them. They hold at this desk alone.
    pub held_here: i64,
    /// Of a supervisor: attempts of other sites.
    pub fetched: Fetched,
    pub news: News,
}

/// Brings and fetches whatever the login is for; a supervisor fetches the attempts that were `chosen`. `done` holds what was done up to an error.
///
/// # Errors
/// When the centre or the store does not answer, or refuses. What was brought and fetched stays; the next exchange goes on behind
/// it.
pub fn exchange(
    store: &Store,
    centre: &mut Centre,
    (chosen, done): (&Chosen, &mut Exchanged),
    mut told: impl FnMut(Told<'_>),
) -> Result<(), CentreError> {
    match centre.open_seat(store)? {
        LoginKind::Desk => {
            let synced = &mut done.synced;
            *synced = Some(sync(store, centre, |news| {
                if let Told::Safe(now) = news {
                    *synced = Some(now);
                }
                told(news);
            })?);
        }
        LoginKind::Supervisor | LoginKind::Administrator => {
            // Whom it is for is named by the centre's keys, so these come first.
            fetch(store, centre, &mut done.news)?;
            done.assigned = publish::assignments(store, centre)?;
            bring(store, centre, chosen, &mut done.fetched, &mut done.news.problems)?;
        }
    }
    fetch(store, centre, &mut done.news)?;
    fetch_taken(store, centre)?;
    fetch_packs(store, centre, &mut done.news)?;
    let sent = trail::send(store, centre)?;
    done.entries = sent.entries;
    done.held_here = if done.synced.is_some() { sent.decisions } else { 0 };
    done.news.judged = trail::fetch(store, centre, &mut done.news.problems)?;
    Ok(())
}
