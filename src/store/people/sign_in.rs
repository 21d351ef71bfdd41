//! Signing in: what the installation asks for, a passphrase tried, wrong ones counted before they are looked at.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use sqlx::{Row as _, SqliteConnection};

use super::pace::wait_left;
use super::right::{Actor, Right, Role, may};
use super::{PeopleError, PersonId, secret};
use crate::store::audit::{AuditKind, NewEntry};
use crate::store::{Store, StoreError};

/// What an installation asks of those who sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct SignInRule {
    /// A passphrase, or nothing, as on a machine of one's own.
    pub passphrase: bool,
    /// A session that nobody uses for so many minutes locks; 0 is never. Without passphrases nothing locks.
    pub lock_after_min: u32,
}

impl Default for SignInRule {
    fn default() -> Self {
        Self { passphrase: false, lock_after_min: 10 }
    }
}

impl SignInRule {
    /// How long a session may stand idle; none where it never locks.
    #[must_use]
    pub fn idle_limit(&self) -> Option<SignedDuration> {
        (self.passphrase && self.lock_after_min > 0).then(|| SignedDuration::from_mins(self.lock_after_min.into()))
    }
}

const PASSPHRASE: &str = "sign_in_passphrase";
const LOCK_AFTER: &str = "lock_after_min";

