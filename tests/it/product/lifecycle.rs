//! From the first apply to the destroy, with exact state and exact calls.

use std::collections::BTreeMap;

use cen_simulator::Package;
use serde_json::{Value as Json, json};

use super::{actions, cloud, package, parameters_of, writes};
use crate::support::terraform::{PACKAGE, Workspace};

#[tokio::test(flavor = "multi_thread")]
async fn apply_stores_exactly_what_was_bought() {
    let cloud = cloud().await;
    let workspace = Workspace::new(
        &cloud,
        &package("  name = \"first\"\n  description = \"by test\"\n  tags = { env = \"dev\" }"),
    );
    workspace.apply_quietly().await;

    let bought = cloud.all::<Package>();
    assert_eq!(bought.len(), 1);
    let expected = json!({
        "id": bought[0].id,
        "bandwidth": 5,
        "area_a": "China",
        "area_b": "Asia-Pacific",
        "charge_type": "PostPaid",
        "period": null,
        "pricing_cycle": null,
        "auto_pay": true,
        "auto_renew": null,
        "auto_renew_duration": null,
        "renewal_status": null,
        "name": "first",
        "description": "by test",
        "cen_id": null,
        "resource_group_id": null,
        "tags": { "env": "dev" },
        "tags_all": { "env": "dev" },
        "client_token": null,
        "abandon_on_destroy": null,
        "on_destroy": null,
        "expiry_warning_days": null,
        "status": "Idle",
        "business_status": "Normal",
        "creation_time": bought[0].creation_time,
        "expired_time": bought[0].expired_time,
        "geographic_span_id": "china_asia-pacific",
        "is_cross_border": true,
        "timeouts": null,
    });
    assert_eq!(workspace.state(PACKAGE).await, expected);
    assert_eq!(
        actions(&cloud),
        ["CreateCenBandwidthPackage", "DescribeCenBandwidthPackages"]
    );

    let mut sent = parameters_of(&cloud, "CreateCenBandwidthPackage");
    let token = sent.remove("ClientToken").unwrap();
    assert!((1..=64).contains(&token.len()));
    let expected = [
        ("AutoPay", "true"),
        ("Bandwidth", "5"),
        ("BandwidthPackageChargeType", "POSTPAY"),
        ("Description", "by test"),
        ("GeographicRegionAId", "China"),
        ("GeographicRegionBId", "Asia-Pacific"),
        ("Name", "first"),
        ("Tag.1.Key", "env"),
        ("Tag.1.Value", "dev"),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(sent, BTreeMap::from(expected));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_plan_has_nothing_to_do_and_reads_once() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &package("  name = \"first\""));
    workspace.apply_quietly().await;
    cloud.clear_journal();
    workspace.assert_clean().await;
    assert_eq!(actions(&cloud), ["DescribeCenBandwidthPackages"]);
}

