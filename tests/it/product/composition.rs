//! Instances, packages and what connects them, together in one configuration.

use std::time::Duration;

use cen_simulator::{Child, Fault, Instance, Options, Package, Simulator, Stage};
use serde_json::{Value as Json, json};

use super::interruption::interrupted_apply;
use super::{actions, cloud, slow_cloud, warning, writes};
use crate::support::terraform::Workspace;

/// An instance with a package and two networks, whose ids are not known before apply.
const WHOLE: &str = r#"
resource "terraform_data" "networks" {
  input = {
    "cn-hangzhou"    = "vpc-a"
    "ap-southeast-1" = "vpc-b"
  }
}

resource "cen_instance" "this" {
  name = "main"
}

resource "cen_bandwidth_package" "this" {
  bandwidth   = 5
  area_a      = "China"
  area_b      = "Asia-Pacific"
  charge_type = "PostPaid"
}

resource "cen_bandwidth_package_attachment" "this" {
  cen_id               = cen_instance.this.id
  bandwidth_package_id = cen_bandwidth_package.this.id
}

resource "cen_instance_attachment" "this" {
  for_each          = toset(["cn-hangzhou", "ap-southeast-1"])
  cen_id            = cen_instance.this.id
  child_instance_id = terraform_data.networks.output[each.key]
  region            = each.key
}
"#;

