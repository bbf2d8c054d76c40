//! Which packages a search is for. The same arguments stand in `list` blocks and in the plural data source.

use serde::{Deserialize, Serialize};

use crate::cen::{Area, ChargeType, Package};
use crate::framework::schema::Attribute;
use crate::framework::validate::one_of;
use crate::value::{Attr, Kind};

use super::tags::{self, Tags};

/// The conditions, all of which a package must meet; those that are null are met by every package.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Selection {
    /// In full.
    pub(super) name: Attr<String>,
    /// One end.
    pub(super) area_a: Attr<String>,
    /// The other end.
    pub(super) area_b: Attr<String>,
    /// As the resource spells it.
    pub(super) charge_type: Attr<String>,
    /// The instance it is bound to.
    pub(super) cen_id: Attr<String>,
    /// Tags that it has, among others.
    pub(super) tags: Attr<Tags>,
}

/// The conditions as arguments.
pub(super) fn attributes() -> Vec<Attribute> {
    vec![
        Attribute::optional("name", Kind::String).describe("Only packages with this very name."),
        Attribute::optional("area_a", Kind::String)
            .describe("Only packages with this area at one end, in any letter case."),
        Attribute::optional("area_b", Kind::String)
            .describe("Only packages with this area at the other end."),
        Attribute::optional("charge_type", Kind::String)
            .describe("Only packages that are paid for this way.")
            .validate(one_of(&["PrePaid", "PostPaid"])),
        Attribute::optional("cen_id", Kind::String)
            .describe("Only packages that are bound to this CEN instance."),
        Attribute::optional("tags", Kind::map(Kind::String))
            .describe("Only packages with these tags, whatever other tags they have."),
    ]
}

impl Selection {
    /// Whether the package meets every condition.
    pub(super) fn admits(&self, package: &Package) -> bool {
        let is = |wanted: &Attr<String>, actual: &str| {
            wanted.known().is_none_or(|wanted| wanted == actual)
        };
        let wanted_tags = tags::plain(&self.tags);
        is(&self.name, &package.name)
            && self.connects(package)
            && is(&self.charge_type, charge_type(&package.charge_type))
            && self
                .cen_id
                .known()
                .is_none_or(|id| package.cen_ids.iter().any(|cen| cen.as_str() == id))
            && wanted_tags
                .iter()
                .all(|(key, value)| package.tags.get(key) == Some(value))
    }

    /// Whether the package has each wanted area at an end of its own.
    fn connects(&self, package: &Package) -> bool {
        let (first, second) = (package.areas.first(), package.areas.second());
        let is = |wanted: &Attr<String>, actual: &Area| {
            wanted
                .known()
                .is_none_or(|wanted| Area::from_answer(wanted) == *actual)
        };
        (is(&self.area_a, first) && is(&self.area_b, second))
            || (is(&self.area_a, second) && is(&self.area_b, first))
    }
}

/// A charge type as attributes spell it.
pub(super) fn charge_type(charge_type: &ChargeType) -> &str {
    match charge_type {
        ChargeType::PrePaid => "PrePaid",
        ChargeType::PostPaid => "PostPaid",
        ChargeType::Other(word) => word,
    }
}
