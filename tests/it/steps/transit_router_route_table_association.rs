//! What only associations of attachments with route tables do: an attachment has one, which changes in place.

use cen_simulator::{Association, Fault, Simulator, Stage, VpcAttachment};
use serde_json::{Value as Json, json};
use tf_plugin_testing::{
    Action, Step, expect_action, expect_change, expect_empty, expect_replacement,
};

use super::network::Network;
use super::{case, cloud, only, parameters_of, texts, writes};

const TYPE: &str = "cen_transit_router_route_table_association";
const THIS: &str = "cen_transit_router_route_table_association.this";
const ASSOCIATE: &str = "AssociateTransitRouterAttachmentWithRouteTable";
const REPLACE: &str = "ReplaceTransitRouterRouteTableAssociation";
const DISSOCIATE: &str = "DissociateTransitRouterAttachmentFromRouteTable";
const LIST: &str = "ListTransitRouterRouteTableAssociations";

fn arguments(attachment: &str, table: &str) -> Json {
    json!({
        "transit_router_attachment_id": attachment,
        "transit_router_route_table_id": table,
    })
}

fn association(attachment: &str, table: &str) -> Step {
    Step::config(only(TYPE, &arguments(attachment, table)))
}

fn ids(cloud: &Simulator) -> Vec<String> {
    let all = cloud.all::<Association>().into_iter();
    all.map(|one| one.id).collect()
}

#[tokio::test]
async fn another_table_is_changed_in_place_and_another_attachment_replaces() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let mut case = case(&cloud);
    let ([a, b], [one, two]) = (&network.vpcs, &network.tables);
    case.step(association(a, one)).await;
    cloud.clear_journal();
    case.step(
        association(a, two)
            .plan(expect_action(THIS, Action::Update))
            .plan(expect_change(
                THIS,
                json!({
                    "id": [format!("{a}:{one}"), format!("{a}:{two}")],
                    "transit_router_route_table_id": [one, two],
                }),
            )),
    )
    .await;
    assert_eq!(writes(&cloud), [REPLACE]);
    let expected = texts([
        ("TransitRouterAttachmentId", a),
        ("TransitRouterRouteTableId", two),
    ]);
    assert_eq!(parameters_of(&cloud, REPLACE), expected);
    assert_eq!(ids(&cloud), [format!("{a}:{two}")]);

    cloud.clear_journal();
    let replaced = expect_replacement(THIS, &["transit_router_attachment_id"]);
    case.step(association(b, two).plan(replaced)).await;
    assert_eq!(writes(&cloud), [DISSOCIATE, ASSOCIATE]);
    assert_eq!(ids(&cloud), [format!("{b}:{two}")]);
}

/// An association called `this`, and one called `other`, of one attachment or of two.
fn two(first: (&str, &str), second: (&str, &str)) -> Json {
    let both =
        json!({ "this": arguments(first.0, first.1), "other": arguments(second.0, second.1) });
    json!({ "resource": { TYPE: both } })
}

#[tokio::test]
async fn a_second_association_of_an_attachment_is_refused_in_the_plan() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let mut case = case(&cloud);
    let ([a, b], [one, other]) = (&network.vpcs, &network.tables);
    case.step(Step::config(two((a, one), (b, other)))).await;
    cloud.clear_journal();
    let refused = Step::config(two((a, one), (a, other)));
    let refused = refused.warns("Unless another resource gives that one up in the same run");
    case.step(refused.fails("An attachment has one association"))
        .await;
    assert_eq!(writes(&cloud), [] as [&str; 0]);
    // Both may move to one table, and be exchanged.
    case.step(Step::config(two((a, other), (b, one)))).await;
    assert_eq!(writes(&cloud), [REPLACE, REPLACE]);
}

#[tokio::test]
async fn a_connection_may_be_associated_with_a_table_of_each_transit_router() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let mut case = case(&cloud);
    let (peer, here, there) = (&network.peer, &network.tables[0], &network.far_table);
    case.step(Step::config(two((peer, here), (peer, there))))
        .await;
    case.step(Step::config(two((peer, here), (peer, there))).plan(expect_empty()))
        .await;
    assert_eq!(ids(&cloud).len(), 2);
}

