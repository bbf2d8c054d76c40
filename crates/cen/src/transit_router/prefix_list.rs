//! Prefix lists whose blocks a route table has routes for.

use std::fmt::{self, Display, Formatter};

use crate::answer::{Answer, FromApi};
use crate::client::Client;
use crate::id::{IllegalId, id, parsed};
use crate::listed::Listed;
use crate::made::{self, Made};
use crate::open_enum::open_enum;
use crate::reads::Freshness;
use alibaba_cloud::call::Call;
use alibaba_cloud::deadline::Deadline;
use alibaba_cloud::error::CallError;
use alibaba_cloud::outcome::Class;

use super::attachment::AttachmentId;
use super::located::Located;
use super::route_table::RouteTableId;
use super::router::RouterId;

/// What the ids of prefix lists are of.
#[derive(Debug)]
pub enum PrefixList {}

id! {
    /// Id of a prefix list, which belongs to the product VPC.
    PrefixListId of PrefixList: "a prefix list", "pl-"
}

/// What the routes of a prefix list lead to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NextHop {
    /// What they match is dropped.
    BlackHole,
    /// An attachment of the same transit router.
    Attachment(AttachmentId),
}

/// The next hop that drops what it gets.
const BLACK_HOLE: &str = "BlackHole";

impl NextHop {
    /// Reads the id of an attachment, or `BlackHole`, in any letter case.
    ///
    /// # Errors
    ///
    /// [`IllegalId`] with the form that is expected.
    pub fn parse(text: &str) -> Result<Self, IllegalId> {
        match text.trim().eq_ignore_ascii_case(BLACK_HOLE) {
            true => Ok(Self::BlackHole),
            false => AttachmentId::parse(text).map(Self::Attachment),
        }
    }
}

impl FromApi for NextHop {
    fn from_api(text: &str) -> Option<Self> {
        match text.eq_ignore_ascii_case(BLACK_HOLE) {
            true => Some(Self::BlackHole),
            false => AttachmentId::from_api(text).map(Self::Attachment),
        }
    }
}

impl Display for NextHop {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::BlackHole => f.write_str(BLACK_HOLE),
            Self::Attachment(id) => id.fmt(f),
        }
    }
}

/// What is connected: a table can have a list once for each next hop. Written as `LIST:ROUTER:TABLE:NEXTHOP`, the form that
/// the official provider stores too.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PrefixListKey {
    /// The prefix list.
    pub list: PrefixListId,
    /// The transit router.
    pub router: RouterId,
    /// The route table.
    pub table: RouteTableId,
    /// What its routes lead to.
    pub next_hop: NextHop,
}

impl PrefixListKey {
    /// Reads the four, joined by colons, in any letter case.
    ///
    /// # Errors
    ///
    /// [`IllegalId`] with the form that is expected.
    pub fn parse(text: &str) -> Result<Self, IllegalId> {
        let read = || {
            let parts: Vec<&str> = text.trim().split(':').collect();
            let [list, router, table, next_hop] = parts.as_slice() else {
                return None;
            };
            Some(Self {
                list: PrefixListId::parse(list).ok()?,
                router: RouterId::parse(router).ok()?,
                table: RouteTableId::parse(table).ok()?,
                next_hop: NextHop::parse(next_hop).ok()?,
            })
        };
        read().ok_or_else(|| {
            let example = format!(
                "{}:{}:{}:{}",
                PrefixListId::EXAMPLE,
                RouterId::EXAMPLE,
                RouteTableId::EXAMPLE,
                AttachmentId::EXAMPLE
            );
            IllegalId::new(text, "the association of a prefix list", example)
        })
    }

    fn put(&self, call: Call) -> Call {
        call.with("TransitRouterTableId", &self.table)
            .with("PrefixListId", &self.list)
            .with("NextHop", &self.next_hop)
    }
}

parsed!(PrefixListKey, IllegalId);

impl Display for PrefixListKey {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self {
            list,
            router,
            table,
            next_hop,
        } = self;
        write!(f, "{list}:{router}:{table}:{next_hop}")
    }
}

/// A prefix list as a route table has routes for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrefixListAssociation {
    /// What is connected.
    pub key: PrefixListKey,
    /// What the next hop is: `BlackHole`, `VPC`, `VBR`, `TR`, `VPN` or `ECR`; empty when not given.
    pub next_hop_type: String,
    /// The account that the list belongs to.
    pub owner: Option<u64>,
    /// How far it is.
    pub status: PrefixListStatus,
}

open_enum! {
    /// Whether the routes of a prefix list are as the list says.
    PrefixListStatus {
        /// They are.
        Active = "Active",
        /// They are being changed.
        Updating = "Updating",
    }
}

impl Listed for PrefixListAssociation {
    type Parent = Located;

    type Id = PrefixListKey;

    const ACTION: &'static str = "ListTransitRouterPrefixListAssociation";

    const MEMBER: &'static str = "PrefixLists";

    const PLURAL: &'static str = "associations of prefix lists";

    fn id(&self) -> &PrefixListKey {
        &self.key
    }

