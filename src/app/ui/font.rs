//! The fonts, embedded in the program: Noto Sans for Latin, Cyrillic and Greek, Noto Sans Devanagari for Hindi.
//! No system font is read, so a text looks the same on every machine.

use bevy::prelude::*;
use bevy::text::{Font, FontCx};
use parley::fontique::{FallbackKey, Script};

/// The family of all text.
pub const FAMILY: &str = "Noto Sans";

const DEVANAGARI: &str = "Noto Sans Devanagari";

/// The scripts whose letters each family lends to texts that start in another one.
const FALLBACKS: [(&str, [u8; 4]); 4] =
    [(FAMILY, *b"Latn"), (FAMILY, *b"Cyrl"), (FAMILY, *b"Grek"), (DEVANAGARI, *b"Deva")];

/// The font files, as the charts' renderer needs them too.
pub const FILES: [&[u8]; 4] = [
    include_bytes!("../../../assets/fonts/NotoSans-Regular.ttf"),
    include_bytes!("../../../assets/fonts/NotoSans-Bold.ttf"),
    include_bytes!("../../../assets/fonts/NotoSansDevanagari-Regular.ttf"),
    include_bytes!("../../../assets/fonts/NotoSansDevanagari-Bold.ttf"),
];

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<FontCx>();
    register(&mut app.world_mut().resource_mut::<FontCx>());
}

/// Puts the families straight into the collection: a `Font` asset would be reached by its handle only,
/// and a handle has no fallback to another script.
fn register(fonts: &mut FontCx) {
    for file in FILES {
        fonts.collection.register_fonts(Font::from_bytes(file.to_vec()).data, None);
    }
    for (family, script) in FALLBACKS {
        let id = fonts.collection.family_id(family);
        let key = FallbackKey::new(Script::from_bytes(script), None);
        fonts.collection.append_fallbacks(key, id.into_iter());
    }
}
