//! Routes to attachments in the tables of the networks that are attached.

use std::fmt::{self, Display, Formatter};

use crate::answer::Answer;
use crate::cidr::Cidr;
use crate::client::Client;
use crate::id::{CenId, IllegalId, id, parsed};
use crate::listed::{Listed, Paging};
use crate::made::{self, Made};
use crate::open_enum::open_enum;
use crate::reads::Freshness;
use alibaba_cloud::call::Call;
use alibaba_cloud::deadline::Deadline;
use alibaba_cloud::error::CallError;

use super::attachment::{self, AttachmentId};

/// What the ids of the route tables of networks are of.
#[derive(Debug)]
pub enum ChildTable {}

id! {
    /// Id of a route table of a VPC or a border router. They begin as those of transit routers do.
    ChildTableId of ChildTable: "a route table of a network", "vtb-"
}

/// What tells such a route from all others. Written as `CEN:TABLE:ATTACHMENT:DESTINATION`, the form that the official provider
/// stores too.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ChildRouteKey {
    /// The CEN instance.
    pub cen: CenId,
    /// The table of the network.
    pub table: ChildTableId,
    /// The attachment that the route leads to.
    pub attachment: AttachmentId,
    /// Where it leads.
    pub destination: Cidr,
}

impl ChildRouteKey {
    /// Reads the four, joined by colons, which the destination may hold as well.
    ///
    /// # Errors
    ///
    /// [`IllegalId`] with the form that is expected.
    pub fn parse(text: &str) -> Result<Self, IllegalId> {
        let read = || {
            let mut parts = text.trim().splitn(4, ':');
            Some(Self {
                cen: CenId::parse(parts.next()?).ok()?,
                table: ChildTableId::parse(parts.next()?).ok()?,
                attachment: AttachmentId::parse(parts.next()?).ok()?,
                destination: Cidr::stored(parts.next()?)?,
            })
        };
        read().ok_or_else(|| {
            let example = format!(
                "{}:{}:{}:10.0.0.0/8",
                CenId::EXAMPLE,
                ChildTableId::EXAMPLE,
                AttachmentId::EXAMPLE
            );
            IllegalId::new(text, "a route of a network", example)
        })
    }
}

parsed!(ChildRouteKey, IllegalId);

impl Display for ChildRouteKey {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self {
            cen,
            table,
            attachment,
            destination,
        } = self;
        write!(f, "{cen}:{table}:{attachment}:{destination}")
    }
}

/// A route to an attachment in a table of a network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChildRoute {
    /// What it is.
    pub key: ChildRouteKey,
    /// `TR` of a route that the transit router keeps, else empty.
    pub service_type: String,
    /// How far it is.
    pub status: ChildRouteStatus,
}

open_enum! {
    /// How far a route of a network is.
    ChildRouteStatus {
        /// It is being made.
        Pending = "Pending",
        /// It is in use.
        Available = "Available",
        /// It is being changed.
        Modifying = "Modifying",
    }
}

/// What a list of such routes belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Leading {
    table: ChildTableId,
    attachment: AttachmentId,
}

impl Listed for ChildRoute {
    type Parent = Leading;

    type Id = ChildRouteKey;

    const ACTION: &'static str = "ListCenChildInstanceRouteEntriesToAttachment";

    const MEMBER: &'static str = "RouteEntry";

    const PLURAL: &'static str = "routes of networks";

    const PAGING: Paging = Paging::Tokens;

    fn id(&self) -> &ChildRouteKey {
        &self.key
    }

    fn narrow(call: Call, leading: &Leading, ids: &[ChildRouteKey]) -> Call {
        let call = call
            .with("ChildInstanceRouteTableId", &leading.table)
            .with(attachment::ID, &leading.attachment);
        match ids.first() {
            Some(key) => call
                .with("RouteFilter.1.Key", "prefix-exact-match")
                .with("RouteFilter.1.Value.1", key.destination),
            None => call,
        }
    }

    fn read(entry: Answer<'_>) -> Result<Self, String> {
        let table = entry
            .id("CenId")?
            .zip(entry.id("ChildInstanceRouteTableId")?);
        let route = entry
            .id(attachment::ID)?
            .zip(entry.id("DestinationCidrBlock")?);
        let key = table
            .zip(route)
            .map(|((cen, table), (attachment, destination))| ChildRouteKey {
                cen,
                table,
                attachment,
                destination,
            });
        Ok(Self {
            key: key.ok_or("a route in it does not say all of what it is")?,
            service_type: entry.text("ServiceType")?,
            status: entry.text("Status")?.into(),
        })
    }
}

