//! Which Rust type stands for which type of values.

use std::collections::BTreeMap;

use crate::framework::schema::{Attribute, Nesting, Presence, Shape};
use crate::framework::validate::{Validator, of_each};
use crate::keyed::Keyed as _;
use crate::value::{Attr, ModelError, Number, Step, Type, Value};

/// A Rust type that attributes can hold.
///
/// | Rust | Terraform |
/// | --- | --- |
/// | `bool` | `bool` |
/// | `String` | `string` |
/// | [`Number`], `i32`, `i64`, `u32`, `u64` | `number`; of the last four, only whole ones in their range can be read |
/// | `Vec<T>` | `list(T)` |
/// | [`Set<T>`](super::Set) | `set(T)` |
/// | `BTreeMap<String, T>` | `map(T)` |
/// | a struct with [`#[derive(Model)]`](derive@super::Model) | an object with attributes of its own |
/// | [`Dynamic`](super::Dynamic) | `dynamic`: a value of any type, with its type |
/// | a [`CustomType`](super::CustomType) | that of its form in Terraform |
/// | [`Attr<T>`](Attr) | the same as `T`, and null and unknown as well |
///
/// A list, set or map of derived structs is a nested attribute. There is no `f64`: hosts keep more digits than it has, and compare
/// what comes back.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a type that attributes can hold",
    note = "domain types implement `CustomType`, structs of nested attributes derive `Model`"
)]
pub trait AttributeType: Clone + Send + Sync + 'static {
    /// The type in Terraform.
    fn shape() -> Shape;

    /// Reads a value.
    ///
    /// # Errors
    ///
    /// When the value is of another type, or one that a domain type refuses.
    fn read(value: &Value) -> Result<Self, ModelError>;

    /// The value.
    fn write(&self) -> Value;

    /// What every value in a configuration must keep to, whatever the attribute.
    fn rule() -> Option<Validator> {
        None
    }

    /// `value` in the form of `prior` as far as both mean the same.
    fn keep_semantically_equal(_prior: &Value, value: Value) -> Value {
        value
    }
}

impl Attribute {
    /// An attribute that holds what `T` holds.
    pub(in crate::framework) fn of_type<T: AttributeType>(
        name: &'static str,
        presence: Presence,
    ) -> Self {
        Self {
            keep_semantically_equal: T::keep_semantically_equal,
            type_rule: T::rule().filter(|_| presence != Presence::Computed),
            ..Self::new(name, presence, T::shape())
        }
    }
}

/// What can hold null: an [`Attr`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot hold null, as attributes of a whole object must",
    note = "write `Attr<{Self}>`; only structs with `#[model(computed)]`, whose objects the provider alone makes, can do \
            without"
)]
pub trait Nullable: AttributeType {}

impl<T: AttributeType> Nullable for Attr<T> {}

/// What can hold whatever a configuration may hold: null and unknown, at every depth.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot hold everything that a user may write, such as a value that is unknown in a plan",
    note = "write `Attr<…>` around the type, and around the elements of lists, sets and maps"
)]
pub trait Configurable: AttributeType {
    /// What it holds when it is known.
    type Known: AttributeType;

    /// A known value.
    fn known(known: Self::Known) -> Self;
}

impl<T: ConfigurableParts> Configurable for Attr<T> {
    type Known = T;

    fn known(known: T) -> Self {
        Self::Known(known)
    }
}

/// A known value of which every part can be null or unknown.
#[diagnostic::on_unimplemented(
    message = "parts of `{Self}` cannot hold everything that a user may write, such as a value that is unknown in a plan",
    note = "write `Attr<…>` around the elements of lists, sets and maps; structs with `#[model(computed)]` or with blocks \
            cannot be attributes that users set"
)]
pub trait ConfigurableParts: AttributeType {}

impl<T: AttributeType> AttributeType for Attr<T> {
    fn shape() -> Shape {
        T::shape()
    }

    fn read(value: &Value) -> Result<Self, ModelError> {
        Ok(match value {
            Value::Null => Self::Null,
            Value::Unknown => Self::Unknown,
            known => Self::Known(T::read(known)?),
        })
    }

    fn write(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Unknown => Value::Unknown,
            Self::Known(known) => known.write(),
        }
    }

    fn rule() -> Option<Validator> {
        T::rule()
    }

    fn keep_semantically_equal(prior: &Value, value: Value) -> Value {
        let is_there = |value: &Value| !value.is_null() && !value.is_unknown();
        if is_there(prior) && is_there(&value) {
            T::keep_semantically_equal(prior, value)
        } else {
            value
        }
    }
}

