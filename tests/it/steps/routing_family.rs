//! What holds for every type of the routing family alike, said once and shown for each: what another hand has removed is created
//! anew, a delete counts when it shows and not before, and trouble on the way leaves one object or none.

use cen_simulator::{
    Aggregation, Association, ChildRoute, EcrAttachment, Fault, Grant, PrefixListAssociation,
    Propagation, RouteEntry, RouteTable, RouterCidr, Simulator, Stage, VbrAttachment,
    VpcAttachment, VpnAttachment,
};
use serde_json::{Value as Json, json};
use tf_plugin_testing::{Action, Case, Step, expect_action};

use super::network::Network;
use super::{case, cloud, only};

/// One type: what it is created and deleted by, an object of it, and where the simulator keeps such.
struct Kind {
    type_name: &'static str,
    create: &'static str,
    delete: &'static str,
    arguments: fn(&Network) -> Json,
    ids: fn(&Simulator) -> Vec<String>,
    remove: fn(&Simulator, &str),
}

/// A [`Kind`] whose objects are of this type in the simulator, with their ids there.
macro_rules! kind {
    ($type_name:literal, $create:literal, $delete:literal, $object:ty, $($id:ident).+, $arguments:expr) => {
        Kind {
            type_name: concat!("cen_", $type_name),
            create: $create,
            delete: $delete,
            arguments: $arguments,
            ids: |cloud| {
                let all = cloud.all::<$object>().into_iter();
                all.map(|one| one.$($id).+).collect()
            },
            remove: |cloud, id| cloud.remove::<$object>(id).unwrap(),
        }
    };
}

fn relation(network: &Network) -> Json {
    json!({
        "transit_router_attachment_id": network.vpcs[0],
        "transit_router_route_table_id": network.tables[0],
    })
}

fn attached(network: &Network, argument: &str, id: &str) -> Json {
    json!({ "transit_router_id": network.router, "region": "cn-hangzhou", argument: id })
}

/// All types but the transit router itself and the connection of two, whose lives have more to them.
fn kinds() -> [Kind; 12] {
    [
        kind!(
            "transit_router_route_table",
            "CreateTransitRouterRouteTable",
            "DeleteTransitRouterRouteTable",
            RouteTable,
            id,
            |network| json!({ "transit_router_id": network.router })
        ),
        kind!(
            "transit_router_route_table_association",
            "AssociateTransitRouterAttachmentWithRouteTable",
            "DissociateTransitRouterAttachmentFromRouteTable",
            Association,
            id,
            relation
        ),
        kind!(
            "transit_router_route_table_propagation",
            "EnableTransitRouterRouteTablePropagation",
            "DisableTransitRouterRouteTablePropagation",
            Propagation,
            id,
            relation
        ),
        kind!(
            "transit_router_route_entry",
            "CreateTransitRouterRouteEntry",
            "DeleteTransitRouterRouteEntry",
            RouteEntry,
            id,
            |network| json!({
                "transit_router_route_table_id": network.tables[0],
                "destination_cidr_block": "2001:db8::/32",
                "next_hop_type": "Attachment",
                "next_hop_id": network.vpcs[0],
            })
        ),
        kind!(
            "transit_router_prefix_list_association",
            "CreateTransitRouterPrefixListAssociation",
            "DeleteTransitRouterPrefixListAssociation",
            PrefixListAssociation,
            id,
            |network| json!({
                "prefix_list_id": "pl-a",
                "transit_router_id": network.router,
                "transit_router_route_table_id": network.tables[0],
                "next_hop": network.vpcs[0],
            })
        ),
        kind!(
            "transit_router_cidr",
            "CreateTransitRouterCidr",
            "DeleteTransitRouterCidr",
            RouterCidr,
            id,
            |network| json!({ "transit_router_id": network.router, "cidr": "192.168.10.0/24" })
        ),
        kind!(
            "transit_route_table_aggregation",
            "CreateTransitRouteTableAggregation",
            "DeleteTransitRouteTableAggregation",
            Aggregation,
            id,
            |network| json!({
                "transit_router_route_table_id": network.tables[0],
                "cidr": "2001:db8::/32",
                "scope_list": ["VPC"],
            })
        ),
        kind!(
            "child_instance_route_entry_to_attachment",
            "CreateCenChildInstanceRouteEntryToAttachment",
            "DeleteCenChildInstanceRouteEntryToAttachment",
            ChildRoute,
            id,
            |network| json!({
                "cen_id": network.cen,
                "child_instance_route_table_id": "vtb-ofvpc",
                "transit_router_attachment_id": network.vpcs[0],
                "destination_cidr_block": "2001:db8::/32",
            })
        ),
        kind!(
            "transit_router_vpc_attachment",
            "CreateTransitRouterVpcAttachment",
            "DeleteTransitRouterVpcAttachment",
            VpcAttachment,
            attachment.id,
            |network| {
                let mut vpc = attached(network, "vpc_id", "vpc-c");
                let zone = json!({ "zone_id": "cn-hangzhou-h", "vswitch_id": "vsw-c" });
                vpc["zone_mappings"] = json!([zone]);
                vpc
            }
        ),
        kind!(
            "transit_router_vbr_attachment",
            "CreateTransitRouterVbrAttachment",
            "DeleteTransitRouterVbrAttachment",
            VbrAttachment,
            attachment.id,
            |network| attached(network, "vbr_id", "vbr-a")
        ),
        kind!(
            "transit_router_vpn_attachment",
            "CreateTransitRouterVpnAttachment",
            "DeleteTransitRouterVpnAttachment",
            VpnAttachment,
            attachment.id,
            |network| attached(network, "vpn_id", "vco-a")
        ),
        kind!(
            "transit_router_ecr_attachment",
            "CreateTransitRouterEcrAttachment",
            "DeleteTransitRouterEcrAttachment",
            EcrAttachment,
            attachment.id,
            |network| attached(network, "ecr_id", "ecr-a")
        ),
    ]
}

