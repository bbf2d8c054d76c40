//! Every type of the routing family in one configuration: many by `for_each` whose keys are known and whose ids are not.

use cen_simulator::{
    Aggregation, Association, ChildRoute, Fault, Grant, PrefixListAssociation, Propagation,
    RouteEntry, RouterCidr, Simulator, Stage, TransitRouter,
};
use serde_json::{Value as Json, json};

use super::{cloud, writes};
use crate::support::terraform::Workspace;

const FAMILY: &str = r#"
locals {
  vpcs  = { a = "vpc-a", b = "vpc-b" }
  pairs = { for pair in setproduct(keys(local.vpcs), ["spokes", "shared"]) : join("-", pair) => pair }
}

resource "cen_instance" "this" {}

resource "cen_transit_router" "this" {
  cen_id = cen_instance.this.id
  region = "cn-hangzhou"
}

resource "cen_transit_router_vpc_attachment" "this" {
  for_each          = local.vpcs
  transit_router_id = cen_transit_router.this.id
  region            = "cn-hangzhou"
  vpc_id            = each.value
  zone_mappings     = [{ zone_id = "cn-hangzhou-h", vswitch_id = "vsw-${each.key}" }]
}

resource "cen_transit_router_route_table" "this" {
  for_each          = toset(["spokes", "shared"])
  transit_router_id = cen_transit_router.this.id
  name              = each.key
}

resource "cen_transit_router_route_table_association" "this" {
  for_each                      = cen_transit_router_vpc_attachment.this
  transit_router_attachment_id  = each.value.id
  transit_router_route_table_id = cen_transit_router_route_table.this["spokes"].id
}

resource "cen_transit_router_route_table_propagation" "this" {
  for_each                      = local.pairs
  transit_router_attachment_id  = cen_transit_router_vpc_attachment.this[each.value[0]].id
  transit_router_route_table_id = cen_transit_router_route_table.this[each.value[1]].id
}

resource "cen_transit_router_route_entry" "this" {
  for_each                      = cen_transit_router_route_table.this
  transit_router_route_table_id = each.value.id
  destination_cidr_block        = "0.0.0.0/0"
  next_hop_type                 = "Attachment"
  next_hop_id                   = cen_transit_router_vpc_attachment.this["a"].id
}

resource "cen_transit_router_prefix_list_association" "this" {
  prefix_list_id                = "pl-a"
  transit_router_id             = cen_transit_router.this.id
  transit_router_route_table_id = cen_transit_router_route_table.this["shared"].id
  next_hop                      = cen_transit_router_vpc_attachment.this["b"].id
}

resource "cen_transit_router_cidr" "this" {
  transit_router_id = cen_transit_router.this.id
  cidr              = "192.168.10.0/24"
}

resource "cen_transit_route_table_aggregation" "this" {
  for_each                      = cen_transit_router_route_table.this
  transit_router_route_table_id = each.value.id
  cidr                          = "10.0.0.0/8"
  scope_list                    = ["VPC"]
  timeouts                      = { delete = "2s" }
}

resource "cen_child_instance_route_entry_to_attachment" "this" {
  for_each                      = cen_transit_router_vpc_attachment.this
  cen_id                        = cen_instance.this.id
  child_instance_route_table_id = "vtb-of${each.key}"
  transit_router_attachment_id  = each.value.id
  destination_cidr_block        = "2001:db8::/32"
  timeouts                      = { delete = "2s" }
}

resource "cen_transit_router_grant_attachment" "this" {
  instance_type = "VPC"
  instance_id   = "vpc-c"
  cen_id        = "cen-ofothers"
  cen_owner_id  = "42"
  region        = "cn-hangzhou"
  timeouts      = { delete = "2s" }
}

data "cen_transit_router_route_tables" "this" {
  transit_router_id = cen_transit_router.this.id
  type              = "System"
}

output "system_tables" {
  value = length(data.cen_transit_router_route_tables.this.ids)
}
"#;

/// How many there are of each kind that another hand may remove.
fn counts(cloud: &Simulator) -> [usize; 8] {
    [
        cloud.all::<Association>().len(),
        cloud.all::<Propagation>().len(),
        cloud.all::<RouteEntry>().len(),
        cloud.all::<PrefixListAssociation>().len(),
        cloud.all::<RouterCidr>().len(),
        cloud.all::<Aggregation>().len(),
        cloud.all::<ChildRoute>().len(),
        cloud.all::<Grant>().len(),
    ]
}

/// Removes all of them, as another hand does.
fn remove_all(cloud: &Simulator) {
    macro_rules! remove {
        ($($object:ty),+) => {
            $(for one in cloud.all::<$object>() {
                cloud.remove::<$object>(&one.id).unwrap();
            })+
        };
    }
    remove!(PrefixListAssociation, RouteEntry, Aggregation, ChildRoute);
    remove!(Propagation, Association, RouterCidr, Grant);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_family_is_made_in_one_apply_made_again_and_kept_until_it_is_really_gone() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, FAMILY).without_route_warnings();
    workspace.apply_quietly().await;
    let all = [2, 4, 2, 1, 1, 2, 2, 1];
    assert_eq!(counts(&cloud), all);
    workspace.assert_clean().await;

    remove_all(&cloud);
    assert_eq!(counts(&cloud), [0; 8]);
    let plan = workspace.plan().await;
    let creates = |change: &&Json| change["change"]["actions"] == json!(["create"]);
    let created = plan.changes.iter().filter(creates).count();
    assert_eq!((plan.code, plan.said, created), (0, vec![], 15));
    workspace.apply_quietly().await;
    assert_eq!(counts(&cloud), all);
    workspace.assert_clean().await;

    for delete in [
        "DeleteTransitRouteTableAggregation",
        "DeleteCenChildInstanceRouteEntryToAttachment",
        "RevokeInstanceFromTransitRouter",
    ] {
        cloud.fault(Fault::no_effect(delete));
    }
    let (code, said) = workspace.destroy().await;
    let summaries: Vec<&str> = said.iter().map(|one| &*one.summary).collect();
    assert_eq!(
        (code, summaries),
        (1, vec!["The destroy took too long"; 5]),
        "{said:?}"
    );
    assert_eq!(counts(&cloud)[5..], [2, 2, 1]);
    cloud.clear_faults();
    assert_eq!(workspace.destroy().await, (0, vec![]));
    assert_eq!(cloud.all::<TransitRouter>(), []);
}

