//! What can be done to transit routers from outside the API.

use std::io;

use crate::actions;
use crate::cloud::Cloud;
use crate::view::{
    AttachmentChange, PeerAttachmentView, RouterChange, RouterView, VpcAttachmentView,
};

use super::{absent, found};

const ROUTER: &str = "transit router";
const ATTACHMENT: &str = "attachment";

impl Cloud {
    pub(crate) fn routers(&self) -> Vec<RouterView> {
        self.look(|context| context.state.routers.iter().map(RouterView::of).collect())
    }

    pub(crate) fn add_router(&self, cen: &str, region: &str) -> io::Result<String> {
        self.change(|context| actions::create_router(context, cen, region))?
            .map_err(|refusal| io::Error::new(io::ErrorKind::InvalidInput, refusal.message))
    }

    pub(crate) fn change_router(&self, id: &str, change: RouterChange) -> io::Result<RouterView> {
        self.change(|context| {
            let router = found(context.state.router_mut(id), ROUTER, id)?;
            change.apply(router);
            Ok(RouterView::of(router))
        })?
    }

    pub(crate) fn remove_router(&self, id: &str) -> io::Result<()> {
        self.change(|context| {
            let mut leaving = context
                .state
                .routers
                .extract_if(.., |router| router.id == id);
            leaving.next().map(drop).ok_or_else(|| absent(ROUTER, id))
        })?
    }

    pub(crate) fn vpc_attachments(&self) -> Vec<VpcAttachmentView> {
        self.look(|context| {
            let all = context.state.vpc_attachments.iter();
            all.map(VpcAttachmentView::of).collect()
        })
    }

    pub(crate) fn peer_attachments(&self) -> Vec<PeerAttachmentView> {
        self.look(|context| {
            let all = context.state.peer_attachments.iter();
            all.map(PeerAttachmentView::of).collect()
        })
    }

    pub(crate) fn change_attachment(&self, id: &str, change: AttachmentChange) -> io::Result<()> {
        self.change(|context| {
            if let Some(vpc) = context.state.vpc_attachment_mut(id) {
                change.apply_to_vpc(vpc);
            } else {
                let peer = context.state.peer_attachment_mut(id);
                change.apply_to_peer(found(peer, ATTACHMENT, id)?);
            }
            Ok(())
        })?
    }

    pub(crate) fn remove_attachment(&self, id: &str) -> io::Result<()> {
        self.change(|context| {
            let state = &mut *context.state;
            let vpcs = state.vpc_attachments.len();
            state.vpc_attachments.retain(|vpc| vpc.attachment.id != id);
            let peers = state.peer_attachments.len();
            state
                .peer_attachments
                .retain(|peer| peer.attachment.id != id);
            if (vpcs, peers) == (state.vpc_attachments.len(), state.peer_attachments.len()) {
                return Err(absent(ATTACHMENT, id));
            }
            Ok(())
        })?
    }
}
