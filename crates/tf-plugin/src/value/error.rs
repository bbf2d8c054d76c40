//! Values that a struct cannot hold.

use std::fmt;

use super::{Path, Step, Value};

/// Why a value is not one of a domain type, in words for the user.
///
/// `summary` is one line without a full stop; `detail` says why, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{summary}: {detail}")]
#[non_exhaustive]
pub struct ValueError {
    /// What is wrong.
    pub summary: String,
    /// Why, and what to do.
    pub detail: String,
}

impl ValueError {
    /// An error with these words.
    pub fn new(summary: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            summary: summary.into(),
            detail: detail.into(),
        }
    }
}

/// A value that does not fit into its struct, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelError {
    /// From the inside out.
    steps: Vec<Step>,
    reason: Reason,
}

/// What does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    /// The value is of another type: a mistake in the provider.
    Mismatch(String),
    /// A domain type refuses what somebody wrote.
    Refused(ValueError),
}

impl ModelError {
    /// The value is not `expected` ("a string") but of another type.
    pub fn mismatch(expected: &str, found: &Value) -> Self {
        Self {
            steps: Vec::new(),
            reason: Reason::Mismatch(format!(
                "invalid type: {}, expected {expected}",
                sort(found)
            )),
        }
    }

    /// The same error, of a value in which the faulty one is what `step` leads to.
    #[must_use]
    pub fn inside(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }

    /// Where the faulty value is.
    pub fn path(&self) -> Path {
        self.steps.iter().rev().cloned().collect()
    }

    pub(crate) fn is_refusal(&self) -> bool {
        matches!(self.reason, Reason::Refused(_))
    }

    pub(crate) fn reason(&self) -> &Reason {
        &self.reason
    }
}

impl From<ValueError> for ModelError {
    fn from(error: ValueError) -> Self {
        Self {
            steps: Vec::new(),
            reason: Reason::Refused(error),
        }
    }
}

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path().prefix())?;
        match &self.reason {
            Reason::Mismatch(text) => f.write_str(text),
            Reason::Refused(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for ModelError {}

fn sort(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Unknown => "unknown value",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::List(_) => "list",
        Value::Set(_) => "set",
        Value::Tuple(_) => "tuple",
        Value::Map(_) => "map",
        Value::Object(_) => "object",
        Value::Dynamic(..) => "dynamic value",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_says_where_it_is() {
        let error = ModelError::mismatch("a string", &Value::Null)
            .inside(Step::Index(2))
            .inside(Step::Attribute("zones".to_owned()));
        assert_eq!(error.path(), Path::root("zones").index(2));
        assert_eq!(
            error.to_string(),
            "zones[2]: invalid type: null, expected a string"
        );
    }
}
