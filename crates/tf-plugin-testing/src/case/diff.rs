//! What is different between two values in JSON.

use serde_json::Value as Json;

/// The ways to all differences, each with a line that shows it.
pub(super) fn differences(expected: &Json, found: &Json) -> Vec<(String, String)> {
    let mut all = Vec::new();
    compare(expected, found, String::new(), &mut all);
    all
}

fn compare(expected: &Json, found: &Json, way: String, all: &mut Vec<(String, String)>) {
    match (expected, found) {
        (Json::Object(before), Json::Object(after)) => {
            let new = after.keys().filter(|name| !before.contains_key(*name));
            for name in before.keys().chain(new) {
                let of = |object: &serde_json::Map<String, Json>| {
                    object.get(name).cloned().unwrap_or(Json::Null)
                };
                let dot = if way.is_empty() { "" } else { "." };
                compare(&of(before), &of(after), format!("{way}{dot}{name}"), all);
            }
        }
        (Json::Array(before), Json::Array(after)) if before.len() == after.len() => {
            for (index, (expected, found)) in before.iter().zip(after).enumerate() {
                compare(expected, found, format!("{way}[{index}]"), all);
            }
        }
        _ if expected == found => {}
        _ => {
            let line = format!("{way}: expected {expected}, found {found}");
            all.push((way, line));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_difference_is_shown_where_it_is() {
        let expected = json!({ "a": { "b": [1, 2] }, "c": "x", "same": true });
        let found = json!({ "a": { "b": [1, 3] }, "d": null, "e": {}, "same": true });
        let lines = differences(&expected, &found)
            .into_iter()
            .map(|(_, line)| line);
        assert_eq!(
            lines.collect::<Vec<_>>(),
            [
                "a.b[1]: expected 2, found 3",
                "c: expected \"x\", found null",
                "e: expected null, found {}",
            ]
        );
    }
}
