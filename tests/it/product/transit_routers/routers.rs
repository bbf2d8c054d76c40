//! What the data source tells of the transit routers of an instance.

use cen_simulator::{RouterChange, TransitRouter};
use serde_json::json;

use super::{actions, cloud, texts};
use crate::support::terraform::Workspace;

#[tokio::test(flavor = "multi_thread")]
async fn transit_routers_are_told_exactly_and_found_by_each_condition() {
    let cloud = cloud().await;
    let cen = cloud.add_cen("main").unwrap();
    let other = cloud.add_cen("other").unwrap();
    let bare = cloud.add_transit_router(&cen, "cn-beijing").unwrap();
    let hub = cloud.add_transit_router(&cen, "cn-hangzhou").unwrap();
    cloud.add_transit_router(&other, "cn-hangzhou").unwrap();
    let change = RouterChange {
        name: Some("hub".to_owned()),
        description: Some("by test".to_owned()),
        tags: Some(texts([("env", "dev"), ("team", "net")])),
    };
    cloud.change::<TransitRouter>(&hub, change).unwrap();
    let conditions = [
        ("all", ""),
        ("region", "region = \"CN-Hangzhou\""),
        ("name", "name = \"hub\""),
        ("tags", "tags = { env = \"dev\" }"),
        ("active", "status = \"Active\""),
        ("creating", "status = \"Creating\""),
        ("elsewhere", "region = \"cn-beijing\"\n  name = \"hub\""),
        ("like", "name = \"hu\""),
    ];
    let blocks = conditions.map(|(label, condition)| {
        format!(
            "data \"cen_transit_routers\" \"{label}\" {{\n  cen_id = \"{cen}\"\n  {condition}\n}}\n"
        )
    });
    let nowhere = "data \"cen_transit_routers\" \"nowhere\" {\n  cen_id = \"cen-none\"\n}\n";
    let looking = Workspace::new(&cloud, &format!("{}{nowhere}", blocks.concat()));
    looking.apply_quietly().await;
    let seen = async |label: &str| {
        let address = format!("data.cen_transit_routers.{label}");
        looking.state(&address).await
    };

    let created = |id: &str| {
        let all = cloud.all::<TransitRouter>();
        let router = all.into_iter().find(|router| router.id == id);
        router.unwrap().creation_time
    };
    let mut expected = [
        json!({
            "id": bare, "cen_id": cen, "region": "cn-beijing", "name": null, "description": null,
            "type": "Enterprise", "status": "Active", "support_multicast": false, "tags": {},
            "creation_time": created(&bare),
        }),
        json!({
            "id": hub, "cen_id": cen, "region": "cn-hangzhou", "name": "hub", "description": "by test",
            "type": "Enterprise", "status": "Active", "support_multicast": false,
            "tags": { "env": "dev", "team": "net" }, "creation_time": created(&hub),
        }),
    ];
    expected.sort_by_key(|router| router["id"].to_string());
    let ids = json!([expected[0]["id"], expected[1]["id"]]);
    let all = json!({
        "cen_id": cen, "region": null, "name": null, "status": null, "tags": null, "ids": ids,
        "transit_routers": expected,
    });
    assert_eq!(seen("all").await, all);
    assert_eq!(seen("active").await["ids"], ids);
    for label in ["region", "name", "tags"] {
        assert_eq!(seen(label).await["ids"], json!([hub]), "{label}");
    }
    for label in ["creating", "elsewhere", "like", "nowhere"] {
        let none = seen(label).await;
        let lists = (&none["ids"], &none["transit_routers"]);
        assert_eq!(lists, (&json!([]), &json!([])), "{label}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_call_tells_of_the_transit_routers() {
    let cloud = cloud().await;
    let cen = cloud.add_cen("main").unwrap();
    cloud.add_transit_router(&cen, "cn-hangzhou").unwrap();
    let body = format!("data \"cen_transit_routers\" \"this\" {{\n  cen_id = \"{cen}\"\n}}\n");
    let looking = Workspace::new(&cloud, &body);
    looking.apply_quietly().await;
    assert_eq!(actions(&cloud), ["ListTransitRouters"]);
}
