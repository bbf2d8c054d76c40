//! Connections of transit routers (API page CreateTransitRouterPeerAttachment).

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::action::{Action, Answer, Context, DryRun};
use crate::admin::{self, Changeable, Route};
use crate::areas::{region, span_id};
use crate::clock::Moment;
use crate::error::ApiError;
use crate::family::Family;
use crate::object::Object;
use crate::options::Policy;
use crate::product::Product;
use crate::quotas;
use crate::request::Request;
use crate::settling::Settling;
use crate::state::{Kind, State, TagType};
use crate::tags::Tags;

use super::attachment::{self, Attached, Attachment, AttachmentChange, ResourceType};
use super::package::Package;
use super::transit_router::{TransitRouter, no_region, router_region};

pub(crate) const FAMILY: Family = Family::of::<PeerAttachment>()
    .actions(&[
        Action::changing(
            "CreateTransitRouterPeerAttachment",
            &["PeerTransitRouterId"],
            create,
        )
        .once(DryRun::Answered),
        Action::changing(
            "DeleteTransitRouterPeerAttachment",
            &["TransitRouterAttachmentId"],
            attachment::detach::<PeerAttachment>,
        )
        .once(DryRun::Answered),
        Action::reading("ListTransitRouterPeerAttachments", &[], list),
        Action::changing(
            "UpdateTransitRouterPeerAttachmentAttribute",
            &["TransitRouterAttachmentId"],
            update,
        )
        .once(DryRun::Answered),
    ])
    .routes(&[Route::list::<PeerAttachment>(
        "/peer-attachments",
        &["id", "transit_router_id", "name", "status", "tags"],
    )]);

/// A connection of two transit routers in different regions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeerAttachment {
    /// What all attachments have.
    #[serde(flatten)]
    pub attachment: Attachment,
    /// The other transit router.
    pub peer_transit_router_id: String,
    /// Where its bandwidth comes from.
    #[serde(flatten)]
    pub bandwidth: PeerBandwidth,
    /// `Gold` or `Platinum`.
    pub link_type: String,
}

/// Where the bandwidth of a connection comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeerBandwidth {
    /// How it is paid.
    pub bandwidth_type: BandwidthType,
    /// In Mbit/s.
    #[serde(rename = "bandwidth")]
    pub mbps: u32,
    /// The package that it draws on. Without one, a connection that is paid so is good for a test only.
    pub package_id: Option<String>,
}

/// How the bandwidth of a connection is paid (API page CreateTransitRouterPeerAttachment).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BandwidthType {
    /// With a bandwidth package.
    BandwidthPackage,
    /// By traffic, up to its bandwidth.
    DataTransfer,
}

impl BandwidthType {
    /// The word of the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BandwidthPackage => "BandwidthPackage",
            Self::DataTransfer => "DataTransfer",
        }
    }

    fn read(text: &str) -> Result<Self, ApiError> {
        match text {
            "BandwidthPackage" => Ok(Self::BandwidthPackage),
            "DataTransfer" => Ok(Self::DataTransfer),
            _ => Err(ApiError::invalid(
                "BandwidthType",
                "it must be BandwidthPackage or DataTransfer",
            )),
        }
    }
}

impl Object for PeerAttachment {
    fn id(&self) -> &str {
        &self.attachment.id
    }

    fn is_attached_to(&self, id: &str) -> bool {
        self.attachment.transit_router_id == id || self.peer_transit_router_id == id
    }

    fn draws_on(&self, package: &str) -> u32 {
        match &self.bandwidth.package_id {
            Some(own) if own == package => self.bandwidth.mbps,
            _ => 0,
        }
    }

    fn as_attachment(&self) -> Option<&dyn Attached> {
        Some(self)
    }

    fn tags(&self) -> Option<&Tags> {
        Some(&self.attachment.tags)
    }

    fn tags_mut(&mut self) -> Option<&mut Tags> {
        Some(&mut self.attachment.tags)
    }
}

impl Kind for PeerAttachment {
    const TABLE: &'static str = "peer-attachments";
    const NAME: &'static str = "attachment";
    const TAG_TYPE: Option<TagType> = Some(TagType {
        product: Product::Cbn,
        name: "TransitRouterPeerAttachment",
        regional: true,
    });

    fn not_found(id: &str) -> ApiError {
        attachment::not_found(id)
    }

