//! What can be written in the provider block.

use crate::rules;
use tf_plugin::framework::schema::{Attribute, Schema};
use tf_plugin::value::Kind;

use super::{conduct, endpoint, identity};

/// The schema of the provider block.
pub(crate) fn schema() -> Schema {
    let mut attributes = identity::attributes();
    attributes.extend(vec![
            Attribute::optional("region", Kind::String).describe(
                "The region of transit routers and attachments that name none, and the one whose STS is asked where a \
                 role is to be taken on. Else from `ALICLOUD_REGION` or `ALIBABA_CLOUD_REGION`. CEN is one service for \
                 all regions, so bandwidth packages do not need it.",
            ),
            Attribute::optional("endpoint", Kind::String).describe(
                "URL of the API, such as a simulator's. Else from `CEN_ENDPOINT`, `ALIBABA_CLOUD_ENDPOINT_CBN` or \
                 `CBN_ENDPOINT`, else `https://cbn.aliyuncs.com`.",
            ),
            Attribute::optional("allow_plain_http", Kind::Bool).describe(
                "Whether an `endpoint` that begins with `http://` may be on another machine. Without this it must be on \
                 this one (loopback), since requests would travel unprotected.",
            ),
            Attribute::optional("additional_areas", Kind::set(Kind::String)).describe(
                "Areas that CEN has opened since this release of the provider, to be let through unchecked.",
            ),
            Attribute::optional("additional_regions", Kind::map(Kind::String)).describe(
                "Regions that Alibaba Cloud has opened since this release of the provider, each with its area, such as \
                 `{ \"ap-southeast-9\" = \"Asia-Pacific\" }`.",
            ),
            Attribute::optional("default_tags", Kind::map(Kind::String))
                .describe("Tags that every resource with tags gets. A resource's own tag of the same key wins.")
                .validate(rules::tags()),
            Attribute::optional("expiry_warning_days", Kind::Number)
                .describe(
                    "From how many days before its expiry on a prepaid package without `auto_renew` is warned about in \
                     plans and refreshes; 14 where this is not set, 0 for never.",
                )
                .validate(rules::expiry_warning_days()),
    ]);
    attributes.extend(conduct::attributes());
    let mut blocks = identity::blocks();
    blocks.push(endpoint::block());
    Schema::new(
        "Cloud Enterprise Network (CEN) of Alibaba Cloud: bandwidth packages and what belongs to them.",
        attributes,
    )
    .blocks(blocks)
}
