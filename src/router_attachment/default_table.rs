//! The short way to a connection: the relations of an attachment with the table that its transit router came with, as
//! arguments of the attachment. They are made once it is attached, and taken away before it is detached.
//!
//! What is not set is neither looked at nor touched, since resources of their own, or other hands, may see to it.
//!
//! So an import does not look either: a state that said `true` where the configuration says nothing would have the next apply take
//! away what a resource stands for. The plan after an import then adds an argument that is set, and the apply finds it done. Only a
//! destroy that comes before any apply cannot know whose they are: it takes them away and says so, since they would keep CEN from
//! ending the attachment, which ends them in any case. A note in the private data tells such attachments from others.

use cen::transit_router::{Relation, RelationKey};
use cen::{CallError, Freshness, RouteTableId};
use tf_plugin::framework::model::Model;
use tf_plugin::framework::{Diagnostic, Diagnostics, Private, SourceState};
use tf_plugin::value::{Attr, Path};

use crate::api_errors::explain;
use crate::claim::{self, Claim};
use crate::lifecycle::{Change, Deletion, Managed as _};
use crate::scope::Scope;
use crate::wait::{self, Failure};
use crate::walk::Walk;
use crate::written::meaning;
use crate::{official, router_relation};

use super::Attached;

/// The private note that the attachment has been imported and nothing has been applied to it since, so that nobody has said yet
/// whose its relations are.
const IMPORTED: &str = "imported";

/// What an attachment has to do with the table that its transit router came with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub(crate) struct DefaultTable {
    /// Whether what comes in is looked up in the route table that the transit router `transit_router_id` came with. `true`
    /// associates the two once the attachment is there, and keeps it so; another value, or none, takes away what this has
    /// made, and else neither looks nor touches. Changed in place. An import does not tell it, so the plan after one adds it, and
    /// the apply finds it done. Not together with a
    /// `cen_transit_router_route_table_association` for the same attachment. Of a connection of two transit routers, the
    /// other side takes such a resource.
    #[attribute(optional)]
    route_table_association_enabled: Attr<bool>,
    /// Whether the route table that the transit router `transit_router_id` came with learns what is behind the attachment, in
    /// the same way. Not together with a `cen_transit_router_route_table_propagation` for the same attachment and table.
    #[attribute(optional)]
    route_table_propagation_enabled: Attr<bool>,
}

/// One of the two.
#[derive(Clone, Copy)]
enum Role {
    Association,
    Propagation,
}

impl Role {
    const BOTH: [Self; 2] = [Self::Association, Self::Propagation];

