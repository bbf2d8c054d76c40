//! The lives of resources in process, step by step: exact states, plans and calls, asked for as Terraform does it, and
//! every answer held against what Terraform demands.
//!
//! What users see of the same in Terraform itself is in `product`.

mod bandwidth_package;
mod child_instance_route_entry_to_attachment;
mod dead_ends;
mod instance;
mod instance_attachment;
mod network;
mod reachability;
mod reachability_compared;
mod route_table_relations;
mod router_attachments;
mod router_default_table;
mod router_default_table_imports;
mod routing_family;
mod transit_route_table_aggregation;
mod transit_router;
mod transit_router_cidr;
mod transit_router_grant_attachment;
mod transit_router_networks;
mod transit_router_peer_sides;
mod transit_router_prefix_list_association;
mod transit_router_route_entry;
mod transit_router_route_table;
mod transit_router_route_table_association;
mod transit_router_vpc_attachment;
mod two_accounts;

use cen_simulator::{DEFAULT_ACCESS_KEY_ID, DEFAULT_ACCESS_KEY_SECRET, Simulator};
use serde_json::{Value as Json, json};
use terraform_provider_cen::Cen;
use tf_plugin_testing::{Case, Source};

use crate::support::cloud::{actions, cloud, parameters_of, slow_cloud, texts, writes};

/// A case whose provider block leads to `cloud`. What drops traffic there is no concern of most.
fn case(cloud: &Simulator) -> Case {
    let mut block = block(cloud);
    block["warn_about_routes"] = false.into();
    Case::new(Cen).configured(block)
}

/// The same, warned of what drops traffic.
fn case_that_warns(cloud: &Simulator) -> Case {
    Case::new(Cen).configured(block(cloud))
}

fn block(cloud: &Simulator) -> Json {
    json!({
        "endpoint": cloud.endpoint(),
        "access_key": DEFAULT_ACCESS_KEY_ID,
        "secret_key": DEFAULT_ACCESS_KEY_SECRET,
        "purchase_journal": "off",
        "warn_about_cross_border": false,
        "absence_wait": 5,
    })
}

/// A configuration with one resource, called `this`.
fn only(type_name: &str, arguments: &Json) -> Json {
    json!({ "resource": { type_name: { "this": arguments } } })
}

/// An object of this type in the state of the official provider.
fn official(type_name: &str, state: Json) -> Source {
    Source {
        provider: "registry.terraform.io/aliyun/alicloud".to_owned(),
        type_name: type_name.to_owned(),
        schema_version: 0,
        state,
    }
}
