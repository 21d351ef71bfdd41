//! Attempts kept and queried: one `SQLite` file in the data folder, written as things happen.
//!
//! The calls here block; the app makes them from a worker of its own. An action is on the disk when `append` returns.

mod assignment;
mod attempt;
mod audit;
mod backup;
#[cfg(feature = "centre")]
pub mod centre;
mod drill;
mod elsewhere;
mod figures;
mod folder;
mod frozen;
mod judgement;
mod measure;
mod people;
mod personal;
mod practice;
pub mod seal;
mod setting;
mod spoken;
mod taken;

use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Row as _, SqlitePool};

pub use assignment::{
    Assigned, AssignedFilter, Assignment, AssignmentError, AssignmentId, NewAssignment, Step, StepState, StepStatus,
};
pub use attempt::{AttemptFilter, AttemptId, AttemptSummary, NewAttempt, SortBy};
pub use audit::{AuditEntry, AuditKind, Tampering, TrailEnd};
pub use backup::copies;
pub use drill::{AttemptKind, NewDrill};
pub use figures::{
    Answer, Choice, FirstCall, Indexes, Kept, ListFilter, MadeCall, Page, PersonSum, PointSum, ReplyChoice,
    ScenarioSums, Standing, TeamSums, Template, Words, outcome,
};
pub use folder::default_folder;
pub use judgement::{
    Appeal, Blind, BlindScore, Calibrated, Comment, Decision, Judgement, JudgementError, Level, NewComment, Override,
    Period, PutUp, Rated, ReviewFilter, ReviewLine, Ruled, Ruling, SignOff,
};
pub use people::{
    Actor, ERASED, IdleLock, ImportFault, ImportProblem, Imported, LONGEST_NAME, NameFault, NewPerson, PeopleError,
    Person, PersonId, Refused, Right, Role, SHORTEST, SignInRule, Someone, Team, TeamId, may, name_of, read_people,
    wait_after, wait_left,
};
pub use personal::CriterionPoints;
pub use setting::{CALL_LANGUAGE, PACKS_FOLDER, VOICE_ENGINE};

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("src/store/migrations/sqlite");

