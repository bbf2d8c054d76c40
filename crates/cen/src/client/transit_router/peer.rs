//! Connections of transit routers.

use std::sync::Arc;

use crate::id::RouterId;
use crate::reads::Freshness;
use crate::transit_router::{
    AttachmentKey, CreatePeerAttachment, NewPeerAttachment, PeerAttachment, PeerChange,
    UpdatePeerAttachment,
};
use alibaba_cloud::error::CallError;
use alibaba_cloud::retry::Limits;
use alibaba_cloud::token::ClientToken;

use super::attachments::Attachments;
use super::{Client, List};

impl Client {
    /// Connects two transit routers, or learns which connection was made when the same token was used before. It may be
    /// listed and become ready a little later.
    ///
    /// Goes on until the deadline when the API is down, slow or busy.
    ///
    /// # Errors
    ///
    /// As those of [`create_instance`](Self::create_instance). [`Kind::NoPackage`](crate::error::Kind::NoPackage)
    /// when no package that joins the areas of the two regions is bound to the CEN instance, and
    /// [`Kind::BandwidthExceeded`](crate::error::Kind::BandwidthExceeded) when it has not enough left.
    pub async fn create_peer_attachment(
        &self,
        new: &NewPeerAttachment,
        token: &ClientToken,
        limits: &Limits,
    ) -> Result<AttachmentKey, CallError> {
        let create = CreatePeerAttachment { new, token };
        let _shift = self.shifting();
        let id = self.caller.call(&create, limits).await?;
        self.peer_attachments_of(&new.router).made(&id);
        let router = new.router.clone();
        Ok(AttachmentKey { router, id })
    }

    /// The connection, or `None` when the API says that it does not exist.
    ///
    /// # Errors
    ///
    /// As [`CallError`]; an answer that leaves it open is an error.
    pub async fn peer_attachment(
        &self,
        key: &AttachmentKey,
        freshness: Freshness,
        limits: &Limits,
    ) -> Result<Option<PeerAttachment>, CallError> {
        let list = self.peer_attachments_of(&key.router);
        list.read(&key.id, freshness, limits).await
    }

    /// Changes a connection. It takes no other change until that has settled.
    ///
    /// # Errors
    ///
    /// As those of [`create_peer_attachment`](Self::create_peer_attachment), but for the token.
    pub async fn update_peer_attachment(
        &self,
        key: &AttachmentKey,
        change: &PeerChange,
        limits: &Limits,
    ) -> Result<(), CallError> {
        let list = self.peer_attachments_of(&key.router);
        let id = &key.id;
        let update = UpdatePeerAttachment { id, change };
        self.change(&list, id, &update, limits).await
    }

    /// Ends a connection; with `force` its routes and associations go too. It may be listed for a while after.
    ///
    /// # Errors
    ///
    /// As [`CallError`]. That it, or the transit router, does not exist is a success.
    pub async fn delete_peer_attachment(
        &self,
        key: &AttachmentKey,
        force: bool,
        limits: &Limits,
    ) -> Result<(), CallError> {
        let list = self.peer_attachments_of(&key.router);
        self.detach_from_router(&list, &key.id, force, limits).await
    }

    pub(in crate::client) fn peer_attachments_of(&self, router: &RouterId) -> List<PeerAttachment> {
        let caller = Arc::clone(&self.caller);
        let attachments = |router| Attachments { caller, router };
        self.peer_attachments.of(router, attachments)
    }
}
