//! Why a bandwidth limit cannot have the bandwidth that it asks for, in numbers.

use crate::Cen;
use crate::client::Client;

use crate::scope::Scope;
use crate::wait;
use crate::walk::{Party, Place};
use cen::error::Kind;
use cen::{AreaPair, CallError, Freshness, LimitId};
use tf_plugin::framework::{Diagnostics, Preflight, Private};
use tf_plugin::value::Path;

use super::bandwidth::{self, Draw, between};

/// The private note of a plan that replaces a limit: its id and its bandwidth, which the new one may draw on. A host
/// that replaces makes a second plan, of a create, and hands the private data of the first to it.
const REPLACED: &str = "replaced";

/// Leaves the note for the second plan, where the limit `before`, which has so many Mbit/s, becomes another one.
pub(crate) fn note_replaced(
    before: Option<(LimitId, u64)>,
    after: Option<&LimitId>,
    private: &mut Private,
) {
    match (before, after) {
        (Some((before, mbps)), Some(after)) if before != *after => {
            private.set(REPLACED, &(before.to_string(), mbps));
        }
        _ => private.remove(REPLACED),
    }
}

/// The limit exists; what it has replaced is history.
pub(crate) fn forget_replaced(private: &mut Private) {
    private.remove(REPLACED);
}

/// What the replaced limit gives back to the package that serves `areas` on the same CEN instance.
fn given_back(private: &Private, id: &LimitId, areas: &AreaPair, client: &Client) -> u64 {
    let replaced: Option<(String, u64)> = private.get(REPLACED);
    replaced
        .and_then(|(text, mbps)| Some((LimitId::parse(&text).ok()?, mbps)))
        .filter(|(before, _)| before.cen == id.cen)
        .filter(|(before, _)| client.areas(&before.regions).as_ref() == Some(areas))
        .map_or(0, |(_, mbps)| mbps)
}

/// What the limit of a plan asks for, in Mbit/s.
pub(crate) struct Wish {
    /// The limit.
    pub(crate) id: LimitId,
    /// What it has; `None` for a new one, which may stand in the place of another.
    pub(crate) held: Option<u64>,
    /// What it is to have.
    pub(crate) wanted: u64,
}

/// Warns in a plan that asks for more than is left. It may be that another part of the same run makes room.
pub(crate) async fn preflight<M>(
    wish: &Wish,
    request: &Preflight<M, Cen>,
    diagnostics: &mut Diagnostics,
) {
    let Wish { id, held, wanted } = wish;
    let Preflight { client, walk, .. } = request;
    let Some(areas) = client.areas(&id.regions) else {
        return;
    };
    let held = held.unwrap_or_else(|| given_back(&request.private, id, &areas, client));
    let draw = Draw {
        party: Party::Limit(id.clone()),
        place: Place {
            cen: id.cen.clone(),
            areas,
        },
        held,
        wanted: *wanted,
        argument: "bandwidth_limit",
    };
    let deadline = wait::preflight_deadline(&request.operation);
    match bandwidth::shortage(&draw, client, walk, &deadline, diagnostics).await {
        Ok(None) => {}
        Ok(Some(left)) => diagnostics.warn_at(
            Path::root("bandwidth_limit"),
            "Not enough bandwidth is left",
            too_much(id, &draw, left),
        ),
        Err(error) if Kind::of_call(&error) == Some(Kind::CenGone) => diagnostics.warn_at(
            Path::root("cen_id"),
            "There is no such CEN instance",
            format!(
                "CEN knows no instance {} in this account. If it does not come into being before the limit is set, apply \
                 will be refused.",
                id.cen
            ),
        ),
        // Apply will say it better.
        Err(_) => {}
    }
}

fn too_much(id: &LimitId, draw: &Draw, left: u64) -> String {
    let areas = &draw.place.areas;
    format!(
        "{}{} Unless this run makes room first, by a package that is bound or made larger or by other limits that are \
         lowered, apply will be refused.",
        in_numbers(id, areas, draw.wanted, draw.held, left),
        if left == 0 {
            needed(areas)
        } else {
            String::new()
        }
    )
}

/// What a refused limit lacks, as an addition to the refusal: asks how much is left where that is the trouble.
pub(crate) async fn explain(
    id: &LimitId,
    wanted: u64,
    held: u64,
    error: &CallError,
    Scope { client, deadline }: Scope<'_>,
) -> Option<String> {
    let refusal = error.api_error()?;
    if refusal.code == "ParameterIllegal.RegionId" {
        return Some(format!(
            "Either CEN does not know one of the regions {} and {}, or nothing is attached there: a limit needs a network \
             instance in each of the two, attached to {}. If this configuration attaches them, let the limit depend on that with depends_on.",
            id.regions.first(),
            id.regions.second(),
            id.cen
        ));
    }
    match (Kind::of(refusal), client.areas(&id.regions)) {
        (Kind::NoPackage, Some(areas)) => Some(format!(
            "No bandwidth package {} is bound to {}.{} If this configuration binds it, let the limit depend on \
             that with depends_on.",
            between(&areas),
            id.cen,
            needed(&areas)
        )),
        (Kind::BandwidthExceeded, Some(areas)) => {
            let asked =
                client
                    .api
                    .remaining_bandwidth(&id.cen, &areas, Freshness::Latest, deadline);
            let left = asked.await.ok()?;
            Some(format!(
                "{} Lower this limit or others between these areas, or give the package more bandwidth.",
                in_numbers(id, &areas, wanted, held, left)
            ))
        }
        _ => None,
    }
}

fn in_numbers(id: &LimitId, areas: &AreaPair, wanted: u64, held: u64, left: u64) -> String {
    let besides = match held {
        0 => String::new(),
        held => format!(" besides the {held} Mbps of this limit so far"),
    };
    format!(
        "On {} {left} Mbps are left {}{besides}, and this limit asks for {wanted} Mbps.",
        id.cen,
        between(areas)
    )
}

/// Which package regions in these areas need.
fn needed(areas: &AreaPair) -> String {
    if areas.first() == areas.second() {
        format!(
            " Both regions lie in {0}: they need a package that connects this area with itself, area_a = area_b = \
             \"{0}\".",
            areas.first()
        )
    } else {
        format!(
            " The two regions lie in {} and {}, which is what the package must connect.",
            areas.first(),
            areas.second()
        )
    }
}
