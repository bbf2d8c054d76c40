//! VPCs attached to transit routers.

use cen_simulator::{
    ACCOUNT_ID, AttachmentChange, Fault, Simulator, Stage, VpcAttachment, ZoneMapping,
};
use serde_json::{Value as Json, json};

use super::{
    actions, cloud, differences, error, interrupted_apply, move_in, parameters_of, texts, writes,
};
use crate::support::terraform::Workspace;

const VPC: &str = "cen_transit_router_vpc_attachment.this";
const CREATE: &str = "CreateTransitRouterVpcAttachment";

/// A VPC in Hangzhou on this transit router, in these zones, with further arguments.
fn vpc(router: &str, zones: &[&str], arguments: &str) -> String {
    let zones: Vec<String> = zones
        .iter()
        .map(|zone| {
            format!("    {{ zone_id = \"cn-hangzhou-{zone}\", vswitch_id = \"vsw-{zone}\" }},\n")
        })
        .collect();
    format!(
        "\nresource \"cen_transit_router_vpc_attachment\" \"this\" {{\n  transit_router_id = \"{router}\"\n  \
         region = \"cn-hangzhou\"\n  vpc_id = \"vpc-a\"\n  zone_mappings = [\n{}  ]\n{arguments}\n}}\n",
        zones.concat()
    )
}

/// A cloud with a transit router in Hangzhou, the id of that, and a workspace with a VPC in zone h.
async fn made(arguments: &str) -> (Simulator, String, Workspace) {
    let cloud = cloud().await;
    let cen = cloud.add_cen("main").unwrap();
    let router = cloud.add_transit_router(&cen, "cn-hangzhou").unwrap();
    let workspace = Workspace::new(&cloud, &vpc(&router, &["h"], arguments));
    (cloud, router, workspace)
}

