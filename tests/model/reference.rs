//! `scenarios/REFERENCE.md` is written from the types that read the files, so that it cannot say otherwise than they do.
//!
//! After a change of the types: `UPDATE_REFERENCE=1 cargo test --no-default-features --test model reference`.

use std::collections::BTreeSet;
use std::fmt::Write;

use syn::{
    Attribute, Expr, Field, Fields, GenericArgument, Item, ItemEnum, ItemStruct, Lit, Meta, PathArguments, Type,
};

use crate::world::root;

/// The files of types, in the order of the reference, each with what it is about.
const FILES: [(&str, &str); 13] = [
    ("script", "A scenario"),
    ("words", "The words of a script"),
    ("duty", "Duties"),
    ("caller", "The caller of a scenario"),
    ("expect", "What a scenario expects"),
    ("pack", "A pack"),
    ("rubric", "A rubric"),
    ("question", "Questions of a survey"),
    ("outgoing", "Calls that we make"),
    ("tidy", "Rows put in order"),
    ("lesson", "A lesson"),
    ("bank", "A bank"),
    ("voice", "Voices"),
];

const HEAD: &str = "# Reference of the format

Every element of the files of a pack, format version 1. [README.md](README.md) explains them with examples; this page is
written from the types that read the files, so it is complete, and it is never out of date.

*Needed* says what must stand there; everything else has the value that is named or none. A *list* is written in square
brackets, *entries by name* in braces, a record in round brackets. A *text* is written in quotation marks.
";

