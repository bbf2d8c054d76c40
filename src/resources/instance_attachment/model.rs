//! An attachment as Terraform sees it.

use serde::{Deserialize, Serialize};

use cen::{CenId, ChildKey, ChildKind, Network};
use tf_plugin::framework::timeouts::CreateDeleteTimeouts;
use tf_plugin::value::Attr;

/// The attributes of `cen_instance_attachment`; see [`super::schema`] for what they mean.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Attachment {
    pub(super) id: Attr<String>,
    pub(super) cen_id: Attr<String>,
    pub(super) child_instance_id: Attr<String>,
    pub(super) child_instance_type: Attr<String>,
    pub(super) region: Attr<String>,
    pub(super) child_instance_owner_id: Attr<String>,
    pub(super) cen_owner_id: Attr<String>,
    pub(super) status: Attr<String>,
    pub(super) attach_time: Attr<String>,
    pub(super) timeouts: Attr<CreateDeleteTimeouts>,
}

impl Attachment {
    /// The CEN instance.
    pub(super) fn cen(&self) -> Option<CenId> {
        self.cen_id.known().and_then(|id| CenId::from_answer(id))
    }

    /// The region as requests spell it.
    fn region(&self) -> Option<String> {
        let region = self.region.known()?;
        Some(region.trim().to_ascii_lowercase())
    }

    /// What to look for the network by.
    pub(super) fn key(&self) -> Option<ChildKey> {
        let id = self.child_instance_id.known()?;
        Some(ChildKey::new(id, self.region().as_deref()))
    }

    /// The network, as requests name it.
    pub(super) fn network(&self) -> Option<Network> {
        let id = self.child_instance_id.known()?;
        Some(Network {
            id: id.clone(),
            kind: ChildKind::of_id(id)?,
            region: self.region()?,
            owner: account(&self.child_instance_owner_id),
        })
    }

    /// The account of the CEN instance, where that is another one.
    pub(super) fn cen_owner(&self) -> Option<u64> {
        account(&self.cen_owner_id)
    }

    /// The limits of its operations.
    pub(super) fn timeouts(&self) -> CreateDeleteTimeouts {
        self.timeouts.known().cloned().unwrap_or_default()
    }
}

fn account(id: &Attr<String>) -> Option<u64> {
    id.known()?.parse().ok()
}

/// Said of a state that somebody has edited.
pub(super) const NO_ENDS: &str = "The state lacks the id of the network or of the CEN instance";
/// What to do about it.
pub(super) const NO_ENDS_DETAIL: &str =
    "Drop the resource from the state with `terraform state rm` and import it by its id.";
