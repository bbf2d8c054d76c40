//! What connects attachments with route tables: the association with the table in which what comes in is looked up, and
//! propagations into the tables that are to know what lies behind an attachment.

use std::fmt::{self, Display, Formatter};
use std::marker::PhantomData;

use crate::answer::Answer;
use crate::client::Client;
use crate::id::{IllegalId, parsed};
use crate::listed::{Listed, Paging};
use crate::made::{self, Made};
use crate::open_enum::open_enum;
use crate::reads::Freshness;
use alibaba_cloud::call::Call;
use alibaba_cloud::deadline::Deadline;
use alibaba_cloud::error::CallError;

use super::attachment::{self, AttachmentId};
use super::route_table::{self, RouteTableId};

/// An attachment and a route table. Written as `ATTACHMENT:TABLE`, the form that the official provider stores too.
///
/// A connection of two transit routers is one attachment, and has relations to the tables of both; so the attachment alone
/// does not tell which one is meant.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RelationKey {
    /// The attachment.
    pub attachment: AttachmentId,
    /// The route table.
    pub table: RouteTableId,
}

impl RelationKey {
    /// Reads the two ids, joined by a colon, in any letter case.
    ///
    /// # Errors
    ///
    /// [`IllegalId`] with the form that is expected.
    pub fn parse(text: &str) -> Result<Self, IllegalId> {
        let read = || {
            let (attachment, table) = text.trim().split_once(':')?;
            Some(Self {
                attachment: AttachmentId::parse(attachment).ok()?,
                table: RouteTableId::parse(table).ok()?,
            })
        };
        let example = format!("{}:{}", AttachmentId::EXAMPLE, RouteTableId::EXAMPLE);
        read().ok_or_else(|| IllegalId::new(text, "an attachment with a route table", example))
    }

    fn put(&self, call: Call) -> Call {
        call.with(attachment::ID, &self.attachment)
            .with(route_table::ID, &self.table)
    }
}

parsed!(RelationKey, IllegalId);

impl Display for RelationKey {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.attachment, self.table)
    }
}

/// An attachment as it is connected with a route table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// What is connected.
    pub key: RelationKey,
    /// What is attached: `VPC`, `VBR`, `TR`, `VPN` or `ECR`; empty when not given.
    pub resource_type: String,
    /// Its id, of a connection of two transit routers the other one; empty when not given.
    pub resource_id: String,
    /// How far it is.
    pub status: RelationStatus,
}

open_enum! {
    /// How far a relation is.
    RelationStatus {
        /// It is in force.
        Active = "Active",
        /// An association is being made.
        Associating = "Associating",
        /// An association is being moved to another table.
        Replacing = "Replacing",
        /// An association is being removed.
        Dissociating = "Dissociating",
        /// A propagation is being made.
        Enabling = "Enabling",
        /// A propagation is being removed.
        Disabling = "Disabling",
    }
}

impl Relation {
    fn read(entry: Answer<'_>) -> Result<Self, String> {
        let key = entry
            .id(attachment::ID)?
            .zip(entry.id(route_table::ID)?)
            .map(|(attachment, table)| RelationKey { attachment, table });
        Ok(Self {
            key: key.ok_or("an entry of it lacks an attachment or a route table")?,
            resource_type: entry.text("ResourceType")?,
            resource_id: entry.text("ResourceId")?,
            status: entry.text("Status")?.into(),
        })
    }
}

/// A list of associations belongs to a table, or to an attachment.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Of {
    Table(RouteTableId),
    Attachment(AttachmentId),
}

impl Of {
    fn put(&self, call: Call, ids: &[RelationKey]) -> Call {
        match self {
            Self::Attachment(attachment) => call.with(attachment::ID, attachment),
            Self::Table(table) => call
                .with(route_table::ID, table)
                .with_some(attachment::ID, ids.first().map(|key| &key.attachment)),
        }
    }
}

/// A kind of relation: what its list is called.
trait RelationKind: Clone + Send + Sync + 'static {
    const ACTION: &'static str;
    const MEMBER: &'static str;
    const PLURAL: &'static str;
}

#[derive(Clone)]
struct Association;

impl RelationKind for Association {
    const ACTION: &'static str = "ListTransitRouterRouteTableAssociations";
    const MEMBER: &'static str = "TransitRouterAssociations";
    const PLURAL: &'static str = "associations";
}

#[derive(Clone)]
struct Propagation;

impl RelationKind for Propagation {
    const ACTION: &'static str = "ListTransitRouterRouteTablePropagations";
    const MEMBER: &'static str = "TransitRouterPropagations";
    const PLURAL: &'static str = "propagations";
}

/// An entry of the list of a kind.
#[derive(Clone)]
struct Entry<K> {
    relation: Relation,
    kind: PhantomData<K>,
}

impl<K: RelationKind> Listed for Entry<K> {
    type Parent = Of;

    type Id = RelationKey;

    const ACTION: &'static str = K::ACTION;

    const MEMBER: &'static str = K::MEMBER;

    const PLURAL: &'static str = K::PLURAL;

    const PAGING: Paging = Paging::Tokens;

    fn id(&self) -> &RelationKey {
        &self.relation.key
    }

    fn narrow(call: Call, of: &Of, ids: &[RelationKey]) -> Call {
        of.put(call, ids)
    }

    fn read(entry: Answer<'_>) -> Result<Self, String> {
        Ok(Self {
            relation: Relation::read(entry)?,
            kind: PhantomData,
        })
    }
}

