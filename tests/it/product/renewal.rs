//! What becomes of a package at the end of its term, as managed state; and what is said of crossing the border.

use cen_simulator::{
    Fault, Options, Package, PackageChange, Policy, Renewal, RenewalUnit, Simulator,
};
use serde_json::{Value as Json, json};

use super::{actions, cloud, error, package, warning, writes};
use crate::support::terraform::{PACKAGE, Workspace};

fn prepaid(arguments: &str) -> String {
    package(arguments).replace("PostPaid", "PrePaid")
}

fn automatic(period: u32) -> Renewal {
    Renewal::Automatic {
        period,
        unit: RenewalUnit::Month,
    }
}

fn renewal(cloud: &Simulator) -> Renewal {
    cloud.all::<Package>()[0].renewal
}

async fn with(policy: Policy) -> Simulator {
    let options = Options {
        policy,
        ..Options::default()
    };
    Simulator::start(options).await.unwrap()
}

/// The arguments in the state.
async fn stored(workspace: &Workspace) -> [Json; 3] {
    let state = workspace.state(PACKAGE).await;
    ["auto_renew", "auto_renew_duration", "renewal_status"].map(|name| state[name].clone())
}

/// Changes the renewal in the console.
fn by_hand(cloud: &Simulator, renewal: Renewal) {
    let id = cloud.all::<Package>()[0].id.clone();
    let change = PackageChange {
        renewal: Some(renewal),
        ..PackageChange::default()
    };
    cloud.change::<Package>(&id, change).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn renewal_changes_in_place_and_what_others_change_is_shown() {
    let cloud = cloud().await;
    let renewing = prepaid("  auto_renew = true\n  auto_renew_duration = 3");
    let workspace = Workspace::new(&cloud, &renewing);
    workspace.apply_quietly().await;
    assert_eq!(renewal(&cloud), automatic(3));
    assert_eq!(
        stored(&workspace).await,
        [json!(true), json!(3), json!("AutoRenewal")]
    );

    cloud.clear_journal();
    workspace.assert_clean().await;
    assert_eq!(
        actions(&cloud),
        ["DescribeCenBandwidthPackages", "QueryAvailableInstances"]
    );

    workspace.configure(&prepaid("  auto_renew = true\n  auto_renew_duration = 12"));
    assert_eq!(workspace.plan().await.actions(), ["update"]);
    workspace.apply_quietly().await;
    assert_eq!(renewal(&cloud), automatic(12));

    workspace.configure(&prepaid("  auto_renew = false"));
    workspace.apply_quietly().await;
    assert_eq!(renewal(&cloud), Renewal::Manual);
    assert_eq!(
        stored(&workspace).await,
        [json!(false), Json::Null, json!("ManualRenewal")]
    );

    // To end without a reminder is not to renew itself either.
    by_hand(&cloud, Renewal::Never);
    workspace.assert_clean().await;

    by_hand(&cloud, automatic(1));
    let plan = workspace.plan().await;
    assert_eq!((plan.actions(), &plan.said), (vec!["update"], &vec![]));
    workspace.apply_quietly().await;
    assert_eq!(renewal(&cloud), Renewal::Manual);
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_of_the_three_states_is_made_by_a_purchase_and_by_a_change() {
    for (first, bought, second, changed) in [
        ("NotRenewal", Renewal::Never, "AutoRenewal", automatic(1)),
        (
            "ManualRenewal",
            Renewal::Manual,
            "NotRenewal",
            Renewal::Never,
        ),
        (
            "AutoRenewal",
            automatic(1),
            "ManualRenewal",
            Renewal::Manual,
        ),
    ] {
        let cloud = cloud().await;
        let of = |status| prepaid(&format!("  renewal_status = \"{status}\""));
        let workspace = Workspace::new(&cloud, &of(first));
        workspace.apply_quietly().await;
        assert_eq!(renewal(&cloud), bought, "{first}");
        workspace.assert_clean().await;
        workspace.configure(&of(second));
        workspace.apply_quietly().await;
        assert_eq!(renewal(&cloud), changed, "{second}");
        assert_eq!(
            stored(&workspace).await,
            [Json::Null, Json::Null, json!(second)]
        );
        workspace.assert_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_configures_no_renewal_makes_no_call_about_it() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &prepaid("  on_destroy = \"abandon\""));
    workspace.apply_quietly().await;
    by_hand(&cloud, automatic(1));
    workspace.assert_clean().await;
    assert_eq!(
        stored(&workspace).await,
        [Json::Null, Json::Null, Json::Null]
    );
    assert_eq!(workspace.destroy().await.0, 0);
    let billing = actions(&cloud);
    let billing: Vec<&String> = billing.iter().filter(|one| !one.contains("Cen")).collect();
    assert_eq!(billing, [] as [&String; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_so_already_is_not_sent_and_what_is_no_longer_configured_stays() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &prepaid(""));
    workspace.apply_quietly().await;
    by_hand(&cloud, automatic(6));
    workspace.configure(&prepaid("  auto_renew = true"));
    workspace.apply_quietly().await;
    assert_eq!(
        stored(&workspace).await,
        [json!(true), Json::Null, json!("AutoRenewal")]
    );
    workspace.configure(&prepaid(""));
    workspace.apply_quietly().await;
    assert_eq!(renewal(&cloud), automatic(6));
    assert_eq!(writes(&cloud), ["CreateCenBandwidthPackage"]);
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_permission_all_is_as_before_with_one_warning_that_names_the_right() {
    let policy = Policy {
        billing: false,
        ..Policy::default()
    };
    let cloud = with(policy).await;
    let two = prepaid("  auto_renew = true").replace(
        "  bandwidth   = 5",
        "  count       = 2\n  name        = \"p${count.index}\"\n  bandwidth   = 5",
    );
    let workspace = Workspace::new(&cloud, &two);
    workspace.apply_quietly().await;
    cloud.clear_journal();
    let plan = workspace.plan().await;
    assert_eq!((plan.code, plan.actions()), (0, vec!["no-op"]));
    let [said] = &plan.said[..] else {
        panic!("{:?}", plan.said)
    };
    assert_eq!(
        said.summary,
        "How packages renew themselves could not be read"
    );
    for part in [
        "What is noted of it stays in the state as it is.",
        "bss:DescribeInstances, or bssapi:QueryAvailableInstances",
        "use_billing_api = false",
        "Code NotAuthorized",
    ] {
        assert!(said.detail.contains(part), "{part}: {}", said.detail);
    }
    // The second may have been waiting for its turn when the first was refused.
    let all = actions(&cloud);
    let asked = all.iter().filter(|one| *one == "QueryAvailableInstances");
    assert!((1..=2).contains(&asked.count()), "{all:?}");

    workspace.configure(&two.replace("auto_renew = true", "auto_renew = false"));
    let (code, said) = workspace.apply().await;
    assert_eq!(code, 0);
    let unchanged = "What becomes of the package at the end of its term was not changed";
    let about_it = said.iter().filter(|one| one.summary == unchanged);
    assert_eq!(about_it.count(), 2);
    assert_eq!(renewal(&cloud), automatic(1));
    let state = workspace.state("cen_bandwidth_package.this[0]").await;
    assert_eq!(
        [&state["auto_renew"], &state["renewal_status"]],
        [&json!(false), &Json::Null]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_is_kept_from_billing_only_notes_what_is_configured() {
    let cloud = cloud().await;
    let block = "provider \"cen\" {\n  use_billing_api = false\n}\n";
    let workspace = Workspace::new(&cloud, &format!("{block}{}", prepaid("")));
    workspace.apply_quietly().await;
    let changed = format!("{block}{}", prepaid("  auto_renew = true"));
    workspace.configure(&changed);
    let plan = workspace.plan().await;
    let detail = "CEN takes it at purchase only; afterwards it is changed through the billing API, which use_billing_api = false \
                  in the provider block keeps this provider from. Change the renewal of this package in the console; the provider \
                  only notes the new value.";
    let summary = "Automatic renewal does not change with this argument";
    assert_eq!(plan.said, [warning("auto_renew", summary, detail)]);
    assert_eq!(workspace.apply().await.0, 0);
    assert_eq!(
        stored(&workspace).await,
        [json!(true), Json::Null, Json::Null]
    );
    assert_eq!(renewal(&cloud), Renewal::Manual);
    workspace.assert_clean().await;
    assert_eq!(writes(&cloud), ["CreateCenBandwidthPackage"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_asked_for_again_and_a_refusal_is_told() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &prepaid("  auto_renew = false"));
    workspace.apply_quietly().await;
    cloud.fault(Fault::lose_answer("SetRenewal").times(1));
    workspace.configure(&prepaid("  auto_renew = true"));
    workspace.apply_quietly().await;
    assert_eq!(renewal(&cloud), automatic(1));
    assert_eq!(
        writes(&cloud),
        ["CreateCenBandwidthPackage", "SetRenewal", "SetRenewal"]
    );

    // A refusal may come with the status of a success.
    cloud.fault(Fault::error("SetRenewal", 200, "InvalidParameter"));
    workspace.configure(&prepaid("  auto_renew = false"));
    let (code, said) = workspace.apply().await;
    assert_eq!((code, said.len()), (0, 1));
    assert!(
        said[0]
            .detail
            .contains("Code InvalidParameter, HTTP status 200"),
        "{said:?}"
    );
    assert_eq!(
        stored(&workspace).await,
        [json!(false), Json::Null, Json::Null]
    );
    cloud.clear_faults();
    // The next read tells the truth, and the next apply makes good.
    assert_eq!(workspace.plan().await.actions(), ["update"]);
    workspace.apply_quietly().await;
    assert_eq!(renewal(&cloud), Renewal::Manual);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purchase_that_is_confirmed_later_ends_as_it_was_meant_to() {
    let cloud = cloud().await;
    let lasting = "  renewal_status = \"NotRenewal\"\n  timeouts = { create = \"2s\" }";
    let workspace = Workspace::new(&cloud, &prepaid(lasting));
    cloud.fault(Fault::lose_answer("CreateCenBandwidthPackage"));
    assert_eq!(workspace.apply().await.0, 0);
    assert_eq!(workspace.state(PACKAGE).await["status"], "Unconfirmed");
    cloud.clear_faults();
    assert_eq!(workspace.apply().await.0, 0);
    assert_eq!(renewal(&cloud), Renewal::Never);
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_meant_is_said_in_the_plan() {
    let cloud = cloud().await;
    let workspace = Workspace::new(
        &cloud,
        &prepaid("  auto_renew = false\n  renewal_status = \"AutoRenewal\""),
    );
    let plan = workspace.plan().await;
    let detail = "auto_renew = false and renewal_status = \"AutoRenewal\" say different things of the end of the term. Keep one \
                  of the two: renewal_status says all that auto_renew says.";
    let contradiction = "renewal_status and auto_renew contradict each other";
    assert_eq!(plan.said, [error("renewal_status", contradiction, detail)]);

    workspace.configure(&package("  renewal_status = \"NotRenewal\""));
    let plan = workspace.plan().await;
    let [said] = &plan.said[..] else {
        panic!("{:?}", plan.said)
    };
    assert_eq!(said.summary, "renewal_status needs a prepaid package");

    workspace.configure(&prepaid(""));
    workspace.apply_quietly().await;
    workspace.configure(&prepaid("  auto_renew = true\n  auto_renew_duration = 4"));
    let plan = workspace.plan().await;
    let unsold = "Automatic renewal is not sold for so many months";
    let detail = "A package that is there renews itself by 1, 2, 3, 6, 12, 24 or 36 months.";
    assert_eq!(plan.said, [error("auto_renew_duration", unsold, detail)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purchase_across_the_border_says_what_that_means_once_and_only_then() {
    const SUMMARY: &str = "This package crosses the border of the Chinese mainland";
    let cloud = cloud().await;
    let mut workspace = Workspace::new(&cloud, &prepaid(""));
    workspace.set("CEN_WARN_ABOUT_CROSS_BORDER", "true");
    let plan = workspace.plan().await;
    let detail = "Alibaba Cloud sells such packages to companies that it has approved for cross-border connections before, and \
                  refuses others; it neither takes them back before they expire nor, by its pages, lowers their bandwidth. This \
                  is said before a purchase only; set warn_about_cross_border = false in the provider block to plan without it.";
    assert_eq!(plan.said, [warning("area_b", SUMMARY, detail)]);

    let inside = prepaid("").replace("Asia-Pacific", "China");
    let silent = format!(
        "provider \"cen\" {{\n  warn_about_cross_border = false\n}}\n{}",
        prepaid("")
    );
    for quiet in [inside, silent, package("")] {
        workspace.configure(&quiet);
        let plan = workspace.plan().await;
        assert_eq!((plan.code, plan.said), (0, vec![]), "{quiet}");
    }
    workspace.configure(&prepaid(""));
    assert_eq!(workspace.apply().await.0, 0);
    workspace.configure(&prepaid("  name = \"other\""));
    let plan = workspace.plan().await;
    assert_eq!((plan.actions(), &plan.said), (vec!["update"], &vec![]));
}
