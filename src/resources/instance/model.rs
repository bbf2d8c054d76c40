//! A CEN instance as Terraform sees it.

use serde::{Deserialize, Serialize};

use crate::tags::Tags;
use crate::unconfirmed::{UNCONFIRMED, is_placeholder};
use cen::CenId;
use tf_plugin::framework::timeouts::Timeouts;
use tf_plugin::value::Attr;

/// The attributes of `cen_instance`; see [`super::schema`] for what they mean.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Instance {
    pub(super) id: Attr<String>,
    pub(super) name: Attr<String>,
    pub(super) description: Attr<String>,
    pub(super) protection_level: Attr<String>,
    pub(super) resource_group_id: Attr<String>,
    pub(super) tags: Attr<Tags>,
    pub(super) tags_all: Attr<Tags>,
    pub(super) status: Attr<String>,
    pub(super) creation_time: Attr<String>,
    pub(super) timeouts: Attr<Timeouts>,
}

impl Instance {
    /// Whether this is a creation that nobody has answered yet.
    pub(super) fn is_unconfirmed(&self) -> bool {
        self.status
            .known()
            .is_some_and(|status| status == UNCONFIRMED)
    }

    /// Its id at CEN, if it has one.
    pub(super) fn cen_id(&self) -> Option<CenId> {
        let id = self.id.known().filter(|id| !is_placeholder(id))?;
        CenId::from_answer(id)
    }

    /// The limits of its operations.
    pub(super) fn timeouts(&self) -> Timeouts {
        self.timeouts.known().cloned().unwrap_or_default()
    }
}
