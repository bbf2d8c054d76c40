//! Values that mean the same as before, in the form that they had.

use super::places::change_each;
use crate::framework::schema::{Attribute, Body, Schema, Shape};
use crate::value::{Path, Value};

/// The object `value` with what means the same as in `prior` in the form that it has there, as the types of the attributes
/// see it, at every depth, down to the elements of lists, sets and maps.
pub(in crate::framework) fn with_semantic_equality(
    schema: &Schema,
    prior: &Value,
    value: Value,
) -> Value {
    in_form(schema.body(), prior, value, &|attribute, before, value| {
        (attribute.keep_semantically_equal)(before, value)
    })
}

/// The same for a plan, in which hosts accept an attribute as it was or as it is configured and no mixture of both: a list
/// in which one element means the same as before and another does not is as it is configured.
pub(in crate::framework) fn planned_with_semantic_equality(
    schema: &Schema,
    prior: &Value,
    planned: Value,
) -> Value {
    in_form(
        schema.body(),
        prior,
        planned,
        &|attribute, before, value| {
            let kept = (attribute.keep_semantically_equal)(before, value.clone());
            if kept == *before { kept } else { value }
        },
    )
}

/// Gives the value of an attribute the form of the one before.
type Keep<'k> = &'k dyn Fn(&Attribute, &Value, Value) -> Value;

fn in_form(body: Body<'_>, prior: &Value, mut value: Value, keep: Keep<'_>) -> Value {
    let (Value::Object(before), Value::Object(after)) = (prior, &mut value) else {
        return value;
    };
    for attribute in body.attributes {
        if let Shape::Value(_) = attribute.shape
            && let (Some(before), Some(value)) =
                (before.get(attribute.name), after.get_mut(attribute.name))
        {
            *value = keep(attribute, before, std::mem::replace(value, Value::Null));
        }
    }
    for (name, inner) in body.nested() {
        if let (Some(before), Some(value)) = (before.get(name), after.get_mut(name)) {
            *value = each_in_form(inner, before, std::mem::replace(value, Value::Null), keep);
        }
    }
    value
}

/// The objects of a nested value. Elements of sets have no place: there, whichever means the same counts, unless several
/// mean the same as one, since hosts count them.
fn each_in_form(body: Body<'_>, prior: &Value, value: Value, keep: Keep<'_>) -> Value {
    if let (Value::Set(before), Value::Set(after)) = (prior, &value) {
        let kept = after.iter().map(|one| {
            let same = before
                .iter()
                .find(|before| in_form(body, before, one.clone(), keep) == **before);
            same.unwrap_or(one).clone()
        });
        let kept = Value::set(kept.collect());
        let is_complete = matches!(&kept, Value::Set(kept) if kept.len() == after.len());
        return if is_complete { kept } else { value };
    }
    change_each(
        value,
        [prior],
        &Path::default(),
        &mut |object, [before], _| in_form(body, before, object, keep),
    )
}