impl Store {
    /// What this installation asks for.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn sign_in_rule(&self) -> Result<SignInRule, StoreError> {
        let (asked, lock) = (self.house_rule(PASSPHRASE)?, self.house_rule(LOCK_AFTER)?);
        let usual = SignInRule::default();
        let lock_after_min = lock.and_then(|minutes| minutes.parse().ok()).unwrap_or(usual.lock_after_min);
        Ok(SignInRule { passphrase: asked.as_deref() == Some("yes"), lock_after_min })
    }

    /// Sets what this installation asks for. Before passphrases are asked for, an administrator must have one.
    ///
    /// # Errors
    /// When the actor may not, or nobody would be left who can change anything.
    pub fn set_sign_in_rule(&self, actor: &Actor, rule: SignInRule, now: Timestamp) -> Result<(), StoreError> {
        may(actor, Right::Rules)?;
        self.runtime.block_on(async {
            let mut change = self.change().await?;
            let asked = if rule.passphrase { "yes" } else { "no" };
            self.write_rule(&mut change, PASSPHRASE, asked).await?;
            self.write_rule(&mut change, LOCK_AFTER, &rule.lock_after_min.to_string()).await?;
            self.keep_an_administrator(&mut change).await?;
            let entry = NewEntry::new(AuditKind::RuleSet, actor, now);
            self.write(&mut change, entry.facts(&serde_json::json!({ "sign_in": rule }))).await?;
            change.commit().await?;
            Ok(())
        })
    }

    pub(in crate::store) fn house_rule(&self, name: &str) -> Result<Option<String>, StoreError> {
        self.runtime.block_on(async {
            let query =
                sqlx::query("SELECT value FROM house_rule WHERE site = ? AND name = ?").bind(&self.site).bind(name);
            Ok(query.fetch_optional(&self.pool).await?.map(|row| row.try_get(0)).transpose()?)
        })
    }

    pub(in crate::store) async fn write_rule(
        &self,
        change: &mut SqliteConnection,
        name: &str,
        value: &str,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO house_rule (site, name, value) VALUES (?, ?, ?) \
             ON CONFLICT (site, name) DO UPDATE SET value = excluded.value",
        )
        .bind(&self.site)
        .bind(name)
        .bind(value)
        .execute(change)
        .await?;
        Ok(())
    }

    /// Refuses a change after which passphrases are asked for and no administrator has one.
    pub(in crate::store) async fn keep_an_administrator(
        &self,
        change: &mut SqliteConnection,
    ) -> Result<(), StoreError> {
        let asked = sqlx::query("SELECT 1 FROM house_rule WHERE site = ? AND name = ? AND value = 'yes'");
        if asked.bind(&self.site).bind(PASSPHRASE).fetch_optional(&mut *change).await?.is_none() {
            return Ok(());
        }
        let left = "SELECT 1 FROM person_role r JOIN person_secret s ON s.site = r.site AND s.person = r.person \
                    WHERE r.site = ? AND r.role = ? LIMIT 1";
        let left = sqlx::query(left).bind(&self.site).bind(Role::Administrator.name());
        if left.fetch_optional(change).await?.is_none() {
            return Err(PeopleError::LastAdministrator.into());
        }
        Ok(())
    }

    /// Signs somebody in. Where the installation asks for no passphrase none is looked at. A trial counts before it is looked
    /// at, so that ending the program in between takes nothing back.
    ///
    /// # Errors
    /// When the passphrase is wrong, it is too soon to try again, or there is nobody of that name.
    pub fn sign_in(&self, name: &str, passphrase: &str, now: Timestamp) -> Result<Actor, StoreError> {
        let someone = self.someone(name)?;
        if self.sign_in_rule()?.passphrase {
            self.prove(&someone.id, name, passphrase, now)?;
        }
        Ok(Actor::Person(someone))
    }

    fn prove(&self, id: &PersonId, name: &str, passphrase: &str, now: Timestamp) -> Result<(), StoreError> {
        let kept: Option<String> = self.runtime.block_on(async {
            let query = sqlx::query("SELECT phc FROM person_secret WHERE site = ? AND person = ?").bind(&self.site);
            let row = query.bind(&id.0).fetch_optional(&self.pool).await?;
            Ok::<_, StoreError>(row.map(|row| row.try_get(0)).transpose()?)
        })?;
        let kept = kept.ok_or_else(|| PeopleError::NoPassphrase(name.to_owned()))?;
        self.count_trial(id, now)?;
        if !secret::fits(passphrase, &kept)? {
            return Err(PeopleError::Wrong.into());
        }
        self.runtime.block_on(async {
            let gone = sqlx::query("DELETE FROM sign_in_trial WHERE site = ? AND person = ?").bind(&self.site);
            gone.bind(&id.0).execute(&self.pool).await?;
            Ok(())
        })
    }

    /// Counts a trial, or refuses it as too soon.
    fn count_trial(&self, id: &PersonId, now: Timestamp) -> Result<(), StoreError> {
        self.runtime.block_on(async {
            let mut change = self.change().await?;
            if let Some(left) = self.wait(&mut change, id, now).await? {
                return Err(PeopleError::Wait(left.as_secs() + i64::from(left.subsec_nanos() > 0)).into());
            }
            sqlx::query(
                "INSERT INTO sign_in_trial (site, person, failures, last_at) VALUES (?, ?, 1, ?) ON CONFLICT (site, person) \
                 DO UPDATE SET failures = failures + 1, last_at = excluded.last_at",
            )
            .bind(&self.site)
            .bind(&id.0)
            .bind(now.to_string())
            .execute(&mut *change)
            .await?;
            change.commit().await?;
            Ok(())
        })
    }

    async fn wait(
        &self,
        connection: &mut SqliteConnection,
        id: &PersonId,
        now: Timestamp,
    ) -> Result<Option<SignedDuration>, StoreError> {
        let query = sqlx::query("SELECT failures, last_at FROM sign_in_trial WHERE site = ? AND person = ?");
        let row = query.bind(&self.site).bind(&id.0).fetch_optional(connection).await?;
        let Some(row) = row else { return Ok(None) };
        let (failures, last): (i64, String) = (row.try_get(0)?, row.try_get(1)?);
        let last = last.parse().map_err(|_| StoreError::Damaged(format!("{last} is no time")))?;
        Ok(wait_left(u32::try_from(failures).unwrap_or(u32::MAX), last, now))
    }

    /// How long somebody has to wait before the next passphrase can be tried; none when it can be tried now.
    ///
    /// # Errors
    /// When there is nobody of that name.
    pub fn sign_in_wait(&self, name: &str, now: Timestamp) -> Result<Option<SignedDuration>, StoreError> {
        self.runtime.block_on(async {
            let mut connection = self.pool.acquire().await?;
            let someone = self.someone_in(&mut connection, name).await?;
            self.wait(&mut connection, &someone.id, now).await
        })
    }

    /// Sets somebody's passphrase, as an administrator does for who is new or has forgotten theirs.
    ///
    /// # Errors
    /// When the actor may not, or the passphrase is none.
    pub fn set_passphrase(
        &self,
        actor: &Actor,
        name: &str,
        passphrase: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let someone = self.someone(name)?;
        may(actor, Right::Passphrase(&someone))?;
        self.write_secret(actor, (&someone.id, name), passphrase, now)
    }

    /// Changes the passphrase of somebody who has just signed in with the old one.
    ///
    /// # Errors
    /// When the new one is none, or nobody has signed in.
    pub fn renew_passphrase(&self, actor: &Actor, new: &str, now: Timestamp) -> Result<(), StoreError> {
        let Actor::Person(me) = actor else { return Err(PeopleError::NobodySaid.into()) };
        self.write_secret(actor, (&me.id, &me.name), new, now)
    }

    fn write_secret(
        &self,
        actor: &Actor,
        (id, name): (&PersonId, &str),
        passphrase: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let phc = secret::keep(passphrase, name)?;
        self.runtime.block_on(async {
            let mut change = self.change().await?;
            sqlx::query(
                "INSERT INTO person_secret (site, person, phc, set_at) VALUES (?, ?, ?, ?) ON CONFLICT (site, person) \
                 DO UPDATE SET phc = excluded.phc, set_at = excluded.set_at",
            )
            .bind(&self.site)
            .bind(&id.0)
            .bind(phc)
            .bind(now.to_string())
            .execute(&mut *change)
            .await?;
            // Whoever sets a new one need not wait for what was mistyped with the old.
            let gone = sqlx::query("DELETE FROM sign_in_trial WHERE site = ? AND person = ?").bind(&self.site);
            gone.bind(&id.0).execute(&mut *change).await?;
            self.write(&mut change, NewEntry::new(AuditKind::PassphraseSet, actor, now).about(id)).await?;
            change.commit().await?;
            Ok(())
        })
    }
}
