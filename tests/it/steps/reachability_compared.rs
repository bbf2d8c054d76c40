//! What `cen_reachability` answers, held against what the simulator does with packets: networks that people build, and random
//! ones.

use std::collections::BTreeMap;

use cen_simulator::Simulator;
use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};
use tf_plugin_testing::generate::{runner, runtime};
use tf_plugin_testing::{Case, Step};

use super::cloud;
use super::reachability::{Layout, THIS};

const REGIONS: [&str; 2] = ["cn-hangzhou", "ap-southeast-1"];

/// The route tables: two in each region.
const TABLES: [&str; 4] = ["t0", "t1", "t2", "t3"];

/// A network, attached in the region of its tables.
#[derive(Clone, Debug)]
struct Member {
    id: &'static str,
    blocks: &'static [&'static str],
    region: usize,
    associated: Option<usize>,
    propagated: Vec<usize>,
    publishes: bool,
}

/// Associated with one table of Hangzhou and propagated into some.
fn member(
    id: &'static str,
    blocks: &'static [&'static str],
    associated: usize,
    propagated: &[usize],
) -> Member {
    Member {
        id,
        blocks,
        region: 0,
        associated: Some(associated),
        propagated: propagated.to_vec(),
        publishes: true,
    }
}

/// A route that somebody sets: its table, where it leads, and to whom; a black hole where that is nobody there.
type Route = (usize, &'static str, Option<&'static str>);

/// What the connection of both regions is associated with, and which tables learn of the other side.
type Connection = (Vec<usize>, Vec<usize>);

/// A network of networks in a cloud.
struct Net {
    cloud: Simulator,
    layout: Layout,
    members: Vec<Member>,
    case: Case,
}

impl Net {
    async fn of(members: &[Member], connection: Option<&Connection>, routes: &[Route]) -> Self {
        let cloud = cloud().await;
        let mut layout = Layout::new(&cloud, &REGIONS);
        for (at, table) in TABLES.iter().enumerate() {
            layout.table(table, REGIONS[at / 2]);
        }
        for member in members {
            attach(&cloud, &mut layout, member);
        }
        if let Some((associated, propagated)) = connection {
            layout.connect();
            for table in associated {
                layout.associate("peer_attachment.p", TABLES[*table]);
            }
            for table in propagated {
                layout.propagate("peer_attachment.p", TABLES[*table]);
            }
        }
        for (table, block, hop) in routes {
            let region = table / 2;
            let hop = hop.and_then(|hop| match hop {
                "p" => connection.map(|_| "peer_attachment.p".to_owned()),
                hop => members
                    .iter()
                    .find(|one| one.id == hop && one.region == region)
                    .map(|one| address(one.id)),
            });
            let mut arguments = json!({
                "transit_router_route_table_id": format!("${{cen_transit_router_route_table.{}.id}}", TABLES[*table]),
                "destination_cidr_block": block,
                "next_hop_type": "BlackHole",
            });
            if let Some(hop) = hop {
                arguments["next_hop_type"] = "Attachment".into();
                arguments["next_hop_id"] = format!("${{cen_transit_router_{hop}.id}}").into();
            }
            let name = format!("{}-{}", TABLES[*table], block.replace(['.', '/'], "-"));
            layout.add("route_entry", &format!("r-{name}"), arguments);
        }
        let case = layout.build(&cloud).await;
        Self {
            cloud,
            layout,
            members: members.to_vec(),
            case,
        }
    }

