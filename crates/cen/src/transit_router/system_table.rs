//! The route tables that transit routers came with. A transit router keeps its own for life, so each is asked for once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;

use crate::client::Client;
use alibaba_cloud::deadline::Deadline;
use alibaba_cloud::error::CallError;

use super::route_table::{RouteTable, RouteTableId};
use super::router::RouterId;

/// The type of such tables.
const SYSTEM: &str = "System";

/// Those that one client has asked for.
#[derive(Default)]
pub(crate) struct SystemTables(Mutex<HashMap<RouterId, Cell>>);

/// Readers that come at the same time share the call.
type Cell = Arc<OnceCell<RouteTableId>>;

impl SystemTables {
    fn of(&self, router: &RouterId) -> Cell {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(all.entry(router.clone()).or_default())
    }
}

impl Client {
    /// Keeps the one that is among all `tables` of a transit router, where nobody has asked for it yet.
    pub(super) fn keep_system_table(&self, router: &RouterId, tables: &[RouteTable]) {
        if let Some(table) = tables.iter().find(|table| table.kind == SYSTEM) {
            // Whoever was first has found the same.
            drop(self.system_tables().of(router).set(table.key.id.clone()));
        }
    }
}

/// Why there is no id to keep.
enum Lack {
    NotListed,
    Failed(CallError),
}

impl Client {
    /// The route table that a transit router came with; `None` where the API lists none, as of a transit router that does not
    /// exist.
    ///
    /// # Errors
    ///
    /// As [`CallError`].
    pub async fn system_table(
        &self,
        router: &RouterId,
        deadline: &Deadline,
    ) -> Result<Option<RouteTableId>, CallError> {
        let ask = async || {
            let tables = self.route_tables(router, deadline).await;
            let mut tables = tables.map_err(Lack::Failed)?.into_iter();
            let table = tables.find(|table| table.kind == SYSTEM);
            table.map(|table| table.key.id).ok_or(Lack::NotListed)
        };
        match self.system_tables().of(router).get_or_try_init(ask).await {
            Ok(id) => Ok(Some(id.clone())),
            Err(Lack::NotListed) => Ok(None),
            Err(Lack::Failed(error)) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{client, deadline};
    use alibaba_cloud::scripted::answer;

    #[tokio::test(start_paused = true)]
    async fn a_table_is_asked_for_until_it_is_listed_and_not_again() {
        let table = |kind: &str| {
            format!(
                r#"{{"TransitRouterRouteTableId":"vtb-{kind}","TransitRouterId":"tr-a","TransitRouterRouteTableType":"{kind}"}}"#
            )
        };
        let tables = |all: &[String]| {
            let all = all.join(",");
            answer(200, &format!(r#"{{"TransitRouterRouteTables":[{all}]}}"#))
        };
        let both = [table("Custom"), table("System")];
        let (client, transport) = client([tables(&both[..1]), tables(&both)]);
        let (router, deadline) = (RouterId::parse("tr-a").unwrap(), deadline());
        let ask = async || client.system_table(&router, &deadline).await.unwrap();
        assert_eq!(ask().await, None);
        let found = tokio::join!(ask(), ask());
        let expected = RouteTableId::from_api("vtb-system");
        assert_eq!(found, (expected.clone(), expected));
        assert_eq!(transport.sent().len(), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn a_table_that_was_listed_is_not_asked_for() {
        let listed = r#"{"TransitRouterRouteTables":[{"TransitRouterRouteTableId":"vtb-a","TransitRouterId":"tr-a","TransitRouterRouteTableType":"System"}]}"#;
        let (client, transport) = client([answer(200, listed)]);
        let (router, deadline) = (RouterId::parse("tr-a").unwrap(), deadline());
        client.route_tables(&router, &deadline).await.unwrap();
        let found = client.system_table(&router, &deadline).await.unwrap();
        assert_eq!(found, RouteTableId::from_api("vtb-a"));
        assert_eq!(transport.sent().len(), 1);
    }
}
