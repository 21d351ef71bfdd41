//! One `PostgreSQL` database for many desks.
//!
//! A desk keeps its attempts in its own file and works without the centre. `sync` brings what has been finished there, in
//! order: each desk counts its attempts without a gap, and the centre knows up to which number it has them, so that a
//! connection may end at any byte and nothing comes twice. Desks sign in with a login that can do nothing else.
//!
//! **Order.** A person's attempts at one desk stand in the order in which they were finished there, whatever its clock did
//! meanwhile. Across desks they stand by the time of their end on the centre's clock: a desk says at each sync what time it
//! has, and is corrected by the difference. No attempt is placed later than it was received.
//!
//! **Trust.** The database takes what a desk's login brings, and cannot judge it: it knows neither the signature nor the
//! scripts. `check`, with an administrator's login, recomputes chain, signature and score afterwards and writes its verdict
//! beside each attempt. What has no verdict yet has not been looked at. A desk looks at its own logs before it brings them, and
//! `compare` asks the centre whether it still has them so.
//!
//! **Down.** People with their roles and teams, assignments and versions of packs are published by an administrator and by
//! supervisors, and come down to each desk, which writes them into its own tables. `exchange` does both ways, whoever signs in.
//!
//! **Erasure.** What a person did, or what is too old, is taken out by functions of the database that an administrator's login may
//! call. Counts by month stay, and a hash for each number, so that desks go on as before.

mod address;
mod background;
mod bring;
mod bulk;
mod check;
mod compare;
mod down;
mod erase;
mod error;
mod exchange;
mod figures;
mod publish;
mod seat;
mod setup;
mod stop;
mod sync;
mod trail;

use std::future::Future;
use std::str::FromStr as _;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{ConnectOptions as _, Connection as _, Row as _};

pub use address::{remember, remember_choice, remembered, remembered_choice, shown};
pub use background::{Background, Regular, SyncNews, background};
pub use bring::{Chosen, Fetched};
pub use check::{Checked, Verdict};
pub use compare::compare;
pub use down::{News, PackNews, accept_key};
pub use erase::Erasure;
pub use error::CentreError;
pub use exchange::{Exchanged, exchange};
pub use figures::Overruled;
pub use publish::{Published, publish};
pub use setup::{Login, LoginKind};
use stop::Stop;
pub use sync::{Synced, Told, sync};

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("src/store/migrations/postgres");

/// A connection to the centre's database.
#[derive(Debug)]
pub struct Centre {
    runtime: tokio::runtime::Runtime,
    connection: PgConnection,
    /// Host and database, for messages.
    place: String,
    patience: Duration,
    stop: Stop,
    /// Nobody on the way can read along, or there is no way.
    pub private: bool,
    /// The summaries were found, and are of this program's kind.
    found: bool,
}

impl Centre {
    /// Connects to `postgres://LOGIN@HOST/DATABASE`. No answer may take longer than `patience`.
    ///
    /// # Errors
    /// When the address makes no sense, nobody answers, or the login is refused.
    pub fn connect(url: &str, patience: Duration) -> Result<Self, CentreError> {
        Self::connect_until(url, patience, &Stop::default())
    }

    /// The same; once `stop` is called, nothing is waited for any more.
    fn connect_until(url: &str, patience: Duration, stop: &Stop) -> Result<Self, CentreError> {
        let options = PgConnectOptions::from_str(url).map_err(|error| CentreError::Address(error.to_string()))?;
        let options = options.application_name("steadyline").disable_statement_logging();
        let place = format!("{}/{}", options.get_host(), options.get_database().unwrap_or_default());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| CentreError::Down { place: place.clone(), cause: error.to_string() })?;
        let (connection, private) = runtime.block_on(async {
            let opened = async {
                let mut connection = PgConnection::connect_with(&options).await?;
                let row = sqlx::query(
                    "SELECT COALESCE((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false) \
                     OR COALESCE(inet_client_addr() = inet_server_addr(), true)",
                );
                let private: bool = row.fetch_one(&mut connection).await?.try_get(0)?;
                Ok::<_, sqlx::Error>((connection, private))
            };
            match stop.unless(tokio::time::timeout(patience, opened)).await {
                Some(Ok(opened)) => opened.map_err(|error| CentreError::of(error, &place, true)),
                Some(Err(_)) => Err(CentreError::Slow { place: place.clone(), seconds: patience.as_secs() }),
                None => Err(CentreError::Stopped),
            }
        })?;
        Ok(Self { runtime, connection, place, patience, stop: stop.clone(), private, found: false })
    }

    /// Whether this program and the database know the same tables.
    fn same_version(&mut self) -> Result<(), CentreError> {
        let place = self.place.clone();
        let row = self.ask(async |connection| {
            sqlx::query("SELECT steadyline.tables_version()").fetch_one(connection).await?.try_get::<i64, _>(0)
        })?;
        match row.cmp(&newest()) {
            std::cmp::Ordering::Equal => Ok(()),
            std::cmp::Ordering::Greater => Err(CentreError::Newer { place }),
            std::cmp::Ordering::Less => Err(CentreError::Older { place }),
        }
    }

    /// Waits for an answer, not for ever.
    fn ask<T>(&mut self, ask: impl AsyncFnOnce(&mut PgConnection) -> Result<T, sqlx::Error>) -> Result<T, CentreError> {
        let Self { runtime, connection, place, patience, stop, .. } = self;
        let answer = stop.unless(within(*patience, place, ask(connection)));
        runtime.block_on(answer).unwrap_or(Err(CentreError::Stopped))
    }

    /// Says good-bye, if anybody listens.
    pub fn close(self) {
        let Self { runtime, connection, patience, .. } = self;
        drop(runtime.block_on(async { tokio::time::timeout(patience, connection.close()).await }));
    }
}

async fn within<T>(
    patience: Duration,
    place: &str,
    answer: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, CentreError> {
    match tokio::time::timeout(patience, answer).await {
        Ok(answer) => answer.map_err(|error| CentreError::of(error, place, false)),
        Err(_) => Err(CentreError::Slow { place: place.to_owned(), seconds: patience.as_secs() }),
    }
}

fn newest() -> i64 {
    MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or(0)
}