    /// Asks about all pairs, and finds the answers of the simulator. Those who reach each other.
    async fn compare(&mut self) -> Vec<String> {
        let mut questions = Map::new();
        let mut expected = BTreeMap::new();
        for (at, from) in self.members.iter().enumerate() {
            for to in &self.members[at + 1..] {
                let name = format!("{}_{}", from.id, to.id);
                questions.insert(name.clone(), json!({
                    "source_attachment_id": format!("${{cen_transit_router_{}.id}}", address(from.id)),
                    "destination_attachment_id": format!("${{cen_transit_router_{}.id}}", address(to.id)),
                }));
                expected.insert(name, self.cloud.reaches(from.id, to.id).unwrap());
            }
        }
        let mut config = self.layout.asking(&json!({}));
        config["data"]["cen_reachability"] = Json::Object(questions);
        self.case.step(Step::config(config)).await;
        let mut reached = Vec::new();
        for (name, [there, back]) in expected {
            let seen = self.case.state(&format!("data.cen_reachability.{name}"));
            assert_eq!(
                [
                    seen["forward_problem"].is_null(),
                    seen["return_problem"].is_null()
                ],
                [there, back],
                "{name}: {seen:#}"
            );
            if there && back {
                reached.push(name);
            }
        }
        reached
    }

    /// What stands in the way of an answer to one question, with names for ids; nothing where all arrives.
    async fn ask(&mut self, question: &Json) -> Option<String> {
        self.case
            .step(Step::config(self.layout.asking(question)))
            .await;
        let seen = self.case.state(THIS);
        let mut problem = seen["problem"].as_str()?.to_owned();
        for member in &self.members {
            let address = format!("cen_transit_router_{}", address(member.id));
            let id = self.case.state(&address)["id"].clone();
            problem = problem.replace(id.as_str().unwrap(), member.id);
        }
        for table in TABLES {
            let address = format!("cen_transit_router_route_table.{table}");
            let state = self.case.state(&address);
            problem = problem.replace(state["id"].as_str().unwrap(), table);
        }
        Some(problem.replace(self.layout.router(REGIONS[0]), "ROUTER"))
    }
}

/// The address of its attachment, but for the beginning.
fn address(id: &str) -> String {
    let (kind, name) = id.split_once('-').unwrap();
    let kind = if kind == "vco" { "vpn" } else { kind };
    format!("{kind}_attachment.{name}")
}

fn attach(cloud: &Simulator, layout: &mut Layout, member: &Member) {
    cloud.describe_network(member.id, member.blocks).unwrap();
    let region = REGIONS[member.region];
    let mut arguments = json!({
        "transit_router_id": layout.router(region), "region": region,
        "auto_publish_route_enabled": member.publishes,
    });
    let address = address(member.id);
    let (kind, name) = address.split_once('.').unwrap();
    let argument = format!("{}_id", kind.trim_end_matches("_attachment"));
    arguments[argument] = member.id.into();
    if kind == "vpc_attachment" {
        let vswitch = format!("vsw-{name}");
        arguments["zone_mappings"] =
            json!([{ "zone_id": format!("{region}-a"), "vswitch_id": vswitch }]);
    }
    layout.add(kind, name, arguments);
    if let Some(table) = member.associated {
        layout.associate(&address, TABLES[table]);
    }
    for table in &member.propagated {
        layout.propagate(&address, TABLES[*table]);
    }
}

fn between(from: &str, to: &str, block: &str) -> Json {
    json!({
        "source_attachment_id": format!("${{cen_transit_router_{}.id}}", address(from)),
        "destination_attachment_id": format!("${{cen_transit_router_{}.id}}", address(to)),
        "destination_cidr": block,
    })
}

fn by_region(cen: &str, from: &str, to: &str) -> Json {
    json!({
        "cen_id": cen, "source_region": REGIONS[0], "source_cidr": from,
        "destination_region": REGIONS[0], "destination_cidr": to,
    })
}

