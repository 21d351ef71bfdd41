//! Attempts at drills without a call. They stand in the same table as calls; only their logs are of another kind.

use serde::Serialize;
use sqlx::sqlite::SqliteRow;
use sqlx::{ColumnIndex as _, Row as _};

use super::attempt::{Beginning, from_json, mode_name};
use super::{AttemptId, Store, StoreError};
use crate::call::{DrillHeader, DrillLine, DrillLog, Millis};
use crate::scenario::{DrillKind, PackFiles};

/// What an attempt was at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AttemptKind {
    #[default]
    Call,
    CallList,
    Tidy,
}

impl AttemptKind {
    #[must_use]
    pub const fn is_call(self) -> bool {
        matches!(self, Self::Call)
    }

    /// As the store writes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::CallList => DrillKind::CallList.name(),
            Self::Tidy => DrillKind::Tidy.name(),
        }
    }
}

impl From<DrillKind> for AttemptKind {
    fn from(kind: DrillKind) -> Self {
        match kind {
            DrillKind::CallList => Self::CallList,
            DrillKind::Tidy => Self::Tidy,
        }
    }
}

/// What is known when a drill is begun.
#[derive(Debug, Clone, Copy)]
pub struct NewDrill<'a> {
    pub header: &'a DrillHeader,
    /// The drill's title, for lists.
    pub title: &'a str,
    /// What the pack was read from: kept with the attempt.
    pub files: &'a PackFiles,
}

impl Store {
    /// Begins an attempt at a drill: its header and the files that it is made with are on the disk when this returns.
    ///
    /// # Errors
    /// When the database does not take it, or an assignment allows no more attempts at it.
    pub fn begin_drill(&self, new: &NewDrill<'_>) -> Result<AttemptId, StoreError> {
        let header = new.header;
        let beginning = Beginning {
            kind: header.kind.into(),
            pack: &header.pack,
            scenario: &header.drill,
            title: new.title,
            mode: mode_name(header.mode),
            seed: header.seed,
            person: &header.person,
            started_at: &header.started_at,
            twin: false,
            rewound_of: None,
            body: to_json(header)?,
            files: new.files,
        };
        self.runtime.block_on(async {
            let mut change = self.pool.begin().await?;
            let id = self.insert(&mut change, beginning).await?;
            change.commit().await?;
            Ok(id)
        })
    }

    /// Writes one action of a drill. It survives a power cut once this returns. `seq` counts from 0 in each attempt.
    ///
    /// # Errors
    /// When the database does not take it; a full disk is told as such.
    pub fn append_drill(&self, id: &AttemptId, seq: usize, line: &DrillLine) -> Result<(), StoreError> {
        let body = to_json(&line.action)?;
        self.runtime.block_on(async {
            let mut connection = self.pool.acquire().await?;
            self.write_action(&mut connection, id, (seq, line.at), body).await
        })
    }

    /// What an attempt was at.
    ///
    /// # Errors
    /// When there is none, or the database does not answer.
    pub fn kind(&self, id: &AttemptId) -> Result<AttemptKind, StoreError> {
        self.runtime.block_on(async {
            let row = sqlx::query("SELECT * FROM attempt WHERE id = ?")
                .bind(&id.0)
                .fetch_optional(&self.pool)
                .await?
                .ok_or_else(|| StoreError::NoAttempt(id.0.clone()))?;
            kind_of(&row)
        })
    }

    /// The log of an attempt at a drill.
    ///
    /// # Errors
    /// When there is none, it is a call's, or it cannot be read.
    pub fn drill_log(&self, id: &AttemptId) -> Result<DrillLog, StoreError> {
        if self.kind(id)?.is_call() {
            return Err(StoreError::NotADrill(id.0.clone()));
        }
        let (header, lines) = self.written(id)?;
        let header = from_json(&header)?;
        let line = |(at, body): (Millis, String)| Ok(DrillLine { at, action: from_json(&body)? });
        let lines = lines.into_iter().map(line).collect::<Result<_, StoreError>>()?;
        Ok(DrillLog { header, lines, cut_off: false })
    }
}

/// What a row of the table says that the attempt was at.
pub(super) fn kind_of(row: &SqliteRow) -> Result<AttemptKind, StoreError> {
    // A store of an earlier version, opened for reading only, knows calls alone.
    if "kind".index(row).is_err() {
        return Ok(AttemptKind::Call);
    }
    let name: String = row.try_get("kind")?;
    let known = [AttemptKind::Call, AttemptKind::CallList, AttemptKind::Tidy];
    let found = known.into_iter().find(|kind| kind.name() == name);
    found.ok_or_else(|| StoreError::Damaged(format!("nothing is known of attempts at a \"{name}\"")))
}

fn to_json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Damaged(error.to_string()))
}
