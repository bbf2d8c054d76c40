//! The arguments of a call.

use super::error::FunctionError;
use crate::framework::diagnostics::Diagnostics;
use crate::framework::model::AttributeType;
use crate::value::{ModelError, Path, Reason, Value};

/// The arguments of a call, to be read one after the other.
pub struct Arguments {
    values: std::vec::IntoIter<Value>,
    position: usize,
}

impl Arguments {
    pub(super) fn new(values: Vec<Value>) -> Self {
        Self {
            values: values.into_iter(),
            position: 0,
        }
    }

    /// The next argument.
    ///
    /// # Errors
    ///
    /// When there is none, or it is no `T`.
    pub fn argument<T: AttributeType>(&mut self) -> Result<T, FunctionError> {
        let position = self.position;
        let value = self
            .values
            .next()
            .ok_or_else(|| FunctionError::of_argument(position, "is missing"))?;
        self.position += 1;
        argument(&value, position)
    }

    /// All arguments that are left.
    ///
    /// # Errors
    ///
    /// When one of them is no `T`.
    pub fn rest<T: AttributeType>(&mut self) -> Result<Vec<T>, FunctionError> {
        let mut rest = Vec::new();
        while self.values.len() > 0 {
            rest.push(self.argument()?);
        }
        Ok(rest)
    }
}

fn argument<T: AttributeType>(value: &Value, position: usize) -> Result<T, FunctionError> {
    if !value.is_wholly_known() {
        return Err(FunctionError::of_argument(position, "is not known yet"));
    }
    if value.is_null() {
        return Err(FunctionError::of_argument(position, "must not be null"));
    }
    if let Some(rule) = T::rule() {
        let mut found = Diagnostics::default();
        rule.validate(value, &Path::default(), &mut found);
        if let Some(first) = found.into_iter().next() {
            return Err(FunctionError::of_argument(
                position,
                sentence(&first.detail),
            ));
        }
    }
    T::read(value).map_err(|error: ModelError| {
        let text = match error.reason() {
            Reason::Refused(words) => sentence(&words.detail).to_owned(),
            Reason::Mismatch(_) => mistake(&error),
        };
        FunctionError::of_argument(position, text)
    })
}

/// Hosts put a full stop behind it.
fn sentence(text: &str) -> &str {
    text.trim_end_matches('.')
}

fn mistake(problem: &dyn std::fmt::Display) -> String {
    format!("contradicts its own signature, which is a mistake in the provider: {problem}")
}
