//! Tags of VPCs and vSwitches (API pages TagResources, UnTagResources and ListTagResources of VPC).

use crate::api::tag::{list, tag, untag};
use crate::family::Family;

pub(crate) const FAMILY: Family = Family::of_actions(&[
    super::reading("ListTagResources", &["ResourceType", "RegionId"], list),
    super::changing(
        "TagResources",
        &["ResourceType", "RegionId", "ResourceId.1", "Tag.1.Key"],
        tag,
    ),
    super::changing(
        "UnTagResources",
        &["ResourceType", "RegionId", "ResourceId.1"],
        untag,
    ),
]);
