//! Connections of two transit routers in different regions.

use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::error;
use crate::id::PackageId;
use crate::region::Region;
use alibaba_cloud::call::Call;
use alibaba_cloud::outcome::Class;

use super::super::router::RouterId;
use super::{Attachment, AttachmentKind};

/// A connection of two transit routers, and its attachment.
pub type PeerAttachment = Attachment<Peer>;

/// What a connection of two transit routers has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peer {
    /// The other transit router; empty when not given.
    pub peer_router: String,
    /// Where the other transit router is; empty when not given.
    pub peer_region: String,
    /// In Mbit/s.
    pub bandwidth_mbps: Option<u64>,
    /// `BandwidthPackage` or `DataTransfer`; empty when not given.
    pub bandwidth_type: String,
    /// The package that it draws on; empty when there is none.
    pub package_id: String,
    /// `Gold` or `Platinum`; empty when not given.
    pub link_type: String,
    /// The API's name of the pair of areas; empty when not given.
    pub geographic_span_id: String,
}

/// Where the bandwidth of a connection comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Supply {
    /// From this package.
    Package(PackageId),
    /// Billed by traffic; the bandwidth is a limit.
    Traffic,
}

impl Supply {
    fn put(&self, mbps: u64, call: Call) -> Call {
        let (kind, package) = match self {
            Self::Package(id) => ("BandwidthPackage", Some(id)),
            Self::Traffic => ("DataTransfer", None),
        };
        // Its default is not documented, so it is always said.
        call.with("BandwidthType", kind)
            .with_some("CenBandwidthPackageId", package)
            .with("Bandwidth", mbps)
    }
}

/// A connection to be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPeer {
    /// The other transit router.
    pub peer_router: RouterId,
    /// Where that is.
    pub peer_region: Region,
    /// Where its bandwidth comes from.
    pub supply: Supply,
    /// In Mbit/s.
    pub bandwidth_mbps: u64,
    /// `Gold` or `Platinum`; the API's default, `Gold`, when `None`.
    pub link_type: Option<String>,
}

/// What changes about a connection; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeerChange {
    /// Another kind of link.
    pub link_type: Option<String>,
    /// Other bandwidth: where it comes from, and how much in Mbit/s.
    pub bandwidth: Option<(Supply, u64)>,
}

impl AttachmentKind for Peer {
    type New = NewPeer;
    type Change = PeerChange;

    const LIST: &'static str = "ListTransitRouterPeerAttachments";
    const CREATE: &'static str = "CreateTransitRouterPeerAttachment";
    const UPDATE: &'static str = "UpdateTransitRouterPeerAttachmentAttribute";
    const DELETE: &'static str = "DeleteTransitRouterPeerAttachment";
    const TAGGED_AS: &'static str = "TransitRouterPeerAttachment";
    const REGION: &'static str = "RegionId";
    const PLURAL: &'static str = "connections of transit routers";

    fn read(entry: Answer<'_>) -> Result<Self, String> {
        let lower = |name: &str| Ok::<_, String>(entry.text(name)?.to_ascii_lowercase());
        Ok(Self {
            peer_router: lower("PeerTransitRouterId")?,
            peer_region: lower("PeerTransitRouterRegionId")?,
            bandwidth_mbps: entry.number("Bandwidth")?,
            bandwidth_type: entry.text("BandwidthType")?,
            package_id: lower("CenBandwidthPackageId")?,
            link_type: entry.text("DefaultLinkType")?,
            geographic_span_id: entry.text("GeographicSpanId")?,
        })
    }

    fn put_new(new: &NewPeer, call: Call) -> Call {
        let call = call
            .with("PeerTransitRouterId", &new.peer_router)
            .with("PeerTransitRouterRegionId", &new.peer_region)
            .with_some("DefaultLinkType", new.link_type.as_ref());
        new.supply.put(new.bandwidth_mbps, call)
    }

    fn put_change(change: &PeerChange, call: Call) -> Call {
        let call = call.with_some("DefaultLinkType", change.link_type.as_ref());
        match &change.bandwidth {
            Some((supply, mbps)) => supply.put(*mbps, call),
            None => call,
        }
    }

    fn class(code: &str) -> Option<Class> {
        error::class_while_bandwidth_moves(code)
    }
}
