//! Connections of two transit routers in different regions.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::client::Client;
use crate::error;
use crate::id::PackageId;
use crate::listed::{Listed, Paging};
use crate::reads::Freshness;
use crate::region::Region;
use crate::tags::{self, Tagged};
use alibaba_cloud::call::Call;
use alibaba_cloud::deadline::Deadline;
use alibaba_cloud::error::CallError;
use alibaba_cloud::token::ClientToken;

use super::attachment::{self, Attachment, AttachmentChange, AttachmentId, AttachmentKey};
use super::router::RouterId;

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
    type Parent = RouterId;

    type Id = AttachmentId;

    const ACTION: &'static str = "ListTransitRouterPeerAttachments";

    const MEMBER: &'static str = attachment::MEMBER;

    const PLURAL: &'static str = "connections of transit routers";

    const PAGING: Paging = Paging::Tokens;

    fn id(&self) -> &AttachmentId {
        &self.attachment.key.id
    }

    fn narrow(call: Call, router: &RouterId, ids: &[AttachmentId]) -> Call {
        attachment::narrow(call, router, ids)
    }

    fn read(entry: Answer<'_>) -> Result<Self, String> {
        let lower = |name: &str| Ok::<_, String>(entry.text(name)?.to_ascii_lowercase());
        Ok(Self {
            attachment: Attachment::read(entry)?,
            region: lower("RegionId")?,
            peer_router: lower("PeerTransitRouterId")?,
            peer_region: lower("PeerTransitRouterRegionId")?,
            bandwidth_mbps: entry.number("Bandwidth")?,
            bandwidth_type: entry.text("BandwidthType")?,
            package_id: lower("CenBandwidthPackageId")?,
            link_type: entry.text("DefaultLinkType")?,
            geographic_span_id: entry.text("GeographicSpanId")?,
        })
    }
}

impl<'a> Tagged<'a> {
    /// A connection of two transit routers, and the region of the first.
    pub fn peer_attachment(key: &'a AttachmentKey, region: Option<&'a Region>) -> Self {
        Self::new("TransitRouterPeerAttachment", key.id.as_str(), region)
    }
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

impl NewPeerAttachment {
    pub(super) fn call(&self, token: &ClientToken) -> Call {
        let call = Call::with_token("CreateTransitRouterPeerAttachment", token)
            .with("TransitRouterId", &self.router)
            .with("RegionId", &self.region)
            .with("PeerTransitRouterId", &self.peer_router)
            .with("PeerTransitRouterRegionId", &self.peer_region)
            .with_some("DefaultLinkType", self.link_type.as_ref())
            .classified(error::class_while_bandwidth_moves);
        let call = self.supply.put(self.bandwidth_mbps, call);
        let (name, description) = (self.name.as_ref(), self.description.as_ref());
        let call = attachment::put(name, description, self.auto_publish_routes, call);
        tags::put(&self.tags, call)
    }
}

/// What changes about a connection; what is `None` stays, an empty text clears.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeerChange {
    /// What all attachments can change.
    pub attachment: AttachmentChange,
    /// Another kind of link.
    pub link_type: Option<String>,
    /// Other bandwidth: where it comes from, and how much in Mbit/s.
    pub bandwidth: Option<(Supply, u64)>,
}

impl PeerChange {
    pub(super) fn call(&self, id: &AttachmentId) -> Call {
        let action = "UpdateTransitRouterPeerAttachmentAttribute";
        let call = self
            .attachment
            .call(action, id)
            .with_some("DefaultLinkType", self.link_type.as_ref())
            .classified(error::class_while_bandwidth_moves);
        match &self.bandwidth {
            Some((supply, mbps)) => supply.put(*mbps, call),
            None => call,
        }
    }
}

impl Client {
    /// Connects two transit routers, or learns which connection was made when the same token was used before. It may be
    /// listed and become ready a little later.
    ///
    /// Goes on until the deadline when the API is down, slow or busy.
    ///
    /// # Errors
    ///
    /// As those of [`create_instance`](Self::create_instance). [`Kind::NoPackage`](crate::error::Kind::NoPackage) when no package that joins the areas of
    /// the two regions is bound to the CEN instance, and [`Kind::BandwidthExceeded`](crate::error::Kind::BandwidthExceeded) when it has not enough left.
    pub async fn create_peer_attachment(
        &self,
        new: &NewPeerAttachment,
        token: &ClientToken,
        deadline: &Deadline,
    ) -> Result<AttachmentKey, CallError> {
        self.create_attachment(&new.call(token), &new.router, deadline)
            .await
    }

    /// The connection, or `None` when the API says that it does not exist.
    ///
    /// # Errors
    ///
    /// As [`CallError`]; an answer that leaves it open is an error.
    pub async fn peer_attachment(
        &self,
        key: &AttachmentKey,
        freshness: Freshness,
        deadline: &Deadline,
    ) -> Result<Option<PeerAttachment>, CallError> {
        self.read(&key.router, &key.id, freshness, deadline).await
    }

    /// All connections of a transit router.
    ///
    /// # Errors
    ///
    /// As [`CallError`].
    pub async fn peer_attachments(
        &self,
        router: &RouterId,
        deadline: &Deadline,
    ) -> Result<Vec<PeerAttachment>, CallError> {
        self.all(router, deadline).await
    }

    /// Changes a connection. It takes no other change until that has settled.
    ///
    /// # Errors
    ///
    /// As those of [`create_peer_attachment`](Self::create_peer_attachment), but for the token.
    pub async fn update_peer_attachment(
        &self,
        key: &AttachmentKey,
        change: &PeerChange,
        deadline: &Deadline,
    ) -> Result<(), CallError> {
        self.write(&[&key.id], &change.call(&key.id), deadline)
            .await
    }

    /// Deletes a connection; with `force` its routes and associations go too. It may be listed for a while after.
    ///
    /// # Errors
    ///
    /// As [`CallError`]. That it, or the transit router, does not exist is a success.
    pub async fn delete_peer_attachment(
        &self,
        key: &AttachmentKey,
        force: bool,
        deadline: &Deadline,
    ) -> Result<(), CallError> {
        let action = "DeleteTransitRouterPeerAttachment";
        self.delete_attachment(action, key, force, deadline).await
    }
}
