//! Transit routers.

use cen_simulator::{RouterChange, Simulator, TransitRouter};
use serde_json::{Value as Json, json};
use tf_plugin_testing::{Action, Case, Said, Step, expect_action, expect_change};

use super::{actions, case, cloud, only, parameters_of, texts, writes};

const ROUTER: &str = "cen_transit_router.this";

/// A configuration with a transit router of this instance that has further arguments.
fn router(cen: &str, arguments: &Json) -> Step {
    let mut all = arguments.clone();
    all["cen_id"] = json!(cen);
    Step::config(only("cen_transit_router", &all))
}

/// A cloud with an instance.
async fn with_instance() -> (Simulator, String, Case) {
    let cloud = cloud().await;
    let cen = cloud.add_cen("main").unwrap();
    let case = case(&cloud);
    (cloud, cen, case)
}

/// A transit router in Hangzhou.
fn hangzhou() -> Json {
    json!({ "region": "cn-hangzhou", "name": "main", "tags": { "env": "dev" } })
}

#[tokio::test]
async fn apply_stores_exactly_what_was_made() {
    let (cloud, cen, mut case) = with_instance().await;
    let mut arguments = hangzhou();
    arguments["description"] = json!("by test");
    arguments["support_multicast"] = json!(true);
    case.step(router(&cen, &arguments)).await;
    let made = cloud.all::<TransitRouter>();
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
    assert_eq!(case.state(ROUTER), &expected);
    // The last call is that of the next plan.
    let expected = [
        "CreateTransitRouter",
        "ListTransitRouters",
        "ListTransitRouters",
    ];
    assert_eq!(actions(&cloud), expected);
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
    case.destroy().await;
    let expected = [
        "ListTransitRouters",
        "DeleteTransitRouter",
        "ListTransitRouters",
    ];
    assert_eq!(actions(&cloud), expected);
    assert_eq!(cloud.all::<TransitRouter>(), []);
}

#[tokio::test]
async fn texts_and_tags_change_in_place() {
    let (cloud, cen, mut case) = with_instance().await;
    let mut before = hangzhou();
    before["description"] = json!("one");
    case.step(router(&cen, &before)).await;
    cloud.clear_journal();
    // Another letter case is the same region.
    let after = json!({ "region": "CN-Hangzhou", "name": "1st choice", "tags": { "env": "prod" } });
    case.step(
        router(&cen, &after)
            .plan(expect_action(ROUTER, Action::Update))
            .plan(expect_change(
                ROUTER,
                json!({
                    "description": ["one", null],
                    "name": ["main", "1st choice"],
                    "tags": [{ "env": "dev" }, { "env": "prod" }],
                    "tags_all": [{ "env": "dev" }, { "env": "prod" }],
                }),
            ))
            .keeps(ROUTER, "id"),
    )
    .await;
    assert_eq!(writes(&cloud), ["UpdateTransitRouter", "TagResources"]);
    let expected = texts([
        ("RegionId", "cn-hangzhou"),
        ("TransitRouterDescription", ""),
        ("TransitRouterId", &cloud.all::<TransitRouter>()[0].id),
        ("TransitRouterName", "1st choice"),
    ]);
    assert_eq!(parameters_of(&cloud, "UpdateTransitRouter"), expected);
    let tagged = parameters_of(&cloud, "TagResources");
    assert_eq!(tagged["RegionId"], "cn-hangzhou");
}

#[tokio::test]
async fn what_is_wrong_is_said_in_the_plan() {
    for (arguments, attribute, summary, detail) in [
        (
            json!({ "region": "cn-hangzou" }),
            "region",
            "Unknown region",
            "\"cn-hangzou\" is not a region known as of 2026-08. Did you mean \"cn-hangzhou\"? Regions are written as \
             Alibaba Cloud writes their ids, such as \"cn-hangzhou\".\n\nIf the region was opened since this release of \
             the provider, add it with its area to additional_regions in the provider block.",
        ),
        (
            json!({ "region": "ccn-cn-shanghai" }),
            "region",
            "No transit router can be in this region",
            "\"ccn-cn-shanghai\" is the region of a cloud connect network. Transit routers are in regions such as \
             \"cn-hangzhou\".",
        ),
        (
            json!({ "region": "cn-hangzhou", "name": "http://a" }),
            "name",
            "Name is not legal",
            "\"http://a\" cannot be a name. A name has up to 128 characters and does not begin with \
             http:// or https://.",
        ),
    ] {
        let (cloud, cen, mut case) = with_instance().await;
        let expected = Said::error(attribute, summary, detail);
        case.step(router(&cen, &arguments).says([expected])).await;
        assert_eq!(actions(&cloud), [] as [&str; 0]);
    }
}

#[tokio::test]
async fn drift_is_shown_and_repaired_and_what_is_gone_is_made_anew() {
    let (cloud, cen, mut case) = with_instance().await;
    let main = || router(&cen, &hangzhou());
    case.step(main()).await;
    let first = cloud.all::<TransitRouter>()[0].id.clone();
    let change = RouterChange {
        name: Some("other".to_owned()),
        description: Some("by hand".to_owned()),
        tags: Some(texts([("by", "hand")])),
    };
    cloud.change::<TransitRouter>(&first, change).unwrap();
    let repaired = json!({
        "description": ["by hand", null],
        "name": ["other", "main"],
        "tags": [{ "by": "hand" }, { "env": "dev" }],
        "tags_all": [{ "by": "hand" }, { "env": "dev" }],
    });
    case.step(main().plan(expect_change(ROUTER, repaired)))
        .await;

    cloud.remove::<TransitRouter>(&first).unwrap();
    case.step(main().plan(expect_action(ROUTER, Action::Create)))
        .await;
    let second = cloud.all::<TransitRouter>().remove(0).id;
    assert_ne!(second, first);
    assert_eq!(case.state(ROUTER)["id"], json!(second));

    cloud.remove::<TransitRouter>(&second).unwrap();
    cloud.clear_journal();
    case.destroy().await;
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}
