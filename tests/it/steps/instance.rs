//! CEN instances.

use cen_simulator::{Instance, InstanceChange};
use serde_json::{Value as Json, json};
use tf_plugin_testing::{Action, Said, Step, expect_action, expect_change};

use super::{actions, case, cloud, only, parameters_of, texts, writes};

const INSTANCE: &str = "cen_instance.this";

/// A configuration with an instance that has these arguments.
fn instance(arguments: &Json) -> Step {
    Step::config(only("cen_instance", arguments))
}

#[tokio::test]
async fn apply_stores_exactly_what_was_made() {
    let cloud = cloud().await;
    let mut case = case(&cloud);
    case.step(instance(&json!({
        "name": "main",
        "description": "by test",
        "tags": { "env": "dev" },
        "resource_group_id": "rg-1",
        "protection_level": "REDUCED",
    })))
    .await;
    let made = cloud.all::<Instance>();
    assert_eq!(made.len(), 1);
    let expected = json!({
        "id": made[0].id,
        "name": "main",
        "description": "by test",
        "protection_level": "REDUCED",
        "resource_group_id": "rg-1",
        "tags": { "env": "dev" },
        "tags_all": { "env": "dev" },
        "status": "Active",
        "creation_time": made[0].creation_time,
        "timeouts": null,
    });
    assert_eq!(case.state(INSTANCE), &expected);
    // The last call is that of the next plan.
    assert_eq!(
        actions(&cloud),
        ["CreateCen", "DescribeCens", "DescribeCens"]
    );
    let mut sent = parameters_of(&cloud, "CreateCen");
    let token = sent.remove("ClientToken").unwrap();
    assert!((1..=64).contains(&token.len()));
    let expected = texts([
        ("Description", "by test"),
        ("Name", "main"),
        ("ProtectionLevel", "REDUCED"),
        ("ResourceGroupId", "rg-1"),
        ("Tag.1.Key", "env"),
        ("Tag.1.Value", "dev"),
    ]);
    assert_eq!(sent, expected);
}

#[tokio::test]
async fn everything_changes_in_place() {
    let cloud = cloud().await;
    let mut case = case(&cloud);
    let before = json!({ "name": "main", "description": "one", "tags": { "env": "dev" } });
    case.step(instance(&before)).await;
    cloud.clear_journal();
    let after =
        json!({ "name": "1st choice", "tags": { "env": "prod" }, "resource_group_id": "rg-2" });
    case.step(
        instance(&after)
            .plan(expect_action(INSTANCE, Action::Update))
            .plan(expect_change(
                INSTANCE,
                json!({
                    "description": ["one", null],
                    "name": ["main", "1st choice"],
                    "resource_group_id": [null, "rg-2"],
                    "tags": [{ "env": "dev" }, { "env": "prod" }],
                    "tags_all": [{ "env": "dev" }, { "env": "prod" }],
                }),
            ))
            .keeps(INSTANCE, "id"),
    )
    .await;
    let expected = ["ModifyCenAttribute", "MoveResourceGroup", "TagResources"];
    assert_eq!(writes(&cloud), expected);
    let expected = texts([
        ("CenId", &cloud.all::<Instance>()[0].id),
        ("Description", ""),
        ("Name", "1st choice"),
    ]);
    assert_eq!(parameters_of(&cloud, "ModifyCenAttribute"), expected);
}

#[tokio::test]
async fn the_protection_level_is_lowered_in_place_and_otherwise_left_as_it_is() {
    let cloud = cloud().await;
    let mut case = case(&cloud);
    case.step(instance(&json!({}))).await;
    let full = InstanceChange {
        protection_level: Some("FULL".to_owned()),
        ..InstanceChange::default()
    };
    cloud
        .change::<Instance>(&cloud.all::<Instance>()[0].id, full)
        .unwrap();
    let left = instance(&json!({})).plan(expect_action(INSTANCE, Action::NoOp));
    case.step(left).await;

    cloud.clear_journal();
    let reduced = json!({ "protection_level": "REDUCED" });
    case.step(instance(&reduced).plan(expect_action(INSTANCE, Action::Update)))
        .await;
    assert_eq!(writes(&cloud), ["ModifyCenAttribute"]);
    assert_eq!(cloud.all::<Instance>()[0].protection_level, "REDUCED");

    let detail = "\"FULL\" is not allowed here; use one of \"REDUCED\".";
    let summary = "Value is not one of those allowed";
    let full = instance(&json!({ "protection_level": "FULL" }));
    case.step(full.says([Said::error("protection_level", summary, detail)]))
        .await;
}

#[tokio::test]
async fn drift_is_shown_and_repaired_and_what_is_gone_is_made_anew() {
    let cloud = cloud().await;
    let mut case = case(&cloud);
    let main = || instance(&json!({ "name": "main" }));
    case.step(main()).await;
    let first = cloud.all::<Instance>()[0].id.clone();
    let change = InstanceChange {
        name: Some("other".to_owned()),
        tags: Some(texts([("by", "hand")])),
        ..InstanceChange::default()
    };
    cloud.change::<Instance>(&first, change).unwrap();
    let repaired = json!({
        "name": ["other", "main"],
        "tags": [{ "by": "hand" }, null],
        "tags_all": [{ "by": "hand" }, {}],
    });
    case.step(main().plan(expect_change(INSTANCE, repaired)))
        .await;

    cloud.remove::<Instance>(&first).unwrap();
    case.step(main().plan(expect_action(INSTANCE, Action::Create)))
        .await;
    let second = cloud.all::<Instance>().remove(0).id;
    assert_ne!(second, first);
    assert_eq!(case.state(INSTANCE)["id"], json!(second));

    cloud.remove::<Instance>(&second).unwrap();
    cloud.clear_journal();
    case.destroy().await;
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}

#[tokio::test]
async fn searches_find_what_was_made_by_its_name() {
    let cloud = cloud().await;
    let mut case = case(&cloud);
    case.step(instance(
        &json!({ "name": "main", "tags": { "env": "dev" } }),
    ))
    .await;
    cloud.clear_journal();
    let state = case.state(INSTANCE).clone();
    let identity = json!({ "id": state["id"] });
    let search = Step::query("cen_instance", json!({}));
    case.step(search.finds(1).finds_object(identity, Some(state)))
        .await;
    let named = |name: &str| Step::query("cen_instance", json!({ "name": name }));
    case.step(named("main").finds(1)).await;
    case.step(named("other").finds(0)).await;
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}
