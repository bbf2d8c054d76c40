//! What can be done with CEN instances.

use async_trait::async_trait;

use crate::error::Kind;
use crate::id::CenId;
use crate::instance::{
    CreateInstance, DeleteInstance, DescribeInstances, Instance, InstanceChange, ModifyInstance,
    NewInstance,
};
use crate::listing::{Page, Pages};
use crate::reads::Freshness;
use alibaba_cloud::error::CallError;
use alibaba_cloud::retry::Limits;
use alibaba_cloud::token::ClientToken;

use super::{Caller, Client};

#[async_trait]
impl Pages<Instance> for Caller {
    async fn page(
        &self,
        ids: &[CenId],
        page: u64,
        limits: &Limits,
    ) -> Result<Page<Instance>, CallError> {
        let listed = self.call(&DescribeInstances { ids, page }, limits).await;
        match listed {
            // An unknown id gives an empty list as a rule; where it is refused instead, that means the same.
            Err(error) if ids.len() == 1 && Kind::of_call(&error) == Some(Kind::CenGone) => {
                Ok(Page::empty())
            }
            listed => listed,
        }
    }
}

impl Client {
    /// Makes a CEN instance, or learns which one was made when the same token was used before. It may be listed and
    /// become active a little later.
    ///
    /// Goes on until the deadline when the API is down, slow or busy.
    ///
    /// # Errors
    ///
    /// [`CallError::Refused`] only if it is certain that nothing was made. After [`CallError::NoAnswer`] with
    /// `may_have_been_executed` the same must be repeated with the same token.
    pub async fn create_instance(
        &self,
        new: &NewInstance,
        token: &ClientToken,
        limits: &Limits,
    ) -> Result<CenId, CallError> {
        let id = self
            .caller
            .call(&CreateInstance { new, token }, limits)
            .await?;
        self.instances.made(&id);
        Ok(id)
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
        limits: &Limits,
    ) -> Result<Option<Instance>, CallError> {
        self.instances.read(id, freshness, limits).await
    }

    /// All instances of the account, in the order of their ids. One that is made or ended meanwhile may or may not be
    /// among them.
    ///
    /// # Errors
    ///
    /// As [`CallError`].
    pub async fn instances(&self, limits: &Limits) -> Result<Vec<Instance>, CallError> {
        self.instances.all(limits).await
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
        limits: &Limits,
    ) -> Result<(), CallError> {
        self.change(&self.instances, id, &ModifyInstance { id, change }, limits)
            .await
    }

    /// Ends an instance. It may be listed for a while after.
    ///
    /// # Errors
    ///
    /// As [`CallError`]; [`Kind::InUse`] or [`Kind::Busy`] as long as something is attached or bound to it, or it is
    /// being changed. That it does not exist is a success.
    pub async fn delete_instance(&self, id: &CenId, limits: &Limits) -> Result<(), CallError> {
        match self
            .change(&self.instances, id, &DeleteInstance { id }, limits)
            .await
        {
            Err(error) if Kind::of_call(&error) == Some(Kind::CenGone) => Ok(()),
            settled => settled,
        }
    }
}
