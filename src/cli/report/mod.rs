//! `report`: all packages of the account, and what ends soon.
//!
//! ```text
//! account      what is asked of the APIs ─► row, notes (why something is not known)
//!   due        whether a package counts as one that ends
//! fields       a row for programs ─► json, csv
//! table        the rows for people
//! progress     what is being done meanwhile
//! ```

mod account;
mod csv;
mod due;
mod fields;
mod json;
mod notes;
mod progress;
mod row;
mod table;
#[cfg(test)]
mod tests;

use std::process::ExitCode;

use cen::alibaba_cloud::world::World;
use tf_plugin::framework::{Diagnostics, Severity};

use super::console::{self, visible};
use super::environment::Environment;
use super::error::Error;
use super::options::{Format, ReportOptions};
use super::simulator;
use super::terminal::{self, Terminal};
use crate::api_errors::explain;
use crate::client::Client;
use crate::config::{self, Config};
use account::Asked;
use fields::Sheet;
use progress::Progress;

/// The exit code that says that something ends; errors are 1.
const SOMETHING_ENDS: u8 = 2;

/// Asks for everything that is wanted, and shows it.
pub(super) fn run(options: &ReportOptions, environment: &Environment) -> Result<ExitCode, Error> {
    let client = client()?;
    let asked = Asked {
        billing: !options.no_billing,
        prices: !options.no_prices && !options.no_billing,
        usage: !options.no_usage,
    };
    let progress = Progress::new(terminal::can_rewrite_stderr(environment));
    let looking = account::look(&client, asked, &progress);
    let account = simulator::runtime()?.block_on(looking);
    progress.clear();
    let account = account.map_err(|error| {
        let explained = explain(&error);
        message(&explained.summary, &explained.detail)
    })?;
    let dues = options.ends_within.map(|days| due::all(&account, days));
    let dues = dues.unwrap_or_default();
    let sheet = Sheet {
        account: &account,
        days: options.ends_within,
        dues: &dues,
    };
    show(&sheet, options.format, environment)?;
    let ends = dues.iter().any(Option::is_some);
    Ok(if ends {
        ExitCode::from(SOMETHING_ENDS)
    } else {
        ExitCode::SUCCESS
    })
}

/// The client of a provider block in which nothing is set.
fn client() -> Result<Client, Error> {
    let mut diagnostics = Diagnostics::default();
    let client = config::client(&Config::default(), "", &World::real(), &mut diagnostics);
    let mut errors = Vec::new();
    for one in &diagnostics {
        let said = message(&one.summary, &one.detail);
        match one.severity {
            Severity::Error => errors.push(said.to_string()),
            Severity::Warning => console::note(&format!("Warning: {said}\n")),
        }
    }
    client.ok_or_else(|| Error::Told(errors.join("\n\n")))
}

fn message(summary: &str, detail: &str) -> Error {
    let lines = detail.lines().map(visible).collect::<Vec<_>>();
    Error::Told(format!("{}\n\n{}", visible(summary), lines.join("\n")))
}

fn deliver(report: &str) -> Result<(), Error> {
    console::deliver(report).map_err(Error::files("cannot write the report"))
}

fn show(sheet: &Sheet<'_>, format: Format, environment: &Environment) -> Result<(), Error> {
    match format {
        Format::Table => deliver(&table::table(sheet, Terminal::at_stdout(environment)))?,
        Format::Json => {
            let json = json::json(sheet);
            deliver(&json.map_err(|error| Error::Told(error.to_string()))?)?;
        }
        Format::Csv => {
            deliver(&csv::csv(sheet))?;
            // There is no place for them in it.
            for sentence in table::remarks(sheet) {
                console::note(&format!("{}\n", visible(&sentence)));
            }
        }
    }
    Ok(())
}
