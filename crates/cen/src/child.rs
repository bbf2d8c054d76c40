//! Network instances (VPCs, border routers, cloud connect networks) that are attached to a CEN instance.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use serde::Deserialize;
use serde_json::Value;

use crate::error;
use crate::id::CenId;
use crate::listing::{self, Listed, Page};
use crate::moment::Moment;
use crate::open_enum::open_enum;
use crate::operation::{self, Operation};
use crate::wire;
use alibaba_cloud::call::Call;
use alibaba_cloud::outcome::Class;
use alibaba_cloud::sign::rpc::Parameters;

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
        match Self::from_answer(prefix) {
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
    pub attach_time: Option<Moment>,
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
    type Id = ChildKey;

    const ACTION: &'static str = "DescribeCenAttachedChildInstances";

    const PLURAL: &'static str = "network instances";

    // The list has no filter by id, but one by region.
    const MOST_IDS: usize = 1;

    fn id(&self) -> &ChildKey {
        &self.key
    }
}

/// One page of what is attached to an instance: of everything, or of the region of one network instance.
pub(crate) struct DescribeChildren<'a> {
    pub(crate) cen: &'a CenId,
    /// The one that is looked for, if there is one.
    pub(crate) key: Option<&'a ChildKey>,
    /// From 1.
    pub(crate) page: u64,
}

impl Operation for DescribeChildren<'_> {
    type Answer = Page<Child>;

    fn call(&self) -> Call {
        let mut parameters = listing::paging(self.page);
        parameters.insert("CenId".to_owned(), self.cen.to_string());
        if let Some(region) = self.key.and_then(|key| key.region.as_ref()) {
            parameters.insert("ChildInstanceRegionId".to_owned(), region.clone());
        }
        Call::read(Child::ACTION, parameters, operation::class)
    }

    fn decode(answer: &Value) -> Result<Page<Child>, String> {
        let list = RawList::deserialize(answer).map_err(|error| error.to_string())?;
        let children = list.children.into_iter().map(RawChild::into_child);
        Page::answered(children.collect::<Result<_, _>>()?, list.total)
    }
}

#[derive(Deserialize)]
struct RawList {
    #[serde(rename = "TotalCount", default, deserialize_with = "wire::number")]
    total: Option<u64>,
    #[serde(rename = "ChildInstances", default, deserialize_with = "wire::list")]
    children: Vec<RawChild>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RawChild {
    #[serde(default, deserialize_with = "wire::text")]
    child_instance_id: String,
    #[serde(default, deserialize_with = "wire::text")]
    child_instance_type: String,
    #[serde(default, deserialize_with = "wire::text")]
    child_instance_region_id: String,
    #[serde(default, deserialize_with = "wire::number")]
    child_instance_owner_id: Option<u64>,
    #[serde(default, deserialize_with = "wire::text")]
    child_instance_attach_time: String,
    #[serde(default, deserialize_with = "wire::text")]
    status: String,
}

impl RawChild {
    fn into_child(self) -> Result<Child, String> {
        if self.child_instance_id.is_empty() {
            return Err("a network instance in it has no id".to_owned());
        }
        let region = Some(self.child_instance_region_id.as_str()).filter(|text| !text.is_empty());
        Ok(Child {
            key: ChildKey::new(&self.child_instance_id, region),
            kind: ChildKind::from_answer(&self.child_instance_type),
            owner: self.child_instance_owner_id,
            status: ChildStatus::from_answer(&self.status),
            attach_time: Moment::from_answer(&self.child_instance_attach_time),
            region: self.child_instance_region_id,
        })
    }
}

fn named(cen: &CenId, network: &Network) -> Parameters {
    let mut parameters = operation::parameters([
        ("CenId", cen.as_str()),
        ("ChildInstanceId", &network.id),
        ("ChildInstanceType", network.kind.as_str()),
        ("ChildInstanceRegionId", &network.region),
    ]);
    let owner = network.owner.map(|owner| owner.to_string());
    operation::put_all([("ChildInstanceOwnerId", &owner)], &mut parameters);
    parameters
}

/// Attaches a network instance.
pub(crate) struct Attach<'a> {
    pub(crate) cen: &'a CenId,
    pub(crate) network: &'a Network,
}

impl Attach<'_> {
    /// A status of the network that forbids this should pass soon, but some are there to stay.
    fn class(code: &str) -> Option<Class> {
        match code {
            "InstanceStatus.NotSupport" => Some(Class::Settling),
            code => error::class(code),
        }
    }
}

impl Operation for Attach<'_> {
    type Answer = ();

    fn call(&self) -> Call {
        let parameters = named(self.cen, self.network);
        Call::absolute("AttachCenChildInstance", parameters, Self::class)
    }

    fn decode(answer: &Value) -> Result<(), String> {
        operation::nothing(answer)
    }
}

/// Detaches a network instance.
pub(crate) struct Detach<'a> {
    pub(crate) cen: &'a CenId,
    pub(crate) network: &'a Network,
    /// The account of the CEN instance, where the caller owns the network only.
    pub(crate) cen_owner: Option<u64>,
}

impl Operation for Detach<'_> {
    type Answer = ();

    fn call(&self) -> Call {
        let mut parameters = named(self.cen, self.network);
        let cen_owner = self.cen_owner.map(|owner| owner.to_string());
        operation::put_all([("CenOwnerId", &cen_owner)], &mut parameters);
        Call::absolute("DetachCenChildInstance", parameters, operation::class)
    }

    fn decode(answer: &Value) -> Result<(), String> {
        operation::nothing(answer)
    }
}

#[cfg(test)]
mod tests;
