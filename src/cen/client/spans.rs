//! What CEN says of areas, their regions, and the bandwidth between them.

use crate::alibaba::error::CallError;
use crate::alibaba::retry::Limits;
use crate::cen::area::{Area, AreaPair};
use crate::cen::error::Kind;
use crate::cen::id::CenId;
use crate::cen::operation::Operation;
use crate::cen::region::Region;
use crate::cen::span::{DescribeRegions, DescribeSpans, RemainingBandwidth, Sheet, Span};

use super::Client;

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

    /// What the limits on a CEN instance leave of the package between two areas, in Mbit/s; 0 where there is none.
    ///
    /// # Errors
    ///
    /// As [`CallError`].
    pub async fn remaining_bandwidth(
        &self,
        cen: &CenId,
        areas: &AreaPair,
        limits: &Limits,
    ) -> Result<u64, CallError> {
        let remaining = RemainingBandwidth { cen, areas };
        match self.caller.call(&remaining, limits).await {
            // The page does not say whether no package means 0 or a refusal.
            Err(error) if Kind::of_call(&error) == Some(Kind::NoPackage) => Ok(0),
            answered => answered,
        }
    }
}

#[cfg(test)]
mod tests;
