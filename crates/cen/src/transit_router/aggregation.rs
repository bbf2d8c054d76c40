//! Aggregate routes: blocks that networks are told of in place of the routes within them.

use std::collections::BTreeSet;
use std::fmt::{self, Display, Formatter};

use serde_json::json;

use crate::answer::Answer;
use crate::cidr::Cidr;
use crate::client::Client;
use crate::id::{IllegalId, parsed};
use crate::listed::{Listed, Paging};
use crate::made::{self, Made};
use crate::open_enum::open_enum;
use crate::reads::Freshness;
use alibaba_cloud::call::Call;
use alibaba_cloud::deadline::Deadline;
use alibaba_cloud::error::CallError;

use super::route_table::RouteTableId;

/// What requests call the route table; answers have yet another word for it.
const TABLE: &str = "TransitRouteTableId";
const CIDR: &str = "TransitRouteTableAggregationCidr";

/// A route table and a block. Written as `TABLE:BLOCK`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AggregationKey {
    /// The route table.
    pub table: RouteTableId,
    /// The block.
    pub cidr: Cidr,
}

impl AggregationKey {
    /// Reads the two, joined by a colon or, as in states that the official provider has written of late, by a `#`.
    ///
    /// # Errors
    ///
    /// [`IllegalId`] with the form that is expected.
    pub fn parse(text: &str) -> Result<Self, IllegalId> {
        let read = || {
            let (table, cidr) = text.split_once('#').or_else(|| text.split_once(':'))?;
            Some(Self {
                table: RouteTableId::parse(table).ok()?,
                cidr: Cidr::stored(cidr)?,
            })
        };
        let example = format!("{}:10.0.0.0/8", RouteTableId::EXAMPLE);
        read().ok_or_else(|| IllegalId::new(text, "an aggregate route", example))
    }

    fn put(&self, call: Call) -> Call {
        call.with(TABLE, &self.table).with(CIDR, self.cidr)
    }
}

parsed!(AggregationKey, IllegalId);

impl Display for AggregationKey {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.table, self.cidr)
    }
}

/// An aggregate route of a route table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aggregation {
    /// What it is.
    pub key: AggregationKey,
    /// What can be changed.
    pub settings: AggregationSettings,
    /// How far it is.
    pub status: AggregationStatus,
}

/// What can be set of an aggregate route.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AggregationSettings {
    /// Empty when it has none.
    pub name: String,
    /// Empty when it has none.
    pub description: String,
    /// The kinds of networks that are told of it, such as `VPC`.
    pub scopes: BTreeSet<String>,
}

impl AggregationSettings {
    fn put(&self, call: Call) -> Call {
        call.with("TransitRouteTableAggregationName", &self.name)
            .with("TransitRouteTableAggregationDescription", &self.description)
            .with("TransitRouteTableAggregationScopeList", json!(self.scopes))
    }
}

open_enum! {
    /// How far networks have been told of an aggregate route.
    AggregationStatus {
        /// All have been.
        AllConfigured = "AllConfigured",
        /// Some could not be.
        PartialConfigured = "PartialConfigured",
        /// They are being told.
        Configuring = "Configuring",
        /// None could be.
        ConfigFailed = "ConfigFailed",
        /// It is being deleted.
        Deleting = "Deleting",
    }
}

impl Listed for Aggregation {
    type Parent = RouteTableId;

    type Id = AggregationKey;

    const ACTION: &'static str = "DescribeTransitRouteTableAggregation";

    const MEMBER: &'static str = "Data";

    const PLURAL: &'static str = "aggregate routes";

    const PAGING: Paging = Paging::Tokens;

    fn id(&self) -> &AggregationKey {
        &self.key
    }

    fn narrow(call: Call, table: &RouteTableId, ids: &[AggregationKey]) -> Call {
        call.with(TABLE, table)
            .with_some(CIDR, ids.first().map(|key| key.cidr))
    }

    fn read(entry: Answer<'_>) -> Result<Self, String> {
        let key = entry
            .id("TrRouteTableId")?
            .zip(entry.id(CIDR)?)
            .map(|(table, cidr)| AggregationKey { table, cidr });
        let mut scopes: BTreeSet<String> = entry.words("ScopeList")?.into_iter().collect();
        scopes.extend(Some(entry.text("Scope")?).filter(|scope| !scope.is_empty()));
        Ok(Self {
            key: key.ok_or("an aggregate route in it lacks a table or a block")?,
            settings: AggregationSettings {
                name: entry.verbatim("Name")?,
                description: entry.verbatim("Description")?,
                scopes,
            },
            status: entry.text("Status")?.into(),
        })
    }
}

impl Client {
    /// The aggregate route, or `None` when the API says that it does not exist.
    ///
    /// # Errors
    ///
    /// As [`CallError`]; an answer that leaves its existence open is an error.
    pub async fn aggregation(
        &self,
        key: &AggregationKey,
        freshness: Freshness,
        deadline: &Deadline,
    ) -> Result<Option<Aggregation>, CallError> {
        self.read(&key.table, key, freshness, deadline).await
    }

