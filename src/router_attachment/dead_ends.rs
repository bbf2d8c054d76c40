//! The warning about what drops traffic: an attachment that no route table is associated with, and a table without a route
//! that attachments are associated with.
//!
//! CEN makes attachments without either, and says nothing of it. A provider is told neither the end of a plan nor what other
//! resources it holds, so reads look at the transit router as a whole, once for all of its attachments, and the first plan of an
//! attachment in trouble says all of it. What cannot be found out is passed over in silence.

use std::collections::BTreeSet;

use cen::transit_router::{
    AttachmentKind, AttachmentStatus, Ecr, Peer, RouteEntryStatus, Vbr, Vpc, Vpn,
};
use cen::{AttachmentId, CallError, RouteTableId, RouterId};
use tf_plugin::framework::{Diagnostic, Diagnostics};
use tf_plugin::value::Path;

use crate::lifecycle::Managed as _;
use crate::router_relation::is_leaving;
use crate::scope::Scope;
use crate::wait;
use crate::walk::{Tables, Walk};
use crate::written::meaning;

use super::{Attached, default_table};

/// How many are named at most.
const MOST_NAMED: usize = 10;

/// Looks at the transit routers of an attachment, unless its arguments say already that all is well there.
pub(super) async fn look<A: Attached>(model: &A, walk: &Walk, scope: Scope<'_>) {
    let Some(key) = model.key().filter(|_| scope.client.warns_about_routes) else {
        return;
    };
    let deadline = &wait::brief(scope.deadline);
    let scope = Scope { deadline, ..scope };
    for (router, side) in sides(model) {
        if side == Side::Own && model.parts().arguments.default_table.is_whole() {
            continue;
        }
        let found = walk.memory().dead_ends.of(router);
        let tables = async || tables(router, scope).await.ok();
        if let Some(tables) = found.tables.get_or_init(tables).await
            && !tables.of.contains_key(&key.id)
        {
            found
                .loose
                .get_or_init(|| loose(router, tables, scope))
                .await;
        }
    }
}

/// Says once for a transit router what drops traffic there, if this attachment is among it and its plan does not mend that.
pub(super) fn plan<A: Attached>(planned: &A, walk: &Walk, diagnostics: &mut Diagnostics) {
    let Some(attachment) = planned.key().map(|key| key.id) else {
        return;
    };
    let own = &planned.parts().arguments.default_table;
    for (router, side) in sides(planned) {
        let mut memory = walk.memory();
        let found = memory.dead_ends.of(router);
        let Some(Some(tables)) = found.tables.get() else {
            continue;
        };
        let associations = &memory.associations;
        let is_own = side == Side::Own;
        let [associates, propagates] = own.may_be_planned();
        let is_loose = |one: &&AttachmentId| {
            let is_mended = is_own && associates && **one == attachment;
            !is_mended && !associations.has(one, router)
        };
        let loose = found.loose.get().into_iter().flatten().filter(is_loose);
        let loose: Vec<&AttachmentId> = loose.collect();
        let system = tables.system.as_ref();
        let is_empty = |table: &&RouteTableId| !(is_own && propagates && system == Some(*table));
        let empty: Vec<&RouteTableId> = tables.empty.iter().filter(is_empty).collect();
        let is_lost = loose.contains(&&attachment);
        let is_stuck = tables.of.get(&attachment).is_some_and(|table| {
            empty.contains(&table) && !associations.moves(&attachment, table, router)
        });
        if (is_lost || is_stuck) && found.say() {
            let warning = warning(router, &loose, &empty, tables, side);
            // Arguments are about the own side, and about the table that its transit router came with.
            let is_by_argument = is_own && (is_lost || tables.of.get(&attachment) == system);
            let [association, propagation] = default_table::ARGUMENTS;
            let argument = if is_lost { association } else { propagation };
            diagnostics.push(match is_by_argument {
                true => warning.at(Path::root(argument)),
                false => warning,
            });
        }
    }
}

/// Which end of an attachment a transit router is at.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    /// The one that its arguments are about.
    Own,
    /// The other end of a connection.
    Far,
}

fn sides<A: Attached>(model: &A) -> impl Iterator<Item = (&RouterId, Side)> {
    let own = meaning(model.parts().router).map(|router| (router, Side::Own));
    let far = model.far_router().map(|router| (router, Side::Far));
    own.into_iter().chain(far)
}

