//! Places of values in a RON text, found by the path of field names and keys that leads to them.
//!
//! Values are read by serde, which forgets where they stood; this asks the syntax tree when a diagnostic needs to know.

use std::ops::Range;

use ron2::ast::{Document, Expr, StructBody, parse_document};

/// The syntax tree of one file.
pub struct Locator<'a> {
    document: Option<Document<'a>>,
}

impl<'a> Locator<'a> {
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        Self { document: parse_document(text).ok() }
    }

    /// The bytes of the value at `path`, or of the nearest thing above it that has a place. Fields and keys go by name,
    /// entries of lists by number.
    #[must_use]
    pub fn span(&self, path: &[&str]) -> Option<Range<usize>> {
        let mut here = self.document.as_ref()?.value.as_ref()?;
        for step in path {
            match child(here, step) {
                Some(found) => here = found,
                None => break,
            }
        }
        let span = here.span();
        Some(span.start_offset..span.end_offset)
    }
}

fn child<'e, 'a>(expr: &'e Expr<'a>, step: &str) -> Option<&'e Expr<'a>> {
    match expr {
        Expr::AnonStruct(body) => body.fields.iter().find(|field| field.name.name == step).map(|field| &field.value),
        Expr::Struct(named) => match named.body.as_ref()? {
            StructBody::Fields(body) => body.fields.iter().find(|field| field.name.name == step).map(|field| &field.value),
            StructBody::Tuple(body) => body.elements.get(step.parse::<usize>().ok()?).map(|element| &element.expr),
        },
        Expr::Map(map) => {
            map.entries.iter().find(|entry| key_text(&entry.key).is_some_and(|key| key == step)).map(|entry| &entry.value)
        }
        Expr::Seq(list) => list.items.get(step.parse::<usize>().ok()?).map(|item| &item.expr),
        Expr::Tuple(list) => list.elements.get(step.parse::<usize>().ok()?).map(|item| &item.expr),
        _ => None,
    }
}

fn key_text<'e>(key: &'e Expr<'_>) -> Option<&'e str> {
    match key {
        Expr::String(text) => Some(&text.value),
        Expr::Struct(named) if named.body.is_none() => Some(&named.name.name),
        _ => None,
    }
}