impl AttributeType for bool {
    fn shape() -> Shape {
        Shape::Value(Type::Bool)
    }

    fn read(value: &Value) -> Result<Self, ModelError> {
        match value {
            Value::Bool(value) => Ok(*value),
            other => Err(ModelError::mismatch("a bool", other)),
        }
    }

    fn write(&self) -> Value {
        Value::Bool(*self)
    }
}

impl AttributeType for String {
    fn shape() -> Shape {
        Shape::Value(Type::String)
    }

    fn read(value: &Value) -> Result<Self, ModelError> {
        match value {
            Value::String(text) => Ok(text.clone()),
            other => Err(ModelError::mismatch("a string", other)),
        }
    }

    fn write(&self) -> Value {
        Value::string(self.as_str())
    }
}

impl AttributeType for Number {
    fn shape() -> Shape {
        Shape::Value(Type::Number)
    }

    fn read(value: &Value) -> Result<Self, ModelError> {
        match value {
            Value::Number(number) => Ok(number.clone()),
            other => Err(ModelError::mismatch("a number", other)),
        }
    }

    fn write(&self) -> Value {
        Value::Number(self.clone())
    }
}

impl ConfigurableParts for bool {}
impl ConfigurableParts for String {}
impl ConfigurableParts for Number {}

impl<T: AttributeType> AttributeType for Vec<T> {
    fn shape() -> Shape {
        collection(T::shape(), Nesting::List)
    }

    fn read(value: &Value) -> Result<Self, ModelError> {
        match value {
            Value::List(elements) => read_elements(elements),
            other => Err(ModelError::mismatch("a list", other)),
        }
    }

    fn write(&self) -> Value {
        Value::List(self.iter().map(T::write).collect())
    }

    fn rule() -> Option<Validator> {
        T::rule().map(of_each)
    }

    fn keep_semantically_equal(prior: &Value, value: Value) -> Value {
        match (prior, value) {
            (Value::List(before), Value::List(after)) => {
                let kept = after.into_iter().enumerate().map(|(index, one)| {
                    before.get(index).map_or(one.clone(), |before| {
                        T::keep_semantically_equal(before, one)
                    })
                });
                Value::List(kept.collect())
            }
            (_, value) => value,
        }
    }
}

impl<T: Configurable> ConfigurableParts for Vec<T> {}

impl<T: AttributeType> AttributeType for BTreeMap<String, T> {
    fn shape() -> Shape {
        collection(T::shape(), Nesting::Map)
    }

    fn read(value: &Value) -> Result<Self, ModelError> {
        let Value::Map(members) = value else {
            return Err(ModelError::mismatch("a map", value));
        };
        let read = |(key, value): (&String, &Value)| match T::read(value) {
            Ok(value) => Ok((key.clone(), value)),
            Err(error) => Err(error.inside(Step::Key(key.clone()))),
        };
        members.iter().map(read).try_keyed()
    }

    fn write(&self) -> Value {
        let members = self.iter();
        Value::Map(
            members
                .map(|(key, value)| (key.clone(), value.write()))
                .keyed(),
        )
    }

    fn rule() -> Option<Validator> {
        T::rule().map(of_each)
    }

    fn keep_semantically_equal(prior: &Value, value: Value) -> Value {
        match (prior, value) {
            (Value::Map(before), Value::Map(after)) => {
                let kept = after.into_iter().map(|(key, one)| {
                    let one = match before.get(&key) {
                        Some(before) => T::keep_semantically_equal(before, one),
                        None => one,
                    };
                    (key, one)
                });
                Value::Map(kept.keyed())
            }
            (_, value) => value,
        }
    }
}

impl<T: Configurable> ConfigurableParts for BTreeMap<String, T> {}

/// Reads the elements of a list or set.
pub(super) fn read_elements<T: AttributeType>(elements: &[Value]) -> Result<Vec<T>, ModelError> {
    let read = |(index, element): (usize, &Value)| {
        let step = || Step::Index(i64::try_from(index).unwrap_or(i64::MAX));
        T::read(element).map_err(|error| error.inside(step()))
    };
    elements.iter().enumerate().map(read).collect()
}

/// The shape of many of what `element` is.
pub(super) fn collection(element: Shape, nesting: Nesting) -> Shape {
    match element {
        Shape::Value(ty) => Shape::Value(nesting.value_type(ty)),
        Shape::Nested(Nesting::Single, attributes) => Shape::Nested(nesting, attributes),
        nested @ Shape::Nested(..) => Shape::Value(nesting.value_type(nested.value_type())),
    }
}
