//! Route tables of transit routers: where what comes in through an attachment is looked up.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::client::Client;
use crate::error;
use crate::id::{id, key};
use crate::listed::{Listed, Paging};
use crate::open_enum::open_enum;
use crate::reads::Freshness;
use crate::region::Region;
use crate::tags::{self, Tagged};
use crate::time::Time;
use alibaba_cloud::call::Call;
use alibaba_cloud::deadline::Deadline;
use alibaba_cloud::error::CallError;
use alibaba_cloud::token::ClientToken;

use super::router::RouterId;

/// What requests and answers call the id of a route table.
pub(super) const ID: &str = "TransitRouterRouteTableId";

/// Whether routes of border routers in several regions are used together.
const MULTI_REGION_ECMP: &str = "MultiRegionECMP";

id! {
    /// Id of a route table of a transit router.
    RouteTableId of RouteTable: "a route table of a transit router", "vtb-"
}

key! {
    /// What to look for a route table by. Written as `ROUTER:TABLE`, the form that the official provider stores too.
    RouteTableKey of "a route table with its transit router" {
        /// The transit router.
        router: RouterId,
        /// The route table.
        id: RouteTableId,
    }
}

/// A route table of a transit router.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteTable {
    /// What to look for it by.
    pub key: RouteTableKey,
    /// Where the transit router is, where that is said.
    pub region: Option<Region>,
    /// `Custom`, or `System` for the one that every transit router has; empty when not given.
    pub kind: String,
    /// Empty when it has none.
    pub name: String,
    /// Empty when it has none.
    pub description: String,
    /// What it is doing.
    pub status: RouteTableStatus,
    /// Whether equal routes of border routers in several regions share the traffic.
    pub multi_region_ecmp: Option<bool>,
    /// Tags by key.
    pub tags: BTreeMap<String, String>,
    /// When it was created.
    pub creation_time: Option<Time>,
}

open_enum! {
    /// What a route table is doing.
    RouteTableStatus {
        /// It is being created.
        Creating = "Creating",
        /// Nothing; it can be changed.
        Active = "Active",
        /// It is being changed.
        Updating = "Updating",
        /// It is being deleted.
        Deleting = "Deleting",
    }
}

impl Listed for RouteTable {
    type Parent = RouterId;

    type Id = RouteTableId;

    const ACTION: &'static str = "ListTransitRouterRouteTables";

    const MEMBER: &'static str = "TransitRouterRouteTables";

    const PLURAL: &'static str = "route tables";

    const PAGING: Paging = Paging::Tokens;

    fn id(&self) -> &RouteTableId {
        &self.key.id
    }

    fn narrow(call: Call, router: &RouterId, ids: &[RouteTableId]) -> Call {
        call.with("TransitRouterId", router)
            .with_some("TransitRouterRouteTableIds.1", ids.first())
    }

    fn read(entry: Answer<'_>) -> Result<Self, String> {
        let id: RouteTableId = entry.id(ID)?.ok_or("a route table in it has no id")?;
        let router = entry
            .id("TransitRouterId")?
            .ok_or_else(|| format!("route table {id} in it has no transit router"))?;
        let options = entry.texts("RouteTableOptions");
        let ecmp = options.get(MULTI_REGION_ECMP).map(String::as_str);
        Ok(Self {
            key: RouteTableKey { router, id },
            region: entry.id("RegionId")?,
            kind: entry.text("TransitRouterRouteTableType")?,
            name: entry.verbatim("TransitRouterRouteTableName")?,
            description: entry.verbatim("TransitRouterRouteTableDescription")?,
            status: entry.text("TransitRouterRouteTableStatus")?.into(),
            multi_region_ecmp: match ecmp {
                Some("enable") => Some(true),
                Some("disable") => Some(false),
                _ => None,
            },
            tags: entry.tags()?,
            creation_time: entry.time("CreateTime")?,
        })
    }
}

impl<'a> Tagged<'a> {
    /// A route table of a transit router, and their region.
    pub fn route_table(key: &'a RouteTableKey, region: Option<&'a Region>) -> Self {
        Self::new("TransitRouterRouteTable", key.id.as_str(), region)
    }
}

/// What a route table is created with, except for the token; see [`NewInstance`](crate::NewInstance).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewRouteTable {
    /// The transit router.
    pub router: RouterId,
    /// What can be changed later, too.
    pub settings: RouteTableSettings,
    /// Tags to begin with, at most 20.
    pub tags: BTreeMap<String, String>,
}

/// What can be set of a route table; what is `None` stays, or is the API's default, and an empty text clears.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RouteTableSettings {
    /// Its name.
    pub name: Option<String>,
    /// Its description.
    pub description: Option<String>,
    /// Whether equal routes of border routers in several regions share the traffic.
    pub multi_region_ecmp: Option<bool>,
}

impl RouteTableSettings {
    fn put(&self, call: Call) -> Call {
        let ecmp = self.multi_region_ecmp.map(|is_on| match is_on {
            true => "enable",
            false => "disable",
        });
        call.with_some("TransitRouterRouteTableName", self.name.as_ref())
            .with_some(
                "TransitRouterRouteTableDescription",
                self.description.as_ref(),
            )
            .with_some(format!("RouteTableOptions.{MULTI_REGION_ECMP}"), ecmp)
    }
}

