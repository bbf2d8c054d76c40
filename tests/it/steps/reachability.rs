//! Who reaches whom, by the tables of transit routers.

use cen_simulator::Simulator;
use serde_json::{Map, Value as Json, json};
use tf_plugin_testing::{Case, Said, Step};

use super::{actions, case, cloud};

pub(super) const THIS: &str = "data.cen_reachability.this";

/// What is told of one attached VPC.
struct Spoke {
    /// The letter that its names end in.
    letter: &'static str,
    region: &'static str,
    /// The table that it is associated with, and those that learn its routes.
    associated: Option<&'static str>,
    propagated: &'static [&'static str],
    publishes: bool,
}

impl Spoke {
    /// Associated with one table of Hangzhou, and propagated into it.
    fn of(letter: &'static str) -> Self {
        Self {
            letter,
            region: "cn-hangzhou",
            associated: Some("main"),
            propagated: &["main"],
            publishes: true,
        }
    }
}

/// A network of one or two regions: a configuration that grows.
pub(super) struct Layout {
    routers: Vec<(&'static str, String)>,
    pub(super) cen: String,
    resources: Map<String, Json>,
}

impl Layout {
    /// One transit router in each of these regions.
    pub(super) fn new(cloud: &Simulator, regions: &[&'static str]) -> Self {
        let cen = cloud.add_cen("main").unwrap();
        for (vpc, block) in [
            ("vpc-a", "10.0.1.0/24"),
            ("vpc-b", "10.0.2.0/24"),
            ("vpc-c", "10.0.3.0/24"),
            ("vpc-s", "10.0.9.0/24"),
        ] {
            cloud.describe_network(vpc, &[block]).unwrap();
        }
        let router = |region: &&'static str| {
            let id = cloud.add_transit_router(&cen, region).unwrap();
            (*region, id)
        };
        Self {
            routers: regions.iter().map(router).collect(),
            cen,
            resources: Map::new(),
        }
    }

    pub(super) fn router(&self, region: &str) -> &str {
        let mut routers = self.routers.iter();
        &routers.find(|(of, _)| *of == region).unwrap().1
    }

    pub(super) fn add(&mut self, kind: &str, name: &str, arguments: Json) {
        let of_kind = self.resources.entry(format!("cen_transit_router_{kind}"));
        let of_kind = of_kind.or_insert_with(|| json!({}));
        of_kind[name] = arguments;
    }

    pub(super) fn table(&mut self, name: &str, region: &str) {
        let router = self.router(region).to_owned();
        self.add("route_table", name, json!({ "transit_router_id": router }));
    }

    pub(super) fn associate(&mut self, attachment: &str, table: &str) {
        self.relate("route_table_association", attachment, table);
    }

    pub(super) fn propagate(&mut self, attachment: &str, table: &str) {
        self.relate("route_table_propagation", attachment, table);
    }

    fn relate(&mut self, kind: &str, attachment: &str, table: &str) {
        let name = format!("{}-{table}", attachment.replace('.', "-"));
        let arguments = json!({
            "transit_router_attachment_id": format!("${{cen_transit_router_{attachment}.id}}"),
            "transit_router_route_table_id": format!("${{cen_transit_router_route_table.{table}.id}}"),
        });
        self.add(kind, &name, arguments);
    }

    fn spoke(&mut self, spoke: &Spoke) {
        let Spoke { letter, region, .. } = *spoke;
        let router = self.router(region).to_owned();
        let arguments = json!({
            "transit_router_id": router, "region": region, "vpc_id": format!("vpc-{letter}"),
            "auto_publish_route_enabled": spoke.publishes,
            "zone_mappings": [{ "zone_id": format!("{region}-a"), "vswitch_id": format!("vsw-{letter}") }],
        });
        self.add("vpc_attachment", letter, arguments);
        let attachment = format!("vpc_attachment.{letter}");
        spoke
            .associated
            .iter()
            .for_each(|table| self.associate(&attachment, table));
        spoke
            .propagated
            .iter()
            .for_each(|table| self.propagate(&attachment, table));
    }

    /// A connection of the two routers.
    pub(super) fn connect(&mut self) {
        let [(near, router), (far, other)] = &self.routers[..] else {
            panic!("a connection takes two regions");
        };
        let arguments = json!({
            "transit_router_id": router, "region": near, "peer_transit_router_id": other, "peer_region": far,
            "bandwidth_type": "DataTransfer", "bandwidth": 10, "auto_publish_route_enabled": true,
        });
        self.add("peer_attachment", "p", arguments);
    }

    fn config(&self) -> Json {
        json!({ "resource": self.resources })
    }

    pub(super) fn asking(&self, question: &Json) -> Json {
        let mut config = self.config();
        config["data"] = json!({ "cen_reachability": { "this": question } });
        config
    }

