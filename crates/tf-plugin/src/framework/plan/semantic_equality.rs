//! Values that mean the same as before, in the form that they had.

use super::places::change_each;
use crate::framework::schema::{Body, Schema, Shape};
use crate::value::{Path, Value};

/// The object `value` with what means the same as in `prior` in the form that it has there, as the types of the attributes
/// see it, at every depth.
pub(in crate::framework) fn with_semantic_equality(
    schema: &Schema,
    prior: &Value,
    value: Value,
) -> Value {
    in_form(schema.body(), prior, value)
}

fn in_form(body: Body<'_>, prior: &Value, mut value: Value) -> Value {
    let (Value::Object(before), Value::Object(after)) = (prior, &mut value) else {
        return value;
    };
    for attribute in body.attributes {
        if let Shape::Value(_) = attribute.shape
            && let (Some(before), Some(value)) =
                (before.get(attribute.name), after.get_mut(attribute.name))
        {
            *value =
                (attribute.keep_semantically_equal)(before, std::mem::replace(value, Value::Null));
        }
    }
    for (name, inner) in body.nested() {
        if let (Some(before), Some(value)) = (before.get(name), after.get_mut(name)) {
            *value = each_in_form(inner, before, std::mem::replace(value, Value::Null));
        }
    }
    value
}

/// The objects of a nested value. Elements of sets have no place: there, whichever means the same counts.
fn each_in_form(body: Body<'_>, prior: &Value, value: Value) -> Value {
    if let (Value::Set(before), Value::Set(after)) = (prior, &value) {
        let kept = after.iter().map(|one| {
            let same = before
                .iter()
                .find(|before| in_form(body, before, one.clone()) == **before);
            same.unwrap_or(one).clone()
        });
        return Value::set(kept.collect());
    }
    change_each(
        value,
        [prior],
        &Path::default(),
        &mut |object, [before], _| in_form(body, before, object),
    )
}