#[tokio::test]
async fn a_block_is_reached_by_several_routes_that_hold_all_of_it() {
    let members = [
        member("vpc-a", &["10.0.1.0/24"], 0, &[0]),
        member("vpc-b", &["10.8.0.0/24", "10.8.1.0/24"], 0, &[0]),
    ];
    let mut net = Net::of(&members, None, &[]).await;
    assert_eq!(net.compare().await, ["vpc-a_vpc-b"]);
    assert_eq!(
        net.ask(&between("vpc-a", "vpc-b", "10.8.0.0/23")).await,
        None
    );
    let cen = net.layout.cen.clone();
    let by_region = by_region(&cen, "10.0.1.0/24", "10.8.0.0/23");
    assert_eq!(net.ask(&by_region).await, None);
    let gap = "the route table t0 of ROUTER has no route to 10.8.2.0/23, which is part of 10.8.0.0/22, \
               (cen_transit_router_route_table_propagation or cen_transit_router_route_entry)";
    let wider = between("vpc-a", "vpc-b", "10.8.0.0/22");
    assert_eq!(net.ask(&wider).await.as_deref(), Some(gap));
}

#[tokio::test]
async fn a_default_route_does_not_say_whose_addresses_they_are() {
    let members = [
        member("vpc-e", &["10.0.10.0/24"], 1, &[]),
        member("vpc-a", &["10.0.1.0/24"], 0, &[1]),
        member("vpc-b", &["10.0.2.0/24"], 0, &[1]),
    ];
    let mut net = Net::of(&members, None, &[(0, "0.0.0.0/0", Some("vpc-e"))]).await;
    let cen = net.layout.cen.clone();
    let isolated = net
        .ask(&by_region(&cen, "10.0.1.0/24", "10.0.2.0/24"))
        .await;
    let egress = "10.0.2.0/24 is taken to vpc-e, not to vpc-b";
    assert_eq!(isolated.as_deref(), Some(egress));
    let nobody = "no route table of ROUTER has learnt 8.8.8.8/32 from a network that is attached to it; where a default route \
                  or routes that are set by hand lead there, name the attachment";
    let internet = net.ask(&by_region(&cen, "10.0.1.0/24", "8.8.8.8/32")).await;
    assert_eq!(internet.as_deref(), Some(nobody));
    assert_eq!(
        net.ask(&between("vpc-a", "vpc-e", "8.8.8.8/32")).await,
        None
    );
}

/// A data centre that tells of a block around all others, beside spokes that share services and an egress.
#[tokio::test]
async fn what_others_have_within_a_wide_block_is_not_asked_about() {
    let both = &[0, 1];
    let members = [
        member("vpc-a", &["10.0.1.0/24"], 0, &[1]),
        member("vpc-b", &["10.0.2.0/24"], 0, &[1]),
        member("vpc-c", &["10.0.20.0/24"], 1, both),
        member("vpc-e", &["10.0.10.0/24"], 1, both),
        member("vbr-d", &["10.0.0.0/8"], 1, both),
    ];
    let defaults: [Route; 2] = [0, 1].map(|table| (table, "0.0.0.0/0", Some("vpc-e")));
    let mut net = Net::of(&members, None, &defaults).await;
    let expected = [
        "vpc-a_vbr-d",
        "vpc-a_vpc-c",
        "vpc-a_vpc-e",
        "vpc-b_vbr-d",
        "vpc-b_vpc-c",
        "vpc-b_vpc-e",
        "vpc-c_vbr-d",
        "vpc-c_vpc-e",
        "vpc-e_vbr-d",
    ];
    assert_eq!(net.compare().await, expected);
    // Where it is named, all of it is meant.
    let all = net.ask(&between("vpc-a", "vbr-d", "10.0.0.0/8")).await;
    let other = "10.0.10.0/24, which is part of 10.0.0.0/8, is taken to vpc-e, not to vbr-d";
    assert_eq!(all.as_deref(), Some(other));
}

#[tokio::test]
async fn a_set_route_beside_a_learnt_one_and_equal_routes_change_nothing() {
    let members = [
        member("vpc-a", &["10.0.1.0/24"], 0, &[0]),
        member("vpc-b", &["10.0.2.0/24"], 0, &[0]),
        member("vco-v", &["172.16.0.0/16"], 0, &[0]),
        member("vco-w", &["172.16.0.0/16"], 0, &[0]),
    ];
    let beside = [(0, "10.0.1.0/24", Some("vpc-a"))];
    let mut net = Net::of(&members, None, &beside).await;
    let expected = [
        "vco-v_vco-w",
        "vpc-a_vco-v",
        "vpc-a_vco-w",
        "vpc-a_vpc-b",
        "vpc-b_vco-v",
        "vpc-b_vco-w",
    ];
    assert_eq!(net.compare().await, expected);
}

