//! A CEN instance as the API describes it, and the calls that list, make, change and end it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error;
use crate::id::{CenId, PackageId};
use crate::listing::{self, Listed, Page};
use crate::moment::Moment;
use crate::open_enum::open_enum;
use crate::operation::{self, Operation};
use crate::tags::{self, RawTag};
use crate::wire;
use alibaba_cloud::call::Call;
use alibaba_cloud::outcome::Class;
use alibaba_cloud::token::ClientToken;

/// A CEN instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    /// Its id.
    pub id: CenId,
    /// Empty when it has none.
    pub name: String,
    /// Empty when it has none.
    pub description: String,
    /// What it is doing.
    pub status: InstanceStatus,
    /// How much the address ranges of what is attached may overlap: `REDUCED` today, `FULL` once; empty when not given.
    pub protection_level: String,
    /// Bandwidth packages that are bound to it.
    pub packages: Vec<PackageId>,
    /// Tags by key.
    pub tags: BTreeMap<String, String>,
    /// When it was created.
    pub creation_time: Option<Moment>,
    /// Empty when not given.
    pub resource_group_id: String,
}

open_enum! {
    /// What a CEN instance is doing.
    InstanceStatus {
        /// It is coming into being.
        Creating = "Creating",
        /// Nothing; it can be changed.
        Active = "Active",
        /// It is being changed.
        Modifying = "Modifying",
        /// It is going.
        Deleting = "Deleting",
    }
}

impl Listed for Instance {
    type Id = CenId;

    const ACTION: &'static str = "DescribeCens";

    const PLURAL: &'static str = "CEN instances";

    // API page DescribeCens, parameter Filter.N.Value.M.
    const MOST_IDS: usize = 5;

    fn id(&self) -> &CenId {
        &self.id
    }
}

/// One page of instances, of all or of those with the ids of a filter.
pub(crate) struct DescribeInstances<'a> {
    /// At most [`Listed::MOST_IDS`]; empty for all.
    pub(crate) ids: &'a [CenId],
    /// From 1.
    pub(crate) page: u64,
}

impl Operation for DescribeInstances<'_> {
    type Answer = Page<Instance>;

    fn call(&self) -> Call {
        let parameters = listing::parameters("CenId", self.ids, self.page);
        Call::read(Instance::ACTION, parameters, operation::class)
    }

    fn decode(answer: &Value) -> Result<Page<Instance>, String> {
        let list = RawList::deserialize(answer).map_err(|error| error.to_string())?;
        let instances = list.instances.into_iter().map(RawInstance::into_instance);
        Page::answered(instances.collect::<Result<_, _>>()?, list.total)
    }
}

#[derive(Deserialize)]
struct RawList {
    #[serde(rename = "TotalCount", default, deserialize_with = "wire::number")]
    total: Option<u64>,
    #[serde(rename = "Cens", default, deserialize_with = "wire::list")]
    instances: Vec<RawInstance>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RawInstance {
    #[serde(default, deserialize_with = "wire::text")]
    cen_id: String,
    #[serde(default, deserialize_with = "wire::verbatim")]
    name: String,
    #[serde(default, deserialize_with = "wire::verbatim")]
    description: String,
    #[serde(default, deserialize_with = "wire::text")]
    status: String,
    #[serde(default, deserialize_with = "wire::text")]
    protection_level: String,
    #[serde(default, deserialize_with = "wire::text")]
    creation_time: String,
    #[serde(default, deserialize_with = "wire::text")]
    resource_group_id: String,
    #[serde(default, deserialize_with = "wire::list")]
    cen_bandwidth_package_ids: Vec<String>,
    #[serde(default, deserialize_with = "wire::list")]
    tags: Vec<RawTag>,
}

impl RawInstance {
    fn into_instance(self) -> Result<Instance, String> {
        let id = CenId::from_answer(&self.cen_id).ok_or("a CEN instance in it has no id")?;
        let packages = self.cen_bandwidth_package_ids.iter();
        Ok(Instance {
            id,
            name: self.name,
            description: self.description,
            status: InstanceStatus::from_answer(&self.status),
            protection_level: self.protection_level,
            packages: packages
                .filter_map(|id| PackageId::from_answer(id))
                .collect(),
            tags: tags::read(self.tags),
            creation_time: Moment::from_answer(&self.creation_time),
            resource_group_id: self.resource_group_id,
        })
    }
}

/// What a new instance is made with, except for the token.
///
/// Stored with a creation that nobody has answered, because a token is only good for the parameters it was first used
/// with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewInstance {
    /// Name to begin with.
    pub name: Option<String>,
    /// Description to begin with.
    pub description: Option<String>,
    /// The API's default when `None`.
    pub protection_level: Option<String>,
    /// Tags to begin with, at most 20.
    pub tags: BTreeMap<String, String>,
    /// Resource group to put it into; the account's default one otherwise.
    pub resource_group_id: Option<String>,
}

