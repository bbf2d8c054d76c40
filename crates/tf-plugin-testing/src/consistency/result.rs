//! What core holds results against: the plan before them, and that they are finished.

use tf_plugin::value::{Path, Value};

use crate::schema::{Block, Holds};

/// How a later value (a second plan, or the result) contradicts what was planned before.
///
/// What was known stays; what was unknown may become anything.
pub fn faults_of_result(planned: &Value, actual: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    compatible(planned, actual, &Path::default(), &mut faults);
    faults
}

/// What no stored object may have: unknown parts, write-only values, and nulls in the place of repeated blocks.
pub fn faults_of_finished(block: &Block, actual: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    let Value::Object(members) = actual else {
        return vec![format!("not an object: {actual:?}")];
    };
    let unknown = members.iter().filter(|(_, value)| !value.is_wholly_known());
    faults.extend(unknown.map(|(name, _)| format!("{name}: unknown")));
    faults.extend(stored_secrets(block, actual, &Path::default()));
    let nulls = block
        .blocks
        .iter()
        .filter(|nested| !nested.absent().is_null() && actual.attribute(&nested.name).is_null());
    faults.extend(nulls.map(|nested| format!("{}: a repeated block that is null", nested.name)));
    faults
}

/// Write-only values in a plan or a state.
pub(super) fn stored_secrets(block: &Block, object: &Value, path: &Path) -> Vec<String> {
    let mut faults = Vec::new();
    for attribute in &block.attributes {
        let path = path.attribute(&attribute.name);
        let value = object.attribute(&attribute.name);
        if attribute.write_only && !value.is_null() {
            faults.push(format!("{path}: write-only, but {value:?}"));
        }
        if let Holds::Objects(_, nested) = &attribute.holds {
            faults.extend(secrets_of_all(nested, value, &path));
        }
    }
    for nested in &block.blocks {
        let value = object.attribute(&nested.name);
        faults.extend(secrets_of_all(
            &nested.block,
            value,
            &path.attribute(&nested.name),
        ));
    }
    faults
}

fn secrets_of_all(block: &Block, value: &Value, path: &Path) -> Vec<String> {
    match value {
        Value::Object(_) => stored_secrets(block, value, path),
        Value::List(elements) | Value::Set(elements) => elements
            .iter()
            .enumerate()
            .flat_map(|(index, element)| stored_secrets(block, element, &path.index(index)))
            .collect(),
        Value::Map(members) => members
            .iter()
            .flat_map(|(key, member)| stored_secrets(block, member, &path.key(key)))
            .collect(),
        _ => Vec::new(),
    }
}

fn compatible(planned: &Value, actual: &Value, path: &Path, faults: &mut Vec<String>) {
    match (planned, actual) {
        (planned, _) if planned.is_unknown() => {}
        (Value::Object(before), Value::Object(after)) => {
            for (name, planned) in before {
                let actual = after.get(name).unwrap_or(&Value::Null);
                compatible(planned, actual, &path.attribute(name), faults);
            }
        }
        (Value::Map(before), Value::Map(after)) => {
            for (key, planned) in before {
                let path = path.key(key);
                match after.get(key) {
                    Some(actual) => compatible(planned, actual, &path, faults),
                    None => faults.push(format!("{path}: has vanished")),
                }
            }
            let new = after.keys().filter(|key| !before.contains_key(*key));
            faults.extend(new.map(|key| format!("{}: has appeared", path.key(key))));
        }
        (Value::List(before), Value::List(after)) | (Value::Tuple(before), Value::Tuple(after))
            if before.len() == after.len() =>
        {
            for (index, (planned, actual)) in before.iter().zip(after).enumerate() {
                compatible(planned, actual, &path.index(index), faults);
            }
        }
        // What was unknown may have changed the type.
        (Value::Dynamic(_, before), Value::Dynamic(_, after)) if !before.is_wholly_known() => {
            compatible(before, after, path, faults);
        }
        (Value::Set(before), Value::Set(after)) => {
            if after.len() > before.len() {
                faults.push(format!("{path}: has grown"));
            }
            let fits =
                |planned: &Value, actual: &Value| faults_of_result(planned, actual).is_empty();
            let lost = before
                .iter()
                .filter(|planned| !after.iter().any(|actual| fits(planned, actual)));
            faults.extend(lost.map(|planned| format!("{path}: {planned:?} has vanished")));
            let new = after
                .iter()
                .filter(|actual| !before.iter().any(|planned| fits(planned, actual)));
            faults.extend(new.map(|actual| format!("{path}: {actual:?} has appeared")));
        }
        _ if planned == actual => {}
        _ => faults.push(format!("{path}: was {planned:?}, but now {actual:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(keys: &[&str], value: &Value) -> Value {
        let members = keys.iter().map(|key| ((*key).to_owned(), value.clone()));
        Value::Map(members.collect())
    }

    fn object(name: Value) -> Value {
        Value::Object([("name".to_owned(), name)].into())
    }

    #[test]
    fn results_keep_what_was_known() {
        assert_eq!(
            faults_of_result(&object("x".into()), &object("x".into())),
            [""; 0]
        );
        assert_eq!(
            faults_of_result(&object(Value::Unknown), &object(Value::Null)),
            [""; 0]
        );
        assert_eq!(
            faults_of_result(&object("x".into()), &object(Value::Null)),
            ["name: was String(\"x\"), but now Null"]
        );
        assert_eq!(
            faults_of_result(
                &map(&["a", "b"], &Value::Unknown),
                &map(&["b", "c"], &Value::Null)
            ),
            ["[\"a\"]: has vanished", "[\"c\"]: has appeared"]
        );
    }

    #[test]
    fn sets_keep_their_elements_and_never_grow() {
        let set = |elements: &[Value]| Value::set(elements.to_vec());
        let planned = set(&["a".into(), Value::Unknown]);
        assert_eq!(
            faults_of_result(&planned, &set(&["a".into(), "b".into()])),
            [""; 0]
        );
        assert_eq!(faults_of_result(&planned, &set(&["a".into()])), [""; 0]);
        assert_eq!(
            faults_of_result(&planned, &set(&["b".into()])),
            [": String(\"a\") has vanished"]
        );
        assert_eq!(
            faults_of_result(&set(&["a".into()]), &set(&["a".into(), "b".into()])),
            [": has grown", ": String(\"b\") has appeared"]
        );
    }
}