    const fn argument(self) -> &'static str {
        match self {
            Self::Association => "route_table_association_enabled",
            Self::Propagation => "route_table_propagation_enabled",
        }
    }

    fn noun(self) -> &'static str {
        match self {
            Self::Association => "association",
            Self::Propagation => "propagation",
        }
    }

    /// The type of resources that stand for the same.
    fn resource(self) -> &'static str {
        match self {
            Self::Association => "cen_transit_router_route_table_association",
            Self::Propagation => "cen_transit_router_route_table_propagation",
        }
    }

    fn flag(self, table: &DefaultTable) -> &Attr<bool> {
        match self {
            Self::Association => &table.route_table_association_enabled,
            Self::Propagation => &table.route_table_propagation_enabled,
        }
    }

    fn flag_mut(self, table: &mut DefaultTable) -> &mut Attr<bool> {
        match self {
            Self::Association => &mut table.route_table_association_enabled,
            Self::Propagation => &mut table.route_table_propagation_enabled,
        }
    }

    fn is_wanted(self, table: &DefaultTable) -> bool {
        *self.flag(table) == Attr::Known(true)
    }

    async fn find(
        self,
        key: &RelationKey,
        freshness: Freshness,
        Scope { client, deadline }: Scope<'_>,
    ) -> Result<Option<Relation>, CallError> {
        match self {
            Self::Association => client.api.association(key, freshness, deadline).await,
            Self::Propagation => client.api.propagation(key, freshness, deadline).await,
        }
    }

    /// Whether it is there, and not on its way out.
    async fn stands(self, key: &RelationKey, scope: Scope<'_>) -> Result<bool, CallError> {
        let found = self.find(key, Freshness::Recent, scope).await?;
        Ok(found.is_some_and(|one| !router_relation::is_leaving(&one)))
    }

    /// Makes it and waits for it.
    async fn make(self, key: &RelationKey, scope: Scope<'_>) -> Result<(), Failure> {
        let Scope { client, deadline } = scope;
        let made = match self {
            Self::Association => client.api.associate_attachment(key, deadline).await,
            Self::Propagation => client.api.enable_propagation(key, deadline).await,
        };
        if let Err(error) = made {
            return Err(self.refused(key, error, scope).await);
        }
        let find = || self.find(key, Freshness::Latest, scope);
        wait::until_seen(deadline, find, router_relation::shows).await?;
        Ok(())
    }

    /// Why it was not made. That the attachment is associated with another table is what most often needs an explanation.
    async fn refused(
        self,
        key: &RelationKey,
        error: CallError,
        Scope { client, deadline }: Scope<'_>,
    ) -> Failure {
        let RelationKey { attachment, table } = key;
        if let (Self::Association, CallError::Refused(_)) = (self, &error)
            && let Ok(all) = client.api.associations_of(attachment, deadline).await
            && let [other] = &all[..]
        {
            let argument = self.argument();
            let told = Diagnostic::error(
                "The attachment is associated with another route table",
                format!(
                    "{attachment} is associated with {}, and an attachment has one association, so it was not associated with \
                     {table}, the table that the transit router came with. Remove {argument} here; or remove that \
                     association, and apply again.\n\n{}",
                    other.key.table,
                    explain(&error).detail
                ),
            );
            return Failure::Told(Box::new(told.at(Path::root(argument))));
        }
        Failure::Call(error)
    }

    /// Takes it away and waits until it is gone.
    async fn unmake(self, key: &RelationKey, scope: Scope<'_>) -> Result<(), Failure> {
        let Scope { client, deadline } = scope;
        match self {
            Self::Association => client.api.dissociate_attachment(key, deadline).await,
            Self::Propagation => client.api.disable_propagation(key, deadline).await,
        }?;
        let find = || self.find(key, Freshness::Latest, scope);
        wait::until_gone(deadline, find, |seen| seen.status.as_str().to_owned()).await
    }

    /// Where a resource associates the attachment with another table than the argument does.
    fn contradicts(self, key: &RelationKey, other: &RouteTableId) -> Diagnostic {
        let (argument, resource) = (self.argument(), self.resource());
        let RelationKey { attachment, table } = key;
        Diagnostic::error(
            format!("{argument} is at odds with a resource"),
            format!(
                "It associates {attachment} with {table}, the table that the transit router came with, and a {resource} of this \
                 configuration associates it with {other}. An attachment has one association. Remove {argument} here, or that \
                 resource."
            ),
        )
        .at(Path::root(argument))
    }

    /// What the attachment takes for itself by the argument; resources of their own go by the same name.
    fn claim(self, key: &RelationKey) -> Claim {
        let (argument, resource) = (self.argument(), self.resource());
        Claim {
            name: format!("{resource} {key}"),
            refusal: Diagnostic::error(
                format!("{argument} is at odds with a resource"),
                format!(
                    "A {resource} of this configuration stands for {key} too, and either would take it from under the other. \
                     Remove {argument} here, or that resource."
                ),
            )
            .at(Path::root(argument)),
        }
    }
}

/// What the two are called: that for the association and that for the propagation.
pub(super) const ARGUMENTS: [&str; 2] =
    [Role::Association.argument(), Role::Propagation.argument()];

impl DefaultTable {
    /// Whether both are wanted, so that what comes in finds a table, and what is attached is found there.
    pub(super) fn is_whole(&self) -> bool {
        Role::BOTH.iter().all(|role| role.is_wanted(self))
    }

    /// Whether each is planned, or may be.
    pub(super) fn may_be_planned(&self) -> [bool; 2] {
        Role::BOTH.map(|role| role.is_wanted(self) || role.flag(self).is_unknown())
    }

