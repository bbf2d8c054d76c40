//! Many packages at once.

use cen_simulator::Package;

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
    assert_eq!(cloud.all::<Package>().len(), MANY);
    assert_eq!(writes(&cloud), ["CreateCenBandwidthPackage"; MANY]);

    cloud.clear_journal();
    let plan = workspace.plan_with(&[at_once]).await;
    assert_eq!((plan.code, plan.said.clone()), (0, vec![]));
    // How many exactly depends on the machine; `cen` counts them with a clock of its own.
    let reads = actions(&cloud).len();
    assert!(reads < MANY, "{reads} calls");

    let ended = ["destroy", "-auto-approve", "-json", "-no-color", at_once];
    assert_eq!(workspace.said(&ended).await, (0, vec![]));
    assert_eq!(cloud.all::<Package>().len(), 0);
}

/// What they could be bound to is looked for before each purchase, and the looks share their calls.
#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_packages_are_bound_and_the_looks_before_buying_are_shared() {
    const MANY: usize = 200;
    let cloud = cloud().await;
    let instances: Vec<String> = (0..MANY / 10)
        .map(|number| cloud.add_cen(&format!("number-{number}")).unwrap())
        .collect();
    let body = format!(
        r#"
locals {{
  areas     = ["China", "North-America", "Asia-Pacific", "Europe"]
  pairs     = [for pair in setproduct(range(4), range(4)) : pair if pair[0] <= pair[1]]
  instances = {instances:?}
}}

resource "cen_bandwidth_package" "many" {{
  count       = {MANY}
  bandwidth   = 5
  area_a      = local.areas[local.pairs[count.index % 10][0]]
  area_b      = local.areas[local.pairs[count.index % 10][1]]
  cen_id      = local.instances[floor(count.index / 10)]
  charge_type = "PostPaid"
  name        = "many-${{count.index}}"
}}
"#
    );
    let workspace = Workspace::new(&cloud, &body);
    let made = [
        "apply",
        "-auto-approve",
        "-json",
        "-no-color",
        "-parallelism=50",
    ];
    assert_eq!(workspace.said(&made).await, (0, vec![]));
    // Each is bought and bound once; how many calls only look depends on the machine.
    assert_eq!(writes(&cloud).len(), 2 * MANY);
    let looks = actions(&cloud).len() - 2 * MANY;
    // Plan, look and wait of each could ask for the instance and for the package.
    assert!(looks < 2 * MANY, "{looks} calls");
}
