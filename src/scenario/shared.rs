//! A part of an authored file that is kept in two places, the script as written and the script as checked, without a copy.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use serde::{Deserialize, Deserializer};

/// Read as its contents are. Whoever changes it changes a copy of his own, if somebody else has it too.
#[derive(Debug, PartialEq, Eq)]
pub struct Shared<T>(Arc<T>);

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> From<T> for Shared<T> {
    fn from(value: T) -> Self {
        Self(Arc::new(value))
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Clone> DerefMut for Shared<T> {
    fn deref_mut(&mut self) -> &mut T {
        Arc::make_mut(&mut self.0)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Shared<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_a_change_of_ones_own() {
        let kept = Shared::from("as written".to_owned());
        let mut changed = kept.clone();
        assert!(std::ptr::eq(&*kept, &*changed), "there is one of it");
        changed.push_str(", and more");
        assert_eq!((kept.as_str(), changed.as_str()), ("as written", "as written, and more"));
    }
}