impl Client {
    /// The route, or `None` when the API says that it does not exist.
    ///
    /// # Errors
    ///
    /// As [`CallError`]; an answer that leaves its existence open is an error.
    pub async fn child_route(
        &self,
        key: &ChildRouteKey,
        freshness: Freshness,
        deadline: &Deadline,
    ) -> Result<Option<ChildRoute>, CallError> {
        let leading = Leading {
            table: key.table.clone(),
            attachment: key.attachment.clone(),
        };
        self.read(&leading, key, freshness, deadline).await
    }

    /// Adds a route to a table of a network. It may show a little later.
    ///
    /// # Errors
    ///
    /// As [`CallError`]. That it is there already is a success.
    pub async fn create_child_route(
        &self,
        key: &ChildRouteKey,
        deadline: &Deadline,
    ) -> Result<Made, CallError> {
        let call = Call::idempotent("CreateCenChildInstanceRouteEntryToAttachment");
        let outcome = self.route_child(key, call, deadline).await;
        made::made(outcome, self.child_route(key, Freshness::Latest, deadline)).await
    }

    /// Deletes a route of a table of a network. It may be listed for a while after.
    ///
    /// # Errors
    ///
    /// As [`CallError`]. That it, or anything that it is made of, does not exist is a success.
    pub async fn delete_child_route(
        &self,
        key: &ChildRouteKey,
        deadline: &Deadline,
    ) -> Result<(), CallError> {
        let call = Call::idempotent("DeleteCenChildInstanceRouteEntryToAttachment");
        let outcome = self.route_child(key, call, deadline).await;
        made::unmade(outcome, self.child_route(key, Freshness::Latest, deadline)).await
    }

    /// Changes of one table of a network wait for each other, as those of a transit router do.
    async fn route_child(
        &self,
        key: &ChildRouteKey,
        call: Call,
        deadline: &Deadline,
    ) -> Result<(), CallError> {
        let call = call
            .with("CenId", &key.cen)
            .with("RouteTableId", &key.table)
            .with(attachment::ID, &key.attachment)
            .with("DestinationCidrBlock", key.destination);
        let _turn = self.routers().of(key.table.as_str(), deadline).await?;
        self.write(&[key], &call, deadline).await
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::listed::{self, Page};
    use crate::testing::asked;

    fn key() -> ChildRouteKey {
        ChildRouteKey::parse("cen-a:vtb-a:tr-attach-a:2001:db8::/32").unwrap()
    }

    fn leading() -> Leading {
        Leading {
            table: key().table,
            attachment: key().attachment,
        }
    }

    #[test]
    fn all_after_the_third_colon_is_the_destination() {
        assert_eq!(key().destination.to_string(), "2001:db8::/32");
        assert_eq!(key().to_string(), "cen-a:vtb-a:tr-attach-a:2001:db8::/32");
        for text in ["", "cen-a:vtb-a:tr-attach-a", "cen-a:vtb-a:tr-a:10.0.0.0/8"] {
            assert!(ChildRouteKey::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_route_is_looked_for_by_its_destination_and_read() {
        let asked = asked::<ChildRoute>(&leading(), &[key()], 1);
        assert!(asked.contains(
            "RouteFilter.1.Key=prefix-exact-match&RouteFilter.1.Value.1=2001%3Adb8%3A%3A%2F32"
        ));
        let answer = json!({ "RouteEntry": [{
            "CenId": "cen-a", "ChildInstanceRouteTableId": "vtb-a", "TransitRouterAttachmentId": "tr-attach-a",
            "DestinationCidrBlock": "2001:db8::/32", "ServiceType": "", "Status": "Pending"
        }]});
        let expected = ChildRoute {
            key: key(),
            service_type: String::new(),
            status: ChildRouteStatus::Pending,
        };
        let page = Page::of(vec![expected], 1);
        assert_eq!(listed::page(&answer, &leading()), Ok(page));
        let lacking = json!({ "RouteEntry": [{ "CenId": "cen-a" }] });
        let read: Result<Page<ChildRoute>, _> = listed::page(&lacking, &leading());
        let lack = "a route in it does not say all of what it is";
        assert_eq!(read, Err(lack.to_owned()));
    }
}
