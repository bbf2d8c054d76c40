//! Which packages a search is for.

use serde::{Deserialize, Serialize};

use cen::{Area, ChargeType, Package};
use tf_plugin::framework::schema::Attribute;
use tf_plugin::framework::validate::one_of;
use tf_plugin::value::{Attr, Kind};

use crate::tags::Tags;

use super::has_tags;

/// The conditions, all of which a package must meet; those that are null are met by every package.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Packages {
    /// In full.
    pub(crate) name: Attr<String>,
    /// One end.
    pub(crate) area_a: Attr<String>,
    /// The other end.
    pub(crate) area_b: Attr<String>,
    /// As the resource spells it.
    pub(crate) charge_type: Attr<String>,
    /// The instance it is bound to.
    pub(crate) cen_id: Attr<String>,
    /// Tags that it has, among others.
    pub(crate) tags: Attr<Tags>,
}

/// The conditions as arguments.
pub(crate) fn attributes() -> Vec<Attribute> {
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

impl Packages {
    /// Whether the package meets every condition.
    pub(crate) fn admits(&self, package: &Package) -> bool {
        let is = |wanted: &Attr<String>, actual: &str| {
            wanted.known().is_none_or(|wanted| wanted == actual)
        };
        is(&self.name, &package.name)
            && self.connects(package)
            && is(&self.charge_type, charge_type(&package.charge_type))
            && self
                .cen_id
                .known()
                .is_none_or(|id| package.cen_ids.iter().any(|cen| cen.as_str() == id))
            && has_tags(&self.tags, &package.tags)
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
pub(crate) fn charge_type(charge_type: &ChargeType) -> &str {
    match charge_type {
        ChargeType::PrePaid => "PrePaid",
        ChargeType::PostPaid => "PostPaid",
        ChargeType::Other(word) => word,
    }
}
