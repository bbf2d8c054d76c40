//! Bindings of packages as resources of their own.

use std::collections::BTreeMap;

use cen_simulator::{Effect, Fault, Package, PackageChange};
use serde_json::{Value as Json, json};

use super::moving_in::official_state;
use super::{actions, cloud, error, package, parameters_of, writes};
use crate::support::terraform::{Feature, PACKAGE, Workspace, host_knows};

pub(super) const ATTACHMENT: &str = "cen_bandwidth_package_attachment.this";

/// A binding with these ends, which are expressions.
pub(super) fn attachment(cen: &str, package: &str) -> String {
    format!(
        "\nresource \"cen_bandwidth_package_attachment\" \"this\" {{\n  cen_id = {cen}\n  bandwidth_package_id = \
         {package}\n}}\n"
    )
}

/// A package and its binding to the instance with this id.
pub(super) fn bound(cen: &str) -> String {
    let ends = attachment(&format!("{cen:?}"), &format!("{PACKAGE}.id"));
    format!("{}{ends}", package(""))
}

fn expected_state(cen: &str, package: &str) -> Json {
    json!({
        "id": package,
        "cen_id": cen,
        "bandwidth_package_id": package,
        "timeouts": null,
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_is_bound_and_its_own_resource_leaves_that_alone() {
    let cloud = cloud().await;
    let cen = cloud.add_cen("first").unwrap();
    let workspace = Workspace::new(&cloud, &bound(&cen));
    workspace.apply_quietly().await;
    let package = cloud.all::<Package>()[0].id.clone();
    assert_eq!(
        workspace.state(ATTACHMENT).await,
        expected_state(&cen, &package)
    );
    assert_eq!(
        actions(&cloud),
        [
            "CreateCenBandwidthPackage",
            "DescribeCenBandwidthPackages",
            // Whether it is bound already, and whether the instance has a place for it.
            "DescribeCenBandwidthPackages",
            "DescribeCens",
            "AssociateCenBandwidthPackage",
            "DescribeCenBandwidthPackages",
        ]
    );
    let expected = [("CenId", cen.as_str()), ("CenBandwidthPackageId", &package)];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(
        parameters_of(&cloud, "AssociateCenBandwidthPackage"),
        BTreeMap::from(expected)
    );

    cloud.clear_journal();
    workspace.assert_clean().await;
    assert_eq!(writes(&cloud), [] as [&str; 0]);
    let grown = bound(&cen).replace("= 5", "= 20");
    workspace.configure(&grown);
    workspace.apply_quietly().await;
    assert_eq!(writes(&cloud), ["ModifyCenBandwidthPackageSpec"]);
    assert_eq!(
        cloud.all::<Package>()[0].cen_id.as_deref(),
        Some(cen.as_str())
    );

    cloud.clear_journal();
    assert_eq!(workspace.destroy().await, (0, vec![]));
    assert_eq!(
        writes(&cloud),
        [
            "UnassociateCenBandwidthPackage",
            "DeleteCenBandwidthPackage"
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn another_instance_replaces_the_binding_and_leaves_the_package() {
    let cloud = cloud().await;
    let (first, second) = (
        cloud.add_cen("first").unwrap(),
        cloud.add_cen("second").unwrap(),
    );
    let workspace = Workspace::new(&cloud, &bound(&first));
    workspace.apply_quietly().await;
    workspace.assert_clean().await;
    cloud.clear_journal();

    // The package changes in the same apply: what it saw of its binding is out of date by then.
    workspace.configure(&bound(&second).replace("= 5", "= 20"));
    let plan = workspace.plan().await;
    assert_eq!(plan.actions_of(ATTACHMENT), ["delete", "create"]);
    assert_eq!(plan.actions_of(PACKAGE), ["update"]);
    workspace.apply_quietly().await;
    assert_eq!(
        writes(&cloud),
        [
            "UnassociateCenBandwidthPackage",
            "ModifyCenBandwidthPackageSpec",
            "AssociateCenBandwidthPackage",
        ]
    );
    assert_eq!(
        cloud.all::<Package>()[0].cen_id.as_deref(),
        Some(second.as_str())
    );
    workspace.assert_clean().await;

    workspace.configure(&package("").replace("= 5", "= 20"));
    workspace.apply_quietly().await;
    assert_eq!(cloud.all::<Package>()[0].cen_id, None);
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replaced_package_takes_its_binding_along() {
    let cloud = cloud().await;
    let cen = cloud.add_cen("first").unwrap();
    let workspace = Workspace::new(&cloud, &bound(&cen));
    workspace.apply_quietly().await;
    cloud.clear_journal();
    workspace.configure(&bound(&cen).replace("Asia-Pacific", "Europe"));
    let plan = workspace.plan().await;
    assert_eq!(plan.actions_of(ATTACHMENT), ["delete", "create"]);
    workspace.apply_quietly().await;
    assert_eq!(
        writes(&cloud),
        [
            "UnassociateCenBandwidthPackage",
            "DeleteCenBandwidthPackage",
            "CreateCenBandwidthPackage",
            "AssociateCenBandwidthPackage",
        ]
    );
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_argument_and_a_binding_that_disagree_are_refused_at_plan_time() {
    let cloud = cloud().await;
    let (first, second) = (
        cloud.add_cen("first").unwrap(),
        cloud.add_cen("second").unwrap(),
    );
    let workspace = Workspace::new(&cloud, &bound(&first));
    workspace.apply_quietly().await;
    let id = cloud.all::<Package>()[0].id.clone();

    let argument = package(&format!("  cen_id = \"{second}\""));
    let ends = attachment(&format!("{first:?}"), &format!("{PACKAGE}.id"));
    workspace.configure(&format!("{argument}{ends}"));
    cloud.clear_journal();
    let plan = workspace.plan().await;
    let detail = format!(
        "A package is bound to one CEN instance. For {id} that is {first} here, by a cen_bandwidth_package_attachment, and \
         {second} by the argument cen_id of the package elsewhere in the configuration: each apply would undo what the last \
         one has done. Keep one of the two."
    );
    let summary = "Two resources bind the package to different CEN instances";
    assert_eq!(
        (plan.code, plan.said.clone()),
        (1, vec![error("cen_id", summary, &detail)])
    );

    // And two bindings of one package, whichever is planned first.
    let third = attachment(&format!("{second:?}"), &format!("{PACKAGE}.id"));
    let third = third.replace("\" \"this\" {", "\" \"other\" {");
    workspace.configure(&format!("{}{third}", bound(&first)));
    let plan = workspace.plan().await;
    let detail = |here: &str, elsewhere: &str| {
        format!(
            "A package is bound to one CEN instance. For {id} that is {here} here, by a cen_bandwidth_package_attachment, \
             and {elsewhere} by another cen_bandwidth_package_attachment elsewhere in the configuration: each apply would \
             undo what the last one has done. Keep one of the two."
        )
    };
    let either = [(&first, &second), (&second, &first)]
        .map(|(here, elsewhere)| vec![error("cen_id", summary, &detail(here, elsewhere))]);
    assert_eq!(plan.code, 1);
    assert!(either.contains(&plan.said), "{:?}", plan.said);
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_binding_goes_over_from_the_argument_to_a_resource_and_back() {
    if !host_knows(Feature::Removed) {
        return;
    }
    let cloud = cloud().await;
    let cen = cloud.add_cen("first").unwrap();
    let argument = package(&format!("  cen_id = \"{cen}\""));
    let workspace = Workspace::new(&cloud, &argument);
    workspace.apply_quietly().await;
    cloud.clear_journal();
    workspace.configure(&bound(&cen));
    workspace.apply_quietly().await;
    assert_eq!(
        writes(&cloud),
        [
            "UnassociateCenBandwidthPackage",
            "AssociateCenBandwidthPackage"
        ]
    );
    workspace.assert_clean().await;

    cloud.clear_journal();
    let removed = format!(
        "removed {{\n  from = {ATTACHMENT}\n  lifecycle {{\n    destroy = false\n  }}\n}}\n"
    );
    workspace.configure(&format!("{removed}{argument}"));
    let (code, said) = workspace.apply().await;
    // Terraform itself warns that it leaves something behind.
    assert!(code == 0 && said.iter().all(|one| one.severity == "warning"));
    assert_eq!(writes(&cloud), [] as [&str; 0]);
    assert_eq!(
        cloud.all::<Package>()[0].cen_id.as_deref(),
        Some(cen.as_str())
    );
    workspace.configure(&argument);
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_package_that_is_bound_elsewhere_is_refused_at_apply_time() {
    let cloud = cloud().await;
    let (first, second) = (
        cloud.add_cen("first").unwrap(),
        cloud.add_cen("second").unwrap(),
    );
    let argument = package(&format!("  cen_id = \"{second}\""));
    let ends = attachment(&format!("{first:?}"), &format!("{PACKAGE}.id"));
    let workspace = Workspace::new(&cloud, &format!("{argument}{ends}"));
    let (code, said) = workspace.apply().await;
    let id = cloud.all::<Package>()[0].id.clone();
    assert_eq!((code, said.len()), (1, 1));
    assert_eq!(
        said[0].summary,
        "The package is bound to another CEN instance"
    );
    let expected = format!(
        "{id} is bound to {second}, and a package is bound to one instance, so it was not bound to {first}. If the argument \
         cen_id of the package binds it, remove that argument or this attachment."
    );
    assert!(said[0].detail.starts_with(&expected), "{}", said[0].detail);
    assert_eq!(workspace.state(ATTACHMENT).await, Json::Null);
    assert_eq!(
        cloud.all::<Package>()[0].cen_id.as_deref(),
        Some(second.as_str())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_binding_that_was_undone_is_made_anew() {
    let cloud = cloud().await;
    let cen = cloud.add_cen("first").unwrap();
    let workspace = Workspace::new(&cloud, &bound(&cen));
    workspace.apply_quietly().await;
    let id = cloud.all::<Package>()[0].id.clone();
    let unbind = PackageChange {
        cen_id: Some(String::new()),
        ..PackageChange::default()
    };
    cloud.change::<Package>(&id, unbind.clone()).unwrap();
    cloud.clear_journal();
    assert_eq!(workspace.plan().await.actions_of(ATTACHMENT), ["create"]);
    workspace.apply_quietly().await;
    assert_eq!(writes(&cloud), ["AssociateCenBandwidthPackage"]);
    workspace.assert_clean().await;

    cloud.change::<Package>(&id, unbind).unwrap();
    cloud.clear_journal();
    assert_eq!(workspace.destroy().await, (0, vec![]));
    assert_eq!(writes(&cloud), ["DeleteCenBandwidthPackage"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_plans_clean_and_a_package_without_a_binding_has_none_to_import() {
    let cloud = cloud().await;
    let cen = cloud.add_cen("first").unwrap();
    let workspace = Workspace::new(&cloud, &bound(&cen));
    workspace.apply_quietly().await;
    let id = cloud.all::<Package>()[0].id.clone();
    let before = workspace.state(ATTACHMENT).await;
    assert_eq!(workspace.run(&["state", "rm", ATTACHMENT]).await.code, 0);
    let imported = workspace
        .run(&["import", "-no-color", ATTACHMENT, &id])
        .await;
    assert_eq!(imported.code, 0, "{}", imported.stderr);
    assert_eq!(workspace.state(ATTACHMENT).await, before);
    workspace.assert_clean().await;

    assert_eq!(workspace.run(&["state", "rm", ATTACHMENT]).await.code, 0);
    let unbind = PackageChange {
        cen_id: Some(String::new()),
        ..PackageChange::default()
    };
    cloud.change::<Package>(&id, unbind).unwrap();
    for (id, reason) in [
        (id.as_str(), "Cannot import non-existent remote object"),
        ("cen-abc", "Not the id of a bandwidth package"),
    ] {
        let refused = workspace
            .run(&["import", "-no-color", ATTACHMENT, id])
            .await;
        assert_eq!(refused.code, 1);
        assert!(refused.stderr.contains(reason), "{}", refused.stderr);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moved_block_takes_a_binding_over_without_touching_it() {
    if !host_knows(Feature::MovedAcrossTypes) {
        return;
    }
    let cloud = cloud().await;
    let cen = cloud.add_cen("first").unwrap();
    let bought = Workspace::new(&cloud, &package(&format!("  cen_id = \"{cen}\"")));
    bought.apply_quietly().await;
    let id = cloud.all::<Package>()[0].id.clone();
    cloud.clear_journal();

    let attributes = json!({
        "bandwidth_package_id": id, "id": id, "instance_id": cen, "timeouts": null
    });
    let moved = format!("moved {{\n  from = alicloud_{ATTACHMENT}\n  to   = {ATTACHMENT}\n}}\n");
    let ends = attachment(&format!("{cen:?}"), &format!("{id:?}"));
    let workspace = Workspace::new(&cloud, &format!("{moved}{ends}"));
    workspace.stand_in("aliyun/alicloud");
    let state = official_state("alicloud_cen_bandwidth_package_attachment", &attributes);
    std::fs::write(workspace.path().join("terraform.tfstate"), state).unwrap();
    let plan = workspace.plan().await;
    assert_eq!((plan.code, plan.said.clone()), (0, vec![]));
    assert_eq!(plan.actions(), ["no-op"]);
    workspace.apply_quietly().await;
    assert_eq!(workspace.state(ATTACHMENT).await, expected_state(&cen, &id));
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_that_cannot_be_are_refused_and_unknown_ones_are_not() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &attachment("\"cenbwp-x\"", "\"cen-x\""));
    let said = workspace.plan().await.said;
    let expected = [
        error(
            "cen_id",
            "Not the id of a CEN instance",
            "\"cenbwp-x\" cannot be the id of a CEN instance; those begin with \"cen-\".",
        ),
        error(
            "bandwidth_package_id",
            "Not the id of a bandwidth package",
            "\"cen-x\" cannot be the id of a bandwidth package; those begin with \"cenbwp-\".",
        ),
    ];
    assert_eq!(said, expected);
    workspace.configure(&attachment("\"CEN-x\"", "\"Cenbwp-x\""));
    assert_eq!(workspace.plan().await.said, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_binding_that_an_empty_list_hides_is_not_taken_over() {
    let cloud = cloud().await;
    let cen = cloud.add_cen("first").unwrap();
    let first = Workspace::new(&cloud, &bound(&cen));
    first.apply_quietly().await;
    let id = cloud.all::<Package>()[0].id.clone();
    let body =
        r#"{"TotalCount":0,"CenBandwidthPackages":{"CenBandwidthPackage":[]},"RequestId":"R"}"#;
    let body = body.to_owned();
    let empty = Effect::Http { status: 200, body };
    let again = attachment(&format!("{cen:?}"), &format!("{id:?}"));
    // Before the create, and after CEN has refused it.
    for times in [1, 2] {
        cloud.clear_journal();
        cloud.fault(Fault::new("DescribeCenBandwidthPackages", empty.clone()).times(times));
        let (code, said) = Workspace::new(&cloud, &again).apply().await;
        let summaries: Vec<&str> = said.iter().map(|one| one.summary.as_str()).collect();
        assert_eq!((code, summaries), (1, vec!["The binding exists already"]));
        let associate = |call: &String| call == "AssociateCenBandwidthPackage";
        assert!(cloud.calls("AssociateCenBandwidthPackage") > 0);
        assert!(writes(&cloud).iter().all(associate));
    }
    first.assert_clean().await;
}
