//! Reading answers with leniency: the API quotes numbers in places, and drops or nulls what is empty.

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// Text that users write, to the last space; else as [`text`].
pub(crate) fn verbatim<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::Null => Ok(String::new()),
        Value::String(text) => Ok(text),
        Value::Number(number) => Ok(number.to_string()),
        Value::Bool(flag) => Ok(flag.to_string()),
        Value::Array(_) | Value::Object(_) => Err(D::Error::custom("text was expected")),
    }
}

/// Text, trimmed; nothing and `null` are empty text, numbers and booleans their own spelling.
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(verbatim(deserializer)?.trim().to_owned())
}

/// A whole number, quoted or not; nothing, `null` and empty text are none.
pub(crate) fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    let text = text(deserializer)?;
    if text.is_empty() {
        return Ok(None);
    }
    text.parse()
        .map(Some)
        .map_err(|_| D::Error::custom("a whole number was expected"))
}

/// A boolean, quoted or not, in any letter case; anything else is none.
pub(crate) fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    let text = text(deserializer)?;
    Ok(match text.to_ascii_lowercase().as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    })
}

/// A list: bare, or wrapped in an object as its only array; nothing, `null` and an empty wrapper are an empty list.
pub(crate) fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    let items = match Value::deserialize(deserializer)? {
        Value::Null => Vec::new(),
        Value::Array(items) => items,
        Value::Object(wrapper) => match wrapper.into_iter().next() {
            None | Some((_, Value::Null)) => Vec::new(),
            Some((_, Value::Array(items))) => items,
            Some((_, single)) => vec![single],
        },
        _ => return Err(D::Error::custom("a list was expected")),
    };
    items
        .into_iter()
        .map(|item| serde_json::from_value(item).map_err(D::Error::custom))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[derive(Debug, Default, PartialEq, Deserialize)]
    struct Sample {
        #[serde(default, deserialize_with = "text")]
        text: String,
        #[serde(default, deserialize_with = "number")]
        number: Option<u64>,
        #[serde(default, deserialize_with = "flag")]
        flag: Option<bool>,
        #[serde(default, deserialize_with = "list")]
        list: Vec<String>,
    }

    fn read(value: Value) -> Result<Sample, String> {
        serde_json::from_value(value).map_err(|error| error.to_string())
    }

    #[test]
    fn missing_and_null_members_are_empty() {
        assert_eq!(read(json!({})), Ok(Sample::default()));
        assert_eq!(
            read(json!({"text": null, "number": null, "flag": null, "list": null})),
            Ok(Sample::default())
        );
    }

    #[test]
    fn quoted_and_bare_forms_are_the_same() {
        let expected = Sample {
            text: "5".to_owned(),
            number: Some(5),
            flag: Some(true),
            list: vec!["a".to_owned()],
        };
        assert_eq!(
            read(json!({"text": " 5 ", "number": "5", "flag": "True", "list": {"Item": ["a"]}}))
                .as_ref(),
            Ok(&expected)
        );
        assert_eq!(
            read(json!({"text": 5, "number": 5, "flag": true, "list": ["a"]})).as_ref(),
            Ok(&expected)
        );
    }

    #[test]
    fn empty_wrappers_are_empty_lists_and_a_single_object_is_a_list_of_one() {
        let list = |value: Value| read(json!({"list": value})).map(|sample| sample.list);
        assert_eq!(list(json!({})), Ok(vec![]));
        assert_eq!(list(json!({"Item": null})), Ok(vec![]));
        assert_eq!(list(json!({"Item": "a"})), Ok(vec!["a".to_owned()]));
    }

    #[test]
    fn other_shapes_are_errors_that_say_what_was_expected() {
        assert_eq!(
            read(json!({"number": "five"})),
            Err("a whole number was expected".to_owned())
        );
        assert_eq!(
            read(json!({"number": -1})),
            Err("a whole number was expected".to_owned())
        );
        assert_eq!(
            read(json!({"text": []})),
            Err("text was expected".to_owned())
        );
        assert_eq!(
            read(json!({"list": "a"})),
            Err("a list was expected".to_owned())
        );
    }
}
