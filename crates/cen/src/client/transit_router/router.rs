//! Transit routers themselves.

use std::sync::Arc;

use async_trait::async_trait;

use crate::id::{CenId, RouterId};
use crate::listing::{Page, Pages};
use crate::reads::Freshness;
use crate::region::Region;
use crate::transit_router::{
    CreateRouter, DeleteRouter, ListRouters, NewRouter, RouterChange, RouterKey, TransitRouter,
    UpdateRouter,
};
use alibaba_cloud::error::CallError;
use alibaba_cloud::retry::Limits;
use alibaba_cloud::token::ClientToken;

use super::{Caller, Client, List, is_gone};

/// The transit routers of one CEN instance.
struct Routers {
    caller: Arc<Caller>,
    cen: CenId,
}

#[async_trait]
impl Pages<TransitRouter> for Routers {
    async fn page(
        &self,
        ids: &[RouterId],
        page: u64,
        limits: &Limits,
    ) -> Result<Page<TransitRouter>, CallError> {
        let list = ListRouters {
            cen: &self.cen,
            id: ids.first(),
            page,
        };
        match self.caller.call(&list, limits).await {
            // An instance that does not exist has no transit routers.
            Err(error) if is_gone(&error) => Ok(Page::empty()),
            listed => listed,
        }
    }
}

impl Client {
    /// Makes a transit router, or learns which one was made when the same token was used before. It may be listed and
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
        limits: &Limits,
    ) -> Result<RouterKey, CallError> {
        let create = CreateRouter { new, token };
        let id = self.caller.call(&create, limits).await?;
        self.routers_of(&new.cen).made(&id);
        Ok(RouterKey {
            cen: new.cen.clone(),
            id,
        })
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
        limits: &Limits,
    ) -> Result<Option<TransitRouter>, CallError> {
        let list = self.routers_of(&key.cen);
        list.read(&key.id, freshness, limits).await
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
        limits: &Limits,
    ) -> Result<(), CallError> {
        let id = &key.id;
        let update = UpdateRouter { id, region, change };
        let list = self.routers_of(&key.cen);
        self.change(&list, id, &update, limits).await
    }

    /// Ends a transit router. It may be listed for a while after.
    ///
    /// # Errors
    ///
    /// As [`CallError`]; [`Kind::InUse`](crate::error::Kind::InUse) as long as something is attached to it. That it
    /// does not exist is a success.
    pub async fn delete_transit_router(
        &self,
        key: &RouterKey,
        limits: &Limits,
    ) -> Result<(), CallError> {
        let list = self.routers_of(&key.cen);
        let delete = DeleteRouter { id: &key.id };
        match self.change(&list, &key.id, &delete, limits).await {
            Err(error) if is_gone(&error) => Ok(()),
            settled => settled,
        }
    }

    pub(in crate::client) fn routers_of(&self, cen: &CenId) -> List<TransitRouter> {
        let caller = Arc::clone(&self.caller);
        self.routers.of(cen, |cen| Routers { caller, cen })
    }
}
