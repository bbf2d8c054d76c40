//! CEN instances and what is attached to them, as tests and people see them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::state::{Child, ChildKind, ChildStatus, Instance, InstanceStatus, State};

use super::set;

/// A CEN instance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InstanceView {
    /// `cen-…`.
    pub id: String,
    /// May be empty.
    pub name: String,
    /// May be empty.
    pub description: String,
    /// What it is doing.
    pub status: InstanceStatus,
    /// `REDUCED` or `FULL`.
    pub protection_level: String,
    /// Empty for the account's default group.
    pub resource_group_id: String,
    /// By key.
    pub tags: BTreeMap<String, String>,
    /// In UTC, to the minute.
    pub creation_time: String,
    /// The bandwidth packages that are bound to it.
    pub packages: Vec<String>,
    /// The network instances that are attached to it.
    pub children: Vec<String>,
}

impl InstanceView {
    pub(crate) fn of(instance: &Instance, state: &State) -> Self {
        let packages = state.bound_to(&instance.id).into_iter();
        let children = state.attached_to(&instance.id);
        Self {
            id: instance.id.clone(),
            name: instance.name.clone(),
            description: instance.description.clone(),
            status: instance.status(),
            protection_level: instance.protection_level.clone(),
            resource_group_id: instance.resource_group.clone(),
            tags: instance.tags.clone(),
            creation_time: instance.created_at.to_minutes(),
            packages: packages.map(str::to_owned).collect(),
            children: children.map(|child| child.id.clone()).collect(),
        }
    }
}

/// A change of a CEN instance made behind Terraform's back. What is absent stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct InstanceChange {
    /// A new name.
    pub name: Option<String>,
    /// A new description.
    pub description: Option<String>,
    /// A new protection level, without regard to which the API still gives.
    pub protection_level: Option<String>,
    /// All tags, replacing those that were.
    pub tags: Option<BTreeMap<String, String>>,
    /// A new resource group.
    pub resource_group_id: Option<String>,
}

impl InstanceChange {
    pub(crate) fn apply(self, instance: &mut Instance) {
        set(&mut instance.name, self.name);
        set(&mut instance.description, self.description);
        set(&mut instance.protection_level, self.protection_level);
        set(&mut instance.tags, self.tags);
        set(&mut instance.resource_group, self.resource_group_id);
    }
}

/// A network instance that is attached to a CEN instance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChildView {
    /// `vpc-…`, `vbr-…` or `ccn-…`.
    pub id: String,
    /// What it is.
    pub kind: ChildKind,
    /// Where it is.
    pub region: String,
    /// The account it belongs to.
    pub owner: u64,
    /// The CEN instance.
    pub cen_id: String,
    /// How far its attachment is.
    pub status: ChildStatus,
    /// In UTC, to the minute.
    pub attach_time: String,
}

impl ChildView {
    pub(crate) fn of(child: &Child) -> Self {
        Self {
            id: child.id.clone(),
            kind: child.kind,
            region: child.region.clone(),
            owner: child.owner,
            cen_id: child.instance.clone(),
            status: child.status,
            attach_time: child.attached_at.to_minutes(),
        }
    }
}
