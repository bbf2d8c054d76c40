//! Purchases that are confirmed so late that CEN may have forgotten their tokens.

use std::time::Duration;

use cen_simulator::{Effect, Fault, Package, Simulator, Stage};
use serde_json::json;

use super::{actions, cloud, error, package, writes};
use crate::support::terraform::{PACKAGE, Workspace};

const CREATE: &str = "CreateCenBandwidthPackage";
const DESCRIBE: &str = "DescribeCenBandwidthPackages";

const HOUR: Duration = Duration::from_secs(60 * 60);

/// A workspace with a purchase that has got no answer, before or after it was carried out.
async fn unconfirmed(cloud: &Simulator, stage: Stage) -> Workspace {
    cloud.fault(Fault::new(CREATE, Effect::Lost(stage)));
    let arguments = "  tags = { env = \"prod\" }\n  timeouts = { create = \"1s\" }";
    let workspace = Workspace::new(cloud, &package(arguments));
    assert_eq!(workspace.apply().await.0, 0);
    assert_eq!(workspace.state(PACKAGE).await["status"], "Unconfirmed");
    cloud.clear_faults();
    cloud.clear_journal();
    workspace.configure(&package("  tags = { env = \"prod\" }"));
    workspace
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purchase_whose_token_may_be_forgotten_asks_where_a_package_may_stem_from_it() {
    let cloud = cloud().await;
    let workspace = unconfirmed(&cloud, Stage::After).await;
    let id = cloud.all::<Package>()[0].id.clone();
    cloud.advance_clock(25 * HOUR).unwrap();
    let detail = format!(
        "This purchase was first sent more than an hour ago and has not been confirmed since. CEN may have forgotten its \
         client token by now, so that to repeat it could buy a second package; and the account has what may stem from it: \
         {id}. Nothing was bought now.\n\n- If one of them is this package: drop the resource with terraform state rm \
         ADDRESS, and take the package in with terraform import ADDRESS ID\n- If none of them is: drop the resource with \
         terraform state rm ADDRESS, and apply; that buys a package anew"
    );
    let asked = error("", "The purchase may have become a package", &detail);
    assert_eq!(workspace.apply().await, (1, vec![asked]));
    assert_eq!(workspace.state(PACKAGE).await["status"], "Unconfirmed");
    assert_eq!(writes(&cloud), [] as [&str; 0]);
    assert_eq!(cloud.all::<Package>().len(), 1);

    // The way out that it names.
    assert_eq!(workspace.run(&["state", "rm", PACKAGE]).await.code, 0);
    assert_eq!(workspace.run(&["import", PACKAGE, &id]).await.code, 0);
    workspace.assert_clean().await;
}

/// A machine whose clock is ahead learns so from the refusal of its first call, after it has noted when that began.
#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_was_wrong_when_the_purchase_was_sent_hides_no_package() {
    for ahead in [HOUR / 2, 72 * HOUR] {
        let cloud = cloud().await;
        cloud.set_back_clock(ahead).unwrap();
        let workspace = unconfirmed(&cloud, Stage::After).await;
        cloud.advance_clock(26 * HOUR).unwrap();
        let (code, said) = workspace.apply().await;
        let summaries: Vec<_> = said.iter().map(|one| one.summary.as_str()).collect();
        assert_eq!(
            (code, summaries),
            (1, vec!["The purchase may have become a package"])
        );
        assert_eq!(writes(&cloud), [] as [&str; 0]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nothing_may_stem_from_an_old_purchase_it_is_made() {
    let cloud = cloud().await;
    let workspace = unconfirmed(&cloud, Stage::Before).await;
    // Not what it would have bought: another bandwidth, and another environment.
    let other = package("").replace("bandwidth   = 5", "bandwidth   = 6");
    Workspace::new(&cloud, &other).apply_quietly().await;
    let other = package("  tags = { env = \"dev\" }");
    Workspace::new(&cloud, &other).apply_quietly().await;
    cloud.advance_clock(25 * HOUR).unwrap();
    cloud.clear_journal();
    workspace.apply_quietly().await;
    // The first is refused for its time; then a glance, three looks with time between them, the purchase, and what it shows.
    let expected = [
        DESCRIBE, DESCRIBE, DESCRIBE, DESCRIBE, DESCRIBE, CREATE, DESCRIBE,
    ];
    assert_eq!(actions(&cloud)[..7], expected);
    assert_eq!(cloud.all::<Package>().len(), 3);
    assert_eq!(workspace.state(PACKAGE).await["status"], "Idle");
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn three_empty_answers_prove_nothing_of_an_old_purchase() {
    let cloud = cloud().await;
    let workspace = unconfirmed(&cloud, Stage::After).await;
    cloud.advance_clock(25 * HOUR).unwrap();
    let body = r#"{"TotalCount":0,"CenBandwidthPackages":{"CenBandwidthPackage":[]}}"#;
    let empty = Effect::Http {
        status: 200,
        body: body.to_owned(),
    };
    cloud.fault(Fault::new(DESCRIBE, empty).times(3));
    let (code, said) = workspace.apply().await;
    let summaries: Vec<_> = said.iter().map(|one| one.summary.as_str()).collect();
    assert_eq!(
        (code, summaries),
        (1, vec!["The purchase may have become a package"])
    );
    assert_eq!(cloud.all::<Package>().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purchase_that_is_young_is_repeated_under_its_token() {
    let cloud = cloud().await;
    let workspace = unconfirmed(&cloud, Stage::After).await;
    cloud.advance_clock(HOUR / 2).unwrap();
    workspace.apply_quietly().await;
    assert_eq!(writes(&cloud), [CREATE]);
    let packages = cloud.all::<Package>();
    assert_eq!(packages.len(), 1);
    assert_eq!(workspace.state(PACKAGE).await["id"], json!(packages[0].id));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_purchase_is_not_repeated_while_nobody_can_look() {
    let cloud = cloud().await;
    let workspace = unconfirmed(&cloud, Stage::After).await;
    cloud.advance_clock(25 * HOUR).unwrap();
    cloud.fault(Fault::error(DESCRIBE, 403, "Forbidden.RAM"));
    let (code, said) = workspace.apply().await;
    assert_eq!((code, said.len()), (1, 1), "{said:?}");
    let kept = "This purchase was first sent more than an hour ago, so CEN may have forgotten its client token, and whether \
                there is a package that stems from it could not be found out. Nothing was bought now; the purchase stays \
                unconfirmed in the state.\n\n";
    assert!(said[0].detail.starts_with(kept), "{}", said[0].detail);
    assert_eq!(workspace.state(PACKAGE).await["status"], "Unconfirmed");
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}
