//! Transit routers: what the API says of them, and what can be done with them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::client::Client;
use crate::error;
use crate::id::{CenId, id, key};
use crate::listed::Listed;
use crate::open_enum::open_enum;
use crate::reads::Freshness;
use crate::region::Region;
use crate::tags::{self, Tagged};
use crate::time::Time;
use alibaba_cloud::call::Call;
use alibaba_cloud::deadline::Deadline;
use alibaba_cloud::error::CallError;
use alibaba_cloud::token::ClientToken;

id! {
    /// Id of a transit router.
    RouterId of TransitRouter: "a transit router", "tr-"
}

key! {
    /// What to look for a transit router by. Written as `CEN:ROUTER`, the form that the official provider stores too.
    RouterKey of "a transit router with its CEN instance" {
        /// The CEN instance.
        cen: CenId,
        /// The transit router.
        id: RouterId,
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
    pub creation_time: Option<Time>,
}

open_enum! {
    /// What a transit router is doing.
    RouterStatus {
        /// It is being created.
        Creating = "Creating",
        /// Nothing; it can be changed.
        Active = "Active",
        /// It is being changed.
        Modifying = "Modifying",
        /// It is being deleted.
        Deleting = "Deleting",
        /// It is being made one of the Enterprise edition.
        Upgrading = "Upgrading",
    }
}

impl Listed for TransitRouter {
    type Parent = CenId;

    type Id = RouterId;

    const ACTION: &'static str = "ListTransitRouters";

    const MEMBER: &'static str = "TransitRouters";

    const PLURAL: &'static str = "transit routers";

    fn id(&self) -> &RouterId {
        &self.key.id
    }

    fn narrow(call: Call, cen: &CenId, ids: &[RouterId]) -> Call {
        call.with("CenId", cen)
            .with_some("TransitRouterId", ids.first())
    }

    fn read(entry: Answer<'_>) -> Result<Self, String> {
        let id: RouterId = entry
            .id("TransitRouterId")?
            .ok_or("a transit router in it has no id")?;
        let lacks = |what: &str| format!("transit router {id} in it has no {what}");
        let cen = entry.id("CenId")?.ok_or_else(|| lacks("CEN instance"))?;
        let region = entry.id("RegionId")?.ok_or_else(|| lacks("region"))?;
        Ok(Self {
            key: RouterKey { cen, id },
            region,
            edition: entry.text("Type")?,
            name: entry.verbatim("TransitRouterName")?,
            description: entry.verbatim("TransitRouterDescription")?,
            status: entry.text("Status")?.into(),
            support_multicast: entry.flag("SupportMulticast")?,
            tags: entry.tags()?,
            creation_time: entry.time("CreationTime")?,
        })
    }
}

impl<'a> Tagged<'a> {
    /// A transit router, and the region it is in, where that is known.
    pub fn transit_router(key: &'a RouterKey, region: Option<&'a Region>) -> Self {
        Self::new("TransitRouter", key.id.as_str(), region)
    }
}

/// What a new transit router is created with, except for the token; see [`NewInstance`](crate::NewInstance).
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

impl NewRouter {
    /// The call that creates it, of the Enterprise edition.
    pub(super) fn call(&self, token: &ClientToken) -> Call {
        let call = Call::with_token("CreateTransitRouter", token)
            .with("CenId", &self.cen)
            .with("RegionId", &self.region)
            .with_some("TransitRouterName", self.name.as_ref())
            .with_some("TransitRouterDescription", self.description.as_ref())
            .with_some("SupportMulticast", self.support_multicast);
        tags::put(&self.tags, call)
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

impl RouterChange {
    pub(super) fn call(&self, id: &RouterId, region: &Region) -> Call {
        Call::idempotent("UpdateTransitRouter")
            .with("TransitRouterId", id)
            .with("RegionId", region)
            .with_some("TransitRouterName", self.name.as_ref())
            .with_some("TransitRouterDescription", self.description.as_ref())
    }
}

impl Client {
    /// Creates a transit router, or learns which one was created when the same token was used before. It may be listed and
    /// become active a little later.
    ///
    /// Goes on until the deadline when the API is down, slow or busy.
    ///
    /// # Errors
    ///
    /// As those of [`create_instance`](Self::create_instance).
    pub async fn create_transit_router(
        &self,
        new: &NewRouter,
        token: &ClientToken,
        deadline: &Deadline,
    ) -> Result<RouterKey, CallError> {
        let call = new.call(token);
        let cen = new.cen.clone();
        let id = self.create(&call, "TransitRouterId", deadline).await?;
        Ok(RouterKey { cen, id })
    }

    /// The transit router, or `None` when the API says that it does not exist.
    ///
    /// # Errors
    ///
    /// As [`CallError`]; an answer that leaves its existence open is an error.
    pub async fn transit_router(
        &self,
        key: &RouterKey,
        freshness: Freshness,
        deadline: &Deadline,
    ) -> Result<Option<TransitRouter>, CallError> {
        self.read(&key.cen, &key.id, freshness, deadline).await
    }

    /// All transit routers of a CEN instance.
    ///
    /// # Errors
    ///
    /// As [`CallError`].
    pub async fn transit_routers(
        &self,
        cen: &CenId,
        deadline: &Deadline,
    ) -> Result<Vec<TransitRouter>, CallError> {
        self.all(cen, deadline).await
    }

    /// The transit router of a CEN instance in a region, of which there is one at most.
    ///
    /// # Errors
    ///
    /// As [`CallError`].
    pub async fn transit_router_in(
        &self,
        cen: &CenId,
        region: &Region,
        deadline: &Deadline,
    ) -> Result<Option<TransitRouter>, CallError> {
        let routers = self.transit_routers(cen, deadline).await?;
        let found = routers.into_iter().find(|router| router.region == *region);
        if let Some(router) = &found {
            self.routers().learn_place(cen, region, &router.key.id);
        }
        Ok(found)
    }

    /// Changes the texts of a transit router. It takes no other change until it is active again.
    ///
    /// # Errors
    ///
    /// As [`CallError`].
    pub async fn update_transit_router(
        &self,
        key: &RouterKey,
        region: &Region,
        change: &RouterChange,
        deadline: &Deadline,
    ) -> Result<(), CallError> {
        let call = change.call(&key.id, region);
        self.write(&[&key.id], &call, deadline).await
    }

    /// Deletes a transit router. It may be listed for a while after.
    ///
    /// # Errors
    ///
    /// As [`CallError`]; [`Kind::InUse`](crate::error::Kind::InUse) as long as something is attached to it. That it does not exist is a success.
    pub async fn delete_transit_router(
        &self,
        key: &RouterKey,
        deadline: &Deadline,
    ) -> Result<(), CallError> {
        let call = Call::idempotent("DeleteTransitRouter")
            .with("TransitRouterId", &key.id)
            .classified(error::class_while_freeing);
        error::accept_gone(self.write(&[&key.id], &call, deadline).await)
    }
}
