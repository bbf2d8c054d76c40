//! `cen_transit_router_route_entry`: a route that somebody sets in a table of a transit router.

use async_trait::async_trait;

use crate::cidr::within;
use crate::claim::Claim;
use crate::client::Client;
use crate::filters::route_entries::RouteEntries as Filter;
use crate::identity::Key;
use crate::known_config::KnownConfig;
use crate::lifecycle::{
    Basics, Change, Created, DefaultTimeouts, Managed, Occupant, Remote, Searchable, Words,
    common_attributes,
};
use crate::router_relation;
use crate::scope::Scope;
use crate::texts::Texts;
use crate::wait::{self, Failure};
use crate::walk::Walk;
use crate::written::{Written, linked, meaning, refreshed, written};
use crate::{Cen, from_api, official};
use cen::error::Kind;
use cen::transit_router::{
    NewRouteEntry, RouteEntry, RouteEntryId, RouteEntryKey, RouteEntryStatus,
};
use cen::{ApiError, AttachmentId, CallError, Cidr, ClientToken, Freshness, RouteTableId};
use tf_plugin::framework::model::Model;
use tf_plugin::framework::timeouts::Timeouts;
use tf_plugin::framework::validate::one_of;
use tf_plugin::framework::{Diagnostic, Diagnostics, Plan, PlanRequest, Private, SourceState};
use tf_plugin::value::{Attr, Path};

/// A route in a table of a transit router that leads to an attachment, or nowhere. What attachments bring by themselves is
/// learnt with `cen_transit_router_route_table_propagation`; a route that is set goes before one that is learnt for the same
/// destination. A table has one static route to each destination.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub(crate) struct Route {
    /// Id of the route, `rte-...`. While its creation is unconfirmed (see `status`) this is a placeholder that begins with
    /// `unconfirmed:`.
    #[attribute(computed, use_state_for_unknown)]
    id: Attr<String>,
    /// The route table. A change replaces the route.
    #[attribute(required, requires_replace_while_unknown)]
    transit_router_route_table_id: Attr<Written<RouteTableId>>,
    /// Where the route leads. A change replaces the route.
    #[attribute(required, requires_replace_while_unknown)]
    destination_cidr_block: Attr<Written<Cidr>>,
    /// `Attachment`, or `BlackHole` for what is to be dropped. A change replaces the route.
    #[attribute(
        required,
        requires_replace_while_unknown,
        validate = one_of(&[ATTACHMENT, BLACK_HOLE])
    )]
    next_hop_type: Attr<String>,
    /// The attachment, of the same transit router, that the route leads to; none of a black hole. A change replaces the route.
    #[attribute(optional, requires_replace_while_unknown)]
    next_hop_id: Attr<Written<AttachmentId>>,
    #[attribute(flatten)]
    texts: Texts,
    /// `Active` when the route is in use. `Standby` or `Candidate` when another route to the same destination is, `Rejected`
    /// when it is in conflict with another one, `Prohibited` when a routing policy denies it. `Creating` or `Deleting` for a
    /// while; `Pending` when the route has been created and is not visible yet; `Unconfirmed` when nobody has answered its
    /// creation, which the next apply confirms.
    #[attribute(computed, use_state_for_unknown)]
    status: Attr<String>,
    /// When the route was created, in UTC.
    #[attribute(computed, use_state_for_unknown)]
    creation_time: Attr<String>,
    #[attribute(timeouts(
        create = "Limit of a creation, `5m` where it is not set. A creation that nobody has answered by then is stored as \
                  unconfirmed and confirmed by the next apply.",
        update = "Limit of a change, `5m` where it is not set.",
        delete = "Limit of a destroy, `5m` where it is not set.",
    ))]
    timeouts: Attr<Timeouts>,
}

const ATTACHMENT: &str = "Attachment";
const BLACK_HOLE: &str = "BlackHole";

/// Blocks with a use of their own: services of Alibaba Cloud, multicast, hosts themselves, links.
const RESERVED: [&str; 4] = [
    "100.64.0.0/10",
    "224.0.0.0/4",
    "127.0.0.0/8",
    "169.254.0.0/16",
];

impl Key for RouteEntryKey {
    const FORM: &'static str = "TABLE:ROUTE";
    const PARTS: &'static [(&'static str, &'static str)] = &[
        (
            "transit_router_route_table_id",
            "The route table, `vtb-...`.",
        ),
        ("id", "Id of the route, `rte-...`."),
    ];
}

impl Remote for RouteEntry {
    fn basics(&self) -> Basics<'_> {
        Basics {
            id: self.set_id().map_or("", RouteEntryId::as_str),
            name: &self.name,
            description: &self.description,
            tags: None,
            creation_time: self.creation_time.as_ref(),
        }
    }

    fn status(&self) -> &str {
        self.status.as_str()
    }

    /// A route that is not in use is there all the same.
    fn is_ready(&self) -> bool {
        !matches!(
            self.status,
            RouteEntryStatus::Creating | RouteEntryStatus::Deleting
        )
    }
}

