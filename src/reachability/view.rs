//! What the API says of transit routers, tables and attachments, as far as a way needs it.

use cen::transit_router::{
    AttachmentKey, AttachmentKind, AttachmentStatus, Ecr, Head, Relation, RelationStatus,
    RouteEntry, RouteEntryStatus, Vbr, Vpc, Vpn,
};
use cen::{AttachmentId, CallError, Freshness, RouteTableId, RouterId};

use crate::scope::Scope;

/// What several routes of an answer call a connection of two transit routers.
pub(super) const CONNECTION: &str = "TR";

/// The API, asked for what is there now.
pub(super) struct View<'s> {
    scope: Scope<'s>,
}

/// Where what comes in by an attachment is looked up.
pub(super) struct Association {
    pub(super) table: RouteTableId,
    /// The id of what is attached.
    pub(super) resource: String,
}

/// An attached network.
pub(super) struct Network {
    pub(super) router: RouterId,
    pub(super) is_attached: bool,
    /// Whether its transit router publishes its routes to it.
    pub(super) is_published_to: bool,
}

impl<'s> View<'s> {
    pub(super) fn new(scope: Scope<'s>) -> Self {
        Self { scope }
    }

    /// The tables of a transit router.
    pub(super) async fn tables(&self, router: &RouterId) -> Result<Vec<RouteTableId>, CallError> {
        let Scope { client, deadline } = self.scope;
        let tables = client.api.route_tables(router, deadline).await?;
        Ok(tables.into_iter().map(|table| table.key.id).collect())
    }

    /// The routes of a table that are in use.
    pub(super) async fn routes(&self, table: &RouteTableId) -> Result<Vec<RouteEntry>, CallError> {
        let Scope { client, deadline } = self.scope;
        let mut routes = client.api.route_entries(table, deadline).await?;
        routes.retain(|route| route.status == RouteEntryStatus::Active);
        Ok(routes)
    }

    /// The associations of an attachment that are in force: one, of a connection one on either side.
    pub(super) async fn associations(
        &self,
        attachment: &AttachmentId,
    ) -> Result<Vec<Association>, CallError> {
        let Scope { client, deadline } = self.scope;
        let all = client.api.associations_of(attachment, deadline).await?;
        let in_force = all
            .into_iter()
            .filter(|one| one.status == RelationStatus::Active);
        Ok(in_force.map(Association::from).collect())
    }

    /// The attached network; `None` when the API knows none under this id.
    pub(super) async fn network(
        &self,
        attachment: &AttachmentId,
    ) -> Result<Option<Network>, CallError> {
        // An id does not say of which kind it is, and there is no list of all kinds.
        let head = match self.head::<Vpc>(attachment).await? {
            Some(head) => Some(head),
            None => match self.head::<Vbr>(attachment).await? {
                Some(head) => Some(head),
                None => match self.head::<Vpn>(attachment).await? {
                    Some(head) => Some(head),
                    None => self.head::<Ecr>(attachment).await?,
                },
            },
        };
        Ok(head.map(|head| Network {
            is_attached: head.status == AttachmentStatus::Attached,
            // Nothing is said of express connect routers, which are published to in any case.
            is_published_to: head.auto_publish_routes != Some(false),
            router: head.router,
        }))
    }

    async fn head<K: AttachmentKind>(&self, id: &AttachmentId) -> Result<Option<Head>, CallError> {
        let key = AttachmentKey {
            router: None,
            id: id.clone(),
        };
        let Scope { client, deadline } = self.scope;
        let found = client
            .api
            .attachment::<K>(&key, Freshness::Recent, deadline)
            .await?;
        Ok(found.map(|attachment| attachment.head))
    }
}

impl From<Relation> for Association {
    fn from(relation: Relation) -> Self {
        Self {
            table: relation.key.table,
            resource: relation.resource_id,
        }
    }
}
