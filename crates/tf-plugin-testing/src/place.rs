//! Ways into values as people write them: `timeouts.create`, `tags["env"]`, `zones[0]`.

use serde_json::Value as Json;

/// One step of a way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// An attribute, or an element of a map.
    Name(String),
    /// An element of a list.
    Index(usize),
}

/// The steps of a way.
///
/// # Panics
///
/// When it is none.
pub(crate) fn steps(way: &str) -> Vec<Place> {
    let mut steps = Vec::new();
    let mut rest = way;
    while !rest.is_empty() {
        if let Some(inside) = rest.strip_prefix('[') {
            let (step, after) = inside
                .split_once(']')
                .unwrap_or_else(|| panic!("a bracket without an end: {way}"));
            steps.push(match step.strip_prefix('"') {
                Some(key) => Place::Name(key.trim_end_matches('"').to_owned()),
                None => Place::Index(step.parse().expect("a number in brackets")),
            });
            rest = after;
        } else {
            let name = rest.strip_prefix('.').unwrap_or(rest);
            let end = name.find(['.', '[']).unwrap_or(name.len());
            steps.push(Place::Name(name[..end].to_owned()));
            rest = &name[end..];
        }
    }
    steps
}

/// What is at the end of a way; nothing where it leads nowhere.
pub(crate) fn at<'a>(json: &'a Json, way: &str) -> Option<&'a Json> {
    steps(way)
        .into_iter()
        .try_fold(json, |json, step| match step {
            Place::Name(name) => json.get(name),
            Place::Index(index) => json.get(index),
        })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn ways_lead_through_objects_maps_and_lists() {
        let json = json!({ "a": [{ "b c": { "d": 1 } }] });
        assert_eq!(at(&json, "a[0][\"b c\"].d"), Some(&json!(1)));
        assert_eq!(at(&json, "a[1]"), None);
        assert_eq!(at(&json, ""), Some(&json));
    }
}
