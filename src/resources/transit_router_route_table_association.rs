//! `cen_transit_router_route_table_association`: in which route table what comes in through an attachment is looked up.

use std::time::Duration;

use async_trait::async_trait;

use crate::api_errors::explain;
use crate::link::{self, Link};
use crate::router_relation::{self, Attached};
use crate::scope::Scope;
use crate::wait::{self, Failure};
use crate::walk::Walk;
use crate::written::{Written, meaning, refreshed, written};
use crate::{Cen, official};
use cen::transit_router::{Relation, RelationKey, RelationStatus};
use cen::{AttachmentId, CallError, Freshness, Made, RouteTableId};
use tf_plugin::framework::model::Model;
use tf_plugin::framework::timeouts::Timeouts;
use tf_plugin::framework::{Diagnostic, Diagnostics, Plan, PlanRequest, Preflight, SourceState};
use tf_plugin::value::{Attr, Path};

/// Associates an attachment with a route table of its transit router: what comes in through the attachment is looked up
/// there. Without an association all of it is dropped, so every attachment that is to carry traffic needs one. An attachment
/// has one association at most; a connection of two transit routers, which is one attachment, has one with a table of each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub(crate) struct Association {
    /// `ATTACHMENT:TABLE`.
    #[attribute(computed, use_state_for_unknown)]
    id: Attr<String>,
    #[attribute(flatten)]
    attached: Attached,
    /// The route table. Changed in place, without an interruption; where that table itself is replaced, so is the association.
    #[attribute(required)]
    transit_router_route_table_id: Attr<Written<RouteTableId>>,
    #[attribute(timeouts(
        create = "Limit of making it, `5m` where it is not set.",
        update = "Limit of a change, `5m` where it is not set.",
        delete = "Limit of removing it, `5m` where it is not set.",
    ))]
    timeouts: Attr<Timeouts>,
}

impl Association {
    /// The attachment, where it is known that it attaches a network.
    fn attached_network(&self) -> Option<AttachmentId> {
        let kind = self.attached.resource_type.known()?;
        let attachment = &self.attached.transit_router_attachment_id;
        meaning(attachment)
            .filter(|_| kind != TRANSIT_ROUTER)
            .cloned()
    }
}

/// What is attached where an attachment connects two transit routers.
const TRANSIT_ROUTER: &str = "TR";

