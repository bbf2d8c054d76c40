//! Parameters that travel as a JSON object in the body.

use alibaba_cloud::sign::rpc::Parameters;
use serde_json::Value;

/// The parameters that a JSON object holds: lists and objects in the flat form of the API, and whole beside it, as some
/// parameters are JSON texts. What is no object holds none.
pub(crate) fn parameters(body: &[u8]) -> Parameters {
    let mut found = Parameters::new();
    if let Ok(Value::Object(members)) = serde_json::from_slice(body) {
        for (name, value) in members {
            add(&mut found, name, value);
        }
    }
    found
}

fn add(found: &mut Parameters, name: String, value: Value) {
    match value {
        Value::Null => {}
        Value::String(text) => {
            found.insert(name, text);
        }
        Value::Bool(_) | Value::Number(_) => {
            found.insert(name, value.to_string());
        }
        Value::Array(items) => {
            found.insert(name.clone(), Value::Array(items.clone()).to_string());
            for (number, item) in (1..).zip(items) {
                add(found, format!("{name}.{number}"), item);
            }
        }
        Value::Object(members) => {
            found.insert(name.clone(), Value::Object(members.clone()).to_string());
            for (member, value) in members {
                add(found, format!("{name}.{member}"), value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_become_parameters_and_lists_are_numbered() {
        let body = br#"{"CenId": "cen-a", "Bandwidth": 5, "AutoPay": true, "Name": null, "Ids": ["a"], "Tag": [{"Key": "k"}]}"#;
        let found = parameters(body);
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                ("AutoPay", "true"),
                ("Bandwidth", "5"),
                ("CenId", "cen-a"),
                ("Ids", r#"["a"]"#),
                ("Ids.1", "a"),
                ("Tag", r#"[{"Key":"k"}]"#),
                ("Tag.1", r#"{"Key":"k"}"#),
                ("Tag.1.Key", "k"),
            ]
        );
        assert!(parameters(b"[1]").is_empty());
        assert!(parameters(b"{").is_empty());
    }
}
