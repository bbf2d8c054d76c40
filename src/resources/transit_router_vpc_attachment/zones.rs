//! The zones in which the transit router has interfaces.

use std::collections::BTreeSet;

use crate::rules;
use crate::written::{Written, meaning};
use cen::{Region, transit_router};
use tf_plugin::framework::model::{Model, Set};
use tf_plugin::framework::{Diagnostics, SourceState};
use tf_plugin::value::{Attr, Json, Path};

/// The mappings of an attachment.
pub(super) type Zones = Attr<Set<Attr<ZoneMapping>>>;

/// A zone and its vSwitch.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub(crate) struct ZoneMapping {
    /// The zone, such as `cn-hangzhou-h`, of the region.
    #[attribute(required)]
    pub(super) zone_id: Attr<String>,
    /// A vSwitch of the VPC in that zone, with a free address.
    #[attribute(required, validate = rules::vswitch_id())]
    pub(super) vswitch_id: Attr<String>,
}

impl From<&transit_router::ZoneMapping> for ZoneMapping {
    fn from(mapping: &transit_router::ZoneMapping) -> Self {
        Self {
            zone_id: mapping.zone.as_str().into(),
            vswitch_id: mapping.vswitch.as_str().into(),
        }
    }
}

/// The zones, once all of them are known.
pub(super) fn known(zones: &Zones) -> Option<BTreeSet<transit_router::ZoneMapping>> {
    let mappings = zones.known()?.iter().map(|mapping| {
        let mapping = mapping.known()?;
        Some(transit_router::ZoneMapping {
            zone: mapping.zone_id.known()?.clone(),
            vswitch: mapping.vswitch_id.known()?.clone(),
        })
    });
    mappings.collect()
}

/// What the API has of them, as an attribute; `zones` where that says the same.
pub(super) fn refreshed(actual: &BTreeSet<transit_router::ZoneMapping>, zones: &Zones) -> Zones {
    if known(zones).as_ref() == Some(actual) {
        return zones.clone();
    }
    let mappings = actual.iter().map(|mapping| Attr::Known(mapping.into()));
    Attr::Known(mappings.collect())
}

/// Ids of zones begin with that of their region.
pub(super) fn check(zones: &Zones, region: &Attr<Written<Region>>, diagnostics: &mut Diagnostics) {
    let (Some(region), Some(mappings)) = (meaning(region), zones.known()) else {
        return;
    };
    let zones = mappings
        .iter()
        .filter_map(|mapping| mapping.known()?.zone_id.known());
    for zone in zones.filter(|zone| !zone.starts_with(region.as_str())) {
        diagnostics.error_at(
            Path::root("zone_mappings"),
            "Zone of another region",
            format!(
                "{} is not a zone of {region}; those are called like \"{region}-a\" or \"{region}a\". The transit router has \
                 interfaces in its own region only.",
                rules::quoted(zone)
            ),
        );
    }
}

/// Those in a state of the official provider.
pub(super) fn moved(source: &SourceState<'_>) -> Zones {
    let mappings = source.attributes.get("zone_mappings");
    let mappings = mappings.and_then(Json::as_array).into_iter().flatten();
    let text = |mapping: &Json, name: &str| mapping.get(name)?.as_str().map(str::to_owned);
    let mappings: Set<Attr<ZoneMapping>> = mappings
        .map(|mapping| {
            Attr::Known(ZoneMapping {
                zone_id: text(mapping, "zone_id").into(),
                vswitch_id: text(mapping, "vswitch_id").into(),
            })
        })
        .collect();
    Some(mappings).filter(|all| !all.is_empty()).into()
}
