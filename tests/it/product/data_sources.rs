//! Data sources: what exists, told exactly, and what is missing, told clearly.

use cen_simulator::{Package, Simulator};
use serde_json::{Value as Json, json};

use super::{actions, cloud, error, package};
use crate::support::terraform::Workspace;

/// Packages of these names, bought by another configuration.
async fn bought(cloud: &Simulator, names: &[&str]) -> Workspace {
    let packages = names.iter().enumerate().map(|(number, name)| {
        package(&format!(
            "  name = {name:?}\n  tags = {{ env = \"dev\", number = \"{number}\" }}"
        ))
        .replace("\"this\"", &format!("\"number_{number}\""))
    });
    let workspace = Workspace::new(cloud, &packages.collect::<String>());
    workspace.apply_quietly().await;
    cloud.clear_journal();
    workspace
}

/// A data source with these arguments.
fn data(type_name: &str, arguments: &str) -> String {
    format!("data \"{type_name}\" \"this\" {{\n{arguments}\n}}\n")
}

const ONE: &str = "data.cen_bandwidth_package.this";
const MANY: &str = "data.cen_bandwidth_packages.this";

#[tokio::test(flavor = "multi_thread")]
async fn a_package_is_found_by_name_and_by_id() {
    let cloud = cloud().await;
    let _shop = bought(&cloud, &["first", "second"]).await;
    let wanted = cloud
        .all::<Package>()
        .into_iter()
        .find(|one| one.name == "second");
    let wanted = wanted.unwrap();
    let looking = Workspace::new(
        &cloud,
        &data("cen_bandwidth_package", "  name = \"second\""),
    );
    looking.apply_quietly().await;
    let expected = json!({
        "id": wanted.id,
        "name": "second",
        "description": null,
        "bandwidth": 5,
        "area_a": "China",
        "area_b": "Asia-Pacific",
        "charge_type": "PostPaid",
        "cen_id": null,
        "resource_group_id": null,
        "tags": { "env": "dev", "number": "1" },
        "status": "Idle",
        "business_status": "Normal",
        "creation_time": wanted.creation_time,
        "expired_time": wanted.expired_time,
        "geographic_span_id": "china_asia-pacific",
        "is_cross_border": true,
    });
    assert_eq!(looking.state(ONE).await, expected);
    assert_eq!(actions(&cloud), ["DescribeCenBandwidthPackages"]);

    looking.configure(&data(
        "cen_bandwidth_package",
        &format!("  id = {:?}", wanted.id),
    ));
    looking.apply_quietly().await;
    assert_eq!(looking.state(ONE).await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn none_and_several_are_errors_that_name_what_was_found() {
    let cloud = cloud().await;
    let _shop = bought(&cloud, &["twin", "twin"]).await;
    let mut ids: Vec<String> = cloud
        .all::<Package>()
        .into_iter()
        .map(|one| one.id)
        .collect();
    ids.sort();
    let looking = Workspace::new(&cloud, "");
    let cases = [
        (
            "  name = \"twin\"".to_owned(),
            error(
                "name",
                "Several bandwidth packages have this name",
                &format!(
                    "2 packages are called \"twin\": {}. Set id to the one that is meant.",
                    ids.join(", ")
                ),
            ),
        ),
        (
            "  name = \"nobody\"".to_owned(),
            error(
                "name",
                "No such bandwidth package",
                "None of the 2 bandwidth packages of the account is called \"nobody\".",
            ),
        ),
        (
            "  id = \"cenbwp-0000000000000000\"".to_owned(),
            error(
                "id",
                "No such bandwidth package",
                "The account has no bandwidth package cenbwp-0000000000000000. It may have been released, or belong \
                 to another account.",
            ),
        ),
        (
            String::new(),
            error(
                "",
                "id or name is missing",
                "Exactly one of id and name must be set, and none is. Set one of them.",
            ),
        ),
        (
            "  id = \"cenbwp-1\"\n  name = \"twin\"".to_owned(),
            error(
                "name",
                "Arguments conflict",
                "Only one of id and name can be set. Keep one of them and remove the rest.",
            ),
        ),
    ];
    for (arguments, expected) in cases {
        looking.configure(&data("cen_bandwidth_package", &arguments));
        let plan = looking.plan().await;
        assert_eq!((plan.code, plan.said), (1, vec![expected]), "{arguments}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn packages_are_selected_by_every_condition_together() {
    let cloud = cloud().await;
    let _shop = bought(&cloud, &["first", "second"]).await;
    let id = |name: &str| {
        let packages = cloud.all::<Package>();
        packages
            .into_iter()
            .find(|one| one.name == name)
            .unwrap()
            .id
    };
    let looking = Workspace::new(&cloud, "");
    let mut all = vec![id("first"), id("second")];
    all.sort();
    let cases: [(&str, Vec<String>); 7] = [
        ("", all.clone()),
        ("  area_a = \"asia-pacific\"", all.clone()),
        ("  area_a = \"Europe\"", vec![]),
        ("  area_a = \"China\"\n  area_b = \"China\"", vec![]),
        (
            "  tags = { env = \"dev\", number = \"0\" }",
            vec![id("first")],
        ),
        ("  charge_type = \"PrePaid\"", vec![]),
        (
            "  name = \"second\"\n  charge_type = \"PostPaid\"",
            vec![id("second")],
        ),
    ];
    for (arguments, expected) in cases {
        looking.configure(&data("cen_bandwidth_packages", arguments));
        looking.apply_quietly().await;
        let state = looking.state(MANY).await;
        assert_eq!(state["ids"], json!(expected), "{arguments}");
        let shown: Vec<&Json> = state["packages"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| &one["id"])
            .collect();
        assert_eq!(json!(shown), json!(expected), "{arguments}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn instances_are_listed_with_what_is_bound_to_them() {
    let cloud = cloud().await;
    let (hub, other) = (
        cloud.add_cen("hub").unwrap(),
        cloud.add_cen("other").unwrap(),
    );
    let shop = Workspace::new(&cloud, &package(&format!("  cen_id = {hub:?}")));
    shop.apply_quietly().await;
    let bound = cloud.all::<Package>()[0].id.clone();

    let looking = Workspace::new(&cloud, &data("cen_instances", "  name = \"hub\""));
    looking.apply_quietly().await;
    let state = looking.state("data.cen_instances.this").await;
    assert_eq!(state["ids"], json!([hub]));
    assert_eq!(state["instances"][0]["name"], "hub");
    assert_eq!(
        state["instances"][0]["bandwidth_package_ids"],
        json!([bound])
    );

    looking.configure(&data("cen_instances", ""));
    looking.apply_quietly().await;
    let mut all = [hub, other];
    all.sort();
    let state = looking.state("data.cen_instances.this").await;
    assert_eq!(state["ids"], json!(all));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_for_what_is_bought_in_the_same_run_waits_for_the_apply() {
    let cloud = cloud().await;
    let both = package("  name = \"mine\"")
        + &data(
            "cen_bandwidth_package",
            "  id = cen_bandwidth_package.this.id",
        );
    let workspace = Workspace::new(&cloud, &both);
    let plan = workspace.plan().await;
    assert_eq!((plan.code, plan.said.clone()), (0, vec![]));
    assert_eq!(actions(&cloud), [] as [&str; 0]);
    workspace.apply_quietly().await;
    assert_eq!(workspace.state(ONE).await["name"], "mine");
    workspace.assert_clean().await;
}
