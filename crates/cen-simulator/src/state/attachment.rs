//! What is attached to transit routers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::clock::Moment;

use super::transit_router::{Life, Phase};

/// What all attachments have.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Attachment {
    pub(crate) id: String,
    /// The transit router.
    pub(crate) router: String,
    pub(crate) name: String,
    pub(crate) description: String,
    /// Whether routes are published by themselves.
    pub(crate) auto_publish: bool,
    pub(crate) tags: BTreeMap<String, String>,
    pub(crate) created_at: Moment,
    pub(crate) life: Life,
}

impl Attachment {
    /// The word of the API (API pages ListTransitRouterVpcAttachments and ListTransitRouterPeerAttachments; `Modifying`
    /// is in the text of the pages about changes).
    pub(crate) fn status(&self) -> &'static str {
        match self.life.phase() {
            Phase::Beginning => "Attaching",
            Phase::Settled => "Attached",
            Phase::Changing => "Modifying",
            Phase::Ending => "Detaching",
        }
    }
}

/// A VPC that is attached to the transit router of its region.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct VpcAttachment {
    pub(crate) attachment: Attachment,
    pub(crate) vpc: String,
    pub(crate) owner: u64,
    /// The vSwitch of each zone.
    pub(crate) zones: Vec<ZoneMapping>,
    /// Further settings, by the names of the API.
    pub(crate) options: BTreeMap<String, String>,
}

/// A vSwitch in a zone, in which the transit router has an interface.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ZoneMapping {
    /// The zone.
    pub zone: String,
    /// The vSwitch.
    pub vswitch: String,
}

/// A connection of two transit routers in different regions.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PeerAttachment {
    pub(crate) attachment: Attachment,
    pub(crate) peer: String,
    pub(crate) bandwidth: PeerBandwidth,
    /// `Gold` or `Platinum`.
    pub(crate) link_type: String,
}

/// Where the bandwidth of a connection comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum PeerBandwidth {
    /// From a package: its id, and Mbit/s; without them the connection is good for a test only.
    Package(Option<String>, u32),
    /// Billed by traffic, up to so many Mbit/s.
    Traffic(u32),
}

impl PeerBandwidth {
    /// The word of the API (API page CreateTransitRouterPeerAttachment).
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Package(..) => "BandwidthPackage",
            Self::Traffic(_) => "DataTransfer",
        }
    }

    pub(crate) fn mbps(&self) -> u32 {
        match self {
            Self::Package(_, mbps) | Self::Traffic(mbps) => *mbps,
        }
    }

    /// The package that it draws on.
    pub(crate) fn package(&self) -> Option<&str> {
        match self {
            Self::Package(package, _) => package.as_deref(),
            Self::Traffic(_) => None,
        }
    }
}