impl Client {
    /// The association of this attachment with this table, or `None` when the API says that there is none.
    ///
    /// # Errors
    ///
    /// As [`CallError`]; an answer that leaves its existence open is an error.
    pub async fn association(
        &self,
        key: &RelationKey,
        freshness: Freshness,
        deadline: &Deadline,
    ) -> Result<Option<Relation>, CallError> {
        self.relation::<Association>(key, freshness, deadline).await
    }

    /// The associations of an attachment: none or one, of a connection of two transit routers one for each.
    ///
    /// # Errors
    ///
    /// As [`CallError`].
    pub async fn associations_of(
        &self,
        attachment: &AttachmentId,
        deadline: &Deadline,
    ) -> Result<Vec<Relation>, CallError> {
        let of = Of::Attachment(attachment.clone());
        self.relations::<Association>(&of, deadline).await
    }

    /// The associations with a route table, in the order of the attachments.
    ///
    /// # Errors
    ///
    /// As [`CallError`].
    pub async fn associations_with(
        &self,
        table: &RouteTableId,
        deadline: &Deadline,
    ) -> Result<Vec<Relation>, CallError> {
        let of = Of::Table(table.clone());
        self.relations::<Association>(&of, deadline).await
    }

    /// Associates an attachment with a route table, which must be of its transit router. It may show a little later.
    ///
    /// # Errors
    ///
    /// As [`CallError`]. That it is associated with this very table already is a success.
    pub async fn associate_attachment(
        &self,
        key: &RelationKey,
        deadline: &Deadline,
    ) -> Result<Made, CallError> {
        let call = Call::idempotent("AssociateTransitRouterAttachmentWithRouteTable");
        let outcome = self.relate(key, call, deadline).await;
        made::made(outcome, self.association(key, Freshness::Latest, deadline)).await
    }

    /// Moves the association of an attachment to the table of this key, without an interruption. It may show a little later.
    ///
    /// # Errors
    ///
    /// As [`CallError`]. That it is associated with this very table already is a success.
    pub async fn replace_association(
        &self,
        key: &RelationKey,
        deadline: &Deadline,
    ) -> Result<Made, CallError> {
        let call = Call::idempotent("ReplaceTransitRouterRouteTableAssociation");
        let outcome = self.relate(key, call, deadline).await;
        made::made(outcome, self.association(key, Freshness::Latest, deadline)).await
    }

    /// Ends an association. It may be listed for a while after.
    ///
    /// # Errors
    ///
    /// As [`CallError`]. That it, the attachment or the table does not exist is a success.
    pub async fn dissociate_attachment(
        &self,
        key: &RelationKey,
        deadline: &Deadline,
    ) -> Result<(), CallError> {
        let call = Call::idempotent("DissociateTransitRouterAttachmentFromRouteTable");
        let outcome = self.relate(key, call, deadline).await;
        made::unmade(outcome, self.association(key, Freshness::Latest, deadline)).await
    }

    /// The propagation of this attachment into this table, or `None` when the API says that there is none.
    ///
    /// # Errors
    ///
    /// As [`CallError`]; an answer that leaves its existence open is an error.
    pub async fn propagation(
        &self,
        key: &RelationKey,
        freshness: Freshness,
        deadline: &Deadline,
    ) -> Result<Option<Relation>, CallError> {
        self.relation::<Propagation>(key, freshness, deadline).await
    }

    /// The propagations into a route table, in the order of the attachments.
    ///
    /// # Errors
    ///
    /// As [`CallError`].
    pub async fn propagations_into(
        &self,
        table: &RouteTableId,
        deadline: &Deadline,
    ) -> Result<Vec<Relation>, CallError> {
        let of = Of::Table(table.clone());
        self.relations::<Propagation>(&of, deadline).await
    }

    /// Has a route table learn the routes of an attachment of its transit router. It may show a little later.
    ///
    /// # Errors
    ///
    /// As [`CallError`]. That it learns them already is a success.
    pub async fn enable_propagation(
        &self,
        key: &RelationKey,
        deadline: &Deadline,
    ) -> Result<Made, CallError> {
        let call = Call::idempotent("EnableTransitRouterRouteTablePropagation");
        let outcome = self.relate(key, call, deadline).await;
        made::made(outcome, self.propagation(key, Freshness::Latest, deadline)).await
    }

    /// Has a route table forget the routes of an attachment. The propagation may be listed for a while after.
    ///
    /// # Errors
    ///
    /// As [`CallError`]. That it, the attachment or the table does not exist is a success.
    pub async fn disable_propagation(
        &self,
        key: &RelationKey,
        deadline: &Deadline,
    ) -> Result<(), CallError> {
        let call = Call::idempotent("DisableTransitRouterRouteTablePropagation");
        let outcome = self.relate(key, call, deadline).await;
        made::unmade(outcome, self.propagation(key, Freshness::Latest, deadline)).await
    }

    async fn relation<K: RelationKind>(
        &self,
        key: &RelationKey,
        freshness: Freshness,
        deadline: &Deadline,
    ) -> Result<Option<Relation>, CallError> {
        let of = Of::Table(key.table.clone());
        let found: Option<Entry<K>> = self.read(&of, key, freshness, deadline).await?;
        Ok(found.map(|one| one.relation))
    }

    async fn relations<K: RelationKind>(
        &self,
        of: &Of,
        deadline: &Deadline,
    ) -> Result<Vec<Relation>, CallError> {
        let all: Vec<Entry<K>> = self.all(of, deadline).await?;
        Ok(all.into_iter().map(|one| one.relation).collect())
    }

    async fn relate(
        &self,
        key: &RelationKey,
        call: Call,
        deadline: &Deadline,
    ) -> Result<(), CallError> {
        let _turn = self.routers().of_table(&key.table, deadline).await?;
        self.write(&[key], &key.put(call), deadline).await
    }
}

#[cfg(test)]
mod tests;
