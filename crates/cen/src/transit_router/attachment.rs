//! What all attachments of transit routers have in common.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use serde::Deserialize;
use serde_json::Value;

use crate::error;
use crate::id::{AttachmentId, CenId, IllegalId, RouterId};
use crate::listing::Listed;
use crate::moment::Moment;
use crate::open_enum::open_enum;
use crate::operation::{self, Operation};
use crate::tags::{self, RawTag};
use crate::wire;
use alibaba_cloud::call::Call;
use alibaba_cloud::sign::rpc::Parameters;

use super::flag;

/// What to look for an attachment by. Written as `ROUTER:ATTACHMENT`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachmentKey {
    /// The transit router.
    pub router: RouterId,
    /// The attachment.
    pub id: AttachmentId,
}

impl AttachmentKey {
    /// Reads `ROUTER:ATTACHMENT` in any letter case.
    ///
    /// # Errors
    ///
    /// [`IllegalId`] with the form that is expected.
    pub fn parse(text: &str) -> Result<Self, IllegalId> {
        let read = || {
            let (router, id) = text.split_once(':')?;
            Some(Self {
                router: RouterId::parse(router).ok()?,
                id: AttachmentId::parse(id).ok()?,
            })
        };
        read().ok_or_else(|| {
            IllegalId::new(
                text,
                "an attachment with its transit router",
                "tr-abcdefgh0123456789:tr-attach-abcdefgh0123456789",
            )
        })
    }
}

impl std::fmt::Display for AttachmentKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.router, self.id)
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
    pub creation_time: Option<Moment>,
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

/// A kind of attachments, which the API lists by transit router.
pub(crate) trait Attached: Listed<Id = AttachmentId> {
    /// The action that detaches.
    const DELETE: &'static str;

    /// An attachment from the rest of its entry in the list.
    ///
    /// # Errors
    ///
    /// What the entry lacks.
    fn read(attachment: Attachment, entry: &Value) -> Result<Self, String>;
}

/// Some entries of a list, and the token that asks for the rest.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Part<T> {
    pub(crate) objects: Vec<T>,
    pub(crate) next: Option<String>,
}

/// The attachments of a transit router, or the one with this id, from where `token` says.
pub(crate) struct ListAttachments<'a, T> {
    pub(crate) router: &'a RouterId,
    pub(crate) id: Option<&'a AttachmentId>,
    pub(crate) token: Option<String>,
    pub(crate) kind: PhantomData<T>,
}

impl<T: Attached> Operation for ListAttachments<'_, T> {
    type Answer = Part<T>;

    fn call(&self) -> Call {
        let mut parameters = Parameters::new();
        let given = [
            ("TransitRouterId", &Some(self.router.to_string())),
            (
                "TransitRouterAttachmentId",
                &self.id.map(AttachmentId::to_string),
            ),
            ("NextToken", &self.token),
        ];
        operation::put_all(given, &mut parameters);
        Call::read(T::ACTION, parameters, operation::class)
    }

    fn decode(answer: &Value) -> Result<Part<T>, String> {
        let list = RawList::deserialize(answer).map_err(|error| error.to_string())?;
        let objects = list.entries.iter().map(|entry| {
            let raw = RawAttachment::deserialize(entry).map_err(|error| error.to_string())?;
            T::read(raw.into_attachment()?, entry)
        });
        Ok(Part {
            objects: objects.collect::<Result<_, _>>()?,
            next: Some(list.next).filter(|token| !token.is_empty()),
        })
    }
}

#[derive(Deserialize)]
struct RawList {
    #[serde(rename = "NextToken", default, deserialize_with = "wire::text")]
    next: String,
    #[serde(
        rename = "TransitRouterAttachments",
        default,
        deserialize_with = "wire::list"
    )]
    entries: Vec<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RawAttachment {
    #[serde(default, deserialize_with = "wire::text")]
    transit_router_attachment_id: String,
    #[serde(default, deserialize_with = "wire::text")]
    transit_router_attachment_name: String,
    #[serde(default, deserialize_with = "wire::text")]
    transit_router_attachment_description: String,
    #[serde(default, deserialize_with = "wire::text")]
    transit_router_id: String,
    #[serde(default, deserialize_with = "wire::text")]
    cen_id: String,
    #[serde(default, deserialize_with = "wire::text")]
    status: String,
    #[serde(default, deserialize_with = "wire::flag")]
    auto_publish_route_enabled: Option<bool>,
    #[serde(default, deserialize_with = "wire::text")]
    creation_time: String,
    #[serde(default, deserialize_with = "wire::list")]
    tags: Vec<RawTag>,
}

impl RawAttachment {
    fn into_attachment(self) -> Result<Attachment, String> {
        let id = AttachmentId::from_answer(&self.transit_router_attachment_id)
            .ok_or("an attachment in it has no id")?;
        let router = RouterId::from_answer(&self.transit_router_id)
            .ok_or_else(|| format!("attachment {id} in it has no transit router"))?;
        Ok(Attachment {
            key: AttachmentKey { router, id },
            cen: CenId::from_answer(&self.cen_id),
            name: self.transit_router_attachment_name,
            description: self.transit_router_attachment_description,
            status: AttachmentStatus::from_answer(&self.status),
            auto_publish_routes: self.auto_publish_route_enabled,
            tags: tags::read(self.tags),
            creation_time: Moment::from_answer(&self.creation_time),
        })
    }
}

/// Adds what attachments of every kind can be given.
pub(super) fn put(
    name: &Option<String>,
    description: &Option<String>,
    auto_publish_routes: Option<bool>,
    parameters: &mut Parameters,
) {
    operation::put_all(
        [
            ("TransitRouterAttachmentName", name),
            ("TransitRouterAttachmentDescription", description),
            ("AutoPublishRouteEnabled", &flag(auto_publish_routes)),
        ],
        parameters,
    );
}

/// The id that an attachment was given.
pub(super) fn made(answer: &Value) -> Result<AttachmentId, String> {
    let id = answer
        .get("TransitRouterAttachmentId")
        .and_then(Value::as_str);
    id.and_then(AttachmentId::from_answer)
        .ok_or_else(|| "it has no TransitRouterAttachmentId".to_owned())
}

/// Detaches, and takes routes and associations of the attachment along if `force` says so.
pub(crate) struct DeleteAttachment<'a, T> {
    pub(crate) id: &'a AttachmentId,
    pub(crate) force: bool,
    pub(crate) kind: PhantomData<T>,
}

impl<T: Attached> Operation for DeleteAttachment<'_, T> {
    type Answer = ();

    fn call(&self) -> Call {
        let mut parameters =
            operation::parameters([("TransitRouterAttachmentId", self.id.as_str())]);
        let force = self.force.then(|| "true".to_owned());
        operation::put_all([("Force", &force)], &mut parameters);
        Call::absolute(T::DELETE, parameters, error::class_while_freeing)
    }

    fn decode(answer: &Value) -> Result<(), String> {
        operation::nothing(answer)
    }
}
