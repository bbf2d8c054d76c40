//! What a provider has to say to the user.

use crate::value::Path;

/// How grave a [`Diagnostic`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The operation failed. On a create, Terraform marks the new object tainted and replaces it next time.
    Error,
    /// Worth knowing; changes nothing.
    Warning,
}

/// One message, with the part of the configuration it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Diagnostic {
    /// How grave it is.
    pub severity: Severity,
    /// One line without a full stop: what is wrong. The host adds the resource's address itself.
    pub summary: String,
    /// Why, and what to do. Paragraphs separated by empty lines; the host wraps them.
    pub detail: String,
    /// The attribute to underline; empty for the resource as a whole.
    pub path: Path,
}

/// Messages in the order they were found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostic {
    /// An error about the whole resource or provider.
    pub fn error(summary: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            summary: summary.into(),
            detail: detail.into(),
            path: Path::default(),
        }
    }

    /// A warning about the whole resource or provider.
    pub fn warning(summary: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(summary, detail)
        }
    }

    /// The same about the attribute at `path`.
    pub fn at(self, path: Path) -> Self {
        Self { path, ..self }
    }
}

impl Diagnostics {
    /// One error about the whole resource or provider, and nothing else.
    pub fn of_error(summary: impl Into<String>, detail: impl Into<String>) -> Self {
        let mut diagnostics = Self::default();
        diagnostics.error(summary, detail);
        diagnostics
    }

    /// Adds an error about the whole resource or provider.
    pub fn error(&mut self, summary: impl Into<String>, detail: impl Into<String>) {
        self.error_at(Path::default(), summary, detail);
    }

    /// Adds an error about the attribute at `path`.
    pub fn error_at(&mut self, path: Path, summary: impl Into<String>, detail: impl Into<String>) {
        self.push(Diagnostic {
            severity: Severity::Error,
            summary: summary.into(),
            detail: detail.into(),
            path,
        });
    }

    /// Adds a warning about the whole resource or provider.
    pub fn warn(&mut self, summary: impl Into<String>, detail: impl Into<String>) {
        self.warn_at(Path::default(), summary, detail);
    }

    /// Adds a warning about the attribute at `path`.
    pub fn warn_at(&mut self, path: Path, summary: impl Into<String>, detail: impl Into<String>) {
        self.push(Diagnostic {
            severity: Severity::Warning,
            summary: summary.into(),
            detail: detail.into(),
            path,
        });
    }

    /// Adds one message.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Adds all messages of `other` after these.
    pub fn append(&mut self, other: Diagnostics) {
        self.0.extend(other.0);
    }

    /// Whether any message is an error.
    pub fn has_errors(&self) -> bool {
        self.0
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Whether there is no message.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The messages in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, more: I) {
        self.0.extend(more);
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'d> IntoIterator for &'d Diagnostics {
    type Item = &'d Diagnostic;
    type IntoIter = std::slice::Iter<'d, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
