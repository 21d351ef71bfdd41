//! The everyday part of RON, read quickly: what a sound authored file is made of, and nothing else.
//!
//! `ron` is the judge of what RON is and the only one that explains what is wrong. It is also most of the time in which a
//! pack of a thousand scenarios is checked. So a file is tried here first; at the first sign that is not plain (an escape
//! that is rare, an attribute, a raw text, any mistake) this gives up without a word and `ron` reads the file from its
//! beginning. A test holds that whatever is read here `ron` reads as well, and as the same.

use std::borrow::Cow;
use std::fmt::{self, Display};
use std::ops::Range;

use memchr::memchr2;
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use super::read::MAX_DEPTH;

/// A value, if the text is plain and nests no deeper than it may, and the insides of the texts in it.
pub(super) fn quick<'de, T: Deserialize<'de>>(text: &'de str) -> Option<(T, Vec<Range<usize>>)> {
    let mut reader = Quick { text, bytes: text.as_bytes(), at: 0, depth: 0, texts: Vec::new() };
    let value = T::deserialize(&mut reader).ok()?;
    (reader.next().is_none()).then_some((value, reader.texts))
}

/// Somebody else has to read this.
#[derive(Debug, Clone, Copy)]
struct NotPlain;

impl Display for NotPlain {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("not plain")
    }
}

impl std::error::Error for NotPlain {}

impl Error for NotPlain {
    fn custom<T: Display>(_: T) -> Self {
        Self
    }
}

type Plain<T> = Result<T, NotPlain>;

struct Quick<'de> {
    text: &'de str,
    bytes: &'de [u8],
    at: usize,
    depth: usize,
    texts: Vec<Range<usize>>,
}

impl<'de> Quick<'de> {
    /// The next byte that is neither white space nor in a comment to the end of its line.
    fn next(&mut self) -> Option<u8> {
        loop {
            match self.bytes.get(self.at)? {
                b' ' | b'\n' | b'\t' | b'\r' => {
                    let rest = &self.bytes[self.at..];
                    let is_space = |byte: &u8| matches!(byte, b' ' | b'\n' | b'\t' | b'\r');
                    self.at += rest.iter().position(|byte| !is_space(byte)).unwrap_or(rest.len());
                }
                b'/' if self.bytes.get(self.at + 1) == Some(&b'/') => {
                    // A comment that the file ends with is not plain.
                    let Some(end) = self.text.get(self.at..).and_then(|rest| rest.find('\n')) else {
                        return Some(b'/');
                    };
                    self.at += end;
                }
                byte => return Some(*byte),
            }
        }
    }

    fn take(&mut self, sign: u8) -> bool {
        let is_there = self.next() == Some(sign);
        self.at += usize::from(is_there);
        is_there
    }

    fn expect(&mut self, sign: u8) -> Plain<()> {
        if self.take(sign) { Ok(()) } else { Err(NotPlain) }
    }

