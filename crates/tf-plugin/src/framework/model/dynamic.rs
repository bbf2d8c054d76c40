//! Values whose type is not in the schema.

use super::attribute_type::{AttributeType, ConfigurableParts};
use crate::framework::schema::Shape;
use crate::keyed::Keyed as _;
use crate::value::{ModelError, Number, Reason, Type, Value, ValueError};

/// A value together with its type, for an attribute that holds whatever is written: `dynamic` in Terraform.
///
/// The type is the one that Terraform gives the value, so `[…]` in a configuration is a tuple and `{…}` an object;
/// [`read`](Self::read) takes them for lists, sets and maps as well. The value can be null or unknown although its type is
/// known (`tostring(null)`), or have such parts: an `Attr<Dynamic>` is itself null or unknown only where nobody knows the
/// type either. Hosts compare types as well as values, so what was configured goes back as it came.
///
/// No element of a list, set or map can be dynamic: all of them are of one type.
///
/// ```
/// use std::collections::BTreeMap;
///
/// use tf_plugin::framework::model::Dynamic;
/// use tf_plugin::value::{Type, Value};
///
/// // value = ["a", "b"]
/// let written = Dynamic::new(
///     Type::Tuple(vec![Type::String, Type::String]),
///     Value::Tuple(vec!["a".into(), "b".into()]),
/// );
/// assert_eq!(written.read::<Vec<String>>().unwrap(), ["a", "b"]);
/// let error = written.read::<BTreeMap<String, bool>>().unwrap_err();
/// assert_eq!(error.detail, "Expected map(bool), found tuple.");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dynamic {
    of: Type,
    value: Value,
}

impl Dynamic {
    /// `value`, which is of the type `of`.
    pub fn new(of: Type, value: Value) -> Self {
        Self { of, value }
    }

    /// A value of the type that `T` stands for.
    pub fn of<T: AttributeType>(value: &T) -> Self {
        Self::new(T::shape().value_type(), value.write())
    }

    /// The type of the value.
    pub fn value_type(&self) -> &Type {
        &self.of
    }

    /// The value.
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// The value as a `T`; tuples can be read as lists and sets, and objects and maps as each other.
    ///
    /// # Errors
    ///
    /// When the value is of another type, or a domain type refuses it: in words for whoever wrote it.
    pub fn read<T: AttributeType>(&self) -> Result<T, ValueError> {
        let expected = T::shape().value_type();
        let read = T::read(&converted(self.value.clone(), &self.of, &expected));
        read.map_err(|error: ModelError| match error.reason() {
            Reason::Refused(words) => words.clone(),
            Reason::Mismatch(_) => ValueError::new(
                "Value is of another type",
                format!("Expected {expected}, found {}.", self.of),
            ),
        })
    }
}

/// `value`, which is of the type `from`, as a value of the type `to` as far as only the types of collections differ.
fn converted(value: Value, from: &Type, to: &Type) -> Value {
    match (to, value) {
        (Type::Dynamic, value @ (Value::Null | Value::Unknown)) if *from == Type::Dynamic => value,
        (Type::Dynamic, value @ Value::Dynamic(..)) => value,
        (Type::Dynamic, value) => Value::Dynamic(Box::new(from.clone()), Box::new(value)),
        (Type::List(to), Value::Tuple(elements) | Value::List(elements)) => {
            Value::List(each(elements, from, to))
        }
        (Type::Set(to), Value::Tuple(elements) | Value::List(elements) | Value::Set(elements)) => {
            Value::set(each(elements, from, to))
        }
        (Type::Map(to), Value::Object(members) | Value::Map(members)) => {
            let members = members.into_iter();
            Value::Map(
                members
                    .map(|(key, value)| {
                        let value = converted(value, of_member(from, &key), to);
                        (key, value)
                    })
                    .keyed(),
            )
        }
        (Type::Object(to), Value::Object(members) | Value::Map(members)) => {
            let members = members.into_iter();
            let member = |(name, value): (String, Value)| {
                let value = match to.get(&name) {
                    Some(to) => converted(value, of_member(from, &name), to),
                    None => value,
                };
                (name, value)
            };
            Value::Object(members.map(member).keyed())
        }
        (_, value) => value,
    }
}

/// The elements of a list, set or tuple, converted.
fn each(elements: Vec<Value>, from: &Type, to: &Type) -> Vec<Value> {
    let of_element = |index: usize| match from {
        Type::Tuple(types) => types.get(index).unwrap_or(&Type::Dynamic),
        Type::List(ty) | Type::Set(ty) => ty,
        _ => &Type::Dynamic,
    };
    let elements = elements.into_iter().enumerate();
    elements
        .map(|(index, element)| converted(element, of_element(index), to))
        .collect()
}

/// The type of a member of an object or a map.
fn of_member<'k>(of: &'k Type, name: &str) -> &'k Type {
    match of {
        Type::Object(types) => types.get(name).unwrap_or(&Type::Dynamic),
        Type::Map(ty) => ty,
        _ => &Type::Dynamic,
    }
}

impl AttributeType for Dynamic {
    fn shape() -> Shape {
        Shape::Value(Type::Dynamic)
    }

