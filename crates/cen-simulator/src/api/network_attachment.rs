//! Border routers, IPsec connections and Express Connect routers attached to transit routers (API pages
//! CreateTransitRouterVbrAttachment, CreateTransitRouterVpnAttachment and CreateTransitRouterEcrAttachment).
//!
//! They belong to other products, so every id of the right form is taken for one that exists, and for one that its product
//! has made ready.

use std::fmt::Debug;
use std::marker::PhantomData;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::action::{Action, Answer, Context, DryRun};
use crate::admin::{Changeable, Route};
use crate::clock::Moment;
use crate::error::ApiError;
use crate::family::Family;
use crate::ids;
use crate::object::Object;
use crate::options::Policy;
use crate::product::Product;
use crate::request::Request;
use crate::settling::Settling;
use crate::state::{Kind, State, TagType};
use crate::tags::Tags;

use super::attachment::{self, Attached, Attachment, AttachmentChange, ResourceType};
use super::child::{Child, attached_already};
use super::cidr_allocation;
use super::network_owner;
use super::transit_router::TransitRouter;

const ID: &[&str] = &["TransitRouterAttachmentId"];

pub(crate) const VBRS: Family = Family::of::<VbrAttachment>()
    .actions(&[
        Action::changing(
            "CreateTransitRouterVbrAttachment",
            &["VbrId"],
            create::<Vbr>,
        )
        .noting("Border routers are made up.")
        .once(DryRun::Answered),
        Action::changing(
            "DeleteTransitRouterVbrAttachment",
            ID,
            attachment::detach::<VbrAttachment>,
        )
        .once(DryRun::Answered),
        Action::reading("ListTransitRouterVbrAttachments", &[], list::<Vbr>),
        Action::changing(
            "UpdateTransitRouterVbrAttachmentAttribute",
            ID,
            update::<Vbr>,
        )
        .once(DryRun::Refused),
    ])
    .routes(&[Route::list::<VbrAttachment>(
        "/vbr-attachments",
        &["id", "transit_router_id", "name", "status", "tags"],
    )]);

pub(crate) const VPNS: Family = Family::of::<VpnAttachment>()
    .actions(&[
        Action::changing(
            "CreateTransitRouterVpnAttachment",
            &["VpnId"],
            create::<Vpn>,
        )
        .noting("IPsec connections are made up.")
        .once(DryRun::Refused),
        Action::changing("DeleteTransitRouterVpnAttachment", ID, delete::<Vpn>)
            .once(DryRun::Refused),
        Action::reading("ListTransitRouterVpnAttachments", &[], list::<Vpn>),
        Action::changing(
            "UpdateTransitRouterVpnAttachmentAttribute",
            ID,
            update::<Vpn>,
        )
        .once(DryRun::Refused),
    ])
    .routes(&[Route::list::<VpnAttachment>(
        "/vpn-attachments",
        &["id", "transit_router_id", "name", "status", "tags"],
    )]);

pub(crate) const ECRS: Family = Family::of::<EcrAttachment>()
    .actions(&[
        Action::changing(
            "CreateTransitRouterEcrAttachment",
            &["EcrId"],
            create::<Ecr>,
        )
        .noting("Express connect routers are made up; they need not be associated.")
        .once(DryRun::Refused),
        Action::changing("DeleteTransitRouterEcrAttachment", ID, delete::<Ecr>)
            .once(DryRun::Answered),
        Action::reading("ListTransitRouterEcrAttachments", &[], list::<Ecr>),
        Action::changing(
            "UpdateTransitRouterEcrAttachmentAttribute",
            ID,
            update::<Ecr>,
        )
        .once(DryRun::Answered),
    ])
    .routes(&[Route::list::<EcrAttachment>(
        "/ecr-attachments",
        &["id", "transit_router_id", "name", "status", "tags"],
    )]);

/// An attached border router.
pub type VbrAttachment = NetworkAttachment<Vbr>;

/// An attached IPsec connection.
pub type VpnAttachment = NetworkAttachment<Vpn>;

/// An attached Express Connect router.
pub type EcrAttachment = NetworkAttachment<Ecr>;

/// Something that is attached to the transit router of its region and is known by its id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct NetworkAttachment<N> {
    /// What all attachments have.
    #[serde(flatten)]
    pub attachment: Attachment,
    /// `vbr-…`, `vco-…` or `ecr-…`.
    pub network_id: String,
    /// The account it belongs to.
    pub owner: u64,
    /// Of an IPsec connection, the zones it is in.
    pub zones: Vec<String>,
    #[serde(skip)]
    network: PhantomData<N>,
}

