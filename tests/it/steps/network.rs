//! What routes are set up between: two transit routers, attached VPCs, a connection, route tables.

use cen_simulator::Simulator;
use serde_json::{Value as Json, json};
use tf_plugin_testing::{Case, Step};

use super::case;

/// Two transit routers in one CEN instance, in Hangzhou and in Singapore.
pub(super) struct Network {
    /// The CEN instance.
    pub(super) cen: String,
    /// Of Hangzhou.
    pub(super) router: String,
    /// VPCs attached to it.
    pub(super) vpcs: [String; 2],
    /// Route tables of it.
    pub(super) tables: [String; 2],
    /// The connection with Singapore.
    pub(super) peer: String,
    /// A route table of Singapore.
    pub(super) far_table: String,
}

impl Network {
    /// Sets it up in `cloud`, and forgets the calls that it took.
    pub(super) async fn new(cloud: &Simulator) -> Self {
        let cen = cloud.add_cen("main").unwrap();
        let router = cloud.add_transit_router(&cen, "cn-hangzhou").unwrap();
        let far = cloud.add_transit_router(&cen, "ap-southeast-1").unwrap();
        let vpc = |letter: &str| {
            json!({
                "transit_router_id": router, "region": "cn-hangzhou", "vpc_id": format!("vpc-{letter}"),
                "zone_mappings": [{ "zone_id": "cn-hangzhou-h", "vswitch_id": format!("vsw-{letter}") }],
            })
        };
        let table = |router: &str| json!({ "transit_router_id": router });
        let config = json!({ "resource": {
            "cen_transit_router_vpc_attachment": { "a": vpc("a"), "b": vpc("b") },
            "cen_transit_router_route_table": { "a": table(&router), "b": table(&router), "far": table(&far) },
            "cen_transit_router_peer_attachment": { "this": {
                "transit_router_id": router, "region": "cn-hangzhou",
                "peer_transit_router_id": far, "peer_region": "ap-southeast-1",
                "bandwidth_type": "DataTransfer", "bandwidth": 10,
            }},
        }});
        let mut case: Case = case(cloud);
        case.step(Step::config(config)).await;
        let id = |address: &str| match &case.state(address)["id"] {
            Json::String(id) => id.clone(),
            other => panic!("{address} has the id {other}"),
        };
        let network = Self {
            cen,
            router: router.clone(),
            vpcs: ["a", "b"].map(|name| id(&format!("cen_transit_router_vpc_attachment.{name}"))),
            tables: ["a", "b"].map(|name| id(&format!("cen_transit_router_route_table.{name}"))),
            peer: id("cen_transit_router_peer_attachment.this"),
            far_table: id("cen_transit_router_route_table.far"),
        };
        cloud.clear_journal();
        network
    }
}