/// What has no id of its own in [`FAMILY`], and the call that ends one.
const CONNECTIONS: [(&str, &str); 6] = [
    (
        "transit_router_route_table_association",
        "DissociateTransitRouterAttachmentFromRouteTable",
    ),
    (
        "transit_router_route_table_propagation",
        "DisableTransitRouterRouteTablePropagation",
    ),
    (
        "transit_router_prefix_list_association",
        "DeleteTransitRouterPrefixListAssociation",
    ),
    (
        "transit_route_table_aggregation",
        "DeleteTransitRouteTableAggregation",
    ),
    (
        "child_instance_route_entry_to_attachment",
        "DeleteCenChildInstanceRouteEntryToAttachment",
    ),
    (
        "transit_router_grant_attachment",
        "RevokeInstanceFromTransitRouter",
    ),
];

/// The same without haste, with all [`CONNECTIONS`] at addresses of this name.
fn named(name: &str) -> String {
    let lines = FAMILY.lines().filter(|line| !line.contains("timeouts"));
    let family = lines.collect::<Vec<_>>().join("\n");
    CONNECTIONS.iter().fold(family, |family, (kind, _)| {
        let resource = |name: &str| format!("resource \"cen_{kind}\" \"{name}\"");
        family.replace(&resource("this"), &resource(name))
    })
}

/// A host removes what has lost its address and makes what has got one side by side, in whichever order.
#[tokio::test(flavor = "multi_thread")]
async fn what_gets_another_address_is_removed_at_one_and_made_at_the_other() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &named("this")).without_route_warnings();
    workspace.apply_quietly().await;
    let all = counts(&cloud);
    // The creates come first, and find what has not gone.
    workspace.configure(&named("first"));
    for (_, delete) in CONNECTIONS {
        cloud.fault(Fault::error(delete, 503, "Throttling.User").times(2));
    }
    let apply = ["apply", "-auto-approve", "-json", "-parallelism=40"];
    assert_eq!(workspace.said(&apply).await, (0, vec![]));
    assert_eq!(counts(&cloud), all);
    workspace.assert_clean().await;

    // The deletes come first, and do not know it before everything has been sent.
    workspace.configure(&named("second"));
    for (_, delete) in CONNECTIONS {
        cloud.fault(Fault::hold(delete, Stage::After).times(1));
    }
    let release = async {
        cloud.wait_for_held(CONNECTIONS.len()).await;
        cloud.release();
    };
    let (applied, ()) = tokio::join!(workspace.said(&apply), release);
    assert_eq!(applied, (0, vec![]));
    assert_eq!(counts(&cloud), all);
    workspace.assert_clean().await;

    // A table can only go when nothing is associated with it, so its associations do not move in place.
    let replaced = [
        "cen_transit_router_route_table.this[\"spokes\"]",
        "cen_transit_router_route_entry.this[\"shared\"]",
        "cen_transit_router_cidr.this",
        "cen_transit_router_route_table_association.second[\"a\"]",
        "cen_transit_router_route_table_propagation.second[\"a-shared\"]",
        "cen_child_instance_route_entry_to_attachment.second[\"b\"]",
    ];
    let replaced = replaced.map(|address| format!("-replace={address}"));
    let mut apply = vec!["apply", "-auto-approve", "-json"];
    apply.extend(replaced.iter().map(String::as_str));
    assert_eq!(workspace.said(&apply).await, (0, vec![]));
    assert_eq!(counts(&cloud), all);
    assert_eq!(workspace.destroy().await, (0, vec![]));
}

/// Keys that are not known are the host's own affair.
#[tokio::test(flavor = "multi_thread")]
async fn unknown_keys_are_an_error_of_the_host_and_change_nothing() {
    let cloud = cloud().await;
    for keys in [
        "toset(data.cen_transit_router_route_tables.this.ids)",
        "toset([cen_transit_router.this.id])",
    ] {
        let family = format!(
            r#"{FAMILY}
resource "cen_transit_router_route_entry" "each" {{
  for_each                      = {keys}
  transit_router_route_table_id = each.key
  destination_cidr_block        = "172.16.0.0/12"
  next_hop_type                 = "BlackHole"
}}
"#
        );
        let workspace = Workspace::new(&cloud, &family).without_route_warnings();
        let (code, said) = workspace.apply().await;
        let summaries: Vec<&str> = said.iter().map(|one| &*one.summary).collect();
        assert_eq!((code, summaries), (1, vec!["Invalid for_each argument"]));
    }
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}
