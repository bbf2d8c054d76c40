//! What is in a collection, and where.

use crate::value::{Path, Value};

/// The known objects in a nested value, with their paths.
pub(super) fn objects<'v>(value: &'v Value, path: &Path) -> Vec<(Path, &'v Value)> {
    let found = match value {
        Value::Object(_) => vec![(path.clone(), value)],
        _ => elements(value, path),
    };
    let is_known = |(_, object): &(Path, &Value)| matches!(object, Value::Object(_));
    found.into_iter().filter(is_known).collect()
}

/// The elements of a collection, with their paths; those of sets have none, so their path is that of the set.
pub(super) fn elements<'v>(value: &'v Value, path: &Path) -> Vec<(Path, &'v Value)> {
    match value {
        Value::List(elements) => {
            let paths = (0..elements.len()).map(|index| path.index(index));
            paths.zip(elements).collect()
        }
        Value::Set(elements) => elements.iter().map(|one| (path.clone(), one)).collect(),
        Value::Map(members) => members
            .iter()
            .map(|(key, one)| (path.key(key), one))
            .collect(),
        _ => Vec::new(),
    }
}
