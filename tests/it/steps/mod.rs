//! The lives of resources in process, step by step: exact states, plans and calls, asked for as Terraform does it, and
//! every answer held against what Terraform demands.
//!
//! What users see of the same in Terraform itself is in `product`.

mod adoption;
mod instance;
mod transit_router;

use cen_simulator::{DEFAULT_ACCESS_KEY_ID, DEFAULT_ACCESS_KEY_SECRET, Simulator};
use serde_json::{Value as Json, json};
use terraform_provider_cen::Cen;
use tf_plugin_testing::Case;

use crate::support::cloud::{actions, cloud, parameters_of, texts, writes};

/// A case whose provider block leads to `cloud`.
fn case(cloud: &Simulator) -> Case {
    Case::new(Cen).configured(json!({
        "endpoint": cloud.endpoint(),
        "access_key": DEFAULT_ACCESS_KEY_ID,
        "secret_key": DEFAULT_ACCESS_KEY_SECRET,
    }))
}

/// A configuration with one resource, called `this`.
fn only(type_name: &str, arguments: &Json) -> Json {
    json!({ "resource": { type_name: { "this": arguments } } })
}