    /// Adds an aggregate route to a table. It may show a little later.
    ///
    /// # Errors
    ///
    /// As [`CallError`]. That it is there already is a success.
    pub async fn create_aggregation(
        &self,
        key: &AggregationKey,
        settings: &AggregationSettings,
        deadline: &Deadline,
    ) -> Result<Made, CallError> {
        let call = Call::idempotent("CreateTransitRouteTableAggregation");
        let outcome = self.aggregate(key, settings.put(call), deadline).await;
        made::made(outcome, self.aggregation(key, Freshness::Latest, deadline)).await
    }

    /// Changes everything that can be of an aggregate route.
    ///
    /// # Errors
    ///
    /// As [`CallError`].
    pub async fn update_aggregation(
        &self,
        key: &AggregationKey,
        settings: &AggregationSettings,
        deadline: &Deadline,
    ) -> Result<(), CallError> {
        let call = Call::idempotent("ModifyTransitRouteTableAggregation");
        self.aggregate(key, settings.put(call), deadline).await
    }

    /// Deletes an aggregate route; networks are told of the routes within it again. It may be listed for a while after.
    ///
    /// # Errors
    ///
    /// As [`CallError`]. That it, or its table, does not exist is a success.
    pub async fn delete_aggregation(
        &self,
        key: &AggregationKey,
        deadline: &Deadline,
    ) -> Result<(), CallError> {
        let call = Call::idempotent("DeleteTransitRouteTableAggregation");
        let outcome = self.aggregate(key, call, deadline).await;
        made::unmade(outcome, self.aggregation(key, Freshness::Latest, deadline)).await
    }

    async fn aggregate(
        &self,
        key: &AggregationKey,
        call: Call,
        deadline: &Deadline,
    ) -> Result<(), CallError> {
        let _turn = self.routers().of_table(&key.table, deadline).await?;
        self.write(&[key], &key.put(call), deadline).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::listed::{self, Page};
    use crate::testing::{client, deadline, done};

    #[test]
    fn ids_of_all_times_are_read_and_ipv6_is_no_more_than_a_block() {
        for (text, form) in [
            ("vtb-a:10.0.0.0/8", "vtb-a:10.0.0.0/8"),
            ("VTB-a#10.0.0.0/8", "vtb-a:10.0.0.0/8"),
            ("vtb-a:2001:db8::/32", "vtb-a:2001:db8::/32"),
            ("vtb-a#2001:DB8::/32", "vtb-a:2001:db8::/32"),
        ] {
            let key = AggregationKey::parse(text).unwrap();
            assert_eq!(key.to_string(), form);
        }
        for text in ["", "vtb-a", "vtb-a:", "vtb-a#vtb-b", "10.0.0.0/8:vtb-a"] {
            assert!(AggregationKey::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_aggregate_is_read_with_everything_that_is_said_of_it() {
        let key = AggregationKey::parse("vtb-a:10.0.0.0/8").unwrap();
        let answer = json!({ "Count": 1, "Total": 1, "Data": [{
            "TrRouteTableId": "vtb-a", "TransitRouteTableAggregationCidr": "10.0.0.0/8", "Name": "n", "Description": "d",
            "RouteType": "Static", "Scope": "VPC", "ScopeList": ["VPC", "VBR"], "Status": "Configuring"
        }]});
        let expected = Aggregation {
            settings: AggregationSettings {
                name: "n".to_owned(),
                description: "d".to_owned(),
                scopes: ["VBR", "VPC"].map(str::to_owned).into(),
            },
            status: AggregationStatus::Configuring,
            key: key.clone(),
        };
        let page = Page::of(vec![expected], 1);
        assert_eq!(listed::page(&answer, &key.table), Ok(page));
        let lacking = json!({ "Data": [{ "TrRouteTableId": "vtb-a" }] });
        let read: Result<Page<Aggregation>, _> = listed::page(&lacking, &key.table);
        let lack = "an aggregate route in it lacks a table or a block";
        assert_eq!(read, Err(lack.to_owned()));
    }

    #[tokio::test(start_paused = true)]
    async fn scopes_are_one_json_list() {
        let key = AggregationKey::parse("vtb-a:10.0.0.0/8").unwrap();
        let (client, transport) = client([done()]);
        let settings = AggregationSettings {
            scopes: ["VPC", "VBR"].map(str::to_owned).into(),
            ..AggregationSettings::default()
        };
        let deadline = deadline();
        let create = client.create_aggregation(&key, &settings, &deadline);
        create.await.unwrap();
        let sent = &transport.sent()[0];
        let scopes = &sent["TransitRouteTableAggregationScopeList"];
        assert_eq!(scopes, r#"["VBR","VPC"]"#);
        assert_eq!(sent["TransitRouteTableId"], "vtb-a");
    }
}
