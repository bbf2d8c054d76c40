//! The schema of `cen_transit_router_vpc_attachment`: every attribute, its rules and its documentation.

use crate::{region, router_attachment, rules};
use tf_plugin::framework::schema::{Attribute, Nesting, Schema};
use tf_plugin::framework::timeouts;
use tf_plugin::framework::validate::{Validator, rule};
use tf_plugin::value::{Kind, Value};

pub(super) fn schema() -> Schema {
    let mut attributes = what_is_attached();
    attributes.extend(router_attachment::arguments("a VPC attachment"));
    attributes.extend(router_attachment::answers());
    attributes.push(timeouts::attribute(
        "Limit of attaching, `45m` where it is not set. An attachment that nobody has answered by then is stored as \
         unconfirmed and confirmed by the next apply.",
        "Limit of a change, `10m` where it is not set.",
        "Limit of detaching, `20m` where it is not set.",
    ));
    Schema::new(
        "Attaches a VPC to the transit router of its region. **It is billed by the hour** from the moment it is created, \
         and by traffic. The transit router gets an interface in a vSwitch of each zone.",
        attributes,
    )
}

fn what_is_attached() -> Vec<Attribute> {
    vec![
        Attribute::computed("id", Kind::String)
            .describe(
                "Id of the attachment, `tr-attach-...`. While its creation is unconfirmed (see `status`) this is a \
                 placeholder that begins with `unconfirmed:`.",
            )
            .stable(),
        Attribute::required("transit_router_id", Kind::String)
            .describe("The transit router. A change replaces the attachment.")
            .validate(rules::router_id())
            .replaces_while_unknown(),
        region::attribute(
            "The region of transit router and VPC, such as `cn-hangzhou`, in any letter case. A new attachment is made in \
             the provider's `region` where this is not set. A change replaces the attachment.",
        ),
        Attribute::required("vpc_id", Kind::String)
            .describe("The VPC. A change replaces the attachment.")
            .validate(rules::vpc_id())
            .replaces_while_unknown(),
        Attribute::optional_computed("vpc_owner_id", Kind::String)
            .describe(
                "The account that the VPC belongs to; needed where it is not that of the transit router. It must have \
                 granted the VPC to that one. A change replaces the attachment.",
            )
            .validate(rules::account_id())
            .stable()
            .replaces(),
        Attribute::required_nested(
            "zone_mappings",
            Nesting::Set,
            vec![
                Attribute::required("zone_id", Kind::String)
                    .describe("The zone, such as `cn-hangzhou-h`, of the region."),
                Attribute::required("vswitch_id", Kind::String)
                    .describe("A vSwitch of the VPC in that zone, with a free address.")
                    .validate(rules::vswitch_id()),
            ],
        )
        .describe("Where the transit router has its interfaces. Changed in place.")
        .validate(one_to_ten()),
        Attribute::optional_computed("options", Kind::map(Kind::String))
            .describe(
                "Further settings by the names that CEN gives them, such as `{ Ipv6Support = \"enable\" }`. Changed in \
                 place. Settings that are not named stay as they are.",
            )
            .stable(),
    ]
}

fn one_to_ten() -> impl Validator {
    rule("1 to 10 zones", |value, path, diagnostics| {
        let Value::Set(zones) = value else { return };
        if !(1..=10).contains(&zones.len()) {
            diagnostics.error_at(
                path.clone(),
                "Wrong number of zones",
                format!(
                    "A VPC is attached in 1 to 10 zones; there are {} here.",
                    zones.len()
                ),
            );
        }
    })
}
