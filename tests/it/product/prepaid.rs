//! Packages that are paid for in advance.

use std::time::Duration;

use cen_simulator::Package;
use jiff::Timestamp;

use serde_json::json;

use super::{cloud, package, parameters_of, warning, writes};
use crate::support::terraform::{PACKAGE, Said, Workspace};

fn prepaid(arguments: &str) -> String {
    package(arguments).replace("PostPaid", "PrePaid")
}

const REFUSAL: &str = "A prepaid package cannot be destroyed before it expires";

#[tokio::test(flavor = "multi_thread")]
async fn a_package_without_a_charge_type_is_prepaid_for_a_month() {
    let cloud = cloud().await;
    let workspace = Workspace::new(
        &cloud,
        &package("").replace("  charge_type = \"PostPaid\"\n", ""),
    );
    workspace.apply_quietly().await;
    assert_eq!(workspace.state(PACKAGE).await["charge_type"], "PrePaid");
    let sent = parameters_of(&cloud, "CreateCenBandwidthPackage");
    let term =
        ["BandwidthPackageChargeType", "Period", "PricingCycle"].map(|name| sent[name].as_str());
    assert_eq!(term, ["PREPAY", "1", "Month"]);
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_period_that_changes_later_changes_nothing_and_says_so() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &prepaid("  period = 3"));
    workspace.apply_quietly().await;
    let until = cloud.all::<Package>()[0].expired_time.clone();
    let detail = format!(
        "The package is paid for until {until}, and that stays: period and pricing_cycle count when a package is bought. The \
         new value is only noted."
    );
    let summary = "The term of a package that is bought does not change";
    // Hosts underline only what is there.
    for (arguments, at) in [
        ("  period = 1\n  pricing_cycle = \"Year\"", "period"),
        ("", ""),
    ] {
        workspace.configure(&prepaid(arguments));
        let plan = workspace.plan().await;
        assert_eq!(plan.actions(), ["update"]);
        assert_eq!(plan.said, [warning(at, summary, &detail)]);
        assert_eq!(workspace.apply().await.0, 0);
        workspace.assert_clean().await;
    }
    assert_eq!(writes(&cloud), ["CreateCenBandwidthPackage"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_destroy_is_refused_at_plan_time_until_it_expires() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &prepaid(""));
    workspace.apply_quietly().await;
    let bought = cloud.all::<Package>()[0].clone();

    let plan = workspace.plan_with(&["-destroy"]).await;
    assert_eq!((plan.code, plan.said.len()), (1, 1));
    let detail = &plan.said[0].detail;
    assert_eq!(plan.said[0].summary, REFUSAL);
    assert!(
        detail.contains(&bought.id) && detail.contains(&bought.expired_time),
        "{detail}"
    );
    assert!(detail.contains("on_destroy = \"abandon\""), "{detail}");
    assert_eq!(workspace.destroy().await.0, 1);
    assert_eq!(workspace.state(PACKAGE).await["id"], json!(bought.id));
    assert_eq!(writes(&cloud), ["CreateCenBandwidthPackage"]);

    cloud
        .advance_clock(Duration::from_secs(35 * 24 * 3600))
        .unwrap();
    assert_eq!(workspace.destroy().await, (0, vec![]));
    assert_eq!(cloud.all::<Package>(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forced_replacement_is_refused_before_anything_is_bought() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &prepaid(""));
    workspace.apply_quietly().await;
    let (code, said) = workspace
        .said(&[
            "apply",
            "-auto-approve",
            "-json",
            "-replace=cen_bandwidth_package.this",
        ])
        .await;
    assert_eq!((code, said.len()), (1, 1), "{said:?}");
    assert_eq!(said[0].summary, REFUSAL);
    assert_eq!(cloud.all::<Package>().len(), 1);
    workspace.assert_clean().await;
}

/// Hosts do not tell a plan that an object is tainted. That they have read it and do not plan it gives it away.
#[tokio::test(flavor = "multi_thread")]
async fn a_tainted_package_is_not_bought_a_second_time() {
    for lifecycle in ["", "  lifecycle { create_before_destroy = true }"] {
        let cloud = cloud().await;
        let workspace = Workspace::new(&cloud, &prepaid(lifecycle));
        workspace.apply_quietly().await;
        let bought = cloud.all::<Package>()[0].clone();
        assert_eq!(workspace.run(&["taint", PACKAGE]).await.code, 0);
        let plan = workspace.plan().await;
        assert_eq!((plan.code, plan.said.len()), (1, 1), "{:?}", plan.said);
        let (id, until) = (&bought.id, &bought.expired_time);
        let detail = format!(
            "The package {id} of this configuration has the same areas and the same name and is prepaid until {until}. It \
             has been read and is not planned, which is what hosts do with an object that is marked as tainted: this \
             purchase is to replace it. Nothing has been bought.\n\nFind the address of {id} with terraform state list \
             -id={id}, run terraform untaint ADDRESS, and plan again. If {id} is to leave this state while another like it \
             is bought, do that in two runs, or give the new one another name."
        );
        assert_eq!(
            plan.said[0].summary,
            "A prepaid package would be bought a second time"
        );
        assert_eq!(plan.said[0].detail, detail);
        assert_eq!(workspace.apply().await.0, 1);
        assert_eq!(writes(&cloud), ["CreateCenBandwidthPackage"]);
        assert_eq!(workspace.run(&["untaint", PACKAGE]).await.code, 0);
        workspace.assert_clean().await;
    }
}

/// More of what is there already is not taken for the replacement of a tainted one, in whichever order a host plans them.
#[tokio::test(flavor = "multi_thread")]
async fn more_packages_of_one_kind_are_bought_beside_the_first() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &prepaid("  count = 3"));
    workspace.apply_quietly().await;
    workspace.configure(&prepaid("  count = 6"));
    let plan = workspace.plan().await;
    assert_eq!((plan.code, &plan.said), (0, &vec![]));
    let creates = |change: &&serde_json::Value| change["change"]["actions"] == json!(["create"]);
    assert_eq!(plan.changes.iter().filter(creates).count(), 3);
    workspace.apply_quietly().await;
    assert_eq!(cloud.all::<Package>().len(), 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_would_replace_it_is_refused_at_plan_time() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &prepaid(""));
    workspace.apply_quietly().await;
    for changed in [prepaid("").replace("Asia-Pacific", "Europe"), package("")] {
        workspace.configure(&changed);
        let plan = workspace.plan().await;
        assert_eq!((plan.code, plan.said.len()), (1, 1), "{:?}", plan.said);
        assert_eq!(plan.said[0].summary, REFUSAL);
    }
    assert_eq!(writes(&cloud), ["CreateCenBandwidthPackage"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_nobody_has_paid_cannot_be_changed() {
    let cloud = cloud().await;
    let unpaid = "  auto_pay = false\n  timeouts = { create = \"2s\" }";
    let workspace = Workspace::new(&cloud, &prepaid(unpaid));
    assert_eq!(workspace.apply().await.0, 0);
    workspace.configure(&prepaid(&format!("{unpaid}\n  description = \"new\"")));
    let id = workspace.state(PACKAGE).await["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let plan = workspace.plan().await;
    let refusal = plan
        .said
        .iter()
        .find(|one| one.summary == "The order of this package is not paid yet");
    let detail = format!(
        "The package {id} was bought with auto_pay = false and comes into being when its order is paid, so there is nothing to \
         change yet. Pay the order in the console and apply again; or cancel it there and destroy this resource."
    );
    assert_eq!(
        refusal.map(|one| one.detail.as_str()),
        Some(&*detail),
        "{:?}",
        plan.said
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_abandoned_loudly_when_told_to() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &prepaid(""));
    workspace.apply_quietly().await;
    workspace.configure(&prepaid("  on_destroy = \"abandon\""));
    workspace.apply_quietly().await;
    cloud.clear_journal();

    let (code, said) = workspace.destroy().await;
    assert_eq!(code, 0, "{said:?}");
    let summaries: Vec<&str> = said.iter().map(|one| one.summary.as_str()).collect();
    let expected = [
        "A prepaid package will be left billing",
        "A prepaid package has been left billing",
    ];
    assert_eq!(summaries, expected);
    assert!(
        said[1]
            .detail
            .contains(&cloud.all::<Package>()[0].expired_time)
    );
    assert_eq!(writes(&cloud), [] as [&str; 0]);
    assert_eq!(cloud.all::<Package>().len(), 1);
    assert_eq!(workspace.state(PACKAGE).await, serde_json::Value::Null);
}

const DAY: Duration = Duration::from_secs(24 * 3600);

/// The warning that a package ends, with these words about the time that is left.
fn ends(summary: &str, what: &str) -> Said {
    warning(
        "",
        summary,
        &format!(
            "{what} Renew it with the action cen_bandwidth_package_renew or in the console, or let it renew itself with auto_renew = true. If it renews itself \
             because somebody has set that in the console, set expiry_warning_days = 0."
        ),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn plans_and_refreshes_warn_once_of_a_package_that_ends_and_does_not_renew_itself() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &prepaid("  period = 2"));
    workspace.apply_quietly().await;
    workspace.assert_clean().await;

    let expires = cloud.all::<Package>()[0].expired_time.replace("Z", ":00Z");
    let expires: Timestamp = expires.parse().unwrap();
    let left = Duration::try_from(expires - Timestamp::now()).unwrap();
    cloud.advance_clock(left - 13 * DAY - DAY / 2).unwrap();
    let (id, until) = (
        cloud.all::<Package>()[0].id.clone(),
        cloud.all::<Package>()[0].expired_time.clone(),
    );
    let soon = ends(
        "A prepaid package expires soon",
        &format!(
            "The package {id} is paid for until {until}: 13 days are left. After that CEN stops it, and releases it \
             with its configuration some days later."
        ),
    );
    let plan = workspace.plan().await;
    assert_eq!((plan.code, plan.said), (0, vec![soon.clone()]));
    let plan = workspace.plan_with(&["-refresh-only"]).await;
    assert_eq!((plan.code, plan.said), (0, vec![soon]));

    // Who lets it renew itself is not warned, and neither is who leaves that as it is afterwards.
    for arguments in ["  period = 2\n  auto_renew = true", "  period = 2"] {
        workspace.configure(&prepaid(arguments));
        assert_eq!(workspace.apply().await.0, 0);
        workspace.assert_clean().await;
    }
    workspace.configure(&prepaid("  period = 2\n  auto_renew = false"));
    assert_eq!(workspace.apply().await, (0, vec![]));
    workspace.configure(&prepaid("  period = 2"));
    assert_eq!(workspace.apply().await.0, 0);

    // The other ways out: a shorter time, and none at all.
    for quiet in ["expiry_warning_days = 13", "expiry_warning_days = 0"] {
        workspace.configure(&prepaid(&format!("  period = 2\n  {quiet}")));
        let (code, said) = workspace.apply().await;
        assert_eq!(code, 0);
        let mut about_the_end = said.iter().filter(|one| one.summary.contains("expires"));
        assert_eq!(
            about_the_end.next().map(|_| ()),
            Some(()),
            "the state before"
        );
        let plan = workspace.plan().await;
        assert_eq!((plan.code, plan.said), (0, vec![]), "{quiet}");
        workspace.configure(&prepaid("  period = 2"));
        assert_eq!(workspace.apply().await.0, 0);
    }

    cloud.advance_clock(14 * DAY).unwrap();
    let plan = workspace.plan().await;
    let over = ends(
        "A prepaid package has expired",
        &format!(
            "The package {id} was paid for until {until}. CEN stops it, and releases it with its configuration some \
             days later."
        ),
    );
    assert_eq!((plan.code, plan.said), (0, vec![over]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_that_was_bought_to_renew_itself_ends_quietly_whatever_is_configured_later() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &prepaid("  auto_renew = true"));
    workspace.apply_quietly().await;
    cloud.advance_clock(25 * DAY).unwrap();
    workspace.assert_clean().await;
    workspace.configure(&prepaid(""));
    assert_eq!(workspace.apply().await, (0, vec![]));
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_provider_block_sets_the_days_for_all_packages() {
    let cloud = cloud().await;
    let quiet = format!(
        "provider \"cen\" {{\n  expiry_warning_days = 0\n}}\n{}",
        prepaid("")
    );
    let workspace = Workspace::new(&cloud, &quiet);
    workspace.apply_quietly().await;
    cloud.advance_clock(25 * DAY).unwrap();
    workspace.assert_clean().await;
    workspace.configure(&quiet.replace("= 0", "= 400"));
    let plan = workspace.plan().await;
    let summaries: Vec<&str> = plan.said.iter().map(|one| one.summary.as_str()).collect();
    assert_eq!(summaries, ["A prepaid package expires soon"]);
}
