//! The packs of this desk, with their practice databases laid out.

use std::sync::Arc;

use bevy::prelude::*;

use crate::call::Base;
use crate::scenario::Pack;

/// The packs that can be played.
#[derive(Resource, Debug, Clone)]
pub struct Library {
    pub packs: Vec<Arc<Pack>>,
    bases: Vec<Arc<Base>>,
    /// What was wrong with packs that could not be used, for a notice.
    pub faults: Vec<String>,
}

impl Library {
    /// Lays out the practice database of each pack.
    #[must_use]
    pub fn new(packs: Vec<Arc<Pack>>, faults: Vec<String>) -> Self {
        let bases = packs.iter().map(|pack| Arc::new(Base::lay_out(pack))).collect();
        Self { packs, bases, faults }
    }

    /// The practice database of a pack.
    #[must_use]
    pub fn base(&self, pack: &Arc<Pack>) -> Arc<Base> {
        let found = self.packs.iter().position(|other| other.id == pack.id);
        found.map_or_else(|| Arc::new(Base::lay_out(pack)), |at| Arc::clone(&self.bases[at]))
    }
}
