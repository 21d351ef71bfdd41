//! The administrator's side: what desks have brought is played and scored again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sqlx::Row as _;
use sqlx::postgres::{PgConnection, PgRow};

use super::{Centre, CentreError};
use crate::scenario::{self, Pack, PackFiles};
use crate::store::Kept;
use crate::store::seal::{Fault, Outcome, Seal, SealedLog};

/// What came out for an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// As the desk finished it, by rules that the administrator knows.
    Sound,
    /// As the desk finished it, by a pack that the administrator has never had.
    OtherRules,
    /// The log does not come to the score that stands there.
    OtherScore,
    /// Log, seal or list were changed.
    Tampered,
    /// The log cannot be played again.
    Unplayable,
}

impl Verdict {
    /// From the best.
    pub const ALL: [Self; 5] = [Self::Sound, Self::OtherRules, Self::OtherScore, Self::Tampered, Self::Unplayable];

    /// As the database has it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sound => "sound",
            Self::OtherRules => "other_rules",
            Self::OtherScore => "other_score",
            Self::Tampered => "tampered",
            Self::Unplayable => "unplayable",
        }
    }

    fn of(faults: &[Fault], known: bool) -> Self {
        let worst = faults.iter().map(|fault| match fault {
            Fault::Score { .. } => Self::OtherScore,
            Fault::Unplayable(_) => Self::Unplayable,
            _ => Self::Tampered,
        });
        worst.max().unwrap_or(if known { Self::Sound } else { Self::OtherRules })
    }
}

/// An attempt that was looked at.
#[derive(Debug, Clone)]
pub struct Checked {
    pub desk: String,
    pub attempt: String,
    pub number: i64,
    pub person: String,
    pub verdict: Verdict,
    pub faults: Vec<Fault>,
}

/// So many attempts are read at a time.
const BATCH: i64 = 64;

/// An attempt as the centre has it.
struct Brought {
    site: String,
    desk: String,
    number: i64,
    person: String,
    listed: Outcome,
    keys: Vec<String>,
    header: String,
    lines: String,
    seal: String,
    before: Option<String>,
    /// What came before it was erased: only a hash that this program does not use is left of it.
    before_erased: bool,
}

impl Centre {
    /// Looks at the attempts that nobody has looked at, or at all of them `again`, and writes the verdicts. `packs` are the
    /// administrator's: their versions count as known from now on. What is sound is counted in figures from then on, as it holds
    /// with overrides. Says which audit trails are not as they were written: what stands behind counts nowhere.
    ///
    /// # Errors
    /// When the login may not, or the database does not answer. Verdicts up to there stand.
    pub fn check(
        &mut self,
        packs: &[Arc<Pack>],
        again: bool,
        mut told: impl FnMut(&Checked),
    ) -> Result<Vec<String>, CentreError> {
        self.same_version()?;
        let problems = self.look_at_trails()?;
        let known = self.known(packs)?;
        let mut of_day: BTreeMap<(String, String), Vec<Arc<Pack>>> = BTreeMap::new();
        let mut after = (String::new(), 0);
        loop {
            let brought = self.ask(async |connection| brought(connection, &after, again).await)?;
            let Some(last) = brought.last() else { break };
            after = (last.site.clone(), last.number);
            for one in brought {
                let (checked, kept) = self.judge(&one, packs, &known, &mut of_day)?;
                let kept = kept.filter(|_| checked.verdict == Verdict::Sound);
                self.keep_checked(&one.site, &checked, kept.as_ref())?;
                told(&checked);
            }
        }
        self.settle_judgements()?;
        self.make_figures()?;
        Ok(problems)
    }

    fn judge(
        &mut self,
        one: &Brought,
        packs: &[Arc<Pack>],
        known: &BTreeSet<String>,
        of_day: &mut BTreeMap<(String, String), Vec<Arc<Pack>>>,
    ) -> Result<(Checked, Option<Kept>), CentreError> {
        let checked = |attempt: String, verdict, faults| Checked {
            desk: one.desk.clone(),
            attempt,
            number: one.number,
            person: one.person.clone(),
            verdict,
            faults,
        };
        let seal = match Seal::read(&one.seal) {
            Ok(seal) => seal,
            Err(error) => {
                let faults = vec![Fault::Unplayable(error.to_string())];
                return Ok((checked(String::new(), Verdict::Tampered, faults), None));
            }
        };
        let actions = one.lines.split('\n').filter(|line| !line.is_empty()).map(str::to_owned);
        let lines = std::iter::once(one.header.clone()).chain(actions).collect();
        let sealed = SealedLog { lines, seal };
        let seal = &sealed.seal;
        let key = one.keys.iter().find(|key| **key == seal.key).or(one.keys.last());
        let mut faults = sealed.faults(Some(key.map_or("", String::as_str)));
        let before = one.before.as_deref().map(|text| Seal::read(text).map(|seal| seal.hash()).unwrap_or_default());
        let follows = one.before_erased || before.unwrap_or_default() == seal.before;
        if !follows || seal.number != one.number || seal.site != one.site {
            faults.push(Fault::Before);
        }
        faults.extend(sealed.listed_faults(&one.listed));
        let (mut is_known, mut kept) = (false, None);
        if faults.is_empty() {
            let version = seal.files.clone().unwrap_or_default();
            is_known = known.contains(&version);
            let today = packs.iter().any(|pack| pack.files.hash() == version);
            let key = (one.site.clone(), version);
            if !today && !of_day.contains_key(&key) {
                let then = self.pack_of_day(&key.0, &key.1)?;
                of_day.insert(key.clone(), then);
            }
            let packs = if today { packs } else { of_day.get(&key).map_or(packs, Vec::as_slice) };
            let (found, played) = sealed.played(packs, None);
            faults.extend(found);
            kept = played;
        }
        Ok((checked(seal.attempt.clone(), Verdict::of(&faults, is_known), faults), kept))
    }

