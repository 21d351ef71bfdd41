//! What goes wrong between a desk and the centre, in plain words.

use crate::store::StoreError;

/// Why something could not be done at the centre. Attempts stay at the desk until they are there.
#[derive(Debug, thiserror::Error)]
pub enum CentreError {
    #[error("this is no address of a centre: {0}; write postgres://LOGIN@HOST/DATABASE")]
    Address(String),
    #[error("the centre at {place} cannot be reached: {cause}; the attempts stay here, run this again later")]
    Down { place: String, cause: String },
    #[error(
        "the connection to the centre at {place} broke: {cause}; what had arrived is kept there, run this again for the rest"
    )]
    Cut { place: String, cause: String },
    #[error("the centre at {place} has not answered for {seconds} s; the attempts stay here, run this again later")]
    Slow { place: String, seconds: u64 },
    #[error("the centre at {place} is full; its administrator has to make room, and the attempts stay here until then")]
    Full { place: String },
    #[error("the centre at {place} has too many desks at a time; run this again in a minute")]
    Busy { place: String },
    #[error("the centre at {place} takes nothing at the moment: {cause}; run this again later")]
    Closed { place: String, cause: String },
    #[error("the connection to the centre at {place} cannot be made safe: {cause}")]
    Unsafe { place: String, cause: String },
    #[error("the centre at {place} does not know this login or its password: {cause}")]
    Login { place: String, cause: String },
    #[error("this login may not do that at the centre: {0}")]
    Rights(String),
    #[error(
        "the database at {place} is no centre of Steadyline; its administrator makes it one with `steadyline centre init`"
    )]
    NoCentre { place: String },
    #[error("the centre at {place} is of a newer Steadyline, and was left as it is; update this one")]
    Newer { place: String },
    #[error(
        "the centre at {place} is of an older Steadyline; its administrator brings it up to date with `steadyline centre init`"
    )]
    Older { place: String },
    #[error("this login is no desk's: the administrator adds this desk with `steadyline centre add desk NAME`")]
    NoDesk,
    #[error(
        "this login belongs to another desk: each desk needs one of its own, and the administrator adds it with `steadyline centre add desk NAME`"
    )]
    OtherDesk,
    #[error("this data folder came to the centre with another login before; use that one")]
    OtherLogin,
    #[error(
        "the key of this desk is not the one that the centre knows; bring desk.key back, or let the administrator accept the new one with `steadyline centre add desk NAME`"
    )]
    OtherKey,
    #[error(
        "the centre has other attempts under this desk's numbers: the data folder was copied, or an old one was put back; nothing was brought, ask the administrator which of the two goes on"
    )]
    Forked,
    #[error(
        "this login belongs to another data folder: whoever supervises from several needs a login for each, and the administrator adds it with `steadyline centre add`"
    )]
    OtherSeat,
    #[error(
        "the people of this centre are kept in another data folder; publish them from there, or let this one take over with --instead"
    )]
    PeopleElsewhere,
    #[error(
        "the centre has another audit trail under this data folder: it was copied, or an old one was put back; ask the administrator which of the two goes on"
    )]
    OtherTrail,
    #[error("the name \"{0}\" does not do: letters a to z, digits and _ , 40 at the most")]
    Name(String),
    #[error("the sync was ended before it was done")]
    Stopped,
    #[error("the centre's database says: {0}")]
    Database(String),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl CentreError {
    /// What a database error means. `first` while the connection is being made.
    pub(super) fn of(error: sqlx::Error, place: &str, first: bool) -> Self {
        let place = place.to_owned();
        let cause = error.to_string();
        let Some(said) = error.as_database_error() else {
            return match error {
                sqlx::Error::Tls(_) => Self::Unsafe { place, cause },
                sqlx::Error::Configuration(_) => Self::Address(cause),
                _ if first => Self::Down { place, cause },
                _ => Self::Cut { place, cause },
            };
        };
        let cause = said.message().to_owned();
        match said.code().as_deref().unwrap_or_default() {
            "SL001" => Self::NoDesk,
            "SL002" => Self::OtherDesk,
            "SL003" => Self::OtherLogin,
            "SL008" => Self::OtherSeat,
            "SL009" => Self::PeopleElsewhere,
            "SL010" => Self::OtherTrail,
            "SL005" => Self::OtherKey,
            "SL004" | "SL006" | "SL007" => Self::Forked,
            "53100" | "53200" => Self::Full { place },
            "53300" => Self::Busy { place },
            "57P01" | "57P02" | "57P03" | "57014" | "55P03" | "25006" => Self::Closed { place, cause },
            "28000" | "28P01" | "3D000" => Self::Login { place, cause },
            "3F000" | "42883" | "42P01" => Self::NoCentre { place },
            "42501" => Self::Rights(cause),
            _ => Self::Database(cause),
        }
    }
}
