//! `cen_transit_router_route_table_propagation`: which route tables learn what lies behind an attachment.

use std::time::Duration;

use async_trait::async_trait;

use crate::link::{self, Link};
use crate::router_relation::{self, Attached};
use crate::scope::Scope;
use crate::wait::Failure;
use crate::written::{Written, meaning, written};
use crate::{Cen, official};
use cen::transit_router::{Relation, RelationKey, RelationStatus};
use cen::{CallError, Freshness, Made, RouteTableId};
use tf_plugin::framework::model::Model;
use tf_plugin::framework::timeouts::Timeouts;
use tf_plugin::framework::{Diagnostic, Plan, PlanRequest, SourceState};
use tf_plugin::value::Attr;

/// Has a route table of a transit router learn the routes of an attachment: of a VPC the blocks of its vSwitches, of a
/// connection to another transit router what that one publishes. Every table whose traffic is to reach what is attached needs
/// one, for each direction in its own table; an attachment can have any number. Every change replaces the propagation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub(crate) struct Propagation {
    /// `ATTACHMENT:TABLE`.
    #[attribute(computed, use_state_for_unknown)]
    id: Attr<String>,
    #[attribute(flatten)]
    attached: Attached,
    /// The route table. A change replaces the propagation.
    #[attribute(required, requires_replace_while_unknown)]
    transit_router_route_table_id: Attr<Written<RouteTableId>>,
    #[attribute(timeouts(
        create = "Limit of making it, `5m` where it is not set.",
        delete = "Limit of removing it, `5m` where it is not set.",
    ))]
    timeouts: Attr<Timeouts>,
}

#[async_trait]
impl Link for Propagation {
    const TYPE: &'static str = "cen_transit_router_route_table_propagation";
    const MOVES_FROM: &'static str = "alicloud_cen_transit_router_route_table_propagation";
    const OBJECT: &'static str = "propagation";
    const TIMEOUT: Duration = Duration::from_secs(5 * 60);
    const ALSO_MADE_BY: &'static str =
        " The argument route_table_propagation_enabled of the attachment counts as one.";

    type Key = RelationKey;
    type Remote = Relation;

    fn timeouts(&self) -> &Attr<Timeouts> {
        &self.timeouts
    }

    fn key(&self) -> Option<RelationKey> {
        Some(RelationKey {
            attachment: meaning(&self.attached.transit_router_attachment_id)?.clone(),
            table: meaning(&self.transit_router_route_table_id)?.clone(),
        })
    }

    fn at(key: &RelationKey) -> Self {
        Self {
            id: Attr::Known(key.to_string()),
            attached: Attached {
                transit_router_attachment_id: written(&key.attachment),
                ..Attached::default()
            },
            transit_router_route_table_id: written(&key.table),
            timeouts: Attr::Null,
        }
    }

    fn refresh(&mut self, remote: &Relation) {
        self.id = Attr::Known(remote.key.to_string());
        self.attached.refresh(remote);
    }

    fn statement(&self) -> String {
        match self.key() {
            Some(RelationKey { attachment, table }) => {
                format!("{table} learns the routes of {attachment}")
            }
            None => "the table learns the routes of the attachment".to_owned(),
        }
    }

    fn plan(request: &PlanRequest<'_, Self, Cen>, plan: &mut Plan<Self>) {
        router_relation::refuse_apart(
            meaning(&plan.state.attached.transit_router_attachment_id),
            meaning(&plan.state.transit_router_route_table_id),
            "transit_router_attachment_id",
            request.walk,
            &mut plan.diagnostics,
        );
    }

    fn in_the_way(&self, key: &RelationKey, remote: &Relation) -> Option<Diagnostic> {
        (!router_relation::is_leaving(remote)).then(|| link::there_already::<Self>(key))
    }

    fn enter_pending(&mut self, key: &RelationKey) {
        self.id = Attr::Known(key.to_string());
        self.attached.enter_pending(&RelationStatus::Enabling);
    }

    async fn send(&self, Scope { client, deadline }: Scope<'_>) -> Result<Made, CallError> {
        match self.key() {
            Some(key) => client.api.enable_propagation(&key, deadline).await,
            None => Ok(Made::Now),
        }
    }

    async fn refused(&self, _: Option<&Self>, error: &CallError, _: Scope<'_>) -> Diagnostic {
        router_relation::refusal(error)
    }

    async fn find(
        key: &RelationKey,
        freshness: Freshness,
        Scope { client, deadline }: Scope<'_>,
    ) -> Result<Option<Relation>, CallError> {
        client.api.propagation(key, freshness, deadline).await
    }

    fn shows(&self, remote: &Relation) -> Result<(), String> {
        router_relation::shows(remote)
    }

    async fn remove(&self, key: &RelationKey, scope: Scope<'_>) -> Result<(), Failure> {
        let Scope { client, deadline } = scope;
        Ok(client.api.disable_propagation(key, deadline).await?)
    }

    fn remains(remote: &Relation) -> Option<&str> {
        Some(remote.status.as_str())
    }

    fn move_from(&mut self, source: &SourceState<'_>) {
        self.attached.status = official::text(source, &["status"]);
        self.timeouts = official::create_delete_timeouts(source);
    }
}
