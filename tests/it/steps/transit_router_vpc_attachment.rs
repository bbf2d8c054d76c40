//! VPCs attached to transit routers.

use cen_simulator::{
    ACCOUNT_ID, AttachmentChange, Instance, Simulator, VpcAttachment, ZoneMapping,
};
use serde_json::{Value as Json, json};
use tf_plugin_testing::{Action, Case, Said, Step, expect_action, expect_change, expect_empty};

use super::{actions, case, cloud, official, only, parameters_of, texts, writes};

const VPC: &str = "cen_transit_router_vpc_attachment.this";
const CREATE: &str = "CreateTransitRouterVpcAttachment";
const LIST: &str = "ListTransitRouterVpcAttachments";
const DELETE: &str = "DeleteTransitRouterVpcAttachment";

/// A VPC in Hangzhou on this transit router, in zone h; `other` arguments take the place of its own.
fn vpc(router: &str, other: &Json) -> Step {
    let mut all = json!({
        "transit_router_id": router,
        "region": "cn-hangzhou",
        "vpc_id": "vpc-a",
        "zone_mappings": [zone_json("h")],
    });
    for (name, value) in other.as_object().unwrap() {
        all[name] = value.clone();
    }
    Step::config(only("cen_transit_router_vpc_attachment", &all))
}

/// A cloud with a transit router in Hangzhou.
async fn with_router() -> (Simulator, String, Case) {
    let cloud = cloud().await;
    let cen = cloud.add_cen("main").unwrap();
    let router = cloud.add_transit_router(&cen, "cn-hangzhou").unwrap();
    let case = case(&cloud);
    (cloud, router, case)
}

fn made(cloud: &Simulator) -> VpcAttachment {
    let mut all = cloud.all::<VpcAttachment>();
    assert_eq!(all.len(), 1);
    all.remove(0)
}

fn zone(letter: &str) -> ZoneMapping {
    ZoneMapping {
        zone: format!("cn-hangzhou-{letter}"),
        vswitch: format!("vsw-{letter}"),
    }
}

fn zone_json(letter: &str) -> Json {
    json!({ "zone_id": format!("cn-hangzhou-{letter}"), "vswitch_id": format!("vsw-{letter}") })
}

#[tokio::test]
async fn apply_stores_exactly_what_was_attached() {
    let (cloud, router, mut case) = with_router().await;
    let arguments = json!({
        "name": "main",
        "tags": { "env": "dev" },
        "description": "by test",
        "auto_publish_route_enabled": true,
        "options": { "Ipv6Support": "enable" },
    });
    case.step(vpc(&router, &arguments)).await;
    let made = made(&cloud);
    let expected = json!({
        "id": made.attachment.id,
        "transit_router_id": router,
        "region": "cn-hangzhou",
        "vpc_id": "vpc-a",
        "vpc_owner_id": ACCOUNT_ID.to_string(),
        "zone_mappings": [zone_json("h")],
        "options": { "Ipv6Support": "enable" },
        "auto_publish_route_enabled": true,
        "order_type": "PayByCenOwner",
        "name": "main",
        "description": "by test",
        "tags": { "env": "dev" },
        "tags_all": { "env": "dev" },
        "force_delete": null,
        "route_table_association_enabled": null,
        "route_table_propagation_enabled": null,
        "cen_id": cloud.all::<Instance>()[0].id,
        "status": "Attached",
        "creation_time": made.attachment.creation_time,
        "timeouts": null,
    });
    assert_eq!(case.state(VPC), &expected);
    // The last call is that of the next plan.
    assert_eq!(actions(&cloud), [CREATE, LIST, LIST]);
    let mut sent = parameters_of(&cloud, CREATE);
    let token = sent.remove("ClientToken").unwrap();
    assert!((1..=64).contains(&token.len()));
    let options = "{\"Ipv6Support\":\"enable\"}";
    let expected = texts([
        ("AutoPublishRouteEnabled", "true"),
        ("RegionId", "cn-hangzhou"),
        ("Tag.1.Key", "env"),
        ("Tag.1.Value", "dev"),
        ("TransitRouterAttachmentDescription", "by test"),
        ("TransitRouterAttachmentName", "main"),
        ("TransitRouterId", &router),
        ("TransitRouterVPCAttachmentOptions", options),
        ("VpcId", "vpc-a"),
        ("ZoneMappings.1.VSwitchId", "vsw-h"),
        ("ZoneMappings.1.ZoneId", "cn-hangzhou-h"),
    ]);
    assert_eq!(sent, expected);

    case.step(Step::import(
        VPC,
        &format!("{router}:{}", made.attachment.id),
    ))
    .await;
    cloud.clear_journal();
    case.destroy().await;
    assert_eq!(actions(&cloud), [LIST, DELETE, LIST]);
    assert_eq!(parameters_of(&cloud, DELETE).get("Force"), None);
    assert_eq!(cloud.all::<VpcAttachment>(), []);
}

