use std::time::Duration;

use serde_json::{Value, json};

use crate::{ACCOUNT_ID, AttachmentChange, Options, OrderType, VbrAttachment, VpnAttachment};

use super::client::{Bench, bench, bench_with};

const MINUTE: Duration = Duration::from_secs(60);

/// Words of the kinds, and what is attached of each.
const KINDS: [(&str, &str); 3] = [("Vbr", "vbr-a"), ("Vpn", "vco-a"), ("Ecr", "ecr-a")];

impl Bench {
    /// Attaches something in Hangzhou, with more or other parameters; its id.
    async fn network(
        &self,
        (word, network): (&str, &str),
        router: &str,
        given: &[(&str, &str)],
    ) -> String {
        let parameter = format!("{word}Id");
        let mut all = vec![
            ("TransitRouterId", router),
            ("RegionId", "cn-hangzhou"),
            (&parameter, network),
        ];
        all.extend(given);
        let reply = self
            .call(&format!("CreateTransitRouter{word}Attachment"), &all)
            .await;
        reply.created("TransitRouterAttachmentId")
    }

    async fn networks(&self, word: &str, given: &[(&str, &str)]) -> Vec<Value> {
        let action = format!("ListTransitRouter{word}Attachments");
        self.rows(&action, "TransitRouterAttachments", given).await
    }
}

#[tokio::test]
async fn networks_of_data_centres_are_attached_changed_and_detached_in_their_own_time() {
    for (word, network) in KINDS {
        let options = Options {
            settle: MINUTE,
            ..Options::default()
        };
        let bench = bench_with(options).await;
        let cen = bench.cloud.add_cen("c").unwrap();
        let router = bench.cloud.add_transit_router(&cen, "cn-hangzhou").unwrap();
        let given = [
            ("TransitRouterAttachmentName", "main"),
            ("Tag.1.Key", "env"),
        ];
        let id = bench.network((word, network), &router, &given).await;
        let this = [("TransitRouterAttachmentId", id.as_str())];
        let listed = bench.networks(word, &this).await.remove(0);
        let region = match word {
            "Ecr" => "TransitRouterRegionId".to_owned(),
            _ => format!("{word}RegionId"),
        };
        let expected = json!({
            "TransitRouterAttachmentId": id, "TransitRouterAttachmentName": "main",
            "TransitRouterAttachmentDescription": "", "TransitRouterId": router, "CenId": cen,
            format!("{word}Id"): network, format!("{word}OwnerId"): ACCOUNT_ID, region: "cn-hangzhou",
            "ResourceType": word.to_uppercase(), "OrderType": "PayByCenOwner",
            "AutoPublishRouteEnabled": word != "Vbr", "Status": "Attaching",
            "Tags": [{"Key": "env", "Value": ""}]
        });
        for (name, value) in expected.as_object().unwrap() {
            assert_eq!(&listed[name], value, "{word} {name}");
        }
        let update = format!("UpdateTransitRouter{word}AttachmentAttribute");
        let change = [
            this[0],
            ("TransitRouterAttachmentName", "other"),
            ("OrderType", "PayByResourceOwner"),
        ];
        let busy = (400, "IncorrectStatus.Status".to_owned());
        assert_eq!(bench.refused(&update, &change).await, busy);
        bench.cloud.advance_clock(MINUTE).unwrap();
        let wrong = [this[0], ("OrderType", "PayByNobody")];
        let (status, _) = bench.refused(&update, &wrong).await;
        assert_eq!(status, 400);
        bench.ok(&update, &change).await;
        bench.cloud.advance_clock(MINUTE).unwrap();
        let listed = bench.networks(word, &this).await.remove(0);
        assert_eq!(listed["TransitRouterAttachmentName"], "other");
        assert_eq!(listed["OrderType"], "PayByResourceOwner");
        // It stands in the way of its transit router.
        let of_router = [("TransitRouterId", router.as_str())];
        let (status, _) = bench.refused("DeleteTransitRouter", &of_router).await;
        assert_eq!(status, 409);
        bench
            .ok(&format!("DeleteTransitRouter{word}Attachment"), &this)
            .await;
        let listed = bench.networks(word, &of_router).await.remove(0);
        assert_eq!(listed["Status"], "Detaching");
        bench.cloud.advance_clock(MINUTE).unwrap();
        assert_eq!(bench.networks(word, &of_router).await, [] as [Value; 0]);
    }
}