/// Applies `before`, then `after`, and answers with the planned differences and the writing calls of the second apply.
async fn change(before: &str, after: &str) -> (BTreeMap<String, (Json, Json)>, Vec<String>, Json) {
    let cloud = cloud().await;
    cloud.add_cen("first").unwrap();
    let workspace = Workspace::new(&cloud, before);
    workspace.apply_quietly().await;
    cloud.clear_journal();

    workspace.configure(after);
    let plan = workspace.plan().await;
    assert_eq!(
        (plan.actions(), plan.said.clone()),
        (vec!["update"], vec![])
    );
    workspace.apply_quietly().await;
    workspace.assert_clean().await;
    assert_eq!(cloud.all::<Package>().len(), 1);
    (
        plan.differences(),
        writes(&cloud),
        workspace.state(PACKAGE).await,
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn bandwidth_changes_in_place() {
    let before = package("");
    let after = before.replace("bandwidth   = 5", "bandwidth   = 10");
    let (planned, writes, state) = change(&before, &after).await;
    assert_eq!(
        planned,
        BTreeMap::from([("bandwidth".to_owned(), (json!(5), json!(10)))])
    );
    assert_eq!(writes, ["ModifyCenBandwidthPackageSpec"]);
    assert_eq!(state["bandwidth"], 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn name_and_description_change_in_place_with_one_call() {
    let before = package("  name = \"first\"\n  description = \"one\"");
    let after = package("  name = \"second\"");
    let (planned, writes, state) = change(&before, &after).await;
    let expected = [
        ("description".to_owned(), (json!("one"), Json::Null)),
        ("name".to_owned(), (json!("first"), json!("second"))),
    ];
    assert_eq!(planned, BTreeMap::from(expected));
    assert_eq!(writes, ["ModifyCenBandwidthPackageAttribute"]);
    assert_eq!(
        (&state["name"], &state["description"]),
        (&json!("second"), &Json::Null)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn tags_change_in_place() {
    let before = package("  tags = { env = \"dev\", old = \"1\" }");
    let after = package("  tags = { env = \"prod\", new = \"1\" }");
    let (planned, writes, state) = change(&before, &after).await;
    let (old, new) = (
        json!({"env": "dev", "old": "1"}),
        json!({"env": "prod", "new": "1"}),
    );
    let expected = [
        ("tags".to_owned(), (old.clone(), new.clone())),
        ("tags_all".to_owned(), (old, new.clone())),
    ];
    assert_eq!(planned, BTreeMap::from(expected));
    assert_eq!(writes, ["UntagResources", "TagResources"]);
    assert_eq!(state["tags"], new);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_only_terraform_notes_changes_without_a_call() {
    let before = package("  timeouts = { create = \"5m\" }");
    let after = package("  on_destroy = \"abandon\"");
    let (planned, writes, state) = change(&before, &after).await;
    let expected = [
        ("on_destroy".to_owned(), (Json::Null, json!("abandon"))),
        (
            "timeouts".to_owned(),
            (
                json!({"create": "5m", "delete": null, "update": null}),
                Json::Null,
            ),
        ),
    ];
    assert_eq!(planned, BTreeMap::from(expected));
    assert_eq!(writes, [] as [&str; 0]);
    assert_eq!(state["on_destroy"], "abandon");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_is_bound_moved_changed_while_in_use_and_unbound() {
    let cloud = cloud().await;
    let (first, second) = (
        cloud.add_cen("first").unwrap(),
        cloud.add_cen("second").unwrap(),
    );
    let bound_to = |cen: &str| package(&format!("  cen_id = \"{cen}\""));

    let workspace = Workspace::new(&cloud, &bound_to(&first));
    workspace.apply_quietly().await;
    assert_eq!(
        writes(&cloud),
        ["CreateCenBandwidthPackage", "AssociateCenBandwidthPackage"]
    );
    let state = workspace.state(PACKAGE).await;
    assert_eq!(
        (&state["cen_id"], &state["status"]),
        (&json!(first), &json!("InUse"))
    );
    workspace.assert_clean().await;

    cloud.clear_journal();
    workspace.configure(&bound_to(&first).replace("bandwidth   = 5", "bandwidth   = 20"));
    workspace.apply_quietly().await;
    assert_eq!(writes(&cloud), ["ModifyCenBandwidthPackageSpec"]);
    let state = workspace.state(PACKAGE).await;
    assert_eq!(
        (&state["bandwidth"], &state["status"]),
        (&json!(20), &json!("InUse"))
    );

    cloud.clear_journal();
    let moved = bound_to(&second).replace("bandwidth   = 5", "bandwidth   = 20");
    workspace.configure(&moved);
    assert_eq!(workspace.plan().await.actions(), ["update"]);
    workspace.apply_quietly().await;
    assert_eq!(
        writes(&cloud),
        [
            "UnassociateCenBandwidthPackage",
            "AssociateCenBandwidthPackage"
        ]
    );
    assert_eq!(
        cloud.all::<Package>()[0].cen_id.as_deref(),
        Some(second.as_str())
    );
    workspace.assert_clean().await;

    cloud.clear_journal();
    workspace.configure(&package("").replace("bandwidth   = 5", "bandwidth   = 20"));
    assert_eq!(workspace.plan().await.actions(), ["update"]);
    workspace.apply_quietly().await;
    assert_eq!(writes(&cloud), ["UnassociateCenBandwidthPackage"]);
    let state = workspace.state(PACKAGE).await;
    assert_eq!(
        (&state["cen_id"], &state["status"]),
        (&Json::Null, &json!("Idle"))
    );
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn destroy_unbinds_releases_and_waits() {
    let cloud = cloud().await;
    let cen = cloud.add_cen("first").unwrap();
    let workspace = Workspace::new(&cloud, &package(&format!("  cen_id = \"{cen}\"")));
    workspace.apply_quietly().await;
    cloud.clear_journal();
    assert_eq!(workspace.destroy().await, (0, vec![]));
    assert_eq!(
        writes(&cloud),
        [
            "UnassociateCenBandwidthPackage",
            "DeleteCenBandwidthPackage"
        ]
    );
    assert_eq!(cloud.all::<Package>(), []);
    assert_eq!(workspace.state(PACKAGE).await, Json::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_plans_clean() {
    let cloud = cloud().await;
    let configuration =
        package("  name = \"first\"\n  description = \"by test\"\n  tags = { env = \"dev\" }");
    let workspace = Workspace::new(&cloud, &configuration);
    workspace.apply_quietly().await;
    let before = workspace.state(PACKAGE).await;

    assert_eq!(workspace.run(&["state", "rm", PACKAGE]).await.code, 0);
    let id = before["id"].as_str().unwrap();
    let imported = workspace.run(&["import", "-no-color", PACKAGE, id]).await;
    assert_eq!(imported.code, 0, "{}", imported.stderr);
    assert_eq!(workspace.state(PACKAGE).await, before);
    workspace.assert_clean().await;
    assert_eq!(writes(&cloud), ["CreateCenBandwidthPackage"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_of_something_else_is_refused() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &package(""));
    let refused = workspace
        .run(&["import", "-no-color", PACKAGE, "cen-abc"])
        .await;
    assert_eq!(refused.code, 1);
    assert!(
        refused.stderr.contains("Not the id of a bandwidth package"),
        "{}",
        refused.stderr
    );
    let missing = workspace
        .run(&["import", "-no-color", PACKAGE, "cenbwp-abcdefghijklmnopqr"])
        .await;
    assert_eq!(missing.code, 1);
    assert!(
        missing
            .stderr
            .contains("Cannot import non-existent remote object"),
        "{}",
        missing.stderr
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn default_tags_join_the_resources_own() {
    let cloud = cloud().await;
    let provider = "provider \"cen\" {\n  default_tags = { team = \"net\", env = \"none\" }\n}\n";
    let configuration = format!("{provider}{}", package("  tags = { env = \"dev\" }"));
    let workspace = Workspace::new(&cloud, &configuration);
    workspace.apply_quietly().await;
    let state = workspace.state(PACKAGE).await;
    assert_eq!(state["tags"], json!({"env": "dev"}));
    assert_eq!(state["tags_all"], json!({"env": "dev", "team": "net"}));
    workspace.assert_clean().await;

    workspace.configure(&configuration.replace("team = \"net\"", "team = \"web\""));
    let plan = workspace.plan().await;
    let (old, new) = (
        json!({"env": "dev", "team": "net"}),
        json!({"env": "dev", "team": "web"}),
    );
    assert_eq!(
        plan.differences(),
        BTreeMap::from([("tags_all".to_owned(), (old, new))])
    );
    workspace.apply_quietly().await;
    assert_eq!(cloud.all::<Package>()[0].tags["team"], "web");
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn spaces_at_the_ends_of_texts_are_kept() {
    let cloud = cloud().await;
    let arguments = "  description = \" wide \"\n  tags = { \" \" = \"\", \" a \" = \" b \" }";
    let workspace = Workspace::new(&cloud, &package(arguments));
    workspace.apply_quietly().await;
    workspace.assert_clean().await;
    let state = workspace.state(PACKAGE).await;
    assert_eq!(state["description"], " wide ");
    assert_eq!(state["tags"], json!({ " ": "", " a ": " b " }));
}
