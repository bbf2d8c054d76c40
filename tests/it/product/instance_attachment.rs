//! Networks attached to CEN instances, from the first apply to the destroy, with exact state and exact calls.

use std::collections::BTreeMap;

use cen_simulator::{ACCOUNT_ID, Options, Policy, Simulator};
use serde_json::{Value as Json, json};

use super::moving_in::official_state;
use super::{actions, cloud, error, parameters_of, writes};
use crate::support::terraform::Workspace;

const ATTACHMENT: &str = "cen_instance_attachment.this";

/// A VPC in Hangzhou that is attached to the instance with this id, with further arguments.
pub(super) fn attachment(cen: &str, arguments: &str) -> String {
    format!(
        "\nresource \"cen_instance_attachment\" \"this\" {{\n  cen_id = \"{cen}\"\n  child_instance_id = \"vpc-a\"\n  \
         region = \"cn-hangzhou\"\n{arguments}\n}}\n"
    )
}

fn sent(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    let pairs = pairs.iter();
    pairs
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn apply_stores_exactly_what_was_attached_and_destroy_detaches_it() {
    let cloud = cloud().await;
    let cen = cloud.add_cen("first").unwrap();
    let workspace = Workspace::new(&cloud, &attachment(&cen, ""));
    workspace.apply_quietly().await;
    let child = cloud.children().remove(0);
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
    assert_eq!(workspace.state(ATTACHMENT).await, expected);
    assert_eq!(
        actions(&cloud),
        [
            "AttachCenChildInstance",
            "DescribeCenAttachedChildInstances"
        ]
    );
    let network = [
        ("CenId", cen.as_str()),
        ("ChildInstanceId", "vpc-a"),
        ("ChildInstanceRegionId", "cn-hangzhou"),
        ("ChildInstanceType", "VPC"),
    ];
    assert_eq!(
        parameters_of(&cloud, "AttachCenChildInstance"),
        sent(&network)
    );

    cloud.clear_journal();
    workspace.assert_clean().await;
    assert_eq!(actions(&cloud), ["DescribeCenAttachedChildInstances"]);

    cloud.clear_journal();
    assert_eq!(workspace.destroy().await, (0, vec![]));
    assert_eq!(writes(&cloud), ["DetachCenChildInstance"]);
    let owner = ACCOUNT_ID.to_string();
    let mut expected = sent(&network);
    expected.insert("ChildInstanceOwnerId".to_owned(), owner);
    assert_eq!(parameters_of(&cloud, "DetachCenChildInstance"), expected);
    assert_eq!(cloud.children(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_change_replaces_but_what_only_terraform_notes() {
    let cloud = cloud().await;
    let (first, second) = (
        cloud.add_cen("first").unwrap(),
        cloud.add_cen("second").unwrap(),
    );
    let workspace = Workspace::new(&cloud, &attachment(&first, ""));
    workspace.apply_quietly().await;
    workspace.configure(&attachment(&second, ""));
    let plan = workspace.plan().await;
    assert_eq!(
        (plan.actions(), plan.said.clone()),
        (vec!["delete", "create"], vec![])
    );
    cloud.clear_journal();
    workspace.apply_quietly().await;
    assert_eq!(
        writes(&cloud),
        ["DetachCenChildInstance", "AttachCenChildInstance"]
    );
    assert_eq!(cloud.children()[0].cen_id, second);

    let other_kind = attachment(&second, "")
        .replace("vpc-a", "ccn-a")
        .replace("cn-hangzhou", "ccn-cn-shanghai");
    workspace.configure(&other_kind);
    workspace.apply_quietly().await;
    assert_eq!(
        workspace.state(ATTACHMENT).await["child_instance_type"],
        "CCN"
    );

    cloud.clear_journal();
    let noted = other_kind.replace(
        "\n\n}",
        "\n  cen_owner_id = \"42\"\n  timeouts = { create = \"5m\" }\n}",
    );
    workspace.configure(&noted);
    assert_eq!(workspace.plan().await.actions(), ["update"]);
    workspace.apply_quietly().await;
    assert_eq!(writes(&cloud), [] as [&str; 0]);
    workspace.assert_clean().await;

    cloud.clear_journal();
    assert_eq!(workspace.destroy().await, (0, vec![]));
    let sent = parameters_of(&cloud, "DetachCenChildInstance");
    assert_eq!(sent["CenOwnerId"], "42");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_region_in_capitals_is_the_same_region() {
    let cloud = cloud().await;
    let cen = cloud.add_cen("first").unwrap();
    let capitals = attachment(&cen, "").replace("cn-hangzhou", "CN-Hangzhou");
    let workspace = Workspace::new(&cloud, &capitals);
    workspace.apply_quietly().await;
    workspace.assert_clean().await;
    workspace.configure(&attachment(&cen, ""));
    workspace.assert_clean().await;
    assert_eq!(writes(&cloud), ["AttachCenChildInstance"]);
}

#[tokio::test(flavor = "multi_thread")]
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
    let owned_by =
        |account: &str| attachment(&cen, &format!("  child_instance_owner_id = \"{account}\""));
    let workspace = Workspace::new(&cloud, &owned_by("43"));
    let (code, said) = workspace.apply().await;
    assert_eq!((code, said.len()), (1, 1));
    assert!(
        said[0].detail.contains("has to grant it to the account"),
        "{}",
        said[0].detail
    );
    assert_eq!(workspace.state(ATTACHMENT).await, Json::Null);

    workspace.configure(&owned_by("42"));
    workspace.apply_quietly().await;
    assert_eq!(cloud.children()[0].owner, 42);
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_detached_by_somebody_is_attached_anew() {
    let cloud = cloud().await;
    let cen = cloud.add_cen("first").unwrap();
    let workspace = Workspace::new(&cloud, &attachment(&cen, ""));
    workspace.apply_quietly().await;
    cloud.remove_child("vpc-a").unwrap();
    assert_eq!(workspace.plan().await.actions(), ["create"]);
    workspace.apply_quietly().await;
    assert_eq!(cloud.children().len(), 1);
    workspace.assert_clean().await;

    // With the instance, everything on it is gone.
    cloud.remove_instance(&cen).unwrap();
    assert_eq!(workspace.plan().await.actions(), ["create"]);
    cloud.clear_journal();
    assert_eq!(workspace.destroy().await, (0, vec![]));
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attachment_that_exists_is_taken_up_and_one_elsewhere_is_refused() {
    let cloud = cloud().await;
    let (first, second) = (
        cloud.add_cen("first").unwrap(),
        cloud.add_cen("second").unwrap(),
    );
    let workspace = Workspace::new(&cloud, &attachment(&first, ""));
    workspace.apply_quietly().await;
    let again = Workspace::new(&cloud, &attachment(&first, ""));
    again.apply_quietly().await;
    assert_eq!(cloud.children().len(), 1);

    let elsewhere = Workspace::new(&cloud, &attachment(&second, ""));
    let (code, said) = elsewhere.apply().await;
    assert_eq!((code, said.len()), (1, 1));
    assert_eq!(said[0].summary, "The network instance is attached already");
    assert_eq!(elsewhere.state(ATTACHMENT).await, Json::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn imports_of_every_form_plan_clean() {
    let cloud = cloud().await;
    let cen = cloud.add_cen("first").unwrap();
    let workspace = Workspace::new(&cloud, &attachment(&cen, ""));
    workspace.apply_quietly().await;
    let before = workspace.state(ATTACHMENT).await;
    for rest in ["vpc-a:VPC:cn-hangzhou", "vpc-a:cn-hangzhou", "vpc-a"] {
        assert_eq!(workspace.run(&["state", "rm", ATTACHMENT]).await.code, 0);
        let id = format!("{cen}:{rest}");
        let imported = workspace
            .run(&["import", "-no-color", ATTACHMENT, &id])
            .await;
        assert_eq!(imported.code, 0, "{}", imported.stderr);
        assert_eq!(workspace.state(ATTACHMENT).await, before, "{rest}");
        workspace.assert_clean().await;
    }
    assert_eq!(workspace.run(&["state", "rm", ATTACHMENT]).await.code, 0);
    for (id, reason) in [
        (
            format!("{cen}:vpc-b"),
            "Cannot import non-existent remote object",
        ),
        ("vpc-a".to_owned(), "Not the id of an attachment"),
    ] {
        let refused = workspace
            .run(&["import", "-no-color", ATTACHMENT, &id])
            .await;
        assert_eq!(refused.code, 1);
        assert!(refused.stderr.contains(reason), "{}", refused.stderr);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moved_block_takes_attachments_with_old_and_new_ids_over_without_touching_them() {
    let cloud = cloud().await;
    let cen = cloud.add_cen("first").unwrap();
    let workspace = Workspace::new(&cloud, &attachment(&cen, ""));
    workspace.apply_quietly().await;
    let before = workspace.state(ATTACHMENT).await;
    workspace.stand_in("aliyun/alicloud");
    let moved = format!("moved {{\n  from = alicloud_{ATTACHMENT}\n  to   = {ATTACHMENT}\n}}\n");
    workspace.configure(&format!("{moved}{}", attachment(&cen, "")));
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
    for attributes in [late, early] {
        let state = official_state("alicloud_cen_instance_attachment", &attributes);
        std::fs::write(workspace.path().join("terraform.tfstate"), state).unwrap();
        let plan = workspace.plan().await;
        assert_eq!((plan.code, plan.said.clone()), (0, vec![]));
        assert_eq!(plan.actions(), ["no-op"]);
        workspace.apply_quietly().await;
        assert_eq!(workspace.state(ATTACHMENT).await, before);
    }
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn arguments_that_cannot_be_are_refused_where_they_stand() {
    let cloud = cloud().await;
    let configured = |id: &str, region: &str, more: &str| {
        attachment("cen-x", more)
            .replace("vpc-a", id)
            .replace("cn-hangzhou", region)
    };
    let said = async |configuration: String| {
        let workspace = Workspace::new(&cloud, &configuration);
        workspace.plan().await.said
    };
    let detail = "\"ecs-a\" cannot be attached. What can be is a VPC, a border router or a cloud connect network; their ids \
                  begin with \"vpc-\", \"vbr-\" and \"ccn-\" and go on with small letters, digits and hyphens.";
    assert_eq!(
        said(configured("ecs-a", "cn-hangzhou", "")).await,
        [error(
            "child_instance_id",
            "Not the id of a network instance",
            detail
        )]
    );
    let detail = "vpc-a is a VPC, not a VBR. Set child_instance_type = \"VPC\", or leave it out: the id tells the type.";
    let more = "  child_instance_type = \"VBR\"";
    assert_eq!(
        said(configured("vpc-a", "cn-hangzhou", more)).await,
        [error(
            "child_instance_type",
            "The type is not that of the network",
            detail
        )]
    );
    for (id, region, kind, meant) in [
        ("ccn-a", "cn-shanghai", "CCN", "ccn-cn-shanghai"),
        ("vbr-a", "ccn-cn-shanghai", "VBR", "cn-shanghai"),
    ] {
        let detail = format!(
            "Regions of cloud connect networks (CCN) begin with \"ccn-\", and those of other networks do not; this is a \
             {kind}. Did you mean {meant:?}?"
        );
        assert_eq!(
            said(configured(id, region, "")).await,
            [error(
                "region",
                "The region is not one for this type",
                &detail
            )]
        );
    }
    let found = said(configured("vpc-a", "cn-hangzou", "")).await;
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].attribute.as_str(), found[0].summary.as_str()),
        ("region", "Unknown region")
    );
    let more = "  child_instance_owner_id = \"me\"";
    let detail = "\"me\" cannot be the id of an account; those are numbers of 16 digits or so, as the console shows them.";
    assert_eq!(
        said(configured("vpc-a", "cn-hangzhou", more)).await,
        [error(
            "child_instance_owner_id",
            "Not the id of an account",
            detail
        )]
    );
    assert_eq!(actions(&cloud), [] as [&str; 0]);
}