/// A grant belongs to the account of a network, which has no transit router.
fn grants() -> Kind {
    kind!(
        "transit_router_grant_attachment",
        "GrantInstanceToTransitRouter",
        "RevokeInstanceFromTransitRouter",
        Grant,
        id,
        |_| json!({
            "instance_type": "VPC",
            "instance_id": "vpc-a",
            "cen_id": "cen-a",
            "cen_owner_id": "42",
            "region": "cn-hangzhou",
        })
    )
}

/// A kind, in a cloud of its own that has a network already.
struct Course {
    kind: Kind,
    cloud: Simulator,
    network: Network,
    case: Case,
    before: Vec<String>,
}

impl Course {
    async fn of(kind: Kind) -> Self {
        let cloud = cloud().await;
        let network = Network::new(&cloud).await;
        Self {
            before: (kind.ids)(&cloud),
            case: case(&cloud),
            kind,
            cloud,
            network,
        }
    }

    fn address(&self) -> String {
        format!("{}.this", self.kind.type_name)
    }

    /// The object, with these limits.
    fn configured(&self, timeouts: &Json) -> Step {
        let mut arguments = (self.kind.arguments)(&self.network);
        arguments["timeouts"] = timeouts.clone();
        Step::config(only(self.kind.type_name, &arguments))
    }

    /// The ids of what this has brought about, in the control API.
    fn made(&self) -> Vec<String> {
        let mut all = (self.kind.ids)(&self.cloud);
        all.retain(|id| !self.before.contains(id));
        all
    }

    fn is_there(&self, how_often: usize) {
        assert_eq!(self.made().len(), how_often, "{}", self.kind.type_name);
    }

    async fn ends(mut self) {
        self.case.destroy().await;
        self.is_there(0);
    }
}

/// Nothing is left of a configuration.
fn nothing() -> Step {
    Step::config(json!({ "resource": {} }))
}

#[tokio::test]
async fn what_another_hand_has_removed_is_created_anew_or_is_gone_for_good() {
    for kind in kinds().into_iter().chain([grants()]) {
        let mut course = Course::of(kind).await;
        let step = course.configured(&json!(null));
        course.case.step(step).await;
        let made = course.made();
        (course.kind.remove)(&course.cloud, &made[0]);
        let anew = expect_action(&course.address(), Action::Create);
        let step = course.configured(&json!(null)).plan(anew);
        course.case.step(step).await;
        course.is_there(1);
        let made = course.made();
        (course.kind.remove)(&course.cloud, &made[0]);
        course.ends().await;
    }
}

/// A success that nothing follows is no delete: only what CEN does not list any more is gone.
#[tokio::test]
async fn a_delete_that_does_nothing_keeps_the_object_in_the_state() {
    for kind in kinds().into_iter().chain([grants()]) {
        let mut course = Course::of(kind).await;
        let step = course.configured(&json!({ "delete": "1s" }));
        course.case.step(step).await;
        course.cloud.fault(Fault::no_effect(course.kind.delete));
        let kept = nothing().fails("it is still listed as");
        let kept = kept.has(&course.address(), "id");
        course.case.step(kept).await;
        course.is_there(1);
        course.cloud.clear_faults();
        course.ends().await;
    }
}

#[tokio::test]
async fn a_delete_that_nobody_answers_keeps_the_object_in_the_state() {
    for kind in kinds().into_iter().chain([grants()]) {
        let mut course = Course::of(kind).await;
        let step = course.configured(&json!({ "delete": "1s" }));
        course.case.step(step).await;
        let silence = Fault::hold(course.kind.delete, Stage::Before);
        course.cloud.fault(silence);
        let kept = nothing().fails("stays in the state; destroy it again");
        let kept = kept.has(&course.address(), "id");
        course.case.step(kept).await;
        course.is_there(1);
        course.cloud.clear_faults();
        course.cloud.release();
        course.ends().await;
    }
}

#[tokio::test]
async fn a_lost_answer_makes_one_object_and_a_refusal_none() {
    for kind in kinds().into_iter().chain([grants()]) {
        let mut course = Course::of(kind).await;
        let refusal = Fault::error(course.kind.create, 403, "Forbidden").times(1);
        course.cloud.fault(refusal);
        let refused = course.configured(&json!(null)).fails("Forbidden");
        let refused = refused.absent(&course.address());
        course.case.step(refused).await;
        course.is_there(0);
        let lost = Fault::lose_answer(course.kind.create).times(1);
        course.cloud.fault(lost);
        let step = course.configured(&json!(null));
        course.case.step(step).await;
        course.is_there(1);
        let lost = Fault::lose_answer(course.kind.delete).times(1);
        course.cloud.fault(lost);
        course.ends().await;
    }
}

#[tokio::test]
async fn a_create_that_nobody_answers_is_found_out_about_by_the_next_apply() {
    for kind in kinds().into_iter().chain([grants()]) {
        let mut course = Course::of(kind).await;
        let timeouts = json!({ "create": "1s" });
        let silence = Fault::hold(course.kind.create, Stage::After);
        course.cloud.fault(silence);
        let unconfirmed = course.configured(&timeouts).warns("is unconfirmed");
        let unconfirmed = unconfirmed.leaves_something();
        course.case.step(unconfirmed).await;
        course.cloud.clear_faults();
        course.cloud.release();
        let step = course.configured(&timeouts);
        course.case.step(step).await;
        course.is_there(1);
        course.ends().await;
    }
}
