//! What can be done from outside the API to attachments of transit routers, by their ids and whatever their kind.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::admin::{self, Route, done, set};
use crate::family::Family;
use crate::tags::Tags;

use super::attachment::Attachment;
use super::peer_attachment::PeerAttachment;
use super::vpc_attachment::{VpcAttachment, ZoneMapping};

pub(crate) const FAMILY: Family = Family::of_actions(&[]).routes(&[
    Route::new("PATCH", "/attachments/{id}", |context, request| {
        let (id, change) = (request.id, request.read::<AttachmentChange>()?);
        admin::change::<VpcAttachment>(context, id, change.clone())
            .map(drop)
            .or_else(|_| admin::change::<PeerAttachment>(context, id, change).map(drop))?;
        Ok(done())
    }),
    Route::new("DELETE", "/attachments/{id}", |context, request| {
        admin::delete::<VpcAttachment>(context, request)
            .or_else(|_| admin::delete::<PeerAttachment>(context, request))
    }),
]);

/// A change of an attachment made outside of Terraform. What is absent stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AttachmentChange {
    /// A new name.
    pub name: Option<String>,
    /// A new description.
    pub description: Option<String>,
    /// Whether routes are published by themselves.
    pub auto_publish_routes: Option<bool>,
    /// All tags, replacing those that were.
    pub tags: Option<Tags>,
    /// All zones of a VPC; of nothing else.
    pub zones: Option<Vec<ZoneMapping>>,
    /// All further settings of a VPC; of nothing else.
    pub options: Option<BTreeMap<String, String>>,
    /// Other bandwidth of a connection in Mbit/s, without regard to what is left of its package; of nothing else.
    pub bandwidth: Option<u32>,
}

impl AttachmentChange {
    /// Makes what is a change of attachments of either kind.
    pub(super) fn apply(self, attachment: &mut Attachment) {
        set(&mut attachment.name, self.name);
        set(&mut attachment.description, self.description);
        set(&mut attachment.tags, self.tags);
        set(
            &mut attachment.auto_publish_routes,
            self.auto_publish_routes,
        );
    }
}
