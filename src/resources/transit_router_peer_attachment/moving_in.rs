//! Taking over connections of transit routers from the official provider.

use crate::official;
use crate::router_attachment::slots;
use tf_plugin::framework::{Diagnostics, Foreign};

use super::model::Peer;

const TYPE: &str = "alicloud_cen_transit_router_peer_attachment";

/// What can be taken over, for messages.
pub(super) const SOURCES: &[&str] = &[TYPE];

/// The connection behind `source`, if it is one of the official provider's. Its states do not say the region; the read
/// that follows does.
pub(super) fn take_over(source: &Foreign<'_>) -> Option<Result<Peer, Diagnostics>> {
    official::is(source, TYPE).then(|| peer(source))
}

fn peer(source: &Foreign<'_>) -> Result<Peer, Diagnostics> {
    let text = |name| official::text(source, &[name]);
    let mut peer = Peer {
        peer_transit_router_id: text("peer_transit_router_id"),
        peer_region: text("peer_transit_router_region_id"),
        bandwidth: source.number("bandwidth").into(),
        bandwidth_type: text("bandwidth_type"),
        cen_bandwidth_package_id: text("cen_bandwidth_package_id"),
        default_link_type: text("default_link_type"),
        timeouts: official::all_timeouts(source),
        ..Peer::default()
    };
    let names = ["transit_router_attachment_name"];
    slots!(peer).take_over(source, &names, "peer attachment")?;
    Ok(peer)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use tf_plugin::value::Attr;

    fn moved(attributes: Value) -> Result<Peer, Diagnostics> {
        official::stored(TYPE, attributes, take_over).unwrap()
    }

    #[test]
    fn a_state_is_taken_over_whole() {
        let state = json!({
            "auto_publish_route_enabled": false, "bandwidth": 3, "bandwidth_type": "BandwidthPackage",
            "cen_bandwidth_package_id": "cenbwp-abc", "cen_id": "cen-abc", "create_time": "2026-01-02T03:04Z",
            "default_link_type": "Gold", "dry_run": null, "id": "cen-abc:tr-attach-one",
            "peer_transit_router_id": "tr-two", "peer_transit_router_region_id": "ap-southeast-1",
            "resource_type": "TR", "status": "Attached", "timeouts": null,
            "transit_router_attachment_description": "d", "transit_router_attachment_id": "tr-attach-one",
            "transit_router_attachment_name": "main", "transit_router_id": "tr-one"
        });
        let expected = Peer {
            id: "tr-attach-one".into(),
            transit_router_id: "tr-one".into(),
            peer_transit_router_id: "tr-two".into(),
            peer_region: "ap-southeast-1".into(),
            bandwidth: Attr::Known(3_i64.into()),
            bandwidth_type: "BandwidthPackage".into(),
            cen_bandwidth_package_id: "cenbwp-abc".into(),
            default_link_type: "Gold".into(),
            auto_publish_route_enabled: Attr::Known(false),
            name: "main".into(),
            description: "d".into(),
            cen_id: "cen-abc".into(),
            status: "Attached".into(),
            creation_time: "2026-01-02T03:04Z".into(),
            ..Peer::default()
        };
        assert_eq!(moved(state).unwrap(), expected);
    }

    #[test]
    fn a_state_that_does_not_say_the_transit_router_is_no_use() {
        let early = json!({"id": "cen-abc:tr-attach-one", "bandwidth": 3});
        let said = moved(early).unwrap_err();
        let said: Vec<String> = said.into_iter().map(|one| one.summary).collect();
        assert_eq!(
            said,
            ["The state does not say which peer attachment this is"]
        );
    }
}
