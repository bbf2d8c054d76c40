//! Instances and connections that CEN does not answer for, or that take their time.

use cen_simulator::{Fault, Instance, Package, Stage};
use serde_json::{Value as Json, json};

use super::instance::{INSTANCE, instance};
use super::late::{HOUR, IMPATIENT, apply_unanswered, confirm, keep_until_ready};
use super::package_attachment::{ATTACHMENT, attachment as binding, bound};
use super::{cloud, error, package, parameters_of, slow_cloud, warning, writes};
use crate::support::terraform::Workspace;

/// What the instance of a workspace is called.
const THIS: (&str, &str) = (INSTANCE, "CEN instance");

/// A VPC in Hangzhou that is attached to the instance with this id, with further arguments.
fn attachment(cen: &str, arguments: &str) -> String {
    format!(
        "\nresource \"cen_instance_attachment\" \"this\" {{\n  cen_id = \"{cen}\"\n  child_instance_id = \"vpc-a\"\n  \
         region = \"cn-hangzhou\"\n{arguments}\n}}\n"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_creation_whose_answer_is_lost_is_confirmed_later() {
    let cloud = cloud().await;
    let arguments = format!("  name = \"main\"\n{IMPATIENT}");
    let workspace = Workspace::new(&cloud, &instance(&arguments));
    apply_unanswered(&cloud, &workspace, "CreateCen", THIS).await;
    assert_eq!(cloud.all::<Instance>().len(), 1);
    confirm(&workspace, INSTANCE, &cloud.all::<Instance>()[0].id).await;
    assert_eq!(cloud.all::<Instance>().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unconfirmed_instance_is_destroyed_if_there_is_one() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &instance(IMPATIENT));
    apply_unanswered(&cloud, &workspace, "CreateCen", THIS).await;
    assert_eq!(cloud.all::<Instance>().len(), 1);
    assert_eq!(workspace.destroy().await, (0, vec![]));
    assert_eq!(cloud.all::<Instance>(), []);
    assert_eq!(workspace.state(INSTANCE).await, Json::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_creation_stores_nothing() {
    let cloud = cloud().await;
    cloud.fault(Fault::error(
        "CreateCen",
        400,
        "QuotaExceeded.CenCountExceeded",
    ));
    let workspace = Workspace::new(&cloud, &instance(""));
    let (code, said) = workspace.apply().await;
    assert_eq!((code, said.len()), (1, 1));
    assert!(
        said[0]
            .detail
            .starts_with("No CEN instance was created.\n\n")
    );
    assert_eq!(workspace.state(INSTANCE).await, Json::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_that_never_appears_is_kept_until_it_is_destroyed() {
    let cloud = cloud().await;
    cloud.fault(Fault::error("DescribeCens", 404, "ParameterCenInstanceId"));
    let workspace = Workspace::new(&cloud, &instance(IMPATIENT));
    assert_eq!(workspace.apply().await.0, 0);
    let id = cloud.all::<Instance>()[0].id.clone();

    let plan = workspace.plan().await;
    assert_eq!((plan.actions(), plan.said.len()), (vec!["no-op"], 1));
    assert_eq!(
        plan.said[0].summary,
        "The CEN instance has been created but is not visible yet"
    );
    // What is not listed may be about to be.
    cloud.clear_journal();
    let (code, said) = workspace.destroy().await;
    let detail = format!(
        "CEN gave out the id {id}, has never listed it, and has accepted to delete it. If it appears after all, nothing \
         manages it any more: delete it in the console."
    );
    let summary = "A CEN instance that never appeared has been dropped";
    assert_eq!(code, 0);
    assert!(said.contains(&warning("", summary, &detail)), "{said:?}");
    assert_eq!(writes(&cloud), ["DeleteCen"]);
    assert_eq!(parameters_of(&cloud, "DeleteCen")["CenId"], id);
    assert_eq!(cloud.all::<Instance>(), []);
    assert_eq!(workspace.state(INSTANCE).await, Json::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_that_is_not_ready_in_time_is_kept_and_taken_up_later() {
    let cloud = slow_cloud(HOUR).await;
    let arguments = format!("  name = \"main\"\n{IMPATIENT}");
    let workspace = Workspace::new(&cloud, &instance(&arguments));
    let id = || cloud.all::<Instance>()[0].id.clone();
    keep_until_ready(&cloud, &workspace, THIS, id).await;
    assert_eq!(cloud.all::<Instance>().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_binding_that_nobody_answers_is_kept_and_looked_for() {
    let cloud = cloud().await;
    let cen = cloud.add_cen("first").unwrap();
    cloud.fault(Fault::hold("AssociateCenBandwidthPackage", Stage::After));
    let slow = bound(&cen).replace(
        "  bandwidth_package_id",
        &format!("{IMPATIENT}\n  bandwidth_package_id"),
    );
    let workspace = Workspace::new(&cloud, &slow);
    let (code, said) = workspace.apply().await;
    assert_eq!((code, said.len()), (0, 1));
    assert_eq!(
        (said[0].severity.as_str(), said[0].summary.as_str()),
        ("warning", "The binding is unconfirmed")
    );
    cloud.clear_faults();
    cloud.release();
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_binding_that_does_not_show_in_time_is_kept() {
    let cloud = slow_cloud(HOUR).await;
    let cen = cloud.add_cen("first").unwrap();
    let bought = Workspace::new(&cloud, &package(IMPATIENT));
    bought.apply().await;
    cloud.advance_clock(HOUR).unwrap();
    let id = cloud.all::<Package>()[0].id.clone();
    let ends = binding(&format!("{cen:?}"), &format!("{id:?}")).replace(
        "  bandwidth_package_id",
        &format!("{IMPATIENT}\n  bandwidth_package_id"),
    );
    let workspace = Workspace::new(&cloud, &ends);
    let detail = format!(
        "CEN has accepted it, and it is in the state. The next plan finds out what has become of it.\n\nTime was up while \
         waiting until {id} is bound to {cen}; its status is Idle."
    );
    let expected = warning("", "The binding does not show yet", &detail);
    assert_eq!(workspace.apply().await, (0, vec![expected]));
    assert_eq!(workspace.state(ATTACHMENT).await["id"], json!(id));
    cloud.advance_clock(HOUR).unwrap();
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attachment_that_nobody_answers_is_kept_and_looked_for() {
    for (stage, found) in [(Stage::Before, "create"), (Stage::After, "no-op")] {
        let cloud = cloud().await;
        let cen = cloud.add_cen("first").unwrap();
        let limited = attachment(&cen, IMPATIENT);
        cloud.fault(Fault::hold("AttachCenChildInstance", stage));
        let workspace = Workspace::new(&cloud, &limited);
        let (code, said) = workspace.apply().await;
        assert_eq!((code, said.len()), (0, 1));
        assert_eq!(
            (said[0].severity.as_str(), said[0].summary.as_str()),
            ("warning", "The attachment is unconfirmed")
        );
        let plan = workspace.plan().await;
        assert_eq!(plan.actions(), [found], "{stage:?}");
        cloud.clear_faults();
        cloud.release();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attachment_that_does_not_show_in_time_is_kept() {
    let cloud = slow_cloud(HOUR).await;
    let cen = cloud.add_cen("first").unwrap();
    let limited = attachment(&cen, "  timeouts = { create = \"1s\", delete = \"1s\" }");
    let workspace = Workspace::new(&cloud, &limited);
    let detail = format!(
        "CEN has accepted it, and it is in the state. The next plan finds out what has become of it.\n\nTime was up while \
         waiting until vpc-a is attached to {cen}; its status is Attaching."
    );
    let expected = warning("", "The attachment does not show yet", &detail);
    assert_eq!(workspace.apply().await, (0, vec![expected]));
    workspace.assert_clean().await;
    cloud.advance_clock(HOUR).unwrap();
    workspace.assert_clean().await;

    let detail = "When time was up, it is still listed as Detaching. Raise timeouts.delete if it needs longer. The \
                  attachment stays in the state; destroy it again.";
    let expected = error("", "The destroy took too long", detail);
    assert_eq!(workspace.destroy().await, (1, vec![expected]));
    cloud.advance_clock(HOUR).unwrap();
    assert_eq!(workspace.destroy().await, (0, vec![]));
}
