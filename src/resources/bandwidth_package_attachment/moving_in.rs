//! Taking over bindings from the official provider, whose id is that of the package.

use crate::official;
use tf_plugin::framework::timeouts::CreateDeleteTimeouts;
use tf_plugin::framework::{Diagnostics, Foreign};

use super::look;
use super::model::Attachment;

const TYPE: &str = "alicloud_cen_bandwidth_package_attachment";

/// What can be taken over, for messages.
pub(super) const SOURCES: &[&str] = &[TYPE];

/// The binding behind `source`, if it is one of the official provider's.
pub(super) fn take_over(source: &Foreign<'_>) -> Option<Result<Attachment, Diagnostics>> {
    official::is(source, TYPE).then(|| attachment(source))
}

fn attachment(source: &Foreign<'_>) -> Result<Attachment, Diagnostics> {
    let package = source.text("bandwidth_package_id").or(source.text("id"));
    let timeouts = official::timeouts(source, ["create", "delete"]);
    Ok(Attachment {
        cen_id: official::text(source, &["instance_id"]),
        timeouts: timeouts
            .map(|[create, delete]| CreateDeleteTimeouts { create, delete })
            .into(),
        ..look::import(package.unwrap_or_default())?
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use tf_plugin::value::Attr;

    fn moved(attributes: Value) -> Result<Attachment, Diagnostics> {
        official::stored(TYPE, attributes, take_over).unwrap()
    }

    #[test]
    fn states_are_taken_over_with_their_timeouts() {
        let state = json!({
            "bandwidth_package_id": "cenbwp-abc", "id": "cenbwp-abc", "instance_id": "cen-abc",
            "timeouts": {"create": "9m", "delete": null}
        });
        let expected = Attachment {
            id: "cenbwp-abc".into(),
            cen_id: "cen-abc".into(),
            bandwidth_package_id: "cenbwp-abc".into(),
            timeouts: Attr::Known(CreateDeleteTimeouts {
                create: "9m".into(),
                delete: Attr::Null,
            }),
        };
        assert_eq!(moved(state).unwrap(), expected);
        let early = json!({"id": "cenbwp-abc", "instance_id": "cen-abc"});
        let early = moved(early).unwrap();
        assert_eq!(early.bandwidth_package_id, "cenbwp-abc".into());
        assert_eq!(early.timeouts, Attr::Null);
        assert!(moved(json!({"instance_id": "cen-abc"})).is_err());
    }
}
