//! The client. What can be done with one kind of object is in the file of that kind.

use std::fmt::Display;
use std::sync::Arc;
use std::time::SystemTime;

use serde_json::Value;

use crate::answer::{Answer, FromApi};
use crate::connection::Connection;
use crate::error;
use crate::listed::Listed;
use crate::lists::Lists;
use crate::pages::PagesOf;
use crate::reads::{Freshness, Reads, Shared};
use crate::routers::Routers;
use crate::transit_router::SystemTables;
use crate::untyped::ListOf;
use crate::writes::Writes;
use alibaba_cloud::api::{Api, Product};
use alibaba_cloud::call::Call;
use alibaba_cloud::clock::CorrectedClock;
use alibaba_cloud::credentials::ProvideCredentials;
use alibaba_cloud::deadline::Deadline;
use alibaba_cloud::endpoint::Endpoint;
use alibaba_cloud::error::CallError;
use alibaba_cloud::policy::Policy;
use alibaba_cloud::transport::Transport;

/// The CEN API.
const CBN: Product = Product::new("2017-09-12").with_codes(error::class);

/// Address of the API when nothing else is asked for. CEN is a central product: it has one for all regions.
pub const DEFAULT_ENDPOINT: &str = "https://cbn.aliyuncs.com";

/// A client of the CEN API. Clones share connections, clock correction and reads.
///
/// Every call ends by its [`Deadline`] at the latest, within moments of a cancel. What an error allows to conclude is
/// said by [`CallError`].
#[derive(Clone)]
pub struct Client {
    api: Arc<Api>,
    lists: Arc<Lists>,
    writes: Arc<Writes>,
    routers: Arc<Routers>,
    system_tables: Arc<SystemTables>,
}

impl Client {
    /// Makes a client of the API at `endpoint`. Neither network nor disk is touched before the first call.
    pub fn new(endpoint: Endpoint, connection: Connection) -> Self {
        let transport = connection.transport(endpoint);
        let Connection {
            credentials,
            clock,
            policy,
            ..
        } = connection;
        Self::over(transport, credentials, clock, policy)
    }

    pub(crate) fn over(
        transport: Arc<dyn Transport>,
        credentials: Arc<dyn ProvideCredentials>,
        clock: Arc<CorrectedClock>,
        policy: Policy,
    ) -> Self {
        let api = Api::new(CBN, transport, Some(credentials), clock).with_policy(policy);
        Self {
            api: Arc::new(api),
            lists: Arc::default(),
            writes: Arc::default(),
            routers: Arc::default(),
            system_tables: Arc::default(),
        }
    }

    /// The time, corrected by what the server has told; to be compared with times in answers.
    pub fn now(&self) -> SystemTime {
        self.api.now()
    }

    /// The earliest that a moment may have been, by the server's clock, that this machine has noted as `noted`, maybe before
    /// its clock was corrected. `None` where nothing is known of it.
    pub fn earliest(&self, noted: SystemTime) -> Option<SystemTime> {
        self.api.earliest(noted)
    }

    /// The object with this id among those of `parent`, or `None` when the API says that it does not exist.
    pub(crate) async fn read<T: Listed>(
        &self,
        parent: &T::Parent,
        id: &T::Id,
        freshness: Freshness,
        deadline: &Deadline,
    ) -> Result<Option<T>, CallError> {
        self.list(parent).read(id, freshness, deadline).await
    }

    /// All objects of `parent`, in the order of their ids.
    pub(crate) async fn all<T: Listed>(
        &self,
        parent: &T::Parent,
        deadline: &Deadline,
    ) -> Result<Vec<T>, CallError> {
        self.list(parent).all(deadline).await
    }

    fn list<T: Listed>(&self, parent: &T::Parent) -> Reads<T> {
        Reads::new(self.lists.of::<T>(parent, |parent| {
            let pages = PagesOf {
                api: Arc::clone(&self.api),
                list: Box::new(ListOf::<T>(parent)),
            };
            Shared::new(Arc::new(pages), Arc::clone(&self.writes))
        }))
    }

    /// What has been learnt of transit routers, and whose turn it is to change one.
    pub(crate) fn routers(&self) -> &Routers {
        &self.routers
    }

    /// The tables that transit routers came with.
    pub(crate) fn system_tables(&self) -> &SystemTables {
        &self.system_tables
    }

    /// Makes a call that changes nothing, and reads its answer.
    pub(crate) async fn ask<T: Send>(
        &self,
        call: &Call,
        read: impl Fn(Answer<'_>) -> Result<T, String> + Sync,
        deadline: &Deadline,
    ) -> Result<T, CallError> {
        let read = |answer: &Value| read(Answer::new(answer));
        self.api.call(call, read, deadline).await
    }

    /// Makes a change to the objects with these ids. Whoever reads one of them afterwards is given an answer from after the
    /// change, however that ended.
    pub(crate) async fn write(
        &self,
        ids: &[&(dyn Display + Sync)],
        call: &Call,
        deadline: &Deadline,
    ) -> Result<(), CallError> {
        let ids = ids.iter().map(ToString::to_string).collect();
        let _write = self.writes.begin(ids);
        self.ask(call, |_| Ok(()), deadline).await
    }

    /// Creates an object, whose id the member of the answer with this name holds.
    pub(crate) async fn create<I: FromApi + Display + Send>(
        &self,
        call: &Call,
        member: &str,
        deadline: &Deadline,
    ) -> Result<I, CallError> {
        let read = |answer: Answer<'_>| Ok((answer.new_id(member)?, ()));
        let (id, ()) = self.create_with(call, read, deadline).await?;
        Ok(id)
    }

    /// Creates an object, and reads from the answer its id and what else is told of it.
    pub(crate) async fn create_with<I: Display + Send, T: Send>(
        &self,
        call: &Call,
        read: impl Fn(Answer<'_>) -> Result<(I, T), String> + Sync,
        deadline: &Deadline,
    ) -> Result<(I, T), CallError> {
        let _write = self.writes.begin(Vec::new());
        let read = |answer: &Value| read(Answer::new(answer));
        let made = self.api.create(call, read, deadline).await?;
        self.writes.note(&[made.0.to_string()]);
        Ok(made)
    }
}