    /// Steps into a bracket.
    fn open(&mut self, sign: u8) -> Plain<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH { Err(NotPlain) } else { self.expect(sign) }
    }

    /// Steps out of a bracket, if it ends here.
    fn close(&mut self, sign: u8) -> bool {
        let ends = self.take(sign);
        self.depth -= usize::from(ends);
        ends
    }

    /// A word of the notation.
    fn word(&mut self) -> Plain<&'de str> {
        self.next();
        let rest = &self.bytes[self.at..];
        let length = rest.iter().position(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_').unwrap_or(rest.len());
        let is_word = rest.first().is_some_and(|first| first.is_ascii_alphabetic());
        // What goes on with another sign is no plain word, nor is the beginning of a raw text.
        let is_plain = rest
            .get(length)
            .is_none_or(|next| matches!(next, b' ' | b'\n' | b'\t' | b'\r' | b'(' | b')' | b']' | b'}' | b',' | b':'));
        let word = self.text.get(self.at..self.at + length).filter(|_| is_word && is_plain).ok_or(NotPlain)?;
        self.at += length;
        Ok(word)
    }

    fn string(&mut self) -> Plain<Cow<'de, str>> {
        self.expect(b'"')?;
        let rest = self.text.get(self.at..).ok_or(NotPlain)?;
        let first = memchr2(b'"', b'\\', rest.as_bytes()).ok_or(NotPlain)?;
        if rest.as_bytes()[first] == b'"' {
            self.text_ends(first);
            return Ok(Cow::Borrowed(&rest[..first]));
        }
        let mut end = first + rest[first..].find('"').ok_or(NotPlain)?;
        let mut out = String::new();
        let mut from = 0;
        loop {
            let Some(stroke) = rest[from..end].find('\\').map(|stroke| from + stroke) else {
                out.push_str(&rest[from..end]);
                self.text_ends(end);
                return Ok(Cow::Owned(out));
            };
            out.push_str(&rest[from..stroke]);
            out.push(match rest.as_bytes().get(stroke + 1) {
                Some(b'"') => '"',
                Some(b'\\') => '\\',
                Some(b'n') => '\n',
                _ => return Err(NotPlain),
            });
            from = stroke + 2;
            if end < from {
                end = from + rest[from..].find('"').ok_or(NotPlain)?;
            }
        }
    }

    /// Steps over a text of so many bytes and its closing mark.
    fn text_ends(&mut self, length: usize) {
        self.texts.push(self.at..self.at + length);
        self.at += length + 1;
    }

    /// A whole number as people write it: no zero in front, no other base.
    fn number(&mut self) -> Plain<i64> {
        let is_below = self.take(b'-');
        let rest = &self.bytes[self.at..];
        let length = rest.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(rest.len());
        let is_plain = matches!(rest.get(length), Some(b')' | b']' | b'}' | b',' | b' ' | b'\n' | b'\r'))
            && (length == 1 || rest.first().is_some_and(|first| *first != b'0'));
        let digits = self.text.get(self.at..self.at + length).filter(|_| is_plain).ok_or(NotPlain)?;
        let number: i64 = digits.parse().map_err(|_| NotPlain)?;
        // A sign with a space behind it, or minus nothing, is for others to judge.
        if is_below && (number == 0 || self.bytes[self.at - 1] != b'-') {
            return Err(NotPlain);
        }
        self.at += length;
        Ok(if is_below { -number } else { number })
    }
}

macro_rules! numbers {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Plain<V::Value> {
            visitor.visit_i64(self.number()?)
        }
    )*};
}