/// Why the store cannot do something. Each says what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the data folder {path} cannot be used: {cause}; choose another with --data DIR")]
    Folder { path: PathBuf, cause: std::io::Error },
    #[error("another Steadyline is using the data folder {path}; close it, or give this one its own with --data DIR")]
    InUse { path: PathBuf },
    #[error("the disk is full; what was done up to now is kept, and what comes is written as soon as you make room")]
    Full,
    #[error("the database may not be written; let this account write there, or choose another folder with --data DIR")]
    ReadOnly,
    #[error("the database in {path} is of a newer Steadyline; update this one")]
    Newer { path: PathBuf },
    #[error("there is no attempt {0}")]
    NoAttempt(String),
    #[error("{0} is an attempt at a drill without a call: there is no call in it")]
    NotACall(String),
    #[error("{0} is an attempt at a call, and not at a drill")]
    NotADrill(String),
    #[error("a run that an author began in the middle of the call is no attempt, and is not kept")]
    AuthorRun,
    #[error(transparent)]
    Key(#[from] seal::KeyError),
    #[error(transparent)]
    People(#[from] PeopleError),
    #[error(transparent)]
    Judgement(#[from] JudgementError),
    #[error(transparent)]
    Assignment(#[from] AssignmentError),
    #[error("{0} was erased, or let go as too old: its numbers are kept, and its log is not")]
    Erased(String),
    #[error("the audit trail was tampered with: {0}")]
    Tampered(#[from] Tampering),
    #[error("a stored attempt cannot be read: {0}")]
    Damaged(String),
    #[error("the database does not answer: {0}")]
    Database(sqlx::Error),
}

impl From<Refused> for StoreError {
    fn from(refused: Refused) -> Self {
        Self::People(refused.into())
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let code = error.as_database_error().and_then(|database| database.code());
        match code.and_then(|code| code.parse::<u32>().ok()) {
            Some(code) if is_full(code) => Self::Full,
            Some(code) if code & 0xff == SQLITE_READONLY => Self::ReadOnly,
            _ => Self::Database(error),
        }
    }
}

const SQLITE_READONLY: u32 = 8;
const SQLITE_FULL: u32 = 13;

/// Extended codes keep the plain one in the low byte. The file that readers and the writer share has a code of its own
/// for a disk that has no room for it.
const fn is_full(code: u32) -> bool {
    const SQLITE_IOERR_SHMSIZE: u32 = 4874;
    code & 0xff == SQLITE_FULL || code == SQLITE_IOERR_SHMSIZE
}

impl StoreError {
    /// What people are told: with the folder, where the message does not name it.
    #[must_use]
    pub fn told(&self, folder: &Path) -> String {
        match self {
            Self::Folder { .. }
            | Self::InUse { .. }
            | Self::Newer { .. }
            | Self::AuthorRun
            | Self::Key(_)
            | Self::People(_)
            | Self::Judgement(_)
            | Self::Assignment(_) => self.to_string(),
            Self::Full
            | Self::ReadOnly
            | Self::NoAttempt(_)
            | Self::NotACall(_)
            | Self::NotADrill(_)
            | Self::Erased(_)
            | Self::Damaged(_)
            | Self::Tampered(_)
            | Self::Database(_) => {
                format!("{}: {self}", folder.display())
            }
        }
    }
}

/// The attempts of one data folder.
#[derive(Debug)]
pub struct Store {
    pub(super) runtime: tokio::runtime::Runtime,
    pub(super) pool: SqlitePool,
    pub(super) site: String,
    folder: PathBuf,
    /// Held as long as the store is open for writing.
    _lock: Option<std::fs::File>,
}

impl Store {
    /// Opens the store of a data folder for writing, and makes it if it is not there. One program at a time.
    ///
    /// # Errors
    /// When the folder cannot be written or another program has it.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        let lock = folder::lock(folder)?;
        Self::connect(folder, Access::Alone(lock))
    }

    /// Opens the store beside a program that writes, for the little that may be written at any time: that somebody signs in.
    ///
    /// # Errors
    /// When there is no store in the folder, or an older program is using it.
    pub fn open_beside(folder: &Path) -> Result<Self, StoreError> {
        drop(Self::open_to_read(folder)?);
        Self::connect(folder, Access::Beside)
    }

    /// Opens the store for reading beside a program that writes. One that an older program made is brought up to date first.
    ///
    /// # Errors
    /// When there is no store in the folder, or an older program is using it.
    pub fn open_to_read(folder: &Path) -> Result<Self, StoreError> {
        let file = folder.join(FILE);
        if !file.is_file() {
            let cause = std::io::Error::new(std::io::ErrorKind::NotFound, "there are no attempts in it yet");
            return Err(StoreError::Folder { path: folder.to_path_buf(), cause });
        }
        let store = Self::connect(folder, Access::Read)?;
        if store.is_older()? {
            drop(store);
            drop(Self::open(folder)?);
            return Self::connect(folder, Access::Read);
        }
        Ok(store)
    }

    /// Whether a migration of this program has not been made yet.
    fn is_older(&self) -> Result<bool, StoreError> {
        self.runtime.block_on(backup::is_older(&self.pool))
    }

    fn connect(folder: &Path, access: Access) -> Result<Self, StoreError> {
        let cannot = |cause| StoreError::Folder { path: folder.to_path_buf(), cause };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(cannot)?;
        let url = format!("sqlite://{}", folder.join(FILE).display());
        let writes = matches!(access, Access::Alone(_));
        let reads_alone = matches!(access, Access::Read);
        let mut options = SqliteConnectOptions::from_str(&url)?.create_if_missing(writes).read_only(reads_alone);
        if !reads_alone {
            // FULL: an action that was taken survives a power cut.
            options = options.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full);
        }
        let (pool, site) = runtime.block_on(async {
            let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
            if writes {
                backup::keep_old(&pool, folder).await?;
                MIGRATIONS.run(&pool).await.map_err(|error| migration_error(folder, error))?;
            }
            let site = site(&pool, writes).await?;
            Ok::<_, StoreError>((pool, site))
        })?;
        let _lock = if let Access::Alone(lock) = access { Some(lock) } else { None };
        Ok(Self { runtime, pool, site, folder: folder.to_path_buf(), _lock })
    }
}

/// How a store is opened.
enum Access {
    Read,
    /// For short changes, while another program may hold the folder.
    Beside,
    /// With the folder's lock.
    Alone(std::fs::File),
}

const FILE: &str = "steadyline.db";

fn migration_error(folder: &Path, error: sqlx::migrate::MigrateError) -> StoreError {
    match error {
        sqlx::migrate::MigrateError::VersionMissing(_) => StoreError::Newer { path: folder.to_path_buf() },
        sqlx::migrate::MigrateError::Execute(error) => error.into(),
        other => StoreError::Damaged(other.to_string()),
    }
}

/// The name of this desk's site in every key, made once.
async fn site(pool: &SqlitePool, writes: bool) -> Result<String, StoreError> {
    if let Some(row) = sqlx::query("SELECT value FROM setting WHERE name = 'site'").fetch_optional(pool).await? {
        return Ok(row.try_get(0)?);
    }
    let site = uuid::Uuid::now_v7().to_string();
    if writes {
        sqlx::query("INSERT INTO setting (name, value) VALUES ('site', ?)").bind(&site).execute(pool).await?;
    }
    Ok(site)
}
