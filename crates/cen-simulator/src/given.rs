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

    /// How many bytes it takes.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The same as far as it takes no more than `most` bytes; the last value may lack its end.
    pub(crate) fn cut(&self, most: usize) -> Self {
        let kept = self.0.get(..most).unwrap_or(&self.0);
        let rest = self.0.get(kept.len()..).unwrap_or("");
        if rest.is_empty() {
            return self.clone();
        }
        // Not within what stands for a byte, as `%E6`.
        let begun = kept.rfind('%').filter(|at| kept.len() - at < 3);
        let mut end = begun.unwrap_or(kept.len());
        // Nor within a character, whose bytes after the first are 80 to BF.
        let continues = |end: usize| {
            let rest = self.0.get(end..).unwrap_or("");
            ["%8", "%9", "%A", "%B"]
                .iter()
                .any(|byte| rest.starts_with(byte))
        };
        while continues(end) {
            end = end.saturating_sub(3);
        }
        Self(self.0.get(..end).unwrap_or("").into())
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
    fn a_cut_keeps_whole_characters() {
        let given = Given::from(BTreeMap::from([("A".to_owned(), "b测 c".to_owned())]));
        let value = |most| given.cut(most).parameters().remove("A");
        // A=b%E6%B5%8B%20c
        for (most, kept) in [
            (3, "b"),
            (4, "b"),
            (8, "b"),
            (11, "b"),
            (12, "b测"),
            (14, "b测"),
            (15, "b测 "),
        ] {
            assert_eq!(value(most).as_deref(), Some(kept), "{most}");
        }
        assert_eq!(given.cut(16), given);
        assert_eq!(given.cut(99), given);
        assert_eq!(given.cut(0), Given::default());
    }

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
