//! Taking over limits from the official provider.
//!
//! Its states hold the CEN instance and a set of the two regions, and both once more in the id, which is of the form that
//! ours has.

use crate::official;
use tf_plugin::framework::timeouts::Timeouts;
use tf_plugin::framework::{Diagnostics, Foreign};

use super::look;
use super::model::Limit;

const TYPE: &str = "alicloud_cen_bandwidth_limit";

/// What can be taken over, for messages.
pub(super) const SOURCES: &[&str] = &[TYPE];

/// The limit behind `source`, if it is one of the official provider's.
pub(super) fn take_over(source: &Foreign<'_>) -> Option<Result<Limit, Diagnostics>> {
    official::is(source, TYPE).then(|| limit(source))
}

fn limit(source: &Foreign<'_>) -> Result<Limit, Diagnostics> {
    // It has no limit for setting one the first time.
    let timeouts = official::timeouts(source, ["update", "delete"]);
    Ok(Limit {
        bandwidth_limit: source
            .number("bandwidth_limit")
            .and_then(|mbps| mbps.as_u64())
            .into(),
        timeouts: timeouts
            .map(|[update, delete]| Timeouts {
                update,
                delete,
                ..Timeouts::default()
            })
            .into(),
        ..look::import(source.text("id").unwrap_or_default())?
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::written::named;
    use tf_plugin::value::Attr;

    fn moved(provider: &str, attributes: Value) -> Option<Result<Limit, Diagnostics>> {
        let Value::Object(attributes) = attributes else {
            panic!("states are objects")
        };
        take_over(&Foreign {
            provider,
            type_name: TYPE,
            attributes: &attributes,
        })
    }

    const OFFICIAL: &str = "registry.terraform.io/aliyun/alicloud";

    #[test]
    fn a_state_is_taken_over_whole() {
        let state = json!({
            "bandwidth_limit": 4, "id": "cen-one:ap-southeast-1:cn-hangzhou", "instance_id": "cen-one",
            "region_ids": ["ap-southeast-1", "cn-hangzhou"], "timeouts": {"delete": null, "update": "10m"}
        });
        let expected = Limit {
            id: "cen-one:ap-southeast-1:cn-hangzhou".into(),
            cen_id: named("cen-one"),
            region_a: named("ap-southeast-1"),
            region_b: named("cn-hangzhou"),
            bandwidth_limit: Attr::Known(4),
            timeouts: Attr::Known(Timeouts {
                update: "10m".into(),
                ..Timeouts::default()
            }),
            ..Limit::default()
        };
        assert_eq!(moved(OFFICIAL, state).unwrap().unwrap(), expected);
    }

    #[test]
    fn other_providers_are_not_taken_over_and_a_state_without_id_is_an_error() {
        assert!(moved("registry.terraform.io/somebody/alicloud", json!({})).is_none());
        assert!(moved(OFFICIAL, json!({})).unwrap().is_err());
    }
}
