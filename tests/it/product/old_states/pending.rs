//! Objects that have an id and have not been seen: they stay until they show.

use std::collections::BTreeSet;

use cen_simulator::{Instance, Outcome, Package, PeerAttachment, TransitRouter, VpcAttachment};
use serde_json::json;

use super::super::{warning, writes};
use super::{BIND, MINUTE, Old, attributes, notes, objects};
use crate::support::terraform::Said;

/// The warning about an object that has an id and is not listed.
fn unlisted(kind: &str, id: &str) -> Said {
    let what = match kind {
        "cen_bandwidth_package" => {
            return unlisted_package(id, "CEN usually shows a new package within a few minutes.");
        }
        "cen_instance" => "CEN instance",
        "cen_transit_router" => "transit router",
        "cen_transit_router_vpc_attachment" => "VPC attachment",
        _ => "peer attachment",
    };
    let summary = format!("The {what} has been created but is not visible yet");
    let detail = format!(
        "CEN gave out the id {id} and does not list it yet. It stays in the state as Pending, so that it is not created \
         again. If it never comes into being, destroy this resource."
    );
    warning("", &summary, &detail)
}

fn unlisted_package(id: &str, reason: &str) -> Said {
    let detail = format!(
        "CEN gave out the id {id} and does not list it yet. It stays in the state as Pending, so that it is not bought \
         again. {reason} If it never comes into being, destroy this resource or drop it with `terraform state rm`."
    );
    let summary = "The package has been bought but is not visible yet";
    warning("", summary, &detail)
}

/// The objects of `pending_objects` that have an id and had not shown when the state was written: type and id.
fn pending(old: &Old) -> Vec<(String, String)> {
    let state = old.state();
    let objects = objects(&state).into_iter();
    let pending = objects.filter(|(_, _, one)| one["attributes"]["status"] == "Pending");
    pending
        .map(|(kind, _, one)| (kind, one["attributes"]["id"].as_str().unwrap().to_owned()))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn pending_objects_are_kept_until_they_show() {
    let old = Old::open("pending_objects").await;
    let pending = pending(&old);
    assert_eq!(pending.len(), 5);
    let (kind, package) = &pending[0];
    assert_eq!(kind, "cen_bandwidth_package");
    // All but the package are listed, though they are not ready.
    let plan = old.workspace.plan().await;
    assert_eq!((plan.code, plan.said), (0, vec![unlisted(kind, package)]));
    for change in &plan.changes {
        assert_eq!(change["change"]["actions"], json!(["no-op"]), "{change:#}");
    }

    old.cloud.advance_clock(120 * MINUTE).unwrap();
    let plan = old.workspace.plan().await;
    assert_eq!((plan.code, plan.said.clone()), (0, vec![]));
    for change in &plan.changes {
        let address = change["address"].as_str().unwrap();
        // It was to be bound once it shows.
        let expected = if address == "cen_bandwidth_package.this" {
            "update"
        } else {
            "no-op"
        };
        assert_eq!(plan.actions_of(address), [expected], "{address}");
    }
    old.workspace.apply_quietly().await;
    assert_eq!(old.creations(), BTreeSet::new());
    let mut done = old.cloud.journal();
    done.retain(|call| call.action == BIND && call.outcome == Outcome::Done);
    assert_eq!(done.len(), 1);
    assert_eq!(&done[0].parameters["CenBandwidthPackageId"], package);
    old.assert_in_step();
    old.assert_settled();
    old.workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pending_objects_that_are_not_listed_stay_with_their_notes() {
    let old = Old::open("pending_objects").await;
    let pending = pending(&old);
    // What is attached goes first: it would go by itself with what it is attached to.
    for (kind, id) in pending.iter().rev() {
        let removed = match kind.as_str() {
            "cen_bandwidth_package" => old.cloud.remove::<Package>(id),
            "cen_instance" => old.cloud.remove::<Instance>(id),
            "cen_transit_router" => old.cloud.remove::<TransitRouter>(id),
            "cen_transit_router_peer_attachment" => old.cloud.remove::<PeerAttachment>(id),
            "cen_transit_router_vpc_attachment" => old.cloud.remove::<VpcAttachment>(id),
            other => panic!("{other}"),
        };
        removed.unwrap();
    }
    let mut expected: Vec<_> = pending
        .iter()
        .map(|(kind, id)| unlisted(kind, id))
        .collect();
    expected.sort_by(|a, b| a.summary.cmp(&b.summary));
    let plan = old.workspace.plan().await;
    let mut said = plan.said;
    said.sort_by(|a, b| a.summary.cmp(&b.summary));
    assert_eq!((plan.code, said), (0, expected));
    for change in &plan.changes {
        assert_eq!(change["change"]["actions"], json!(["no-op"]), "{change:#}");
    }
    assert_eq!(old.workspace.apply().await.0, 0);
    assert_eq!(writes(&old.cloud), [] as [&str; 0]);
    assert_eq!(notes(&old.state()), old.notes);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_waits_for_its_payment() {
    let old = Old::open("pending_order").await;
    let address = "cen_bandwidth_package.this";
    assert_eq!(old.token(address), "order-4712");
    let ordered = old.cloud.all::<Package>().remove(0);
    let reason = "It was bought with auto_pay = false: pay its order in the console.";
    let expected = vec![unlisted_package(&ordered.id, reason)];
    let plan = old.workspace.plan().await;
    assert_eq!((plan.code, plan.said.clone()), (0, expected.clone()));
    assert_eq!(plan.actions(), ["no-op"]);
    let (code, said) = old.workspace.apply().await;
    assert_eq!((code, said), (0, expected));
    assert_eq!(notes(&old.state()), old.notes);

    old.cloud.pay(&ordered.order).unwrap();
    old.workspace.assert_clean().await;
    old.workspace.apply_quietly().await;
    assert_eq!(attributes(&old.state())[address]["status"], "Idle");
    assert_eq!(writes(&old.cloud), [] as [&str; 0]);
    old.assert_settled();
    old.assert_in_step();
}
