//! Who has signed in at the centre, and from which data folder.

use sqlx::Row as _;

use super::{Centre, CentreError, LoginKind};
use crate::store::Store;

impl Centre {
    /// What the login is for.
    ///
    /// # Errors
    /// When it is for nothing here, the centre is of another version, or it does not answer.
    pub fn kind(&mut self) -> Result<LoginKind, CentreError> {
        self.same_version()?;
        let name: String = self
            .ask(async |connection| sqlx::query("SELECT steadyline.who()").fetch_one(connection).await?.try_get(0))?;
        LoginKind::of_name(&name).ok_or(CentreError::NoDesk)
    }

    /// Binds a supervisor's or administrator's login to a data folder, or sees that it is bound to it.
    ///
    /// # Errors
    /// When the login is a desk's, or another data folder's.
    pub(super) fn open_seat(&mut self, store: &Store) -> Result<LoginKind, CentreError> {
        let kind = self.kind()?;
        if kind != LoginKind::Desk {
            let site = store.site();
            self.ask(async |connection| {
                sqlx::query("SELECT steadyline.sit($1)").bind(site).execute(connection).await.map(drop)
            })?;
        }
        Ok(kind)
    }
}
