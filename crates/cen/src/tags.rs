//! Tags, of every object that carries them.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::id::{CenId, PackageId};
use crate::operation::{self, Operation};
use crate::region::Region;
use crate::transit_router::{AttachmentKey, RouterKey};
use crate::wire;
use alibaba_cloud::call::Call;
use alibaba_cloud::sign::rpc::Parameters;

/// Tags, or keys, that one call takes.
pub(crate) const MOST_TAGS: usize = 20;

/// An object that carries tags.
#[derive(Clone, Copy, Debug)]
pub enum Tagged<'a> {
    /// A bandwidth package.
    Package(&'a PackageId),
    /// A CEN instance.
    Instance(&'a CenId),
    /// A transit router, and the region it is in, where that is known.
    TransitRouter(&'a RouterKey, Option<&'a Region>),
    /// A VPC attached to a transit router, and their region.
    VpcAttachment(&'a AttachmentKey, Option<&'a Region>),
    /// A connection of two transit routers, and the region of the first.
    PeerAttachment(&'a AttachmentKey, Option<&'a Region>),
}

impl Tagged<'_> {
    /// The id as it is sent.
    pub(crate) fn id(&self) -> &str {
        match self {
            Self::Package(id) => id.as_str(),
            Self::Instance(id) => id.as_str(),
            Self::TransitRouter(key, _) => key.id.as_str(),
            Self::VpcAttachment(key, _) | Self::PeerAttachment(key, _) => key.id.as_str(),
        }
    }

    /// What tag actions call its type (API page ListTagResources).
    fn resource_type(&self) -> &'static str {
        match self {
            Self::Package(_) => "BandwidthPackage",
            Self::Instance(_) => "Cen",
            Self::TransitRouter(..) => "TransitRouter",
            Self::VpcAttachment(..) => "TransitRouterVpcAttachment",
            Self::PeerAttachment(..) => "TransitRouterPeerAttachment",
        }
    }

    /// The region, where the tag actions want it.
    fn region(&self) -> Option<&Region> {
        match self {
            Self::Package(_) | Self::Instance(_) => None,
            Self::TransitRouter(_, region)
            | Self::VpcAttachment(_, region)
            | Self::PeerAttachment(_, region) => *region,
        }
    }
}

/// `Tag.N.Key` and `Tag.N.Value`, in the order of the keys.
pub(crate) fn parameters(tags: &BTreeMap<String, String>) -> Parameters {
    let mut parameters = Parameters::new();
    for (index, (key, value)) in tags.iter().enumerate() {
        parameters.insert(format!("Tag.{}.Key", index + 1), key.clone());
        parameters.insert(format!("Tag.{}.Value", index + 1), value.clone());
    }
    parameters
}

/// A tag in an answer.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct RawTag {
    #[serde(default, deserialize_with = "wire::verbatim")]
    key: String,
    #[serde(default, deserialize_with = "wire::verbatim")]
    value: String,
}

/// Tags of an answer by key; one without a key is none.
pub(crate) fn read(tags: Vec<RawTag>) -> BTreeMap<String, String> {
    tags.into_iter()
        .filter(|tag| !tag.key.is_empty())
        .map(|tag| (tag.key, tag.value))
        .collect()
}

fn of(object: Tagged<'_>) -> Parameters {
    let mut parameters = operation::parameters([
        ("ResourceType", object.resource_type()),
        ("ResourceId.1", object.id()),
    ]);
    let region = object.region().map(Region::to_string);
    operation::put_all([("RegionId", &region)], &mut parameters);
    parameters
}

/// Adds tags, or sets those whose keys are there. At most [`MOST_TAGS`].
pub(crate) struct Tag<'a> {
    pub(crate) object: Tagged<'a>,
    pub(crate) tags: &'a BTreeMap<String, String>,
}

impl Operation for Tag<'_> {
    type Answer = ();

    fn call(&self) -> Call {
        let mut all = of(self.object);
        all.extend(parameters(self.tags));
        Call::absolute("TagResources", all, operation::class)
    }

    fn decode(answer: &Value) -> Result<(), String> {
        operation::nothing(answer)
    }
}

/// Removes tags by key; keys that are not there do not matter. At least one, at most [`MOST_TAGS`].
pub(crate) struct Untag<'a> {
    pub(crate) object: Tagged<'a>,
    pub(crate) keys: &'a [String],
}

impl Operation for Untag<'_> {
    type Answer = ();

    fn call(&self) -> Call {
        let mut all = of(self.object);
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
    use crate::id::RouterId;
    use alibaba_cloud::sign::rpc::canonical_query;

    #[test]
    fn the_space_around_tags_belongs_to_them() {
        let tags = serde_json::json!([{"Key": " a", "Value": "1 "}, {"Key": "", "Value": "x"}, {"Key": "b"}]);
        let expected = [(" a", "1 "), ("b", "")];
        let expected = expected.map(|(key, value)| (key.to_owned(), value.to_owned()));
        assert_eq!(
            read(serde_json::from_value(tags).unwrap()),
            BTreeMap::from(expected)
        );
    }

    #[test]
    fn tags_are_numbered_from_one_in_the_order_of_their_keys() {
        let id = PackageId::from_answer("cenbwp-abc").unwrap();
        let tags = BTreeMap::from([
            ("b".to_owned(), String::new()),
            ("a".to_owned(), "1".to_owned()),
        ]);
        let call = Tag {
            object: Tagged::Package(&id),
            tags: &tags,
        }
        .call();
        assert_eq!(
            canonical_query(call.parameters()),
            "ResourceId.1=cenbwp-abc&ResourceType=BandwidthPackage&Tag.1.Key=a&Tag.1.Value=1&Tag.2.Key=b&Tag.2.Value="
        );
        let keys = ["x".to_owned(), "y".to_owned()];
        let call = Untag {
            object: Tagged::Package(&id),
            keys: &keys,
        }
        .call();
        assert_eq!(
            canonical_query(call.parameters()),
            "ResourceId.1=cenbwp-abc&ResourceType=BandwidthPackage&TagKey.1=x&TagKey.2=y"
        );
    }

    #[test]
    fn objects_of_a_region_are_tagged_in_it() {
        let key = RouterKey {
            cen: CenId::from_answer("cen-abc").unwrap(),
            id: RouterId::from_answer("tr-abc").unwrap(),
        };
        let region = Region::from_answer("cn-hangzhou").unwrap();
        let call = Untag {
            object: Tagged::TransitRouter(&key, Some(&region)),
            keys: &["x".to_owned()],
        }
        .call();
        assert_eq!(
            canonical_query(call.parameters()),
            "RegionId=cn-hangzhou&ResourceId.1=tr-abc&ResourceType=TransitRouter&TagKey.1=x"
        );
    }
}
