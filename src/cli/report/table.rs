//! The report for people: a table, or a list where the terminal has no room for one.

use std::time::SystemTime;

use textwrap::WordSplitter;
use textwrap::core::display_width;

use cen::CenId;
use cen::billing::Renewal;

use crate::cli::console::visible;
use crate::cli::terminal::{Colour, Terminal};
use crate::filters::packages::charge_type;

use super::account::Asked;
use super::due::{Due, due};
use super::fields::{Field, Sheet, timestamp};
use super::row::{End, Fact, Row};

/// What is between two columns.
const GAP: &str = "  ";

/// What stands where there is nothing to say.
const NOTHING: &str = "-";

/// From how many days before its end on a package stands out, where no number is asked for.
const SOON: u32 = 14;

/// A column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Package,
    Name,
    Areas,
    Mbps,
    Used,
    Status,
    Instance,
    Paid,
    Ends,
    Left,
    Renews,
    Price,
}

impl Column {
    const ALL: [Self; 12] = [
        Self::Package,
        Self::Name,
        Self::Areas,
        Self::Mbps,
        Self::Used,
        Self::Status,
        Self::Instance,
        Self::Paid,
        Self::Ends,
        Self::Left,
        Self::Renews,
        Self::Price,
    ];

    fn is_shown(self, asked: Asked) -> bool {
        match self {
            Self::Used => asked.usage,
            Self::Renews => asked.billing,
            Self::Price => asked.prices,
            _ => true,
        }
    }

    fn heading(self) -> &'static str {
        match self {
            Self::Package => "PACKAGE",
            Self::Name => "NAME",
            Self::Areas => "AREAS",
            Self::Mbps => "MBIT/S",
            Self::Used => "USED",
            Self::Status => "STATUS",
            Self::Instance => "INSTANCE",
            Self::Paid => "PAID",
            Self::Ends => "ENDS (UTC)",
            Self::Left => "LEFT",
            Self::Renews => "RENEWS",
            Self::Price => "A MONTH MORE",
        }
    }

    /// Whether its last digits stand below each other.
    fn is_number(self) -> bool {
        matches!(self, Self::Mbps | Self::Used | Self::Left | Self::Price)
    }
}

/// A text and how it stands out.
struct Cell {
    text: String,
    colour: Option<Colour>,
}

/// The report.
pub(super) fn table(sheet: &Sheet<'_>, terminal: Terminal) -> String {
    let account = sheet.account;
    if account.rows.is_empty() {
        return "There is no bandwidth package in this account.\n".to_owned();
    }
    let asked = account.asked;
    let columns: Vec<Column> = Column::ALL
        .into_iter()
        .filter(|column| column.is_shown(asked))
        .collect();
    let rows: Vec<Vec<Cell>> = account
        .rows
        .iter()
        .map(|row| {
            let cells = columns.iter().map(|column| cell(*column, row, sheet));
            cells.collect()
        })
        .collect();
    let mut text = match laid_out(&columns, &rows, terminal) {
        Some(table) => table,
        None => listed(&columns, &rows, terminal),
    };
    for paragraph in remarks(sheet) {
        text.push('\n');
        text.push_str(&wrapped(&visible(&paragraph), "", terminal));
    }
    text
}