#[async_trait]
impl Managed for Route {
    const TYPE: &'static str = "cen_transit_router_route_entry";
    const MOVES_FROM: &'static str = "alicloud_cen_transit_router_route_entry";
    const WORDS: Words = Words::of("route");
    const TIMEOUTS: DefaultTimeouts = DefaultTimeouts::minutes(5, 5, 5);

    type Parameters = NewRouteEntry;
    type Key = RouteEntryKey;
    type Remote = RouteEntry;

    common_attributes! { @ texts, [], status, [creation_time] }

    fn key(&self) -> Option<RouteEntryKey> {
        Some(RouteEntryKey {
            table: meaning(&self.transit_router_route_table_id)?.clone(),
            id: RouteEntryId::from_api(self.common().confirmed_id()?)?,
        })
    }

    fn enter_parent(&mut self, key: &RouteEntryKey) {
        self.transit_router_route_table_id = written(&key.table);
    }

    fn refresh(&mut self, remote: &RouteEntry) {
        let table = &self.transit_router_route_table_id;
        self.transit_router_route_table_id = refreshed(Some(&remote.table), table);
        let destination = Some(&remote.destination);
        self.destination_cidr_block = refreshed(destination, &self.destination_cidr_block);
        self.next_hop_type = from_api::name(&remote.next_hop_type, &self.next_hop_type);
        self.next_hop_id = linked(remote.next_hop.as_ref(), &self.next_hop_id);
    }

    fn validate(&self, _: &KnownConfig, diagnostics: &mut Diagnostics) {
        let kind = self.next_hop_type.known().map(String::as_str);
        match (kind, &self.next_hop_id) {
            (Some(ATTACHMENT), Attr::Null) => diagnostics.error_at(
                Path::root("next_hop_id"),
                "The route leads nowhere",
                "A route whose next_hop_type is \"Attachment\" needs next_hop_id, the id of an attachment of the same transit \
                 router. To drop what the route is for, set next_hop_type = \"BlackHole\".",
            ),
            (Some(BLACK_HOLE), Attr::Known(attachment)) => diagnostics.error_at(
                Path::root("next_hop_id"),
                "A black hole leads nowhere",
                format!(
                    "What a route of next_hop_type \"BlackHole\" is for is dropped, so it has no next_hop_id. Take next_hop_id \
                     off, or set next_hop_type = \"Attachment\" to have the route lead to {}.",
                    **attachment
                ),
            ),
            _ => {}
        }
    }

    /// No page says it of routes, so it is not refused.
    fn plan(request: &PlanRequest<'_, Self, Cen>, plan: &mut Plan<Self>) {
        router_relation::refuse_apart(
            meaning(&plan.state.next_hop_id),
            meaning(&plan.state.transit_router_route_table_id),
            "next_hop_id",
            request.walk,
            &mut plan.diagnostics,
        );
        if request.prior.is_none()
            && let Some(destination) = meaning(&plan.state.destination_cidr_block)
            && let Some(reserved) = within(*destination, &RESERVED)
        {
            plan.diagnostics.warn_at(
                Path::root("destination_cidr_block"),
                "CEN may refuse this destination",
                format!(
                    "{destination} lies in {reserved}, which has a use of its own. CEN takes no aggregate routes or address \
                     blocks there; its page on routes says nothing about it (API page CreateTransitRouterRouteEntry). Apply asks \
                     the API, which may refuse, and nothing is created then."
                ),
            );
        }
    }

    fn parameters(&self) -> Option<NewRouteEntry> {
        let next_hop = meaning(&self.next_hop_id).cloned();
        let leads_somewhere = self.next_hop_type == ATTACHMENT.into();
        (next_hop.is_some() == leads_somewhere).then_some(())?;
        Some(NewRouteEntry {
            table: meaning(&self.transit_router_route_table_id)?.clone(),
            destination: *meaning(&self.destination_cidr_block)?,
            next_hop,
            name: self.texts.name.known().cloned(),
            description: self.texts.description.known().cloned(),
        })
    }

    fn claims(&self) -> Vec<Claim> {
        let table = meaning(&self.transit_router_route_table_id);
        let place = table.zip(meaning(&self.destination_cidr_block));
        let claim = place.map(|(table, destination)| Claim {
            name: format!("{} {table} {destination}", Self::TYPE),
            refusal: Diagnostic::error(
                "Two routes have one destination",
                format!(
                    "Another resource of this configuration has a route to {destination} in {table} too, and a table has one \
                     static route to each destination. Keep one of them; of a count or for_each, let each instance name another \
                     one."
                ),
            )
            .at(Path::root("destination_cidr_block")),
        });
        claim.into_iter().collect()
    }

    async fn create(
        parameters: &NewRouteEntry,
        token: &ClientToken,
        Scope { client, deadline }: Scope<'_>,
    ) -> Result<Created<RouteEntryKey>, CallError> {
        let create = || client.api.create_route_entry(parameters, token, deadline);
        let is_taken = |refused: &CallError| Kind::of_call(refused) == Some(Kind::Taken);
        let created = wait::past_predecessor(deadline, create, is_taken).await?;
        Ok(created.into())
    }

