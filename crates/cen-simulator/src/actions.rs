//! The actions of the API, one handler each.

mod binding;
mod child;
mod filters;
mod instance;
mod limit;
mod package;
mod package_list;
mod resource_group;
mod span;
mod sts;
mod tags;
mod tokens;
mod transit_router;
mod upgrade;

use std::time::Duration;

use serde_json::{Map, Value};

use super::clock::Moment;
use super::ids::Ids;
use super::options::Policy;
use super::refusal::Refusal;
use super::request::Request;
use super::sessions::Sessions;
use super::state::State;

pub(super) use child::force as force_child;
pub(super) use instance::create as create_instance;
pub(super) use limit::force as force_limit;
pub(super) use tokens::token_name;
pub(super) use transit_router::create_router;

/// What a handler may use.
pub(super) struct Context<'a> {
    pub(super) state: &'a mut State,
    pub(super) ids: &'a mut Ids,
    pub(super) policy: &'a Policy,
    pub(super) sessions: &'a Sessions,
    pub(super) now: Moment,
    pub(super) settle: Duration,
}

impl Context<'_> {
    /// When a change made now takes effect.
    fn settled_at(&self) -> Moment {
        self.now.plus(self.settle)
    }

    /// An id that no object has or had.
    fn fresh_id(&mut self, prefix: &str) -> String {
        loop {
            let id = self.ids.object(prefix);
            if !self.state.knows(&id) {
                return id;
            }
        }
    }
}

/// What a handler answers: the fields besides `RequestId`, and the id of an object it has made.
#[derive(Default)]
pub(super) struct Answer {
    pub(super) fields: Map<String, Value>,
    pub(super) created: Option<String>,
}

impl Answer {
    fn new(fields: Value) -> Self {
        Self {
            fields: match fields {
                Value::Object(fields) => fields,
                _ => Map::new(),
            },
            created: None,
        }
    }
}

type Handler = fn(&mut Context<'_>, &Request) -> Result<Answer, Refusal>;

/// The products of this server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Product {
    /// Cloud Enterprise Network.
    Cbn,
    /// The Security Token Service.
    Sts,
}

impl Product {
    /// Version of its API.
    pub(super) fn version(self) -> &'static str {
        match self {
            Self::Cbn => "2017-09-12",
            Self::Sts => "2015-04-01",
        }
    }
}

/// One action: where it belongs, what it demands, whether it changes anything, and what it does.
pub(super) struct Action {
    pub(super) name: &'static str,
    pub(super) product: Product,
    /// Whether a key has to sign for it.
    pub(super) is_signed: bool,
    pub(super) mandatory: &'static [&'static str],
    pub(super) mutates: bool,
    pub(super) run: Handler,
}

const fn reading(name: &'static str, mandatory: &'static [&'static str], run: Handler) -> Action {
    Action {
        name,
        product: Product::Cbn,
        is_signed: true,
        mandatory,
        mutates: false,
        run,
    }
}

const fn changing(name: &'static str, mandatory: &'static [&'static str], run: Handler) -> Action {
    Action {
        mutates: true,
        ..reading(name, mandatory, run)
    }
}

/// An action of STS. Sessions are no part of the account's objects.
const fn session(name: &'static str, mandatory: &'static [&'static str], run: Handler) -> Action {
    Action {
        product: Product::Sts,
        ..reading(name, mandatory, run)
    }
}

/// Every action, with the parameters that its API page marks as mandatory.
static ACTIONS: &[Action] = &[
    session(
        "AssumeRole",
        &["RoleArn", "RoleSessionName"],
        sts::assume_role,
    ),
    Action {
        is_signed: false,
        ..session(
            "AssumeRoleWithOIDC",
            &["OIDCProviderArn", "OIDCToken", "RoleArn", "RoleSessionName"],
            sts::assume_role_with_oidc,
        )
    },
    changing(
        "AssociateCenBandwidthPackage",
        &["CenId", "CenBandwidthPackageId"],
        binding::associate,
    ),
    changing(
        "AttachCenChildInstance",
        &[
            "CenId",
            "ChildInstanceId",
            "ChildInstanceRegionId",
            "ChildInstanceType",
        ],
        child::attach,
    ),
    changing("CreateCen", &[], instance::create_from_request),
    changing(
        "CreateCenBandwidthPackage",
        &["GeographicRegionAId", "GeographicRegionBId", "Bandwidth"],
        package::create,
    ),
    changing("DeleteCen", &["CenId"], instance::delete),
    changing(
        "DeleteCenBandwidthPackage",
        &["CenBandwidthPackageId"],
        package::delete,
    ),
    reading(
        "DescribeCenAttachedChildInstanceAttribute",
        &[
            "CenId",
            "ChildInstanceId",
            "ChildInstanceRegionId",
            "ChildInstanceType",
        ],
        child::describe_one,
    ),
    reading(
        "DescribeCenAttachedChildInstances",
        &["CenId"],
        child::describe,
    ),
    reading("DescribeCenBandwidthPackages", &[], package_list::describe),
    reading(
        "DescribeCenGeographicSpanRemainingBandwidth",
        &["CenId", "GeographicRegionAId", "GeographicRegionBId"],
        span::remaining,
    ),
    reading("DescribeCenGeographicSpans", &[], span::describe),
    reading(
        "DescribeCenInterRegionBandwidthLimits",
        &[],
        limit::describe,
    ),
    reading("DescribeCens", &[], instance::describe),
    reading(
        "DescribeGeographicRegionMembership",
        &["GeographicRegionId"],
        span::membership,
    ),
    changing(
        "DetachCenChildInstance",
        &[
            "CenId",
            "ChildInstanceId",
            "ChildInstanceRegionId",
            "ChildInstanceType",
        ],
        child::detach,
    ),
    session("GetCallerIdentity", &[], sts::caller),
    reading("ListTagResources", &["ResourceType"], tags::list),
    changing("ModifyCenAttribute", &["CenId"], instance::modify),
    changing(
        "ModifyCenBandwidthPackageAttribute",
        &["CenBandwidthPackageId"],
        package::modify_attribute,
    ),
    changing(
        "ModifyCenBandwidthPackageSpec",
        // The Bandwidth is marked optional on today's page and was mandatory before; a call without it means nothing.
        &["CenBandwidthPackageId", "Bandwidth"],
        package::modify_spec,
    ),
    changing(
        "MoveResourceGroup",
        &["ResourceId", "ResourceType", "NewResourceGroupId"],
        resource_group::move_to,
    ),
    changing(
        "SetCenInterRegionBandwidthLimit",
        &[
            "CenId",
            "LocalRegionId",
            "OppositeRegionId",
            "BandwidthLimit",
        ],
        limit::set,
    ),
    changing(
        "TagResources",
        &["ResourceType", "ResourceId.1", "Tag.1.Key"],
        tags::tag,
    ),
    changing(
        "TempUpgradeCenBandwidthPackageSpec",
        &["CenBandwidthPackageId", "Bandwidth", "EndTime"],
        upgrade::begin,
    ),
    changing(
        "UnassociateCenBandwidthPackage",
        &["CenId", "CenBandwidthPackageId"],
        binding::unassociate,
    ),
    changing(
        "UntagResources",
        &["ResourceType", "ResourceId.1"],
        tags::untag,
    ),
];

/// The action of that exact name.
pub(super) fn find(name: &str) -> Option<&'static Action> {
    all().find(|action| action.name == name)
}

/// The names of all actions.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    all().map(|action| action.name)
}

fn all() -> impl Iterator<Item = &'static Action> {
    ACTIONS.iter().chain(transit_router::ACTIONS)
}
