//! What can be done with bandwidth packages.

use async_trait::async_trait;

use crate::changes::{Associate, Release, Rename, SetBandwidth, Unassociate};
use crate::error::Kind;
use crate::id::{CenId, PackageId};
use crate::listing::{Page, Pages};
use crate::package::{DescribePackages, Package};
use crate::purchase::{Bought, Buy, Purchase};
use crate::reads::Freshness;
use alibaba_cloud::error::CallError;
use alibaba_cloud::retry::Limits;
use alibaba_cloud::token::ClientToken;

use super::{Caller, Client};

#[async_trait]
impl Pages<Package> for Caller {
    async fn page(
        &self,
        ids: &[PackageId],
        page: u64,
        limits: &Limits,
    ) -> Result<Page<Package>, CallError> {
        let listed = self.call(&DescribePackages { ids, page }, limits).await;
        match listed {
            // An unknown id gives an empty list as a rule; where it is refused instead, that means the same.
            Err(error) if ids.len() == 1 && Kind::of_call(&error) == Some(Kind::Gone) => {
                Ok(Page::empty())
            }
            listed => listed,
        }
    }
}

impl Client {
    /// Buys a package, or learns which one was bought when the same token was used before.
    ///
    /// Goes on until the deadline when the API is down, slow or busy.
    ///
    /// # Errors
    ///
    /// [`CallError::Refused`] only if it is certain that nothing was bought. After
    /// [`CallError::NoAnswer`] with `may_have_been_executed` the same purchase must be repeated with the same token.
    pub async fn buy(
        &self,
        purchase: &Purchase,
        token: &ClientToken,
        limits: &Limits,
    ) -> Result<Bought, CallError> {
        let bought = self.caller.call(&Buy { purchase, token }, limits).await?;
        self.packages.made(&bought.package);
        Ok(bought)
    }

    /// The package, or `None` when the API says that it does not exist.
    ///
    /// # Errors
    ///
    /// As [`CallError`]; an answer that leaves the package's existence open is an error.
    pub async fn package(
        &self,
        id: &PackageId,
        freshness: Freshness,
        limits: &Limits,
    ) -> Result<Option<Package>, CallError> {
        self.packages.read(id, freshness, limits).await
    }

    /// All packages of the account, in the order of their ids. One that is bought or released meanwhile may or may
    /// not be among them.
    ///
    /// # Errors
    ///
    /// As [`CallError`].
    pub async fn packages(&self, limits: &Limits) -> Result<Vec<Package>, CallError> {
        self.packages.all(limits).await
    }

    /// Sets name and description; what is `None` stays, an empty text clears.
    ///
    /// # Errors
    ///
    /// As [`CallError`].
    pub async fn rename(
        &self,
        id: &PackageId,
        name: Option<&str>,
        description: Option<&str>,
        limits: &Limits,
    ) -> Result<(), CallError> {
        let rename = Rename {
            id,
            name,
            description,
        };
        self.change(&self.packages, id, &rename, limits).await
    }

    /// Sets the bandwidth in Mbit/s. It may show a little later; the package's status does not change meanwhile.
    ///
    /// # Errors
    ///
    /// As [`CallError`]. That the package has this bandwidth already is a success.
    pub async fn set_bandwidth(
        &self,
        id: &PackageId,
        mbps: u64,
        limits: &Limits,
    ) -> Result<(), CallError> {
        let refused = match self
            .change(&self.packages, id, &SetBandwidth { id, mbps }, limits)
            .await
        {
            Err(error) if Kind::of_call(&error) == Some(Kind::Unchanged) => error,
            settled => return settled,
        };
        let package = self.package(id, Freshness::Latest, limits).await?;
        if package.is_some_and(|package| package.bandwidth_mbps == mbps) {
            Ok(())
        } else {
            Err(refused)
        }
    }

    /// Gives the package back. It may be listed for a while after.
    ///
    /// # Errors
    ///
    /// As [`CallError`]; a prepaid package inside its term is refused with [`Kind::NotReleasable`]. That the package
    /// does not exist is a success.
    pub async fn release(&self, id: &PackageId, limits: &Limits) -> Result<(), CallError> {
        match self
            .change(&self.packages, id, &Release { id }, limits)
            .await
        {
            Err(error) if Kind::of_call(&error) == Some(Kind::Gone) => Ok(()),
            settled => settled,
        }
    }

    /// Binds the package to a CEN instance. It may show a little later.
    ///
    /// # Errors
    ///
    /// As [`CallError`]. That the package is bound to this very instance already is a success.
    pub async fn associate(
        &self,
        id: &PackageId,
        cen: &CenId,
        limits: &Limits,
    ) -> Result<(), CallError> {
        let _binding = self.instances.writing(cen);
        let refused = match self
            .change(&self.packages, id, &Associate { id, cen }, limits)
            .await
        {
            Err(error)
                if matches!(
                    Kind::of_call(&error),
                    Some(Kind::AlreadyBound | Kind::InUse)
                ) =>
            {
                error
            }
            settled => return settled,
        };
        let package = self.package(id, Freshness::Latest, limits).await?;
        if package.is_some_and(|package| package.cen_ids.contains(cen)) {
            Ok(())
        } else {
            Err(refused)
        }
    }

    /// Unbinds the package from a CEN instance. It may show a little later.
    ///
    /// # Errors
    ///
    /// As [`CallError`]. That the package is not bound to this instance, or that either of them does not exist, is a
    /// success.
    pub async fn unassociate(
        &self,
        id: &PackageId,
        cen: &CenId,
        limits: &Limits,
    ) -> Result<(), CallError> {
        let _binding = self.instances.writing(cen);
        let refused = match self
            .change(&self.packages, id, &Unassociate { id, cen }, limits)
            .await
        {
            Err(error)
                if matches!(
                    Kind::of_call(&error),
                    Some(Kind::InUse | Kind::Gone | Kind::CenGone)
                ) =>
            {
                error
            }
            settled => return settled,
        };
        let package = self.package(id, Freshness::Latest, limits).await?;
        if package.is_some_and(|package| package.cen_ids.contains(cen)) {
            Err(refused)
        } else {
            Ok(())
        }
    }
}
