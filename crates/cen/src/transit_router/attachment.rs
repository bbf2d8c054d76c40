//! What all attachments of transit routers have in common.

use std::collections::BTreeMap;

use crate::answer::Answer;
use crate::client::Client;
use crate::error;
use crate::id::{CenId, id, key};
use crate::open_enum::open_enum;
use crate::time::Time;
use alibaba_cloud::call::Call;
use alibaba_cloud::deadline::Deadline;
use alibaba_cloud::error::CallError;

use super::router::RouterId;

/// What requests and answers call the id of an attachment.
pub(super) const ID: &str = "TransitRouterAttachmentId";

/// The member of an answer that holds attachments.
pub(super) const MEMBER: &str = "TransitRouterAttachments";

id! {
    /// Id of what is attached to a transit router.
    AttachmentId of Attachment: "an attachment of a transit router", "tr-attach-"
}

key! {
    /// What to look for an attachment by. Written as `ROUTER:ATTACHMENT`.
    AttachmentKey of "an attachment with its transit router" {
        /// The transit router.
        router: RouterId,
        /// The attachment.
        id: AttachmentId,
    }
}

/// What all attachments have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// What to look for it by.
    pub key: AttachmentKey,
    /// The CEN instance.
    pub cen: Option<CenId>,
    /// Empty when it has none.
    pub name: String,
    /// Empty when it has none.
    pub description: String,
    /// How far it is.
    pub status: AttachmentStatus,
    /// Whether the transit router publishes its routes there by itself.
    pub auto_publish_routes: Option<bool>,
    /// Tags by key.
    pub tags: BTreeMap<String, String>,
    /// When it was created.
    pub creation_time: Option<Time>,
}

open_enum! {
    /// How far an attachment is.
    AttachmentStatus {
        /// It is being attached.
        Attaching = "Attaching",
        /// It is attached.
        Attached = "Attached",
        /// It is being changed.
        Modifying = "Modifying",
        /// It is being detached.
        Detaching = "Detaching",
        /// It is detached.
        Detached = "Detached",
    }
}

impl Attachment {
    /// What an entry of a list says of every attachment.
    pub(super) fn read(entry: Answer<'_>) -> Result<Self, String> {
        let id: AttachmentId = entry.id(ID)?.ok_or("an attachment in it has no id")?;
        let router = entry
            .id("TransitRouterId")?
            .ok_or_else(|| format!("attachment {id} in it has no transit router"))?;
        Ok(Self {
            key: AttachmentKey { router, id },
            cen: entry.id("CenId")?,
            name: entry.verbatim("TransitRouterAttachmentName")?,
            description: entry.verbatim("TransitRouterAttachmentDescription")?,
            status: entry.text("Status")?.into(),
            auto_publish_routes: entry.flag("AutoPublishRouteEnabled")?,
            tags: entry.tags()?,
            creation_time: entry.time("CreationTime")?,
        })
    }
}

/// Narrows a list to the attachments of a transit router, or to the one with this id.
pub(super) fn narrow(call: Call, router: &RouterId, ids: &[AttachmentId]) -> Call {
    call.with("TransitRouterId", router)
        .with_some(ID, ids.first())
}

/// Adds what attachments of every kind can be given.
pub(super) fn put(
    name: Option<&String>,
    description: Option<&String>,
    auto_publish_routes: Option<bool>,
    call: Call,
) -> Call {
    call.with_some("TransitRouterAttachmentName", name)
        .with_some("TransitRouterAttachmentDescription", description)
        .with_some("AutoPublishRouteEnabled", auto_publish_routes)
}

/// What changes about an attachment of any kind; what is `None` stays, an empty text clears.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AttachmentChange {
    /// Another name.
    pub name: Option<String>,
    /// Another description.
    pub description: Option<String>,
    /// Whether routes are published by themselves.
    pub auto_publish_routes: Option<bool>,
}

impl AttachmentChange {
    /// The call of the `action` that changes the attachment with this id.
    pub(super) fn call(&self, action: &'static str, id: &AttachmentId) -> Call {
        let call = Call::idempotent(action).with(ID, id);
        let (name, description) = (self.name.as_ref(), self.description.as_ref());
        put(name, description, self.auto_publish_routes, call)
    }

    /// Whether it shows in what is listed.
    pub fn shows(&self, seen: &Attachment) -> bool {
        let shows = |sent: &Option<String>, seen: &str| {
            sent.as_ref().is_none_or(|sent| sent.trim() == seen)
        };
        let publishes = self.auto_publish_routes;
        shows(&self.name, &seen.name)
            && shows(&self.description, &seen.description)
            && publishes.is_none_or(|publishes| seen.auto_publish_routes != Some(!publishes))
    }
}

impl Client {
    /// Has CEN make an attachment to `router`, or learns which one was made when the same token was used before.
    pub(super) async fn create_attachment(
        &self,
        call: &Call,
        router: &RouterId,
        deadline: &Deadline,
    ) -> Result<AttachmentKey, CallError> {
        let id = self.create(call, ID, deadline).await?;
        let router = router.clone();
        Ok(AttachmentKey { router, id })
    }

    /// Has CEN end an attachment by the `action` of its kind, and take its routes and associations along if `force` says
    /// so. That it, or its transit router, does not exist is a success.
    pub(super) async fn delete_attachment(
        &self,
        action: &'static str,
        key: &AttachmentKey,
        force: bool,
        deadline: &Deadline,
    ) -> Result<(), CallError> {
        let call = delete(action, &key.id, force);
        error::accept_gone(self.write(&[&key.id], &call, deadline).await)
    }
}

/// The call that detaches, and takes routes and associations of the attachment along if `force` says so.
pub(super) fn delete(action: &'static str, id: &AttachmentId, force: bool) -> Call {
    Call::idempotent(action)
        .with(ID, id)
        .with_some("Force", force.then_some(true))
        .classified(error::class_while_freeing)
}