impl Client {
    /// Creates a route table, or learns which one was created when the same token was used before. It may be listed and
    /// become active a little later.
    ///
    /// # Errors
    ///
    /// As those of [`create_instance`](Self::create_instance).
    pub async fn create_route_table(
        &self,
        new: &NewRouteTable,
        token: &ClientToken,
        deadline: &Deadline,
    ) -> Result<RouteTableKey, CallError> {
        let call = Call::with_token("CreateTransitRouterRouteTable", token)
            .with("TransitRouterId", &new.router);
        let call = tags::put(&new.tags, new.settings.put(call));
        let router = new.router.clone();
        let turn = self.routers().of_router(&router, deadline).await?;
        let id = self.create(&call, ID, deadline).await?;
        drop(turn);
        self.routers().learn(&id, &router);
        Ok(RouteTableKey { router, id })
    }

    /// The route table, or `None` when the API says that it does not exist.
    ///
    /// # Errors
    ///
    /// As [`CallError`]; an answer that leaves its existence open is an error.
    pub async fn route_table(
        &self,
        key: &RouteTableKey,
        freshness: Freshness,
        deadline: &Deadline,
    ) -> Result<Option<RouteTable>, CallError> {
        self.routers().learn(&key.id, &key.router);
        self.read(&key.router, &key.id, freshness, deadline).await
    }

    /// All route tables of a transit router, in the order of their ids.
    ///
    /// # Errors
    ///
    /// As [`CallError`].
    pub async fn route_tables(
        &self,
        router: &RouterId,
        deadline: &Deadline,
    ) -> Result<Vec<RouteTable>, CallError> {
        let all: Vec<RouteTable> = self.all(router, deadline).await?;
        for table in &all {
            self.routers().learn(&table.key.id, &table.key.router);
        }
        self.keep_system_table(router, &all);
        Ok(all)
    }

    /// Changes a route table. It takes no other change until it is active again.
    ///
    /// # Errors
    ///
    /// As [`CallError`].
    pub async fn update_route_table(
        &self,
        id: &RouteTableId,
        settings: &RouteTableSettings,
        deadline: &Deadline,
    ) -> Result<(), CallError> {
        let call = settings.put(Call::idempotent("UpdateTransitRouterRouteTable").with(ID, id));
        let _turn = self.routers().of_table(id, deadline).await?;
        self.write(&[id], &call, deadline).await
    }

    /// Deletes a route table. It may be listed for a while after.
    ///
    /// # Errors
    ///
    /// As [`CallError`]; [`Kind::InUse`](crate::error::Kind::InUse) as long as an attachment uses it. That it does not exist is a
    /// success.
    pub async fn delete_route_table(
        &self,
        id: &RouteTableId,
        deadline: &Deadline,
    ) -> Result<(), CallError> {
        let call = Call::idempotent("DeleteTransitRouterRouteTable")
            .with(ID, id)
            .classified(error::class_while_freeing)
            .in_turn(self.routers().queue_of_table(id));
        error::accept_gone(self.write(&[id], &call, deadline).await)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::listed::{self, Page};
    use crate::testing::{client, deadline};
    use alibaba_cloud::scripted::{answer, refusal};

    fn key() -> RouteTableKey {
        RouteTableKey::parse("tr-one:VTB-one").unwrap()
    }

    #[test]
    fn a_route_table_is_read_with_everything_that_is_said_of_it() {
        let answer = json!({
            "NextToken": "",
            "TransitRouterRouteTables": [{
                "TransitRouterRouteTableId": "vtb-one", "TransitRouterRouteTableName": "main",
                "TransitRouterRouteTableDescription": "d", "TransitRouterRouteTableStatus": "Active",
                "TransitRouterRouteTableType": "Custom", "TransitRouterId": "tr-one", "RegionId": "cn-hangzhou",
                "CreateTime": "2026-01-02T03:04Z", "RouteTableOptions": {"MultiRegionECMP": "enable"},
                "Tags": [{"Key": "env", "Value": "dev"}]
            }]
        });
        let expected = RouteTable {
            key: key(),
            region: Region::parse("cn-hangzhou").ok(),
            kind: "Custom".to_owned(),
            name: "main".to_owned(),
            description: "d".to_owned(),
            status: RouteTableStatus::Active,
            multi_region_ecmp: Some(true),
            tags: [("env".to_owned(), "dev".to_owned())].into(),
            creation_time: Time::from_api("2026-01-02T03:04Z"),
        };
        let page = Page::of(vec![expected], 1);
        assert_eq!(listed::page(&answer, &key().router), Ok(page));
        for (entry, lack) in [
            (json!({}), "a route table in it has no id"),
            (
                json!({"TransitRouterRouteTableId": "vtb-a"}),
                "route table vtb-a in it has no transit router",
            ),
        ] {
            let answer = json!({ "TransitRouterRouteTables": [entry] });
            let read: Result<Page<RouteTable>, _> = listed::page(&answer, &key().router);
            assert_eq!(read, Err(lack.to_owned()));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_not_said_is_not_sent_and_a_table_that_is_gone_is_deleted() {
        let gone = || refusal(404, "InvalidTransitRouterRouteTableId.NotFound");
        let answers = [answer(200, "{}"), gone(), gone()];
        let (client, transport) = client(answers);
        let settings = RouteTableSettings {
            description: Some(String::new()),
            multi_region_ecmp: Some(false),
            ..RouteTableSettings::default()
        };
        let (key, deadline) = (key(), deadline());
        let update = client.update_route_table(&key.id, &settings, &deadline);
        update.await.unwrap();
        let sent = &transport.sent()[0];
        assert_eq!(sent["RouteTableOptions.MultiRegionECMP"], "disable");
        assert_eq!(sent["TransitRouterRouteTableDescription"], "");
        assert_eq!(sent.get("TransitRouterRouteTableName"), None);
        let read = client.route_table(&key, Freshness::Latest, &deadline);
        assert_eq!(read.await.unwrap(), None);
        client.delete_route_table(&key.id, &deadline).await.unwrap();
    }
}
