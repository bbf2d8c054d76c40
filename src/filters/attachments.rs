//! Which attachments of a transit router a search is for, whatever their kind.

use async_trait::async_trait;

use cen::transit_router::{Attachment, AttachmentKind, Ecr, Peer, Vbr, Vpc, Vpn};
use cen::{CallError, RouterId};
use tf_plugin::framework::model::Model;
use tf_plugin::value::Attr;

use crate::scope::Scope;
use crate::tags::Tags;
use crate::written::{Written, meaning};

use super::{Filter, has_tags};

/// The attachments of one kind of a transit router that meet every further condition.
#[derive(Clone, Debug, Default, Model)]
pub(crate) struct Attachments {
    /// The transit router.
    #[attribute(required)]
    transit_router_id: Attr<Written<RouterId>>,
    /// Only attachments of what has this id, such as a VPC; of connections, of the other transit router.
    #[attribute(optional)]
    resource_id: Attr<String>,
    /// Only attachments with this very name.
    #[attribute(optional)]
    name: Attr<String>,
    /// Only attachments with this status, such as `Attached`.
    #[attribute(optional)]
    status: Attr<String>,
    /// Only attachments with these tags, whatever other tags they have.
    #[attribute(optional)]
    tags: Attr<Tags>,
}

#[async_trait]
impl<K: Resource> Filter<Attachment<K>> for Attachments {
    fn matches(&self, attachment: &Attachment<K>) -> bool {
        let Attachment { head, own } = attachment;
        let is = |wanted: &Attr<String>, actual: &str| {
            wanted.known().is_none_or(|wanted| wanted == actual)
        };
        is(&self.resource_id, own.resource().0)
            && is(&self.name, &head.name)
            && is(&self.status, head.status.as_str())
            && has_tags(&self.tags, &head.tags)
    }

    async fn all(
        &self,
        Scope { client, deadline }: Scope<'_>,
    ) -> Result<Vec<Attachment<K>>, CallError> {
        match meaning(&self.transit_router_id) {
            Some(router) => client.api.attachments(router, deadline).await,
            None => Ok(Vec::new()),
        }
    }
}

/// What is attached.
pub(crate) trait Resource: AttachmentKind {
    /// Its id, and the account it belongs to.
    fn resource(&self) -> (&str, Option<u64>);
}

macro_rules! resource {
    ($($kind:ty),+) => {
        $(impl Resource for $kind {
            fn resource(&self) -> (&str, Option<u64>) {
                (&self.id, self.owner)
            }
        })+
    };
}

resource!(Ecr, Vbr, Vpc, Vpn);

impl Resource for Peer {
    fn resource(&self) -> (&str, Option<u64>) {
        (&self.peer_router, None)
    }
}