    /// It is deleted with either of its transit routers, and has no bandwidth when its package is no longer bound.
    fn settle(&mut self, now: &Settling, state: &State, _: &Policy) -> bool {
        let Ok((router, _)) = self.routers(state) else {
            return false;
        };
        let is_bound = |id: &str| {
            let package = state.with_id::<Package>(id);
            package.is_some_and(|package| package.serves(&router.cen_id))
        };
        if self
            .bandwidth
            .package_id
            .take_if(|id| !is_bound(id))
            .is_some()
        {
            self.bandwidth.mbps = 0;
        }
        self.attachment.life.settle(now)
    }
}

impl Changeable for PeerAttachment {
    type Change = AttachmentChange;

    fn change(&mut self, mut change: AttachmentChange, _now: Moment) {
        admin::set(&mut self.bandwidth.mbps, change.bandwidth.take());
        change.apply(&mut self.attachment);
    }
}

impl Attached for PeerAttachment {
    fn attachment(&self) -> &Attachment {
        &self.attachment
    }

    fn attachment_mut(&mut self) -> &mut Attachment {
        &mut self.attachment
    }

    fn resource(&self, router: &str) -> (ResourceType, &str) {
        let own = &self.attachment.transit_router_id;
        let other = match own.eq_ignore_ascii_case(router) {
            true => &self.peer_transit_router_id,
            false => own,
        };
        (ResourceType::Tr, other)
    }

    /// A connection is listed at either end.
    fn is_at(&self, router: &str) -> bool {
        let ends = [
            &self.attachment.transit_router_id,
            &self.peer_transit_router_id,
        ];
        ends.iter().any(|end| end.eq_ignore_ascii_case(router))
    }

    fn fields(&self, state: &State) -> Value {
        let routers = state.all::<TransitRouter>();
        let region = |id: &str| {
            let found = routers.iter().find(|router| router.id == id);
            found.map_or("", |router| &router.region)
        };
        let package = self.bandwidth.package_id.as_deref().unwrap_or("");
        json!({
            "RegionId": region(&self.attachment.transit_router_id),
            "PeerTransitRouterId": self.peer_transit_router_id,
            "PeerTransitRouterRegionId": region(&self.peer_transit_router_id),
            "PeerTransitRouterOwnerId": state.account(),
            "Bandwidth": self.bandwidth.mbps,
            "BandwidthType": self.bandwidth.bandwidth_type.as_str(),
            "CenBandwidthPackageId": package,
            "GeographicSpanId": Package::span_of(state, package),
            "DefaultLinkType": self.link_type,
        })
    }
}

impl PeerAttachment {
    /// The two transit routers of a connection.
    fn routers<'s>(
        &self,
        state: &'s State,
    ) -> Result<(&'s TransitRouter, &'s TransitRouter), ApiError> {
        Ok((
            state.get(&self.attachment.transit_router_id)?,
            state.get(&self.peer_transit_router_id)?,
        ))
    }
}

/// Connects two transit routers.
fn create(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let wanted = wanted(request, None)?;
    let link_type = link_type(request.text("DefaultLinkType"), &wanted)?;
    let state = &*context.state;
    let router = attachment::router(state, request)?;
    let peer: &TransitRouter = state.get(request.mandatory("PeerTransitRouterId")?)?;
    if let Some(region) = request.text("PeerTransitRouterRegionId")
        && router_region(region)? != peer.region
    {
        return Err(no_region(region));
    }
    peer.is_active()?;
    can_be_joined(context, router, peer)?;
    is_there(state, &wanted, (router, peer), None)?;
    let (router, peer) = (router.id.clone(), peer.id.clone());
    let now = context.now.to_minutes();
    let attachment = Attachment::create(context, request, router, now)?;
    let attached = PeerAttachment {
        attachment,
        peer_transit_router_id: peer,
        bandwidth: wanted,
        link_type,
    };
    Ok(attachment::add(context, attached))
}

/// The bandwidth that a request asks for, beginning with what there is. Without a type it comes from a package (the
/// default is not documented).
fn wanted(request: &Request, before: Option<&PeerBandwidth>) -> Result<PeerBandwidth, ApiError> {
    let mbps = request.integer("Bandwidth")?;
    let mbps = mbps.or(before.map(|before| before.mbps)).unwrap_or(0);
    let bandwidth_type = match (request.text("BandwidthType"), before) {
        (Some(text), _) => BandwidthType::read(text)?,
        (None, Some(before)) => before.bandwidth_type,
        (None, None) => BandwidthType::BandwidthPackage,
    };
    let package_id = match bandwidth_type {
        BandwidthType::BandwidthPackage => {
            let package = request.text("CenBandwidthPackageId");
            let package = package.or(before.and_then(|before| before.package_id.as_deref()));
            package.map(str::to_ascii_lowercase)
        }
        BandwidthType::DataTransfer => None,
    };
    Ok(PeerBandwidth {
        bandwidth_type,
        mbps,
        package_id,
    })
}

