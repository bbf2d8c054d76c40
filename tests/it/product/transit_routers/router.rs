//! Transit routers themselves.

use cen_simulator::{RouterChange, Simulator};
use serde_json::{Value as Json, json};

use super::{actions, cloud, differences, error, move_in, parameters_of, texts, writes};
use crate::support::terraform::Workspace;

pub(super) const ROUTER: &str = "cen_transit_router.this";

/// A transit router of this instance with further arguments.
pub(super) fn router(cen: &str, arguments: &str) -> String {
    format!(
        "\nresource \"cen_transit_router\" \"this\" {{\n  cen_id = \"{cen}\"\n{arguments}\n}}\n"
    )
}

/// A cloud with an instance, and a workspace with a transit router that has these arguments.
pub(super) async fn made(arguments: &str) -> (Simulator, String, Workspace) {
    let cloud = cloud().await;
    let cen = cloud.add_cen("main").unwrap();
    let workspace = Workspace::new(&cloud, &router(&cen, arguments));
    (cloud, cen, workspace)
}

const HANGZHOU: &str = "  region = \"cn-hangzhou\"\n  name = \"main\"\n  tags = { env = \"dev\" }";

#[tokio::test(flavor = "multi_thread")]
async fn apply_stores_exactly_what_was_made() {
    let more = "\n  description = \"by test\"\n  support_multicast = true";
    let (cloud, cen, workspace) = made(&format!("{HANGZHOU}{more}")).await;
    workspace.apply_quietly().await;
    let made = cloud.transit_routers();
    assert_eq!(made.len(), 1);
    let expected = json!({
        "id": made[0].id,
        "cen_id": cen,
        "region": "cn-hangzhou",
        "name": "main",
        "description": "by test",
        "support_multicast": true,
        "tags": { "env": "dev" },
        "tags_all": { "env": "dev" },
        "type": "Enterprise",
        "status": "Active",
        "creation_time": made[0].creation_time,
        "timeouts": null,
    });
    assert_eq!(workspace.state(ROUTER).await, expected);
    assert_eq!(
        actions(&cloud),
        ["CreateTransitRouter", "ListTransitRouters"]
    );
    let mut sent = parameters_of(&cloud, "CreateTransitRouter");
    let token = sent.remove("ClientToken").unwrap();
    assert!((1..=64).contains(&token.len()));
    let expected = texts([
        ("CenId", &cen),
        ("RegionId", "cn-hangzhou"),
        ("SupportMulticast", "true"),
        ("Tag.1.Key", "env"),
        ("Tag.1.Value", "dev"),
        ("TransitRouterDescription", "by test"),
        ("TransitRouterName", "main"),
    ]);
    assert_eq!(sent, expected);

    cloud.clear_journal();
    workspace.assert_clean().await;
    assert_eq!(actions(&cloud), ["ListTransitRouters"]);
    cloud.clear_journal();
    assert_eq!(workspace.destroy().await, (0, vec![]));
    let expected = [
        "ListTransitRouters",
        "DeleteTransitRouter",
        "ListTransitRouters",
    ];
    assert_eq!(actions(&cloud), expected);
    assert_eq!(cloud.transit_routers(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_and_tags_change_in_place() {
    let (cloud, cen, workspace) = made(&format!("{HANGZHOU}\n  description = \"one\"")).await;
    workspace.apply_quietly().await;
    let id = cloud.transit_routers()[0].id.clone();
    cloud.clear_journal();
    // Another letter case is the same region.
    let after = "  region = \"CN-Hangzhou\"\n  name = \"1st choice\"\n  tags = { env = \"prod\" }";
    workspace.configure(&router(&cen, after));
    let plan = workspace.plan().await;
    assert_eq!(
        (plan.actions(), plan.said.clone()),
        (vec!["update"], vec![])
    );
    let (dev, prod) = (json!({"env": "dev"}), json!({"env": "prod"}));
    let expected = differences([
        ("description", json!("one"), Json::Null),
        ("name", json!("main"), json!("1st choice")),
        ("tags", dev.clone(), prod.clone()),
        ("tags_all", dev, prod),
    ]);
    assert_eq!(plan.differences(), expected);

    workspace.apply_quietly().await;
    assert_eq!(writes(&cloud), ["UpdateTransitRouter", "TagResources"]);
    let expected = texts([
        ("RegionId", "cn-hangzhou"),
        ("TransitRouterDescription", ""),
        ("TransitRouterId", &id),
        ("TransitRouterName", "1st choice"),
    ]);
    assert_eq!(parameters_of(&cloud, "UpdateTransitRouter"), expected);
    let tagged = parameters_of(&cloud, "TagResources");
    assert_eq!(tagged["RegionId"], "cn-hangzhou");
    assert_eq!(workspace.state(ROUTER).await["id"], json!(id));
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transit_router_without_a_region_is_put_into_the_provider_s_and_stays_there() {
    let (cloud, cen, mut workspace) = made("").await;
    let detail = "Set region here, in the provider block, or in the environment variable ALIBABA_CLOUD_REGION, such as \
                  \"cn-hangzhou\".";
    let plan = workspace.plan().await;
    assert_eq!(plan.said, [error("", "The region is not set", detail)]);

    workspace.set("ALIBABA_CLOUD_REGION", "cn-beijing");
    assert_eq!(
        workspace.plan().await.changes[0]["change"]["after"]["region"],
        "cn-beijing"
    );
    let provider = |region: &str| {
        let block = format!("provider \"cen\" {{\n  region = \"{region}\"\n}}\n");
        block + &router(&cen, "")
    };
    workspace.configure(&provider("cn-hangzhou"));
    workspace.apply_quietly().await;
    assert_eq!(cloud.transit_routers()[0].region, "cn-hangzhou");
    workspace.configure(&provider("cn-shanghai"));
    workspace.assert_clean().await;

    workspace.configure(&router(&cen, "  region = \"cn-shanghai\""));
    let plan = workspace.plan().await;
    assert_eq!(plan.actions(), ["delete", "create"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_region_that_is_not_known_yet_is_no_reason_to_refuse() {
    let cloud = cloud().await;
    let whole = "
provider \"cen\" {
  region = terraform_data.region.output
}

resource \"terraform_data\" \"region\" {
  input = \"cn-hangzhou\"
}

resource \"cen_instance\" \"this\" {}

resource \"cen_transit_router\" \"this\" {
  cen_id = cen_instance.this.id
}
";
    let workspace = Workspace::new(&cloud, whole);
    workspace.apply_quietly().await;
    assert_eq!(cloud.transit_routers()[0].region, "cn-hangzhou");
    workspace.assert_clean().await;
    let replace = [
        "apply",
        "-auto-approve",
        "-json",
        "-no-color",
        "-replace=cen_instance.this",
    ];
    assert_eq!(workspace.said(&replace).await, (0, vec![]));
    assert_eq!(cloud.transit_routers()[0].cen_id, cloud.instances()[0].id);
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_said_in_the_plan() {
    for (arguments, attribute, summary, detail) in [
        (
            "  region = \"cn-hangzou\"",
            "region",
            "Unknown region",
            "\"cn-hangzou\" is not a region known as of 2026-08. Did you mean \"cn-hangzhou\"? Regions are written as \
             Alibaba Cloud writes their ids, such as \"cn-hangzhou\".\n\nIf the region was opened since this release of \
             the provider, add it with its area to additional_regions in the provider block.",
        ),
        (
            "  region = \"ccn-cn-shanghai\"",
            "region",
            "No transit router can be in this region",
            "\"ccn-cn-shanghai\" is the region of a cloud connect network. Transit routers are in regions such as \
             \"cn-hangzhou\".",
        ),
        (
            "  region = \"cn-hangzhou\"\n  name = \"http://a\"",
            "name",
            "Name is not legal",
            "\"http://a\" cannot be the name of a transit router. A name has 1 to 128 characters and does not begin with \
             http:// or https://.",
        ),
    ] {
        let (cloud, _, workspace) = made(arguments).await;
        let said = workspace.plan().await.said;
        assert_eq!(said, [error(attribute, summary, detail)]);
        assert_eq!(actions(&cloud), [] as [&str; 0]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn drift_is_shown_and_repaired_and_what_is_gone_is_made_anew() {
    let (cloud, _, workspace) = made(HANGZHOU).await;
    workspace.apply_quietly().await;
    let first = cloud.transit_routers()[0].id.clone();
    let change = RouterChange {
        name: Some("other".to_owned()),
        description: Some("by hand".to_owned()),
        tags: Some(texts([("by", "hand")])),
    };
    cloud.change_transit_router(&first, change).unwrap();
    let plan = workspace.plan().await;
    let (dev, by_hand) = (json!({"env": "dev"}), json!({"by": "hand"}));
    let expected = differences([
        ("description", json!("by hand"), Json::Null),
        ("name", json!("other"), json!("main")),
        ("tags", by_hand.clone(), dev.clone()),
        ("tags_all", by_hand, dev),
    ]);
    assert_eq!(plan.differences(), expected);
    workspace.apply_quietly().await;
    workspace.assert_clean().await;

    cloud.remove_transit_router(&first).unwrap();
    assert_eq!(workspace.plan().await.actions(), ["create"]);
    workspace.apply_quietly().await;
    let second = cloud.transit_routers().remove(0).id;
    assert_ne!(second, first);
    assert_eq!(workspace.state(ROUTER).await["id"], json!(second));

    cloud.remove_transit_router(&second).unwrap();
    cloud.clear_journal();
    assert_eq!(workspace.destroy().await, (0, vec![]));
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_plans_clean_and_one_of_something_else_is_refused() {
    let (cloud, cen, workspace) = made(HANGZHOU).await;
    workspace.apply_quietly().await;
    let before = workspace.state(ROUTER).await;
    assert_eq!(workspace.run(&["state", "rm", ROUTER]).await.code, 0);

    let id = before["id"].as_str().unwrap();
    let refused = workspace.run(&["import", "-no-color", ROUTER, id]).await;
    assert_eq!(refused.code, 1);
    let said: String = refused
        .stderr
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    for part in [
        "Not the id of a transit router",
        "Import with: terraform import ADDRESS CEN:ROUTER",
    ] {
        assert!(said.contains(part), "{said}");
    }

    let id = format!("{cen}:{id}");
    let imported = workspace.run(&["import", "-no-color", ROUTER, &id]).await;
    assert_eq!(imported.code, 0, "{}", imported.stderr);
    assert_eq!(workspace.state(ROUTER).await, before);
    workspace.assert_clean().await;
    assert_eq!(writes(&cloud), ["CreateTransitRouter"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moved_block_takes_a_transit_router_over_without_touching_it() {
    let (cloud, cen, workspace) = made(HANGZHOU).await;
    workspace.apply_quietly().await;
    let before = workspace.state(ROUTER).await;
    let id = before["id"].as_str().unwrap();
    cloud.clear_journal();
    let attributes = json!({
        "cen_id": cen, "dry_run": null, "id": format!("{cen}:{id}"), "status": "Active", "support_multicast": false,
        "tags": {"env": "dev"}, "timeouts": null, "transit_router_description": "", "transit_router_id": id,
        "transit_router_name": "main", "type": "Enterprise"
    });
    let body = router(&cen, HANGZHOU);
    move_in(
        &workspace,
        "alicloud_cen_transit_router",
        &attributes,
        ROUTER,
        &body,
    );
    let plan = workspace.plan().await;
    assert_eq!((plan.code, plan.said.clone()), (0, vec![]));
    assert_eq!(plan.actions(), ["no-op"]);
    workspace.apply_quietly().await;
    assert_eq!(workspace.state(ROUTER).await, before);
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}