    pub(super) async fn build(&self, cloud: &Simulator) -> Case {
        let mut case = case(cloud);
        case.step(Step::config(self.config())).await;
        case
    }

    /// Why packets do not arrive there and back, as far as they do not.
    async fn between(&self, case: &mut Case, from: &str, to: &str) -> [Option<String>; 2] {
        let question = json!({
            "source_attachment_id": format!("${{cen_transit_router_vpc_attachment.{from}.id}}"),
            "destination_attachment_id": format!("${{cen_transit_router_vpc_attachment.{to}.id}}"),
        });
        case.step(Step::config(self.asking(&question))).await;
        let seen = case.state(THIS);
        let problem = |name: &str| seen[name].as_str().map(|text| readable(case, text));
        let problems = ["forward_problem", "return_problem"].map(problem);
        let first = problems.iter().flatten().next().cloned();
        assert_eq!(
            seen["problem"].as_str().map(|text| readable(case, text)),
            first
        );
        assert_eq!(seen["reachable"], first.is_none());
        problems
    }
}

/// A text with the names of attachments and tables in the place of their ids.
fn readable(case: &Case, text: &str) -> String {
    let mut text = text.to_owned();
    for (kind, names) in [
        ("vpc_attachment", &["a", "b", "c", "s"][..]),
        ("peer_attachment", &["p"]),
        (
            "route_table",
            &["main", "far", "spokes", "shared", "one", "two"],
        ),
    ] {
        for name in names {
            let address = format!("cen_transit_router_{kind}.{name}");
            if let Some(state) = Some(case.state(&address)).filter(|state| !state.is_null()) {
                let (id, short) = (state["id"].as_str().unwrap(), name.to_uppercase());
                text = text.replace(id, &short);
                if let Some(router) = state["transit_router_id"].as_str() {
                    text = text.replace(router, "ROUTER");
                }
            }
        }
    }
    text
}

const NO_ROUTE: &str =
    "(cen_transit_router_route_table_propagation or cen_transit_router_route_entry)";

#[tokio::test]
async fn networks_of_one_table_reach_each_other() {
    let cloud = cloud().await;
    let mut layout = Layout::new(&cloud, &["cn-hangzhou"]);
    layout.table("main", "cn-hangzhou");
    for letter in ["a", "b", "c"] {
        layout.spoke(&Spoke::of(letter));
    }
    let mut case = layout.build(&cloud).await;
    for (from, to) in [("a", "b"), ("b", "c"), ("c", "a")] {
        assert_eq!(layout.between(&mut case, from, to).await, [None, None]);
    }
    let seen = case.state(THIS)["forward_path"].clone();
    let path: Vec<String> = serde_json::from_value(seen).unwrap();
    let path: Vec<String> = path.iter().map(|hop| readable(&case, hop)).collect();
    let expected = [
        "vpc-c: leaves by C",
        "ROUTER: 10.0.1.0/24 leads to A in the route table MAIN",
    ];
    assert_eq!(path, expected);

    // Nobody tells the first of them.
    let silent = Spoke {
        publishes: false,
        ..Spoke::of("a")
    };
    layout.spoke(&silent);
    case.step(Step::config(layout.config())).await;
    let untold = "vpc-a is told of no routes: A has auto_publish_route_enabled = false, and what the network has in tables of \
                  its own is not looked at";
    assert_eq!(
        layout.between(&mut case, "a", "b").await,
        [Some(untold.to_owned()), None]
    );
    assert_eq!(
        layout.between(&mut case, "b", "a").await,
        [None, Some(untold.to_owned())]
    );
}

#[tokio::test]
async fn a_connection_is_followed_into_the_tables_of_the_other_side() {
    let cloud = cloud().await;
    let regions = ["cn-hangzhou", "ap-southeast-1"];
    let mut layout = Layout::new(&cloud, &regions);
    layout.table("main", regions[0]);
    layout.table("far", regions[1]);
    layout.spoke(&Spoke::of("a"));
    layout.spoke(&Spoke {
        region: regions[1],
        associated: Some("far"),
        propagated: &["far"],
        ..Spoke::of("b")
    });
    layout.connect();
    let connection = "peer_attachment.p";
    layout.associate(connection, "main");
    layout.propagate(connection, "main");
    layout.associate(connection, "far");
    let without_propagation = layout.config();
    layout.propagate(connection, "far");
    let mut case = layout.build(&cloud).await;
    assert_eq!(layout.between(&mut case, "a", "b").await, [None, None]);

    // By regions and blocks it is the same question.
    let question = json!({
        "cen_id": layout.cen,
        "source_region": regions[0], "source_cidr": "10.0.1.0/24",
        "destination_region": regions[1], "destination_cidr": "10.0.2.128/25",
    });
    case.step(Step::config(layout.asking(&question)).state(THIS, "reachable", true))
        .await;
    let elsewhere = json!({
        "cen_id": layout.cen,
        "source_region": regions[0], "source_cidr": "10.0.1.0/24",
        "destination_region": regions[1], "destination_cidr": "10.9.0.0/16",
    });
    case.step(Step::config(layout.asking(&elsewhere)).state(THIS, "reachable", false))
        .await;
    let far = layout.router(regions[1]).to_owned();
    let nobody = format!(
        "no route table of {far} has learnt 10.9.0.0/16 from a network that is attached to it; where a default route or routes that \
         are set by hand lead there, name the attachment"
    );
    assert_eq!(case.state(THIS)["problem"], json!(nobody));
    let no_router = json!({
        "cen_id": layout.cen,
        "source_region": "eu-central-1", "source_cidr": "10.0.1.0/24",
        "destination_region": regions[1], "destination_cidr": "10.0.2.0/24",
    });
    let summary = "There is no transit router in this region";
    case.step(Step::config(layout.asking(&no_router)).fails(summary))
        .await;

    layout.resources = serde_json::from_value(without_propagation["resource"].clone()).unwrap();
    case.step(Step::config(layout.config())).await;
    let back = format!("the route table FAR of {far} has no route to 10.0.1.0/24 {NO_ROUTE}");
    let [there, here] = layout.between(&mut case, "a", "b").await;
    assert_eq!(
        (there, here.map(|text| text.replace("ROUTER", &far))),
        (None, Some(back))
    );
}

#[tokio::test]
async fn spokes_are_isolated_and_share_what_both_know() {
    let cloud = cloud().await;
    let mut layout = Layout::new(&cloud, &["cn-hangzhou"]);
    layout.table("spokes", "cn-hangzhou");
    layout.table("shared", "cn-hangzhou");
    for letter in ["a", "b"] {
        layout.spoke(&Spoke {
            associated: Some("spokes"),
            propagated: &["shared"],
            ..Spoke::of(letter)
        });
    }
    layout.spoke(&Spoke {
        associated: Some("shared"),
        propagated: &["spokes"],
        ..Spoke::of("s")
    });
    let mut case = layout.build(&cloud).await;
    assert_eq!(layout.between(&mut case, "a", "s").await, [None, None]);
    assert_eq!(layout.between(&mut case, "b", "s").await, [None, None]);
    let to = |block: &str| {
        Some(format!(
            "the route table SPOKES of ROUTER has no route to {block} {NO_ROUTE}"
        ))
    };
    let expected = [to("10.0.2.0/24"), to("10.0.1.0/24")];
    assert_eq!(layout.between(&mut case, "a", "b").await, expected);
}

#[tokio::test]
async fn what_is_missing_on_the_way_back_is_told() {
    let cloud = cloud().await;
    let mut layout = Layout::new(&cloud, &["cn-hangzhou"]);
    layout.table("main", "cn-hangzhou");
    layout.spoke(&Spoke::of("a"));
    layout.spoke(&Spoke {
        associated: None,
        ..Spoke::of("b")
    });
    let mut case = layout.build(&cloud).await;
    let dropped = "B is associated with no route table, so what comes in by it is dropped \
                   (cen_transit_router_route_table_association)";
    assert_eq!(
        layout.between(&mut case, "a", "b").await,
        [None, Some(dropped.to_owned())]
    );

    layout.table("two", "cn-hangzhou");
    layout.associate("vpc_attachment.b", "two");
    case.step(Step::config(layout.config())).await;
    let back = format!("the route table TWO of ROUTER has no route to 10.0.1.0/24 {NO_ROUTE}");
    assert_eq!(
        layout.between(&mut case, "a", "b").await,
        [None, Some(back)]
    );
}

#[tokio::test]
async fn a_black_hole_in_a_part_is_told() {
    let cloud = cloud().await;
    let mut layout = Layout::new(&cloud, &["cn-hangzhou"]);
    layout.table("main", "cn-hangzhou");
    layout.spoke(&Spoke::of("a"));
    layout.spoke(&Spoke::of("c"));
    let hole = json!({
        "next_hop_type": "BlackHole",
        "transit_router_route_table_id": "${cen_transit_router_route_table.main.id}",
        "destination_cidr_block": "10.0.3.0/25",
    });
    layout.add("route_entry", "hole", hole);
    let mut case = layout.build(&cloud).await;
    let part = "10.0.3.0/25, which is part of 10.0.3.0/24, is a black hole in the route table MAIN of ROUTER";
    assert_eq!(
        layout.between(&mut case, "a", "c").await,
        [Some(part.to_owned()), None]
    );
    let mut question = json!({
        "source_attachment_id": "${cen_transit_router_vpc_attachment.a.id}",
        "destination_attachment_id": "${cen_transit_router_vpc_attachment.c.id}",
        "destination_cidr": "10.0.3.128/25",
    });
    case.step(Step::config(layout.asking(&question)).state(THIS, "reachable", true))
        .await;
    question["destination_cidr"] = "10.0.3.10/32".into();
    case.step(Step::config(layout.asking(&question)).state(THIS, "reachable", false))
        .await;
    let hole = "10.0.3.0/25 is a black hole in the route table MAIN of ROUTER";
    assert_eq!(
        readable(&case, case.state(THIS)["problem"].as_str().unwrap()),
        hole
    );
}

/// What is sent to a network is not what it has, and addresses of one kind do not reach those of the other.
#[tokio::test]
async fn a_default_route_to_a_network_is_none_of_its_addresses() {
    let cloud = cloud().await;
    let mut layout = Layout::new(&cloud, &["cn-hangzhou"]);
    layout.table("main", "cn-hangzhou");
    layout.table("two", "cn-hangzhou");
    layout.spoke(&Spoke::of("a"));
    layout.spoke(&Spoke::of("s"));
    let egress = json!({
        "next_hop_type": "Attachment",
        "next_hop_id": "${cen_transit_router_vpc_attachment.s.id}",
        "transit_router_route_table_id": "${cen_transit_router_route_table.two.id}",
        "destination_cidr_block": "0.0.0.0/0",
    });
    layout.add("route_entry", "egress", egress);
    let mut case = layout.build(&cloud).await;
    assert_eq!(layout.between(&mut case, "a", "s").await, [None, None]);

    let question = json!({
        "source_attachment_id": "${cen_transit_router_vpc_attachment.a.id}",
        "destination_attachment_id": "${cen_transit_router_vpc_attachment.s.id}",
        "destination_cidr": "2001:db8::/64",
    });
    case.step(Step::config(layout.asking(&question)).state(THIS, "reachable", false))
        .await;
    let kinds = "one side has addresses of IPv4 only, and the other of IPv6";
    assert_eq!(case.state(THIS)["problem"], kinds);
}

#[tokio::test]
async fn attachments_of_another_instance_than_the_one_that_is_named_are_an_error() {
    let cloud = cloud().await;
    let mut layout = Layout::new(&cloud, &["cn-hangzhou"]);
    layout.table("main", "cn-hangzhou");
    layout.spoke(&Spoke::of("a"));
    layout.spoke(&Spoke::of("s"));
    let mut case = layout.build(&cloud).await;
    let id = |case: &Case, letter: &str| {
        let address = format!("cen_transit_router_vpc_attachment.{letter}");
        case.state(&address)["id"].as_str().unwrap().to_owned()
    };
    let (source, destination) = (id(&case, "a"), id(&case, "s"));
    let question = |cen: &Json| {
        json!({
            "source_attachment_id": source, "destination_attachment_id": destination, "cen_id": cen,
        })
    };
    let mut calls = Vec::new();
    for cen in [json!(null), json!(layout.cen)] {
        cloud.clear_journal();
        let right = Step::config(layout.asking(&question(&cen)));
        case.step(right.state(THIS, "reachable", true)).await;
        calls.push(actions(&cloud).len());
    }
    // That the instance is right is seen by the way.
    assert_eq!(calls[0], calls[1]);
    let detail = format!(
        "{source} attaches a network to a transit router in {}, not in cen-other. Correct cen_id or the attachment; between two \
         attachments cen_id can be left out.",
        layout.cen
    );
    let said = Said::error(
        "cen_id",
        "An attachment belongs to another CEN instance",
        &detail,
    );
    let wrong = Step::config(layout.asking(&question(&json!("cen-other"))));
    case.step(wrong.says([said])).await;
}

#[tokio::test]
async fn a_question_needs_both_sides_and_is_answered_by_reading_alone() {
    let cloud = cloud().await;
    let layout = Layout::new(&cloud, &["cn-hangzhou"]);
    let mut case = layout.build(&cloud).await;
    let nothing = Step::config(layout.asking(&json!({})));
    let nothing = nothing.fails("source_attachment_id or source_region is missing");
    case.step(nothing.fails("destination_attachment_id or destination_region is missing"))
        .await;
    let half =
        json!({ "source_region": "cn-hangzhou", "destination_attachment_id": "tr-attach-a" });
    let half = Step::config(layout.asking(&half));
    case.step(half.fails("cen_id")).await;
    cloud.clear_journal();
    let question = json!({
        "source_attachment_id": "tr-attach-a", "destination_attachment_id": "tr-attach-b",
    });
    case.step(Step::config(layout.asking(&question)).state(THIS, "reachable", false))
        .await;
    let nobody = "tr-attach-b attaches no network: there is no such attachment, or it connects two transit routers";
    assert_eq!(case.state(THIS)["forward_problem"], nobody);
    assert!(
        actions(&cloud)
            .iter()
            .all(|action| action.starts_with("List"))
    );
}
