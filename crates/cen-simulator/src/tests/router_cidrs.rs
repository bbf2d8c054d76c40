use serde_json::{Value, json};

use crate::{RouterCidr, TransitRouter};

use super::client::{Bench, bench};

const CREATE: &str = "CreateTransitRouterCidr";
const MODIFY: &str = "ModifyTransitRouterCidr";
const DELETE: &str = "DeleteTransitRouterCidr";
const LIST: &str = "ListTransitRouterCidr";
const ID: &str = "TransitRouterCidrId";

async fn hangzhou(bench: &Bench) -> (String, String) {
    let cen = bench.cloud.add_cen("c").unwrap();
    let router = bench.cloud.add_transit_router(&cen, "cn-hangzhou").unwrap();
    (cen, router)
}

#[tokio::test]
async fn an_address_block_is_added_changed_and_deleted() {
    let bench = bench().await;
    let (_, router) = hangzhou(&bench).await;
    let at = [
        ("TransitRouterId", router.as_str()),
        ("RegionId", "cn-hangzhou"),
    ];
    let given = [&at[..], &[("Cidr", "192.168.10.0/24"), ("Name", "vpn")]].concat();
    let id = bench.call(CREATE, &given).await.created(ID);
    let mut expected = json!({
        ID: id, "TransitRouterId": router, "Cidr": "192.168.10.0/24", "Name": "vpn", "Description": "",
        "Family": "IPv4", "PublishCidrRoute": true
    });
    let cidrs = async || bench.rows(LIST, "CidrLists", &at).await;
    assert_eq!(cidrs().await, [expected.clone()]);
    let this = [&at[..], &[(ID, id.as_str())]].concat();
    let change = [
        ("Cidr", "192.168.0.0/16"),
        ("Name", ""),
        ("PublishCidrRoute", "false"),
    ];
    bench.ok(MODIFY, &[&this[..], &change].concat()).await;
    expected["Cidr"] = json!("192.168.0.0/16");
    expected["Name"] = json!("");
    expected["PublishCidrRoute"] = json!(false);
    assert_eq!(cidrs().await, [expected]);
    let routers = bench
        .rows("ListTransitRouters", "TransitRouters", &[])
        .await;
    let of_router = json!([{
        ID: id, "Cidr": "192.168.0.0/16", "Name": "", "Description": "", "PublishCidrRoute": false
    }]);
    assert_eq!(routers[0]["TransitRouterCidrList"], of_router);
    bench.ok(DELETE, &this).await;
    assert_eq!(cidrs().await, [] as [Value; 0]);
    let gone = (400, "OperationFailed.CidrNotExist".to_owned());
    assert_eq!(bench.refused(DELETE, &this).await, gone);
    let allocations = bench.ok("ListTransitRouterCidrAllocation", &at).await;
    assert_eq!(allocations["TransitRouterCidrAllocations"], json!([]));
}

#[tokio::test]
async fn every_bad_address_block_has_its_code() {
    let bench = bench().await;
    let (_, router) = hangzhou(&bench).await;
    let given = |cidr| {
        [
            ("TransitRouterId", router.as_str()),
            ("RegionId", "cn-hangzhou"),
            ("Cidr", cidr),
        ]
    };
    for cidr in [
        "192.168.1.0/24",
        "192.168.2.0/24",
        "192.168.3.0/24",
        "192.168.4.0/24",
        "192.168.5.0/24",
    ] {
        bench.ok(CREATE, &given(cidr)).await;
    }
    for (cidr, code) in [
        ("192.168.0.0/16", "InvalidParameter"),
        ("10.0.0.0/15", "InvalidParameter"),
        ("10.0.0.0/25", "InvalidParameter"),
        ("100.64.0.0/16", "InvalidParameter"),
        ("2001:db8::/24", "InvalidParameter"),
        ("10.0.0.0/16", "QuotaExceeded.TransitRouterCidr"),
    ] {
        let refused = bench.refused(CREATE, &given(cidr)).await;
        assert_eq!(refused, (400, code.to_owned()), "{cidr}");
    }
}

#[tokio::test]
async fn a_transit_router_is_created_with_its_address_blocks() {
    let bench = bench().await;
    let cen = bench.cloud.add_cen("c").unwrap();
    let create = async |list: &str| {
        let given = [
            ("CenId", cen.as_str()),
            ("RegionId", "cn-hangzhou"),
            ("TransitRouterCidrList", list),
        ];
        bench.call("CreateTransitRouter", &given).await
    };
    let bad = r#"[{"Cidr": "192.168.1.0/24"}, {"Cidr": "192.168.1.0/24"}]"#;
    for bad in [bad, "192.168.1.0/24", r#"[{"Name": "a"}]"#] {
        assert_eq!(
            create(bad).await.error(),
            (400, "InvalidParameter"),
            "{bad}"
        );
        assert_eq!(bench.cloud.all::<TransitRouter>(), []);
        assert_eq!(bench.cloud.all::<RouterCidr>(), []);
    }
    let good = r#"[{"Cidr": "192.168.1.0/24", "Name": "a", "PublishCidrRoute": false}]"#;
    let router = create(good).await.created("TransitRouterId");
    let cidr = bench.cloud.all::<RouterCidr>().remove(0);
    assert_eq!(
        (
            cidr.transit_router_id,
            cidr.cidr.to_string(),
            cidr.name,
            cidr.publish
        ),
        (router, "192.168.1.0/24".to_owned(), "a".to_owned(), false)
    );
}
