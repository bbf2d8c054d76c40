//! The action that renews a package, on hosts that know actions.

use cen_simulator::{Fault, OrderKind, Package, Simulator, Stage};

use super::killed::{Victim, cut_off, start};
use super::{cloud, parameters_of};
use crate::support::terraform::{Feature, Workspace, host_knows};

const INVOKE: &str = "-invoke=action.cen_bandwidth_package_renew.once";

const CONFIGURATION: &str = r#"
resource "cen_bandwidth_package" "this" {
  bandwidth = 5
  area_a    = "China"
  area_b    = "China"
}

action "cen_bandwidth_package_renew" "once" {
  config {
    bandwidth_package_id = cen_bandwidth_package.this.id
    period               = 3
  }
}
"#;

fn renewals(cloud: &Simulator) -> usize {
    let orders = cloud.orders().into_iter();
    orders
        .filter(|order| order.kind == OrderKind::Renew)
        .count()
}

fn end(cloud: &Simulator) -> String {
    cloud.all::<Package>()[0].expired_time.clone()
}

/// Invokes the action; what it has told.
async fn invoke(workspace: &Workspace) -> String {
    let run = workspace
        .run(&["apply", "-auto-approve", "-no-color", INVOKE])
        .await;
    assert_eq!(run.code, 0, "{}", run.stderr);
    run.stdout
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_is_renewed_when_the_action_is_invoked() {
    if !host_knows(Feature::Actions) {
        return;
    }
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, CONFIGURATION);
    workspace.apply_quietly().await;
    let before = end(&cloud);
    let told = invoke(&workspace).await;
    assert_eq!(parameters_of(&cloud, "RenewInstance")["RenewPeriod"], "3");
    let after = end(&cloud);
    assert!(after > before);
    assert!(
        told.contains(&format!(
            "is paid until {after} now; it was paid until {before}."
        )),
        "{told}"
    );
    // Nothing of it is a change of the package.
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renewal_that_was_killed_is_made_once() {
    if !host_knows(Feature::Actions) {
        return;
    }
    for victim in [Victim::Host, Victim::Both] {
        let cloud = cloud().await;
        let workspace = Workspace::new(&cloud, CONFIGURATION);
        workspace.apply_quietly().await;
        cloud.fault(Fault::hold("RenewInstance", Stage::After));
        let apply = start(&workspace, &[INVOKE]);
        cloud.wait_for_held(1).await;
        cut_off(apply, victim).await;
        cloud.clear_faults();
        cloud.release();
        assert_eq!(renewals(&cloud), 1, "{victim:?}");

        let told = invoke(&workspace).await;
        assert!(
            told.contains("so nothing was renewed now. Invoke it again for one more term."),
            "{told}"
        );
        assert_eq!(renewals(&cloud), 1, "{victim:?}");
        invoke(&workspace).await;
        assert_eq!(renewals(&cloud), 2, "{victim:?}");
    }
}
