//! The report as one JSON object. `docs/guides/report.md` describes it.

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use cen::PackageId;
use cen::alibaba_cloud::invisible::is_invisible;

use super::account::MONTHS;
use super::due::Due;
use super::fields::{Field, Sheet, timestamp};
use super::notes::Note;
use super::row::Row;

/// Raised when a field changes its meaning or goes; new fields may come without that.
const FORMAT_VERSION: u32 = 1;

#[derive(Serialize)]
struct Report<'a> {
    format_version: u32,
    read_at: Option<String>,
    /// The term that `renewal_price` is for.
    price_months: u32,
    ends_within_days: Option<u32>,
    packages: Vec<Package<'a>>,
    notes: Vec<Reason<'a>>,
}

/// A package, its fields in the order of all of them.
struct Package<'a> {
    sheet: &'a Sheet<'a>,
    row: &'a Row,
    due: Option<Due>,
}

impl Serialize for Package<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let fields = self.sheet.fields(self.row, self.due);
        let mut map = serializer.serialize_map(Some(fields.len()))?;
        for (field, value) in fields {
            map.serialize_entry(field.as_str(), &value)?;
        }
        map.end()
    }
}

/// Why something is not known.
#[derive(Serialize)]
struct Reason<'a> {
    message: &'a str,
    not_known: Vec<&'static str>,
    packages: Vec<&'a str>,
}

impl<'a> From<&'a Note> for Reason<'a> {
    fn from(note: &'a Note) -> Self {
        Self {
            message: &note.reason,
            not_known: note.fields.iter().copied().map(Field::as_str).collect(),
            packages: note.packages.iter().map(PackageId::as_str).collect(),
        }
    }
}

/// The report.
///
/// # Errors
///
/// Never, in effect: all of it is text and numbers.
pub(super) fn json(sheet: &Sheet<'_>) -> serde_json::Result<String> {
    let package = |(row, due)| Package { sheet, row, due };
    let report = Report {
        format_version: FORMAT_VERSION,
        read_at: timestamp(sheet.account.now),
        price_months: MONTHS,
        ends_within_days: sheet.days,
        packages: sheet.rows().map(package).collect(),
        notes: sheet.account.notes.iter().map(Reason::from).collect(),
    };
    let text = serde_json::to_string_pretty(&report)?;
    Ok(ascii_where_invisible(&text) + "\n")
}

/// JSON in which characters that nobody sees are escaped. The line breaks between the fields are none of them; those in texts
/// are escaped anyway.
fn ascii_where_invisible(json: &str) -> String {
    let mut shown = String::with_capacity(json.len());
    for character in json.chars() {
        if character != '\n' && is_invisible(character) {
            let units = &mut [0; 2];
            for unit in character.encode_utf16(units) {
                shown.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            shown.push(character);
        }
    }
    shown
}