const NETWORKS: [(&str, &[&str]); 7] = [
    ("vpc-a", &["10.0.1.0/24"]),
    ("vpc-b", &["10.0.2.0/24", "10.0.3.0/24"]),
    ("vpc-e", &["10.0.10.0/24"]),
    ("vbr-d", &["10.0.0.0/8", "10.9.0.0/16"]),
    ("vbr-n", &["0.0.0.0/0"]),
    ("vco-v", &["172.16.0.0/16"]),
    ("vco-w", &["172.16.0.0/16"]),
];

/// Some of the tables of one region: none of them, one or both.
fn some_of(region: usize, least: usize) -> impl Strategy<Value = Vec<usize>> {
    let tables = vec![region * 2, region * 2 + 1];
    prop::sample::subsequence(tables, least..=2)
}

fn any_member(
    (id, blocks): (&'static str, &'static [&'static str]),
) -> impl Strategy<Value = Member> {
    (0..2_usize).prop_flat_map(move |region| {
        // What no table has learnt is not known, so everybody tells somebody.
        let associated = prop::option::weighted(0.95, region * 2..region * 2 + 2);
        (associated, some_of(region, 1), prop::bool::weighted(0.95)).prop_map(
            move |(associated, propagated, publishes)| Member {
                id,
                blocks,
                region,
                associated,
                propagated,
                publishes,
            },
        )
    })
}

fn any_connection() -> impl Strategy<Value = Option<Connection>> {
    let side = |region: usize| {
        let associated = prop::option::weighted(0.9, region * 2..region * 2 + 2);
        (associated, some_of(region, 0))
    };
    let connection = (side(0), side(1)).prop_map(|((one, learns), (other, too))| {
        let associated = one.into_iter().chain(other).collect();
        (associated, [learns, too].concat())
    });
    prop::option::weighted(0.8, connection)
}

fn any_route() -> impl Strategy<Value = Route> {
    let blocks = [
        "0.0.0.0/0",
        "10.0.0.0/8",
        "10.0.1.0/24",
        "10.0.2.0/23",
        "10.0.3.128/25",
        "172.16.0.0/16",
    ];
    let mut hops = vec![None, Some("p")];
    hops.extend(NETWORKS.map(|(id, _)| Some(id)));
    (
        0..TABLES.len(),
        prop::sample::select(blocks.to_vec()),
        prop::sample::select(hops),
    )
}

#[test]
fn in_random_networks_the_provider_and_the_simulator_agree() {
    let runtime = runtime();
    let chosen = prop::sample::subsequence(NETWORKS.to_vec(), 2..=NETWORKS.len());
    let members =
        chosen.prop_flat_map(|chosen| chosen.into_iter().map(any_member).collect::<Vec<_>>());
    let routes = prop::collection::vec(any_route(), 0..3);
    let cases = (members, any_connection(), routes);
    let reached = std::cell::Cell::new(0);
    let outcome = runner(8).run(&cases, |(members, connection, routes)| {
        // One route to each destination of a table.
        let routes: BTreeMap<(usize, &str), Route> = routes
            .into_iter()
            .map(|route| ((route.0, route.1), route))
            .collect();
        let routes: Vec<Route> = routes.into_values().collect();
        runtime.block_on(async {
            let mut net = Net::of(&members, connection.as_ref(), &routes).await;
            reached.set(reached.get() + net.compare().await.len());
        });
        Ok(())
    });
    outcome.unwrap();
    assert!(reached.get() > 4, "{} reached", reached.get());
}
