//! Which packages a search is for.

use async_trait::async_trait;

use cen::{Area, CallError, ChargeType, Package};
use tf_plugin::framework::model::Model;
use tf_plugin::framework::validate::one_of;
use tf_plugin::value::Attr;

use crate::scope::Scope;
use crate::tags::Tags;
use crate::written::Written;

use super::{Filter, has_tags};

/// The bandwidth packages of the account that meet every condition; without a condition, all of them.
#[derive(Clone, Debug, Default, Model)]
pub(crate) struct Packages {
    /// Only packages with this very name.
    #[attribute(optional)]
    name: Attr<String>,
    /// Only packages with this area at one end, in any letter case.
    #[attribute(optional)]
    area_a: Attr<Written<Area>>,
    /// Only packages with this area at the other end.
    #[attribute(optional)]
    area_b: Attr<Written<Area>>,
    /// Only packages that are paid for this way.
    #[attribute(optional, validate = one_of(&["PrePaid", "PostPaid"]))]
    charge_type: Attr<String>,
    /// Only packages that are bound to this CEN instance.
    #[attribute(optional)]
    cen_id: Attr<String>,
    /// Only packages with these tags, whatever other tags they have.
    #[attribute(optional)]
    tags: Attr<Tags>,
}

/// The bandwidth packages of the account that meet every condition; without a condition, all of them.
#[derive(Clone, Debug, Default, Model)]
pub(crate) struct PackageSearch {
    #[attribute(flatten)]
    wanted: Packages,
    /// Whether to ask the billing API, too, what becomes of the prepaid ones at the end of their terms, and to tell it as
    /// `renewal_status` and `auto_renew_duration`. In a generated configuration these have the provider read and keep that from
    /// the import on, whose plan shows an update that changes nothing in the cloud.
    #[attribute(optional)]
    with_renewal: Attr<bool>,
}

impl PackageSearch {
    /// Whether it is asked what becomes of packages.
    pub(crate) fn wants_renewal(&self) -> bool {
        self.with_renewal == Attr::Known(true)
    }
}

#[async_trait]
impl Filter<Package> for PackageSearch {
    fn matches(&self, package: &Package) -> bool {
        self.wanted.matches(package)
    }

    async fn all(&self, scope: Scope<'_>) -> Result<Vec<Package>, CallError> {
        self.wanted.all(scope).await
    }
}

#[async_trait]
impl Filter<Package> for Packages {
    fn matches(&self, package: &Package) -> bool {
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

    async fn all(&self, Scope { client, deadline }: Scope<'_>) -> Result<Vec<Package>, CallError> {
        client.api.packages(deadline).await
    }
}

impl Packages {
    /// Whether the package has each wanted area at an end of its own.
    fn connects(&self, package: &Package) -> bool {
        let (first, second) = (package.areas.first(), package.areas.second());
        let is = |wanted: &Attr<Written<Area>>, actual: &Area| {
            wanted.known().is_none_or(|wanted| **wanted == *actual)
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
