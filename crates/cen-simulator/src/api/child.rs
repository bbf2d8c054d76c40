//! Network instances attached to CEN instances (API pages AttachCenChildInstance and DetachCenChildInstance).
//!
//! VPCs, border routers and cloud connect networks belong to other products, so every id of the right form is taken for
//! one that exists, in the region that the request names.

use std::collections::BTreeSet;
use std::io;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::action::{Action, Answer, Context};
use crate::admin::{Route, absent};
use crate::areas::region;
use crate::error::ApiError;
use crate::family::Family;
use crate::life::{Life, Status};
use crate::listing;
use crate::object::Object;
use crate::options::Policy;
use crate::quotas::{self, Quotas};
use crate::request::Request;
use crate::settling::Settling;
use crate::state::{Kind, State};

use super::instance::Instance;
use super::network_owner;
use super::vpc::vpcs::{USUAL_BLOCK, Vpc};

pub(crate) const FAMILY: Family = Family::of::<Child>()
    .actions(&[
        Action::changing("AttachCenChildInstance", ONE, attach)
            .noting("Every network of a legal id exists, in the region that is named."),
        Action::reading(
            "DescribeCenAttachedChildInstanceAttribute",
            ONE,
            describe_one,
        )
        .noting("A VPC that no action has created has the block 172.16.0.0/12."),
        Action::reading("DescribeCenAttachedChildInstances", &["CenId"], describe),
        Action::changing("DetachCenChildInstance", ONE, detach),
    ])
    .routes(&[
        Route::list::<Child>(
            "/children",
            &[
                "id",
                "kind",
                "region",
                "owner",
                "cen_id",
                "status",
                "attach_time",
            ],
        ),
        Route::delete::<Child>("/children/{id}"),
    ]);

/// The parameters that name a network instance on a CEN instance.
const ONE: &[&str] = &[
    "CenId",
    "ChildInstanceId",
    "ChildInstanceRegionId",
    "ChildInstanceType",
];

/// What can be attached (API page AttachCenChildInstance).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChildKind {
    /// A virtual private cloud.
    #[serde(rename = "VPC")]
    Vpc,
    /// A virtual border router.
    #[serde(rename = "VBR")]
    Vbr,
    /// A cloud connect network.
    #[serde(rename = "CCN")]
    Ccn,
}

impl ChildKind {
    /// The word of the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Vpc => "VPC",
            Self::Vbr => "VBR",
            Self::Ccn => "CCN",
        }
    }

    /// What ids of such network instances begin with.
    fn prefix(self) -> &'static str {
        match self {
            Self::Vpc => "vpc-",
            Self::Vbr => "vbr-",
            Self::Ccn => "ccn-",
        }
    }

    /// `VPC`, `VBR` or `CCN`; a sample of 2018 writes them in lower case.
    fn read(text: &str) -> Result<Self, ApiError> {
        let kinds = [Self::Vpc, Self::Vbr, Self::Ccn].into_iter();
        let mut found = kinds.filter(|kind| kind.as_str().eq_ignore_ascii_case(text));
        found.next().ok_or_else(|| {
            illegal(
                "ParameterIllegal.ChildInstanceType",
                format!("The type {text} is not one of VPC, VBR and CCN."),
            )
        })
    }

    /// Ids begin with their type in lower case. Those of real networks have no further hyphen; made-up ones may.
    fn check_id(self, text: &str) -> Result<(), ApiError> {
        let tail = text.strip_prefix(self.prefix()).unwrap_or_default();
        let is_legal = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        if tail.is_empty() || !tail.bytes().all(is_legal) {
            return Err(illegal(
                "ParameterIllegal.ChildInstanceId",
                format!("{text:?} is not the id of a {}.", self.as_str()),
            ));
        }
        Ok(())
    }

    /// Regions are written in lower case; those of cloud connect networks begin with `ccn-`, and no others do.
    fn check_region(self, text: &str) -> Result<(), ApiError> {
        let is_ccn = text.starts_with("ccn-");
        if region(text).is_ok_and(|(known, _)| known == text) && is_ccn == (self == Self::Ccn) {
            return Ok(());
        }
        Err(no_region(text))
    }
}