/// `Gold`, or `Platinum` for connections that are billed by traffic.
fn link_type(text: Option<&str>, bandwidth: &PeerBandwidth) -> Result<String, ApiError> {
    match (text.unwrap_or("Gold"), bandwidth.bandwidth_type) {
        (text @ "Gold", _) | (text @ "Platinum", BandwidthType::DataTransfer) => {
            Ok(text.to_owned())
        }
        _ => Err(ApiError::invalid(
            "DefaultLinkType",
            "it must be Gold, or Platinum with DataTransfer",
        )),
    }
}

/// A connection joins two transit routers of one instance, which are in different regions, and the two are connected
/// once (the codes are not documented).
fn can_be_joined(
    context: &Context<'_>,
    router: &TransitRouter,
    peer: &TransitRouter,
) -> Result<(), ApiError> {
    let refuse = |rule: &str| Err(ApiError::invalid("PeerTransitRouterId", rule));
    if router.cen_id != peer.cen_id {
        return refuse("it is a transit router of another CEN instance");
    }
    if router.region == peer.region {
        return refuse("it is in the same region");
    }
    let connections = context.state.all::<PeerAttachment>().iter();
    let between =
        connections.filter(|one| one.is_attached_to(&router.id) && one.is_attached_to(&peer.id));
    let most = context.policy.quotas.connections_per_region_pair;
    let what = format!(
        "connections between {} and {} of {}",
        router.region, peer.region, router.cen_id
    );
    quotas::keep(most, between.count(), "TransitRouterPeerAttachment", &what)
}

/// The bandwidth of a connection is there: its package serves it, and all that draws on the package takes no more than it
/// has. `own` is the connection itself, should it be there already.
fn is_there(
    state: &State,
    wanted: &PeerBandwidth,
    (router, peer): (&TransitRouter, &TransitRouter),
    own: Option<&PeerAttachment>,
) -> Result<(), ApiError> {
    let Some(id) = &wanted.package_id else {
        return Ok(());
    };
    let ((_, area), (_, peer_area)) = (region(&router.region)?, region(&peer.region)?);
    let span = span_id(area, peer_area);
    let package = Package::serving(state, &router.cen_id, &span)?;
    if package.id != *id {
        return Err(ApiError::new(
            409,
            "InvalidOperation.BwpForGeoSpanNotAssociated",
            format!(
                "The package {id} does not serve {span} on {}.",
                router.cen_id
            ),
        ));
    }
    let own = own.map_or(0, |own| u64::from(own.draws_on(id)));
    let others = state.taken_of(id).saturating_sub(own);
    if others + u64::from(wanted.mbps) > u64::from(package.bandwidth) {
        return Err(package.exceeded(others));
    }
    Ok(())
}

fn list(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    attachment::list(context, request, |_: &PeerAttachment| true)
}

/// The connections as the list of bandwidth limits shows them, the newest first (API page
/// DescribeCenInterRegionBandwidthLimits; that they are there is not documented, their field for an attachment is).
pub(super) fn as_limits(state: &State) -> impl Iterator<Item = Value> {
    let connections = state.all::<PeerAttachment>().iter().rev();
    connections.filter_map(|one| {
        let (router, other) = one.routers(state).ok()?;
        let package = one.bandwidth.package_id.as_deref().unwrap_or("");
        let status = match one.attachment.life.is_settled() {
            true => "Active",
            false => "Modifying",
        };
        Some(json!({
            "CenId": router.cen_id,
            "LocalRegionId": router.region,
            "OppositeRegionId": other.region,
            "GeographicSpanId": Package::span_of(state, package),
            "BandwidthLimit": one.bandwidth.mbps,
            "BandwidthPackageId": package,
            "BandwidthType": one.bandwidth.bandwidth_type.as_str(),
            "TransitRouterAttachmentId": one.attachment.id,
            "Status": status,
        }))
    })
}

/// Changes texts, publishing of routes, bandwidth and link.
fn update(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let settled = context.settled_at();
    let before: PeerAttachment = attachment::find::<PeerAttachment>(context, request)?.clone();
    let wanted = wanted(request, Some(&before.bandwidth))?;
    let routers = before.routers(context.state)?;
    is_there(context.state, &wanted, routers, Some(&before))?;
    let link = request.text("DefaultLinkType").unwrap_or(&before.link_type);
    let link_type = link_type(Some(link), &wanted)?;
    let peer: &mut PeerAttachment = attachment::find(context, request)?;
    peer.attachment.update(request, settled)?;
    peer.bandwidth = wanted;
    peer.link_type = link_type;
    Ok(Answer::default())
}