#[async_trait]
impl Link for Association {
    const TYPE: &'static str = "cen_transit_router_route_table_association";
    const MOVES_FROM: &'static str = "alicloud_cen_transit_router_route_table_association";
    const OBJECT: &'static str = "association";
    const TIMEOUT: Duration = Duration::from_secs(5 * 60);
    const ALSO_MADE_BY: &'static str =
        " The argument route_table_association_enabled of the attachment counts as one.";

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
        let table = &self.transit_router_route_table_id;
        self.transit_router_route_table_id = refreshed(Some(&remote.key.table), table);
        self.attached.refresh(remote);
    }

    fn statement(&self) -> String {
        match self.key() {
            Some(RelationKey { attachment, table }) => {
                format!("{attachment} is associated with {table}")
            }
            None => "the attachment is associated".to_owned(),
        }
    }

    /// The id names the table, which changes in place.
    fn plan(request: &PlanRequest<'_, Self, Cen>, plan: &mut Plan<Self>) {
        let key = plan.state.key();
        if let (Some(_), Some(key)) = (request.client, &key) {
            let associations = &mut request.walk.memory().associations;
            if let Some(attachment) = request.prior.and_then(Self::attached_network) {
                associations.note_network(&attachment);
            }
            if let Some(other) = associations.note(key) {
                plan.diagnostics.push(one_of_two(key, &other));
            }
        }
        router_relation::refuse_apart(
            meaning(&plan.state.attached.transit_router_attachment_id),
            meaning(&plan.state.transit_router_route_table_id),
            "transit_router_attachment_id",
            request.walk,
            &mut plan.diagnostics,
        );
        // CEN deletes no table that something is associated with, and moves come after the deletes of a run.
        let before = request.prior.and_then(Self::key);
        if let (Some(before), true) = (
            before,
            plan.state.transit_router_route_table_id.is_unknown(),
        ) && request.walk.memory().sides.is_replaced(&before.table)
        {
            plan.replace
                .push(Path::root("transit_router_route_table_id"));
        }
        let changes = request.prior.is_some_and(|prior| prior.key() != key);
        if changes && plan.state.attached.resource_type == TRANSIT_ROUTER.into() {
            // With a table of the other transit router, it leads to this one.
            plan.state.attached.resource_id = Attr::Unknown;
        }
        plan.state.id = key.map_or(Attr::Unknown, |key| Attr::Known(key.to_string()));
    }

    /// Only a warning: another resource may give it up in the same run.
    async fn preflight(request: Preflight<Self, Cen>, diagnostics: &mut Diagnostics) {
        let key = request.planned.key();
        let Some(key) = key.filter(|_| request.prior.is_none()) else {
            return;
        };
        let deadline = wait::preflight_deadline(&request.operation);
        let scope = Scope {
            client: &request.client,
            deadline: &deadline,
        };
        if let Some(other) = associated_with(&key, scope).await {
            let unless =
                "Unless another resource gives that one up in the same run, apply will be refused.";
            let Diagnostic {
                summary, detail, ..
            } = associated_elsewhere(&key, &other, unless);
            diagnostics.warn_at(Path::root("transit_router_route_table_id"), summary, detail);
        }
    }

    fn forget_plan(prior: Option<&Self>, _: Option<&Self>, walk: &Walk) {
        if let Some(key) = prior.and_then(Self::key) {
            walk.memory().associations.forget(&key.attachment);
        }
    }

    fn in_the_way(&self, key: &RelationKey, remote: &Relation) -> Option<Diagnostic> {
        (!router_relation::is_leaving(remote)).then(|| link::there_already::<Self>(key))
    }

    fn enter_pending(&mut self, key: &RelationKey) {
        self.id = Attr::Known(key.to_string());
        self.attached.enter_pending(&RelationStatus::Associating);
    }

    /// The code of a refusal because of another association is not documented, so any is looked into.
    async fn send(&self, Scope { client, deadline }: Scope<'_>) -> Result<Made, CallError> {
        let Some(key) = self.key() else {
            return Ok(Made::Now);
        };
        let api = &client.api;
        let send = || async {
            let refused = match api.associate_attachment(&key, deadline).await {
                Err(refused @ CallError::Refused(_)) => refused,
                outcome => return Ok(outcome),
            };
            match associated_with(&key, Scope { client, deadline }).await {
                Some(_) => Err(refused),
                None => Ok(Err(refused)),
            }
        };
        wait::past_predecessor(deadline, send, |_| true).await?
    }

    /// That the attachment is associated already is the reason that most often needs an explanation.
    async fn refused(
        &self,
        prior: Option<&Self>,
        error: &CallError,
        scope: Scope<'_>,
    ) -> Diagnostic {
        if let (None, CallError::Refused(_), Some(key)) = (prior, error, self.key())
            && let Ok(others) = others(&key, scope).await
            && let Some(first) = others.first()
        {
            return match first.resource_type == TRANSIT_ROUTER {
                true => end_is_associated(&key, &others, error),
                false => associated_elsewhere(&key, &first.key, &explain(error).detail),
            };
        }
        router_relation::refusal(error)
    }

    async fn find(
        key: &RelationKey,
        freshness: Freshness,
        Scope { client, deadline }: Scope<'_>,
    ) -> Result<Option<Relation>, CallError> {
        client.api.association(key, freshness, deadline).await
    }

    /// Somebody may have moved it to another table. Of a connection of two transit routers, the association with a table of
    /// the other one is another; what it leads to tells them apart.
    async fn look(
        &self,
        key: &RelationKey,
        scope: Scope<'_>,
    ) -> Result<Option<Relation>, CallError> {
        let found = Self::find(key, Freshness::Recent, scope).await?;
        if found.is_some() {
            return Ok(found);
        }
        let Scope { client, deadline } = scope;
        let all = client
            .api
            .associations_of(&key.attachment, deadline)
            .await?;
        let is_this = |one: &Relation| {
            let leads_there = self.attached.resource_id == one.resource_id.as_str().into();
            one.resource_type != TRANSIT_ROUTER || leads_there
        };
        Ok(all.into_iter().find(is_this))
    }

    fn shows(&self, remote: &Relation) -> Result<(), String> {
        router_relation::shows(remote)
    }

    fn while_updating(&self, prior: &Self) -> Option<Self> {
        (self.key() != prior.key()).then(|| Self {
            timeouts: self.timeouts.clone(),
            ..prior.clone()
        })
    }

    /// CEN moves an association among the tables of one transit router. Of a connection of two, the table may be one of the
    /// other: there it is made anew before the one that it has is given up, so that a refusal loses nothing.
    async fn change(
        &self,
        prior: &Self,
        Scope { client, deadline }: Scope<'_>,
    ) -> Result<(), CallError> {
        let Some(key) = self.key() else {
            return Ok(());
        };
        let api = &client.api;
        let refused = match api.replace_association(&key, deadline).await {
            Err(refused @ CallError::Refused(_)) => refused,
            outcome => return outcome.map(drop),
        };
        let connects_routers = prior.attached.resource_type == TRANSIT_ROUTER.into();
        let Some(before) = prior.key().filter(|_| connects_routers) else {
            return Err(refused);
        };
        match api.associate_attachment(&key, deadline).await {
            // Of a table of the same transit router, the first refusal says what is wrong.
            Err(CallError::Refused(_)) => Err(refused),
            Err(unanswered) => Err(unanswered),
            Ok(_) => api.dissociate_attachment(&before, deadline).await,
        }
    }

    async fn remove(&self, key: &RelationKey, scope: Scope<'_>) -> Result<(), Failure> {
        let Scope { client, deadline } = scope;
        Ok(client.api.dissociate_attachment(key, deadline).await?)
    }

    fn remains(remote: &Relation) -> Option<&str> {
        Some(remote.status.as_str())
    }

    fn move_from(&mut self, source: &SourceState<'_>) {
        self.attached.status = official::text(source, &["status"]);
        self.timeouts = official::all_timeouts(source);
    }
}

