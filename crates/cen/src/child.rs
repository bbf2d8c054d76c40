//! Network instances (VPCs, border routers, cloud connect networks) that are attached to a CEN instance.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use crate::answer::Answer;
use crate::client::Client;
use crate::error::{self, Kind};
use crate::id::CenId;
use crate::listed::Listed;
use crate::made::Made;
use crate::open_enum::open_enum;
use crate::reads::Freshness;
use crate::time::Time;
use alibaba_cloud::call::Call;
use alibaba_cloud::deadline::Deadline;
use alibaba_cloud::error::CallError;
use alibaba_cloud::outcome::Class;

open_enum! {
    /// What a network instance is.
    ChildKind {
        /// A virtual private cloud.
        Vpc = "VPC",
        /// A virtual border router.
        Vbr = "VBR",
        /// A cloud connect network.
        Ccn = "CCN",
    }
}

impl ChildKind {
    /// The kind of the network instance with this id, as the beginning of the id tells; `None` when it tells nothing.
    pub fn of_id(id: &str) -> Option<Self> {
        let (prefix, _) = id.split_once('-')?;
        match Self::from(prefix.to_owned()) {
            Self::Other(_) => None,
            kind => Some(kind),
        }
    }
}

open_enum! {
    /// How far an attachment is.
    ChildStatus {
        /// It is being attached.
        Attaching = "Attaching",
        /// It is attached.
        Attached = "Attached",
        /// It is being detached.
        Detaching = "Detaching",
    }
}

/// What requests call a network instance by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Network {
    /// `vpc-…`, `vbr-…` or `ccn-…`.
    pub id: String,
    /// What it is.
    pub kind: ChildKind,
    /// Where it is; for a cloud connect network the form `ccn-cn-…`.
    pub region: String,
    /// The account it belongs to, where that is not the caller's.
    pub owner: Option<u64>,
}

/// An attached network instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Child {
    /// What to look for it by.
    pub key: ChildKey,
    /// What it is.
    pub kind: ChildKind,
    /// Where it is; empty when not given.
    pub region: String,
    /// The account it belongs to.
    pub owner: Option<u64>,
    /// How far its attachment is.
    pub status: ChildStatus,
    /// When it was attached.
    pub attach_time: Option<Time>,
}

/// The id of a network instance among those of one CEN instance. Where the region is known it makes the search
/// narrower; it does not tell network instances apart.
#[derive(Clone, Debug)]
pub struct ChildKey {
    id: String,
    region: Option<String>,
}

impl ChildKey {
    /// The key of the network instance `id`.
    pub fn new(id: &str, region: Option<&str>) -> Self {
        Self {
            id: id.to_owned(),
            region: region.map(str::to_owned),
        }
    }

    /// The id of the network instance.
    pub fn id(&self) -> &str {
        &self.id
    }
}

impl PartialEq for ChildKey {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for ChildKey {}

impl Hash for ChildKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.id.hash(state);
    }
}

impl PartialOrd for ChildKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for ChildKey {
    fn cmp(&self, other: &Self) -> Ordering {
        self.id.cmp(&other.id)
    }
}

impl std::fmt::Display for ChildKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.id)
    }
}

impl Listed for Child {
    type Parent = CenId;

    type Id = ChildKey;

    const ACTION: &'static str = "DescribeCenAttachedChildInstances";

    const MEMBER: &'static str = "ChildInstances";

    const PLURAL: &'static str = "network instances";

    fn id(&self) -> &ChildKey {
        &self.key
    }

    /// The list has no filter by id, but one by region.
    fn narrow(call: Call, cen: &CenId, ids: &[ChildKey]) -> Call {
        let region = ids.first().and_then(|key| key.region.as_ref());
        call.with("CenId", cen)
            .with_some("ChildInstanceRegionId", region)
    }

