//! How the quickstart looks: 80 columns, colours where somebody sees them.

use textwrap::WordSplitter;

use super::said::{Diagnostic, Severity};
use crate::cli::console;
use crate::cli::environment::Environment;
use crate::cli::terminal::{Colour, Terminal};

/// Columns of a line that is easy to read, where the terminal has as many.
const COLUMNS: usize = 80;

/// What stands before everything but headings.
const INDENT: &str = "   ";

/// Where the quickstart writes.
pub(super) struct Screen {
    terminal: Terminal,
    columns: usize,
}

impl Screen {
    /// The standard output.
    pub(super) fn for_terminal(environment: &Environment) -> Self {
        let terminal = Terminal::at_stdout(environment);
        Self {
            columns: terminal.columns.map_or(COLUMNS, |has| has.min(COLUMNS)),
            terminal,
        }
    }

    /// Whether somebody sees colours.
    pub(super) fn is_coloured(&self) -> bool {
        self.terminal.is_coloured
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
        self.terminal.in_colour(colour, text)
    }
}

fn put(indent: &str, text: &str) {
    console::say(&format!("{}\n", format!("{indent}{text}").trim_end()));
}
