//! `cen_transit_routers`: the transit routers of a CEN instance that meet some conditions.

use async_trait::async_trait;

use crate::api_errors::Explain as _;
use crate::filters::Filter as _;
use crate::filters::transit_routers::TransitRouters as Wanted;
use crate::from_api::{optional, time};
use crate::scope::Scope;
use crate::tags::{self, Tags};
use crate::{Cen, wait};
use cen::transit_router::TransitRouter;
use tf_plugin::framework::model::Model;
use tf_plugin::framework::{DataSource, DataSourceRead, Diagnostics};
use tf_plugin::value::Attr;

pub(super) struct TransitRouters;

/// The transit routers of a CEN instance that meet every condition. None is an empty list, and no error, and so are the transit
/// routers of an instance that does not exist.
#[derive(Clone, Model)]
pub(super) struct Found {
    #[attribute(flatten)]
    wanted: Wanted,
    /// The ids of the transit routers, in order.
    #[attribute(computed)]
    ids: Attr<Vec<String>>,
    /// The transit routers, in the order of their ids.
    #[attribute(computed)]
    transit_routers: Attr<Vec<Router>>,
}

/// A transit router.
#[derive(Clone, Model)]
#[model(computed)]
struct Router {
    /// Its id, `tr-...`.
    id: String,
    /// The CEN instance.
    cen_id: String,
    /// Where it is.
    region: String,
    /// Its name.
    name: Attr<String>,
    /// Its description.
    description: Attr<String>,
    /// The edition: `Enterprise`, or `Basic` for an old one.
    r#type: Attr<String>,
    /// `Active` when it can be changed; `Creating`, `Modifying`, `Deleting` or `Upgrading` for a while.
    status: String,
    /// Whether it forwards multicast traffic.
    support_multicast: Attr<bool>,
    /// All of its tags.
    tags: Attr<Tags>,
    /// When it was created, in UTC.
    creation_time: Attr<String>,
}

#[async_trait]
impl DataSource<Cen> for TransitRouters {
    type Model = Found;

    fn type_name(&self) -> &'static str {
        "cen_transit_routers"
    }

    async fn read(&self, request: DataSourceRead<Found, Cen>) -> Result<Found, Diagnostics> {
        let client = request.access.client()?;
        let deadline = wait::read_deadline(&request.operation);
        let wanted = request.config.wanted;
        let scope = Scope {
            client: &client,
            deadline: &deadline,
        };
        let found = wanted.found(scope).await.explained()?;
        let routers: Vec<Router> = found.iter().map(shown).collect();
        Ok(Found {
            wanted,
            ids: Attr::Known(routers.iter().map(|one| one.id.clone()).collect()),
            transit_routers: Attr::Known(routers),
        })
    }
}

fn shown(router: &TransitRouter) -> Router {
    Router {
        id: router.key.id.to_string(),
        cen_id: router.key.cen.to_string(),
        region: router.region.to_string(),
        name: optional(&router.name),
        description: optional(&router.description),
        r#type: optional(&router.edition),
        status: router.status.as_str().to_owned(),
        support_multicast: router.support_multicast.into(),
        tags: tags::attr(router.tags.clone()),
        creation_time: time(router.creation_time.as_ref()),
    }
}
