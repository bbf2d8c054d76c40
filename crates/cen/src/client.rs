//! The client: what can be done with the objects of CEN. What concerns one kind of object is in a file of its own.

mod children;
mod instances;
mod limits;
mod list;
mod packages;
mod scoped;
mod spans;
mod tags;
mod transit_router;
mod upgrades;

use std::sync::Arc;
use std::time::SystemTime;

use crate::area::AreaPair;
use crate::child::Child;
use crate::id::{CenId, RouterId};
use crate::instance::Instance;
use crate::limit::Entry;
use crate::listing::{Listed, Pages};
use crate::operation::Operation;
use crate::package::Package;
use crate::span::Remaining;
use crate::transit_router::{PeerAttachment, TransitRouter, VpcAttachment};
use alibaba_cloud::api::Api;
use alibaba_cloud::clock::CorrectedClock;
use alibaba_cloud::credentials::ProvideCredentials;
use alibaba_cloud::endpoint::Endpoint;
use alibaba_cloud::error::CallError;
use alibaba_cloud::network::Network;
use alibaba_cloud::policy::Policy;
use alibaba_cloud::retry::Limits;
use alibaba_cloud::transport::{HttpTransport, Timeouts, Transport};
use alibaba_cloud::user_agent::UserAgent;

use list::List;
use scoped::Scoped;

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
    /// The way to the API.
    pub network: Network,
    /// How calls are signed, paced and repeated.
    pub policy: Policy,
}

/// A client of the CEN API. Clones share connections, clock correction and reads.
///
/// Every call ends by its [`Limits`] at the latest, within moments of a cancel. What an error allows to conclude is
/// said by [`CallError`].
#[derive(Clone)]
pub struct Client {
    caller: Arc<Caller>,
    packages: List<Package>,
    instances: List<Instance>,
    limits: List<Entry>,
    /// What is attached to each instance that was asked about.
    children: Scoped<CenId, Child>,
    /// The transit routers of each instance that was asked about, and what is attached to each of those.
    routers: Scoped<CenId, TransitRouter>,
    vpc_attachments: Scoped<RouterId, VpcAttachment>,
    peer_attachments: Scoped<RouterId, PeerAttachment>,
    /// What is left between the areas that were asked about, by instance.
    remaining: Scoped<(CenId, AreaPair), Remaining>,
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

impl Client {
    /// Makes a client. Neither network nor disk is touched before the first call.
    pub fn new(settings: Settings) -> Self {
        let Settings {
            endpoint,
            credentials,
            user_agent,
            clock,
            timeouts,
            network,
            policy,
        } = settings;
        let transport = HttpTransport::new(endpoint, user_agent, timeouts).through(network);
        Self::over(Arc::new(transport), credentials, clock, policy)
    }

    fn over(
        transport: Arc<dyn Transport>,
        credentials: Arc<dyn ProvideCredentials>,
        clock: Arc<CorrectedClock>,
        policy: Policy,
    ) -> Self {
        let api = Api::new(VERSION, transport, Some(credentials), clock).with_policy(policy);
        let caller = Arc::new(Caller { api });
        Self {
            packages: List::new(Arc::clone(&caller) as Arc<dyn Pages<Package>>),
            instances: List::new(Arc::clone(&caller) as Arc<dyn Pages<Instance>>),
            limits: List::new(Arc::clone(&caller) as Arc<dyn Pages<Entry>>),
            children: Scoped::default(),
            routers: Scoped::default(),
            vpc_attachments: Scoped::default(),
            peer_attachments: Scoped::default(),
            remaining: Scoped::default(),
            caller,
        }
    }

    /// The time, corrected by what the server has told; to be compared with times in answers.
    pub fn now(&self) -> SystemTime {
        self.caller.api.now()
    }

    /// Makes a change to `id` of `list`, marking it as written before it is sent and after it ended, however it ended.
    async fn change<T: Listed, O: Operation<Answer = ()>>(
        &self,
        list: &List<T>,
        id: &T::Id,
        operation: &O,
        limits: &Limits,
    ) -> Result<(), CallError> {
        let _write = list.writing(id);
        let _shift = self.shifting();
        self.caller.call(operation, limits).await
    }

    /// Marks what is left of packages as changed, now and when the guard is dropped: there are many ways to take of it and
    /// to give back, so every write counts as one.
    fn shifting(&self) -> Shifting<'_> {
        let shifting = Shifting(self);
        shifting.note();
        shifting
    }
}

/// A write under way that may take bandwidth of a package or give some back.
struct Shifting<'c>(&'c Client);

impl Shifting<'_> {
    fn note(&self) {
        self.0.remaining.wrote(|(cen, _)| cen);
    }
}

impl Drop for Shifting<'_> {
    fn drop(&mut self) {
        self.note();
    }
}

#[cfg(test)]
mod tests;