/// What there is to know of the tables of a transit router: one call for them, one for the associations of each, and one or two
/// for the routes of those that have any.
async fn tables(
    router: &RouterId,
    Scope { client, deadline }: Scope<'_>,
) -> Result<Tables, CallError> {
    let api = &client.api;
    let mut tables = Tables::default();
    for table in api.route_tables(router, deadline).await? {
        let id = table.key.id;
        let mut associations = api.associations_with(&id, deadline).await?;
        associations.retain(|one| !is_leaving(one));
        if !associations.is_empty() {
            let into = api.propagations_into(&id, deadline).await?;
            let learns = into.iter().any(|one| !is_leaving(one));
            if !learns && !has_routes(&id, Scope { client, deadline }).await? {
                tables.empty.insert(id.clone());
            }
        }
        let attachments = associations.into_iter().map(|one| one.key.attachment);
        tables.of.extend(attachments.map(|one| (one, id.clone())));
    }
    // Among what has been listed.
    tables.system = api.system_table(router, deadline).await?;
    Ok(tables)
}

async fn has_routes(
    table: &RouteTableId,
    Scope { client, deadline }: Scope<'_>,
) -> Result<bool, CallError> {
    let routes = client.api.route_entries(table, deadline).await?;
    let mut routes = routes.iter();
    Ok(routes.any(|route| route.status == RouteEntryStatus::Active))
}

/// The attachments to a transit router that no table of it is associated with, of all kinds whose lists can be read.
async fn loose(router: &RouterId, tables: &Tables, scope: Scope<'_>) -> BTreeSet<AttachmentId> {
    let mut all = attached::<Vpc>(router, scope).await;
    all.extend(attached::<Vbr>(router, scope).await);
    all.extend(attached::<Vpn>(router, scope).await);
    all.extend(attached::<Ecr>(router, scope).await);
    all.extend(attached::<Peer>(router, scope).await);
    let loose = all.into_iter().filter(|one| !tables.of.contains_key(one));
    loose.collect()
}

async fn attached<K: AttachmentKind>(
    router: &RouterId,
    Scope { client, deadline }: Scope<'_>,
) -> Vec<AttachmentId> {
    let all = client.api.attachments::<K>(router, deadline).await;
    let heads = all.unwrap_or_default().into_iter().map(|one| one.head);
    let attached = heads.filter(|head| head.status == AttachmentStatus::Attached);
    attached.map(|head| head.id).collect()
}

fn warning(
    router: &RouterId,
    loose: &[&AttachmentId],
    empty: &[&RouteTableId],
    tables: &Tables,
    side: Side,
) -> Diagnostic {
    let [association, propagation] = default_table::ARGUMENTS;
    let is_own = side == Side::Own;
    let mut detail = String::new();
    if !loose.is_empty() {
        let names = named(loose.iter().map(ToString::to_string).collect());
        let how = match is_own {
            true => format!(
                ": by {association} = true with the table that the transit router came with, or"
            ),
            false => String::new(),
        };
        detail.push_str(&format!(
            "What comes in through these attachments is dropped, since no route table of {router} is associated with them: \
             {names}. Associate each{how} by a cen_transit_router_route_table_association.\n\n"
        ));
    }
    if !empty.is_empty() {
        let uses = |table: &&RouteTableId| {
            let users = tables.of.iter().filter(|(_, of)| of == table);
            format!(
                "{table} ({})",
                named(users.map(|(one, _)| one.to_string()).collect())
            )
        };
        let names = named(empty.iter().map(uses).collect());
        let system = tables.system.as_ref();
        let how = match is_own && empty.iter().any(|table| system == Some(*table)) {
            true => format!(
                " by {propagation} = true of its attachment, if it is the table that the transit router came with, or"
            ),
            false => String::new(),
        };
        detail.push_str(&format!(
            "What comes in through attachments that are associated with these route tables is dropped, since there is no route in \
             them: {names}. Have each learn what is to be reached:{how} by a cen_transit_router_route_table_propagation; or give \
             it a cen_transit_router_route_entry.\n\n"
        ));
    }
    detail.push_str(
        "So it is now: what resources of their own mend in this plan is planned after the attachments and not known here. The data \
         source cen_reachability tells who reaches whom. To be warned no more, set warn_about_routes = false in the provider block.",
    );
    Diagnostic::warning(format!("{router} drops traffic"), detail)
}

/// The names in words, the first of them where there are many.
fn named(mut names: Vec<String>) -> String {
    let more = names.len().saturating_sub(MOST_NAMED);
    names.truncate(MOST_NAMED);
    let names = names.join(", ");
    match more {
        0 => names,
        more => format!("{names} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_the_first_are_named() {
        let names = |count: usize| named((0..count).map(|number| number.to_string()).collect());
        assert_eq!(names(2), "0, 1");
        assert_eq!(names(12), "0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 2 more");
    }
}
