//! What the administrator does once: tables and roles, and a login for each desk and person.

use sqlx::Row as _;

use super::{Centre, CentreError, MIGRATIONS};

/// What a login is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoginKind {
    /// Brings its own attempts, and can do and read nothing else.
    Desk,
    /// Reads all attempts.
    Supervisor,
    /// Reads all attempts and writes what checking them has found.
    Administrator,
}

impl LoginKind {
    pub(super) fn of_name(name: &str) -> Option<Self> {
        [Self::Desk, Self::Supervisor, Self::Administrator].into_iter().find(|kind| kind.name() == name)
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Desk => "desk",
            Self::Supervisor => "supervisor",
            Self::Administrator => "administrator",
        }
    }
}

/// A login that was made. Its password is told once.
#[derive(Debug, Clone)]
pub struct Login {
    pub role: String,
    pub password: String,
}

impl Login {
    /// The centre's address with this login in place of another.
    ///
    /// # Errors
    /// When the address makes no sense.
    pub fn address(&self, url: &str) -> Result<String, CentreError> {
        let (scheme, rest) =
            url.split_once("://").ok_or_else(|| CentreError::Address("it has no scheme".to_owned()))?;
        let place = rest.rsplit_once('@').map_or(rest, |(_, place)| place);
        Ok(format!("{scheme}://{}:{}@{place}", self.role, self.password))
    }
}

impl Centre {
    /// Says for which teams a desk is; none is for all.
    ///
    /// # Errors
    /// When the login may not, or the database does not answer.
    pub fn limit(&mut self, desk: &Login, teams: &[String]) -> Result<(), CentreError> {
        let teams = (!teams.is_empty()).then_some(teams);
        self.ask(async |connection| {
            let query = sqlx::query("SELECT steadyline.limit_desk($1, $2)").bind(&desk.role).bind(teams);
            query.execute(connection).await.map(drop)
        })
    }

    /// How many attempts there are, of all desks.
    ///
    /// # Errors
    /// When the login may not read, or the database does not answer.
    pub fn attempts(&mut self) -> Result<i64, CentreError> {
        self.ask(async |connection| {
            sqlx::query("SELECT count(*) FROM steadyline.attempt").fetch_one(connection).await?.try_get(0)
        })
    }

    /// Makes the tables and roles, or brings them up to date. What a newer program made is left alone.
    ///
    /// # Errors
    /// When the login may not, the database is a newer program's, or it does not answer.
    pub fn init(&mut self) -> Result<(), CentreError> {
        let place = self.place.clone();
        let there = self.ask(async |connection| {
            sqlx::query("SELECT to_regclass('steadyline._sqlx_migrations') IS NOT NULL")
                .fetch_one(connection)
                .await?
                .try_get::<bool, _>(0)
        })?;
        if !there {
            self.ask(async |connection| {
                sqlx::query("CREATE SCHEMA IF NOT EXISTS steadyline").execute(connection).await.map(drop)
            })?;
        }
        let run = async {
            sqlx::query("SET search_path TO steadyline")
                .execute(&mut self.connection)
                .await
                .map_err(|error| CentreError::of(error, &place, false))?;
            MIGRATIONS.run(&mut self.connection).await.map_err(|error| match error {
                sqlx::migrate::MigrateError::VersionMissing(_) => CentreError::Newer { place: place.clone() },
                sqlx::migrate::MigrateError::Execute(error)
                | sqlx::migrate::MigrateError::ExecuteMigration(error, _) => CentreError::of(error, &place, false),
                other => CentreError::Database(other.to_string()),
            })
        };
        self.runtime.block_on(run)
    }

    /// Makes a login, or gives one a new password; a desk's next key is then taken as its own.
    ///
    /// # Errors
    /// When the name does not do, the login may not, or the database does not answer.
    pub fn add(&mut self, kind: LoginKind, name: &str) -> Result<Login, CentreError> {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        if name.is_empty() || name.len() > 40 || !name.bytes().all(fits) {
            return Err(CentreError::Name(name.to_owned()));
        }
        self.same_version()?;
        let password = password()?;
        let role = self.ask(async |connection| {
            let query = sqlx::query("SELECT steadyline.enrol($1, $2, $3)").bind(kind.name()).bind(name).bind(&password);
            query.fetch_one(connection).await?.try_get(0)
        })?;
        Ok(Login { role, password })
    }
}

/// 160 random bits.
fn password() -> Result<String, CentreError> {
    let mut secret = [0; 20];
    getrandom::fill(&mut secret).map_err(|error| CentreError::Database(error.to_string()))?;
    Ok(secret.iter().map(|byte| format!("{byte:02x}")).collect())
}
