//! What is attached to transit routers. All kinds of it live alike: a kind is one file here, which says its own name in the
//! API, what an entry of its list says besides, and what its calls send besides ([`AttachmentKind`]).

mod ecr;
mod key;
mod kind;
mod peer;
mod vbr;
mod vpc;
mod vpn;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::client::Client;
use crate::error;
use crate::id::{CenId, id};
use crate::listed::{Listed, Paging};
use crate::open_enum::open_enum;
use crate::reads::Freshness;
use crate::region::Region;
use crate::tags::{self, Tagged};
use crate::time::Time;
use alibaba_cloud::call::Call;
use alibaba_cloud::deadline::Deadline;
use alibaba_cloud::error::CallError;
use alibaba_cloud::token::ClientToken;

use super::router::RouterId;

pub use ecr::{Ecr, NewEcr};
pub use key::AttachmentKey;
pub use kind::AttachmentKind;
pub use peer::{NewPeer, Peer, PeerAttachment, PeerChange, Supply};
pub use vbr::{NewVbr, Vbr};
#[cfg(test)]
pub(super) use vpc::update_zones;
pub use vpc::{NewVpc, Vpc, VpcAttachment, VpcChange, ZoneMapping};
pub use vpn::{NewVpn, Vpn};

/// What requests and answers call the id of an attachment.
pub(super) const ID: &str = "TransitRouterAttachmentId";

id! {
    /// Id of what is attached to a transit router.
    AttachmentId of Head: "an attachment of a transit router", "tr-attach-"
}

/// What is attached to a transit router, and what the API says of the attachment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment<K> {
    /// What all attachments have.
    pub head: Head,
    /// What only those of this kind have.
    pub own: K,
}

/// What all attachments have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The attachment.
    pub id: AttachmentId,
    /// The transit router; of a connection of two the one from which it was made.
    pub router: RouterId,
    /// The region of the transit router, where that is said.
    pub region: Option<Region>,
    /// The CEN instance.
    pub cen: Option<CenId>,
    /// Empty when it has none.
    pub name: String,
    /// Empty when it has none.
    pub description: String,
    /// How far it is.
    pub status: AttachmentStatus,
    /// Whether the transit router publishes its routes there by itself.
    pub auto_publish_routes: Option<bool>,
    /// Who pays for it, `PayByCenOwner` or `PayByResourceOwner`; empty when not given.
    pub order_type: String,
    /// Tags by key.
    pub tags: BTreeMap<String, String>,
    /// When it was created.
    pub creation_time: Option<Time>,
}

open_enum! {
    /// How far an attachment is.
    AttachmentStatus {
        /// It is being attached.
        Attaching = "Attaching",
        /// It is attached.
        Attached = "Attached",
        /// It is being changed.
        Modifying = "Modifying",
        /// It is being detached.
        Detaching = "Detaching",
        /// It is detached.
        Detached = "Detached",
    }
}

impl Head {
    /// What an entry of a list says of every attachment; `region` is what it calls the region.
    fn read(entry: Answer<'_>, region: &str) -> Result<Self, String> {
        let id: AttachmentId = entry.id(ID)?.ok_or("an attachment in it has no id")?;
        let router = entry
            .id("TransitRouterId")?
            .ok_or_else(|| format!("attachment {id} in it has no transit router"))?;
        Ok(Self {
            id,
            router,
            region: entry.id(region)?,
            cen: entry.id("CenId")?,
            name: entry.verbatim("TransitRouterAttachmentName")?,
            description: entry.verbatim("TransitRouterAttachmentDescription")?,
            status: entry.text("Status")?.into(),
            auto_publish_routes: entry.flag("AutoPublishRouteEnabled")?,
            order_type: entry.text("OrderType")?,
            tags: entry.tags()?,
            creation_time: entry.time("CreationTime")?,
        })
    }
}

/// What a list of attachments of one kind belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Of {
    /// A transit router.
    Router(RouterId),
    /// This one attachment, of whatever transit router.
    Itself(AttachmentId),
}

impl From<&AttachmentKey> for Of {
    fn from(key: &AttachmentKey) -> Self {
        match &key.router {
            Some(router) => Self::Router(router.clone()),
            None => Self::Itself(key.id.clone()),
        }
    }
}

impl<K: AttachmentKind> Listed for Attachment<K> {
    type Parent = Of;

    type Id = AttachmentId;

    const ACTION: &'static str = K::LIST;

    const MEMBER: &'static str = "TransitRouterAttachments";

