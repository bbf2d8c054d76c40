//! Many packages at once.

use super::{actions, cloud, writes};
use crate::support::terraform::Workspace;

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_packages_are_made_read_and_ended_fifty_at_a_time() {
    const MANY: usize = 200;
    let cloud = cloud().await;
    let body = format!(
        r#"
resource "cen_bandwidth_package" "many" {{
  count       = {MANY}
  bandwidth   = 5
  area_a      = "China"
  area_b      = "Asia-Pacific"
  charge_type = "PostPaid"
  name        = "many-${{count.index}}"
}}
"#
    );
    let workspace = Workspace::new(&cloud, &body);
    let at_once = "-parallelism=50";
    let made = ["apply", "-auto-approve", "-json", "-no-color", at_once];
    assert_eq!(workspace.said(&made).await, (0, vec![]));
    assert_eq!(cloud.packages().len(), MANY);
    assert_eq!(writes(&cloud), ["CreateCenBandwidthPackage"; MANY]);

    cloud.clear_journal();
    let plan = workspace.plan_with(&[at_once]).await;
    assert_eq!((plan.code, plan.said.clone()), (0, vec![]));
    // How many exactly depends on the machine; `cen` counts them with a clock of its own.
    let reads = actions(&cloud).len();
    assert!(reads < MANY, "{reads} calls");

    let ended = ["destroy", "-auto-approve", "-json", "-no-color", at_once];
    assert_eq!(workspace.said(&ended).await, (0, vec![]));
    assert_eq!(cloud.packages().len(), 0);
}
