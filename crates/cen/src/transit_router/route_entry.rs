//! Routes in the tables of transit routers: those that somebody has set, which have ids, and those that a table has learnt.

use std::fmt::{self, Display, Formatter};

use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::cidr::Cidr;
use crate::client::Client;
use crate::error;
use crate::id::{id, key};
use crate::listed::{Listed, Page, Paging, counted_list};
use crate::open_enum::open_enum;
use crate::reads::Freshness;
use crate::time::Time;
use alibaba_cloud::call::Call;
use alibaba_cloud::deadline::Deadline;
use alibaba_cloud::error::CallError;
use alibaba_cloud::token::ClientToken;

use super::attachment::AttachmentId;
use super::route_table::{self, RouteTableId};

/// What requests and answers call the id of a route.
const ID: &str = "TransitRouterRouteEntryId";

const DESTINATION: &str = "TransitRouterRouteEntryDestinationCidrBlock";
const NEXT_HOP_TYPE: &str = "TransitRouterRouteEntryNextHopType";
const NEXT_HOP: &str = "TransitRouterRouteEntryNextHopId";

/// Routes that one part of the list holds at most, and ids that it takes (API page ListTransitRouterRouteEntries).
const PART: usize = 100;
const MOST_IDS: usize = 20;

id! {
    /// Id of a route that somebody has set.
    RouteEntryId of RouteEntry: "a route", "rte-", guess = true
}

key! {
    /// What to look for a route by. Written as `TABLE:ROUTE`, the form that the official provider stores too.
    RouteEntryKey of "a route with its route table" {
        /// The route table.
        table: RouteTableId,
        /// The route.
        id: RouteEntryId,
    }
}

/// A route in a table of a transit router.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteEntry {
    /// What tells it from the others of its table.
    pub id: RouteEntryName,
    /// The route table.
    pub table: RouteTableId,
    /// Where it leads.
    pub destination: Cidr,
    /// `Attachment` or `BlackHole`.
    pub next_hop_type: String,
    /// The attachment; none of a black hole.
    pub next_hop: Option<AttachmentId>,
    /// What the next hop is: `VPC`, `VBR`, `TR`, `VPN` or `ECR`; empty when not given.
    pub next_hop_resource_type: String,
    /// Its id; empty when not given.
    pub next_hop_resource_id: String,
    /// What it came from in the first place; empty when not given.
    pub origin_resource_type: String,
    /// The id of that; empty when not given.
    pub origin_resource_id: String,
    /// `Static` or `Propagated`; empty when not given.
    pub kind: String,
    /// The prefix list that it came from; empty for none.
    pub prefix_list: String,
    /// Empty when it has none.
    pub name: String,
    /// Empty when it has none.
    pub description: String,
    /// Whether it is in use, or why not.
    pub status: RouteEntryStatus,
    /// When it was created, where that is said.
    pub creation_time: Option<Time>,
}

impl RouteEntry {
    /// Its id, if somebody has set it.
    pub fn set_id(&self) -> Option<&RouteEntryId> {
        match &self.id {
            RouteEntryName::Set(id) => Some(id),
            RouteEntryName::Learnt(..) => None,
        }
    }
}

open_enum! {
    /// Whether a route is in use.
    RouteEntryStatus {
        /// It is being created.
        Creating = "Creating",
        /// It is in use.
        Active = "Active",
        /// It is in conflict with another route.
        Rejected = "Rejected",
        /// A routing policy denies it.
        Prohibited = "Prohibited",
        /// A better route to the same destination is in use.
        Standby = "Standby",
        /// It waits for being chosen.
        Candidate = "Candidate",
        /// It is being deleted.
        Deleting = "Deleting",
    }
}

/// What tells the routes of one table apart: learnt ones have no ids.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RouteEntryName {
    /// One that somebody has set.
    Set(RouteEntryId),
    /// One that was learnt: destination, next hop, and what it came from.
    Learnt(Cidr, Option<AttachmentId>, String),
}

impl Display for RouteEntryName {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Set(id) => id.fmt(f),
            Self::Learnt(destination, ..) => destination.fmt(f),
        }
    }
}

impl Listed for RouteEntry {
    type Parent = RouteTableId;

    type Id = RouteEntryName;

    const ACTION: &'static str = "ListTransitRouterRouteEntries";

    const MEMBER: &'static str = "TransitRouterRouteEntries";

    const PLURAL: &'static str = "routes";

    const PAGING: Paging = Paging::Tokens;

    const MOST_IDS: usize = MOST_IDS;

    fn id(&self) -> &RouteEntryName {
        &self.id
    }

    /// Without a status the list leaves out what is not in use.
    fn narrow(call: Call, table: &RouteTableId, ids: &[RouteEntryName]) -> Call {
        let call = call
            .with(route_table::ID, table)
            .with("TransitRouterRouteEntryStatus", "All")
            .with("MaxResults", PART);
        (1..).zip(ids).fold(call, |call, (number, id)| match id {
            RouteEntryName::Set(id) => {
                call.with(format!("TransitRouterRouteEntryIds.{number}"), id)
            }
            RouteEntryName::Learnt(..) => call,
        })
    }

    fn read(_: Answer<'_>) -> Result<Self, String> {
        Err("a route in it belongs to no table".to_owned())
    }

    /// The routes in an answer do not say which table they are in.
    fn read_page(answer: Answer<'_>, table: &RouteTableId) -> Result<Page<Self>, String> {
        let (entries, _) = counted_list(answer, Self::MEMBER, Self::PAGING)?;
        let entries = entries.into_iter().map(|entry| read(entry, table));
        let objects: Vec<Self> = entries.collect::<Result<_, _>>()?;
        let total = objects.len();
        Ok(Page {
            next: Some(answer.text("NextToken")?).filter(|token| !token.is_empty()),
            ..Page::of(objects, total)
        })
    }
}

