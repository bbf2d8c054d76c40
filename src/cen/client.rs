//! The client: what can be done with bandwidth packages.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::SystemTime;

use async_trait::async_trait;

use crate::alibaba::api::Api;
use crate::alibaba::clock::CorrectedClock;
use crate::alibaba::credentials::ProvideCredentials;
use crate::alibaba::endpoint::Endpoint;
use crate::alibaba::error::CallError;
use crate::alibaba::retry::Limits;
use crate::alibaba::token::ClientToken;
use crate::alibaba::transport::{HttpTransport, Timeouts, Transport};
use crate::alibaba::user_agent::UserAgent;
use crate::cen::changes::{Associate, Release, Rename, SetBandwidth, Unassociate};
use crate::cen::error::Kind;
use crate::cen::id::{CenId, PackageId};
use crate::cen::listing::{self, Pages};
use crate::cen::operation::Operation;
use crate::cen::package::{DescribePackages, Package, Page};
use crate::cen::purchase::{Bought, Buy, Purchase};
use crate::cen::reads::{Freshness, Reads};
use crate::cen::resource_group::MoveResourceGroup;
use crate::cen::tags::{MOST_TAGS, Tag, Untag};

/// Version of the CEN API.
const VERSION: &str = "2017-09-12";

/// Address of the API when nothing else is asked for. CEN is a central product: it has one for all regions.
pub const DEFAULT_ENDPOINT: &str = "https://cbn.aliyuncs.com";

/// What a client is made of.
pub struct Settings {
    /// Where the API is.
    pub endpoint: Endpoint,
    /// Who is calling.
    pub credentials: Arc<dyn ProvideCredentials>,
    /// What the API's records say of the caller.
    pub user_agent: UserAgent,
    /// The clock that the calls of this client correct.
    pub clock: Arc<CorrectedClock>,
    /// Limits of one attempt.
    pub timeouts: Timeouts,
}

/// A client of the CEN API. Clones share connections, clock correction and reads.
///
/// Every call ends by its [`Limits`] at the latest, within moments of a cancel. What an error allows to conclude is
/// said by [`CallError`].
#[derive(Clone)]
pub struct Client {
    caller: Arc<Caller>,
    pages: Arc<dyn Pages>,
    reads: Arc<Reads>,
}

struct Caller {
    api: Api,
}

impl Caller {
    async fn call<O: Operation>(
        &self,
        operation: &O,
        limits: &Limits,
    ) -> Result<O::Answer, CallError> {
        self.api.call(&operation.call(), O::decode, limits).await
    }
}

#[async_trait]
impl Pages for Caller {
    async fn page(&self, ids: &[PackageId], page: u64, limits: &Limits) -> Result<Page, CallError> {
        let listed = self.call(&DescribePackages { ids, page }, limits).await;
        match listed {
            // An unknown id gives an empty list as a rule; where it is refused instead, that means the same.
            Err(error) if ids.len() == 1 && Kind::of_call(&error) == Some(Kind::Gone) => Ok(Page {
                packages: Vec::new(),
                total: 0,
            }),
            listed => listed,
        }
    }
}

impl Client {
    /// Makes a client. Neither network nor disk is touched before the first call.
    pub fn new(settings: Settings) -> Self {
        let Settings {
            endpoint,
            credentials,
            user_agent,
            clock,
            timeouts,
        } = settings;
        let transport = Arc::new(HttpTransport::new(endpoint, user_agent, timeouts));
        Self::over(transport, credentials, clock)
    }

    fn over(
        transport: Arc<dyn Transport>,
        credentials: Arc<dyn ProvideCredentials>,
        clock: Arc<CorrectedClock>,
    ) -> Self {
        let caller = Arc::new(Caller {
            api: Api::new(VERSION, transport, Some(credentials), clock),
        });
        let pages: Arc<dyn Pages> = Arc::clone(&caller) as Arc<dyn Pages>;
        let reads = Arc::new(Reads::new(Arc::clone(&pages)));
        Self {
            caller,
            pages,
            reads,
        }
    }

    /// The time, corrected by what the server has told; to be compared with times in answers.
    pub fn now(&self) -> SystemTime {
        self.caller.api.now()
    }

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
        self.reads.wrote(&bought.package);
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
        self.reads.read(id, freshness, limits).await
    }

    /// All packages of the account, in the order of their ids. One that is bought or released meanwhile may or may
    /// not be among them.
    ///
    /// # Errors
    ///
    /// As [`CallError`].
    pub async fn packages(&self, limits: &Limits) -> Result<Vec<Package>, CallError> {
        listing::all(&self.pages, limits).await
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
        self.change(id, &rename, limits).await
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
        let refused = match self.change(id, &SetBandwidth { id, mbps }, limits).await {
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
        match self.change(id, &Release { id }, limits).await {
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
        let refused = match self.change(id, &Associate { id, cen }, limits).await {
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
        let refused = match self.change(id, &Unassociate { id, cen }, limits).await {
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

    /// Adds tags, or sets those whose keys are there.
    ///
    /// # Errors
    ///
    /// As [`CallError`]; more tags than one call takes are sent in several, and those before the failed one stay.
    pub async fn tag(
        &self,
        id: &PackageId,
        tags: &BTreeMap<String, String>,
        limits: &Limits,
    ) -> Result<(), CallError> {
        let pairs: Vec<(&String, &String)> = tags.iter().collect();
        for pairs in pairs.chunks(MOST_TAGS) {
            let tags = pairs
                .iter()
                .map(|(key, value)| ((*key).clone(), (*value).clone()))
                .collect();
            self.change(id, &Tag { id, tags: &tags }, limits).await?;
        }
        Ok(())
    }

    /// Removes tags by key; keys that are not there do not matter.
    ///
    /// # Errors
    ///
    /// As [`CallError`]; more keys than one call takes are sent in several, and the work of those before the failed
    /// one stays.
    pub async fn untag(
        &self,
        id: &PackageId,
        keys: &[String],
        limits: &Limits,
    ) -> Result<(), CallError> {
        for keys in keys.chunks(MOST_TAGS) {
            self.change(id, &Untag { id, keys }, limits).await?;
        }
        Ok(())
    }

    /// Puts the package into a resource group.
    ///
    /// # Errors
    ///
    /// As [`CallError`].
    pub async fn move_to_resource_group(
        &self,
        id: &PackageId,
        group: &str,
        limits: &Limits,
    ) -> Result<(), CallError> {
        self.change(id, &MoveResourceGroup { id, group }, limits)
            .await
    }

    /// Makes a change to `id`, marking it as written before it is sent and after it ended, however it ended.
    async fn change<O: Operation<Answer = ()>>(
        &self,
        id: &PackageId,
        operation: &O,
        limits: &Limits,
    ) -> Result<(), CallError> {
        self.reads.wrote(id);
        let _ended = WroteOnDrop {
            reads: &self.reads,
            id,
        };
        self.caller.call(operation, limits).await
    }
}

/// Marks the end of a write also when the caller drops it half-way.
struct WroteOnDrop<'a> {
    reads: &'a Reads,
    id: &'a PackageId,
}

impl Drop for WroteOnDrop<'_> {
    fn drop(&mut self) {
        self.reads.wrote(self.id);
    }
}

#[cfg(test)]
mod tests;
