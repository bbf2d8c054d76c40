//! Networks attached to CEN instances.

use cen_simulator::{
    ACCOUNT_ID, Child, Effect, Fault, Instance, Options, Policy, Simulator, Stage,
};
use serde_json::{Value as Json, json};
use tf_plugin_testing::{Action, Case, Said, Step, expect_action, expect_empty};

use super::{actions, case, cloud, official, only, parameters_of, texts, writes};

const ATTACHMENT: &str = "cen_instance_attachment.this";

/// A VPC in Hangzhou that is attached to the instance with this id; `other` arguments take the place of its own.
fn attachment(cen: &str, other: &Json) -> Step {
    let mut all = json!({ "cen_id": cen, "child_instance_id": "vpc-a", "region": "cn-hangzhou" });
    for (name, value) in other.as_object().unwrap() {
        all[name] = value.clone();
    }
    Step::config(only("cen_instance_attachment", &all))
}

/// A cloud with an instance.
async fn with_instance() -> (Simulator, String, Case) {
    let cloud = cloud().await;
    let cen = cloud.add_cen("first").unwrap();
    let case = case(&cloud);
    (cloud, cen, case)
}

#[tokio::test]
async fn apply_stores_exactly_what_was_attached_and_destroy_detaches_it() {
    let (cloud, cen, mut case) = with_instance().await;
    case.step(attachment(&cen, &json!({}))).await;
    let child = cloud.all::<Child>().remove(0);
    let expected = json!({
        "id": format!("{cen}:vpc-a:VPC:cn-hangzhou"),
        "cen_id": cen,
        "child_instance_id": "vpc-a",
        "child_instance_type": "VPC",
        "region": "cn-hangzhou",
        "child_instance_owner_id": ACCOUNT_ID.to_string(),
        "cen_owner_id": null,
        "status": "Attached",
        "attach_time": child.attach_time,
        "timeouts": null,
    });
    assert_eq!(case.state(ATTACHMENT), &expected);
    // The first call looks whether it is there already; the last is that of the next plan.
    let list = "DescribeCenAttachedChildInstances";
    assert_eq!(
        actions(&cloud),
        [list, "AttachCenChildInstance", list, list]
    );
    let mut network = texts([
        ("CenId", cen.as_str()),
        ("ChildInstanceId", "vpc-a"),
        ("ChildInstanceRegionId", "cn-hangzhou"),
        ("ChildInstanceType", "VPC"),
    ]);
    assert_eq!(parameters_of(&cloud, "AttachCenChildInstance"), network);

    cloud.clear_journal();
    case.destroy().await;
    assert_eq!(writes(&cloud), ["DetachCenChildInstance"]);
    network.insert("ChildInstanceOwnerId".to_owned(), ACCOUNT_ID.to_string());
    assert_eq!(parameters_of(&cloud, "DetachCenChildInstance"), network);
    assert_eq!(cloud.all::<Child>(), []);
}

#[tokio::test]
async fn every_change_replaces_but_what_only_terraform_notes() {
    let (cloud, first, mut case) = with_instance().await;
    let second = cloud.add_cen("second").unwrap();
    case.step(attachment(&first, &json!({}))).await;
    cloud.clear_journal();
    let moved = attachment(&second, &json!({}));
    case.step(moved.plan(expect_action(ATTACHMENT, Action::Replace)))
        .await;
    let both = ["DetachCenChildInstance", "AttachCenChildInstance"];
    assert_eq!(writes(&cloud), both);
    assert_eq!(cloud.all::<Child>()[0].cen_id, second);

    let mut other = json!({ "child_instance_id": "ccn-a", "region": "ccn-cn-shanghai" });
    case.step(attachment(&second, &other).state(ATTACHMENT, "child_instance_type", "CCN"))
        .await;
    cloud.clear_journal();
    other["cen_owner_id"] = json!("42");
    other["timeouts"] = json!({ "create": "5m" });
    let noted = attachment(&second, &other);
    case.step(noted.plan(expect_action(ATTACHMENT, Action::Update)))
        .await;
    assert_eq!(writes(&cloud), [] as [&str; 0]);

    cloud.clear_journal();
    case.destroy().await;
    let sent = parameters_of(&cloud, "DetachCenChildInstance");
    assert_eq!(sent["CenOwnerId"], "42");
}