/// A network instance that is attached to a CEN instance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Child {
    /// `vpc-…`, `vbr-…` or `ccn-…`.
    pub id: String,
    /// What it is.
    pub kind: ChildKind,
    /// Where it is.
    pub region: String,
    /// The account it belongs to.
    pub owner: u64,
    /// The CEN instance.
    pub cen_id: String,
    /// How far its attachment is.
    #[serde(flatten)]
    pub life: Life,
    /// In UTC, to the minute.
    pub attach_time: String,
}

impl Object for Child {
    fn id(&self) -> &str {
        &self.id
    }

    fn is_attached_to(&self, id: &str) -> bool {
        self.cen_id == id
    }
}

impl Kind for Child {
    const TABLE: &'static str = "children";
    const NAME: &'static str = "attached network instance";

    fn settle(&mut self, now: &Settling, state: &State, _: &Policy) -> bool {
        state.has::<Instance>(&self.cen_id) && self.life.settle(now)
    }
}

impl Child {
    /// Whether an instance has a network in a region.
    pub(crate) fn serves(&self, cen_id: &str, region: &str) -> bool {
        self.cen_id == cen_id && self.region == region && self.life.status == Status::Attached
    }

    /// Refused where a request takes it for something else, or for somewhere else.
    fn is(&self, kind: ChildKind, region: &str) -> Result<(), ApiError> {
        if self.kind == kind && self.region == region {
            return Ok(());
        }
        let message = format!(
            "The network instance {} has another type or region.",
            self.id
        );
        Err(ApiError::new(404, "ParameterError", message))
    }

    fn busy(&self) -> ApiError {
        ApiError::new(
            409,
            "InvalidOperation.ChildInstanceStatus",
            format!(
                "The network instance {} is {}.",
                self.id,
                self.life.status.as_str()
            ),
        )
    }

    fn render(&self) -> Value {
        json!({
            "CenId": self.cen_id,
            "ChildInstanceId": self.id,
            "ChildInstanceType": self.kind.as_str(),
            "ChildInstanceRegionId": self.region,
            "ChildInstanceOwnerId": self.owner,
            "ChildInstanceAttachTime": self.attach_time,
            "Status": self.life.status.as_str(),
        })
    }
}

/// Attaches a network instance, which is attached nowhere, to an active CEN instance.
fn attach(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let kind = ChildKind::read(request.mandatory("ChildInstanceType")?)?;
    let id = request.mandatory("ChildInstanceId")?;
    kind.check_id(id)?;
    let region = request.mandatory("ChildInstanceRegionId")?;
    kind.check_region(region)?;
    let owner = request.text("ChildInstanceOwnerId");
    let owner = network_owner::read(context, id, request.mandatory("CenId")?, owner)?;
    let instance: &Instance = context.state.get(request.mandatory("CenId")?)?;
    instance.is_active()?;
    let mut all = context.state.all::<Child>().iter();
    match all.find(|child| child.id == id) {
        None => {}
        Some(child) if child.life.status == Status::Detaching => return Err(child.busy()),
        Some(_) => return Err(attached_already("network instance", id)),
    }
    has_room(context.state, &context.policy.quotas, &instance.id, region)?;
    let child = Child {
        id: id.to_owned(),
        kind,
        region: region.to_owned(),
        owner,
        cen_id: instance.id.clone(),
        life: Life::attaching(context.settled_at()),
        attach_time: context.now.to_minutes(),
    };
    context.state.push(child);
    Ok(Answer::default())
}

/// An instance has so many networks in a region, and so many regions.
fn has_room(state: &State, quotas: &Quotas, cen_id: &str, region: &str) -> Result<(), ApiError> {
    let children = state.all::<Child>().iter();
    let regions: Vec<&str> = children
        .filter(|child| child.cen_id == cen_id)
        .map(|child| child.region.as_str())
        .collect();
    let in_region = regions.iter().filter(|one| **one == region).count();
    if in_region == 0 {
        let there_are = regions.into_iter().collect::<BTreeSet<_>>().len();
        let what = format!("regions of {cen_id}");
        return quotas::keep(quotas.regions_per_instance, there_are, "CenRegion", &what);
    }
    let what = format!("networks of {cen_id} in {region}");
    quotas::keep(
        quotas.children_per_region,
        in_region,
        "ChildInstance",
        &what,
    )
}

/// The error about a network that is attached already.
pub(crate) fn attached_already(what: &str, id: &str) -> ApiError {
    ApiError::new(
        409,
        "InvalidOperation.ChildInstanceAlreadyAttached",
        format!("The {what} {id} is attached already."),
    )
}

