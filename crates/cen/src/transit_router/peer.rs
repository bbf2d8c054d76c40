//! A connection of two transit routers in different regions, and the calls that make and change it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::{self, Kind};
use crate::id::{AttachmentId, PackageId, RouterId};
use crate::listing::Listed;
use crate::operation::{self, Operation};
use crate::region::Region;
use crate::tags;
use crate::wire;
use alibaba_cloud::call::Call;
use alibaba_cloud::outcome::Class;
use alibaba_cloud::sign::rpc::Parameters;
use alibaba_cloud::token::ClientToken;

use super::attachment::{self, Attached, Attachment};

/// A connection of two transit routers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerAttachment {
    /// What all attachments have.
    pub attachment: Attachment,
    /// Where the first transit router is; empty when not given.
    pub region: String,
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

impl Listed for PeerAttachment {
    type Id = AttachmentId;

    const ACTION: &'static str = "ListTransitRouterPeerAttachments";

    const PLURAL: &'static str = "connections of transit routers";

    const MOST_IDS: usize = 1;

    const BY_PAGES: bool = false;

    fn id(&self) -> &AttachmentId {
        &self.attachment.key.id
    }
}

impl Attached for PeerAttachment {
    const DELETE: &'static str = "DeleteTransitRouterPeerAttachment";

    fn read(attachment: Attachment, entry: &Value) -> Result<Self, String> {
        let raw = RawPeer::deserialize(entry).map_err(|error| error.to_string())?;
        Ok(Self {
            attachment,
            region: raw.region_id.to_ascii_lowercase(),
            peer_router: raw.peer_transit_router_id.to_ascii_lowercase(),
            peer_region: raw.peer_transit_router_region_id.to_ascii_lowercase(),
            bandwidth_mbps: raw.bandwidth,
            bandwidth_type: raw.bandwidth_type,
            package_id: raw.cen_bandwidth_package_id.to_ascii_lowercase(),
            link_type: raw.default_link_type,
            geographic_span_id: raw.geographic_span_id,
        })
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RawPeer {
    #[serde(default, deserialize_with = "wire::text")]
    region_id: String,
    #[serde(default, deserialize_with = "wire::text")]
    peer_transit_router_id: String,
    #[serde(default, deserialize_with = "wire::text")]
    peer_transit_router_region_id: String,
    #[serde(default, deserialize_with = "wire::number")]
    bandwidth: Option<u64>,
    #[serde(default, deserialize_with = "wire::text")]
    bandwidth_type: String,
    #[serde(default, deserialize_with = "wire::text")]
    cen_bandwidth_package_id: String,
    #[serde(default, deserialize_with = "wire::text")]
    default_link_type: String,
    #[serde(default, deserialize_with = "wire::text")]
    geographic_span_id: String,
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
    fn put(&self, mbps: u64, parameters: &mut Parameters) {
        let (kind, package) = match self {
            Self::Package(id) => ("BandwidthPackage", Some(id.to_string())),
            Self::Traffic => ("DataTransfer", None),
        };
        operation::put_all(
            [
                // Its default is not documented, so it is always said.
                ("BandwidthType", &Some(kind.to_owned())),
                ("CenBandwidthPackageId", &package),
                ("Bandwidth", &Some(mbps.to_string())),
            ],
            parameters,
        );
    }
}

/// What a connection is made with, except for the token; see [`NewInstance`](crate::NewInstance).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPeerAttachment {
    /// The transit router from which it is made.
    pub router: RouterId,
    /// Where that is.
    pub region: Region,
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
    /// Name to begin with.
    pub name: Option<String>,
    /// Description to begin with.
    pub description: Option<String>,
    /// The API's default, no, when `None`.
    pub auto_publish_routes: Option<bool>,
    /// Tags to begin with, at most 20.
    pub tags: BTreeMap<String, String>,
}

/// Connects two transit routers.
pub(crate) struct CreatePeerAttachment<'a> {
    pub(crate) new: &'a NewPeerAttachment,
    pub(crate) token: &'a ClientToken,
}

/// Bandwidth that another connection has just given up, and a package that has just been bound, show a little later.
fn class(code: &str) -> Option<Class> {
    match Kind::of_code(code) {
        Kind::BandwidthExceeded | Kind::NoPackage => Some(Class::Settling),
        _ => error::class(code),
    }
}

impl Operation for CreatePeerAttachment<'_> {
    type Answer = AttachmentId;

    fn call(&self) -> Call {
        let new = self.new;
        let mut parameters = tags::parameters(&new.tags);
        operation::put_all(
            [
                ("TransitRouterId", &Some(new.router.to_string())),
                ("RegionId", &Some(new.region.to_string())),
                ("PeerTransitRouterId", &Some(new.peer_router.to_string())),
                (
                    "PeerTransitRouterRegionId",
                    &Some(new.peer_region.to_string()),
                ),
                ("DefaultLinkType", &new.link_type),
            ],
            &mut parameters,
        );
        new.supply.put(new.bandwidth_mbps, &mut parameters);
        attachment::put(
            &new.name,
            &new.description,
            new.auto_publish_routes,
            &mut parameters,
        );
        Call::purchase(
            "CreateTransitRouterPeerAttachment",
            self.token,
            parameters,
            class,
        )
    }

    fn decode(answer: &Value) -> Result<AttachmentId, String> {
        attachment::made(answer)
    }
}

/// What changes about a connection; what is `None` stays, an empty text clears.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeerChange {
    /// Another name.
    pub name: Option<String>,
    /// Another description.
    pub description: Option<String>,
    /// Whether routes are published by themselves.
    pub auto_publish_routes: Option<bool>,
    /// Another kind of link.
    pub link_type: Option<String>,
    /// Other bandwidth: where it comes from, and how much in Mbit/s.
    pub bandwidth: Option<(Supply, u64)>,
}

/// Changes a connection, which is `Modifying` for a while after.
pub(crate) struct UpdatePeerAttachment<'a> {
    pub(crate) id: &'a AttachmentId,
    pub(crate) change: &'a PeerChange,
}

impl Operation for UpdatePeerAttachment<'_> {
    type Answer = ();

    fn call(&self) -> Call {
        let change = self.change;
        let mut parameters =
            operation::parameters([("TransitRouterAttachmentId", self.id.as_str())]);
        attachment::put(
            &change.name,
            &change.description,
            change.auto_publish_routes,
            &mut parameters,
        );
        operation::put_all([("DefaultLinkType", &change.link_type)], &mut parameters);
        if let Some((supply, mbps)) = &change.bandwidth {
            supply.put(*mbps, &mut parameters);
        }
        Call::absolute(
            "UpdateTransitRouterPeerAttachmentAttribute",
            parameters,
            class,
        )
    }

    fn decode(answer: &Value) -> Result<(), String> {
        operation::nothing(answer)
    }
}