#[tokio::test]
async fn a_region_in_capitals_is_the_same_region() {
    let (cloud, cen, mut case) = with_instance().await;
    case.step(attachment(&cen, &json!({ "region": "CN-Hangzhou" })))
        .await;
    case.step(attachment(&cen, &json!({})).plan(expect_empty()))
        .await;
    assert_eq!(writes(&cloud), ["AttachCenChildInstance"]);
}

#[tokio::test]
async fn a_network_of_another_account_needs_its_grant() {
    let cloud = Simulator::start(Options {
        policy: Policy {
            granted_children: vec![("vpc-a".to_owned(), 42)],
            ..Policy::default()
        },
        ..Options::default()
    })
    .await
    .unwrap();
    let cen = cloud.add_cen("first").unwrap();
    let mut case = case(&cloud);
    let owned_by = |account: &str| attachment(&cen, &json!({ "child_instance_owner_id": account }));
    let refused = owned_by("43").fails("has to grant it to the account");
    case.step(refused.absent(ATTACHMENT)).await;
    case.step(owned_by("42")).await;
    assert_eq!(cloud.all::<Child>()[0].owner, 42);
}

#[tokio::test]
async fn what_was_detached_by_somebody_is_attached_anew() {
    let (cloud, cen, mut case) = with_instance().await;
    case.step(attachment(&cen, &json!({}))).await;
    let anew = || attachment(&cen, &json!({})).plan(expect_action(ATTACHMENT, Action::Create));
    cloud.remove::<Child>("vpc-a").unwrap();
    case.step(anew()).await;
    assert_eq!(cloud.all::<Child>().len(), 1);

    // With the instance, everything on it is gone.
    cloud.remove::<Instance>(&cen).unwrap();
    case.step(anew().only_plan()).await;
    cloud.clear_journal();
    case.destroy().await;
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}

#[tokio::test]
async fn an_attachment_that_exists_here_or_elsewhere_is_refused() {
    let (cloud, first, mut one) = with_instance().await;
    let second = cloud.add_cen("second").unwrap();
    one.step(attachment(&first, &json!({}))).await;
    cloud.clear_journal();
    let again = attachment(&first, &json!({}));
    let again = again.fails("The attachment exists already");
    case(&cloud).step(again.absent(ATTACHMENT)).await;
    assert_eq!(writes(&cloud), [] as [&str; 0]);
    assert_eq!(cloud.all::<Child>().len(), 1);

    // An empty list before the create changes nothing: CEN refuses, and what it has is not this resource's.
    let body = r#"{"TotalCount":0,"ChildInstances":{"ChildInstance":[]},"RequestId":"R"}"#;
    let body = body.to_owned();
    let empty = Effect::Http { status: 200, body };
    cloud.fault(Fault::new("DescribeCenAttachedChildInstances", empty).times(1));
    let unseen = attachment(&first, &json!({})).fails("The attachment exists already");
    case(&cloud).step(unseen.absent(ATTACHMENT)).await;
    assert_eq!(writes(&cloud), ["AttachCenChildInstance"]);

    // What an attempt that was not answered has done is this resource's.
    cloud.remove::<Child>("vpc-a").unwrap();
    cloud.fault(Fault::new("AttachCenChildInstance", Effect::Lost(Stage::After)).times(1));
    one.step(attachment(&first, &json!({}))).await;
    assert_eq!(cloud.all::<Child>().len(), 1);

    let elsewhere = attachment(&second, &json!({}));
    let elsewhere = elsewhere.fails("The network instance is attached already");
    case(&cloud).step(elsewhere.absent(ATTACHMENT)).await;
}