    fn narrow(call: Call, router: &Located, ids: &[PrefixListKey]) -> Call {
        let call = router.put(call);
        match ids.first() {
            Some(key) => key.put(call),
            None => call,
        }
    }

    fn read(entry: Answer<'_>) -> Result<Self, String> {
        let lists = entry.id("PrefixListId")?.zip(entry.id("TransitRouterId")?);
        let hops = entry.id("TransitRouterTableId")?.zip(entry.id("NextHop")?);
        let key = lists
            .zip(hops)
            .map(|((list, router), (table, next_hop))| PrefixListKey {
                list,
                router,
                table,
                next_hop,
            });
        Ok(Self {
            key: key
                .ok_or("an entry of it lacks a list, a transit router, a table or a next hop")?,
            next_hop_type: entry.text("NextHopType")?,
            owner: entry.number("OwnerUid")?,
            status: entry.text("Status")?.into(),
        })
    }
}

/// A list that has just been made may not be known everywhere.
fn class(code: &str) -> Option<Class> {
    (code == "ResourceNotFound.PrefixList").then_some(Class::Settling)
}

impl Client {
    /// The association, or `None` when the API says that there is none.
    ///
    /// # Errors
    ///
    /// As [`CallError`]; an answer that leaves its existence open is an error.
    pub async fn prefix_list_association(
        &self,
        key: &PrefixListKey,
        freshness: Freshness,
        deadline: &Deadline,
    ) -> Result<Option<PrefixListAssociation>, CallError> {
        let located = self.locate(&key.router, deadline).await?;
        if located.region.is_none() {
            return Ok(None);
        }
        self.read(&located, key, freshness, deadline).await
    }

    /// Gives a route table a route for each block of a prefix list. `next_hop_type` is what the next hop is, and `owner` the
    /// account of the list where that is not the caller's.
    ///
    /// # Errors
    ///
    /// As [`CallError`]. That it has them already is a success.
    pub async fn associate_prefix_list(
        &self,
        key: &PrefixListKey,
        next_hop_type: Option<&str>,
        owner: Option<u64>,
        deadline: &Deadline,
    ) -> Result<Made, CallError> {
        let call = Call::idempotent("CreateTransitRouterPrefixListAssociation")
            .with_some("OwnerUid", owner)
            .classified(class);
        let outcome = self.relate_list(key, next_hop_type, call, deadline).await;
        let look = self.prefix_list_association(key, Freshness::Latest, deadline);
        made::made(outcome, look).await
    }

    /// Takes the routes of a prefix list away. They may be listed for a while after.
    ///
    /// # Errors
    ///
    /// As [`CallError`]. That they, the table or the transit router do not exist is a success.
    pub async fn dissociate_prefix_list(
        &self,
        key: &PrefixListKey,
        next_hop_type: Option<&str>,
        deadline: &Deadline,
    ) -> Result<(), CallError> {
        let call = Call::idempotent("DeleteTransitRouterPrefixListAssociation");
        let outcome = self.relate_list(key, next_hop_type, call, deadline).await;
        let look = self.prefix_list_association(key, Freshness::Latest, deadline);
        made::unmade(outcome, look).await
    }

    async fn relate_list(
        &self,
        key: &PrefixListKey,
        next_hop_type: Option<&str>,
        call: Call,
        deadline: &Deadline,
    ) -> Result<(), CallError> {
        let located = self.locate(&key.router, deadline).await?;
        let call = key
            .put(located.put(call))
            .with_some("NextHopType", next_hop_type);
        let _turn = self.routers().of_router(&key.router, deadline).await?;
        self.write(&[key], &call, deadline).await
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::listed::{self, Page};

    #[test]
    fn keys_are_four_parts_of_which_the_last_may_be_a_black_hole() {
        for (text, form) in [
            ("pl-a:tr-a:vtb-a:tr-attach-a", "pl-a:tr-a:vtb-a:tr-attach-a"),
            ("PL-a:TR-a:VTB-a:blackhole", "pl-a:tr-a:vtb-a:BlackHole"),
        ] {
            assert_eq!(PrefixListKey::parse(text).unwrap().to_string(), form);
        }
        for text in ["", "pl-a:tr-a:vtb-a", "pl-a:tr-a:vtb-a:vpc-a", "a:b:c:d:e"] {
            assert!(PrefixListKey::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_association_is_read_with_everything_that_is_said_of_it() {
        let key = PrefixListKey::parse("pl-a:tr-a:vtb-a:BlackHole").unwrap();
        let answer = json!({ "TotalCount": 1, "PrefixLists": [{
            "PrefixListId": "pl-a", "TransitRouterId": "tr-a", "TransitRouterTableId": "vtb-a", "NextHop": "BlackHole",
            "NextHopType": "BlackHole", "NextHopInstanceId": "", "OwnerUid": 7, "Status": "Updating"
        }]});
        let located = Located {
            router: key.router.clone(),
            region: None,
        };
        let expected = PrefixListAssociation {
            key,
            next_hop_type: "BlackHole".to_owned(),
            owner: Some(7),
            status: PrefixListStatus::Updating,
        };
        let page = Page::of(vec![expected], 1);
        assert_eq!(listed::page(&answer, &located), Ok(page));
    }
}
