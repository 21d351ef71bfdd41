//! Rows of the base to be put in order: read, and held against what their author says is right.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use super::checker::Checker;
use super::diagnostic::{Diagnostic, Severity, SourceFile};
use super::model::Pack;
use super::read::read;
use super::source::{FieldKind, TidyRightSource, TidySource};
use super::table;
use super::writing::Writing;

/// A drill in keeping the base.
#[derive(Debug)]
pub struct Tidy {
    /// Name of its file.
    pub id: String,
    pub source: TidySource,
    pub rows: Vec<TidyRow>,
    /// BLAKE3 of the drill and its rows.
    pub hash: String,
    pub writing: Writing,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TidyRow {
    pub number: String,
    /// The customer's own number, which no one changes.
    pub code: String,
    /// In the order of the columns.
    pub cells: Vec<String>,
    /// What else the desk shows of it.
    pub rest: String,
    /// Bytes of the row in its file.
    pub span: Range<usize>,
}

impl Tidy {
    #[must_use]
    pub fn row(&self, number: &str) -> Option<usize> {
        self.rows.iter().position(|row| row.number == number)
    }

    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        self.source.columns.get_index_of(name)
    }

    /// What is right with a row, and the row that it goes into if that is another.
    #[must_use]
    pub fn right(&self, row: usize) -> (Option<&TidyRightSource>, usize) {
        let number = &self.rows[row].number;
        if let Some(right) = self.source.right.get(number) {
            return (Some(right), row);
        }
        let keeper = self.source.right.iter().find(|(_, right)| right.merge.contains(number));
        let of = |(keeper, right): (&String, _)| Some((Some(right), self.row(keeper)?));
        keeper.and_then(of).unwrap_or((None, row))
    }

    /// What a cell holds when all is right.
    #[must_use]
    pub fn should_be(&self, row: usize, column: usize) -> String {
        let own = || self.rows[row].cells[column].clone();
        let (Some((name, _)), (Some(right), keeper)) = (self.source.columns.get_index(column), self.right(row)) else {
            return own();
        };
        if keeper == row { right.set.get(name).cloned().unwrap_or_else(own) } else { own() }
    }

    /// Whether two writings of a cell mean the same. The parts of a name stand in an order here: which is the surname is
    /// what has to be right.
    #[must_use]
    pub fn same(&self, column: usize, one: &str, other: &str) -> bool {
        let words = |text: &str| text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
        if one.is_empty() || other.is_empty() || words(one) == words(other) {
            return words(one) == words(other);
        }
        let kind = self.source.columns.get_index(column).map(|(_, column)| &column.kind);
        kind.is_some_and(|kind| *kind != FieldKind::Name && self.writing.equal(kind, one, other))
    }
}

/// The drills of a pack, and what is wrong with them.
pub(super) fn drills(pack: &Pack) -> (Vec<Arc<Tidy>>, Vec<Diagnostic>) {
    let (mut out, mut found) = (Vec::new(), Vec::new());
    for (path, file) in &pack.files.files {
        let Some(id) = path.strip_prefix("tidy/").and_then(|name| name.strip_suffix(".ron")) else { continue };
        match drill(pack, id, file) {
            Ok(tidy) => out.push(Arc::new(tidy)),
            Err(problems) => found.extend(problems),
        }
    }
    (out, found)
}

fn drill(pack: &Pack, id: &str, file: &Arc<SourceFile>) -> Result<Tidy, Vec<Diagnostic>> {
    let source: TidySource = read(file)?;
    let mut check = Checker::new(file);
    check.format(source.format);
    check.duties(&source.duties);
    check.known("SL146", &["rubric"], "rubric", &source.rubric, pack.rubrics.keys().map(String::as_str));
    let name = format!("tidy/{id}.csv");
    let Some(table) = pack.files.files.get(&name) else {
        let hint = Some(format!("save the rows beside this file, as {name}"));
        check.error("SL140", &[], "the drill has no rows".to_owned(), hint);
        return Err(check.found);
    };
    let rows = rows(table, &source)?;
    let numbers: Vec<&str> = rows.iter().map(|row| row.number.as_str()).collect();
    let columns = || source.columns.keys().map(String::as_str);
    let mut merged = BTreeSet::new();
    for (number, right) in &source.right {
        check.known("SL148", &["right", number], "row", number, numbers.iter().copied());
        for other in right.merge.iter().chain(&right.not) {
            check.known("SL148", &["right", number], "row", other, numbers.iter().copied());
        }
        for (column, value) in &right.set {
            let path = ["right", number, "set", column];
            check.known("SL148", &path, "column", column, columns());
            if let Some(FieldKind::Choice(choices)) = source.columns.get(column).map(|column| &column.kind)
                && !value.is_empty()
            {
                check.known("SL148", &path, "choice", value, choices.iter().map(String::as_str));
            }
        }
        let twice =
            right.merge.iter().find(|other| source.right.contains_key(*other) || !merged.insert((*other).clone()));
        if let Some(other) = twice {
            let message = format!("row {other} goes into row {number}, and something else is said of it too");
            check.error("SL148", &["right", number, "merge"], message, Some("say each row once".to_owned()));
        }
        if right.misfiled && (!right.merge.is_empty() || !right.set.is_empty()) {
            let message = format!("row {number} is misfiled, so nothing of it is changed");
            check.error("SL148", &["right", number], message, Some("take merge and set out".to_owned()));
        }
    }
    if check.found.iter().any(|problem| problem.severity == Severity::Error) {
        return Err(check.found);
    }
    let hash = blake3::hash(format!("{}\n{}", file.text, table.text).as_bytes()).to_hex().to_string();
    Ok(Tidy { id: id.to_owned(), source, rows, hash, writing: pack.writing.clone() })
}

fn rows(file: &Arc<SourceFile>, source: &TidySource) -> Result<Vec<TidyRow>, Vec<Diagnostic>> {
    let wrong = |code: &'static str, span: Option<Range<usize>>, message: String, hint: &str| {
        Diagnostic::error(code, file, span, message).hint(hint)
    };
    let (heads, records) = table::read(file)?;
    let mut found = Vec::new();
    for name in ["row", "code", "rest"].into_iter().chain(source.columns.keys().map(String::as_str)) {
        if !heads.iter().any(|head| head == name) {
            found.push(wrong("SL140", None, format!("the rows have no column \"{name}\""), "its cells may be empty"));
        }
    }
    let mut rows: Vec<TidyRow> = Vec::new();
    for record in records {
        let row = TidyRow {
            number: record.cell("row"),
            code: record.cell("code"),
            cells: source.columns.keys().map(|name| record.cell(name)).collect(),
            rest: record.cell("rest"),
            span: record.span.clone(),
        };
        if row.number.is_empty() || rows.iter().any(|other| other.number == row.number || other.code == row.code) {
            let message = format!("row {}: its number or its code stands there twice, or not at all", row.number);
            found.push(wrong("SL142", Some(record.span), message, "number each row once, and give each its own code"));
        }
        rows.push(row);
    }
    if found.is_empty() { Ok(rows) } else { Err(found) }
}