#[tokio::test]
async fn imports_of_every_form_bring_the_same_object() {
    let (_cloud, cen, mut case) = with_instance().await;
    case.step(attachment(&cen, &json!({}))).await;
    for rest in ["vpc-a:VPC:cn-hangzhou", "vpc-a:cn-hangzhou", "vpc-a"] {
        case.step(Step::import(ATTACHMENT, &format!("{cen}:{rest}")))
            .await;
    }
    for (id, reason) in [
        (
            format!("{cen}:vpc-b"),
            "Cannot import non-existent remote object",
        ),
        ("vpc-a".to_owned(), "Not the id of an attachment"),
    ] {
        case.step(Step::import(ATTACHMENT, &id).fails(reason)).await;
    }
}

#[tokio::test]
async fn attachments_with_old_and_new_ids_move_here_without_being_touched() {
    let (cloud, cen, mut case) = with_instance().await;
    case.step(attachment(&cen, &json!({}))).await;
    cloud.clear_journal();
    let late = json!({
        "cen_owner_id": null, "child_instance_id": "vpc-a", "child_instance_owner_id": ACCOUNT_ID,
        "child_instance_region_id": "cn-hangzhou", "child_instance_type": "VPC",
        "id": format!("{cen}:vpc-a:VPC:cn-hangzhou"), "instance_id": cen, "status": "Attached", "timeouts": null
    });
    let early = json!({
        "child_instance_id": "vpc-a", "child_instance_region_id": "cn-hangzhou", "id": format!("{cen}:vpc-a"),
        "instance_id": cen
    });
    for state in [late, early] {
        let source = official("alicloud_cen_instance_attachment", state);
        case.step(Step::move_from(ATTACHMENT, source)).await;
    }
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}

#[tokio::test]
async fn arguments_that_cannot_be_are_refused_where_they_stand() {
    let regions = |kind: &str, meant: &str| {
        format!(
            "Regions of cloud connect networks (CCN) begin with \"ccn-\", and those of other networks do not; this is a \
             {kind}. Did you mean {meant:?}?"
        )
    };
    let not_one = "The region is not one for this type";
    let cloud = cloud().await;
    for (arguments, attribute, summary, detail) in [
        (
            json!({ "child_instance_id": "ecs-a" }),
            "child_instance_id",
            "Not the id of a network instance",
            "\"ecs-a\" cannot be attached. What can be is a VPC, a border router or a cloud connect network; their ids \
             begin with \"vpc-\", \"vbr-\" and \"ccn-\" and go on with small letters, digits and hyphens.",
        ),
        (
            json!({ "child_instance_type": "VBR" }),
            "child_instance_type",
            "The type is not that of the network",
            "vpc-a is a VPC, not a VBR. Set child_instance_type = \"VPC\", or leave it out: the id tells the type.",
        ),
        (
            json!({ "child_instance_id": "ccn-a", "region": "cn-shanghai" }),
            "region",
            not_one,
            &regions("CCN", "ccn-cn-shanghai"),
        ),
        (
            json!({ "child_instance_id": "vbr-a", "region": "ccn-cn-shanghai" }),
            "region",
            not_one,
            &regions("VBR", "cn-shanghai"),
        ),
        (
            json!({ "child_instance_owner_id": "me" }),
            "child_instance_owner_id",
            "Not the id of an account",
            "\"me\" cannot be the id of an account; those are numbers of 16 digits or so, as the console shows them.",
        ),
    ] {
        let expected = Said::error(attribute, summary, detail);
        case(&cloud)
            .step(attachment("cen-x", &arguments).says([expected]))
            .await;
    }
    let unknown = attachment("cen-x", &json!({ "region": "cn-hangzou" }));
    case(&cloud).step(unknown.fails("Unknown region")).await;
    assert_eq!(actions(&cloud), [] as [&str; 0]);
}
