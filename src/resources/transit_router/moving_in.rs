//! Taking over transit routers from the official provider.

use crate::official;
use tf_plugin::framework::{Diagnostics, Foreign};

use super::model::{self, Router};

const TYPE: &str = "alicloud_cen_transit_router";

/// What can be taken over, for messages.
pub(super) const SOURCES: &[&str] = &[TYPE];

/// The transit router behind `source`, if it is one of the official provider's. Its states do not say the region; the
/// read that follows does.
pub(super) fn take_over(source: &Foreign<'_>) -> Option<Result<Router, Diagnostics>> {
    official::is(source, TYPE).then(|| router(source))
}

fn router(source: &Foreign<'_>) -> Result<Router, Diagnostics> {
    let text = |name| official::text(source, &[name]);
    let tags = official::tags(source);
    Ok(Router {
        name: text("transit_router_name"),
        description: text("transit_router_description"),
        support_multicast: official::flag(source, "support_multicast"),
        tags_all: tags.clone(),
        tags,
        r#type: text("type"),
        status: text("status"),
        timeouts: official::all_timeouts(source),
        // CEN:ROUTER, which is what imports take.
        ..model::import(source.text("id").unwrap_or_default())?
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use tf_plugin::framework::timeouts::Timeouts;
    use tf_plugin::value::Attr;

    fn moved(attributes: Value) -> Result<Router, Diagnostics> {
        official::stored(TYPE, attributes, take_over).unwrap()
    }

    #[test]
    fn a_state_is_taken_over_whole() {
        let state = json!({
            "cen_id": "cen-abc", "dry_run": null, "id": "cen-abc:tr-one", "status": "Active", "support_multicast": true,
            "tags": {"env": "dev"}, "transit_router_description": "", "transit_router_id": "tr-one",
            "transit_router_name": "main", "type": "Enterprise",
            "timeouts": {"create": "20m", "delete": null, "update": null}
        });
        let tags: Attr<_> = Some([("env".to_owned(), "dev".into())].into()).into();
        let expected = Router {
            id: "tr-one".into(),
            cen_id: "cen-abc".into(),
            name: "main".into(),
            support_multicast: Attr::Known(true),
            tags: tags.clone(),
            tags_all: tags,
            r#type: "Enterprise".into(),
            status: "Active".into(),
            timeouts: Attr::Known(Timeouts {
                create: "20m".into(),
                ..Timeouts::default()
            }),
            ..Router::default()
        };
        assert_eq!(moved(state).unwrap(), expected);
    }

    #[test]
    fn a_state_of_an_early_release_is_enough_and_one_without_an_id_is_not() {
        let early = json!({"id": "cen-abc:tr-one", "transit_router_name": "", "timeouts": null});
        let expected = Router {
            id: "tr-one".into(),
            cen_id: "cen-abc".into(),
            ..Router::default()
        };
        assert_eq!(moved(early).unwrap(), expected);
        assert!(moved(json!({"id": "tr-one"})).is_err());
    }
}