fn position(actions: &[String], action: &str) -> usize {
    let found = actions.iter().position(|one| one == action);
    found.unwrap_or_else(|| panic!("{action} is not among {actions:?}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_made_in_one_apply_and_gone_after_one_destroy() {
    let cloud = slow_cloud(Duration::from_millis(200)).await;
    let workspace = Workspace::new(&cloud, WHOLE);
    let plan = workspace.plan().await;
    assert_eq!(plan.said, []);
    let creates = |change: &&Json| change["change"]["actions"] == json!(["create"]);
    assert_eq!(plan.changes.iter().filter(creates).count(), 6);

    workspace.apply_quietly().await;
    let instance = cloud.all::<Instance>().remove(0);
    assert_eq!(instance.packages, [cloud.all::<Package>()[0].id.as_str()]);
    let mut children = instance.children.clone();
    children.sort();
    assert_eq!(children, ["vpc-a", "vpc-b"]);
    workspace.assert_clean().await;

    cloud.clear_journal();
    assert_eq!(workspace.destroy().await, (0, vec![]));
    let writes = writes(&cloud);
    let end = position(&writes, "DeleteCen");
    assert!(position(&writes, "UnassociateCenBandwidthPackage") < end);
    assert!(position(&writes, "DetachCenChildInstance") < end);
    let detached = writes
        .iter()
        .filter(|action| *action == "DetachCenChildInstance");
    assert_eq!((detached.count(), writes.len()), (2, 5), "{writes:?}");
    assert_eq!(cloud.all::<Instance>(), []);
    assert_eq!(cloud.all::<Package>(), []);
    assert_eq!(cloud.all::<Child>(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_waits_for_what_leaves_it_without_being_told_to() {
    let cloud = slow_cloud(Duration::from_millis(300)).await;
    let instance = Workspace::new(&cloud, "resource \"cen_instance\" \"this\" {}\n");
    instance.apply_quietly().await;
    let cen = cloud.all::<Instance>()[0].id.clone();
    let network = format!(
        "resource \"cen_instance_attachment\" \"this\" {{\n  cen_id = \"{cen}\"\n  child_instance_id = \"vpc-a\"\n  \
         region = \"cn-hangzhou\"\n}}\n"
    );
    let network = Workspace::new(&cloud, &network);
    network.apply_quietly().await;
    cloud.fault(Fault::hold("DetachCenChildInstance", Stage::Before));
    let (first, second, ()) = tokio::join!(instance.destroy(), network.destroy(), async {
        // The instance is asked to go while the network is still attached.
        cloud.wait_for_call("DeleteCen", 1).await;
        cloud.wait_for_held(1).await;
        cloud.clear_faults();
        cloud.release();
    });
    assert_eq!((first, second), ((0, vec![]), (0, vec![])));
    assert_eq!(cloud.all::<Instance>(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replaced_instance_takes_everything_on_it_along() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, WHOLE);
    workspace.apply_quietly().await;
    let first = cloud.all::<Instance>().remove(0);
    let package = cloud.all::<Package>()[0].id.clone();
    let replace = [
        "apply",
        "-auto-approve",
        "-json",
        "-no-color",
        "-replace=cen_instance.this",
    ];
    assert_eq!(workspace.said(&replace).await, (0, vec![]));
    let second = cloud.all::<Instance>().remove(0);
    assert_ne!(second.id, first.id);
    assert_eq!(second.packages, [package]);
    assert_eq!(second.children.len(), 2);
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_from_a_map_that_is_not_known_yet_are_planned() {
    let cloud = cloud().await;
    let whole = WHOLE.replace(
        "terraform_data.networks.output[each.key]",
        "lookup(terraform_data.networks.output, each.key, \"vpc-x\")",
    );
    let workspace = Workspace::new(&cloud, &whole);
    assert_eq!(workspace.plan().await.said, []);
    assert_eq!(actions(&cloud), [] as [&str; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_needs_an_unconfirmed_instance_waits_for_the_next_apply() {
    let cloud = cloud().await;
    cloud.fault(Fault::hold("CreateCen", Stage::After));
    let impatient = WHOLE.replace(
        "  name = \"main\"",
        "  name = \"main\"\n  timeouts = { create = \"1s\" }",
    );
    let workspace = Workspace::new(&cloud, &impatient);
    let (code, said) = workspace.apply().await;
    assert_eq!(code, 1);
    let mut summaries: Vec<&str> = said.iter().map(|one| one.summary.as_str()).collect();
    summaries.sort_unstable();
    summaries.dedup();
    assert_eq!(
        summaries,
        [
            "The CEN instance is unconfirmed",
            "There is no id of a CEN instance yet"
        ]
    );
    assert_eq!(cloud.all::<Child>(), []);
    assert_eq!(cloud.all::<Package>()[0].cen_id, None);
    cloud.clear_faults();
    cloud.release();

    workspace.apply_quietly().await;
    assert_eq!(cloud.all::<Instance>().len(), 1);
    assert_eq!(cloud.all::<Instance>()[0].children.len(), 2);
    assert_eq!(cloud.all::<Package>().len(), 1);
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_that_is_not_confirmed_yet_is_bound_by_the_next_apply() {
    let cloud = cloud().await;
    cloud.fault(Fault::hold("CreateCenBandwidthPackage", Stage::After));
    let impatient = WHOLE.replace(
        "  charge_type = \"PostPaid\"",
        "  charge_type = \"PostPaid\"\n  timeouts = { create = \"1s\" }",
    );
    let workspace = Workspace::new(&cloud, &impatient);
    let (code, said) = workspace.apply().await;
    assert_eq!(code, 1);
    let yet = "There is no id of a bandwidth package yet";
    assert!(said.iter().any(|one| one.summary == yet), "{said:?}");
    cloud.clear_faults();
    cloud.release();
    workspace.apply_quietly().await;
    assert_eq!(cloud.all::<Package>().len(), 1);
    assert_eq!(
        cloud.all::<Package>()[0].cen_id.as_ref(),
        Some(&cloud.all::<Instance>()[0].id)
    );
    workspace.assert_clean().await;
}

/// Applies [`WHOLE`], interrupts it while `action` is held at `stage`, and applies it again to its end.
async fn interrupted_and_finished(action: &str, stage: Stage) -> Simulator {
    let cloud = cloud().await;
    cloud.fault(Fault::hold(action, stage));
    let workspace = Workspace::new(&cloud, WHOLE);
    interrupted_apply(&cloud, &workspace, action).await;
    cloud.clear_faults();
    cloud.release();
    let plan = workspace.plan().await;
    let tainted = |change: &Json| change["change"]["actions"] == json!(["delete", "create"]);
    assert!(!plan.changes.iter().any(tainted), "{:#?}", plan.changes);
    let (code, said) = workspace.apply().await;
    assert_eq!((code, said), (0, vec![]));
    workspace.assert_clean().await;
    cloud
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupt_taints_nothing_and_loses_nothing() {
    for (action, stage) in [
        ("CreateCen", Stage::After),
        ("DescribeCens", Stage::Before),
        ("AttachCenChildInstance", Stage::After),
        ("DescribeCenAttachedChildInstances", Stage::Before),
        ("AssociateCenBandwidthPackage", Stage::After),
    ] {
        let cloud = interrupted_and_finished(action, stage).await;
        assert_eq!(cloud.all::<Instance>().len(), 1, "{action}");
        assert_eq!(cloud.all::<Package>().len(), 1, "{action}");
        assert_eq!(cloud.all::<Child>().len(), 2, "{action}");
        assert_eq!(
            cloud.all::<Package>()[0].cen_id.as_ref(),
            Some(&cloud.all::<Instance>()[0].id),
            "{action}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn refreshing_many_objects_takes_few_calls() {
    let mut options = Options {
        latency: Duration::from_millis(5),
        ..Options::default()
    };
    options.policy.quotas.children_per_region = 30;
    let cloud = Simulator::start(options).await.unwrap();
    let (first, second) = (
        cloud.add_cen("first").unwrap(),
        cloud.add_cen("second").unwrap(),
    );
    let many = format!(
        r#"
resource "cen_instance" "this" {{
  count = 3
}}

resource "cen_instance_attachment" "this" {{
  count             = 60
  cen_id            = count.index < 30 ? "{first}" : "{second}"
  child_instance_id = "vpc-${{count.index}}"
  region            = "cn-hangzhou"
}}
"#
    );
    let workspace = Workspace::new(&cloud, &many);
    let apply = [
        "apply",
        "-auto-approve",
        "-json",
        "-no-color",
        "-parallelism=50",
    ];
    assert_eq!(workspace.said(&apply).await, (0, vec![]));
    assert_eq!(cloud.all::<Child>().len(), 60);
    cloud.clear_journal();
    let plan = workspace.plan_with(&["-parallelism=50"]).await;
    assert_eq!((plan.code, plan.said.clone()), (0, vec![]));
    let calls = actions(&cloud);
    // For each list one call of whoever came first, and one for all the others.
    assert!(calls.len() <= 6, "{calls:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replacement_because_of_a_value_that_is_only_read_late_is_explained() {
    let cloud = cloud().await;
    let cen = cloud.add_cen("first").unwrap();
    let body = |revision: u8| {
        format!(
            r#"
resource "terraform_data" "late" {{
  input            = "{cen}"
  triggers_replace = {revision}
}}

resource "cen_instance_attachment" "this" {{
  cen_id            = terraform_data.late.output
  child_instance_id = "vpc-a"
  region            = "cn-hangzhou"
}}
"#
        )
    };
    let workspace = Workspace::new(&cloud, &body(1));
    workspace.apply_quietly().await;
    workspace.configure(&body(2));
    let plan = workspace.plan().await;
    assert_eq!(
        plan.actions_of("cen_instance_attachment.this"),
        ["delete", "create"]
    );
    let detail = "The value of cen_id is decided during apply, and the object is replaced even if it turns out as it is today. \
                  Often it comes from a data source or a module that has depends_on, which is read late whenever anything it \
                  depends on changes. To keep the object, refer to the resource itself, or take depends_on off.";
    let summary = "cen_id is not known yet, so the object is replaced";
    assert_eq!(plan.said, [warning("cen_id", summary, detail)]);
}