/// The error about a region that is not known, or has no networks of the type.
fn no_region(text: &str) -> ApiError {
    illegal(
        "ParameterIllegal.ChildInstanceRegionId",
        format!("No such network instance is found in the region {text:?}."),
    )
}

fn illegal(code: &'static str, message: String) -> ApiError {
    ApiError::new(400, code, message)
}

/// Takes a network instance off its CEN instance; one that is just being attached or detached stays.
fn detach(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let kind = ChildKind::read(request.mandatory("ChildInstanceType")?)?;
    let region = request.mandatory("ChildInstanceRegionId")?;
    kind.check_region(region)?;
    let settled = context.settled_at();
    let cen_id = request.mandatory("CenId")?;
    context.state.get::<Instance>(cen_id)?.is_active()?;
    let child = find(context.state, request)?;
    child.is(kind, region)?;
    if child.life.status != Status::Attached {
        return Err(child.busy());
    }
    child.life.delete(settled);
    Ok(Answer::default())
}

/// The network instance of that id on the CEN instance of that id.
fn find<'s>(state: &'s mut State, request: &Request) -> Result<&'s mut Child, ApiError> {
    let id = request.mandatory("ChildInstanceId")?;
    let cen_id = &state.get::<Instance>(request.mandatory("CenId")?)?.id;
    let cen_id = cen_id.clone();
    let found = state.find_mut(|child: &Child| child.cen_id == cen_id && child.id == id);
    found.ok_or_else(|| {
        // API guide, common error set.
        let message = format!("There is no network instance {id} on the instance {cen_id}.");
        ApiError::new(404, "ParameterInstanceId", message)
    })
}

/// Lists what is attached to an instance, the newest first.
fn describe(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let instance: &Instance = context.state.get(request.mandatory("CenId")?)?;
    let kind = request.text("ChildInstanceType");
    let kind = kind.map(ChildKind::read).transpose()?;
    let wanted = request.text("ChildInstanceRegionId");
    if let Some(text) = wanted {
        region(text).map_err(|_| no_region(text))?;
    }
    let children = context.state.all::<Child>().iter().rev();
    let found: Vec<&Child> = children
        .filter(|child| child.cen_id == instance.id)
        .filter(|child| kind.is_none_or(|kind| child.kind == kind))
        .filter(|child| wanted.is_none_or(|region| child.region == region))
        .collect();
    listing::page(
        request,
        "ChildInstances",
        "ChildInstance",
        &found,
        |child| child.render(),
    )
}

/// One attachment with the address ranges of what is attached.
fn describe_one(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let kind = ChildKind::read(request.mandatory("ChildInstanceType")?)?;
    let region = request.mandatory("ChildInstanceRegionId")?;
    kind.check_region(region)?;
    let child = find(context.state, request)?;
    child.is(kind, region)?;
    let child = child.clone();
    let vpc = context.state.get::<Vpc>(&child.id).ok();
    let block = vpc.map(|vpc| vpc.cidr.to_string());
    let attributes = match child.kind {
        ChildKind::Vpc => json!({
            "CidrBlock": block.as_deref().unwrap_or(USUAL_BLOCK),
            "Ipv6CidrBlock": "",
            "Ipv6CidrBlocks": {"ipv6CidrBlock": []},
            "SecondaryCidrBlocks": {"secondaryCidrBlock": []},
        }),
        ChildKind::Vbr | ChildKind::Ccn => json!({}),
    };
    let mut answer = Answer::new(child.render());
    answer.fields.extend([
        (
            "ChildInstanceName".to_owned(),
            json!(vpc.map_or("", |vpc| &vpc.name)),
        ),
        ("ChildInstanceAttributes".to_owned(), attributes),
    ]);
    Ok(answer)
}

/// Attaches a new VPC at once, and returns its id.
pub(crate) fn admin_add(
    context: &mut Context<'_>,
    cen_id: &str,
    region: &str,
) -> io::Result<String> {
    let instance = context.state.get::<Instance>(cen_id);
    let instance = instance.map_err(|_| absent(Instance::NAME, cen_id))?;
    let cen_id = instance.id.clone();
    let id = context.fresh_id(ChildKind::Vpc.prefix());
    context.state.push(Child {
        id: id.clone(),
        kind: ChildKind::Vpc,
        region: region.to_owned(),
        owner: context.state.account(),
        cen_id,
        life: Life::attached(),
        attach_time: context.now.to_minutes(),
    });
    Ok(id)
}
