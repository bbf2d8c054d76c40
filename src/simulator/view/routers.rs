//! Transit routers as tests and people see them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::simulator::state::Router;

use super::set;

/// A transit router.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RouterView {
    /// `tr-…`.
    pub id: String,
    /// The CEN instance.
    pub cen_id: String,
    /// Where it is.
    pub region: String,
    /// May be empty.
    pub name: String,
    /// May be empty.
    pub description: String,
    /// `Creating`, `Active`, `Modifying` or `Deleting`.
    pub status: String,
    /// Whether it forwards multicast traffic.
    pub support_multicast: bool,
    /// By key.
    pub tags: BTreeMap<String, String>,
    /// In UTC, to the minute.
    pub creation_time: String,
}

impl RouterView {
    pub(in crate::simulator) fn of(router: &Router) -> Self {
        Self {
            id: router.id.clone(),
            cen_id: router.instance.clone(),
            region: router.region.clone(),
            name: router.name.clone(),
            description: router.description.clone(),
            status: router.status().to_owned(),
            support_multicast: router.support_multicast,
            tags: router.tags.clone(),
            creation_time: router.created_at.to_minutes(),
        }
    }
}

/// A change of a transit router made behind Terraform's back. What is absent stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RouterChange {
    /// A new name.
    pub name: Option<String>,
    /// A new description.
    pub description: Option<String>,
    /// All tags, replacing those that were.
    pub tags: Option<BTreeMap<String, String>>,
}

impl RouterChange {
    pub(in crate::simulator) fn apply(self, router: &mut Router) {
        set(&mut router.name, self.name);
        set(&mut router.description, self.description);
        set(&mut router.tags, self.tags);
    }
}
