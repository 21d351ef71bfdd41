//! Passphrases: Argon2id with a salt of its own each, at the costs that the crate recommends. No passphrase is kept.

use argon2::password_hash::Error;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher as _, PasswordVerifier as _};
use unicode_normalization::UnicodeNormalization as _;
use uuid::Uuid;

use super::PeopleError;

/// The fewest characters of a passphrase. Length is what counts, so nothing is asked about kinds of signs (NIST SP 800-63B).
pub const SHORTEST: usize = 12;
/// More would only cost time to work on.
const LONGEST: usize = 1000;

/// The same passphrase typed on another keyboard may come in other signs.
fn as_typed(passphrase: &str) -> String {
    passphrase.nfkc().collect()
}

/// What is kept of a passphrase: a PHC string with its salt and costs.
///
/// # Errors
/// When it is too short or too long, or the name itself.
pub(super) fn keep(passphrase: &str, name: &str) -> Result<String, PeopleError> {
    let typed = as_typed(passphrase);
    let long = typed.chars().count();
    if long < SHORTEST {
        return Err(PeopleError::Short);
    }
    if long > LONGEST {
        return Err(PeopleError::Long);
    }
    if typed.trim().to_lowercase() == name.to_lowercase() {
        return Err(PeopleError::OwnName);
    }
    let kept: Result<PasswordHash, _> = Argon2::default().hash_password(typed.as_bytes());
    kept.map(|phc| phc.to_string()).map_err(|error| PeopleError::Hash(error.to_string()))
}

/// Whether a passphrase is the one that was kept.
///
/// # Errors
/// When what was kept cannot be read.
pub(super) fn fits(passphrase: &str, kept: &str) -> Result<bool, PeopleError> {
    let typed = as_typed(passphrase);
    if typed.chars().count() > LONGEST {
        return Ok(false);
    }
    let hash = PasswordHash::new(kept).map_err(|error| PeopleError::Hash(error.to_string()))?;
    match Argon2::default().verify_password(typed.as_bytes(), &hash) {
        Ok(()) => Ok(true),
        Err(Error::PasswordInvalid) => Ok(false),
        Err(error) => Err(PeopleError::Hash(error.to_string())),
    }
}

/// A key that says nothing, not even when it was made: for what must not be told from anything else.
///
/// # Errors
/// When the machine gives no random bytes.
pub(in crate::store) fn random_key() -> Result<Uuid, PeopleError> {
    let bytes = argon2::password_hash::try_generate_salt().map_err(|error| PeopleError::Hash(error.to_string()))?;
    Ok(uuid::Builder::from_random_bytes(bytes).into_uuid())
}
