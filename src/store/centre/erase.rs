//! People who are to be forgotten, and attempts that are too old.

use sqlx::Row as _;

use super::{Centre, CentreError};

/// What is taken out of the centre. Counts by month stay, of nobody in particular.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Erasure {
    /// All attempts under this name, at every desk.
    Person(String),
    /// What stands further back than so many days, 1 at the least.
    OlderThan(i32),
}

impl Erasure {
    /// The name or nothing, the days or nothing.
    fn parts(&self) -> (Option<&str>, Option<i32>) {
        match self {
            Self::Person(name) => (Some(name), None),
            Self::OlderThan(days) => (None, Some(*days)),
        }
    }
}

impl Centre {
    /// How many attempts would be erased.
    ///
    /// # Errors
    /// When the login may not, or the database does not answer.
    pub fn erasable(&mut self, what: &Erasure) -> Result<i64, CentreError> {
        self.same_version()?;
        let (name, days) = what.parts();
        self.ask(async |connection| {
            let query = "SELECT count(*) FROM steadyline.attempt \
                         WHERE person IN (SELECT steadyline.names_of($1)) OR placed_at < now() - make_interval(days => $2)";
            sqlx::query(query).bind(name).bind(days).fetch_one(connection).await?.try_get(0)
        })
    }

    /// Erases attempts with their logs. Says how many there were.
    ///
    /// # Errors
    /// When the login may not, or the database does not answer: then nothing was erased.
    pub fn erase(&mut self, what: &Erasure) -> Result<i64, CentreError> {
        self.same_version()?;
        let (name, days) = what.parts();
        let query = match what {
            Erasure::Person(_) => sqlx::query("SELECT steadyline.erase_person($1)").bind(name),
            Erasure::OlderThan(_) => sqlx::query("SELECT steadyline.erase_older(make_interval(days => $1))").bind(days),
        };
        let erased = self.ask(async |connection| query.fetch_one(connection).await?.try_get(0))?;
        self.make_figures()?;
        Ok(erased)
    }
}
