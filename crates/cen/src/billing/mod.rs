//! What the billing API (product BssOpenApi, version 2017-12-14) knows of bandwidth packages: how they are renewed, what they
//! cost, and what is paid back.
//!
//! ```text
//! subscription    a prepaid package as the billing API sees it: how it is renewed, and until when it is paid for
//!   renewal       what becomes of it at the end of its term, and the change of that
//!   renew         one more term, now
//!   refund        what would be paid back, and giving it back
//! price           what an order would cost ─► catalogue (what is on sale, and how it is asked for)
//! money           an amount with its currency
//! permission      the rights that the calls take
//! site            which of the two hosts serves the account
//! ```
//!
//! The API is on two hosts, one for each site of the vendor, and none tells which site an account belongs to: the one that
//! answers is the right one. Nothing is asked before the first question about money.

mod catalogue;
mod money;
mod permission;
mod price;
mod refund;
mod renew;
mod renewal;
mod site;
mod subscription;

use std::sync::Arc;

use serde_json::Value;
use tokio::sync::{Mutex, OnceCell};

use crate::answer::Answer;
use crate::connection::Connection;
use crate::error::{self, Kind};
use crate::lists::Lists;
use crate::pages::PagesOf;
use crate::reads::{Reads, Shared};
use crate::untyped::ListOf;
use crate::writes::Writes;
use alibaba_cloud::api::{Api, Product};
use alibaba_cloud::call::Call;
use alibaba_cloud::clock::CorrectedClock;
use alibaba_cloud::credentials::ProvideCredentials;
use alibaba_cloud::deadline::Deadline;
use alibaba_cloud::error::CallError;
use alibaba_cloud::policy::Policy;
use alibaba_cloud::transport::Transport;

use catalogue::{Catalogue, Modules};
use subscription::Subscribed;

pub use money::Money;
pub use permission::ram_action;
pub use price::{Order, Price, Unpriced};
pub use renew::{RenewalMonths, UnsoldRenewal};
pub use renewal::{AutomaticMonths, Renewal};
pub use site::{Site, Sites};
pub use subscription::Subscription;

/// The billing API.
const BSS: Product = Product::new("2017-12-14")
    .with_codes(error::class)
    .with_verdicts();

/// The product that bandwidth packages are, to the billing API.
const PRODUCT: &str = "cbn";

/// What is paid for in advance, to the billing API.
const SUBSCRIPTION: &str = "Subscription";

/// A client of the billing API. Clones share connections and what has been learnt.
///
/// Every call ends by its [`Deadline`] at the latest. What an error allows to conclude is said by [`CallError`].
#[derive(Clone)]
pub struct Billing(Arc<Inner>);

struct Inner {
    /// The hosts, in the order in which they are asked.
    hosts: Vec<Host>,
    /// The one that has answered.
    found: OnceCell<usize>,
    writes: Arc<Writes>,
    catalogue: OnceCell<Result<Catalogue, Unpriced>>,
    /// By product type.
    modules: Mutex<Modules>,
    /// The refusal of the list of instances, once the caller may not see it.
    denied: OnceCell<CallError>,
}

/// The API at one of its hosts.
struct Host {
    api: Arc<Api>,
    lists: Lists,
}

impl Billing {
    /// Makes a client of the API at `sites`. Neither network nor disk is touched before the first call.
    pub fn new(sites: Sites, connection: &Connection) -> Self {
        let endpoints = sites.endpoints().into_iter();
        let transports = endpoints.map(|endpoint| connection.transport(endpoint));
        let Connection {
            credentials,
            clock,
            policy,
            ..
        } = connection;
        Self::over(transports.collect(), credentials, clock, *policy)
    }

    pub(crate) fn over(
        transports: Vec<Arc<dyn Transport>>,
        credentials: &Arc<dyn ProvideCredentials>,
        clock: &Arc<CorrectedClock>,
        policy: Policy,
    ) -> Self {
        let host = |transport| {
            let credentials = Some(Arc::clone(credentials));
            let api = Api::new(BSS, transport, credentials, Arc::clone(clock));
            Host {
                api: Arc::new(api.with_policy(policy)),
                lists: Lists::default(),
            }
        };
        Self(Arc::new(Inner {
            hosts: transports.into_iter().map(host).collect(),
            found: OnceCell::new(),
            writes: Arc::default(),
            catalogue: OnceCell::new(),
            modules: Mutex::default(),
            denied: OnceCell::new(),
        }))
    }

    /// Asks the host of the account's site. Which that is shows by its answer: of two, the first that does not say that the
    /// account is none of its own.
    async fn at_home<'a, T, F>(&'a self, ask: impl Fn(&'a Host) -> F) -> Result<T, CallError>
    where
        F: Future<Output = Result<T, CallError>>,
    {
        let inner = &*self.0;
        if let Some(host) = inner.found.get().and_then(|found| inner.hosts.get(*found)) {
            return ask(host).await;
        }
        let mut first = None;
        for (number, host) in inner.hosts.iter().enumerate() {
            match ask(host).await {
                Err(error) if site::is_elsewhere(&error) => {
                    first.get_or_insert(error);
                }
                answered => {
                    // An answer of any other kind, a refusal too, is that of the right host.
                    if answered
                        .as_ref()
                        .err()
                        .is_none_or(|error| error.api_error().is_some())
                    {
                        // Another question may have found it in the meantime, and found the same.
                        drop(inner.found.set(number));
                    }
                    return answered;
                }
            }
        }
        Err(first.unwrap_or_else(site::nowhere))
    }

    /// Makes a call and reads the `Data` of its answer.
    async fn ask<T: Send>(
        &self,
        call: &Call,
        read: impl Fn(Answer<'_>) -> Result<T, String> + Sync,
        deadline: &Deadline,
    ) -> Result<T, CallError> {
        let read = |answer: &Value| read(Answer::new(answer).within("Data"));
        let read = &read;
        self.at_home(|host| host.api.call(call, read, deadline))
            .await
    }

    /// Makes a change to a package, and reads the `Data` of the answer. Whoever reads the package afterwards is given an answer
    /// from after the change, however that ended.
    async fn write<T: Send>(
        &self,
        subscription: &Subscription,
        call: &Call,
        read: impl Fn(Answer<'_>) -> Result<T, String> + Sync,
        deadline: &Deadline,
    ) -> Result<T, CallError> {
        let _write = self.0.writes.begin(vec![subscription.id.to_string()]);
        self.ask(call, read, deadline).await
    }

    /// The list of prepaid packages at one host.
    fn subscriptions_at(&self, host: &Host) -> Reads<Subscribed> {
        Reads::new(host.lists.of::<Subscribed>(&(), |()| {
            let pages = PagesOf {
                api: Arc::clone(&host.api),
                list: Box::new(ListOf::<Subscribed>(())),
            };
            Shared::new(Arc::new(pages), Arc::clone(&self.0.writes))
        }))
    }
}

/// Whether a call was refused because the caller may not make it.
fn is_denied(error: &CallError) -> bool {
    Kind::of_call(error) == Some(Kind::NotAllowed)
}

#[cfg(test)]
mod testing;