    fn is_of_use(&self) -> bool {
        Role::BOTH.iter().any(|role| role.is_wanted(self))
    }

    /// The arguments that are on, and the types of resources that stand for the same.
    pub(crate) fn wanted(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let wanted = Role::BOTH.into_iter().filter(|role| role.is_wanted(self));
        wanted.map(|role| (role.argument(), role.resource()))
    }

    /// Takes over from a state of the official provider.
    pub(super) fn move_from(&mut self, source: &SourceState<'_>) {
        for role in Role::BOTH {
            *role.flag_mut(self) = official::flag(source, role.argument());
        }
    }
}

/// The attachment of a model, once it has an id, and the table that its transit router came with.
async fn key_of<A: Attached>(
    model: &A,
    Scope { client, deadline }: Scope<'_>,
) -> Result<Option<RelationKey>, CallError> {
    let Some((key, router)) = model.key().zip(meaning(model.parts().router)) else {
        return Ok(None);
    };
    let table = client.api.system_table(router, deadline).await?;
    Ok(table.map(|table| RelationKey {
        attachment: key.id,
        table,
    }))
}

/// Looks whether what is wanted is so, and notes for the plan that follows what it is about.
pub(super) async fn look<A: Attached>(
    model: &mut A,
    walk: &Walk,
    scope: Scope<'_>,
) -> Result<(), CallError> {
    if !model.parts().arguments.default_table.is_of_use() {
        return Ok(());
    }
    let Some(key) = key_of(model, scope).await? else {
        return Ok(());
    };
    for role in Role::BOTH {
        if role.is_wanted(&model.parts().arguments.default_table) {
            let is_there = role.stands(&key, scope).await?;
            let table = &mut model.parts_mut().arguments.default_table;
            *role.flag_mut(table) = Attr::Known(is_there);
        }
    }
    let tables = &mut walk.memory().system_tables;
    tables.insert(key.attachment, key.table);
    Ok(())
}

/// Says where a resource of its own stands for what is planned too, as far as a read has told which one that would be.
pub(super) fn plan<A: Attached>(planned: &A, walk: &Walk, diagnostics: &mut Diagnostics) {
    let Some(id) = planned.key().map(|key| key.id) else {
        return;
    };
    if !A::CONNECTS_ROUTERS {
        walk.memory().associations.note_network(&id);
    }
    let (near, far) = (meaning(planned.parts().router), planned.far_router());
    // Of a connection, the other end may be the one that is not known.
    if near.is_some() && (far.is_some() || !A::CONNECTS_ROUTERS) {
        let routers = near.into_iter().chain(far);
        walk.memory().sides.note_attachment(&id, routers);
    }
    let table = walk.memory().system_tables.get(&id).cloned();
    if let Some(table) = table {
        let attachment = id;
        hold(
            planned,
            &RelationKey { attachment, table },
            walk,
            diagnostics,
        );
    }
}

/// The same of what changes, which no read has told.
pub(super) async fn preflight<A: Attached>(
    planned: &A,
    walk: &Walk,
    scope: Scope<'_>,
    diagnostics: &mut Diagnostics,
) {
    if !planned.parts().arguments.default_table.is_of_use() {
        return;
    }
    // Apply will say better what is wrong with the transit router.
    if let Ok(Some(key)) = key_of(planned, scope).await {
        hold(planned, &key, walk, diagnostics);
    }
}

fn hold<A: Attached>(model: &A, key: &RelationKey, walk: &Walk, diagnostics: &mut Diagnostics) {
    for role in Role::BOTH {
        if role.is_wanted(&model.parts().arguments.default_table) {
            claim::hold(role.claim(key), role.argument(), walk, diagnostics);
        }
    }
    let associates = Role::Association.is_wanted(&model.parts().arguments.default_table);
    if let (true, Some(router)) = (associates, meaning(model.parts().router)) {
        let associations = &mut walk.memory().associations;
        associations.note_table(&key.table, router);
        if let Some(other) = associations.note(key) {
            diagnostics.push(Role::Association.contradicts(key, &other));
        }
    }
}

