//! What a plan can say about the package that a connection is to draw on.

use crate::Cen;
use crate::plan_checks::bandwidth::{self, Draw, between};
use crate::wait;
use crate::walk::{Party, Place, Walk};
use cen::{AreaPair, CenId, Freshness, Package, PackageId};
use tf_plugin::framework::{Diagnostics, Preflight};
use tf_plugin::value::Path;

use super::model::Peer;

/// What comes after each warning: another part of the same run may change what was seen.
const UNLESS: &str = "Unless this run changes that first, apply will be refused.";

/// Warns in a plan that asks more of a package than it has left, or of one that does not serve the two regions.
pub(super) async fn preflight(request: Preflight<Peer, Cen>, diagnostics: &mut Diagnostics) {
    let Preflight {
        prior,
        planned,
        client,
        walk,
        operation,
        ..
    } = request;
    let (Some((package, regions)), Some(wanted)) = (planned.draws_on(), planned.mbps()) else {
        return;
    };
    let held = prior
        .filter(|prior| prior.supply() == planned.supply())
        .map_or(0, |prior| prior.mbps().unwrap_or(0));
    let areas = client.areas(&regions);
    let limits = wait::preflight_limits(&operation);
    let place = if held > 0 {
        known_place(&planned, areas)
    } else {
        let asked = client.api.package(&package, Freshness::Recent, &limits);
        match asked.await {
            Ok(Some(found)) => judge(&found, areas, wanted, &walk, diagnostics),
            Ok(None) => return no_package(&package, diagnostics),
            // Apply will say it better.
            Err(_) => return,
        }
    };
    let Some(place) = place else { return };
    let draw = Draw {
        party: Party::Connection(package, regions),
        place,
        held,
        wanted,
        argument: "bandwidth",
    };
    // Apply will say better what went wrong.
    if let Ok(Some(left)) = bandwidth::shortage(&draw, &client, &walk, &limits, diagnostics).await {
        diagnostics.warn_at(
            Path::root("bandwidth"),
            "Not enough bandwidth is left",
            format!(
                "This asks for {} Mbps more {}, and {left} Mbps are left on {}. {UNLESS}",
                draw.more(),
                between(&draw.place.areas),
                draw.place.cen
            ),
        );
    }
}

/// Where a connection that is there already takes its bandwidth.
fn known_place(planned: &Peer, areas: Option<AreaPair>) -> Option<Place> {
    Some(Place {
        cen: CenId::from_answer(planned.cen_id.known()?)?,
        areas: areas?,
    })
}

fn no_package(id: &PackageId, diagnostics: &mut Diagnostics) {
    diagnostics.warn_at(
        Path::root("cen_bandwidth_package_id"),
        "There is no such bandwidth package",
        format!("CEN knows no package {id} in this account. {UNLESS}"),
    );
}

/// Whether the package will do for regions in these areas at all; if so, where it gives its bandwidth.
fn judge(
    package: &Package,
    areas: Option<AreaPair>,
    wanted: u64,
    walk: &Walk,
    diagnostics: &mut Diagnostics,
) -> Option<Place> {
    let areas = areas.unwrap_or_else(|| package.areas.clone());
    if areas != package.areas {
        diagnostics.warn_at(
            Path::root("cen_bandwidth_package_id"),
            "The package joins other areas",
            format!(
                "The two regions lie in {} and {}, and the package {} joins {} and {}. Apply will be refused.",
                areas.first(),
                areas.second(),
                package.id,
                package.areas.first(),
                package.areas.second(),
            ),
        );
        return None;
    }
    let place = package.cen_ids.first().map(|cen| Place {
        cen: cen.clone(),
        areas,
    });
    let gain = place
        .as_ref()
        .map_or(0, |place| walk.memory().bandwidth_budget.gain(place));
    let has = package.bandwidth_mbps.saturating_add(gain);
    if wanted > has {
        diagnostics.warn_at(
            Path::root("bandwidth"),
            "The package has not enough bandwidth",
            format!(
                "This asks for {wanted} Mbps, and all of the package {} are {has} Mbps. {UNLESS}",
                package.id
            ),
        );
        return None;
    }
    place
}
