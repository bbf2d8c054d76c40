//! What users see: real Terraform against the simulator.
//!
//! These need `terraform` or `tofu` on the path; `cargo test -- --skip product` leaves them out.

mod absence;
mod aliases;
mod another_state;
mod before_buying;
mod checks;
mod commands;
mod composition;
mod data_sources;
mod drift;
mod env;
mod ephemeral;
mod examples;
mod functions;
#[cfg(unix)]
mod guides;
mod hidden;
mod identities;
mod importing;
mod instance;
mod interruption;
mod killed;
mod late;
mod lifecycle;
mod limits;
mod logs;
mod many;
mod money;
mod moving_in;
mod newer_hosts;
mod old_purchases;
mod old_states;
mod orphans;
mod package_attachment;
mod prepaid;
mod prices;
mod quiet;
mod refunding;
mod releases;
mod renewal;
mod renewing;
mod report;
mod sandbox;
mod secrets;
mod transit_routers;
mod unsettled;

use crate::support::cloud::{actions, cloud, parameters_of, slow_cloud, writes};
use crate::support::terraform::Said;

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

fn error(attribute: &str, summary: &str, detail: &str) -> Said {
    Said::error(attribute, summary, detail)
}

fn warning(attribute: &str, summary: &str, detail: &str) -> Said {
    Said::warning(attribute, summary, detail)
}
