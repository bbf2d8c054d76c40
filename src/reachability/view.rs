//! What the API says of transit routers, tables and attachments, as far as a way needs it. Each list is asked for once: the ways
//! there and back, and those to several blocks, go through the same tables.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::Mutex;

use cen::transit_router::{
    AttachmentKey, AttachmentKind, AttachmentStatus, Ecr, Head, Relation, RelationStatus,
    RouteEntry, RouteEntryStatus, Vbr, Vpc, Vpn,
};
use cen::{AttachmentId, CallError, CenId, Freshness, RouteTableId, RouterId};

use crate::scope::Scope;

/// What several routes of an answer call a connection of two transit routers.
pub(super) const CONNECTION: &str = "TR";

/// The API, asked for what is there now.
pub(super) struct View<'s> {
    scope: Scope<'s>,
    tables: Asked<RouterId, Vec<RouteTableId>>,
    routes: Asked<RouteTableId, Vec<RouteEntry>>,
    associations: Asked<AttachmentId, Vec<Association>>,
    networks: Asked<AttachmentId, Option<Network>>,
}

/// What has been answered.
type Asked<K, T> = Mutex<BTreeMap<K, Arc<T>>>;

/// What has been answered about `key`, or is answered by `ask`.
async fn once<K: Clone + Ord, T>(
    asked: &Asked<K, T>,
    key: &K,
    ask: impl Future<Output = Result<T, CallError>>,
) -> Result<Arc<T>, CallError> {
    let mut asked = asked.lock().await;
    if let Some(answer) = asked.get(key) {
        return Ok(Arc::clone(answer));
    }
    let answer = Arc::new(ask.await?);
    asked.insert(key.clone(), Arc::clone(&answer));
    Ok(answer)
}

/// Where what comes in by an attachment is looked up.
pub(super) struct Association {
    pub(super) table: RouteTableId,
    /// The id of what is attached.
    pub(super) resource: String,
}

/// An attached network.
pub(super) struct Network {
    /// The CEN instance, where that is told.
    pub(super) cen: Option<CenId>,
    pub(super) router: RouterId,
    pub(super) is_attached: bool,
    /// Whether its transit router publishes its routes to it.
    pub(super) is_published_to: bool,
}

impl<'s> View<'s> {
    pub(super) fn new(scope: Scope<'s>) -> Self {
        Self {
            scope,
            tables: Asked::default(),
            routes: Asked::default(),
            associations: Asked::default(),
            networks: Asked::default(),
        }
    }

    /// The tables of a transit router.
    pub(super) async fn tables(
        &self,
        router: &RouterId,
    ) -> Result<Arc<Vec<RouteTableId>>, CallError> {
        let Scope { client, deadline } = self.scope;
        let ask = async {
            let tables = client.api.route_tables(router, deadline).await?;
            Ok(tables.into_iter().map(|table| table.key.id).collect())
        };
        once(&self.tables, router, ask).await
    }

    /// The routes of a table that are in use, or stand by for a better one to the same destination.
    pub(super) async fn routes(
        &self,
        table: &RouteTableId,
    ) -> Result<Arc<Vec<RouteEntry>>, CallError> {
        let Scope { client, deadline } = self.scope;
        let ask = async {
            let mut routes = client.api.route_entries(table, deadline).await?;
            routes.retain(|route| {
                use RouteEntryStatus::{Active, Candidate, Standby};
                matches!(route.status, Active | Candidate | Standby)
            });
            Ok(routes)
        };
        once(&self.routes, table, ask).await
    }

    /// Those of all tables of a transit router.
    pub(super) async fn all_routes(
        &self,
        router: &RouterId,
    ) -> Result<Vec<Arc<Vec<RouteEntry>>>, CallError> {
        let mut all = Vec::new();
        for table in self.tables(router).await?.iter() {
            all.push(self.routes(table).await?);
        }
        Ok(all)
    }

    /// The associations of an attachment that are in force: one, of a connection one on either side.
    pub(super) async fn associations(
        &self,
        attachment: &AttachmentId,
    ) -> Result<Arc<Vec<Association>>, CallError> {
        let Scope { client, deadline } = self.scope;
        let ask = async {
            let all = client.api.associations_of(attachment, deadline).await?;
            let in_force = all
                .into_iter()
                .filter(|one| one.status == RelationStatus::Active);
            Ok(in_force.map(Association::from).collect())
        };
        once(&self.associations, attachment, ask).await
    }

    /// The attached network; nothing when the API knows none under this id.
    pub(super) async fn network(
        &self,
        attachment: &AttachmentId,
    ) -> Result<Arc<Option<Network>>, CallError> {
        once(
            &self.networks,
            attachment,
            self.network_of_any_kind(attachment),
        )
        .await
    }

    /// An id does not say of which kind it is, and there is no list of all kinds.
    async fn network_of_any_kind(
        &self,
        attachment: &AttachmentId,
    ) -> Result<Option<Network>, CallError> {
        let mut head = self.head::<Vpc>(attachment).await?;
        if head.is_none() {
            head = self.head::<Vbr>(attachment).await?;
        }
        if head.is_none() {
            head = self.head::<Vpn>(attachment).await?;
        }
        if head.is_none() {
            head = self.head::<Ecr>(attachment).await?;
        }
        Ok(head.map(|head| Network {
            is_attached: head.status == AttachmentStatus::Attached,
            // Nothing is said of express connect routers, which are published to in any case.
            is_published_to: head.auto_publish_routes != Some(false),
            cen: head.cen,
            router: head.router,
        }))
    }

    async fn head<K: AttachmentKind>(&self, id: &AttachmentId) -> Result<Option<Head>, CallError> {
        let key = AttachmentKey {
            router: None,
            cen: None,
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