    fn read(value: &Value) -> Result<Self, ModelError> {
        match value {
            Value::Dynamic(ty, value) => Ok(Self::new((**ty).clone(), (**value).clone())),
            other => Err(ModelError::mismatch("a dynamic value", other)),
        }
    }

    fn write(&self) -> Value {
        Value::Dynamic(Box::new(self.of.clone()), Box::new(self.value.clone()))
    }
}

impl ConfigurableParts for Dynamic {}

impl From<&str> for Dynamic {
    fn from(text: &str) -> Self {
        Self::of(&text.to_owned())
    }
}

impl From<bool> for Dynamic {
    fn from(value: bool) -> Self {
        Self::of(&value)
    }
}

impl From<Number> for Dynamic {
    fn from(number: Number) -> Self {
        Self::of(&number)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::framework::model::{CustomType, Model, Set, from_value, to_value};
    use crate::framework::schema::Schema;
    use crate::value::Attr;

    /// A word without a space.
    #[derive(Clone, Debug, PartialEq)]
    struct Word(String);

    impl CustomType for Word {
        type Form = String;

        fn parse(text: String) -> Result<Self, ValueError> {
            if text.contains(' ') {
                return Err(ValueError::new("Not a word", "Write it without a space."));
            }
            Ok(Self(text))
        }

        fn form(&self) -> String {
            self.0.clone()
        }
    }

    /// A thing.
    #[derive(Clone, Debug, PartialEq, Model)]
    struct Thing {
        /// Anything.
        #[attribute(optional)]
        any: Attr<Dynamic>,
        /// Something.
        #[attribute(default = "x")]
        preset: Attr<Dynamic>,
    }

    fn tuple(of: &[Type], elements: &[Value]) -> Dynamic {
        Dynamic::new(Type::Tuple(of.to_vec()), Value::Tuple(elements.to_vec()))
    }

    #[test]
    fn a_field_holds_a_value_of_any_type_and_gives_it_back_as_it_came() {
        let schema = Schema::of::<Thing>();
        assert_eq!(schema.validate_implementation(), [] as [&str; 0]);
        assert_eq!(schema.attributes[0].value_type(), Type::Dynamic);
        let preset = Value::Dynamic(Box::new(Type::String), Box::new("x".into()));
        assert_eq!(schema.attributes[1].default, Some(preset.clone()));
        let typed = |value| Value::Dynamic(Box::new(Type::String), Box::new(value));
        for (any, read) in [
            (Value::Null, Attr::Null),
            (Value::Unknown, Attr::Unknown),
            (typed("y".into()), Attr::Known("y".into())),
            (
                typed(Value::Null),
                Attr::Known(Dynamic::new(Type::String, Value::Null)),
            ),
            (
                typed(Value::Unknown),
                Attr::Known(Dynamic::new(Type::String, Value::Unknown)),
            ),
        ] {
            let object = [
                ("any".to_owned(), any.clone()),
                ("preset".to_owned(), preset.clone()),
            ];
            let object = Value::Object(object.into());
            let thing: Thing = from_value(&object).unwrap();
            let preset = Attr::Known("x".into());
            assert_eq!(thing, Thing { any: read, preset });
            assert_eq!(to_value(&thing), object);
        }
    }

    #[test]
    fn tuples_are_read_as_lists_and_sets_and_objects_as_maps() {
        let words = tuple(&[Type::String, Type::String], &["b".into(), "a".into()]);
        assert_eq!(words.read::<Vec<String>>().unwrap(), ["b", "a"]);
        let set: Set<String> = words.read().unwrap();
        assert_eq!(set, Set::from(vec!["a".to_owned(), "b".to_owned()]));
        let keyed = Dynamic::new(
            Type::Object([("k".to_owned(), words.value_type().clone())].into()),
            Value::Object([("k".to_owned(), words.value().clone())].into()),
        );
        let read: BTreeMap<String, Vec<String>> = keyed.read().unwrap();
        assert_eq!(read["k"], ["b", "a"]);
        let mixed = tuple(&[Type::String, Type::Dynamic], &["a".into(), Value::Null]);
        let mixed: Vec<Attr<Dynamic>> = mixed.read().unwrap();
        assert_eq!(mixed, [Attr::Known("a".into()), Attr::Null]);
        let parts = tuple(&[Type::String, Type::String], &["a".into(), Value::Null]);
        let parts: Vec<Attr<String>> = parts.read().unwrap();
        assert_eq!(parts, ["a".into(), Attr::Null]);
    }

    #[test]
    fn what_is_of_another_type_is_told_to_whoever_wrote_it() {
        let said = |error: ValueError| error.to_string();
        assert_eq!(
            Dynamic::from(true).read::<String>().map_err(said),
            Err("Value is of another type: Expected string, found bool.".to_owned())
        );
        assert_eq!(
            Dynamic::from("two words").read::<Word>().map_err(said),
            Err("Not a word: Write it without a space.".to_owned())
        );
        let null = Dynamic::new(Type::String, Value::Null);
        assert_eq!(null.read::<Attr<String>>().map_err(said), Ok(Attr::Null));
    }
}
