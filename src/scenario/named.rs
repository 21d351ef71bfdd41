//! An ordered map for authored files: keeps the order of the file and refuses a key that is written twice,
//! which plain RON maps swallow without a word.

use std::fmt;
use std::hash::Hash;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use indexmap::IndexMap;
use indexmap::map::Entry;
use rustc_hash::FxBuildHasher;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde::{Serialize, Serializer};

/// A map in the order of the file, keyed by `K`. A repeated key is an error at the place where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Ordered<K: Hash + Eq, V>(IndexMap<K, V, FxBuildHasher>);

/// A map in the order of the file, keyed by name.
pub type Named<V> = Ordered<String, V>;

impl<K: Hash + Eq, V> Default for Ordered<K, V> {
    fn default() -> Self {
        Self(IndexMap::default())
    }
}

impl<K: Hash + Eq, V> Deref for Ordered<K, V> {
    type Target = IndexMap<K, V, FxBuildHasher>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<K: Hash + Eq, V> DerefMut for Ordered<K, V> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl<K: Hash + Eq, V> FromIterator<(K, V)> for Ordered<K, V> {
    fn from_iter<T: IntoIterator<Item = (K, V)>>(iter: T) -> Self {
        Self(iter.into_iter().collect())
    }
}

impl<'a, K: Hash + Eq, V> IntoIterator for &'a Ordered<K, V> {
    type Item = (&'a K, &'a V);
    type IntoIter = indexmap::map::Iter<'a, K, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<K: Hash + Eq + Serialize, V: Serialize> Serialize for Ordered<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(&self.0)
    }
}

impl<'de, K, V> Deserialize<'de> for Ordered<K, V>
where
    K: Deserialize<'de> + Hash + Eq + fmt::Debug,
    V: Deserialize<'de>,
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(OrderedVisitor(PhantomData))
    }
}

struct OrderedVisitor<K, V>(PhantomData<(K, V)>);

impl<'de, K, V> Visitor<'de> for OrderedVisitor<K, V>
where
    K: Deserialize<'de> + Hash + Eq + fmt::Debug,
    V: Deserialize<'de>,
{
    type Value = Ordered<K, V>;

    fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str("a map in braces, { \"name\": value }")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut map = IndexMap::default();
        while let Some(key) = access.next_key::<K>()? {
            match map.entry(key) {
                Entry::Occupied(entry) => {
                    return Err(A::Error::custom(format!("{:?} is written twice in one map", entry.key())));
                }
                Entry::Vacant(entry) => entry.insert(access.next_value()?),
            };
        }
        Ok(Ordered(map))
    }
}
