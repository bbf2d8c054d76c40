//! A transit router as the API describes it, and the calls that list, make, change and end it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error;
use crate::id::{CenId, IllegalId, RouterId};
use crate::listing::{self, Listed, Page};
use crate::moment::Moment;
use crate::open_enum::open_enum;
use crate::operation::{self, Operation};
use crate::region::Region;
use crate::tags::{self, RawTag};
use crate::wire;
use alibaba_cloud::call::Call;
use alibaba_cloud::token::ClientToken;

use super::flag;

/// What to look for a transit router by. Written as `CEN:ROUTER`, the form that the official provider stores too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouterKey {
    /// The CEN instance.
    pub cen: CenId,
    /// The transit router.
    pub id: RouterId,
}

impl RouterKey {
    /// Reads `CEN:ROUTER` in any letter case.
    ///
    /// # Errors
    ///
    /// [`IllegalId`] with the form that is expected.
    pub fn parse(text: &str) -> Result<Self, IllegalId> {
        let read = || {
            let (cen, id) = text.split_once(':')?;
            Some(Self {
                cen: CenId::parse(cen).ok()?,
                id: RouterId::parse(id).ok()?,
            })
        };
        read().ok_or_else(|| {
            IllegalId::new(
                text,
                "a transit router with its CEN instance",
                "cen-abcdefgh0123456789:tr-abcdefgh0123456789",
            )
        })
    }
}

impl std::fmt::Display for RouterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.cen, self.id)
    }
}

/// A transit router.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransitRouter {
    /// What to look for it by.
    pub key: RouterKey,
    /// Where it is.
    pub region: Region,
    /// The edition, `Enterprise` or `Basic`; empty when not given.
    pub edition: String,
    /// Empty when it has none.
    pub name: String,
    /// Empty when it has none.
    pub description: String,
    /// What it is doing.
    pub status: RouterStatus,
    /// Whether it forwards multicast traffic.
    pub support_multicast: Option<bool>,
    /// Tags by key.
    pub tags: BTreeMap<String, String>,
    /// When it was created.
    pub creation_time: Option<Moment>,
}

open_enum! {
    /// What a transit router is doing.
    RouterStatus {
        /// It is coming into being.
        Creating = "Creating",
        /// Nothing; it can be changed.
        Active = "Active",
        /// It is being changed.
        Modifying = "Modifying",
        /// It is going.
        Deleting = "Deleting",
        /// It is being made one of the Enterprise edition.
        Upgrading = "Upgrading",
    }
}

impl Listed for TransitRouter {
    type Id = RouterId;

    const ACTION: &'static str = "ListTransitRouters";

    const PLURAL: &'static str = "transit routers";

    const MOST_IDS: usize = 1;

    fn id(&self) -> &RouterId {
        &self.key.id
    }
}

/// One page of the transit routers of an instance, or the one with this id.
pub(crate) struct ListRouters<'a> {
    pub(crate) cen: &'a CenId,
    pub(crate) id: Option<&'a RouterId>,
    /// From 1.
    pub(crate) page: u64,
}

impl Operation for ListRouters<'_> {
    type Answer = Page<TransitRouter>;

    fn call(&self) -> Call {
        let mut parameters = listing::paging(self.page);
        let id = self.id.map(RouterId::to_string);
        let given = [
            ("CenId", &Some(self.cen.to_string())),
            ("TransitRouterId", &id),
        ];
        operation::put_all(given, &mut parameters);
        Call::read(TransitRouter::ACTION, parameters, operation::class)
    }

    fn decode(answer: &Value) -> Result<Page<TransitRouter>, String> {
        let list = RawList::deserialize(answer).map_err(|error| error.to_string())?;
        let routers = list.routers.into_iter().map(RawRouter::into_router);
        Page::answered(routers.collect::<Result<_, _>>()?, list.total)
    }
}

