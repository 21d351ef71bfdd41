//! The kit that every screen is built from. It shows what it is given and reports what the user wishes;
//! it knows nothing of calls, and every word in it is handed in.

use bevy::prelude::*;

pub mod button;
pub mod chart;
pub mod checkbox;
pub mod choice;
pub mod field;
pub mod focus;
pub mod font;
pub mod frame;
pub mod list;
pub mod modal;
pub mod notice;
pub mod scale;
pub mod scroll;
pub mod skin;
pub mod speech;
pub mod text;
pub mod theme;
pub mod tokens;

/// What a screen needs to be written.
pub mod prelude {
    pub use super::button::{ButtonType, Caption, KeyPlace, KeyShown, PushButton, SpokenName, key_hint};
    pub use super::chart::Chart;
    pub use super::checkbox::TickBox;
    pub use super::choice::{Choice, ChoiceChanged, ChoiceOptions, ChoiceValue};
    pub use super::field::{Field, FieldEdited, FieldHint, FieldLeft, FieldParts, FieldSubmitted, FieldText, SetField};
    pub use super::focus::{FocusRing, FocusRingWithin};
    pub use super::frame::{Meter, Pill, Tone, card, chevron, divider, panel, spacer};
    pub use super::list::{PickList, PickRow, RowChosen, SelectRow, StandOn, Tabs, tab, tab_with_key};
    pub use super::modal::Modal;
    pub use super::notice::{Notice, NoticeWords};
    pub use super::scale::{Span, StackBelow, Stacked, TextSize};
    pub use super::scroll::{ScrollBox, Scrolls, SticksToEnd};
    pub use super::skin::{FollowsSkin, Skin};
    pub use super::speech::spoken;
    pub use super::text::{Type, body, dim, heading, line, text, typeface};
    pub use super::theme::{Edge, Fill, Ink};
    pub use super::tokens::*;
    pub use bevy::ui_widgets::{Activate, ValueChange};
}

pub(super) fn plugin(app: &mut App) {
    app.add_plugins((font::plugin, theme::plugin, scale::plugin, skin::plugin, focus::plugin, speech::plugin))
        .add_plugins((
            button::plugin,
            chart::plugin,
            checkbox::plugin,
            choice::plugin,
            field::plugin,
            frame::plugin,
            list::plugin,
            modal::plugin,
            notice::plugin,
            scroll::plugin,
        ));
}