/// Gives up what the attachment has taken for itself and does not want any more.
pub(super) fn forget_plan<A: Attached>(prior: Option<&A>, planned: Option<&A>, walk: &Walk) {
    let Some((prior, id)) = prior.and_then(|prior| Some((prior, prior.key()?.id))) else {
        return;
    };
    let Some(table) = walk.memory().system_tables.get(&id).cloned() else {
        return;
    };
    let attachment = id;
    let key = RelationKey { attachment, table };
    for role in Role::BOTH {
        let wanted = |model: &A| role.is_wanted(&model.parts().arguments.default_table);
        if wanted(prior) && !planned.is_some_and(wanted) {
            claim::release([role.claim(&key).name], walk);
        }
    }
    walk.memory().associations.forget(&key.attachment);
}

/// Makes what is planned and takes away what is not any more.
pub(super) async fn update<A: Attached>(change: &mut Change<'_, A>) -> Result<(), Failure> {
    // The state of what is new is as it was planned, whatever has come of that.
    let is_new = change.prior.as_ref().is_none_or(|prior| {
        let common = prior.common();
        common.is_unconfirmed() || common.is_pending()
    });
    let (before, after) = (&change.state, &change.planned);
    let table = |model: &A| model.parts().arguments.default_table.clone();
    let (before, after) = (table(before), table(after));
    let makes = |role: &Role| role.is_wanted(&after) && (is_new || !role.is_wanted(&before));
    let unmakes = |role: &Role| !role.is_wanted(&after) && !is_new && role.is_wanted(&before);
    let roles = Role::BOTH.iter();
    if roles.clone().any(|role| makes(role) || unmakes(role)) {
        let Some(key) = key_of(&change.state, change.scope()).await? else {
            let found = "the transit router does not list the route table that it came with";
            return Err(Failure::TimedOut(found.to_owned()));
        };
        // What learns routes goes before what uses them.
        for role in Role::BOTH.iter().rev().filter(|role| unmakes(role)) {
            role.unmake(&key, change.scope()).await?;
            enter(change, *role);
        }
        for role in Role::BOTH.iter().filter(|role| makes(role)) {
            role.make(&key, change.scope()).await?;
            enter(change, *role);
        }
    }
    roles.for_each(|role| enter(change, *role));
    Ok(())
}

fn enter<A: Attached>(change: &mut Change<'_, A>, role: Role) {
    change.advance(|state, planned| {
        let planned = role.flag(&planned.parts().arguments.default_table).clone();
        *role.flag_mut(&mut state.parts_mut().arguments.default_table) = planned;
    });
}

/// Notes that the attachment has been imported.
pub(super) fn note_import(private: &mut Private) {
    private.set(IMPORTED, &true);
}

/// Notes that the configuration has been applied, which says whose the relations are.
pub(super) fn forget_import(private: &mut Private) {
    private.remove(IMPORTED);
}

/// Takes away what an attachment has that is to be ended.
pub(super) async fn delete<A: Attached>(deletion: &Deletion<'_, A>) -> Result<(), Failure> {
    let Deletion { prior, scope, .. } = *deletion;
    let table = &prior.parts().arguments.default_table;
    let is_undecided = deletion.private.get::<bool>(IMPORTED).is_some();
    if !(is_undecided || table.is_of_use()) || prior.common().is_unconfirmed() {
        return Ok(());
    }
    let Some(key) = key_of(prior, scope).await? else {
        return Ok(());
    };
    let mut found = Vec::new();
    // What learns routes goes before what uses them.
    for role in Role::BOTH.into_iter().rev() {
        if !role.is_wanted(table) {
            if !(is_undecided && role.stands(&key, scope).await?) {
                continue;
            }
            found.push(role.noun());
        }
        role.unmake(&key, scope).await?;
    }
    if !found.is_empty() {
        let RelationKey { attachment, table } = &key;
        deletion.writer.warn(
            "What an imported attachment had was taken away with it",
            format!(
                "{attachment} had been imported and nothing had been applied to it since, so nothing said whose its {} with {table} \
                 was, the table that the transit router came with. It ends with the attachment, and CEN wants it taken away \
                 before, so that was done.",
                found.join(" and its "),
            ),
        );
    }
    Ok(())
}
