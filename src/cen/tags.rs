//! Tags of packages.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::alibaba::call::Call;
use crate::alibaba::sign::rpc::Parameters;
use crate::cen::id::PackageId;
use crate::cen::operation::{self, Operation};

/// Tags, or keys, that one call takes.
pub(crate) const MOST_TAGS: usize = 20;

/// What tag actions call a package (API page ListTagResources).
const RESOURCE_TYPE: &str = "BandwidthPackage";

/// `Tag.N.Key` and `Tag.N.Value`, in the order of the keys.
pub(crate) fn parameters(tags: &BTreeMap<String, String>) -> Parameters {
    let mut parameters = Parameters::new();
    for (index, (key, value)) in tags.iter().enumerate() {
        parameters.insert(format!("Tag.{}.Key", index + 1), key.clone());
        parameters.insert(format!("Tag.{}.Value", index + 1), value.clone());
    }
    parameters
}

fn of_package(id: &PackageId) -> Parameters {
    operation::parameters([
        ("ResourceType", RESOURCE_TYPE),
        ("ResourceId.1", id.as_str()),
    ])
}

/// Adds tags, or sets those whose keys are there. At most [`MOST_TAGS`].
pub(crate) struct Tag<'a> {
    pub(crate) id: &'a PackageId,
    pub(crate) tags: &'a BTreeMap<String, String>,
}

impl Operation for Tag<'_> {
    type Answer = ();

    fn call(&self) -> Call {
        let mut all = of_package(self.id);
        all.extend(parameters(self.tags));
        Call::absolute("TagResources", all, operation::class)
    }

    fn decode(answer: &Value) -> Result<(), String> {
        operation::nothing(answer)
    }
}

/// Removes tags by key; keys that are not there do not matter. At least one, at most [`MOST_TAGS`].
pub(crate) struct Untag<'a> {
    pub(crate) id: &'a PackageId,
    pub(crate) keys: &'a [String],
}

impl Operation for Untag<'_> {
    type Answer = ();

    fn call(&self) -> Call {
        let mut all = of_package(self.id);
        for (index, key) in self.keys.iter().enumerate() {
            all.insert(format!("TagKey.{}", index + 1), key.clone());
        }
        Call::absolute("UntagResources", all, operation::class)
    }

    fn decode(answer: &Value) -> Result<(), String> {
        operation::nothing(answer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alibaba::sign::rpc::canonical_query;

    #[test]
    fn tags_are_numbered_from_one_in_the_order_of_their_keys() {
        let id = PackageId::from_answer("cenbwp-abc").unwrap();
        let tags = BTreeMap::from([
            ("b".to_owned(), String::new()),
            ("a".to_owned(), "1".to_owned()),
        ]);
        let call = Tag {
            id: &id,
            tags: &tags,
        }
        .call();
        assert_eq!(
            canonical_query(call.parameters()),
            "ResourceId.1=cenbwp-abc&ResourceType=BandwidthPackage&Tag.1.Key=a&Tag.1.Value=1&Tag.2.Key=b&Tag.2.Value="
        );
        let keys = ["x".to_owned(), "y".to_owned()];
        let call = Untag {
            id: &id,
            keys: &keys,
        }
        .call();
        assert_eq!(
            canonical_query(call.parameters()),
            "ResourceId.1=cenbwp-abc&ResourceType=BandwidthPackage&TagKey.1=x&TagKey.2=y"
        );
    }
}