#[test]
fn the_reference_says_what_the_types_say() {
    let written = reference();
    let path = root().join("scenarios/REFERENCE.md");
    if std::env::var_os("UPDATE_REFERENCE").is_some() {
        std::fs::write(&path, &written).expect("it can be written");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let other = written.lines().zip(kept.lines()).find(|(now, then)| now != then);
    assert!(
        written == kept,
        "scenarios/REFERENCE.md is not what the types say: {other:?}. Run with UPDATE_REFERENCE=1 and read the difference"
    );
}

#[test]
fn every_element_is_explained() {
    let dumb: Vec<String> = items()
        .iter()
        .flat_map(|(_, items)| items)
        .flat_map(|item| match item {
            Item::Struct(item) => dumb_fields(&item.ident.to_string(), &item.fields),
            // A variant whose name says it all needs no words; what it holds does.
            Item::Enum(item) => item
                .variants
                .iter()
                .filter(|variant| !matches!(variant.fields, Fields::Unit) && doc(&variant.attrs).is_empty())
                .map(|variant| format!("{}::{}", item.ident, variant.ident))
                .collect(),
            _ => Vec::new(),
        })
        .collect();
    assert!(dumb.is_empty(), "these elements have no words in the reference: {dumb:#?}");
}

fn dumb_fields(of: &str, fields: &Fields) -> Vec<String> {
    let names = fields.iter().filter(|field| doc(&field.attrs).is_empty()).filter_map(name);
    names.map(|name| format!("{of}.{name}")).collect()
}

fn items() -> Vec<(&'static str, Vec<Item>)> {
    FILES
        .iter()
        .map(|(file, about)| {
            let path = root().join(format!("src/scenario/source/{file}.rs"));
            let text = std::fs::read_to_string(&path).expect("the types are there");
            let read = |item: &Item| match item {
                Item::Struct(item) => is_read(&item.attrs),
                Item::Enum(item) => is_read(&item.attrs),
                _ => false,
            };
            let items = syn::parse_file(&text).expect("it is Rust").items.into_iter().filter(read);
            (*about, items.collect())
        })
        .collect()
}

/// Whether a type is read from a file.
fn is_read(attrs: &[Attribute]) -> bool {
    attrs.iter().any(|attr| {
        attr.path().is_ident("derive")
            && attr.meta.require_list().is_ok_and(|list| list.tokens.to_string().contains("Deserialize"))
    })
}

fn reference() -> String {
    let files = items();
    let known: BTreeSet<String> = files
        .iter()
        .flat_map(|(_, items)| items)
        .filter_map(|item| match item {
            Item::Struct(item) => Some(item.ident.to_string()),
            Item::Enum(item) => Some(item.ident.to_string()),
            _ => None,
        })
        .collect();
    let mut out = HEAD.to_owned();
    for (about, items) in &files {
        let _ = write!(out, "\n## {about}\n");
        for item in items {
            match item {
                Item::Struct(item) => record(&mut out, item, &known),
                Item::Enum(item) => choices(&mut out, item, &known),
                _ => {}
            }
        }
    }
    out
}

fn record(out: &mut String, item: &ItemStruct, known: &BTreeSet<String>) {
    heading(out, &title(&item.ident.to_string(), known), &item.attrs);
    let all_default = serde(&item.attrs).iter().any(|word| word == "default");
    out.push_str("| element | is | needed | says |\n|---|---|---|---|\n");
    for field in &item.fields {
        let Some(name) = name(field) else { continue };
        let optional = all_default || serde(&field.attrs).iter().any(|word| word.starts_with("default"));
        let needed = if optional { "no" } else { "*yes*" };
        let _ = writeln!(out, "| `{name}` | {} | {needed} | {} |", said(&field.ty, known), doc(&field.attrs));
    }
}

fn choices(out: &mut String, item: &ItemEnum, known: &BTreeSet<String>) {
    heading(out, &title(&item.ident.to_string(), known), &item.attrs);
    out.push_str("| one of | says |\n|---|---|\n");
    for variant in &item.variants {
        let form = match &variant.fields {
            Fields::Unit => format!("`{}`", variant.ident),
            Fields::Unnamed(fields) => {
                let parts: Vec<String> = fields.unnamed.iter().map(|field| said(&field.ty, known)).collect();
                format!("`{}(` {} `)`", variant.ident, parts.join(", "))
            }
            Fields::Named(fields) => {
                let part = |field: &Field| Some(format!("`{}:` {}", name(field)?, said(&field.ty, known)));
                let parts: Vec<String> = fields.named.iter().filter_map(part).collect();
                format!("`{}(` {} `)`", variant.ident, parts.join(", "))
            }
        };
        let inner = variant.fields.iter().filter_map(|field| Some((name(field)?, doc(&field.attrs))));
        let inner: String =
            inner.filter(|(_, doc)| !doc.is_empty()).map(|(name, doc)| format!(" `{name}`: {doc}")).collect();
        let _ = writeln!(out, "| {form} | {}{inner} |", doc(&variant.attrs));
    }
}

fn heading(out: &mut String, title: &str, attrs: &[Attribute]) {
    let _ = write!(out, "\n### {title}\n\n");
    let doc = doc(attrs);
    if !doc.is_empty() {
        let _ = write!(out, "{doc}\n\n");
    }
}

/// The name of a type, as a heading: `ZeroSource` is "Zero", and "Zero entry" where another type has that name.
fn title(name: &str, known: &BTreeSet<String>) -> String {
    match name.strip_suffix("Source") {
        Some(short) if known.contains(short) => format!("{short} entry"),
        Some(short) => short.to_owned(),
        None => name.to_owned(),
    }
}

/// The name of a field in the file.
fn name(field: &Field) -> Option<String> {
    let own = field.ident.as_ref()?.to_string();
    let renamed = serde(&field.attrs).into_iter().find_map(|word| {
        let name = word.strip_prefix("rename = \"")?.strip_suffix('"')?;
        Some(name.to_owned())
    });
    Some(renamed.unwrap_or_else(|| own.trim_start_matches("r#").to_owned()))
}

/// What a type is called by people.
fn said(ty: &Type, known: &BTreeSet<String>) -> String {
    match ty {
        Type::Tuple(tuple) => {
            let parts: Vec<String> = tuple.elems.iter().map(|part| said(part, known)).collect();
            format!("({})", parts.join(", "))
        }
        Type::Path(path) => {
            let Some(last) = path.path.segments.last() else { return String::new() };
            let inner: Vec<String> = match &last.arguments {
                PathArguments::AngleBracketed(of) => of
                    .args
                    .iter()
                    .filter_map(|of| if let GenericArgument::Type(of) = of { Some(said(of, known)) } else { None })
                    .collect(),
                _ => Vec::new(),
            };
            let name = last.ident.to_string();
            match (name.as_str(), inner.as_slice()) {
                ("String", _) => "text".to_owned(),
                ("bool", _) => "`true` or `false`".to_owned(),
                ("u8" | "u32" | "u64" | "usize", _) => "whole number, 0 or more".to_owned(),
                ("i32" | "i64", _) => "whole number".to_owned(),
                ("Option" | "Box" | "Shared" | "Spanned", [of]) => of.clone(),
                ("Vec", [of]) => format!("list of {of}"),
                ("Named", [of]) => format!("entries by name: {of}"),
                ("Ordered", [key, of]) => format!("entries by {key}: {of}"),
                _ if known.contains(&name) => {
                    let title = title(&name, known);
                    format!("[{title}](#{})", title.to_lowercase().replace(' ', "-"))
                }
                _ => panic!("the reference has no word for the type {name}"),
            }
        }
        _ => panic!("the reference has no word for a type of this form"),
    }
}

/// The words of `#[serde(...)]`.
fn serde(attrs: &[Attribute]) -> Vec<String> {
    let mut out = Vec::new();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("serde")) {
        attr.parse_nested_meta(|meta| {
            let word = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
            match meta.value() {
                Ok(value) => {
                    let text: syn::LitStr = value.parse()?;
                    out.push(format!("{word} = \"{}\"", text.value()));
                }
                Err(_) => out.push(word),
            }
            Ok(())
        })
        .expect("serde's attributes read");
    }
    out
}

/// The doc comment as one line that may stand in a table.
fn doc(attrs: &[Attribute]) -> String {
    let lines = attrs.iter().filter_map(|attr| match &attr.meta {
        Meta::NameValue(meta) if meta.path.is_ident("doc") => match &meta.value {
            Expr::Lit(lit) => match &lit.lit {
                Lit::Str(text) => Some(text.value().trim().to_owned()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    });
    lines.collect::<Vec<_>>().join(" ").replace('|', "\\|")
}
