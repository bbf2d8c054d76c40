//! Associations of attachments with route tables, and propagations of their routes into them. Both join the same two things, and
//! live alike but for what a change of the table does.

use cen_simulator::{Association, Fault, Propagation, Simulator, Stage};
use serde_json::{Value as Json, json};
use tf_plugin_testing::{Action, Said, Step, expect_action, expect_empty, expect_replacement};

use super::network::Network;
use super::{actions, case, cloud, official, only, parameters_of, texts, writes};

/// One of the two.
struct Kind {
    type_name: &'static str,
    object: &'static str,
    make: &'static str,
    end: &'static str,
    list: &'static str,
    /// How often the plans of a create look, that of the plan and that of the apply.
    looks: u32,
    /// The status of one that has been sent and not been seen.
    pending: &'static str,
    ids: fn(&Simulator) -> Vec<String>,
}

const ASSOCIATION: Kind = Kind {
    type_name: "cen_transit_router_route_table_association",
    object: "association",
    make: "AssociateTransitRouterAttachmentWithRouteTable",
    end: "DissociateTransitRouterAttachmentFromRouteTable",
    list: "ListTransitRouterRouteTableAssociations",
    looks: 2,
    pending: "Associating",
    ids: |cloud| {
        let all = cloud.all::<Association>().into_iter();
        all.map(|one| one.id).collect()
    },
};

const PROPAGATION: Kind = Kind {
    type_name: "cen_transit_router_route_table_propagation",
    object: "propagation",
    make: "EnableTransitRouterRouteTablePropagation",
    end: "DisableTransitRouterRouteTablePropagation",
    list: "ListTransitRouterRouteTablePropagations",
    looks: 0,
    pending: "Enabling",
    ids: |cloud| {
        let all = cloud.all::<Propagation>().into_iter();
        all.map(|one| one.id).collect()
    },
};

const KINDS: [Kind; 2] = [ASSOCIATION, PROPAGATION];

fn arguments(attachment: &str, table: &str) -> Json {
    json!({
        "transit_router_attachment_id": attachment,
        "transit_router_route_table_id": table,
    })
}

impl Kind {
    fn address(&self) -> String {
        format!("{}.this", self.type_name)
    }

    fn step(&self, attachment: &str, table: &str) -> Step {
        Step::config(only(self.type_name, &arguments(attachment, table)))
    }

    /// One for which the create has a second.
    fn impatient(&self, attachment: &str, table: &str) -> Step {
        let mut arguments = arguments(attachment, table);
        arguments["timeouts"] = json!({ "create": "1s" });
        Step::config(only(self.type_name, &arguments))
    }
}

#[tokio::test]
async fn apply_stores_exactly_what_was_made_and_destroy_removes_it() {
    for kind in KINDS {
        let cloud = cloud().await;
        let network = Network::new(&cloud).await;
        let mut case = case(&cloud);
        let ([vpc, _], [table, _]) = (&network.vpcs, &network.tables);
        case.step(kind.step(vpc, table)).await;
        let expected = json!({
            "id": format!("{vpc}:{table}"),
            "transit_router_attachment_id": vpc,
            "transit_router_route_table_id": table,
            "resource_type": "VPC",
            "resource_id": "vpc-a",
            "status": "Active",
            "timeouts": null,
        });
        assert_eq!(case.state(&kind.address()), &expected);
        // The last call is that of the next plan.
        let mut expected = vec![kind.list; kind.looks as usize];
        expected.extend([kind.list, kind.make, kind.list, kind.list]);
        assert_eq!(actions(&cloud), expected);
        let expected = texts([
            ("TransitRouterAttachmentId", vpc),
            ("TransitRouterRouteTableId", table),
        ]);
        assert_eq!(parameters_of(&cloud, kind.make), expected);

        cloud.clear_journal();
        case.destroy().await;
        assert_eq!(actions(&cloud), [kind.list, kind.end, kind.list]);
        assert_eq!(parameters_of(&cloud, kind.end), expected);
        assert_eq!((kind.ids)(&cloud), [] as [&str; 0]);
    }
}

#[tokio::test]
async fn another_table_replaces_a_propagation_and_several_tables_learn_of_one_attachment() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let mut case = case(&cloud);
    let kind = PROPAGATION;
    let ([vpc, _], [one, two]) = (&network.vpcs, &network.tables);
    case.step(kind.step(vpc, one)).await;
    cloud.clear_journal();
    let replaced = expect_replacement(&kind.address(), &["transit_router_route_table_id"]);
    case.step(kind.step(vpc, two).plan(replaced)).await;
    assert_eq!(writes(&cloud), [kind.end, kind.make]);

    let (peer, far) = (&network.peer, &network.far_table);
    let all = || {
        let all = json!({
            "one": arguments(peer, one), "two": arguments(peer, two), "far": arguments(peer, far),
        });
        Step::config(json!({ "resource": { kind.type_name: all } }))
    };
    case.step(all()).await;
    assert_eq!((kind.ids)(&cloud).len(), 3);
    let far = format!("{peer}:{far}");
    cloud.remove::<Propagation>(&far).unwrap();
    let named = |name: &str| format!("{}.{name}", kind.type_name);
    let anew = all()
        .plan(expect_action(&named("far"), Action::Create))
        .plan(expect_action(&named("one"), Action::NoOp));
    case.step(anew).await;
    assert_eq!((kind.ids)(&cloud).len(), 3);
}

