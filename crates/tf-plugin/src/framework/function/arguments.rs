//! The arguments of a call.

use super::error::FunctionError;
use crate::framework::diagnostics::Diagnostics;
use crate::framework::model::AttributeType;
use crate::value::{ModelError, Path, Reason, Value};

/// What an argument is read as: an [`AttributeType`], or an `Option` of one for an argument that can be null.
pub trait ArgumentType: Sized {
    /// What it is when it is not null.
    type Known: AttributeType;
    /// Whether it can be null.
    const ALLOWS_NULL: bool;

    /// From an argument, which is not there where it is null and that is allowed.
    fn of_known(known: Option<Self::Known>) -> Option<Self>;
}

impl<T: AttributeType> ArgumentType for T {
    type Known = T;
    const ALLOWS_NULL: bool = false;

    fn of_known(known: Option<T>) -> Option<Self> {
        known
    }
}

impl<T: AttributeType> ArgumentType for Option<T> {
    type Known = T;
    const ALLOWS_NULL: bool = true;

    fn of_known(known: Option<T>) -> Option<Self> {
        Some(known)
    }
}

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
    pub fn argument<T: ArgumentType>(&mut self) -> Result<T, FunctionError> {
        let position = self.position;
        let value = self
            .values
            .next()
            .ok_or_else(|| FunctionError::of_argument(position, "is missing"))?;
        self.position += 1;
        let known = if value.is_null() {
            None
        } else {
            Some(argument(&value, position)?)
        };
        T::of_known(known).ok_or_else(|| FunctionError::of_argument(position, "must not be null"))
    }

    /// All arguments that are left.
    ///
    /// # Errors
    ///
    /// When one of them is no `T`.
    pub fn rest<T: ArgumentType>(&mut self) -> Result<Vec<T>, FunctionError> {
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
