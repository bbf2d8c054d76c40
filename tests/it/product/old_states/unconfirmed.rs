//! Objects whose creation nobody has answered: the creation is repeated under the token of the note.

use std::collections::{BTreeMap, BTreeSet};

use cen_simulator::{Instance, Outcome, Package};

use super::super::{error, writes};
use super::{BIND, MINUTE, Old, attributes, folder, notes, objects, read_json};

const BUY: &str = "CreateCenBandwidthPackage";

const PACKAGES: [(&str, &str); 3] = [
    ("cen_bandwidth_package.own_token", BUY),
    ("cen_bandwidth_package.postpaid", BUY),
    ("cen_bandwidth_package.prepaid", BUY),
];

const ROUTERS: [(&str, &str); 3] = [
    ("cen_transit_router.this", "CreateTransitRouter"),
    (
        "cen_transit_router_vpc_attachment.this",
        "CreateTransitRouterVpcAttachment",
    ),
    (
        "cen_transit_router_peer_attachment.this",
        "CreateTransitRouterPeerAttachment",
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn unconfirmed_purchases_are_confirmed_under_their_tokens() {
    let old = Old::open("unconfirmed_packages").await;
    assert_eq!(old.token("cen_bandwidth_package.own_token"), "order-4711");
    assert_eq!(old.cloud.all::<Package>().len(), 3);
    old.confirm(&PACKAGES, false, &[BIND]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn purchases_that_never_arrived_are_made_under_their_tokens() {
    let old = Old::open("unsent_packages").await;
    assert_eq!(old.cloud.all::<Package>(), []);
    old.confirm(&PACKAGES, true, &[BIND]).await;
    assert_eq!(old.cloud.all::<Package>().len(), 3);

    // What the same configuration bought where only the answers were lost.
    let account = read_json(&folder("unconfirmed_packages").join("simulator.json"));
    let remembered = account["state"]["tokens"].as_object().unwrap().iter();
    let bought = remembered.filter(|(name, _)| name.starts_with(&format!("{BUY} ")));
    let mut expected: Vec<BTreeMap<String, String>> = bought
        .map(|(_, one)| serde_json::from_value(one["parameters"].clone()).unwrap())
        .collect();
    let calls = old.cloud.journal().into_iter();
    let done = calls.filter(|call| call.action == BUY && call.outcome == Outcome::Done);
    let mut sent: Vec<BTreeMap<String, String>> = done.map(|call| call.parameters).collect();
    for all in [&mut expected, &mut sent] {
        for one in all.iter_mut() {
            one.remove("ClientToken").unwrap();
        }
        all.sort();
    }
    assert_eq!(sent, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn unconfirmed_purchases_are_not_forgotten_by_a_destroy() {
    let old = Old::open("unconfirmed_packages").await;
    let (code, said) = old.workspace.destroy().await;
    let errors: Vec<_> = said.iter().filter(|one| one.severity == "error").collect();
    assert_eq!((code, errors.len()), (1, 3), "{said:?}");
    for error in &errors {
        assert_eq!(error.summary, "The purchase may have become a package");
    }
    for package in old.cloud.all::<Package>() {
        let named = errors.iter().any(|one| one.detail.contains(&package.id));
        assert!(named, "{}: {errors:?}", package.id);
    }
    for (address, _) in PACKAGES {
        assert_eq!(notes(&old.state())[address], old.notes[address]);
    }
    assert_eq!(old.cloud.all::<Package>().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn purchases_that_never_arrived_are_dropped_by_a_destroy_once_they_are_old() {
    let old = Old::open("unsent_packages").await;
    let (code, said) = old.workspace.destroy().await;
    let errors = said.iter().filter(|one| one.severity == "error");
    let summaries: Vec<_> = errors.map(|one| one.summary.as_str()).collect();
    assert_eq!(code, 1);
    assert_eq!(summaries, ["The purchase is unconfirmed"; 3]);

    // The time of the first attempt is in the note.
    old.cloud.advance_clock(60 * MINUTE).unwrap();
    let (code, said) = old.workspace.destroy().await;
    let dropped = said
        .iter()
        .filter(|one| one.summary == "An unconfirmed purchase came to nothing");
    assert_eq!((code, dropped.count()), (0, 3), "{said:?}");
    assert_eq!(objects(&old.state()), []);
    assert_eq!(old.creations(), BTreeSet::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn unconfirmed_instances_are_confirmed_under_their_tokens() {
    let old = Old::open("unconfirmed_instances").await;
    let instances = ["cen_instance.bare", "cen_instance.full"];
    let instances = instances.map(|address| (address, "CreateCen"));
    assert_eq!(old.cloud.all::<Instance>().len(), 2);
    old.confirm(&instances, false, &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn unconfirmed_routers_and_attachments_are_confirmed_under_their_tokens() {
    let old = Old::open("unconfirmed_routers").await;
    let ids = old.ids().into_values().map(|ids| ids.len());
    assert_eq!(Vec::from_iter(ids), [1, 1, 3, 1, 1]);
    old.confirm(&ROUTERS, false, &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn unconfirmed_connections_are_found() {
    let old = Old::open("unconfirmed_connections").await;
    let limit = "cen_bandwidth_limit.this";
    let attachment = "cen_instance_attachment.this";
    assert_eq!(attributes(&old.state())[limit]["status"], "Pending");
    assert_eq!(attributes(&old.state())[attachment]["status"], "Attaching");
    old.workspace.assert_clean().await;
    old.workspace.apply_quietly().await;
    assert_eq!(attributes(&old.state())[limit]["status"], "Active");
    assert_eq!(attributes(&old.state())[attachment]["status"], "Attached");
    assert_eq!(writes(&old.cloud), [] as [&str; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_no_note_any_more_is_not_confirmed() {
    let old = Old::open("unconfirmed_routers").await;
    let mut state = old.state();
    for resource in state["resources"].as_array_mut().unwrap() {
        for instance in resource["instances"].as_array_mut().unwrap() {
            instance.as_object_mut().unwrap().remove("private");
        }
    }
    let file = old.workspace.path().join("terraform.tfstate");
    std::fs::write(file, state.to_string()).unwrap();
    let (code, said) = old.workspace.apply().await;
    let lost: Vec<_> = ["VPC attachment", "peer attachment", "transit router"]
        .map(|what| {
            let detail = format!(
                "The state says that this creation is unconfirmed, but the provider's note of it is gone, so it cannot be \
                 repeated safely. Look for the {what} in the console, drop the resource with `terraform state rm`, and \
                 import the {what} if it exists."
            );
            error("", "The note of the creation is lost", &detail)
        })
        .into();
    let mut said = said;
    said.sort_by(|a, b| a.detail.cmp(&b.detail));
    assert_eq!((code, said), (1, lost));
    assert_eq!(writes(&old.cloud), [] as [&str; 0]);
}