#[tokio::test]
async fn zones_texts_and_settings_change_in_place() {
    let (cloud, router, mut case) = with_router().await;
    let before = json!({ "name": "main", "tags": { "env": "dev" }, "description": "one" });
    case.step(vpc(&router, &before)).await;
    let id = made(&cloud).attachment.id;
    cloud.clear_journal();
    let after = json!({
        "name": "other",
        "tags": { "env": "prod" },
        "auto_publish_route_enabled": true,
        "options": { "Ipv6Support": "enable" },
        "force_delete": true,
        "zone_mappings": [zone_json("j"), zone_json("i")],
    });
    case.step(
        vpc(&router, &after)
            .plan(expect_action(VPC, Action::Update))
            .plan(expect_change(
                VPC,
                json!({
                    "auto_publish_route_enabled": [false, true],
                    "description": ["one", null],
                    "force_delete": [null, true],
                    "name": ["main", "other"],
                    "options": [null, { "Ipv6Support": "enable" }],
                    "tags": [{ "env": "dev" }, { "env": "prod" }],
                    "tags_all": [{ "env": "dev" }, { "env": "prod" }],
                    "zone_mappings": [[zone_json("h")], [zone_json("i"), zone_json("j")]],
                }),
            )),
    )
    .await;
    let zones = "UpdateTransitRouterVpcAttachmentZones";
    let attributes = "UpdateTransitRouterVpcAttachmentAttribute";
    assert_eq!(writes(&cloud), [attributes, zones, "TagResources"]);
    let expected = texts([
        ("AutoPublishRouteEnabled", "true"),
        ("TransitRouterAttachmentDescription", ""),
        ("TransitRouterAttachmentId", &id),
        ("TransitRouterAttachmentName", "other"),
        (
            "TransitRouterVPCAttachmentOptions",
            "{\"Ipv6Support\":\"enable\"}",
        ),
    ]);
    assert_eq!(parameters_of(&cloud, attributes), expected);
    let mut sent = parameters_of(&cloud, zones);
    assert!(sent.remove("ClientToken").is_some());
    let expected = texts([
        ("AddZoneMappings.1.VSwitchId", "vsw-i"),
        ("AddZoneMappings.1.ZoneId", "cn-hangzhou-i"),
        ("AddZoneMappings.2.VSwitchId", "vsw-j"),
        ("AddZoneMappings.2.ZoneId", "cn-hangzhou-j"),
        ("RemoveZoneMappings.1.VSwitchId", "vsw-h"),
        ("RemoveZoneMappings.1.ZoneId", "cn-hangzhou-h"),
        ("TransitRouterAttachmentId", &id),
    ]);
    assert_eq!(sent, expected);

    cloud.clear_journal();
    case.destroy().await;
    assert_eq!(parameters_of(&cloud, DELETE)["Force"], "true");
}

#[tokio::test]
async fn what_is_wrong_is_said_in_the_plan() {
    for (arguments, attribute, summary, detail) in [
        (
            json!({ "region": "cn-beijing" }),
            "zone_mappings",
            "Zone of another region",
            "\"cn-hangzhou-h\" is not a zone of cn-beijing; those are called like \"cn-beijing-a\" or \"cn-beijinga\". The \
             transit router has interfaces in its own region only.",
        ),
        (
            json!({ "vpc_id": "vsw-a" }),
            "vpc_id",
            "Not the id of a VPC",
            "\"vsw-a\" cannot be the id of a VPC; those begin with \"vpc-\".",
        ),
        (
            json!({ "zone_mappings": [] }),
            "zone_mappings",
            "Number of elements is not allowed",
            "zone_mappings must have 1 to 10 elements; this has 0. Add elements.",
        ),
    ] {
        let (cloud, router, mut case) = with_router().await;
        let expected = Said::error(attribute, summary, detail);
        case.step(vpc(&router, &arguments).says([expected])).await;
        assert_eq!(actions(&cloud), [] as [&str; 0]);
    }
}

#[tokio::test]
async fn drift_is_shown_and_repaired_and_what_is_gone_is_attached_anew() {
    let (cloud, router, mut case) = with_router().await;
    let named = || vpc(&router, &json!({ "name": "main" }));
    case.step(named()).await;
    let first = made(&cloud).attachment.id;
    let change = AttachmentChange {
        name: Some("by hand".to_owned()),
        zones: Some(vec![zone("h"), zone("i")]),
        ..AttachmentChange::default()
    };
    cloud.change::<VpcAttachment>(&first, change).unwrap();
    let repaired = json!({
        "name": ["by hand", "main"],
        "zone_mappings": [[zone_json("h"), zone_json("i")], [zone_json("h")]],
    });
    case.step(named().plan(expect_change(VPC, repaired))).await;
    assert_eq!(made(&cloud).zones, [zone("h")]);

    // What nobody has configured may be changed by hand.
    let change = AttachmentChange {
        auto_publish_routes: Some(true),
        options: Some(texts([("Ipv6Support", "enable")])),
        ..AttachmentChange::default()
    };
    cloud.change::<VpcAttachment>(&first, change).unwrap();
    case.step(named().plan(expect_empty())).await;

    cloud.remove::<VpcAttachment>(&first).unwrap();
    case.step(named().plan(expect_action(VPC, Action::Create)))
        .await;
    assert_ne!(made(&cloud).attachment.id, first);
}

#[tokio::test]
async fn an_attachment_of_the_official_provider_moves_here_without_being_touched() {
    let (cloud, router, mut case) = with_router().await;
    let arguments = json!({ "name": "main", "tags": { "env": "dev" } });
    case.step(vpc(&router, &arguments)).await;
    let before = case.state(VPC).clone();
    cloud.clear_journal();
    let (cen, id) = (
        before["cen_id"].as_str().unwrap(),
        before["id"].as_str().unwrap(),
    );
    let state = json!({
        "auto_publish_route_enabled": false, "cen_id": cen, "create_time": before["creation_time"],
        "id": format!("{cen}:{id}"), "force_delete": null, "status": "Attached", "tags": {"env": "dev"}, "timeouts": null,
        "transit_router_attachment_description": "", "transit_router_attachment_id": id,
        "transit_router_attachment_name": "main", "transit_router_id": router,
        "transit_router_vpc_attachment_name": "main", "transit_router_vpc_attachment_options": {}, "vpc_id": "vpc-a",
        "vpc_owner_id": ACCOUNT_ID, "zone_mappings": [zone_json("h")]
    });
    let source = official("alicloud_cen_transit_router_vpc_attachment", state);
    case.step(Step::move_from(VPC, source)).await;
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}
