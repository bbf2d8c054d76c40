//! What an action was given, to be kept: as compact as the query that it was.

use std::collections::BTreeMap;
use std::sync::Arc;

use alibaba_cloud::sign::rpc::{Parameters, canonical_query};
use serde::{Deserialize, Serialize, Serializer};

use crate::form::pairs;

/// The parameters of a call that are the action's own. Two are equal when the parameters are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "Parameters")]
pub(crate) struct Given(
    /// A canonical query: one text, where a map would be two for each parameter and its nodes. The journal and the memory of
    /// client tokens share it.
    Arc<str>,
);

impl Given {
    /// Of parameters in the order of their names.
    pub(crate) fn new<'a>(parameters: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        Self(canonical_query(parameters).into())
    }

    pub(crate) fn parameters(&self) -> BTreeMap<String, String> {
        pairs(self.0.as_bytes())
    }
}

impl From<Parameters> for Given {
    fn from(parameters: Parameters) -> Self {
        Self(canonical_query(&parameters).into())
    }
}

impl Serialize for Given {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.parameters().serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_what_was_given() {
        let parameters = BTreeMap::from([
            ("A".to_owned(), "b c+d&e=f%00".to_owned()),
            ("Empty".to_owned(), String::new()),
            ("\u{0}".to_owned(), "测".to_owned()),
        ]);
        let given = Given::from(parameters.clone());
        assert_eq!(given.parameters(), parameters);
        let json = serde_json::to_value(&given).unwrap();
        assert_eq!(json, serde_json::to_value(&parameters).unwrap());
        assert_eq!(serde_json::from_value::<Given>(json).unwrap(), given);
    }
}
