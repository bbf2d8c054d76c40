//! What clients of other makers met first: how they ask, what ids look like, which values are refused.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use alibaba_cloud::secret::Secret;
use alibaba_cloud::sign::acs3::{self, Signed};
use alibaba_cloud::sign::rpc::{Parameters, canonical_query};

use crate::clock::Clock;
use crate::{DEFAULT_ACCESS_KEY_ID, DEFAULT_ACCESS_KEY_SECRET};

use super::client::{Bench, bench, parameters, sign};

#[tokio::test]
async fn attachments_are_found_by_region_and_id_without_their_instance() {
    let bench = bench().await;
    let cen = bench.cloud.add_cen("c").unwrap();
    let router = bench.cloud.add_transit_router(&cen, "cn-hangzhou").unwrap();
    let peer = bench.cloud.add_transit_router(&cen, "cn-beijing").unwrap();
    let vpc = bench.vpc(&router, "vpc-a", &[]).await;
    bench.vpc(&router, "vpc-b", &[]).await;
    let connection = bench.peer(&router, &peer, &[]).await;
    for (action, id) in [
        ("ListTransitRouterVpcAttachments", &vpc),
        ("ListTransitRouterPeerAttachments", &connection),
    ] {
        let found = async |region: &str| {
            let given = [
                ("RegionId", region),
                ("TransitRouterAttachmentId", id.as_str()),
            ];
            let rows = bench.rows(action, "TransitRouterAttachments", &given).await;
            let ids = rows.iter().map(|row| &row["TransitRouterAttachmentId"]);
            ids.cloned().collect::<Vec<Value>>()
        };
        assert_eq!(found("cn-hangzhou").await, [json!(id)], "{action}");
        assert_eq!(found("cn-shanghai").await, [] as [Value; 0], "{action}");
    }
}

#[tokio::test]
async fn ids_are_as_long_as_real_ones() {
    let bench = bench().await;
    let cen = bench.cloud.add_cen("c").unwrap();
    let router = bench.cloud.add_transit_router(&cen, "cn-hangzhou").unwrap();
    let table = bench.system_table(&router).await;
    let attachment = bench.vpc(&router, "vpc-a", &[]).await;
    for (id, prefix, length) in [
        (cen, "cen-", 18),
        (router, "tr-", 21),
        (table, "vtb-", 21),
        (attachment, "tr-attach-", 18),
    ] {
        assert_eq!(id.strip_prefix(prefix).unwrap().len(), length, "{id}");
    }
}

#[tokio::test]
async fn regions_that_do_not_exist_are_refused() {
    let bench = bench().await;
    let cen = bench.cloud.add_cen("c").unwrap();
    let router = bench.cloud.add_transit_router(&cen, "cn-hangzhou").unwrap();
    bench.attach(&cen, "vpc-a", &[]).await;
    let child = [
        ("CenId", cen.as_str()),
        ("ChildInstanceId", "vpc-a"),
        ("ChildInstanceType", "VPC"),
        ("ChildInstanceRegionId", "cn-atlantis"),
    ];
    let illegal = (400, "ParameterIllegal.ChildInstanceRegionId".to_owned());
    for action in [
        "AttachCenChildInstance",
        "DetachCenChildInstance",
        "DescribeCenAttachedChildInstances",
        "DescribeCenAttachedChildInstanceAttribute",
    ] {
        assert_eq!(bench.refused(action, &child).await, illegal, "{action}");
    }
    let illegal = (400, "IllegalParam.Region".to_owned());
    let at = ("TransitRouterId", router.as_str());
    for (action, more) in [
        ("CreateTransitRouter", &[("CenId", cen.as_str())][..]),
        ("UpdateTransitRouter", &[at]),
        ("ListTransitRouters", &[]),
        ("ListTransitRouterVpcAttachments", &[]),
        ("ListTransitRouterPeerAttachments", &[]),
        ("ListTransitRouterAvailableResource", &[]),
        ("ListTransitRouterCidr", &[at]),
        (
            "TagResources",
            &[
                ("ResourceType", "TransitRouter"),
                ("ResourceId.1", &router),
                ("Tag.1.Key", "k"),
            ],
        ),
    ] {
        let mut given = vec![("RegionId", "cn-atlantis")];
        given.extend(more);
        assert_eq!(bench.refused(action, &given).await, illegal, "{action}");
    }
}

#[tokio::test]
async fn resource_groups_are_ids_of_their_kind() {
    let bench = bench().await;
    let illegal = (400, "InvalidParameter".to_owned());
    let group = ("ResourceGroupId", "default");
    assert_eq!(bench.refused("CreateCen", &[group]).await, illegal);
    let bought = bench.buy(&[group]).await;
    assert_eq!(bought.error(), (400, "InvalidParameter"));
    let cen = bench.cloud.add_cen("c").unwrap();
    let moved = [
        ("ResourceId", cen.as_str()),
        ("ResourceType", "CEN"),
        ("NewResourceGroupId", "default"),
    ];
    assert_eq!(bench.refused("MoveResourceGroup", &moved).await, illegal);
}