/// What is attached, and what it is called.
pub trait NetworkKind: Clone + Debug + PartialEq + Send + 'static {
    /// The name of its table.
    const TABLE: &'static str;
    /// What actions about tags call it.
    const TAGGED_AS: &'static str;
    /// Its type.
    const TYPE: ResourceType;
    /// What names of parameters begin with.
    const WORD: &'static str;
    /// What its ids begin with.
    const PREFIX: &'static str;
    /// What a list calls the region.
    const REGION: &'static str;
    /// Whether routes are published where a request does not say so.
    const PUBLISHES: bool = false;
    /// Whether it is of a zone, and its texts begin with a letter.
    const HAS_ZONES: bool = false;
}

/// A border router.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vbr;

impl NetworkKind for Vbr {
    const TABLE: &'static str = "vbr-attachments";
    const TAGGED_AS: &'static str = "TransitRouterVbrAttachment";
    const TYPE: ResourceType = ResourceType::Vbr;
    const WORD: &'static str = "Vbr";
    const PREFIX: &'static str = "vbr-";
    const REGION: &'static str = "VbrRegionId";
}

/// An IPsec connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vpn;

impl NetworkKind for Vpn {
    const TABLE: &'static str = "vpn-attachments";
    const TAGGED_AS: &'static str = "TRANSITROUTERVPNATTACHMENT";
    const TYPE: ResourceType = ResourceType::Vpn;
    const WORD: &'static str = "Vpn";
    const PREFIX: &'static str = "vco-";
    const REGION: &'static str = "VpnRegionId";
    const PUBLISHES: bool = true;
    const HAS_ZONES: bool = true;
}

/// An Express Connect router, to which routes are published always.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ecr;

impl NetworkKind for Ecr {
    const TABLE: &'static str = "ecr-attachments";
    const TAGGED_AS: &'static str = "TRANSITROUTERECRATTACHMENT";
    const TYPE: ResourceType = ResourceType::Ecr;
    const WORD: &'static str = "Ecr";
    const PREFIX: &'static str = "ecr-";
    const REGION: &'static str = "TransitRouterRegionId";
    const PUBLISHES: bool = true;
}

impl<N: NetworkKind> Object for NetworkAttachment<N> {
    fn id(&self) -> &str {
        &self.attachment.id
    }

