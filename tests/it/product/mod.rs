//! What users see: real Terraform against the simulator.
//!
//! These need `terraform` or `tofu` on the path; `cargo test -- --skip product` leaves them out.

mod checks;
mod commands;
mod composition;
mod data_sources;
mod drift;
mod ephemeral;
mod examples;
mod functions;
mod identities;
mod importing;
mod instance;
mod instance_attachment;
mod interruption;
mod lifecycle;
mod limits;
mod logs;
mod many;
mod money;
mod moving_in;
mod old_states;
mod package_attachment;
mod prepaid;
mod sandbox;
mod secrets;
mod transit_routers;
mod unsettled;

use std::collections::BTreeMap;

use cen_simulator::{Call, Options, Simulator};

use crate::support::terraform::Said;

/// A simulator that answers and settles at once.
async fn cloud() -> Simulator {
    Simulator::start(Options {
        seed: Some(1),
        ..Options::default()
    })
    .await
    .unwrap()
}

/// A pay-as-you-go package with further arguments.
fn package(arguments: &str) -> String {
    format!(
        r#"
resource "cen_bandwidth_package" "this" {{
  bandwidth   = 5
  area_a      = "China"
  area_b      = "Asia-Pacific"
  charge_type = "PostPaid"
{arguments}
}}
"#
    )
}

/// The actions that were called, in order.
fn actions(cloud: &Simulator) -> Vec<String> {
    cloud
        .journal()
        .into_iter()
        .map(|call| call.action)
        .collect()
}

/// The actions that change something, in order.
fn writes(cloud: &Simulator) -> Vec<String> {
    actions(cloud)
        .into_iter()
        .filter(|action| !action.starts_with("Describe") && !action.starts_with("List"))
        .collect()
}

/// The parameters of the only call of `action`.
fn parameters_of(cloud: &Simulator, action: &str) -> BTreeMap<String, String> {
    let calls: Vec<Call> = cloud
        .journal()
        .into_iter()
        .filter(|call| call.action == action)
        .collect();
    assert_eq!(calls.len(), 1, "calls of {action}");
    calls[0].parameters.clone()
}

fn error(attribute: &str, summary: &str, detail: &str) -> Said {
    said("error", attribute, summary, detail)
}

fn warning(attribute: &str, summary: &str, detail: &str) -> Said {
    said("warning", attribute, summary, detail)
}

fn said(severity: &str, attribute: &str, summary: &str, detail: &str) -> Said {
    Said {
        severity: severity.to_owned(),
        summary: summary.to_owned(),
        detail: detail.to_owned(),
        attribute: attribute.to_owned(),
    }
}