#[tokio::test]
async fn every_kind_with_tags_takes_and_shows_them() {
    let bench = bench().await;
    let package = bench.buy(&[]).await.id();
    let cen = bench.cloud.add_cen("c").unwrap();
    let router = bench.cloud.add_transit_router(&cen, "cn-hangzhou").unwrap();
    let peer = bench.cloud.add_transit_router(&cen, "cn-beijing").unwrap();
    let at = ("TransitRouterId", router.as_str());
    let create = async |action: &str, name: &str, id: &str| {
        let reply = bench.call(action, &[at, (name, id)]).await;
        reply.created("TransitRouterAttachmentId")
    };
    for (kind, id) in [
        ("BandwidthPackage", package),
        ("Cen", cen.clone()),
        (
            "TransitRouterVpcAttachment",
            bench.vpc(&router, "vpc-a", &[]).await,
        ),
        (
            "TransitRouterVbrAttachment",
            create("CreateTransitRouterVbrAttachment", "VbrId", "vbr-a").await,
        ),
        (
            "TransitRouterVpnAttachment",
            create("CreateTransitRouterVpnAttachment", "VpnId", "vco-a").await,
        ),
        (
            "TransitRouterPeerAttachment",
            bench.peer(&router, &peer, &[]).await,
        ),
        ("TransitRouterRouteTable", bench.custom_table(&router).await),
        ("TransitRouter", router.clone()),
    ] {
        let given = [
            ("RegionId", "cn-hangzhou"),
            ("ResourceType", &kind.to_ascii_uppercase()),
            ("ResourceId.1", &id),
            ("Tag.1.Key", "env"),
            ("Tag.1.Value", "dev"),
        ];
        bench.ok("TagResources", &given).await;
        let listed = bench.ok("ListTagResources", &given[..3]).await;
        let expected = json!([{
            "ResourceId": id, "ResourceType": kind.to_ascii_uppercase(), "TagKey": "env", "TagValue": "dev"
        }]);
        assert_eq!(listed["TagResources"]["TagResource"], expected, "{kind}");
    }
}

impl Bench {
    /// One call with a JSON body, by the signature in headers or by the one among the parameters.
    async fn json(&self, action: &str, body: &Value, in_headers: bool) -> (u16, Value) {
        let body = body.to_string();
        let mut request = self.http.post(self.cloud.endpoint());
        if in_headers {
            let host = self.cloud.endpoint();
            let host = host.strip_prefix("http://").unwrap().to_owned();
            let mut headers: BTreeMap<String, String> = [
                ("content-type", "application/json; charset=utf-8"),
                ("host", &host),
                ("x-acs-action", action),
                ("x-acs-content-sha256", &acs3::payload_hash(body.as_bytes())),
                ("x-acs-date", &Clock::default().now().to_seconds()),
                ("x-acs-signature-nonce", &uuid::Uuid::new_v4().to_string()),
                ("x-acs-version", "2017-09-12"),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into();
            let signed = Signed {
                method: "POST",
                path: "/",
                query: &Parameters::new(),
                headers: &headers,
                payload_hash: &acs3::payload_hash(body.as_bytes()),
            };
            let text = acs3::string_to_sign(&signed.canonical_request());
            let signature = acs3::signature(&text, &Secret::new(DEFAULT_ACCESS_KEY_SECRET));
            let names: Vec<&str> = headers.keys().map(String::as_str).collect();
            let authorization =
                acs3::authorization(DEFAULT_ACCESS_KEY_ID, &names.join(";"), &signature);
            headers.insert("authorization".to_owned(), authorization);
            for (name, value) in headers {
                request = request.header(name, value);
            }
        } else {
            let query = sign(parameters(action, &[]), "POST", DEFAULT_ACCESS_KEY_SECRET);
            let url = format!("{}/?{}", self.cloud.endpoint(), canonical_query(&query));
            request = self
                .http
                .post(url)
                .header("content-type", "application/json");
        }
        let answer = request.body(body).send().await.unwrap();
        let status = answer.status().as_u16();
        (
            status,
            serde_json::from_str(&answer.text().await.unwrap()).unwrap(),
        )
    }
}

#[tokio::test]
async fn parameters_may_travel_as_json() {
    let bench = bench().await;
    let cen = bench.cloud.add_cen("c").unwrap();
    for (region, in_headers, block) in [
        ("cn-hangzhou", true, "192.168.10.0/24"),
        ("cn-beijing", false, "192.168.11.0/24"),
    ] {
        let body = json!({
            "CenId": cen, "RegionId": region, "SupportMulticast": true, "TransitRouterName": region,
            "Tag": [{"Key": "env", "Value": "dev"}], "TransitRouterCidrList": [{"Cidr": block, "PublishCidrRoute": false}]
        });
        let (status, answer) = bench.json("CreateTransitRouter", &body, in_headers).await;
        assert_eq!(status, 200, "{answer}");
        let id = answer["TransitRouterId"].as_str().unwrap();
        let this = [("TransitRouterId", id)];
        let rows = bench
            .rows("ListTransitRouters", "TransitRouters", &this)
            .await;
        let [row] = &rows[..] else {
            panic!("{rows:?}");
        };
        assert_eq!(row["TransitRouterName"], region);
        assert_eq!(row["SupportMulticast"], true);
        assert_eq!(row["Tags"], json!([{"Key": "env", "Value": "dev"}]));
        let blocks = &row["TransitRouterCidrList"];
        assert_eq!(blocks[0]["Cidr"], block);
        assert_eq!(blocks[0]["PublishCidrRoute"], false);
    }
}
