//! The schema of `cen_transit_router_peer_attachment`: every attribute, its rules and its documentation.

use std::ops::RangeInclusive;

use crate::{region, router_attachment, rules};
use tf_plugin::framework::schema::{Attribute, Schema};
use tf_plugin::framework::{timeouts, validate};
use tf_plugin::value::Kind;

use super::model::{BY_PACKAGE, BY_TRAFFIC, PLATINUM};

/// No page says how much a connection that is billed by traffic may have; the number is one of 32 bits.
const MBPS: RangeInclusive<u64> = 1..=2_147_483_647;

pub(super) fn schema() -> Schema {
    let mut attributes = vec![
        Attribute::computed("id", Kind::String)
            .describe(
                "Id of the connection, `tr-attach-...`. While its creation is unconfirmed (see `status`) this is a \
                 placeholder that begins with `unconfirmed:`.",
            )
            .stable(),
    ];
    attributes.extend(what_is_connected());
    attributes.extend(with_how_much());
    attributes.extend(router_attachment::arguments("a peer attachment"));
    attributes.extend(router_attachment::answers());
    attributes.extend([
        Attribute::computed("geographic_span_id", Kind::String)
            .describe("CEN's own id of the pair of areas. It follows no fixed order of the two.")
            .stable(),
        timeouts::attribute(
            "Limit of connecting, `10m` where it is not set. A connection that nobody has answered by then is stored as \
             unconfirmed and confirmed by the next apply.",
            "Limit of a change, `10m` where it is not set.",
            "Limit of disconnecting, `10m` where it is not set.",
        ),
    ]);
    Schema::new(
        "Connects the transit routers of two regions, with bandwidth of a package or billed by traffic. All connections and \
         limits that draw on one package together take no more than it has.",
        attributes,
    )
}

fn what_is_connected() -> Vec<Attribute> {
    vec![
        Attribute::required("transit_router_id", Kind::String)
            .describe(
                "One transit router. The order of the two does not matter; another *pair* is another connection and \
                 replaces this one.",
            )
            .validate(rules::router_id())
            .replaces_while_unknown(),
        region::attribute(
            "The region of `transit_router_id`, such as `cn-hangzhou`, in any letter case; the provider's `region` where \
             this is not set for a new connection.",
        ),
        Attribute::required("peer_transit_router_id", Kind::String)
            .describe("The other transit router, of the same CEN instance; see `transit_router_id`.")
            .validate(rules::router_id())
            .replaces_while_unknown(),
        Attribute::required("peer_region", Kind::String)
            .describe("The region of `peer_transit_router_id`. Another one than `region`.")
            .replaces(),
    ]
}

fn with_how_much() -> Vec<Attribute> {
    vec![
        Attribute::required("bandwidth", Kind::Number)
            .describe(
                "Bandwidth in Mbps: what the connection gets of the package, or the limit of one that is billed by \
                 traffic. Changed in place.",
            )
            .validate(validate::whole_number_between(&MBPS, "Mbps")),
        Attribute::optional_computed("bandwidth_type", Kind::String)
            .describe(
                "Where the bandwidth comes from: `BandwidthPackage`, which needs `cen_bandwidth_package_id` and follows \
                 from it where this is not set; or `DataTransfer`, **which is billed by traffic** and has to be said. \
                 Changed in place.",
            )
            .validate(validate::one_of(&[BY_PACKAGE, BY_TRAFFIC]))
            .stable(),
        Attribute::optional("cen_bandwidth_package_id", Kind::String)
            .describe(
                "The package that the bandwidth comes from. It joins the areas of the two regions and is bound to the CEN \
                 instance. Changed in place.",
            )
            .validate(rules::package_id()),
        Attribute::optional_computed("default_link_type", Kind::String)
            .describe(
                "The kind of link: `Gold`, which it is where this is not set; or `Platinum`, only for a connection that \
                 is billed by traffic. Changed in place.",
            )
            .validate(validate::one_of(&["Gold", PLATINUM]))
            .stable(),
    ]
}
