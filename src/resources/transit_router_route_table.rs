//! `cen_transit_router_route_table`: a route table of a transit router, beside the one that it came with.

use async_trait::async_trait;

use crate::filters::route_tables::RouteTables as Filter;
use crate::identity::Key;
use crate::lifecycle::{
    Change, Created, DefaultTimeouts, Deletion, Managed, Searchable, Words, common_attributes,
    remote,
};
use crate::scope::Scope;
use crate::tags::Tagging;
use crate::texts::Texts;
use crate::wait::Failure;
use crate::written::{Written, meaning, refreshed, written};
use crate::{Cen, claim, from_api, official};
use cen::transit_router::{
    NewRouteTable, RouteTable, RouteTableId, RouteTableKey, RouteTableSettings, RouteTableStatus,
};
use cen::{CallError, ClientToken, Freshness, Region, RouterId, Tagged};
use tf_plugin::framework::model::Model;
use tf_plugin::framework::timeouts::Timeouts;
use tf_plugin::framework::{Plan, PlanRequest, SourceState};
use tf_plugin::value::Attr;

/// A route table of a transit router of the Enterprise edition. What comes in through an attachment is looked up in the one
/// table that the attachment is associated with, so networks that must not reach each other get tables of their own. Every
/// transit router comes with one table, of type `System`; it can be imported, and stays when it is destroyed here.
///
/// CEN deletes no table that something is associated with. Associations move to another table in place, after the destroys of a
/// run; so a table that goes while its associations move needs `lifecycle { create_before_destroy = true }`. Of a table that is
/// replaced the associations are replaced too, which interrupts what they carry for a moment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub(crate) struct Table {
    /// Id of the route table, `vtb-...`. While its creation is unconfirmed (see `status`) this is a placeholder that begins
    /// with `unconfirmed:`.
    #[attribute(computed, use_state_for_unknown)]
    id: Attr<String>,
    /// The transit router. A change replaces the route table.
    #[attribute(required, requires_replace_while_unknown)]
    transit_router_id: Attr<Written<RouterId>>,
    #[attribute(flatten)]
    texts: Texts,
    /// Whether equal routes that border routers of several regions bring share the traffic; no where this is not set for
    /// something new, and otherwise as it is. Changed in place.
    #[attribute(optional, computed, use_state_for_unknown)]
    multi_region_ecmp: Attr<bool>,
    #[attribute(flatten)]
    tagging: Tagging,
    /// The region of the transit router.
    #[attribute(computed, use_state_for_unknown)]
    region: Attr<Written<Region>>,
    /// `Custom`, or `System` for the one that the transit router came with.
    #[attribute(computed, use_state_for_unknown)]
    r#type: Attr<String>,
    /// `Creating`, `Active`, `Updating` or `Deleting`; `Pending` when the route table has been created and is not visible yet;
    /// `Unconfirmed` when nobody has answered its creation, which the next apply confirms.
    #[attribute(computed, use_state_for_unknown)]
    status: Attr<String>,
    /// When the route table was created, in UTC.
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

/// The type of the table that a transit router comes with.
const SYSTEM: &str = "System";

impl Key for RouteTableKey {
    const FORM: &'static str = "ROUTER:TABLE";
    const PARTS: &'static [(&'static str, &'static str)] = &[
        ("transit_router_id", "The transit router, `tr-...`."),
        ("id", "Id of the route table, `vtb-...`."),
    ];
}

remote!(RouteTable, key.id, RouteTableStatus::Active);

#[async_trait]
impl Managed for Table {
    const TYPE: &'static str = "cen_transit_router_route_table";
    const MOVES_FROM: &'static str = "alicloud_cen_transit_router_route_table";
    const WORDS: Words = Words::of("route table");
    const TIMEOUTS: DefaultTimeouts = DefaultTimeouts::minutes(5, 5, 5);
    const KEEPS_CLAIMS: bool = true;

    type Parameters = NewRouteTable;
    type Key = RouteTableKey;
    type Remote = RouteTable;

    common_attributes!();

    fn key(&self) -> Option<RouteTableKey> {
        Some(RouteTableKey {
            router: meaning(&self.transit_router_id)?.clone(),
            id: RouteTableId::from_api(self.common().confirmed_id()?)?,
        })
    }

    fn enter_parent(&mut self, key: &RouteTableKey) {
        self.transit_router_id = written(&key.router);
    }

    fn refresh(&mut self, remote: &RouteTable) {
        self.transit_router_id = refreshed(Some(&remote.key.router), &self.transit_router_id);
        self.region = refreshed(remote.region.as_ref(), &self.region);
        self.multi_region_ecmp = remote.multi_region_ecmp.into();
        self.r#type = from_api::optional(&remote.kind);
    }

