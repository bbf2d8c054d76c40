//! Taking over attachments from the official provider.

use crate::official;
use tf_plugin::framework::timeouts::CreateDeleteTimeouts;
use tf_plugin::framework::{Diagnostics, Foreign};

use super::look;
use super::model::Attachment;

const TYPE: &str = "alicloud_cen_instance_attachment";

/// What can be taken over, for messages.
pub(super) const SOURCES: &[&str] = &[TYPE];

/// The attachment behind `source`, if it is one of the official provider's.
pub(super) fn take_over(source: &Foreign<'_>) -> Option<Result<Attachment, Diagnostics>> {
    official::is(source, TYPE).then(|| attachment(source))
}

fn attachment(source: &Foreign<'_>) -> Result<Attachment, Diagnostics> {
    let timeouts = official::timeouts(source, ["create", "delete"]);
    let from_id = look::import(source.text("id").unwrap_or_default())?;
    let region = official::text(source, &["child_instance_region_id"]);
    Ok(Attachment {
        // Early ids do not hold it.
        region: if region.is_null() {
            from_id.region.clone()
        } else {
            region
        },
        child_instance_owner_id: official::account(source, "child_instance_owner_id"),
        cen_owner_id: official::account(source, "cen_owner_id"),
        status: official::text(source, &["status"]),
        timeouts: timeouts
            .map(|[create, delete]| CreateDeleteTimeouts { create, delete })
            .into(),
        ..from_id
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
    fn a_state_of_a_late_release_is_taken_over_whole() {
        let state = json!({
            "cen_owner_id": null, "child_instance_id": "vpc-a", "child_instance_owner_id": 1_234_567_890_123_456_u64,
            "child_instance_region_id": "cn-hangzhou", "child_instance_type": "VPC",
            "id": "cen-abc:vpc-a:VPC:cn-hangzhou", "instance_id": "cen-abc", "status": "Attached",
            "timeouts": {"create": null, "delete": "20m"}
        });
        let expected = Attachment {
            id: "cen-abc:vpc-a:VPC:cn-hangzhou".into(),
            cen_id: "cen-abc".into(),
            child_instance_id: "vpc-a".into(),
            child_instance_type: "VPC".into(),
            region: "cn-hangzhou".into(),
            child_instance_owner_id: "1234567890123456".into(),
            status: "Attached".into(),
            timeouts: Attr::Known(CreateDeleteTimeouts {
                create: Attr::Null,
                delete: "20m".into(),
            }),
            ..Attachment::default()
        };
        assert_eq!(moved(state).unwrap(), expected);
    }

    #[test]
    fn early_ids_are_enough_and_zero_is_no_account() {
        for id in ["cen-abc:ccn-a:ccn-cn-shanghai", "cen-abc:ccn-a"] {
            let early = json!({
                "id": id, "instance_id": "cen-abc", "child_instance_id": "ccn-a", "cen_owner_id": 0,
                "child_instance_owner_id": 0, "child_instance_region_id": "ccn-cn-shanghai"
            });
            let expected = Attachment {
                id: id.into(),
                cen_id: "cen-abc".into(),
                child_instance_id: "ccn-a".into(),
                child_instance_type: "CCN".into(),
                region: "ccn-cn-shanghai".into(),
                ..Attachment::default()
            };
            assert_eq!(moved(early).unwrap(), expected);
        }
        assert!(moved(json!({"instance_id": "cen-abc"})).is_err());
    }
}
