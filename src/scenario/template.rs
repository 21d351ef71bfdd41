//! Texts with placeholders in braces, `"It is {order.id}."`, parsed once when a file is read.

use memchr::memchr2;
use smol_str::SmolStr;

/// A parsed text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    Text(SmolStr),
    /// The path of a fact, `order.id` or `caller.name.spelled`.
    Slot(String),
}

/// Why a text is no template. The place counts bytes of the text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    #[error("a brace is opened and not closed")]
    Unclosed(usize),
    #[error("a brace is closed that was not opened")]
    Unopened(usize),
    #[error("there is nothing between the braces")]
    Empty(usize),
}

impl Template {
    /// The text that it was parsed from.
    #[must_use]
    pub fn text(&self) -> String {
        self.fill(|slot| format!("{{{slot}}}"))
    }

    /// # Errors
    /// When braces do not pair or hold nothing.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        if memchr2(b'{', b'}', text.as_bytes()).is_none() {
            let piece = (!text.is_empty()).then(|| Piece::Text(text.into()));
            return Ok(Self { pieces: piece.into_iter().collect() });
        }
        let mut pieces = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        let mut at = 0;
        while let Some(brace) = rest.find(['{', '}']) {
            if rest.as_bytes()[brace] == b'}' {
                return Err(TemplateError::Unopened(at + brace));
            }
            plain.push_str(&rest[..brace]);
            let inner = &rest[brace + 1..];
            let Some(close) = inner.find(['{', '}']).filter(|i| inner.as_bytes()[*i] == b'}') else {
                return Err(TemplateError::Unclosed(at + brace));
            };
            let path = inner[..close].trim();
            if path.is_empty() {
                return Err(TemplateError::Empty(at + brace));
            }
            if !plain.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut plain).into()));
            }
            pieces.push(Piece::Slot(path.to_owned()));
            let used = brace + 1 + close + 1;
            rest = &rest[used..];
            at += used;
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            pieces.push(Piece::Text(plain.into()));
        }
        Ok(Self { pieces })
    }

    #[must_use]
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// The text, if there is no placeholder in it.
    #[must_use]
    pub fn plain(&self) -> Option<&SmolStr> {
        match self.pieces.as_slice() {
            [Piece::Text(plain)] => Some(plain),
            _ => None,
        }
    }

    /// The paths of all placeholders, in order.
    pub fn slots(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Slot(path) => Some(path.as_str()),
            Piece::Text(_) => None,
        })
    }

    /// The text with each placeholder replaced by what `value` says.
    #[must_use]
    pub fn fill(&self, mut value: impl FnMut(&str) -> String) -> String {
        let mut out = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Slot(path) => out.push_str(&value(path)),
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fills_placeholders_in_order() {
        let template = Template::parse("No. {order.id}, {caller.name}!").expect("parses");
        assert_eq!(template.slots().collect::<Vec<_>>(), ["order.id", "caller.name"]);
        assert_eq!(template.fill(|path| path.to_uppercase()), "No. ORDER.ID, CALLER.NAME!");
    }

    #[test]
    fn names_the_place_of_a_stray_brace() {
        assert_eq!(Template::parse("ab {c"), Err(TemplateError::Unclosed(3)));
        assert_eq!(Template::parse("ab} c"), Err(TemplateError::Unopened(2)));
        assert_eq!(Template::parse("{ }"), Err(TemplateError::Empty(0)));
        assert_eq!(Template::parse("{a {b}}"), Err(TemplateError::Unclosed(0)));
    }
}
