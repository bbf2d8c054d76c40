//! The schema of `cen_transit_router`: every attribute, its rules and its documentation.

use crate::{region, rules};
use tf_plugin::framework::schema::{Attribute, Schema};
use tf_plugin::framework::timeouts;
use tf_plugin::value::Kind;

pub(super) fn schema() -> Schema {
    let mut attributes = what_is_made();
    attributes.extend(what_the_api_says());
    attributes.push(timeouts::attribute(
        "Limit of a creation, `10m` where it is not set. A creation that nobody has answered by then is stored as \
         unconfirmed and confirmed by the next apply.",
        "Limit of a change, `5m` where it is not set.",
        "Limit of a destroy, `10m` where it is not set.",
    ));
    Schema::new(
        "A transit router of Alibaba Cloud's Cloud Enterprise Network (CEN), Enterprise edition: what VPCs of one region \
         are attached to, and what is connected to the transit routers of other regions. A CEN instance has one in a \
         region. The account must have opened the transit router service once, in the console.",
        attributes,
    )
}

fn what_is_made() -> Vec<Attribute> {
    vec![
        Attribute::computed("id", Kind::String)
            .describe(
                "Id of the transit router, `tr-...`. While its creation is unconfirmed (see `status`) this is a \
                 placeholder that begins with `unconfirmed:`.",
            )
            .stable(),
        Attribute::required("cen_id", Kind::String)
            .describe("The CEN instance. A change replaces the transit router.")
            .validate(rules::cen_id())
            .replaces_while_unknown(),
        region::attribute(
            "The region, such as `cn-hangzhou`, in any letter case. A new transit router is put into the provider's \
             `region` where this is not set; one that is there stays where it is. A change replaces the transit router.",
        ),
        Attribute::optional("name", Kind::String)
            .describe("Name. Changed in place.")
            .validate(rules::name("a transit router")),
        Attribute::optional("description", Kind::String)
            .describe("Description. Changed in place.")
            .validate(rules::description()),
        Attribute::optional_computed("support_multicast", Kind::Bool)
            .describe(
                "Whether it forwards multicast traffic, which not every region offers; no where this is not set. A change \
                 replaces the transit router.",
            )
            .stable()
            .replaces(),
        Attribute::optional("tags", Kind::map(Kind::String))
            .describe("Tags. Those of the provider's `default_tags` count too. Changed in place.")
            .validate(rules::tags()),
        Attribute::computed("tags_all", Kind::map(Kind::String))
            .describe("All tags: `tags` together with the provider's `default_tags`.")
            .stable(),
    ]
}

fn what_the_api_says() -> Vec<Attribute> {
    vec![
        Attribute::computed("type", Kind::String)
            .describe("The edition: `Enterprise`, or `Basic` for an old one that was imported.")
            .stable(),
        Attribute::computed("status", Kind::String)
            .describe(
                "`Creating`, `Active`, `Modifying`, `Deleting` or `Upgrading`; `Pending` when the transit router has been \
                 made and is not visible yet; `Unconfirmed` when nobody has answered its creation, which the next apply \
                 confirms.",
            )
            .stable(),
        Attribute::computed("creation_time", Kind::String)
            .describe("When the transit router was created, in UTC.")
            .stable(),
    ]
}