    fn is_attached_to(&self, id: &str) -> bool {
        self.attachment.transit_router_id == id
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

impl<N: NetworkKind> Kind for NetworkAttachment<N> {
    const TABLE: &'static str = N::TABLE;
    const NAME: &'static str = "attachment";
    const TAG_TYPE: Option<TagType> = Some(TagType {
        product: Product::Cbn,
        name: N::TAGGED_AS,
        regional: true,
    });

    fn not_found(id: &str) -> ApiError {
        attachment::not_found(id)
    }

    fn settle(&mut self, now: &Settling, state: &State, _: &Policy) -> bool {
        let attachment = &mut self.attachment;
        state.has::<TransitRouter>(&attachment.transit_router_id) && attachment.life.settle(now)
    }
}

impl<N: NetworkKind> Changeable for NetworkAttachment<N> {
    type Change = AttachmentChange;

    fn change(&mut self, change: AttachmentChange, _now: Moment) {
        change.apply(&mut self.attachment);
    }
}

impl<N: NetworkKind> Attached for NetworkAttachment<N> {
    fn attachment(&self) -> &Attachment {
        &self.attachment
    }

    fn attachment_mut(&mut self) -> &mut Attachment {
        &mut self.attachment
    }

    fn resource(&self, _: &str) -> (ResourceType, &str) {
        (N::TYPE, &self.network_id)
    }

    fn fields(&self, state: &State) -> Value {
        let mut routers = state.all::<TransitRouter>().iter();
        let router = routers.find(|router| router.id == self.attachment.transit_router_id);
        let region = router.map_or("", |router| &router.region);
        let mut fields = Map::from_iter([
            (format!("{}Id", N::WORD), json!(self.network_id)),
            (format!("{}OwnerId", N::WORD), json!(self.owner)),
            (N::REGION.to_owned(), json!(region)),
        ]);
        if N::HAS_ZONES {
            let zones = self.zones.iter().map(|zone| json!({ "ZoneId": zone }));
            fields.insert("Zones".to_owned(), zones.collect());
            fields.insert("ChargeType".to_owned(), json!("POSTPAY"));
        }
        Value::Object(fields)
    }
}

/// Attaches something to the transit router of its region. It is attached once, be it to a transit router or to an instance
/// without one.
fn create<N: NetworkKind>(
    context: &mut Context<'_>,
    request: &Request,
) -> Result<Answer, ApiError> {
    let parameter = format!("{}Id", N::WORD);
    let network = request.mandatory(&parameter)?;
    ids::check(&parameter, N::PREFIX, network)?;
    if request.text("ChargeType").is_some_and(|it| it != "POSTPAY") {
        return Err(ApiError::invalid("ChargeType", "it must be POSTPAY"));
    }
    check_texts::<N>(request)?;
    let router = attachment::router(context.state, request)?;
    let owner = request.text(&format!("{}OwnerId", N::WORD));
    let owner = network_owner::read(context, network, &router.cen_id, owner)?;
    let zones = zones::<N>(request, &router.region)?;
    let mut attachments = context.state.all::<NetworkAttachment<N>>().iter();
    let is_taken =
        attachments.any(|other| other.network_id == network) || context.state.has::<Child>(network);
    if is_taken {
        return Err(attached_already(N::TYPE.as_str(), network));
    }
    if N::TYPE == ResourceType::Vpn {
        cidr_allocation::has_room(context.state, &router.id, network)?;
    }
    let router = router.id.clone();
    let now = context.now.to_seconds();
    let mut attachment = Attachment::create(context, request, router, now)?;
    if request.text("AutoPublishRouteEnabled").is_none() {
        attachment.auto_publish_routes = N::PUBLISHES;
    }
    let attached = NetworkAttachment::<N> {
        attachment,
        network_id: network.to_owned(),
        owner,
        zones,
        network: PhantomData,
    };
    Ok(attachment::add(context, attached))
}

/// The zones of a request, which lie in the region of the transit router.
fn zones<N: NetworkKind>(request: &Request, region: &str) -> Result<Vec<String>, ApiError> {
    if !N::HAS_ZONES {
        return Ok(Vec::new());
    }
    let zone = |zone: Option<&&str>| match zone {
        Some(zone) if zone.len() > region.len() && zone.starts_with(region) => {
            Ok((*zone).to_owned())
        }
        _ => Err(ApiError::invalid(
            "Zone",
            &format!("it must be a zone of {region}"),
        )),
    };
    let given = request.objects("Zone");
    given.iter().map(|one| zone(one.get("ZoneId"))).collect()
}

/// Names and descriptions of IPsec connections have at least two characters and begin with a letter; names are letters,
/// digits, hyphens and underscores (API page CreateTransitRouterVpnAttachment).
fn check_texts<N: NetworkKind>(request: &Request) -> Result<(), ApiError> {
    let is_of = |text: &str| {
        text.chars().nth(1).is_some() && text.starts_with(|first: char| first.is_alphabetic())
    };
    let is_plain = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '-';
    let name = request.text("TransitRouterAttachmentName");
    let name = name.filter(|text| N::HAS_ZONES && !text.is_empty());
    if name.is_some_and(|name| !is_of(name) || !name.chars().all(is_plain)) {
        let rule = "it must begin with a letter and have letters, digits, _ and -";
        return Err(ApiError::new(400, "InvalidName", rule.to_owned()));
    }
    let description = request.text("TransitRouterAttachmentDescription");
    let description = description.filter(|text| N::HAS_ZONES && !text.is_empty());
    if description.is_some_and(|description| !is_of(description)) {
        let rule = "it must begin with a letter";
        return Err(ApiError::new(400, "InvalidDescription", rule.to_owned()));
    }
    Ok(())
}

fn list<N: NetworkKind>(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    attachment::list(context, request, |_: &NetworkAttachment<N>| true)
}

/// Changes texts, publishing of routes and who pays.
fn update<N: NetworkKind>(
    context: &mut Context<'_>,
    request: &Request,
) -> Result<Answer, ApiError> {
    let settled = context.settled_at();
    check_texts::<N>(request)?;
    let attached: &mut NetworkAttachment<N> = attachment::find(context, request)?;
    attached.attachment.update(request, settled)?;
    Ok(Answer::default())
}

/// Detaches, later. An id that names none is answered with a success (API pages DeleteTransitRouterVpnAttachment and
/// DeleteTransitRouterEcrAttachment).
fn delete<N: NetworkKind>(
    context: &mut Context<'_>,
    request: &Request,
) -> Result<Answer, ApiError> {
    match attachment::find::<NetworkAttachment<N>>(context, request) {
        Ok(_) => attachment::detach::<NetworkAttachment<N>>(context, request),
        Err(_) => Ok(Answer::default()),
    }
}
