//! CEN instances: what the API says of them, and what can be done with them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::client::Client;
use crate::error::{self, Kind};
use crate::id::{CenId, PackageId};
use crate::listed::{self, Listed};
use crate::open_enum::open_enum;
use crate::reads::Freshness;
use crate::resource_group::Grouped;
use crate::tags::{self, Tagged};
use crate::time::Time;
use alibaba_cloud::call::Call;
use alibaba_cloud::deadline::Deadline;
use alibaba_cloud::error::CallError;
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
    pub creation_time: Option<Time>,
    /// Empty when not given.
    pub resource_group_id: String,
}

open_enum! {
    /// What a CEN instance is doing.
    InstanceStatus {
        /// It is being created.
        Creating = "Creating",
        /// Nothing; it can be changed.
        Active = "Active",
        /// It is being changed.
        Modifying = "Modifying",
        /// It is being deleted.
        Deleting = "Deleting",
    }
}

impl Listed for Instance {
    type Parent = ();

    type Id = CenId;

    const ACTION: &'static str = "DescribeCens";

    const MEMBER: &'static str = "Cens";

    const PLURAL: &'static str = "CEN instances";

    // API page DescribeCens, parameter Filter.N.Value.M.
    const MOST_IDS: usize = 5;

    fn id(&self) -> &CenId {
        &self.id
    }

    fn narrow(call: Call, _: &(), ids: &[CenId]) -> Call {
        listed::filtered(call, "CenId", ids)
    }

    fn read(entry: Answer<'_>) -> Result<Self, String> {
        Ok(Self {
            id: entry.id("CenId")?.ok_or("a CEN instance in it has no id")?,
            name: entry.verbatim("Name")?,
            description: entry.verbatim("Description")?,
            status: entry.text("Status")?.into(),
            protection_level: entry.text("ProtectionLevel")?,
            packages: entry.ids("CenBandwidthPackageIds")?,
            tags: entry.tags()?,
            creation_time: entry.time("CreationTime")?,
            resource_group_id: entry.text("ResourceGroupId")?,
        })
    }

    /// An unknown id gives an empty list as a rule; where it is refused instead, that means the same.
    fn is_none(refusal: Kind, ids: &[CenId]) -> bool {
        ids.len() == 1 && refusal == Kind::CenGone
    }
}

impl<'a> Tagged<'a> {
    /// A CEN instance.
    pub fn instance(id: &'a CenId) -> Self {
        Self::new("Cen", id.as_str(), None)
    }
}

impl<'a> Grouped<'a> {
    /// A CEN instance.
    pub fn instance(id: &'a CenId) -> Self {
        Self::new("CEN", id.as_str())
    }
}

/// What a new instance is created with, except for the token.
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

impl NewInstance {
    /// The call that creates it. It costs nothing, but accounts have few of them, so it takes a token like a purchase.
    fn call(&self, token: &ClientToken) -> Call {
        let call = Call::with_token("CreateCen", token)
            .with_some("Name", self.name.as_ref())
            .with_some("Description", self.description.as_ref())
            .with_some("ProtectionLevel", self.protection_level.as_ref())
            .with_some("ResourceGroupId", self.resource_group_id.as_ref());
        tags::put(&self.tags, call)
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

impl InstanceChange {
    fn call(&self, id: &CenId) -> Call {
        Call::idempotent("ModifyCenAttribute")
            .with("CenId", id)
            .with_some("Name", self.name.as_ref())
            .with_some("Description", self.description.as_ref())
            .with_some("ProtectionLevel", self.protection_level.as_ref())
    }
}

fn delete(id: &CenId) -> Call {
    Call::idempotent("DeleteCen")
        .with("CenId", id)
        .classified(class_of_deletion)
}

/// The status of the instance being wrong may mean that something is still bound to it, for which the pages have no
/// code of its own; a look at it tells.
fn class_of_deletion(code: &str) -> Option<Class> {
    (code == "InvalidOperation.CenInstanceStatus").then_some(Class::Refused)
}

impl Client {
    /// Creates a CEN instance, or learns which one was created when the same token was used before. It may be listed and
    /// become active a little later.
    ///
    /// Goes on until the deadline when the API is down, slow or busy.
    ///
    /// # Errors
    ///
    /// [`CallError::Refused`] only if it is certain that nothing was created. After [`CallError::NoAnswer`] with
    /// `may_have_been_executed` the same must be repeated with the same token.
    pub async fn create_instance(
        &self,
        new: &NewInstance,
        token: &ClientToken,
        deadline: &Deadline,
    ) -> Result<CenId, CallError> {
        self.create(&new.call(token), "CenId", deadline).await
    }

    /// The instance, or `None` when the API says that it does not exist.
    ///
    /// # Errors
    ///
    /// As [`CallError`]; an answer that leaves the instance's existence open is an error.
    pub async fn instance(
        &self,
        id: &CenId,
        freshness: Freshness,
        deadline: &Deadline,
    ) -> Result<Option<Instance>, CallError> {
        self.read(&(), id, freshness, deadline).await
    }

    /// All instances of the account, in the order of their ids. One that is created or deleted meanwhile may or may not
    /// be among them.
    ///
    /// # Errors
    ///
    /// As [`CallError`].
    pub async fn instances(&self, deadline: &Deadline) -> Result<Vec<Instance>, CallError> {
        self.all(&(), deadline).await
    }

    /// Changes texts and protection level of an instance. It takes no other change until it is active again.
    ///
    /// # Errors
    ///
    /// As [`CallError`].
    pub async fn modify_instance(
        &self,
        id: &CenId,
        change: &InstanceChange,
        deadline: &Deadline,
    ) -> Result<(), CallError> {
        self.write(&[id], &change.call(id), deadline).await
    }

    /// Deletes an instance. It may be listed for a while after.
    ///
    /// # Errors
    ///
    /// As [`CallError`]; [`Kind::InUse`] or [`Kind::Busy`] as long as something is attached or bound to it, or it is
    /// being changed. That it does not exist is a success.
    pub async fn delete_instance(&self, id: &CenId, deadline: &Deadline) -> Result<(), CallError> {
        let outcome = self.write(&[id], &delete(id), deadline).await;
        error::accept(outcome, &[Kind::CenGone])
    }
}

#[cfg(test)]
mod tests;
