//! Transit routers and what is attached to them, from the first apply to the destroy, with exact state and exact calls.

mod dead_ends;
mod family;
mod networks;
mod peer;
mod peer_plans;
mod router;
mod router_errors;
mod routers;
mod routes;
mod together;
mod vpc;

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::interruption::interrupted_apply;
use super::moving_in::official_state;
use super::{actions, cloud, error, parameters_of, slow_cloud, warning, writes};
use crate::support::cloud::texts;
use crate::support::terraform::Workspace;

/// What a plan changes, by attribute: before and after.
fn differences<const N: usize>(of: [(&str, Json, Json); N]) -> BTreeMap<String, (Json, Json)> {
    let all = of.map(|(name, before, after)| (name.to_owned(), (before, after)));
    BTreeMap::from(all)
}

/// Puts a state in place that the official provider has written for `type_name`, and has `resource` (with the blocks of
/// `body`) take the object over.
fn move_in(workspace: &Workspace, type_name: &str, attributes: &Json, resource: &str, body: &str) {
    workspace.stand_in("aliyun/alicloud");
    let state = official_state(type_name, attributes);
    std::fs::write(workspace.path().join("terraform.tfstate"), state).unwrap();
    let moved = format!("moved {{\n  from = {type_name}.this\n  to   = {resource}\n}}\n");
    workspace.configure(&format!("{moved}{body}"));
}
