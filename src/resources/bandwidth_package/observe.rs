//! From the API's package to Terraform's.
//!
//! Create, read, update and import all end here, so that an import plans clean.

use crate::client::Client;
use crate::observed::{moment, optional, text};
use crate::tags;
use cen::{self, ChargeType};
use tf_plugin::value::Attr;

use super::model::{POST_PAID, PRE_PAID, Package};
use super::plan::areas;

/// `known` with everything that the API says of `actual`. Where both mean the same, the known form stays.
pub(super) fn observe(actual: &cen::Package, known: &Package, client: &Client) -> Package {
    let noted = tags::Known {
        own: &known.tags,
        all: &known.tags_all,
    };
    let (own_tags, tags_all) = tags::observe(&actual.tags, &noted, &client.default_tags);
    let mut seen = Package {
        id: Attr::Known(actual.id.to_string()),
        // A temporary upgrade ends by itself; taken for a change it would be undone by the next apply.
        bandwidth: Attr::Known(actual.bought_mbps().into()),
        charge_type: charge_type(actual, known),
        name: text(&actual.name, &known.name),
        description: text(&actual.description, &known.description),
        cen_id: binding(actual, known),
        resource_group_id: optional(&actual.resource_group_id),
        tags: own_tags,
        tags_all,
        // What was used at purchase cannot be read back; an import starts from the default.
        auto_pay: if known.auto_pay.is_null() {
            Attr::Known(true)
        } else {
            known.auto_pay.clone()
        },
        status: actual.status.as_str().into(),
        business_status: optional(actual.business_status.as_str()),
        creation_time: moment(actual.creation_time.as_ref()),
        expired_time: moment(actual.expired_time.as_ref()),
        geographic_span_id: optional(&actual.geographic_span_id),
        is_cross_border: actual.is_cross_border.into(),
        ..known.clone()
    };
    if areas(known) != Some(actual.areas.clone()) {
        seen.area_a = actual.areas.first().as_str().into();
        seen.area_b = actual.areas.second().as_str().into();
    }
    seen
}

fn charge_type(actual: &cen::Package, known: &Package) -> Attr<String> {
    match &actual.charge_type {
        ChargeType::PrePaid => PRE_PAID.into(),
        ChargeType::PostPaid => POST_PAID.into(),
        // A word that this release does not know changes nothing that is noted.
        ChargeType::Other(_) => known.charge_type.clone(),
    }
}

fn binding(actual: &cen::Package, known: &Package) -> Attr<String> {
    match (actual.cen_ids.first(), known.cen_id.known()) {
        (Some(actual), Some(known)) if actual.as_str().eq_ignore_ascii_case(known) => {
            known.as_str().into()
        }
        (Some(actual), _) => actual.as_str().into(),
        (None, _) => Attr::Null,
    }
}
