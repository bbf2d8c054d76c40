//! Ids that a host has made up because it mocks the provider.

use crate::framework::schema::{Attribute, Block, Schema, Shape};
use crate::value::Value;

/// A configuration in which ids that a mock may have made up are unknown.
///
/// `mock_provider` of a test file fills computed attributes with random letters and digits (8 of them in Terraform, 4 to 16
/// in OpenTofu), and hosts ask the provider itself, which they have not configured, whether what refers to them is valid. A
/// plan that is not mocked configures the provider first, so there every id is judged.
pub(crate) fn without_made_up_ids(schema: &Schema, config: Value) -> Value {
    body(&schema.attributes, &schema.blocks, config)
}

fn body(attributes: &[Attribute], blocks: &[Block], object: Value) -> Value {
    let Value::Object(mut members) = object else {
        return object;
    };
    for attribute in attributes {
        if let Some(member) = members.get_mut(attribute.name) {
            let value = std::mem::replace(member, Value::Null);
            *member = match &attribute.shape {
                Shape::Nested(_, nested) => inside(value, &|object| body(nested, &[], object)),
                Shape::Value(_) if attribute.rules().any(|rule| rule.is_of_ids()) => {
                    inside(value, &id)
                }
                Shape::Value(_) => value,
            };
        }
    }
    for block in blocks {
        if let Some(member) = members.get_mut(block.name) {
            let value = std::mem::replace(member, Value::Null);
            let change = |object| body(&block.attributes, &block.blocks, object);
            *member = inside(value, &change);
        }
    }
    Value::Object(members)
}

/// A value, or each element of one, changed.
fn inside(value: Value, change: &dyn Fn(Value) -> Value) -> Value {
    match value {
        Value::List(elements) => Value::List(elements.into_iter().map(change).collect()),
        Value::Set(elements) => Value::set(elements.into_iter().map(change).collect()),
        Value::Map(members) => {
            let changed = members.into_iter().map(|(key, one)| (key, change(one)));
            Value::Map(changed.collect())
        }
        value => change(value),
    }
}

fn id(value: Value) -> Value {
    match value {
        Value::String(text) if may_be_made_up(&text) => Value::Unknown,
        value => value,
    }
}

fn may_be_made_up(text: &str) -> bool {
    (4..=16).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framework::schema::Nesting;
    use crate::framework::validate::{of_each, text};
    use crate::value::Type;

    fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
        let members = members.map(|(name, value)| (name.to_owned(), value));
        Value::Object(members.into())
    }

    #[test]
    fn what_may_be_made_up_is_unknown_where_ids_are_wanted_and_nowhere_else() {
        let ids = || text("an id", |_| Ok(())).of_ids();
        let each = Type::set(Type::String);
        let schema = Schema::new(
            "A dog.",
            vec![
                Attribute::optional("name", Type::String),
                Attribute::optional("master", Type::String).validate(ids()),
                Attribute::optional("friends", each).validate(of_each(ids())),
                Attribute::optional_nested(
                    "homes",
                    Nesting::List,
                    vec![Attribute::optional("street", Type::String).validate(ids())],
                ),
            ],
        );
        let home = |street: Value| Value::List(vec![object([("street", street)])]);
        let config = object([
            ("name", "a1b2c3d4".into()),
            ("master", "a1b2c3d4".into()),
            (
                "friends",
                Value::set(vec!["dog-1".into(), "a1b2c3d4".into()]),
            ),
            ("homes", home("a1b2c3d4".into())),
        ]);
        let expected = object([
            ("name", "a1b2c3d4".into()),
            ("master", Value::Unknown),
            ("friends", Value::set(vec!["dog-1".into(), Value::Unknown])),
            ("homes", home(Value::Unknown)),
        ]);
        assert_eq!(without_made_up_ids(&schema, config), expected);
    }

    #[test]
    fn ids_of_another_kind_are_not_made_up() {
        for (text, made_up) in [
            ("a1b2c3d4", true),
            ("Ab12", true),
            ("vpc-abc", false),
            ("", false),
            ("abc", false),
            ("abcdefgh012345678", false),
        ] {
            assert_eq!(may_be_made_up(text), made_up, "{text}");
        }
    }
}
