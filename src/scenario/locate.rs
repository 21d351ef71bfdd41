//! Places of values in a RON text: by the path of field names and keys that leads to them, or by a byte inside them.
//!
//! Values are read by serde, which forgets where they stood; this asks the syntax tree when a diagnostic needs to know.

use std::ops::Range;

use ron2::ast::{AnonStructExpr, Document, Expr, FieldsBody, StructBody, StructField, parse_document};
use ron2::error::Span;

/// The syntax tree of one file.
pub struct Locator<'a> {
    text: &'a str,
    document: Option<Document<'a>>,
}

/// A field of a struct, an entry of a map, or an item of a list.
#[derive(Debug, Clone)]
pub struct Element {
    /// From its name or key, or else its value, to the end of the value.
    pub whole: Range<usize>,
    /// The comma after it.
    pub comma: Option<Range<usize>>,
    /// Its name or key.
    pub name: Option<Range<usize>>,
    /// Where the struct that it is a field of begins.
    pub field_of: Option<usize>,
}

impl<'a> Locator<'a> {
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        Self { text, document: parse_document(text).ok() }
    }

    /// Whether the text is well formed, so that places in it can be found.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.document.is_some()
    }

    fn root(&self) -> Option<&Expr<'a>> {
        self.document.as_ref()?.value.as_ref()
    }

    /// The bytes of the value at `path`, or of the nearest thing above it that has a place. Fields and keys go by name,
    /// entries of lists by number. What goes over several lines is shown by its name, or by its first line.
    #[must_use]
    pub fn span(&self, path: &[&str]) -> Option<Range<usize>> {
        let mut here = self.root()?;
        let mut name = None;
        for step in path {
            let found = children(here).into_iter().enumerate().find(|(number, child)| match &child.name {
                Some((name, _)) => name == step,
                None => *step == number.to_string(),
            });
            let Some((_, child)) = found else { break };
            (here, name) = (child.value, child.name.map(|(_, span)| span));
        }
        Some(self.short(range(here.span()), name))
    }

    /// A span, or what stands for it if it goes over several lines.
    #[must_use]
    pub fn short(&self, span: Range<usize>, name: Option<Range<usize>>) -> Range<usize> {
        match self.text.get(span.clone()).and_then(|text| text.find('\n')) {
            None => span,
            Some(newline) => name.unwrap_or(span.start..span.start + newline),
        }
    }

    /// The smallest element around a byte.
    #[must_use]
    pub fn element_at(&self, at: usize) -> Option<Element> {
        let mut here = self.root()?;
        let mut found = None;
        while let Some(child) =
            children(here).into_iter().find(|child| child.whole.contains(&at) || child.whole.end == at)
        {
            if child.kind != Kind::Part {
                let field_of = (child.kind == Kind::Field).then(|| here.span().start_offset);
                found = Some(Element {
                    whole: child.whole,
                    comma: child.comma,
                    name: child.name.map(|(_, span)| span),
                    field_of,
                });
            }
            here = child.value;
        }
        found
    }

    /// Where the smallest struct around a byte begins.
    #[must_use]
    pub fn struct_at(&self, at: usize) -> Option<usize> {
        let mut here = self.root()?;
        let mut found = None;
        loop {
            if matches!(here, Expr::AnonStruct(_) | Expr::Struct(_)) {
                found = Some(here.span().start_offset);
            }
            match children(here).into_iter().find(|child| range(child.value.span()).contains(&at)) {
                Some(child) => here = child.value,
                None => return found,
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Field,
    Entry,
    Item,
    /// Part of a tuple, which cannot be taken out.
    Part,
}

/// A value inside another.
struct Child<'e, 'a> {
    name: Option<(&'e str, Range<usize>)>,
    whole: Range<usize>,
    comma: Option<Range<usize>>,
    value: &'e Expr<'a>,
    kind: Kind,
}

fn children<'e, 'a>(expr: &'e Expr<'a>) -> Vec<Child<'e, 'a>> {
    match expr {
        Expr::AnonStruct(AnonStructExpr { fields, .. }) => fields.iter().map(field).collect(),
        Expr::Struct(named) => match &named.body {
            Some(StructBody::Fields(FieldsBody { fields, .. })) => fields.iter().map(field).collect(),
            Some(StructBody::Tuple(body)) => {
                body.elements.iter().map(|part| unnamed(&part.expr, part.comma.as_ref(), Kind::Part)).collect()
            }
            None => Vec::new(),
        },
        Expr::Map(map) => map
            .entries
            .iter()
            .map(|entry| {
                let key = range(entry.key.span());
                let whole = key.start..range(entry.value.span()).end;
                let name = key_text(&entry.key).map(|text| (text, key));
                Child { name, whole, comma: entry.comma.as_ref().map(range), value: &entry.value, kind: Kind::Entry }
            })
            .collect(),
        Expr::Seq(list) => list.items.iter().map(|item| unnamed(&item.expr, item.comma.as_ref(), Kind::Item)).collect(),
        Expr::Tuple(list) => {
            list.elements.iter().map(|part| unnamed(&part.expr, part.comma.as_ref(), Kind::Part)).collect()
        }
        _ => Vec::new(),
    }
}

fn field<'e, 'a>(field: &'e StructField<'a>) -> Child<'e, 'a> {
    let name = range(&field.name.span);
    let whole = name.start..range(field.value.span()).end;
    let comma = field.comma.as_ref().map(range);
    Child { name: Some((&field.name.name, name)), whole, comma, value: &field.value, kind: Kind::Field }
}

fn unnamed<'e, 'a>(value: &'e Expr<'a>, comma: Option<&Span>, kind: Kind) -> Child<'e, 'a> {
    Child { name: None, whole: range(value.span()), comma: comma.map(range), value, kind }
}

fn range(span: &Span) -> Range<usize> {
    span.start_offset..span.end_offset
}

fn key_text<'e>(key: &'e Expr<'_>) -> Option<&'e str> {
    match key {
        Expr::String(text) => Some(&text.value),
        Expr::Struct(named) if named.body.is_none() => Some(&named.name.name),
        _ => None,
    }
}
