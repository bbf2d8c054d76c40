//! Private state: what a provider keeps with an object and no user sees.
//!
//! The bytes are a JSON object of base64-encoded JSON values, the form that the Go framework uses, so that state
//! survives a change of framework. Hosts store them unencrypted: no secrets in here.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Private values by key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Private(BTreeMap<String, Vec<u8>>);

impl Private {
    /// Reads stored bytes; nothing stored is an empty set.
    ///
    /// # Errors
    ///
    /// `None` when the bytes are of another form; the caller goes on with an empty set and says so.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        if bytes.is_empty() {
            return Some(Self::default());
        }
        let encoded: BTreeMap<String, String> = serde_json::from_slice(bytes).ok()?;
        let values = encoded
            .into_iter()
            .map(|(key, text)| Some((key, STANDARD.decode(text).ok()?)));
        values.collect::<Option<_>>().map(Self)
    }

    /// The bytes to store; none for an empty set.
    pub fn encode(&self) -> Vec<u8> {
        if self.0.is_empty() {
            return Vec::new();
        }
        let encoded: serde_json::Map<String, serde_json::Value> = self
            .0
            .iter()
            .map(|(key, value)| (key.clone(), STANDARD.encode(value).into()))
            .collect();
        serde_json::Value::Object(encoded).to_string().into_bytes()
    }

    /// The value under `key`, if there is one of this type.
    pub fn get<T: DeserializeOwned>(&self, key: &str) -> Option<T> {
        self.0
            .get(key)
            .and_then(|bytes| serde_json::from_slice(bytes).ok())
    }

    /// Stores `value` under `key`. A value that JSON cannot hold is not stored.
    pub fn set(&mut self, key: &str, value: &impl Serialize) {
        if let Ok(bytes) = serde_json::to_vec(value) {
            self.0.insert(key.to_owned(), bytes);
        }
    }

    /// Forgets `key`.
    pub fn remove(&mut self, key: &str) {
        self.0.remove(key);
    }
}

#[cfg(test)]
mod tests {
    use super::Private;

    #[test]
    fn values_survive_their_stored_form() {
        let mut private = Private::default();
        assert_eq!(private.encode(), b"");
        private.set("token", &"abc");
        private.set("count", &3);
        assert_eq!(private.encode(), br#"{"count":"Mw==","token":"ImFiYyI="}"#);
        let read = Private::decode(&private.encode()).unwrap();
        assert_eq!(read.get::<String>("token").as_deref(), Some("abc"));
        assert_eq!(read.get::<u32>("token"), None);
    }

    #[test]
    fn bytes_of_another_form_are_noticed() {
        assert_eq!(Private::decode(b""), Some(Private::default()));
        assert_eq!(Private::decode(b"\x00\x01"), None);
        assert_eq!(Private::decode(br#"{"a": "!"}"#), None);
    }
}