#[tokio::test]
async fn what_is_no_network_of_the_account_or_attached_already_is_refused() {
    let bench = bench().await;
    let cen = bench.cloud.add_cen("c").unwrap();
    let router = bench.cloud.add_transit_router(&cen, "cn-hangzhou").unwrap();
    for (word, network) in KINDS {
        bench.network((word, network), &router, &[]).await;
        let create = format!("CreateTransitRouter{word}Attachment");
        let (parameter, owner) = (format!("{word}Id"), format!("{word}OwnerId"));
        let base = [
            ("TransitRouterId", router.as_str()),
            ("RegionId", "cn-hangzhou"),
        ];
        for (given, expected) in [
            (
                vec![(parameter.as_str(), network)],
                (409, "InvalidOperation.ChildInstanceAlreadyAttached"),
            ),
            (vec![(&parameter, "vpc-a")], (400, "InvalidParameter")),
            (
                vec![(&parameter, &format!("{network}b")), (&owner, "42")],
                (409, "Forbbiden.AttachChildInstanceAcrossUid"),
            ),
        ] {
            let all = [&base[..], &given].concat();
            let (status, code) = bench.refused(&create, &all).await;
            assert_eq!((status, code.as_str()), expected, "{given:?}");
        }
    }
}

/// A success says nothing here: the API pages of these two say that wrong arguments are answered with one.
#[tokio::test]
async fn an_unknown_vpn_or_express_connect_router_is_deleted_with_success() {
    let bench = bench().await;
    let unknown = [("TransitRouterAttachmentId", "tr-attach-x")];
    for word in ["Vpn", "Ecr"] {
        bench
            .ok(&format!("DeleteTransitRouter{word}Attachment"), &unknown)
            .await;
    }
    let refused = bench
        .refused("DeleteTransitRouterVbrAttachment", &unknown)
        .await;
    assert_eq!(refused.0, 404);
}

#[tokio::test]
async fn a_vpn_has_zones_of_its_region_and_texts_that_begin_with_a_letter() {
    let bench = bench().await;
    let cen = bench.cloud.add_cen("c").unwrap();
    let router = bench.cloud.add_transit_router(&cen, "cn-hangzhou").unwrap();
    let zone = [
        ("Zone.1.ZoneId", "cn-hangzhou-h"),
        ("AutoPublishRouteEnabled", "false"),
    ];
    bench.network(("Vpn", "vco-a"), &router, &zone).await;
    let listed = bench.networks("Vpn", &[("TransitRouterId", &router)]).await;
    assert_eq!(listed[0]["Zones"], json!([{"ZoneId": "cn-hangzhou-h"}]));
    assert_eq!(listed[0]["ChargeType"], "POSTPAY");
    assert_eq!(listed[0]["AutoPublishRouteEnabled"], false);
    for (given, code) in [
        (("Zone.1.ZoneId", "cn-beijing-h"), "InvalidParameter"),
        (("TransitRouterAttachmentName", "1st"), "InvalidName"),
        (("TransitRouterAttachmentName", "a b"), "InvalidName"),
        (
            ("TransitRouterAttachmentDescription", "x"),
            "InvalidDescription",
        ),
        (("ChargeType", "PREPAY"), "InvalidParameter"),
    ] {
        let all = [
            ("TransitRouterId", router.as_str()),
            ("RegionId", "cn-hangzhou"),
            ("VpnId", "vco-b"),
            given,
        ];
        let refused = bench
            .refused("CreateTransitRouterVpnAttachment", &all)
            .await;
        assert_eq!(refused, (400, code.to_owned()), "{given:?}");
    }
}

#[tokio::test]
async fn any_attachment_is_changed_and_removed_from_outside_by_its_id() {
    let bench = bench().await;
    let cen = bench.cloud.add_cen("c").unwrap();
    let router = bench.cloud.add_transit_router(&cen, "cn-hangzhou").unwrap();
    let id = bench.network(KINDS[0], &router, &[]).await;
    let change = AttachmentChange {
        order: Some(OrderType::PayByResourceOwner),
        ..AttachmentChange::default()
    };
    let changed = bench.cloud.change::<VbrAttachment>(&id, change).unwrap();
    assert_eq!(changed.attachment.order, OrderType::PayByResourceOwner);
    let other = bench
        .cloud
        .change::<VpnAttachment>(&id, AttachmentChange::default());
    assert_eq!(
        other.unwrap_err().to_string(),
        format!("there is no attachment {id}")
    );
    let url = format!("{}/_simulator/attachments/{id}", bench.cloud.endpoint());
    let body = json!({"name": "by hand"}).to_string();
    let patched = bench.http.patch(&url).body(body).send().await.unwrap();
    assert_eq!(patched.status(), 200);
    assert_eq!(
        bench.cloud.all::<VbrAttachment>()[0].attachment.name,
        "by hand"
    );
    for status in [200, 404] {
        let deleted = bench.http.delete(&url).send().await.unwrap();
        assert_eq!(deleted.status(), status);
    }
    assert_eq!(bench.cloud.all::<VbrAttachment>(), []);
}