    fn read(entry: Answer<'_>) -> Result<Self, String> {
        let id = entry.text("ChildInstanceId")?;
        if id.is_empty() {
            return Err("a network instance in it has no id".to_owned());
        }
        let region = entry.text("ChildInstanceRegionId")?;
        let known_region = Some(region.as_str()).filter(|text| !text.is_empty());
        Ok(Self {
            key: ChildKey::new(&id, known_region),
            kind: entry.text("ChildInstanceType")?.into(),
            owner: entry.number("ChildInstanceOwnerId")?,
            status: entry.text("Status")?.into(),
            attach_time: entry.time("ChildInstanceAttachTime")?,
            region,
        })
    }
}

impl Network {
    fn key(&self) -> ChildKey {
        ChildKey::new(&self.id, Some(&self.region))
    }

    /// A change of its attachment to a CEN instance.
    fn change(&self, action: &'static str, cen: &CenId) -> Call {
        Call::idempotent(action)
            .with("CenId", cen)
            .with("ChildInstanceId", &self.id)
            .with("ChildInstanceType", self.kind.as_str())
            .with("ChildInstanceRegionId", &self.region)
            .with_some("ChildInstanceOwnerId", self.owner)
    }

    fn attach(&self, cen: &CenId) -> Call {
        self.change("AttachCenChildInstance", cen)
            .classified(class_of_attaching)
    }

    fn detach(&self, cen: &CenId, cen_owner: Option<u64>) -> Call {
        self.change("DetachCenChildInstance", cen)
            .with_some("CenOwnerId", cen_owner)
    }
}

/// A status of the network that forbids attaching it should pass soon, but some are there to stay.
fn class_of_attaching(code: &str) -> Option<Class> {
    (code == "InstanceStatus.NotSupport").then_some(Class::Settling)
}

/// An account that is no more has taken its networks with it (API page DetachCenChildInstance).
fn names_unknown_account(error: &CallError) -> bool {
    error
        .api_error()
        .is_some_and(|refusal| refusal.code == "Bid.NotFound")
}

impl Client {
    /// Attaches a network instance to a CEN instance. It may show a little later.
    ///
    /// # Errors
    ///
    /// As [`CallError`]. That it is attached to this very instance already is a success.
    pub async fn attach(
        &self,
        cen: &CenId,
        network: &Network,
        deadline: &Deadline,
    ) -> Result<Made, CallError> {
        let key = network.key();
        let outcome = self.write(&[&key], &network.attach(cen), deadline).await;
        let Some(refused) = error::set_aside(outcome, &[Kind::AlreadyAttached])? else {
            return Ok(Made::Now);
        };
        match self.child(cen, &key, Freshness::Latest, deadline).await? {
            Some(_) => Ok(Made::of_refusal(&refused)),
            None => Err(refused),
        }
    }

    /// Detaches a network instance from a CEN instance. It may be listed for a while after. `cen_owner` is the account of
    /// the CEN instance, where the caller owns the network only.
    ///
    /// # Errors
    ///
    /// As [`CallError`]. That it is not attached to this instance, or that either of them or an account does not exist,
    /// is a success.
    pub async fn detach(
        &self,
        cen: &CenId,
        network: &Network,
        cen_owner: Option<u64>,
        deadline: &Deadline,
    ) -> Result<(), CallError> {
        let call = network.detach(cen, cen_owner);
        match self.write(&[&network.key()], &call, deadline).await {
            Err(error) if names_unknown_account(&error) => Ok(()),
            outcome => error::accept_gone(outcome),
        }
    }

    /// A network instance as it is attached to a CEN instance, or `None` when the API says that it is not.
    ///
    /// # Errors
    ///
    /// As [`CallError`]; an answer that leaves it open is an error.
    pub async fn child(
        &self,
        cen: &CenId,
        key: &ChildKey,
        freshness: Freshness,
        deadline: &Deadline,
    ) -> Result<Option<Child>, CallError> {
        self.read(cen, key, freshness, deadline).await
    }

    /// Everything that is attached to a CEN instance, in the order of the ids.
    ///
    /// # Errors
    ///
    /// As [`CallError`].
    pub async fn children(
        &self,
        cen: &CenId,
        deadline: &Deadline,
    ) -> Result<Vec<Child>, CallError> {
        self.all(cen, deadline).await
    }
}

#[cfg(test)]
mod tests;
