//! A package as data sources show it: what the API says, and nothing that is only in a configuration.

use crate::filters::packages::charge_type;
use crate::from_api::{optional, time};
use crate::tags::{self, Tags};
use tf_plugin::framework::model::Model;
use tf_plugin::value::Attr;

/// What is shown of a package beside its id and its name.
#[derive(Clone, Debug, Default, Model)]
#[model(computed)]
pub(super) struct Package {
    /// Its description.
    description: Attr<String>,
    /// Bandwidth in force in Mbps, a temporary upgrade included.
    bandwidth: Attr<u64>,
    /// One of the two areas.
    area_a: Attr<String>,
    /// The other area.
    area_b: Attr<String>,
    /// `PrePaid` or `PostPaid`.
    charge_type: Attr<String>,
    /// The CEN instance it is bound to; null when it is bound to none.
    cen_id: Attr<String>,
    /// Its resource group.
    resource_group_id: Attr<String>,
    /// All of its tags.
    tags: Attr<Tags>,
    /// `Idle`, or `InUse` while it is bound to a CEN instance.
    status: Attr<String>,
    /// `Normal`, `FinancialLocked` (overdue or expired) or `SecurityLocked`.
    business_status: Attr<String>,
    /// When it was bought, in UTC.
    creation_time: Attr<String>,
    /// When a prepaid package ends, in UTC; a day far in the future for others.
    expired_time: Attr<String>,
    /// The API's name of the pair of areas.
    geographic_span_id: Attr<String>,
    /// Whether it crosses the border of the Chinese mainland.
    is_cross_border: Attr<bool>,
}

impl From<&cen::Package> for Package {
    fn from(package: &cen::Package) -> Self {
        Self {
            description: optional(&package.description),
            bandwidth: Attr::Known(package.bought_mbps()),
            area_a: package.areas.first().as_str().into(),
            area_b: package.areas.second().as_str().into(),
            charge_type: charge_type(&package.charge_type).into(),
            cen_id: package.cen_ids.first().map(ToString::to_string).into(),
            resource_group_id: optional(&package.resource_group_id),
            tags: tags::attr(package.tags.clone()),
            status: package.status.as_str().into(),
            business_status: optional(package.business_status.as_str()),
            creation_time: time(package.creation_time.as_ref()),
            expired_time: time(package.expired_time.as_ref()),
            geographic_span_id: optional(&package.geographic_span_id),
            is_cross_border: package.is_cross_border.into(),
        }
    }
}
