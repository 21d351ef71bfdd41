//! The language in which calls are played: what is said, the captions, the voice and the debrief. Interfaces stay as they are.

use std::collections::BTreeSet;
use std::sync::Arc;

use bevy::prelude::*;

use super::{Chosen, Library};
use crate::call::Setup;
use crate::scenario::Scenario;
use crate::text::Texts;

/// The language that is wished for, as a tag; empty for the packs' own.
#[derive(Resource, Debug, Clone, Default, PartialEq, Eq)]
pub struct CallLanguage(pub String);

impl CallLanguage {
    /// What people call a language; the tag itself where there is no word for it.
    #[must_use]
    pub fn name(texts: &Texts, tag: &str) -> String {
        let key = format!("language-{tag}");
        if texts.has(&key) { texts.get(&key) } else { tag.to_owned() }
    }
}

impl Library {
    /// The languages into which any of the calls is translated.
    #[must_use]
    pub fn languages(&self) -> BTreeSet<String> {
        let scenarios = self.packs.iter().flat_map(|pack| &pack.scenarios);
        scenarios.flat_map(|scenario| scenario.languages.keys().cloned()).collect()
    }

    /// The scenario of a call as it is now, to be taken again.
    #[must_use]
    pub fn again(&self, setup: &Setup, twin: bool) -> Chosen {
        let found = self.packs.iter().find(|pack| pack.id == setup.pack.id);
        let found = found.and_then(|pack| Some((pack.clone(), pack.scenario(&setup.scenario.id)?.clone())));
        let (pack, scenario) = found.unwrap_or_else(|| (setup.pack.clone(), setup.scenario.clone()));
        Chosen { pack, scenario, twin }
    }
}

impl Chosen {
    /// The scenario as it will be played: in the language that is wished for, where it is translated into that.
    #[must_use]
    pub fn spoken(&self, language: &CallLanguage) -> &Arc<Scenario> {
        self.scenario.in_language(&language.0).unwrap_or(&self.scenario)
    }

    /// Whether it is played in the pack's language for want of a translation.
    #[must_use]
    pub fn lacks(&self, language: &CallLanguage) -> bool {
        let own = &self.pack.source.locale;
        !language.0.is_empty() && language.0 != *own && self.scenario.in_language(&language.0).is_none()
    }
}
