//! Tags: their rules, and how answers show them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::error::ApiError;

/// The tags of one object, by key.
pub(crate) type Tags = BTreeMap<String, String>;

/// Tags on one object, and in one request (API page TagResources).
pub(crate) const MOST_TAGS: usize = 20;

/// At most 20 tags; keys of 1 to 64 characters, not beginning with `aliyun` or `acs:`; values of up to 128; no URL in
/// either (API page TagResources).
pub(crate) fn read(given: &[BTreeMap<&str, &str>]) -> Result<Tags, ApiError> {
    if given.len() > MOST_TAGS {
        return Err(ApiError::invalid("Tag", "at most 20 tags are taken"));
    }
    let mut tags = Tags::new();
    for tag in given {
        let Some(key) = tag.get("Key") else {
            return Err(ApiError::invalid("Tag.N.Key", "every tag needs a key"));
        };
        let value = tag.get("Value").copied().unwrap_or("");
        let url = |text: &str| text.contains("http://") || text.contains("https://");
        if !(1..=64).contains(&key.chars().count())
            || key.starts_with("aliyun")
            || key.starts_with("acs:")
            || url(key)
        {
            return Err(ApiError::invalid(
                "Tag.N.Key",
                "it takes 1 to 64 characters, must not begin with aliyun or acs: and must hold no URL",
            ));
        }
        if value.chars().count() > 128
            || value.starts_with("aliyun")
            || value.starts_with("acs:")
            || url(value)
        {
            return Err(ApiError::invalid(
                "Tag.N.Value",
                "it takes up to 128 characters, must not begin with aliyun or acs: and must hold no URL",
            ));
        }
        if tags.insert((*key).to_owned(), value.to_owned()).is_some() {
            return Err(ApiError::invalid("Tag.N.Key", "a key may be given once"));
        }
    }
    Ok(tags)
}

/// Whether all tags that a request asks for are there; a tag without a value asks for the key alone.
pub(crate) fn has_all(tags: &Tags, wanted: &[BTreeMap<&str, &str>]) -> bool {
    wanted.iter().all(|tag| {
        let key = tag.get("Key").copied().unwrap_or("");
        match (tags.get(key), tag.get("Value")) {
            (Some(have), Some(want)) => have == want,
            (Some(_), None) => true,
            (None, _) => false,
        }
    })
}

/// `Tags.Tag[]` of an answer.
pub(crate) fn wrapped(tags: &Tags) -> Value {
    json!({ "Tag": bare(tags) })
}

/// `Tags[]` of an answer about transit routers.
pub(crate) fn bare(tags: &Tags) -> Value {
    let tags = tags.iter();
    tags.map(|(key, value)| json!({"Key": key, "Value": value}))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_follow_the_rules_of_tags() {
        let one = |key: &'static str, value: &'static str| {
            read(&[BTreeMap::from([("Key", key), ("Value", value)])])
        };
        let code = |result: Result<Tags, ApiError>| {
            let error = result.unwrap_err();
            (error.status, error.code.into_owned())
        };
        let empty = Tags::from([("env".to_owned(), String::new())]);
        assert_eq!(one("env", ""), Ok(empty.clone()));
        assert_eq!(read(&[BTreeMap::from([("Key", "env")])]), Ok(empty));
        let invalid = (400, "InvalidParameter".to_owned());
        for (key, value) in [
            ("", "v"),
            ("aliyun-x", "v"),
            ("acs:x", "v"),
            ("a http://b", "v"),
            ("k", "https://b"),
            ("k", "acs:x"),
        ] {
            assert_eq!(code(one(key, value)), invalid, "{key} {value}");
        }
        assert_eq!(code(read(&[BTreeMap::from([("Value", "v")])])), invalid);
        let twice = BTreeMap::from([("Key", "k")]);
        assert_eq!(code(read(&[twice.clone(), twice])), invalid);
        let keys: Vec<String> = (0..21).map(|number| format!("k{number}")).collect();
        let many: Vec<BTreeMap<&str, &str>> = keys
            .iter()
            .map(|key| BTreeMap::from([("Key", key.as_str())]))
            .collect();
        assert_eq!(code(read(&many)), invalid);
        assert_eq!(read(many.get(..20).unwrap()).unwrap().len(), 20);
    }
}
