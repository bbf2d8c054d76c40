//! The schema of `cen_instance_attachment`: every attribute, its rules and its documentation.

use crate::rules;
use tf_plugin::framework::schema::{Attribute, Schema};
use tf_plugin::framework::{timeouts, validate};
use tf_plugin::value::Kind;

use super::rules::child_instance_id;

pub(super) fn schema() -> Schema {
    let mut attributes = vec![
        Attribute::computed("id", Kind::String)
            .describe("What is attached to what: `CEN:NETWORK:TYPE:REGION`.")
            .stable(),
    ];
    attributes.extend(what_is_attached());
    attributes.extend(whose_it_is());
    attributes.extend([
        Attribute::computed("status", Kind::String)
            .describe("`Attaching`, `Attached` or `Detaching`.")
            .stable(),
        Attribute::computed("attach_time", Kind::String)
            .describe("When the network was attached, in UTC.")
            .stable(),
        timeouts::create_delete_attribute(
            "Limit of attaching, `10m` where it is not set.",
            "Limit of detaching, `10m` where it is not set.",
        ),
    ]);
    Schema::new(
        "Attaches a network instance, such as a VPC, to a CEN instance. A network is attached to one CEN instance at a time. \
         Every change replaces the attachment: the network is detached, then attached anew.",
        attributes,
    )
}

fn what_is_attached() -> Vec<Attribute> {
    vec![
        Attribute::required("cen_id", Kind::String)
            .describe("The CEN instance.")
            .validate(rules::cen_id())
            .replaces_while_unknown(),
        Attribute::required("child_instance_id", Kind::String)
            .describe(
                "The network: a VPC (`vpc-...`), a border router (`vbr-...`) or a cloud connect network (`ccn-...`).",
            )
            .validate(child_instance_id())
            .replaces_while_unknown(),
        Attribute::optional_computed("child_instance_type", Kind::String)
            .describe("What the network is. Its id tells, so this can be left out.")
            .validate(validate::one_of(&["VPC", "VBR", "CCN"]))
            .stable()
            .replaces_while_unknown(),
        Attribute::required("region", Kind::String)
            .describe(
                "The region of the network, such as `cn-hangzhou`, whatever the `region` of the provider. For a cloud \
                 connect network it begins with `ccn-`, such as `ccn-cn-shanghai`.",
            )
            .replaces_while_unknown(),
    ]
}

fn whose_it_is() -> Vec<Attribute> {
    vec![
        Attribute::optional_computed("child_instance_owner_id", Kind::String)
            .describe(
                "The account that the network belongs to; needed where it is not that of the CEN instance. It must have \
                 granted the network to that one.",
            )
            .validate(rules::account_id())
            .stable()
            .replaces_while_unknown(),
        Attribute::optional("cen_owner_id", Kind::String)
            .describe(
                "The account that the CEN instance belongs to. Only for detaching a network of one's own from the CEN \
                 instance of somebody else; changed without a call.",
            )
            .validate(rules::account_id()),
    ]
}
