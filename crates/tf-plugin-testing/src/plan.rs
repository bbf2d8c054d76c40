//! A plan, in the JSON that the CLI makes of it.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::said::Said;

/// A plan: what would be done, and what was said.
#[derive(Clone, Debug)]
pub struct Plan {
    /// 0 where there is a plan, as the exit code of the command.
    pub code: i32,
    /// `resource_changes` of the plan in JSON; empty when planning failed.
    pub changes: Vec<Json>,
    /// What was said.
    pub said: Vec<Said>,
}

impl Plan {
    /// What would be done with the only resource, or the first one, such as `["update"]`.
    pub fn actions(&self) -> Vec<&str> {
        Self::actions_in(self.changes.first())
    }

    /// What would be done with the resource at `address`.
    pub fn actions_of(&self, address: &str) -> Vec<&str> {
        let mut changes = self.changes.iter();
        Self::actions_in(changes.find(|change| change["address"] == address))
    }

    fn actions_in(change: Option<&Json>) -> Vec<&str> {
        let actions = change.and_then(|change| change["change"]["actions"].as_array());
        actions
            .into_iter()
            .flatten()
            .filter_map(Json::as_str)
            .collect()
    }

    /// The attributes that would change, with their values before and after; unknown ones are `(unknown)`.
    pub fn differences(&self) -> BTreeMap<String, (Json, Json)> {
        let change = &self.changes[0]["change"];
        let before = change["before"].as_object().cloned().unwrap_or_default();
        let after = change["after"].as_object().cloned().unwrap_or_default();
        let unknown = change["after_unknown"]
            .as_object()
            .cloned()
            .unwrap_or_default();
        let mut names: Vec<String> = before
            .keys()
            .chain(after.keys())
            .chain(unknown.keys())
            .cloned()
            .collect();
        names.sort();
        names.dedup();
        let differences = names.into_iter().filter_map(|name| {
            let old = before.get(&name).cloned().unwrap_or_default();
            let new = match unknown.get(&name) {
                Some(Json::Bool(true)) => Json::from("(unknown)"),
                _ => after.get(&name).cloned().unwrap_or_default(),
            };
            (old != new).then_some((name, (old, new)))
        });
        differences.collect()
    }
}
