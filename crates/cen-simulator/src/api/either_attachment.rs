//! What can be done from outside the API to attachments of transit routers, by their ids and whatever their kind.

use crate::admin::{self, Route, done};
use crate::family::Family;

use super::attachment::AttachmentChange;
use super::peer_attachment::PeerAttachment;
use super::vpc_attachment::VpcAttachment;

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
