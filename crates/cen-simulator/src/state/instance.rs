//! A CEN instance.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::clock::Moment;

/// What an instance is doing (API pages DescribeCens and ModifyCenAttribute).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum InstanceStatus {
    /// It is coming into being.
    Creating,
    /// It is there.
    Active,
    /// It is being changed.
    Modifying,
    /// It is going.
    Deleting,
}

impl InstanceStatus {
    /// The word of the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Creating => "Creating",
            Self::Active => "Active",
            Self::Modifying => "Modifying",
            Self::Deleting => "Deleting",
        }
    }
}

/// A CEN instance, to which packages are bound.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Instance {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) protection_level: String,
    pub(crate) resource_group: String,
    pub(crate) tags: BTreeMap<String, String>,
    pub(crate) created_at: Moment,
    /// What it is doing and until when; nothing once it is active.
    pub(crate) busy: Option<(InstanceStatus, Moment)>,
}

impl Instance {
    pub(crate) fn status(&self) -> InstanceStatus {
        match self.busy {
            Some((status, _)) => status,
            None => InstanceStatus::Active,
        }
    }

    pub(crate) fn become_busy(&mut self, status: InstanceStatus, until: Moment) {
        self.busy = Some((status, until));
    }

    /// Ends what it is doing when its time has come; `false` when the instance is gone.
    pub(crate) fn settle(&mut self, now: Moment) -> bool {
        match self.busy {
            Some((status, until)) if now >= until => {
                self.busy = None;
                status != InstanceStatus::Deleting
            }
            _ => true,
        }
    }
}
