//! What CEN says of areas, their regions, and the bandwidth between them.

use std::sync::Arc;

use async_trait::async_trait;

use crate::area::{Area, AreaPair};
use crate::error::Kind;
use crate::id::CenId;
use crate::listing::{Page, Pages};
use crate::operation::Operation;
use crate::reads::Freshness;
use crate::region::Region;
use crate::span::{DescribeRegions, DescribeSpans, Remaining, RemainingBandwidth, Sheet, Span};
use alibaba_cloud::error::CallError;
use alibaba_cloud::retry::Limits;

use super::{Caller, Client};

/// Pages of one list that are asked for at most; there are far fewer areas and regions than they hold.
const MOST_PAGES: u64 = 20;

impl Client {
    /// The pairs of areas on sale.
    ///
    /// # Errors
    ///
    /// As [`CallError`].
    pub async fn spans(&self, limits: &Limits) -> Result<Vec<Span>, CallError> {
        self.sheets(|page| DescribeSpans { page }, limits).await
    }

    /// The regions of an area.
    ///
    /// # Errors
    ///
    /// As [`CallError`]; an area that is not on sale is refused with [`Kind::BadValue`].
    pub async fn regions(&self, area: &Area, limits: &Limits) -> Result<Vec<Region>, CallError> {
        self.sheets(|page| DescribeRegions { area, page }, limits)
            .await
    }

    async fn sheets<T, O: Operation<Answer = Sheet<T>>>(
        &self,
        page: impl Fn(u64) -> O,
        limits: &Limits,
    ) -> Result<Vec<T>, CallError> {
        let mut all = Vec::new();
        for number in 1..=MOST_PAGES {
            let sheet = self.caller.call(&page(number), limits).await?;
            let is_last = sheet.objects.is_empty();
            all.extend(sheet.objects);
            let seen = u64::try_from(all.len()).unwrap_or(u64::MAX);
            if is_last || seen >= sheet.total {
                break;
            }
        }
        Ok(all)
    }

    /// What limits and connections on a CEN instance leave of the package between two areas, in Mbit/s; 0 where there is
    /// none. Writes by others show a few seconds late if a [`Freshness::Recent`] answer will do.
    ///
    /// # Errors
    ///
    /// As [`CallError`].
    pub async fn remaining_bandwidth(
        &self,
        cen: &CenId,
        areas: &AreaPair,
        freshness: Freshness,
        limits: &Limits,
    ) -> Result<u64, CallError> {
        let caller = Arc::clone(&self.caller);
        let list = self
            .remaining
            .of(&(cen.clone(), areas.clone()), |(cen, areas)| Left {
                caller,
                cen,
                areas,
            });
        let remaining = list.read(cen, freshness, limits).await?;
        Ok(remaining.map_or(0, |remaining| remaining.mbps))
    }
}

/// The question for the bandwidth that is left between two areas.
struct Left {
    caller: Arc<Caller>,
    cen: CenId,
    areas: AreaPair,
}

#[async_trait]
impl Pages<Remaining> for Left {
    async fn page(
        &self,
        _: &[CenId],
        _: u64,
        limits: &Limits,
    ) -> Result<Page<Remaining>, CallError> {
        let Self { caller, cen, areas } = self;
        let mbps = match caller
            .call(&RemainingBandwidth { cen, areas }, limits)
            .await
        {
            // The page does not say whether no package means 0 or a refusal.
            Err(error) if Kind::of_call(&error) == Some(Kind::NoPackage) => 0,
            answered => answered?,
        };
        let cen = cen.clone();
        Ok(Page {
            objects: vec![Remaining { cen, mbps }],
            total: 1,
        })
    }
}

#[cfg(test)]
mod tests;
