//! How the quickstart looks: 80 columns, colours where somebody sees them.

use std::io::IsTerminal as _;

use textwrap::WordSplitter;

use super::said::{Diagnostic, Severity};
use crate::cli::console;
use crate::cli::environment::Environment;

/// Columns of a line that is easy to read, where the terminal has as many.
const COLUMNS: usize = 80;

/// Columns that a terminal has, however narrow it says it is: below that, lines are not worth breaking.
const FEWEST_COLUMNS: usize = 20;

/// What stands before everything but headings.
const INDENT: &str = "   ";

/// Where the quickstart writes.
pub(super) struct Screen {
    coloured: bool,
    columns: usize,
}

/// A colour, as terminals are told of it (ECMA-48, SGR).
#[derive(Clone, Copy)]
enum Colour {
    Bold = 1,
    Faint = 2,
    Red = 31,
    Green = 32,
    Yellow = 33,
}

impl Screen {
    /// The standard output: coloured where it is a terminal that knows colours and nobody has asked for none
    /// (`NO_COLOR`).
    pub(super) fn for_terminal(environment: &Environment) -> Self {
        let is_dumb = environment.get("TERM").is_some_and(|term| term == "dumb");
        Self {
            coloured: std::io::stdout().is_terminal()
                && !is_dumb
                && environment.get("NO_COLOR").is_none(),
            columns: columns().clamp(FEWEST_COLUMNS, COLUMNS),
        }
    }

    /// Whether somebody sees colours.
    pub(super) fn is_coloured(&self) -> bool {
        self.coloured
    }

    /// The title of a scene.
    pub(super) fn heading(&self, text: &str) {
        put("", "");
        put("", &self.in_colour(Colour::Bold, text));
    }

    /// Words of our own.
    pub(super) fn text(&self, text: &str) {
        for line in self.wrapped(text) {
            put(INDENT, &line);
        }
    }

    /// A command, as one would type it.
    pub(super) fn command(&self, name: &str, arguments: &[&str]) {
        let typed = format!("$ {name} {}", arguments.join(" "));
        put(INDENT, &self.in_colour(Colour::Bold, &typed));
    }

    /// A line of the CLI.
    pub(super) fn told(&self, line: &str) {
        for line in self.wrapped(line) {
            put(INDENT, &self.in_colour(Colour::Faint, &line));
        }
    }

    /// A line that is laid out already.
    pub(super) fn laid_out(&self, line: &str) {
        put(INDENT, line);
    }

    /// What a look into the cloud has shown.
    pub(super) fn fact(&self, text: &str) {
        for line in self.wrapped(&format!("=> {text}")) {
            put(INDENT, &self.in_colour(Colour::Green, &line));
        }
    }

    /// A warning or an error, in whole.
    pub(super) fn diagnostic(&self, said: &Diagnostic) {
        let (word, colour) = match said.severity {
            Severity::Error => ("Error", Colour::Red),
            Severity::Warning => ("Warning", Colour::Yellow),
        };
        for line in self.wrapped(&format!("{word}: {}", said.summary)) {
            put(INDENT, &self.in_colour(colour, &line));
        }
        for line in said.detail.lines().flat_map(|line| self.wrapped(line)) {
            put(INDENT, &line);
        }
    }

    /// The lines of a text that stand after the indent.
    fn wrapped(&self, text: &str) -> Vec<String> {
        // A hyphen in an id is no place to break it.
        let width = textwrap::Options::new(self.columns - INDENT.len());
        let lines = textwrap::wrap(text, width.word_splitter(WordSplitter::NoHyphenation));
        lines.into_iter().map(|line| line.into_owned()).collect()
    }

    fn in_colour(&self, colour: Colour, text: &str) -> String {
        if self.coloured {
            format!("\u{1b}[{}m{text}\u{1b}[0m", colour as u8)
        } else {
            text.to_owned()
        }
    }
}

fn put(indent: &str, text: &str) {
    console::say(&format!("{}\n", format!("{indent}{text}").trim_end()));
}

/// The width of the terminal at the standard output.
#[cfg(unix)]
fn columns() -> usize {
    let size = rustix::termios::tcgetwinsize(std::io::stdout());
    size.map_or(COLUMNS, |size| usize::from(size.ws_col))
}

#[cfg(not(unix))]
fn columns() -> usize {
    COLUMNS
}
