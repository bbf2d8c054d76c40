//! Transit routers for actions that want to be told the region besides, which is always that of the transit router.

use crate::client::Client;
use crate::region::Region;
use alibaba_cloud::call::Call;
use alibaba_cloud::deadline::Deadline;
use alibaba_cloud::error::CallError;

use super::router::RouterId;

/// A transit router, and where it is. One that does not exist is nowhere.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Located {
    pub(super) router: RouterId,
    pub(super) region: Option<Region>,
}

impl Located {
    pub(super) fn put(&self, call: Call) -> Call {
        call.with("TransitRouterId", &self.router)
            .with_some("RegionId", self.region.as_ref())
    }
}

impl Client {
    /// Finds out where a transit router is, by the table of the system that each of them has.
    pub(super) async fn locate(
        &self,
        router: &RouterId,
        deadline: &Deadline,
    ) -> Result<Located, CallError> {
        // Whoever asks meanwhile waits for the one answer.
        let question = format!("where {router} is");
        let _turn = self.routers().of(&question, deadline).await?;
        if self.routers().region(router).is_none() {
            let tables = self.route_tables(router, deadline).await?;
            if let Some(region) = tables.iter().find_map(|table| table.region.as_ref()) {
                self.routers().learn_region(router, region);
            }
        }
        Ok(Located {
            router: router.clone(),
            region: self.routers().region(router),
        })
    }
}
