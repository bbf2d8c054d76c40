//! An attached VPC as Terraform sees it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::object;
use crate::tags::Tags;
use cen::transit_router::{self, AttachmentKey};
use tf_plugin::framework::Diagnostics;
use tf_plugin::framework::timeouts::Timeouts;
use tf_plugin::value::Attr;

/// The attributes of `cen_transit_router_vpc_attachment`; see [`super::schema`] for what they mean.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Vpc {
    pub(super) id: Attr<String>,
    pub(super) transit_router_id: Attr<String>,
    pub(super) region: Attr<String>,
    pub(super) vpc_id: Attr<String>,
    pub(super) vpc_owner_id: Attr<String>,
    pub(super) zone_mappings: Attr<Vec<Attr<ZoneMapping>>>,
    pub(super) options: Attr<Options>,
    pub(super) auto_publish_route_enabled: Attr<bool>,
    pub(super) name: Attr<String>,
    pub(super) description: Attr<String>,
    pub(super) tags: Attr<Tags>,
    pub(super) tags_all: Attr<Tags>,
    pub(super) force_delete: Attr<bool>,
    pub(super) cen_id: Attr<String>,
    pub(super) status: Attr<String>,
    pub(super) creation_time: Attr<String>,
    pub(super) timeouts: Attr<Timeouts>,
}

/// Further settings, by the names of the API.
pub(super) type Options = BTreeMap<String, Attr<String>>;

/// A zone and its vSwitch.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ZoneMapping {
    pub(super) zone_id: Attr<String>,
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

impl Vpc {
    /// The zones, once all of them are known.
    pub(super) fn zones(&self) -> Option<BTreeSet<transit_router::ZoneMapping>> {
        let mappings = self.zone_mappings.known()?.iter().map(|mapping| {
            let mapping = mapping.known()?;
            Some(transit_router::ZoneMapping {
                zone: mapping.zone_id.known()?.clone(),
                vswitch: mapping.vswitch_id.known()?.clone(),
            })
        });
        mappings.collect()
    }
}

/// What the API has of `zones`, as an attribute.
pub(super) fn zone_mappings(
    zones: &BTreeSet<transit_router::ZoneMapping>,
) -> Attr<Vec<Attr<ZoneMapping>>> {
    let mappings = zones.iter().map(|mapping| Attr::Known(mapping.into()));
    Attr::Known(mappings.collect())
}

pub(super) fn import(id: &str) -> Result<Vpc, Diagnostics> {
    let vpc = AttachmentKey::parse(id).map(|key| Vpc {
        id: key.id.as_str().into(),
        transit_router_id: key.router.as_str().into(),
        ..Vpc::default()
    });
    object::import(vpc, "ROUTER:ATTACHMENT")
}