/// What the attachment is associated with in place of the table of this key, where that can be told: a connection of two transit
/// routers may well be associated with a table of the other one.
async fn associated_with(key: &RelationKey, scope: Scope<'_>) -> Option<RelationKey> {
    let mut others = others(key, scope).await.ok()?.into_iter();
    let other = others.find(|one| one.resource_type != TRANSIT_ROUTER);
    other.map(|one| one.key)
}

/// The associations of the attachment of this key but the one with its table.
async fn others(
    key: &RelationKey,
    Scope { client, deadline }: Scope<'_>,
) -> Result<Vec<Relation>, CallError> {
    let all = client
        .api
        .associations_of(&key.attachment, deadline)
        .await?;
    Ok(all.into_iter().filter(|one| one.key != *key).collect())
}

/// Where something else of the configuration associates the attachment with another table.
fn one_of_two(key: &RelationKey, other: &RouteTableId) -> Diagnostic {
    let RelationKey { attachment, table } = key;
    Diagnostic::error(
        "The attachment is to be associated with two route tables",
        format!(
            "This associates {attachment} with {table}, and something else of this configuration associates it with {other}: \
             another cen_transit_router_route_table_association, or the argument route_table_association_enabled of the \
             attachment, which stands for the table that the transit router came with. An attachment has one association; only a \
             connection of two transit routers has one with a table of each. Keep one of the two."
        ),
    )
    .at(Path::root("transit_router_route_table_id"))
}

/// Of a connection of two transit routers, which has an association at each end, if not with these tables.
fn end_is_associated(key: &RelationKey, others: &[Relation], error: &CallError) -> Diagnostic {
    let RelationKey { attachment, table } = key;
    let others: Vec<String> = others.iter().map(|one| one.key.table.to_string()).collect();
    let others = others.join(" and ");
    Diagnostic::error(
        "The connection is associated with another route table",
        format!(
            "{attachment} connects two transit routers and has one association with a table of each. It is associated with \
             {others}, so it was not associated with {table}. Where both tables are of one transit router, keep one of the two; to \
             move it, import the association that is there and change its table: terraform import ADDRESS {attachment}:TABLE. \
             Where this one is meant to be for the other end, name a table of the other transit router.\n\n{}",
            explain(error).detail
        ),
    )
    .at(Path::root("transit_router_route_table_id"))
}

fn associated_elsewhere(key: &RelationKey, other: &RelationKey, more: &str) -> Diagnostic {
    let RelationKey { attachment, table } = key;
    Diagnostic::error(
        "The attachment is associated with another route table",
        format!(
            "{attachment} is associated with {}, and an attachment has one association, so it cannot be associated with {table} too. \
             To move it, import that association first, and the next apply changes the table in place: terraform import \
             ADDRESS {other}. If an argument of the attachment has made it, take that off.\n\n{more}",
            other.table,
        ),
    )
    .at(Path::root("transit_router_route_table_id"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::link::moved_state;
    use crate::written::named;

    #[test]
    fn a_state_of_the_official_provider_is_moved_whole() {
        let state = json!({
            "dry_run": null, "id": "tr-attach-a:vtb-b", "status": "Active", "timeouts": {"create": "9m"},
            "transit_router_attachment_id": "tr-attach-a", "transit_router_route_table_id": "vtb-b"
        });
        let expected = Association {
            id: "tr-attach-a:vtb-b".into(),
            attached: Attached {
                transit_router_attachment_id: named("tr-attach-a"),
                status: "Active".into(),
                ..Attached::default()
            },
            transit_router_route_table_id: named("vtb-b"),
            timeouts: Attr::Known(Timeouts::default().create("9m")),
        };
        assert_eq!(moved_state(state).ok(), Some(expected));
        assert!(moved_state::<Association>(json!({"id": "vtb-b"})).is_err());
    }
}
