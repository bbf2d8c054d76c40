use serde_json::json;

use super::client::bench;

#[tokio::test]
async fn pages_hold_the_newest_first_and_end_with_an_empty_one() {
    let bench = bench().await;
    let mut ids = Vec::new();
    for _ in 0..12 {
        ids.push(bench.buy(&[]).await.id());
    }
    ids.reverse();
    assert_eq!(bench.ids(&[]).await, ids[..10]);
    assert_eq!(bench.ids(&[("PageNumber", "2")]).await, ids[10..]);
    assert_eq!(bench.ids(&[("PageSize", "50")]).await, ids);
    assert_eq!(
        bench.ids(&[("PageSize", "5"), ("PageNumber", "3")]).await,
        ids[10..]
    );
    let beyond = bench
        .call(
            "DescribeCenBandwidthPackages",
            &[("PageNumber", "4294967295"), ("PageSize", "50")],
        )
        .await;
    assert_eq!(beyond.body["TotalCount"], 12);
    assert_eq!(
        beyond.body["CenBandwidthPackages"],
        json!({"CenBandwidthPackage": []})
    );
    for given in [
        ("PageSize", "51"),
        ("PageSize", "0"),
        ("PageNumber", "0"),
        ("PageSize", "x"),
    ] {
        let reply = bench.call("DescribeCenBandwidthPackages", &[given]).await;
        assert_eq!(reply.error(), (400, "InvalidParameter"));
    }
}

#[tokio::test]
async fn values_are_alternatives_and_filters_all_match_unless_told_otherwise() {
    let bench = bench().await;
    let cen = bench.cloud.add_cen("c").unwrap();
    let a = bench.buy(&[("Name", "a")]).await.id();
    let b = bench.buy(&[("Name", "b")]).await.id();
    let bind = [
        ("CenId", cen.as_str()),
        ("CenBandwidthPackageId", a.as_str()),
    ];
    bench.call("AssociateCenBandwidthPackage", &bind).await;

    let either = [
        ("Filter.1.Key", "Name"),
        ("Filter.1.Value.1", "a"),
        ("Filter.1.Value.2", "b"),
    ];
    assert_eq!(bench.ids(&either).await, [b.clone(), a.clone()]);
    let mut both = vec![
        ("Filter.1.Key", "status"),
        ("Filter.1.Value.1", "InUse"),
        ("Filter.2.Key", "Name"),
        ("Filter.2.Value.1", "b"),
    ];
    assert_eq!(bench.ids(&both).await, [""; 0]);
    both.push(("IsOrKey", "true"));
    assert_eq!(bench.ids(&both).await, [b.clone(), a.clone()]);
    let by_instance = [
        ("Filter.1.Key", "CenId"),
        ("Filter.1.Value.1", cen.as_str()),
    ];
    assert_eq!(bench.ids(&by_instance).await, std::slice::from_ref(&a));
    let shouted = a.to_uppercase();
    let by_id = [
        ("Filter.1.Key", "CENBANDWIDTHPACKAGEID"),
        ("Filter.1.Value.1", &shouted),
    ];
    assert_eq!(bench.ids(&by_id).await, [a]);
    let unknown = [("Filter.1.Key", "CenId"), ("Filter.1.Value.1", "cen-x")];
    assert_eq!(bench.ids(&unknown).await, [""; 0]);
}

#[tokio::test]
async fn filters_the_api_does_not_know_are_refused() {
    let bench = bench().await;
    let key = [("Filter.1.Key", "Bandwidth"), ("Filter.1.Value.1", "5")];
    let reply = bench.call("DescribeCenBandwidthPackages", &key).await;
    assert_eq!(reply.error(), (400, "FilterKey.NotSupport"));

    let values: Vec<String> = (1..=6)
        .map(|number| format!("Filter.1.Value.{number}"))
        .collect();
    let mut many = vec![("Filter.1.Key", "Name")];
    many.extend(values.iter().map(|name| (name.as_str(), "x")));
    for given in [
        &many[..],
        &[("Filter.1.Key", "Name")],
        &[("Filter.1.Value.1", "x")],
    ] {
        let reply = bench.call("DescribeCenBandwidthPackages", given).await;
        assert_eq!(reply.error(), (400, "InvalidParameter"));
    }
}

#[tokio::test]
async fn tags_and_groups_narrow_the_list() {
    let bench = bench().await;
    let tagged = bench
        .buy(&[
            ("Tag.1.Key", "env"),
            ("Tag.1.Value", "a"),
            ("ResourceGroupId", "rg-1"),
        ])
        .await
        .id();
    bench
        .buy(&[
            ("Tag.1.Key", "env"),
            ("Tag.1.Value", "b"),
            ("Tag.2.Key", "x"),
        ])
        .await
        .id();
    let by_value = [("Tag.1.Key", "env"), ("Tag.1.Value", "a")];
    assert_eq!(bench.ids(&by_value).await, std::slice::from_ref(&tagged));
    assert_eq!(bench.ids(&[("Tag.1.Key", "env")]).await.len(), 2);
    assert_eq!(
        bench
            .ids(&[("Tag.1.Key", "env"), ("Tag.2.Key", "x")])
            .await
            .len(),
        1
    );
    assert_eq!(bench.ids(&[("ResourceGroupId", "rg-1")]).await, [tagged]);
}
