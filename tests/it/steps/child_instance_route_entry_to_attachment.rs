//! Routes to attachments in the tables of networks.

use cen_simulator::{ChildRoute, Fault, Simulator, Stage};
use serde_json::{Value as Json, json};
use tf_plugin_testing::{Action, Said, Step, expect_action, expect_empty, expect_replacement};

use super::network::Network;
use super::{actions, case, cloud, official, only, parameters_of, texts, writes};

const TYPE: &str = "cen_child_instance_route_entry_to_attachment";
const THIS: &str = "cen_child_instance_route_entry_to_attachment.this";
const CREATE: &str = "CreateCenChildInstanceRouteEntryToAttachment";
const DELETE: &str = "DeleteCenChildInstanceRouteEntryToAttachment";
const LIST: &str = "ListCenChildInstanceRouteEntriesToAttachment";

fn arguments(network: &Network, destination: &str) -> Json {
    json!({
        "cen_id": network.cen,
        "child_instance_route_table_id": "vtb-ofvpc",
        "transit_router_attachment_id": network.vpcs[0],
        "destination_cidr_block": destination,
    })
}

fn route(network: &Network, destination: &str) -> Step {
    Step::config(only(TYPE, &arguments(network, destination)))
}

fn id(network: &Network, destination: &str) -> String {
    format!(
        "{}:vtb-ofvpc:{}:{destination}",
        network.cen, network.vpcs[0]
    )
}

fn ids(cloud: &Simulator) -> Vec<String> {
    let all = cloud.all::<ChildRoute>().into_iter();
    all.map(|one| one.id).collect()
}

#[tokio::test]
async fn apply_stores_exactly_what_was_made_another_destination_replaces_and_destroy_deletes_it() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let mut case = case(&cloud);
    case.step(route(&network, "10.0.0.0/8")).await;
    let mut expected = arguments(&network, "10.0.0.0/8");
    expected["id"] = json!(id(&network, "10.0.0.0/8"));
    expected["service_type"] = Json::Null;
    expected["status"] = json!("Available");
    expected["timeouts"] = Json::Null;
    assert_eq!(case.state(THIS), &expected);
    // The last call is that of the next plan.
    assert_eq!(actions(&cloud), [LIST, CREATE, LIST, LIST]);
    let expected = texts([
        ("CenId", &network.cen),
        ("DestinationCidrBlock", "10.0.0.0/8"),
        ("RouteTableId", "vtb-ofvpc"),
        ("TransitRouterAttachmentId", &network.vpcs[0]),
    ]);
    assert_eq!(parameters_of(&cloud, CREATE), expected);

    cloud.clear_journal();
    let replaced = expect_replacement(THIS, &["destination_cidr_block"]);
    case.step(route(&network, "2001:db8::/32").plan(replaced))
        .await;
    assert_eq!(writes(&cloud), [DELETE, CREATE]);
    assert_eq!(ids(&cloud), [id(&network, "2001:db8::/32")]);
    cloud.clear_journal();
    case.destroy().await;
    assert_eq!(actions(&cloud), [LIST, DELETE, LIST]);
    assert_eq!(ids(&cloud), [] as [&str; 0]);
}

#[tokio::test]
async fn it_is_imported_by_id_and_by_identity_and_moves_here_and_what_is_gone_is_made_anew() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let mut case = case(&cloud);
    for destination in ["10.0.0.0/8", "2001:db8::/32"] {
        let configured = || route(&network, destination);
        case.step(configured()).await;
        let id = id(&network, destination);
        cloud.clear_journal();
        case.step(Step::import(THIS, &id)).await;
        case.step(Step::import_of(THIS, arguments(&network, destination)))
            .await;
        case.step(Step::import_by_identity(THIS)).await;
        let mut state = arguments(&network, destination);
        state["id"] = json!(id);
        state["status"] = json!("Available");
        state["dry_run"] = Json::Null;
        let source = official(
            "alicloud_cen_child_instance_route_entry_to_attachment",
            state,
        );
        case.step(Step::move_from(THIS, source)).await;
        assert_eq!(writes(&cloud), [] as [&str; 0]);

        cloud.remove::<ChildRoute>(&id).unwrap();
        case.step(configured().plan(expect_action(THIS, Action::Create)))
            .await;
    }
}

#[tokio::test]
async fn where_no_network_has_a_route_to_is_said_in_the_plan() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let mut case = case(&cloud);
    for destination in ["100.64.0.0/10", "100.100.2.0/24"] {
        let detail = format!(
            "{destination} lies in 100.64.0.0/10, by which every network reaches the services of Alibaba Cloud already. The tables \
             of VPCs and border routers take routes to all other blocks (API page CreateRouteEntry of VPC)."
        );
        let said = Said::error(
            "destination_cidr_block",
            "No network can have a route there",
            &detail,
        );
        case.step(route(&network, destination).says([said])).await;
    }
    assert_eq!(actions(&cloud), [] as [&str; 0]);
    // What contains it leads elsewhere too.
    case.step(route(&network, "100.0.0.0/8")).await;
}

#[tokio::test]
async fn lost_answers_and_silence_leave_nothing_in_doubt() {
    let cloud = cloud().await;
    let network = Network::new(&cloud).await;
    let mut case = case(&cloud);
    cloud.fault(Fault::lose_answer(CREATE).times(1));
    case.step(route(&network, "10.0.0.0/8")).await;
    let mut elsewhere = super::case(&cloud);
    let refused = route(&network, "10.0.0.0/8").fails("The route exists already");
    elsewhere.step(refused.absent(THIS)).await;
    cloud.fault(Fault::lose_answer(DELETE).times(1));
    case.destroy().await;
    assert_eq!(ids(&cloud), [] as [&str; 0]);

    let mut impatient = arguments(&network, "10.0.0.0/8");
    impatient["timeouts"] = json!({ "create": "1s" });
    let impatient = || Step::config(only(TYPE, &impatient));
    cloud.fault(Fault::hold(CREATE, Stage::After));
    let unconfirmed = impatient().warns("The route is unconfirmed");
    case.step(unconfirmed.leaves_something()).await;
    assert_eq!(case.state(THIS)["status"], "Pending");
    cloud.clear_faults();
    cloud.release();
    case.step(impatient().plan(expect_empty())).await;
    assert_eq!(case.state(THIS)["status"], "Available");
}
