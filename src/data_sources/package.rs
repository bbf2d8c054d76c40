//! A package as data sources show it: what the API says, and nothing that is only in a configuration.

use serde::{Deserialize, Serialize};

use crate::observed::{moment, optional};
use crate::selection::packages::charge_type;
use crate::tags::{self, Tags};
use tf_plugin::framework::schema::Attribute;
use tf_plugin::value::{Attr, Kind, Number};

/// What is shown of a package; see [`attributes`].
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Package {
    pub(super) id: Attr<String>,
    pub(super) name: Attr<String>,
    description: Attr<String>,
    bandwidth: Attr<Number>,
    area_a: Attr<String>,
    area_b: Attr<String>,
    charge_type: Attr<String>,
    cen_id: Attr<String>,
    resource_group_id: Attr<String>,
    tags: Attr<Tags>,
    status: Attr<String>,
    business_status: Attr<String>,
    creation_time: Attr<String>,
    expired_time: Attr<String>,
    geographic_span_id: Attr<String>,
    is_cross_border: Attr<bool>,
}

/// What is shown beside `id` and `name`.
pub(super) fn attributes() -> Vec<Attribute> {
    vec![
        Attribute::computed("description", Kind::String).describe("Its description."),
        Attribute::computed("bandwidth", Kind::Number)
            .describe("Bandwidth in force in Mbps, a temporary upgrade included."),
        Attribute::computed("area_a", Kind::String).describe("One of the two areas."),
        Attribute::computed("area_b", Kind::String).describe("The other area."),
        Attribute::computed("charge_type", Kind::String).describe("`PrePaid` or `PostPaid`."),
        Attribute::computed("cen_id", Kind::String)
            .describe("The CEN instance it is bound to; null when it is bound to none."),
        Attribute::computed("resource_group_id", Kind::String).describe("Its resource group."),
        Attribute::computed("tags", Kind::map(Kind::String)).describe("All of its tags."),
        Attribute::computed("status", Kind::String)
            .describe("`Idle`, or `InUse` while it is bound to a CEN instance."),
        Attribute::computed("business_status", Kind::String)
            .describe("`Normal`, `FinancialLocked` (overdue or expired) or `SecurityLocked`."),
        Attribute::computed("creation_time", Kind::String).describe("When it was bought, in UTC."),
        Attribute::computed("expired_time", Kind::String)
            .describe("When a prepaid package ends, in UTC; a day far in the future for others."),
        Attribute::computed("geographic_span_id", Kind::String)
            .describe("The API's name of the pair of areas."),
        Attribute::computed("is_cross_border", Kind::Bool)
            .describe("Whether it crosses the border of the Chinese mainland."),
    ]
}

impl From<&cen::Package> for Package {
    fn from(package: &cen::Package) -> Self {
        Self {
            id: package.id.as_str().into(),
            name: optional(&package.name),
            description: optional(&package.description),
            bandwidth: Attr::Known(package.bought_mbps().into()),
            area_a: package.areas.first().as_str().into(),
            area_b: package.areas.second().as_str().into(),
            charge_type: charge_type(&package.charge_type).into(),
            cen_id: package.cen_ids.first().map(ToString::to_string).into(),
            resource_group_id: optional(&package.resource_group_id),
            tags: tags::attr(package.tags.clone()),
            status: package.status.as_str().into(),
            business_status: optional(package.business_status.as_str()),
            creation_time: moment(package.creation_time.as_ref()),
            expired_time: moment(package.expired_time.as_ref()),
            geographic_span_id: optional(&package.geographic_span_id),
            is_cross_border: package.is_cross_border.into(),
        }
    }
}