fn only(cloud: &Simulator) -> VpcAttachment {
    let mut all = cloud.vpc_attachments();
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

const NAMED: &str = "  name = \"main\"\n  tags = { env = \"dev\" }";

#[tokio::test(flavor = "multi_thread")]
async fn apply_stores_exactly_what_was_attached() {
    let more = "\n  description = \"by test\"\n  auto_publish_route_enabled = true\n  \
                options = { Ipv6Support = \"enable\" }";
    let (cloud, router, workspace) = made(&format!("{NAMED}{more}")).await;
    workspace.apply_quietly().await;
    let made = only(&cloud);
    let expected = json!({
        "id": made.attachment.id,
        "transit_router_id": router,
        "region": "cn-hangzhou",
        "vpc_id": "vpc-a",
        "vpc_owner_id": ACCOUNT_ID.to_string(),
        "zone_mappings": [zone_json("h")],
        "options": { "Ipv6Support": "enable" },
        "auto_publish_route_enabled": true,
        "name": "main",
        "description": "by test",
        "tags": { "env": "dev" },
        "tags_all": { "env": "dev" },
        "force_delete": null,
        "cen_id": cloud.instances()[0].id,
        "status": "Attached",
        "creation_time": made.attachment.creation_time,
        "timeouts": null,
    });
    assert_eq!(workspace.state(VPC).await, expected);
    let list = "ListTransitRouterVpcAttachments";
    assert_eq!(actions(&cloud), [CREATE, list]);
    let mut sent = parameters_of(&cloud, CREATE);
    let token = sent.remove("ClientToken").unwrap();
    assert!((1..=64).contains(&token.len()));
    let expected = texts([
        ("AutoPublishRouteEnabled", "true"),
        ("RegionId", "cn-hangzhou"),
        ("Tag.1.Key", "env"),
        ("Tag.1.Value", "dev"),
        ("TransitRouterAttachmentDescription", "by test"),
        ("TransitRouterAttachmentName", "main"),
        ("TransitRouterId", &router),
        (
            "TransitRouterVPCAttachmentOptions",
            "{\"Ipv6Support\":\"enable\"}",
        ),
        ("VpcId", "vpc-a"),
        ("ZoneMappings.1.VSwitchId", "vsw-h"),
        ("ZoneMappings.1.ZoneId", "cn-hangzhou-h"),
    ]);
    assert_eq!(sent, expected);

    cloud.clear_journal();
    workspace.assert_clean().await;
    assert_eq!(actions(&cloud), [list]);
    cloud.clear_journal();
    assert_eq!(workspace.destroy().await, (0, vec![]));
    let detach = "DeleteTransitRouterVpcAttachment";
    assert_eq!(actions(&cloud), [list, detach, list]);
    assert_eq!(parameters_of(&cloud, detach).get("Force"), None);
    assert_eq!(cloud.vpc_attachments(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn zones_texts_and_settings_change_in_place() {
    let before = format!("{NAMED}\n  description = \"one\"");
    let (cloud, router, workspace) = made(&before).await;
    workspace.apply_quietly().await;
    let id = only(&cloud).attachment.id;
    cloud.clear_journal();
    let after = "  name = \"other\"\n  tags = { env = \"prod\" }\n  auto_publish_route_enabled = true\n  \
                 options = { Ipv6Support = \"enable\" }\n  force_delete = true";
    workspace.configure(&vpc(&router, &["j", "i"], after));
    let plan = workspace.plan().await;
    assert_eq!(
        (plan.actions(), plan.said.clone()),
        (vec!["update"], vec![])
    );
    let (dev, prod) = (json!({"env": "dev"}), json!({"env": "prod"}));
    let expected = differences([
        ("auto_publish_route_enabled", json!(false), json!(true)),
        ("description", json!("one"), Json::Null),
        ("force_delete", Json::Null, json!(true)),
        ("name", json!("main"), json!("other")),
        ("options", Json::Null, json!({"Ipv6Support": "enable"})),
        ("tags", dev.clone(), prod.clone()),
        ("tags_all", dev, prod),
        (
            "zone_mappings",
            json!([zone_json("h")]),
            json!([zone_json("i"), zone_json("j")]),
        ),
    ]);
    assert_eq!(plan.differences(), expected);

    workspace.apply_quietly().await;
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
    workspace.assert_clean().await;

    cloud.clear_journal();
    assert_eq!(workspace.destroy().await, (0, vec![]));
    let sent = parameters_of(&cloud, "DeleteTransitRouterVpcAttachment");
    assert_eq!(sent["Force"], "true");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_said_in_the_plan() {
    for (replace, by, attribute, summary, detail) in [
        (
            "region = \"cn-hangzhou\"",
            "region = \"cn-beijing\"",
            "zone_mappings",
            "Zone of another region",
            "\"cn-hangzhou-h\" is not a zone of cn-beijing; those are called like \"cn-beijing-a\" or \"cn-beijinga\". The \
             transit router has interfaces in its own region only.",
        ),
        (
            "vpc_id = \"vpc-a\"",
            "vpc_id = \"vsw-a\"",
            "vpc_id",
            "Not the id of a VPC",
            "\"vsw-a\" cannot be the id of a VPC; those begin with \"vpc-\".",
        ),
        (
            "    { zone_id = \"cn-hangzhou-h\", vswitch_id = \"vsw-h\" },\n",
            "",
            "zone_mappings",
            "Wrong number of zones",
            "A VPC is attached in 1 to 10 zones; there are 0 here.",
        ),
    ] {
        let (cloud, router, workspace) = made("").await;
        workspace.configure(&vpc(&router, &["h"], "").replace(replace, by));
        let said = workspace.plan().await.said;
        assert_eq!(said, [error(attribute, summary, detail)]);
        assert_eq!(actions(&cloud), [] as [&str; 0]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn drift_is_shown_and_repaired_and_what_is_gone_is_attached_anew() {
    let (cloud, _, workspace) = made(NAMED).await;
    workspace.apply_quietly().await;
    let first = only(&cloud).attachment.id;
    let change = AttachmentChange {
        name: Some("by hand".to_owned()),
        zones: Some(vec![zone("h"), zone("i")]),
        ..AttachmentChange::default()
    };
    cloud.change_attachment(&first, change).unwrap();
    let expected = differences([
        ("name", json!("by hand"), json!("main")),
        (
            "zone_mappings",
            json!([zone_json("h"), zone_json("i")]),
            json!([zone_json("h")]),
        ),
    ]);
    assert_eq!(workspace.plan().await.differences(), expected);
    workspace.apply_quietly().await;
    assert_eq!(only(&cloud).zones, [zone("h")]);
    workspace.assert_clean().await;

    // What nobody has configured may be changed by hand.
    let change = AttachmentChange {
        auto_publish_routes: Some(true),
        options: Some(texts([("Ipv6Support", "enable")])),
        ..AttachmentChange::default()
    };
    cloud.change_attachment(&first, change).unwrap();
    workspace.assert_clean().await;

    cloud.remove_attachment(&first).unwrap();
    assert_eq!(workspace.plan().await.actions(), ["create"]);
    workspace.apply_quietly().await;
    assert_ne!(only(&cloud).attachment.id, first);
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_plans_clean() {
    let more = "\n  auto_publish_route_enabled = true\n  options = { Ipv6Support = \"enable\" }";
    let (cloud, router, workspace) = made(&format!("{NAMED}{more}")).await;
    workspace.apply_quietly().await;
    let before = workspace.state(VPC).await;
    assert_eq!(workspace.run(&["state", "rm", VPC]).await.code, 0);
    let id = format!("{router}:{}", before["id"].as_str().unwrap());
    let imported = workspace.run(&["import", "-no-color", VPC, &id]).await;
    assert_eq!(imported.code, 0, "{}", imported.stderr);
    assert_eq!(workspace.state(VPC).await, before);
    workspace.assert_clean().await;
    assert_eq!(writes(&cloud), [CREATE]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moved_block_takes_an_attachment_over_without_touching_it() {
    let (cloud, router, workspace) = made(NAMED).await;
    workspace.apply_quietly().await;
    let before = workspace.state(VPC).await;
    cloud.clear_journal();
    let (cen, id) = (before["cen_id"].as_str(), before["id"].as_str());
    let id = format!("{}:{}", cen.unwrap(), id.unwrap());
    let attributes = json!({
        "auto_publish_route_enabled": false, "cen_id": cen, "create_time": before["creation_time"], "id": id,
        "force_delete": null, "status": "Attached", "tags": {"env": "dev"}, "timeouts": null,
        "transit_router_attachment_description": "", "transit_router_attachment_id": before["id"],
        "transit_router_attachment_name": "main", "transit_router_id": router,
        "transit_router_vpc_attachment_name": "main", "transit_router_vpc_attachment_options": {}, "vpc_id": "vpc-a",
        "vpc_owner_id": ACCOUNT_ID, "zone_mappings": [zone_json("h")]
    });
    let body = vpc(&router, &["h"], NAMED);
    let from = "alicloud_cen_transit_router_vpc_attachment";
    move_in(&workspace, from, &attributes, VPC, &body);
    let plan = workspace.plan().await;
    assert_eq!((plan.code, plan.said.clone()), (0, vec![]));
    assert_eq!(plan.actions(), ["no-op"]);
    workspace.apply_quietly().await;
    assert_eq!(workspace.state(VPC).await, before);
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attachment_whose_answer_is_lost_is_made_once() {
    let (cloud, _, workspace) = made("  timeouts = { create = \"1s\" }").await;
    cloud.fault(Fault::hold(CREATE, Stage::After));
    let (code, said) = workspace.apply().await;
    let summaries: Vec<&str> = said.iter().map(|one| one.summary.as_str()).collect();
    assert_eq!(
        (code, summaries),
        (0, vec!["The VPC attachment is unconfirmed"])
    );
    assert_eq!(workspace.state(VPC).await["status"], "Unconfirmed");
    cloud.clear_faults();
    cloud.release();
    workspace.apply_quietly().await;
    let id = only(&cloud).attachment.id;
    assert_eq!(workspace.state(VPC).await["id"], json!(id));
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_wait_keeps_the_attachment() {
    let (cloud, _, workspace) = made("").await;
    let list = "ListTransitRouterVpcAttachments";
    cloud.fault(Fault::hold(list, Stage::Before));
    interrupted_apply(&cloud, &workspace, list).await;
    cloud.clear_faults();
    cloud.release();
    let id = only(&cloud).attachment.id;
    assert_eq!(workspace.state(VPC).await["id"], json!(id));
    workspace.apply_quietly().await;
    only(&cloud);
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attachment_that_is_in_use_stays_and_says_why() {
    let (cloud, _, workspace) = made("").await;
    workspace.apply_quietly().await;
    let in_use = "AssociationExist.TransitRouterRouteTable";
    cloud.fault(Fault::error(
        "DeleteTransitRouterVpcAttachment",
        400,
        in_use,
    ));
    let (code, said) = workspace.destroy().await;
    assert_eq!((code, said.len()), (1, 1));
    let kept = "The VPC attachment stays in the state; destroy it again.";
    assert!(said[0].detail.ends_with(kept), "{}", said[0].detail);
    let advice = "set force_delete = true, apply that, and destroy again";
    assert!(said[0].detail.contains(advice), "{}", said[0].detail);
    only(&cloud);
}
