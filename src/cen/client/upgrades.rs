//! Temporary upgrades of packages.

use crate::alibaba::error::CallError;
use crate::alibaba::retry::Limits;
use crate::cen::id::PackageId;
use crate::cen::upgrade::{EndTime, Upgrade};

use super::Client;

impl Client {
    /// Orders more bandwidth, in Mbit/s, until a time. It shows when the order has been paid; see
    /// [`Package::is_upgraded`](crate::cen::Package::is_upgraded). It costs money and is sent once.
    ///
    /// # Errors
    ///
    /// As [`CallError`]. After [`CallError::NoAnswer`] with `may_have_been_executed` it must not be ordered again
    /// before the package has been looked at.
    pub async fn upgrade(
        &self,
        id: &PackageId,
        mbps: u64,
        end: EndTime,
        limits: &Limits,
    ) -> Result<(), CallError> {
        self.change(&self.packages, id, &Upgrade { id, mbps, end }, limits)
            .await
    }
}