#[tokio::test]
async fn what_somebody_has_moved_is_moved_back_in_place_and_what_is_gone_is_made_anew() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let mut case = case(&cloud);
    let ([vpc, _], [one, two]) = (&network.vpcs, &network.tables);
    case.step(association(vpc, one)).await;
    cloud
        .remove::<Association>(&format!("{vpc}:{one}"))
        .unwrap();
    let mut elsewhere = super::case(&cloud);
    elsewhere.step(association(vpc, two)).await;
    cloud.clear_journal();
    let back = expect_change(
        THIS,
        json!({
            "id": [format!("{vpc}:{two}"), format!("{vpc}:{one}")],
            "transit_router_route_table_id": [two, one],
        }),
    );
    case.step(association(vpc, one).plan(back)).await;
    assert_eq!(writes(&cloud), [REPLACE]);

    cloud
        .remove::<Association>(&format!("{vpc}:{one}"))
        .unwrap();
    case.step(association(vpc, one).plan(expect_action(THIS, Action::Create)))
        .await;
    // With its attachment it is gone as well.
    cloud.remove::<VpcAttachment>(vpc).unwrap();
    cloud.clear_journal();
    case.destroy().await;
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}

#[tokio::test]
async fn a_connection_is_associated_at_either_end_and_the_ends_are_told_apart() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let mut case = case(&cloud);
    let ([one, two], peer, far) = (&network.tables, &network.peer, &network.far_table);
    let both = |near: &str| {
        let all = json!({ "near": arguments(peer, near), "far": arguments(peer, far) });
        Step::config(json!({ "resource": { TYPE: all } }))
    };
    case.step(both(one)).await;
    cloud.clear_journal();
    case.step(both(two)).await;
    assert_eq!(writes(&cloud), [REPLACE]);
    let mut expected = [format!("{peer}:{two}"), format!("{peer}:{far}")];
    expected.sort();
    let mut made = ids(&cloud);
    made.sort();
    assert_eq!(made, expected);

    // The end that is left is not taken for the one that is gone.
    cloud
        .remove::<Association>(&format!("{peer}:{two}"))
        .unwrap();
    let near = format!("{TYPE}.near");
    let anew = both(two)
        .plan(expect_action(&near, Action::Create))
        .plan(expect_action(&format!("{TYPE}.far"), Action::NoOp));
    case.step(anew).await;
}

#[tokio::test]
async fn an_end_of_a_connection_that_was_taken_for_the_other_is_moved_without_a_gap() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let mut case = case(&cloud);
    let (near, peer, far) = (&network.tables[0], &network.peer, &network.far_table);
    case.step(association(peer, far)).await;
    let far_router = case.state(THIS)["resource_id"].clone();
    cloud.clear_journal();
    let moved = association(peer, near).plan(expect_action(THIS, Action::Update));
    case.step(moved).await;
    assert_eq!(writes(&cloud), [REPLACE, ASSOCIATE, DISSOCIATE]);
    assert_eq!(ids(&cloud), [format!("{peer}:{near}")]);
    assert_ne!(case.state(THIS)["resource_id"], far_router);
    case.step(association(peer, near).plan(expect_empty()))
        .await;

    // Refused, it stays where it is.
    cloud.fault(Fault::error(ASSOCIATE, 403, "Forbidden"));
    let refused = association(peer, far).fails("There is no association");
    case.step(refused.leaves_something()).await;
    assert_eq!(ids(&cloud), [format!("{peer}:{near}")]);
    cloud.clear_faults();
    case.step(association(peer, far)).await;
    case.destroy().await;
    assert_eq!(ids(&cloud), [] as [&str; 0]);
}

#[tokio::test]
async fn an_attachment_that_is_associated_with_another_table_is_left_there() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let ([vpc, _], [one, two]) = (&network.vpcs, &network.tables);
    case(&cloud).step(association(vpc, one)).await;
    let mut case = case(&cloud);
    let summary = "The attachment is associated with another route table";
    let refused = association(vpc, two)
        .warns(summary)
        .warns(summary)
        .fails(summary);
    case.step(refused.absent(THIS)).await;
    assert_eq!(ids(&cloud), [format!("{vpc}:{one}")]);
}