impl<'de> Deserializer<'de> for &mut Quick<'de> {
    type Error = NotPlain;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Plain<V::Value> {
        Err(NotPlain)
    }

    numbers! { deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Plain<V::Value> {
        match self.word()? {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            _ => Err(NotPlain),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Plain<V::Value> {
        match self.string()? {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
            Cow::Owned(text) => visitor.visit_string(text),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Plain<V::Value> {
        self.deserialize_str(visitor)
    }

    /// A value that may be left out is written without `Some`.
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Plain<V::Value> {
        if matches!(self.next(), Some(b'N' | b'S')) {
            let rest = &self.text[self.at..];
            if rest.starts_with("None") || rest.starts_with("Some") {
                return Err(NotPlain);
            }
        }
        visitor.visit_some(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Plain<V::Value> {
        self.open(b'[')?;
        visitor.visit_seq(List { reader: self, closer: b']', begun: false, is_over: false })
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, length: usize, visitor: V) -> Plain<V::Value> {
        self.open(b'(')?;
        let value = visitor.visit_seq(List { reader: &mut *self, closer: b')', begun: false, is_over: false })?;
        // A tuple takes what it needs and leaves the rest; that rest is one bracket, perhaps behind a comma.
        if length > 0 {
            self.take(b',');
        }
        if self.close(b')') { Ok(value) } else { Err(NotPlain) }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Plain<V::Value> {
        self.open(b'{')?;
        visitor.visit_map(List { reader: self, closer: b'}', begun: false, is_over: false })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Plain<V::Value> {
        self.open(b'(')?;
        visitor.visit_map(List { reader: self, closer: b')', begun: false, is_over: false })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Plain<V::Value> {
        visitor.visit_enum(Choice { reader: self })
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Plain<V::Value> {
        visitor.visit_borrowed_str(self.word()?)
    }

    forward_to_deserialize_any! {
        i128 u128 f32 f64 char bytes byte_buf unit unit_struct newtype_struct tuple_struct ignored_any
    }
}

/// What stands in a bracket, with a comma after each but perhaps the last.
struct List<'r, 'de> {
    reader: &'r mut Quick<'de>,
    closer: u8,
    begun: bool,
    is_over: bool,
}

impl List<'_, '_> {
    /// Whether another entry follows; steps over the bracket that ends the list.
    fn goes_on(&mut self) -> Plain<bool> {
        if self.is_over {
            return Ok(false);
        }
        let is_parted = !self.begun || self.reader.take(b',');
        self.begun = true;
        if self.reader.close(self.closer) {
            self.is_over = true;
            return Ok(false);
        }
        if is_parted { Ok(true) } else { Err(NotPlain) }
    }
}

impl<'de> SeqAccess<'de> for List<'_, 'de> {
    type Error = NotPlain;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Plain<Option<T::Value>> {
        if self.goes_on()? { seed.deserialize(&mut *self.reader).map(Some) } else { Ok(None) }
    }
}

impl<'de> MapAccess<'de> for List<'_, 'de> {
    type Error = NotPlain;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Plain<Option<K::Value>> {
        if self.goes_on()? { seed.deserialize(&mut *self.reader).map(Some) } else { Ok(None) }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Plain<V::Value> {
        self.reader.expect(b':')?;
        seed.deserialize(&mut *self.reader)
    }
}

/// A word of a list with what stands in its bracket.
struct Choice<'r, 'de> {
    reader: &'r mut Quick<'de>,
}

impl<'de> EnumAccess<'de> for Choice<'_, 'de> {
    type Error = NotPlain;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Plain<(V::Value, Self)> {
        let word = seed.deserialize(&mut *self.reader)?;
        Ok((word, self))
    }
}

impl<'de> VariantAccess<'de> for Choice<'_, 'de> {
    type Error = NotPlain;

    fn unit_variant(self) -> Plain<()> {
        // Whether a word alone may have a bracket is not for this to say.
        if self.reader.next() == Some(b'(') { Err(NotPlain) } else { Ok(()) }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Plain<T::Value> {
        self.reader.open(b'(')?;
        let value = seed.deserialize(&mut *self.reader)?;
        self.reader.take(b',');
        if self.reader.close(b')') { Ok(value) } else { Err(NotPlain) }
    }

    fn tuple_variant<V: Visitor<'de>>(self, length: usize, visitor: V) -> Plain<V::Value> {
        self.reader.deserialize_tuple(length, visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, fields: &'static [&'static str], visitor: V) -> Plain<V::Value> {
        self.reader.deserialize_struct("", fields, visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::super::lexical::{Lexeme, lexemes};
    use super::super::read::parse;
    use super::super::source::{MovesSource, PackSource, RubricSource, ScenarioSource, TemperamentsSource};
    use super::*;

    /// Whether it was read here; then it is what `ron` reads.
    fn agrees<T: serde::de::DeserializeOwned + fmt::Debug>(text: &str) -> bool {
        let Some((value, texts)) = quick::<T>(text) else { return false };
        let lexemes = lexemes(text).filter_map(|lexeme| match lexeme {
            Lexeme::Text(inside) => Some(inside),
            _ => None,
        });
        assert_eq!(texts, lexemes.collect::<Vec<_>>());
        let judged = parse::<T>(text).unwrap_or_else(|error| panic!("{error}, but it was read here:\n{text}"));
        assert_eq!(format!("{value:?}"), format!("{judged:?}"));
        true
    }

    #[test]
    fn the_bundled_files_are_plain() {
        assert!(agrees::<PackSource>(include_str!("../../scenarios/tamblewick/pack.ron")));
        assert!(agrees::<MovesSource>(include_str!("../../scenarios/tamblewick/moves.ron")));
        assert!(agrees::<TemperamentsSource>(include_str!("../../scenarios/tamblewick/temperaments.ron")));
        assert!(agrees::<RubricSource>(include_str!("../../scenarios/tamblewick/rubrics/order.ron")));
        assert!(agrees::<ScenarioSource>(include_str!("../../scenarios/tamblewick/calls/bits_for_my_sister.ron")));
        assert!(agrees::<ScenarioSource>(include_str!("../../scenarios/tamblewick/calls/third_call_blender.ron")));
        assert!(agrees::<ScenarioSource>(include_str!("../../scenarios/tamblewick/calls/when_is_my_money.ron")));
    }

    #[test]
    fn what_is_read_here_ron_reads_as_the_same() {
        let minimal = include_str!("../../tests/fixtures/valid/minimal.ron");
        assert!(agrees::<ScenarioSource>(minimal));
        let signs = [
            "", ",", " ", "(", ")", "[", "]", "{", "}", ":", "-", "0", "7", "x", "\"", "\\", "\\\"", "\n", "/", "// ",
            "/* */", "Some", "None", "()", "r", "#", "\u{85}", "_", "'", ".",
        ];
        let mut read = 0;
        for (number, (at, character)) in minimal.char_indices().enumerate() {
            let behind = at + character.len_utf8();
            // Each sign comes to each place in time, put in, or in place of what stands there.
            for sign in signs.iter().skip(number % 3).step_by(3) {
                for from in [at, behind] {
                    let changed = format!("{}{sign}{}", &minimal[..from], &minimal[behind..]);
                    read += usize::from(agrees::<ScenarioSource>(&changed));
                }
            }
        }
        assert!(read > 5_000, "only {read} were plain");
    }

    #[test]
    fn deep_brackets_are_left_to_others() {
        fn nested(depth: usize) -> bool {
            #[derive(Debug)]
            struct List;
            impl<'de> Deserialize<'de> for List {
                fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
                    Vec::<Self>::deserialize(reader).map(|_| Self)
                }
            }
            quick::<List>(&format!("{}{}", "[".repeat(depth), "]".repeat(depth))).is_some()
        }
        assert!(nested(MAX_DEPTH) && !nested(MAX_DEPTH + 1));
        // A bracket that was left does not count.
        assert!(quick::<Vec<Vec<u8>>>(&format!("[{}]", "[1],".repeat(MAX_DEPTH * 2))).is_some());
    }

    #[test]
    fn every_kind_of_value_is_read_as_ron_reads_it() {
        type All = (Option<u32>, Vec<Option<String>>, (i64, bool), std::collections::BTreeMap<String, (u8, u8)>);
        let sound = "(3, [\"a\", \"b\\n\\\"\\\\\",], (-4, true,), {\"x\": (1, 2), \"y\": (0, 255,)},)";
        assert!(agrees::<All>(sound));
        for text in [
            "(None, [], (1, true), {})",
            "(Some(3), [], (1, true), {})",
            "(-3, [], (1, true), {})",
            "(03, [], (1, true), {})",
            "(3, [], (1, True), {})",
            "(3, [], (1, true), {\"x\": (1, 256)})",
            "(3 , [ ] , ( 1 , true ) , { } ) ",
            "(3, [], (1), {})",
            "(3, [], (1, true, 2), {})",
            "(3, [\"\\u{41}\"], (1, true), {})",
            "(3, [\"\\\"], (1, true), {})",
            "(3, [], (- 1, true), {})",
            "(3, [], (-0, true), {})",
            "(3, [], (1, true), {}) // end",
            "(3, [], (1, true), {}) // end\n",
            "(3, [], (1_0, true), {})",
            "#![enable(implicit_some)] (3, [], (1, true), {})",
            "(3, [], (9223372036854775808, true), {})",
        ] {
            agrees::<All>(text);
        }
    }
}
