//! The schema of `cen_bandwidth_limit`: every attribute, its rules and its documentation.

use crate::rules;
use cen::LIMIT_MBPS;
use tf_plugin::framework::schema::{Attribute, Schema};
use tf_plugin::framework::{timeouts, validate};
use tf_plugin::value::Kind;

pub(super) fn schema() -> Schema {
    let mut attributes = what_is_set();
    attributes.push(timeouts::attribute(
        "Limit of setting it, `5m` where it is not set.",
        "Limit of a change, `5m` where it is not set.",
        "Limit of removing it, `5m` where it is not set.",
    ));
    attributes.extend(what_the_api_says());
    Schema::new(
        "How much of a bandwidth package the connection between two regions gets. A package of the areas that \
         the two regions lie in must be bound to the CEN instance, and all limits that draw on it together \
         take no more than it has. Two regions of the same area need a package that connects this area \
         with itself. Without a limit, traffic between two regions gets 1 kbit/s, which is enough for a \
         test only. Limits are for the basic edition of CEN: connections of transit routers have a bandwidth of \
         their own.",
        attributes,
    )
}

fn what_is_set() -> Vec<Attribute> {
    vec![
        Attribute::computed("id", Kind::String)
            .describe("`CEN:REGION:REGION`, with the two regions in alphabetical order.")
            .stable(),
        Attribute::required("cen_id", Kind::String)
            .describe("The CEN instance. A change replaces the limit.")
            .validate(rules::cen_id())
            .replaces(),
        Attribute::required("region_a", Kind::String).describe(
            "One of the two regions, such as `cn-hangzhou`, in any letter case; that of a cloud connect network with \
             `ccn-` before it. A network instance must be attached to the CEN instance in each of the two. Their order \
             does not matter; another *pair* of regions is another limit and replaces this one.",
        ),
        Attribute::required("region_b", Kind::String).describe("The other region; see `region_a`."),
        Attribute::required("bandwidth_limit", Kind::Number)
            .describe(
                "Bandwidth in Mbps. Changed in place. To take all bandwidth from the connection, destroy the limit.",
            )
            .validate(validate::whole_number_between(&LIMIT_MBPS, "Mbps")),
    ]
}

fn what_the_api_says() -> Vec<Attribute> {
    vec![
        Attribute::computed("status", Kind::String)
            .describe("`Active`; `Modifying` while a change settles; `Pending` when it has been sent and is not visible yet.")
            .stable(),
        Attribute::computed("geographic_span_id", Kind::String)
            .describe("CEN's own id of the pair of areas. It follows no fixed order of the two.")
            .stable(),
        Attribute::computed("bandwidth_package_id", Kind::String)
            .describe("The bandwidth package that the limit draws on.")
            .stable(),
    ]
}
