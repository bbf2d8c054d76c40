//! What can be done from outside the API to attachments of transit routers, by their ids and whatever their kind.

use std::io;

use serde_json::Value;

use crate::action::Context;
use crate::admin::{self, AdminRequest, Changeable, Route, absent, done};
use crate::family::Family;

use super::attachment::AttachmentChange;
use super::network_attachment::{EcrAttachment, VbrAttachment, VpnAttachment};
use super::peer_attachment::PeerAttachment;
use super::vpc_attachment::VpcAttachment;

pub(crate) const FAMILY: Family = Family::of_actions(&[]).routes(&[
    Route::new(
        "PATCH",
        "/attachments/{id}",
        "Changes an attachment of any kind outside of Terraform",
        |context, request| first_of(context, request, KINDS.map(|(change, _)| change)),
    )
    .takes::<AttachmentChange>(r#"{"name": "changed"}"#),
    Route::new(
        "DELETE",
        "/attachments/{id}",
        "Removes an attachment of any kind outside of Terraform",
        |context, request| first_of(context, request, KINDS.map(|(_, delete)| delete)),
    ),
]);

type Handler = fn(&mut Context<'_>, &AdminRequest<'_>) -> io::Result<Value>;

/// What changes and what removes an attachment of each kind.
const KINDS: [(Handler, Handler); 5] = [
    (change::<VpcAttachment>, admin::delete::<VpcAttachment>),
    (change::<PeerAttachment>, admin::delete::<PeerAttachment>),
    (change::<VbrAttachment>, admin::delete::<VbrAttachment>),
    (change::<VpnAttachment>, admin::delete::<VpnAttachment>),
    (change::<EcrAttachment>, admin::delete::<EcrAttachment>),
];

fn change<T: Changeable<Change = AttachmentChange>>(
    context: &mut Context<'_>,
    request: &AdminRequest<'_>,
) -> io::Result<Value> {
    admin::change::<T>(context, request.id, request.read()?)?;
    Ok(done())
}

/// What the handler of the kind does that has the attachment.
fn first_of(
    context: &mut Context<'_>,
    request: &AdminRequest<'_>,
    handlers: [Handler; KINDS.len()],
) -> io::Result<Value> {
    for handler in handlers {
        match handler(context, request) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            outcome => return outcome,
        }
    }
    Err(absent("attachment", request.id))
}
