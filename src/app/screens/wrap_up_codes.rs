//! The disposition codes as a list that is searched by typing.

use bevy::prelude::*;
use bevy::ui::Selected;

use crate::app::ui::prelude::*;
use crate::scenario::Pack;

/// A row by its code.
#[derive(Component, Debug, Clone, Default)]
pub(super) struct CodeRow(pub(super) String);

/// The codes that fit what is sought, in the pack's order: each word begins the code or stands in its meaning.
pub(super) fn matching<'a>(pack: &'a Pack, sought: &str) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
    let words: Vec<String> = sought.to_lowercase().split_whitespace().map(str::to_owned).collect();
    let codes = pack.source.dispositions.iter().map(|(code, meaning)| (code.as_str(), meaning.as_str()));
    codes.filter(move |(code, meaning)| {
        let (code, meaning) = (code.to_lowercase(), meaning.to_lowercase());
        words.iter().all(|word| code.starts_with(word) || meaning.contains(word))
    })
}

/// A code with its meaning.
pub(super) fn code_row(code: &str, meaning: &str, chosen: bool) -> impl Scene + use<> {
    let mark: Box<dyn Scene> = if chosen { Box::new(bsn! { Selected }) } else { Box::new(()) };
    let content = bsn_list![
        (line(code, Type::BodyBold, Token::Ink) Node { width: px(56) }),
        (text(meaning, Type::Body, Token::Ink2) Node { flex_grow: 1.0, flex_basis: px(0) }),
    ];
    bsn! {
        @PickRow { @label: {format!("{code}, {meaning}")}, @content: {content} }
        template_value(CodeRow(code.to_owned()))
        {mark}
        Node { padding: UiRect::axes(px(S3), px(S1)) }
    }
}
