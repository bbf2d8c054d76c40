use serde_json::json;

use super::*;
use crate::area::Area;
use crate::testing::{client, deadline, wire};
use alibaba_cloud::scripted::{answer, lost};

fn token() -> ClientToken {
    ClientToken::parse("token-1").unwrap()
}

fn post_paid() -> Purchase {
    Purchase {
        bandwidth_mbps: 5,
        areas: AreaPair::new(Area::AsiaPacific, Area::China),
        billing: Billing::PostPaid,
        auto_pay: true,
        name: None,
        description: None,
        tags: BTreeMap::new(),
        resource_group_id: None,
    }
}

fn prepaid() -> Purchase {
    Purchase {
        billing: Billing::PrePaid {
            term: Term::new(3, Cycle::Month).unwrap(),
            auto_renew: Some(AutoRenew {
                enabled: true,
                months: Some(2),
            }),
        },
        auto_pay: false,
        name: Some("a b".to_owned()),
        description: Some(String::new()),
        tags: BTreeMap::from([
            ("team".to_owned(), String::new()),
            ("env".to_owned(), "test".to_owned()),
        ]),
        resource_group_id: Some("rg-1".to_owned()),
        ..post_paid()
    }
}

#[test]
fn a_post_paid_purchase_has_this_wire_form() {
    assert_eq!(
        wire(&post_paid().call(&token())),
        "AutoPay=true&Bandwidth=5&BandwidthPackageChargeType=POSTPAY&ClientToken=token-1&GeographicRegionAId=China&\
         GeographicRegionBId=Asia-Pacific"
    );
}

#[test]
fn a_prepaid_purchase_has_this_wire_form() {
    assert_eq!(
        wire(&prepaid().call(&token())),
        "AutoPay=false&AutoRenew=true&AutoRenewDuration=2&Bandwidth=5&BandwidthPackageChargeType=PREPAY&\
         ClientToken=token-1&Description=&GeographicRegionAId=China&GeographicRegionBId=Asia-Pacific&Name=a%20b&Period=3&\
         PricingCycle=Month&ResourceGroupId=rg-1&Tag.1.Key=env&Tag.1.Value=test&Tag.2.Key=team&Tag.2.Value="
    );
}

#[test]
fn a_stored_purchase_comes_back_the_same() {
    for purchase in [post_paid(), prepaid()] {
        let stored = serde_json::to_string(&purchase).unwrap();
        assert_eq!(serde_json::from_str::<Purchase>(&stored).unwrap(), purchase);
    }
    // What older versions wrote must stay readable: a purchase made by one may be confirmed by the next.
    let stored = r#"{"bandwidth_mbps":5,"areas":["China","Asia-Pacific"],"billing":{"pre_paid":{"term":{"period":3,"cycle":"Month"},"auto_renew":{"enabled":true,"months":2}}},"auto_pay":false,"name":"a b","description":"","tags":{"env":"test","team":""},"resource_group_id":"rg-1"}"#;
    assert_eq!(serde_json::to_string(&prepaid()).unwrap(), stored);
}

#[test]
fn only_terms_on_sale_can_be_made() {
    assert!(Term::new(6, Cycle::Month).is_ok());
    assert!(Term::new(1, Cycle::Year).is_ok());
    assert_eq!(
        Term::new(12, Cycle::Month).unwrap_err().to_string(),
        "no term of 12 months is sold; legal are 1, 2, 3, 6 months"
    );
    assert_eq!(
        Term::new(0, Cycle::Year).unwrap_err().to_string(),
        "no term of 0 years is sold; legal are 1, 2, 3 years"
    );
}

#[test]
fn an_answer_without_an_id_is_no_answer_and_one_with_an_id_is() {
    let read = |answer: serde_json::Value| bought(Answer::new(&answer));
    assert_eq!(
        read(json!({"RequestId": "R", "CenBandwidthPackageId": " "})),
        Err("it has no CenBandwidthPackageId".to_owned())
    );
    let id = PackageId::from_api("cenbwp-abc").unwrap();
    for (order, expected) in [
        (json!(123), Some("123".to_owned())),
        (json!(""), None),
        (json!(["odd"]), None),
    ] {
        let answer =
            json!({"CenBandwidthPackageId": " Cenbwp-abc", "CenBandwidthPackageOrderId": order});
        assert_eq!(read(answer), Ok((id.clone(), expected)));
    }
}

#[tokio::test(start_paused = true)]
async fn a_purchase_whose_answer_was_lost_is_sent_again_with_its_token() {
    let body = r#"{"CenBandwidthPackageId":"cenbwp-abc","CenBandwidthPackageOrderId":"7"}"#;
    let (client, transport) = client([lost(), answer(200, body)]);
    let bought = client.buy(&post_paid(), &token(), &deadline()).await;
    let expected = Bought {
        package: PackageId::parse("cenbwp-abc").unwrap(),
        order: Some("7".to_owned()),
    };
    assert_eq!(bought.unwrap(), expected);
    let sent = transport.sent();
    let tokens: Vec<&str> = sent
        .iter()
        .map(|sent| sent["ClientToken"].as_str())
        .collect();
    assert_eq!(tokens, ["token-1", "token-1"]);
}
