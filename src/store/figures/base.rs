//! One question, two databases: a desk's `SQLite` file and the centre's `PostgreSQL` answer the same text.
//!
//! What both understand is used and nothing else: `$1` for what is asked with, whole numbers of 64 bits, texts.

use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{AssertSqlSafe, Row as _};

/// A database that answers.
#[derive(Debug)]
pub enum Base<'c> {
    Desk(&'c mut SqliteConnection),
    #[cfg(feature = "centre")]
    Centre(&'c mut sqlx::postgres::PgConnection),
}

/// What is asked with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Int(i64),
    Text(String),
    /// No number.
    None,
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Int(i64::from(value))
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<&String> for Value {
    fn from(value: &String) -> Self {
        Self::Text(value.clone())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

/// A row of an answer.
#[derive(Debug)]
pub enum Line {
    Desk(SqliteRow),
    #[cfg(feature = "centre")]
    Centre(sqlx::postgres::PgRow),
}

impl Line {
    pub fn int(&self, at: usize) -> Result<i64, sqlx::Error> {
        match self {
            Self::Desk(row) => row.try_get(at),
            #[cfg(feature = "centre")]
            Self::Centre(row) => row.try_get(at),
        }
    }

    pub fn text(&self, at: usize) -> Result<String, sqlx::Error> {
        match self {
            Self::Desk(row) => row.try_get(at),
            #[cfg(feature = "centre")]
            Self::Centre(row) => row.try_get(at),
        }
    }

    pub fn yes(&self, at: usize) -> Result<bool, sqlx::Error> {
        Ok(self.int(at)? != 0)
    }

    /// A number where less than nothing stands for none.
    pub fn some(&self, at: usize) -> Result<Option<i64>, sqlx::Error> {
        Ok(Some(self.int(at)?).filter(|number| *number >= 0))
    }
}

/// Binds what is asked with, whichever database it is.
macro_rules! bound {
    ($sql:expr, $with:expr) => {{
        let mut query = sqlx::query(AssertSqlSafe($sql.to_owned()));
        for value in $with {
            query = match value {
                Value::Int(value) => query.bind(value),
                Value::Text(value) => query.bind(value),
                Value::None => query.bind(None::<i64>),
            };
        }
        query
    }};
}

impl Base<'_> {
    /// The rows that a question finds.
    pub async fn rows(&mut self, sql: &str, with: Vec<Value>) -> Result<Vec<Line>, sqlx::Error> {
        Ok(match self {
            Self::Desk(connection) => {
                let rows = bound!(sql, with).fetch_all(&mut **connection).await?;
                rows.into_iter().map(Line::Desk).collect()
            }
            #[cfg(feature = "centre")]
            Self::Centre(connection) => {
                let rows = bound!(sql, with).fetch_all(&mut **connection).await?;
                rows.into_iter().map(Line::Centre).collect()
            }
        })
    }

    /// The first of the rows.
    pub async fn row(&mut self, sql: &str, with: Vec<Value>) -> Result<Option<Line>, sqlx::Error> {
        Ok(self.rows(sql, with).await?.into_iter().next())
    }

    /// Changes something. Says how many rows.
    pub async fn run(&mut self, sql: &str, with: Vec<Value>) -> Result<u64, sqlx::Error> {
        Ok(match self {
            Self::Desk(connection) => bound!(sql, with).execute(&mut **connection).await?.rows_affected(),
            #[cfg(feature = "centre")]
            Self::Centre(connection) => bound!(sql, with).execute(&mut **connection).await?.rows_affected(),
        })
    }

    /// Where several may write at once, the others wait here until the change is made. A desk has one writer at a time anyway.
    pub async fn alone(&mut self) -> Result<(), sqlx::Error> {
        #[cfg(feature = "centre")]
        if let Self::Centre(connection) = self {
            sqlx::query("SELECT pg_advisory_xact_lock(7329104)").execute(&mut **connection).await?;
        }
        Ok(())
    }
}

/// `$4, $5, $6` for so many values from a number on.
pub fn places(from: usize, count: usize) -> String {
    let all: Vec<String> = (from..from + count).map(|number| format!("${number}")).collect();
    all.join(", ")
}
