//! The binding of a package as Terraform sees it.

use serde::{Deserialize, Serialize};

use cen::{CenId, PackageId};
use tf_plugin::framework::timeouts::CreateDeleteTimeouts;
use tf_plugin::value::Attr;

/// The attributes of `cen_bandwidth_package_attachment`; see [`super::schema`] for what they mean.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Attachment {
    pub(super) id: Attr<String>,
    pub(super) cen_id: Attr<String>,
    pub(super) bandwidth_package_id: Attr<String>,
    pub(super) timeouts: Attr<CreateDeleteTimeouts>,
}

impl Attachment {
    /// The package.
    pub(super) fn package_id(&self) -> Option<PackageId> {
        let id = self.bandwidth_package_id.known()?;
        PackageId::from_answer(id)
    }

    /// The CEN instance that it is bound to.
    pub(super) fn cen_id(&self) -> Option<CenId> {
        self.cen_id.known().and_then(|id| CenId::from_answer(id))
    }

    /// Package and instance.
    pub(super) fn ends(&self) -> Option<(PackageId, CenId)> {
        Some((self.package_id()?, self.cen_id()?))
    }

    /// The limits of its operations.
    pub(super) fn timeouts(&self) -> CreateDeleteTimeouts {
        self.timeouts.known().cloned().unwrap_or_default()
    }
}

/// Said of a state that somebody has edited.
pub(super) const NO_ENDS: &str = "The state lacks the id of the package or of the CEN instance";
/// What to do about it.
pub(super) const NO_ENDS_DETAIL: &str = "Drop the resource from the state with `terraform state rm` and import it by the \
    id of the package.";
