//! Objects that have been seen: nothing is left to do for them.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use super::super::writes;
use super::{Old, attributes, objects};
use crate::support::terraform::Said;

/// Whether nothing is said but that an argument has another name since.
fn only_of_the_old_argument(said: &[Said]) -> bool {
    said.iter()
        .all(|one| one.attribute == "abandon_on_destroy" && one.summary == "Argument is deprecated")
}

#[tokio::test(flavor = "multi_thread")]
async fn objects_of_every_type_plan_clean() {
    for (case, count) in [("everything", 18), ("imported", 10)] {
        let old = Old::open(case).await;
        let plan = ["plan", "-detailed-exitcode", "-no-color"];
        let plan = old.workspace.run(&plan).await;
        assert_eq!(plan.code, 0, "{case}: {}\n{}", plan.stdout, plan.stderr);
        let plan = old.workspace.plan().await;
        assert_eq!(plan.code, 0);
        assert!(plan.actions().iter().all(|action| *action == "no-op"));
        assert!(only_of_the_old_argument(&plan.said), "{:?}", plan.said);
        let before = old.state();
        let kinds: BTreeSet<String> = objects(&before).into_iter().map(|one| one.0).collect();
        assert_eq!((kinds.len(), objects(&before).len()), (8, count), "{case}");

        let (code, said) = old.workspace.apply().await;
        assert!(code == 0 && only_of_the_old_argument(&said), "{said:?}");
        assert_eq!(writes(&old.cloud), [] as [&str; 0], "{case}");
        let mut expected = attributes(&before);
        // The state was written before another resource bound the package.
        let cen = expected.get("cen_instance.basic").cloned();
        if let Some(bound) = expected.get_mut("cen_bandwidth_package.prepaid") {
            assert_eq!(bound["status"], "Idle");
            bound["status"] = json!("InUse");
            bound["cen_id"] = cen.unwrap()["id"].clone();
        }
        let mut after = attributes(&old.state());
        for (address, now) in &mut after {
            let Some(now) = now.as_object_mut() else {
                continue;
            };
            // Attributes that there were not then, of which the APIs tell two.
            now.retain(|name, value| !value.is_null() || expected[address].get(name).is_some());
            if address.starts_with("cen_transit_router_vpc_attachment.") {
                assert_eq!(now.remove("order_type"), Some(json!("PayByCenOwner")));
            }
            if let Some(told) = now.remove("renewal_status") {
                let renews = now["auto_renew"] == json!(true);
                let bought = if renews {
                    "AutoRenewal"
                } else {
                    "ManualRenewal"
                };
                assert_eq!(told, json!(bought), "{address}");
            }
        }
        assert_eq!(after, expected, "{case}");
        old.assert_settled();
        old.assert_in_step();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_tells_a_binding_of_ours_from_that_of_others() {
    let old = Old::open("everything").await;
    let address = "cen_bandwidth_package.postpaid";
    assert_eq!(old.notes[address]["manages_binding"], true);
    old.edit("  cen_id       = cen_instance.routed.id\n", "");
    let plan = old.workspace.plan().await;
    assert_eq!(plan.actions_of(address), ["update"]);
    let mut changes = plan.changes.iter();
    let change = changes.find(|one| one["address"] == address).unwrap();
    assert_eq!(change["change"]["after"]["cen_id"], Json::Null);
    // This one never had the argument; a resource of its own has bound it.
    let other = "cen_bandwidth_package.prepaid";
    assert_eq!(plan.actions_of(other), ["no-op"]);
}
