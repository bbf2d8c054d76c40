//! What a user who turns logging on reads of the provider.

use std::collections::BTreeSet;

use cen_simulator::{Effect, Fault, Stage};

use super::{cloud, package};
use crate::support::terraform::{PACKAGE, Workspace};

/// The lines of the provider in the host's log, from the `[LEVEL]` on.
fn lines(log: &str) -> Vec<&str> {
    let lines = log.lines().filter_map(|line| {
        let (_, line) = line.split_once(" [")?;
        line.contains("] provider.terraform-provider-cen: ")
            .then_some(line)
    });
    lines.collect()
}

/// The value of a field in a line of the host's log.
fn field<'l>(line: &'l str, name: &str) -> Option<&'l str> {
    let (_, rest) = line.split_once(&format!(" {name}="))?;
    match rest.strip_prefix('"') {
        Some(rest) => rest.split('"').next(),
        None => rest.split(' ').next(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn at_trace_every_call_of_the_api_is_there_with_the_call_of_the_host_that_led_to_it() {
    let cloud = cloud().await;
    cloud.fault(Fault::new("CreateCenBandwidthPackage", Effect::Lost(Stage::After)).times(1));
    let mut workspace = Workspace::new(&cloud, &package(""));
    let file = workspace.path().join("log");
    workspace.set("TF_LOG_PROVIDER", "TRACE");
    workspace.set("TF_LOG_PATH", file.to_str().unwrap());
    workspace.apply_quietly().await;
    assert!(!workspace.state(PACKAGE).await.is_null());

    let log = std::fs::read_to_string(file).unwrap();
    let lines = lines(&log);
    for call in cloud.journal() {
        let of_it: Vec<&&str> = lines
            .iter()
            .filter(|line| field(line, "action") == Some(&call.action))
            .collect();
        assert!(!of_it.is_empty(), "{} is not in the log", call.action);
        for line in of_it {
            assert!(field(line, "tf_rpc").is_some(), "{line}");
            assert!(field(line, "tf_req_id").is_some(), "{line}");
            assert_eq!(
                field(line, "tf_resource_type"),
                Some("cen_bandwidth_package"),
                "{line}"
            );
            assert!(
                field(line, "@module").unwrap().starts_with("cen."),
                "{line}"
            );
        }
        // A lost answer has no id that anybody could know.
        if call.fault.is_none() {
            let told = |line: &&&str| field(line, "request_id") == Some(&call.request_id);
            assert_eq!(lines.iter().filter(told).count(), 1, "{call:?}");
        }
    }

    let of_rpc = |rpc: &str| -> Vec<&str> {
        let of_it = lines
            .iter()
            .filter(|line| field(line, "tf_rpc") == Some(rpc));
        of_it.copied().collect()
    };
    let apply = of_rpc("ApplyResourceChange");
    let ids: BTreeSet<_> = apply
        .iter()
        .map(|line| field(line, "tf_req_id").unwrap())
        .collect();
    assert_eq!(ids.len(), 1, "one number for all that one call does");
    let frame: Vec<&str> = apply
        .iter()
        .filter(|line| field(line, "@module") == Some("sdk.proto"))
        .map(|line| line.split(": ").nth(1).unwrap())
        .collect();
    assert_eq!(
        frame,
        [
            "Received request",
            "Sending request downstream",
            "Received downstream response",
            "Served request"
        ]
    );
    assert!(field(apply[apply.len() - 1], "tf_req_duration_ms").is_some());
    for rpc in [
        "GetProviderSchema",
        "ConfigureProvider",
        "PlanResourceChange",
    ] {
        assert!(!of_rpc(rpc).is_empty(), "{rpc}");
    }
}