    fn blamed(refusal: &ApiError) -> Option<&'static str> {
        let speaks_of_it = refusal.message.contains("NextHopId");
        speaks_of_it.then_some("next_hop_id")
    }

    async fn in_its_place(
        parameters: &NewRouteEntry,
        Scope { client, deadline }: Scope<'_>,
    ) -> Option<Occupant<RouteEntryKey>> {
        let NewRouteEntry {
            table, destination, ..
        } = parameters;
        let all = client.api.route_entries(table, deadline).await.ok()?;
        let there = all.iter().filter(|one| one.destination == *destination);
        let id = there.filter_map(RouteEntry::set_id).next()?.clone();
        Some(Occupant {
            statement: format!(
                "{table} has the route {id} to {destination}, and a table has one static route to each destination."
            ),
            key: RouteEntryKey {
                table: table.clone(),
                id,
            },
        })
    }

    async fn find(
        key: &RouteEntryKey,
        freshness: Freshness,
        Scope { client, deadline }: Scope<'_>,
    ) -> Result<Option<RouteEntry>, CallError> {
        client.api.route_entry(key, freshness, deadline).await
    }

    /// It is there and does nothing, which no plan shows.
    fn remark(&self, _: &Private, _: &Client, _: &Walk, diagnostics: &mut Diagnostics) {
        let why = match self.status.known().map(String::as_str) {
            Some("Rejected") => "it is in conflict with another route of the table",
            Some("Prohibited") => "a routing policy denies it",
            _ => return,
        };
        let destination = self.destination_cidr_block.known();
        let destination = destination.map_or("", |destination| destination.as_ref());
        diagnostics.warn_at(
            Path::root("status"),
            "The route is not in use",
            format!("CEN does not use this route to {destination}: {why}."),
        );
    }

    fn keep(&mut self, _planned: &Self) {}

    async fn update(change: &mut Change<'_, Self>) -> Result<(), Failure> {
        let (name, description) = change.texts();
        let is_change = name.is_some() || description.is_some();
        if is_change {
            let (name, description) = (name.as_ref(), description.as_ref());
            let Scope { client, deadline } = change.scope();
            let update = client
                .api
                .update_route_entry(&change.key, name, description, deadline);
            update.await?;
        }
        let shows = |seen: &RouteEntry| {
            from_api::shows(name.as_ref(), &seen.name)
                && from_api::shows(description.as_ref(), &seen.description)
        };
        change.finish(is_change, |_, _| {}, shows).await
    }

    async fn delete(
        &self,
        key: &RouteEntryKey,
        Scope { client, deadline }: Scope<'_>,
    ) -> Result<(), CallError> {
        client.api.delete_route_entry(key, deadline).await
    }

    fn move_from(&mut self, source: &SourceState<'_>) {
        self.texts.name = official::text(source, &["transit_router_route_entry_name"]);
        self.texts.description =
            official::text(source, &["transit_router_route_entry_description"]);
        self.destination_cidr_block =
            official::named(source, "transit_router_route_entry_destination_cidr_block");
        self.next_hop_type = official::text(source, &["transit_router_route_entry_next_hop_type"]);
        self.next_hop_id = official::named(source, "transit_router_route_entry_next_hop_id");
    }
}

impl Searchable for Route {
    type Filter = Filter;

    fn is_managed(remote: &RouteEntry) -> bool {
        remote.set_id().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::written::named;
    use cen::transit_router::RouteEntryName;

    fn seen(status: RouteEntryStatus) -> RouteEntry {
        RouteEntry {
            id: RouteEntryName::Set(RouteEntryId::parse("rte-a").unwrap()),
            table: RouteTableId::parse("vtb-a").unwrap(),
            destination: Cidr::parse("10.0.0.0/8").unwrap(),
            next_hop_type: BLACK_HOLE.to_owned(),
            next_hop: None,
            next_hop_resource_type: String::new(),
            next_hop_resource_id: String::new(),
            origin_resource_type: String::new(),
            origin_resource_id: String::new(),
            kind: "Static".to_owned(),
            prefix_list: String::new(),
            name: String::new(),
            description: String::new(),
            status,
            creation_time: None,
        }
    }

    #[test]
    fn a_route_that_is_not_in_use_is_there_all_the_same() {
        for (status, is_ready) in [
            (RouteEntryStatus::Creating, false),
            (RouteEntryStatus::Active, true),
            (RouteEntryStatus::Rejected, true),
            (RouteEntryStatus::Prohibited, true),
            (RouteEntryStatus::Standby, true),
            (RouteEntryStatus::Candidate, true),
            (RouteEntryStatus::Deleting, false),
        ] {
            assert_eq!(seen(status).is_ready(), is_ready);
        }
    }

    #[test]
    fn what_is_learnt_keeps_the_form_that_it_has() {
        let mut route = Route {
            destination_cidr_block: named("10.0.0.0/8"),
            transit_router_route_table_id: named("VTB-a"),
            ..Route::default()
        };
        route.refresh(&seen(RouteEntryStatus::Active));
        assert_eq!(route.transit_router_route_table_id, named("VTB-a"));
        assert_eq!(route.next_hop_type, BLACK_HOLE.into());
        assert_eq!(route.next_hop_id, Attr::Null);
    }
}