fn read(entry: Answer<'_>, table: &RouteTableId) -> Result<RouteEntry, String> {
    let destination: Cidr = entry
        .id(DESTINATION)?
        .ok_or("a route in it has no destination")?;
    let next_hop = entry.id(NEXT_HOP)?;
    let origin_resource_id = entry.text("TransitRouterRouteEntryOriginResourceId")?;
    let id = entry.id(ID)?.map(RouteEntryName::Set);
    let learnt =
        || RouteEntryName::Learnt(destination, next_hop.clone(), origin_resource_id.clone());
    Ok(RouteEntry {
        id: id.unwrap_or_else(learnt),
        table: table.clone(),
        destination,
        next_hop_type: entry.text(NEXT_HOP_TYPE)?,
        next_hop_resource_type: entry.text("TransitRouterRouteEntryNextHopResourceType")?,
        next_hop_resource_id: entry.text("TransitRouterRouteEntryNextHopResourceId")?,
        origin_resource_type: entry.text("TransitRouterRouteEntryOriginResourceType")?,
        kind: entry.text("TransitRouterRouteEntryType")?,
        prefix_list: entry.text("PrefixListId")?,
        name: entry.verbatim("TransitRouterRouteEntryName")?,
        description: entry.verbatim("TransitRouterRouteEntryDescription")?,
        status: entry.text("TransitRouterRouteEntryStatus")?.into(),
        creation_time: entry.time("CreateTime")?,
        next_hop,
        origin_resource_id,
    })
}

/// What a route is created with, except for the token; see [`NewInstance`](crate::NewInstance).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewRouteEntry {
    /// The route table.
    pub table: RouteTableId,
    /// Where it leads.
    pub destination: Cidr,
    /// The attachment that it leads to; what is to be dropped has none.
    pub next_hop: Option<AttachmentId>,
    /// Name to begin with.
    pub name: Option<String>,
    /// Description to begin with.
    pub description: Option<String>,
}

fn put_texts(name: Option<&String>, description: Option<&String>, call: Call) -> Call {
    call.with_some("TransitRouterRouteEntryName", name)
        .with_some("TransitRouterRouteEntryDescription", description)
}

impl Client {
    /// Creates a route, or learns which one was created when the same token was used before. It may be listed and come into
    /// use a little later.
    ///
    /// # Errors
    ///
    /// As those of [`create_instance`](Self::create_instance); [`Kind::Taken`](crate::error::Kind::Taken) where the table has a route to this very
    /// destination that somebody has set.
    pub async fn create_route_entry(
        &self,
        new: &NewRouteEntry,
        token: &ClientToken,
        deadline: &Deadline,
    ) -> Result<RouteEntryKey, CallError> {
        let next_hop = new.next_hop.as_ref();
        let kind = next_hop.map_or("BlackHole", |_| "Attachment");
        let call = Call::with_token("CreateTransitRouterRouteEntry", token)
            .with(route_table::ID, &new.table)
            .with(DESTINATION, new.destination)
            .with(NEXT_HOP_TYPE, kind)
            .with_some(NEXT_HOP, next_hop);
        let call = put_texts(new.name.as_ref(), new.description.as_ref(), call);
        let table = new.table.clone();
        let _turn = self.routers().of_table(&table, deadline).await?;
        let id = self.create(&call, ID, deadline).await?;
        Ok(RouteEntryKey { table, id })
    }

    /// The route, whether it is in use or not, or `None` when the API says that it does not exist.
    ///
    /// # Errors
    ///
    /// As [`CallError`]; an answer that leaves its existence open is an error.
    pub async fn route_entry(
        &self,
        key: &RouteEntryKey,
        freshness: Freshness,
        deadline: &Deadline,
    ) -> Result<Option<RouteEntry>, CallError> {
        let name = RouteEntryName::Set(key.id.clone());
        self.read(&key.table, &name, freshness, deadline).await
    }

    /// All routes of a table, those that are set before those that are learnt.
    ///
    /// # Errors
    ///
    /// As [`CallError`].
    pub async fn route_entries(
        &self,
        table: &RouteTableId,
        deadline: &Deadline,
    ) -> Result<Vec<RouteEntry>, CallError> {
        self.all(table, deadline).await
    }

    /// Gives a route another name or description; what is `None` stays, an empty text clears.
    ///
    /// # Errors
    ///
    /// As [`CallError`].
    pub async fn update_route_entry(
        &self,
        key: &RouteEntryKey,
        name: Option<&String>,
        description: Option<&String>,
        deadline: &Deadline,
    ) -> Result<(), CallError> {
        let call = Call::idempotent("UpdateTransitRouterRouteEntry").with(ID, &key.id);
        let call = put_texts(name, description, call);
        let _turn = self.routers().of_table(&key.table, deadline).await?;
        self.write(&[&key.id], &call, deadline).await
    }

    /// Deletes a route. It may be listed for a while after.
    ///
    /// # Errors
    ///
    /// As [`CallError`]. That it, or its table, does not exist is a success.
    pub async fn delete_route_entry(
        &self,
        key: &RouteEntryKey,
        deadline: &Deadline,
    ) -> Result<(), CallError> {
        let call = Call::idempotent("DeleteTransitRouterRouteEntry").with(ID, &key.id);
        let _turn = self.routers().of_table(&key.table, deadline).await?;
        error::accept_gone(self.write(&[&key.id], &call, deadline).await)
    }
}

#[cfg(test)]
mod tests;
