//! Which transit routers of a CEN instance a search is for.

use async_trait::async_trait;

use cen::transit_router::TransitRouter;
use cen::{CallError, CenId, Region};
use tf_plugin::framework::model::Model;
use tf_plugin::value::Attr;

use crate::scope::Scope;
use crate::tags::Tags;
use crate::written::{Written, meaning};

use super::{Filter, has_tags};

/// The transit routers of a CEN instance that meet every further condition.
#[derive(Clone, Debug, Default, Model)]
pub(crate) struct TransitRouters {
    /// The CEN instance.
    #[attribute(required)]
    cen_id: Attr<Written<CenId>>,
    /// Only the transit router in this region, such as `cn-hangzhou`, in any letter case.
    #[attribute(optional)]
    region: Attr<Written<Region>>,
    /// Only transit routers with this very name.
    #[attribute(optional)]
    name: Attr<String>,
    /// Only transit routers with this status, such as `Active`.
    #[attribute(optional)]
    status: Attr<String>,
    /// Only transit routers with these tags, whatever other tags they have.
    #[attribute(optional)]
    tags: Attr<Tags>,
}

#[async_trait]
impl Filter<TransitRouter> for TransitRouters {
    fn matches(&self, router: &TransitRouter) -> bool {
        let is = |wanted: &Attr<String>, actual: &str| {
            wanted.known().is_none_or(|wanted| wanted == actual)
        };
        let region = self.region.known();
        region.is_none_or(|region| **region == router.region)
            && is(&self.name, &router.name)
            && is(&self.status, router.status.as_str())
            && has_tags(&self.tags, &router.tags)
    }

    async fn all(
        &self,
        Scope { client, deadline }: Scope<'_>,
    ) -> Result<Vec<TransitRouter>, CallError> {
        match meaning(&self.cen_id) {
            Some(cen) => client.api.transit_routers(cen, deadline).await,
            None => Ok(Vec::new()),
        }
    }
}
