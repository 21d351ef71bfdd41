//! The frame of a report: one HTML file that needs nothing else, in light, dark, high contrast and on paper.

use std::fmt::Write as _;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::review::palette::{COLOURS, Colour};
use crate::review::plot::Caption;
use crate::text::Texts;

const STYLE: &str = include_str!("../../../assets/report/report.css");

/// A part of a report under a heading of its own.
pub(super) struct Section {
    pub id: &'static str,
    pub title: String,
    pub body: Markup,
}

/// The whole file.
pub(super) fn page(texts: &Texts, kind: &str, name: &str, lead: &Markup, sections: &[Section]) -> String {
    let title = texts.with("report-title", &[("kind", kind), ("name", name)]);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                style { (PreEscaped(style())) }
            }
            body {
                header {
                    p.kind { (kind) }
                    h1 { (name) }
                    (lead)
                }
                nav aria-label=(texts.get("report-contents")) {
                    ul { @for section in sections { li { a href={ "#" (section.id) } { (section.title) } } } }
                }
                main {
                    @for section in sections {
                        section aria-labelledby={ (section.id) "-head" } id=(section.id) {
                            h2 id={ (section.id) "-head" } { (section.title) }
                            (section.body)
                        }
                    }
                }
            }
        }
    };
    page.into_string()
}

/// Colours first, by the palette of the window; what is printed is light.
fn style() -> String {
    let names = |choose: fn(&Colour) -> u32| {
        COLOURS.iter().fold(String::new(), |mut out, colour| {
            let _ = write!(out, "--{}:#{:06X};", colour.name, choose(colour));
            out
        })
    };
    format!(
        ":root{{color-scheme:light dark;{}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{}}}}}\n\
         @media screen and (prefers-contrast:more){{:root{{color-scheme:light;{}}}}}\n{STYLE}",
        names(|colour| colour.light),
        names(|colour| colour.dark),
        names(|colour| colour.contrast)
    )
}

/// A column of a table: its heading, and whether it holds numbers.
pub(super) struct Column {
    pub head: String,
    pub number: bool,
}

/// A column of words, by its key.
pub(super) fn words(texts: &Texts, key: &str) -> Column {
    Column { head: texts.get(key), number: false }
}

/// A column of numbers, by its key.
pub(super) fn figures(texts: &Texts, key: &str) -> Column {
    Column { head: texts.get(key), number: true }
}

/// A table under a caption that names it, in a box that scrolls sideways, also by keyboard. The first cell heads its row.
pub(super) fn table(id: &str, caption: &str, columns: &[Column], rows: &[Vec<Markup>]) -> Markup {
    html! {
        div.scroll role="region" tabindex="0" aria-labelledby={ (id) "-caption" } {
            table {
                caption id={ (id) "-caption" } { (caption) }
                thead { tr { @for column in columns { th scope="col" class=[column.number.then_some("n")] { (column.head) } } } }
                tbody {
                    @for row in rows {
                        tr {
                            @for (cell, column) in row.iter().zip(columns).take(1) {
                                th scope="row" class=[column.number.then_some("n")] { (cell) }
                            }
                            @for (cell, column) in row.iter().zip(columns).skip(1) {
                                td class=[column.number.then_some("n")] { (cell) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A drawing with what it shows below it.
pub(super) fn figure(svg: String, caption: &Caption) -> Markup {
    html! { figure { (PreEscaped(svg)) figcaption { (caption.title) } } }
}

/// A few sums beside each other.
pub(super) fn sums(pairs: &[(String, String)]) -> Markup {
    html! { dl.sums { @for (name, value) in pairs { div { dt { (name) } dd { (value) } } } } }
}

/// A cell of plain text.
pub(super) fn cell(text: impl AsRef<str>) -> Markup {
    html! { (text.as_ref()) }
}

/// A number, or a dash where there is none.
pub(super) fn or_dash<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| value.to_string())
}

/// A share in per cent with its cases: `83 % (25/30)`.
pub(super) fn per_cent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}