#[tokio::test]
async fn it_is_imported_by_id_and_by_identity_and_moves_here_without_being_touched() {
    for kind in KINDS {
        let cloud = cloud().await;
        let network = Network::new(&cloud).await;
        let mut case = case(&cloud);
        let ([vpc, _], [table, _]) = (&network.vpcs, &network.tables);
        let address = kind.address();
        case.step(kind.step(vpc, table)).await;
        cloud.clear_journal();
        let id = format!("{vpc}:{table}");
        case.step(Step::import(&address, &id)).await;
        case.step(Step::import_of(&address, arguments(vpc, table)))
            .await;
        case.step(Step::import_by_identity(&address)).await;
        let mut state = arguments(vpc, table);
        state["id"] = json!(id);
        state["status"] = json!("Active");
        let source = official(&format!("alicloud_{}", kind.type_name), state);
        case.step(Step::move_from(&address, source)).await;
        // The id of an attachment may come after that of a CEN instance, and that of what it is joined with may not.
        let form = "Import with: terraform import ADDRESS ATTACHMENT:TABLE";
        for wrong in [vpc, &format!("{}:{vpc}", network.cen), &format!("{id}:x")] {
            case.step(Step::import(&address, wrong).fails(form)).await;
        }
        assert_eq!(writes(&cloud), [] as [&str; 0]);
    }
}

#[tokio::test]
async fn what_exists_already_is_not_taken_over_and_two_resources_do_not_stand_for_one() {
    for kind in KINDS {
        let cloud = cloud().await;
        let network = Network::new(&cloud).await;
        let ([vpc, other], [one, two]) = (&network.vpcs, &network.tables);
        case(&cloud).step(kind.step(vpc, one)).await;
        cloud.clear_journal();
        let mut case = case(&cloud);
        let exists = format!("The {} exists already", kind.object);
        let refused = kind.step(vpc, one).fails(&exists);
        case.step(refused.absent(&kind.address())).await;
        let twins = json!({ "one": arguments(other, two), "two": arguments(other, two) });
        let twins = Step::config(json!({ "resource": { kind.type_name: twins } }));
        let refused = format!("Two resources stand for one {}", kind.object);
        case.step(twins.fails(&refused)).await;
        assert_eq!(writes(&cloud), [] as [&str; 0]);
    }
}

#[tokio::test]
async fn what_is_wrong_is_said_in_the_plan() {
    for kind in KINDS {
        let cloud = cloud().await;
        let mut case = case(&cloud);
        let detail = "\"vpc-a\" cannot be the id of an attachment of a transit router; those begin with \"tr-attach-\".";
        let expected = Said::error(
            "transit_router_attachment_id",
            "Not the id of an attachment of a transit router",
            detail,
        );
        case.step(kind.step("vpc-a", "vtb-a").says([expected]))
            .await;
        assert_eq!(actions(&cloud), [] as [&str; 0]);
    }
}

#[tokio::test]
async fn lost_answers_and_busy_objects_leave_nothing_in_doubt() {
    for kind in KINDS {
        let cloud = cloud().await;
        let network = Network::new(&cloud).await;
        let ([vpc, _], [table, _]) = (&network.vpcs, &network.tables);
        let mut case = case(&cloud);
        for action in [kind.make, kind.end] {
            cloud.fault(Fault::lose_answer(action).times(1));
            cloud.fault(Fault::error(action, 400, "IncorrectStatus.Status").times(1));
        }
        case.step(kind.step(vpc, table)).await;
        assert_eq!((kind.ids)(&cloud), [format!("{vpc}:{table}")]);
        case.destroy().await;
        assert_eq!((kind.ids)(&cloud), [] as [&str; 0]);
    }
}

#[tokio::test]
async fn what_nobody_answers_or_shows_in_time_is_kept_and_found_out_about_later() {
    for kind in KINDS {
        for (fault, summary, pending) in [
            (
                Fault::hold(kind.make, Stage::After),
                "is unconfirmed",
                kind.pending,
            ),
            // The look before passes, the one after does not.
            (
                Fault::hold(kind.list, Stage::Before)
                    .skip(kind.looks + 1)
                    .times(1),
                "does not show yet",
                kind.pending,
            ),
        ] {
            let cloud = cloud().await;
            let network = Network::new(&cloud).await;
            let ([vpc, _], [table, _]) = (&network.vpcs, &network.tables);
            let mut case = case(&cloud);
            cloud.fault(fault);
            let warned = format!("The {} {summary}", kind.object);
            let step = kind.impatient(vpc, table).leaves_something();
            case.step(step.warns(&warned)).await;
            assert_eq!(case.state(&kind.address())["status"], pending);
            cloud.clear_faults();
            cloud.release();
            let found = kind.impatient(vpc, table).plan(expect_empty());
            case.step(found).await;
            assert_eq!(case.state(&kind.address())["status"], "Active");
        }
    }
}
