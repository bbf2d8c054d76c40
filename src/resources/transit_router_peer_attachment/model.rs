//! A connection of two transit routers as Terraform sees it.

use serde::{Deserialize, Serialize};

use crate::object;
use crate::tags::Tags;
use cen::transit_router::{AttachmentKey, Supply};
use cen::{PackageId, Region, RegionPair};
use tf_plugin::framework::Diagnostics;
use tf_plugin::framework::timeouts::Timeouts;
use tf_plugin::value::{Attr, Number};

/// The attributes of `cen_transit_router_peer_attachment`; see [`super::schema`] for what they mean.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Peer {
    pub(super) id: Attr<String>,
    pub(super) transit_router_id: Attr<String>,
    pub(super) region: Attr<String>,
    pub(super) peer_transit_router_id: Attr<String>,
    pub(super) peer_region: Attr<String>,
    pub(super) bandwidth: Attr<Number>,
    pub(super) bandwidth_type: Attr<String>,
    pub(super) cen_bandwidth_package_id: Attr<String>,
    pub(super) default_link_type: Attr<String>,
    pub(super) auto_publish_route_enabled: Attr<bool>,
    pub(super) name: Attr<String>,
    pub(super) description: Attr<String>,
    pub(super) tags: Attr<Tags>,
    pub(super) tags_all: Attr<Tags>,
    pub(super) force_delete: Attr<bool>,
    pub(super) cen_id: Attr<String>,
    pub(super) geographic_span_id: Attr<String>,
    pub(super) status: Attr<String>,
    pub(super) creation_time: Attr<String>,
    pub(super) timeouts: Attr<Timeouts>,
}

/// Bandwidth from a package.
pub(super) const BY_PACKAGE: &str = "BandwidthPackage";
/// Bandwidth that is billed by traffic.
pub(super) const BY_TRAFFIC: &str = "DataTransfer";
/// The better of the two links.
pub(super) const PLATINUM: &str = "Platinum";

impl Peer {
    /// Whether its bandwidth comes from a package, as far as that is known.
    pub(super) fn draws_on_package(&self) -> Option<bool> {
        self.bandwidth_type.known().map(|kind| kind == BY_PACKAGE)
    }

    /// Where its bandwidth comes from, once that is known.
    pub(super) fn supply(&self) -> Option<Supply> {
        if self.draws_on_package()? {
            PackageId::from_answer(self.cen_bandwidth_package_id.known()?).map(Supply::Package)
        } else {
            Some(Supply::Traffic)
        }
    }

    /// The package that it draws on, and the regions between which it does, once they are known.
    pub(super) fn draws_on(&self) -> Option<(PackageId, RegionPair)> {
        let [a, b] = self.regions()?;
        match self.supply()? {
            Supply::Package(id) => Some((id, RegionPair::new(a, b)?)),
            Supply::Traffic => None,
        }
    }

    /// Its bandwidth in Mbit/s, once that is known.
    pub(super) fn mbps(&self) -> Option<u64> {
        self.bandwidth.known().and_then(Number::as_u64)
    }

    /// Its two regions, once they are known.
    pub(super) fn regions(&self) -> Option<[Region; 2]> {
        let region = |attr: &Attr<String>| Region::from_answer(attr.known()?);
        Some([region(&self.region)?, region(&self.peer_region)?])
    }
}

pub(super) fn import(id: &str) -> Result<Peer, Diagnostics> {
    let peer = AttachmentKey::parse(id).map(|key| Peer {
        id: key.id.as_str().into(),
        transit_router_id: key.router.as_str().into(),
        ..Peer::default()
    });
    object::import(peer, "ROUTER:ATTACHMENT")
}
