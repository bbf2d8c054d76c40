//! What a plan can say about the package that a connection is to draw on.

use crate::cen::region::region_area_with;
use crate::cen::transit_router::Supply;
use crate::cen::{AreaPair, CenId, Freshness, Limits, Package, PackageId};
use crate::framework::{Diagnostics, Foresight};
use crate::provider::config::Client;
use crate::provider::wait;
use crate::value::Path;

use super::model::Peer;

/// What comes after each warning: another part of the same run may change what was seen.
const UNLESS: &str = "Unless this run changes that first, apply will be refused.";

/// Warns in a plan that asks more of a package than it has, or of one that does not serve the two regions.
pub(super) async fn foresee(question: Foresight<Peer, Client>, diagnostics: &mut Diagnostics) {
    let Foresight {
        prior,
        planned,
        client,
        operation,
        ..
    } = question;
    let (Some(Supply::Package(package)), Some(wanted)) = (planned.supply(), planned.mbps()) else {
        return;
    };
    let held = prior
        .filter(|prior| prior.supply() == planned.supply())
        .map_or(0, |prior| prior.mbps().unwrap_or(0));
    if wanted <= held {
        return;
    }
    let limits = wait::foresight_limits(&operation);
    let areas = areas(&planned, &client);
    match (planned.cen_id.known(), &areas) {
        (Some(cen), Some(areas)) if held > 0 => {
            if let Some(cen) = CenId::from_answer(cen) {
                let wanted = wanted.saturating_sub(held);
                ask_what_is_left(&cen, areas, wanted, &client, &limits, diagnostics).await;
            }
        }
        _ => {
            let asked = client.api.package(&package, Freshness::Recent, &limits);
            match asked.await {
                Ok(Some(found)) => judge(&found, areas.as_ref(), wanted, &client, diagnostics),
                Ok(None) => no_package(&package, diagnostics),
                // Apply will say it better.
                Err(_) => {}
            }
        }
    }
}

/// The areas that a package must connect for this; none for regions that nobody knows.
fn areas(peer: &Peer, client: &Client) -> Option<AreaPair> {
    let [a, b] = peer.regions()?;
    let area = |region: &str| region_area_with(region, &client.additional_regions).ok();
    Some(AreaPair::new(area(a.as_str())?, area(b.as_str())?))
}

async fn ask_what_is_left(
    cen: &CenId,
    areas: &AreaPair,
    more: u64,
    client: &Client,
    limits: &Limits,
    diagnostics: &mut Diagnostics,
) {
    let Ok(left) = client
        .api
        .remaining_bandwidth(cen, areas, Freshness::Recent, limits)
        .await
    else {
        return;
    };
    let left = left.saturating_add(client.growth.on(cen, areas));
    if more > left {
        diagnostics.warn_at(
            Path::root("bandwidth"),
            "Not enough bandwidth is left",
            format!(
                "This asks for {more} Mbps more between {} and {}, and {left} Mbps are left on {cen}. {UNLESS}",
                areas.first(),
                areas.second(),
            ),
        );
    }
}

fn no_package(id: &PackageId, diagnostics: &mut Diagnostics) {
    diagnostics.warn_at(
        Path::root("cen_bandwidth_package_id"),
        "There is no such bandwidth package",
        format!("CEN knows no package {id} in this account. {UNLESS}"),
    );
}

fn judge(
    package: &Package,
    areas: Option<&AreaPair>,
    wanted: u64,
    client: &Client,
    diagnostics: &mut Diagnostics,
) {
    if let Some(areas) = areas.filter(|areas| **areas != package.areas) {
        return diagnostics.warn_at(
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
    }
    let gain = |cen| client.growth.on(cen, &package.areas);
    let gains: u64 = package.cen_ids.first().map_or(0, gain);
    let has = package.bandwidth_mbps.saturating_add(gains);
    if wanted > has {
        diagnostics.warn_at(
            Path::root("bandwidth"),
            "The package has not enough bandwidth",
            format!(
                "This asks for {wanted} Mbps, and all of the package {} are {has} Mbps. {UNLESS}",
                package.id
            ),
        );
    }
}
