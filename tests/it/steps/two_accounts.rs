//! A network of one account on the transit router of another. A simulator is one account, so each account has its own, with its own
//! key; what the one has granted is told to the other as its policy.

use cen_simulator::{ACCOUNT_ID, Grant, Options, Policy, Simulator, TransitRouter};
use serde_json::json;
use tf_plugin_testing::Step;

use super::{case, cloud, only, parameters_of};

/// The account of the networks.
const OTHER: u64 = 42;

/// The account of the transit router, to which a network is granted.
async fn granted(network: &str) -> Simulator {
    let policy = Policy {
        granted_children: vec![(network.to_owned(), OTHER)],
        ..Policy::default()
    };
    let options = Options {
        seed: Some(2),
        policy,
        ..Options::default()
    };
    Simulator::start(options).await.unwrap()
}

#[tokio::test]
async fn what_one_account_grants_the_other_attaches_whatever_it_is() {
    for (word, granted_as, id) in [
        ("vpc", "VPC", "vpc-a"),
        ("vbr", "ExpressConnect", "vbr-a"),
        ("vpn", "VPN", "vco-a"),
        ("ecr", "ECR", "ecr-a"),
    ] {
        let (theirs, ours) = (cloud().await, granted(id).await);
        let cen = ours.add_cen("main").unwrap();
        let router = ours.add_transit_router(&cen, "cn-hangzhou").unwrap();
        let grant = json!({
            "instance_type": granted_as, "instance_id": id, "cen_id": cen, "region": "cn-hangzhou",
            "cen_owner_id": ACCOUNT_ID.to_string(),
        });
        let mut grants = case(&theirs);
        let grant = only("cen_transit_router_grant_attachment", &grant);
        grants.step(Step::config(grant)).await;
        assert_eq!(theirs.all::<Grant>()[0].cen_id, cen);

        let (network, owner) = (format!("{word}_id"), format!("{word}_owner_id"));
        let mut attachment = json!({
            "transit_router_id": router, "region": "cn-hangzhou", network: id, owner.as_str(): OTHER.to_string(),
        });
        if word == "vpc" {
            let zone = json!({ "zone_id": "cn-hangzhou-h", "vswitch_id": "vsw-a" });
            attachment["zone_mappings"] = json!([zone]);
        }
        let type_name = format!("cen_transit_router_{word}_attachment");
        let attachment = only(&type_name, &attachment);
        let mut attaches = case(&ours);
        // The step ends with a plan in which nothing changes.
        attaches.step(Step::config(attachment)).await;
        let state = attaches.state(&format!("{type_name}.this"));
        assert_eq!(state[owner.as_str()], OTHER.to_string(), "{word}");
        let word = format!("{}{}", word[..1].to_uppercase(), &word[1..]);
        let sent = parameters_of(&ours, &format!("CreateTransitRouter{word}Attachment"));
        assert_eq!(sent[&format!("{word}OwnerId")], OTHER.to_string());

        attaches.destroy().await;
        grants.destroy().await;
        assert_eq!(theirs.all::<Grant>(), []);
        assert_eq!(ours.all::<TransitRouter>().len(), 1);
    }
}