    /// The packs of a version as a desk brought its files; none where they are not whole.
    fn pack_of_day(&mut self, site: &str, version: &str) -> Result<Vec<Arc<Pack>>, CentreError> {
        let (id, texts) = self.ask(async |connection| {
            let id = sqlx::query("SELECT pack FROM steadyline.attempt WHERE site = $1 AND pack_version = $2 LIMIT 1");
            let id: Option<PgRow> = id.bind(site).bind(version).fetch_optional(&mut *connection).await?;
            let id: String = id.map(|row| row.try_get(0)).transpose()?.unwrap_or_default();
            let rows = sqlx::query(
                "SELECT f.path, t.body FROM steadyline.pack_file f JOIN steadyline.pack_text t \
                 ON t.site = f.site AND t.hash = f.text WHERE f.site = $1 AND f.version = $2 ORDER BY f.path",
            );
            let rows = rows.bind(site).bind(version).fetch_all(connection).await?;
            let texts: Result<Vec<(String, String)>, sqlx::Error> =
                rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect();
            Ok((id, texts?))
        })?;
        let files = PackFiles::of_texts(&id, texts);
        Ok(if files.hash() == version { scenario::kept(files).packs } else { Vec::new() })
    }

    /// The versions of packs that the administrator has or has had.
    fn known(&mut self, packs: &[Arc<Pack>]) -> Result<BTreeSet<String>, CentreError> {
        let versions: Vec<String> = packs.iter().map(|pack| pack.files.hash()).collect();
        let names: Vec<&str> = packs.iter().map(|pack| pack.id.as_str()).collect();
        self.ask(async |connection| {
            sqlx::query(
                "INSERT INTO steadyline.known_pack (version, pack) SELECT * FROM unnest($1::text[], $2::text[]) \
                 ON CONFLICT DO NOTHING",
            )
            .bind(&versions)
            .bind(names)
            .execute(&mut *connection)
            .await?;
            let rows = sqlx::query("SELECT version FROM steadyline.known_pack").fetch_all(connection).await?;
            rows.iter().map(|row| row.try_get(0)).collect()
        })
    }
}

async fn brought(
    connection: &mut PgConnection,
    after: &(String, i64),
    again: bool,
) -> Result<Vec<Brought>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT a.*, s.header, s.lines, s.seal, d.keys, COALESCE(e.name, a.site) AS desk, \
         (SELECT t.seal FROM steadyline.attempt b JOIN steadyline.sealed t ON t.site = b.site AND t.id = b.id \
         WHERE b.site = a.site AND b.number = a.number - 1) AS before, \
         EXISTS (SELECT FROM steadyline.erased x WHERE x.site = a.site AND x.number = a.number - 1) AS before_erased \
         FROM steadyline.attempt a JOIN steadyline.sealed s ON s.site = a.site AND s.id = a.id \
         JOIN steadyline.desk d ON d.site = a.site LEFT JOIN steadyline.enrolment e ON e.site = a.site \
         WHERE (a.site, a.number) > ($1, $2) AND ($3 OR a.checked_at IS NULL) ORDER BY a.site, a.number LIMIT $4",
    )
    .bind(&after.0)
    .bind(after.1)
    .bind(again)
    .bind(BATCH)
    .fetch_all(connection)
    .await?;
    rows.iter().map(of_row).collect()
}

fn of_row(row: &PgRow) -> Result<Brought, sqlx::Error> {
    Ok(Brought {
        site: row.try_get("site")?,
        desk: row.try_get("desk")?,
        number: row.try_get("number")?,
        person: row.try_get("person")?,
        listed: Outcome {
            ending: row.try_get("ending")?,
            length_ms: row.try_get("length_ms")?,
            records: row.try_get("records")?,
            routing: row.try_get("routing")?,
            composure: row.try_get("composure")?,
            procedure: row.try_get("procedure")?,
            critical_customer: row.try_get("critical_customer")?,
            critical_business: row.try_get("critical_business")?,
            critical_compliance: row.try_get("critical_compliance")?,
            passed: row.try_get("passed")?,
        },
        keys: row.try_get("keys")?,
        header: row.try_get("header")?,
        lines: row.try_get("lines")?,
        seal: row.try_get("seal")?,
        before: row.try_get("before")?,
        before_erased: row.try_get("before_erased")?,
    })
}

pub(super) async fn write(connection: &mut PgConnection, site: &str, checked: &Checked) -> Result<(), sqlx::Error> {
    let faults: Vec<String> = checked.faults.iter().map(Fault::to_string).collect();
    sqlx::query(
        "UPDATE steadyline.attempt SET checked_at = now(), verdict = $3, faults = $4 WHERE site = $1 AND number = $2",
    )
    .bind(site)
    .bind(checked.number)
    .bind(checked.verdict.name())
    .bind(faults)
    .execute(connection)
    .await
    .map(drop)
}
