//! Address blocks of transit routers, out of which VPN connections get their addresses.

use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::cidr::Cidr;
use crate::client::Client;
use crate::error;
use crate::id::{id, key};
use crate::listed::{Listed, Paging};
use crate::reads::Freshness;
use alibaba_cloud::call::Call;
use alibaba_cloud::deadline::Deadline;
use alibaba_cloud::error::CallError;
use alibaba_cloud::token::ClientToken;

use super::located::Located;
use super::router::RouterId;

/// What requests and answers call the id of a block.
const ID: &str = "TransitRouterCidrId";

id! {
    /// Id of an address block of a transit router.
    RouterCidrId of RouterCidr: "an address block of a transit router", "cidr-", guess = true
}

key! {
    /// What to look for an address block by. Written as `ROUTER:BLOCK`, the form that the official provider stores too.
    RouterCidrKey of "an address block with its transit router" {
        /// The transit router.
        router: RouterId,
        /// The block.
        id: RouterCidrId,
    }
}

/// An address block of a transit router.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouterCidr {
    /// What to look for it by.
    pub key: RouterCidrKey,
    /// The block.
    pub cidr: Cidr,
    /// Empty when it has none.
    pub name: String,
    /// Empty when it has none.
    pub description: String,
    /// Whether border routers learn it.
    pub publish: Option<bool>,
}

impl Listed for RouterCidr {
    type Parent = Located;

    type Id = RouterCidrId;

    const ACTION: &'static str = "ListTransitRouterCidr";

    const MEMBER: &'static str = "CidrLists";

    const PLURAL: &'static str = "address blocks";

    const PAGING: Paging = Paging::Whole;

    fn id(&self) -> &RouterCidrId {
        &self.key.id
    }

    fn narrow(call: Call, router: &Located, ids: &[RouterCidrId]) -> Call {
        router.put(call).with_some(ID, ids.first())
    }

    fn read(entry: Answer<'_>) -> Result<Self, String> {
        let id: RouterCidrId = entry.id(ID)?.ok_or("an address block in it has no id")?;
        let lacks = |what| format!("address block {id} in it has no {what}");
        let router = entry.id("TransitRouterId")?;
        let cidr = entry.id("Cidr")?;
        Ok(Self {
            cidr: cidr.ok_or_else(|| lacks("addresses"))?,
            name: entry.verbatim("Name")?,
            description: entry.verbatim("Description")?,
            publish: entry.flag("PublishCidrRoute")?,
            key: RouterCidrKey {
                router: router.ok_or_else(|| lacks("transit router"))?,
                id,
            },
        })
    }
}

/// What an address block is created with, except for the token; see [`NewInstance`](crate::NewInstance).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewRouterCidr {
    /// The transit router.
    pub router: RouterId,
    /// The block.
    pub cidr: Cidr,
    /// Name to begin with.
    pub name: Option<String>,
    /// Description to begin with.
    pub description: Option<String>,
    /// Whether border routers learn it; the API's default, yes, when `None`.
    pub publish: Option<bool>,
}

/// What changes about an address block; what is `None` stays, an empty text clears.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RouterCidrChange {
    /// Another block.
    pub cidr: Option<Cidr>,
    /// Another name.
    pub name: Option<String>,
    /// Another description.
    pub description: Option<String>,
    /// Whether border routers learn it.
    pub publish: Option<bool>,
}

impl RouterCidrChange {
    fn put(&self, call: Call) -> Call {
        call.with_some("Cidr", self.cidr)
            .with_some("Name", self.name.as_ref())
            .with_some("Description", self.description.as_ref())
            .with_some("PublishCidrRoute", self.publish)
    }
}

impl Client {
    /// Gives a transit router an address block, or learns which one it was given when the same token was used before.
    ///
    /// # Errors
    ///
    /// As those of [`create_instance`](Self::create_instance).
    pub async fn create_router_cidr(
        &self,
        new: &NewRouterCidr,
        token: &ClientToken,
        deadline: &Deadline,
    ) -> Result<RouterCidrKey, CallError> {
        let located = self.locate(&new.router, deadline).await?;
        let settings = RouterCidrChange {
            cidr: Some(new.cidr),
            name: new.name.clone(),
            description: new.description.clone(),
            publish: new.publish,
        };
        let call = located.put(Call::with_token("CreateTransitRouterCidr", token));
        let call = settings.put(call);
        let _turn = self.routers().of_router(&new.router, deadline).await?;
        let id = self.create(&call, ID, deadline).await?;
        let router = located.router;
        Ok(RouterCidrKey { router, id })
    }

    /// The address block, or `None` when the API says that it does not exist.
    ///
    /// # Errors
    ///
    /// As [`CallError`]; an answer that leaves its existence open is an error.
    pub async fn router_cidr(
        &self,
        key: &RouterCidrKey,
        freshness: Freshness,
        deadline: &Deadline,
    ) -> Result<Option<RouterCidr>, CallError> {
        let located = self.locate(&key.router, deadline).await?;
        if located.region.is_none() {
            return Ok(None);
        }
        self.read(&located, &key.id, freshness, deadline).await
    }

