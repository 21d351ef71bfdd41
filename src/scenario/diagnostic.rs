//! A problem in an authored file: where it is, what is wrong, and what to do about it.

use std::fmt::Write as _;
use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde::Serialize;

/// A file as it was read: the name that people know it by, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    pub name: String,
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Error,
    Warning,
}

/// One problem. `span` counts bytes of the file's text.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// Stable code, `SL012`.
    pub code: &'static str,
    pub severity: Severity,
    pub file: Arc<SourceFile>,
    pub span: Option<Range<usize>>,
    pub message: String,
    pub hint: Option<String>,
}

impl Diagnostic {
    #[must_use]
    pub fn error(
        code: &'static str,
        file: &Arc<SourceFile>,
        span: Option<Range<usize>>,
        message: impl Into<String>,
    ) -> Self {
        // A place that was worked out by counting signs may lie inside one that is longer than a byte.
        let whole = |span: Range<usize>| {
            let (start, end) = (file.text.floor_char_boundary(span.start), file.text.ceil_char_boundary(span.end));
            start..end.max(start)
        };
        let span = span.map(whole);
        Self { code, severity: Severity::Error, file: Arc::clone(file), span, message: message.into(), hint: None }
    }

    #[must_use]
    pub fn warning(
        code: &'static str,
        file: &Arc<SourceFile>,
        span: Option<Range<usize>>,
        message: impl Into<String>,
    ) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, file, span, message) }
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    #[must_use]
    pub fn hint_maybe(mut self, hint: Option<String>) -> Self {
        self.hint = hint;
        self
    }

    /// Line and column of the start, both from 1; columns count characters.
    #[must_use]
    pub fn place(&self) -> Option<(usize, usize)> {
        self.place_of(self.span.as_ref()?.start)
    }

    /// Line and column behind the end, both from 1; columns count characters.
    #[must_use]
    pub fn end_place(&self) -> Option<(usize, usize)> {
        self.place_of(self.span.as_ref()?.end)
    }

    fn place_of(&self, byte: usize) -> Option<(usize, usize)> {
        let before = self.file.text.get(..byte.min(self.file.text.len()))?;
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        Some((line, column))
    }

    /// One line, `file:line:column: error[SL012]: message`.
    #[must_use]
    pub fn short(&self) -> String {
        let mut out = self.file.name.clone();
        if let Some((line, column)) = self.place() {
            let _ = write!(out, ":{line}:{column}");
        }
        let level = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let _ = write!(out, ": {level}[{}]: {}", self.code, self.message);
        if let Some(hint) = &self.hint {
            let _ = write!(out, " ({hint})");
        }
        out
    }

    /// The problem with the lines of the file that it is about.
    #[must_use]
    pub fn render(&self, colour: bool) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let mut group = Group::with_title(level.primary_title(self.message.as_str()).id(self.code));
        if let Some(span) = &self.span {
            let end = span.end.min(self.file.text.len());
            let start = span.start.min(end);
            group = group.element(
                Snippet::source(self.file.text.as_str())
                    .path(self.file.name.as_str())
                    .fold(true)
                    .annotation(AnnotationKind::Primary.span(start..end)),
            );
        } else {
            group = group.element(annotate_snippets::Origin::path(self.file.name.as_str()));
        }
        if let Some(hint) = &self.hint {
            group = group.element(Level::HELP.message(hint.as_str()));
        }
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        renderer.render(&[group])
    }

    /// The problem for programs, as `scenarios/README.md` documents it.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        let (place, end) = (self.place(), self.end_place());
        serde_json::json!({
            "code": self.code,
            "severity": self.severity,
            "file": self.file.name,
            "line": place.map(|p| p.0),
            "column": place.map(|p| p.1),
            "end_line": end.map(|p| p.0),
            "end_column": end.map(|p| p.1),
            "message": self.message,
            "hint": self.hint,
        })
    }
}

/// After so many problems in one file the rest can wait: looking up places and near names takes time, and one problem is
/// often behind many.
pub(super) const MAX_FOUND: usize = 200;

/// What is said in place of further problems of a file.
pub(super) fn and_more(file: &Arc<SourceFile>) -> Diagnostic {
    let message = format!("there is more to mend than these {MAX_FOUND} problems");
    Diagnostic::error("SL019", file, None, message).hint("mend these first; often one of them is behind the others")
}

/// The name in `known` that is nearest to `name`, as a hint.
#[must_use]
pub fn did_you_mean<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(name, known).map(|candidate| format!("did you mean \"{candidate}\"?"))
}

/// The name in `known` that is nearest to `name`, if any is near.
#[must_use]
pub(super) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut best: Option<(f64, &str)> = None;
    for candidate in known {
        let score = strsim::jaro_winkler(&name.to_lowercase(), &candidate.to_lowercase());
        if score > 0.8 && best.is_none_or(|(most, _)| score > most) {
            best = Some((score, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}
