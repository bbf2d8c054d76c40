//! Associations of attachments with route tables.

use cen_simulator::{Association, Fault, Simulator, Stage, VpcAttachment};
use serde_json::{Value as Json, json};
use tf_plugin_testing::{
    Action, Said, Step, expect_action, expect_change, expect_empty, expect_replacement,
};

use super::network::Network;
use super::{actions, case, cloud, official, only, parameters_of, texts, writes};

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
async fn apply_stores_exactly_what_was_made_and_destroy_removes_it() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let mut case = case(&cloud);
    let ([vpc, _], [table, _]) = (&network.vpcs, &network.tables);
    case.step(association(vpc, table)).await;
    let expected = json!({
        "id": format!("{vpc}:{table}"),
        "transit_router_attachment_id": vpc,
        "transit_router_route_table_id": table,
        "resource_type": "VPC",
        "resource_id": "vpc-a",
        "status": "Active",
        "timeouts": null,
    });
    assert_eq!(case.state(THIS), &expected);
    // The last call is that of the next plan.
    assert_eq!(actions(&cloud), [LIST, ASSOCIATE, LIST, LIST]);
    let expected = texts([
        ("TransitRouterAttachmentId", vpc),
        ("TransitRouterRouteTableId", table),
    ]);
    assert_eq!(parameters_of(&cloud, ASSOCIATE), expected);

    cloud.clear_journal();
    case.destroy().await;
    assert_eq!(actions(&cloud), [LIST, DISSOCIATE, LIST]);
    assert_eq!(parameters_of(&cloud, DISSOCIATE), expected);
    assert_eq!(ids(&cloud), [] as [&str; 0]);
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
async fn it_is_imported_by_id_and_by_identity_and_moves_here_without_being_touched() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let mut case = case(&cloud);
    let ([vpc, _], [table, _]) = (&network.vpcs, &network.tables);
    case.step(association(vpc, table)).await;
    cloud.clear_journal();
    let id = format!("{vpc}:{table}");
    case.step(Step::import(THIS, &id)).await;
    case.step(Step::import_of(THIS, arguments(vpc, table)))
        .await;
    case.step(Step::import_by_identity(THIS)).await;
    let mut state = arguments(vpc, table);
    state["id"] = json!(id);
    state["status"] = json!("Active");
    let source = official("alicloud_cen_transit_router_route_table_association", state);
    case.step(Step::move_from(THIS, source)).await;
    let form = "Import with: terraform import ADDRESS ATTACHMENT:TABLE";
    case.step(Step::import(THIS, vpc).fails(form)).await;
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}

#[tokio::test]
async fn what_exists_already_is_not_taken_over() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let ([vpc, _], [one, two]) = (&network.vpcs, &network.tables);
    let mut elsewhere = case(&cloud);
    elsewhere.step(association(vpc, one)).await;
    cloud.clear_journal();
    let mut case = case(&cloud);
    let refused = association(vpc, one).fails("The association exists already");
    case.step(refused.absent(THIS)).await;
    assert_eq!(writes(&cloud), [] as [&str; 0]);
    let summary = "The attachment is associated with another route table";
    case.step(association(vpc, two).fails(summary).absent(THIS))
        .await;
    assert_eq!(ids(&cloud), [format!("{vpc}:{one}")]);

    let twins = json!({ "one": arguments(vpc, two), "two": arguments(vpc, two) });
    let twins = Step::config(json!({ "resource": { TYPE: twins } }));
    case.step(twins.fails("Two resources stand for one association"))
        .await;
}

#[tokio::test]
async fn what_is_wrong_is_said_in_the_plan() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let mut case = case(&cloud);
    let detail = "\"vpc-a\" cannot be the id of an attachment of a transit router; those begin with \"tr-attach-\".";
    let expected = Said::error(
        "transit_router_attachment_id",
        "Not the id of an attachment of a transit router",
        detail,
    );
    let wrong = association("vpc-a", &network.tables[0]);
    case.step(wrong.says([expected])).await;
    assert_eq!(actions(&cloud), [] as [&str; 0]);
}

#[tokio::test]
async fn lost_answers_busy_objects_and_slow_changes_leave_nothing_in_doubt() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let ([vpc, _], [one, two]) = (&network.vpcs, &network.tables);
    let mut case = case(&cloud);
    cloud.fault(Fault::lose_answer(ASSOCIATE).times(1));
    cloud.fault(Fault::error(ASSOCIATE, 400, "IncorrectStatus.Status").times(1));
    case.step(association(vpc, one)).await;
    cloud.fault(Fault::lose_answer(REPLACE).times(1));
    case.step(association(vpc, two)).await;
    cloud.fault(Fault::lose_answer(DISSOCIATE).times(1));
    case.destroy().await;
    assert_eq!(ids(&cloud), [] as [&str; 0]);
}

#[tokio::test]
async fn a_create_that_nobody_answers_is_kept_and_found_out_about_later() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let ([vpc, _], [table, _]) = (&network.vpcs, &network.tables);
    let mut case = case(&cloud);
    let impatient = || {
        let mut arguments = arguments(vpc, table);
        arguments["timeouts"] = json!({ "create": "1s" });
        Step::config(only(TYPE, &arguments))
    };
    cloud.fault(Fault::hold(ASSOCIATE, Stage::After));
    let unconfirmed = impatient().warns("The association is unconfirmed");
    case.step(unconfirmed.leaves_something()).await;
    assert_eq!(case.state(THIS)["status"], "Associating");
    cloud.clear_faults();
    cloud.release();
    case.step(impatient().plan(expect_empty())).await;
    assert_eq!(case.state(THIS)["status"], "Active");
}

#[tokio::test]
async fn what_does_not_show_in_time_is_reported_and_found_out_about_later() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let ([vpc, _], [one, two]) = (&network.vpcs, &network.tables);
    let mut case = case(&cloud);
    let impatient = |table: &str| {
        let mut arguments = arguments(vpc, table);
        arguments["timeouts"] = json!({ "create": "1s", "update": "1s" });
        Step::config(only(TYPE, &arguments))
    };
    // The look before a change passes, the one after it does not.
    let blind = || cloud.fault(Fault::hold(LIST, Stage::Before).skip(1).times(1));
    blind();
    case.step(impatient(one).warns("The association does not show yet"))
        .await;
    cloud.release();
    blind();
    let late = impatient(two).fails("CEN does not answer");
    case.step(late.leaves_something()).await;
    cloud.release();
    // It has been moved all the same.
    case.step(impatient(two).plan(expect_empty())).await;
    assert_eq!(case.state(THIS)["id"], format!("{vpc}:{two}"));
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
