use super::*;
use crate::id::PackageId;
use crate::testing::{client, deadline, done};
use crate::transit_router::RouterKey;
use alibaba_cloud::sign::rpc::Parameters;

fn id() -> PackageId {
    PackageId::parse("cenbwp-abc").unwrap()
}

/// The parameters beside those that every call carries.
fn own(sent: &Parameters) -> Vec<(&str, &str)> {
    let own = ["ResourceType", "ResourceId.1", "RegionId"];
    sent.iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .filter(|(name, _)| name.starts_with("Tag") || own.contains(name))
        .collect()
}

#[tokio::test(start_paused = true)]
async fn tags_are_numbered_from_one_in_the_order_of_their_keys() {
    let (client, transport) = client([done(), done()]);
    let tags = BTreeMap::from([
        ("b".to_owned(), String::new()),
        ("a".to_owned(), "1".to_owned()),
    ]);
    let (id, deadline) = (id(), deadline());
    let package = Tagged::package(&id);
    client.tag(package, &tags, &deadline).await.unwrap();
    let keys = ["x".to_owned(), "y".to_owned()];
    client.untag(package, &keys, &deadline).await.unwrap();
    let sent = transport.sent();
    let object = [
        ("ResourceId.1", "cenbwp-abc"),
        ("ResourceType", "BandwidthPackage"),
    ];
    let tagged = [
        ("Tag.1.Key", "a"),
        ("Tag.1.Value", "1"),
        ("Tag.2.Key", "b"),
        ("Tag.2.Value", ""),
    ];
    assert_eq!(own(&sent[0]), [&object[..], &tagged].concat());
    let untagged = [("TagKey.1", "x"), ("TagKey.2", "y")];
    assert_eq!(own(&sent[1]), [&object[..], &untagged].concat());
}

#[tokio::test(start_paused = true)]
async fn objects_of_a_region_are_tagged_in_it() {
    let (client, transport) = client([done()]);
    let key = RouterKey::parse("cen-abc:tr-abc").unwrap();
    let region = Region::parse("cn-hangzhou").unwrap();
    let router = Tagged::transit_router(&key, Some(&region));
    let keys = ["x".to_owned()];
    client.untag(router, &keys, &deadline()).await.unwrap();
    let expected = [
        ("RegionId", "cn-hangzhou"),
        ("ResourceId.1", "tr-abc"),
        ("ResourceType", "TransitRouter"),
        ("TagKey.1", "x"),
    ];
    assert_eq!(own(&transport.sent()[0]), expected);
}

#[tokio::test(start_paused = true)]
async fn more_tags_than_a_call_takes_are_sent_in_several() {
    let (client, transport) = client([done(), done(), done(), done()]);
    let tags: BTreeMap<String, String> = (0..25)
        .map(|number| (format!("key-{number:02}"), "v".to_owned()))
        .collect();
    let (id, deadline) = (id(), deadline());
    let package = Tagged::package(&id);
    client.tag(package, &tags, &deadline).await.unwrap();
    let keys: Vec<String> = tags.into_keys().collect();
    client.untag(package, &keys, &deadline).await.unwrap();
    let sent = transport.sent();
    assert_eq!(sent[0]["Tag.20.Key"], "key-19");
    assert_eq!(sent[1]["Tag.1.Key"], "key-20");
    assert_eq!(sent[2]["TagKey.20"], "key-19");
    assert_eq!(sent[3]["TagKey.5"], "key-24");
}

#[tokio::test(start_paused = true)]
async fn nothing_to_tag_or_untag_calls_nothing() {
    let (client, transport) = client([]);
    let (id, deadline) = (id(), deadline());
    let package = Tagged::package(&id);
    client
        .tag(package, &BTreeMap::new(), &deadline)
        .await
        .unwrap();
    client.untag(package, &[], &deadline).await.unwrap();
    assert_eq!(transport.actions(), Vec::<String>::new());
}
