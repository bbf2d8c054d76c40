use serde_json::json;

use crate::Package;

use super::client::bench;

#[tokio::test]
async fn tags_are_added_replaced_and_taken_away() {
    let bench = bench().await;
    let id = bench
        .buy(&[("Tag.1.Key", "a"), ("Tag.1.Value", "1")])
        .await
        .id();
    let resource = [
        ("ResourceType", "bandwidthpackage"),
        ("ResourceId.1", id.as_str()),
    ];
    let call = async |action: &str, given: &[(&str, &str)]| {
        let mut all = resource.to_vec();
        all.extend(given);
        bench.call(action, &all).await
    };
    let new = [("Tag.1.Key", "a"), ("Tag.1.Value", "2"), ("Tag.2.Key", "b")];
    assert_eq!(call("TagResources", &new).await.status, 200);
    let tags = async || bench.show(&id).await["Tags"]["Tag"].clone();
    assert_eq!(
        tags().await,
        json!([{"Key": "a", "Value": "2"}, {"Key": "b", "Value": ""}])
    );
    let keys = [("TagKey.1", "a"), ("TagKey.2", "absent"), ("All", "true")];
    assert_eq!(call("UntagResources", &keys).await.status, 200);
    assert_eq!(tags().await, json!([{"Key": "b", "Value": ""}]));
    assert_eq!(call("UntagResources", &[]).await.status, 200);
    assert_eq!(tags().await, json!([{"Key": "b", "Value": ""}]));
    assert_eq!(call("UntagResources", &[("All", "true")]).await.status, 200);
    assert_eq!(tags().await, json!([]));
}

#[tokio::test]
async fn nothing_is_tagged_when_one_resource_refuses() {
    let bench = bench().await;
    let id = bench.buy(&[]).await.id();
    let given = [
        ("ResourceType", "BandwidthPackage"),
        ("ResourceId.1", id.as_str()),
        ("ResourceId.2", "cenbwp-x"),
        ("Tag.1.Key", "k"),
    ];
    let reply = bench.call("TagResources", &given).await;
    assert_eq!(reply.error(), (404, "ParameterBwpInstanceId"));
    assert!(bench.cloud.all::<Package>()[0].tags.is_empty());
    let kind = [
        ("ResourceType", "Moon"),
        ("ResourceId.1", "x"),
        ("Tag.1.Key", "k"),
    ];
    assert_eq!(
        bench.call("TagResources", &kind).await.error(),
        (400, "InvalidParameter")
    );
}

#[tokio::test]
async fn a_resource_has_at_most_20_tags() {
    let bench = bench().await;
    let id = bench.buy(&[("Tag.1.Key", "first")]).await.id();
    let keys: Vec<(String, String)> = (1..=20)
        .map(|number| (format!("Tag.{number}.Key"), format!("k{number}")))
        .collect();
    let mut given = vec![
        ("ResourceType", "BandwidthPackage"),
        ("ResourceId.1", id.as_str()),
    ];
    given.extend(keys.iter().map(|(name, key)| (name.as_str(), key.as_str())));
    let reply = bench.call("TagResources", &given).await;
    assert_eq!(reply.error(), (400, "QuotaExceeded.Tag"));
    given.pop();
    assert_eq!(bench.call("TagResources", &given).await.status, 200);
    assert_eq!(bench.cloud.all::<Package>()[0].tags.len(), 20);
}

#[tokio::test]
async fn tags_are_listed_by_token_pages_one_entry_each() {
    let bench = bench().await;
    let tags = [("Tag.1.Key", "a"), ("Tag.2.Key", "b"), ("Tag.3.Key", "c")];
    let id = bench.buy(&tags).await.id();
    let list = async |given: &[(&str, &str)]| {
        let mut all = vec![
            ("ResourceType", "BANDWIDTHPACKAGE"),
            ("ResourceId.1", id.as_str()),
            ("PageSize", "2"),
        ];
        all.extend(given);
        bench.call("ListTagResources", &all).await.body
    };
    let entry = |key: &str| json!({"ResourceId": id, "ResourceType": "BANDWIDTHPACKAGE", "TagKey": key, "TagValue": ""});
    let first = list(&[]).await;
    assert_eq!(
        first["TagResources"]["TagResource"],
        json!([entry("a"), entry("b")])
    );
    let token = first["NextToken"].as_str().unwrap();
    let second = list(&[("NextToken", token)]).await;
    assert_eq!(second["TagResources"]["TagResource"], json!([entry("c")]));
    assert_eq!(second.get("NextToken"), None);
    assert_eq!(
        list(&[("NextToken", "x")]).await["Code"],
        "InvalidParameter"
    );
    let neither = bench
        .call("ListTagResources", &[("ResourceType", "Cen")])
        .await;
    assert_eq!(neither.error(), (400, "InvalidParameter"));
}

#[tokio::test]
async fn objects_move_between_resource_groups() {
    let bench = bench().await;
    let id = bench.buy(&[]).await.id();
    let mut given = vec![
        ("ResourceId", id.as_str()),
        ("ResourceType", "bandwidthpackage"),
        ("NewResourceGroupId", "rg-2"),
        ("DryRun", "true"),
    ];
    let dry = bench.call("MoveResourceGroup", &given).await;
    assert_eq!(dry.error(), (400, "DryRunOperation"));
    assert_eq!(bench.show(&id).await["ResourceGroupId"], "");
    given.pop();
    assert_eq!(bench.call("MoveResourceGroup", &given).await.status, 200);
    assert_eq!(bench.show(&id).await["ResourceGroupId"], "rg-2");
    let cen = bench.cloud.add_cen("c").unwrap();
    let move_cen = [
        ("ResourceId", cen.as_str()),
        ("ResourceType", "CEN"),
        ("NewResourceGroupId", "rg-3"),
    ];
    assert_eq!(bench.call("MoveResourceGroup", &move_cen).await.status, 200);
}