    const PLURAL: &'static str = K::PLURAL;

    const PAGING: Paging = Paging::Tokens;

    fn id(&self) -> &AttachmentId {
        &self.head.id
    }

    fn narrow(call: Call, of: &Of, ids: &[AttachmentId]) -> Call {
        match of {
            Of::Router(router) => call
                .with("TransitRouterId", router)
                .with_some(ID, ids.first()),
            Of::Itself(id) => call.with(ID, id),
        }
    }

    fn read(entry: Answer<'_>) -> Result<Self, String> {
        let head = Head::read(entry, K::REGION)?;
        let own = K::read(entry).map_err(|lack| format!("attachment {} in it {lack}", head.id))?;
        Ok(Self { head, own })
    }
}

/// What something is attached with, except for the token; `own` is what only its kind is given. See
/// [`NewInstance`](crate::NewInstance).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewAttachment<N> {
    /// To what.
    #[serde(flatten)]
    pub place: Place,
    /// The region of the transit router.
    pub region: Region,
    /// Name to begin with.
    pub name: Option<String>,
    /// Description to begin with.
    pub description: Option<String>,
    /// The API's default when `None`: yes for a VPN, no for all others.
    pub auto_publish_routes: Option<bool>,
    /// Tags to begin with, at most 20.
    pub tags: BTreeMap<String, String>,
    /// What only its kind is given.
    #[serde(flatten)]
    pub own: N,
}

/// What an attachment is made to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// This transit router.
    Router(RouterId),
    /// The transit router that this CEN instance has in the region. The API makes one where there is none.
    Cen(CenId),
}

impl<N> NewAttachment<N> {
    pub(super) fn call<K: AttachmentKind<New = N>>(&self, token: &ClientToken) -> Call {
        let call = Call::with_token(K::CREATE, token);
        let call = match &self.place {
            Place::Router(router) => call.with("TransitRouterId", router),
            Place::Cen(cen) => call.with("CenId", cen),
        };
        let call = call.with("RegionId", &self.region).classified(K::class);
        let call = put(
            self.name.as_ref(),
            self.description.as_ref(),
            self.auto_publish_routes,
            call,
        );
        tags::put(&self.tags, K::put_new(&self.own, call))
    }
}

/// Adds what attachments of every kind can be given.
fn put(
    name: Option<&String>,
    description: Option<&String>,
    auto_publish_routes: Option<bool>,
    call: Call,
) -> Call {
    call.with_some("TransitRouterAttachmentName", name)
        .with_some("TransitRouterAttachmentDescription", description)
        .with_some("AutoPublishRouteEnabled", auto_publish_routes)
}

/// What changes about an attachment; what is `None` stays, an empty text clears. `own` is what only its kind can change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AttachmentChange<C> {
    /// Another name.
    pub name: Option<String>,
    /// Another description.
    pub description: Option<String>,
    /// Whether routes are published by themselves.
    pub auto_publish_routes: Option<bool>,
    /// Who pays for it.
    pub order_type: Option<String>,
    /// What only its kind can change.
    pub own: C,
}

impl<C> AttachmentChange<C> {
    /// The call that changes the attachment with this id.
    pub(super) fn call<K: AttachmentKind<Change = C>>(&self, id: &AttachmentId) -> Call {
        let call = Call::idempotent(K::UPDATE)
            .with(ID, id)
            .with_some("OrderType", self.order_type.as_ref())
            .classified(K::class);
        let call = put(
            self.name.as_ref(),
            self.description.as_ref(),
            self.auto_publish_routes,
            call,
        );
        K::put_change(&self.own, call)
    }

    /// Whether it shows in what is listed, but for what is its kind's own.
    pub fn shows(&self, seen: &Head) -> bool {
        let shows = |sent: &Option<String>, seen: &str| {
            sent.as_ref().is_none_or(|sent| sent.trim() == seen)
        };
        let publishes = self.auto_publish_routes;
        shows(&self.name, &seen.name)
            && shows(&self.description, &seen.description)
            && (seen.order_type.is_empty() || shows(&self.order_type, &seen.order_type))
            && publishes.is_none_or(|publishes| seen.auto_publish_routes != Some(!publishes))
    }
}

impl<'a> Tagged<'a> {
    /// An attachment of this kind, and the region of its transit router.
    pub fn attachment<K: AttachmentKind>(
        key: &'a AttachmentKey,
        region: Option<&'a Region>,
    ) -> Self {
        Self::new(K::TAGGED_AS, key.id.as_str(), region)
    }
}

