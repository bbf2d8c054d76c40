//! Taking over attached VPCs from the official provider.

use serde_json::Value as Json;

use crate::official;
use crate::router_attachment::slots;
use tf_plugin::framework::{Diagnostics, Foreign};
use tf_plugin::value::Attr;

use super::model::{Vpc, ZoneMapping};

const TYPE: &str = "alicloud_cen_transit_router_vpc_attachment";

/// What can be taken over, for messages.
pub(super) const SOURCES: &[&str] = &[TYPE];

/// Its names for the name: the one of today, and the one before.
const NAMES: [&str; 2] = [
    "transit_router_vpc_attachment_name",
    "transit_router_attachment_name",
];

/// The attached VPC behind `source`, if it is one of the official provider's. Its states do not say the region; the read
/// that follows does.
pub(super) fn take_over(source: &Foreign<'_>) -> Option<Result<Vpc, Diagnostics>> {
    official::is(source, TYPE).then(|| vpc(source))
}

fn vpc(source: &Foreign<'_>) -> Result<Vpc, Diagnostics> {
    let mut vpc = Vpc {
        vpc_id: official::text(source, &["vpc_id"]),
        vpc_owner_id: official::account(source, "vpc_owner_id"),
        zone_mappings: zone_mappings(source),
        force_delete: official::flag(source, "force_delete"),
        timeouts: official::all_timeouts(source),
        ..Vpc::default()
    };
    slots!(vpc).take_over(source, &NAMES, "VPC attachment")?;
    Ok(vpc)
}

fn zone_mappings(source: &Foreign<'_>) -> Attr<Vec<Attr<ZoneMapping>>> {
    let mappings = source.attributes.get("zone_mappings");
    let mappings = mappings.and_then(Json::as_array).into_iter().flatten();
    let text = |mapping: &Json, name: &str| mapping.get(name)?.as_str().map(str::to_owned);
    let mappings: Vec<Attr<ZoneMapping>> = mappings
        .map(|mapping| {
            Attr::Known(ZoneMapping {
                zone_id: text(mapping, "zone_id").into(),
                vswitch_id: text(mapping, "vswitch_id").into(),
            })
        })
        .collect();
    Some(mappings).filter(|all| !all.is_empty()).into()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn moved(attributes: Value) -> Result<Vpc, Diagnostics> {
        official::stored(TYPE, attributes, take_over).unwrap()
    }

    #[test]
    fn a_state_is_taken_over_whole() {
        let state = json!({
            "auto_publish_route_enabled": true, "cen_id": "cen-abc", "create_time": "2026-01-02T03:04:05Z",
            "dry_run": null, "force_delete": null, "id": "cen-abc:tr-attach-one", "payment_type": "PayAsYouGo",
            "resource_type": "VPC", "status": "Attached", "tags": {"env": "dev"}, "timeouts": null,
            "transit_router_attachment_description": "", "transit_router_attachment_id": "tr-attach-one",
            "transit_router_attachment_name": "main", "transit_router_id": "tr-one",
            "transit_router_vpc_attachment_name": "main", "transit_router_vpc_attachment_options": {},
            "vpc_id": "vpc-a", "vpc_owner_id": 1234567890123456_u64,
            "zone_mappings": [{"vswitch_id": "vsw-h", "zone_id": "cn-hangzhou-h"}]
        });
        let tags: Attr<_> = Some([("env".to_owned(), "dev".into())].into()).into();
        let zone = ZoneMapping {
            zone_id: "cn-hangzhou-h".into(),
            vswitch_id: "vsw-h".into(),
        };
        let expected = Vpc {
            id: "tr-attach-one".into(),
            transit_router_id: "tr-one".into(),
            vpc_id: "vpc-a".into(),
            vpc_owner_id: "1234567890123456".into(),
            zone_mappings: Attr::Known(vec![Attr::Known(zone)]),
            auto_publish_route_enabled: Attr::Known(true),
            name: "main".into(),
            tags: tags.clone(),
            tags_all: tags,
            cen_id: "cen-abc".into(),
            status: "Attached".into(),
            creation_time: "2026-01-02T03:04:05Z".into(),
            ..Vpc::default()
        };
        assert_eq!(moved(state).unwrap(), expected);
    }

    #[test]
    fn a_state_that_does_not_say_the_transit_router_is_no_use() {
        let early = json!({"id": "cen-abc:tr-attach-one", "vpc_id": "vpc-a"});
        let said = moved(early).unwrap_err();
        let said: Vec<String> = said.into_iter().map(|one| one.summary).collect();
        assert_eq!(
            said,
            ["The state does not say which VPC attachment this is"]
        );
    }
}
