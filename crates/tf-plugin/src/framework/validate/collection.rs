//! Rules for lists, sets and maps.

use std::ops::RangeBounds;

use super::bounds::Bounds;
use super::elements::elements;
use super::judged::{List, Many, Map};
use super::validator::Validator;
use crate::value::Value;

/// A list, set or map of so many elements: `size(..=20)`. A set with unknown elements is not judged, since some of them may
/// turn out to be equal.
pub fn size(range: impl RangeBounds<usize>) -> Validator<Many> {
    let bounds = Bounds::<usize>::of(&range);
    let words = format!("{} elements", bounds.words(""));
    Validator::new(
        format!("a collection of {words}"),
        move |value, path, diagnostics| {
            let size = match value {
                Value::Set(_) if !value.is_wholly_known() => return,
                Value::List(elements) | Value::Set(elements) => elements.len(),
                Value::Map(members) => members.len(),
                _ => return,
            };
            if !bounds.contain(&size) {
                let advice = if bounds.are_above(&size) {
                    "Add elements."
                } else {
                    "Remove some."
                };
                diagnostics.error_at(
                    path.clone(),
                    "Number of elements is not allowed",
                    format!("{path} must have {words}; this has {size}. {advice}"),
                );
            }
        },
    )
}

/// A list in which nothing stands twice.
pub fn unique() -> Validator<List> {
    Validator::new(
        "a list in which nothing stands twice".to_owned(),
        |value, path, diagnostics| {
            let all = elements(value, path);
            for (position, (path, one)) in all.iter().enumerate() {
                if !one.is_wholly_known() {
                    continue;
                }
                if let Some((first, _)) = all[..position].iter().find(|(_, before)| before == one) {
                    diagnostics.error_at(
                        path.clone(),
                        "Element stands twice",
                        format!("{path} is the same as {first}. Remove one of them."),
                    );
                }
            }
        },
    )
}

/// A map whose keys each keep to a rule for text: `keys(length(1..=64))`.
pub fn keys(validator: Validator<String>) -> Validator<Map> {
    let fault = validator.own_fault();
    let description = format!("a map whose keys are {} each", validator.describe());
    let keys = Validator::new(description, move |value, path, diagnostics| {
        if let Value::Map(members) = value {
            for key in members.keys() {
                validator.validate(&key.as_str().into(), &path.key(key), diagnostics);
            }
        }
    });
    keys.faulty(fault)
}
