//! Sets as Rust holds them.

use std::ops::Deref;

use super::attribute_type::{AttributeType, Configurable, ConfigurableParts, collection};
use crate::framework::schema::{Nesting, Shape};
use crate::framework::validate::{Validator, of_each};
use crate::value::{ModelError, Value};

/// Elements without order, of which several can still be unknown.
///
/// Two are equal when they stand for the same set, whatever the order of their elements and however often one is there.
#[derive(Clone, Debug, Default)]
pub struct Set<T>(Vec<T>);

impl<T> Deref for Set<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T> FromIterator<T> for Set<T> {
    fn from_iter<I: IntoIterator<Item = T>>(elements: I) -> Self {
        Self(elements.into_iter().collect())
    }
}

impl<T> From<Vec<T>> for Set<T> {
    fn from(elements: Vec<T>) -> Self {
        Self(elements)
    }
}

impl<T> IntoIterator for Set<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'s, T> IntoIterator for &'s Set<T> {
    type Item = &'s T;
    type IntoIter = std::slice::Iter<'s, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<T: AttributeType> PartialEq for Set<T> {
    fn eq(&self, other: &Self) -> bool {
        self.write() == other.write()
    }
}

impl<T: AttributeType> Eq for Set<T> {}

impl<T: AttributeType> AttributeType for Set<T> {
    fn shape() -> Shape {
        collection(T::shape(), Nesting::Set)
    }

    fn read(value: &Value) -> Result<Self, ModelError> {
        match value {
            // Elements of sets cannot be addressed, so the path of an error ends at the set.
            Value::Set(elements) => elements.iter().map(T::read).collect(),
            other => Err(ModelError::mismatch("a set", other)),
        }
    }

    fn write(&self) -> Value {
        Value::set(self.0.iter().map(T::write).collect())
    }

    fn rule() -> Option<Validator> {
        T::rule().map(of_each)
    }

    fn keep_semantically_equal(prior: &Value, value: Value) -> Value {
        match (prior, value) {
            (Value::Set(before), Value::Set(after)) => {
                let form = |one: Value| {
                    let kept = before
                        .iter()
                        .find(|before| T::keep_semantically_equal(before, one.clone()) == **before);
                    kept.cloned().unwrap_or(one)
                };
                Value::set(after.into_iter().map(form).collect())
            }
            (_, value) => value,
        }
    }
}

impl<T: Configurable> ConfigurableParts for Set<T> {}