/// Makes an instance. It costs nothing, but accounts have few of them, so it takes a token like a purchase.
pub(crate) struct CreateInstance<'a> {
    pub(crate) new: &'a NewInstance,
    pub(crate) token: &'a ClientToken,
}

impl Operation for CreateInstance<'_> {
    type Answer = CenId;

    fn call(&self) -> Call {
        let new = self.new;
        let mut parameters = tags::parameters(&new.tags);
        operation::put_all(
            [
                ("Name", &new.name),
                ("Description", &new.description),
                ("ProtectionLevel", &new.protection_level),
                ("ResourceGroupId", &new.resource_group_id),
            ],
            &mut parameters,
        );
        Call::purchase("CreateCen", self.token, parameters, operation::class)
    }

    fn decode(answer: &Value) -> Result<CenId, String> {
        let id = answer.get("CenId").and_then(Value::as_str);
        id.and_then(CenId::from_answer)
            .ok_or_else(|| "it has no CenId".to_owned())
    }
}

/// New texts and protection level of an instance; what is `None` stays, an empty text clears.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InstanceChange {
    /// Another name.
    pub name: Option<String>,
    /// Another description.
    pub description: Option<String>,
    /// Another protection level; the API lowers it and does not raise it.
    pub protection_level: Option<String>,
}

/// Changes an instance, which is `Modifying` for a while after.
pub(crate) struct ModifyInstance<'a> {
    pub(crate) id: &'a CenId,
    pub(crate) change: &'a InstanceChange,
}

impl Operation for ModifyInstance<'_> {
    type Answer = ();

    fn call(&self) -> Call {
        let mut parameters = operation::parameters([("CenId", self.id.as_str())]);
        operation::put_all(
            [
                ("Name", &self.change.name),
                ("Description", &self.change.description),
                ("ProtectionLevel", &self.change.protection_level),
            ],
            &mut parameters,
        );
        Call::absolute("ModifyCenAttribute", parameters, operation::class)
    }

    fn decode(answer: &Value) -> Result<(), String> {
        operation::nothing(answer)
    }
}

/// Ends an instance, which is `Deleting` for a while after.
pub(crate) struct DeleteInstance<'a> {
    pub(crate) id: &'a CenId,
}

impl DeleteInstance<'_> {
    /// The status of the instance being wrong may mean that something is still bound to it, for which the pages have no
    /// code of its own; a look at it tells.
    fn class(code: &str) -> Option<Class> {
        match code {
            "InvalidOperation.CenInstanceStatus" => Some(Class::Refused),
            code => error::class(code),
        }
    }
}

impl Operation for DeleteInstance<'_> {
    type Answer = ();

    fn call(&self) -> Call {
        let parameters = operation::parameters([("CenId", self.id.as_str())]);
        Call::absolute("DeleteCen", parameters, Self::class)
    }

    fn decode(answer: &Value) -> Result<(), String> {
        operation::nothing(answer)
    }
}

#[cfg(test)]
mod tests;
