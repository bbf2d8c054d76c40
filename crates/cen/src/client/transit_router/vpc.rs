//! VPCs that are attached to transit routers.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::id::RouterId;
use crate::reads::Freshness;
use crate::transit_router::{
    AttachmentKey, CreateVpcAttachment, NewVpcAttachment, UpdateVpcAttachment, UpdateZones,
    VpcAttachment, VpcChange, ZoneMapping,
};
use alibaba_cloud::error::CallError;
use alibaba_cloud::retry::Limits;
use alibaba_cloud::token::ClientToken;

use super::attachments::Attachments;
use super::{Client, List};

impl Client {
    /// Attaches a VPC, or learns which attachment was made when the same token was used before. It may be listed and
    /// become ready a little later.
    ///
    /// Goes on until the deadline when the API is down, slow or busy.
    ///
    /// # Errors
    ///
    /// As those of [`create_instance`](Self::create_instance).
    pub async fn create_vpc_attachment(
        &self,
        new: &NewVpcAttachment,
        token: &ClientToken,
        limits: &Limits,
    ) -> Result<AttachmentKey, CallError> {
        let create = CreateVpcAttachment { new, token };
        let id = self.caller.call(&create, limits).await?;
        self.vpc_attachments_of(&new.router).made(&id);
        let router = new.router.clone();
        Ok(AttachmentKey { router, id })
    }

    /// The attached VPC, or `None` when the API says that it is not attached.
    ///
    /// # Errors
    ///
    /// As [`CallError`]; an answer that leaves it open is an error.
    pub async fn vpc_attachment(
        &self,
        key: &AttachmentKey,
        freshness: Freshness,
        limits: &Limits,
    ) -> Result<Option<VpcAttachment>, CallError> {
        let list = self.vpc_attachments_of(&key.router);
        list.read(&key.id, freshness, limits).await
    }

    /// Changes an attached VPC. It takes no other change until that has settled.
    ///
    /// # Errors
    ///
    /// As [`CallError`].
    pub async fn update_vpc_attachment(
        &self,
        key: &AttachmentKey,
        change: &VpcChange,
        limits: &Limits,
    ) -> Result<(), CallError> {
        let list = self.vpc_attachments_of(&key.router);
        let id = &key.id;
        let update = UpdateVpcAttachment { id, change };
        self.change(&list, id, &update, limits).await
    }

    /// Adds vSwitches to an attached VPC and takes others away, at most ten of each.
    ///
    /// # Errors
    ///
    /// As [`CallError`].
    pub async fn update_zones(
        &self,
        key: &AttachmentKey,
        add: &BTreeSet<ZoneMapping>,
        remove: &BTreeSet<ZoneMapping>,
        limits: &Limits,
    ) -> Result<(), CallError> {
        let update = UpdateZones {
            id: &key.id,
            add,
            remove,
            token: &ClientToken::draw(),
        };
        let list = self.vpc_attachments_of(&key.router);
        self.change(&list, &key.id, &update, limits).await
    }

    /// Detaches a VPC; with `force` the routes and associations of the attachment go too. It may be listed for a while
    /// after.
    ///
    /// # Errors
    ///
    /// As [`CallError`]. That it, or the transit router, does not exist is a success.
    pub async fn delete_vpc_attachment(
        &self,
        key: &AttachmentKey,
        force: bool,
        limits: &Limits,
    ) -> Result<(), CallError> {
        let list = self.vpc_attachments_of(&key.router);
        self.detach_from_router(&list, &key.id, force, limits).await
    }

    pub(in crate::client) fn vpc_attachments_of(&self, router: &RouterId) -> List<VpcAttachment> {
        let caller = Arc::clone(&self.caller);
        let attachments = |router| Attachments { caller, router };
        self.vpc_attachments.of(router, attachments)
    }
}