    /// The address blocks of a transit router, in the order of their ids.
    ///
    /// # Errors
    ///
    /// As [`CallError`].
    pub async fn router_cidrs(
        &self,
        router: &RouterId,
        deadline: &Deadline,
    ) -> Result<Vec<RouterCidr>, CallError> {
        let located = self.locate(router, deadline).await?;
        if located.region.is_none() {
            return Ok(Vec::new());
        }
        self.all(&located, deadline).await
    }

    /// Changes an address block.
    ///
    /// # Errors
    ///
    /// As [`CallError`]; [`Kind::InUse`](crate::error::Kind::InUse) where addresses of it are in use.
    pub async fn update_router_cidr(
        &self,
        key: &RouterCidrKey,
        change: &RouterCidrChange,
        deadline: &Deadline,
    ) -> Result<(), CallError> {
        let located = self.locate(&key.router, deadline).await?;
        let call = located.put(Call::idempotent("ModifyTransitRouterCidr"));
        let call = change.put(call.with(ID, &key.id));
        let _turn = self.routers().of_router(&key.router, deadline).await?;
        self.write(&[&key.id], &call, deadline).await
    }

    /// Takes an address block from its transit router.
    ///
    /// # Errors
    ///
    /// As [`CallError`]; [`Kind::InUse`](crate::error::Kind::InUse) while addresses of it are in use. That it, or the transit router, does not
    /// exist is a success.
    pub async fn delete_router_cidr(
        &self,
        key: &RouterCidrKey,
        deadline: &Deadline,
    ) -> Result<(), CallError> {
        let located = self.locate(&key.router, deadline).await?;
        if located.region.is_none() {
            return Ok(());
        }
        let call = located.put(Call::idempotent("DeleteTransitRouterCidr"));
        let call = call.with(ID, &key.id);
        let _turn = self.routers().of_router(&key.router, deadline).await?;
        error::accept_gone(self.write(&[&key.id], &call, deadline).await)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::listed::{self, Page};
    use crate::region::Region;
    use crate::testing::{client, deadline, done};
    use alibaba_cloud::scripted::{answer, refusal};

    fn key() -> RouterCidrKey {
        RouterCidrKey::parse("tr-a:cidr-a").unwrap()
    }

    #[test]
    fn a_block_is_read_with_everything_that_is_said_of_it() {
        let answer = json!({ "CidrLists": [{
            "TransitRouterCidrId": "cidr-a", "TransitRouterId": "tr-a", "Cidr": "192.168.0.0/24", "Name": "n",
            "Description": "d", "Family": "IPv4", "PublishCidrRoute": true
        }]});
        let expected = RouterCidr {
            key: key(),
            cidr: Cidr::parse("192.168.0.0/24").unwrap(),
            name: "n".to_owned(),
            description: "d".to_owned(),
            publish: Some(true),
        };
        let located = Located {
            router: key().router,
            region: None,
        };
        let page = Page::of(vec![expected], 1);
        assert_eq!(listed::page(&answer, &located), Ok(page));
        let lacking = json!({ "CidrLists": [{ "TransitRouterCidrId": "cidr-a" }] });
        let read: Result<Page<RouterCidr>, _> = listed::page(&lacking, &located);
        let lack = "address block cidr-a in it has no addresses";
        assert_eq!(read, Err(lack.to_owned()));
    }

    #[tokio::test(start_paused = true)]
    async fn the_region_is_that_of_the_transit_router_and_is_asked_for_once() {
        let tables = json!({ "TransitRouterRouteTables": [{
            "TransitRouterRouteTableId": "vtb-a", "TransitRouterId": "tr-a", "RegionId": "cn-hangzhou"
        }]});
        let (client, transport) = client([
            answer(200, &tables.to_string()),
            done(),
            refusal(400, "OperationFailed.CidrNotExist"),
        ]);
        let (key, deadline) = (key(), deadline());
        let change = RouterCidrChange {
            publish: Some(false),
            ..RouterCidrChange::default()
        };
        let update = client.update_router_cidr(&key, &change, &deadline);
        update.await.unwrap();
        client.delete_router_cidr(&key, &deadline).await.unwrap();
        let region = client.routers().region(&key.router);
        assert_eq!(region, Region::parse("cn-hangzhou").ok());
        let sent = transport.sent();
        assert_eq!(sent.len(), 3);
        assert_eq!(sent[1]["RegionId"], "cn-hangzhou");
        assert_eq!(sent[1]["PublishCidrRoute"], "false");
        assert_eq!(sent[1].get("Cidr"), None);
    }

    #[tokio::test(start_paused = true)]
    async fn nothing_belongs_to_a_transit_router_that_is_gone() {
        let gone = || refusal(404, "InvalidTransitRouterId.NotFound");
        let (client, _) = client([gone(), gone()]);
        let (key, deadline) = (key(), deadline());
        let read = client.router_cidr(&key, Freshness::Latest, &deadline);
        assert_eq!(read.await.unwrap(), None);
        client.delete_router_cidr(&key, &deadline).await.unwrap();
    }
}