/// The rows below each other; nothing where a line would be broken.
fn laid_out(columns: &[Column], rows: &[Vec<Cell>], terminal: Terminal) -> Option<String> {
    let width = |(number, column): (usize, &Column)| {
        let cells = rows.iter().filter_map(|row| row.get(number));
        let widest = cells.map(|cell| display_width(&cell.text)).max();
        widest.unwrap_or(0).max(column.heading().len())
    };
    let widths: Vec<usize> = columns.iter().enumerate().map(width).collect();
    let whole = widths.iter().sum::<usize>() + GAP.len() * (widths.len() - 1);
    if terminal.columns.is_some_and(|columns| whole > columns) {
        return None;
    }
    let heading = |column: &Column| Cell {
        text: column.heading().to_owned(),
        colour: Some(Colour::Bold),
    };
    let headings: Vec<Cell> = columns.iter().map(heading).collect();
    let mut text = String::new();
    for row in std::iter::once(&headings).chain(rows) {
        let mut line = String::new();
        for ((cell, column), width) in row.iter().zip(columns).zip(&widths) {
            let space = " ".repeat(width.saturating_sub(display_width(&cell.text)));
            let shown = cell.shown(terminal);
            line.push_str(&if column.is_number() {
                format!("{space}{shown}{GAP}")
            } else {
                format!("{shown}{space}{GAP}")
            });
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    Some(text)
}

/// The rows one after the other, a line for each cell in which there is something.
fn listed(columns: &[Column], rows: &[Vec<Cell>], terminal: Terminal) -> String {
    let mut text = String::new();
    for row in rows {
        if !text.is_empty() {
            text.push('\n');
        }
        for (cell, column) in row.iter().zip(columns) {
            if cell.text == NOTHING {
                continue;
            }
            if *column == Column::Package {
                let id = terminal.in_colour(Colour::Bold, &cell.text);
                text.push_str(&format!("{id}\n"));
                continue;
            }
            let label = column.heading().to_lowercase();
            let label = format!("  {label:<14}");
            // Colours have no width.
            let line = format!("{label}{}", cell.shown(terminal));
            text.push_str(&wrapped(&line, "    ", terminal));
        }
    }
    text
}

/// A paragraph within the width of the terminal, its further lines after an indent.
fn wrapped(text: &str, indent: &str, terminal: Terminal) -> String {
    let Some(columns) = terminal.columns else {
        return format!("{text}\n");
    };
    let width = textwrap::Options::new(columns)
        .subsequent_indent(indent)
        // A hyphen in an id is no place to break it.
        .word_splitter(WordSplitter::NoHyphenation);
    format!("{}\n", textwrap::fill(text, width))
}

impl Cell {
    fn shown(&self, terminal: Terminal) -> String {
        match self.colour {
            Some(colour) => terminal.in_colour(colour, &self.text),
            None => self.text.clone(),
        }
    }
}

fn cell(column: Column, row: &Row, sheet: &Sheet<'_>) -> Cell {
    let package = &row.package;
    let text = match column {
        Column::Package => package.id.to_string(),
        Column::Name => package.name.clone(),
        Column::Areas => format!("{} - {}", package.areas.first(), package.areas.second()),
        Column::Mbps => package.bandwidth_mbps.to_string(),
        Column::Used => fact(&row.used, u64::to_string),
        Column::Status => match package.business_status.as_str() {
            "Normal" | "" => package.status.as_str().to_owned(),
            business => format!("{}, {business}", package.status.as_str()),
        },
        Column::Instance => {
            let ids: Vec<&str> = package.cen_ids.iter().map(CenId::as_str).collect();
            ids.join(" ")
        }
        Column::Paid => charge_type(&package.charge_type).to_owned(),
        Column::Ends => match &row.end {
            End::At(moment) => day(*moment),
            End::Unknown => not_known(sheet.account.note_of(Field::EndsAt)),
            End::Never => String::new(),
        },
        Column::Left => match row.end.days_left(sheet.account.now) {
            None => String::new(),
            Some(..0) => "ended".to_owned(),
            Some(0) => "less than a day".to_owned(),
            Some(1) => "1 day".to_owned(),
            Some(days) => format!("{days} days"),
        },
        Column::Renews => fact(&row.renewal, renews),
        Column::Price => fact(&row.price, |price| price.to_pay.to_string()),
    };
    let text = if text.trim().is_empty() {
        NOTHING.to_owned()
    } else {
        visible(&text)
    };
    let stands_out = matches!(column, Column::Ends | Column::Left);
    let colour = stands_out.then(|| urgency(row, sheet)).flatten();
    Cell { text, colour }
}

fn fact<T>(fact: &Fact<T>, text: impl Fn(&T) -> String) -> String {
    match fact {
        Fact::Known(known) => text(known),
        Fact::Unknown(note) => not_known(Some(*note)),
        Fact::Absent => String::new(),
    }
}

/// With the number of the note that says why.
fn not_known(note: Option<usize>) -> String {
    match note {
        Some(note) => format!("not known ({})", note + 1),
        None => "not known".to_owned(),
    }
}

fn renews(renewal: &Renewal) -> String {
    match renewal {
        Renewal::Automatic(months) => match months.months() {
            None => "itself".to_owned(),
            Some(1) => "itself, by 1 month".to_owned(),
            Some(months) => format!("itself, by {months} months"),
        },
        Renewal::Manual => "by hand".to_owned(),
        Renewal::Never => "never".to_owned(),
        Renewal::Other(word) => word.clone(),
    }
}

fn day(moment: SystemTime) -> String {
    let text = timestamp(moment).unwrap_or_default();
    text.get(..16).unwrap_or(&text).replace('T', " ")
}

/// How a package stands out that ends soon and does not renew itself.
fn urgency(row: &Row, sheet: &Sheet<'_>) -> Option<Colour> {
    let days = sheet.days.unwrap_or(SOON);
    match due(row, sheet.account.now, days)? {
        Due::Ended => Some(Colour::Red),
        Due::Ends | Due::RenewalUnknown | Due::EndUnknown => Some(Colour::Yellow),
    }
}

/// What is said below the table: why something is not known, and what ends.
pub(super) fn remarks(sheet: &Sheet<'_>) -> Vec<String> {
    let mut remarks = footnotes(sheet);
    remarks.extend(dues(sheet));
    remarks
}

fn footnotes(sheet: &Sheet<'_>) -> Vec<String> {
    let notes = sheet.account.notes.iter().enumerate();
    notes
        .map(|(number, note)| format!("({}) {}", number + 1, note.reason))
        .collect()
}

/// What ends within the days that were asked for.
fn dues(sheet: &Sheet<'_>) -> Vec<String> {
    let Some(days) = sheet.days else {
        return Vec::new();
    };
    let mut sentences = Vec::new();
    for kind in Due::ALL {
        let of_kind = sheet.rows().filter(|(_, due)| *due == Some(kind));
        let ids: Vec<&str> = of_kind.map(|(row, _)| row.package.id.as_str()).collect();
        if !ids.is_empty() {
            sentences.push(format!("{}: {}", heading(kind, days), ids.join(", ")));
        }
    }
    if sentences.is_empty() {
        sentences.push(format!(
            "Nothing ends {} without renewing itself.",
            span(days)
        ));
    }
    sentences
}

fn heading(kind: Due, days: u32) -> String {
    let span = span(days);
    match kind {
        Due::Ended => "Has ended".to_owned(),
        Due::Ends => format!("Ends {span}, and does not renew itself"),
        Due::RenewalUnknown => {
            format!("Ends {span}, and counts since it is not known whether it renews itself")
        }
        Due::EndUnknown => "Counts since it is not known when it ends".to_owned(),
    }
}

fn span(days: u32) -> String {
    match days {
        1 => "within 1 day".to_owned(),
        days => format!("within {days} days"),
    }
}