#[derive(Deserialize)]
struct RawList {
    #[serde(rename = "TotalCount", default, deserialize_with = "wire::number")]
    total: Option<u64>,
    #[serde(rename = "TransitRouters", default, deserialize_with = "wire::list")]
    routers: Vec<RawRouter>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RawRouter {
    #[serde(default, deserialize_with = "wire::text")]
    transit_router_id: String,
    #[serde(default, deserialize_with = "wire::text")]
    transit_router_name: String,
    #[serde(default, deserialize_with = "wire::text")]
    transit_router_description: String,
    #[serde(default, deserialize_with = "wire::text")]
    cen_id: String,
    #[serde(default, deserialize_with = "wire::text")]
    region_id: String,
    #[serde(default, deserialize_with = "wire::text")]
    r#type: String,
    #[serde(default, deserialize_with = "wire::text")]
    status: String,
    #[serde(default, deserialize_with = "wire::flag")]
    support_multicast: Option<bool>,
    #[serde(default, deserialize_with = "wire::text")]
    creation_time: String,
    #[serde(default, deserialize_with = "wire::list")]
    tags: Vec<RawTag>,
}

impl RawRouter {
    fn into_router(self) -> Result<TransitRouter, String> {
        let id = RouterId::from_answer(&self.transit_router_id)
            .ok_or("a transit router in it has no id")?;
        let lacks = |what: &str| format!("transit router {id} in it has no {what}");
        let cen = CenId::from_answer(&self.cen_id).ok_or_else(|| lacks("CEN instance"))?;
        let region = Region::from_answer(&self.region_id).ok_or_else(|| lacks("region"))?;
        Ok(TransitRouter {
            key: RouterKey { cen, id },
            region,
            edition: self.r#type,
            name: self.transit_router_name,
            description: self.transit_router_description,
            status: RouterStatus::from_answer(&self.status),
            support_multicast: self.support_multicast,
            tags: tags::read(self.tags),
            creation_time: Moment::from_answer(&self.creation_time),
        })
    }
}

/// What a new transit router is made with, except for the token; see [`NewInstance`](crate::NewInstance).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewRouter {
    /// The CEN instance.
    pub cen: CenId,
    /// Where to put it; an instance has one transit router in a region.
    pub region: Region,
    /// Name to begin with.
    pub name: Option<String>,
    /// Description to begin with.
    pub description: Option<String>,
    /// The API's default, no, when `None`.
    pub support_multicast: Option<bool>,
    /// Tags to begin with, at most 20.
    pub tags: BTreeMap<String, String>,
}

/// Makes a transit router, of the Enterprise edition.
pub(crate) struct CreateRouter<'a> {
    pub(crate) new: &'a NewRouter,
    pub(crate) token: &'a ClientToken,
}

impl Operation for CreateRouter<'_> {
    type Answer = RouterId;

    fn call(&self) -> Call {
        let new = self.new;
        let mut parameters = tags::parameters(&new.tags);
        operation::put_all(
            [
                ("CenId", &Some(new.cen.to_string())),
                ("RegionId", &Some(new.region.to_string())),
                ("TransitRouterName", &new.name),
                ("TransitRouterDescription", &new.description),
                ("SupportMulticast", &flag(new.support_multicast)),
            ],
            &mut parameters,
        );
        Call::purchase(
            "CreateTransitRouter",
            self.token,
            parameters,
            operation::class,
        )
    }

    fn decode(answer: &Value) -> Result<RouterId, String> {
        let id = answer.get("TransitRouterId").and_then(Value::as_str);
        id.and_then(RouterId::from_answer)
            .ok_or_else(|| "it has no TransitRouterId".to_owned())
    }
}

/// New texts of a transit router; what is `None` stays, an empty text clears.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RouterChange {
    /// Another name.
    pub name: Option<String>,
    /// Another description.
    pub description: Option<String>,
}

/// Changes a transit router, which is `Modifying` for a while after.
pub(crate) struct UpdateRouter<'a> {
    pub(crate) id: &'a RouterId,
    pub(crate) region: &'a Region,
    pub(crate) change: &'a RouterChange,
}

impl Operation for UpdateRouter<'_> {
    type Answer = ();

    fn call(&self) -> Call {
        let mut parameters = operation::parameters([
            ("TransitRouterId", self.id.as_str()),
            ("RegionId", self.region.as_str()),
        ]);
        operation::put_all(
            [
                ("TransitRouterName", &self.change.name),
                ("TransitRouterDescription", &self.change.description),
            ],
            &mut parameters,
        );
        Call::absolute("UpdateTransitRouter", parameters, operation::class)
    }

    fn decode(answer: &Value) -> Result<(), String> {
        operation::nothing(answer)
    }
}

/// Ends a transit router, which is `Deleting` for a while after.
pub(crate) struct DeleteRouter<'a> {
    pub(crate) id: &'a RouterId,
}

impl Operation for DeleteRouter<'_> {
    type Answer = ();

    fn call(&self) -> Call {
        let parameters = operation::parameters([("TransitRouterId", self.id.as_str())]);
        Call::absolute(
            "DeleteTransitRouter",
            parameters,
            error::class_while_freeing,
        )
    }

    fn decode(answer: &Value) -> Result<(), String> {
        operation::nothing(answer)
    }
}