    /// Which of the associations of a connection exclude each other is told by the transit routers of their tables, and what refers to
    /// a table that is replaced has to leave it first.
    fn plan(request: &PlanRequest<'_, Self, Cen>, plan: &mut Plan<Self>) {
        if let Some(RouteTableKey { router, id }) = plan.state.key() {
            let mut memory = request.walk.memory();
            memory.associations.note_table(&id, &router);
            memory.sides.note_table(&id, &router);
        }
        let replaced = claim::predecessor(&plan.private).filter(|_| request.prior.is_none());
        if let Some(replaced) = replaced.and_then(|id| RouteTableId::from_api(&id)) {
            request.walk.memory().sides.note_replaced(replaced);
        }
    }

    fn parameters(&self) -> Option<NewRouteTable> {
        Some(NewRouteTable {
            router: meaning(&self.transit_router_id)?.clone(),
            settings: RouteTableSettings {
                name: self.texts.name.known().cloned(),
                description: self.texts.description.known().cloned(),
                multi_region_ecmp: self.multi_region_ecmp.known().copied(),
            },
            tags: self.tagging.plain(),
        })
    }

    async fn create(
        parameters: &NewRouteTable,
        token: &ClientToken,
        Scope { client, deadline }: Scope<'_>,
    ) -> Result<Created<RouteTableKey>, CallError> {
        let created = client.api.create_route_table(parameters, token, deadline);
        Ok(created.await?.into())
    }

    async fn find(
        key: &RouteTableKey,
        freshness: Freshness,
        Scope { client, deadline }: Scope<'_>,
    ) -> Result<Option<RouteTable>, CallError> {
        client.api.route_table(key, freshness, deadline).await
    }

    fn keep(&mut self, _planned: &Self) {}

    async fn update(change: &mut Change<'_, Self>) -> Result<(), Failure> {
        let (name, description) = change.texts();
        let ecmp = &change.planned.multi_region_ecmp;
        let is_new = *ecmp != change.state.multi_region_ecmp;
        let settings = RouteTableSettings {
            name,
            description,
            multi_region_ecmp: ecmp.known().copied().filter(|_| is_new),
        };
        let is_change = settings != RouteTableSettings::default();
        if is_change {
            let (id, Scope { client, deadline }) = (&change.key.id, change.scope());
            let api = &client.api;
            api.update_route_table(id, &settings, deadline).await?;
        }
        let note = |state: &mut Self, planned: &Self| {
            from_api::keep_known(&mut state.multi_region_ecmp, &planned.multi_region_ecmp);
        };
        let shows = |seen: &RouteTable| {
            from_api::shows(settings.name.as_ref(), &seen.name)
                && from_api::shows(settings.description.as_ref(), &seen.description)
                && settings
                    .multi_region_ecmp
                    .is_none_or(|is_on| seen.multi_region_ecmp != Some(!is_on))
        };
        change.finish(is_change, note, shows).await
    }

    fn region(&self) -> Option<Region> {
        meaning(&self.region).cloned()
    }

    fn tagged<'a>(key: &'a RouteTableKey, region: Option<&'a Region>) -> Option<Tagged<'a>> {
        Some(Tagged::route_table(key, region))
    }

    /// CEN deletes the table of the system with its transit router and not before.
    async fn before_delete(
        deletion: &Deletion<'_, Self>,
        key: &RouteTableKey,
    ) -> Result<bool, Failure> {
        let is_system = deletion.prior.r#type == SYSTEM.into();
        if is_system {
            deletion.writer.remove();
            let detail = format!(
                "The route table {} came with its transit router and goes with it. It has been dropped from the state and left as \
                 it is.",
                key.id
            );
            deletion
                .writer
                .warn("The route table of the system stays", detail);
        }
        Ok(!is_system)
    }

    async fn delete(
        &self,
        key: &RouteTableKey,
        Scope { client, deadline }: Scope<'_>,
    ) -> Result<(), CallError> {
        client.api.delete_route_table(&key.id, deadline).await
    }

    /// The states of the official provider say neither region nor options; the read that follows does.
    fn move_from(&mut self, source: &SourceState<'_>) {
        self.texts.name = official::text(source, &["transit_router_route_table_name"]);
        self.texts.description =
            official::text(source, &["transit_router_route_table_description"]);
        self.r#type = official::text(source, &["transit_router_route_table_type"]);
    }
}

impl Searchable for Table {
    type Filter = Filter;
}