#[tokio::test]
async fn a_change_whose_answer_is_lost_or_late_is_found_out_about() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let ([vpc, _], [one, two]) = (&network.vpcs, &network.tables);
    let mut case = case(&cloud);
    case.step(association(vpc, one)).await;
    cloud.fault(Fault::lose_answer(REPLACE).times(1));
    case.step(association(vpc, two)).await;

    let impatient = || {
        let mut arguments = arguments(vpc, one);
        arguments["timeouts"] = json!({ "update": "1s" });
        Step::config(only(TYPE, &arguments))
    };
    // The look before a change passes, the one after it does not.
    cloud.fault(Fault::hold(LIST, Stage::Before).skip(1).times(1));
    let late = impatient().fails("CEN does not answer");
    case.step(late.leaves_something()).await;
    cloud.release();
    // It has been moved all the same.
    case.step(impatient().plan(expect_empty())).await;
    assert_eq!(case.state(THIS)["id"], format!("{vpc}:{one}"));
}

#[tokio::test]
async fn one_that_another_resource_is_giving_up_is_waited_for() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let ([vpc, _], [one, two]) = (&network.vpcs, &network.tables);
    let (mut before, mut after) = (case(&cloud), case(&cloud));
    before.step(association(vpc, one)).await;
    let given_up = async {
        // The first was that of the one that goes.
        cloud.wait_for_call(ASSOCIATE, 2).await;
        before.destroy().await;
    };
    // The plan of the apply says it again.
    let unless = "Unless another resource gives that one up in the same run";
    let warned = association(vpc, two).warns(unless).warns(unless);
    tokio::join!(after.step(warned), given_up);
    assert_eq!(ids(&cloud), [format!("{vpc}:{two}")]);
}

/// What the plans of one configuration know of each other is enough to tell.
#[tokio::test]
async fn an_attachment_of_another_transit_router_is_refused_in_the_plan() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let far = cloud
        .add_transit_router(&network.cen, "cn-beijing")
        .unwrap();
    let mut case = case(&cloud);
    let config = |more: Json| {
        let vpc = json!({
            "transit_router_id": network.router, "region": "cn-hangzhou", "vpc_id": "vpc-c",
            "zone_mappings": [{ "zone_id": "cn-hangzhou-h", "vswitch_id": "vsw-c" }],
        });
        let mut resources = json!({
            "cen_transit_router_vpc_attachment": { "vpc": vpc },
            "cen_transit_router_route_table": { "far": { "transit_router_id": far } },
        });
        resources
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        Step::config(json!({ "resource": resources }))
    };
    case.step(config(json!({}))).await;
    cloud.clear_journal();
    let (vpc, table) = (
        "${cen_transit_router_vpc_attachment.vpc.id}",
        "${cen_transit_router_route_table.far.id}",
    );
    let route = json!({
        "transit_router_route_table_id": table, "destination_cidr_block": "10.0.0.0/8",
        "next_hop_type": "Attachment", "next_hop_id": vpc,
    });
    for (type_name, arguments) in [
        (TYPE, arguments(vpc, table)),
        (
            "cen_transit_router_route_table_propagation",
            arguments(vpc, table),
        ),
        ("cen_transit_router_route_entry", route),
    ] {
        let apart = config(json!({ type_name: { "this": arguments } }));
        case.step(apart.fails("The attachment is one of another transit router"))
            .await;
    }
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}

/// Where both are known only to CEN, that refuses it.
#[tokio::test]
async fn a_second_association_of_one_end_is_told_what_is_in_the_way() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let (peer, [one, other]) = (&network.peer, &network.tables);
    case(&cloud).step(association(peer, one)).await;
    let mut case = case(&cloud);
    let summary = "The connection is associated with another route table";
    let refused = association(peer, other).fails(summary).absent(THIS);
    case.step(refused).await;
    assert_eq!(ids(&cloud), [format!("{peer}:{one}")]);
}
