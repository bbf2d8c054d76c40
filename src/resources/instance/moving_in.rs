//! Taking over instances from the official provider.

use crate::official;
use tf_plugin::framework::{Diagnostics, Foreign};

use super::look;
use super::model::Instance;

const TYPE: &str = "alicloud_cen_instance";

/// What can be taken over, for messages.
pub(super) const SOURCES: &[&str] = &[TYPE];

/// The instance behind `source`, if it is one of the official provider's.
pub(super) fn take_over(source: &Foreign<'_>) -> Option<Result<Instance, Diagnostics>> {
    official::is(source, TYPE).then(|| instance(source))
}

fn instance(source: &Foreign<'_>) -> Result<Instance, Diagnostics> {
    let text = |names: &[&str]| official::text(source, names);
    let tags = official::tags(source);
    Ok(Instance {
        name: text(&["cen_instance_name", "name"]),
        description: text(&["description"]),
        protection_level: text(&["protection_level"]),
        resource_group_id: text(&["resource_group_id"]),
        tags_all: tags.clone(),
        tags,
        status: text(&["status"]),
        creation_time: text(&["create_time"]),
        timeouts: official::all_timeouts(source),
        ..look::import(source.text("id").unwrap_or_default())?
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use tf_plugin::framework::timeouts::Timeouts;
    use tf_plugin::value::Attr;

    fn moved(attributes: Value) -> Result<Instance, Diagnostics> {
        official::stored(TYPE, attributes, take_over).unwrap()
    }

    #[test]
    fn a_state_of_a_late_release_is_taken_over_whole() {
        let state = json!({
            "cen_instance_name": "main", "create_time": "2026-01-02T03:04Z", "description": "", "id": "cen-abc",
            "name": "main", "protection_level": "REDUCED", "resource_group_id": "rg-1", "status": "Active",
            "tags": {"env": "dev"}, "timeouts": {"create": "20m", "delete": null, "update": null}
        });
        let tags: Attr<_> = Some([("env".to_owned(), "dev".into())].into()).into();
        let expected = Instance {
            id: "cen-abc".into(),
            name: "main".into(),
            protection_level: "REDUCED".into(),
            resource_group_id: "rg-1".into(),
            tags: tags.clone(),
            tags_all: tags,
            status: "Active".into(),
            creation_time: "2026-01-02T03:04Z".into(),
            timeouts: Attr::Known(Timeouts {
                create: "20m".into(),
                ..Timeouts::default()
            }),
            ..Instance::default()
        };
        assert_eq!(moved(state).unwrap(), expected);
    }

    #[test]
    fn a_state_of_an_early_release_is_enough_and_one_without_an_id_is_not() {
        let early = json!({"id": "cen-abc", "name": "old", "tags": {}, "timeouts": null});
        let expected = Instance {
            id: "cen-abc".into(),
            name: "old".into(),
            ..Instance::default()
        };
        assert_eq!(moved(early).unwrap(), expected);
        assert!(moved(json!({})).is_err());
    }
}
