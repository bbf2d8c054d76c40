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
async fn an_attachment_that_is_associated_with_another_table_is_left_there() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let ([vpc, _], [one, two]) = (&network.vpcs, &network.tables);
    case(&cloud).step(association(vpc, one)).await;
    let mut case = case(&cloud);
    let summary = "The attachment is associated with another route table";
    case.step(association(vpc, two).fails(summary).absent(THIS))
        .await;
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
    tokio::join!(after.step(association(vpc, two)), given_up);
    assert_eq!(ids(&cloud), [format!("{vpc}:{two}")]);
}
