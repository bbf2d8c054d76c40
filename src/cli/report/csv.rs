//! The report as CSV (RFC 4180): a line of names, then a line for each package.

use serde_json::Value as Json;

use crate::cli::console::visible;

use super::fields::{Field, Sheet};

/// The report.
pub(super) fn csv(sheet: &Sheet<'_>) -> String {
    let mut text = line(Field::ALL.iter().map(|field| field.as_str().to_owned()));
    for (row, due) in sheet.rows() {
        let fields = sheet.fields(row, due).into_iter();
        text.push_str(&line(fields.map(|(_, value)| cell(&value))));
    }
    text
}

fn line(cells: impl Iterator<Item = String>) -> String {
    let cells: Vec<String> = cells.map(|cell| quoted(&cell)).collect();
    cells.join(",") + "\r\n"
}

/// A value as text. Nothing is empty; the elements of a list have a space between them.
fn cell(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => harmless(&visible(text)),
        Json::Array(list) => list.iter().map(cell).collect::<Vec<_>>().join(" "),
        Json::Bool(_) | Json::Number(_) | Json::Object(_) => value.to_string(),
    }
}

/// Text that no spreadsheet takes for a formula: such a text gets an apostrophe in front, which says there that it is text.
/// Names can begin with anything, and whoever opens the report need not be whoever has given them.
fn harmless(text: &str) -> String {
    // The last four are what some programs read as the first four.
    let begins_formula = |first: char| "=+-@＝＋－＠".contains(first);
    if text.trim_start().starts_with(begins_formula) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// A field that means what it holds.
fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\r', '\n']) || text.trim() != text {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}
