//! The schema of `cen_bandwidth_package_attachment`: every attribute, its rules and its documentation.

use crate::rules;
use tf_plugin::framework::schema::{Attribute, Schema};
use tf_plugin::framework::timeouts;
use tf_plugin::value::Kind;

pub(super) fn schema() -> Schema {
    Schema::new(
        "Binds a bandwidth package to a CEN instance, as the argument `cen_id` of `cen_bandwidth_package` does. Use one of \
         the two for a package, not both: this resource where the package and the instance are managed in different \
         places, or where the package was bought elsewhere. To go from this resource to the argument without an \
         interruption, drop it with a `removed` block that has `destroy = false`.",
        vec![
            Attribute::computed("id", Kind::String)
                .describe("Id of the package: it is bound to one instance at a time.")
                .stable(),
            Attribute::required("cen_id", Kind::String)
                .describe("The CEN instance. A change replaces the attachment: the package is unbound, then bound anew.")
                .validate(rules::cen_id())
                .replaces_while_unknown(),
            Attribute::required("bandwidth_package_id", Kind::String)
                .describe("The bandwidth package. A change replaces the attachment.")
                .validate(rules::package_id())
                .replaces_while_unknown(),
            timeouts::create_delete_attribute(
                "Limit of the binding, `5m` where it is not set.",
                "Limit of the unbinding, `5m` where it is not set.",
            ),
        ],
    )
}
