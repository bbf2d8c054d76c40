//! What can be done from outside the API to attachments of transit routers, by their ids and whatever their kind.

use std::collections::BTreeMap;
use std::io;

use serde::Deserialize;

use crate::action::Context;
use crate::admin::{self, Route, done, set};
use crate::family::Family;
use crate::object::Object as _;
use crate::tags::Tags;

use super::attachment::Attachment;
use super::peer_attachment::PeerAttachment;
use super::vpc_attachment::{VpcAttachment, ZoneMapping};

pub(crate) const FAMILY: Family = Family::of_actions(&[]).routes(&[
    Route::new("PATCH", "/attachments/{id}", |context, request| {
        change(context, request.id, request.read()?)?;
        Ok(done())
    }),
    Route::new("DELETE", "/attachments/{id}", |context, request| {
        remove(context, request.id)?;
        Ok(done())
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
    fn apply(self, attachment: &mut Attachment) {
        set(&mut attachment.name, self.name);
        set(&mut attachment.description, self.description);
        set(&mut attachment.tags, self.tags);
        set(
            &mut attachment.auto_publish_routes,
            self.auto_publish_routes,
        );
    }
}

/// Changes an attachment outside of Terraform.
pub(crate) fn change(
    context: &mut Context<'_>,
    id: &str,
    mut change: AttachmentChange,
) -> io::Result<()> {
    let vpc = context
        .state
        .find_mut(|one: &VpcAttachment| one.is_called(id));
    if let Some(vpc) = vpc {
        set(&mut vpc.zones, change.zones.take());
        set(&mut vpc.options, change.options.take());
        change.apply(&mut vpc.attachment);
        return Ok(());
    }
    let peer = context
        .state
        .find_mut(|one: &PeerAttachment| one.is_called(id));
    let peer = peer.ok_or_else(|| admin::absent("attachment", id))?;
    set(&mut peer.bandwidth.mbps, change.bandwidth);
    change.apply(&mut peer.attachment);
    Ok(())
}

/// Removes an attachment outside of Terraform.
pub(crate) fn remove(context: &mut Context<'_>, id: &str) -> io::Result<()> {
    admin::remove::<VpcAttachment>(context, id)
        .map(drop)
        .or_else(|_| admin::remove::<PeerAttachment>(context, id).map(drop))
}
