//! The schema of `cen_instance`: every attribute, its rules and its documentation.

use crate::rules;
use tf_plugin::framework::schema::{Attribute, Schema};
use tf_plugin::framework::{timeouts, validate};
use tf_plugin::value::Kind;

pub(super) fn schema() -> Schema {
    Schema::new(
        "An instance of Alibaba Cloud's Cloud Enterprise Network (CEN): what network instances are attached and bandwidth \
         packages are bound to. It costs nothing itself.",
        vec![
            Attribute::computed("id", Kind::String)
                .describe(
                    "Id of the instance, `cen-...`. While its creation is unconfirmed (see `status`) this is a placeholder \
                     that begins with `unconfirmed:`.",
                )
                .stable(),
            Attribute::optional("name", Kind::String)
                .describe("Name. Changed in place.")
                .validate(rules::name("a CEN instance")),
            Attribute::optional("description", Kind::String)
                .describe("Description. Changed in place.")
                .validate(rules::description()),
            Attribute::optional_computed("protection_level", Kind::String)
                .describe(
                    "How far the address ranges of attached networks may overlap. CEN gives new instances `REDUCED`: they \
                     may overlap, but not be the same. Old instances may have `FULL`; setting this argument lowers that \
                     in place, for good.",
                )
                .validate(validate::one_of(&["REDUCED"]))
                .stable(),
            Attribute::optional_computed("resource_group_id", Kind::String)
                .describe("The resource group. Changed in place; the account's default group where this is not set.")
                .validate(rules::resource_group_id())
                .stable(),
            Attribute::optional("tags", Kind::map(Kind::String))
                .describe("Tags. Those of the provider's `default_tags` count too. Changed in place.")
                .validate(rules::tags()),
            Attribute::computed("tags_all", Kind::map(Kind::String))
                .describe("All tags of the instance: `tags` together with the provider's `default_tags`.")
                .stable(),
            Attribute::computed("status", Kind::String)
                .describe(
                    "`Creating`, `Active`, `Modifying` or `Deleting`; `Pending` when the instance has been made and is not \
                     visible yet; `Unconfirmed` when nobody has answered its creation, which the next apply confirms.",
                )
                .stable(),
            Attribute::computed("creation_time", Kind::String)
                .describe("When the instance was created, in UTC.")
                .stable(),
            timeouts::attribute(
                "Limit of a creation, `10m` where it is not set. A creation that nobody has answered by then is stored as \
                 unconfirmed and confirmed by the next apply.",
                "Limit of a change, `5m` where it is not set.",
                "Limit of a destroy, `5m` where it is not set. That something is still attached or bound to the instance \
                 and does not begin to leave is an error after a minute at the latest.",
            ),
        ],
    )
}
