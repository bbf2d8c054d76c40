//! Clients that nobody here wrote: the vendor's official SDKs for Python drive everything that the simulator knows, with the
//! scenarios in `tests/sdks`.

mod examples;

use std::collections::BTreeSet;

use cen_simulator::{Options, Outcome, Policy, Simulator, Tls, coverage};

use crate::support::sdks;

/// Runs the scenarios with an SDK, and then asks the simulator which actions have not been carried out, or not been refused.
async fn drive(sdk: &str) {
    let Some(python) = sdks::python() else {
        return;
    };
    let cloud = Simulator::start(Options {
        seed: Some(1),
        tls: Some(Tls::default()),
        policy: Policy {
            transit_router_service: false,
            ..Policy::default()
        },
        ..Options::default()
    })
    .await
    .unwrap();
    let output = sdks::command(python, &cloud)
        .args(["-m", "pytest", "-q", "-p", "no:cacheprovider", "--tb=short"])
        .args(["--show-capture=no", "tests/sdks"])
        .env("SDK", sdk)
        .output()
        .await
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");

    let missing = |is_meant: fn(&Outcome) -> bool| -> Vec<String> {
        let calls = cloud.journal().into_iter();
        let seen: BTreeSet<String> = calls
            .filter(|call| is_meant(&call.outcome))
            .map(|call| call.action)
            .collect();
        coverage()
            .into_iter()
            .filter(|one| one.simulated && !seen.contains(one.action))
            .map(|one| one.action.to_owned())
            .collect()
    };
    let not_carried_out = missing(|outcome| *outcome == Outcome::Done);
    let not_refused = missing(|outcome| matches!(outcome, Outcome::Refused(_)));
    assert_eq!((not_carried_out, not_refused), (vec![], vec![]));
}

#[tokio::test]
async fn the_newer_sdk_drives_every_action() {
    drive("newer").await;
}

#[tokio::test]
async fn the_older_sdk_drives_every_action() {
    drive("older").await;
}
