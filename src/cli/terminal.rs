//! Whether somebody reads the standard output, and on what.

use std::io::IsTerminal as _;

use super::environment::Environment;

/// Columns that a terminal has, however narrow it says it is: below that, lines are not worth breaking.
const FEWEST_COLUMNS: usize = 20;

/// A colour, as terminals are told of it (ECMA-48, SGR).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Colour {
    Bold = 1,
    Faint = 2,
    Red = 31,
    Green = 32,
    Yellow = 33,
}

/// What is at the standard output.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Terminal {
    /// Whether somebody sees colours.
    pub(super) is_coloured: bool,
    /// The columns of a line, where it has as many as it has.
    pub(super) columns: Option<usize>,
}

impl Terminal {
    /// The standard output: coloured where it is a terminal that knows colours and nobody has asked for none (`NO_COLOR`).
    pub(super) fn at_stdout(environment: &Environment) -> Self {
        let is_terminal = std::io::stdout().is_terminal();
        Self {
            is_coloured: is_terminal
                && !is_dumb(environment)
                && environment.get("NO_COLOR").is_none(),
            columns: columns().map(|columns| columns.max(FEWEST_COLUMNS)),
        }
    }

    /// The text in a colour, where that is seen.
    pub(super) fn in_colour(self, colour: Colour, text: &str) -> String {
        if self.is_coloured {
            format!("\u{1b}[{}m{text}\u{1b}[0m", colour as u8)
        } else {
            text.to_owned()
        }
    }
}

/// Whether a line at the standard error can be written over.
pub(super) fn can_rewrite_stderr(environment: &Environment) -> bool {
    std::io::stderr().is_terminal() && !is_dumb(environment)
}

fn is_dumb(environment: &Environment) -> bool {
    environment.get("TERM").is_some_and(|term| term == "dumb")
}

/// The width of the terminal at the standard output; nothing where there is none, or it does not say.
#[cfg(unix)]
fn columns() -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(std::io::stdout()).ok()?;
    (size.ws_col > 0).then_some(usize::from(size.ws_col))
}

#[cfg(not(unix))]
fn columns() -> Option<usize> {
    None
}
