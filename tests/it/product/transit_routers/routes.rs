//! What data sources tell of route tables, and of what is in them and with them.

use cen_simulator::{Options, Policy, RouteEntry, RouteTable, Simulator};
use serde_json::json;

use super::{actions, cloud};
use crate::support::terraform::Workspace;

const NETWORK: &str = r#"
resource "cen_instance" "this" {}

resource "cen_transit_router" "this" {
  cen_id = cen_instance.this.id
  region = "cn-hangzhou"
}

resource "cen_transit_router_vpc_attachment" "this" {
  transit_router_id = cen_transit_router.this.id
  region            = "cn-hangzhou"
  vpc_id            = "vpc-a"
  zone_mappings     = [{ zone_id = "cn-hangzhou-h", vswitch_id = "vsw-a" }]
}

resource "cen_transit_router_route_table" "this" {
  transit_router_id = cen_transit_router.this.id
  name              = "spokes"
  tags              = { env = "dev" }
}

resource "cen_transit_router_route_table_association" "this" {
  transit_router_attachment_id  = cen_transit_router_vpc_attachment.this.id
  transit_router_route_table_id = cen_transit_router_route_table.this.id
}

resource "cen_transit_router_route_table_propagation" "this" {
  transit_router_attachment_id  = cen_transit_router_vpc_attachment.this.id
  transit_router_route_table_id = cen_transit_router_route_table.this.id
}

resource "cen_transit_router_route_entry" "this" {
  transit_router_route_table_id = cen_transit_router_route_table.this.id
  destination_cidr_block        = "172.16.0.0/12"
  next_hop_type                 = "BlackHole"
  name                          = "drop"
}
"#;

#[tokio::test(flavor = "multi_thread")]
async fn route_tables_and_what_belongs_to_them_are_told_exactly() {
    let cloud = cloud().await;
    let network = Workspace::new(&cloud, NETWORK);
    network.apply_quietly().await;
    let tables = cloud.all::<RouteTable>();
    let table = tables.iter().find(|table| !table.is_system).unwrap();
    let (id, router) = (&table.id, &table.transit_router_id);
    let relation = network
        .state("cen_transit_router_route_table_association.this")
        .await;
    let attachment = relation["transit_router_attachment_id"].as_str().unwrap();
    cloud.clear_journal();

    let looking = Workspace::new(
        &cloud,
        &format!(
            r#"
data "cen_transit_router_route_tables" "this" {{
  transit_router_id = "{router}"
  type              = "Custom"
  tags              = {{ env = "dev" }}
}}

data "cen_transit_router_route_entries" "this" {{
  transit_router_route_table_id = "{id}"
  type                          = "Static"
}}

data "cen_transit_router_route_table_associations" "this" {{
  transit_router_attachment_id = "{attachment}"
}}

data "cen_transit_router_route_table_propagations" "this" {{
  transit_router_route_table_id = "{id}"
}}

data "cen_transit_router_available_resources" "this" {{
  region = "cn-hangzhou"
}}

data "cen_transit_router_service" "this" {{}}
"#
        ),
    );
    looking.apply_quietly().await;
    let seen = async |name: &str| {
        let address = format!("data.cen_transit_router_{name}.this");
        looking.state(&address).await
    };
    let expected = json!([{
        "id": id, "name": "spokes", "description": null, "type": "Custom", "status": "Active",
        "multi_region_ecmp": false, "tags": { "env": "dev" }, "region": "cn-hangzhou",
        "creation_time": table.creation_time,
    }]);
    let tables = seen("route_tables").await;
    assert_eq!(
        (&tables["tables"], &tables["ids"]),
        (&expected, &json!([id]))
    );
    let route = cloud.all::<RouteEntry>().remove(0);
    let expected = json!([{
        "id": route.id, "name": "drop", "description": null, "type": "Static", "status": "Active",
        "destination_cidr_block": "172.16.0.0/12", "next_hop_type": "BlackHole", "next_hop_id": null,
        "next_hop_resource_type": null, "next_hop_resource_id": null, "origin_resource_type": null,
        "origin_resource_id": null, "prefix_list_id": null, "creation_time": route.creation_time,
    }]);
    let routes = seen("route_entries").await;
    let ids = json!([route.id]);
    assert_eq!((&routes["entries"], &routes["ids"]), (&expected, &ids));
    let pair = format!("{attachment}:{id}");
    let expected = json!([{
        "id": pair, "transit_router_attachment_id": attachment, "transit_router_route_table_id": id,
        "resource_type": "VPC", "resource_id": "vpc-a", "status": "Active",
    }]);
    for (name, list) in [
        ("route_table_associations", "associations"),
        ("route_table_propagations", "propagations"),
    ] {
        let relations = seen(name).await;
        let ids = json!([pair]);
        assert_eq!((&relations[list], &relations["ids"]), (&expected, &ids));
    }
    let zones = seen("available_resources").await;
    let of = |letters: &[&str]| -> Vec<String> {
        let zone = |letter: &&str| format!("cn-hangzhou-{letter}");
        letters.iter().map(zone).collect()
    };
    assert_eq!(zones["available_zones"], json!(of(&["h", "i", "j"])));
    assert_eq!(zones["master_zones"], json!(of(&["h"])));
    assert_eq!(zones["slave_zones"], json!(of(&["i", "j"])));
    assert_eq!(zones["support_multicast"], json!(true));
    assert_eq!(seen("service").await, json!({ "is_open": true }));
    let mut calls = actions(&cloud);
    calls.sort();
    let expected = [
        "CheckTransitRouterService",
        "ListTransitRouterAvailableResource",
        "ListTransitRouterRouteEntries",
        "ListTransitRouterRouteTableAssociations",
        "ListTransitRouterRouteTablePropagations",
        "ListTransitRouterRouteTables",
    ];
    assert_eq!(calls, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_is_not_open_is_said_and_not_opened() {
    let cloud = Simulator::start(Options {
        policy: Policy {
            transit_router_service: false,
            ..Policy::default()
        },
        ..Options::default()
    })
    .await
    .unwrap();
    let looking = Workspace::new(&cloud, "data \"cen_transit_router_service\" \"this\" {}\n");
    looking.apply_quietly().await;
    let seen = looking.state("data.cen_transit_router_service.this").await;
    assert_eq!(seen, json!({ "is_open": false }));
    assert_eq!(actions(&cloud), ["CheckTransitRouterService"]);
}
