//! Bandwidth limits between regions.

use async_trait::async_trait;

use crate::error::Kind;
use crate::limit::{DescribeLimits, Entry, EntryId, Limit, LimitId, SetLimit};
use crate::listing::{Page, Pages};
use crate::reads::Freshness;
use alibaba_cloud::error::CallError;
use alibaba_cloud::retry::Limits;

use super::{Caller, Client};

#[async_trait]
impl Pages<Entry> for Caller {
    async fn page(
        &self,
        ids: &[EntryId],
        page: u64,
        limits: &Limits,
    ) -> Result<Page<Entry>, CallError> {
        let cen = ids.first().map(|id| &id.limit.cen);
        match self.call(&DescribeLimits { cen, page }, limits).await {
            // A CEN instance that does not exist has no limits.
            Err(error) if Kind::of_call(&error) == Some(Kind::CenGone) => Ok(Page::empty()),
            listed => listed,
        }
    }
}

impl Client {
    /// The limit, or `None` when there is none. One that is about to come or to go may be among them with a bandwidth
    /// of 0; see [`Limit::exists`].
    ///
    /// # Errors
    ///
    /// As [`CallError`]; an answer that leaves the limit's existence open is an error.
    pub async fn limit(
        &self,
        id: &LimitId,
        freshness: Freshness,
        limits: &Limits,
    ) -> Result<Option<Limit>, CallError> {
        let id = EntryId::from(id);
        let entry = self.limits.read(&id, freshness, limits).await?;
        Ok(entry.map(|entry| entry.limit))
    }

    /// The limits of the account that exist, in the order of their ids. Connections of transit routers, which the API
    /// lists with them, are left out.
    ///
    /// # Errors
    ///
    /// As [`CallError`].
    pub async fn limits(&self, limits: &Limits) -> Result<Vec<Limit>, CallError> {
        let entries = self.limits.all(limits).await?.into_iter();
        let existing = entries.filter(|entry| entry.id.attachment.is_empty());
        Ok(existing
            .map(|entry| entry.limit)
            .filter(Limit::exists)
            .collect())
    }

    /// Sets a limit in Mbit/s, whether there is one already or not. It may show a little later.
    ///
    /// # Errors
    ///
    /// As [`CallError`]: [`Kind::NoPackage`] when no package that joins the areas of the two regions is bound to the
    /// CEN instance, [`Kind::BandwidthExceeded`] when its limits together would take more than it has.
    pub async fn set_limit(
        &self,
        id: &LimitId,
        mbps: u64,
        limits: &Limits,
    ) -> Result<(), CallError> {
        let set = SetLimit { id, mbps };
        self.change(&self.limits, &EntryId::from(id), &set, limits)
            .await
    }

    /// Removes a limit. It may be listed for a while after.
    ///
    /// # Errors
    ///
    /// As [`CallError`]. That the limit, its package or its CEN instance does not exist is a success.
    pub async fn remove_limit(&self, id: &LimitId, limits: &Limits) -> Result<(), CallError> {
        let refused = match self.set_limit(id, 0, limits).await {
            Err(error) if error.refusal().is_some() => error,
            settled => return settled,
        };
        if Kind::of_call(&refused) == Some(Kind::CenGone) {
            return Ok(());
        }
        let limit = self.limit(id, Freshness::Latest, limits).await?;
        if limit.is_some_and(|limit| limit.exists()) {
            Err(refused)
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests;
