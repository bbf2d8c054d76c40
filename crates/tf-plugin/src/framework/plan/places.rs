//! Objects in nested values, and those in the same place of other values.

use std::collections::BTreeSet;

use crate::keyed::Keyed as _;
use crate::value::{Path, Value};

static NULL: Value = Value::Null;

/// Changes each object of a nested `value`, together with what stands in the same place of each of `others`: null where
/// nothing does. Elements of sets have no place and stay as they are.
pub(super) fn change_each<const N: usize>(
    value: Value,
    others: [&Value; N],
    path: &Path,
    change: &mut dyn FnMut(Value, [&Value; N], &Path) -> Value,
) -> Value {
    match value {
        Value::Object(_) => change(value, others, path),
        Value::List(elements) => {
            let objects = elements.into_iter().enumerate().map(|(index, one)| {
                if !matches!(one, Value::Object(_)) {
                    return one;
                }
                change(
                    one,
                    others.map(|other| element(other, index)),
                    &path.index(index),
                )
            });
            Value::List(objects.collect())
        }
        Value::Map(members) => {
            let objects = members.into_iter().map(|(key, one)| {
                if !matches!(one, Value::Object(_)) {
                    return (key, one);
                }
                let changed = change(
                    one,
                    others.map(|other| member(other, &key)),
                    &path.key(&key),
                );
                (key, changed)
            });
            Value::Map(objects.keyed())
        }
        value => value,
    }
}

/// The places of the objects in any of these nested values, each with what stands there. Sets have no places.
pub(super) fn places<'v, const N: usize>(
    values: [&'v Value; N],
    path: &Path,
) -> Vec<(Path, [&'v Value; N])> {
    let keys: BTreeSet<&String> = values
        .iter()
        .filter_map(|value| match value {
            Value::Map(members) => Some(members.keys()),
            _ => None,
        })
        .flatten()
        .collect();
    let length = values.iter().map(|value| match value {
        Value::List(elements) => elements.len(),
        _ => 0,
    });
    let indices = 0..length.max().unwrap_or(0);
    let is_single = values.iter().any(|value| matches!(value, Value::Object(_)));
    let single = is_single.then(|| (path.clone(), values));
    let in_lists =
        indices.map(|index| (path.index(index), values.map(|value| element(value, index))));
    let in_maps = keys
        .into_iter()
        .map(|key| (path.key(key), values.map(|value| member(value, key))));
    single.into_iter().chain(in_lists).chain(in_maps).collect()
}

fn element(value: &Value, index: usize) -> &Value {
    match value {
        Value::List(elements) => elements.get(index).unwrap_or(&NULL),
        Value::Unknown => value,
        _ => &NULL,
    }
}

fn member<'v>(value: &'v Value, key: &str) -> &'v Value {
    match value {
        Value::Map(members) => members.get(key).unwrap_or(&NULL),
        Value::Unknown => value,
        _ => &NULL,
    }
}
