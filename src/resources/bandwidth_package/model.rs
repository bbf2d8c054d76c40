//! A package as Terraform sees it.

use serde::{Deserialize, Serialize};

use crate::tags::Tags;
use crate::unconfirmed::{PENDING, UNCONFIRMED, is_placeholder};
use cen::PackageId;
use tf_plugin::framework::timeouts::Timeouts;
use tf_plugin::value::{Attr, Number};

/// The attributes of `cen_bandwidth_package`; see [`super::schema`] for what they mean.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Package {
    pub(super) id: Attr<String>,
    pub(super) bandwidth: Attr<Number>,
    pub(super) area_a: Attr<String>,
    pub(super) area_b: Attr<String>,
    pub(super) charge_type: Attr<String>,
    pub(super) period: Attr<Number>,
    pub(super) pricing_cycle: Attr<String>,
    pub(super) auto_pay: Attr<bool>,
    pub(super) auto_renew: Attr<bool>,
    pub(super) auto_renew_duration: Attr<Number>,
    pub(super) name: Attr<String>,
    pub(super) description: Attr<String>,
    pub(super) cen_id: Attr<String>,
    pub(super) resource_group_id: Attr<String>,
    pub(super) tags: Attr<Tags>,
    pub(super) tags_all: Attr<Tags>,
    pub(super) client_token: Attr<String>,
    pub(super) abandon_on_destroy: Attr<bool>,
    pub(super) expiry_warning_days: Attr<Number>,
    pub(super) status: Attr<String>,
    pub(super) business_status: Attr<String>,
    pub(super) creation_time: Attr<String>,
    pub(super) expired_time: Attr<String>,
    pub(super) geographic_span_id: Attr<String>,
    pub(super) is_cross_border: Attr<bool>,
    pub(super) timeouts: Attr<Timeouts>,
}

/// Bought and paid for in months; cannot be given back before it expires.
pub(super) const PRE_PAID: &str = "PrePaid";
/// Billed as long as it exists.
pub(super) const POST_PAID: &str = "PostPaid";

/// Said of a state that somebody has edited.
pub(super) const NO_ID: &str = "The state has no package id";
/// What to do about it.
pub(super) const NO_ID_DETAIL: &str =
    "Drop the resource from the state with `terraform state rm` and import the package by its id.";

impl Package {
    /// Whether this is a purchase that nobody has answered yet.
    pub(super) fn is_unconfirmed(&self) -> bool {
        self.status
            .known()
            .is_some_and(|status| status == UNCONFIRMED)
    }

    /// Whether it was bought and has not been seen yet.
    pub(super) fn is_pending(&self) -> bool {
        self.status.known().is_some_and(|status| status == PENDING)
    }

    /// Its id at CEN, if it has one.
    pub(super) fn package_id(&self) -> Option<PackageId> {
        let id = self.id.known().filter(|id| !is_placeholder(id))?;
        PackageId::from_answer(id)
    }

    /// Whether it is paid for in advance.
    pub(super) fn is_prepaid(&self) -> bool {
        self.charge_type
            .known()
            .is_some_and(|charge_type| charge_type == PRE_PAID)
    }

    /// Whether its order was left to be paid by hand. What is paid afterwards needs no such payment.
    pub(super) fn awaits_payment(&self) -> bool {
        self.is_prepaid() && self.auto_pay == Attr::Known(false)
    }

    /// Whether a destroy may drop it from the state and leave it billing.
    pub(super) fn may_be_abandoned(&self) -> bool {
        self.abandon_on_destroy == Attr::Known(true)
    }

    /// The limits of its operations.
    pub(super) fn timeouts(&self) -> Timeouts {
        self.timeouts.known().cloned().unwrap_or_default()
    }
}
