//! Temporary upgrades of packages.

use crate::id::PackageId;
use crate::upgrade::{EndTime, Upgrade};
use alibaba_cloud::error::CallError;
use alibaba_cloud::retry::Limits;

use super::Client;

impl Client {
    /// Orders more bandwidth, in Mbit/s, until a time. It shows when the order has been paid; see
    /// [`Package::is_upgraded`](crate::Package::is_upgraded). It costs money and is sent once.
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