impl Client {
    /// Attaches something, or learns which attachment was made when the same token was used before. It may be listed and
    /// become ready a little later.
    ///
    /// Goes on until the deadline when the API is down, slow or busy.
    ///
    /// # Errors
    ///
    /// As those of [`create_instance`](Self::create_instance). Of a connection of two transit routers
    /// [`Kind::NoPackage`](crate::error::Kind::NoPackage) when no package that joins the areas of the two regions is bound to
    /// the CEN instance, and [`Kind::BandwidthExceeded`](crate::error::Kind::BandwidthExceeded) when it has not enough left.
    pub async fn create_attachment<K: AttachmentKind>(
        &self,
        new: &NewAttachment<K::New>,
        token: &ClientToken,
        deadline: &Deadline,
    ) -> Result<AttachmentKey, CallError> {
        let (router, known) = match &new.place {
            Place::Router(router) => (Some(router.clone()), Some(router.clone())),
            Place::Cen(cen) => (None, self.routers().in_place(cen, &new.region)),
        };
        let call = match &known {
            Some(router) => self.in_turn(router, new.call::<K>(token)),
            None => new.call::<K>(token),
        };
        let id = self.create(&call, ID, deadline).await?;
        Ok(AttachmentKey {
            router,
            cen: None,
            id,
        })
    }

    /// The attachment, or `None` when the API says that it does not exist.
    ///
    /// # Errors
    ///
    /// As [`CallError`]; an answer that leaves it open is an error.
    pub async fn attachment<K: AttachmentKind>(
        &self,
        key: &AttachmentKey,
        freshness: Freshness,
        deadline: &Deadline,
    ) -> Result<Option<Attachment<K>>, CallError> {
        self.read(&Of::from(key), &key.id, freshness, deadline)
            .await
    }

    /// All attachments of this kind to a transit router, in the order of their ids.
    ///
    /// # Errors
    ///
    /// As [`CallError`].
    pub async fn attachments<K: AttachmentKind>(
        &self,
        router: &RouterId,
        deadline: &Deadline,
    ) -> Result<Vec<Attachment<K>>, CallError> {
        self.all(&Of::Router(router.clone()), deadline).await
    }

    /// Changes an attachment. It takes no other change until that has settled.
    ///
    /// # Errors
    ///
    /// As those of [`create_attachment`](Self::create_attachment), but for the token.
    pub async fn update_attachment<K: AttachmentKind>(
        &self,
        key: &AttachmentKey,
        change: &AttachmentChange<K::Change>,
        deadline: &Deadline,
    ) -> Result<(), CallError> {
        self.change_attachment(key, change.call::<K>(&key.id), deadline)
            .await
    }

    /// Has CEN end an attachment; with `force` its routes and associations go too. It may be listed for a while after; that
    /// it is not listed any more is the only proof, as the API answers wrong arguments of some kinds with a success and does
    /// nothing (API pages DeleteTransitRouterVpnAttachment and DeleteTransitRouterEcrAttachment).
    ///
    /// # Errors
    ///
    /// As [`CallError`]. That it, or the transit router, does not exist is a success.
    pub async fn delete_attachment<K: AttachmentKind>(
        &self,
        key: &AttachmentKey,
        force: bool,
        deadline: &Deadline,
    ) -> Result<(), CallError> {
        let call = delete(K::DELETE, &key.id, force);
        error::accept_gone(self.change_attachment(key, call, deadline).await)
    }

    /// Makes a change of an attachment in the turn of its transit router, where that is known.
    async fn change_attachment(
        &self,
        key: &AttachmentKey,
        call: Call,
        deadline: &Deadline,
    ) -> Result<(), CallError> {
        let call = match &key.router {
            Some(router) => self.in_turn(router, call),
            None => call,
        };
        self.write(&[&key.id], &call, deadline).await
    }

    /// `call` in the queue of a transit router. Bandwidth that another connection is giving back, or a relation that another
    /// resource is taking away, may be what it waits for, so it gives its turn away between attempts.
    fn in_turn(&self, router: &RouterId, call: Call) -> Call {
        call.in_turn(self.routers().queue_of_router(router))
    }
}

/// The call that ends an attachment, and takes its routes and associations along if `force` says so.
pub(super) fn delete(action: &'static str, id: &AttachmentId, force: bool) -> Call {
    Call::idempotent(action)
        .with(ID, id)
        .with_some("Force", force.then_some(true))
        .classified(error::class_while_freeing)
}
