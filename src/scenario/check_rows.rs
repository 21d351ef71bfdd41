//! The rows that every practice database begins with: those that a pack writes out and those that it has made.

use super::check_names::kept_value;
use super::checker::Checker;
use super::source::{FieldKind, MakerSource, PackSource, RowsSource, TableSource};

/// Looks up tables, fields and values of the rows that are made.
pub(super) fn made_rows(check: &mut Checker<'_>, source: &PackSource) {
    for (number, generate) in source.generate.iter().enumerate() {
        let number = number.to_string();
        let path = ["generate", number.as_str(), "table"];
        if !check.known("SL022", &path, "table", &generate.table, source.tables.keys().map(String::as_str)) {
            continue;
        }
        let Some(table) = source.tables.get(&generate.table) else { continue };
        for (field, maker) in &generate.set {
            let path = ["generate", number.as_str(), "set", field];
            if check.known("SL023", &path, "field", field, table.fields.keys().map(String::as_str)) {
                made_value(check, &path, source, table, field, maker);
            }
        }
    }
    for (name, table) in &source.tables {
        let made: u64 = source
            .generate
            .iter()
            .filter(|generate| generate.table == *name)
            .map(|generate| u64::from(generate.count))
            .sum();
        let least = 10_u64.saturating_pow(table.id.1.saturating_sub(1));
        // Half of the numbers stay free, for the rows that calls make.
        if (made > 0 || table.create) && made.saturating_mul(2) >= least.saturating_mul(9) {
            let message = format!("{} digits are too few for the rows of {name}", table.id.1);
            check.error("SL056", &["tables", name, "id"], message, Some("give its numbers more digits".to_owned()));
        }
    }
}

fn made_value(
    check: &mut Checker<'_>,
    path: &[&str],
    source: &PackSource,
    table: &TableSource,
    field: &str,
    maker: &MakerSource,
) {
    let Some(spec) = table.fields.get(field) else { return };
    match maker {
        MakerSource::Text(text) => kept_value(check, path, field, &spec.kind, text),
        MakerSource::Weighted(weights) => {
            for text in weights.keys() {
                let mut at = path.to_vec();
                at.extend(["0", text]);
                kept_value(check, &at, field, &spec.kind, text);
            }
            if weights.values().all(|weight| *weight == 0) {
                let hint = Some("write at least one value with a weight of 1 or more".to_owned());
                check.error("SL044", path, "there is nothing to choose from".to_owned(), hint);
            }
        }
        MakerSource::Between(first, last) | MakerSource::DaysAgo(first, last) if first > last => {
            let hint = Some("the smaller number comes first".to_owned());
            check.error("SL057", path, format!("{first} is more than {last}"), hint);
        }
        MakerSource::Any(to) => {
            check.known("SL022", path, "table", to, source.tables.keys().map(String::as_str));
        }
        MakerSource::Of(reference, theirs) => {
            if !check.known("SL023", path, "field", reference, table.fields.keys().map(String::as_str)) {
                return;
            }
            match table.fields.get(reference).map(|spec| &spec.kind) {
                Some(FieldKind::Reference(to)) => {
                    if let Some(other) = source.tables.get(to) {
                        let what = format!("field of {to}");
                        check.known("SL023", path, &what, theirs, other.fields.keys().map(String::as_str));
                    }
                }
                _ => {
                    let hint = Some("name a field whose kind is Reference(…)".to_owned());
                    check.error("SL023", path, format!("the field \"{reference}\" refers to no row"), hint);
                }
            }
        }
        MakerSource::Between(..)
        | MakerSource::DaysAgo(..)
        | MakerSource::PersonName
        | MakerSource::Phone
        | MakerSource::Address
        | MakerSource::Email => {}
    }
}

/// Looks up tables, fields and values of the rows that are written out.
pub(super) fn fixed_rows(check: &mut Checker<'_>, main: &PackSource, source: &RowsSource) {
    check.format(source.format);
    for (name, rows) in &source.rows {
        if !check.known("SL022", &["rows", name], "table", name, main.tables.keys().map(String::as_str)) {
            continue;
        }
        let Some(table) = main.tables.get(name) else { continue };
        for (number, row) in rows.iter().enumerate() {
            let number = number.to_string();
            if rows.iter().take_while(|other| !std::ptr::eq(*other, row)).any(|other| other.id == row.id) {
                let hint = Some("give one of the two another number".to_owned());
                check.error("SL013", &["rows", name, &number, "id"], format!("\"{}\" is written twice", row.id), hint);
            }
            for (field, value) in &row.set {
                let path = ["rows", name, &number, "set", field];
                if check.known("SL023", &path, "field", field, table.fields.keys().map(String::as_str))
                    && let Some(spec) = table.fields.get(field)
                {
                    kept_value(check, &path, field, &spec.kind, value);
                }
            }
        }
    }
}
